#include "desk.hpp"

using namespace goodword;
using namespace goodword::sandbox;

TEST_CASE("a default association is made in both directions and read in a batch") {
  TestDesk desk;
  const auto contact = desk.make("contacts", R"({"email":"joan@x.example"})");
  const auto other = desk.make("contacts", R"({"email":"rob@x.example"})");
  const auto deal = desk.make("deals", R"({"dealname":"Website and brochure"})");
  const Reply put = desk.ask("PUT", "/crm/v4/objects/deals/" + deal + "/associations/default/contacts/" + contact);
  CHECK(put.status == 200);
  CHECK(put.at("/results/0/associationSpec") == R"({"associationCategory":"HUBSPOT_DEFINED","associationTypeId":3})");
  CHECK(put.at("/results/1/associationSpec/associationTypeId") == "4");
  const Reply read = desk.ask("POST", "/crm/v4/associations/contacts/deals/batch/read",
                              R"({"inputs":[{"id":")" + contact + R"("},{"id":")" + other + R"("}]})");
  CHECK(read.status == 207);
  CHECK(
      read.at("/results/0") ==
      R"({"from":{"id":"101"},"to":[{"toObjectId":"101","associationTypes":[{"category":"HUBSPOT_DEFINED","typeId":4,"label":null}]}]})");
  CHECK(read.at("/errors/0/subCategory") == "crm.associations.NO_ASSOCIATIONS_FOUND");
  CHECK(read.at("/errors/0/message") == "No deal is associated with contact " + other + ".");
  CHECK(read.at("/errors/0/context/fromObjectId") == "[\"" + other + "\"]");
}

TEST_CASE("a primary company is listed with and without its label") {
  TestDesk desk;
  const auto contact = desk.make("contacts", R"({"email":"joan@x.example"})");
  const auto company = desk.make("companies", R"({"name":"Kestrelby Dairy"})");
  CHECK(desk.ask("PUT", "/crm/v4/objects/contacts/" + contact + "/associations/companies/" + company,
                 R"([{"associationCategory":"HUBSPOT_DEFINED","associationTypeId":1}])")
            .status == 201);
  CHECK(
      desk.ask("GET", "/crm/v3/objects/contacts/" + contact + "?associations=companies,gadgets").at("/associations") ==
      R"({"companies":{"results":[{"id":"101","type":"contact_to_company"},{"id":"101","type":"contact_to_company_unlabeled"}]}})");
  CHECK(desk.ask("DELETE", "/crm/v4/objects/contacts/" + contact + "/associations/companies/" + company).status == 204);
  CHECK(desk.ask("GET", "/crm/v3/objects/contacts/" + contact + "?associations=companies").at("/associations") ==
        "(nothing)");
}

TEST_CASE("many associations of one record come in pages") {
  TestDesk desk;
  const auto contact = desk.make("contacts", R"({"email":"joan@x.example"})");
  desk.crm.with_world([](World& world) {
    for (int i = 0; i < 620; ++i) {
      const auto note = world.create(ObjectType::notes, {{"hs_timestamp", "1793610000000"}}, Author{});
      world.links().add({ObjectType::notes, note}, {ObjectType::contacts, 101}, *link_type(202));
    }
  });
  const auto read = [&](const std::string& after) {
    return desk.ask("POST", "/crm/v4/associations/contacts/notes/batch/read",
                    R"({"inputs":[{"id":")" + contact + "\"" + after + "}]}");
  };
  const Reply first = read("");
  CHECK(first.body.at("/results/0/to")->items().size() == 500);
  CHECK(first.at("/results/0/paging/next/after") == "600");
  const Reply rest = read(R"(,"after":"600")");
  CHECK(rest.body.at("/results/0/to")->items().size() == 120);
  CHECK(rest.at("/results/0/paging") == "(nothing)");
  const Reply list = desk.ask("GET", "/crm/v4/objects/contacts/" + contact + "/associations/notes?limit=2");
  CHECK(list.at("/results/1/toObjectId") == "102");
  CHECK(list.at("/paging/next/after") == "102");
  const Reply short_list = desk.ask("GET", "/crm/v3/objects/contacts/" + contact + "?associations=notes");
  CHECK(short_list.body.at("/associations/notes/results")->items().size() == 100);
  CHECK(short_list.at("/associations/notes/paging/next/after") == "200");
}
