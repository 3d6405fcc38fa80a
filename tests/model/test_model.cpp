#include <catch2/catch.hpp>

#include <set>

#include "model/change.hpp"
#include "model/circle.hpp"
#include "model/decision.hpp"
#include "model/record.hpp"
#include "model/referral.hpp"

using namespace goodword;
using namespace goodword::model;
using base::Instant;

namespace {

Instant moment(const char* text) { return *base::parse_rfc3339(text); }

Record joan() {
  Record record(Kind::contact);
  record.values[contact::id] = std::string("20417");
  record.values[contact::first_name] = std::string("Joan");
  record.values[contact::last_name] = std::string("Marsh");
  record.values[contact::emails] = std::vector<std::string>{"joan@kestrelby.example"};
  record.values[contact::no_mail] = false;
  record.values[contact::changed] = moment("2026-11-03T09:12:05.000007Z");
  record.custom = {{"budget", FieldClass::business, base::Money{600050, "GBP"}},
                   {"since", FieldClass::business, base::Date{std::chrono::year{2024} / 2 / 29}}};
  return record;
}

Change tag_change() {
  Change change;
  change.subject = {"main", Kind::contact, "20417"};
  change.field = "tags";
  change.value = "gw:refer";
  change.cause = "decision-1";
  return change;
}

}  // namespace

TEST_CASE("the named places are the places of the field lists") {
  CHECK(field_index(Kind::contact, "changed") == contact::changed);
  CHECK(field_index(Kind::contact, "company") == contact::company);
  CHECK(field_index(Kind::company, "changed") == company::changed);
  CHECK(field_index(Kind::company, "size") == company::size);
  CHECK(field_index(Kind::opportunity, "changed") == opportunity::changed);
  CHECK(field_index(Kind::opportunity, "loss_reason") == opportunity::loss_reason);
  CHECK(field_index(Kind::activity, "changed") == activity::changed);
  CHECK(field_index(Kind::activity, "about") == activity::about);
  CHECK(field_index(Kind::user, "changed") == user::changed);
  CHECK(field_index(Kind::hint, "changed") == hint::changed);
  CHECK_FALSE(field_index(Kind::contact, "amount"));
  for (const auto kind : {Kind::contact, Kind::company, Kind::opportunity, Kind::activity, Kind::user, Kind::hint}) {
    CHECK(fields_of(kind)[0].name == "id");
    CHECK(kind_of(to_text(kind)) == kind);
  }
}

TEST_CASE("a record survives the way to JSON and back with every digit") {
  CHECK(record_from_json(Kind::contact, to_json(joan())) == joan());
}

TEST_CASE("a display name is the name, the two names or the id") {
  CHECK(display_name(joan()) == "Joan Marsh");
  Record bare(Kind::contact);
  bare.values[contact::id] = std::string("7");
  CHECK(display_name(bare) == "7");
  bare.values[contact::last_name] = std::string("Marsh");
  CHECK(display_name(bare) == "Marsh");
}

TEST_CASE("the same intent has the same operation id and any other has another") {
  std::set<std::string> ids = {operation_id(tag_change())};
  Change same = tag_change();
  same.why = "said differently";
  same.prior = "gw:pursue";
  CHECK(ids.contains(operation_id(same)));
  Change other = tag_change();
  other.cause = "decision-2";
  CHECK(ids.insert(operation_id(other)).second);
  other = tag_change();
  other.subject.id = "20418";
  CHECK(ids.insert(operation_id(other)).second);
  other = tag_change();
  other.action = Action::remove_tag;
  CHECK(ids.insert(operation_id(other)).second);
  // Parts that run together must not collide.
  Change left = tag_change(), right = tag_change();
  left.field = "ta", left.value = "gs";
  right.field = "t", right.value = "ags";
  CHECK(operation_id(left) != operation_id(right));
}

TEST_CASE("markers are recognised and look-alikes are not") {
  const std::string marker = marker_of(operation_id(tag_change()));
  CHECK(has_marker("Some note " + marker));
  CHECK(has_marker(marker));
  CHECK_FALSE(has_marker("gw: prospect-yes by phone"));
  CHECK_FALSE(has_marker("[gw:short]"));
  CHECK_FALSE(has_marker("[gw:ABCDEFABCDEF]"));
  CHECK_FALSE(has_marker("[gw:0123456789ab"));
}

TEST_CASE("an operation is done only after it was sending and never leaves done") {
  using enum OperationState;
  CHECK(may_follow(fresh, sending));
  CHECK(may_follow(sending, done));
  CHECK(may_follow(unknown, done));
  CHECK_FALSE(may_follow(fresh, done));
  for (const auto to : {fresh, sending, failed, unknown, needs_review}) CHECK_FALSE(may_follow(done, to));
  for (const auto state : {fresh, sending, done, failed, unknown, needs_review}) {
    CHECK(operation_state_of(to_text(state)) == state);
  }
}

TEST_CASE("a plan survives the way to JSON and back") {
  Plan plan;
  plan.number = 18;
  plan.crm = "main";
  plan.made_at = moment("2026-11-03T09:12:00Z");
  plan.data_at = moment("2026-11-03T09:09:00Z");
  plan.prospects = 64;
  Change task = tag_change();
  task.action = Action::task;
  task.title = "ask Joan";
  task.due = moment("2026-11-05T09:00:00Z");
  plan.entries = {{tag_change().subject,
                   "Joan Marsh",
                   "Kestrelby Dairy",
                   "Dev",
                   "pursue",
                   "refer",
                   "wants copywriting",
                   {tag_change(), task},
                   {}}};
  ReferralMove move;
  move.referral.id = "r1";
  move.referral.contact = tag_change().subject;
  move.referral.opened = plan.made_at;
  move.referral.next_by = plan.made_at;
  move.referral.alternatives = {"sallow"};
  move.event = {"r1", "offer_prospect", plan.made_at, "dev", "", "plan 18", ""};
  plan.entries.front().moves = {move};
  plan.left_alone = {{tag_change().subject, "Hollin Joinery", "person_edit", "his edit stands"}};
  CHECK(plan_from_json(to_json(plan)) == plan);
  CHECK(count_changes(plan) == 2);
}

TEST_CASE("a decision survives the way to JSON and back") {
  Decision decision;
  decision.contact = {"main", Kind::contact, "20417"};
  decision.at = moment("2026-11-03T09:12:00Z");
  decision.verdict = Verdict::refer;
  decision.row = 10;
  decision.reasons = {{24, "outside our field"}};
  decision.signs = {{"a",
                     "no timing",
                     false,
                     SignState::seen,
                     0.75,
                     false,
                     {{"a",
                       "r1",
                       "r1:7",
                       false,
                       false,
                       0.6,
                       moment("2026-10-21T00:00:00Z"),
                       "no idea when",
                       {"main", Kind::activity, "7"},
                       "text",
                       ""}}}};
  decision.chance = {0.11, 0.01, 0.32, 84, {{"no timing", -0.3, 84}}};
  decision.hour = {{600000, "GBP"}, 0.4, 5.5, 264, 48, 310, false, true, "median of 6"};
  decision.need.service = "copywriting";
  decision.need.company_size = 40;
  decision.inside = {false, {"process"}, {"marta"}, "none fits"};
  decision.matches = {{"pellwick", 893, {{"fit", 100, true, "exact"}}, {"food"}, {"slow"}}};
  decision.no_matches = {{"dunmarrow", "service", "does not do copywriting"}};
  decision.screen = {{"show", Answer3::no, "her yes is missing", "p", "r", 2, "Art. 6", "f", {"tell her"}}};
  decision.question = Question{"d", "who signs?", 12.5, true};
  decision.again = moment("2026-12-03T09:12:00Z");
  decision.not_used = {"2 notes in Polish"};
  decision.id = decision_id(decision, "before");
  CHECK(decision_from_json(to_json(decision)) == decision);
}

TEST_CASE("a decision gets a new id only when what the CRM shows would change") {
  Decision decision;
  decision.contact = {"main", Kind::contact, "1"};
  decision.verdict = Verdict::refer;
  decision.matches = {{"pellwick", 893, {}, {}, {}}};
  Decision same = decision;
  same.row = 23;
  same.chance.value = 0.5;
  same.matches.front().score = 800;
  CHECK(same_outcome(decision, same));
  CHECK(decision_id(decision, "x") == decision_id(same, "x"));
  CHECK(decision_id(decision, "x") != decision_id(decision, "y"));
  same.matches.front().partner = "sallow";
  CHECK_FALSE(same_outcome(decision, same));
}

TEST_CASE("referral steps are a function and only open offers are live") {
  std::set<std::pair<ReferralState, std::string_view>> seen;
  for (const auto& step : referral_steps()) CHECK(seen.insert({step.from, step.event}).second);
  CHECK(referral_step(ReferralState::offered_prospect, "prospect_yes")->to == ReferralState::prospect_accepted);
  CHECK(referral_step(ReferralState::offered_prospect, "introduce") == nullptr);
  CHECK(referral_step(ReferralState::prospect_accepted, "introduce") == nullptr);
  CHECK(is_live(ReferralState::offered_partner));
  CHECK_FALSE(is_live(ReferralState::introduced));
}

TEST_CASE(
    "whatever is told of an introduction leads on: to work, to thanks, or to an end, and never back to an offer") {
  std::set<ReferralState> reached = {ReferralState::proposed};
  for (std::size_t before = 0; before != reached.size();) {
    before = reached.size();
    for (const auto& step : referral_steps()) {
      if (reached.contains(step.from)) reached.insert(step.to);
    }
  }
  for (const auto& step : referral_steps()) {
    INFO(to_text(step.from) << " " << step.event);
    CHECK(reached.contains(step.from));
    if (phase_of(step.from) != ReferralPhase::offer) CHECK(phase_of(step.to) != ReferralPhase::offer);
    if (step.to == ReferralState::closed && step.from != step.to) CHECK(step.from == ReferralState::won);
    if (step.event == "correct") CHECK(step.to == ReferralState::working);
    const bool judges = step.event.ends_with("_content") || step.event.ends_with("_complains");
    const bool news = phase_of(step.from) == ReferralPhase::work && step.event != "ask" && !judges;
    if (news) CHECK(step.from != step.to);
    if (judges) CHECK(step.from == step.to);
    if (judges) CHECK(step.acts_next == acts_next(step.from));
  }
  for (const auto state : {ReferralState::introduced, ReferralState::acknowledged, ReferralState::contacted,
                           ReferralState::met, ReferralState::working, ReferralState::on_hold}) {
    CHECK(phase_of(state) == ReferralPhase::work);
    for (const std::string_view event : {"ask", "win", "lose", "find_no_fit", "give_back", "withdraw"})
      CHECK(referral_step(state, event) != nullptr);
  }
  CHECK(acts_next(ReferralState::introduced) == "partner");
  CHECK(acts_next(ReferralState::won) == "seller");
  CHECK(acts_next(ReferralState::closed) == "nobody");
}

TEST_CASE("a partner survives the way to JSON and back") {
  const auto json = base::parse_settings_json(
      R"({"id":"pellwick","kind":"competitor","name":"Pellwick Copy","person":"Ewan Pell","services":["copywriting"],
          "places":[{"city":"Ripon","country":"GB","latitude":54.13,"longitude":-1.52}],"room":{"places":2,"until":"2026-11-30"},
          "deal_size":{"least":500,"most":20000},"finished":3,"served_well":3,"trusted":true})",
      "partners.json");
  REQUIRE(json);
  const Partner partner = partner_from_json(*json);
  CHECK(partner.kind == PartnerKind::competitor);
  CHECK(partner.room->places == 2);
  CHECK(partner.places.front().latitude == 54.13);
  CHECK(partner.deal_size.most == 20000);
  CHECK(to_json(partner_from_json(to_json(partner))) == to_json(partner));
}

TEST_CASE("who prospects for somebody works on whom they own together, and nobody else's") {
  model::Firm firm;
  firm.sellers = {
      {"dev", "", {}, 19, {}}, {"priya", "", {}, 19, {"dev", "joe"}}, {"joe", "", {}, 19, {}}, {"ann", "", {}, 19, {}}};
  CHECK(model::hands_of(firm, "dev") == model::Hands{"dev", "priya"});
  CHECK(model::hands_of(firm, "joe") == model::Hands{"joe", "priya"});
  CHECK(model::hands_of(firm, "priya") == model::Hands{"dev", "priya"});
  CHECK(model::hands_of(firm, "ann") == model::Hands{"ann", ""});
  CHECK(model::hands_of(firm, "") == model::Hands{"", ""});
}
