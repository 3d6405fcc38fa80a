#include "engine/pull.hpp"

#include <algorithm>
#include <set>

namespace goodword::engine {
namespace {

using base::Result;
using base::Scope;

constexpr std::size_t confirm_batch = 100;

bool is_due(World& world, const ports::StreamRow& stream, const PullWish& wish, std::optional<base::Instant> last) {
  if (wish.mode == ports::PullMode::full || !last || stream.every.count() == 0) return true;
  return world.clock.now() >= *last + stream.every;
}

/// Activities of one kind are spread over streams with numbers of their own: in the store each carries its stream's
/// name.
bool carries_stream(const ports::StreamRow& stream) { return stream.kind == model::Kind::activity; }

void name_by_stream(const ports::StreamRow& stream, ports::PulledPage& page) {
  if (!carries_stream(stream)) return;
  const auto named = [&](const std::string& id) { return model::activity_id(stream.source, id); };
  for (auto& record : page.records) record.values[model::activity::id] = named(record.id());
  for (auto& id : page.same) id = named(id);
  for (auto& id : page.gone) id = named(id);
  for (auto& [swallowed, survivor] : page.merged) swallowed = named(swallowed), survivor = named(survivor);
  for (auto& reject : page.rejects) {
    if (!reject.record_id.empty()) reject.record_id = named(reject.record_id);
  }
}

/// Of the ids in the store, those of this stream, as the CRM knows them.
std::vector<std::string> in_crm_words(const ports::StreamRow& stream, const std::vector<std::string>& ids) {
  if (!carries_stream(stream)) return ids;
  const std::string front = model::activity_id(stream.source, "");
  std::vector<std::string> own;
  for (const auto& id : ids) {
    if (id.starts_with(front)) own.push_back(id.substr(front.size()));
  }
  return own;
}

/// Records a complete pass did not show are asked for by id: only a record the CRM does not know is gone.
Result<std::int64_t> sweep(World& world, const ports::StreamRow& stream, std::int64_t run, std::stop_token stop) {
  const auto unseen = world.store.unseen(world.crm, stream.kind, run);
  if (!unseen) return tl::unexpected(unseen.error());
  const auto missing = in_crm_words(stream, *unseen);
  if (missing.empty()) return 0;
  const auto counts = world.store.counts(world.crm);
  if (!counts) return tl::unexpected(counts.error());
  const auto known = counts->records.find(std::string(model::to_text(stream.kind)));
  const double all = known == counts->records.end() ? 0 : static_cast<double>(known->second);
  if (all > 20 && static_cast<double>(missing.size()) > world.policy.shrink_share * all) {
    return base::failure("brake.shrunk", std::to_string(missing.size()) + " of " +
                                             std::to_string(static_cast<std::int64_t>(all)) + " records of " +
                                             stream.name + " vanished from " + world.crm +
                                             " in one pass; none was marked as deleted");
  }
  std::vector<std::string> gone;
  for (std::size_t at = 0; at < missing.size(); at += confirm_batch) {
    const auto some = std::span(missing).subspan(at, std::min(confirm_batch, missing.size() - at));
    const auto found = world.remote.read(stream.source, some, stop);
    if (!found) return tl::unexpected(found.error());
    std::set<std::string> present;
    for (const auto& record : found->records) present.insert(record.id());
    std::ranges::copy_if(some, std::back_inserter(gone), [&](const auto& id) { return !present.contains(id); });
  }
  if (carries_stream(stream)) {
    for (auto& id : gone) id = model::activity_id(stream.source, id);
  }
  if (const auto marked = world.store.mark_gone(world.crm, stream.kind, gone, world.clock.now()); !marked) {
    return tl::unexpected(marked.error());
  }
  return static_cast<std::int64_t>(gone.size());
}

void add_counts(ports::PageCounts& sum, const ports::PageCounts& page) {
  sum.added += page.added;
  sum.changed += page.changed;
  sum.same += page.same;
  sum.gone += page.gone;
  sum.rejected += page.rejected;
}

/// Pages of one stream that came and are not durable yet: a commit costs more than a page, so several are stored at
/// once, as long as the next one is on its way, and neither many rows nor old ones wait.
class Intake : public ports::Holdings {
 public:
  Intake(World& world, const ports::StreamRow& stream, std::int64_t run, StreamReport& report)
      : world_(world), stream_(stream), run_(run), report_(report) {}

  Result<void> add(ports::PulledPage page) {
    name_by_stream(stream_, page);
    const auto now = world_.clock.now();
    if (waiting_.empty()) oldest_ = now;
    rows_ += page.records.size() + page.same.size() + page.rejects.size() + page.gone.size() + page.merged.size();
    const bool may_wait =
        page.more_soon && rows_ < world_.policy.rows_a_commit && now - oldest_ < world_.policy.oldest_page;
    waiting_.push_back(std::move(page));
    return may_wait ? Result<void>() : store();
  }

  /// As it will be once what waits is durable.
  std::vector<bool> hold(std::span<const ports::RawRecord> records) override {
    std::vector<std::string> ids;
    for (const auto& record : records)
      ids.push_back(carries_stream(stream_) ? model::activity_id(stream_.source, record.id) : std::string(record.id));
    std::vector<ports::RawRecord> named;
    for (std::size_t i = 0; i < records.size(); ++i) named.push_back({ids[i], records[i].digest});
    auto found = world_.store.hold(world_.crm, stream_.kind, named);
    // What cannot be told is mapped.
    if (!found) return std::vector<bool>(records.size(), false);
    const auto said = waiting_ids();
    for (std::size_t i = 0; i < ids.size(); ++i) (*found)[i] = (*found)[i] && !said.contains(ids[i]);
    return std::move(*found);
  }

  /// What waits becomes durable, each page's mark with its records.
  Result<void> store() {
    if (waiting_.empty()) return {};
    std::vector<ports::PageCommit> commits;
    std::int64_t read = 0;
    for (const auto& page : waiting_) {
      commits.push_back(commit_of(page));
      read += static_cast<std::int64_t>(page.records.size() + page.same.size());
    }
    const auto counts = world_.store.commit_pages(commits);
    if (!counts) return tl::unexpected(base::while_doing(counts.error(), "storing a page of " + stream_.name));
    add_counts(report_.counts, *counts);
    report_.pages += static_cast<int>(waiting_.size());
    report_.read += read;
    waiting_.clear();
    rows_ = 0;
    world_.observer.progress({world_.crm, "pull", stream_.name, report_.read, 0});
    return {};
  }

 private:
  /// Of whom a page that waits says something new.
  std::set<std::string_view> waiting_ids() const {
    std::set<std::string_view> ids;
    for (const auto& page : waiting_) {
      for (const auto& record : page.records) ids.insert(record.id());
      ids.insert(page.gone.begin(), page.gone.end());
      for (const auto& [swallowed, survivor] : page.merged) ids.insert({swallowed, survivor});
    }
    return ids;
  }

  ports::PageCommit commit_of(const ports::PulledPage& page) const {
    ports::PageCommit commit;
    commit.crm = world_.crm;
    commit.stream = stream_.name;
    commit.kind = stream_.kind;
    // What was seen is only asked about after a pass that sweeps.
    commit.run = stream_.sweeps ? run_ : 0;
    commit.records = page.records;
    commit.digests = page.digests;
    commit.same = page.same;
    commit.rejects = page.rejects;
    commit.gone = page.gone;
    commit.merged = page.merged;
    commit.mark = page.mark;
    commit.at = world_.clock.now();
    return commit;
  }

  World& world_;
  const ports::StreamRow& stream_;
  std::int64_t run_;
  StreamReport& report_;
  std::vector<ports::PulledPage> waiting_;
  std::size_t rows_ = 0;
  base::Instant oldest_{};
};

/// Takes in all pages there are. True: everything there is was in them.
Result<bool> take_pages(ports::Pull& pages, Intake& intake, std::stop_token stop) {
  bool complete = false;
  while (true) {
    auto page = pages.next(stop);
    if (!page || !*page) {
      // What came before a fault is kept.
      if (const auto stored = intake.store(); !stored) return tl::unexpected(stored.error());
      if (!page) return tl::unexpected(page.error());
      return complete;
    }
    complete = (*page)->complete;
    if (const auto added = intake.add(std::move(**page)); !added) return tl::unexpected(added.error());
  }
}

/// All pages of one stream from its mark on.
Result<void> pull_pages(World& world, const ports::StreamRow& stream, const PullWish& wish, StreamReport& report,
                        std::stop_token stop) {
  const auto mark = world.store.mark(world.crm, stream.name);
  if (!mark) return tl::unexpected(mark.error());
  auto pages = world.remote.pull(stream.name, wish.mode, wish.mode == ports::PullMode::full ? std::string() : *mark);
  if (!pages) return tl::unexpected(pages.error());
  Intake intake(world, stream, wish.run, report);
  // Before the first pull nothing is held that could be passed over.
  if (!mark->empty()) (*pages)->pass_over(intake);
  const auto complete = take_pages(**pages, intake, stop);
  if (!complete) return tl::unexpected(complete.error());
  if (*complete && stream.sweeps) {
    const auto gone = sweep(world, stream, wish.run, stop);
    if (!gone) return tl::unexpected(gone.error());
    report.counts.gone += *gone;
  }
  return world.store.set_pulled(world.crm, stream.name, world.clock.now());
}

/// A place the CRM no longer knows is given up once: the stream is read again from the start.
Result<void> pull_stream(World& world, const ports::StreamRow& stream, const PullWish& wish, StreamReport& report,
                         std::stop_token stop) {
  auto pulled = pull_pages(world, stream, wish, report, stop);
  if (pulled || pulled.error().code != "remote.restart") return pulled;
  return pull_pages(world, stream, {ports::PullMode::full, wish.run}, report, stop);
}

/// Streams whose deletions were not asked for longer than the CRM remembers them: only a whole pass tells who is gone.
Result<std::set<std::string>> streams_with_a_gap(World& world) {
  std::set<std::string> found;
  for (const auto& stream : world.remote.streams()) {
    if (stream.remembers <= base::Duration{}) continue;
    const auto last = world.store.last_pulled(world.crm, stream.name);
    if (!last) return tl::unexpected(last.error());
    if (*last && world.clock.now() - **last > stream.remembers) found.insert(stream.source);
  }
  return found;
}

bool stops_all(const base::Error& error) {
  return error.scope == Scope::crm || error.scope == Scope::store || error.scope == Scope::process;
}

/// A CRM that fails to answer about one thing may be well otherwise; the next stream tells. What fails about two things
/// in a row is down, and is left alone. "contacts" and "contacts.deleted" are about one thing.
class Doubt {
 public:
  bool forgives(const std::string& stream, const base::Error& error) {
    const std::string thing = stream.substr(0, stream.find('.'));
    const bool first = failed_.empty() || failed_ == thing;
    failed_ = error.code == "remote.unavailable" ? thing : "";
    return first && !failed_.empty();
  }
  void ends() { failed_.clear(); }

 private:
  std::string failed_;
};

}  // namespace

Result<PullReport> pull(World& world, const PullWish& wish, std::stop_token stop) {
  PullReport report;
  Doubt doubt;
  const auto gaps = streams_with_a_gap(world);
  if (!gaps) return tl::unexpected(gaps.error());
  for (auto stream : world.remote.streams()) {
    const auto last = world.store.last_pulled(world.crm, stream.name);
    if (!last) return tl::unexpected(last.error());
    if (!is_due(world, stream, wish, *last)) continue;
    StreamReport row;
    row.stream = stream.name;
    const bool whole = gaps->contains(stream.name);
    stream.sweeps = stream.sweeps || whole;
    const auto pulled = pull_stream(world, stream, {whole ? ports::PullMode::full : wish.mode, wish.run}, row, stop);
    if (!pulled) row.error = pulled.error();
    report.streams.push_back(row);
    if (pulled) {
      doubt.ends();
      continue;
    }
    if (pulled.error().scope == Scope::store) return tl::unexpected(pulled.error());
    const bool forgiven = doubt.forgives(stream.name, pulled.error());
    if (stops_all(pulled.error()) && !forgiven) {
      report.stopped = pulled.error();
      break;
    }
  }
  return report;
}

Result<ports::PageCounts> read_again(World& world, const ports::StreamRow& stream, std::span<const std::string> ids,
                                     std::stop_token stop) {
  const auto wanted = in_crm_words(stream, {ids.begin(), ids.end()});
  auto page = world.remote.read(stream.source, wanted, stop);
  if (!page) return tl::unexpected(page.error());
  std::set<std::string> present;
  for (const auto& record : page->records) present.insert(record.id());
  std::ranges::copy_if(wanted, std::back_inserter(page->gone), [&](const auto& id) { return !present.contains(id); });
  const auto mark = world.store.mark(world.crm, stream.name);
  if (!mark) return tl::unexpected(mark.error());
  page->mark = *mark;
  StreamReport report;
  Intake intake(world, stream, 0, report);
  if (const auto stored = intake.add(std::move(*page)); !stored) return tl::unexpected(stored.error());
  return report.counts;
}

}  // namespace goodword::engine
