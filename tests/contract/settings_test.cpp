#include "contract/makers.hpp"
#include "contract/samples.hpp"

using namespace goodword;
using namespace goodword::samples;

TEST_CASE("a CRM nobody knows has the careful defaults, and a state comes back as it was set") {
  FOR_EVERY_STORE(maker, folder, store) {
    ports::CrmState state;
    state.name = "main";
    CHECK(must(store->crm_state("main")) == state);
    state.mode = ports::CrmMode::paused;
    state.before_pause = ports::CrmMode::apply;
    state.origins = "api.example.com files.example.com";
    state.first_apply_done = true;
    state.last_good_sync = at(1);
    state.last_try = at(2);
    state.last_error = "down (remote.unavailable)";
    state.in_repair = true;
    must(store->set_crm_state(state, at(0)));
    CHECK(must(store->crm_state("main")) == state);
    state.last_good_sync.reset();
    state.mode = ports::CrmMode::apply;
    must(store->set_crm_state(state, at(0)));
    CHECK(must(store->crm_state("main")) == state);
  }
}

TEST_CASE("runs are listed newest first, with their report once they ended") {
  FOR_EVERY_STORE(maker, folder, store) {
    const auto first = must(store->open_run("sync", "main", at(0)));
    const auto second = must(store->open_run("undo", "", at(1)));
    CHECK(second > first);
    const auto report = base::Json::object({{"added", base::Json(3)}});
    must(store->close_run(first, report, at(2)));
    const auto runs = must(store->runs(10));
    REQUIRE(runs.size() == 2);
    CHECK(runs[0].number == second);
    CHECK(runs[0].kind == "undo");
    CHECK_FALSE(runs[0].ended);
    CHECK(runs[0].report.is_null());
    CHECK(runs[1].crm == "main");
    CHECK(runs[1].began == at(0));
    CHECK(runs[1].ended == at(2));
    CHECK(runs[1].report == report);
    CHECK(must(store->runs(1)).size() == 1);
    CHECK(code_of(store->close_run(99, report, at(3))) == "store.constraint");
  }
}

TEST_CASE("a plan comes back with the number it was given, number 0 is the newest") {
  FOR_EVERY_STORE(maker, folder, store) {
    CHECK_FALSE(must(store->plan(0)));
    model::Plan plan;
    plan.crm = "main";
    plan.made_at = at(0);
    plan.data_at = at(-5);
    plan.entries.resize(1);
    plan.entries[0].contact = {"main", model::Kind::contact, "1"};
    plan.entries[0].changes = {add_tag("1", "gw:refer"), note("1", "Needs a website.")};
    plan.left_alone = {{{"main", model::Kind::contact, "2"}, "Ola", "person_edit", "a person took it off"}};
    plan.prospects = 2;
    plan.calls = 3;
    plan.number = must(store->save_plan(plan));
    auto newer = plan;
    newer.entries.clear();
    newer.number = must(store->save_plan(newer));
    CHECK(newer.number > plan.number);
    CHECK(must(store->plan(plan.number)) == plan);
    CHECK(must(store->plan(0)) == newer);
    CHECK_FALSE(must(store->plan(99)));
    // Every sync makes one: the old ones go, those of another CRM stay.
    auto elsewhere = plan;
    elsewhere.crm = "other";
    elsewhere.number = must(store->save_plan(elsewhere));
    for (int i = 0; i < 200; ++i) newer.number = must(store->save_plan(newer));
    CHECK_FALSE(must(store->plan(plan.number)));
    CHECK(must(store->plan(elsewhere.number)) == elsewhere);
    CHECK(must(store->plan(newer.number)) == newer);
  }
}

TEST_CASE("partners are kept by id, the later words replacing the earlier") {
  FOR_EVERY_STORE(maker, folder, store) {
    model::Partner forge;
    forge.id = "forge";
    forge.name = "Forge";
    forge.services = {"website"};
    model::Partner anvil = forge;
    anvil.id = "anvil";
    must(store->save_partner(forge, at(0)));
    must(store->save_partner(anvil, at(1)));
    forge.weaknesses = {"payroll"};
    must(store->save_partner(forge, at(2)));
    const auto partners = must(store->partners());
    REQUIRE(partners.size() == 2);
    CHECK(model::to_json(partners[0]) == model::to_json(anvil));
    CHECK(model::to_json(partners[1]) == model::to_json(forge));
  }
}

TEST_CASE("partners that come together are kept together, each with whose word it is") {
  FOR_EVERY_STORE(maker, folder, store) {
    std::vector<model::Partner> two(2);
    two[0].id = "anvil";
    two[0].origin = "import";
    two[1].id = "forge";
    two[1].origin = "command";
    must(store->save_partners(two, at(0)));
    CHECK(must(store->partners())[0].origin == "import");
    CHECK(must(store->partners())[1].origin == "command");
    two[0].origin.clear();
    two[0].name = "changed";
    two[1].id.clear();
    CHECK(code_of(store->save_partners(two, at(1))) == "store.constraint");
    CHECK(must(store->partners())[0].name.empty());
    must(store->drop_partners(std::vector<std::string>{"anvil", "nobody"}));
    REQUIRE(must(store->partners()).size() == 1);
    CHECK(must(store->partners())[0].id == "forge");
  }
}

TEST_CASE("what is said about room is kept word for word, the newest first") {
  FOR_EVERY_STORE(maker, folder, store) {
    const base::Date day{std::chrono::year(2026), std::chrono::November, std::chrono::day(30)};
    const model::SaidRoom first{"forge", {2, day}, "dev", at(0)}, second{"anvil", {0, day}, "ann", at(1)},
        third{"forge", {1, day}, "ann", at(1)};
    for (const auto& said : {first, second, third}) must(store->save_room(said));
    CHECK(must(store->rooms_said("")) == std::vector{third, second, first});
    CHECK(must(store->rooms_said("forge")) == std::vector{third, first});
    CHECK(must(store->rooms_said("nobody")).empty());
    CHECK(code_of(store->save_room({"forge", {-1, day}, "", at(2)})) == "store.constraint");
  }
}

TEST_CASE("check-ins are listed by when they were held, the newest first") {
  FOR_EVERY_STORE(maker, folder, store) {
    const model::CheckIn late{"forge", at(60), "dev", "by phone"}, early{"anvil", at(5), "ann", ""};
    must(store->save_check_in(late));
    must(store->save_check_in(early));
    CHECK(must(store->check_ins()) == std::vector{late, early});
  }
}

TEST_CASE("the steps of all referrals are told with partner and service, in their order") {
  FOR_EVERY_STORE(maker, folder, store) {
    auto commit = desk();
    commit.referrals = {referral("r1", "1", model::ReferralState::offered_prospect)};
    commit.events = {{"r1", "offer_prospect", at(0), "dev", "phone", "", ""}};
    must(store->commit_desk(commit));
    commit = desk();
    commit.events = {{"r1", "prospect_yes", at(1), "dev", "phone", "", ""}};
    must(store->commit_desk(commit));
    const auto of = referral("r1", "1", model::ReferralState::offered_prospect);
    CHECK(must(store->past_steps()) ==
          std::vector<model::PastStep>{{of.partner, of.need, "r1", "offer_prospect", at(0)},
                                       {of.partner, of.need, "r1", "prospect_yes", at(1)}});
    commit = desk();
    commit.events = {{"r1", "thank_partner", at(2), "dev", "", "review", "a gift", base::Money{3000, "GBP"}},
                     {"r1", "settle", at(3), "dev", "", "review", "fee: transferred", base::Money{64'000, "GBP"}}};
    must(store->commit_desk(commit));
    const auto steps = must(store->past_steps());
    REQUIRE(steps.size() == 4);
    CHECK(steps[2] == model::PastStep{of.partner, of.need, "r1", "thank_partner", at(2), base::Money{3000, "GBP"}});
    CHECK(steps[3].settled == "fee: transferred");
    CHECK(steps[3].value == base::Money{64'000, "GBP"});
  }
}

TEST_CASE("the price of an hour is kept per seller and week, newest first") {
  FOR_EVERY_STORE(maker, folder, store) {
    const auto week = [](unsigned day) {
      return base::Date(std::chrono::year(2026), std::chrono::month(6), std::chrono::day(day));
    };
    must(store->save_hour_price("dev", week(1), 100));
    must(store->save_hour_price("dev", week(15), 90.5));
    must(store->save_hour_price("dev", week(8), 80));
    must(store->save_hour_price("dev", week(8), 85));
    must(store->save_hour_price("ann", week(22), 1));
    CHECK(must(store->hour_prices("dev", 2)) == std::vector<double>{90.5, 85});
    CHECK(must(store->hour_prices("nobody", 2)).empty());
  }
}
