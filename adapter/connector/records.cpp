#include "connector/records.hpp"

#include <algorithm>
#include <map>

#include "base/digest.hpp"

namespace goodword::connector {
namespace {

using base::Result;
using model::Value;

/// `ids` for all, and one item per id; a request for one record sees it as `id`.
void put_ids(Call& call, std::span<const std::string> ids) {
  call.values.set_list("ids", ids);
  if (ids.size() == 1) call.values.set_text("id", ids.front());
  for (const auto& id : ids) call.items.emplace_back().set_text("id", id);
  call.records = ids.size();
}

/// Lists gather over all rows, single values are the first row's that has one.
void add_value(Value& to, Value&& from) {
  if (from.index() == 0) return;
  auto* list = std::get_if<std::vector<std::string>>(&to);
  auto* more = std::get_if<std::vector<std::string>>(&from);
  if (list && more) {
    for (auto& item : *more) {
      if (std::ranges::find(*list, item) == list->end()) list->push_back(std::move(item));
    }
  } else if (to.index() == 0) {
    to = std::move(from);
  }
}

/// The fields of one record that another answer brought.
void add_part(Mapped& whole, Mapped&& part) {
  for (std::size_t i = 0; i < part.record.values.size(); ++i) {
    add_value(whole.record.values[i], std::move(part.record.values[i]));
  }
  for (auto& custom : part.record.custom) {
    if (!whole.record.custom_value(custom.name)) whole.record.custom.push_back(std::move(custom));
  }
  whole.tags_read = whole.tags_read || part.tags_read;
  for (auto& id : part.tag_ids) {
    if (std::ranges::find(whole.tag_ids, id) == whole.tag_ids.end()) whole.tag_ids.push_back(std::move(id));
  }
  for (auto& reject : part.rejects) {
    if (std::ranges::find(whole.rejects, reject) == whole.rejects.end()) whole.rejects.push_back(std::move(reject));
  }
}

/// What was asked for apart, put where it belongs.
void give(Mapped& owner, Mapped row, const Shape& shape) {
  for (const auto& field : shape.fields) {
    const auto index = static_cast<std::size_t>(field.index);
    add_value(owner.record.values[index], std::move(row.record.values[index]));
  }
  for (auto& reject : row.rejects) {
    reject.record_id = owner.record.id();
    owner.rejects.push_back(std::move(reject));
  }
}

/// The answer says yes and holds no records where the connector says that they are.
tl::unexpected<base::Error> nothing_there(const Answer& answer, const Shape& shape, const std::string& doing) {
  if (answer.verdict.action != Action::ok) return tl::unexpected(error_of(answer.verdict, answer.response, doing));
  return base::failure("remote.unavailable", doing + ": the answer has no list at \"" + shape.records + "\"",
                       base::Retry::now);
}

/// Whether a record is made of its own bytes alone and has nothing to say but itself, so that the same bytes mean that
/// nothing is to be done.
bool speaks_for_itself(const Mapped& one) {
  const std::string& id = one.record.id();
  return one.whole && one.ours && !one.deleted && one.merged_into.empty() && one.rejects.empty() && !id.empty() &&
         std::ranges::all_of(one.absorbed, [&](const std::string& absorbed) { return absorbed == id; });
}

}  // namespace

void MappedRows::begin() {
  mapped.clear();
  wait_ = 0;
  mapper_ = Mapper(shape_, kind_, labels_);
}

void MappedRows::row(const Row& row) {
  if (shape_.under >= 0) row.cells[static_cast<std::size_t>(shape_.under)].take(base::Json(parent_));
  if (!comparing_) return mapper_.map(row, mapped);
  const auto digest = base::xxh64(row.payload, comparing_->seed);
  if (!comparing_->held) return map(row, digest);
  if (wait_ == waiting_.size()) waiting_.push_back({std::vector<Cell>(row.cells.size()), {}, 0});
  auto& waiting = waiting_[wait_++];
  waiting.cells.swap(row.cells);
  waiting.payload = row.payload;
  waiting.digest = digest;
}

void MappedRows::end() {
  if (wait_ == 0) return;
  std::vector<std::string> ids;
  std::vector<ports::RawRecord> asked;
  ids.reserve(wait_);  // the views stay where they are
  for (std::size_t i = 0; i < wait_; ++i) {
    ids.push_back(mapper_.id_of(waiting_[i].cells));
    asked.push_back({ids.back(), waiting_[i].digest});
  }
  const auto held = comparing_->held->hold(asked);
  for (std::size_t i = 0; i < wait_; ++i) {
    auto& waiting = waiting_[i];
    if (held[i]) {
      mapped.push_back(mapper_.passed_over(waiting.cells));
    } else {
      map({waiting.cells, waiting.payload}, waiting.digest);
    }
  }
  wait_ = 0;
}

void MappedRows::map(const Row& row, std::uint64_t digest) {
  mapper_.map(row, mapped);
  if (speaks_for_itself(mapped.back())) mapped.back().digest = digest;
}

/// The records of one answer that are there. A version may stand beside one.
void Records::take_found(const Stream& stream, const Answer& answer, MappedRows& rows, std::vector<Mapped>& found) {
  if (stream.version && rows.mapped.size() == 1) {
    if (const auto version = pick(*stream.version, answer.seen())) rows.mapped[0].version = version->text();
  }
  for (auto& one : rows.mapped) {
    if (one.whole && one.ours && !one.deleted && one.merged_into.empty()) found.push_back(std::move(one));
  }
}

Result<void> Records::batch(const Wish& wish, std::span<const std::string> ids, std::vector<Mapped>& found,
                            std::stop_token stop) {
  const Stream& stream = wish.stream;
  const ById& by_id = *stream.by_id;
  const Layout layout(by_id.shape);
  MappedRows rows(by_id.shape, stream.kind, tables_);
  Call call{.request = &by_id.request, .purpose = Purpose::by_id, .layout = &layout, .rows = &rows};
  put_ids(call, ids);
  call.values.set_list("fields", wish.fields);
  auto answer = session_.call(call, stop);
  if (!answer) return tl::unexpected(answer.error());
  const Action action = answer->verdict.action;
  if (may_be_one(action) && ids.size() > 1) {
    // One of them is missing or unreadable, and the CRM refused them all: halve until it stands alone.
    if (auto half = batch(wish, ids.first(ids.size() / 2), found, stop); !half) return half;
    return batch(wish, ids.subspan(ids.size() / 2), found, stop);
  }
  if (action == Action::gone || action == Action::skip || action == Action::empty) return {};
  const bool readable = action == Action::ok && (answer->reading.found || by_id.shape.single);
  if (!readable) return nothing_there(*answer, by_id.shape, "reading records of " + stream.name + " by id");
  take_found(stream, *answer, rows, found);
  return {};
}

Result<std::vector<Mapped>> Records::by_id(const Stream& stream, std::span<const std::string> ids, Depth depth,
                                           std::stop_token stop) {
  std::vector<Mapped> found;
  if (auto known = tables_.need(stream.tables, stop); !known) return tl::unexpected(known.error());
  const auto size = static_cast<std::size_t>(std::max(1, stream.by_id->batch));
  for (std::size_t at = 0; at < ids.size(); at += size) {
    const auto some = ids.subspan(at, std::min(size, ids.size() - at));
    if (auto read = batch({stream, stream.ask}, some, found, stop); !read) return tl::unexpected(read.error());
  }
  if (auto completed = complete(stream, found, stop); !completed) return tl::unexpected(completed.error());
  if (depth == Depth::related) {
    if (auto joined = join(stream, found, Related::Only::increment, stop); !joined)
      return tl::unexpected(joined.error());
  }
  return found;
}

Result<void> Records::complete(const Stream& stream, std::vector<Mapped>& records, std::stop_token stop) {
  if (stream.ask_more.empty() || records.empty()) return {};
  const auto size = static_cast<std::size_t>(std::max(1, stream.by_id->batch));
  std::map<std::string, Mapped*> by_id;
  std::vector<std::string> ids;
  for (auto& one : records) {
    if (by_id.emplace(one.record.id(), &one).second) ids.push_back(one.record.id());
  }
  for (const auto& fields : stream.ask_more) {
    std::vector<Mapped> parts;
    for (std::size_t at = 0; at < ids.size(); at += size) {
      const auto some = std::span(ids).subspan(at, std::min(size, ids.size() - at));
      if (auto read = batch({stream, fields}, some, parts, stop); !read) return read;
    }
    for (auto& part : parts) {
      const auto whole = by_id.find(part.record.id());
      if (whole != by_id.end()) add_part(*whole->second, std::move(part));
    }
  }
  return {};
}

Result<void> Records::relation(const Stream& stream, const Related& related, std::span<Mapped> some,
                               std::stop_token stop) {
  const Layout layout(related.shape);
  std::vector<std::string> ids;
  for (const auto& one : some) ids.push_back(one.record.id());
  Pager pager(related.pages);
  while (true) {
    MappedRows rows(related.shape, stream.kind, tables_);
    Call call{
        .request = &related.request, .purpose = Purpose::page, .url = pager.url(), .layout = &layout, .rows = &rows};
    put_ids(call, ids);
    pager.put(call.values);
    auto answer = session_.call(call, stop);
    if (!answer) return tl::unexpected(answer.error());
    const Action action = answer->verdict.action;
    if (action == Action::empty || action == Action::gone) return {};
    if (action != Action::ok || !answer->reading.found) {
      return tl::unexpected(
          error_of(answer->verdict, answer->response, "reading " + related.name + " of " + stream.name));
    }
    for (auto& row : rows.mapped) {
      const std::string& parent = related.shape.parent < 0 ? ids.front() : row.parent;
      const auto owner = std::ranges::find_if(some, [&](const Mapped& one) { return one.record.id() == parent; });
      if (owner != some.end() && row.ours) give(*owner, std::move(row), related.shape);
    }
    PageFacts facts{.seen = answer->seen(), .rows = static_cast<std::int64_t>(rows.mapped.size())};
    if (!rows.mapped.empty()) facts.after = rows.mapped.back().after;
    const auto more = pager.advance(facts);
    if (!more) return tl::unexpected(more.error());
    if (!*more) return {};
  }
}

Result<void> Records::join(const Stream& stream, std::vector<Mapped>& records, Related::Only pull,
                           std::stop_token stop) {
  if (stream.related.empty() || records.empty()) return {};
  for (const auto& related : stream.related) {
    if (related.only != Related::Only::both && related.only != pull) continue;
    const auto size = static_cast<std::size_t>(std::max(1, related.batch));
    for (std::size_t at = 0; at < records.size(); at += size) {
      const auto some = std::span(records).subspan(at, std::min(size, records.size() - at));
      if (auto joined = relation(stream, related, some, stop); !joined) return joined;
    }
  }
  return {};
}

}  // namespace goodword::connector
