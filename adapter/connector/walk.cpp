#include "connector/walk.hpp"

#include <algorithm>
#include <utility>

namespace goodword::connector {
namespace {

using base::Instant;
using base::Json;
using base::Result;

std::optional<Instant> instant_in(const Json& mark, std::string_view key) {
  return base::parse_rfc3339(mark.text_or(key, ""));
}

void put_instant(Json& mark, std::string key, const std::optional<Instant>& instant) {
  if (instant) mark.set(std::move(key), Json(base::to_rfc3339(*instant)));
}

/// Before all ids there are.
constexpr std::string_view first_id = "0";

void raise(std::optional<Instant>& to, const std::optional<Instant>& by) {
  if (by && (!to || *by > *to)) to = by;
}

}  // namespace

const Pages& Walk::rule() const {
  if (kind_ == Kind::feed) return stream_->deleted->pages;
  return everything_ ? stream_->pages : stream_->changes.pages;
}

bool Walk::complete() const {
  // A queue gives each change once: what it does not give has not vanished.
  return finished_ && everything_ && from_start_ && rule().kind != PageKind::queue;
}

bool Walk::by_token() const {
  if (kind_ == Kind::feed || kind_ == Kind::again) return false;
  const Changes& changes = stream_->changes;
  const bool kept_there = changes.kind == ChangeKind::mark || changes.kind == ChangeKind::link;
  return kept_there || (changes.kind == ChangeKind::log && changes.from && !uses(changes.request, "since"));
}

/// Whether an increment can begin where the last pass ended.
bool Walk::can_go_on(Instant now) const {
  const Changes& changes = stream_->changes;
  if (kind_ != Kind::increment || changes.kind == ChangeKind::none || !at_) return false;
  const bool old = changes.expires > base::Duration{} && now - told_.value_or(*at_) > changes.expires;
  // A log that gave no mark yet is read from its beginning.
  return !old && (!by_token() || !token_.empty() || changes.kind == ChangeKind::log);
}

void Walk::read_mark(const Json& mark) {
  at_ = instant_in(mark, "at");
  token_ = mark.text_or("token", "");
  told_ = instant_in(mark, "told");
}

void Walk::begin_full(const Json& place) {
  ++passes_;
  fed_ = 0;
  everything_ = true;
  anchored_ = false;
  request_ = kind_ == Kind::feed ? &stream_->deleted->request : &stream_->request;
  // What was given before the first page is not kept, and a place that is too old is none.
  const auto told = instant_in(place, "told");
  const bool old = rule().expires > base::Duration{} && told && now_ - *told > rule().expires;
  const bool lost = rule().begin || old;
  if (lost) began_.reset();
  pager_ = Pager(rule(), lost ? Json() : place);
  from_start_ = lost || place.is_null();
}

void Walk::begin_increment(const Json& mark) {
  ++passes_;
  fed_ = 0;
  given_.clear();
  const Changes& changes = stream_->changes;
  everything_ = false;
  request_ = &changes.request;
  since_ = *at_ - changes.lag;
  anchored_ = changes.order == Order::changed_asc && changes.tie;
  tie_ = false;
  received_ = 0;
  if (changes.windows) window_ = Window(*since_, now_, changes.grain);
  const Json* pass = mark.find("pass");
  if (!pass) {
    pager_ = Pager(changes.pages);
    return;
  }
  since_ = instant_in(*pass, "since").value_or(*since_);
  began_ = instant_in(*pass, "began");
  greatest_ = instant_in(*pass, "greatest");
  const Json* place = pass->find("place");
  pager_ = Pager(changes.pages, place ? *place : Json());
}

Result<Walk> Walk::begin(const Stream& stream, Kind kind, std::string_view mark, Instant now) {
  Walk walk(stream, kind);
  walk.committed_ = mark;
  walk.now_ = now;
  Json stored;
  if (!mark.empty()) {
    auto parsed = base::parse_json(mark);
    if (!parsed || !parsed->is_object())
      return base::failure("remote.restart", "the mark of stream " + stream.name + " cannot be read");
    stored = std::move(*parsed);
  }
  walk.read_mark(stored);
  const Json* full = stored.find("full");
  if (kind == Kind::full) {
    walk.read_mark({});
    walk.begin_full({});
  } else if (full || !walk.can_go_on(now)) {
    if (full) walk.began_ = instant_in(*full, "began");
    walk.begin_full(full && full->find("place") ? *full->find("place") : Json());
    // Feeds of deletions: nothing older than our first look was ever stored.
    if (kind == Kind::feed) walk.since_ = (walk.at_ ? *walk.at_ : now - std::chrono::hours(24)) - stream.deleted->lag;
  } else {
    walk.begin_increment(stored);
  }
  return walk;
}

std::optional<Walk::Ask> Walk::next() const {
  if (finished_) return std::nullopt;
  Ask ask{.request = request_, .values = {}, .url = pager_.url()};
  pager_.put(ask.values);
  if (since_ && (!everything_ || kind_ == Kind::feed)) ask.values.set("since", Given(*since_));
  if (!everything_ && !token_.empty()) {
    if (stream_->changes.kind == ChangeKind::link && ask.url.empty()) ask.url = token_;
    if (by_token()) ask.values.set_text("mark", token_);
  }
  if (!everything_) ask.values.set("until", Given(until()));
  if (tie_) {
    ask.request = &*stream_->changes.tie;
    ask.values.set_text("after_id", after_id_);
  }
  return ask;
}

/// What changes after the pass began is the next one's, so that no pass goes on for as long as people edit. The CRM
/// tells its time in whole seconds, and before the first answer not at all.
Instant Walk::until() const {
  if (stream_->changes.windows) return window_.until();
  return began_ ? *began_ + std::chrono::seconds(1) : now_ + std::chrono::days(365);
}

Result<bool> Walk::feed_tie(const PageFacts& page) {
  Pager one(stream_->changes.pages);
  PageFacts facts = page;
  facts.fingerprint.clear();
  const auto more = one.advance(facts);
  if (!more) return tl::unexpected(more.error());
  if (!*more) {
    tie_ = false;
    return false;
  }
  if (page.last_id.empty() || page.last_id == after_id_)
    return base::failure("connector.repeated_page", "a walk by id stands still");
  after_id_ = page.last_id;
  return true;
}

Result<void> Walk::feed_anchored(const PageFacts& page) {
  const Grain& grain = stream_->changes.grain;
  if (tie_) {
    const auto more = feed_tie(page);
    if (!more) return tl::unexpected(more.error());
    if (!*more) since_ = *since_ + grain.step();
    return {};
  }
  Pager one(stream_->changes.pages);
  PageFacts facts = page;
  facts.fingerprint.clear();
  const auto more = one.advance(facts);
  if (!more) return tl::unexpected(more.error());
  if (!*more) {
    finished_ = true;
    return {};
  }
  if (!page.last_changed) {
    return base::failure(
        "remote.refused",
        "the last record of a page does not say when it changed, so the next page cannot be asked for");
  }
  const Instant last = grain.floor(*page.last_changed);
  if (last > grain.floor(*since_)) {
    since_ = last;
  } else {
    tie_ = true;
    after_id_ = first_id;
    since_ = grain.floor(*since_);
  }
  return {};
}

Result<void> Walk::feed_window(const PageFacts& page) {
  const Changes& changes = stream_->changes;
  window_.extend(*began_);
  if (tie_) {
    const auto more = feed_tie(page);
    if (!more) return tl::unexpected(more.error());
    if (!*more) finished_ = !window_.skip_moment();
  } else {
    received_ += page.rows;
    const auto more = pager_.advance(page);
    if (!more) return tl::unexpected(more.error());
    const bool capped = pager_.total(page).value_or(0) > changes.cap ||
                        (*more && received_ + std::max(changes.pages.size, 1) > changes.cap);
    if (capped) return split();
    if (*more) return {};
    finished_ = !window_.advance();
    pager_ = Pager(changes.pages);
  }
  received_ = 0;
  if (tie_) return {};
  since_ = window_.since();
  raise(at_, std::min(window_.since(), *began_));
  return {};
}

Result<void> Walk::split() {
  if (everything_ || !stream_->changes.windows || tie_) {
    return base::failure("remote.refused",
                         "the CRM finds the query for " + stream_->name + " too large, and it cannot be made smaller");
  }
  pager_ = Pager(stream_->changes.pages);
  received_ = 0;
  if (window_.halve()) return {};
  if (!stream_->changes.tie) {
    return base::failure("remote.refused", "more records of " + stream_->name +
                                               " share one moment than a query gives, and the connector does not "
                                               "say how to walk them by id");
  }
  tie_ = true;
  after_id_ = first_id;
  since_ = window_.since();
  return {};
}

/// Keeps what this pass was given to go on from the next time.
void Walk::gather(const PageFacts& page) {
  ++fed_;
  asked_ = page.asked;
  const Changes& changes = stream_->changes;
  if (!changes.from || kind_ == Kind::feed || kind_ == Kind::again) return;
  if (const auto found = pick(*changes.from, page.seen); found && !found->text().empty()) given_ = found->text();
}

Result<void> Walk::nothing_there(const PageFacts& facts) {
  static const Pages none;
  pager_ = Pager(none);
  return feed(facts);
}

Result<void> Walk::feed(const PageFacts& page) {
  if (!began_) began_ = page.asked;
  gather(page);
  raise(greatest_, page.max_changed);
  const bool windows = !everything_ && stream_->changes.windows;
  if (windows || anchored_) {
    if (auto fed = windows ? feed_window(page) : feed_anchored(page); !fed) return fed;
  } else {
    const auto more = pager_.advance(page);
    if (!more) return tl::unexpected(more.error());
    finished_ = !*more;
    const bool downwards = !everything_ && stream_->changes.order == Order::changed_desc;
    if (downwards && page.last_changed && *page.last_changed < *since_) finished_ = true;
  }
  const bool upwards = !everything_ && !windows && stream_->changes.order == Order::changed_asc;
  // Not beyond the pass's beginning: what becomes visible late may lie behind a long walk that has gone on by then.
  if (upwards && greatest_) raise(at_, std::min(*greatest_, *began_));
  if (finished_) settle();
  return {};
}

void Walk::end_full() {
  at_ = began_;
  const bool by_time =
      stream_->changes.kind == ChangeKind::since || (stream_->changes.kind == ChangeKind::log && !by_token());
  if (from_start_ || !by_time || kind_ != Kind::increment || !at_) return;
  now_ = *began_;
  began_.reset();
  greatest_.reset();
  finished_ = false;
  begin_increment(Json::object());
}

void Walk::settle() {
  if (by_token()) {
    // A pass that was given nothing new leaves the next one where it began itself.
    if (everything_ || !given_.empty()) token_ = std::exchange(given_, "");
    told_ = asked_;
  }
  if (!everything_ && by_token()) return raise(at_, began_);
  if (!everything_ && !given_.empty()) {
    // A log that says how far it goes, and is asked by time.
    return raise(at_, read_instant_text(given_, stream_->changes.grain.form, stream_->changes.grain.zone));
  }
  if (everything_) {
    end_full();
  } else if (greatest_ && !stream_->changes.windows && stream_->changes.order != Order::changed_asc) {
    raise(at_, std::min(*greatest_, *began_));
  }
}

bool Walk::resumable() const {
  if (rule().kind == PageKind::queue) return false;
  return everything_ || (stream_->changes.order == Order::id_asc && stream_->changes.pages.kind == PageKind::keyset);
}

Json Walk::pass() const {
  Json pass = Json::object();
  put_instant(pass, "began", began_);
  if (!everything_) put_instant(pass, "since", since_);
  if (!everything_) put_instant(pass, "greatest", greatest_);
  Json place = pager_.place();
  if (rule().expires > base::Duration{}) put_instant(place, "told", asked_);
  return pass.set("place", std::move(place));
}

std::string Walk::mark() const {
  Json mark = Json::object();
  put_instant(mark, "at", at_);
  if (!token_.empty()) mark.set("token", Json(token_));
  if (by_token()) put_instant(mark, "told", told_);
  if (!finished_ && resumable()) mark.set(everything_ ? "full" : "pass", pass());
  return base::write_json(mark);
}

Result<void> Walk::restart() {
  if (restarted_)
    return base::failure("remote.restart", "stream " + stream_->name + " was begun again and lost its place again");
  restarted_ = true;
  began_.reset();
  greatest_.reset();
  finished_ = false;
  // The CRM no longer knows what the last pass was given: everything is read.
  const bool was_full = everything_ || (by_token() && fed_ == 0);
  const auto committed = base::parse_json(committed_.empty() ? "{}" : committed_);
  if (was_full) {
    begin_full({});
  } else {
    if (committed) read_mark(*committed);
    begin_increment(Json::object());
  }
  return {};
}

}  // namespace goodword::connector
