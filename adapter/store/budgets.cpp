// What calls spent, for all processes: read, decided upon by the caller and written in one transaction.
#include <array>
#include <charconv>

#include "store/body.hpp"
#include "store/sqlite_store.hpp"

namespace goodword::store {
namespace {

using base::Json;
using base::Result;
using ports::BudgetKey;
using ports::BudgetState;
using ports::CallPlace;
using ports::SpentSlice;

/// Each number but the amount as the microseconds since the one before: a busy budget has a hundred of them.
std::string text_of(const std::vector<SpentSlice>& slices) {
  std::string text;
  base::Instant before{};
  const auto add = [&](std::int64_t number) {
    std::array<char, 24> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    text.append(digits.data(), end);
    text += ' ';
  };
  for (const auto& slice : slices) {
    add((slice.began - before).count());
    add((slice.last - slice.began).count());
    add(slice.amount);
    before = slice.last;
  }
  return text;
}

/// Nothing where it is no text of ours.
std::optional<std::vector<SpentSlice>> slices_of(std::string_view text) {
  std::vector<SpentSlice> slices;
  base::Instant before{};
  while (!text.empty()) {
    std::array<std::int64_t, 3> numbers{};
    for (auto& number : numbers) {
      const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
      if (read.ec != std::errc() || read.ptr == text.data() + text.size() || *read.ptr != ' ') return std::nullopt;
      text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()) + 1);
    }
    const base::Instant began = before + base::Duration(numbers[0]);
    before = began + base::Duration(numbers[1]);
    slices.push_back({began, before, numbers[2]});
  }
  return slices;
}

std::string text_of(const std::vector<CallPlace>& places) {
  if (places.empty()) return {};
  Json all = Json::array();
  for (const auto& place : places)
    all.push(Json::object({{"holder", Json(place.holder)},
                           {"amount", Json(place.amount)},
                           {"taken", Json(base::to_micros(place.taken))},
                           {"until", Json(base::to_micros(place.until))}}));
  return body_of(all);
}

std::vector<CallPlace> places_of(const Rows& row, int column) {
  std::vector<CallPlace> places;
  if (row.text(column).empty()) return places;
  const Json all = row.body(column);
  for (const auto& place : all.items())
    places.push_back({place.text_or("holder", ""), place.integer_or("amount", 0),
                      base::from_micros(place.integer_or("taken", 0)),
                      base::from_micros(place.integer_or("until", 0))});
  return places;
}

BudgetState state_of(Transaction& work, const BudgetKey& key) {
  BudgetState state;
  auto row = work.rows(
      "SELECT kind, granted, used, since, slices, running, waiting, most, told, wait_from, wait_until FROM budget"
      " WHERE scope = ?1 AND name = ?2",
      key.scope, key.name);
  if (!row.next()) return state;
  auto slices = slices_of(row.text(4));
  if (!slices)
    work.fail(base::failure("store.unusable", "what calls of " + key.scope + " spent cannot be read").value());
  state.kind = row.text(0);
  state.granted = row.integer(1);
  state.used = row.real(2);
  state.since = row.instant(3);
  state.slices = std::move(slices).value_or(std::vector<SpentSlice>());
  state.running = places_of(row, 5);
  state.waiting = places_of(row, 6);
  state.most = row.number(7);
  state.told = row.moment(8);
  state.wait_from = row.instant(9);
  state.wait_until = row.instant(10);
  return state;
}

void keep(Transaction& work, const BudgetKey& key, const BudgetState& state) {
  work.run(
      "INSERT INTO budget (scope, name, kind, granted, used, since, slices, running, waiting, most, told, wait_from,"
      " wait_until) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) ON CONFLICT (scope, name)"
      " DO UPDATE SET kind = excluded.kind, granted = excluded.granted, used = excluded.used, since = excluded.since,"
      " slices = excluded.slices, running = excluded.running, waiting = excluded.waiting, most = excluded.most,"
      " told = excluded.told, wait_from = excluded.wait_from, wait_until = excluded.wait_until",
      key.scope, key.name, state.kind, state.granted, state.used, state.since, text_of(state.slices),
      text_of(state.running), text_of(state.waiting), state.most, state.told, state.wait_from, state.wait_until);
}

}  // namespace

Result<void> SqliteStore::change_budgets(std::span<const BudgetKey> keys, const ports::BudgetBook::Work& work_on) {
  auto work = writing(Durability::soon);
  std::vector<BudgetState> before;
  for (const auto& key : keys) before.push_back(state_of(work, key));
  if (!work.ok()) return work.commit();
  auto after = before;
  work_on(after);
  for (std::size_t i = 0; i < keys.size(); ++i)
    if (after[i] != before[i]) keep(work, keys[i], after[i]);
  return work.commit();
}

}  // namespace goodword::store
