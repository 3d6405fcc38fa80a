#include "daemon/copies.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "daemon/clock.hpp"
#include "daemon/lock.hpp"
#include "store/owner.hpp"
#include "store/sqlite.hpp"

namespace goodword::daemon {
namespace {

namespace fs = std::filesystem;
using base::Result;

tl::unexpected<base::Error> refused(const fs::path& file, const std::string& why) {
  return base::failure("store.unusable", file.string() + " " + why);
}

/// Held together: no service and no job of this machine works with the store meanwhile.
Result<std::vector<FileLock>> hold_everything(const Settings& settings) {
  std::vector<std::string> names = {"service"};
  for (const auto& crm : settings.crms) names.push_back("crm-" + crm.name);
  std::vector<FileLock> locks;
  for (const auto& name : names) {
    auto lock = FileLock::take(settings.options.store_path, name);
    if (!lock) return tl::unexpected(lock.error());
    locks.push_back(std::move(*lock));
  }
  return locks;
}

/// A write-ahead log that stays behind would be played into the store that takes the place.
Result<void> fold_log(const fs::path& store) {
  store::OpenOptions options;
  if (const auto opened = store::open_sqlite(store, options); !opened && opened.error().code != "store.unusable")
    return tl::unexpected(opened.error());
  std::error_code fault;
  for (const auto* ending : {"-wal", "-shm"}) {
    const fs::path beside = store.string() + ending;
    if (fs::exists(beside, fault)) fs::rename(beside, beside.string() + ".before-restore", fault);
    if (fault) return refused(beside, "cannot be put aside: " + fault.message());
  }
  return {};
}

Result<void> copy_durably(const fs::path& from, const fs::path& to) {
  std::error_code fault;
  fs::remove(to, fault);
  fs::copy_file(from, to, fault);
  if (fault) return refused(to, "cannot be written: " + fault.message());
  fs::permissions(to, fs::perms::owner_read | fs::perms::owner_write, fault);
  const int file = ::open(to.c_str(), O_RDONLY | O_CLOEXEC);
  const bool synced = file >= 0 && ::fsync(file) == 0;
  const std::string why = std::strerror(errno);
  if (file >= 0) {
    store::give_to_owner_of_folder(file, to);
    ::close(file);
  }
  if (!synced) return refused(to, "cannot be made durable: " + why);
  return {};
}

}  // namespace

Result<void> back_up(const Settings& settings, const fs::path& to) {
  return store::back_up_sqlite(settings.options.store_path, to);
}

Result<fs::path> restore(const Settings& settings, const fs::path& backup) {
  const fs::path store = settings.options.store_path;
  if (const auto sound = store::check_sqlite(backup); !sound) return tl::unexpected(sound.error());
  const auto locks = hold_everything(settings);
  if (!locks) return tl::unexpected(locks.error());
  const fs::path fresh = store.string() + ".new";
  if (const auto copied = copy_durably(backup, fresh); !copied) return tl::unexpected(copied.error());
  fs::path aside;
  std::error_code fault;
  if (fs::exists(store, fault)) {
    if (const auto folded = fold_log(store); !folded) return tl::unexpected(folded.error());
    aside =
        store.string() + ".before-" + base::to_rfc3339(std::chrono::floor<std::chrono::seconds>(SystemClock().now()));
    // A second name first, then the new file under the old one: at no moment is there no store.
    fs::create_hard_link(store, aside, fault);
    if (fault) return refused(aside, "cannot be made: " + fault.message());
  }
  fs::rename(fresh, store, fault);
  if (fault) return refused(store, "cannot be replaced: " + fault.message());
  return aside;
}

}  // namespace goodword::daemon
