#include "sandbox/rows.hpp"

#include <algorithm>

namespace goodword::sandbox {
using base::Json;

const Column* Table::column(std::string_view column_name) const {
  const auto found = std::ranges::find(columns, column_name, &Column::name);
  return found == columns.end() ? nullptr : &*found;
}

const Json& Row::operator[](std::string_view name) const {
  static const Json nothing;
  const Json* found = fields.find(name);
  return found == nullptr ? nothing : *found;
}

Rows::Rows(Now now, std::vector<Table> tables, base::Duration grain, IdMaker id)
    : now_(std::move(now)), grain_(grain), id_(std::move(id)) {
  if (!id_) id_ = [](std::string_view, std::uint64_t number) { return std::to_string(number); };
  for (auto& table : tables) tables_.push_back({.table = std::move(table), .rows = {}, .places = {}, .before = {}});
}

base::Instant Rows::now() const { return base::Instant(now_().time_since_epoch() / grain_ * grain_); }

Rows::Kept* Rows::kept(std::string_view table) {
  const auto found =
      std::ranges::find(tables_, table, [](const Kept& each) { return std::string_view(each.table.name); });
  return found == tables_.end() ? nullptr : &*found;
}

const Rows::Kept* Rows::kept(std::string_view table) const { return const_cast<Rows*>(this)->kept(table); }

const Table* Rows::table(std::string_view name) const {
  const Kept* found = kept(name);
  return found == nullptr ? nullptr : &found->table;
}

void Rows::add_column(std::string_view table, Column column) {
  if (Kept* found = kept(table)) found->table.columns.push_back(std::move(column));
}

Row* Rows::row_of(Kept& kept, std::string_view id) {
  const auto place = kept.places.find(id);
  return place == kept.places.end() ? nullptr : &kept.rows[place->second];
}

void Rows::keep_before(Kept& kept, const std::string& id, std::optional<Row> row) {
  if (lag_ <= base::Duration::zero()) return;
  auto& states = kept.before[id];
  std::erase_if(states, [&](const Before& before) { return before.until <= now_(); });
  states.push_back({now_() + lag_, std::move(row)});
}

std::string Rows::create(std::string_view table, Json fields, std::optional<base::Instant> at) {
  Kept& kept = *this->kept(table);
  Row row{.id = id_(table, kept.next++), .fields = Json::object()};
  for (auto& [name, value] : fields.members()) {
    if (!value.is_null()) row.fields.set(name, std::move(value));
  }
  row.created = row.modified = at.value_or(now());
  keep_before(kept, row.id, std::nullopt);
  kept.places[row.id] = kept.rows.size();
  kept.rows.push_back(std::move(row));
  return kept.rows.back().id;
}

void Rows::write(std::string_view table, std::string_view id, const Json& fields, std::optional<base::Instant> at) {
  Kept& kept = *this->kept(table);
  Row* row = row_of(kept, id);
  if (row == nullptr || row->deleted) return;
  keep_before(kept, row->id, *row);
  for (const auto& [name, value] : fields.members()) {
    if (value.is_null()) {
      row->fields.erase(name);
    } else {
      row->fields.set(name, value);
    }
  }
  row->modified = std::max(row->modified, at.value_or(now()));
}

void Rows::erase(std::string_view table, std::string_view id) {
  Kept& kept = *this->kept(table);
  Row* row = row_of(kept, id);
  if (row == nullptr || row->deleted) return;
  keep_before(kept, row->id, *row);
  row->deleted = row->modified = now();
}

void Rows::merge(std::string_view table, std::string_view survivor, std::string_view loser, Related related) {
  Kept& kept = *this->kept(table);
  Row* stays = row_of(kept, survivor);
  Row* goes = row_of(kept, loser);
  if (stays == nullptr || goes == nullptr || stays == goes || stays->deleted || goes->deleted) return;
  Json gaps = Json::object();
  for (const auto& [name, value] : goes->fields.members()) {
    if (!stays->fields.has(name)) gaps.set(name, value);
  }
  erase(table, loser);
  goes->merged_into = survivor;
  write(table, survivor, gaps);
  rename(table, loser, survivor, related);
}

namespace {

/// The value with one id in place of another; nothing if it is not in there.
std::optional<Json> renamed(const Json& value, std::string_view from, std::string_view to) {
  const auto other = [&](const Json& id) {
    return id.is_number() ? Json::number(std::string(to)) : Json(std::string(to));
  };
  if (!value.is_array()) return value.text() == from ? std::optional(other(value)) : std::nullopt;
  Json list = Json::array();
  bool found = false;
  for (const auto& item : value.items()) {
    const bool is = item.text() == from;
    found = found || is;
    Json one = is ? other(item) : item;
    if (std::ranges::find(list.items(), one) == list.items().end()) list.push(std::move(one));
  }
  return found ? std::optional(std::move(list)) : std::nullopt;
}

}  // namespace

void Rows::rename(std::string_view table, std::string_view loser, std::string_view survivor, Related related) {
  for (auto& kept : tables_) {
    for (const auto& column : kept.table.columns) {
      if (column.refers_to != table) continue;
      for (auto& row : kept.rows) {
        const auto value = row.deleted ? std::nullopt : renamed(row[column.name], loser, survivor);
        if (!value) continue;
        keep_before(kept, row.id, row);
        row.fields.set(column.name, *value);
        if (related == Related::touched) row.modified = now();
      }
    }
  }
}

void Rows::purge(std::string_view table) {
  Kept& kept = *this->kept(table);
  std::erase_if(kept.rows, [](const Row& row) { return row.deleted.has_value(); });
  kept.places.clear();
  for (std::size_t i = 0; i < kept.rows.size(); ++i) kept.places[kept.rows[i].id] = i;
}

const Row* Rows::find(std::string_view table, std::string_view id) const {
  const Kept* found = kept(table);
  return found == nullptr ? nullptr : row_of(const_cast<Kept&>(*found), id);
}

std::vector<const Row*> Rows::all(std::string_view table) const {
  std::vector<const Row*> rows;
  if (const Kept* found = kept(table)) {
    for (const auto& row : found->rows) rows.push_back(&row);
  }
  return rows;
}

const Row* Rows::seen_of(const Kept& kept, const Row& row) const {
  if (const auto states = kept.before.find(row.id); states != kept.before.end()) {
    for (const auto& before : states->second) {
      if (before.until > now_()) return before.row ? &*before.row : nullptr;
    }
  }
  return &row;
}

std::vector<const Row*> Rows::seen(std::string_view table) const {
  std::vector<const Row*> rows;
  const Kept* found = kept(table);
  if (found == nullptr) return rows;
  for (const auto& row : found->rows) {
    if (const Row* state = seen_of(*found, row)) rows.push_back(state);
  }
  return rows;
}

const Row* Rows::seen(std::string_view table, std::string_view id) const {
  const Kept* found = kept(table);
  const Row* row = find(table, id);
  return row == nullptr ? nullptr : seen_of(*found, *row);
}

}  // namespace goodword::sandbox
