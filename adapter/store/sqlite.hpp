// The store on SQLite: one file, its write-ahead log beside it, and "<path>.lock".
//
// Only daemon/assembly and tests call this; everyone else knows ports::Store. A store that does not exist is made (mode
// 0600), an older one is brought up to date, a newer one is refused. One connection writes, another reads; both may be
// used from several threads, and several processes may have the same file open.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include "base/error.hpp"
#include "ports/store.hpp"

namespace goodword::store {

enum class Access { read_write, read_only };

struct OpenOptions {
  Access access = Access::read_write;
  std::chrono::milliseconds busy_wait{5000};  ///< how long to wait for another process before store.busy
  std::string instance;                       ///< id of a store that is made now; empty: one is drawn
  std::int64_t most_pages = 0;                ///< the file's upper bound, 8192 bytes each; 0: only the disk's
};

/// What `status` says about the file itself.
struct Description {
  std::string instance;  ///< drawn when the store was made: tells a copy of the file from another store
  int version = 0;       ///< number of the last migration

  friend bool operator==(const Description&, const Description&) = default;
};

/// Errors: store.unusable (no such folder, no rights, damaged, not a store of ours, newer than this program),
/// store.busy, store.full. A file that is refused is left as it was.
base::Result<std::unique_ptr<ports::Store>> open_sqlite(const std::filesystem::path& path, const OpenOptions& options);

/// Writes a whole, durable copy (mode 0600) while others go on writing. The copy is in repair: see CrmState::in_repair.
/// Errors: store.unusable (also where `to` exists), store.full.
base::Result<void> back_up_sqlite(const std::filesystem::path& path, const std::filesystem::path& to);
/// A restore, for the audit.
struct Restoring {
  base::Instant at{};
  std::string by;
};
struct Restored {
  std::filesystem::path aside;  ///< the store that was there, "<path>.before-<at>"; empty: there was none
  /// Why nothing could be taken over from it; empty: it was. What was audited since the backup is only there then.
  std::string not_taken_over;
};
/// Puts a backup in the store's place; the audit goes on from where the store that was there had come. At every moment
/// one of the two is the store. The caller sees to it that nobody works with it. Errors: store.unusable, store.busy,
/// store.full.
base::Result<Restored> restore_sqlite(const std::filesystem::path& path, const std::filesystem::path& backup,
                                      const Restoring& restoring);
/// Reads every page. Errors: store.unusable, saying what is damaged.
base::Result<void> check_sqlite(const std::filesystem::path& path);

/// Reads without changing anything.
base::Result<Description> describe_sqlite(const std::filesystem::path& path);

}  // namespace goodword::store
