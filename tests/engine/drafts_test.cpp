// Introductions whose letters become drafts of mails in the CRM: to whom, under which yes, and how they are taken back.
#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <set>

#include "base/digest.hpp"
#include "engine/release.hpp"
#include "engine/undo.hpp"
#include "sandbox/census.hpp"
#include "stage/stage.hpp"

using namespace goodword;
using namespace goodword::testing;
using model::Action;
using sandbox::ObjectType;

namespace {

/// A place for mails that wait to be sent, beside the CRM of the stage.
struct Drawer {
  std::map<std::string, model::Operation> drafts;  ///< by id
  bool lose_answers = false;
  bool refuse = false;
  model::Sameness sameness = model::Sameness::b;
  std::string next_id;  ///< instead of "m1", "m2"
  int made = 0;

  std::string put(const model::Operation& operation) {
    const auto id = next_id.empty() ? "m" + std::to_string(++made) : next_id;
    drafts[id] = operation;
    return id;
  }
};

class Drafting : public ports::Remote {
 public:
  Drafting(ports::Remote& inner, Drawer& drawer) : inner_(inner), drawer_(drawer) {}

  std::vector<ports::StreamRow> streams() const override { return inner_.streams(); }
  std::vector<ports::Ability> abilities() const override {
    auto all = inner_.abilities();
    all.push_back({Action::draft_email, model::Kind::contact, drawer_.sameness, 10});
    all.push_back({Action::remove_draft, model::Kind::contact, model::Sameness::a, 10});
    return all;
  }
  base::Result<std::string> check(std::stop_token stop) override { return inner_.check(stop); }
  base::Result<std::unique_ptr<ports::Pull>> pull(std::string_view stream, ports::PullMode mode,
                                                  std::string_view mark) override {
    return inner_.pull(stream, mode, mark);
  }
  base::Result<ports::PulledPage> read(std::string_view source, std::span<const std::string> ids,
                                       std::stop_token stop) override {
    return inner_.read(source, ids, stop);
  }
  base::Result<std::vector<ports::SetupItem>> missing_setup(std::span<const std::string> tags,
                                                            std::stop_token stop) override {
    return inner_.missing_setup(tags, stop);
  }
  base::Result<void> create_setup(const ports::SetupItem& item, std::span<const std::string> tags,
                                  std::stop_token stop) override {
    return inner_.create_setup(item, tags, stop);
  }
  std::vector<model::Outcome> apply(std::span<const model::Operation> batch, std::stop_token stop) override {
    const auto action = batch.front().change.action;
    if (action != Action::draft_email && action != Action::remove_draft) return inner_.apply(batch, stop);
    std::vector<model::Outcome> outcomes;
    for (const auto& operation : batch) outcomes.push_back(one(operation));
    return outcomes;
  }
  base::Result<ports::ReadBack> read_back(const model::Operation& operation, std::stop_token stop) override {
    if (operation.change.action != Action::draft_email) return inner_.read_back(operation, stop);
    for (const auto& [id, draft] : drawer_.drafts) {
      if (draft.marker == operation.marker) return ports::ReadBack{ports::Found::yes, id};
    }
    return ports::ReadBack{ports::Found::no, ""};
  }
  int calls_needed(std::span<const model::Change> changes) const override { return inner_.calls_needed(changes); }
  ports::CallCount calls() const override { return inner_.calls(); }

 private:
  model::Outcome one(const model::Operation& operation) {
    using enum model::Outcome::Kind;
    if (drawer_.refuse)
      return {operation.id, not_sent, "", std::nullopt,
              base::failure("remote.rejected", "no", base::Retry::now).value()};
    if (operation.change.action == Action::remove_draft) {
      drawer_.drafts.erase(operation.change.value);
      return {operation.id, done, "", std::nullopt, std::nullopt};
    }
    const auto id = drawer_.put(operation);
    if (drawer_.lose_answers) return {operation.id, unknown, "", std::nullopt, std::nullopt};
    return {operation.id, done, id, std::nullopt, std::nullopt};
  }

  ports::Remote& inner_;
  Drawer& drawer_;
};

struct Introduced {
  Stage stage;
  Drawer drawer;
  sandbox::Person dev{stage.crm, std::string(dev_user)};
  std::string joan;
  engine::LettersAs letters_as = engine::LettersAs::draft;

  explicit Introduced(const std::string& email_of_joan = "joan@example.com",
                      const std::string& email_of_partner = "pat@pellwick.example") {
    need_copywriting_elsewhere(stage.circle);
    stage.circle.partners.front().email = email_of_partner;
    stage.set_up();
    joan = dev.create(ObjectType::contacts, {{"firstname", "Joan"},
                                             {"lastname", "Marsh"},
                                             {"email", email_of_joan},
                                             {"city", "Ripon"},
                                             {"lifecyclestage", "lead"},
                                             {"hubspot_owner_id", std::string(dev_user)}});
    dev.add_tag(joan, "gw_tags", "gw:need-copywriting");
    stage.promote();
    sync();
    sync();
  }
  void with_world(const std::function<void(engine::World&)>& work) {
    stage.with_world([&](engine::World& plain) {
      Drafting remote(plain.remote, drawer);
      engine::World world{plain.crm,    plain.store,  remote,        plain.clock, plain.observer,
                          plain.policy, plain.circle, plain.letters, letters_as};
      work(world);
    });
  }
  engine::SyncReport sync() {
    engine::SyncReport report;
    with_world([&](engine::World& world) {
      auto made = engine::sync(world, everything(), {});
      REQUIRE(made);
      report = *made;
    });
    stage.clock.pass(std::chrono::minutes(5));
    return report;
  }
  /// Both say yes; the sync that introduces is the caller's.
  void both_say_yes() {
    stage.clock.pass(std::chrono::hours(24));
    dev.write_note(joan, "gw: prospect-yes by phone");
    sync();
    stage.clock.pass(std::chrono::hours(24));
    dev.write_note(joan, "gw: partner-yes by phone");
  }
  /// Receivers, in the order of what was made.
  std::vector<std::string> receivers() const {
    std::vector<std::string> made;
    for (const auto& [id, draft] : drawer.drafts) made.push_back(draft.change.to);
    return made;
  }
  bool note_with(const std::string& part) const {
    return std::ranges::any_of(sandbox::records_of(stage.crm, ObjectType::notes), [&](const sandbox::Seen& note) {
      return note.value("hs_note_body").find(part) != std::string::npos;
    });
  }
  model::Referral referral() { return stage.dossier(joan).referrals.back(); }
};

const std::vector<std::string> both = {"joan@example.com", "pat@pellwick.example"};

}  // namespace

TEST_CASE("both letters become drafts of mails, each to its receiver, under the same release as a note") {
  Introduced one;
  one.both_say_yes();
  one.with_world([&](engine::World& world) {
    const auto planned = engine::plan_now(world, {});
    REQUIRE(planned);
    CHECK(one.drawer.drafts.empty());
  });
  one.sync();
  CHECK(one.receivers() == both);
  CHECK_FALSE(one.note_with("Two letters"));
  const auto& to_joan = one.drawer.drafts.at("m1").change;
  const auto& to_partner = one.drawer.drafts.at("m2").change;
  CHECK(to_joan.title == to_partner.title);
  CHECK_FALSE(to_joan.title.empty());
  CHECK(to_joan.body.find("Dear Joan") != std::string::npos);
  CHECK(to_partner.body.find("joan@example.com") != std::string::npos);
  CHECK(to_joan.owner == dev_user);
  CHECK(one.referral().state == model::ReferralState::introduced);
  const auto released = one.stage.store().release_of(one.referral().id);
  REQUIRE(released);
  REQUIRE(*released);
  CHECK((*released)->payload_hash == base::sha256_hex(to_joan.body + "\n" + to_partner.body));
  one.sync();
  CHECK(one.drawer.made == 2);
}

TEST_CASE("without the setting, without the ability and without an address the letters go into a note") {
  for (const auto& [joan, partner, as, why] :
       {std::tuple<std::string, std::string, engine::LettersAs, std::string>{
            "joan@example.com", "pat@pellwick.example", engine::LettersAs::note, "two letters, as drafts to send"},
        {"joan@example.com", "", engine::LettersAs::draft, "in a note, for Pellwick Copy has no \"email\""},
        {"", "pat@pellwick.example", engine::LettersAs::draft, "in a note, for no e-mail address of the contact"}}) {
    CAPTURE(joan, partner);
    Introduced one(joan, partner);
    one.letters_as = as;
    one.both_say_yes();
    one.sync();
    CHECK(one.drawer.drafts.empty());
    CHECK(one.note_with("Two letters"));
    const auto written = one.stage.store().operations_on({"main", model::Kind::contact, one.joan});
    REQUIRE(written);
    CHECK(std::ranges::any_of(*written, [&](const model::Operation& operation) {
      return operation.change.action == Action::note &&
             operation.change.why.ends_with(why) == (as == engine::LettersAs::note) &&
             operation.change.why.find(why) != std::string::npos;
    }));
  }
  Introduced plain;
  plain.both_say_yes();
  plain.stage.with_world([&](engine::World& world) {
    world.letters_as = engine::LettersAs::draft;
    REQUIRE(engine::sync(world, everything(), {}));
  });
  CHECK(plain.note_with("Two letters"));
}

TEST_CASE("a draft that waited is not made once a yes has ended") {
  Introduced one;
  one.both_say_yes();
  one.drawer.refuse = true;
  one.sync();
  CHECK(one.drawer.drafts.empty());
  one.drawer.refuse = false;
  SECTION("while both hold it is made") {
    one.sync();
    CHECK(one.receivers() == both);
  }
  SECTION("withdrawn") {
    one.dev.write_note(one.joan, "gw: withdraw by phone");
    one.sync();
    CHECK(one.drawer.drafts.empty());
  }
  SECTION("expired") {
    one.stage.clock.pass(std::chrono::days(91));
    CHECK(one.sync().deliver.failed >= 2);
    CHECK(one.drawer.drafts.empty());
  }
}

TEST_CASE("a draft whose answer was lost is found by its marker and not made twice") {
  Introduced one;
  one.both_say_yes();
  one.drawer.lose_answers = true;
  one.sync();
  one.drawer.lose_answers = false;
  one.sync();
  CHECK(one.drawer.made == 2);
  const auto written = one.stage.store().operations_on({"main", model::Kind::contact, one.joan});
  REQUIRE(written);
  std::set<std::string> created;
  for (const auto& operation : *written) {
    if (operation.change.action == Action::draft_email) created.insert(operation.created);
  }
  CHECK(created == std::set<std::string>{"m1", "m2"});
}

TEST_CASE("what may be sent again and is never confirmed is sent twice in a delivery, not for ever") {
  Introduced one;
  one.both_say_yes();
  one.drawer.sameness = model::Sameness::a;
  one.drawer.lose_answers = true;
  one.sync();
  CHECK(one.drawer.made == 4);
  one.sync();
  CHECK(one.drawer.made == 8);
  one.drawer.lose_answers = false;
  CHECK(one.sync().deliver.waiting == 0);
  CHECK(one.drawer.made == 10);
}

TEST_CASE("undo takes both drafts back") {
  Introduced one;
  one.both_say_yes();
  const auto run = one.sync().run;
  REQUIRE(one.drawer.drafts.size() == 2);
  one.with_world([&](engine::World& world) {
    const auto undone = engine::undo_now(world, run, {});
    REQUIRE(undone);
    CHECK(undone->kept.empty());
  });
  CHECK(one.drawer.drafts.empty());
}

TEST_CASE("undo leaves a draft that a person has sent") {
  for (const auto& [said, is_sent] :
       {std::pair<std::optional<bool>, bool>{true, true}, {std::nullopt, true}, {false, false}}) {
    // As a CRM shows a mail that has left: the same id, done or not said; one that waits may be shown, too.
    Introduced one;
    one.both_say_yes();
    one.sync();
    model::Record sent(model::Kind::activity);
    sent.values[model::activity::id] = std::string("mails:m1");
    sent.values[model::activity::kind] = std::string("email_out");
    if (said) sent.values[model::activity::done] = *said;
    sent.values[model::activity::contacts] = std::vector<std::string>{one.joan};
    sent.values[model::activity::at] = one.stage.clock.now();
    ports::PageCommit page;
    page.crm = "main";
    page.stream = "mails";
    page.kind = model::Kind::activity;
    const std::vector<model::Record> records = {sent};
    page.records = records;
    page.at = one.stage.clock.now();
    REQUIRE(one.stage.store().commit_page(page));
    auto operations = one.stage.store().operations_on({"main", model::Kind::contact, one.joan});
    REQUIRE(operations);
    const auto undo = engine::take_back_plan(one.stage.store(), "main", std::move(*operations), one.stage.clock.now());
    REQUIRE(undo);
    std::vector<std::string> taken, kept;
    for (const auto& entry : undo->plan.entries) {
      for (const auto& change : entry.changes) {
        if (change.action == Action::remove_draft) taken.push_back(change.value + change.to + change.body);
      }
    }
    for (const auto& left : undo->kept) kept.push_back(left.text);
    CHECK(taken == (is_sent ? std::vector<std::string>{"m2"} : std::vector<std::string>{"m2", "m1"}));
    CHECK(kept == (is_sent ? std::vector<std::string>{"the draft was sent by a person"} : std::vector<std::string>{}));
  }
}

TEST_CASE("a list or a tie is taken back where we made it, and not where it stood before") {
  Introduced one;
  std::vector<model::Change> changes(2);
  for (auto& change : changes) {
    change.subject = {"main", model::Kind::contact, one.joan};
    change.cause = "test";
  }
  changes[0].action = Action::list_add;
  changes[0].field = "list";
  changes[0].value = "51";
  changes[1].action = Action::associate;
  changes[1].field = "company";
  changes[1].value = "30";
  auto& store = one.stage.store();
  const auto now = one.stage.clock.now();
  REQUIRE(store.enqueue(0, changes, now));
  const auto deliver = [&](std::size_t which, model::Outcome::Kind kind, const std::string& created) {
    const auto id = model::operation_id(changes[which]);
    REQUIRE(store.mark_sending({&id, 1}, now));
    const model::Outcome outcome{id, kind, created, std::nullopt, std::nullopt};
    REQUIRE(store.mark_outcomes({&outcome, 1}, now));
  };
  deliver(0, model::Outcome::Kind::already, "");
  deliver(1, model::Outcome::Kind::done, "t5");
  auto operations = store.operations_on({"main", model::Kind::contact, one.joan});
  REQUIRE(operations);
  std::erase_if(*operations, [](const model::Operation& operation) { return operation.change.cause != "test"; });
  REQUIRE(operations->size() == 2);
  const auto undo = engine::take_back_plan(store, "main", std::move(*operations), now);
  REQUIRE(undo);
  REQUIRE(undo->plan.entries.size() == 1);
  REQUIRE(undo->plan.entries.front().changes.size() == 1);
  const auto& back = undo->plan.entries.front().changes.front();
  CHECK(back.action == Action::dissociate);
  CHECK(back.field == "company");
  CHECK(back.value == "30");
  CHECK(back.prior == "t5");
  REQUIRE(undo->kept.size() == 1);
  CHECK(undo->kept.front().text == "it was on the list 51 before we asked for it");
}
