#include "match/record.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

namespace goodword::match {
namespace {

constexpr double half_life_days = 365;

void count_outcome(TrackRecord& record, const PastReferral& one, base::Instant now) {
  const double weight = std::exp2(-std::max(0.0, base::days_between(*one.ended, now)) / half_life_days);
  record.finished += weight;
  if (one.served_well) record.served_well += weight;
}

void count_any(TrackRecord& record, const PastReferral& one) {
  if (one.ended) ++record.ended;
  if (one.ended && one.served_well) ++record.ended_well;
  if (!one.offered || !one.answered) return;
  ++record.answers;
  record.answer_days += std::max(0.0, base::days_between(*one.offered, *one.answered));
}

bool is_any(std::string_view event, std::initializer_list<std::string_view> of) {
  return std::ranges::find(of, event) != of.end();
}

/// What was asked and answered on the way to the introduction.
void count_offer(PastReferral& one, const model::PastStep& step) {
  if (is_any(step.event, {"offer_partner", "offer_meeting"})) one.offered = step.at, one.answered.reset();
  if (is_any(step.event, {"partner_yes", "partner_no", "partner_names_another"})) one.answered = step.at;
  if (step.event == "partner_yes") one.accepted = true;
  if (step.event == "offer_prospect") one.begun = step.at;
  if (step.event == "prospect_yes") one.agreed = step.at;
}

/// What came of it, and how it was.
void count_ending(PastReferral& one, const model::PastStep& step) {
  if (is_any(step.event, {"win", "lose", "find_no_fit", "give_back", "miss"})) one.ended = step.at;
  if (step.event == "win") one.won = true, one.value = step.value;
  if (step.event == "settle") one.settled = step.settled.substr(0, step.settled.find(':'));
  if (step.event == "settle" && one.settled == "fee") one.earned = step.value;
  if (is_any(step.event, {"correct", "dispute"})) one.ended.reset(), one.value.reset(), one.won = false;
  if (is_any(step.event, {"prospect_content", "prospect_complains"}))
    one.prospect_content = step.event == "prospect_content";
  if (is_any(step.event, {"partner_content", "partner_complains"}))
    one.partner_content = step.event == "partner_content";
}

}  // namespace

std::vector<PastReferral> past_referrals(std::span<const model::PastStep> steps) {
  std::vector<PastReferral> made;
  std::unordered_map<std::string_view, std::size_t> place;
  for (const auto& step : steps) {
    const auto [at, fresh] = place.try_emplace(step.referral, made.size());
    if (fresh) made.push_back({step.partner, step.service, {}, {}, false, {}, {}});
    auto& one = made[at->second];
    count_offer(one, step);
    if (step.event == "introduce") one.introduced = step.at;
    count_ending(one, step);
    if (step.event == "enter_in_error") one = {};  // it never was
  }
  std::erase_if(made, [](const PastReferral& one) { return one.partner.empty(); });
  for (auto& one : made) one.served_well = one.ended && one.prospect_content.value_or(one.won);
  return made;
}

PastFigures past_figures(std::span<const PastReferral> past, std::span<const std::string> partners) {
  PastFigures made;
  for (const auto& one : past) {
    if (std::ranges::count(partners, one.partner) == 0) continue;
    made.introduced += one.introduced ? 1 : 0;
    made.ended += one.ended ? 1 : 0;
    made.won += one.won ? 1 : 0;
  }
  return made;
}

Share share_of(int k, int n) {
  if (n <= 0) return {};
  constexpr double z = 1.6449;  // 90%, both sides
  const double share = static_cast<double>(k) / n, spread = z * z / n;
  const double middle = (share + spread / 2) / (1 + spread);
  const double half = z * std::sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread);
  return {std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

std::string share_text(int k, int n) {
  const auto percent = [](double share) { return std::to_string(std::lround(share * 100)); };
  const auto share = share_of(k, n);
  return percent(static_cast<double>(k) / n) + "%, 90% interval " + percent(share.low) + "-" + percent(share.high) +
         "%";
}

std::vector<TrackRecord> track_records(std::span<const PastReferral> past, const std::vector<model::Partner>& partners,
                                       const std::vector<model::Service>& services, std::string_view wanted,
                                       base::Instant now) {
  std::map<std::string_view, std::vector<const PastReferral*>> by_partner;
  for (const auto& one : past) by_partner[one.partner].push_back(&one);
  std::vector<TrackRecord> made;
  for (const auto& [id, referrals] : by_partner) {
    TrackRecord record;
    record.partner = std::string(id);
    Kinship nearest = Kinship::none;
    for (const auto* one : referrals) {
      count_any(record, *one);
      if (one->ended) nearest = std::min(nearest, kinship(services, wanted, one->service));
    }
    for (const auto* one : referrals) {
      if (one->ended && nearest != Kinship::none && kinship(services, wanted, one->service) == nearest)
        count_outcome(record, *one, now);
    }
    if (const auto* stated = model::partner_by_id(partners, id)) {
      record.finished += stated->finished;
      record.served_well += stated->served_well;
      record.ended += stated->finished;
      record.ended_well += stated->served_well;
    }
    made.push_back(std::move(record));
  }
  return made;
}

}  // namespace goodword::match
