// One pull of one stream as a machine without I/O: which page is next, what a page means for the cursor, what is
// stored.
//
// next() says what to ask for, feed() takes in what came; both work on plain values. The mark is JSON text that is
// stored with every page, so that a pull cut off anywhere goes on from the last stored page. Nothing is ever skipped:
//  - a first pull's mark is the CRM's time before its first page, so that what changed meanwhile comes again; one that
//    was cut off and went on later is followed by what changed since, for its first part is old by then;
//  - an increment asks from the greatest time seen less the lag, inclusive, and never from later than the CRM's time
//    before the pass began, for what changed behind the reader's back must come again;
//  - in order of change the next page is asked from the last record's time, not by a page cursor: a record that changes
//    meanwhile moves to the end and shifts whatever is counted. One moment larger than a page is walked by id;
//  - where the CRM keeps our place itself (a token or a link for what changed, a log, a queue), the increment goes on
//  from
//    what the last whole pass was given; one that is too old, or that the CRM no longer knows, is followed by
//    everything;
//  - where a query gives only so many results and they cannot be had in order of change, it asks for windows of time,
//    halved until one fits, and walks a moment that does not fit by id.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "connector/pages.hpp"

namespace goodword::connector {

class Walk {
 public:
  enum class Kind {
    full,       ///< everything, then at rest
    increment,  ///< what changed since the mark; everything where there is no mark
    feed,       ///< the stream's deletions
    again       ///< everything once more: rechecks and sweeps
  };

  /// `now` is the CRM's time. Errors: remote.restart for a mark this version cannot read.
  static base::Result<Walk> begin(const Stream& stream, Kind kind, std::string_view mark, base::Instant now);

  struct Ask {
    const Request* request = nullptr;
    Values values = {};
    std::string url = {};  ///< instead of the request's own address
  };
  /// Nothing: it is finished.
  std::optional<Ask> next() const;
  /// Errors: connector.repeated_page; remote.refused where an increment cannot go on for want of a time.
  base::Result<void> feed(const PageFacts& page);
  /// The CRM says that the query finds too much. Errors: remote.refused where it cannot be made smaller.
  base::Result<void> split();
  /// The CRM no longer knows the place: from the committed mark. Errors: remote.restart the second time.
  base::Result<void> restart();

  /// To be stored with the page that was fed last.
  std::string mark() const;
  bool finished() const { return finished_; }
  /// The pass was walked from its beginning to its end, and everything was in it.
  bool complete() const;
  /// Whether everything is read, and not only what changed.
  bool everything() const { return everything_; }
  /// What is asked next: names of records that changed, to be read by id.
  bool by_log() const { return !everything_ && stream_->changes.kind == ChangeKind::log; }
  /// How the pages follow each other that are read now.
  const Pages& rule() const;
  /// Counts how often the pages began anew: what is asked before the first of them is asked then.
  int passes() const { return passes_; }
  /// The CRM has no first page to give.
  base::Result<void> nothing_there(const PageFacts& facts);

 private:
  Walk(const Stream& stream, Kind kind) : stream_(&stream), kind_(kind) {}
  void begin_full(const base::Json& place);
  void begin_increment(const base::Json& mark);
  base::Result<void> feed_anchored(const PageFacts& page);
  base::Result<void> feed_window(const PageFacts& page);
  /// A page of one moment's walk by id. True: there are more.
  base::Result<bool> feed_tie(const PageFacts& page);
  base::Instant until() const;
  void settle();
  /// Everything is read.
  void end_full();
  bool resumable() const;
  /// Whether increments go on from what the CRM gave, and not from a time.
  bool by_token() const;
  bool can_go_on(base::Instant now) const;
  void read_mark(const base::Json& mark);
  void gather(const PageFacts& page);
  base::Json pass() const;

  const Stream* stream_;
  Kind kind_;
  const Request* request_ = nullptr;
  Pager pager_;
  bool everything_ = false, from_start_ = true, finished_ = false, restarted_ = false;
  bool anchored_ = false;      ///< pages by time instead of by cursor
  bool tie_ = false;           ///< walking one moment by id
  Window window_;              ///< what is asked for now, where increments go by windows
  std::int64_t received_ = 0;  ///< records of this window so far
  std::string after_id_;
  std::string committed_;            ///< the mark this pull began with
  std::optional<base::Instant> at_;  ///< everything up to here is stored
  std::optional<base::Instant> began_, since_, greatest_;
  base::Instant now_{};                 ///< as well as could be told when it began
  std::string token_;                   ///< mark or link of the last whole pass
  std::string given_;                   ///< the one that this pass was given last
  std::optional<base::Instant> told_;   ///< when the CRM gave it
  std::optional<base::Instant> asked_;  ///< when the page was asked for that was fed last
  int passes_ = 0;
  std::int64_t fed_ = 0;  ///< pages of this pass
};

}  // namespace goodword::connector
