// One Goodword that reads one CRM, with everything that can go wrong between them: the system under test of a drawn
// sequence. Real connector file, engine, store; the sandbox without a socket; a clock that moves with each request.
#pragma once

#include <array>
#include <iosfwd>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "simulation/deeds.hpp"
#include "simulation/truth.hpp"
#include "stage/stage.hpp"

namespace goodword::simulation {

enum class Mishap {
  cut_answer,
  throttled,
  server_error,
  lost_answer,
  cursor_expired,
  repeated_page,
  crash_before_commit,
  crash_after_commit,
  edit_between_pages,
};
constexpr std::size_t mishap_count = 9;

/// Something that goes wrong at the nth request, or the nth page stored, of one pull.
struct Trouble {
  Mishap what = Mishap::cut_answer;
  int nth = 1;
  Deed deed;  ///< edit_between_pages
};
std::ostream& operator<<(std::ostream& out, const Trouble& trouble);

/// What really happened, by name: a fault that was drawn and met nothing to strike does not count.
using Happened = std::set<std::string>;

/// How the reader is built: as it is shipped, or wrong on purpose.
enum class Build { right, exclusive_cursor, no_overlap, cursor_before_rows, passes_over_by_id };

/// What a build has in common for all sequences: the compiled connector and a store with room for many CRMs.
class Workshop {
 public:
  explicit Workshop(Build build);
  const connector::Compiled& connector() const { return connector_; }
  Build build() const { return build_; }
  ports::Store& store() { return *store_; }
  std::string next_crm() { return "crm" + std::to_string(++crms_); }

 private:
  Build build_;
  connector::Compiled connector_;
  testing::TestFolder folder_;
  std::unique_ptr<ports::Store> store_;
  int crms_ = 0;
};

class Reader {
 public:
  explicit Reader(Workshop& workshop);

  void act(const Deed& deed) { people_.carry_out(deed); }
  void pass(base::Duration by) { clock_.pass(by); }
  void pull(ports::PullMode mode, const std::vector<Trouble>& troubles);
  /// No faults any more, the index has caught up, one pull; then the periods of rechecks and feeds pass, and another.
  /// Empty: the store then held what the CRM holds each time; else the first difference.
  std::string settle();
  const Happened& happened() const { return happened_; }

 private:
  std::string pull_quietly();
  std::string survivors();
  std::string survivor_of(const std::string& loser) const;
  std::string difference(Relations relations);
  Held held(Relations relations);

  Workshop& workshop_;
  std::string crm_name_;
  testing::StageClock clock_;
  sandbox::HubSpot crm_;
  People people_;
  Happened happened_;
  std::string faulty_;  ///< errors of the last pull
  int pulls_ = 0;
};

}  // namespace goodword::simulation
