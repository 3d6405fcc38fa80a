// Pages of one stream: drives a Walk, keeps the next page on the wire, joins what belongs to the records.
//
// Made by remote.cpp for each ports::Pull. Holds one page at a time. Used by one worker at a time, and only while the
// Remote that made it lives.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>

#include "connector/records.hpp"
#include "ports/remote.hpp"

namespace goodword::connector {

class StreamPull : public ports::Pull {
 public:
  struct Rooms {
    Session& session;
    Tables& tables;
    Records& records;
  };
  /// What differs from reading a stream for its own sake.
  struct Part {
    std::string parent = {};  ///< records of this one alone: ${parent.id}
    bool bare = false;        ///< ids are wanted, so that nothing is joined to the records
  };
  /// `name` is that of the row, with ".deleted" and the like.
  StreamPull(const Stream& stream, std::string name, Walk walk, Rooms rooms, Part part);

  void pass_over(ports::Holdings& held) override { held_ = &held; }
  base::Result<std::optional<ports::PulledPage>> next(std::stop_token stop) override;

 private:
  Call make_call();
  Call own_call(const Request& request) const;
  base::Result<Answer> ask(std::stop_token stop);
  base::Result<bool> begin(std::stop_token stop);
  base::Result<void> confirm(std::stop_token stop);
  base::Result<std::optional<ports::PulledPage>> empty_pass();
  base::Result<void> know_tables(std::stop_token stop);
  std::optional<MappedRows::Comparing> comparing() const;
  base::Result<bool> usable(const Answer& answer);
  PageFacts facts(const Answer& answer) const;
  base::Result<void> look_up_lacking(const Answer& answer, std::stop_token stop);
  base::Result<ports::PulledPage> take_in(const Answer& answer, std::stop_token stop);
  base::Result<ports::PulledPage> assemble(Related::Only pull, std::stop_token stop);
  base::Result<void> wake(ports::PulledPage& page, std::stop_token stop);
  base::Result<void> read_entries(ports::PulledPage& page, std::stop_token stop);
  base::Result<void> read_named(ports::PulledPage& page, const Stream& of, std::span<const std::string> ids,
                                std::stop_token stop);
  tl::unexpected<base::Error> refusal(const Answer& answer) const;
  bool may_start_early() const;
  void sort_out(ports::PulledPage& page);
  void add_rejects(ports::PulledPage& page, std::vector<model::Reject> rejects) const;

  const Stream& stream_;
  std::string name_;
  Walk walk_;
  Rooms rooms_;
  Part part_;
  const Shape* shape_;
  Layout layout_;
  MappedRows rows_;
  /// Entries of a log, while increments name what changed instead of bringing it.
  struct Entries {
    Layout layout;
    MappedRows rows;
  };
  std::optional<Entries> entries_;
  MappedRows* now_;                                        ///< of the page that came last
  std::vector<std::pair<std::string, base::Json>> begun_;  ///< given before the first page
  int begun_pass_ = 0;
  const Request* ack_ = nullptr;
  std::vector<std::string> acks_;  ///< of the page that is being stored
  ports::Holdings* held_ = nullptr;
  std::optional<Flight> early_;
  std::optional<Call> call_;
  std::set<std::string> refreshed_;
};

/// A pull that only sets the mark: hints, rechecks and lists of deletions have nothing to tell of records that are only
/// being read for the first time.
std::unique_ptr<ports::Pull> only_a_mark(base::Instant at);

}  // namespace goodword::connector
