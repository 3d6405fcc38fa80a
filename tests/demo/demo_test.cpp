#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>

#include "base/text.hpp"
#include "daemon/demo.hpp"
#include "daemon/jobs.hpp"
#include "sandbox/census.hpp"
#include "sandbox/people.hpp"

using namespace goodword;
namespace fs = std::filesystem;

namespace {

class Folder {
 public:
  Folder() {
    std::string pattern = (fs::temp_directory_path() / "goodword-demo-test-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path = pattern;
  }
  ~Folder() { fs::remove_all(path); }
  Folder(const Folder&) = delete;
  fs::path path;
};

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

struct Wish {
  std::uint64_t seed = 1;
  std::vector<fs::path> rules = {};
  int days = 0;  ///< from today
  std::function<void(sandbox::Crm&)> before = [](sandbox::Crm&) {};
};

daemon::DemoTold play(const Wish& wish) {
  const Folder folder;
  daemon::Environment environment;
  environment.program = GOODWORD_PROGRAM;
  const daemon::DemoWish demo{folder.path / "demo",
                              fs::path(GOODWORD_BINARY_DIR) / "share/goodword",
                              GOODWORD_PROGRAM,
                              wish.seed,
                              std::chrono::hours(24 * wish.days),
                              wish.rules};
  auto stage = daemon::DemoStage::build(demo, environment);
  if (!stage) FAIL(base::to_text(stage.error()));
  wish.before((*stage)->made_up());
  daemon::SilentObserver observer;
  auto told = daemon::play_demo(**stage, observer, {});
  if (!told) FAIL(base::to_text(told.error()));
  return std::move(*told);
}

/// The shipped demo, played once for all cases.
const daemon::DemoTold& shipped() {
  static const daemon::DemoTold told = play({});
  return told;
}

std::vector<int> verdict_counts(const daemon::DemoTold& told) {
  std::vector<int> counts;
  for (const auto& row : told.verdicts) counts.push_back(row.prospects);
  return counts;
}

}  // namespace

TEST_CASE("the demo is killed on the way, writes all of its plan once, and repeats nothing") {
  const auto& told = shipped();
  CHECK(told.was_killed);
  CHECK(told.written_before_kill < told.written);
  CHECK(told.written == static_cast<int>(model::count_changes(told.plan)));
  CHECK(told.read_back == told.written);
  CHECK(told.doubled == 0);
  CHECK(told.repeated == 0);
  REQUIRE(told.introduced);
  CHECK(told.consents.size() == 2);
  CHECK(told.contacts == told.prospects + told.clients + told.others);
}

TEST_CASE(
    "the story comes to its end on every day of the week: Joan says yes, Pellwick says yes, they are introduced") {
  for (int day = 1; day <= 6; ++day) {
    INFO("in " << day << " days");
    const auto told = play({.days = day});
    REQUIRE(told.introduced);
    CHECK(told.introduced->partner == "pellwick");
    CHECK(told.repeated == 0);
  }
}

TEST_CASE("another seed is another world, and the demo tells about that one") {
  const auto other = play({.seed = 2});
  CHECK(verdict_counts(other) != verdict_counts(shipped()));
  CHECK(other.hour_on_kept != shipped().hour_on_kept);
  CHECK(other.written == static_cast<int>(model::count_changes(other.plan)));
  CHECK(other.read_back == other.written);
  CHECK(other.doubled == 0);
}

TEST_CASE("one threshold changed moves verdicts, and nothing else about the world") {
  const Folder folder;
  std::string rules = text_of(fs::path(GOODWORD_SOURCE_DIR) / "packaging/share/rules/deciding.json");
  const auto name = rules.find("\"bar.share\"");
  REQUIRE(name != std::string::npos);
  const auto value = rules.find("0.8", name);
  REQUIRE(value != std::string::npos);
  rules.replace(value, 3, "0.2");
  std::ofstream(folder.path / "deciding.json") << rules;
  const auto other = play({.rules = {folder.path / "deciding.json"}});
  CHECK(other.prospects == shipped().prospects);
  CHECK(other.clients == shipped().clients);
  CHECK(other.stopped < shipped().stopped);  // a lower bar stops fewer
  CHECK(verdict_counts(other) != verdict_counts(shipped()));
}

TEST_CASE("one mail changed is read, decided on and quoted as it now stands") {
  constexpr std::string_view old_words = "the words on our site put people off",
                             new_words = "we are looking for a copywriter, our pages put people off";
  const auto rewrite = [&](sandbox::Crm& crm) {
    sandbox::Person person(crm, std::string(sandbox::dev_user));
    int found = 0;
    for (const auto& mail : sandbox::records_of(crm, sandbox::ObjectType::emails)) {
      std::string text = mail.value("hs_email_text");
      const auto at = text.find(old_words);
      if (at == std::string::npos) continue;
      ++found;
      person.set_property(sandbox::ObjectType::emails, mail.id, "hs_email_text",
                          text.replace(at, old_words.size(), new_words));
    }
    REQUIRE(found == 1);
  };
  const auto other = play({.before = rewrite});
  REQUIRE(shipped().hero);
  REQUIRE(other.hero);
  CHECK(other.hero->ref() == shipped().hero->ref());
  CHECK(shipped().to_prospect.find(old_words) != std::string::npos);
  CHECK(other.to_prospect.find("our pages put people off") != std::string::npos);
  CHECK(other.to_prospect.find(old_words) == std::string::npos);
  CHECK(verdict_counts(other) == verdict_counts(shipped()));
}
