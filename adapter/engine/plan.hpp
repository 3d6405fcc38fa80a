// From verdicts and referrals to a list of changes, and nothing else: the value that is printed, applied and undone.
//
// Pure: reads the subjects it is given and returns a plan. Only our own tags, notes and tasks appear in it; what a
// person took off stays off and is listed under "left alone".
#pragma once

#include <map>
#include <memory>
#include <set>

#include "engine/letters.hpp"
#include "engine/world.hpp"
#include "model/dossier.hpp"

namespace goodword::engine {

/// One contact to plan for: a prospect, or a contact that still carries something of ours.
struct Subject {
  model::Dossier dossier;
  model::Decision decision;
  std::string seller;                            ///< id of who sells to it, empty where no seller is known
  bool closed_to_partners = false;               ///< a person said keep, private or no-scoring
  std::optional<model::PlanEntry> introduction;  ///< prepared by release.cpp where both said yes
  /// Why there is none although both did: a row brake.…
  base::Error held_back = {"brake.consent", base::Scope::crm, base::Retry::never, "a consent is no longer in force"};
  std::string owner = {};       ///< the seller's user in the CRM, where somebody else owns the contact
  std::string prospector = {};  ///< id of who finds out, where that is not the seller
  std::string prospector_user = {};
  std::map<std::string, std::vector<model::ReferralEvent>> events = {};  ///< of those that are under way, by referral
  std::optional<ports::CompanyFit> fit = {};                             ///< where a partner is to be asked with a card
};

/// What a plan is made on, whoever it is for.
struct PlanGround {
  std::string crm;
  base::Instant now{}, data_at{};
  std::vector<ports::Ability> abilities;
  std::set<std::string> on_their_way;  ///< ids of operations that are queued and not done
};

/// What is known once everybody has been looked at.
struct PlanSums {
  std::map<std::string, int> open_tasks;  ///< of ours, by seller: in the CRM and not done, or on their way there
  int prospects = 0, clients = 0, others = 0;
};

/// Takes the contacts one after the other and keeps of each only what is to be changed: a firm's contacts do not fit
/// into memory together.
class Planner {
 public:
  /// Policy, circle and letters are borrowed.
  Planner(PlanGround ground, const Policy& policy, const Circle& circle, const Letters& letters);
  ~Planner();

  /// Errors: settings.invalid where a letter template is wrong.
  base::Result<void> add(const Subject& subject);
  /// The plan, by contact id.
  model::Plan finish(const PlanSums& sums);

 private:
  std::unique_ptr<class Planning> planning_;
};

}  // namespace goodword::engine
