#include "base/schema_faults.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <regex>

#include "base/text.hpp"

namespace goodword::base {
namespace {

/// A fault and how strongly it speaks against this branch of a choice being the one that was meant.
struct Fault {
  Problem problem;
  int weight = 1;
};
using Faults = std::vector<Fault>;

constexpr int weight_type = 100;  ///< a text where an object belongs: another branch was meant
constexpr int weight_word = 20;   ///< the word that tells the branches apart is another's
constexpr int weight_missing = 4;
constexpr int weight_unknown = 3;

std::string_view type_word(const Json& value) {
  switch (value.type()) {
    case Json::Type::null: return "null";
    case Json::Type::boolean: return "true or false";
    case Json::Type::number: return "a number";
    case Json::Type::string: return "a text";
    case Json::Type::array: return "a list";
    case Json::Type::object: return "an object";
  }
  return "something else";
}

std::string type_name(std::string_view schema_word) {
  static const std::map<std::string_view, std::string_view> words = {
      {"null", "null"},     {"boolean", "true or false"}, {"number", "a number"}, {"integer", "a whole number"},
      {"string", "a text"}, {"array", "a list"},          {"object", "an object"}};
  const auto found = words.find(schema_word);
  return std::string(found == words.end() ? schema_word : found->second);
}

bool has_type(const Json& value, std::string_view word) {
  if (word == "integer") return value.integer().has_value();
  return type_name(word) == type_word(value);
}

std::string quoted(std::string_view text) { return "\"" + escape_line(shorten(text, 40)) + "\""; }

std::string shown(const Json& value) {
  return value.is_string() ? quoted(value.text()) : escape_line(shorten(write_json(value), 40));
}

std::string listed(std::vector<std::string> words, std::string_view last) {
  if (words.size() < 2) return words.empty() ? "" : words.front();
  const std::string tail = words.back();
  words.pop_back();
  return join(words, ", ") + " " + std::string(last) + " " + tail;
}

/// "1 item", "2 items".
std::string counted(std::int64_t number, std::string_view thing) {
  return grouped(number) + " " + std::string(thing) + (number == 1 ? "" : "s");
}

std::string child(const std::string& pointer, std::string_view token) { return pointer + "/" + pointer_escape(token); }

class Explainer {
 public:
  Explainer(const Json& root, std::string_view file) : root_(root), file_(file) {}

  Faults explain(const Json& schema, const Json& value, const std::string& pointer) {
    if (schema.is_boolean()) {
      if (schema.boolean()) return {};
      return {fault(value, pointer, "nothing may stand here", schema, weight_type)};
    }
    if (const Json* ref = schema.find("$ref")) return follow(ref->text(), value, pointer);
    if (auto wrong = wrong_type(schema, value, pointer)) return {std::move(*wrong)};
    Faults faults;
    words(schema, value, pointer, faults);
    numbers(schema, value, pointer, faults);
    texts(schema, value, pointer, faults);
    lists(schema, value, pointer, faults);
    objects(schema, value, pointer, faults);
    choices(schema, value, pointer, faults);
    conditions(schema, value, pointer, faults);
    return faults;
  }

 private:
  Fault fault(const Json& value, std::string pointer, std::string message, const Json& schema, int weight = 1) const {
    return {
        {std::string(file_), value.line(), std::move(pointer), std::move(message), schema.text_or("description", "")},
        weight};
  }

  Faults follow(const std::string& ref, const Json& value, const std::string& pointer) {
    const Json* target = ref.starts_with('#') ? root_.at(std::string_view(ref).substr(1)) : nullptr;
    // Other documents are not ours to fetch, and a circle of references names nothing.
    if (!target || hops_ > 500) return {};
    ++hops_;
    Faults faults = explain(*target, value, pointer);
    --hops_;
    return faults;
  }

  std::optional<Fault> wrong_type(const Json& schema, const Json& value, const std::string& pointer) const {
    const Json* type = schema.find("type");
    if (!type) return std::nullopt;
    std::vector<std::string> wanted = type->is_array() ? schema.texts("type") : std::vector{type->text()};
    if (std::ranges::any_of(wanted, [&](const std::string& word) { return has_type(value, word); }))
      return std::nullopt;
    for (auto& word : wanted) word = type_name(word);
    const bool fraction = value.is_number() && std::ranges::count(wanted, "a whole number");
    return fault(
        value, pointer,
        "expected " + listed(wanted, "or") + ", found " + (fraction ? value.text() : std::string(type_word(value))),
        schema, weight_type);
  }

  void words(const Json& schema, const Json& value, const std::string& pointer, Faults& faults) const {
    const Json* only = schema.find("const");
    const Json* list = schema.find("enum");
    if (only && !(*only == value)) {
      faults.push_back(
          fault(value, pointer, shown(value) + " stands where " + shown(*only) + " is expected", schema, weight_word));
    }
    if (!list || std::ranges::count(list->items(), value)) return;
    std::vector<std::string> known, shown_words;
    for (const Json& item : list->items()) {
      known.push_back(item.text());
      shown_words.push_back(shown(item));
    }
    Fault wrong =
        fault(value, pointer, shown(value) + " is none of " + listed(shown_words, "and"), schema, weight_word);
    const std::string near = value.is_string() ? nearest(value.text(), known) : "";
    if (!near.empty()) wrong.problem.advice = "did you mean " + quoted(near) + "?";
    faults.push_back(std::move(wrong));
  }

  void numbers(const Json& schema, const Json& value, const std::string& pointer, Faults& faults) const {
    if (!value.is_number()) return;
    const auto number = value.real();
    const auto complain = [&](std::string why) {
      faults.push_back(fault(value, pointer, escape_line(shorten(value.text(), 40)) + " is " + why, schema));
    };
    if (!number) return complain("too large a number");
    const auto bound = [&](const char* key) { return schema.find(key) ? schema.find(key)->real() : std::nullopt; };
    const auto text = [&](const char* key) { return schema.find(key)->text(); };
    if (const auto least = bound("minimum"); least && *number < *least) complain("less than " + text("minimum"));
    if (const auto most = bound("maximum"); most && *number > *most) complain("more than " + text("maximum"));
    if (const auto least = bound("exclusiveMinimum"); least && *number <= *least)
      complain("not more than " + text("exclusiveMinimum"));
    if (const auto most = bound("exclusiveMaximum"); most && *number >= *most)
      complain("not less than " + text("exclusiveMaximum"));
    if (const auto step = bound("multipleOf"); step && std::fmod(*number, *step) != 0)
      complain("no multiple of " + text("multipleOf"));
  }

  void texts(const Json& schema, const Json& value, const std::string& pointer, Faults& faults) {
    if (!value.is_string()) return;
    const auto length = static_cast<std::int64_t>(count_characters(value.text()));
    const auto complain = [&](std::string why) { faults.push_back(fault(value, pointer, std::move(why), schema)); };
    if (const auto least = schema.integer_or("minLength", 0); length < least) {
      return complain(length == 0 ? "the text is empty"
                                  : "the text has " + counted(length, "character") + ", at least " + grouped(least) +
                                        " are needed");
    }
    if (const auto most = schema.integer_or("maxLength", length); length > most) {
      return complain("the text has " + counted(length, "character") + ", at most " + grouped(most) + " are allowed");
    }
    const Json* pattern = schema.find("pattern");
    if (!pattern) return;
    if (value.text().size() > longest_pattern_text) {
      return complain("the text has " + counted(length, "character") + ", far more than belong here");
    }
    if (fits(pattern->text(), value.text())) return;
    complain(quoted(value.text()) + " does not have the form that is expected");
    if (faults.back().problem.advice.empty()) faults.back().problem.advice = "the form is " + pattern->text();
  }

  void lists(const Json& schema, const Json& value, const std::string& pointer, Faults& faults) {
    if (!value.is_array()) return;
    const auto size = static_cast<std::int64_t>(value.items().size());
    if (const auto least = schema.integer_or("minItems", 0); size < least) {
      faults.push_back(fault(value, pointer,
                             size == 0 ? "the list is empty" : "the list needs at least " + counted(least, "item"),
                             schema));
    }
    if (const auto most = schema.integer_or("maxItems", size); size > most) {
      faults.push_back(fault(value, pointer,
                             "the list has " + counted(size, "item") + ", at most " + grouped(most) + " are allowed",
                             schema));
    }
    if (schema.boolean_or("uniqueItems", false)) twice(schema, value, pointer, faults);
    const Json* items = schema.find("items");
    for (std::size_t i = 0; i < value.items().size(); ++i) {
      const Json* item_schema = items;
      if (items && items->is_array()) {
        item_schema = i < items->items().size() ? &items->items()[i] : schema.find("additionalItems");
      }
      if (item_schema) append(faults, explain(*item_schema, value.items()[i], child(pointer, std::to_string(i))));
    }
    const Json* contains = schema.find("contains");
    if (contains && std::ranges::none_of(value.items(),
                                         [&](const Json& item) { return explain(*contains, item, pointer).empty(); }))
      faults.push_back(fault(value, pointer, "no item of the list is of the kind that is needed", *contains));
  }

  void twice(const Json& schema, const Json& value, const std::string& pointer, Faults& faults) const {
    std::map<std::string, std::size_t> seen;
    for (std::size_t i = 0; i < value.items().size(); ++i) {
      const Json& item = value.items()[i];
      if (seen.emplace(write_canonical(item), i).second) continue;
      faults.push_back(fault(item, child(pointer, std::to_string(i)), shown(item) + " is in the list twice", schema));
    }
  }

  void objects(const Json& schema, const Json& value, const std::string& pointer, Faults& faults) {
    if (!value.is_object()) return;
    const auto size = static_cast<std::int64_t>(value.members().size());
    if (size < schema.integer_or("minProperties", 0)) {
      faults.push_back(fault(
          value, pointer,
          "at least " + counted(schema.integer_or("minProperties", 0), "key") + " must stand here" + known_keys(schema),
          schema, weight_missing));
    }
    if (const auto most = schema.integer_or("maxProperties", size); size > most) {
      faults.push_back(fault(value, pointer, "at most " + counted(most, "key") + " may stand here", schema));
    }
    required(schema, value, pointer, faults);
    for (const auto& [key, inner] : value.members()) member(schema, key, inner, pointer, faults);
  }

  static std::string known_keys(const Json& schema) {
    const Json* properties = schema.find("properties");
    if (!properties || properties->members().empty()) return "";
    std::vector<std::string> keys;
    for (const auto& [key, inner] : properties->members()) keys.push_back(quoted(key));
    return ": " + listed(keys, "or");
  }

  void required(const Json& schema, const Json& value, const std::string& pointer, Faults& faults) const {
    const auto missing = [&](const std::string& key) {
      const Json* properties = schema.find("properties");
      const Json* about = properties ? properties->find(key) : nullptr;
      faults.push_back(
          fault(value, pointer, "the key " + quoted(key) + " is missing", about ? *about : Json(), weight_missing));
    };
    for (const std::string& key : schema.texts("required")) {
      if (!value.has(key)) missing(key);
    }
    const Json* dependencies = schema.find("dependencies");
    if (!dependencies) return;
    for (const auto& [key, needs] : dependencies->members()) {
      if (!value.has(key)) continue;
      for (const Json& need : needs.items()) {
        if (!value.has(need.text())) missing(need.text());
      }
    }
  }

  void member(const Json& schema, const std::string& key, const Json& value, const std::string& pointer,
              Faults& faults) {
    const std::string here = child(pointer, key);
    bool known = false;
    if (const Json* properties = schema.find("properties")) {
      if (const Json* inner = properties->find(key)) {
        known = true;
        append(faults, explain(*inner, value, here));
      }
    }
    if (const Json* patterns = schema.find("patternProperties")) {
      for (const auto& [pattern, inner] : patterns->members()) {
        if (key.size() > longest_pattern_text || !fits(pattern, key)) continue;
        known = true;
        append(faults, explain(inner, value, here));
      }
    }
    if (const Json* names = schema.find("propertyNames")) name(*names, key, value, here, faults);
    const Json* others = schema.find("additionalProperties");
    if (known || !others) return;
    if (others->is_boolean() && !others->boolean()) {
      faults.push_back(unknown_key(schema, key, value, here));
    } else {
      append(faults, explain(*others, value, here));
    }
  }

  /// Faults of a key's own spelling stand at the key, with its value's line.
  void name(const Json& names, const std::string& key, const Json& value, const std::string& here, Faults& faults) {
    Json word(key);
    word.set_line(value.line());
    for (Fault& wrong : explain(names, word, here)) {
      wrong.problem.message = "the key " + wrong.problem.message;
      faults.push_back(std::move(wrong));
    }
  }

  Fault unknown_key(const Json& schema, const std::string& key, const Json& value, const std::string& here) const {
    std::vector<std::string> known;
    if (const Json* properties = schema.find("properties")) {
      for (const auto& [name, inner] : properties->members()) known.push_back(name);
    }
    Fault wrong = fault(value, here, "unknown key", Json(), weight_unknown);
    if (const std::string near = nearest(key, known); !near.empty()) {
      wrong.problem.advice = "did you mean " + quoted(near) + "?";
      wrong.weight = 1;
    } else if (known.empty()) {
      wrong.problem.advice = "no keys may stand here";
    } else {
      for (auto& name : known) name = quoted(name);
      wrong.problem.advice = "known here: " + join(known, ", ");
    }
    return wrong;
  }

  void choices(const Json& schema, const Json& value, const std::string& pointer, Faults& faults) {
    if (const Json* all = schema.find("allOf")) {
      for (const Json& part : all->items()) append(faults, explain(part, value, pointer));
    }
    if (const Json* any = schema.find("anyOf")) choice(schema, *any, value, pointer, faults);
    if (const Json* one = schema.find("oneOf"); one && choice(schema, *one, value, pointer, faults) > 1)
      faults.push_back(fault(value, pointer, "this can be read in more than one way", schema));
    const Json* forbidden = schema.find("not");
    if (forbidden && explain(*forbidden, value, pointer).empty())
      faults.push_back(fault(value, pointer, "this may not stand here", *forbidden));
  }

  /// Explains the branch that was probably meant: the one with the least against it. Returns how many branches fit.
  int choice(const Json& schema, const Json& branches, const Json& value, const std::string& pointer, Faults& faults) {
    Faults best;
    int fitting = 0;
    int least = -1;
    std::vector<std::string> types;
    for (const Json& branch : branches.items()) {
      Faults found = explain(branch, value, pointer);
      if (found.empty()) {
        ++fitting;
        continue;
      }
      if (found.size() == 1 && found[0].weight == weight_type && found[0].problem.pointer == pointer)
        collect_type(found[0].problem.message, types);
      int weight = 0;
      for (const Fault& one : found) weight += against(one, pointer);
      if (least >= 0 && weight >= least) continue;
      least = weight;
      best = std::move(found);
    }
    if (fitting > 0) return fitting;
    if (types.size() == branches.items().size() && !types.empty()) {
      best = {fault(value, pointer,
                    "expected " + listed(distinct(types), "or") + ", found " + std::string(type_word(value)), schema,
                    weight_type)};
    }
    append(faults, std::move(best));
    return 0;
  }

  /// A wrong type speaks against the branch only where the choice itself is made, not further down.
  static int against(const Fault& fault, const std::string& pointer) {
    return fault.weight == weight_type && fault.problem.pointer != pointer ? 2 : fault.weight;
  }

  static std::vector<std::string> distinct(const std::vector<std::string>& words) {
    std::vector<std::string> list;
    for (const auto& word : words) {
      if (!std::ranges::count(list, word)) list.push_back(word);
    }
    return list;
  }

  /// The "a text" of "expected a text, found a number".
  static void collect_type(std::string_view message, std::vector<std::string>& types) {
    constexpr std::string_view start = "expected ";
    const auto end = message.rfind(", found ");
    if (message.starts_with(start) && end != std::string_view::npos)
      types.emplace_back(message.substr(start.size(), end - start.size()));
  }

  void conditions(const Json& schema, const Json& value, const std::string& pointer, Faults& faults) {
    const Json* condition = schema.find("if");
    if (!condition) return;
    const Json* consequence = schema.find(explain(*condition, value, pointer).empty() ? "then" : "else");
    if (consequence) append(faults, explain(*consequence, value, pointer));
  }

  static void append(Faults& faults, Faults more) { std::ranges::move(more, std::back_inserter(faults)); }

  /// A pattern that is broken fits everything: the schema is at fault then, and valijson says so.
  bool fits(const std::string& pattern, const std::string& text) {
    auto found = patterns_.find(pattern);
    if (found == patterns_.end()) {
      std::optional<std::regex> compiled;
      try {
        compiled.emplace(pattern);
      } catch (const std::regex_error&) {
      }
      found = patterns_.emplace(pattern, std::move(compiled)).first;
    }
    return !found->second || std::regex_search(text, *found->second);
  }

  const Json& root_;
  std::string_view file_;
  int hops_ = 0;  ///< references followed on the way to here
  std::map<std::string, std::optional<std::regex>> patterns_;
};

}  // namespace

std::vector<Problem> schema_faults(const Json& schema, const Json& document, std::string_view file) {
  std::vector<Problem> problems;
  for (Fault& fault : Explainer(schema, file).explain(schema, document, ""))
    problems.push_back(std::move(fault.problem));
  return problems;
}

}  // namespace goodword::base
