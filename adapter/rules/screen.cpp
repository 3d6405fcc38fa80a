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

/// Of two answers as strict as each other the one that can be cleared by asking is shown, and before one of no rule.
int weight(const ScreenAnswer& answer) {
  return strictness(answer.answer) * 4 + (answer.missing.empty() ? 0 : 2) + (answer.rule.empty() ? 0 : 1);
}

std::string to_disclose(const ScreenCase& the_case) {
  std::vector<std::string> seen;
  for (const auto& kind : the_case.book.signs) {
    if (!kind.travels) continue;
    const auto reading = std::ranges::find(the_case.signs, kind.id, &model::SignReading::sign);
    if (reading != the_case.signs.end() && reading->state == model::SignState::seen)
      seen.push_back(kind.id + " " + kind.name);
  }
  return seen.empty() ? "nothing to disclose" : "tell the partner: " + base::join(seen, ", ");
}

bool is_true(const Facts& facts, std::string_view name) {
  const auto found = facts.find(name);
  const bool* value = found == facts.end() ? nullptr : std::get_if<bool>(&found->second.value);
  return value != nullptr && *value;
}

ScreenAnswer plain(std::string_view question, Answer3 answer, std::string text) {
  return {std::string(question), answer, std::move(text), "", "", 0, "", "", {}};
}

/// What holds where no rule has anything to say.
std::vector<ScreenAnswer> own_answers(const ScreenCase& the_case) {
  const std::string silent = the_case.book.packs.empty() ? "no rule pack in force" : "no rule in force speaks to it";
  const std::string terms = text_fact(the_case.partner, "partner_terms");
  const bool stated_only = the_case.books == Books::as_stated;
  const bool consents = is_true(the_case.partner, "prospect_consent") && is_true(the_case.partner, "partner_consent");
  return {plain("serve", Answer3::yes, silent), plain("refer", Answer3::yes, silent),
          plain("pay", Answer3::yes, terms.empty() ? "nothing agreed" : "agreed: " + terms),
          plain("disclose", Answer3::yes, to_disclose(the_case)),
          consents || stated_only ? plain("show", Answer3::yes, "both consents are in force")
                                  : plain("show", Answer3::no, "a yes is missing")};
}

std::string first_missing(const Condition& condition, const Case& the_case) {
  if (condition.kind == Condition::Kind::fact) return condition.fact.fact;
  const auto unknown = std::ranges::find_if(
      condition.parts, [&](const Condition& part) { return truth_of(part, the_case) == Truth::unknown; });
  return unknown == condition.parts.end() ? std::string() : first_missing(*unknown, the_case);
}

/// The rule's answer to one question, given what its condition came to.
ScreenAnswer answer_by(const Pack& pack, const PackRule& rule, const std::pair<std::string, Answer3>& given,
                       const std::string& missing) {
  ScreenAnswer made{given.first, given.second, rule.title, pack.id, rule.id, rule.version, rule.clause, missing, {}};
  if (!missing.empty()) {
    const FactRow* row = fact_row(missing);
    made.answer = Answer3::review;
    made.text = "not known: " + (row == nullptr ? missing : std::string(row->meaning));
  } else if (given.second == Answer3::yes && !pack.reviewed) {
    made.answer = Answer3::review;
    made.text = "counsel has not reviewed the pack " + pack.id + ", version " + std::to_string(pack.version) + ": " +
                rule.title;
  }
  return made;
}

void take(std::vector<ScreenAnswer>& held, ScreenAnswer answer, const std::vector<std::string>& duties) {
  const auto place = std::ranges::find(held, answer.question, &ScreenAnswer::question);
  if (place == held.end()) return;
  auto all = std::move(place->duties);
  for (const auto& duty : duties) {
    if (std::ranges::find(all, duty) == all.end()) all.push_back(duty);
  }
  if (weight(answer) > weight(*place)) *place = std::move(answer);
  place->duties = std::move(all);
}

}  // namespace

std::vector<ScreenAnswer> screen(const ScreenCase& the_case) {
  auto made = own_answers(the_case);
  const bool complete = the_case.books == Books::complete;
  const Case facts{the_case.prospect, {}, base::start_of(the_case.today), &the_case.partner, complete};
  for (const auto& pack : the_case.book.packs) {
    for (const auto& rule : pack.rules) {
      if (!holds_on(rule, the_case.today)) continue;
      const Truth truth = truth_of(rule.when, facts);
      if (truth == Truth::no) continue;
      const std::string missing = truth == Truth::unknown ? first_missing(rule.when, facts) : "";
      for (const auto& given : rule.answers)
        take(made, answer_by(pack, rule, given, missing), missing.empty() ? rule.duties : std::vector<std::string>());
    }
  }
  return made;
}

Answer3 answer_to(std::span<const ScreenAnswer> answers, std::string_view question) {
  const auto found = std::ranges::find(answers, question, &ScreenAnswer::question);
  return found == answers.end() ? Answer3::review : found->answer;
}

}  // namespace goodword::rules
