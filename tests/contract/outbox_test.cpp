#include "contract/makers.hpp"
#include "contract/samples.hpp"

using namespace goodword;
using namespace goodword::samples;
using model::OperationState;
using model::Outcome;
using Ids = std::vector<std::string>;

namespace {

constexpr std::array all_states = {OperationState::fresh,  OperationState::sending, OperationState::done,
                                   OperationState::failed, OperationState::unknown, OperationState::needs_review};

OperationState state_of(ports::Store& store, const std::string& id) { return must(store.operation(id))->state; }

std::string queued(ports::Store& store, const model::Change& change) {
  must(store.enqueue(0, std::span(&change, 1), at(0)));
  return model::operation_id(change);
}

/// A fresh operation taken to a state by steps that are allowed.
std::string in_state(ports::Store& store, OperationState state, const std::string& cause) {
  const auto id = queued(store, add_tag("1", "gw:refer", cause));
  if (state == OperationState::fresh) return id;
  if (state == OperationState::failed) {
    must(store.set_operation_state(id, state, "", at(1)));
    return id;
  }
  const Ids ids = {id};
  must(store.mark_sending(ids, at(1)));
  if (state != OperationState::sending) must(store.set_operation_state(id, state, "", at(2)));
  return id;
}

}  // namespace

TEST_CASE("changes become operations in their order, and the same change again is the same operation") {
  FOR_EVERY_STORE(maker, folder, store) {
    const auto run = must(store->open_run("apply", "main", at(0)));
    const std::vector changes = {note("2", "First"), add_tag("1", "gw:refer"), note("2", "First")};
    CHECK(must(store->enqueue(run, changes, at(1))) == 2);
    CHECK(must(store->enqueue(run, changes, at(2))) == 0);
    const auto operations = must(store->operations_of_run(run));
    REQUIRE(operations.size() == 2);
    model::Operation expected;
    expected.id = model::operation_id(changes[0]);
    expected.run = run;
    expected.change = changes[0];
    expected.marker = model::marker_of(expected.id);
    CHECK(operations[0] == expected);
    CHECK(operations[1].change == changes[1]);
    CHECK(must(store->operation(expected.id)) == expected);
    CHECK_FALSE(must(store->operation("no such id")));
  }
}

TEST_CASE("the outbox allows exactly the steps of the published table") {
  FOR_EVERY_STORE(maker, folder, store) {
    for (const auto from : all_states) {
      for (const auto to : all_states) {
        const auto id =
            in_state(*store, from, std::string(model::to_text(from)) + " to " + std::string(model::to_text(to)));
        INFO(model::to_text(from) << " > " << model::to_text(to));
        const auto moved = store->set_operation_state(id, to, "why", at(9));
        CHECK(code_of(moved) == (model::may_follow(from, to) ? "" : "store.constraint"));
        CHECK(state_of(*store, id) == (model::may_follow(from, to) ? to : from));
      }
    }
  }
}

TEST_CASE("sending counts the attempt and remembers the first") {
  FOR_EVERY_STORE(maker, folder, store) {
    const Ids ids = {queued(*store, add_tag("1", "gw:refer"))};
    must(store->mark_sending(ids, at(5)));
    CHECK(code_of(store->mark_sending(ids, at(6))) == "store.constraint");
    const std::vector<Outcome> lost = {outcome(ids[0], Outcome::Kind::unknown)};
    must(store->mark_outcomes(lost, at(6)));
    must(store->mark_sending(ids, at(7)));
    const auto operation = *must(store->operation(ids[0]));
    CHECK(operation.attempts == 2);
    CHECK(operation.first_tried == at(5));
    CHECK(operation.state == OperationState::sending);
  }
}

TEST_CASE("a batch with one operation that may not be sent leaves all of them as they were") {
  FOR_EVERY_STORE(maker, folder, store) {
    const Ids ids = {queued(*store, add_tag("1", "gw:refer")), deliver(*store, add_tag("2", "gw:refer")), "no such id"};
    CHECK(code_of(store->mark_sending(ids, at(5))) == "store.constraint");
    CHECK(state_of(*store, ids[0]) == OperationState::fresh);
    CHECK(must(store->operation(ids[0]))->attempts == 0);
  }
}

TEST_CASE("each outcome has its state") {
  FOR_EVERY_STORE(maker, folder, store) {
    const std::vector<std::pair<Outcome::Kind, OperationState>> table = {
        {Outcome::Kind::done, OperationState::done},      {Outcome::Kind::already, OperationState::done},
        {Outcome::Kind::changed, OperationState::failed}, {Outcome::Kind::gone, OperationState::failed},
        {Outcome::Kind::failed, OperationState::failed},  {Outcome::Kind::not_sent, OperationState::fresh},
        {Outcome::Kind::unknown, OperationState::unknown}};
    for (const auto& [kind, state] : table) {
      const Ids ids = {queued(*store, add_tag("1", "gw:refer", std::string(model::to_text(kind))))};
      must(store->mark_sending(ids, at(1)));
      const std::vector outcomes = {outcome(ids[0], kind)};
      must(store->mark_outcomes(outcomes, at(2)));
      CHECK(state_of(*store, ids[0]) == state);
    }
  }
}

TEST_CASE("done keeps the id that was made and the CRM's own time") {
  FOR_EVERY_STORE(maker, folder, store) {
    const Ids ids = {queued(*store, note("1", "One")), queued(*store, note("2", "Two"))};
    must(store->mark_sending(ids, at(1)));
    std::vector outcomes = {outcome(ids[0], Outcome::Kind::done), outcome(ids[1], Outcome::Kind::failed)};
    outcomes[0].created = "note-88";
    outcomes[0].server_time = at(-3);
    outcomes[1].created = "note-89";
    outcomes[1].error = base::failure("remote.rejected", "too long").value();
    must(store->mark_outcomes(outcomes, at(2)));
    const auto done = *must(store->operation(ids[0]));
    CHECK(done.created == "note-88");
    CHECK(must(store->operation(ids[1]))->created == "note-89");
    CHECK(done.done_at == at(-3));
    const auto failed = *must(store->operation(ids[1]));
    CHECK(failed.detail == "too long (remote.rejected)");
    CHECK_FALSE(failed.done_at);
  }
}

TEST_CASE("an answer found by looking settles an unknown operation") {
  FOR_EVERY_STORE(maker, folder, store) {
    const auto id = in_state(*store, OperationState::unknown, "lost");
    std::vector outcomes = {outcome(id, Outcome::Kind::done)};
    outcomes[0].created = "77";
    must(store->mark_outcomes(outcomes, at(9)));
    CHECK(must(store->operation(id))->created == "77");
    CHECK(must(store->operation(id))->done_at == at(9));
  }
}

TEST_CASE("operations are listed by state, oldest first, at most as many as asked for") {
  FOR_EVERY_STORE(maker, folder, store) {
    const Ids ids = {in_state(*store, OperationState::unknown, "a"), in_state(*store, OperationState::fresh, "b"),
                     in_state(*store, OperationState::done, "c"), in_state(*store, OperationState::fresh, "d")};
    const auto listed = [&](std::vector<OperationState> states, int limit) {
      Ids found;
      for (const auto& operation : must(store->operations("main", states, limit))) found.push_back(operation.id);
      return found;
    };
    CHECK(listed({OperationState::fresh, OperationState::unknown}, 10) == Ids{ids[0], ids[1], ids[3]});
    CHECK(listed({OperationState::fresh, OperationState::unknown}, 2) == Ids{ids[0], ids[1]});
    CHECK(listed({}, 10).empty());
    CHECK(must(store->counts("main")).operations ==
          std::map<std::string, std::int64_t>{{"done", 1}, {"new", 2}, {"unknown", 1}});
    CHECK(must(store->counts("second")).operations.empty());
  }
}

TEST_CASE("only what is done can be taken back, and by whom is remembered") {
  FOR_EVERY_STORE(maker, folder, store) {
    const auto id = in_state(*store, OperationState::fresh, "a");
    CHECK(code_of(store->mark_undone(id, "undo-1", at(1))) == "store.constraint");
    const auto done = deliver(*store, add_tag("2", "gw:refer"));
    must(store->mark_undone(done, "undo-1", at(1)));
    CHECK(must(store->operation(done))->undone_by == "undo-1");
    CHECK(must(store->operation(done))->state == OperationState::done);
  }
}

TEST_CASE("a run that is not there takes no operations") {
  FOR_EVERY_STORE(maker, folder, store) {
    const auto change = add_tag("1", "gw:refer");
    CHECK(code_of(store->enqueue(99, std::span(&change, 1), at(0))) == "store.constraint");
    CHECK_FALSE(must(store->operation(model::operation_id(change))));
  }
}
