// What a draft is made from, whether a vendor's document or answers told it: who may ask, where, for which lists.
// Values alone; openapi.hpp and answers.hpp make them, draft.hpp decides.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "draft/outline.hpp"
#include "model/kinds.hpp"

namespace goodword::draft {

struct Parameter {
  enum class In { query, header, path, body };
  std::string name = {};
  In in = In::query;
  bool required = false;
  std::string about = {}, type = {}, format = {};
  std::optional<std::int64_t> most = {}, least = {}, preset = {};
  std::string usual = {};               ///< default, the only word, or an example: something that may stand there
  std::vector<std::string> words = {};  ///< the only values there are
};

/// A request whose answer holds a list.
struct List {
  model::Kind kind = model::Kind::contact;
  std::string stream = {};    ///< "contacts", as the vendor calls them
  std::string activity = {};  ///< for activities: "note", "task" …; empty: several kinds in one list
  std::string method = "GET", path = {};
  std::string said = {};  ///< where it is known from: "GET /contacts in api.json:120"
  std::vector<Parameter> parameters = {};
  std::vector<std::pair<std::string, std::string>> headers = {};  ///< of an answer that was seen
  Outline answer = {};
  std::vector<Place> records = {};  ///< lists in the answer that may hold the records, likeliest first
  std::string by_id = {};           ///< path that reads one, with ${id}
  std::string one = {};             ///< pointer to the record in that answer
};

struct Server {
  std::string url = {};  ///< may hold {variables}
  std::vector<Parameter> variables = {};
};

struct Login {
  enum class Kind { header, query, bearer, basic, code, client, password, other };
  std::string name = {};
  Kind kind = Kind::other;
  std::string where = {};                  ///< name of the header or parameter
  std::string authorize = {}, token = {};  ///< addresses
  std::vector<std::string> scopes = {};
  std::string about = {};
};

struct Material {
  std::string title = {}, version = {};
  std::string said = {};  ///< "contacts-v3.json"
  std::vector<Server> servers = {};
  std::vector<Login> logins = {};
  std::vector<List> lists = {};
  std::string check = {};                  ///< path that says who we are; empty: none is known
  std::vector<std::string> troubles = {};  ///< what could not be read, for people
};

/// The kind of record that a path lists, judged by its last telling word; nothing where it tells none.
struct Named {
  model::Kind kind;
  std::string stream = {};
  std::string activity = {};
};
std::optional<Named> named_by(std::string_view path);

/// Lists in an answer whose elements have an id, likeliest first.
std::vector<Place> lists_of_records(const Outline& answer, std::string_view stream);
/// Where the id is in an element of a list, from the element; nothing where there is none.
std::optional<Place> id_in(const Outline& answer, const Place& element, std::string_view stream);

/// The lists of several sources as one: what answers showed goes before what a document says.
Material together(std::vector<Material> parts);

}  // namespace goodword::draft
