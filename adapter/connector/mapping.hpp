// From a vendor's record to ours: forms, words, tables, and what does not convert.
//
// A value that does not convert becomes a Reject for that field and the record goes on; a record without an id becomes
// a Reject as a whole. Pure: tables are looked up through an interface. One Mapper serves one thread.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "connector/reader.hpp"
#include "model/record.hpp"

namespace goodword::connector {

/// Labels by id, as the CRM's own tables have them.
class Labels {
 public:
  virtual ~Labels() = default;
  virtual std::optional<std::string> label(std::string_view table, std::string_view id) const = 0;
};

struct Mapped {
  model::Record record;
  std::vector<model::Reject> rejects;
  bool whole = true;     ///< false: the record itself was rejected
  bool ours = true;      ///< passes `where`
  bool deleted = false;  ///< says of itself that it was deleted
  std::string merged_into;
  std::vector<std::string> absorbed;
  std::vector<std::string> tag_ids;  ///< where tags are looked up: all that the record holds, those without a label too
  bool tags_read = false;            ///< the answer held the field of the tags, and all of it could be read
  std::string parent;
  std::string after;    ///< what a keyset goes on from
  std::string version;  ///< etag or revision
  std::string ack;      ///< what confirms it to a queue
  std::optional<base::Instant> changed;
  std::optional<std::uint64_t> digest;  ///< where the record is what its bytes say and nothing else
  bool held = false;                    ///< passed over: only its id is in the record

  explicit Mapped(model::Kind kind) : record(kind) {}
};

class Mapper {
 public:
  Mapper(const Shape& shape, model::Kind kind, const Labels& labels);

  /// Adds one for most rows; several where records are expanded.
  void map(const Row& row, std::vector<Mapped>& made);
  std::string id_of(std::span<const Cell> cells) const;
  /// A record that is held as it came.
  Mapped passed_over(std::span<const Cell> cells) const;
  /// Tables that lacked an id: worth asking for again.
  const std::set<std::string>& lacking() const { return lacking_; }

 private:
  struct Task;
  struct Raw;
  struct Gathering;
  Mapped map_cells(std::span<const Cell> cells, std::string_view payload);
  void fill(Mapped& made, Task& task);
  model::Value value(const Field& field, Task& task);
  model::Value from_pick(const Field& field, const FieldPick& pick, Gathering& gathering);
  model::Value list_value(const Field& field, const FieldPick& pick, const Cell& cell, Gathering& gathering);
  model::Value element_value(const Field& field, const FieldPick& pick, Raw element, Gathering& gathering);
  static std::vector<Raw> elements_of(const FieldPick& pick, const Cell& cell, std::vector<std::string>& items);
  static const base::Json* word_for(const FieldPick& pick, const Raw& raw);
  model::Value scalar_value(const Field& field, const FieldPick& pick, Raw raw, Task& task);
  model::Value typed(const Field& field, const FieldPick& pick, const Raw& raw, Task& task);
  model::Value text_value(const Field& field, const FieldPick& pick, std::string_view raw, Task& task);
  const model::Zone* zone_of(const FieldPick& pick, Form form);
  std::string currency(const FieldPick& pick, const Task& task);
  bool is_empty(const Raw& value) const;

  const Shape* shape_;
  model::Kind kind_;
  const Labels* labels_;
  std::optional<model::FieldIndex> changed_at_, tags_at_;
  std::set<std::string> lacking_;
  std::optional<std::pair<std::string, std::optional<model::Zone>>> told_zone_;  ///< by the CRM, as it was called
};

/// Ids of a list however it is spelled.
std::vector<std::string> id_list(const base::Json& value, Form form);
/// The place of `changed` in a kind's fields.
std::optional<model::FieldIndex> changed_index(model::Kind kind);

}  // namespace goodword::connector
