// From verdicts and referrals to a list of changes, and nothing else: the value that is printed, applied and undone.
//
// Pure: reads the subjects it is given and returns a plan. Only our own tags, notes and tasks appear in it; what a
// person took off stays off and is listed under "left alone".
#pragma once

#include <map>
#include <set>
#include <span>

#include "engine/letters.hpp"
#include "engine/world.hpp"
#include "model/dossier.hpp"

namespace goodword::engine {

/// One contact to plan for: a prospect, or a contact that still carries something of ours.
struct Subject {
  model::Dossier dossier;
  model::Decision decision;
  std::string seller;                            ///< id of the owner, empty where no seller is known
  bool closed_to_partners = false;               ///< a person said keep, private or no-scoring
  std::optional<model::PlanEntry> introduction;  ///< prepared by release.cpp where both said yes
};

struct PlanInput {
  std::string crm;
  base::Instant now{}, data_at{};
  std::vector<Subject> subjects;  ///< by contact id
  std::vector<ports::Ability> abilities;
  std::map<std::string, int> open_tasks;  ///< of ours, by seller: in the CRM and not done, or on their way there
  std::set<std::string> on_their_way;     ///< ids of operations that are queued and not done
  int prospects = 0, clients = 0, others = 0;
};

/// Errors: settings.invalid where a letter template is wrong.
base::Result<model::Plan> plan_for(const PlanInput& input, const Policy& policy, const Circle& circle,
                                   const Letters& letters);

}  // namespace goodword::engine
