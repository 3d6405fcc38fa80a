#include "engine/gifts.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "rules/screen.hpp"
#include "rules/stated.hpp"

namespace goodword::engine {
namespace {

constexpr std::string_view fact = "gift_value";  // in US dollars: rules/fact_table.cpp

bool is_about_gifts(const rules::PackRule& rule) { return std::ranges::find(rule.facts, fact) != rule.facts.end(); }

/// Nothing where the firm has no rate for it.
std::optional<double> in_dollars(const model::Firm& firm, double value) {
  if (firm.currency == "USD") return value;
  const auto dollar = model::in_firms_currency(firm, base::from_units(1, "USD"));
  return dollar && *dollar > 0 ? std::optional(value / *dollar) : std::nullopt;
}

double this_year(const model::Firm& firm, const Gift& gift, base::Instant now) {
  const auto year = base::date_of(now).year();
  double sum = model::in_firms_currency(firm, gift.value).value_or(0);
  for (const auto& event : gift.before) {
    if (event.value && base::date_of(event.at).year() == year)
      sum += model::in_firms_currency(firm, *event.value).value_or(0);
  }
  return sum;
}

/// The packs with only what they say of gifts: whether we may refer was asked elsewhere.
rules::RuleBook about_gifts(const rules::RuleBook& book) {
  rules::RuleBook made;
  made.packs = book.packs;
  for (auto& pack : made.packs) std::erase_if(pack.rules, [](const auto& rule) { return !is_about_gifts(rule); });
  return made;
}

}  // namespace

GiftAnswer may_give(const Circle& circle, const Gift& gift, base::Instant now) {
  const double total = this_year(circle.firm, gift, now);
  auto facts =
      gift.partner != nullptr ? rules::partner_facts(*gift.partner, {}, base::date_of(now)) : rules::no_partner_facts();
  facts.erase(std::string(fact));
  if (const auto dollars = in_dollars(circle.firm, total)) facts[std::string(fact)].value = *dollars;
  const auto book = about_gifts(circle.book);
  const auto answers = rules::screen({book, {}, {}, facts, base::date_of(now), rules::Books::as_stated});
  const auto pay = std::ranges::find(answers, "pay", &model::ScreenAnswer::question);
  GiftAnswer made{pay->answer, "", pay->duties, base::from_units(total, circle.firm.currency)};
  if (!pay->rule.empty()) made.why = pay->text + " (" + pay->pack + ", " + pay->clause + ")";
  return made;
}

std::vector<std::string> gift_rules(const Circle& circle, base::Date today) {
  std::vector<std::string> lines;
  for (const auto& pack : circle.book.packs) {
    for (const auto& rule : pack.rules) {
      const bool holds = (!rule.from || *rule.from <= today) && (!rule.until || today <= *rule.until);
      if (!holds || !is_about_gifts(rule)) continue;
      auto line = rule.title + (rule.duties.empty() ? "" : ": " + base::join(rule.duties, "; ")) + " (" + pack.id +
                  ", " + rule.clause + ")";
      if (std::ranges::find(lines, line) == lines.end()) lines.push_back(std::move(line));
    }
  }
  return lines;
}

}  // namespace goodword::engine
