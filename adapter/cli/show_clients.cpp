#include <cmath>

#include "base/text.hpp"
#include "cli/console.hpp"
#include "cli/show.hpp"

namespace goodword::cli {
namespace {

using engine::ClientGroup;
using engine::Median;

constexpr std::string_view not_known = "not known";

std::string of_n(const std::string& value, const Median& median) {
  return median.n == 0 ? std::string(not_known) : value + " (" + std::to_string(median.n) + ")";
}

std::string counted(int count, const std::string& one, const std::string& many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

bool is_any_known(const ClientGroup& group) { return group.cost.n + group.margin.n + group.days_to_pay.n > 0; }

}  // namespace

std::string field_advice(const engine::ClientReport& report) {
  const bool known = is_any_known(report.referred) || is_any_known(report.others);
  return known ? ""
               : "Cost, margin and days to pay are not known: client_fields in firm.json names the CRM's fields.\n";
}

std::vector<ClientRow> client_rows(const engine::ClientReport& report, const std::string& currency) {
  const auto row = [&](const std::string& name, auto value) {
    return ClientRow{name, value(report.referred), value(report.others)};
  };
  const auto days = [](const Median& median) {
    return of_n(counted(static_cast<int>(std::lround(median.value)), "day", "days"), median);
  };
  const auto money = [&](const Median& median) { return of_n(whole_money(median.value, currency), median); };
  std::vector<ClientRow> rows = {
      row("won of closed", [](const ClientGroup& one) { return share_words(one.won, one.closed); }),
      row("size", [&](const ClientGroup& one) { return money(one.size); }),
      row("until won", [&](const ClientGroup& one) { return days(one.days_to_win); }),
      row("cost", [&](const ClientGroup& one) { return money(one.cost); }),
      row("margin",
          [](const ClientGroup& one) {
            return of_n(std::to_string(std::lround(one.margin.value * 100)) + "%", one.margin);
          }),
      row("paid after", [&](const ClientGroup& one) { return days(one.days_to_pay); }),
  };
  std::erase_if(rows, [](const ClientRow& one) { return one.referred == not_known && one.others == not_known; });
  return rows;
}

std::vector<std::string> brought_lines(const engine::Brought& brought) {
  if (brought.people == 0) return {"nobody was sent to us yet"};
  std::vector<std::string> lines = {counted(brought.people, "person", "people") + " of " +
                                    counted(brought.companies, "company", "companies") + " were sent to us; " +
                                    std::to_string(brought.this_year) + " in the last twelve months, " +
                                    std::to_string(brought.year_before) + " in the twelve before"};
  std::vector<std::string> countries;
  for (const auto& [country, people] : brought.countries) countries.push_back(country + " " + std::to_string(people));
  if (countries.size() > 1) lines.push_back("from " + base::join(countries, ", "));
  for (const auto& one : brought.industries)
    lines.push_back(one.name + ": " + counted(one.people, "person", "people") + ", " +
                    counted(one.won, "piece of work", "pieces of work") +
                    (one.entered ? "; our first work there came this way, on " + base::to_text(*one.entered) : ""));
  return lines;
}

std::string show_clients(const engine::ClientReport& report, const std::string& currency) {
  std::vector<std::vector<std::string>> rows = {{"median", "sent to us", "others"}};
  for (const auto& one : client_rows(report, currency)) rows.push_back({one.name, one.referred, one.others});
  std::string text = "Clients who were sent to us, beside the others (in brackets: of how many)\n" + in_columns(rows) +
                     field_advice(report) + "\nWhat giving brought\n";
  for (const auto& line : brought_lines(report.brought)) text += "  " + line + "\n";
  return text;
}

}  // namespace goodword::cli
