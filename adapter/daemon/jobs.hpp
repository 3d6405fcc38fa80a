// One job on one CRM, under its lease: what the command line and the scheduler both call.
#pragma once

#include <stop_token>
#include <string>

#include "daemon/assembly.hpp"
#include "daemon/lock.hpp"
#include "engine/forget.hpp"
#include "engine/sync.hpp"

namespace goodword::daemon {

/// For jobs that nobody watches.
class SilentObserver : public ports::Observer {
 public:
  void progress(const ports::Progress&) override {}
};

/// Holds a CRM's lease while a job runs and renews it as the job makes progress. `store.busy` if another process has
/// it. A lease that a killed process left behind is taken over at once: the file lock shows that its holder is dead.
class LeaseHold : public ports::Observer {
 public:
  static base::Result<std::unique_ptr<LeaseHold>> take(Assembly& assembly, std::string_view crm,
                                                       ports::Observer& observer);
  /// The same for a name that is no CRM's: the service itself.
  static base::Result<std::unique_ptr<LeaseHold>> take_named(Assembly& assembly, std::string_view name,
                                                             ports::Observer& observer);
  ~LeaseHold() override;
  LeaseHold(const LeaseHold&) = delete;
  LeaseHold& operator=(const LeaseHold&) = delete;
  void progress(const ports::Progress& progress) override;

 private:
  LeaseHold(Assembly& assembly, FileLock lock, ports::Lease lease, ports::Observer& observer)
      : assembly_(assembly), lock_(std::move(lock)), lease_(std::move(lease)), observer_(observer) {}

  Assembly& assembly_;
  FileLock lock_;
  ports::Lease lease_;
  ports::Observer& observer_;
};

base::Result<engine::SyncReport> sync_crm(Assembly& assembly, std::string_view crm, const engine::SyncWish& wish,
                                          ports::Observer& observer, std::stop_token stop);
base::Result<engine::PlanReport> plan_crm(Assembly& assembly, std::string_view crm, ports::Observer& observer);
base::Result<engine::WriteReport> apply_plan(Assembly& assembly, const model::Plan& plan, engine::Reach reach,
                                             ports::Observer& observer, std::stop_token stop);
/// The run's CRM is found in the store. Errors: usage for a run that does not exist or wrote nothing.
base::Result<engine::WriteReport> undo_run(Assembly& assembly, std::int64_t run, ports::Observer& observer,
                                           std::stop_token stop);

/// Takes everything back that was written into the CRM, then pauses it.
base::Result<engine::WriteReport> leave_crm(Assembly& assembly, std::string_view crm, ports::Observer& observer,
                                            std::stop_token stop);

/// Forgets a person, whatever the CRM's mode; no sync of that CRM runs meanwhile. Errors: store.busy, store.*.
base::Result<engine::ForgetReport> forget_person(Assembly& assembly, const model::Ref& contact,
                                                 const engine::WhoForgets& who, ports::Observer& observer);

struct Retried {
  std::int64_t taken = 0, gone = 0, rejected = 0;
  std::vector<std::string> not_readable;  ///< streams whose records cannot be read by id
};
/// Reads the records again that something was rejected of; of `record` alone where it is not empty.
base::Result<Retried> retry_rejects(Assembly& assembly, std::string_view crm, std::string_view record,
                                    ports::Observer& observer, std::stop_token stop);

}  // namespace goodword::daemon
