#include "draft/outline.hpp"

#include <algorithm>

namespace goodword::draft {
namespace {

using base::Json;

constexpr std::size_t elements_looked_at = 20;
constexpr std::size_t deepest = 12;

Seen::What what_of(const Json& json) {
  switch (json.type()) {
    case Json::Type::string: return Seen::What::text;
    case Json::Type::number: return Seen::What::number;
    case Json::Type::boolean: return Seen::What::truth;
    case Json::Type::array: return Seen::What::list;
    case Json::Type::object: return Seen::What::object;
    case Json::Type::null: break;
  }
  return Seen::What::unknown;
}

Seen& seen_at(Outline& outline, const Place& place) {
  const auto found = std::ranges::find(outline, place, &Seen::place);
  if (found != outline.end()) return *found;
  // Beside what it belongs to, so that holders come before what they hold.
  auto at = outline.end();
  Place holder = place;
  if (!holder.empty()) holder.pop_back();
  while (at != outline.begin() && !begins_with((at - 1)->place, holder)) --at;
  return *outline.insert(at, Seen{.place = place});
}

void walk(Outline& outline, const Json& json, const Place& place) {
  Seen& seen = seen_at(outline, place);
  if (seen.what == Seen::What::unknown) seen.what = what_of(json);
  if (seen.example.empty() && !json.is_null()) seen.example = json.text();
  if (place.size() > deepest) return;
  Place inner = place;
  inner.emplace_back();
  for (const auto& [key, value] : json.members()) {
    inner.back() = key;
    walk(outline, value, inner);
  }
  inner.back() = "*";
  for (std::size_t i = 0; i < std::min(json.items().size(), elements_looked_at); ++i)
    walk(outline, json.items()[i], inner);
}

}  // namespace

Outline outline_of(const Json& answer) {
  Outline outline;
  walk(outline, answer, {});
  return outline;
}

bool begins_with(const Place& place, const Place& start) {
  return place.size() >= start.size() && std::equal(start.begin(), start.end(), place.begin());
}

std::string pointer_of(const Place& place, std::size_t start) {
  std::string pointer;
  for (std::size_t i = start; i < place.size(); ++i)
    pointer += "/" + (place[i] == "*" ? "0" : base::pointer_escape(place[i]));
  return pointer;
}

std::string folded(std::string_view name) {
  std::string word;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z') word += static_cast<char>(c + 32);
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) word += c;
  }
  return word;
}

}  // namespace goodword::draft
