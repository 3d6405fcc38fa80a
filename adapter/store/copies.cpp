#include "store/copies.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "store/carry_over.hpp"
#include "store/owner.hpp"
#include "store/sqlite.hpp"

namespace goodword::store {
namespace {

using base::Result;
using std::filesystem::path;

constexpr const char* put_into_repair = "UPDATE crm SET in_repair = 1; UPDATE stream SET mark = '', pulled_at = NULL;";

tl::unexpected<base::Error> refused(const path& file, std::string_view why) {
  return base::failure("store.unusable", file.string() + " " + std::string(why));
}

std::string system_says() { return std::strerror(errno); }

Result<void> all_or_nothing(Connection& connection, const std::string& sql) {
  auto done = connection.execute("BEGIN IMMEDIATE");
  if (done) done = connection.execute(sql.c_str());
  if (done) done = connection.execute("COMMIT");
  if (!done) static_cast<void>(connection.execute("ROLLBACK"));
  return done;
}

Result<void> make_durable(const path& file) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return refused(file, "cannot be opened: " + system_says());
  const bool synced = ::fsync(descriptor) == 0;
  const std::string why = system_says();
  ::close(descriptor);
  if (!synced) return refused(file, "cannot be made durable: " + why);
  return {};
}

/// A refresh token that is spent may not be shown again, and a backup does not know which are spent by then.
constexpr const char* put_no_tokens_into_it = "DELETE FROM token;";

/// Everything that is durable in the store now but tokens, as a store in repair. Writers go on meanwhile.
Result<void> copy_into(const path& file, const path& copy) {
  auto source = Connection::open(file, Connection::Role::reader, OpenOptions().busy_wait);
  if (!source) return tl::unexpected(source.error());
  auto target = Connection::open(copy, Connection::Role::writer, OpenOptions().busy_wait);
  if (!target) return tl::unexpected(target.error());
  if (const auto copied = (*source)->copy_to(**target); !copied) return copied;
  const auto tokens = (*target)->ask("SELECT name FROM sqlite_schema WHERE name = 'token'");
  if (!tokens) return tl::unexpected(tokens.error());
  const std::string changes = std::string(put_into_repair) + (tokens->empty() ? "" : put_no_tokens_into_it);
  if (const auto doubted = all_or_nothing(**target, changes); !doubted) return doubted;
  const auto sound = (*target)->ask("PRAGMA quick_check");
  if (!sound) return tl::unexpected(sound.error());
  if (*sound != "ok") return refused(copy, "is not sound: " + *sound);
  // One file and nothing beside it: what is in the write-ahead log goes into the file.
  const auto mode = (*target)->ask("PRAGMA journal_mode = DELETE");
  if (!mode) return tl::unexpected(mode.error());
  return {};
}

/// A write-ahead log that stays behind would be played into the store that takes the place.
Result<void> fold_log(const path& file) {
  if (const auto opened = open_sqlite(file, {}); !opened && opened.error().code != "store.unusable")
    return tl::unexpected(opened.error());
  std::error_code fault;
  for (const auto* ending : {"-wal", "-shm"}) {
    const path beside = file.string() + ending;
    if (std::filesystem::exists(beside, fault))
      std::filesystem::rename(beside, beside.string() + ".before-restore", fault);
    if (fault) return refused(beside, "cannot be put aside: " + fault.message());
  }
  return {};
}

/// A copy of a backup beside the store, for the store's owner only.
Result<void> lay_beside(const path& backup, const path& fresh) {
  std::error_code fault;
  std::filesystem::remove(fresh, fault);
  std::filesystem::copy_file(backup, fresh, fault);
  if (fault) return refused(fresh, "cannot be written: " + fault.message());
  const int file = ::open(fresh.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return refused(fresh, "cannot be opened: " + system_says());
  const bool closed_to_others = ::fchmod(file, 0600) == 0;
  give_to_owner_of_folder(file, fresh);
  ::close(file);
  if (!closed_to_others) return refused(fresh, "cannot be closed to others");
  return make_durable(fresh);
}

}  // namespace

Result<void> notice_copy(Connection& connection, const path& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) return refused(file, "cannot be looked at: " + system_says());
  const std::string now = std::to_string(status.st_ino);
  const auto before = connection.ask("SELECT file FROM instance");
  if (!before) return tl::unexpected(before.error());
  if (*before == now) return {};
  const std::string remember = "UPDATE instance SET file = " + now + ";";
  return all_or_nothing(connection, *before == "0" ? remember : put_into_repair + remember);
}

Result<void> back_up_sqlite(const path& file, const path& to) {
  const auto described = describe_sqlite(file);
  if (!described) return tl::unexpected(described.error());
  std::error_code fault;
  if (std::filesystem::exists(to, fault)) return refused(to, "is there already; a backup replaces nothing");
  const path growing = to.string() + ".new";
  std::filesystem::remove(growing, fault);
  const int made = ::open(growing.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (made < 0) return refused(growing, "cannot be made: " + system_says());
  ::close(made);
  auto done = copy_into(file, growing);
  if (done) done = make_durable(growing);
  if (done && ::rename(growing.c_str(), to.c_str()) != 0) done = refused(to, "cannot be named: " + system_says());
  if (!done) {
    std::filesystem::remove(growing, fault);
    return done;
  }
  return make_durable(to.has_parent_path() ? to.parent_path() : path("."));
}

Result<Restored> restore_sqlite(const path& file, const path& backup, const Restoring& restoring) {
  if (const auto sound = check_sqlite(backup); !sound) return tl::unexpected(sound.error());
  const path fresh = file.string() + ".new";
  if (const auto copied = lay_beside(backup, fresh); !copied) return tl::unexpected(copied.error());
  Restored restored;
  std::error_code fault;
  const bool replaces = std::filesystem::exists(file, fault);
  if (replaces) {
    if (const auto folded = fold_log(file); !folded) return tl::unexpected(folded.error());
    if (const auto sound = check_sqlite(file); !sound) restored.not_taken_over = sound.error().detail;
  }
  const bool takes_over = replaces && restored.not_taken_over.empty();
  const auto carried = carry_over(fresh, takes_over ? file : path(), {restoring.at, restoring.by});
  if (!carried) return tl::unexpected(carried.error());
  if (const auto durable = make_durable(fresh); !durable) return tl::unexpected(durable.error());
  if (replaces) {
    restored.aside = file.string() + ".before-" + base::to_rfc3339(restoring.at);
    // A second name first, then the new file under the old one: at no moment is there no store.
    std::filesystem::create_hard_link(file, restored.aside, fault);
    if (fault) return refused(restored.aside, "cannot be made: " + fault.message());
  }
  std::filesystem::rename(fresh, file, fault);
  if (fault) return refused(file, "cannot be replaced: " + fault.message());
  return restored;
}

Result<void> check_sqlite(const path& file) {
  const auto described = describe_sqlite(file);
  if (!described) return tl::unexpected(described.error());
  auto reader = Connection::open(file, Connection::Role::reader, OpenOptions().busy_wait);
  if (!reader) return tl::unexpected(reader.error());
  for (const char* question :
       {"PRAGMA quick_check", "SELECT 'a reference leads nowhere' FROM pragma_foreign_key_check"}) {
    const auto answer = (*reader)->ask(question);
    if (!answer) return tl::unexpected(answer.error());
    if (*answer != "ok" && !answer->empty()) return refused(file, "is damaged: " + *answer);
  }
  return {};
}

}  // namespace goodword::store
