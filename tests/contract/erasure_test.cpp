#include "contract/makers.hpp"
#include "contract/samples.hpp"

using namespace goodword;
using namespace goodword::samples;
using model::Kind;
using model::Party;
using model::ReferralState;

namespace {

using Ids = std::vector<std::string>;
using Records = std::vector<model::Record>;
const model::Ref hanna{"main", Kind::contact, "1"};

model::Record with_address(const std::string& id, const std::string& name, const std::string& address) {
  return with(contact(id, name), model::contact::emails, Ids{address});
}
model::Record said(const std::string& id, const Ids& contacts, const std::string& text) {
  return with(with(activity(id, contacts, 5), model::activity::text, text), model::activity::title, text);
}

/// What the CRM has: Hanna, her duplicate, Bo, and what they did together and apart.
const Records contacts = {with_address("1", "Hanna Quist", "hanna@nordvik.example"),
                          with_address("2", "H. Quist", "hq@nordvik.example"),
                          with_address("3", "Bo Ek", "bo@nordvik.example")};
const Records deals = {opportunity("hers", {"1"}), opportunity("of-firm", {"2"}, "c1"), opportunity("both", {"1", "3"}),
                       opportunity("his", {"3"})};
const Records activities = {said("a", {"1"}, "Hanna wants to wait"),
                            said("b", {"1", "3"}, "Hanna and Bo agree"),
                            said("c", {"3"}, "Bo is in"),
                            with(said("d", {}, "of her deal"), model::activity::opportunity, std::string("hers")),
                            with(said("e", {}, "of the firm's deal"), model::activity::about, std::string("of-firm")),
                            with(said("f", {}, "of his deal"), model::activity::opportunity, std::string("his"))};

void read_all(ports::Store& store) {
  store_records(store, Kind::contact, contacts);
  store_records(store, Kind::opportunity, deals);
  store_records(store, Kind::activity, activities);
}

void merge_duplicate(ports::Store& store) {
  auto merging = page(Kind::contact, {});
  const std::vector<std::pair<std::string, std::string>> merged = {{"2", "1"}};
  merging.merged = merged;
  must(store.commit_page(merging));
}

/// An introduction that went out, one that is only offered, and words about her in every table there is.
void fill(ports::Store& store) {
  read_all(store);
  merge_duplicate(store);
  const model::Decision decisions[] = {decision("d1", "1", model::Verdict::refer),
                                       decision("d2", "2", model::Verdict::pursue),
                                       decision("d3", "3", model::Verdict::refer)};
  must(store.save_decisions(decisions));
  auto commit = desk();
  auto offered = referral("r2", "2", ReferralState::offered_prospect);
  offered.need = "payroll";
  commit.referrals = {referral("r1", "1", ReferralState::partner_accepted), offered,
                      referral("r3", "3", ReferralState::partner_accepted)};
  commit.events = {{"r1", "prospect_yes", at(3), "dev", "phone", "task 1", "Hanna said so"},
                   {"r3", "prospect_yes", at(3), "dev", "phone", "task 2", "Bo said so"}};
  commit.consents = {consent("p", "r1", Party::prospect), consent("q", "r1", Party::partner),
                     consent("p3", "r3", Party::prospect)};
  commit.answers = {{hanna, "budget", "Hanna has none", "Hanna", "dev", at(3)},
                    {{"main", Kind::contact, "3"}, "budget", "Bo has one", "Bo", "dev", at(3)}};
  commit.asks = {{{hanna}, *base::parse_date("2026-12-01"), "firms like Hanna's", "dev", "dev", at(4)}};
  commit.asked = {{{hanna}, "given", "Hanna named two", "dev", at(5)}};
  commit.received = {{hanna, "forge", "website", "Hanna is nice", "dev", at(1)}};
  must(store.commit_desk(commit));
  must(store.record_release({"r1", "p", "q", at(10), "hash"}, desk()));
  deliver(store, note("1", "Hanna was introduced"), "n77");
  must(store.enqueue(0, std::vector{note("2", "Hanna is to be asked")}, at(11)));
  model::Plan plan;
  plan.crm = "main";
  plan.entries.resize(2);
  plan.entries[0].contact = {"main", Kind::contact, "2"};
  plan.entries[0].name = "Hanna Quist";
  plan.entries[1].contact = {"main", Kind::contact, "3"};
  plan.left_alone = {{hanna, "Hanna Quist", "held", "Hanna objects"}, {{"main", Kind::contact, "3"}, "Bo", "held", ""}};
  must(store.save_plan(plan));
  auto rejecting = page(Kind::contact, {});
  const std::vector<model::Reject> rejects = {
      {"main", "contact", "1", "/phone", "no number", "{}"},
      {"main", "contact", "", "", "no id", "{\"mail\": \"HANNA@nordvik.example\"}"},
      {"main", "contact", "3", "/phone", "no number", "{}"}};
  rejecting.rejects = rejects;
  must(store.commit_page(rejecting));
}

ports::Erasure erasure() { return {hanna, at(60), "priya", "asked by mail", 0, {}}; }

Ids ids_of(ports::Store& store, Kind kind) {
  Ids ids;
  for (const auto& record : must(store.records("main", kind, 100))) ids.push_back(record.id());
  return ids;
}

void check_nothing_came_back(ports::Store& store) {
  CHECK(ids_of(store, Kind::contact) == Ids{"3"});
  CHECK(ids_of(store, Kind::opportunity) == Ids{"both", "his", "of-firm"});
  CHECK(ids_of(store, Kind::activity) == Ids{"b", "c", "f"});
  CHECK(must(store.person(hanna)).records.empty());
  const auto bo = must(store.dossier({"main", Kind::contact, "3"}));
  REQUIRE(bo);
  REQUIRE(bo->activities.size() == 3);
  for (const auto& record : bo->activities) {
    CHECK(record.text(model::activity::text).find("Hanna") == std::string::npos);
    CHECK(record.text(model::activity::title).find("Hanna") == std::string::npos);
  }
}

}  // namespace

TEST_CASE("of a forgotten person only the stub stays, and of the others everything") {
  FOR_EVERY_STORE(maker, folder, store) {
    fill(*store);
    const auto bo_before = must(store->person({"main", Kind::contact, "3"}));
    must(store->erase(erasure()));
    check_nothing_came_back(*store);
    const auto held = must(store->person({"main", Kind::contact, "2"}));
    CHECK(held.ids == Ids{"1", "2"});
    CHECK(held.rejects.empty());
    REQUIRE(held.decisions.size() == 2);
    model::Decision bare;
    bare.id = "d1", bare.contact = hanna, bare.at = at(0), bare.verdict = model::Verdict::refer;
    CHECK(std::ranges::count(held.decisions, bare) == 1);
    REQUIRE(held.answers.size() == 1);
    CHECK(held.answers[0] == model::PersonAnswer{hanna, "asked", "given", "", "dev", at(5)});
    REQUIRE(held.asks.size() == 1);
    CHECK(held.asks[0].purpose == "");
    REQUIRE(held.received.size() == 1);
    CHECK(held.received[0].said == "");
    REQUIRE(held.referrals.size() == 2);
    for (const auto& [referral, events, consents, releases] : held.referrals) {
      CHECK(model::to_text(referral.state) == "erased");
      CHECK(events.back().event == "erase");
      CHECK(events.back().by == "priya");
      for (const auto& event : events) CHECK(event.proof + event.reason + event.how == "");
      for (const auto& given : consents) {
        CHECK(given.withdrawn == std::optional(at(60)));
        CHECK(given.wording + given.proof == "");
        CHECK(!given.fields.empty());
      }
      CHECK(releases.size() == (referral.id == "r1" ? 1 : 0));
    }
    REQUIRE(held.operations.size() == 2);
    CHECK(held.operations[0].created == "n77");
    CHECK(held.operations[1].state == model::OperationState::failed);
    for (const auto& operation : held.operations) CHECK(operation.change.body + operation.change.why == "");
    const auto plan = must(store->plan(0));
    CHECK(plan->entries.size() == 1);
    CHECK(plan->left_alone.size() == 1);
    CHECK(must(store->rejects("main", 10)).size() == 1);
    CHECK(must(store->counts("main")).records ==
          std::map<std::string, std::int64_t>{{"contact", 1}, {"opportunity", 3}, {"activity", 3}});
    const auto bo = must(store->person({"main", Kind::contact, "3"}));
    CHECK(bo.answers == bo_before.answers);
    CHECK(bo.decisions == bo_before.decisions);
    CHECK(bo.referrals == bo_before.referrals);
    CHECK(bo.rejects == bo_before.rejects);
    CHECK(must(store->forgotten()) == std::vector{ports::Forgotten{hanna, at(60), "priya", "asked by mail"}});
  }
}

TEST_CASE("reading in does not bring a forgotten person back, whatever comes") {
  FOR_EVERY_STORE(maker, folder, store) {
    fill(*store);
    must(store->erase(erasure()));
    SECTION("the same again, twice") {
      read_all(*store);
      check_nothing_came_back(*store);
      const auto again = store_records(*store, Kind::activity, activities);
      CHECK(again.same == static_cast<std::int64_t>(activities.size()));
    }
    SECTION("changed") {
      store_records(*store, Kind::contact, {with_address("1", "Hanna Quist-Ek", "new@nordvik.example")});
      store_records(*store, Kind::activity, {said("b", {"3", "2"}, "Hanna again")});
    }
    SECTION("under a new id with an old address, and what is done with them there") {
      store_records(*store, Kind::contact, {with_address("9", "Quist, Hanna", " HANNA@nordvik.example")});
      store_records(*store, Kind::activity, {said("g", {"9"}, "Hanna again")});
    }
    SECTION("with parts that cannot be taken") {
      const Records whole = {contacts[0]};
      auto rejecting = page(Kind::contact, whole);
      const std::vector<model::Reject> rejects = {{"main", "contact", "1", "/phone", "no number", "Hanna"}};
      rejecting.rejects = rejects;
      must(store->commit_page(rejecting));
      CHECK(must(store->rejects("main", 10)).size() == 1);
    }
    SECTION("where everybody else left what they were in together") {
      store_records(*store, Kind::activity, {said("b", {"1"}, "only Hanna now")});
      CHECK(ids_of(*store, Kind::activity) == Ids{"c", "f"});
      store_records(*store, Kind::activity, {said("b", {"1", "3"}, "both again")});
    }
    check_nothing_came_back(*store);
  }
}

TEST_CASE("who shares an address with a forgotten person is not kept out") {
  FOR_EVERY_STORE(maker, folder, store) {
    const auto ann = with_address("4", "Ann Dahl", "hanna@nordvik.example");
    fill(*store);
    store_records(*store, Kind::contact, {ann});
    must(store->erase(erasure()));
    store_records(*store, Kind::contact, {with(ann, model::contact::title, std::string("Head of sales"))});
    store_records(*store, Kind::contact, {with_address("5", "Sven Dahl", "hanna@nordvik.example")});
    CHECK(ids_of(*store, Kind::contact) == Ids{"3", "4", "5"});
  }
}

TEST_CASE("a partner who got details of a forgotten person is to be told until it was") {
  FOR_EVERY_STORE(maker, folder, store) {
    fill(*store);
    CHECK(must(store->to_tell()).empty());
    CHECK(code_of(store->mark_told("r1", "dev", at(61))) == "store.constraint");
    must(store->erase(erasure()));
    must(store->erase(erasure()));
    ports::ToTell due{"r1", "forge", at(10), at(60)};
    CHECK(must(store->to_tell()) == std::vector{due});
    CHECK(code_of(store->mark_told("r2", "dev", at(61))) == "store.constraint");
    must(store->mark_told("r1", "dev", at(61)));
    CHECK(code_of(store->mark_told("r1", "dev", at(62))) == "store.constraint");
    due.told = at(61), due.by = "dev";
    CHECK(must(store->to_tell()) == std::vector{due});
  }
}

TEST_CASE("what takes a write back is queued with the erasure, and the audit tells of it without a name") {
  FOR_EVERY_STORE(maker, folder, store) {
    fill(*store);
    const auto before = must(store->audit_head()).number;
    auto forgetting = erasure();
    model::Change back;
    back.subject = hanna;
    back.action = model::Action::remove_note;
    back.value = "n77";
    back.cause = "undo:x";
    forgetting.changes = {back};
    must(store->erase(forgetting));
    const model::OperationState states[] = {model::OperationState::fresh};
    const auto waiting = must(store->operations("main", states, 10));
    REQUIRE(waiting.size() == 1);
    CHECK(waiting[0].change == back);
    std::vector<std::string> told;
    for (const auto& row : must(store->audit(before, 100))) {
      told.push_back(row.entry.what + " " + row.entry.subject);
      CHECK(row.entry.by == "priya");
    }
    CHECK(told == std::vector<std::string>{"consent_withdrawn referral r1", "consent_withdrawn referral r1",
                                           "referral_event referral r1", "referral_event referral r2",
                                           "forgotten main contact 1"});
  }
}

namespace {

void go(ports::Store& store, Kind kind, const Ids& ids, base::Instant when) {
  auto leaving = page(kind, {});
  leaving.gone = ids;
  leaving.at = when;
  must(store.commit_page(leaving));
}

}  // namespace

TEST_CASE("of who has been gone from the CRM for long nothing is kept, and they are welcome back") {
  FOR_EVERY_STORE(maker, folder, store) {
    fill(*store);
    go(*store, Kind::contact, {"1"}, at(20));
    go(*store, Kind::opportunity, {"hers"}, at(20));
    go(*store, Kind::activity, {"a"}, at(40));
    CHECK(must(store->expire({"main", at(20), 10, at(60)})).people == 0);  // gone at that very moment, not before
    CHECK(must(store->expire({"other", at(30), 10, at(60)})).people == 0);
    CHECK(must(store->expire({"main", at(30), 0, at(60)})).people == 0);
    const auto before = must(store->audit_head()).number;
    const auto expired = must(store->expire({"main", at(30), 10, at(60)}));
    CHECK(expired.people == 1);
    CHECK(expired.others == 0);  // what was theirs alone goes with them
    CHECK(ids_of(*store, Kind::contact) == Ids{"3"});
    // What the CRM still has, and what others are in, stays as it is.
    CHECK(ids_of(*store, Kind::opportunity) == Ids{"both", "his", "of-firm"});
    const auto bo = must(store->dossier({"main", Kind::contact, "3"}));
    REQUIRE(bo);
    CHECK(std::ranges::any_of(bo->activities,
                              [](const auto& one) { return one.text(model::activity::text) == "Hanna and Bo agree"; }));
    const auto held = must(store->person(hanna));
    REQUIRE(held.referrals.size() == 2);
    for (const auto& one : held.referrals) CHECK(model::to_text(one.referral.state) == "erased");
    CHECK(held.decisions.size() == 2);
    for (const auto& decision : held.decisions) CHECK(decision.reasons.empty());
    CHECK(must(store->forgotten()).empty());  // nobody asked for it
    CHECK(must(store->to_tell()).empty());
    Ids told;
    for (const auto& row : must(store->audit(before, 100))) told.push_back(row.entry.what + " " + row.entry.subject);
    CHECK(told.back() == "expired main contact 1");
    CHECK(must(store->expire({"main", at(30), 10, at(60)})).people == 0);
    read_all(*store);
    CHECK(ids_of(*store, Kind::contact) == Ids{"1", "3"});  // her duplicate stays merged into her
    CHECK(ids_of(*store, Kind::opportunity) == Ids{"both", "hers", "his", "of-firm"});
    const auto back = must(store->dossier(hanna));
    REQUIRE(back);
    CHECK(back->contact.text(model::contact::name) == "Hanna Quist");
    CHECK_FALSE(back->decision);
  }
}

TEST_CASE("who was merged into somebody who is there does not take them along, however long they are gone") {
  FOR_EVERY_STORE(maker, folder, store) {
    fill(*store);
    go(*store, Kind::contact, {"2"}, at(20));
    CHECK(must(store->expire({"main", at(30), 10, at(60)})).people == 0);
    CHECK(must(store->dossier(hanna)));
  }
}

TEST_CASE("companies, deals and notes that are long gone are dropped, others stay") {
  FOR_EVERY_STORE(maker, folder, store) {
    fill(*store);
    go(*store, Kind::activity, {"c"}, at(20));
    go(*store, Kind::opportunity, {"his"}, at(50));
    CHECK(must(store->expire({"main", at(30), 10, at(60)})).others == 1);
    CHECK(must(store->expire({"main", at(30), 10, at(60)})).others == 0);
    CHECK(must(store->expire({"main", at(55), 10, at(60)})).others == 1);
    CHECK(ids_of(*store, Kind::activity) == Ids{"a", "b", "d", "e", "f"});
  }
}

TEST_CASE("who was forgotten is read again once that is lifted, with their deals, and not with what was held") {
  FOR_EVERY_STORE(maker, folder, store) {
    fill(*store);
    must(store->erase(erasure()));
    const ports::Lift nothing{{"main", Kind::contact, "3"}, {"bo@nordvik.example"}, at(70), "priya", "asked by mail"};
    CHECK(must(store->lift(nothing)).contacts + must(store->lift(nothing)).addresses == 0);
    const auto before = must(store->audit_head()).number;
    const auto lifted = must(store->lift({hanna, {" Hanna@Nordvik.example ", "x@y.example"}, at(70), "priya", "back"}));
    CHECK(lifted.contacts == 1);
    CHECK(lifted.addresses == 1);
    CHECK(must(store->audit(before, 10)).back().entry.what == "lifted");
    CHECK(must(store->forgotten()).empty());
    read_all(*store);
    CHECK(ids_of(*store, Kind::contact) == Ids{"1", "3"});  // her duplicate is another id
    const auto back = must(store->dossier(hanna));
    REQUIRE(back);
    REQUIRE_FALSE(back->opportunities.empty());
    CHECK(std::ranges::any_of(back->opportunities, [](const auto& deal) { return deal.id() == "hers"; }));
    CHECK(back->answers.empty() == false);  // that she was asked is a figure
    CHECK(back->referrals.size() == 2);
    for (const auto& referral : back->referrals) CHECK(model::to_text(referral.state) == "erased");
    must(store->erase(erasure()));  // and forgotten again
    read_all(*store);
    check_nothing_came_back(*store);
  }
}
