// Records by id, and what belongs to records but is asked for apart (related).
//
// Used by pulls (hints, relations), by reading for the engine, by guards before writes and by reading back. Used by one
// worker at a time.
#pragma once

#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "connector/session.hpp"
#include "connector/tables.hpp"

namespace goodword::connector {

/// Collects the mapped records of one answer.
class MappedRows : public Rows {
 public:
  /// Records are told by their bytes, and those that are held so are not mapped.
  struct Comparing {
    std::uint64_t seed = 0;           ///< of digests: what decides, besides a record's bytes, what it is mapped to
    ports::Holdings* held = nullptr;  ///< nothing: none is passed over
  };

  MappedRows(const Shape& shape, model::Kind kind, const Labels& labels)
      : shape_(shape), kind_(kind), labels_(labels), mapper_(shape, kind, labels) {}

  /// The record of the other stream that the next answers are asked for with.
  void belong_to(std::string parent) { parent_ = std::move(parent); }
  /// From the next answer on; nothing: all are mapped.
  void compare(std::optional<Comparing> comparing) { comparing_ = comparing; }
  void begin() override;
  void row(const Row& row) override;
  void end() override;
  const std::set<std::string>& lacking() const { return mapper_.lacking(); }

  std::vector<Mapped> mapped;

 private:
  const Shape& shape_;
  model::Kind kind_;
  const Labels& labels_;
  Mapper mapper_;

  /// One that waits for the answer whether it is held.
  struct Waiting {
    std::vector<Cell> cells;
    std::string_view payload;
    std::uint64_t digest = 0;
  };
  void map(const Row& row, std::uint64_t digest);
  std::optional<Comparing> comparing_;
  std::string parent_;
  std::vector<Waiting> waiting_;  ///< kept from page to page: cells are dear to make
  std::size_t wait_ = 0;          ///< how many of them do
};

class Records {
 public:
  Records(Session& session, Tables& tables) : session_(session), tables_(tables) {}

  enum class Depth { record, related };
  /// Those that are gone are absent.
  base::Result<std::vector<Mapped>> by_id(const Stream& stream, std::span<const std::string> ids, Depth depth,
                                          std::stop_token stop);
  /// Adds the fields that were left out of a list too long for one call.
  base::Result<void> complete(const Stream& stream, std::vector<Mapped>& records, std::stop_token stop);
  /// Adds the fields of relations that belong to this kind of pull.
  base::Result<void> join(const Stream& stream, std::vector<Mapped>& records, Related::Only pull, std::stop_token stop);

 private:
  /// Some records by id, with some of the fields.
  struct Wish {
    const Stream& stream;
    const std::vector<std::string>& fields;
  };
  base::Result<void> batch(const Wish& wish, std::span<const std::string> ids, std::vector<Mapped>& found,
                           std::stop_token stop);
  static void take_found(const Stream& stream, const Answer& answer, MappedRows& rows, std::vector<Mapped>& found);
  base::Result<void> relation(const Stream& stream, const Related& related, std::span<Mapped> some,
                              std::stop_token stop);

  Session& session_;
  Tables& tables_;
};

}  // namespace goodword::connector
