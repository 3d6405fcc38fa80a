#include "daemon/field_offers.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "daemon/init.hpp"

namespace goodword::daemon {
namespace {

using base::Json;
using Values = std::vector<std::string>;

constexpr std::size_t fewest_values = 3, one_in = 20;  ///< of the records that are looked at, one in twenty has one
constexpr std::size_t most_words = 12, longest_word = 40;
constexpr std::size_t id_digits = 6;
constexpr int years_back = 15;

struct Judged {
  std::string type = "text", say = {};
};

bool all(const Values& values, const auto& holds) { return std::ranges::all_of(values, holds); }
std::size_t distinct(const Values& values) { return std::set<std::string>(values.begin(), values.end()).size(); }

bool is_number(const std::string& text) { return Json::number(text).is_number(); }
bool is_long_number(const std::string& text) {
  return text.size() >= id_digits &&
         std::ranges::all_of(text, [](char letter) { return letter >= '0' && letter <= '9'; });
}
bool is_address_or_prose(const std::string& text) {
  return text.find('@') != std::string::npos || text.find("://") != std::string::npos || text.size() > longest_word;
}

/// Days of birth and of founding lie far back; what a seller notes does not.
bool lie_far_back(const Values& values, base::Date today) {
  const auto line = today - std::chrono::years(years_back);
  const auto far = std::ranges::count_if(values, [&](const auto& text) { return *base::parse_date(text) < line; });
  return static_cast<std::size_t>(far) * 2 > values.size();
}

Judged judge(const Values& values, base::Date today) {
  if (all(values, [](const auto& text) { return text == "true" || text == "false"; })) return {"boolean", "yes or no"};
  if (all(values, [](const auto& text) { return base::parse_date(text).has_value(); }))
    return {"date", lie_far_back(values, today) ? "" : "a day"};
  const std::size_t kinds = distinct(values);
  if (all(values, is_number)) {
    const bool names_something = kinds == values.size() && all(values, is_long_number);
    return {"number", names_something ? "" : "a number"};
  }
  const bool words = kinds <= most_words && kinds * 2 <= values.size();
  if (!words || std::ranges::any_of(values, is_address_or_prose)) return {};
  return {"text", kinds == 1 ? "always the same word" : "one of " + std::to_string(kinds) + " words"};
}

/// "Lead source (own)" as lead_source_own; no other field of the stream has that name.
std::string name_for(const SeenField& seen, const std::vector<FieldOffer>& others) {
  const std::string last = seen.field.pointer.substr(seen.field.pointer.rfind('/') + 1);
  std::string name = id_from(seen.field.label, id_from(last, "field"));
  std::ranges::replace(name, '-', '_');
  const auto taken = [&](const std::string& one) {
    return model::field_index(seen.kind, one).has_value() || std::ranges::any_of(others, [&](const auto& other) {
             return other.stream == seen.field.stream && other.name == one;
           });
  };
  std::string free = name;
  for (int number = 2; taken(free); ++number) free = name + "_" + std::to_string(number);
  return free;
}

Json mapped(const std::string& pointer, std::string_view type, std::string_view cls) {
  return Json::object({{"from", Json(pointer)}, {"type", Json(type)}, {"class", Json(cls)}});
}

void add(Json& change, const std::string& stream, const std::string& name, Json field) {
  if (change.is_null()) change = Json::object({{"streams", Json::object()}});
  Json& streams = *change.find("streams");
  if (!streams.has(stream)) streams.set(stream, Json::object({{"custom", Json::object()}}));
  streams.find(stream)->find("custom")->set(name, std::move(field));
}

}  // namespace

std::vector<FieldOffer> field_offers(std::span<const SeenField> fields, base::Date today) {
  std::vector<FieldOffer> offers;
  for (const auto& seen : fields) {
    const bool enough = seen.values.size() >= fewest_values && seen.values.size() * one_in >= seen.looked_at;
    const Judged judged = enough ? judge(seen.values, today) : Judged{};
    offers.push_back({seen.field.stream, base::escape_line(seen.field.label), seen.field.pointer,
                      name_for(seen, offers), judged.type, judged.say, seen.values.size(), seen.looked_at});
  }
  return offers;
}

Json change_for(std::span<const FieldOffer> offers) {
  Json change;
  for (const auto& offer : offers) {
    // What is of no use to a rule may be anybody's words.
    add(change, offer.stream, offer.name,
        mapped(offer.pointer, offer.type, offer.say.empty() ? "free_text" : "business"));
  }
  return change;
}

std::string name_to_look(std::size_t place) { return "own_" + std::to_string(place); }

Json change_to_look(std::span<const ports::OwnField> fields) {
  Json change;
  for (std::size_t i = 0; i < fields.size(); ++i)
    add(change, fields[i].stream, name_to_look(i), mapped(fields[i].pointer, "text", "free_text"));
  return change;
}

}  // namespace goodword::daemon
