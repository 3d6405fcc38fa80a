#include "rules/desk.hpp"

#include <catch2/catch.hpp>

#include "base/text.hpp"
#include "people.hpp"

using namespace goodword;
using namespace goodword::rules;

namespace {

DeskReading read(const model::Dossier& dossier, const std::string& prefix = "gw:") {
  return read_desk(shipped(), ottermere(), vocabulary(), dossier, prefix);
}

DeskReading read_line(const std::string& line, const std::string& kind = "note") {
  auto dossier = joan();
  dossier.activities = {activity("4471", kind, line)};
  return read(dossier);
}

DeskWord word(const std::string& name, const std::string& value) {
  DeskWord made;
  made.word = name;
  made.value = value;
  made.by = "dev";
  made.at = days_ago(1);
  made.record = {"main", model::Kind::activity, "4471"};
  return made;
}

}  // namespace

TEST_CASE("a note line tells what, how, to whom, when and where it comes from") {
  auto expected = word("decider", "yes");
  expected.source = "CFO, 12 May";
  CHECK(read_line("gw: decider=yes CFO, 12 May") == DeskReading{{expected}, {}});
  expected = word("timing", "before Easter");
  expected.source = "her mail";
  CHECK(read_line("Spoke to her.\nGW: timing=\"before Easter\" her mail") == DeskReading{{expected}, {}});
  expected = word("prospect-yes", "");
  expected.partner = "pellwick";
  expected.how = "phone";
  expected.at = *base::parse_rfc3339("2026-11-04T00:00:00Z");
  CHECK(read_line("gw: prospect-yes to pellwick by phone 2026-11-04") == DeskReading{{expected}, {}});
  expected = word("partner-yes", "");
  expected.how = "in_person";
  CHECK(read_line("gw:partner-yes by in person") == DeskReading{{expected}, {}});
  CHECK(read_line("gw: partner-yes in person") == DeskReading{{expected}, {}});
  CHECK(read_line("gw: need=copywriting") == DeskReading{{word("need", "copywriting")}, {}});
  CHECK(read_line("gw: call-after=2027-03-01") == DeskReading{{word("call-after", "2027-03-01")}, {}});
}

TEST_CASE("what readiness to be asked is made of is told in a line, and comes to be an answer") {
  auto expected = word("impression", "knows everybody in food");
  expected.source = "trade fair";
  const auto made = read_line("gw: impression=\"knows everybody in food\" trade fair");
  CHECK(made == DeskReading{{expected}, {}});
  const model::Ref contact{"main", model::Kind::contact, "1"};
  CHECK(answers_on_desk(shipped(), made, contact) ==
        std::vector<model::PersonAnswer>{
            {contact, "impression", "knows everybody in food", "trade fair", "dev", expected.at}});
  for (const auto& row : readiness_answers())
    CHECK(read_line("gw: " + std::string(row.about) + "=" + base::split(row.values, '|').front() + "x").words.size() ==
          (row.values.empty() ? 1 : 0));
  CHECK(read_line("gw: asked=perhaps").problems ==
        std::vector<std::string>{"note 4471: \"gw: asked=perhaps\": asked is one of yes, given, none, later, declined, "
                                 "no, not perhaps"});
}

TEST_CASE("orders and needs that were typed in are words of the desk, and no takes back what was said before") {
  auto dossier = joan();
  const auto say = [&](const std::string& about, const std::string& value, double days) {
    dossier.answers.push_back({dossier.ref(), about, value, "on the phone", "priya", days_ago(days)});
  };
  say("private", "yes", 9);
  say("need", "copywriting", 8);
  say("need", "no-such-service", 7);
  say("keep", "yes", 6);
  const auto made = read(dossier);
  REQUIRE(made.newest("keep") != nullptr);
  CHECK(made.newest("keep")->by == "priya");
  CHECK(made.newest("keep")->source == "on the phone");
  CHECK(made.newest("private") != nullptr);
  CHECK(made.newest("need")->value == "copywriting");
  say("keep", "no", 5);
  CHECK(read(dossier).newest("keep") == nullptr);
  CHECK(read(dossier).newest("private") != nullptr);
}

TEST_CASE("what is not understood is told, with the nearest word") {
  CHECK(read_line("gw: decidr=yes").problems ==
        std::vector<std::string>{"note 4471: \"gw: decidr=yes\": unknown word; did you mean \"decider\"?"});
  CHECK(read_line("gw: need=copywritin").problems ==
        std::vector<std::string>{"note 4471: \"gw: need=copywritin\": no such service; did you mean \"copywriting\"?"});
  CHECK(read_line("gw: decider").problems ==
        std::vector<std::string>{"note 4471: \"gw: decider\": a value is missing, as in decider=yes"});
  CHECK(read_line("gw: call-after=spring").problems.size() == 1);
  CHECK(read_line("gw:").problems.size() == 1);
}

TEST_CASE("a mail from outside, a task and a quoted line cannot steer us") {
  for (const std::string kind : {"email_in", "email", "task"})
    CHECK(read_line("gw: prospect-yes by phone", kind) == DeskReading{});
  CHECK(read_line("> gw: keep") == DeskReading{});
  CHECK(read_line("Forwarding.\n-----Original Message-----\ngw: keep") == DeskReading{});
  CHECK(read_line("gw: keep [gw:1a2b3c4d5e6f]") == DeskReading{});
}

TEST_CASE("tags are read with the operator's prefix, our own say nothing, unknown ones are told") {
  auto dossier = joan();
  tag(dossier, {"gw:keep", "GW:Private", "gw:refer", "gw:need-copywriting", "gw:kep", "vip", "gw:decider"});
  const auto made = read(dossier);
  std::vector<std::string> words;
  for (const auto& one : made.words) words.push_back(one.word + (one.value.empty() ? "" : "=" + one.value));
  CHECK(words == std::vector<std::string>{"keep", "private", "need=copywriting"});
  CHECK(made.words[0].tag == "gw:keep");
  CHECK(made.words[0].at == days_ago(2));
  CHECK(made.problems ==
        std::vector<std::string>{"tag gw:kep: unknown word; did you mean \"keep\"?", "tag gw:decider: unknown tag"});
  CHECK(read(dossier, "ov-").words.empty());
  tag(dossier, {"ov-keep"});
  CHECK(read(dossier, "ov-").words.size() == 1);
}

TEST_CASE("wanting us is an answer about a sign, orders are not") {
  auto dossier = joan();
  tag(dossier, {"gw:prospect-wants-us", "gw:keep"});
  const auto answers = answers_on_desk(shipped(), read(dossier), dossier.ref());
  CHECK(answers == std::vector<model::PersonAnswer>{{dossier.ref(), "wants_us", "yes", "", "", days_ago(2)}});
}
