// Whom a partner sent us: how far we are is read from the CRM, and the partner hears twice.
#include <catch2/catch.hpp>

#include "engine/incoming.hpp"
#include "engine/kept_letters.hpp"
#include "stage/stage.hpp"

using namespace goodword;
using namespace goodword::testing;
using engine::IncomingStage;

namespace {

using Days = std::chrono::days;

/// Joan, whom Pellwick sent on the second day.
struct SentToUs {
  Stage stage;
  sandbox::Person dev{stage.crm, std::string(dev_user)};
  std::string joan;

  SentToUs() {
    need_copywriting_elsewhere(stage.circle);
    joan = dev.create(sandbox::ObjectType::contacts, {{"firstname", "Joan"},
                                                      {"lastname", "Marsh"},
                                                      {"email", "joan@kestrelby.example"},
                                                      {"hubspot_owner_id", std::string(dev_user)}});
    dev.create_deal(joan, "Long before", "closedwon", "9000");
    stage.clock.pass(Days(2));
    stage.sync(everything());
    ports::DeskCommit commit;
    commit.received = {{{"main", model::Kind::contact, joan}, "pellwick", "", "", "dev", stage.clock.now()}};
    REQUIRE(stage.store().commit_desk(commit));
    stage.clock.pass(Days(1));
  }
  engine::Incoming now() {
    stage.sync(everything());
    const auto partners = engine::read_partners(stage.circle, stage.store(), {}, stage.clock.now());
    REQUIRE(partners);
    auto all = engine::read_incoming(stage.store(), stage.circle, stage.policy, *partners);
    REQUIRE(all);
    REQUIRE(all->size() == 1);
    return all->front();
  }
  void tell_pellwick() {
    stage.clock.pass(std::chrono::hours(1));
    REQUIRE(stage.store().save_check_in({"pellwick", stage.clock.now(), "dev", ""}));
    stage.clock.pass(Days(1));
  }
};

}  // namespace

TEST_CASE("whom a partner sent is followed from the CRM, and the partner hears that they came and what came of it") {
  SentToUs sent;
  CHECK(sent.now().state.stage == IncomingStage::received);  // the deal of long before is none of it
  CHECK(sent.now().owed == "acknowledgement");
  CHECK(sent.now().by == *base::parse_date("2026-11-09"));  // three working days after a Wednesday
  CHECK(sent.now().name == "Joan Marsh");
  sent.tell_pellwick();
  CHECK(sent.now().owed == "");
  CHECK(engine::words_owed({sent.now()}).empty());
  const auto deal = sent.dev.create_deal(sent.joan, "Site", "appointmentscheduled", "6000");
  CHECK(sent.now().state.stage == IncomingStage::working);
  CHECK(sent.now().owed == "");
  sent.stage.clock.pass(Days(3));
  sent.dev.set_property(sandbox::ObjectType::deals, deal, "dealstage", "closedwon");
  CHECK(sent.now().state.stage == IncomingStage::won);
  CHECK(sent.now().owed == "outcome-giver");
  sent.tell_pellwick();
  CHECK(sent.now().owed == "");
}

TEST_CASE("a mail, call or meeting since is contact, what was let go or passed on is not for us") {
  Keeping kept;
  kept.received();
  const auto stage = [&] { return engine::incoming_state(kept.dossier, kept.dossier.received.back()).stage; };
  kept.dossier.decision->verdict = model::Verdict::pursue;
  kept.dossier.activities.clear();
  CHECK(stage() == IncomingStage::received);
  kept.word("note", -20);
  CHECK(stage() == IncomingStage::received);
  kept.word("call", -19);
  CHECK(stage() == IncomingStage::contacted);
  kept.dossier.decision->at = kept.dossier.received.back().at + Days(9);
  for (const auto verdict : {model::Verdict::let_go, model::Verdict::refer, model::Verdict::exclude}) {
    kept.dossier.decision->verdict = verdict;
    CHECK(stage() == IncomingStage::declined);
  }
  kept.dossier.decision->at = kept.dossier.received.back().at - Days(9);
  CHECK(stage() == IncomingStage::contacted);
  kept.dossier.decision->at += Days(30);
  kept.deal("open", 10);
  CHECK(stage() == IncomingStage::working);
}
