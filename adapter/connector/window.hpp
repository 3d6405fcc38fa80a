// The span of time that one query asks for, where the CRM gives only so many results to a query: halved until it fits.
//
// A plain value that a Walk moves through an increment: [since, until), both at whole steps of the form in which the
// request spells times, so that no moment falls between two windows. What is read twice does no harm; what is not read
// would be lost.
#pragma once

#include "base/instant.hpp"
#include "connector/forms.hpp"

namespace goodword::connector {

/// How fine a request spells times: a form of whole days cannot tell two moments of one day apart.
struct Grain {
  Form form = Form::rfc3339;
  model::Zone zone{};  ///< of the CRM's days

  base::Duration step() const { return step_of(form); }
  /// The moment as the request will spell it.
  base::Instant floor(base::Instant instant) const;
};

class Window {
 public:
  Window() = default;
  /// From `since` to the step after `end`.
  Window(base::Instant since, base::Instant end, Grain grain);

  base::Instant since() const { return since_; }
  base::Instant until() const { return until_; }
  /// Half as long, from the same beginning. False: it holds a single moment and cannot be halved.
  bool halve();
  /// Everything before until() is stored: the next window, up to four times as long. False: there is none.
  bool advance();
  /// The one moment at since() is stored, however many records it had: all that follows it. False: nothing does.
  bool skip_moment();
  /// The end is later than was thought.
  void extend(base::Instant end);

 private:
  Grain grain_;
  base::Instant since_{}, until_{}, end_{};
};

}  // namespace goodword::connector
