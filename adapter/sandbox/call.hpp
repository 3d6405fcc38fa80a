// A request taken apart, and the vendor's ways to answer and to refuse.
//
// Strict on purpose: a query parameter or a body key that the vendor's documents do not have is refused, so that a
// mistake in a connector file shows at once (the real service ignores many of them). Pure values, no lock needed.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "ports/http_client.hpp"
#include "sandbox/values.hpp"

namespace goodword::sandbox {

struct Call {
  std::string method;
  std::string origin;  ///< "https://api.hubapi.com": what next links begin with
  std::string path;    ///< without query
  std::string query;   ///< as sent
  std::vector<std::string> segments;
  std::vector<std::pair<std::string, std::string>> parameters;  ///< decoded
  base::Json body;
  std::vector<std::string> arguments;  ///< what the route's stars stand for

  std::optional<std::string> parameter(std::string_view name) const;
  /// A comma separated list; repeated parameters add up, as the vendor reads both.
  std::vector<std::string> list(std::string_view name) const;
};

/// "a=1&b=x%20y", as in a query or in a form.
std::vector<std::pair<std::string, std::string>> parameters_of(std::string_view text);
/// The body stays text: it is parsed by the route that wants one.
Call take_apart(const ports::HttpRequest& request);

struct Answer {
  int status = 200;
  std::string body;
  ports::Headers headers = {};
};

Answer answer(int status, const base::Json& body);

/// {"status":"error","message":…,"correlationId":…,"category":…} with what else the vendor says.
struct Refusal {
  int status;
  std::string category;
  std::string message;
  std::vector<std::pair<std::string, base::Json>> more = {};  ///< "context", "errors", "subCategory"
};
Answer refuse(const Refusal& refusal);
base::Json error_json(const Refusal& refusal);

Refusal invalid(std::string message);
Refusal not_found(std::string message = "resource not found");
Refusal values_not_valid(const std::vector<Complaint>& complaints);
/// {"name": ["value", …]}, the shape of every context.
base::Json context(std::string_view name, const std::vector<std::string>& values);

/// A refusal if the query has a parameter that is not in the list.
std::optional<Refusal> foreign_parameter(const Call& call, std::initializer_list<std::string_view> known);
/// A refusal if `object` is no object or has a key that is not in the list.
std::optional<Refusal> foreign_key(const base::Json& object, std::initializer_list<std::string_view> known,
                                   std::string_view where);
/// The values of a "properties" object, which are all text; a refusal otherwise.
std::optional<Refusal> read_values(const base::Json* object, Values& values);
/// The number of a record, which is digits only.
std::optional<std::uint64_t> record_id(std::string_view text);
/// limit=… within 1 and `most`, `fallback` where absent.
std::optional<Refusal> read_limit(const Call& call, int fallback, int most, int& limit);

}  // namespace goodword::sandbox
