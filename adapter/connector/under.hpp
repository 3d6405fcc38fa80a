// A stream that is asked for once per record of another one: members of lists, notes of a deal.
//
// Reads the other stream for its ids and then the pages of each of its records. A record counts as done only when all
// its pages are stored, so a pull that was cut off goes on with the page of records it stood in. Made by remote.cpp;
// used by one worker at a time.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "connector/pull.hpp"

namespace goodword::connector {

class UnderPull : public ports::Pull {
 public:
  /// Both streams must outlive it. Errors: remote.restart for a mark this version cannot read.
  static base::Result<std::unique_ptr<ports::Pull>> begin(const Stream& stream, const Stream& parents,
                                                          StreamPull::Rooms rooms, std::string_view mark);

  base::Result<std::optional<ports::PulledPage>> next(std::stop_token stop) override;

 private:
  UnderPull(const Stream& stream, const Stream& parents, StreamPull::Rooms rooms)
      : stream_(stream), parents_(parents), rooms_(rooms) {}
  base::Result<void> read_mark(std::string_view mark);
  base::Result<bool> next_parents(std::stop_token stop);
  base::Result<void> begin_one(const std::string& parent);
  std::string mark() const;

  const Stream& stream_;
  const Stream& parents_;
  StreamPull::Rooms rooms_;
  std::unique_ptr<ports::Pull> parent_pull_, one_;
  std::deque<std::string> waiting_;
  std::optional<base::Instant> at_;  ///< of the last whole pass
  base::Instant began_{};
  bool whole_ = false;     ///< everything is read, from its beginning
  bool all_seen_ = false;  ///< the other stream said that these were all
  bool finished_ = false;
  std::string place_;       ///< the other stream's mark, up to which all is stored
  std::string next_place_;  ///< the same, once what waits is stored
};

}  // namespace goodword::connector
