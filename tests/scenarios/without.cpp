#include "scenarios/without.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>

#include "base/text.hpp"

namespace goodword::testing {
namespace {

using base::Json;

[[noreturn]] void unknown(const std::string& what) { throw std::runtime_error("without " + what + ": no such rule"); }

std::vector<rules::Pack> packs_from(const std::vector<rules::PackFile>& files) {
  auto packs = rules::compile_packs(files);
  if (!packs) throw std::runtime_error(base::to_text(packs.error().front()));
  return std::move(*packs);
}

Json& content(rules::RuleFile& file) { return file.json; }
Json& content(rules::PackFile& file) { return file.second; }

template <class File, class Change>
bool change_files(std::vector<File>& files, Change change) {
  bool changed = false;
  for (auto& file : files) changed = change(content(file)) || changed;
  return changed;
}

bool set_value(Json& file, const std::string& name, double value) {
  Json* settings = file.find("settings");
  Json* setting = settings == nullptr ? nullptr : settings->find(name);
  if (setting == nullptr) return false;
  setting->set("value", Json(value));
  return true;
}

bool drop_rule(Json& file, const std::string& id) {
  bool dropped = false;
  for (const char* list : {"rules", "wishes"}) {
    if (Json* rules = file.find(list); rules != nullptr && rules->is_array())
      dropped =
          std::erase_if(rules->items(), [&](const Json& rule) { return rule.text_or("id", "") == id; }) > 0 || dropped;
  }
  return dropped;
}

bool drop_answer(Json& file, const std::string& about) {
  Json* answers = file.find("answers");
  if (answers == nullptr || !answers->has(about)) return false;
  answers->erase(about);
  return true;
}

/// "NAME = VALUE"
std::pair<std::string, double> assignment(const std::string& what) {
  const auto at = what.find('=');
  if (at == std::string::npos) throw std::runtime_error("without " + what + ": a value is missing");
  return {std::string(base::trim(what.substr(0, at))), std::stod(what.substr(at + 1))};
}

void in_files(Ruling& ruling, const std::string& kind, const std::string& rest) {
  auto files = shipped_rule_files();
  auto packs = shipped_pack_files();
  bool found = false;
  if (kind == "setting") {
    const auto [name, value] = assignment(rest);
    found = change_files(files, [&](Json& file) { return set_value(file, name, value); });
  } else if (kind == "answer") {
    found = change_files(files, [&](Json& file) { return drop_answer(file, rest); });
  } else {
    found = std::ranges::all_of(base::split(rest, ','), [&](const std::string& listed) {
      const auto drop = [&](Json& file) { return drop_rule(file, std::string(base::trim(listed))); };
      const bool in_rules = change_files(files, drop);
      return change_files(packs, drop) || in_rules;
    });
  }
  if (!found) unknown(kind + " " + rest);
  ruling.book = compiled(files);
  ruling.packs = packs_from(packs);
}

void in_policy(Ruling& ruling, const std::string& rest) {
  static const std::map<std::string, int engine::Policy::*> numbers = {
      {"open_tasks_per_seller", &engine::Policy::open_tasks_per_seller},
      {"first_apply_contacts", &engine::Policy::first_apply_contacts},
      {"cold_asks_per_seller", &engine::Policy::cold_asks_per_seller},
      {"most_consents_a_sync", &engine::Policy::most_consents_a_sync},
      {"review_days", &engine::Policy::review_days}};
  const auto [name, value] = assignment(rest);
  if (name == "tie_cold_days") {
    ruling.ties.cold_after = std::chrono::days(static_cast<int>(value));
    return;
  }
  const auto place = numbers.find(name);
  if (place == numbers.end()) unknown("policy " + rest);
  ruling.policy.emplace_back(place->second, static_cast<int>(value));
}

}  // namespace

Ruling all_rules() {
  static const auto packs = packs_from(shipped_pack_files());
  Ruling ruling;
  ruling.book = shipped_rules();
  ruling.packs = packs;
  return ruling;
}

Ruling without(const std::string& what) {
  const auto space = what.find(' ');
  const std::string kind = what.substr(0, space), rest(base::trim(what.substr(std::min(space, what.size()))));
  Ruling ruling = all_rules();
  const auto left_out = [&](std::size_t count) {
    if (count == 0) unknown(what);
  };
  if (kind == "setting" || kind == "answer" || kind == "rule")
    in_files(ruling, kind, rest);
  else if (kind == "row")
    left_out(std::erase_if(ruling.book.verdicts, [&](const auto& row) { return std::to_string(row.row) == rest; }));
  else if (kind == "watched")
    left_out(std::erase_if(ruling.book.watched, [&](const auto& row) { return row.about == rest; }));
  else if (kind == "gate")
    left_out(std::erase_if(ruling.book.ready, [&](const auto& gate) { return gate.id == rest; }));
  else if (kind == "limit")
    left_out(std::erase_if(ruling.limits, [&](const auto& limit) { return limit.id == rest; }));
  else if (kind == "source")
    left_out(std::erase_if(ruling.sources, [&](const auto& reason) { return reason.id == rest; }));
  else if (kind == "policy")
    in_policy(ruling, rest);
  else if (kind == "saying")
    ruling.unsaid = rest;
  else
    unknown(what);
  return ruling;
}

std::optional<Step> unsaid(Step step, const std::string& words) {
  if (step.word == "expect") return step;
  const auto at = step.rest.find(words);
  if (at == std::string::npos) return step;
  step.rest.erase(at, words.size());
  const auto left = base::trim(step.rest);
  if (left.empty() || left.back() == ':') return std::nullopt;
  return step;
}

}  // namespace goodword::testing
