#include "connector/walk.hpp"

#include <algorithm>

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

/// As the request will spell it: a form of whole seconds cannot tell two moments of one second apart.
Instant floored(Instant instant, Form form) {
  const std::int64_t step = step_of(form).count();
  const std::int64_t micros = base::to_micros(instant);
  return base::from_micros(micros - ((micros % step) + step) % step);
}

void raise(std::optional<Instant>& to, const std::optional<Instant>& by) {
  if (by && (!to || *by > *to)) to = by;
}

}  // namespace

const Pages& Walk::rule() const {
  if (kind_ == Kind::feed) return stream_->deleted->pages;
  return everything_ ? stream_->pages : stream_->changes.pages;
}

void Walk::begin_full(const Json& place) {
  everything_ = true;
  request_ = kind_ == Kind::feed ? &stream_->deleted->request : &stream_->request;
  pager_ = Pager(rule(), place);
  from_start_ = place.is_null();
}

void Walk::begin_increment(const Json& mark) {
  const Changes& changes = stream_->changes;
  everything_ = false;
  request_ = &changes.request;
  since_ = *at_ - changes.lag;
  anchored_ = changes.order == Order::changed_asc && changes.tie;
  tie_ = false;
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
  Json stored;
  if (!mark.empty()) {
    auto parsed = base::parse_json(mark);
    if (!parsed || !parsed->is_object())
      return base::failure("remote.restart", "the mark of stream " + stream.name + " cannot be read");
    stored = std::move(*parsed);
  }
  walk.at_ = instant_in(stored, "at");
  const Json* full = stored.find("full");
  const bool by_time = kind == Kind::increment && stream.changes.kind == ChangeKind::since;
  if (kind == Kind::full) {
    walk.at_.reset();
    walk.begin_full({});
  } else if (full || !walk.at_ || !by_time) {
    walk.begin_full(full && full->find("place") ? *full->find("place") : Json());
    if (full) walk.began_ = instant_in(*full, "began");
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
  if (tie_) {
    ask.request = &*stream_->changes.tie;
    ask.values.set_text("after_id", after_id_);
  }
  return ask;
}

Result<void> Walk::feed_anchored(const PageFacts& page) {
  const Form form = stream_->changes.since_form;
  Pager one(stream_->changes.pages);
  PageFacts facts = page;
  facts.fingerprint.clear();
  const auto more = one.advance(facts);
  if (!more) return tl::unexpected(more.error());
  if (tie_) {
    if (!*more) {
      tie_ = false;
      since_ = *since_ + step_of(form);
      return {};
    }
    if (page.last_id == after_id_) return base::failure("connector.repeated_page", "a walk by id stands still");
    after_id_ = page.last_id;
    return {};
  }
  if (!*more) {
    finished_ = true;
    return {};
  }
  if (!page.last_changed) {
    return base::failure(
        "remote.refused",
        "the last record of a page does not say when it changed, so the next page cannot be asked for");
  }
  const Instant last = floored(*page.last_changed, form);
  if (last > floored(*since_, form)) {
    since_ = last;
  } else {
    tie_ = true;
    after_id_ = "0";
    since_ = floored(*since_, form);
  }
  return {};
}

Result<void> Walk::feed(const PageFacts& page) {
  if (!began_) began_ = page.asked;
  raise(greatest_, page.max_changed);
  if (anchored_) {
    if (auto fed = feed_anchored(page); !fed) return fed;
  } else {
    const auto more = pager_.advance(page);
    if (!more) return tl::unexpected(more.error());
    finished_ = !*more;
    const bool downwards = !everything_ && stream_->changes.order == Order::changed_desc;
    if (downwards && page.last_changed && *page.last_changed < *since_) finished_ = true;
  }
  const bool upwards = !everything_ && stream_->changes.order == Order::changed_asc;
  // Not beyond the pass's beginning: what becomes visible late may lie behind a long walk that has gone on by then.
  if (upwards && greatest_) raise(at_, std::min(*greatest_, *began_));
  if (finished_) settle();
  return {};
}

void Walk::settle() {
  if (everything_) {
    at_ = began_;
  } else if (greatest_ && stream_->changes.order != Order::changed_asc) {
    raise(at_, std::min(*greatest_, *began_));
  }
}

bool Walk::resumable() const {
  return everything_ || (stream_->changes.order == Order::id_asc && stream_->changes.pages.kind == PageKind::keyset);
}

std::string Walk::mark() const {
  Json mark = Json::object();
  put_instant(mark, "at", at_);
  if (!finished_ && resumable()) {
    Json pass = Json::object();
    put_instant(pass, "began", began_);
    if (!everything_) put_instant(pass, "since", since_);
    if (!everything_) put_instant(pass, "greatest", greatest_);
    pass.set("place", pager_.place());
    mark.set(everything_ ? "full" : "pass", std::move(pass));
  }
  return base::write_json(mark);
}

Result<void> Walk::restart() {
  if (restarted_)
    return base::failure("remote.restart", "stream " + stream_->name + " was begun again and lost its place again");
  restarted_ = true;
  began_.reset();
  greatest_.reset();
  finished_ = false;
  const bool was_full = everything_;
  const auto committed = base::parse_json(committed_.empty() ? "{}" : committed_);
  if (was_full) {
    begin_full({});
  } else {
    at_ = committed ? instant_in(*committed, "at") : at_;
    begin_increment(Json::object());
  }
  return {};
}

}  // namespace goodword::connector
