#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

#include "crash/branch.hpp"

using namespace goodword::testing;

namespace {

struct Sweep {
  std::set<std::string> points;  ///< names
  int killed = 0;
  std::vector<std::string> failures;
};

std::vector<std::string> points_of(Story& story) {
  return branch(story, [&] { return sync_until(story, 0).passed; });
}

/// Dies at every point of the chapter's sync, in one future each.
void sweep_chapter(Story& story, int chapter, const std::vector<std::string>& expected, Sweep& sweep) {
  const auto points = points_of(story);
  sweep.points.insert(points.begin(), points.end());
  for (int at = 1; at <= static_cast<int>(points.size()); ++at) {
    const auto& point = points[static_cast<std::size_t>(at - 1)];
    const auto found = branch(story, [&]() -> std::vector<std::string> {
      if (!sync_until(story, at).killed) return {"was not killed"};
      return resume_and_compare(story, chapter, expected);
    });
    ++sweep.killed;
    for (const auto& line : found) {
      sweep.failures.push_back("chapter " + std::to_string(chapter) + ", point " + std::to_string(at) + " (" + point +
                               "): " + line);
    }
  }
}

void go_on(Story& story) {
  story.stage.reopen();
  REQUIRE(story.come_to_rest().empty());
  story.stage.close();
}

}  // namespace

TEST_CASE("whenever the program is killed, the next syncs lose nothing and do nothing twice") {
  Story story;
  const auto expected = undisturbed(story);
  Sweep sweep;
  for (int chapter = 0; chapter < Story::chapters; ++chapter) {
    story.before(chapter);
    sweep_chapter(story, chapter, expected, sweep);
    go_on(story);
  }
  for (const auto& failure : sweep.failures) UNSCOPED_INFO(failure);
  CHECK(sweep.failures.empty());
  CHECK(sweep.killed >= 200);
  for (const std::string point :
       {"commit_pages", "save_decisions", "commit_desk", "commit_desk and enqueue", "mark_sending", "mark_outcomes",
        "record_release", "POST /crm/v3/objects/contacts/batch/update", "POST /crm/v3/objects/notes/batch/create",
        "POST /crm/v3/objects/tasks/batch/create"}) {
    INFO(point);
    CHECK(sweep.points.contains("before " + point));
    CHECK(sweep.points.contains("after " + point));
  }
}

TEST_CASE("the undisturbed story writes tags, notes, tasks, an offer, an introduction and a return") {
  Story story;
  const auto end = undisturbed(story);
  const auto has = [&](const std::string& part) {
    return std::ranges::any_of(end, [&](const std::string& line) { return line.find(part) != std::string::npos; });
  };
  for (const auto& line : end) UNSCOPED_INFO(line);
  CHECK(has("crm tags of Joan: gw:introduced, gw:need-copywriting, gw:refer"));
  CHECK(has("crm tags of Ruth: gw:pursue"));
  CHECK(has("crm tags of Ann: gw:need-process, gw:pursue"));
  CHECK(has("crm text at Ann | Goodword suggests closing this kindly"));
  CHECK(has("crm text at Ann | Ann is back"));
  CHECK(has("crm text at Ian | Goodword suggests finding out"));
  CHECK(has(" copywriting to pellwick: introduced"));
  CHECK(has(" with both consents"));
  CHECK(has("Dear Joan"));
  CHECK_FALSE(has("twice"));
  CHECK_FALSE(has("in the CRM 0 times"));
}
