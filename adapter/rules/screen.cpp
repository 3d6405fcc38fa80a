#include "rules/screen.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace goodword::rules {
namespace {

using model::Answer3;
using model::ScreenAnswer;

int strictness(Answer3 answer) {
  switch (answer) {
    case Answer3::yes: return 0;
    case Answer3::review: return 1;
    case Answer3::no: return 2;
  }
  return 2;
}

std::string to_disclose(const ScreenCase& the_case) {
  std::vector<std::string> seen;
  for (const auto& kind : the_case.kinds) {
    if (!kind.travels) continue;
    const auto reading = std::ranges::find(the_case.signs, kind.id, &model::SignReading::sign);
    if (reading != the_case.signs.end() && reading->state == model::SignState::seen)
      seen.push_back(kind.id + " " + kind.name);
  }
  return seen.empty() ? "nothing to disclose" : "tell the partner: " + base::join(seen, ", ");
}

}  // namespace

std::vector<ScreenAnswer> screen(const ScreenCase& the_case) {
  std::vector<ScreenAnswer> made = {
      {"serve", Answer3::yes, "", "no rule pack in force"},
      {"refer", Answer3::yes, "", "no rule pack in force"},
      {"pay", Answer3::yes, "", the_case.terms.empty() ? "nothing agreed" : "agreed: " + the_case.terms},
      {"disclose", Answer3::yes, "", to_disclose(the_case)},
      {"show", the_case.consents_in_force ? Answer3::yes : Answer3::no, "",
       the_case.consents_in_force ? "both consents are in force" : "a yes is missing"},
  };
  for (const auto& pack : the_case.packs) {
    const auto held = std::ranges::find(made, pack.question, &ScreenAnswer::question);
    if (held != made.end() &&
        (strictness(pack.answer) > strictness(held->answer) || (held->rule.empty() && pack.answer == held->answer)))
      *held = pack;
  }
  return made;
}

Answer3 answer_to(std::span<const ScreenAnswer> answers, std::string_view question) {
  const auto found = std::ranges::find(answers, question, &ScreenAnswer::question);
  return found == answers.end() ? Answer3::review : found->answer;
}

}  // namespace goodword::rules
