#include <algorithm>

#include "base/text.hpp"
#include "cli/console.hpp"
#include "cli/show.hpp"

namespace goodword::cli {
namespace {

using engine::AskEntry;
using Rows = std::vector<std::vector<std::string>>;

std::string with_company(const std::string& name, const std::string& company) {
  return company.empty() ? name : name + ", " + company;
}

std::string seller_name(const model::Firm& firm, const std::string& seller) {
  const auto found = std::ranges::find(firm.sellers, seller, &model::Seller::id);
  return found != firm.sellers.end() ? found->name : seller.empty() ? "nobody yet" : seller;
}

std::string day(base::Date date, base::Instant now) { return base::day_text(date, base::date_of(now)); }

/// What an ask was made in spite of.
std::string cold_words(const AskEntry& entry) {
  if (!entry.ask.plan || !entry.ask.plan->cold) return "";
  const auto& plan = *entry.ask.plan;
  return "cold: " + plan.missing + (plan.despite.empty() ? "" : "; all the same, because: " + plan.despite);
}

std::string due_words(const rules::AskReading& ask, base::Instant now) {
  if (ask.was_asked()) return "asked " + day(base::date_of(*ask.asked_at), now);
  return (ask.plan->by < base::date_of(now) ? "OVERDUE " : "") + day(ask.plan->by, now);
}

/// A table under its heading, with a line below each row that has more to say.
std::string table(const Rows& rows, const std::vector<std::string>& below) {
  if (rows.size() == 1) return "";
  const auto lines = base::split(in_columns(rows), '\n');
  std::string text;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].empty()) continue;
    text += lines[i] + "\n";
    if (i > 0 && i <= below.size() && !below[i - 1].empty()) text += hanging("", below[i - 1], 4, 110) + "\n";
  }
  return text + "\n";
}

std::string open_table(const engine::AskBook& book, const model::Firm& firm, base::Instant now) {
  Rows rows = {{"to ask", "by", "who asks", "for"}};
  std::vector<std::string> below;
  for (const auto& entry : book.entries) {
    if (!entry.ask.is_open()) continue;
    rows.push_back({with_company(entry.name, entry.company), due_words(entry.ask, now),
                    seller_name(firm, entry.ask.seller()), entry.ask.plan ? entry.ask.plan->purpose : ""});
    below.push_back(entry.ask.was_asked() ? "what came of it? goodword asks record" : cold_words(entry));
  }
  return table(rows, below);
}

std::string proposed_table(const engine::AskBook& book, const model::Firm& firm) {
  Rows rows = {{"proposed", "source", "who asks", "why"}};
  for (const auto& one : book.proposals) {
    if (one.missing.empty())
      rows.push_back({with_company(one.name, one.company), one.source, seller_name(firm, one.seller), one.reason});
  }
  return table(rows, {});
}

std::string past_table(const engine::AskBook& book, const model::Firm& firm, base::Instant since, base::Instant now) {
  Rows rows = {{"asked", "on", "who asked", "result"}};
  std::vector<std::string> below;
  for (const auto& entry : book.entries) {
    const auto& ask = entry.ask;
    const auto at = ask.asked_at ? *ask.asked_at : ask.plan ? ask.plan->at : since;
    if (ask.is_open() || at < since) continue;
    rows.push_back({with_company(entry.name, entry.company), day(base::date_of(at), now),
                    seller_name(firm, ask.seller()),
                    result_words(ask.state) + (ask.words.empty() ? "" : ": " + ask.words)});
    below.push_back(cold_words(entry));
  }
  return table(rows, below);
}

std::string count_lines(const engine::AskBook& book, const model::Firm& firm) {
  std::string text;
  for (const auto& [seller, count] : book.counts)
    text += "Last four weeks: " + seller_name(firm, seller) + " asked " + base::grouped(count.asked) + ", " +
            base::grouped(count.given) + " named somebody" +
            (count.cold > 0 ? ", " + base::grouped(count.cold) + " cold" : "") + "\n";
  return text;
}

}  // namespace

std::string result_words(std::string_view result) {
  const auto* row = rules::ask_result(result);
  return std::string(row != nullptr ? row->meaning : result);
}

std::string show_asks(const engine::AskBook& book, const model::Firm& firm, base::Instant since, base::Instant now) {
  const std::string text = open_table(book, firm, now) + proposed_table(book, firm) +
                           past_table(book, firm, since, now) + count_lines(book, firm);
  const bool proposes = std::ranges::any_of(book.proposals, [](const auto& one) { return one.missing.empty(); });
  if (text.empty()) return "Nobody is to be asked, and nobody is ready to be: goodword today says what is missing.\n";
  return text + (proposes ? "Take a proposal: goodword asks add WHOM [--due DATE]. " : "") +
         "When somebody was asked: goodword asks record WHOM RESULT.\n";
}

}  // namespace goodword::cli
