// Templates of requests: compiled once into segments with slots, filled many times with values.
//
// A placeholder that stands alone keeps the type of its value; inside text it is written out. A member whose
// placeholder has no value is left out; only some placeholders may lack one, any other refuses the request before it is
// sent. Pure values; compile makes them, request.hpp and the machines fill them.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/error.hpp"
#include "base/instant.hpp"
#include "base/json.hpp"
#include "connector/forms.hpp"
#include "connector/query.hpp"

namespace goodword::connector {

/// What a placeholder stands for: nothing, a JSON value, or a moment (spelled by the request's `forms`).
using Given = std::variant<std::monostate, base::Json, base::Instant>;

/// Placeholders and their values; a few, so they are searched in a row. Names that are not here are looked for in
/// `outer`, which must outlive this.
class Values {
 public:
  Values() = default;
  explicit Values(const Values* outer) : outer_(outer) {}

  Values& set(std::string name, Given value);
  Values& set_text(std::string name, std::string_view text) { return set(std::move(name), Given(base::Json(text))); }
  Values& set_list(std::string name, std::span<const std::string> items);
  const Given* find(std::string_view name) const;
  void see_behind(const Values* outer) { outer_ = outer; }
  const std::vector<std::pair<std::string, Given>>& own() const { return values_; }

 private:
  std::vector<std::pair<std::string, Given>> values_;
  const Values* outer_ = nullptr;
};

/// How values are written in one request.
struct Spelling {
  std::map<std::string, Form, std::less<>> forms;  ///< by placeholder
  bool ids_are_numbers = false;                    ///< ids that stand alone in JSON are numbers
  bool ids_are_guids = false;                      ///< ids in OData queries are of a type of their own
  std::vector<std::string> ids = {};               ///< placeholders that hold ids in this request, beside the usual
  model::Zone zone{};                              ///< in which forms without a zone are written
  std::string zone_fact = {};                      ///< "fact.x": the CRM tells that zone
};

/// Text, and after it a placeholder (or none). `part` is the "year" of `${since.year}`.
struct Segment {
  std::string text;
  std::string name;
  std::string part;
};
using Text = std::vector<Segment>;

struct Template {
  enum class Kind { constant, value, text, object, list, each, as_text, repeat, query };
  struct Member;

  Kind kind = Kind::constant;
  base::Json constant;  ///< constant
  Text text;            ///< value (one segment without text), text and query
  Query language = Query::soql;
  std::vector<Member> members;  ///< object; the key "..." spreads an object
  std::vector<Template> items;  ///< list; each, as_text and repeat: the one inner template
};

struct Template::Member {
  std::string key;
  Template value;
};

/// The texts between and the names inside `${…}`. A "${" without its end is text.
Text split_placeholders(std::string_view text);
/// Whether there is exactly one placeholder and nothing else.
bool stands_alone(const Text& text);

/// A template from JSON. Template objects ("$each", "$text", "$repeat", "$soql", "$odata", "$sql") are understood;
/// unknown ones are checked by the caller before, with unknown_template_word().
Template make_template(const base::Json& json);
/// A template object: alone in its object, its word begins with "$".
bool is_template_word(std::string_view word);
/// The first "$word" object in the JSON that make_template() does not understand, with its pointer; or nothing.
std::optional<std::pair<std::string, std::string>> unknown_template_word(const base::Json& json,
                                                                         const std::string& pointer);
/// All placeholder names in it.
void collect_names(const Template& made, std::vector<std::string>& names);
void collect_names(const Text& text, std::vector<std::string>& names);
bool has_each(const Template& made);

/// Values of one call; `items` are those of the batch's items (each sees the call's values behind its own).
struct Filling {
  const Values& values;
  const Spelling& spelling;
  std::span<const Values> items = {};
};

/// Nothing: the member is to be left out. Errors: connector.invalid, naming a placeholder that has no value.
base::Result<std::optional<base::Json>> fill(const Template& made, const Filling& filling);
/// One placeholder's value, spelled.
base::Result<std::optional<base::Json>> value_of(const Segment& segment, const Filling& filling);
/// The value as text for a path, query or header: lists joined by commas, true and false, digits; nothing where it has
/// none.
std::optional<std::string> as_plain_text(const base::Json& value);
base::Result<std::optional<std::string>> fill_text(const Text& text, const Filling& filling);

}  // namespace goodword::connector
