#include <cmath>

#include "base/money.hpp"
#include "base/text.hpp"
#include "cli/console.hpp"
#include "cli/show.hpp"

namespace goodword::cli {
namespace {

constexpr std::size_t label_width = 13;
constexpr std::size_t figures_width = 19;
constexpr std::size_t line_width = 100;

/// To a tenth of an hour.
std::string hours(double number) {
  const auto tenths = static_cast<std::int64_t>(std::llround(number * 10));
  return base::grouped(tenths / 10) + (tenths % 10 == 0 ? "" : "." + std::to_string(tenths % 10)) + " h";
}

/// The label stands before the first line of its part only.
class Part {
 public:
  explicit Part(std::string_view label) : label_(label) {}
  /// `columns` keep their spaces; the text after them is broken into lines.
  void line(const std::string& text, const std::string& columns = "") {
    const std::size_t indent = label_width + base::count_characters(columns);
    text_ += hanging(padded(text_.empty() ? label_ : "", label_width) + columns, text, indent, line_width) + "\n";
  }
  const std::string& text() const { return text_; }

 private:
  std::string label_, text_;
};

std::string with_company(const std::string& name, const std::string& company) {
  return company.empty() ? name : name + ", " + company;
}

std::string prospects_of(const engine::TodayList& list, const std::string& currency) {
  Part part("Your hours");
  for (const auto& one : list.prospects) {
    const std::string figures =
        padded_left(whole_money(one.back, currency) + "/h", 9) + padded_left(hours(one.hours), 8) + "  ";
    part.line(with_company(one.name, one.company) + (one.opportunity.empty() ? "" : ": " + one.opportunity) +
                  (one.sold_by.empty() ? "" : " (for " + one.sold_by + ")"),
              figures);
    if (!one.question.empty()) part.line("ask: " + one.question, std::string(figures_width, ' '));
    if (!one.openers.empty())
      part.line("a word from " + base::join(one.openers, " or ") + " would open the door",
                std::string(figures_width, ' '));
  }
  if (list.prospects.empty()) part.line("nobody to pursue");
  const int more = list.pursued - static_cast<int>(list.prospects.size());
  if (more > 0) part.line(base::grouped(more) + " more to pursue; all of them want " + hours(list.hours.wanted));
  if (list.left_over) part.line("hours, not prospects, are left over: time to look for new ones");
  return part.text();
}

std::string back_of(const engine::TodayList& list, base::Instant now) {
  Part part("Back again");
  for (const auto& one : list.back)
    part.line(with_company(one.name, one.company) + ": " + one.went + " " +
              base::day_text(base::date_of(one.since), base::date_of(now)) +
              (one.seller_then.empty() || one.seller_then == list.seller ? "" : " (" + one.seller_then + ")") + "; " +
              base::join(one.turned, "; ") + "; goodword letters preview " + one.contact.id + " welcome-back");
  return part.text();
}

std::string steps_of(const engine::TodayList& list, base::Instant now) {
  Part part("Waits");
  for (const auto& step : list.steps) {
    std::string due;
    if (step.due)
      due = (step.overdue ? "OVERDUE since " : "by ") + base::day_text(base::date_of(*step.due), base::date_of(now)) +
            "  ";
    part.line(due + step.name + ": " + step.text);
  }
  return part.text();
}

std::string ask_words(const engine::TodayAsk& ask, base::Instant now) {
  const auto due = [&] { return base::day_text(*ask.due, base::date_of(now)); };
  if (ask.asked) return ": was asked; what came of it? goodword asks record";
  if (ask.due)
    return (ask.overdue ? ": OVERDUE since " : ": by ") + due() + (ask.purpose.empty() ? "" : ", for " + ask.purpose) +
           (ask.missing.empty() ? "" : " (cold: " + ask.missing + ")");
  if (!ask.missing.empty()) return ": not yet; " + ask.missing;
  return ask.partner.empty() ? ": ready to be asked whom they know" : ": " + ask.reason;
}

std::string asks_of(const engine::TodayList& list, base::Instant now) {
  Part part("Ask");
  for (const auto& ask : list.asks) part.line(with_company(ask.name, ask.company) + ask_words(ask, now));
  if (list.asked.asked > 0)
    part.line("asked in four weeks: " + base::grouped(list.asked.asked) + ", of whom " +
              base::grouped(list.asked.given) + " named somebody");
  return part.text();
}

std::string ties_of(const engine::TodayList& list, base::Instant now) {
  Part part("Gone cold");
  for (const auto& tie : list.ties)
    part.line(tie.name + ": last contact " + base::day_text(base::date_of(tie.last_contact), base::date_of(now)) +
              "; goodword partners check-in " + tie.partner);
  return part.text();
}

std::string hours_of(const engine::TodayList& list) {
  const auto& spent = list.hours;
  Part part("Last 4 weeks");
  const double all = spent.kept + spent.stopped + spent.others;
  if (all > 0)
    part.line(hours(all) + " by calls, meetings and mails: " + hours(spent.kept) + " on those you pursue, " +
              hours(spent.stopped) + " on those you would stop, " + hours(spent.others) + " on others");
  if (spent.freed > 0) part.line("stopping frees " + hours(spent.freed) + " a week");
  return part.text();
}

}  // namespace

std::string show_today(const engine::TodayList& list, const std::string& who, const std::string& currency,
                       base::Instant now) {
  std::string text = who;
  if (list.weekly_hours > 0) text += ", " + hours(list.weekly_hours) + " a week";
  if (list.bar > 0) text += "; an hour should return " + whole_money(list.bar, currency);
  return text + "\n" + prospects_of(list, currency) + back_of(list, now) + steps_of(list, now) + asks_of(list, now) +
         ties_of(list, now) + hours_of(list);
}

}  // namespace goodword::cli
