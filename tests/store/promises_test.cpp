// The promises of the schema, tried with plain SQL: they must hold whatever the program above them does.
#include "contract/samples.hpp"
#include "store/raw.hpp"
#include "store/sqlite.hpp"

using namespace goodword;
using namespace goodword::samples;
using model::OperationState;
using model::ReferralState;

namespace {

struct Fixture {
  Folder folder;
  std::unique_ptr<ports::Store> store = must(store::open_sqlite(folder / "goodword.db", {}));
  raw::Handle sql{folder / "goodword.db"};

  void put_consents(const std::string& columns_of_prospect = "'forge', 0, 100, NULL") {
    REQUIRE(sql.run(referral_row("r1", "1", "website", "partner_accepted")) == "");
    REQUIRE(sql.run(consent_row("p", "prospect", columns_of_prospect)) == "");
    REQUIRE(sql.run(consent_row("q", "partner", "'forge', 0, 100, NULL")) == "");
  }
  static std::string referral_row(const std::string& id, const std::string& contact, const std::string& need,
                                  const std::string& state) {
    return "INSERT INTO referral (id, crm, contact, need, partner, seller, state, alternatives, terms, tags_then, "
           "opened)"
           " VALUES ('" +
           id + "', 'main', '" + contact + "', '" + need + "', 'forge', 'dev', '" + state + "', '[]', 'none', '[]', 0)";
  }
  /// `values`: receiver, at, until, withdrawn.
  static std::string consent_row(const std::string& id, const std::string& party, const std::string& values) {
    return "INSERT INTO consent (id, referral, party, fields, purpose, wording, recorded_by, how, proof, receiver, at, "
           "until, withdrawn)"
           " VALUES ('" +
           id + "', 'r1', '" + party + "', '[]', '', '', '', '', '', " + values + ")";
  }
  static std::string release_row(int at) {
    return "INSERT INTO release VALUES ('r1', 'introduction', 'p', 'q', " + std::to_string(at) + ", 'hash')";
  }
};

constexpr auto no_consent = "no release without both consents in force for this referral and receiver";

}  // namespace

TEST_CASE_METHOD(Fixture, "SQL cannot release without both consents in force") {
  SECTION("none at all") {
    REQUIRE(sql.run(referral_row("r1", "1", "website", "partner_accepted")) == "");
    CHECK(sql.run(release_row(10)) == no_consent);
  }
  SECTION("another receiver") {
    put_consents("'anvil', 0, 100, NULL");
    CHECK(sql.run(release_row(10)) == no_consent);
  }
  SECTION("withdrawn, even if later than the release says it was") {
    put_consents("'forge', 0, 100, 50");
    CHECK(sql.run(release_row(10)) == no_consent);
  }
  SECTION("too early and too late") {
    put_consents("'forge', 5, 100, NULL");
    CHECK(sql.run(release_row(4)) == no_consent);
    CHECK(sql.run(release_row(100)) == no_consent);
    CHECK(sql.run(release_row(5)) == "");
  }
  SECTION("by replacing or changing a release") {
    put_consents();
    REQUIRE(sql.run(release_row(10)) == "");
    CHECK(sql.run("INSERT OR REPLACE INTO release VALUES ('r1', 'introduction', 'p', 'q', 11, 'other')") ==
          "the details of this referral have left already");
    CHECK(sql.run("UPDATE release SET payload_hash = ''") == "what left has left: releases are not changed");
    CHECK(sql.run("DELETE FROM release") == "what left has left: releases are not deleted");
  }
  SECTION("by swapping the two consents") {
    put_consents();
    CHECK(sql.run("INSERT INTO release VALUES ('r1', 'introduction', 'q', 'p', 10, 'hash')") == no_consent);
  }
}

TEST_CASE_METHOD(Fixture, "SQL cannot release an excluded prospect or a referral nobody accepted") {
  put_consents();
  const auto excluded = decision("d1", "1", model::Verdict::exclude);
  must(store->save_decisions(std::span(&excluded, 1)));
  CHECK(sql.run(release_row(10)) == "an excluded prospect never reaches a partner");
  const auto lifted = decision("d2", "1", model::Verdict::refer);
  must(store->save_decisions(std::span(&lifted, 1)));
  REQUIRE(sql.run("UPDATE referral SET state = 'withdrawn'") == "");
  CHECK(sql.run(release_row(10)) == "no release for a referral that was not accepted or has ended");
}

TEST_CASE_METHOD(Fixture, "SQL can release in exactly the states after a yes") {
  for (int i = 0; i <= static_cast<int>(ReferralState::erased); ++i) {
    const auto state = static_cast<ReferralState>(i);
    const std::string id(model::to_text(state)), number = std::to_string(i);
    INFO(id);
    REQUIRE(sql.run(referral_row(id, number, "website", id)) == "");
    for (const std::string party : {"prospect", "partner"}) {
      auto row = consent_row(party + number, party, "'forge', 0, 100, NULL");
      row.replace(row.find("'r1'"), 4, "'" + id + "'");
      REQUIRE(sql.run(row) == "");
    }
    const bool accepted = state == ReferralState::prospect_accepted || state == ReferralState::partner_accepted ||
                          state == ReferralState::introduced;
    const auto refused = sql.run("INSERT INTO release VALUES ('" + id + "', 'introduction', 'prospect" + number +
                                 "', 'partner" + number + "', 1, '')");
    CHECK(refused.empty() == accepted);
  }
}

TEST_CASE_METHOD(Fixture, "SQL can arrange a meeting on two yeses to one, and introduces nobody on them") {
  REQUIRE(sql.run(referral_row("r1", "1", "website", "meeting_agreed")) == "");
  const auto yes = [](const std::string& id, const std::string& party, const std::string& fields) {
    return "INSERT INTO consent (id, referral, party, fields, purpose, wording, recorded_by, how, proof, receiver, at,"
           " until, scope) VALUES ('" +
           id + "', 'r1', '" + party + "', '" + fields + "', '', '', '', '', '', 'forge', 0, 100, 'meeting')";
  };
  for (const std::string field : {"email", "phone"})
    CHECK(sql.run(yes("x", "prospect", R"(["name",")" + field + R"("])")) ==
          "a yes to a meeting shows no address and no number");
  REQUIRE(sql.run(yes("p", "prospect", R"(["name","company"])")) == "");
  REQUIRE(sql.run(yes("q", "partner", "[]")) == "");
  CHECK(sql.run("UPDATE consent SET scope = 'introduction', withdrawn = 5 WHERE id = 'p'") ==
        "a consent can only be withdrawn, and only once");
  CHECK(sql.run(release_row(10)) != "");
  CHECK(sql.run("INSERT INTO release VALUES ('r1', 'meeting', 'p', 'q', 10, 'hash')") == "");
  REQUIRE(sql.run("UPDATE referral SET state = 'partner_accepted'") == "");
  CHECK(sql.run(release_row(10)) == no_consent);
  REQUIRE(sql.run(consent_row("p2", "prospect", "'forge', 0, 100, NULL")) == "");
  REQUIRE(sql.run(consent_row("q2", "partner", "'forge', 0, 100, NULL")) == "");
  CHECK(sql.run("INSERT INTO release VALUES ('r1', 'introduction', 'p2', 'q2', 10, 'hash')") == "");
}

TEST_CASE_METHOD(Fixture, "SQL cannot make a second live offer, live is what the model says") {
  for (int i = 0; i <= static_cast<int>(ReferralState::erased); ++i) {
    const auto state = static_cast<ReferralState>(i);
    const std::string name(model::to_text(state));
    INFO(name);
    REQUIRE(sql.run(referral_row("a" + name, name, "website", "proposed")) == "");
    const auto refused = sql.run(referral_row("b" + name, name, "website", name));
    CHECK(refused == (model::is_live(state) ? "this prospect has a live offer for this need" : ""));
    CHECK(sql.run(referral_row("c" + name, name, "payroll", name)) == "");
  }
  CHECK(sql.run(referral_row("r1", "1", "website", "no such state")).starts_with("CHECK constraint failed"));
}

TEST_CASE_METHOD(Fixture, "SQL cannot change a referral's terms, partner or prospect once the offer went out") {
  REQUIRE(sql.run(referral_row("r1", "1", "website", "proposed")) == "");
  CHECK(sql.run("UPDATE referral SET terms = '10%', partner = 'anvil'") == "");
  CHECK(sql.run("UPDATE referral SET contact = '2'") == "another prospect or need is another referral");
  REQUIRE(sql.run("UPDATE referral SET state = 'offered_prospect'") == "");
  CHECK(sql.run("UPDATE referral SET terms = '20%'") == "terms are frozen once the offer went out");
  CHECK(sql.run("UPDATE referral SET partner = 'kiln'") ==
        "another partner is another referral with a consent of its own");
  CHECK(sql.run("UPDATE referral SET state = 'proposed'") == "an offer that went out is not a proposal again");
  CHECK(sql.run("DELETE FROM referral") == "referrals are not deleted");
  CHECK(sql.run("REPLACE INTO referral (id, crm, contact, need, partner, seller, state, alternatives, terms, "
                "tags_then, opened)"
                " VALUES ('r1', 'main', '1', 'website', 'kiln', '', 'closed', '[]', '', '[]', 0)") ==
        "this referral exists");
  CHECK(sql.ask("SELECT terms, partner, state FROM referral") == "10%;anvil;offered_prospect;");
}

TEST_CASE_METHOD(Fixture, "SQL can do nothing to a consent but withdraw it once") {
  put_consents();
  const std::string refused = "a consent can only be withdrawn, and only once";
  for (const std::string change :
       {"receiver = 'anvil'", "until = 999", "at = -5", "party = 'partner'", "fields = '[1]'", "wording = 'x'",
        "referral = 'r2'", "id = 'z'", "withdrawn = NULL", "withdrawn = 5, until = 999"}) {
    INFO(change);
    CHECK(sql.run("UPDATE consent SET " + change + " WHERE id = 'p'") == refused);
  }
  CHECK(sql.run("UPDATE consent SET withdrawn = 5 WHERE id = 'p'") == "");
  CHECK(sql.run("UPDATE consent SET withdrawn = 6 WHERE id = 'p'") == refused);
  CHECK(sql.run("UPDATE consent SET withdrawn = NULL WHERE id = 'p'") == refused);
  CHECK(sql.run("DELETE FROM consent") == "consents are receipts and are not deleted");
  auto again = consent_row("p", "prospect", "'forge', 0, 999, NULL");
  again.replace(0, 6, "REPLACE");
  CHECK(sql.run(again) == "this consent exists");
}

TEST_CASE_METHOD(Fixture, "SQL cannot change or delete what happened to a referral") {
  put_consents();
  REQUIRE(sql.run("INSERT INTO referral_event VALUES (1, 'r1', 'prospect_yes', 0, '', '', '', '', NULL, '')") == "");
  CHECK(sql.run("UPDATE referral_event SET at = 1") == "events of a referral are not changed");
  CHECK(sql.run("DELETE FROM referral_event") == "events of a referral are not deleted");
  CHECK(sql.run("REPLACE INTO referral_event VALUES (1, 'r1', 'prospect_no', 0, '', '', '', '', NULL, '')") ==
        "this event exists");
}

TEST_CASE_METHOD(Fixture, "SQL cannot delete, replace or rewrite an operation") {
  const auto change = add_tag("1", "gw:refer");
  must(store->enqueue(0, std::span(&change, 1), at(0)));
  const auto id = model::operation_id(change);
  CHECK(sql.run("DELETE FROM operation") == "operations are the journal and are not deleted");
  const std::string columns = " INTO operation (id, crm, kind, subject, action, value, marker, change) VALUES ('" + id +
                              "', 'main', 'contact', '1', 'add_tag', 'gw:x', '', '{}')";
  CHECK(sql.run("INSERT OR REPLACE" + columns) == "this operation exists");
  CHECK(sql.run("INSERT" + columns) == "this operation exists");
  for (const std::string what :
       {"change = '{}'", "value = 'gw:x'", "id = 'x'", "run = NULL", "subject = '2'", "key = 99"}) {
    INFO(what);
    CHECK(sql.run("UPDATE operation SET " + what) == "what an operation does is fixed when it is queued");
  }
  REQUIRE(sql.run("UPDATE operation SET attempts = 3") == "");
  CHECK(sql.run("UPDATE operation SET attempts = 2") == "attempts are not taken back");
  CHECK(sql.run("UPDATE operation SET state = 'lost'") != "");
  CHECK(must(store->operation(id))->change == change);
}

TEST_CASE_METHOD(Fixture, "SQL can take an operation exactly the steps the model allows") {
  constexpr std::array all = {OperationState::fresh,  OperationState::sending, OperationState::done,
                              OperationState::failed, OperationState::unknown, OperationState::needs_review};
  // A short way from new to each state, all of it allowed.
  const std::map<OperationState, std::vector<std::string>> ways = {
      {OperationState::fresh, {}},
      {OperationState::sending, {"sending"}},
      {OperationState::done, {"sending", "done"}},
      {OperationState::failed, {"failed"}},
      {OperationState::unknown, {"sending", "unknown"}},
      {OperationState::needs_review, {"sending", "needs_review"}}};
  for (const auto from : all) {
    for (const auto to : all) {
      const auto change =
          add_tag("1", "gw:refer", std::string(model::to_text(from)) + ">" + std::string(model::to_text(to)));
      INFO(change.cause);
      must(store->enqueue(0, std::span(&change, 1), at(0)));
      const auto set = [&](std::string_view state) {
        return sql.run("UPDATE operation SET state = '" + std::string(state) + "' WHERE id = '" +
                       model::operation_id(change) + "'");
      };
      for (const auto& step : ways.at(from)) REQUIRE(set(step) == "");
      CHECK(set(model::to_text(to)) == (model::may_follow(from, to) ? "" : "an operation cannot take this step"));
    }
  }
  CHECK(sql.run("INSERT INTO operation (id, crm, kind, subject, action, value, marker, change, state) VALUES"
                " ('x', 'main', 'contact', '1', 'add_tag', 'gw:x', '', '{}', 'done')") == "an operation begins as new");
}

TEST_CASE_METHOD(Fixture, "SQL cannot rewrite history or give a lease away without a higher fence") {
  const auto one = decision("d1", "1", model::Verdict::refer);
  must(store->save_decisions(std::span(&one, 1)));
  CHECK(sql.run("UPDATE decision SET verdict = 'pursue'") == "another verdict is another decision");
  CHECK(sql.run("DELETE FROM decision") == "decisions are history and are not deleted");
  must(store->take_lease("daemon", "a", at(10), at(0)));
  CHECK(sql.run("UPDATE lease SET owner = 'b'") == "a new holder of a lease needs a higher fence");
  CHECK(sql.run("UPDATE lease SET fence = 0") != "");
  CHECK(sql.run("DELETE FROM lease") != "");
  CHECK(sql.run("REPLACE INTO lease VALUES ('daemon', 'b', 1, 0)") == "this lease exists");
}

TEST_CASE_METHOD(Fixture, "the count of records kept beside them is the count of records") {
  store_records(*store, model::Kind::contact, {contact("1"), contact("2"), contact("3"), contact("2", "Changed")});
  store_records(*store, model::Kind::company, {company("1")});
  const std::vector<std::string> gone = {"1", "1", "9"};
  must(store->mark_gone("main", model::Kind::contact, gone, at(1)));
  const std::vector<std::pair<std::string, std::string>> merged = {{"2", "3"}, {"2", "3"}};
  auto commit = page(model::Kind::contact, {});
  commit.merged = merged;
  must(store->commit_page(commit));
  store_records(*store, model::Kind::contact, {contact("1"), contact("1", "Again")});
  CHECK(sql.ask("SELECT kind, records FROM tally ORDER BY kind") == "company;1;contact;2;");
  CHECK(sql.ask("SELECT kind, count(*) FROM record WHERE gone_at IS NULL GROUP BY kind ORDER BY kind") ==
        "company;1;contact;2;");
}

TEST_CASE_METHOD(Fixture,
                 "a full pass without changes rewrites no record and leaves nothing behind when its run closes") {
  const std::vector<model::Record> records = {contact("1"), contact("2")};
  must(store->commit_page(page(model::Kind::contact, records)));
  REQUIRE(sql.run("CREATE TABLE touched (n INTEGER); CREATE TRIGGER t1 AFTER UPDATE ON record BEGIN INSERT INTO "
                  "touched VALUES (1); END;"
                  "CREATE TRIGGER t2 AFTER INSERT ON record BEGIN INSERT INTO touched VALUES (1); END") == "");
  const auto run = must(store->open_run("sync", "main", at(0)));
  must(store->commit_page(page(model::Kind::contact, records, "m2", run)));
  CHECK(sql.ask("SELECT count(*) FROM touched") == "0;");
  CHECK(sql.ask("SELECT count(*) FROM seen") == "2;");
  must(store->close_run(run, base::Json(), at(1)));
  CHECK(sql.ask("SELECT count(*) FROM seen") == "0;");
}

TEST_CASE_METHOD(Fixture, "a contact is due when it or something linked to it changed, until it is decided") {
  const auto due = [&] {
    must(store->set_pulled("main", "contacts", at(1)));  // whose company changed is found when a stream ends
    return sql.ask("SELECT contact FROM due ORDER BY contact");
  };
  const auto decide_all = [&] {
    const std::vector decisions = {decision("d1", "1", model::Verdict::refer),
                                   decision("d2", "2", model::Verdict::refer),
                                   decision("d3", "3", model::Verdict::refer)};
    must(store->save_decisions(decisions));
    must(store->end_deciding({"main", must(store->begin_deciding("main")).stamp, base::Json::object(), {}}));
    CHECK(due() == "");
  };
  const auto of = [](const std::string& id) { return with(contact(id), model::contact::company, std::string("c")); };
  store_records(*store, model::Kind::contact, {of("1"), of("2"), contact("3")});
  CHECK(due() == "1;2;3;");
  decide_all();
  store_records(*store, model::Kind::contact, {of("1")});
  CHECK(due() == "");
  store_records(*store, model::Kind::activity, {activity("a", {"3"}, 1)});
  CHECK(due() == "3;");
  decide_all();
  store_records(*store, model::Kind::activity, {activity("a", {"1"}, 1)});
  CHECK(due() == "1;3;");  // who lost the activity, too
  decide_all();
  store_records(*store, model::Kind::company, {company("c")});
  CHECK(due() == "1;2;");
  decide_all();
  store_records(*store, model::Kind::opportunity, {opportunity("o", {"2"}, "c"), opportunity("p", {"3"})});
  CHECK(due() == "2;3;");
  decide_all();
  store_records(*store, model::Kind::opportunity, {opportunity("q", {}, "c")});
  CHECK(due() == "1;2;");
  decide_all();
  store_records(*store, model::Kind::activity,
                {with(activity("b", {}, 1), model::activity::opportunity, std::string("p"))});
  CHECK(due() == "3;");
  decide_all();
  must(store->save_answer({{"main", model::Kind::contact, "2"}, "budget", "no", "", "dev", at(0)}));
  CHECK(due() == "2;");
}

TEST_CASE_METHOD(Fixture, "what was said about asking and about who was sent to us is neither changed nor deleted") {
  REQUIRE(sql.run("INSERT INTO ask (crm, contact, partner, by_day, purpose, seller, author, at, cold, missing, despite,"
                  " dropped) VALUES ('main', '1', '', '2026-11-30', '', 'dev', 'dev', 0, 0, '', '', 0)") == "");
  REQUIRE(
      sql.run("INSERT INTO partner_asked (partner, result, words, author, at) VALUES ('forge', 'yes', '', '', 0)") ==
      "");
  REQUIRE(sql.run("INSERT INTO received (crm, contact, partner, need, said, author, at) VALUES ('main', '1', 'forge', "
                  "'', '', '', 0)") == "");
  for (const std::string table : {"ask", "partner_asked", "received"}) {
    INFO(table);
    CHECK(sql.run("UPDATE " + table + " SET at = 1").find("is not changed") != std::string::npos);
    CHECK(sql.run("DELETE FROM " + table).find("is not deleted") != std::string::npos);
  }
  CHECK(sql.run("INSERT INTO ask (crm, contact, partner, by_day, purpose, seller, author, at, cold, missing, despite,"
                " dropped) VALUES ('', '', '', '2026-11-30', '', '', '', 0, 0, '', '', 0)") != "");
}
