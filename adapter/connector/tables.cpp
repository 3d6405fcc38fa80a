#include "connector/tables.hpp"

#include <algorithm>
#include <iterator>

#include "base/digest.hpp"

namespace goodword::connector {
namespace {

using base::Json;
using base::Result;

constexpr std::string_view fact_prefix = "fact.";
/// Set-up may have made a label since, in another process.
constexpr auto just_now = std::chrono::minutes(1);

std::string text_at(const Json& row, std::string_view pointer) {
  const Json* value = row.at(pointer);
  return value ? as_plain_text(*value).value_or("") : "";
}

/// Rows of an answer: the list at `records`, or the elements of the lists inside its elements.
std::vector<const Json*> rows_of(const Json& body, const Table& table) {
  std::vector<const Json*> rows;
  const Json* records = body.at(table.records);
  if (!records) return rows;
  for (const auto& record : records->items()) {
    if (table.expand.empty()) {
      rows.push_back(&record);
    } else if (const Json* inside = record.at(table.expand)) {
      for (const auto& row : inside->items()) rows.push_back(&row);
    }
  }
  return rows;
}

}  // namespace

void Tables::Held::add(std::string id, std::string label) {
  if (id.empty() || by_id.contains(id)) return;
  digest = base::xxh64(label, base::xxh64(id, digest));
  by_id.emplace(id, rows.size());
  by_label.emplace(label, rows.size());
  rows.emplace_back(std::move(id), std::move(label));
}

/// A fact is a table of one row, whose label is what the CRM said.
std::optional<std::string> Tables::fact(std::string_view name) const {
  const Given* given = session_.known().find(name);
  const Json* value = given ? std::get_if<Json>(given) : nullptr;
  return value ? as_plain_text(*value) : std::nullopt;
}

std::optional<std::string> Tables::label(std::string_view table, std::string_view id) const {
  if (table.starts_with(fact_prefix)) return fact(table);
  const auto held = held_.find(table);
  if (held == held_.end()) return std::nullopt;
  const auto row = held->second.by_id.find(id);
  return row == held->second.by_id.end() ? std::nullopt : std::optional(held->second.rows[row->second].second);
}

std::optional<std::string> Tables::id_of(std::string_view table, std::string_view label) const {
  const auto held = held_.find(table);
  if (held == held_.end()) return std::nullopt;
  const auto row = held->second.by_label.find(label);
  return row == held->second.by_label.end() ? std::nullopt : std::optional(held->second.rows[row->second].first);
}

Result<void> Tables::fetch(const Table& table, Held& held, std::stop_token stop) {
  for (const auto& [id, label] : table.words) held.add(id, label);
  if (!table.request) return {};
  Pager pager(table.pages);
  while (true) {
    Call call{.request = &*table.request, .purpose = Purpose::other, .url = pager.url()};
    pager.put(call.values);
    auto answer = session_.call(call, stop);
    if (!answer) return tl::unexpected(answer.error());
    if (answer->verdict.action == Action::empty) return {};
    if (answer->verdict.action != Action::ok) {
      return tl::unexpected(error_of(answer->verdict, answer->response, "reading the table " + table.name));
    }
    const auto rows = rows_of(answer->body, table);
    PageFacts facts{.seen = answer->seen(), .rows = static_cast<std::int64_t>(rows.size())};
    for (const Json* row : rows) {
      const Seen seen{.status = 0, .headers = nullptr, .body = row, .outside = nullptr};
      if (table.where.holds(seen)) held.add(text_at(*row, table.id), text_at(*row, table.label));
    }
    if (!rows.empty() && table.pages.kind == PageKind::keyset)
      facts.after = text_at(*rows.back(), table.pages.from.text);
    const auto more = pager.advance(facts);
    if (!more) return tl::unexpected(more.error());
    if (!*more) return {};
  }
}

Result<void> Tables::refresh(std::string_view name, std::stop_token stop) {
  if (name.starts_with(fact_prefix)) {
    Request asking;
    asking.names = {std::string(name)};
    return session_.need(asking, stop);
  }
  const Table* table = table_named(session_.plan(), name);
  if (!table) return {};
  Held fresh;
  fresh.fetched = session_.now();
  if (auto fetched = fetch(*table, fresh, stop); !fetched) return fetched;
  held_.insert_or_assign(std::string(name), std::move(fresh));
  return {};
}

Result<void> Tables::need(std::span<const std::string> names, std::stop_token stop) {
  for (const auto& name : names) {
    if (name.starts_with(fact_prefix)) {
      if (auto asked = refresh(name, stop); !asked) return asked;
      continue;
    }
    const Table* table = table_named(session_.plan(), name);
    const auto held = held_.find(name);
    if (!table || (held != held_.end() && session_.now() < held->second.fetched + table->every)) continue;
    if (auto fetched = refresh(name, stop); !fetched) return fetched;
  }
  return {};
}

Result<std::optional<std::string>> Tables::find_id(std::string_view table, std::string_view label,
                                                   std::stop_token stop) {
  const std::vector<std::string> names = {std::string(table)};
  if (auto known = need(names, stop); !known) return tl::unexpected(known.error());
  const auto held = held_.find(table);
  const bool old = held != held_.end() && session_.now() >= held->second.fetched + just_now;
  if (old && !held->second.by_label.contains(label)) {
    if (auto fetched = refresh(table, stop); !fetched) return tl::unexpected(fetched.error());
  }
  return id_of(table, label);
}

Result<void> Tables::know(std::string_view name, std::span<const std::string> ids, std::stop_token stop) {
  std::set<std::string> strangers;
  if (const auto held = held_.find(name); held != held_.end()) strangers = held->second.strangers;
  const auto unheard = [&](const std::string& id) { return !strangers.contains(id) && !label(name, id); };
  if (std::ranges::none_of(ids, unheard)) return {};
  if (auto fetched = refresh(name, stop); !fetched) return fetched;
  const auto held = held_.find(name);
  if (held == held_.end()) return {};
  std::ranges::copy_if(ids, std::inserter(strangers, strangers.end()),
                       [&](const auto& id) { return !label(name, id); });
  held->second.strangers = std::move(strangers);
  return {};
}

std::uint64_t Tables::digest(std::span<const std::string> names, std::uint64_t seed) const {
  for (const auto& name : names) {
    const auto held = held_.find(name);
    seed = base::xxh64(name, seed ^ (held == held_.end() ? 0 : held->second.digest));
    if (name.starts_with(fact_prefix)) seed = base::xxh64(fact(name).value_or(""), seed);
  }
  return seed;
}

std::vector<std::pair<std::string, std::string>> Tables::rows(std::string_view table) const {
  const auto held = held_.find(table);
  return held == held_.end() ? std::vector<std::pair<std::string, std::string>>() : held->second.rows;
}

Result<void> Tables::create(std::string_view name, std::string_view label, std::stop_token stop) {
  const Table* table = table_named(session_.plan(), name);
  if (!table || !table->create)
    return base::failure("connector.unsupported",
                         "the connector does not say how the table " + std::string(name) + " grows");
  Call call{.request = &*table->create, .purpose = Purpose::write};
  call.values.set_text("label", label);
  auto answer = session_.call(call, stop);
  if (!answer) return tl::unexpected(answer.error());
  const Action action = answer->verdict.action;
  if (action != Action::ok && action != Action::already) {
    return tl::unexpected(
        error_of(answer->verdict, answer->response, "making the label \"" + std::string(label) + "\""));
  }
  // Read again rather than believed: the table says what the CRM calls it.
  return refresh(name, stop);
}

}  // namespace goodword::connector
