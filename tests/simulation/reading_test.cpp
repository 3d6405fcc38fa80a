// Drawn sequences of edits, waits, pulls and faults; after quiet, the store holds what the CRM holds.
//
// 10,000 sequences in four parts that may run side by side. The same property is run against readers that are wrong on
// purpose, and must catch each. RC_PARAMS in the environment (seed=…, max_success=…) replaces the fixed seeds and
// counts; a failure prints the shortest sequence it found.
#include <rapidcheck/catch.h>
#include <rapidcheck/state.h>
#include <catch2/catch.hpp>

#include <cstdlib>
#include <iostream>
#include <map>

#include "simulation/reader.hpp"

using namespace goodword;
using namespace goodword::simulation;
using namespace std::chrono_literals;

namespace {

template <class T>
T any_of(std::initializer_list<T> choices) {
  return *rc::gen::elementOf(std::vector<T>(choices));
}

Deed any_deed() {
  Deed deed;
  deed.what = any_of({Do::create, Do::import_many, Do::edit, Do::edit, Do::clear, Do::archive, Do::merge,
                      Do::join_company, Do::write_note, Do::make_deal, Do::close_deal});
  deed.which = any_of({0, 1, 2, 3, 5, 7});
  deed.other = any_of({0, 1, 2, 3});
  deed.late = any_of({0, 0, 5, 20});
  return deed;
}

/// Whether there can be anything to read that the last pull did not read.
struct Model {
  bool moved = true;
};
using Step = rc::state::Command<Model, Reader>;

struct Act : Step {
  Deed deed = any_deed();
  void apply(Model& model) const override { model.moved = true; }
  void run(const Model&, Reader& reader) const override { reader.act(deed); }
  void show(std::ostream& out) const override { out << deed; }
};

struct Pass : Step {
  base::Duration by = any_of<base::Duration>({1s, 7s, 45s, 10min, 25h, 8 * 24h});
  void apply(Model& model) const override { model.moved = true; }
  void run(const Model&, Reader& reader) const override { reader.pass(by); }
  void show(std::ostream& out) const override { out << base::to_text(by) << " pass"; }
};

struct Pull : Step {
  ports::PullMode mode = any_of({ports::PullMode::increment, ports::PullMode::increment, ports::PullMode::increment,
                                 ports::PullMode::increment, ports::PullMode::full});
  std::vector<Trouble> troubles;

  Pull() {
    const int count = any_of({0, 1, 1, 2, 3});
    for (int i = 0; i < count; ++i) {
      Trouble trouble;
      trouble.what = static_cast<Mishap>(any_of({0, 1, 2, 3, 4, 4, 5, 5, 6, 6, 7, 8, 8, 8}));
      trouble.nth = any_of({1, 2, 3, 4, 5, 6, 8, 10});
      trouble.deed = any_deed();
      troubles.push_back(trouble);
    }
  }
  void checkPreconditions(const Model& model) const override { RC_PRE(model.moved || !troubles.empty()); }
  void apply(Model& model) const override { model.moved = !troubles.empty(); }
  void run(const Model&, Reader& reader) const override { reader.pull(mode, troubles); }
  void show(std::ostream& out) const override {
    out << (mode == ports::PullMode::full ? "full pull" : "pull");
    for (const auto& trouble : troubles) out << "; " << trouble;
  }
};

using Counts = std::map<std::string, int>;

rc::detail::TestResult run(Workshop& workshop, rc::detail::TestParams params, Counts& counts) {
  if (std::getenv("RC_PARAMS") != nullptr) params = rc::detail::configuration().testParams;
  params.maxSize = 13;
  rc::detail::TestMetadata metadata;
  metadata.id = "reading";
  return rc::detail::checkTestable(
      [&] {
        const auto steps =
            *rc::state::gen::commands(Model{}, rc::state::gen::execOneOfWithArgs<Act, Act, Act, Pass, Pull, Pull>());
        Reader reader(workshop);
        rc::state::runAll(steps, Model{}, reader);
        const std::string wrong = reader.settle();
        ++counts["sequences"];
        for (const auto& name : reader.happened()) ++counts[name];
        if (!wrong.empty()) RC_FAIL(wrong);
      },
      metadata, params);
}

constexpr std::array faults = {"cut answer",
                               "429",
                               "500",
                               "lost answer",
                               "cursor expired",
                               "repeated page",
                               "crash before commit",
                               "crash after commit",
                               "edit between pages",
                               "index behind",
                               "tie larger than a page",
                               "passed over"};

/// In each of four parts. Builds that watch memory or threads take many times as long for each.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int sequences = 250;
#else
constexpr int sequences = 2500;
#endif

/// Each fault really struck in at least this share of the sequences.
constexpr double least_share = 0.05;

void reads_right(std::uint64_t seed) {
  Workshop workshop(Build::right);
  Counts counts;
  const auto result = run(workshop, {.seed = seed, .maxSuccess = sequences}, counts);
  std::ostringstream told;
  rc::detail::printResultMessage(result, told);
  INFO(told.str());
  REQUIRE(result.is<rc::detail::SuccessResult>());
  for (const auto& fault : faults) {
    const double share = static_cast<double>(counts[fault]) / counts["sequences"];
    std::cout << "  " << fault << ": " << static_cast<int>(100 * share) << "%\n";
    CAPTURE(fault);
    CHECK(share >= least_share);
  }
}

void is_caught(Build build) {
  Workshop workshop(build);
  Counts counts;
  const auto result = run(workshop, {.seed = 1, .maxSuccess = sequences, .disableShrinking = true}, counts);
  REQUIRE(result.is<rc::detail::FailureResult>());
  std::cout << "  caught by sequence " << result.get<rc::detail::FailureResult>().numSuccess + 1 << "\n";
}

}  // namespace

TEST_CASE("after quiet, the store holds what the CRM holds: the first quarter of the sequences") { reads_right(1); }
TEST_CASE("after quiet, the store holds what the CRM holds: the second quarter of the sequences") { reads_right(2); }
TEST_CASE("after quiet, the store holds what the CRM holds: the third quarter of the sequences") { reads_right(3); }
TEST_CASE("after quiet, the store holds what the CRM holds: the last quarter of the sequences") { reads_right(4); }

TEST_CASE("a cursor that asks for later than the last time is caught") { is_caught(Build::exclusive_cursor); }
TEST_CASE("a cursor without overlap is caught") { is_caught(Build::no_overlap); }
TEST_CASE("a cursor that is stored before its rows is caught") { is_caught(Build::cursor_before_rows); }
TEST_CASE("passing over records that are known, whatever they say now, is caught") {
  is_caught(Build::passes_over_by_id);
}
