#include <algorithm>

#include "base/text.hpp"
#include "cli/console.hpp"
#include "cli/show.hpp"

namespace goodword::cli {
namespace {

std::string day(base::Instant at) { return base::to_text(base::date_of(at)); }

std::string count(std::size_t number, std::string_view one, std::string_view many) {
  return base::grouped(static_cast<std::int64_t>(number)) + " " + std::string(number == 1 ? one : many);
}

std::string of_kind(const ports::PersonRows& held, model::Kind kind, std::string_view one, std::string_view many) {
  const auto number = std::ranges::count_if(held.records, [&](const auto& row) { return row.record.kind == kind; });
  return count(static_cast<std::size_t>(number), one, many);
}

std::string row(std::string_view label, const std::string& text) { return hanging(label, text, 16, 110) + "\n"; }

std::string partner_name(const std::vector<model::Partner>& partners, const std::string& id) {
  const auto* partner = model::partner_by_id(partners, id);
  return partner ? partner->name : id;
}

std::string referral_line(const ports::HeldReferral& held, const std::vector<model::Partner>& partners) {
  return held.referral.id.substr(0, 12) + " to " + partner_name(partners, held.referral.partner) + ", " +
         base::spaced(model::to_text(held.referral.state)) + ", " + count(held.events.size(), "event", "events") +
         ", " + count(held.consents.size(), "consent", "consents");
}

}  // namespace

std::vector<std::string> receiver_lines(const ports::PersonRows& held, const std::vector<model::Partner>& partners) {
  std::vector<std::string> lines;
  for (const auto& [referral, events, consents, releases] : held.referrals) {
    for (const auto& release : releases) {
      const auto yes = std::ranges::find(consents, release.prospect_consent, &model::Consent::id);
      lines.push_back(partner_name(partners, referral.partner) + ", " + day(release.at) + ", " +
                      (yes == consents.end() ? "" : base::join(yes->fields, ", ") + ", ") + "referral " + referral.id);
    }
  }
  return lines;
}

std::string show_person(const ports::PersonRows& held, const std::vector<model::Partner>& partners) {
  const std::string name = held.records.empty() ? held.contact.id : model::display_name(held.records.front().record);
  std::string text =
      row("Person", name + " (" + model::to_text(held.contact) + ")" +
                        (held.ids.size() > 1
                             ? ", with " + base::join({held.ids.begin() + 1, held.ids.end()}, ", ") + " merged into it"
                             : ""));
  text += row("From the CRM", of_kind(held, model::Kind::contact, "contact", "contacts") + ", " +
                                  of_kind(held, model::Kind::opportunity, "opportunity", "opportunities") + ", " +
                                  of_kind(held, model::Kind::activity, "activity", "activities") + ", " +
                                  count(held.rejects.size(), "part", "parts") + " that could not be taken");
  text += row("Decided", count(held.decisions.size(), "decision", "decisions"));
  text += row("Said", count(held.answers.size(), "answer", "answers") + ", " +
                          count(held.asks.size(), "plan to ask", "plans to ask") + ", sent to us " +
                          count(held.received.size(), "time", "times"));
  text += row("Written", count(held.operations.size(), "change", "changes") + " of the CRM");
  for (const auto& one : held.referrals)
    text += row(&one == &held.referrals.front() ? "Referrals" : "", referral_line(one, partners));
  const auto receivers = receiver_lines(held, partners);
  for (const auto& line : receivers) text += row(&line == &receivers.front() ? "Details left to" : "", line);
  return text;
}

}  // namespace goodword::cli
