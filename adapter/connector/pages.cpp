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

Pager::Pager(const Pages& pages, const Json& place) : pages_(&pages) {
  const Json* first = pages.first ? &*pages.first : nullptr;
  if (first && pages.kind == PageKind::keyset) value_ = first->text();
  number_ = first ? first->integer().value_or(0) : 0;
  if (place.is_null()) return;
  value_ = place.text_or("value", value_);
  url_ = place.text_or("url", "");
  number_ = place.integer_or("number", number_);
  received_ = place.integer_or("received", 0);
}

void Pager::put(Values& values) const {
  if (pages_->size > 0) values.set("size", Given(Json(pages_->size)));
  switch (pages_->kind) {
    case PageKind::cursor:
      if (!value_.empty()) values.set_text("cursor", value_);
      break;
    case PageKind::keyset: {
      // The first value is written as the file states it, a number as a number.
      const bool first = pages_->first && walked_ == 0 && value_ == pages_->first->text();
      values.set("after_id", Given(first ? *pages_->first : Json(value_)));
      break;
    }
    case PageKind::number:
      if (walked_ > 0 || pages_->first) values.set("page", Given(Json(number_)));
      break;
    case PageKind::offset: values.set("offset", Given(Json(number_))); break;
    case PageKind::one:
    case PageKind::next: break;
  }
}

bool Pager::ended(const PageFacts& page) const {
  if (pages_->short_page && page.rows < pages_->size) return true;
  if (pages_->empty_page && page.rows == 0) return true;
  if (std::ranges::any_of(pages_->ends, [&](const Test& end) { return end.holds(page.seen); })) return true;
  if (pages_->total) {
    const auto total = number_at(*pages_->total, page.seen);
    if (total && static_cast<double>(received_) >= *total) return true;
  }
  if (pages_->pages) {
    const auto last = number_at(*pages_->pages, page.seen);
    if (last && static_cast<double>(walked_) >= *last) return true;
  }
  return false;
}

Result<bool> Pager::next_by_value(const PageFacts& page) {
  const bool keyset = pages_->kind == PageKind::keyset;
  const auto found = keyset ? std::optional(Json(page.after)) : pick(pages_->from, page.seen);
  const std::string next = found ? found->text() : "";
  // Some write the word null into a header where there is no next page.
  if (next.empty() || next == "null" || (keyset && page.rows == 0)) return false;
  if (next == value_ || !used_.insert(base::sha256_hex(next).substr(0, 16)).second) {
    return repeated("the CRM gave the same place for the next page twice");
  }
  (pages_->kind == PageKind::next ? url_ : value_) = next;
  return true;
}

Result<bool> Pager::next_by_count(const PageFacts& page) {
  if (page.rows == 0) return false;
  number_ += pages_->kind == PageKind::offset ? page.rows : 1;
  return true;
}

Result<bool> Pager::advance(const PageFacts& page) {
  ++walked_;
  received_ += page.rows;
  if (!page.fingerprint.empty() && page.fingerprint == last_fingerprint_) {
    return repeated("the CRM sent the same page twice, page " + std::to_string(walked_));
  }
  last_fingerprint_ = page.fingerprint;
  if (pages_->kind == PageKind::one || ended(page)) return false;
  if (walked_ >= pages_->most)
    return repeated("there are more than " + std::to_string(pages_->most) + " pages, the connector's limit");
  const bool counted = pages_->kind == PageKind::number || pages_->kind == PageKind::offset;
  return counted ? next_by_count(page) : next_by_value(page);
}

std::optional<std::int64_t> Pager::total(const PageFacts& page) const {
  const auto told = pages_->total ? number_at(*pages_->total, page.seen) : std::nullopt;
  return told ? std::optional(static_cast<std::int64_t>(*told)) : std::nullopt;
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
