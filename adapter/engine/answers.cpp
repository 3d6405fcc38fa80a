#include "engine/answers.hpp"

#include <algorithm>

#include "engine/asks.hpp"
#include "engine/follow_up.hpp"

namespace goodword::engine {
namespace {

using base::Result;

model::ReferralEvent at_once(const Heard& heard) {
  auto event = heard.commit.events.front();
  event.event += "_at_once";
  return event;
}

}  // namespace

Result<bool> Answers::take(const Reading& reading) {
  auto heard = hear_one(reading);
  if (!heard) return tl::unexpected(heard.error());
  std::ranges::move(heard->questions, std::back_inserter(report_.questions));
  if (heard->empty()) return false;
  if (!heard->commit.consents.empty()) {
    yeses_.push_back({reading.dossier.ref(), model::display_name(reading.dossier.contact), std::move(*heard)});
    return false;
  }
  if (const auto kept = keep(std::move(heard->commit)); !kept) return tl::unexpected(kept.error());
  return true;
}

Result<std::vector<std::string>> Answers::finish() {
  if (const auto held = hold_yeses_at_once(); !held) return tl::unexpected(held.error());
  std::vector<std::string> answered;
  for (auto& yes : yeses_) {
    if (const auto kept = keep(std::move(yes.heard.commit)); !kept) return tl::unexpected(kept.error());
    answered.push_back(yes.contact.id);
  }
  return answered;
}

/// What was held once is remembered in the referral's events, so that it does not count the next day either.
Result<void> Answers::hold_yeses_at_once() {
  std::vector<Yes> fresh;
  for (auto& yes : yeses_) {
    const auto events = world_.store.referral_events(yes.heard.commit.consents.front().referral);
    if (!events) return tl::unexpected(events.error());
    const auto event = at_once(yes.heard).event;
    if (std::ranges::find(*events, event, &model::ReferralEvent::event) == events->end())
      fresh.push_back(std::move(yes));
    else
      ask_about(yes);
  }
  yeses_ = std::move(fresh);
  if (yeses_.size() <= static_cast<std::size_t>(world_.policy.most_consents_a_sync)) return {};
  ports::DeskCommit held;
  held.at = world_.clock.now();
  for (const auto& yes : yeses_) {
    held.events.push_back(at_once(yes.heard));
    ask_about(yes);
  }
  yeses_.clear();
  return world_.store.commit_desk(held);
}

void Answers::ask_about(const Yes& yes) {
  report_.questions.push_back({yes.contact, yes.name, "question",
                               "a yes that came in at once with many others: a person confirms each "
                               "(goodword review consent " +
                                   yes.heard.commit.consents.front().referral + ")"});
}

Result<Heard> Answers::hear_one(const Reading& reading) {
  DeskGround ground{world_.policy, world_.circle, world_.letters, {}, world_.clock.now()};
  for (const auto& referral : reading.dossier.referrals) {
    const auto consents = world_.store.consents(referral.id);
    if (!consents) return tl::unexpected(consents.error());
    for (const auto& consent : *consents) {
      if (!consent.withdrawn) ground.consents[referral.id].push_back(consent.id);
    }
  }
  for (const auto& referral : reading.dossier.referrals) {
    auto events = world_.store.referral_events(referral.id);
    if (!events) return tl::unexpected(events.error());
    ground.events[referral.id] = std::move(*events);
  }
  auto heard = hear(reading.dossier, reading.assessment.desk, ground);
  if (const auto asked = hear_asked(world_, reading, heard.commit); !asked) return tl::unexpected(asked.error());
  return heard;
}

Result<void> Answers::keep(ports::DeskCommit commit) {
  commit.at = world_.clock.now();
  if (const auto stored = world_.store.commit_desk(commit); !stored) return stored;
  ++report_.answers;
  report_.consents += static_cast<int>(commit.consents.size());
  return {};
}

}  // namespace goodword::engine
