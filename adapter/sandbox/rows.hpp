// The records of a made-up CRM whatever its dialect: tables of rows with the times of their life, and what readers see
// of them yet.
//
// A dialect describes its tables once (Column); then every change, from the API as from a person at the screen, goes
// through here and obeys the same rules: a write moves the modification time, even where it changes nothing; a
// swallowed row is deleted and names its survivor; while there is a lag, readers see a row as it was before. Values
// stand as the dialect stores them (text, number, true or false, list), not as it spells them. Not thread safe: Dialect
// holds the lock.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "base/json.hpp"

namespace goodword::sandbox {

struct Column {
  enum class Type { text, number, boolean, instant, date, list, object };
  enum class Access { writable, read_only };
  std::string name;
  Type type = Type::text;
  std::string refers_to = {};  ///< table whose ids it holds, one or (list) several
  Access access = Access::writable;
};

struct Table {
  std::string name;
  std::vector<Column> columns;  ///< all but the id and the times of its life, which the dialect shows under its names
  const Column* column(std::string_view column_name) const;
};

struct Row {
  std::string id;
  base::Json fields = base::Json::object();
  base::Instant created{}, modified{};
  std::optional<base::Instant> deleted = {};
  std::string merged_into = {};  ///< the survivor; it is deleted, too

  /// The field's value, null where there is none.
  const base::Json& operator[](std::string_view name) const;
};

class Rows {
 public:
  using Now = std::function<base::Instant()>;
  using IdMaker = std::function<std::string(std::string_view table, std::uint64_t number)>;
  /// What becomes of the rows that named a swallowed one: they name the survivor, and their time moves or does not.
  enum class Related { touched, in_silence };

  /// Times lose what is finer than `grain`. Ids are numbers from 1 in each table unless `id` makes others; they must
  /// grow with the number.
  Rows(Now now, std::vector<Table> tables, base::Duration grain, IdMaker id = {});

  base::Instant now() const;
  const Table* table(std::string_view name) const;
  void add_column(std::string_view table, Column column);

  /// Fields must fit the table: the dialect refuses others in its own words. Returns the id. `at`: when, if not now.
  std::string create(std::string_view table, base::Json fields, std::optional<base::Instant> at = {});
  /// Fields that are null are taken away, all others stay.
  void write(std::string_view table, std::string_view id, const base::Json& fields,
             std::optional<base::Instant> at = {});
  void erase(std::string_view table, std::string_view id);
  /// `loser` fills the survivor's gaps and is deleted.
  void merge(std::string_view table, std::string_view survivor, std::string_view loser, Related related);
  /// What is deleted is gone for good: nobody can tell that it was there.
  void purge(std::string_view table);

  /// The truth: whatever the row's state, deleted too; nullptr if there never was one. Good until the next change.
  const Row* find(std::string_view table, std::string_view id) const;
  /// In the order of ids, deleted ones too.
  std::vector<const Row*> all(std::string_view table) const;
  /// The same as readers see it at this moment: older states, and without what is not there yet.
  std::vector<const Row*> seen(std::string_view table) const;
  const Row* seen(std::string_view table, std::string_view id) const;
  /// Of changes from now on: how late readers see them.
  void set_lag(base::Duration lag) { lag_ = lag; }

 private:
  struct Before {
    base::Instant until;
    std::optional<Row> row;  ///< nothing: it was not there yet
  };
  struct Kept {
    Table table;
    std::vector<Row> rows;
    std::map<std::string, std::size_t, std::less<>> places;
    std::map<std::string, std::vector<Before>, std::less<>> before;
    std::uint64_t next = 1;
  };

  Kept* kept(std::string_view table);
  const Kept* kept(std::string_view table) const;
  static Row* row_of(Kept& kept, std::string_view id);
  void keep_before(Kept& kept, const std::string& id, std::optional<Row> row);
  const Row* seen_of(const Kept& kept, const Row& row) const;
  void rename(std::string_view table, std::string_view loser, std::string_view survivor, Related related);

  Now now_;
  base::Duration grain_;
  IdMaker id_;
  base::Duration lag_{};
  std::vector<Kept> tables_;
};

}  // namespace goodword::sandbox
