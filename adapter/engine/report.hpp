// What a run did, as values: the doors turn it into text, log lines, metrics and exit codes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"
#include "model/change.hpp"
#include "ports/remote.hpp"
#include "ports/store.hpp"

namespace goodword::engine {

struct StreamReport {
  std::string stream;
  ports::PageCounts counts;
  int pages = 0;
  std::int64_t read = 0;             ///< records in all pages
  std::optional<base::Error> error;  ///< why the stream stopped early
};

struct PullReport {
  std::vector<StreamReport> streams;
  std::optional<base::Error> stopped;  ///< what stopped the whole CRM
};

struct DeliverReport {
  int done = 0, already = 0, failed = 0, changed = 0, waiting = 0, unknown = 0, needs_review = 0;
  std::vector<std::pair<std::string, std::string>> failures;  ///< operation id, why
  std::optional<base::Error> stopped;
};

/// What people answered in the CRM, and what became of each answer.
struct DeskReport {
  int answers = 0, consents = 0;
  std::vector<model::LeftAlone> questions;  ///< answers that cannot count yet, and why
};

struct SyncReport {
  std::int64_t run = 0;
  std::string crm;
  bool wrote = false;  ///< false: plan only
  PullReport pull;
  DeskReport desk;
  model::Plan plan;
  int decided = 0, changed_verdicts = 0;
  std::vector<std::string> learned;  ///< what is new about the chance, for people
  DeliverReport deliver;
  ports::Expired expired;  ///< who was gone for so long that nothing is kept of them
  ports::CallCount calls;
  model::AuditHead audit;  ///< where the audit had come at the end
};

base::Json to_json(const SyncReport& report);
base::Json to_json(const DeliverReport& report);

}  // namespace goodword::engine
