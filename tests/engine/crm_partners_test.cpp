// Partners that a CRM marks: found by tag or field, never prospects, and completed by whoever names their record.
#include "engine/crm_partners.hpp"

#include <catch2/catch.hpp>

#include "engine/partners.hpp"
#include "stage/stage.hpp"

using namespace goodword;
using namespace goodword::testing;
using sandbox::ObjectType;

namespace {

engine::PartnerMarks marks() {
  const auto json = base::parse_json(
      R"({"tags": {"Partner": "ally", "gw:keep": "ally"}, "fields": {"circle": {"Rival": "competitor"}, "is_friend": {"yes": "ally"}},
          "services": {"Writes": "copywriting"}, "service_fields": ["offers"]})");
  return engine::partner_marks_from(*json);
}

engine::Circle circle() {
  engine::Circle made;
  need_copywriting_elsewhere(made);
  made.partners.clear();
  made.partner_marks["main"] = marks();
  return made;
}

model::Dossier ewan(const std::vector<std::string>& tags) {
  model::Dossier made;
  made.crm = "main";
  auto& contact = made.contact;
  contact.values[model::contact::id] = "20417";
  contact.values[model::contact::name] = "Ewan Pell";
  contact.values[model::contact::emails] = std::vector<std::string>{"ewan@pellwick.example"};
  contact.values[model::contact::phones] = std::vector<std::string>{"+44 1"};
  contact.values[model::contact::city] = "Ripon";
  contact.values[model::contact::country] = "United Kingdom";
  contact.values[model::contact::language] = "EN";
  contact.values[model::contact::tags] = tags;
  made.company = model::Record(model::Kind::company);
  made.company->values[model::company::id] = "AB 77";
  made.company->values[model::company::name] = "Pellwick Copy";
  return made;
}

}  // namespace

TEST_CASE("a marked contact is a partner with what its record says, and nobody vouches for it") {
  auto dossier = ewan({"vip", "PARTNER", "writes"});
  const auto found = engine::marked_partners(circle(), dossier);
  REQUIRE(found.size() == 1);
  const auto& partner = found.front();
  CHECK(partner.id == "main-20417");
  CHECK(partner.kind == model::PartnerKind::ally);
  CHECK(partner.name == "Pellwick Copy");
  CHECK(partner.person == "Ewan Pell");
  CHECK(partner.email == "ewan@pellwick.example");
  CHECK(partner.services == std::vector<std::string>{"copywriting"});
  CHECK(partner.places.front().city == "Ripon");
  CHECK(partner.places.front().country == "GB");
  CHECK(partner.languages == std::vector<std::string>{"en"});
  CHECK(partner.mark == model::PartnerMark{"main", "20417"});
  CHECK(partner.origin == "crm main");
  CHECK_FALSE(partner.trusted);
  CHECK_FALSE(partner.room);
  CHECK(engine::marked_partners(circle(), ewan({"vip"})).empty());
  dossier.crm = "other";
  CHECK(engine::marked_partners(circle(), dossier).empty());
}

TEST_CASE("a field of the operator's own marks as well, and words in a field name services") {
  auto dossier = ewan({});
  dossier.contact.custom = {{"circle", model::FieldClass::business, std::string("rival")},
                            {"offers", model::FieldClass::business, std::string("Copywriting and more")}};
  const auto found = engine::marked_partners(circle(), dossier);
  REQUIRE(found.size() == 1);
  CHECK(found.front().kind == model::PartnerKind::competitor);
  CHECK(found.front().services == std::vector<std::string>{"copywriting"});
  dossier.contact.custom = {{"is_friend", model::FieldClass::business, true}};
  CHECK(engine::marked_partners(circle(), dossier).size() == 1);
  dossier.contact.custom = {{"is_friend", model::FieldClass::business, false}};
  CHECK(engine::marked_partners(circle(), dossier).empty());
}

TEST_CASE("a marked company is one partner, and whoever works there is no prospect") {
  auto dossier = ewan({});
  dossier.company->values[model::company::tags] = std::vector<std::string>{"partner"};
  const auto found = engine::marked_partners(circle(), dossier);
  REQUIRE(found.size() == 1);
  CHECK(found.front().name == "Pellwick Copy");
  CHECK(found.front().mark == model::PartnerMark{"main", "", "AB 77"});
  CHECK(found.front().id.starts_with("main-co-"));
  CHECK(found.front().id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_") == std::string::npos);
  auto other = ewan({});
  other.contact.values[model::contact::id] = "5";
  other.company = dossier.company;
  CHECK(engine::marked_partners(circle(), other).front().id == found.front().id);
  auto both = dossier;
  both.contact.values[model::contact::tags] = std::vector<std::string>{"partner"};
  CHECK(engine::marked_partners(circle(), both).size() == 2);
}

TEST_CASE("an entry that names the record is completed by it and stands for both") {
  Stage stage;
  auto stated = circle();
  auto dossier = ewan({"partner", "writes"});
  const auto marked = engine::marked_partners(stated, dossier);
  REQUIRE(stage.store().save_partners(marked, stage.clock.now()));
  model::Partner entry;
  entry.id = "pellwick";
  entry.name = "Pellwick";
  entry.phone = "+44 2";
  entry.trusted = true;
  entry.mark = model::PartnerMark{"main", "20417"};
  entry.origin = engine::partners_file;
  REQUIRE(engine::gather_circle(stated, stage.store(), {entry}, stage.clock.now()));
  REQUIRE(stated.partners.size() == 1);
  const auto& whole = stated.partners.front();
  CHECK(whole.id == "pellwick");
  CHECK(whole.name == "Pellwick");
  CHECK(whole.phone == "+44 2");
  CHECK(whole.email == "ewan@pellwick.example");
  CHECK(whole.services == std::vector<std::string>{"copywriting"});
  CHECK(whole.trusted);
  dossier.contact.values[model::contact::tags] = std::vector<std::string>{};
  CHECK(engine::standing_in(stated, dossier, stage.clock.now()).why == "a partner of ours: pellwick");
}

TEST_CASE(
    "a contact marked in the CRM becomes a partner at the sync, stops being a prospect, and both end with the mark") {
  Stage stage;
  need_copywriting_elsewhere(stage.circle);
  stage.circle.partner_marks["main"] = marks();
  stage.set_up();
  sandbox::Person dev(stage.crm, std::string(dev_user));
  const auto ewan =
      dev.create(ObjectType::contacts, {{"firstname", "Ewan"}, {"lastname", "Pell"}, {"lifecyclestage", "lead"}});
  dev.create_deal(ewan, "Process advice", "appointmentscheduled", "6000");
  stage.sync();
  const auto standing = [&] {
    return to_text(engine::standing_in(stage.circle, stage.dossier(ewan), stage.clock.now()).standing);
  };
  CHECK(standing() == "prospect");
  CHECK(stage.dossier(ewan).decision);
  const auto partners = [&] {
    std::string ids;
    const auto all = stage.store().partners().value();
    for (const auto& one : all) ids += one.id + " " + one.origin + "; ";
    return ids;
  };
  CHECK(partners() == "");
  dev.add_tag(ewan, "gw_tags", "gw:keep");
  stage.clock.pass(std::chrono::minutes(5));
  stage.sync();
  CHECK(partners() == "main-" + ewan + " crm main; ");
  CHECK(standing() == "other");
  CHECK(stage.dossier(ewan).decision->verdict == model::Verdict::none);

  SECTION("what a person said of it stays") {
    auto completed = stage.store().partners().value().front();
    completed.trusted = true;
    completed.origin = "command";
    REQUIRE(stage.store().save_partner(completed, stage.clock.now()));
    dev.set_property(ObjectType::contacts, ewan, "phone", "+44 3");
    stage.clock.pass(std::chrono::minutes(5));
    stage.sync();
    CHECK(stage.store().partners().value().front().trusted);
    CHECK(stage.store().partners().value().front().phone.empty());
  }
  SECTION("the mark is taken off") {
    dev.remove_tag(ewan, "gw_tags", "gw:keep");
    stage.clock.pass(std::chrono::minutes(5));
    stage.sync();
    CHECK(partners() == "");
    CHECK(standing() == "prospect");
  }
  SECTION("the contact goes") {
    dev.remove(ObjectType::contacts, ewan);
    stage.clock.pass(std::chrono::minutes(5));
    stage.sync({ports::PullMode::full, engine::Writing::as_promoted, engine::Reach::all, "", 0});
    CHECK(partners() == "");
  }
}
