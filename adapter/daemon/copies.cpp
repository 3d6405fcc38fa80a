#include "daemon/copies.hpp"

#include "daemon/clock.hpp"
#include "daemon/lock.hpp"

namespace goodword::daemon {
namespace {

namespace fs = std::filesystem;
using base::Result;

/// Held together: no service and no job of this machine works with the store meanwhile.
Result<std::vector<FileLock>> hold_everything(const Settings& settings) {
  std::vector<std::string> names = {"service"};
  for (const auto& crm : settings.crms) {
    names.push_back("crm-" + crm.name);
    names.push_back("token-" + crm.name);  // a renewal would be stored in the file that is replaced
  }
  std::vector<FileLock> locks;
  for (const auto& name : names) {
    auto lock = FileLock::take(settings.options.store_path, name);
    if (!lock) return tl::unexpected(lock.error());
    locks.push_back(std::move(*lock));
  }
  return locks;
}

}  // namespace

Result<void> back_up(const Settings& settings, const fs::path& to) {
  return store::back_up_sqlite(settings.options.store_path, to);
}

Result<store::Restored> restore(const Settings& settings, const fs::path& backup, const std::string& by) {
  const auto locks = hold_everything(settings);
  if (!locks) return tl::unexpected(locks.error());
  const auto now = std::chrono::floor<std::chrono::seconds>(SystemClock().now());
  return store::restore_sqlite(settings.options.store_path, backup, {now, by});
}

}  // namespace goodword::daemon
