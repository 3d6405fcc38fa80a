// Deciding only about those who changed must come to what deciding about everybody comes to.
#include <catch2/catch.hpp>

#include <random>

#include "engine/ground.hpp"
#include "sandbox/census.hpp"
#include "sandbox/story.hpp"
#include "stage/relay_store.hpp"
#include "stage/stage.hpp"

using namespace goodword;
using namespace goodword::testing;
using sandbox::ObjectType;

namespace {

/// Counts how many dossiers are read.
class CountingStore : public RelayStore {
 public:
  using RelayStore::RelayStore;
  Result<std::vector<model::Dossier>> dossiers_of(Text crm, Ids contacts) override {
    read += contacts.size();
    return RelayStore::dossiers_of(crm, contacts);
  }
  std::size_t read = 0;
};

/// A store that forgets who is due.
class ForgetfulStore : public RelayStore {
 public:
  using RelayStore::RelayStore;
  Result<std::vector<std::string>> contacts(Text crm, ports::Who who, Text after, int limit) override {
    if (who == ports::Who::due) return std::vector<std::string>();
    return RelayStore::contacts(crm, who, after, limit);
  }
};

class Town {
 public:
  explicit Town(unsigned seed) : random_(seed), dev_(stage.crm, std::string(sandbox::dev_user)) {
    need_copywriting_elsewhere(stage.circle);
    stage.circle.partners.front().room->places = 100;
    stage.circle.firm.sellers.front().users["main"] = std::string(sandbox::dev_user);
    stage.policy.most_consents_a_sync = 100;
    sandbox::tell_story(stage.crm, {seed, stage.clock.now(), 60});
    stage.set_up();
    stage.promote();
    stage.sync(everything());
    for (const auto& record : sandbox::records_of(stage.crm, ObjectType::contacts)) contacts_.push_back(record.id);
  }

  /// Something a person does at the CRM's screen, or tells us.
  void edit() {
    const std::string contact = one_of(contacts_);
    switch (random_() % 9) {
      case 0: dev_.add_tag(contact, "gw_tags", "gw:need-copywriting"); break;
      case 1: dev_.add_tag(contact, "gw_tags", one_of(std::vector<std::string>{"gw:keep", "gw:private"})); break;
      case 2: dev_.write_note(contact, "They told me: we have no budget for this before next year."); break;
      case 3:
        dev_.write_note(contact, "Met the managing director; she decides alone and wants to begin in May.");
        break;
      case 4: dev_.create_deal(contact, "Process review", "qualifiedtobuy", std::to_string(random_() % 90'000)); break;
      case 5: dev_.set_property(ObjectType::contacts, contact, "jobtitle", "managing director"); break;
      case 6: dev_.set_property(ObjectType::contacts, contact, "hubspot_owner_id", ""); break;
      case 7: dev_.remove(ObjectType::contacts, contact), std::erase(contacts_, contact); break;
      case 8:
        static_cast<void>(stage.store().save_answer(
            {{"main", model::Kind::contact, contact}, "budget", "no", "told", "dev", stage.clock.now()}));
        break;
    }
  }

  /// How many verdicts a look at everybody would change.
  int left_behind() { return stage.plan().changed_verdicts; }

  Stage stage;
  std::mt19937 random_;

 private:
  std::string one_of(const std::vector<std::string>& list) { return list[random_() % list.size()]; }

  sandbox::Person dev_;
  std::vector<std::string> contacts_;
};

/// Edits, a sync of what changed, a look at everybody; some of the rounds on the next day.
int left_behind_in(Town& town, int rounds) {
  int left = 0;
  for (int round = 0; round < rounds; ++round) {
    for (unsigned edits = town.random_() % 4 + 1; edits > 0; --edits) town.edit();
    town.stage.clock.pass(std::chrono::hours(town.random_() % 3 == 0 ? 20 : 1));
    town.stage.sync(everything());
    left += town.left_behind();
  }
  return left;
}

}  // namespace

TEST_CASE("deciding about those who changed comes to what deciding about everybody comes to") {
  for (const unsigned seed : {1U, 2U, 3U, 4U}) {
    Town town(seed);
    INFO("seed " << seed);
    CHECK(left_behind_in(town, 15) == 0);
  }
}

TEST_CASE("a store that forgets who is due is found out") {
  Town town(1);
  ForgetfulStore forgetful(town.stage.store());
  town.stage.put_store(&forgetful);
  CHECK(left_behind_in(town, 5) > 0);
}

TEST_CASE("a sync reads those who changed and what was written, and nobody once all is quiet") {
  Town town(1);
  auto& stage = town.stage;
  CountingStore counting(stage.store());
  stage.put_store(&counting);
  const auto read = [&] {
    counting.read = 0;
    stage.sync(everything());
    return counting.read;
  };
  read();
  CHECK(read() <= 4);  // those whose tasks wait for a seller's time are not among them
  sandbox::Person(stage.crm, std::string(sandbox::dev_user))
      .write_note(sandbox::records_of(stage.crm, ObjectType::contacts).front().id, "Nothing new.");
  const auto one = read();
  CHECK(one >= 1);
  CHECK(one <= 6);
  stage.clock.pass(std::chrono::hours(24));
  CHECK(read() > 20);  // a new day: a batch
}

TEST_CASE("where nothing is written a sync plans for those who changed, and all once it may write") {
  Town town(1);
  auto& stage = town.stage;
  const auto mode = [&](ports::CrmMode to) {
    auto state = *stage.store().crm_state("main");
    state.mode = to;
    REQUIRE(stage.store().set_crm_state(state, stage.clock.now()));
  };
  mode(ports::CrmMode::plan_only);
  stage.sync(everything());
  const auto quiet = stage.sync(everything());
  CHECK(quiet.decided == static_cast<int>(quiet.desk.questions.size()));
  stage.circle.partners.clear();
  const auto planned = stage.sync(everything());
  REQUIRE(model::count_changes(planned.plan) > 0);
  CHECK(model::count_changes(stage.sync(everything()).plan) == 0);
  const auto whole = stage.plan().plan;
  CHECK(model::count_changes(whole) == model::count_changes(planned.plan));
  mode(ports::CrmMode::apply);
  const auto written = stage.sync(everything());
  CHECK(written.deliver.done == static_cast<int>(model::count_changes(planned.plan)));
}

TEST_CASE("what the operator changes is decided by at once") {
  Town town(1);
  auto& stage = town.stage;
  stage.sync(everything());
  stage.circle.partners.clear();
  const auto without = stage.sync(everything());
  CHECK(without.changed_verdicts > 0);
  CHECK(town.left_behind() == 0);
  stage.circle.book.settings.bar_share = 0.1;
  stage.circle.book.version += "x";
  CHECK(stage.sync(everything()).decided > without.decided);
  CHECK(town.left_behind() == 0);
}

TEST_CASE("what people answered about a sign is counted in a batch, and the next one asks by it") {
  Town town(1);
  auto& stage = town.stage;
  const auto next_day = [&] {
    stage.clock.pass(std::chrono::hours(24));
    stage.sync(everything());
    return engine::ground_from_json(stage.store().begin_deciding("main")->ground).history.answers;
  };
  CHECK(next_day().empty());
  int asked = 0;
  for (const auto& record : sandbox::records_of(stage.crm, ObjectType::contacts)) {
    const model::Ref contact{"main", model::Kind::contact, record.id};
    if (asked == 8 || stage.dossier(record.id).opportunities.empty()) continue;
    REQUIRE(
        stage.store().save_answer({contact, "decider", asked % 4 == 0 ? "yes" : "no", "", "dev", stage.clock.now()}));
    ++asked;
  }
  REQUIRE(asked == 8);
  CHECK(next_day().empty());  // counted, not yet asked by: a day's decisions agree
  const auto answers = next_day();
  REQUIRE(answers.contains("b"));
  CHECK(answers.at("b") == rules::AnswerCount{6, 8});
  CHECK(next_day() == answers);  // nobody counts twice
}

TEST_CASE("the chance is learned in the first batch and again only once another deal is closed") {
  Town town(1);
  auto& stage = town.stage;
  const auto next_day = [&] {
    stage.clock.pass(std::chrono::hours(24));
    return stage.sync(everything()).learned;
  };
  const auto chance = [&] {
    for (const auto& record : sandbox::records_of(stage.crm, ObjectType::contacts)) {
      const auto decision = stage.dossier(record.id).decision;
      if (decision && decision->verdict == model::Verdict::pursue) return decision->chance;
    }
    return model::Chance{};
  };
  const int outcomes = chance().outcomes;
  CHECK(outcomes > 5);
  CHECK(next_day().empty());
  sandbox::Person dev(stage.crm, std::string(sandbox::dev_user));
  const auto contact = sandbox::records_of(stage.crm, ObjectType::contacts).front().id;
  const auto deal = dev.create_deal(contact, "Process review", "qualifiedtobuy", "5000");
  dev.set_property(ObjectType::deals, deal, "dealstage", "closedwon");
  CHECK_FALSE(next_day().empty());
  CHECK(chance().outcomes == outcomes + 1);
  CHECK(next_day().empty());
}
