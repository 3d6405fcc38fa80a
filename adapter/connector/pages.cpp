#include "connector/pages.hpp"

#include <algorithm>

#include "base/digest.hpp"

namespace goodword::connector {
namespace {

using base::Json;
using base::Result;

auto repeated(std::string what) { return base::failure("connector.repeated_page", std::move(what)); }

std::optional<double> number_at(const Pick& where, const Seen& seen) {
  const auto value = pick(where, seen);
  return value ? read_number(value->text(), Form::plain) : std::nullopt;
}

}  // namespace

const Pages* Pager::counted() const {
  return rule_of([](const Pages& rule) { return rule.kind == PageKind::number || rule.kind == PageKind::offset; });
}

const Pages* Pager::valued() const {
  return rule_of([](const Pages& rule) {
    return rule.kind == PageKind::cursor || rule.kind == PageKind::next || rule.kind == PageKind::keyset;
  });
}

Pager::Pager(const Pages& pages, const Json& place) : pages_(&pages) {
  const Pages* by_value = valued();
  const Pages* by_count = counted();
  if (by_value && by_value->first && by_value->kind == PageKind::keyset) value_ = by_value->first->text();
  if (by_count && by_count->first) number_ = by_count->first->integer().value_or(0);
  if (place.is_null()) return;
  value_ = place.text_or("value", value_);
  url_ = place.text_or("url", "");
  number_ = place.integer_or("number", number_);
  received_ = place.integer_or("received", 0);
}

void Pager::put(Values& values) const {
  if (const Pages* sized = rule_of([](const Pages& rule) { return rule.size > 0; }))
    values.set("size", Given(Json(sized->size)));
  const Pages* by_value = valued();
  const Pages* by_count = counted();
  if (by_value) put_value(*by_value, values);
  // In a list of kinds a page is asked for in one way.
  const bool by_its_value = by_value && (!value_.empty() || !url_.empty());
  if (by_count && !by_its_value) put_count(*by_count, values);
}

void Pager::put_value(const Pages& rule, Values& values) const {
  if (rule.kind == PageKind::cursor && !value_.empty()) values.set_text("cursor", value_);
  if (rule.kind != PageKind::keyset) return;
  // The first value is written as the file states it, a number as a number.
  const bool first = rule.first && walked_ == 0 && value_ == rule.first->text();
  values.set("after_id", Given(first ? *rule.first : Json(value_)));
}

void Pager::put_count(const Pages& rule, Values& values) const {
  const bool begun = walked_ > 0 || number_ != 0 || rule.first;
  if (rule.kind == PageKind::offset) values.set("offset", Given(Json(number_)));
  if (rule.kind == PageKind::number && begun) values.set("page", Given(Json(number_)));
}

bool Pager::ended(const Pages& rule, const PageFacts& page) const {
  if (rule.short_page && page.rows < rule.size) return true;
  if (rule.empty_page && page.rows == 0) return true;
  if (std::ranges::any_of(rule.ends, [&](const Test& end) { return end.holds(page.seen); })) return true;
  if (rule.total) {
    const auto total = number_at(*rule.total, page.seen);
    if (total && static_cast<double>(received_) >= *total) return true;
  }
  if (rule.pages) {
    const auto last = number_at(*rule.pages, page.seen);
    if (last && static_cast<double>(walked_) >= *last) return true;
  }
  return false;
}

/// The value to go on from; empty: there is none.
std::string Pager::next_value(const Pages& rule, const PageFacts& page) {
  const bool keyset = rule.kind == PageKind::keyset;
  if (keyset && page.rows == 0) return {};
  const auto found = keyset ? std::optional(Json(page.after)) : pick(rule.from, page.seen);
  const std::string next = found ? found->text() : "";
  // Some write the word null into a header where there is no next page.
  return next == "null" ? "" : next;
}

Result<bool> Pager::next_by_value(const Pages& rule, const PageFacts& page) {
  const std::string next = next_value(rule, page);
  std::string& place = rule.kind == PageKind::next ? url_ : value_;
  if (next.empty()) {
    if (counted()) place.clear();
    return false;
  }
  if (next == value_ || !used_.insert(base::sha256_hex(next).substr(0, 16)).second) {
    return repeated("the CRM gave the same place for the next page twice");
  }
  place = next;
  return true;
}

Result<bool> Pager::advance(const PageFacts& page) {
  ++walked_;
  received_ += page.rows;
  if (!page.fingerprint.empty() && page.fingerprint == last_fingerprint_) {
    return repeated("the CRM sent the same page twice, page " + std::to_string(walked_));
  }
  last_fingerprint_ = page.fingerprint;
  if (pages_->kind == PageKind::one || rule_of([&](const Pages& rule) { return ended(rule, page); })) return false;
  if (walked_ >= pages_->most)
    return repeated("there are more than " + std::to_string(pages_->most) + " pages, the connector's limit");
  const Pages* by_count = counted();
  if (by_count) number_ += by_count->kind == PageKind::offset ? page.rows : 1;
  if (const Pages* by_value = valued()) {
    const auto more = next_by_value(*by_value, page);
    if (!more || *more || !by_count) return more;
  }
  return pages_->kind == PageKind::queue || page.rows > 0;
}

std::optional<std::int64_t> Pager::total(const PageFacts& page) const {
  const Pages* rule = rule_of([](const Pages& one) { return one.total.has_value(); });
  const auto told = rule ? number_at(*rule->total, page.seen) : std::nullopt;
  constexpr double most = 9'007'199'254'740'992;  // 2^53: so far a double counts one by one
  return told ? std::optional(static_cast<std::int64_t>(std::clamp(*told, -most, most))) : std::nullopt;
}

Json Pager::place() const {
  Json place = Json::object();
  if (!value_.empty()) place.set("value", Json(value_));
  if (!url_.empty()) place.set("url", Json(url_));
  if (number_ != 0) place.set("number", Json(number_));
  if (received_ != 0) place.set("received", Json(received_));
  return place;
}

}  // namespace goodword::connector
