// One compiled request of a connector file, and the HTTP request it becomes.
//
// The same object serves login, pages, tables, set-up, writes, reading back and undo. Building it performs no I/O and
// never sends anything to an address outside the declared origins. Pure.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "connector/answers.hpp"
#include "connector/template.hpp"
#include "ports/http_client.hpp"

namespace goodword::connector {

struct Param {
  std::string name;
  Template value;
};

struct Spend {
  std::string budget;
  int amount = 1;
  int each = 0;  ///< then 1 for every so many records instead
};

struct Request {
  std::string pointer;  ///< in the connector file, for messages
  std::string origin = "api";
  std::string method = "GET";
  Text path;
  std::vector<Param> query, headers, form;
  std::optional<Template> json;
  Spelling spelling;
  std::vector<Spend> spend;
  std::vector<Rule> answers;
  std::vector<std::string> names;  ///< every placeholder in it, sorted, each once
};

/// What each request of a login carries.
struct LoginHeader {
  std::string name;
  std::string scheme;  ///< "Session", or empty: the text as it is
  bool base64 = false;
  Text text;
};
struct Send {
  std::vector<LoginHeader> headers;
  std::vector<Param> query;
};

/// Name to address without a slash at its end: "api" to "https://api.example.com/v2".
using Origins = std::map<std::string, std::string, std::less<>>;

/// "https://host:port" of an address, in lower case with the scheme's own port left out; empty if it is no address.
std::string origin_of(std::string_view url);
/// https, or http on a loopback address.
bool may_carry_secrets(std::string_view url);

base::Result<ports::HttpRequest> build(const Request& request, const Filling& filling, const Origins& origins);
/// The next page by its own address: absolute, or from the host ("/x"). Errors: wire.refused_origin.
base::Result<std::string> follow(std::string_view next, std::string_view base_url);
/// Errors: connector.invalid where the value holds a control character.
base::Result<void> add_header(ports::HttpRequest& request, const std::string& name, const std::string& value);
/// Adds what the login sends. Errors: connector.invalid where a header would hold a line break.
base::Result<void> add_login(ports::HttpRequest& request, const Send& send, const Values& values);
/// The placeholder's name stands in it.
bool uses(const Request& request, std::string_view name);

}  // namespace goodword::connector
