#include "base/text.hpp"
#include "cli/console.hpp"
#include "cli/show.hpp"

namespace goodword::cli {
namespace {

using engine::ReferralEntry;

std::string day(base::Instant at, base::Instant now) { return base::day_text(base::date_of(at), base::date_of(now)); }

std::string due_words(const ReferralEntry& entry, base::Instant now) {
  if (!entry.referral.next_by) return "";
  return (entry.overdue ? "OVERDUE " : "by ") + day(*entry.referral.next_by, now);
}

std::string who(const ReferralEntry& entry) {
  return entry.company.empty() ? entry.name : entry.name + ", " + entry.company;
}

std::string event_line(const model::ReferralEvent& event, base::Instant now) {
  std::string text = padded(day(event.at, now), 14) + padded(base::spaced(event.event), 18);
  std::vector<std::string> more;
  if (event.value) more.push_back(base::to_people(*event.value));
  if (!event.by.empty()) more.push_back("by " + event.by);
  if (!event.how.empty()) more.push_back(base::spaced(event.how));
  if (!event.proof.empty()) more.push_back(event.proof);
  if (!event.reason.empty()) more.push_back("\"" + base::shorten(base::escape_line(event.reason), 80) + "\"");
  return text + base::join(more, ", ") + "\n";
}

/// "to Pellwick Copy", or where they stay with us and the partner joins, "together with Pellwick Copy".
std::string with_whom(const ReferralEntry& entry, const std::string& otherwise) {
  const bool together = entry.referral.kind == model::ReferralKind::together;
  return (together ? "together with " : otherwise) + entry.partner;
}

}  // namespace

std::string show_referrals(const std::vector<ReferralEntry>& entries, base::Instant now) {
  if (entries.empty())
    return "No referral is open. goodword plan proposes them; goodword referrals --all also shows what ended.\n";
  std::vector<std::vector<std::string>> rows = {{"referral", "who", "to", "for", "state", "next"}};
  for (const auto& entry : entries) {
    const auto due = due_words(entry, now);
    rows.push_back({entry.referral.id.substr(0, 8), who(entry), with_whom(entry, ""), entry.service,
                    base::spaced(model::to_text(entry.referral.state)) + (entry.stopped.empty() ? "" : ", stopped"),
                    entry.acts_next == "nobody" ? "" : entry.acts_next + (due.empty() ? "" : ", " + due)});
  }
  return in_columns(rows) + "\nTell what came of one: goodword referrals record REFERRAL met|won|lost|…\n";
}

std::string show_referral(const ReferralEntry& entry, base::Instant now) {
  const auto& referral = entry.referral;
  std::string text = who(entry) + ", " + with_whom(entry, "to ") + " for " + entry.service + "\n";
  text += "Referral " + referral.id + " of " + model::to_text(referral.contact) +
          (referral.seller.empty() ? "" : ", asked by " + referral.seller) + "\n";
  text += "State: " + base::spaced(model::to_text(referral.state));
  if (entry.acts_next != "nobody") {
    const auto due = due_words(entry, now);
    text += "; next acts the " + entry.acts_next + (due.empty() ? "" : ", " + due);
  }
  text += "\nTerms: " + (referral.terms.empty() ? std::string("we earn nothing") : referral.terms) + "\n";
  if (referral.agreed) text += "Agreed: " + model::agreement_in_words(*referral.agreed) + "\n";
  if (!entry.stopped.empty()) text += "Stopped: " + entry.stopped + "\n";
  text += "\n";
  for (const auto& event : entry.events) text += event_line(event, now);
  return text;
}

}  // namespace goodword::cli
