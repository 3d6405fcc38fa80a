#include "engine/referrals.hpp"

#include <algorithm>
#include <tuple>

#include "engine/together.hpp"

namespace goodword::engine {
namespace {

using base::Json;
using base::Result;
using model::Referral;
using model::ReferralPhase;

bool is_over(const Referral& referral) { return model::phase_of(referral.state) == ReferralPhase::over; }

Result<ReferralEntry> entry_of(ports::Store& store, const Circle& circle, base::Instant now, const Referral& referral) {
  const auto dossier = store.dossier(referral.contact);
  if (!dossier) return tl::unexpected(dossier.error());
  auto events = store.referral_events(referral.id);
  if (!events) return tl::unexpected(events.error());
  const auto* partner = model::partner_by_id(circle.partners, referral.partner);
  ReferralEntry entry{referral, referral.contact.id, "", partner ? partner->name : referral.partner, "", {}, "", false};
  if (*dossier) {
    entry.name = model::display_name((*dossier)->contact);
    if ((*dossier)->company) entry.company = (*dossier)->company->text(model::company::name);
  }
  entry.service = model::needs_in_words(referral, circle.services, "en");
  entry.events = std::move(*events);
  entry.acts_next = model::acts_next(referral.state);
  entry.overdue = referral.next_by && *referral.next_by < now;
  if (const auto agreed = still_agreed(circle, referral, base::date_of(now)); model::is_live(referral.state) && !agreed)
    entry.stopped = agreed.error().detail;
  return entry;
}

bool goes_before(const ReferralEntry& a, const ReferralEntry& b) {
  const auto place = [](const ReferralEntry& one) {
    const bool over = is_over(one.referral);
    const auto moment = over ? -base::to_micros(one.events.empty() ? one.referral.opened : one.events.back().at)
                             : base::to_micros(one.referral.next_by.value_or(base::Instant::max()));
    return std::tuple(over, moment, std::string_view(one.referral.id));
  };
  return place(a) < place(b);
}

}  // namespace

Result<std::vector<ReferralEntry>> read_referrals(ports::Store& store, const std::vector<std::string>& crms,
                                                  const Circle& circle, base::Instant now, ReferralsShown shown) {
  std::vector<ReferralEntry> entries;
  for (const auto& crm : crms) {
    const auto referrals = store.referrals(crm);
    if (!referrals) return tl::unexpected(referrals.error());
    for (const auto& referral : *referrals) {
      if (shown == ReferralsShown::open && is_over(referral)) continue;
      auto entry = entry_of(store, circle, now, referral);
      if (!entry) return tl::unexpected(entry.error());
      entries.push_back(std::move(*entry));
    }
  }
  std::ranges::stable_sort(entries, goes_before);
  return entries;
}

Json to_json(const ReferralEntry& entry) {
  Json json = model::to_json(entry.referral), events = Json::array();
  for (const auto& event : entry.events) {
    Json one = Json::object({{"event", Json(event.event)},
                             {"at", Json(base::to_rfc3339(event.at))},
                             {"by", Json(event.by)},
                             {"how", Json(event.how)},
                             {"proof", Json(event.proof)},
                             {"reason", Json(event.reason)}});
    if (event.value)
      one.set("value", Json::object({{"amount", Json(base::to_decimal(*event.value))},
                                     {"currency", Json(event.value->currency)}}));
    events.push(std::move(one));
  }
  json.set("name", Json(entry.name)).set("company", Json(entry.company)).set("partner_name", Json(entry.partner));
  json.set("acts_next", Json(entry.acts_next)).set("overdue", Json(entry.overdue)).set("events", std::move(events));
  if (!entry.stopped.empty()) json.set("stopped", Json(entry.stopped));
  return json;
}

}  // namespace goodword::engine
