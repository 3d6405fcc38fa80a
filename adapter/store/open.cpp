#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>

#include "store/copies.hpp"
#include "store/erasure.hpp"
#include "store/owner.hpp"
#include "store/schema.hpp"
#include "store/sqlite.hpp"
#include "store/sqlite_store.hpp"

namespace goodword::store {
namespace {

using base::Result;
using std::filesystem::path;

constexpr std::string_view file_header{"SQLite format 3\0", 16};

tl::unexpected<base::Error> unusable(const path& file, std::string_view why) {
  return base::failure("store.unusable", "store " + file.string() + " " + std::string(why));
}

enum class Content { missing, empty, database };

/// Looks before SQLite does, which would take a short file of anything for an empty database and write over it.
Result<Content> content_of(const path& file) {
  struct stat status {};
  if (stat(file.c_str(), &status) != 0) {
    if (errno == ENOENT) return Content::missing;
    return unusable(file, std::string("cannot be opened: ") + std::strerror(errno));
  }
  if (!S_ISREG(status.st_mode)) return unusable(file, "is not a file");
  if (status.st_size == 0) return Content::empty;
  std::array<char, file_header.size()> start{};
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return unusable(file, std::string("cannot be opened: ") + std::strerror(errno));
  stream.read(start.data(), start.size());
  const std::string_view read(start.data(), static_cast<std::size_t>(stream.gcount()));
  if (read != file_header) return unusable(file, "is not a store");
  return Content::database;
}

/// What is in the store is about people: nobody else may read it, whatever the umask.
Result<void> make_file(const path& file) {
  const int made = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (made < 0 && errno != EEXIST) return unusable(file, std::string("cannot be made: ") + std::strerror(errno));
  if (made >= 0) {
    give_to_owner_of_folder(made, file);
    close(made);
  }
  return {};
}

int number_in(std::string_view digits) {
  int number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

/// 0 for a file without tables; refuses what another program made and what a newer version of this one made.
Result<int> version_of(Connection& connection, const path& file) {
  const auto tables = connection.ask("SELECT count(*) FROM sqlite_schema");
  if (!tables) return tl::unexpected(tables.error());
  if (*tables == "0") return 0;
  const auto application = connection.ask("PRAGMA application_id");
  if (!application) return tl::unexpected(application.error());
  if (number_in(*application) != application_id) return unusable(file, "belongs to another program");
  const auto version = connection.ask("SELECT max(number) FROM migration");
  if (!version) return tl::unexpected(version.error());
  const int newest = migrations().back().number;
  if (number_in(*version) > newest) {
    return unusable(file, "is at version " + *version + ", newer than this program (" + std::to_string(newest) + ")");
  }
  return number_in(*version);
}

Result<void> apply_step(Connection& connection, const Migration& step) {
  if (const auto begun = connection.execute("BEGIN IMMEDIATE"); !begun) return begun;
  const auto row = "INSERT INTO migration (number, name) VALUES (" + std::to_string(step.number) + ", '" +
                   std::string(step.name) + "')";
  auto done = connection.execute(step.sql);
  if (done) done = connection.execute(row.c_str());
  if (done) done = connection.execute("COMMIT");
  if (done) return {};
  const auto why = base::while_doing(done.error(), "bringing the store to version " + std::to_string(step.number));
  static_cast<void>(connection.execute("ROLLBACK"));
  return tl::unexpected(why);
}

Result<void> give_identity(Connection& connection, const std::string& instance) {
  if (const auto id = connection.ask("SELECT id FROM instance"); !id || !id->empty()) {
    return id ? Result<void>() : tl::unexpected(id.error());
  }
  if (instance.empty())
    return connection.execute("INSERT INTO instance (one, id) VALUES (1, lower(hex(randomblob(16))))");
  for (const char letter : instance) {
    const bool plain = std::isalnum(static_cast<unsigned char>(letter)) || letter == '-' || letter == '_';
    if (!plain) return base::failure("store.constraint", "an instance id has letters, digits, - and _ only");
  }
  return connection.execute(("INSERT INTO instance (one, id) VALUES (1, '" + instance + "')").c_str());
}

/// The caller has the turn, so no other process is doing the same.
Result<void> bring_up_to_date(Connection& connection, const path& file, const OpenOptions& options) {
  const auto version = version_of(connection, file);
  if (!version) return tl::unexpected(version.error());
  if (*version == 0) {
    if (const auto sized = connection.execute("PRAGMA page_size = 8192"); !sized) return sized;
  }
  const auto mode = connection.ask("PRAGMA journal_mode = WAL");
  if (!mode) return tl::unexpected(mode.error());
  if (*mode != "wal")
    return unusable(file, "is on a file system without shared memory, which the write-ahead log needs");
  if (options.most_pages > 0) {
    const auto limit = "PRAGMA max_page_count = " + std::to_string(options.most_pages);
    if (const auto set = connection.ask(limit.c_str()); !set) return tl::unexpected(set.error());
  }
  for (const auto& step : migrations()) {
    if (step.number <= *version) continue;
    if (const auto applied = apply_step(connection, step); !applied) return applied;
  }
  if (const auto named = give_identity(connection, options.instance); !named) return named;
  if (const auto emptied = empty_log(connection); !emptied) return tl::unexpected(emptied.error());
  return notice_copy(connection, file);
}

Result<std::unique_ptr<Connection>> open_writer(const path& file, const OpenOptions& options) {
  if (const auto made = make_file(file); !made) return tl::unexpected(made.error());
  auto connection = Connection::open(file, Connection::Role::writer, options.busy_wait);
  if (!connection) return connection;
  if (const auto ready = (*connection)->share(file.string() + ".lock", options.busy_wait); !ready) {
    return tl::unexpected(ready.error());
  }
  Turn& turn = *(*connection)->turn();
  if (const auto taken = turn.take(); !taken) return tl::unexpected(taken.error());
  const auto ready = bring_up_to_date(**connection, file, options);
  turn.give_back();
  if (!ready) return tl::unexpected(ready.error());
  return connection;
}

Result<std::unique_ptr<Connection>> open_reader(const path& file, std::chrono::milliseconds busy_wait) {
  auto connection = Connection::open(file, Connection::Role::reader, busy_wait);
  if (!connection) return connection;
  const auto version = version_of(**connection, file);
  if (!version) return tl::unexpected(version.error());
  if (*version == migrations().back().number) return connection;
  return unusable(file, "is at version " + std::to_string(*version) + " and must first be opened for writing");
}

}  // namespace

Result<std::unique_ptr<ports::Store>> open_sqlite(const path& file, const OpenOptions& options) {
  const auto content = content_of(file);
  if (!content) return tl::unexpected(content.error());
  std::unique_ptr<Connection> writer;
  if (options.access == Access::read_write) {
    auto opened = open_writer(file, options);
    if (!opened) return tl::unexpected(opened.error());
    writer = std::move(*opened);
  } else if (*content != Content::database) {
    return unusable(file, "is not there yet");
  }
  auto reader = open_reader(file, options.busy_wait);
  if (!reader) return tl::unexpected(reader.error());
  return std::make_unique<SqliteStore>(std::move(writer), std::move(*reader));
}

Result<Description> describe_sqlite(const path& file) {
  const auto content = content_of(file);
  if (!content) return tl::unexpected(content.error());
  if (*content != Content::database) return unusable(file, "is not there yet");
  auto reader = Connection::open(file, Connection::Role::reader, OpenOptions().busy_wait);
  if (!reader) return tl::unexpected(reader.error());
  const auto version = version_of(**reader, file);
  if (!version) return tl::unexpected(version.error());
  const auto instance = (*reader)->ask("SELECT id FROM instance");
  if (!instance) return tl::unexpected(instance.error());
  return Description{*instance, *version};
}

Transaction SqliteStore::writing(Durability durability) {
  if (writer_) return Transaction(*writer_, durability);
  return Transaction(base::failure("store.unusable", "the store was opened for reading only").value());
}

}  // namespace goodword::store
