// Stores that know no drafts of mails, lists and ties yet.
#include "contract/samples.hpp"
#include "store/raw.hpp"
#include "store/sqlite.hpp"

using namespace goodword;
using namespace goodword::samples;
using store::open_sqlite;

TEST_CASE("a store from before drafts of mails keeps its operations as they are, and takes the new ones") {
  const Folder folder;
  const auto file = folder / "goodword.db";
  model::Change note;
  note.subject = {"main", model::Kind::contact, "1"};
  note.action = model::Action::note;
  note.body = "Called.";
  const auto id = model::operation_id(note);
  std::vector<model::Operation> before;
  {
    const auto store = must(open_sqlite(file, {}));
    must(store->enqueue(0, std::vector{note}, at(1)));
    must(store->mark_sending(std::vector{id}, at(2)));
    const model::Outcome outcome{id, model::Outcome::Kind::done, "n7", std::nullopt, std::nullopt};
    must(store->mark_outcomes({&outcome, 1}, at(3)));
    before = must(store->operations_on(note.subject));
    raw::Handle sql(file);
    // As version 26 had it.
    REQUIRE(sql.run("PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql,"
                    " '''draft_email'', ''list_add'',', '') WHERE name = 'operation';"
                    "DELETE FROM migration WHERE name = 'verbs'") == "");
  }
  {
    raw::Handle old(file);
    CHECK(old.run("INSERT INTO operation (id, crm, kind, subject, action, value, marker, change) VALUES"
                  " ('x', 'main', 'contact', '1', 'draft_email', '', '', '{}')") != "");
  }
  const auto store = must(open_sqlite(file, {}));
  CHECK(must(store->operations_on(note.subject)) == before);
  model::Change draft = note;
  draft.action = model::Action::draft_email;
  draft.to = "joan@example.com";
  model::Change off = draft;
  for (const auto action : {model::Action::list_add, model::Action::associate, model::Action::remove_draft,
                            model::Action::list_remove, model::Action::dissociate}) {
    off.action = action;
    must(store->enqueue(0, std::vector{off}, at(4)));
  }
  must(store->enqueue(0, std::vector{draft}, at(4)));
  const auto after = must(store->operations_on(note.subject));
  REQUIRE(after.size() == 7);
  CHECK(after.front().state == model::OperationState::done);
  CHECK(after.back().change == draft);
  CHECK(code_of(store->set_operation_state(id, model::OperationState::sending, "", at(5))) != "");
  raw::Handle sql(file);
  CHECK(sql.run("DELETE FROM operation") != "");
  CHECK(sql.run("UPDATE operation SET state = 'new' WHERE state = 'done'") != "");
}
