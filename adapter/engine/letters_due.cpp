#include "engine/letters_due.hpp"

#include <algorithm>

#include "engine/follow_up.hpp"
#include "engine/release.hpp"

namespace goodword::engine {
namespace {

using base::Instant;
using base::Json;
using base::Result;
using model::ReferralEvent;

std::optional<Instant> last_of(std::span<const ReferralEvent> events, std::string_view event) {
  std::optional<Instant> found;
  for (const auto& one : events) {
    if (one.event == event) found = one.at;
  }
  return found;
}

std::string with_firm(const Circle& circle, const std::string& id, const std::string& otherwise) {
  const auto* partner = model::partner_by_id(circle.partners, id);
  if (partner == nullptr) return otherwise;
  const auto person = person_of(*partner);
  return person == partner->name ? person : person + ", " + partner->name;
}

void add_thanks(const ReferralEntry& entry, const Circle& circle, const Policy& policy, Instant now,
                std::vector<DueLetter>& letters) {
  const auto owing = owed(entry.referral, entry.events);
  const auto won = last_of(entry.events, "win");
  for (const auto& kind : letter_kinds()) {
    if (kind.event.empty()) continue;
    const auto written = last_of(entry.events, kind.event);
    const bool due = std::ranges::find(owing, kind.event) != owing.end();
    if (!due && !written) continue;
    DueLetter letter{
        std::string(kind.name),
        entry.referral.id,
        entry.referral.contact,
        entry.name,
        kind.to == model::Party::prospect ? entry.name : with_firm(circle, entry.referral.partner, entry.partner),
        entry.referral.seller,
        {},
        written};
    if (due) {
      letter.written.reset();
      if (won) letter.due = *won + policy.thanks_within;
      letter.overdue = letter.due && *letter.due < now;
    }
    letters.push_back(std::move(letter));
  }
}

DueLetter welcome(const CameBack& one, const Policy& policy, Instant now) {
  const auto due = base::start_of(base::working_days_after(base::date_of(one.at), policy.first_contact_days));
  return {"welcome-back",
          "",
          one.contact,
          one.name,
          one.name,
          one.seller,
          due,
          one.spoken,
          !one.spoken && due + std::chrono::days(1) < now};
}

bool goes_before(const DueLetter& a, const DueLetter& b) {
  if (a.written.has_value() != b.written.has_value()) return b.written.has_value();
  return a.written ? *a.written > *b.written : a.due.value_or(Instant::max()) < b.due.value_or(Instant::max());
}

}  // namespace

std::vector<DueLetter> letters_due(const LetterGrounds& grounds, const Circle& circle, const Policy& policy,
                                   Instant now) {
  std::vector<DueLetter> letters;
  for (const auto& entry : grounds.referrals) add_thanks(entry, circle, policy, now, letters);
  for (const auto& one : grounds.back) letters.push_back(welcome(one, policy, now));
  for (const auto& one : grounds.incoming) {
    const auto due = base::start_of(one.by);
    letters.push_back({one.owed,
                       "",
                       one.received.contact,
                       one.name,
                       one.partner,
                       one.seller,
                       due,
                       {},
                       due + std::chrono::days(1) < now});
  }
  std::ranges::stable_sort(letters, goes_before);
  return letters;
}

std::vector<DueLetter> still_due(std::vector<DueLetter> letters) {
  std::erase_if(letters, [](const DueLetter& letter) { return letter.written.has_value(); });
  return letters;
}

Result<PersonalLetter> written_letter(ports::Store& store, const LetterKind& kind, LetterInput input) {
  if (input.referral != nullptr) {
    auto consent = released_under(store, input.referral->id);
    if (!consent) return tl::unexpected(consent.error());
    input.consent = std::move(*consent);
  }
  return personal_letter(kind, input);
}

Json to_json(const DueLetter& letter) {
  const auto moment = [](const std::optional<Instant>& at) { return at ? Json(base::to_rfc3339(*at)) : Json(); };
  return Json::object({{"letter", Json(letter.name)},
                       {"referral", Json(letter.referral)},
                       {"contact", Json(model::to_text(letter.contact))},
                       {"about", Json(letter.about)},
                       {"to", Json(letter.to)},
                       {"seller", Json(letter.seller)},
                       {"due", moment(letter.due)},
                       {"written", moment(letter.written)},
                       {"overdue", Json(letter.overdue)}});
}

}  // namespace goodword::engine
