// What took what back: an undo says in its cause which operation it is for, and both facts become durable together.
#include "contract/makers.hpp"
#include "contract/samples.hpp"

using namespace goodword;
using namespace goodword::samples;
using model::OperationState;
using model::Outcome;
using Ids = std::vector<std::string>;

namespace {

model::Change removal(const std::string& cause) {
  auto change = add_tag("1", "gw:refer", cause);
  change.action = model::Action::remove_tag;
  return change;
}

std::string sent(ports::Store& store, const model::Change& change) {
  must(store.enqueue(0, std::span(&change, 1), at(0)));
  const Ids ids = {model::operation_id(change)};
  must(store.mark_sending(ids, at(1)));
  return ids.front();
}

void end(ports::Store& store, const std::string& id, Outcome::Kind kind) {
  const std::vector outcomes = {outcome(id, kind)};
  must(store.mark_outcomes(outcomes, at(2)));
}

std::string undone_by(ports::Store& store, const std::string& id) { return must(store.operation(id))->undone_by; }

}  // namespace

TEST_CASE("when an undo is done, the operation it is for is marked as taken back by it, and no other one") {
  FOR_EVERY_STORE(maker, folder, store) {
    const auto first = deliver(*store, add_tag("1", "gw:refer"));
    const auto other = deliver(*store, add_tag("2", "gw:refer"));
    const auto undo = sent(*store, removal("undo:" + first));
    CHECK(undone_by(*store, first).empty());  // under way is not done
    end(*store, undo, Outcome::Kind::done);
    CHECK(undone_by(*store, first) == undo);
    CHECK(undone_by(*store, other).empty());
    CHECK(undone_by(*store, undo).empty());
    CHECK(must(store->operation(first))->state == OperationState::done);
  }
}

TEST_CASE("an undo takes its operation back only by getting done") {
  FOR_EVERY_STORE(maker, folder, store) {
    const std::vector<std::pair<Outcome::Kind, bool>> table = {
        {Outcome::Kind::done, true},    {Outcome::Kind::already, true}, {Outcome::Kind::changed, false},
        {Outcome::Kind::gone, false},   {Outcome::Kind::failed, false}, {Outcome::Kind::not_sent, false},
        {Outcome::Kind::unknown, false}};
    for (const auto& [kind, taken_back] : table) {
      const std::string name(model::to_text(kind));
      INFO(name);
      const auto first = deliver(*store, add_tag("1", "gw:refer", name));
      const auto undo = sent(*store, removal("undo:" + first));
      end(*store, undo, kind);
      CHECK(undone_by(*store, first) == (taken_back ? undo : ""));
    }
  }
}

TEST_CASE("an undo whose answer was lost takes back when it is found, or when a person says that it arrived") {
  FOR_EVERY_STORE(maker, folder, store) {
    const auto found = deliver(*store, add_tag("1", "gw:refer", "found"));
    const auto undo_found = sent(*store, removal("undo:" + found));
    end(*store, undo_found, Outcome::Kind::unknown);
    end(*store, undo_found, Outcome::Kind::done);
    CHECK(undone_by(*store, found) == undo_found);
    const auto told = deliver(*store, add_tag("1", "gw:refer", "told"));
    const auto undo_told = sent(*store, removal("undo:" + told));
    end(*store, undo_told, Outcome::Kind::unknown);
    must(store->set_operation_state(undo_told, OperationState::needs_review, "who knows", at(3)));
    CHECK(undone_by(*store, told).empty());
    must(store->set_operation_state(undo_told, OperationState::done, "settled in review", at(4)));
    CHECK(undone_by(*store, told) == undo_told);
  }
}

TEST_CASE("what was taken back once keeps the undo that did it") {
  FOR_EVERY_STORE(maker, folder, store) {
    const auto first = deliver(*store, add_tag("1", "gw:refer"));
    const auto undo = sent(*store, removal("undo:" + first));
    end(*store, undo, Outcome::Kind::done);
    auto second = removal("undo:" + first);
    second.value = "gw:refer again";
    end(*store, sent(*store, second), Outcome::Kind::done);
    CHECK(undone_by(*store, first) == undo);
  }
}

TEST_CASE("a cause that only looks like an undo takes nothing back") {
  FOR_EVERY_STORE(maker, folder, store) {
    const auto first = deliver(*store, add_tag("1", "gw:refer"));
    for (const auto& cause : {"redo:" + first, "introduce:" + first, "see undo:" + first, "undo:" + first + "0",
                              std::string("undo:"), std::string("undo:%")}) {
      end(*store, sent(*store, removal(cause)), Outcome::Kind::done);
      CHECK(undone_by(*store, first).empty());
    }
  }
}
