#include "connector/source.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "connector/template.hpp"

namespace goodword::connector {
namespace {

using base::Json;
using base::Problem;

Json shifted(const Json& json) {
  Json copy = json;
  if (copy.line() > 0) copy.set_line(copy.line() + operator_lines);
  for (auto& item : copy.items()) item = shifted(item);
  for (auto& [key, value] : copy.members()) value = shifted(value);
  return copy;
}

const Json* constant(const Constants& constants, const Segment& segment) {
  const auto found = std::ranges::find(constants, segment.name, &Constants::value_type::first);
  return found == constants.end() ? nullptr : &found->second;
}

/// A patch over what is a patch itself: a null that has nothing to take away here takes it from what is further below.
Json laid_over(Json target, const Json& patch) {
  if (!patch.is_object() || !target.is_object()) return patch;
  for (const auto& [key, value] : patch.members()) {
    Json* member = target.find(key);
    if (!member || member->is_null()) {
      target.set(key, value);
    } else if (value.is_null()) {
      target.erase(key);
    } else {
      *member = laid_over(std::move(*member), value);
    }
  }
  return target;
}

/// Nothing: the text needs a setting that has no value.
std::optional<Json> text_with(const Json& json, const Constants& constants) {
  const Text text = split_placeholders(json.text());
  if (stands_alone(text)) {
    const Json* value = constant(constants, text[0]);
    if (!value) return json;
    if (value->is_null()) return std::nullopt;
    Json copy = *value;
    copy.set_line(json.line());
    return copy;
  }
  std::string filled;
  for (const auto& segment : text) {
    filled += segment.text;
    if (segment.name.empty()) continue;
    const Json* value = constant(constants, segment);
    if (value && value->is_null()) return std::nullopt;
    const std::string part = segment.part.empty() ? "" : "." + segment.part;
    filled += value ? as_plain_text(*value).value_or("") : "${" + segment.name + part + "}";
  }
  Json made(std::move(filled));
  made.set_line(json.line());
  return made;
}

std::optional<Json> filled(const Json& json, const Constants& constants) {
  if (json.is_string()) return text_with(json, constants);
  Json copy = json;
  if (json.is_array()) {
    copy.items().clear();
    for (const auto& item : json.items()) {
      if (auto made = filled(item, constants)) copy.push(std::move(*made));
    }
  } else if (json.is_object()) {
    copy.members().clear();
    for (const auto& [key, value] : json.members()) {
      const auto name = text_with(Json(key), constants);
      auto made = filled(value, constants);
      if (name && made) copy.set(as_plain_text(*name).value_or(key), std::move(*made));
    }
  }
  return copy;
}

}  // namespace

Place Place::operator[](std::string_view key) const {
  return {json ? json->find(key) : nullptr, pointer + "/" + base::pointer_escape(key)};
}

Place Place::item(std::size_t index) const {
  const bool there = json && index < json->items().size();
  return {there ? &json->items()[index] : nullptr, pointer + "/" + std::to_string(index)};
}

std::string Place::text(std::string_view key, std::string_view otherwise) const {
  return json ? json->text_or(key, otherwise) : std::string(otherwise);
}

int line_of(const Json& json) {
  if (json.line() > 0) return json.line();
  for (const auto& item : json.items()) {
    if (const int line = line_of(item)) return line;
  }
  for (const auto& [key, value] : json.members()) {
    if (const int line = line_of(value)) return line;
  }
  return 0;
}

Json put_in(const Json& json, const Constants& constants) { return filled(json, constants).value_or(Json()); }

void check_constants_in_queries(const Place& place, const Constants& constants, Faults& faults) {
  if (!place.json) return;
  const auto& members = place->members();
  if (members.size() == 1 && query_of(members[0].first)) {
    for (const auto& segment : split_placeholders(members[0].second.text())) {
      const Json* value = constant(constants, segment);
      if (!value || value->is_null() || value->is_number() || is_query_name(value->text())) continue;
      faults.add(
          place[members[0].first],
          "the constant ${" + segment.name + "} stands in a query, and " + base::write_json(*value) + " is no name",
          "write the value itself into the query");
    }
    return;
  }
  for (const auto& [key, value] : members) check_constants_in_queries(place[key], constants, faults);
  for (std::size_t i = 0; i < place->items().size(); ++i) check_constants_in_queries(place.item(i), constants, faults);
}

Problem Faults::made(const Place& place, std::string message, std::string advice) const {
  const int line = place.json ? line_of(*place.json) : 0;
  const bool crm_file = place.pointer.starts_with(in_crm_file);
  const bool of_operator = line > operator_lines || crm_file;
  const std::string pointer =
      crm_file ? place.pointer.substr(in_crm_file.size()) : (of_operator ? "/change" : "") + place.pointer;
  return {.file = of_operator ? crm_file_ : connector_file_,
          .line = line > operator_lines ? line - operator_lines : line,
          .pointer = pointer,
          .message = std::move(message),
          .advice = std::move(advice)};
}

void Faults::add(const Place& place, std::string message, std::string advice) {
  Problem problem = made(place, std::move(message), std::move(advice));
  // A pattern's fault would come once for every stream that is like it.
  const bool told = std::ranges::any_of(problems_, [&](const Problem& other) {
    return problem.line > 0 && other.file == problem.file && other.line == problem.line &&
           other.message == problem.message;
  });
  if (!told) problems_.push_back(std::move(problem));
}

void Faults::unsupported(const Place& place, std::string what) {
  add(place, what + ": not supported yet",
      "this version of goodword cannot run it; leave it out, or use a later version");
}

void Faults::note(const Place& place, std::string message) { notes_.push_back(made(place, std::move(message), "")); }

void Faults::unknown(const Place& place, std::string_view word, std::string_view what,
                     const std::vector<std::string>& known) {
  const std::string near = base::nearest(word, known);
  std::string advice = near.empty() ? "known here: " + base::join(known, ", ") : "did you mean \"" + near + "\"?";
  add(place, "\"" + std::string(word) + "\" is no known " + std::string(what), std::move(advice));
}

std::vector<Problem> Faults::problems() const {
  auto sorted = problems_;
  std::ranges::stable_sort(
      sorted, [](const Problem& a, const Problem& b) { return std::tie(a.file, a.line) < std::tie(b.file, b.line); });
  return sorted;
}

Json put_together(const Json& connector, const Json& crm) {
  const Json* change = crm.find("change");
  if (!change) return connector;
  const Json patch = shifted(*change);
  Json together = base::merge_patch(connector, patch);
  for (const char* part : {"patterns", "streams"}) {
    const Json *below = connector.find(part), *above = patch.find(part);
    if (!below || !above) continue;
    for (const auto& [name, value] : above->members()) {
      const Json* one = below->find(name);
      if (one && value.is_object()) together.find(part)->set(name, laid_over(*one, value));
    }
  }
  return together;
}

Json with_patterns(const Place& stream, const Place& patterns, Faults& faults) {
  std::vector<Place> chain{stream};
  std::vector<std::string> names;
  while (true) {
    const Place like = chain.back()["like"];
    if (!like) break;
    const std::string name = like->text();
    const Place pattern = patterns[name];
    if (!pattern) {
      std::vector<std::string> known;
      if (patterns.json)
        for (const auto& [key, value] : patterns->members()) known.push_back(key);
      faults.unknown(like, name, "pattern", known);
      break;
    }
    if (std::ranges::find(names, name) != names.end()) {
      faults.add(like, "the patterns are like each other in a circle");
      break;
    }
    names.push_back(name);
    chain.push_back(pattern);
  }
  Json laid = *chain.back().json;
  for (auto it = chain.rbegin() + 1; it != chain.rend(); ++it) laid = laid_over(std::move(laid), *it->json);
  laid.erase("like");
  return laid;
}

}  // namespace goodword::connector
