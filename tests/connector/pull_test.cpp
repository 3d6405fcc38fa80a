#include <catch2/catch.hpp>

#include <set>

#include "base/text.hpp"
#include "made.hpp"

using namespace goodword;
using namespace goodword::connector::test;
using base::Json;
using ports::PullMode;

namespace {

const ports::Headers dated = {{"Date", "Tue, 03 Nov 2026 09:00:00 GMT"}};

std::vector<ports::PulledPage> all_pages(ports::Remote& remote, std::string_view stream, PullMode mode,
                                         std::string_view mark) {
  auto pull = remote.pull(stream, mode, mark);
  if (!pull) throw std::runtime_error(base::to_text(pull.error()));
  std::vector<ports::PulledPage> pages;
  while (true) {
    auto page = (*pull)->next({});
    if (!page) throw std::runtime_error(base::to_text(page.error()));
    if (!*page) return pages;
    pages.push_back(std::move(**page));
  }
}

std::vector<std::string> urls(const std::vector<ports::HttpRequest>& requests) {
  std::vector<std::string> made;
  for (const auto& request : requests) made.push_back(request.method + " " + request.url);
  return made;
}

Json body_of(const ports::HttpRequest& request) { return *base::parse_json(request.body); }

struct Hubspot : World {
  Hubspot() : World(shipped("hubspot"), hubspot_crm(), {{"token", "pat-1"}}) {}
};
struct Tryton : World {
  Tryton() : World(shipped("tryton"), tryton_crm(), {{"password", "geheim"}}) {
    crm.replies.push_back(answer(200, R"({"id":1,"result":[7,"tok"]})", dated));
  }
};

}  // namespace

TEST_CASE("a first pull walks the list, maps records while they stream, and marks the CRM's time before it") {
  Hubspot world;
  world.crm.replies = {
      answer(200, R"({"paging":{"next":{"after":"2"}},"results":[
        {"id":"1","properties":{"firstname":"Ada","email":"ada@x.example","work_email":null,"hs_additional_emails":"a2@x.example;ada@x.example",
          "phone":"+44 1","gw_tags":"gw:pursue;vip","createdate":"2026-01-02T03:04:05.678Z","lastmodifieddate":"1767322800000","hs_email_optout":"true"},
          "associations":{"companies":{"results":[{"id":"90","type":"x"},{"id":"91","type":"contact_to_company"}]}},"archived":false,"updatedAt":"2026-01-02T03:00:00Z"}]})",
             dated),
      answer(
          200,
          R"({"results":[{"id":"2","properties":{"email":"not an address","lastmodifieddate":"2026-02-01T00:00:00Z","hs_all_contact_vids":"2;5;6"}}]})",
          dated),
  };
  const auto pages = all_pages(*world.remote, "contacts", PullMode::increment, "");
  REQUIRE(pages.size() == 2);
  CHECK(
      base::write_canonical(model::to_json(pages[0].records.at(0))) ==
      R"({"archived":false,"changed":"2026-01-02T03:00:00Z","company":"91","created":"2026-01-02T03:04:05.678000Z",)"
      R"("emails":["ada@x.example","a2@x.example"],"first_name":"Ada","id":"1","no_mail":true,"phones":["+44 1"],"tags":["gw:pursue","vip"]})");
  CHECK(pages[0].mark == R"({"full":{"began":"2026-11-03T09:00:00Z","place":{"value":"2","received":1}}})");
  CHECK_FALSE(pages[0].complete);
  CHECK(pages[1].mark == R"({"at":"2026-11-03T09:00:00Z"})");
  CHECK(pages[1].complete);
  CHECK(pages[1].merged == std::vector<std::pair<std::string, std::string>>{{"5", "2"}, {"6", "2"}});
  REQUIRE(pages[1].rejects.size() == 1);
  CHECK(pages[1].rejects[0] == model::Reject{"main", "contacts", "2", "/properties/email",
                                             "\"emails\" is no e-mail address", "not an address"});
  REQUIRE(world.crm.seen.size() == 2);
  CHECK(world.crm.seen[0].url.starts_with(
      "https://api.hubapi.com/crm/v3/objects/contacts?limit=100&properties=firstname,lastname,email,"));
  CHECK(world.crm.seen[0].url.ends_with("&archived=false&associations=companies"));
  CHECK(world.crm.seen[1].url.find("&after=2&") != std::string::npos);
  CHECK(world.crm.seen[0].headers == ports::Headers{{"Accept", "application/json"}, {"Authorization", "Bearer pat-1"}});
}

TEST_CASE("the next page is on the wire before the present one is handed out") {
  Hubspot world;
  world.crm.replies = {answer(200, R"({"results":[{"id":"1"}],"paging":{"next":{"after":"2"}}})", dated),
                       answer(200, R"({"results":[]})", dated)};
  auto pull = world.remote->pull("contacts", PullMode::full, "");
  REQUIRE(pull);
  REQUIRE((*pull)->next({}));
  CHECK(world.crm.seen.size() == 2);
}

TEST_CASE("a first pull that was cut off goes on from its last stored page, and what changed since follows at once") {
  Hubspot world;
  const ports::Headers later = {{"Date", "Tue, 03 Nov 2026 11:00:00 GMT"}};
  world.crm.replies = {answer(200, R"({"results":[{"id":"9"}]})", later),
                       answer(200, R"({"total":0,"results":[]})", later)};
  const auto pages = all_pages(*world.remote, "contacts", PullMode::increment,
                               R"({"full":{"began":"2026-11-03T09:00:00Z","place":{"value":"9"}}})");
  REQUIRE(pages.size() == 2);
  CHECK(world.crm.seen[0].url.find("&after=9&") != std::string::npos);
  CHECK(pages[0].mark == R"({"at":"2026-11-03T09:00:00Z"})");
  CHECK(world.crm.seen[1].url.ends_with("/contacts/search"));
  CHECK(world.crm.seen[1].body.find(R"("operator":"GTE","value":"1793696340000")") != std::string::npos);
  CHECK(world.crm.seen.size() == 2);  // the list had brought its associations
  CHECK(pages[1].mark == R"({"at":"2026-11-03T09:00:00Z"})");
  // It was not walked from its beginning, so nothing may be taken for deleted.
  CHECK_FALSE(pages[0].complete);
  CHECK_FALSE(pages[1].complete);
}

TEST_CASE(
    "an increment asks from the mark less the lag, by time instead of by page cursor, and joins what the search leaves "
    "out") {
  Hubspot world;
  world.crm.replies = {
      answer(200, R"({"total":3,"results":[{"id":"1","properties":{"lastmodifieddate":"2026-11-03T08:00:00.100Z"}},
        {"id":"2","properties":{"lastmodifieddate":"2026-11-03T08:00:01.200Z"}}],"paging":{"next":{"after":"200"}}})",
             dated),
      answer(200, R"({"total":1,"results":[{"id":"3","properties":{"lastmodifieddate":"2026-11-03T08:00:02Z"}}]})",
             dated),
      answer(
          207,
          R"({"results":[{"from":{"id":"1"},"to":[{"toObjectId":77,"associationTypes":[{"typeId":279}]},{"toObjectId":78,"associationTypes":[{"typeId":1}]}]}],"errors":[{"message":"none"}]})",
          dated),
      answer(200, R"({"results":[]})", dated),
  };
  const auto pages = all_pages(*world.remote, "contacts", PullMode::increment, R"({"at":"2026-11-03T07:59:00Z"})");
  REQUIRE(pages.size() == 2);
  CHECK(pages[0].records.at(0).text(model::contact::company) == "78");
  CHECK(pages[0].mark == R"({"at":"2026-11-03T08:00:01.200000Z"})");
  CHECK(pages[1].mark == R"({"at":"2026-11-03T08:00:02Z"})");
  CHECK_FALSE(pages[1].complete);
  REQUIRE(world.crm.seen.size() == 4);
  CHECK(world.crm.seen[0].url == "https://api.hubapi.com/crm/v3/objects/contacts/search");
  CHECK(base::write_json(*body_of(world.crm.seen[0]).find("filterGroups")) ==
        R"([{"filters":[{"propertyName":"lastmodifieddate","operator":"GTE","value":"1793692680000"},)"
        R"({"propertyName":"lastmodifieddate","operator":"LTE","value":"1825231800000"}]}])");
  CHECK_FALSE(body_of(world.crm.seen[0]).has("after"));
  CHECK(base::write_json(*body_of(world.crm.seen[1]).find("filterGroups")) ==
        R"([{"filters":[{"propertyName":"lastmodifieddate","operator":"GTE","value":"1793692801200"},)"
        R"({"propertyName":"lastmodifieddate","operator":"LTE","value":"1793696401000"}]}])");
  CHECK(world.crm.seen[2].url == "https://api.hubapi.com/crm/v4/associations/contacts/companies/batch/read");
  CHECK(world.crm.seen[2].body == R"({"inputs":[{"id":"1"},{"id":"2"}]})");
}

TEST_CASE("Tryton: one login, then pages by id in a fixed window, hints bring their parties") {
  Tryton world;
  world.crm.replies.push_back(answer(200, R"({"id":2,"result":[{"id":3,"party":12,"write_date":null,"create_date":
    {"__class__":"datetime","year":2026,"month":11,"day":3,"hour":8,"minute":59,"second":1,"microsecond":5}}]})",
                                     dated));
  world.crm.replies.push_back(answer(200, R"({"id":3,"result":[{"id":2,"name":"gw:pursue"}]})", dated));
  world.crm.replies.push_back(
      answer(200, R"({"id":4,"result":[{"id":12,"name":"Ada","categories":[2],"active":1,"write_date":null,
    "create_date":{"__class__":"datetime","year":2026,"month":11,"day":3,"hour":8,"minute":0,"second":0,"microsecond":0}}]})",
             dated));
  world.crm.replies.push_back(answer(
      200,
      R"({"id":5,"result":[{"id":3,"party":12,"value":"ada@x.example"},{"id":4,"party":12,"value":"a@y.example"}]})",
      dated));
  world.crm.replies.push_back(answer(200, R"({"id":6,"result":[]})", dated));
  world.crm.replies.push_back(
      answer(200, R"({"id":7,"result":[{"id":1,"party":12,"city":"Basel","country.":{"code":"CH","id":1}}]})", dated));
  const auto pages =
      all_pages(*world.remote, "mechanisms", PullMode::increment, R"({"at":"2026-11-03T08:00:00.000007Z"})");
  REQUIRE(pages.size() == 1);
  REQUIRE(pages[0].records.size() == 1);
  CHECK(
      base::write_canonical(model::to_json(pages[0].records[0])) ==
      R"({"archived":false,"changed":"2026-11-03T08:00:00Z","city":"Basel","country":"CH","created":"2026-11-03T08:00:00Z",)"
      R"("emails":["ada@x.example","a@y.example"],"id":"12","name":"Ada","tags":["gw:pursue"]})");
  CHECK(pages[0].mark == R"({"at":"2026-11-03T08:59:01.000005Z"})");
  CHECK(urls(world.crm.seen) == std::vector<std::string>(7, "POST http://127.0.0.1:8000/firm/"));
  CHECK(world.crm.seen[0].body == R"({"id":1,"method":"common.db.login","params":["gw",{"password":"geheim"},"en"]})");
  CHECK(world.crm.seen[1].headers.back() ==
        std::pair<std::string, std::string>{"Authorization", "Session Z3c6Nzp0b2s="});
  const std::string& asked = world.crm.seen[1].body;
  CHECK(asked.starts_with(R"({"id":2,"method":"model.party.contact_mechanism.search_read","params":[[["id",">",0],)"));
  CHECK(
      asked.find(
          R"(["OR",["write_date",">=",{"__class__":"datetime","year":2026,"month":11,"day":3,"hour":7,"minute":55,"second":0,"microsecond":7}],)"
          R"(["create_date",">=",{"__class__":"datetime","year":2026,"month":11,"day":3,"hour":7,"minute":55,"second":0,"microsecond":7}]])") !=
      std::string::npos);
  CHECK(asked.find(R"(0,500,[["id","ASC"]],["id","party","write_date","create_date"])") != std::string::npos);
}

TEST_CASE("a list of fields too long for one call comes in parts that are joined by id") {
  auto crm = hubspot_crm();
  crm.set("change", settings(R"({"streams": {"contacts": {"chunk": {"characters": 180, "fields": 12}, "related": null,
    "custom": {"budget": {"from": "/properties/yearly_budget", "type": "number"}}}}})"));
  World world(shipped("hubspot"), crm, {{"token", "pat-1"}});
  world.crm.replies = {
      answer(
          200,
          R"({"results":[{"id":"1","properties":{"firstname":"Ada","lastmodifieddate":"2026-01-01T00:00:00Z"}},{"id":"2","properties":{}}]})",
          dated),
      answer(
          200,
          R"({"results":[{"id":"2","properties":{"city":"Basel","yearly_budget":"12.5"}},{"id":"1","properties":{"city":"Bern"}}]})",
          dated),
      answer(200, R"({"results":[]})", dated),
  };
  const auto pages = all_pages(*world.remote, "contacts", PullMode::full, "");
  REQUIRE(pages.size() == 1);
  CHECK(pages[0].records[0].text(model::contact::first_name) == "Ada");
  CHECK(pages[0].records[0].text(model::contact::city) == "Bern");
  CHECK(pages[0].records[1].text(model::contact::city) == "Basel");
  REQUIRE(pages[0].records[1].custom_value("budget"));
  REQUIRE(world.crm.seen.size() >= 2);
  std::set<std::string> asked;
  const std::string list = world.crm.seen[0].url.substr(world.crm.seen[0].url.find("properties=") + 11);
  for (const auto& name : base::split(list.substr(0, list.find('&')), ',')) asked.insert(name);
  for (std::size_t i = 1; i < world.crm.seen.size(); ++i) {
    const auto names = body_of(world.crm.seen[i]).texts("properties");
    CHECK(names.size() <= 12);
    CHECK(std::ranges::find(names, "lastmodifieddate") != names.end());
    asked.insert(names.begin(), names.end());
  }
  CHECK(asked.contains("yearly_budget"));
  CHECK(asked.contains("firstname"));
  CHECK(asked.contains("gw_tags"));
}

TEST_CASE("what the CRM deleted comes as a stream of its own") {
  Hubspot world;
  world.crm.replies = {
      answer(200, R"({"results":[{"id":"1","archivedAt":"x"},{"id":"2"}],"paging":{"next":{"after":"2"}}})", dated),
      answer(200, R"({"results":[{"id":"3","properties":{"hs_all_contact_vids":"3;4"}}]})", dated)};
  // With the first pull nothing is held yet that could have been deleted: no call.
  const auto first = all_pages(*world.remote, "contacts.deleted", PullMode::increment, "");
  REQUIRE(first.size() == 1);
  CHECK(first[0].gone.empty());
  CHECK(world.crm.seen.empty());
  const auto pages = all_pages(*world.remote, "contacts.deleted", PullMode::increment, first[0].mark);
  REQUIRE(pages.size() == 2);
  CHECK(pages[0].gone == std::vector<std::string>{"1", "2"});
  CHECK(pages[1].gone == std::vector<std::string>{"3"});
  CHECK(pages[1].merged == std::vector<std::pair<std::string, std::string>>{{"4", "3"}});
  CHECK(pages[0].records.empty());
  CHECK_FALSE(pages[1].complete);
  CHECK(world.crm.seen[0].url ==
        "https://api.hubapi.com/crm/v3/objects/contacts?limit=100&archived=true&properties=hs_all_contact_vids");
}

TEST_CASE("rechecks and sweeps begin with a mark alone, and are whole passes afterwards") {
  Hubspot world;
  world.crm.replies = {answer(200, "{}", dated), answer(200, R"({"results":[{"id":"1"}]})", dated)};
  const auto first = all_pages(*world.remote, "contacts.recheck", PullMode::increment, "");
  REQUIRE(first.size() == 1);
  CHECK(first[0].mark == R"({"at":"2026-11-03T09:00:00Z"})");
  CHECK(first[0].records.empty());
  const auto second = all_pages(*world.remote, "contacts.recheck", PullMode::increment, first[0].mark);
  REQUIRE(second.size() == 1);
  CHECK(second[0].records.size() == 1);
  CHECK(second[0].complete);
  CHECK(urls(world.crm.seen)[0] == "GET https://api.hubapi.com/crm/v3/owners?limit=1");
}

TEST_CASE("a label made since the table was read is looked up once more") {
  Tryton world;
  world.crm.replies.push_back(answer(200, R"({"result":[{"id":1,"name":"old"}]})", dated));
  world.crm.replies.push_back(answer(200, R"({"result":[{"id":5,"name":"Ada","categories":[1,2,3]}]})", dated));
  world.crm.replies.push_back(answer(200, R"({"result":[{"id":1,"name":"old"},{"id":2,"name":"new"}]})", dated));
  for (int i = 0; i < 3; ++i) world.crm.replies.push_back(answer(200, R"({"result":[]})", dated));
  const auto pages = all_pages(*world.remote, "contacts", PullMode::full, "");
  REQUIRE(pages.size() == 1);
  CHECK(pages[0].records.at(0).texts(model::contact::tags) == std::vector<std::string>{"old", "new"});
  CHECK(world.crm.seen.size() == 7);
}

TEST_CASE("records by id: what is gone is absent, whether the CRM leaves it out or refuses the whole batch") {
  Hubspot hubspot;
  hubspot.crm.replies = {answer(207, R"({"results":[{"id":"2","properties":{}}],"numErrors":1})", dated),
                         answer(200, R"({"results":[]})", dated)};
  const std::vector<std::string> ids = {"1", "2"};
  const auto some = hubspot.remote->read("contacts", ids, {});
  REQUIRE(some);
  REQUIRE(some->records.size() == 1);
  CHECK(some->records[0].id() == "2");
  Hubspot refusing;
  refusing.crm.replies = {answer(404, "{}"), answer(404, "{}"), answer(200, R"({"results":[{"id":"2"}]})"),
                          answer(200, R"({"results":[]})")};
  const auto other = refusing.remote->read("contacts", ids, {});
  REQUIRE(other);
  CHECK(other->records.size() == 1);
}

TEST_CASE("the rows of streams say what is pulled, how often, and what sweeps") {
  Tryton world;
  std::vector<std::string> rows;
  for (const auto& row : world.remote->streams()) {
    rows.push_back(row.name + " " + std::string(model::to_text(row.kind)) + " " + base::to_text(row.every) +
                   (row.sweeps ? " sweeps" : ""));
  }
  CHECK(rows[0] == "mechanisms contact 0s");
  CHECK(std::ranges::find(rows, "contacts contact 0s sweeps") != rows.end());
  CHECK(std::ranges::find(rows, "contacts.sweep contact 7d sweeps") != rows.end());
}

TEST_CASE("one record per element inside of another, with values from around it") {
  auto file = settings(
      R"({"connector": "nested", "version": "1", "settings": {}, "origins": {"api": "https://crm.example"}, "auth": {"none": {"kind": "none"}}, "answers": [],
    "streams": {"contacts": {"kind": "contact", "records": "/firms", "expand": "/people", "request": {"path": "/firms"}, "pages": {"kind": "one"}, "changes": {"kind": "none"},
      "fields": {"id": "/id", "name": "/name", "company": "outer:/id"}}}})");
  World world(file, settings("{}"), {});
  world.crm.replies = {
      answer(200, R"({"firms":[{"people":[{"id":1,"name":"Ada"},{"id":2,"name":"Bob"}],"id":90},{"id":91}]})")};
  const auto pages = all_pages(*world.remote, "contacts", PullMode::full, "");
  REQUIRE(pages.size() == 1);
  REQUIRE(pages[0].records.size() == 2);
  CHECK(base::write_canonical(model::to_json(pages[0].records[1])) == R"({"company":"90","id":"2","name":"Bob"})");
}

TEST_CASE("what stands for no value is a word where it is named, and else no value, whatever the other word is") {
  World world(
      made_of(
          R"("contacts": {"kind": "contact", "request": {"path": "/all"}, "records": "/rows", "pages": {"kind": "one"},
    "changes": {"kind": "none", "every": "1h"}, "fields": {"id": "/id", "title": {"from": "/on", "words": {"false": "off", "": "blank", "true": "on"}},
      "city": {"from": "/on", "words": {"*": "said"}}}})",
          R"("empty": [false, ""],)"),
      settings("{}"), {});
  world.crm.replies = {
      answer(200, R"({"rows":[{"id":"1","on":false},{"id":"2","on":""},{"id":"3","on":true},{"id":"4","on":null},
                                       {"id":"5"}]})")};
  const auto pages = all_pages(*world.remote, "contacts", PullMode::full, "");
  REQUIRE(pages.size() == 1);
  std::string told;
  for (const auto& record : pages[0].records)
    told += record.text(model::contact::title) + "/" + record.text(model::contact::city) + " ";
  CHECK(told == "off/ blank/ on/said / / ");
}
