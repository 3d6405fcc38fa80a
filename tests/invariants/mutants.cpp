#include "invariants/mutants.hpp"

#include <algorithm>
#include <stdexcept>

#include "match/match.hpp"

namespace goodword::invariants {
namespace {

using model::ReferralState;
using testing::RelayStore;

/// A store that shows contacts otherwise than they are.
class Shows : public RelayStore {
 public:
  using RelayStore::RelayStore;
  Result<std::vector<model::Dossier>> dossiers_of(Text crm, Ids contacts) override {
    auto dossiers = RelayStore::dossiers_of(crm, contacts);
    if (dossiers) std::ranges::for_each(*dossiers, [this](auto& one) { bend(one); });
    return dossiers;
  }

 protected:
  virtual void bend(model::Dossier& dossier) = 0;
};

/// Passes over to whom a yes was said.
class AnyPartner : public Shows {
 public:
  using Shows::Shows;

 protected:
  void bend(model::Dossier& dossier) override {
    for (auto& activity : dossier.activities) {
      auto text = activity.text(model::activity::text);
      const auto at = text.find(" to ");
      if (!text.starts_with("gw:") || at == std::string::npos) continue;
      text.erase(at, text.find(' ', at + 4) - at);
      activity.values[model::activity::text] = text;
    }
  }
};

/// Forgets when an offer went out, and what stood on the contact then.
class AnyTime : public Shows {
 public:
  using Shows::Shows;
  Result<std::vector<model::ReferralEvent>> referral_events(Text referral) override {
    auto events = Shows::referral_events(referral);
    if (events) std::ranges::for_each(*events, [](auto& one) { one.at = base::from_micros(0); });
    return events;
  }
  Result<void> commit_desk(const ports::DeskCommit& desk) override { return Shows::commit_desk(honest(desk)); }
  Result<void> record_release(const model::Release& release, const ports::DeskCommit& with) override {
    return Shows::record_release(release, honest(with));
  }

 protected:
  void bend(model::Dossier& dossier) override {
    for (auto& referral : dossier.referrals) {
      opened_[referral.id] = std::exchange(referral.opened, base::from_micros(0));
      referral.tags_then.clear();
    }
  }

 private:
  ports::DeskCommit honest(ports::DeskCommit desk) const {
    for (auto& referral : desk.referrals) {
      if (opened_.contains(referral.id)) referral.opened = opened_.at(referral.id);
    }
    return desk;
  }
  std::map<std::string, base::Instant> opened_;
};

/// Hears no withdrawal.
class NoWithdrawal : public Shows {
 public:
  using Shows::Shows;

 protected:
  void bend(model::Dossier& dossier) override {
    std::erase_if(dossier.activities, [](const model::Record& activity) {
      return activity.text(model::activity::text).starts_with("gw: withdraw");
    });
    auto tags = dossier.contact.texts(model::contact::tags);
    std::erase(tags, "gw:withdraw");
    dossier.contact.values[model::contact::tags] = tags;
  }
};

/// Takes a yes to a meeting for one to the introduction.
class MeetingIsYes : public Shows {
 public:
  using Shows::Shows;

 protected:
  void bend(model::Dossier& dossier) override {
    for (auto& activity : dossier.activities) {
      auto text = activity.text(model::activity::text);
      constexpr std::string_view meeting = "prospect-meet-first";
      const auto at = text.find(meeting);
      if (at == std::string::npos) continue;
      activity.values[model::activity::text] = text.replace(at, meeting.size(), "prospect-yes");
    }
  }
};

/// Says that a person is forgotten, and keeps all.
class ForgetsNobody : public RelayStore {
 public:
  using RelayStore::RelayStore;
  Result<ports::Traces> erase(const ports::Erasure&) override { return ports::Traces::none; }
};

/// Takes the partner's yes for both, without asking the prospect.
class PartnerAlone : public Shows {
 public:
  using Shows::Shows;
  Result<void> commit_desk(const ports::DeskCommit& desk) override {
    auto bent = desk;
    for (const auto& consent : desk.consents) {
      if (consent.party != model::Party::partner) continue;
      bent.consents.push_back(consent);
      bent.consents.back().id += "-p";
      bent.consents.back().party = model::Party::prospect;
      bent.consents.back().fields = {"name", "email", "need"};
    }
    return Shows::commit_desk(bent);
  }

 protected:
  void bend(model::Dossier& dossier) override {
    for (auto& referral : dossier.referrals) {
      if (referral.state == ReferralState::offered_prospect) referral.state = ReferralState::offered_partner;
    }
  }
};

/// Answers the second time as the first: what is asked again at sending is not asked again.
class AskedOnce : public RelayStore {
 public:
  using RelayStore::RelayStore;
  Result<std::vector<model::Consent>> consents(Text referral) override {
    auto now = RelayStore::consents(referral);
    if (!now || now->size() < 2) return now;
    return first_.try_emplace(std::string(referral), *now).first->second;
  }
  Result<std::optional<model::Dossier>> dossier(const model::Ref& contact) override {
    auto now = RelayStore::dossier(contact);
    if (!now || !*now) return now;
    for (auto& referral : (*now)->referrals) {
      if (referral.state == ReferralState::recalled) referral.state = ReferralState::introduced;
    }
    return now;
  }

 private:
  std::map<std::string, std::vector<model::Consent>> first_;
};

template <class Bent>
std::function<std::unique_ptr<ports::Store>(ports::Store&)> store_that() {
  return [](ports::Store& inner) { return std::make_unique<Bent>(inner); };
}

}  // namespace

const std::vector<Mutant>& mutants() {
  static const std::vector<Mutant> all = {
      {"a yes to another partner counts", store_that<AnyPartner>()},
      {"a yes from before the offer counts", store_that<AnyTime>()},
      {"a yes that ran out counts", {}, [](engine::Policy& policy) { policy.consent_life = std::chrono::days(3650); }},
      {"a yes counts after it was withdrawn", store_that<NoWithdrawal>()},
      {"yeses by the dozen count", {}, [](engine::Policy& policy) { policy.most_consents_a_sync = 1'000'000; }},
      {"the partner's yes alone is enough", store_that<PartnerAlone>()},
      {"a yes to a meeting is one to the introduction", store_that<MeetingIsYes>()},
      {"whoever is forgotten is kept", store_that<ForgetsNobody>()},
      {"consents are asked when it is planned and not when it is sent", store_that<AskedOnce>()},
      {"who pays goes first",
       {},
       {},
       [](engine::Circle& circle) {
         circle.limits.push_back({"commission", [](const match::LimitCase& one) {
                                    return std::string(one.partner.terms.empty() ? "pays nothing" : "");
                                  }});
       }},
  };
  return all;
}

const Mutant& mutant(std::string_view name) {
  const auto found = std::ranges::find(mutants(), name, &Mutant::name);
  if (found == mutants().end()) throw std::logic_error("no mutant called " + std::string(name));
  return *found;
}

}  // namespace goodword::invariants
