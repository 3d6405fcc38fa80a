#include "contract/makers.hpp"
#include "contract/samples.hpp"

using namespace goodword;
using namespace goodword::samples;
using model::Kind;
using model::Record;
using model::Verdict;

namespace {

model::Dossier dossier_of(ports::Store& store, const std::string& id) {
  auto dossier = must(store.dossier({"main", Kind::contact, id}));
  REQUIRE(dossier);
  return *dossier;
}

std::vector<std::string> ids_of(const std::vector<Record>& records) {
  std::vector<std::string> ids;
  for (const auto& record : records) ids.push_back(record.id());
  return ids;
}

std::vector<std::string> marks_of(ports::Store& store, const std::string& id) {
  std::vector<std::string> operations;
  for (const auto& mark : dossier_of(store, id).marks) operations.push_back(mark.operation);
  return operations;
}

void merge(ports::Store& store, Kind kind, const std::string& old, const std::string& survivor) {
  const std::vector<std::pair<std::string, std::string>> merged = {{old, survivor}};
  auto commit = page(kind, {});
  commit.merged = merged;
  must(store.commit_page(commit));
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a dossier holds the company, opportunities and activities of its contact") {
  FOR_EVERY_STORE(maker, folder, store) {
    store_records(*store, Kind::contact, {with(contact("1"), model::contact::company, std::string("7")), contact("2")});
    store_records(*store, Kind::company, {company("7")});
    store_records(*store, Kind::opportunity,
                  {opportunity("b", {"1"}), opportunity("a", {"1", "2"}), opportunity("c", {"2"}, "7"),
                   opportunity("d", {}, "7")});
    store_records(*store, Kind::activity,
                  {activity("x", {"1"}, 30), activity("y", {"1", "2"}, 10), activity("z", {"2"}, 20),
                   with(activity("w", {}, 5), model::activity::opportunity, std::string("a")),
                   with(activity("v", {"2"}, 5), model::activity::opportunity, std::string("b"))});
    const auto dossier = dossier_of(*store, "1");
    CHECK(dossier.crm == "main");
    CHECK(dossier.seen_at == at(0));
    CHECK(dossier.company == company("7"));
    CHECK(ids_of(dossier.opportunities) == Names{"a", "b", "d"});
    CHECK(ids_of(dossier.activities) == Names{"w", "y", "x"});
    CHECK(ids_of(dossier_of(*store, "2").opportunities) == Names{"a", "c"});
    CHECK_FALSE(dossier_of(*store, "2").company);
  }
}

TEST_CASE("a link that a record dropped is no longer followed") {
  FOR_EVERY_STORE(maker, folder, store) {
    store_records(*store, Kind::contact, {contact("1"), contact("2")});
    store_records(*store, Kind::opportunity, {opportunity("a", {"1", "2"})});
    store_records(*store, Kind::opportunity, {opportunity("a", {"2"})});
    CHECK(dossier_of(*store, "1").opportunities.empty());
    CHECK(ids_of(dossier_of(*store, "2").opportunities) == Names{"a"});
    const std::vector<std::string> gone = {"a"};
    must(store->mark_gone("main", Kind::opportunity, gone, at(1)));
    CHECK(dossier_of(*store, "2").opportunities.empty());
  }
}

TEST_CASE("a dossier names the others on the contact's deals, and when somebody last spoke with them") {
  FOR_EVERY_STORE(maker, folder, store) {
    const auto spoken = [](const std::string& id, const std::string& who, int minutes, const std::string& kind) {
      return with(activity(id, {who}, minutes), model::activity::kind, kind);
    };
    store_records(*store, Kind::contact,
                  {contact("1"), with(contact("2"), model::contact::title, std::string("CEO")), contact("3"),
                   with(contact("4"), model::contact::title, std::string("Clerk"))});
    store_records(*store, Kind::opportunity,
                  {opportunity("a", {"1", "2"}), opportunity("b", {"1", "2", "3"}), opportunity("c", {"4"})});
    store_records(*store, Kind::activity,
                  {spoken("x", "2", 10, "meeting"), spoken("y", "2", 20, "call"), spoken("z", "2", 30, "note"),
                   spoken("v", "3", 5, "task"), spoken("w", "1", 40, "meeting")});
    const auto others = dossier_of(*store, "1").others;
    CHECK(others == std::vector<model::OnTheDeal>{{"2", "CEO", at(20)}, {"3", "", std::nullopt}});
    CHECK(dossier_of(*store, "4").others.empty());
    CHECK(dossier_of(*store, "3").others == std::vector<model::OnTheDeal>{{"1", "", at(40)}, {"2", "CEO", at(20)}});
  }
}

TEST_CASE("dossiers come in pages by id, each contact once, of one CRM, and the same as one by one") {
  FOR_EVERY_STORE(maker, folder, store) {
    std::vector<Record> contacts, activities;
    for (int i = 0; i < 25; ++i) {
      const auto id = std::to_string(i);
      contacts.push_back(with(contact(id), model::contact::company, std::string("c") + std::to_string(i % 3)));
      activities.push_back(activity("a" + id, {id, std::to_string(i / 2)}, i));
    }
    store_records(*store, Kind::contact, contacts);
    store_records(*store, Kind::activity, activities);
    store_records(*store, Kind::company, {company("c0"), company("c1")});
    auto other = page(Kind::contact, contacts);
    other.crm = "second";
    must(store->commit_page(other));
    const std::vector<std::string> gone = {"11"};
    must(store->mark_gone("main", Kind::contact, gone, at(1)));

    Names ids;
    for (std::string after;;) {
      const auto some = must(store->dossiers("main", after, 10));
      if (some.empty()) break;
      REQUIRE(some.size() <= 10);
      for (const auto& dossier : some) {
        const auto alone = dossier_of(*store, dossier.contact.id());
        ids.push_back(dossier.contact.id());
        CHECK(dossier.crm == "main");
        CHECK(dossier.contact == alone.contact);
        CHECK(dossier.company == alone.company);
        CHECK(dossier.activities == alone.activities);
      }
      after = ids.back();
    }
    Names expected;
    for (const auto& record : contacts) expected.push_back(record.id());
    std::erase(expected, "11");
    std::ranges::sort(expected);
    CHECK(ids == expected);
  }
}

TEST_CASE("marks are what we made and did not take back") {
  FOR_EVERY_STORE(maker, folder, store) {
    store_records(*store, Kind::contact, {contact("1"), contact("2")});
    const auto tag = deliver(*store, add_tag("1", "gw:refer"));
    const auto text = deliver(*store, note("1", "Needs a website."), "note-88");
    deliver(*store, add_tag("2", "gw:nurture"));
    const std::vector<model::Change> waiting = {add_tag("1", "gw:pursue")};
    must(store->enqueue(0, waiting, at(1)));

    const auto marks = dossier_of(*store, "1").marks;
    const std::vector<model::Mark> expected = {{tag, 0, model::Action::add_tag, "gw:refer", "", "decision-1", at(3)},
                                               {text, 0, model::Action::note, "", "note-88", "note of 1", at(3)}};
    CHECK(marks == expected);

    deliver(*store, remove_tag("1", "gw:refer", "decision-2"));
    CHECK(marks_of(*store, "1") == Names{text});
    const auto again = deliver(*store, add_tag("1", "gw:refer", "decision-3"));
    CHECK(marks_of(*store, "1") == Names{text, again});
    must(store->mark_undone(text, "some-undo", at(9)));
    CHECK(marks_of(*store, "1") == Names{again});
  }
}

TEST_CASE("a tag that was there before we asked is not a mark, unless an answer of ours was lost") {
  FOR_EVERY_STORE(maker, folder, store) {
    store_records(*store, Kind::contact, {contact("1")});
    const std::vector<model::Change> changes = {add_tag("1", "gw:refer"), add_tag("1", "gw:nurture")};
    must(store->enqueue(0, changes, at(0)));
    const Names ids = {model::operation_id(changes[0]), model::operation_id(changes[1])};
    must(store->mark_sending(ids, at(1)));
    const std::vector<model::Outcome> first = {outcome(ids[0], model::Outcome::Kind::already),
                                               outcome(ids[1], model::Outcome::Kind::unknown)};
    must(store->mark_outcomes(first, at(2)));
    const Names lost = {ids[1]};
    must(store->mark_sending(lost, at(3)));
    const std::vector<model::Outcome> second = {outcome(ids[1], model::Outcome::Kind::already)};
    must(store->mark_outcomes(second, at(4)));
    CHECK(marks_of(*store, "1") == lost);
    CHECK(must(store->operation(ids[0]))->detail == "it was so already");
  }
}

TEST_CASE("the last decision is in force and the earlier ones are history") {
  FOR_EVERY_STORE(maker, folder, store) {
    store_records(*store, Kind::contact, {contact("1"), contact("2")});
    CHECK_FALSE(dossier_of(*store, "1").decision);
    const std::vector first = {decision("d1", "1", Verdict::pursue), decision("d2", "2", Verdict::nurture)};
    must(store->save_decisions(first));
    auto later = decision("d3", "1", Verdict::refer);
    later.at = at(60);
    must(store->save_decisions(std::span(&later, 1)));
    CHECK(dossier_of(*store, "1").decision == later);
    CHECK(dossier_of(*store, "2").decision == first[1]);
    CHECK(must(store->decision_history({"main", Kind::contact, "1"}, 10)) == std::vector{later, first[0]});
    CHECK(must(store->decision_history({"main", Kind::contact, "1"}, 1)) == std::vector{later});
  }
}

TEST_CASE("the pipeline is counted and asked in parts, and a contact that goes takes its row along") {
  FOR_EVERY_STORE(maker, folder, store) {
    store_records(*store, Kind::contact, {contact("1"), contact("2"), contact("3"), contact("4")});
    using model::BarSide;
    using ports::PipelinePart;
    using ports::Who;
    const model::PipelineRow above{
        "1", "prospect", true, true, false, "dev", 100, 2, 50, BarSide::above, Verdict::pursue, "", false, 2};
    model::PipelineRow refers{"2", "prospect", true,           true,           true,       "dev", 10,
                              4,   2.5,        BarSide::below, Verdict::refer, "pellwick", true,  1};
    const model::PipelineRow client{"3", "client", false,         false,         false, "",    0,
                                    0,   0,        BarSide::none, Verdict::none, "",    false, 0};
    refers.prospector = "priya";  // whose its task is
    refers.came_back = at(4);
    auto unknown = above;
    unknown.contact = "none";
    must(store->save_pipeline("main", std::vector{above, refers, client, unknown}));
    const auto part = [&](PipelinePart which) { return must(store->pipeline("main", which)); };
    const auto ids = [&](Who who, std::string_view after = "") { return must(store->contacts("main", who, after, 2)); };
    using Ids = std::vector<std::string>;
    CHECK(part(PipelinePart::competing) == std::vector{above, refers});
    CHECK(part(PipelinePart::above_bar) == std::vector{above});
    CHECK(part(PipelinePart::placed) == std::vector{refers});
    CHECK(part(PipelinePart::came_back) == std::vector{refers});
    CHECK(ids(Who::everyone) == Ids{"1", "2"});
    CHECK(ids(Who::everyone, "2") == Ids{"3", "4"});
    CHECK(ids(Who::in_scope) == Ids{"1", "2"});
    CHECK(ids(Who::needy) == Ids{"2"});
    const auto verdicts = [&] { return must(store->counts("main")).verdicts; };
    using Counts = std::map<std::string, std::int64_t>;
    CHECK(verdicts() == Counts{{"pursue", 1}, {"refer", 1}});
    CHECK(must(store->pipeline_sums("main")).open_tasks == std::map<std::string, int>{{"dev", 2}, {"priya", 1}});
    auto turned = above;
    turned.verdict = Verdict::let_go;
    turned.open_tasks = 0;
    must(store->save_pipeline("main", std::span(&turned, 1)));
    CHECK(verdicts() == Counts{{"let_go", 1}, {"refer", 1}});
    CHECK(must(store->pipeline_sums("other")).standings.empty());
    must(store->mark_gone("main", Kind::contact, std::vector<std::string>{"2"}, at(5)));
    CHECK(verdicts() == Counts{{"let_go", 1}});
    CHECK(part(PipelinePart::placed).empty());
    const auto sums = must(store->pipeline_sums("main"));
    CHECK(sums.open_tasks.empty());
    CHECK(sums.standings == Counts{{"client", 1}, {"prospect", 1}});
  }
}

TEST_CASE("deciding ends what was due when it began, and nothing that came in meanwhile") {
  FOR_EVERY_STORE(maker, folder, store) {
    store_records(*store, Kind::contact, {contact("1"), contact("2"), contact("3")});
    const auto due = [&] { return must(store->contacts("main", ports::Who::due, "", 10)); };
    using Ids = std::vector<std::string>;
    const auto answer = [&](const std::string& id, int when) {
      must(store->save_answer({{"main", Kind::contact, id}, "budget", "no", "", "dev", at(when)}));
    };
    CHECK(due() == Ids{"1", "2", "3"});
    answer("1", 1);
    const auto start = must(store->begin_deciding("main"));
    CHECK(start.ground.is_null());
    answer("2", 2);
    CHECK(due() == Ids{"1", "2", "3"});
    const auto ground = base::Json::object({{"day", base::Json("2026-11-02")}});
    const Ids unsettled = {"3"};
    must(store->end_deciding({"main", start.stamp, ground, unsettled}));
    CHECK(due() == Ids{"2", "3"});
    CHECK(must(store->begin_deciding("main")).ground == ground);
    CHECK(must(store->begin_deciding("other")).ground.is_null());
    must(store->end_deciding({"main", must(store->begin_deciding("main")).stamp, ground, {}}));
    CHECK(due().empty());
  }
}

TEST_CASE("the same decision seen anew takes the place of its older figures") {
  FOR_EVERY_STORE(maker, folder, store) {
    store_records(*store, Kind::contact, {contact("1")});
    auto fresh = decision("d1", "1", Verdict::pursue);
    must(store->save_decisions(std::span(&fresh, 1)));
    fresh.at = at(60);
    fresh.hour.back = 120;
    must(store->save_decisions(std::span(&fresh, 1)));
    CHECK(must(store->decision_history({"main", Kind::contact, "1"}, 10)) == std::vector{fresh});
    const auto other = decision("d1", "1", Verdict::refer);
    CHECK(code_of(store->save_decisions(std::span(&other, 1))) == "store.constraint");
  }
}

TEST_CASE("answers are in the dossier, oldest first, each once") {
  FOR_EVERY_STORE(maker, folder, store) {
    store_records(*store, Kind::contact, {contact("1")});
    const model::PersonAnswer early{{"main", Kind::contact, "1"}, "budget", "no", "CFO, 12 May", "dev", at(-10)};
    const model::PersonAnswer late{{"main", Kind::contact, "1"}, "timing", "spring", "", "dev", at(0)};
    must(store->save_answer(late));
    must(store->save_answer(early));
    must(store->save_answer(early));
    CHECK(dossier_of(*store, "1").answers == std::vector{early, late});
  }
}

TEST_CASE("an answer about a company is in the dossier of everybody there, and of nobody else") {
  FOR_EVERY_STORE(maker, folder, store) {
    const auto at_seven = [](const char* id) { return with(contact(id), model::contact::company, std::string("7")); };
    store_records(*store, Kind::contact, {at_seven("1"), at_seven("2"), contact("7")});
    store_records(*store, Kind::company, {company("7")});
    const model::PersonAnswer own{{"main", Kind::contact, "1"}, "timing", "spring", "", "dev", at(-10)};
    const model::PersonAnswer shared{{"main", Kind::company, "7"}, "issuer", "no", "their site", "dev", at(-5)};
    must(store->save_answer(shared));
    must(store->save_answer(own));
    CHECK(dossier_of(*store, "1").answers == std::vector{own, shared});
    CHECK(dossier_of(*store, "2").answers == std::vector{shared});
    CHECK(dossier_of(*store, "7").answers.empty());
  }
}

TEST_CASE("contacts are found by id, by any e-mail in any case and by full name") {
  FOR_EVERY_STORE(maker, folder, store) {
    auto hanna = with(contact("1", ""), model::contact::first_name, std::string("Hanna"));
    hanna = with(hanna, model::contact::last_name, std::string("Quist"));
    hanna =
        with(hanna, model::contact::emails, std::vector<std::string>{"hanna@nordvik.example", "H.Quist@home.example"});
    store_records(*store, Kind::contact, {hanna, contact("2", "Zo\xC3\xAB O'Neil"), contact("3", "hanna quist")});
    const auto found = [&](std::string_view words) {
      Names ids;
      for (const auto& ref : must(store->find_contacts(words))) ids.push_back(model::to_text(ref));
      return ids;
    };
    CHECK(found("1") == Names{"main contact 1"});
    CHECK(found(" HANNA@nordvik.example ") == Names{"main contact 1"});
    CHECK(found("h.quist@home.example") == Names{"main contact 1"});
    CHECK(found("Hanna Quist") == Names{"main contact 1", "main contact 3"});
    CHECK(found("Zo\xC3\xAB O'Neil") == Names{"main contact 2"});
    CHECK(found("Hanna").empty());
    CHECK(found("").empty());
    CHECK(found("%").empty());
    store_records(*store, Kind::contact, {contact("1", "Hanna Berg")});
    CHECK(found("hanna@nordvik.example").empty());
    CHECK(found("Hanna Quist") == Names{"main contact 3"});
    CHECK(found("hanna berg") == Names{"main contact 1"});
  }
}

TEST_CASE("closed opportunities are those won or lost, newest first") {
  FOR_EVERY_STORE(maker, folder, store) {
    const auto closed = [](const std::string& id, const std::string& state, unsigned day) {
      const base::Date date(std::chrono::year(2026), std::chrono::month(5), std::chrono::day(day));
      return with(with(opportunity(id, {}), model::opportunity::state, state), model::opportunity::close_date, date);
    };
    store_records(*store, Kind::opportunity,
                  {closed("a", "won", 1), closed("b", "open", 2), closed("c", "lost", 3), closed("d", "won", 2)});
    CHECK(ids_of(must(store->closed_opportunities("main", 10))) == Names{"c", "d", "a"});
    CHECK(ids_of(must(store->closed_opportunities("main", 1))) == Names{"c"});
    CHECK(must(store->closed_opportunities("second", 10)).empty());
    const Names some = {"d", "nobody", "a"};
    CHECK(ids_of(must(store->records_of("main", model::Kind::opportunity, some))) == Names{"d", "a"});
    CHECK(must(store->records_of("main", model::Kind::contact, some)).empty());
    CHECK(must(store->records_of("second", model::Kind::opportunity, some)).empty());
  }
}

TEST_CASE("what hung on a merged contact hangs on the survivor") {
  FOR_EVERY_STORE(maker, folder, store) {
    store_records(*store, Kind::contact, {contact("1"), contact("2", "Hannah Quist")});
    store_records(*store, Kind::opportunity, {opportunity("a", {"2"})});
    store_records(*store, Kind::activity, {activity("x", {"2"}, 1), activity("y", {"1", "2"}, 2)});
    const auto tag = deliver(*store, add_tag("2", "gw:refer"));
    const auto judged = decision("d1", "2", Verdict::refer);
    must(store->save_decisions(std::span(&judged, 1)));
    must(store->save_answer({{"main", Kind::contact, "2"}, "budget", "no", "", "dev", at(0)}));
    auto commit = desk();
    commit.referrals = {referral("r1", "2", model::ReferralState::proposed)};
    must(store->commit_desk(commit));

    merge(*store, Kind::contact, "2", "1");
    const auto dossier = dossier_of(*store, "2");
    CHECK(dossier.contact == contact("1"));
    CHECK(ids_of(dossier.opportunities) == Names{"a"});
    CHECK(ids_of(dossier.activities) == Names{"x", "y"});
    CHECK(marks_of(*store, "1") == Names{tag});
    REQUIRE(dossier.decision);
    CHECK(dossier.decision->contact.id == "1");
    REQUIRE(dossier.answers.size() == 1);
    CHECK(dossier.answers.front().contact.id == "1");
    CHECK(dossier.referrals == std::vector{referral("r1", "1", model::ReferralState::proposed)});
    CHECK(must(store->referrals("main")) == dossier.referrals);
    CHECK(ids_of(must(store->records("main", Kind::contact, 10))) == Names{"1"});
    CHECK(must(store->counts("main")).records.at("contact") == 1);
    CHECK(must(store->find_contacts("2")) == std::vector<model::Ref>{{"main", Kind::contact, "1"}});
  }
}

TEST_CASE("a contact that was renamed is found by its new name only, while its stream is read and after") {
  FOR_EVERY_STORE(maker, folder, store) {
    const auto found = [&](std::string_view words) { return must(store->find_contacts(words)).size(); };
    const auto end_stream = [&] { must(store->set_pulled("main", "contacts", at(1))); };
    store_records(*store, Kind::contact, {contact("1", "Hanna Quist"), contact("2", "Ada Berg")});
    CHECK(found("hanna quist") == 1);
    store_records(*store, Kind::contact, {contact("1", "Hanna Berg")});
    CHECK(found("hanna quist") == 0);
    CHECK(found("Hanna Berg") == 1);
    end_stream();
    CHECK(found("hanna quist") == 0);
    CHECK(found("hanna berg") == 1);
    store_records(*store, Kind::contact, {contact("1", "Hanna Quist"), contact("2", "Hanna Quist")});
    CHECK(found("hanna quist") == 2);
    CHECK(found("hanna berg") == 0);
    end_stream();
    CHECK(found("hanna quist") == 2);
    CHECK(found("ada berg") == 0);
  }
}

TEST_CASE("a chain of merges ends at the last survivor, and a merged record shown late stays merged") {
  FOR_EVERY_STORE(maker, folder, store) {
    store_records(*store, Kind::contact, {contact("1"), contact("2"), contact("3")});
    merge(*store, Kind::contact, "1", "2");
    merge(*store, Kind::contact, "2", "3");
    merge(*store, Kind::contact, "1", "2");
    merge(*store, Kind::contact, "3", "1");  // a circle is no news
    CHECK(dossier_of(*store, "1").contact == contact("3"));
    CHECK(store_records(*store, Kind::contact, {contact("1", "Late")}).same == 1);
    CHECK(ids_of(must(store->records("main", Kind::contact, 10))) == Names{"3"});
  }
}

TEST_CASE("contacts and opportunities of a merged company are those of the survivor") {
  FOR_EVERY_STORE(maker, folder, store) {
    store_records(*store, Kind::contact, {with(contact("1"), model::contact::company, std::string("old"))});
    store_records(*store, Kind::company, {company("old"), company("new", "Nordvik Group")});
    store_records(*store, Kind::opportunity, {opportunity("a", {}, "new"), opportunity("b", {}, "old")});
    merge(*store, Kind::company, "old", "new");
    CHECK(dossier_of(*store, "1").company == company("new", "Nordvik Group"));
    CHECK(ids_of(dossier_of(*store, "1").opportunities) == Names{"a", "b"});
  }
}
