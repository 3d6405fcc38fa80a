#include "connector/window.hpp"

#include <algorithm>

namespace goodword::connector {

using base::Duration;
using base::Instant;

Instant Grain::floor(Instant instant) const {
  const std::int64_t width = step().count();
  if (!has_no_zone(form)) {
    const std::int64_t micros = base::to_micros(instant);
    return base::from_micros(micros - ((micros % width) + width) % width);
  }
  const std::int64_t micros = base::to_micros(zone.written(instant));
  return zone.moment_of(base::from_micros(micros - ((micros % width) + width) % width));
}

Window::Window(Instant since, Instant end, Grain grain) : grain_(grain), since_(grain.floor(since)) {
  extend(end);
  until_ = end_;
}

void Window::extend(Instant end) { end_ = std::max({end_, grain_.floor(end) + grain_.step(), since_ + grain_.step()}); }

bool Window::halve() {
  const std::int64_t steps = (until_ - since_) / grain_.step();
  if (steps <= 1) return false;
  until_ = since_ + grain_.step() * (steps / 2);
  return true;
}

bool Window::advance() {
  const Duration width = until_ - since_;
  since_ = until_;
  until_ = std::min(end_, since_ + 4 * width);
  return since_ < end_;
}

bool Window::skip_moment() {
  since_ += grain_.step();
  until_ = end_;
  return since_ < end_;
}

}  // namespace goodword::connector
