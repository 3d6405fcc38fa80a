// Sends operations: forms batches, looks before it writes where a list or field is written whole, and reads the answer.
//
// A write is sent once. An answer that can be trusted gives an outcome per operation; anything else is `unknown`, and
// what never left is `not_sent`. A batch the CRM refused as a whole (nothing of it was applied) is halved until the
// item that is to blame stands alone. Used by one worker at a time.
#pragma once

#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "connector/read_back.hpp"
#include "connector/records.hpp"
#include "connector/results.hpp"
#include "model/change.hpp"

namespace goodword::connector {

class Writer {
 public:
  Writer(Session& session, Tables& tables, Records& records, ReadBackRoom& read_back)
      : session_(session), tables_(tables), records_(records), read_back_(read_back) {}

  std::vector<model::Outcome> send(std::span<const model::Operation> batch, std::stop_token stop);
  int calls_needed(std::span<const model::Change> changes) const;
  /// What was made was found again: whatever should follow it and did not is sent now. Errors: what kept it from being
  /// sent; the operation is then to be looked for once more.
  base::Result<ports::ReadBack> catch_up(const model::Operation& operation, ports::ReadBack found,
                                         std::stop_token stop);

 private:
  /// One operation on its way: its values and where its outcome goes.
  struct Item {
    const model::Operation* operation;
    model::Outcome* outcome;
    Values values;
  };
  using Items = std::vector<Item>;

  void deliver(const Write& write, Items items, std::stop_token stop);
  void send(const Write& write, std::span<Item> items, std::stop_token stop);
  void take_answer(const Write& write, const Answer& answer, std::span<Item> items);
  static void share(const Write& write, const Values& of_one, Values& of_all);
  void halve(const Write& write, std::span<Item> items, std::stop_token stop);
  base::Result<Items> looked_at(const Write& write, Items items, std::stop_token stop);
  bool compare(const Write& write, const Stream& stream, const Mapped& fresh, Item& item);
  base::Result<void> know_tags(const Write& write, const Items& items, std::span<const Mapped> fresh,
                               std::stop_token stop);
  bool compare_tags(const Write& write, const Mapped& fresh, Item& item);
  bool compare_field(const Stream& stream, const Mapped& fresh, Item& item);
  static bool names_version(const Write& write, const Mapped& fresh, Item& item);
  static void put_changes(const Stream& stream, Items& items);
  static bool takes_fields(const Write& write, const Mapped& fresh, Item& item);
  static std::vector<std::string> created_ids(std::span<const Item> items);
  // steps.cpp
  void follow_up(const Write& write, std::span<const Item> items, std::stop_token stop);
  Items without_those_there(const Write& step, Items items, std::stop_token stop);
  void send_step(const Write& step, std::span<Item> items, std::stop_token stop);
  base::Result<Items> with_tag_ids(const Write& write, Items items, std::stop_token stop);

  Session& session_;
  Tables& tables_;
  Records& records_;
  ReadBackRoom& read_back_;
};

/// What a write's templates can name of one operation.
Values values_of(const model::Operation& operation);
/// A value as Change spells it.
std::string text_of(const model::Value& value);
/// The field set_field writes, or nullptr.
const Field* writable(const Stream& stream, std::string_view name);
/// A value as the CRM wants it, by the field's type and form.
base::Json spelled_for_crm(const Field& field, std::string_view text);

}  // namespace goodword::connector
