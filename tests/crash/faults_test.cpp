#include <catch2/catch.hpp>

#include "crash/branch.hpp"

using namespace goodword;
using namespace goodword::testing;
using sandbox::Fault;

namespace {

int requests_of(Story& story) {
  return static_cast<int>(branch(story, [&] {
                            story.stage.reopen();
                            story.stage.crm.forget_requests();
                            static_cast<void>(story.stage.try_sync(everything()));
                            return std::vector<std::string>(story.stage.crm.requests().size(), "request");
                          }).size());
}

/// The nth request of the chapter's sync meets the fault; then everything is told to its end.
std::vector<std::string> struck(Story& story, int chapter, const sandbox::FaultRule& rule,
                                const std::vector<std::string>& expected) {
  return branch(story, [&]() -> std::vector<std::string> {
    story.stage.crm.add_fault(rule);
    auto found = resume_and_compare(story, chapter, expected);
    if (story.stage.crm.faults_fired(rule.fault) != 1) found.push_back("the fault did not strike");
    return found;
  });
}

/// A stream that could not be read whole changes what is advised meanwhile, so only loss and doubling count there.
bool is_loss_or_double(const std::string& line) {
  for (const char* part : {"twice", " 2 times", "rest", "WITHOUT", "missing: store contact", "missing: store company",
                           "missing: store opportunity", "missing: store user"}) {
    if (line.find(part) != std::string::npos) return true;
  }
  return false;
}

void strike_every_request(Fault fault) {
  Story story;
  const auto expected = undisturbed(story);
  std::vector<std::string> failures;
  for (int chapter = 0; chapter < Story::chapters; ++chapter) {
    story.before(chapter);
    const int requests = requests_of(story);
    CHECK(requests >= 10);
    for (int nth = 1; nth <= requests; ++nth) {
      sandbox::FaultRule rule{fault};
      rule.nth = nth;
      rule.delay = std::chrono::minutes(2);  // longer than any time-out
      for (const auto& line : struck(story, chapter, rule, expected)) {
        if (fault == Fault::truncated_body && !is_loss_or_double(line)) continue;
        failures.push_back("chapter " + std::to_string(chapter) + ", request " + std::to_string(nth) + ": " + line);
      }
    }
    story.stage.reopen();
    REQUIRE(story.come_to_rest().empty());
    story.stage.close();
  }
  for (const auto& failure : failures) UNSCOPED_INFO(failure);
  CHECK(failures.empty());
}

}  // namespace

TEST_CASE("an answer that is lost after the CRM obeyed loses nothing and does nothing twice") {
  strike_every_request(Fault::lost_after_apply);
}
TEST_CASE("a 502 after the CRM obeyed loses nothing and does nothing twice") {
  strike_every_request(Fault::bad_gateway_after_apply);
}
TEST_CASE("a refused connection loses nothing and does nothing twice") {
  strike_every_request(Fault::refused_before_apply);
}
TEST_CASE("an answer cut in half loses nothing and does nothing twice") { strike_every_request(Fault::truncated_body); }
TEST_CASE("an answer that comes too late loses nothing and does nothing twice") { strike_every_request(Fault::slow); }
