// Each broken program told the life in which it matters: the oracle finds what it breaks. The same life on the program
// as it is: nothing is found, and what must not happen does not.
#include <catch2/catch.hpp>

#include "invariants/story.hpp"

using namespace goodword;
using namespace goodword::invariants;

namespace {

using std::chrono::days;
const Mutant nothing_broken{"nothing"};

/// Tells it twice. `end` is where the program as it is stops.
void shows(const std::string& name, const std::string& breaks, const std::string& end,
           const std::function<void(Story&)>& life, int people = 1) {
  Story whole(nothing_broken, people);
  life(whole);
  CHECK(whole.all() == "");
  CHECK(whole.state() == end);
  CHECK(whole.letters() == 0);
  Story broken(mutant(name), people);
  life(broken);
  INFO(broken.all());
  CHECK(broken.found(breaks));
}

}  // namespace

TEST_CASE("a yes to another partner that counts is found") {
  shows("a yes to another partner counts", "invariant 3", "offered_prospect", [](Story& story) {
    story.sync();
    story.say("prospect-yes", "sallow");
    story.sync();
  });
}

TEST_CASE("a yes from before the offer that counts is found") {
  const std::string name = "a yes from before the offer counts";
  shows(name, "invariant 3", "offered_prospect", [](Story& story) {
    story.say("prospect-yes");
    story.sync();
    story.sync();
  });
  shows(name, "invariant 1", "offered_partner", [](Story& story) {
    story.sync();
    story.say("partner-yes");
    story.say("prospect-yes");
    story.sync();
    story.sync();
  });
}

TEST_CASE("a yes that ran out and counts is found") {
  shows("a yes that ran out counts", "invariant 1", "expired", [](Story& story) {
    story.sync();
    story.say("prospect-yes");
    story.sync();
    story.say("partner-yes");
    story.sync(engine::Writing::never);
    story.town.clock.pass(days(95));
    story.sync();
  });
}

TEST_CASE("a yes that counts after it was withdrawn is found") {
  shows("a yes counts after it was withdrawn", "invariant 1", "withdrawn", [](Story& story) {
    story.sync();
    story.say("prospect-yes");
    story.sync();
    story.say("withdraw");
    story.sync();
    story.say("partner-yes");
    story.sync();
  });
}

TEST_CASE("yeses by the dozen that count are found") {
  shows(
      "yeses by the dozen count", "invariant 3", "offered_prospect",
      [](Story& story) {
        story.sync();
        story.town.clock.pass(days(1));
        for (const auto& [id, card] : story.town.crm("main").cards())
          story.town.say({"main", model::Kind::contact, id}, {"prospect-yes", "", "phone"});
        story.sync();
        story.sync();
      },
      4);
}

TEST_CASE("the partner's yes alone that is enough is found") {
  shows("the partner's yes alone is enough", "invariant 3", "offered_prospect", [](Story& story) {
    story.sync();
    story.say("partner-yes");
    story.sync();
    story.sync();
  });
}

TEST_CASE("a yes to a meeting that is one to the introduction is found") {
  shows("a yes to a meeting is one to the introduction", "invariant 3", "meeting_offered", [](Story& story) {
    story.sync();
    story.say("prospect-meet-first");
    story.sync();
  });
}

TEST_CASE("whoever is forgotten and kept is found") {
  shows("whoever is forgotten is kept", "forgotten", "erased", [](Story& story) {
    story.sync();
    story.town.forget(Story::joan());
    story.oracle.forgot(Story::joan());
    story.sync();
  });
}

TEST_CASE("consents that are asked when it is planned and not when it is sent are found") {
  shows("consents are asked when it is planned and not when it is sent", "invariant 1", "recalled", [](Story& story) {
    story.sync();
    story.say("prospect-yes");
    story.sync();
    story.say("partner-yes");
    story.town.crm("main").read_only = true;
    story.sync();
    story.say("withdraw");
    story.town.crm("main").read_only = false;
    story.sync();
    story.sync();
  });
}

TEST_CASE("who pays and therefore goes first is found") {
  shows("who pays goes first", "ranking", "offered_prospect", [](Story& story) { story.sync(); });
}
