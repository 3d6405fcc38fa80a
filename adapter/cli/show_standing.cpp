// What a CRM's answers told beside records: its time, and how much may still be asked.
#include "base/text.hpp"
#include "cli/show.hpp"

namespace goodword::cli {
namespace {

using base::Json;
using namespace std::chrono_literals;

/// Beyond it signed logins are refused, and ends of logins and waits are misjudged.
constexpr base::Duration most_skew = 30s;

bool is_skewed(base::Duration ahead) { return ahead > most_skew || ahead < -most_skew; }

std::int64_t whole_seconds(base::Duration span) { return std::chrono::round<std::chrono::seconds>(span).count(); }

std::string clock_line(const std::optional<base::Duration>& ahead) {
  if (!ahead) return "the CRM does not tell its time";
  const auto seconds = whole_seconds(*ahead);
  const std::string by = base::grouped(seconds < 0 ? -seconds : seconds) + " s";
  const std::string where = seconds < 0 ? " behind" : " ahead of";
  if (is_skewed(*ahead))
    return "the CRM's is " + by + where + " this machine's, more than " + std::to_string(whole_seconds(most_skew)) +
           " s: logins and waits are misjudged; set this machine's clock (timedatectl)";
  return seconds == 0 ? "agrees with the CRM's" : "the CRM's is " + by + where + " this machine's, which does no harm";
}

std::string budget_line(const ports::BudgetStanding& budget, base::Instant now) {
  std::string text = budget.name + ": " + base::grouped(budget.spent) + " of " + base::grouped(budget.most) +
                     (budget.per > base::Duration{} ? " in " + base::to_text(budget.per) : " at once");
  if (budget.most_from_crm) text += ", a limit that the CRM told";
  if (budget.reserve > 0) text += ", " + base::grouped(budget.reserve) + " of them left to others";
  if (budget.told) text += "; the CRM told what is spent " + base::age_text(*budget.told, now);
  if (budget.wait_until) text += "; to wait until " + base::to_rfc3339(*budget.wait_until);
  return text;
}

Json moment(const std::optional<base::Instant>& at) { return at ? Json(base::to_rfc3339(*at)) : Json(); }

Json budget_json(const ports::BudgetStanding& budget) {
  const auto per = std::chrono::duration_cast<std::chrono::milliseconds>(budget.per).count();
  return Json::object({{"budget", Json(budget.name)},
                       {"kind", Json(budget.kind)},
                       {"per_seconds", per > 0 ? Json(static_cast<double>(per) / 1000) : Json()},
                       {"spent", Json(budget.spent)},
                       {"limit", Json(budget.most)},
                       {"limit_from", Json(budget.most_from_crm ? "crm" : "connector")},
                       {"reserve", Json(budget.reserve)},
                       {"told", moment(budget.told)},
                       {"ends", moment(budget.ends)},
                       {"wait_until", moment(budget.wait_until)}});
}

}  // namespace

std::vector<std::string> show_standing(const ports::Standing& standing, base::Instant now) {
  std::vector<std::string> lines = {"  clock     " + clock_line(standing.ahead)};
  if (standing.wait_until)
    lines.push_back("  quota     the CRM asked to wait until " + base::to_rfc3339(*standing.wait_until));
  for (const auto& budget : standing.budgets) lines.push_back("  quota     " + budget_line(budget, now));
  return lines;
}

void put_standing(Json& document, const ports::Standing& standing) {
  document.set("clock", standing.ahead ? Json::object({{"crm_ahead_seconds", Json(whole_seconds(*standing.ahead))},
                                                       {"skewed", Json(is_skewed(*standing.ahead))}})
                                       : Json());
  Json quota = Json::array();
  for (const auto& budget : standing.budgets) quota.push(budget_json(budget));
  document.set("quota", std::move(quota));
  document.set("wait_until", moment(standing.wait_until));
}

}  // namespace goodword::cli
