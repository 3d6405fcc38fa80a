#include <array>
#include <cmath>

#include "base/text.hpp"
#include "cli/console.hpp"
#include "cli/show.hpp"

namespace goodword::cli {
namespace {

using engine::ReplayReport;
using model::Verdict;

constexpr std::size_t replay_label_width = 14;

constexpr std::array shown = {Verdict::pursue,  Verdict::nurture, Verdict::find_out, Verdict::refer,
                              Verdict::team_up, Verdict::let_go,  Verdict::exclude};

std::string row(std::string_view label, const std::string& text) {
  return hanging(label, text, replay_label_width, line_width) + "\n";
}

std::string whole(double number) { return base::grouped(std::llround(number)); }
std::string day(base::Instant at) { return base::to_text(base::date_of(at)); }
std::string many(std::int64_t count, std::string_view one, std::string_view more) {
  return base::grouped(count) + " " + std::string(count == 1 ? one : more);
}

std::string looks_of(const ReplayReport& report) {
  std::string text = padded("Look", replay_label_width) + "prospects";
  for (const auto verdict : shown) text += padded_left(std::string(model::to_people(verdict)), 10);
  text += "\n";
  for (const auto& look : report.looks) {
    text += padded(day(look.at), replay_label_width) + padded_left(base::grouped(look.prospects), 9);
    for (const auto verdict : shown) {
      const auto found = look.verdicts.find(verdict);
      text += padded_left(found == look.verdicts.end() ? "-" : base::grouped(found->second), 10);
    }
    text += "\n";
  }
  return text;
}

std::string given_away(const ReplayReport& report) {
  const auto won = static_cast<std::int64_t>(report.won.size());
  std::string text = row("Given away", many(won + report.lost + report.open, "prospect", "prospects") + ": " +
                                           base::grouped(won) + " bought from us later, " + base::grouped(report.lost) +
                                           " did not, " + base::grouped(report.open) + " neither so far");
  for (const auto& one : report.won) {
    text +=
        row("", one.name + ", \"" + one.opportunity + "\"" + (one.amount ? ", " + base::to_people(*one.amount) : "") +
                    ": " + std::string(model::to_people(one.verdict)) + " on " + day(one.at) + ", " + one.reason +
                    "; won after " + whole(one.hours) + " h more");
  }
  return text;
}

/// What follows, in one sentence; nothing where too little is dated.
std::string conclusion(const ReplayReport& report) {
  if (report.facts == 0) return "nobody was a prospect then: there is nothing to conclude from";
  if (!report.tells())
    return "none: less than half of the facts carry their own time, so these figures say nothing about the rules";
  const std::string freed = "these rules would have freed " + whole(report.hours_freed) + " h and given away ";
  const auto won = static_cast<std::int64_t>(report.won.size());
  const std::string so_far =
      report.open > 0 ? " so far; of " + base::grouped(report.open) + " the outcome is not known" : "";
  return freed + (won == 0 ? "nobody who bought" : many(won, "prospect", "prospects") + " who bought") + so_far;
}

}  // namespace

std::string show_replay(const ReplayReport& report, const std::string& crm) {
  std::string text = crm + ": the rules over the past\n\n" + looks_of(report) + "\n";
  text += row("Dated facts", base::grouped(report.dated) + " of " + base::grouped(report.facts) + " (" +
                                 whole(report.dated_share() * 100) +
                                 "%); a field of a record that was changed since is not known for the past");
  text += given_away(report);
  text += row("Kept", base::grouped(report.kept_won) + " bought, " + base::grouped(report.kept_lost) + " did not");
  text += row("Hours freed",
              whole(report.hours_freed) + " h of calls, meetings and mails with those given away who did not buy");
  text +=
      row("Yeses", many(report.to_ask, "prospect", "prospects") +
                       " would have had to be asked before a partner heard of them; " +
                       base::grouped(report.without_yes) + " of " +
                       many(report.introductions, "introduction", "introductions") + " made since then lacked a yes");
  return text + row("Conclusion", conclusion(report));
}

}  // namespace goodword::cli
