#include "desk.hpp"

using namespace goodword;
using namespace goodword::sandbox;
using namespace std::chrono_literals;

namespace {

struct People : TestDesk {
  explicit People(HubSpotOptions options = {}) : TestDesk(std::move(options)) {
    make("contacts",
         R"({"email":"joan@x.example","firstname":"Joan","city":"Ripon","lead_score":"9","lifecyclestage":"lead"})");
    pass(1min);
    make("contacts",
         R"({"email":"rob@y.example","firstname":"Rob","city":"Leeds","lead_score":"10","lifecyclestage":"customer"})");
    pass(1min);
    make("contacts", R"({"email":"ian@x.example","firstname":"Ian","jobtitle":"Head of Toys"})");
    pass(1min);
  }
  /// The ids that one filter finds.
  std::string found(const std::string& filter) {
    const Reply reply =
        ask("POST", "/crm/v3/objects/contacts/search", R"({"filterGroups":[{"filters":[)" + filter + "]}]}");
    if (reply.status != 200) return std::to_string(reply.status);
    std::string ids;
    for (const auto& item : reply.body.at("/results")->items())
      ids += (ids.empty() ? "" : " ") + item.text_or("id", "");
    return ids;
  }
};

}  // namespace

TEST_CASE("each operator finds what the vendor's documents say") {
  People desk;
  struct Row {
    const char* filter;
    const char* ids;
  };
  const Row rows[] = {
      {R"({"propertyName":"city","operator":"EQ","value":"ripon"})", "101"},
      {R"({"propertyName":"city","operator":"NEQ","value":"Ripon"})", "102"},
      {R"({"propertyName":"lead_score","operator":"GT","value":"9"})", "102"},
      {R"({"propertyName":"lead_score","operator":"GTE","value":"9"})", "101 102"},
      {R"({"propertyName":"lead_score","operator":"LT","value":"10"})", "101"},
      {R"({"propertyName":"lead_score","operator":"LTE","value":"10"})", "101 102"},
      {R"({"propertyName":"lead_score","operator":"BETWEEN","value":"9.5","highValue":"11"})", "102"},
      {R"({"propertyName":"city","operator":"IN","values":["leeds","ripon"]})", "101 102"},
      {R"({"propertyName":"city","operator":"IN","values":["Leeds"]})", ""},
      {R"({"propertyName":"lifecyclestage","operator":"IN","values":["lead"]})", "101"},
      {R"({"propertyName":"city","operator":"HAS_PROPERTY"})", "101 102"},
      {R"({"propertyName":"city","operator":"NOT_HAS_PROPERTY"})", "103"},
      {R"({"propertyName":"jobtitle","operator":"CONTAINS_TOKEN","value":"toys"})", "103"},
      {R"({"propertyName":"jobtitle","operator":"CONTAINS_TOKEN","value":"toy"})", ""},
      {R"({"propertyName":"email","operator":"CONTAINS_TOKEN","value":"x"})", "101 103"},
      {R"({"propertyName":"jobtitle","operator":"CONTAINS_TOKEN","value":"to*"})", "103"},
      {R"({"propertyName":"lastmodifieddate","operator":"GTE","value":"2026-11-02T09:01:00Z"})", "102 103"},
      {R"({"propertyName":"lastmodifieddate","operator":"GT","value":"1793610060000"})", "103"},
      {R"({"propertyName":"hs_object_id","operator":"GT","value":"101"})", "102 103"},
      {R"({"propertyName":"nothing","operator":"EQ","value":"x"})", "400"},
      {R"({"propertyName":"city","operator":"LIKE","value":"x"})", "400"},
      {R"({"propertyName":"city","operator":"EQ"})", "400"},
      {R"({"propertyName":"lastmodifieddate","operator":"GTE","value":"yesterday"})", "400"},
  };
  desk.crm.set_limits({Limits::Mode::off});
  for (const auto& row : rows) {
    INFO(row.filter);
    CHECK(desk.found(row.filter) == row.ids);
  }
}

TEST_CASE("groups are alternatives, filters within one are not") {
  People desk;
  CHECK(
      desk.found(
          R"({"propertyName":"city","operator":"EQ","value":"Ripon"},{"propertyName":"lead_score","operator":"EQ","value":"10"})") ==
      "");
  const Reply either =
      desk.ask("POST", "/crm/v3/objects/contacts/search",
               R"({"filterGroups":[{"filters":[{"propertyName":"city","operator":"EQ","value":"Ripon"}]},
                                {"filters":[{"propertyName":"firstname","operator":"EQ","value":"Ian"}]}],"properties":["city"]})");
  CHECK(either.at("/total") == "2");
  CHECK(
      either.at("/results/1/properties") ==
      R"({"city":null,"createdate":"2026-11-02T09:02:00Z","hs_object_id":"103","lastmodifieddate":"2026-11-02T09:02:00Z"})");
  CHECK(either.at("/results/0/associations") == "(nothing)");
}

TEST_CASE("a search is sorted by one property, in the spellings that clients use") {
  People desk;
  for (const char* sort : {R"("-lastmodifieddate")", R"({"propertyName":"lastmodifieddate","direction":"DESCENDING"})",
                           R"("{\"propertyName\":\"lastmodifieddate\",\"direction\":\"DESCENDING\"}")"}) {
    const Reply sorted =
        desk.ask("POST", "/crm/v3/objects/contacts/search", R"({"sorts":[)" + std::string(sort) + R"(],"limit":1})");
    CHECK(sorted.at("/results/0/id") == "103");
    CHECK(sorted.at("/paging/next/after") == "1");
    CHECK(sorted.at("/total") == "3");
  }
  CHECK(desk.ask("POST", "/crm/v3/objects/contacts/search", R"({"sorts":["city","email"]})").status == 400);
  CHECK(desk.ask("POST", "/crm/v3/objects/contacts/search", R"({"limit":201})").status == 400);
}

TEST_CASE("results beyond the ten thousandth are refused, and the total still says how many there are") {
  TestDesk desk;
  desk.crm.set_limits({Limits::Mode::off});
  desk.crm.with_world([](World& world) {
    for (int i = 0; i < 10050; ++i) world.create(ObjectType::contacts, {{"firstname", "P"}}, Author{});
  });
  const auto page = [&](const std::string& after, int limit) {
    return desk.ask("POST", "/crm/v3/objects/contacts/search",
                    R"({"filterGroups":[],"sorts":["hs_object_id"],"limit":)" + std::to_string(limit) +
                        R"(,"after":")" + after + "\"}");
  };
  const Reply last = page("9800", 200);
  CHECK(last.status == 200);
  CHECK(last.at("/total") == "10050");
  CHECK(last.at("/results/199/id") == "10100");
  CHECK(last.at("/paging/next/after") == "10000");
  CHECK(page("10000", 1).status == 400);
  CHECK(page("9900", 200).status == 400);
  CHECK(page("10000", 1).at("/category") == "VALIDATION_ERROR");
}

TEST_CASE("with an index lag a change shows in search only when it has passed, and in lists at once") {
  HubSpotOptions options;
  options.index_lag = 20s;
  TestDesk desk(options);
  const auto id = desk.make("contacts", R"({"email":"joan@x.example","city":"York"})");
  const auto in_ripon = [&] {
    return desk
        .ask("POST", "/crm/v3/objects/contacts/search",
             R"({"filterGroups":[{"filters":[{"propertyName":"city","operator":"EQ","value":"Ripon"}]}]})")
        .at("/total");
  };
  const auto all = [&] {
    return desk.ask("POST", "/crm/v3/objects/contacts/search", R"({"filterGroups":[]})").at("/total");
  };
  CHECK(all() == "0");
  CHECK(desk.ask("GET", "/crm/v3/objects/contacts").count() == 1);
  desk.pass(20s);
  CHECK(all() == "1");
  desk.ask("PATCH", "/crm/v3/objects/contacts/" + id, R"({"properties":{"city":"Ripon"}})");
  desk.pass(19s);
  CHECK(in_ripon() == "0");
  CHECK(all() == "1");
  desk.pass(1s);
  CHECK(in_ripon() == "1");
  desk.ask("DELETE", "/crm/v3/objects/contacts/" + id);
  CHECK(all() == "1");
  desk.pass(20s);
  CHECK(all() == "0");
}

TEST_CASE("one change may show in search before an earlier one") {
  TestDesk desk;
  const auto names = [&] {
    const auto reply = desk.ask("POST", "/crm/v3/objects/contacts/search",
                                R"({"filterGroups":[],"sorts":["firstname"],"properties":["firstname"]})");
    std::string text;
    for (const auto& record : reply.body.find("results")->items())
      text += record.find("properties")->text_or("firstname", "") + " ";
    return text;
  };
  desk.crm.set_index_lag(20s);
  desk.make("contacts", R"({"firstname":"Ada"})");
  desk.crm.set_index_lag(5s);
  desk.make("contacts", R"({"firstname":"Bob"})");
  desk.crm.set_index_lag(0s);
  CHECK(names() == "");
  desk.pass(5s);
  CHECK(names() == "Bob ");
  desk.pass(15s);
  CHECK(names() == "Ada Bob ");
}

TEST_CASE("later pages of one query hold together until something changes") {
  TestDesk desk;
  for (int i = 0; i < 5; ++i) desk.make("companies", R"({"name":"C)" + std::to_string(i) + "\"}");
  const auto page = [&](const char* after) {
    return desk.ask("POST", "/crm/v3/objects/companies/search",
                    R"({"sorts":["name"],"limit":2,"after":")" + std::string(after) + "\"}");
  };
  CHECK(page("0").at("/results/1/properties/name") == "C1");
  desk.make("companies", R"({"name":"A"})");
  CHECK(page("2").at("/results/0/properties/name") == "C1");
}
