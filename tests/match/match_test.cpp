#include "match/match.hpp"

#include <algorithm>

#include <rapidcheck/catch.h>
#include <catch2/catch.hpp>

#include "match/inside.hpp"

using namespace goodword;
using namespace goodword::match;
using model::Partner;
using model::PartnerKind;

namespace {

constexpr base::Date today{std::chrono::year(2026), std::chrono::November, std::chrono::day(3)};
constexpr base::Date soon{std::chrono::year(2026), std::chrono::November, std::chrono::day(30)};

struct World {
  model::Firm firm;
  std::vector<model::Service> services = {{"writing", "", {{"en", {"Writing"}}}},
                                          {"copywriting", "writing", {{"en", {"Copywriting"}}}},
                                          {"operations", "", {{"en", {"Operations advice"}}}},
                                          {"audit", "", {{"en", {"Audit"}}}}};
  std::vector<Partner> partners;
  std::vector<TrackRecord> records;
  Wish wish;

  World() {
    firm.services = {"operations"};
    firm.place = {"Leeds", "GB", 53.8008, -1.5491};
    wish.id = "need-1";
    wish.need.service = "copywriting";
    wish.need.industry = "food";
    wish.need.city = "Ripon";
    wish.need.country = "GB";
    wish.need.language = "en";
    wish.need.company_size = 40;
    wish.company_name = "Kestrelby Dairy";
    wish.company_domain = "kestrelby.example";
  }

  CircleView view() const { return {firm, services, partners, records}; }
  MatchResult match() const { return match_partners(wish, view(), today); }
  std::string limit(const Partner& partner) const {
    const auto out = hard_limit(wish, partner, view(), today);
    return out ? out->limit : "";
  }
};

Partner writer(const std::string& id) {
  Partner made;
  made.id = id;
  made.name = id;
  made.services = {"copywriting"};
  made.trusted = true;
  made.languages = {"en"};
  made.places = {{"Ripon", "GB", 54.1361, -1.5238}};
  made.room = model::Room{2, soon};
  return made;
}

std::vector<std::string> names(const MatchResult& result) {
  std::vector<std::string> made;
  for (const auto& match : result.matches) made.push_back(match.partner);
  return made;
}

std::vector<model::MatchTerm> terms(int fit, int affinity, int strength, int nearness, int speed, int room) {
  return {{"fit", fit, true, ""},           {"affinity", affinity, true, ""}, {"strength", strength, true, ""},
          {"nearness", nearness, true, ""}, {"speed", speed, true, ""},       {"room", room, true, ""}};
}

}  // namespace

TEST_CASE("what stands on paper is a reason while it holds, and moves nobody up") {
  World world;
  world.partners = {writer("a")};
  world.partners.front().room->until = base::Date{std::chrono::year(2027), std::chrono::March, std::chrono::day(1)};
  const auto on = [&](std::chrono::month month, unsigned day) {
    return match_partners(world.wish, world.view(), {std::chrono::year(2026), month, std::chrono::day(day)})
        .matches.at(0);
  };
  const auto plain = on(std::chrono::November, 20);
  world.partners.front().arrangements = {{{"copywriting"}, "write", "plan", today, soon, "in the safe"}};
  CHECK(on(std::chrono::November, 30).pros.back() == "on paper until 2026-11-30: they write, we plan");
  CHECK(on(std::chrono::November, 30).score == plain.score);
  CHECK(on(std::chrono::December, 1).pros == plain.pros);
  CHECK(on(std::chrono::November, 2).pros == plain.pros);
  world.partners.front().arrangements.front().services = {"audit"};
  CHECK(on(std::chrono::November, 20).pros == plain.pros);
}

TEST_CASE("together takes a working agreement in force that covers the service, in one house it takes none") {
  World world;
  world.partners = {writer("a")};
  auto& partner = world.partners.front();
  partner.room->until = base::Date{std::chrono::year(2027), std::chrono::March, std::chrono::day(1)};
  const auto limit = [&] {
    const auto found = hard_limit(world.wish, partner, world.view(), today);
    return found ? found->limit : "";
  };
  CHECK(limit() == "");
  world.wish.together = true;
  CHECK(limit() == "agreement");
  partner.arrangements = {{{"copywriting"}, "write", "plan", std::nullopt, soon, "in the safe"}};
  CHECK(limit() == "agreement");  // who does what is on paper, and not who leads and who bills
  auto& agreed = partner.arrangements.front();
  agreed.mode = model::WorkMode::mentor;
  agreed.leads = "we";
  agreed.bills = "they";
  CHECK(limit() == "");
  CHECK(model::mode_in_words(agreed) == "mentor: we lead, they bill");
  agreed.services = {"audit"};
  CHECK(limit() == "agreement");
  agreed.services = {"copywriting"};
  agreed.until = base::Date{std::chrono::year(2020), std::chrono::March, std::chrono::day(1)};
  CHECK(limit() == "agreement");
  partner.kind = model::PartnerKind::colleague;
  CHECK(limit() == "");
}

TEST_CASE("the terms and scores of the design's vectors come out exactly") {
  CHECK(affinity_value(0.6, 3, 3) == 77);
  CHECK(affinity_value(0.6, 0, 0) == 60);
  CHECK(nearness_value(12) == 79);
  CHECK(nearness_value(38) == 47);
  CHECK(speed_value(3, 9) == 60);
  CHECK(speed_value(0, 0) == 50);
  CHECK(score_of(terms(100, 77, 100, 79, 60, 100)) == 893);
  CHECK(score_of(terms(80, 60, 50, 47, 50, 50)) == 637);
}

TEST_CASE("a parent service instead of the exact one costs 96 points") {
  World w;
  auto exact = writer("a"), wider = writer("b");
  wider.services = {"writing"};
  w.partners = {exact, wider};
  const auto made = w.match();
  REQUIRE(names(made) == std::vector<std::string>{"a", "b"});
  CHECK(made.matches[0].score - made.matches[1].score == 96);
}

TEST_CASE("newcomers have their turn at four needs of forty") {
  std::vector<int> turns;
  for (int i = 1; i <= 40; ++i) {
    if (newcomers_turn("need-" + std::to_string(i))) turns.push_back(i);
  }
  CHECK(turns == std::vector<int>{15, 16, 35, 36});
}

TEST_CASE("each hard limit takes a partner out and says which it was") {
  World w;
  const auto with = [&](auto change) {
    Partner partner = writer("p");
    change(partner);
    return w.limit(partner);
  };
  CHECK(with([](Partner&) {}) == "");
  CHECK(with([](Partner& p) { p.services = {"audit"}; }) == "service");
  CHECK(with([](Partner& p) { p.excludes = {"kestrelby.example"}; }) == "exclusion");
  CHECK(with([](Partner& p) { p.excludes = {"KESTRELBY DAIRY"}; }) == "exclusion");
  CHECK(with([](Partner& p) { p.paused = true; }) == "paused");
  CHECK(with([](Partner& p) { p.trusted = false; }) == "reliability");
  CHECK(with([](Partner& p) {
          p.trusted = false;
          p.finished = 3;
          p.served_well = 1;
        }) == "reliability");
  CHECK(with([](Partner& p) {
          p.trusted = false;
          p.finished = 3;
          p.served_well = 2;
        }) == "");
  CHECK(with([](Partner& p) { p.room.reset(); }) == "room");
  CHECK(with([](Partner& p) { p.room->places = 0; }) == "room");
  CHECK(with([](Partner& p) {
          p.room->until = base::Date{std::chrono::year(2026), std::chrono::November, std::chrono::day(2)};
        }) == "room");
  CHECK(with([](Partner& p) { p.room->until = today; }) == "");
  CHECK(with([](Partner& p) { p.places = {{"Lyon", "FR", {}, {}}}; }) == "place");
  CHECK(with([](Partner& p) {
          p.places = {{"Lyon", "FR", {}, {}}};
          p.remote = true;
        }) == "");
  CHECK(with([](Partner& p) { p.languages = {"fr"}; }) == "language");
  CHECK(with([](Partner& p) { p.company_size.least = 41; }) == "size");
  CHECK(with([](Partner& p) { p.company_size.least = 40; }) == "");
  CHECK(with([](Partner& p) { p.does_not_want = {"food"}; }) == "wants");
  CHECK(with([](Partner& p) { p.wants = {"transport"}; }) == "wants");
  CHECK(with([](Partner& p) { p.wants = {"Food"}; }) == "");
  CHECK(with([](Partner& p) { p.wants = {"writing"}; }) == "");
  w.wish.deal_size = 6000;
  CHECK(with([](Partner& p) { p.deal_size.most = 5000; }) == "size");
  w.wish.declined = {"p"};
  CHECK(with([](Partner&) {}) == "declined");
  w.wish.is_private = true;
  CHECK(with([](Partner&) {}) == "private");
}

TEST_CASE("colleagues are looked for inside, never among the matches") {
  World w;
  auto marta = writer("marta");
  marta.name = "Marta Quill";
  marta.kind = PartnerKind::colleague;
  w.partners = {marta, writer("pellwick")};
  CHECK(names(w.match()) == std::vector<std::string>{"pellwick"});
  const auto look = look_inside(w.view(), "copywriting");
  CHECK(look == model::InsideLook{false, {}, {"marta"}, "Copywriting is not our one service; Marta Quill does it"});
  w.partners[0].services = {"audit"};
  CHECK(look_inside(w.view(), "copywriting").text ==
        "Copywriting is not our one service; Marta Quill does not do it either");
  w.firm.services = {"operations", "writing"};
  CHECK(look_inside(w.view(), "copywriting").ours);
  CHECK(look_inside(w.view(), "copywriting").nearest == std::vector<std::string>{"writing"});
  CHECK(look_inside(w.view(), "").text == "what they need is not known");
}

TEST_CASE("reasons stand in the order in which they moved the score") {
  World w;
  auto pellwick = writer("pellwick");
  pellwick.industries = {"Food"};
  pellwick.finished = 3;
  pellwick.served_well = 3;
  pellwick.company_size = {5, 100};
  auto sallow = writer("sallow");
  sallow.places = {{"York", "GB", 53.9600, -1.0873}};
  sallow.room->places = 1;
  w.partners = {sallow, pellwick};
  w.firm.place = {"Ripon", "GB", 54.1361, -1.5238};
  w.records = {{"pellwick", 3, 3, true, 3, 9, 0, {}}};
  const auto made = w.match();
  REQUIRE(names(made) == std::vector<std::string>{"pellwick", "sallow"});
  CHECK(made.matches[0].pros == std::vector<std::string>{"knows food", "does Copywriting",
                                                         "an outcome confirmed its strength", "3 of 3 served well",
                                                         "in Ripon", "room for 2 until 2026-11-30"});
  CHECK(made.matches[0].cons.empty());
  CHECK(made.matches[1].pros == std::vector<std::string>{"does Copywriting"});
  CHECK(made.matches[1].cons == std::vector<std::string>{"no food work known"});
}

TEST_CASE("a known weakness lowers the score and is never put into words") {
  World w;
  auto weak = writer("weak");
  weak.weaknesses = {"copywriting"};
  w.partners = {weak};
  const auto made = w.match();
  REQUIRE(made.matches.size() == 1);
  const auto strength = std::find_if(made.matches[0].terms.begin(), made.matches[0].terms.end(),
                                     [](const auto& t) { return t.name == "strength"; });
  CHECK(*strength == model::MatchTerm{"strength", 25, true, ""});
  for (const auto& con : made.matches[0].cons) CHECK(con.find("weak") == std::string::npos);
}

TEST_CASE("equal scores go by what is owed, then by who waited longest, then by id") {
  World w;
  w.partners = {writer("c"), writer("b"), writer("a")};
  CHECK(names(w.match()) == std::vector<std::string>{"a", "b", "c"});
  const auto day = base::start_of(today);
  w.records = {{"a", 0, 0, false, 0, 0, 0, day}, {"b", 0, 0, false, 0, 0, 0, {}}, {"c", 0, 0, false, 0, 0, 0.5, day}};
  CHECK(names(w.match()) == std::vector<std::string>{"c", "b", "a"});
}

TEST_CASE("a newcomer takes third place at its turn, never first, and it is said") {
  World w;
  for (const std::string id : {"a", "b", "c"}) {
    auto old = writer(id);
    old.finished = 4;
    old.served_well = 4;
    w.partners.push_back(old);
  }
  w.partners.push_back(writer("new"));
  CHECK(names(w.match()) == std::vector<std::string>{"a", "b", "c"});
  w.wish.id = "need-15";
  const auto made = w.match();
  REQUIRE(names(made) == std::vector<std::string>{"a", "b", "new"});
  CHECK(made.matches[2].pros.back() == "a newcomer: third place, one need in ten");
}

TEST_CASE("below 400 points nobody is proposed") {
  World w;
  auto far = writer("far");
  far.services = {"writing"};
  far.industries = {"steel"};
  far.weaknesses = {"copywriting"};
  far.places = {{"Truro", "GB", 50.26, -5.05}};
  far.room->places = 1;
  w.firm.place = {"Ripon", "GB", 54.1361, -1.5238};
  w.records = {{"far", 4, 0, false, 5, 50, 0, {}}};
  w.partners = {far};
  const auto made = w.match();
  CHECK(made.matches.empty());
  REQUIRE(made.no_matches.size() == 1);
  CHECK(made.no_matches[0].limit == "score");
}

TEST_CASE("great-circle distances and the circle's own map") {
  CHECK(kilometres(54.1361, -1.5238, 53.8008, -1.5491) == Approx(37.3).margin(0.2));
  World w;
  CHECK(place_named(w.view(), "leeds", "gb"));
  CHECK_FALSE(place_named(w.view(), "Leeds", "US"));
  CHECK_FALSE(place_named(w.view(), "", "GB"));
}

TEST_CASE("terms, terms agreed, fees and debts do not move a score") {
  World w;
  auto paid = writer("paid");
  paid.terms = "10% of the first invoice";
  w.partners = {paid, writer("unpaid")};
  w.records = {{"paid", 0, 0, false, 0, 0, 5, {}}};
  const auto made = w.match();
  REQUIRE(made.matches.size() == 2);
  CHECK(made.matches[0].score == made.matches[1].score);
}

TEST_CASE("the order of the partners in the file changes nothing") {
  rc::prop("shuffled", [](const std::vector<int>&) {
    World w;
    for (int i = 0; i < 7; ++i) {
      auto partner = writer("p" + std::to_string(i));
      partner.finished = *rc::gen::element(0, 3, 5);
      partner.served_well = *rc::gen::element(0, 2, 3);
      partner.room->places = *rc::gen::element(0, 1, 2);
      if (*rc::gen::element(0, 1) == 1) partner.industries = {"food"};
      w.partners.push_back(partner);
    }
    w.wish.id = *rc::gen::element(std::string("need-15"), std::string("need-1"));
    const auto before = w.match();
    std::reverse(w.partners.begin(), w.partners.end());
    const auto after = w.match();
    RC_ASSERT(before.matches == after.matches);
    RC_ASSERT(before.no_matches == after.no_matches);
    RC_ASSERT(before.matches.size() <= 3u);
  });
}

TEST_CASE("a stated affinity lifts a partner without outcomes, and outcomes correct it") {
  World w;
  auto fond = writer("fond"), other = writer("other");
  fond.affinity = {"Food"};
  w.partners = {other, fond};
  const auto made = w.match();
  REQUIRE(names(made) == std::vector<std::string>{"fond", "other"});
  CHECK(made.matches[0].score - made.matches[1].score == 50);  // 0.75 in place of the circle's half
  CHECK(std::ranges::count(made.matches[0].pros, "has a feeling for such needs") == 1);
  w.partners[1].finished = 12;
  CHECK(score_terms(w.wish, w.partners[1], w.view())[1].value == 19);
  w.partners[1].affinity = {"transport"};
  w.partners[1].finished = 0;
  CHECK(w.match().matches[0].score == w.match().matches[1].score);
}
