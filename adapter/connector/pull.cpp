#include "connector/pull.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "base/digest.hpp"
#include "base/text.hpp"

namespace goodword::connector {
namespace {

using base::Json;
using base::Result;
using ports::PulledPage;

class OnlyAMark : public ports::Pull {
 public:
  explicit OnlyAMark(base::Instant at) : at_(at) {}
  Result<std::optional<PulledPage>> next(std::stop_token) override {
    if (told_) return std::nullopt;
    told_ = true;
    PulledPage page;
    page.mark = base::write_json(Json::object({{"at", Json(base::to_rfc3339(at_))}}));
    return page;
  }

 private:
  base::Instant at_;
  bool told_ = false;
};

constexpr std::size_t not_kept = static_cast<std::size_t>(-1);

const Shape& shape_for(const Stream& stream, std::string_view name) {
  return name.ends_with(".deleted") && stream.deleted ? stream.deleted->shape : stream.shape;
}

/// The place of each record that one page names more than once, which is rare: else nothing.
std::map<std::string, std::size_t> doubled_in(const std::vector<Mapped>& mapped) {
  std::vector<std::string_view> ids;
  for (const auto& one : mapped) ids.push_back(one.record.id());
  std::ranges::sort(ids);
  std::map<std::string, std::size_t> doubled;
  for (auto at = std::ranges::adjacent_find(ids); at != ids.end(); at = std::adjacent_find(at + 1, ids.end()))
    doubled.emplace(*at, not_kept);
  return doubled;
}

void add_new(std::vector<std::string>& list, const std::string& one) {
  if (!one.empty() && std::ranges::find(list, one) == list.end()) list.push_back(one);
}

void add_absorbed(PulledPage& page, const Mapped& survivor) {
  for (const auto& swallowed : survivor.absorbed) {
    if (swallowed != survivor.record.id()) page.merged.emplace_back(swallowed, survivor.record.id());
  }
}

std::vector<model::Reject> named_twice(const std::string& id) {
  std::vector<model::Reject> said(1);
  said[0].record_id = id;
  said[0].reason = "one page names this record twice; the last one was taken";
  return said;
}

}  // namespace

std::unique_ptr<ports::Pull> only_a_mark(base::Instant at) { return std::make_unique<OnlyAMark>(at); }

StreamPull::StreamPull(const Stream& stream, std::string name, Walk walk, Rooms rooms, Part part)
    : stream_(stream),
      name_(std::move(name)),
      walk_(std::move(walk)),
      rooms_(rooms),
      part_(std::move(part)),
      shape_(&shape_for(stream, name_)),
      layout_(*shape_),
      rows_(*shape_, stream.kind, rooms.tables),
      now_(&rows_) {
  rows_.belong_to(part_.parent);
  const Shape& entries = stream.changes.entries;
  if (stream.changes.kind == ChangeKind::log)
    entries_.emplace(Entries{Layout(entries), MappedRows(entries, stream.kind, rooms.tables)});
}

Call StreamPull::own_call(const Request& request) const {
  Call call{.request = &request, .purpose = Purpose::other};
  for (const auto& [name, value] : begun_) call.values.set(name, Given(value));
  if (!part_.parent.empty()) call.values.set_text("parent.id", part_.parent);
  return call;
}

Call StreamPull::make_call() {
  auto ask = walk_.next();
  Call call = own_call(*ask->request);
  // What cannot be found belongs to a record that is gone, not to the whole stream.
  call.purpose = part_.parent.empty() ? Purpose::page : Purpose::by_id;
  for (const auto& [name, value] : ask->values.own()) call.values.set(name, value);
  call.values.set_list("fields", stream_.ask);
  call.url = std::move(ask->url);
  call.layout = walk_.by_log() ? &entries_->layout : &layout_;
  call.rows = walk_.by_log() ? &entries_->rows : &rows_;
  return call;
}

/// Asks what comes before the first page. False: the CRM has nothing to give.
Result<bool> StreamPull::begin(std::stop_token stop) {
  const auto& begin = walk_.rule().begin;
  if (!begin || begun_pass_ == walk_.passes()) return true;
  begun_.clear();
  Call call = own_call(begin->request);
  auto answer = rooms_.session.call(call, stop);
  if (!answer) return tl::unexpected(answer.error());
  if (answer->verdict.action == Action::empty || answer->verdict.action == Action::no_change) return false;
  if (answer->verdict.action != Action::ok)
    return tl::unexpected(error_of(answer->verdict, answer->response, "beginning to read " + name_));
  for (const auto& [name, place] : begin->keep) {
    const auto value = pick(place, answer->seen());
    if (!value)
      return base::failure("remote.refused", "beginning to read " + name_ + ": the answer lacks ${" + name +
                                                 "}, which the connector keeps of it");
    begun_.emplace_back(name, *value);
  }
  begun_pass_ = walk_.passes();
  return true;
}

/// Who asks for the next page has stored the last one: only now may a queue forget it.
Result<void> StreamPull::confirm(std::stop_token stop) {
  if (acks_.empty()) return {};
  Call call = own_call(*ack_);
  call.values.set_list("acks", acks_);
  acks_.clear();
  auto answer = rooms_.session.call(call, stop);
  if (!answer) return tl::unexpected(answer.error());
  const Action action = answer->verdict.action;
  if (action == Action::ok || action == Action::empty || action == Action::no_change || action == Action::already)
    return {};
  return tl::unexpected(error_of(answer->verdict, answer->response, "confirming what was read of " + name_));
}

/// Records can be told by their bytes where these are all there is of them: no other answer adds to them, and nobody
/// asks when they changed, as increments do.
std::optional<MappedRows::Comparing> StreamPull::comparing() const {
  const bool joined = std::ranges::any_of(
      stream_.related, [](const Related& related) { return related.only != Related::Only::increment; });
  const bool own = shape_ == &stream_.shape && part_.parent.empty() && !part_.bare;
  const bool alone = own && shape_->expand.empty() && stream_.ask_more.empty() && !joined;
  if (!alone || !walk_.everything() || stream_.kind == model::Kind::hint) return std::nullopt;
  const auto mapping = rooms_.tables.digest(stream_.tables, rooms_.session.plan().digest);
  return MappedRows::Comparing{base::xxh64(name_, mapping), held_};
}

Result<Answer> StreamPull::ask(std::stop_token stop) {
  rows_.compare(comparing());
  if (early_) {
    Flight flight = std::move(*early_);
    early_.reset();
    now_ = static_cast<MappedRows*>(call_->rows);
    return rooms_.session.collect(*call_, std::move(flight), stop);
  }
  call_ = make_call();
  now_ = static_cast<MappedRows*>(call_->rows);
  return rooms_.session.call(*call_, stop);
}

/// Whether there is a page in it; false: the place was lost and the walk begins again.
Result<bool> StreamPull::usable(const Answer& answer) {
  switch (answer.verdict.action) {
    case Action::ok:
      if (answer.reading.found) return true;
      return base::failure("remote.unavailable",
                           "reading " + name_ + ": the answer has no list at \"" + shape_->records +
                               "\", where the connector says that records are",
                           base::Retry::now);
    case Action::empty:
    case Action::no_change: now_->mapped.clear(); return true;
    case Action::gone:
    case Action::skip:
      if (part_.parent.empty()) return refusal(answer);
      now_->mapped.clear();
      return true;
    case Action::split: {
      if (auto smaller = walk_.split(); !smaller) return tl::unexpected(smaller.error());
      return false;
    }
    case Action::restart: {
      auto again = walk_.restart();
      if (!again) return tl::unexpected(again.error());
      return false;
    }
    default: return refusal(answer);
  }
}

tl::unexpected<base::Error> StreamPull::refusal(const Answer& answer) const {
  auto error = error_of(answer.verdict, answer.response, "reading " + name_);
  // What is said of a record here is said of the whole page: nobody can tell which record is meant.
  if (error.scope == base::Scope::record) {
    error.scope = base::Scope::stream;
    error.code = "remote.refused";
  }
  return tl::unexpected(std::move(error));
}

PageFacts StreamPull::facts(const Answer& answer) const {
  PageFacts facts{.seen = answer.seen(), .rows = static_cast<std::int64_t>(answer.reading.rows)};
  facts.asked = answer.asked;
  // A log or a queue may name the same records page after page, for they change again and again; what a queue was told
  // to forget it does not give again.
  const bool queue = walk_.rule().kind == PageKind::queue;
  std::string print;
  for (const auto& one : now_->mapped) {
    if (!one.after.empty()) facts.after = one.after;
    if (queue && !one.ack.empty()) print += one.ack + "\n";
    if (!one.whole) continue;
    facts.last_id = one.record.id();
    if (!queue && now_ == &rows_) print += facts.last_id + "\n";
    if (!one.changed) continue;
    facts.last_changed = one.changed;
    if (!facts.max_changed || *one.changed > *facts.max_changed) facts.max_changed = one.changed;
  }
  if (!print.empty()) facts.fingerprint = base::sha256_hex(print).substr(0, 32);
  return facts;
}

/// A label made since the table was read: it is read once more, and the page once more.
Result<void> StreamPull::look_up_lacking(const Answer& answer, std::stop_token stop) {
  bool fresh = false;
  for (const std::string& name : std::set<std::string>(now_->lacking())) {
    if (!refreshed_.insert(name).second) continue;
    if (auto read = rooms_.tables.refresh(name, stop); !read) return read;
    fresh = true;
  }
  if (!fresh) return {};
  rows_.compare(comparing());
  rows_.begin();
  auto again = read_answer(layout_, answer.response.body, rows_);
  if (!again) return tl::unexpected(again.error());
  return {};
}

void StreamPull::add_rejects(PulledPage& page, std::vector<model::Reject> rejects) const {
  for (auto& reject : rejects) {
    reject.crm = rooms_.session.parts().crm;
    reject.stream = name_;
    page.rejects.push_back(std::move(reject));
  }
}

/// Deleted, merged and doubled records leave the page; what is left are records to store, moved to the front.
void StreamPull::sort_out(PulledPage& page) {
  auto doubled = doubled_in(rows_.mapped);
  std::size_t kept = 0;
  for (auto& one : rows_.mapped) {
    add_rejects(page, std::exchange(one.rejects, {}));
    if (!one.whole || !one.ours) continue;
    const std::string& id = one.record.id();
    add_absorbed(page, one);
    if (!one.merged_into.empty() && one.merged_into != id) {
      page.merged.emplace_back(id, one.merged_into);
    } else if (name_.ends_with(".deleted") || one.deleted) {
      page.gone.push_back(id);
    } else if (const auto again = doubled.find(id); again != doubled.end() && again->second != not_kept) {
      add_rejects(page, named_twice(id));
      one.digest.reset();
      rows_.mapped[again->second] = std::move(one);
    } else {
      if (again != doubled.end()) again->second = kept;
      if (&rows_.mapped[kept] != &one) rows_.mapped[kept] = std::move(one);
      ++kept;
    }
  }
  rows_.mapped.erase(rows_.mapped.begin() + static_cast<std::ptrdiff_t>(kept), rows_.mapped.end());
}

Result<void> StreamPull::read_named(PulledPage& page, const Stream& of, std::span<const std::string> ids,
                                    std::stop_token stop) {
  const auto depth = part_.bare ? Records::Depth::record : Records::Depth::related;
  auto found = rooms_.records.by_id(of, ids, depth, stop);
  if (!found) return tl::unexpected(found.error());
  for (auto& one : *found) {
    add_rejects(page, std::exchange(one.rejects, {}));
    page.records.push_back(std::move(one.record));
  }
  return {};
}

/// Hints name records of another stream: those are read and stand in the page in their place.
Result<void> StreamPull::wake(PulledPage& page, std::stop_token stop) {
  const Stream* woken = stream_named(rooms_.session.plan(), stream_.wakes);
  std::vector<std::string> ids;
  for (const auto& one : rows_.mapped) add_new(ids, one.record.text(model::hint::record));
  if (!woken || ids.empty()) return {};
  return read_named(page, *woken, ids, stop);
}

/// A log names records of the stream itself. Who is named and cannot be read any more is gone, where the file says that
/// records can be.
Result<void> StreamPull::read_entries(PulledPage& page, std::stop_token stop) {
  std::vector<std::string> ids;
  for (auto& one : now_->mapped) {
    add_rejects(page, std::exchange(one.rejects, {}));
    if (one.whole && one.ours) add_new(ids, one.record.id());
  }
  if (ids.empty()) return {};
  if (auto read = read_named(page, stream_, ids, stop); !read || !stream_.deletes) return read;
  std::set<std::string_view> there;
  for (const auto& record : page.records) there.insert(record.id());
  std::ranges::copy_if(ids, std::back_inserter(page.gone), [&](const auto& id) { return !there.contains(id); });
  return {};
}

Result<PulledPage> StreamPull::assemble(Related::Only pull, std::stop_token stop) {
  PulledPage page;
  if (now_ != &rows_) {
    if (auto read = read_entries(page, stop); !read) return tl::unexpected(read.error());
    return page;
  }
  sort_out(page);
  if (stream_.kind == model::Kind::hint) {
    if (auto woken = wake(page, stop); !woken) return tl::unexpected(woken.error());
    return page;
  }
  if (shape_ == &stream_.shape && !part_.bare) {
    if (auto completed = rooms_.records.complete(stream_, rows_.mapped, stop); !completed) {
      return tl::unexpected(completed.error());
    }
    if (auto joined = rooms_.records.join(stream_, rows_.mapped, pull, stop); !joined)
      return tl::unexpected(joined.error());
  }
  page.records.reserve(rows_.mapped.size());
  // What a table lacks now it may have the next time.
  const bool tables_tell = rows_.lacking().empty();
  for (auto& one : rows_.mapped) {
    if (one.held) {
      page.same.push_back(one.record.id());
      continue;
    }
    add_rejects(page, std::exchange(one.rejects, {}));
    page.records.push_back(std::move(one.record));
    page.digests.push_back(tables_tell ? one.digest : std::nullopt);
  }
  return page;
}

/// A queue gives the same again until it is told that the page is stored; what is asked before a first page comes
/// first.
bool StreamPull::may_start_early() const {
  const Pages& rule = walk_.rule();
  return !walk_.finished() && rule.kind != PageKind::queue && (!rule.begin || begun_pass_ == walk_.passes());
}

/// A page without records: the CRM had nothing to give.
Result<std::optional<PulledPage>> StreamPull::empty_pass() {
  PageFacts facts;
  facts.asked = rooms_.session.server_now();
  if (auto fed = walk_.nothing_there(facts); !fed) return tl::unexpected(fed.error());
  PulledPage page;
  page.mark = walk_.mark();
  return std::optional(std::move(page));
}

/// What came becomes a page, and the place moves past it.
Result<PulledPage> StreamPull::take_in(const Answer& answer, std::stop_token stop) {
  if (auto looked = look_up_lacking(answer, stop); !looked) return tl::unexpected(looked.error());
  if (walk_.rule().ack) {
    ack_ = &*walk_.rule().ack;
    for (const auto& one : now_->mapped) add_new(acks_, one.ack);
  }
  // Feeding may end a full pass and begin an increment.
  const auto pull = walk_.everything() ? Related::Only::first : Related::Only::increment;
  if (auto fed = walk_.feed(facts(answer)); !fed)
    return tl::unexpected(base::while_doing(fed.error(), "reading " + name_));
  // The mark belongs to this page, so it is taken before the next one is asked for.
  const std::string mark = walk_.mark();
  const bool complete = walk_.complete() && stream_.kind != model::Kind::hint && shape_ == &stream_.shape;
  if (may_start_early()) {
    call_ = make_call();
    early_ = rooms_.session.start_early(*call_);
  }
  auto page = assemble(pull, stop);
  if (!page) return page;
  page->mark = mark;
  page->more_soon = early_.has_value();
  page->complete = complete;
  return page;
}

/// An increment often brings nothing: what it lacks of a table is looked up when a record needs it. Deletions need
/// none.
Result<void> StreamPull::know_tables(std::stop_token stop) {
  if (!walk_.everything() || shape_ != &stream_.shape) return {};
  return rooms_.tables.need(stream_.tables, stop);
}

Result<std::optional<PulledPage>> StreamPull::next(std::stop_token stop) {
  if (auto confirmed = confirm(stop); !confirmed) return tl::unexpected(confirmed.error());
  if (walk_.finished()) return std::nullopt;
  if (auto known = know_tables(stop); !known) return tl::unexpected(known.error());
  while (true) {
    const auto begun = early_ ? Result<bool>(true) : begin(stop);
    if (!begun) return tl::unexpected(begun.error());
    if (!*begun) return empty_pass();
    auto answer = ask(stop);
    if (!answer) return tl::unexpected(base::while_doing(answer.error(), "reading " + name_));
    const auto page_there = usable(*answer);
    if (!page_there) return tl::unexpected(page_there.error());
    if (!*page_there) continue;
    auto page = take_in(*answer, stop);
    if (!page) return tl::unexpected(page.error());
    return std::optional(std::move(*page));
  }
}

}  // namespace goodword::connector
