#include "contract/makers.hpp"
#include "contract/samples.hpp"

using namespace goodword;
using namespace goodword::samples;
using model::Consent;
using model::Party;
using model::ReferralState;

namespace {

/// A referral that both sides said yes to, and its two consents "p-ID" and "q-ID".
ports::DeskCommit agreed(const std::string& id, const std::string& contact) {
  auto commit = desk();
  commit.referrals = {referral(id, contact, ReferralState::partner_accepted)};
  commit.consents = {consent("p-" + id, id, Party::prospect), consent("q-" + id, id, Party::partner)};
  return commit;
}

model::Release release(const std::string& id, int minutes = 10) {
  return {id, "p-" + id, "q-" + id, at(minutes), "hash"};
}

std::string released(ports::Store& store, const model::Release& row) {
  return code_of(store.record_release(row, desk()));
}

}  // namespace

TEST_CASE("referrals, events, consents, answers and changes of the desk are there together") {
  FOR_EVERY_STORE(maker, folder, store) {
    store_records(*store, model::Kind::contact, {contact("1")});
    const auto run = must(store->open_run("sync", "main", at(0)));
    auto commit = agreed("r1", "1");
    const model::ReferralEvent event{"r1", "partner_yes", at(3), "dev", "phone", "task 9913", ""};
    const model::PersonAnswer answer{{"main", model::Kind::contact, "1"}, "budget", "no", "", "dev", at(3)};
    commit.events = {event, event};
    commit.answers = {answer};
    commit.run = run;
    commit.changes = {add_tag("1", "gw:introduced")};
    must(store->commit_desk(commit));
    CHECK(must(store->referrals("main")) == commit.referrals);
    CHECK(must(store->referrals("second")).empty());
    CHECK(must(store->referral_events("r1")) == commit.events);
    CHECK(must(store->consents("r1")) == commit.consents);
    CHECK(must(store->dossier({"main", model::Kind::contact, "1"}))->answers == commit.answers);
    CHECK(must(store->operations_of_run(run)).size() == 1);
    CHECK(must(store->operations_on({"main", model::Kind::contact, "1"})).size() == 1);
    CHECK(must(store->operations_on({"main", model::Kind::company, "1"})).empty());
    CHECK(must(store->operations_on({"main", model::Kind::contact, "2"})).empty());
  }
}

TEST_CASE("a desk of which one part is refused leaves nothing behind") {
  FOR_EVERY_STORE(maker, folder, store) {
    auto commit = agreed("r1", "1");
    commit.changes = {add_tag("1", "gw:introduced")};
    commit.withdrawn = {"no such consent"};
    CHECK(code_of(store->commit_desk(commit)) == "store.constraint");
    CHECK(must(store->referrals("main")).empty());
    CHECK(must(store->counts("main")).operations.empty());
  }
}

TEST_CASE("a prospect has one live offer for one need") {
  FOR_EVERY_STORE(maker, folder, store) {
    auto commit = desk();
    commit.referrals = {referral("r1", "1", ReferralState::offered_prospect)};
    must(store->commit_desk(commit));
    auto second = desk();
    second.referrals = {referral("r2", "1", ReferralState::proposed)};
    CHECK(code_of(store->commit_desk(second)) == "store.constraint");

    second.referrals[0].need = "payroll";
    must(store->commit_desk(second));
    commit.referrals[0].state = ReferralState::prospect_declined;
    must(store->commit_desk(commit));
    second.referrals = {referral("r3", "1", ReferralState::proposed)};
    must(store->commit_desk(second));
    commit.referrals[0].state = ReferralState::offered_prospect;
    CHECK(code_of(store->commit_desk(commit)) == "store.constraint");
  }
}

TEST_CASE("two contacts that were merged are one prospect with one live offer") {
  FOR_EVERY_STORE(maker, folder, store) {
    store_records(*store, model::Kind::contact, {contact("1"), contact("2")});
    auto commit = desk();
    commit.referrals = {referral("r1", "2", ReferralState::offered_prospect)};
    must(store->commit_desk(commit));
    const std::vector<std::pair<std::string, std::string>> merged = {{"2", "1"}};
    auto merging = page(model::Kind::contact, {});
    merging.merged = merged;
    must(store->commit_page(merging));
    commit.referrals = {referral("r2", "1", ReferralState::proposed)};
    CHECK(code_of(store->commit_desk(commit)) == "store.constraint");
  }
}

TEST_CASE("merging two contacts that both have a live offer loses neither") {
  FOR_EVERY_STORE(maker, folder, store) {
    store_records(*store, model::Kind::contact, {contact("1"), contact("2")});
    auto commit = desk();
    commit.referrals = {referral("r1", "1", ReferralState::offered_prospect),
                        referral("r2", "2", ReferralState::offered_prospect)};
    must(store->commit_desk(commit));
    const std::vector<std::pair<std::string, std::string>> merged = {{"2", "1"}};
    auto merging = page(model::Kind::contact, {});
    merging.merged = merged;
    must(store->commit_page(merging));
    CHECK(must(store->dossier({"main", model::Kind::contact, "1"}))->referrals.size() == 2);
    commit.referrals[1].state = ReferralState::withdrawn;
    must(store->commit_desk(commit));
  }
}

TEST_CASE("terms and partner may change until the offer goes out, not after") {
  FOR_EVERY_STORE(maker, folder, store) {
    auto commit = desk();
    commit.referrals = {referral("r1", "1", ReferralState::proposed)};
    must(store->commit_desk(commit));
    commit.referrals[0].terms = "10% of the first invoice";
    commit.referrals[0].state = ReferralState::offered_prospect;
    must(store->commit_desk(commit));
    auto other = commit;
    other.referrals[0].terms = "20% of the first invoice";
    CHECK(code_of(store->commit_desk(other)) == "store.constraint");
    other = commit;
    other.referrals[0].partner = "anvil";
    CHECK(code_of(store->commit_desk(other)) == "store.constraint");
    CHECK(must(store->referrals("main")) == commit.referrals);
  }
}

TEST_CASE("a consent is a receipt: the same again is no news, another under its id is refused") {
  FOR_EVERY_STORE(maker, folder, store) {
    must(store->commit_desk(agreed("r1", "1")));
    must(store->commit_desk(agreed("r1", "1")));
    CHECK(must(store->consents("r1")).size() == 2);
    auto forged = agreed("r1", "1");
    forged.consents[0].until = at(5000);
    CHECK(code_of(store->commit_desk(forged)) == "store.constraint");
    CHECK(must(store->consents("r1")) == agreed("r1", "1").consents);
  }
}

TEST_CASE("a consent is withdrawn once, and the first moment counts") {
  FOR_EVERY_STORE(maker, folder, store) {
    must(store->commit_desk(agreed("r1", "1")));
    auto commit = desk();
    commit.withdrawn = {"p-r1"};
    commit.at = at(20);
    must(store->commit_desk(commit));
    commit.at = at(30);
    must(store->commit_desk(commit));
    CHECK(must(store->consents("r1"))[0].withdrawn == at(20));
  }
}

TEST_CASE("details leave with both consents in force, once, together with what follows") {
  FOR_EVERY_STORE(maker, folder, store) {
    must(store->commit_desk(agreed("r1", "1")));
    CHECK_FALSE(must(store->release_of("r1")));
    auto with_it = desk();
    with_it.referrals = {referral("r1", "1", ReferralState::introduced)};
    with_it.events = {{"r1", "introduce", at(10), "dev", "", "note", ""}};
    with_it.changes = {note("1", "Two letters")};
    must(store->record_release(release("r1"), with_it));
    CHECK(must(store->release_of("r1")) == release("r1"));
    CHECK(must(store->referrals("main")) == with_it.referrals);
    CHECK(must(store->referral_events("r1")) == with_it.events);
    CHECK(must(store->counts("main")).operations == std::map<std::string, std::int64_t>{{"new", 1}});
    CHECK(released(*store, release("r1")) == "store.constraint");
  }
}

TEST_CASE("nothing leaves without both consents in force for that referral and receiver") {
  FOR_EVERY_STORE(maker, folder, store) {
    auto first = agreed("r1", "1"), second = agreed("r2", "2");
    SECTION("there is none") { first.consents.clear(); }
    SECTION("the partner's is missing") { first.consents.pop_back(); }
    SECTION("the prospect's is missing") { first.consents.erase(first.consents.begin()); }
    SECTION("the prospect's is for another receiver") { first.consents[0].receiver = "anvil"; }
    SECTION("the partner's is for another receiver") { first.consents[1].receiver = "anvil"; }
    SECTION("both are the prospect's") { first.consents[1].party = Party::prospect; }
    SECTION("both are the partner's") { first.consents[0].party = Party::partner; }
    SECTION("one is not given yet") { first.consents[0].at = at(11); }
    SECTION("one has run out at this very moment") { first.consents[1].until = at(10); }
    SECTION("one was withdrawn") { first.consents[0].withdrawn = at(5); }
    SECTION("one belongs to another referral") {
      first.consents[0].id = "somewhere else";
      second.consents[0].id = "p-r1";
    }
    must(store->commit_desk(first));
    must(store->commit_desk(second));
    auto with_it = desk();
    with_it.changes = {note("1", "Two letters")};
    CHECK(code_of(store->record_release(release("r1"), with_it)) == "store.constraint");
    CHECK_FALSE(must(store->release_of("r1")));
    CHECK(must(store->counts("main")).operations.empty());
  }
}

TEST_CASE("a consent withdrawn in the same step stops the release") {
  FOR_EVERY_STORE(maker, folder, store) {
    must(store->commit_desk(agreed("r1", "1")));
    auto with_it = desk();
    with_it.withdrawn = {"q-r1"};
    CHECK(code_of(store->record_release(release("r1"), with_it)) == "store.constraint");
    CHECK_FALSE(must(store->consents("r1"))[1].withdrawn);
  }
}

TEST_CASE("a consent is in force from its first moment until just before its last") {
  FOR_EVERY_STORE(maker, folder, store) {
    must(store->commit_desk(agreed("r1", "1")));
    must(store->commit_desk(agreed("r2", "2")));
    CHECK(released(*store, release("r1", 0)) == "");
    CHECK(released(*store, release("r2", 1000)) == "store.constraint");
    CHECK(released(*store, release("r2", 999)) == "");
  }
}

TEST_CASE("an excluded prospect never reaches a partner") {
  FOR_EVERY_STORE(maker, folder, store) {
    store_records(*store, model::Kind::contact, {contact("1"), contact("2")});
    must(store->commit_desk(agreed("r1", "1")));
    const auto excluded = decision("d1", "1", model::Verdict::exclude);
    must(store->save_decisions(std::span(&excluded, 1)));
    SECTION("itself") {}
    SECTION("nor after it was merged") {
      const std::vector<std::pair<std::string, std::string>> merged = {{"1", "2"}};
      auto merging = page(model::Kind::contact, {});
      merging.merged = merged;
      must(store->commit_page(merging));
    }
    CHECK(released(*store, release("r1")) == "store.constraint");
    const auto lifted = decision("d2", "1", model::Verdict::refer);
    must(store->save_decisions(std::span(&lifted, 1)));
    CHECK(released(*store, release("r1")) == "");
  }
}

TEST_CASE("nothing leaves for a referral that ended") {
  FOR_EVERY_STORE(maker, folder, store) {
    auto commit = agreed("r1", "1");
    commit.referrals[0].state = ReferralState::withdrawn;
    must(store->commit_desk(commit));
    CHECK(released(*store, release("r1")) == "store.constraint");
    CHECK(released(*store, release("no such referral")) == "store.constraint");
  }
}
