#include "connector/under.hpp"

#include <utility>

namespace goodword::connector {
namespace {

using base::Json;
using base::Result;
using ports::PulledPage;

}  // namespace

Result<std::unique_ptr<ports::Pull>> UnderPull::begin(const Stream& stream, const Stream& parents,
                                                      StreamPull::Rooms rooms, std::string_view mark) {
  std::unique_ptr<UnderPull> made(new UnderPull(stream, parents, rooms));
  if (auto read = made->read_mark(mark); !read) return tl::unexpected(read.error());
  return made;
}

Result<void> UnderPull::read_mark(std::string_view mark) {
  const auto stored = base::parse_json(mark.empty() ? "{}" : mark);
  if (!stored) return base::failure("remote.restart", "the mark of stream " + stream_.name + " cannot be read");
  const auto now = rooms_.session.server_now();
  at_ = base::parse_rfc3339(stored->text_or("at", ""));
  const auto began = base::parse_rfc3339(stored->text_or("began", ""));
  began_ = began.value_or(now);
  place_ = next_place_ = stored->text_or("parents", "");
  const bool changed_alone = at_ && stream_.under->changed;
  whole_ = !began && !changed_alone && (!at_ || stream_.changes.kind == ChangeKind::none);
  // A pass that was cut off goes on where it was; else all records of the other stream are looked at, or those that
  // changed.
  const bool go_on = began.has_value() || changed_alone;
  auto walk = Walk::begin(parents_, go_on ? Walk::Kind::increment : Walk::Kind::full, go_on ? place_ : "", now);
  if (!walk) return tl::unexpected(walk.error());
  parent_pull_ = std::make_unique<StreamPull>(parents_, parents_.name, std::move(*walk), rooms_,
                                              StreamPull::Part{.parent = {}, .bare = true});
  return {};
}

std::string UnderPull::mark() const {
  Json mark = Json::object({{"parents", Json(place_)}});
  const auto at = finished_ ? began_ : at_;
  if (at) mark.set("at", Json(base::to_rfc3339(*at)));
  if (!finished_) mark.set("began", Json(base::to_rfc3339(began_)));
  return base::write_json(mark);
}

/// The next page of the other stream's records. False: there is none.
Result<bool> UnderPull::next_parents(std::stop_token stop) {
  auto page = parent_pull_->next(stop);
  if (!page) return tl::unexpected(base::while_doing(page.error(), "reading what " + stream_.name + " belongs to"));
  if (!*page) return false;
  next_place_ = (*page)->mark;
  all_seen_ = (*page)->complete;
  for (const auto& record : (*page)->records) waiting_.push_back(record.id());
  return true;
}

/// The pages of one record.
Result<void> UnderPull::begin_one(const std::string& parent) {
  const bool by_time = at_ && !stream_.under->changed && stream_.changes.kind == ChangeKind::since;
  const std::string from = by_time ? base::write_json(Json::object({{"at", Json(base::to_rfc3339(*at_))}})) : "";
  auto walk =
      Walk::begin(stream_, by_time ? Walk::Kind::increment : Walk::Kind::full, from, rooms_.session.server_now());
  if (!walk) return tl::unexpected(walk.error());
  one_ = std::make_unique<StreamPull>(stream_, stream_.name, std::move(*walk), rooms_,
                                      StreamPull::Part{.parent = parent, .bare = false});
  return {};
}

Result<std::optional<PulledPage>> UnderPull::next(std::stop_token stop) {
  while (!finished_) {
    if (one_) {
      auto page = one_->next(stop);
      if (!page) return page;
      if (!*page) {
        one_.reset();
        continue;
      }
      (*page)->mark = mark();
      (*page)->complete = (*page)->more_soon = false;
      return page;
    }
    if (!waiting_.empty()) {
      if (auto begun = begin_one(waiting_.front()); !begun) return tl::unexpected(begun.error());
      waiting_.pop_front();
      continue;
    }
    // All that belongs to the last page's records is stored by now.
    const bool moved = place_ != next_place_;
    place_ = next_place_;
    const auto more = next_parents(stop);
    if (!more) return tl::unexpected(more.error());
    finished_ = !*more;
    if (!finished_ && !moved) continue;
    PulledPage page;
    page.mark = mark();
    page.complete = finished_ && whole_ && all_seen_;
    return std::optional(std::move(page));
  }
  return std::nullopt;
}

}  // namespace goodword::connector
