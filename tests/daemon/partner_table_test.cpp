// A table of partners against what is known already: whose word stands, what a cell takes away, what is an equal row.
#include "daemon/partner_table.hpp"

#include <catch2/catch.hpp>

using namespace goodword;
using namespace goodword::daemon;

namespace {

using What = ImportedPartner::What;

/// A firm that offers nothing itself, with two services to name and one partner of the file.
struct Office {
  Settings settings;
  std::vector<model::Partner> stored;

  Office() {
    settings.config_folder = "/nowhere";
    settings.share_folder = std::string(GOODWORD_SOURCE_DIR);
    settings.services = {{"copywriting", "", {{"en", {"Copywriting", "Texts"}}, {"de", {"Werbetexte"}}}},
                         {"seo", "", {{"en", {"Search engine optimisation"}}}}};
    model::Partner stated;
    stated.id = "pellwick";
    stated.name = "Pellwick";
    settings.partners = {stated};
  }

  PartnerImport read(std::string_view text, OtherColumns others = OtherColumns::refuse) const {
    return read_partner_table(settings, stored, text, "t.csv", others);
  }
  /// The only row, which is sound.
  ImportedPartner only(std::string_view text) const {
    auto made = read(text);
    for (const auto& problem : made.problems) UNSCOPED_INFO(base::to_text(problem));
    REQUIRE(made.problems.empty());
    REQUIRE(made.partners.size() == 1);
    return made.partners.front();
  }
  std::string fault(std::string_view text) const {
    const auto made = read(text);
    CHECK(made.partners.empty());
    std::string all;
    for (const auto& problem : made.problems) all += base::to_text(problem) + "\n";
    return all;
  }
};

}  // namespace

TEST_CASE("a row without an id gets one from its name, accents and all, and without a kind it is an ally") {
  const Office office;
  const auto made = office.only("name\nÄrzte & Söhne GmbH\n");
  CHECK(made.what == What::added);
  CHECK(made.partner.id == "aerzte-soehne-gmbh");
  CHECK(made.partner.kind == model::PartnerKind::ally);
  CHECK(made.partner.origin == "import");
  CHECK(office.fault("name\n&&&\n") == "t.csv:2 column name: nothing says who this is; give it a name or an id\n");
}

TEST_CASE("services are named as people call them, in any language, in every column that may name one") {
  const Office office;
  const auto partner = office
                           .only(
                               "name;services;wants;affinity;does not want\n"
                               "A;\"TEXTS; seo\";\"werbetexte; Food\";seo;Search engine optimisation\n")
                           .partner;
  CHECK(partner.services == std::vector<std::string>{"copywriting", "seo"});
  CHECK(partner.wants == std::vector<std::string>{"copywriting", "Food"});
  CHECK(partner.affinity == std::vector<std::string>{"seo"});
  CHECK(partner.does_not_want == std::vector<std::string>{"seo"});
}

TEST_CASE("places, sizes, room, marks and the words for yes are read into their fields") {
  Office office;
  const auto partner =
      office
          .only(
              "name,city,company_size_least,largest deal,room,until,trusted,former competitor,remote,"
              "nearness,last_contact\n"
              "A,\"Ripon; York, GB; Leeds, GB, 53.8, -1.5\",5,2e4,2,2099-01-31,ja,X,nein,by train,2026-10-01\n")
          .partner;
  REQUIRE(partner.places.size() == 3);
  CHECK(partner.places[0].country.empty());
  CHECK(partner.places[1].country == "GB");
  CHECK(partner.places[2].latitude == 53.8);
  CHECK(partner.company_size.least == 5);
  CHECK(partner.deal_size.most == 20000);
  CHECK(partner.room == model::Room{2, *base::parse_date("2099-01-31")});
  CHECK(partner.trusted);
  CHECK(partner.former);
  CHECK_FALSE(partner.remote);
  CHECK(partner.nearness == "by train");
  CHECK(partner.last_contact == base::parse_date("2026-10-01"));
}

TEST_CASE("a cell that is there and empty takes the value away, a column that is not there leaves it") {
  Office office;
  model::Partner known;
  known.id = "a";
  known.name = "A";
  known.kind = model::PartnerKind::competitor;
  known.email = "a@a.example";
  known.trusted = true;
  known.company_size = {5, 50};
  office.stored = {known};
  const auto changed = office.only("id,name,email,kind,company_size_most\na,A,,,\n");
  CHECK(changed.what == What::changed);
  CHECK(changed.fields == std::vector<std::string>{"email", "company_size"});
  CHECK(changed.partner.email.empty());
  CHECK(changed.partner.kind == model::PartnerKind::competitor);
  CHECK(changed.partner.company_size.least == 5);
  CHECK_FALSE(changed.partner.company_size.most);
  CHECK(changed.partner.trusted);
  CHECK(office.only("id,email\na,a@a.example\n").what == What::same);
}

TEST_CASE("a partner of partners.json is left alone: an equal row is passed over, another one is a fault") {
  const Office office;
  CHECK(office.only("id,name\npellwick,Pellwick\n").what == What::same);
  CHECK(
      office.fault("id,name\npellwick,Pellwick Copy\n") ==
      "t.csv:2: \"pellwick\" stands in partners.json, which a table does not change; change it there, or take the row "
      "out\n");
  CHECK(office.fault("name\nPellwick Copy\nPellwick\nPellwick copy!\n") ==
        "t.csv:4 column id: the id \"pellwick-copy\" is there twice\n");
}

TEST_CASE("one fault keeps the whole table out, and each is told with its line and column") {
  const Office office;
  CHECK(office.fault("name,services,served_well,finished\nA,seo,,\nB,se0,3,2\nC,\"seo\n;seo\",,\n") ==
        "t.csv:3 column services: there is no service \"se0\"; did you mean \"seo\"?\n"
        "t.csv:3 column served_well: more referrals were served well than ended; see \"finished\"\n"
        "t.csv:4 column services: \"seo\" is in the list twice; ids of services.json\n");
}

TEST_CASE("headings are known by their synonyms, whatever their case, and each once") {
  const Office office;
  CHECK(office.only("FIRM,E-Mail\nA,a@a.example\n").partner.email == "a@a.example");
  CHECK(office.fault("name,firm\nA,B\n") == "t.csv:1 column firm: \"name\" is there twice; take one of them out\n");
  CHECK(office.fault("email\na@a.example\n") ==
        "t.csv:1: there is no column \"name\" and no column \"id\"; one of them says who it is\n");
  const auto passed = office.read("name,colour\nA,red\n", OtherColumns::pass_over);
  CHECK(passed.problems.empty());
  CHECK(passed.other_columns == std::vector<std::string>{"colour"});
}

TEST_CASE("every column is told by help, and is a field of the schema under its own name") {
  const auto columns = partner_columns();
  for (const char* name :
       {"id (", "opens_for_us (", "we_open (", "nearness (", "company_size_least (", "crm_contact ("})
    CHECK(columns.find(name) != std::string::npos);
}
