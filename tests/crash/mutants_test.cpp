#include <catch2/catch.hpp>

#include <algorithm>

#include "crash/branch.hpp"

using namespace goodword;
using namespace goodword::testing;

namespace {

/// Keeps `sending` in memory only: killed after a request, it finds the operation as new and sends it again, blindly.
class ForgetsSending : public RelayStore {
 public:
  using RelayStore::RelayStore;
  Result<void> mark_sending(Ids ids, At at) override {
    sending_.assign(ids.begin(), ids.end());
    at_ = at;
    return {};
  }
  Result<void> mark_outcomes(std::span<const model::Outcome> outcomes, At at) override {
    if (!sending_.empty()) {
      if (const auto late = RelayStore::mark_sending(sending_, at_); !late) return late;
      sending_.clear();
    }
    return RelayStore::mark_outcomes(outcomes, at);
  }

 private:
  std::vector<std::string> sending_;
  At at_{};
};

/// Sends what is unknown again without looking for it in the CRM first.
class HopesForTheBest : public RelayStore {
 public:
  using RelayStore::RelayStore;
  Result<void> set_operation_state(Text id, model::OperationState state, Text detail, At at) override {
    const auto moved = RelayStore::set_operation_state(id, state, detail, at);
    if (!moved || state != model::OperationState::unknown) return moved;
    return RelayStore::set_operation_state(id, model::OperationState::fresh, "it will not have arrived", at);
  }
};

/// Makes the place to go on from durable before the rows that belong to it.
class PlaceFirst : public RelayStore {
 public:
  using RelayStore::RelayStore;
  Result<ports::PageCounts> commit_pages(std::span<const ports::PageCommit> pages) override {
    ports::PageCommit place = pages.back();
    place.records = {};
    if (const auto stored = RelayStore::commit_pages({&place, 1}); !stored) return stored;
    return RelayStore::commit_pages(pages);
  }
};

template <class Mutant>
std::unique_ptr<ports::Store> make(ports::Store& inner) {
  return std::make_unique<Mutant>(inner);
}

/// What the oracle says about a broken store that is killed right after the points with this name.
std::vector<std::string> said_about(const MakeMutant& mutant, const std::string& name) {
  Story story;
  const auto expected = undisturbed(story);
  const auto points = branch(story, [&] { return sync_until(story, 0, mutant).passed; });
  std::vector<std::string> said;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (points[i].find(name) == std::string::npos) continue;
    const auto found = branch(story, [&]() -> std::vector<std::string> {
      if (!sync_until(story, static_cast<int>(i) + 1, mutant).killed) return {"was not killed"};
      return resume_and_compare(story, 0, expected, mutant);
    });
    said.insert(said.end(), found.begin(), found.end());
  }
  return said;
}

bool any_has(const std::vector<std::string>& lines, const std::string& part) {
  return std::ranges::any_of(lines, [&](const std::string& line) { return line.find(part) != std::string::npos; });
}

}  // namespace

TEST_CASE("a store that does not keep what is being sent is caught writing notes and tasks twice") {
  const auto notes = said_about(make<ForgetsSending>, "after POST /crm/v3/objects/notes/batch/create");
  const auto tasks = said_about(make<ForgetsSending>, "after POST /crm/v3/objects/tasks/batch/create");
  CHECK(any_has(notes, "too much: crm text twice"));
  CHECK(any_has(notes, "in the CRM 2 times"));
  CHECK(any_has(tasks, "in the CRM 2 times"));
}

TEST_CASE("a store that takes unknown for not arrived is caught writing notes twice") {
  CHECK(any_has(said_about(make<HopesForTheBest>, "after POST /crm/v3/objects/notes/batch/create"),
                "in the CRM 2 times"));
}

TEST_CASE("a store that keeps the place before the rows is caught losing them") {
  CHECK(any_has(said_about(make<PlaceFirst>, "after commit_pages"), "missing: store contact"));
}
