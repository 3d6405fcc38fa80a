// The demo's telling: what happened on the stage, as values. Every number is asked of the store or of the CRM after the
// fact; none is known beforehand. The command line turns them into text.
#pragma once

#include "daemon/demo_stage.hpp"
#include "engine/sync.hpp"
#include "sandbox/story.hpp"

namespace goodword::daemon {

struct VerdictHours {
  model::Verdict verdict = model::Verdict::none;
  int prospects = 0;
  double hours_a_week = 0;
};

struct DemoTold {
  // 1 Read
  std::int64_t contacts = 0;
  int prospects = 0, clients = 0, others = 0;
  // 2 Decide
  std::vector<VerdictHours> verdicts;
  int kept = 0, stopped = 0;                                       ///< pursued; referred, let go or excluded
  double hour_on_kept = 0, hour_on_stopped = 0, hours_gained = 0;  ///< in the firm's currency; hours a week
  // 3 Look
  std::vector<model::Dossier>
      offered;  ///< to be referred, with a confirmed need, as they stood before anything was written
  std::optional<model::Dossier> hero;  ///< the one of them whose story goes on to an introduction, else the first
  // 4 Plan
  model::Plan plan;
  // 5 Write
  int written_before_kill = 0, written = 0, read_back = 0, doubled = 0;
  bool was_killed = false;
  std::int64_t write_run = 0;
  // 6 Next day
  std::vector<sandbox::Deed> deeds;
  std::vector<std::string> answers;  ///< what each answer led to, from the store
  std::vector<model::LeftAlone> kept_edits;
  // 7 Introduce
  std::string to_prospect;  ///< the letter, as it stands in the CRM
  std::optional<model::Referral> introduced;
  std::vector<model::Consent> consents;
  // 8 Again
  int answers_read = 0, later_changes = 0, repeated = 0;
  int calls = 0;
};

base::Result<DemoTold> play_demo(DemoStage& stage, ports::Observer& observer, std::stop_token stop);

}  // namespace goodword::daemon
