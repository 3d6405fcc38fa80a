// Budgets of a connector file: how fast its CRM may be called.
#include <re2/re2.h>

#include <algorithm>

#include "base/text.hpp"
#include "connector/compiler.hpp"

namespace goodword::connector {
namespace {

/// "20%" as 0.2.
std::optional<double> share(std::string_view text) {
  if (!text.ends_with('%')) return std::nullopt;
  const auto number = read_number(text.substr(0, text.size() - 1), Form::plain);
  return number && *number >= 0 && *number < 100 ? std::optional(*number / 100) : std::nullopt;
}

}  // namespace

/// Where answers tell of a budget.
void Compiler::learning(const Place& place, Budget& made) {
  if (!place) return;
  made.learn_most = pick(place["most"]);
  made.learn_left = pick(place["left"]);
  made.learn_reset = pick(place["reset"]);
  if (place["form"]) made.reset_form = form(place["form"]).value_or(Form::epoch_s);
  const Place match = place["match"];
  if (static_cast<bool>(match) != static_cast<bool>(place["used_of"]))
    faults_.add(place, "\"used_of\" is a text, and \"match\" takes the used and the limit out of it: state both");
  if (!match) return;
  made.learn_used_of = pick(place["used_of"]);
  const auto expectation = expectation_of(base::Json::object({{"match", *match.json}}));
  if (!expectation) return faults_.add(match, expectation.error().detail);
  made.learn_match = expectation->pattern;
  if (made.learn_match->NumberOfCapturingGroups() != 2)
    faults_.add(match, "the pattern has two groups: what is used, and the limit", "write \"used=(\\\\d+)/(\\\\d+)\"");
}

/// A budget that only named requests spend, and no request names.
void Compiler::check_spent(const Place& all) {
  for (const auto& budget : plan_.budgets) {
    const bool spent = std::ranges::find(spent_, budget.name) != spent_.end();
    if (budget.spent_by == Budget::For::named && !spent)
      faults_.add(all[budget.name], "nothing spends the budget \"" + budget.name + "\"",
                  "name it under \"spend\" of a request, or take it away");
  }
}

void Compiler::budgets() {
  const Place all{file_.find("budgets"), "/budgets"};
  const Names kinds = {"window", "sliding", "bucket", "concurrent"};
  const Names spenders = {"all", "named", "reads", "writes"};
  const Names sharers = {"login", "account", "address"};
  for (const auto& name : keys_of(all)) {
    const Place at = all[name];
    Budget made;
    made.name = name;
    const auto kind = std::ranges::find(kinds, at.text("kind"));
    if (kind == kinds.end()) faults_.unknown(at["kind"], at.text("kind"), "budget kind", kinds);
    made.kind = static_cast<BudgetKind>(std::min<std::ptrdiff_t>(kind - kinds.begin(), 3));
    made.most = static_cast<int>(at->integer_or("most", 1));
    if (made.most < 1) faults_.add(at["most"], "a budget has room for at least one call");
    made.per = duration(at, "per").value_or(std::chrono::seconds(1));
    if (made.kind != BudgetKind::concurrent && made.per <= base::Duration{})
      faults_.add(at["per"], "a budget is per some time");
    made.midnight = at.text("starts") == "midnight";
    const auto spender = std::ranges::find(spenders, at.text("for", "all"));
    if (spender == spenders.end()) faults_.unknown(at["for"], at.text("for"), "kind of call", spenders);
    made.spent_by = static_cast<Budget::For>(std::min<std::ptrdiff_t>(spender - spenders.begin(), 3));
    const auto sharer = std::ranges::find(sharers, at.text("share", "login"));
    if (sharer == sharers.end()) faults_.unknown(at["share"], at.text("share"), "share", sharers);
    made.share = static_cast<Budget::Share>(std::min<std::ptrdiff_t>(sharer - sharers.begin(), 2));
    if (const Place reserve = at["reserve"]) {
      const auto part = share(reserve->text());
      if (!part) faults_.add(reserve, "\"" + reserve->text() + "\" is no share", "write 20%");
      made.reserve = part.value_or(0);
    }
    learning(at["learn"], made);
    plan_.budgets.push_back(std::move(made));
  }
}

}  // namespace goodword::connector
