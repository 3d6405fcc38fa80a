#include "engine/reading.hpp"

#include <algorithm>

#include "engine/crm_partners.hpp"
#include "engine/follow_up.hpp"
#include "engine/offers.hpp"
#include "engine/wording.hpp"

namespace goodword::engine {
namespace {

using base::Result;
using model::BarSide;
using model::Verdict;

bool competes(const rules::Assessment& assessment) {
  return assessment.standing.standing == rules::Standing::prospect && !assessment.objected &&
         assessment.exclude == rules::Exclusion::no && assessment.need.fit != rules::NeedFit::not_ours;
}

/// Whom a person told us to leave alone is not asked for anything.
model::Asking asking(const rules::Assessment& assessment) {
  const auto missing = assessment.readiness.missing.size();
  if (assessment.objected || assessment.is_private || assessment.exclude != rules::Exclusion::no || missing > 1)
    return model::Asking::no;
  return assessment.readiness.ready ? model::Asking::ready : missing == 1 ? model::Asking::nearly : model::Asking::no;
}

/// A task of ours counts as open until the CRM shows it done.
int open_tasks(const model::Dossier& dossier) {
  return static_cast<int>(std::ranges::count_if(dossier.marks, [&](const model::Mark& mark) {
    return mark.action == model::Action::task &&
           std::ranges::none_of(dossier.activities, [&](const model::Record& activity) {
             return model::is_made_by(activity, mark.action, mark.created) &&
                    activity.truth(model::activity::done).value_or(false);
           });
  }));
}

/// To find out, or to speak with somebody for the first time.
bool is_prospecting(const Reading& reading, Verdict verdict) {
  constexpr int has_talked = 3;  // a rung
  return verdict == Verdict::find_out || (verdict == Verdict::pursue && reading.assessment.readiness.rung < has_talked);
}

}  // namespace

bool Reading::in_scope() const {
  return assessment.standing.standing == rules::Standing::prospect || !dossier.marks.empty() ||
         !dossier.referrals.empty() || dossier.decision || rules::is_client_in_need(assessment);
}

const model::Referral* Reading::live_referral() const { return open_offer(dossier.referrals); }

Result<std::map<std::string, std::string>> sellers_by_user(ports::Store& store, std::string_view crm,
                                                           const model::Firm& firm) {
  std::map<std::string, std::string> sellers;
  const auto users = store.records(crm, model::Kind::user, 10'000);
  if (!users) return tl::unexpected(users.error());
  for (const auto& seller : firm.sellers) {
    const auto stated = seller.users.find(std::string(crm));
    if (stated != seller.users.end()) sellers[stated->second] = seller.id;
    for (const auto& user : *users) {
      const std::string name = user.text(model::user::name).empty()
                                   ? user.text(model::user::first_name) + " " + user.text(model::user::last_name)
                                   : user.text(model::user::name);
      if (stated == seller.users.end() && name == seller.name) sellers[user.id()] = seller.id;
    }
  }
  return sellers;
}

model::Firm with_users(model::Firm firm, const std::string& crm, const std::map<std::string, std::string>& sellers) {
  for (auto& seller : firm.sellers) {
    for (const auto& [user, id] : sellers) {
      if (id == seller.id) seller.users[crm] = user;
    }
  }
  return firm;
}

Result<Reader> Reader::make(World& world) {
  Reader reader(world);
  auto sellers = sellers_by_user(world.store, world.crm, world.circle.firm);
  if (!sellers) return tl::unexpected(sellers.error());
  reader.sellers_ = std::move(*sellers);
  reader.firm_ = with_users(std::move(reader.firm_), world.crm, reader.sellers_);
  return reader;
}

Reading Reader::read(model::Dossier dossier) const {
  Reading reading{std::move(dossier), {}, ""};
  reading.assessment = rules::read_prospect(ground(), reading.dossier, now_);
  if (auto partner = partner_standing(circle_, reading.dossier)) reading.assessment.standing = std::move(*partner);
  reading.assessment.handed_over = is_handed_over(reading.dossier, reading.assessment.need.need.service);
  const auto seller = sellers_.find(reading.dossier.contact.text(model::contact::owner));
  if (seller == sellers_.end()) return reading;
  auto hands = model::hands_of(firm_, seller->second);
  reading.seller = std::move(hands.seller);
  reading.prospector = std::move(hands.prospector);
  return reading;
}

std::string Reader::user_of(const std::string& seller) const {
  const auto found = std::ranges::find(sellers_, seller, [](const auto& one) { return one.second; });
  return found == sellers_.end() ? "" : found->first;
}

model::PipelineRow row_of(const Reading& reading) {
  const auto& assessment = reading.assessment;
  model::PipelineRow row;
  row.contact = reading.dossier.contact.id();
  row.standing = to_text(assessment.standing.standing);
  row.in_scope = reading.in_scope();
  row.competes = competes(assessment);
  row.needy = !assessment.need.need.service.empty();
  row.seller = reading.seller;
  row.value = assessment.hour.value;
  row.hours = assessment.hour.hours;
  row.back = assessment.hour.back;
  row.open_tasks = open_tasks(reading.dossier);
  row.spent = assessment.spent;
  row.asking = asking(assessment);
  const auto* live = reading.live_referral();
  row.referred = live != nullptr;
  if (live != nullptr) row.partner = live->partner;
  if (const auto& decision = reading.dossier.decision) {
    row.side = decision->hour.above ? BarSide::above : BarSide::below;
    row.verdict = decision->verdict;
    const bool is_back =
        decision->back && !decision->watch && assessment.standing.standing == rules::Standing::prospect;
    if (is_back) row.came_back = decision->back->at;
    if (is_prospecting(reading, decision->verdict)) row.prospector = reading.prospector;
    const bool offers = decision->verdict == Verdict::refer || decision->verdict == Verdict::team_up;
    if (live == nullptr && offers && !decision->matches.empty()) row.partner = decision->matches.front().partner;
  }
  return row;
}

Result<ports::CompanyFit> companies_like(ports::Store& store, const model::Dossier& dossier) {
  const auto need = dossier.decision ? dossier.decision->need : model::Need();
  const auto band = need.company_size ? size_band_of(*need.company_size) : SizeBand{0, 0};
  return store.count_companies(dossier.crm, band.least, band.below, need.country);
}

}  // namespace goodword::engine
