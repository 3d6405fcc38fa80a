#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "cli/console.hpp"
#include "cli/show.hpp"
#include "model/band.hpp"

namespace goodword::cli {
namespace {

using engine::PartnerReading;
using model::Partner;

constexpr std::size_t partner_label_width = 15;
constexpr std::size_t most_cold = 3;
constexpr double days_to_renew = 30;

std::string row(std::string_view label, const std::string& text) {
  return text.empty() ? "" : hanging(label, text, partner_label_width, line_width) + "\n";
}

std::string day(base::Instant at, base::Instant now) { return base::day_text(base::date_of(at), base::date_of(now)); }

std::string room_words(const Partner& partner, base::Date today) {
  if (!partner.room) return "room not known";
  if (partner.room->until < today) return "room expired";
  return "room for " + std::to_string(partner.room->places) + " until " + base::day_text(partner.room->until, today);
}

std::string trust_words(const PartnerReading& reading) {
  const int ended = reading.partner.finished + reading.record.ended;
  const bool doubted = std::ranges::count(reading.obstacles, "reliability", &engine::Obstacle::limit) > 0;
  if (ended > 0)
    return std::to_string(reading.partner.served_well + reading.record.served_well) + " of " + std::to_string(ended) +
           " content" + (doubted ? ": not recommended" : "");
  if (reading.partner.trusted) return "trusted by you";
  return doubted ? "no record yet: not recommended" : "colleague";
}

std::string contact_words(const PartnerReading& reading, base::Instant now) {
  const auto& tie = reading.tie;
  return tie.last_contact ? day(*tie.last_contact, now) + (tie.cold ? ", cold" : "") : "not known";
}

/// Ids of services by their names, industries as they are.
std::string named(const std::vector<std::string>& words, const engine::Circle& circle) {
  std::vector<std::string> names;
  for (const auto& word : words) names.push_back(model::service_name(circle.services, word, "en"));
  return base::join(names, ", ");
}

std::string kind_words(const Partner& partner) {
  return std::string(model::to_text(partner.kind)) + (partner.former ? " (once a competitor)" : "");
}

std::string origin_words(const Partner& partner) {
  if (partner.origin == "command") return "added by goodword partners add";
  if (partner.origin == "import") return "added by goodword partners import";
  if (partner.origin.starts_with("crm ")) return "marked in the CRM " + partner.origin.substr(4);
  return "in " + partner.origin;
}

std::string places_words(const Partner& partner) {
  std::vector<std::string> parts;
  for (const auto& place : partner.places)
    parts.push_back(place.city + (place.country.empty() ? "" : " (" + place.country + ")"));
  if (partner.remote) parts.emplace_back("works at a distance");
  if (!partner.nearness.empty()) parts.push_back(partner.nearness);
  return base::join(parts, ", ");
}

std::string sizes_words(const Partner& partner, const std::string& currency) {
  const auto companies = model::to_people(partner.company_size, "staff");
  const auto deals = model::to_people(partner.deal_size, currency);
  std::vector<std::string> parts;
  if (!companies.empty()) parts.push_back("companies " + companies);
  if (!deals.empty()) parts.push_back("deals " + deals);
  return base::join(parts, "; ");
}

std::string record_words(const PartnerReading& reading) {
  const auto& record = reading.record;
  std::vector<std::string> parts;
  if (record.offered > 0) {
    parts.push_back(
        std::to_string(record.offered) + " offered, " + std::to_string(record.accepted) + " accepted, " +
        std::to_string(record.declined) + " declined, " + std::to_string(record.introduced) + " introduced" +
        (record.ended > 0 ? ", " + std::to_string(record.won) + " of " + std::to_string(record.ended) + " won" : ""));
  }
  if (record.complaints > 0)
    parts.push_back(std::to_string(record.complaints) + (record.complaints == 1 ? " prospect" : " prospects") +
                    " would not go that way again");
  if (record.answer_days) {
    const auto days = std::lround(*record.answer_days);
    parts.push_back("answers in " + std::to_string(days) + (days == 1 ? " day" : " days"));
  }
  if (reading.partner.finished > 0)
    parts.push_back("stated: " + std::to_string(reading.partner.served_well) + " of " +
                    std::to_string(reading.partner.finished) + " served well");
  return parts.empty() ? "nothing was referred yet" : base::join(parts, "; ");
}

std::string room_row(const PartnerReading& reading, base::Instant now) {
  std::string text = room_words(reading.partner, base::date_of(now));
  const auto& room = reading.partner.room;
  if (!reading.rooms.empty() && room == reading.rooms.front().room)
    text += "  (said by " + reading.rooms.front().by + ", " + day(reading.rooms.front().at, now) + ")";
  else if (room)
    text += "  (" + reading.partner.origin + ")";
  return row("Room", text);
}

std::string standing_rows(const PartnerReading& reading) {
  if (reading.obstacles.empty())
    return row("Recommended",
               reading.is_outside() ? "yes, where it fits the need" : "yes: needs are handed over inside");
  std::string text;
  for (const auto& one : reading.obstacles)
    text += row(text.empty() ? "Recommended" : "", (text.empty() ? "NO: " : "and: ") + one.text + "; " + one.advice);
  return text;
}

std::string tie_rows(const PartnerReading& reading, base::Instant now) {
  const auto& tie = reading.tie;
  std::string text = row("Last contact", tie.last_contact ? day(*tie.last_contact, now) + " (" + tie.how + ")" +
                                                                (tie.cold ? ": the tie has gone cold" : "")
                                                          : "not known");
  if (!reading.is_outside()) return text;
  return text +
         row("Check-in", (tie.checked_in ? day(*tie.checked_in, now) : "never") +
                             (tie.check_in_due ? "; due: goodword partners check-in " + reading.partner.id : ""));
}

/// One that ends within a month is a talk to have now.
std::string arrangement_rows(const Partner& partner, base::Instant now) {
  const auto today = base::date_of(now);
  std::string text;
  for (const auto& one : partner.arrangements) {
    std::string words = "they " + one.they + ", we " + one.we;
    const double left = base::days_between(now, base::start_of(one.until));
    if (one.since && today < *one.since) {
      words += "; from " + base::to_text(*one.since) + " until " + base::to_text(one.until);
    } else {
      words += (model::is_in_force(one, today) ? "; until " : "; ENDED on ") + base::to_text(one.until);
      if (model::is_in_force(one, today) && left <= days_to_renew) words += ", ends soon: renew it or let it go";
    }
    text += row(text.empty() ? "On paper" : "", words + " (" + one.paper + ")");
    for (const auto& more : {model::mode_in_words(one), one.quality, one.ends})
      if (!more.empty()) text += row("", "  " + more);
  }
  return text;
}

/// Each seller's own words; and where nothing carries them now, that they are not told.
std::string endorsement_rows(const PartnerReading& reading) {
  const bool carried =
      std::ranges::find(reading.obstacles, "reliability", &engine::Obstacle::limit) == reading.obstacles.end();
  std::string text;
  for (const auto& one : reading.partner.endorsements)
    text += row(text.empty() ? "Endorsed" : "", "by " + one.by + ": \"" + one.words + "\"" +
                                                    (carried ? "" : "; not told now: neither a record nor trust"));
  return text;
}

std::string law_words(const Partner& partner) {
  std::vector<std::string> parts;
  for (const auto& [name, value] : partner.facts) parts.push_back(name + " = " + value.text());
  return base::join(parts, ", ");
}

std::string who_words(const Partner& partner, const model::Firm& firm) {
  std::vector<std::string> parts;
  for (const auto& part : {partner.person, partner.email, partner.phone}) {
    if (!part.empty()) parts.push_back(part);
  }
  const auto seller = std::ranges::find(firm.sellers, partner.owner, &model::Seller::id);
  if (seller != firm.sellers.end()) parts.push_back("kept by " + seller->name);
  return base::join(parts, ", ");
}

}  // namespace

std::string show_cold_ties(const std::vector<PartnerReading>& readings, base::Instant now) {
  std::vector<std::string> parts;
  for (const auto* one : engine::cold_ties(readings, most_cold)) {
    const auto days = std::llround(std::floor(base::days_between(*one->tie.last_contact, now)));
    parts.push_back(one->partner.name + " (" + base::grouped(days) + " days)");
  }
  return base::join(parts, ", ");
}

std::string show_circle(const std::vector<PartnerReading>& readings, base::Instant now) {
  const auto cold = show_cold_ties(readings, now);
  return cold.empty() ? "" : "\nTies gone cold: " + cold + "\n  next: goodword partners check-in NAME\n";
}

std::string show_partners(const PartnersInput& input) {
  if (input.readings.empty())
    return "No partners yet. Add one: goodword partners add ID --name NAME --service SERVICE, import a table: goodword "
           "partners import FILE.csv, or write partners.json\n";
  std::vector<std::vector<std::string>> rows = {{"partner", "name", "kind", "room", "trust", "contact", "offers"}};
  for (const auto& reading : input.readings) {
    const auto& partner = reading.partner;
    rows.push_back({partner.id, partner.name, std::string(model::to_text(partner.kind)),
                    room_words(partner, base::date_of(input.now)), trust_words(reading),
                    contact_words(reading, input.now), named(partner.services, input.circle)});
  }
  std::string text = in_columns(rows);
  if (const auto cold = show_cold_ties(input.readings, input.now); !cold.empty())
    text += "\nGone cold: " + cold + ". A letter to write: goodword partners check-in NAME\n";
  const auto out = std::ranges::count_if(input.readings, [](const auto& one) { return !one.obstacles.empty(); });
  if (out > 0)
    text += "\n" + base::grouped(out) + " of " + base::grouped(static_cast<std::int64_t>(input.readings.size())) +
            " cannot be recommended now: goodword partners show NAME says why, and what to do\n";
  return text;
}

std::string show_partner(const PartnersInput& input, const PartnerReading& reading) {
  const auto& partner = reading.partner;
  std::string text = partner.name + "  (" + partner.id + ")\n";
  text += row("Kind", kind_words(partner) + "; " + origin_words(partner));
  text += row("Who", who_words(partner, input.circle.firm));
  if (partner.mark)
    text +=
        row("In the CRM", partner.mark->crm + (partner.mark->contact.empty() ? " company " + partner.mark->company
                                                                             : " contact " + partner.mark->contact));
  text += standing_rows(reading) + "\n";
  text +=
      row("Services", named(partner.services, input.circle)) + row("Strong in", named(partner.strengths, input.circle));
  text += row("Industries", base::join(partner.industries, ", "));
  text += row("Wants", named(partner.wants, input.circle)) +
          row("Does not want", named(partner.does_not_want, input.circle)) +
          row("Affinity", named(partner.affinity, input.circle));
  text +=
      row("Opens for us", base::join(partner.opens_for_us, ", ")) + row("We open", base::join(partner.we_open, ", "));
  text += row("Where", places_words(partner)) + row("Sizes", sizes_words(partner, input.circle.firm.currency)) +
          row("Languages", base::join(partner.languages, ", ")) +
          row("Never shown", base::join(partner.excludes, ", "));
  text += "\n" + room_row(reading, input.now);
  text += row("Record", record_words(reading)) + row("Trusted", partner.trusted ? "yes, by you" : "no");
  text += tie_rows(reading, input.now);
  text += arrangement_rows(partner, input.now);
  if (engine::earns_arrangement(reading, base::date_of(input.now)))
    text += row("On paper",
                "nothing yet, and work with it went well: put down who does what (partners.json: arrangements)");
  return text + row("We earn", partner.terms.empty() ? "nothing" : partner.terms) + row("Proof", partner.proof) +
         endorsement_rows(reading) + row("Law", law_words(partner));
}

}  // namespace goodword::cli
