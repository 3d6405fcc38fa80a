#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "cli/console.hpp"
#include "cli/show.hpp"

namespace goodword::cli {
namespace {

using engine::LedgerLine;

std::string percent(double share) { return std::to_string(std::lround(share * 100)); }

std::string worth(double value, int unknown, const std::string& currency) {
  std::string text = value > 0 ? whole_money(value, currency) : "";
  if (unknown > 0) text += (text.empty() ? "" : ", ") + std::to_string(unknown) + " not told";
  return text;
}

std::string of_words(int k, int n) { return n == 0 ? "" : std::to_string(k) + " of " + std::to_string(n); }

std::vector<std::string> row_of(const LedgerLine& one, const std::string& name, const std::string& currency) {
  return {name,
          std::to_string(one.offered),
          std::to_string(one.introduced),
          of_words(one.won, one.ended),
          worth(one.value_won, one.value_unknown, currency),
          std::to_string(one.received),
          of_words(one.received_won, one.received_ended),
          worth(one.received_value, 0, currency)};
}

/// "earned £640; 1 fee, 2 waived"; nothing where nothing was settled.
std::string settled_words(const LedgerLine& one, const std::string& currency) {
  std::vector<std::string> parts;
  for (const auto& [kind, count] : one.settled) parts.push_back(std::to_string(count) + " " + kind);
  if (parts.empty()) return "";
  return "\n  " + (one.earned > 0 ? "earned " + whole_money(one.earned, currency) + "; " : "") +
         "settled: " + base::join(parts, ", ");
}

/// What they said when asked how it was; nothing where nobody was heard.
std::string judged_words(std::string_view who, const engine::Judged& judged) {
  const int heard = judged.content + judged.complained;
  if (heard == 0) return "";
  return "\n  asked how it was, " + share_words(judged.content, heard) + " of the " + std::string(who) +
         " would do it again";
}

/// What one partner's figures say, in sentences.
std::string sentences(const LedgerLine& one, const std::string& currency) {
  std::string text = one.name.empty() ? "In all" : one.name;
  text += "\n  offered to " + std::to_string(one.offered) + " prospects, " + std::to_string(one.agreed) +
          " agreed; accepted " + std::to_string(one.accepted) + " of " + std::to_string(one.asked);
  if (one.answer_days) text += ", answers after " + base::Json(std::round(*one.answer_days * 10) / 10).text() + " days";
  text += "\n  introduced " + std::to_string(one.introduced) + "; " + (one.ended > 0 ? "work came of " : "") +
          share_words(one.won, one.ended);
  if (const auto value = worth(one.value_won, one.value_unknown, currency); !value.empty()) text += ", worth " + value;
  text += settled_words(one, currency);
  text += judged_words("prospects", one.prospects) + judged_words("partners", one.partner);
  text += "\n  sent us " + std::to_string(one.received) +
          "; became clients: " + share_words(one.received_won, one.received_ended);
  if (one.received_value > 0) text += ", worth " + whole_money(one.received_value, currency);
  return text + "\n";
}

/// Whether one side gives more than chance would, of those that are counted.
std::string balance_words(const LedgerLine& all) {
  const int both = all.introduced + all.received;
  if (both == 0) return "";
  const auto share = match::share_of(all.introduced, both);
  const std::string given = "Of " + std::to_string(both) + " introductions " + std::to_string(all.introduced) +
                            " were ours (90% interval " + percent(share.low) + "-" + percent(share.high) + "%): ";
  return given +
         (share.low > 0.5    ? "we give more than we receive"
          : share.high < 0.5 ? "we receive more than we give"
                             : "no more on either side than chance would make") +
         ".\n";
}

}  // namespace

std::string share_words(int k, int n) {
  if (n == 0) return "none has ended yet";
  return std::to_string(k) + " of " + std::to_string(n) + " (" + match::share_text(k, n) + ")";
}

std::string show_ledger(const engine::Ledger& ledger, const std::string& one, const std::string& currency) {
  if (!one.empty()) {
    const auto found = std::ranges::find(ledger.partners, one, &LedgerLine::id);
    return found == ledger.partners.end() ? "Nothing was given to or received from " + one + " yet.\n"
                                          : sentences(*found, currency);
  }
  if (ledger.partners.empty())
    return "Nothing was given or received yet. goodword referrals shows what is under way.\n";
  std::vector<std::vector<std::string>> rows = {
      {"partner", "offered", "introduced", "won of ended", "worth", "sent us", "became clients", "worth"}};
  for (const auto& line : ledger.partners) rows.push_back(row_of(line, line.name, currency));
  rows.push_back(row_of(ledger.all, "all", currency));
  return in_columns(rows) + "\n" + sentences(ledger.all, currency) +
         (ledger.no_comparison.empty()
              ? balance_words(ledger.all)
              : "Given and received are not held against each other: " + ledger.no_comparison + "\n");
}

}  // namespace goodword::cli
