// The dialect itself: what it grants, and what it refuses that the vendor's documents do not have.
#include "salesforce_desk.hpp"

using namespace goodword;
using namespace goodword::dialects;
using namespace std::chrono_literals;

namespace {

struct Stranger : SalesforceDesk {
  Stranger() : SalesforceDesk(three_a_page()) { open_session(); }
  static sandbox::SalesforceOptions three_a_page() {
    sandbox::SalesforceOptions options;
    options.page = 3;
    return options;
  }
  /// "400 MALFORMED_QUERY", or the status alone.
  std::string told(const std::string& method, const std::string& path, const std::string& body = {},
                   ports::Headers headers = {}) {
    const auto answer = ask(method, path, body, std::move(headers)).response;
    const auto json = base::parse_json(answer.body);
    const Json* code = json ? json->at("/0/errorCode") : nullptr;
    return std::to_string(answer.status) + (code == nullptr ? "" : " " + code->text());
  }
  std::string soql(const std::string& query) { return told("GET", "/query?q=" + base::percent_encode(query)); }
  Json found(const std::string& query, const std::string& how = "query") {
    return *base::parse_json(ask("GET", "/" + how + "?q=" + base::percent_encode(query)).response.body);
  }
};

}  // namespace

TEST_CASE("Salesforce's dialect answers a query in the recorded shape, page after page") {
  Stranger desk;
  const auto ids = desk.persons(4);
  const auto answer =
      desk.ask("GET", "/query?q=SELECT%20Id,LastName,Title,CreatedDate%20FROM%20Contact%20ORDER%20BY%20Id");
  CHECK(answer.response.header("Sforce-Limit-Info") == "api-usage=1/15000");
  const auto first = *base::parse_json(answer.response.body);
  CHECK(first.text_or("totalSize", "") == "4");
  CHECK(base::write_json(*first.at("/records/0")) ==
        R"({"attributes":{"type":"Contact","url":"/services/data/v60.0/sobjects/Contact/)" + ids[0] + R"("},"Id":")" +
            ids[0] + R"(","LastName":"No. 1","Title":null,"CreatedDate":"2026-11-02T10:00:00.000+0000"})");
  CHECK(ids[0].size() == 18);
  const std::string next = first.text_or("nextRecordsUrl", "").substr(std::string("/services/data/v60.0").size());
  const auto second = *base::parse_json(desk.ask("GET", next).response.body);
  CHECK(second.boolean_or("done", false));
  CHECK(second.find("records")->items().size() == 1);
  desk.clock.pass(49h);
  CHECK(desk.told("GET", next) == "400 INVALID_QUERY_LOCATOR");
}

TEST_CASE("Salesforce's dialect speaks SOQL where it is SOQL") {
  Stranger desk;
  const auto ids = desk.persons(3);
  desk.set("Contact", ids[0], "Title", "it's 100% \\ fine");
  desk.set("Contact", ids[1], "Goodword_Tags__c", "a;b");
  desk.dealings(ids[2]);
  const auto count = [&](const std::string& where) {
    return desk.found("SELECT Id FROM Contact WHERE " + where).text_or("totalSize", "?");
  };
  CHECK(count("Title = 'IT\\'S 100% \\\\ fine'") == "1");
  CHECK(count("Title LIKE 'it%' OR Goodword_Tags__c INCLUDES ('b','c')") == "2");
  CHECK(count("NOT (Title = null) AND (Email != 'x' OR Email = 'y')") == "1");
  CHECK(count("Id IN ('" + ids[0] + "', '" + ids[2] + "') AND HasOptedOutOfEmail = false") == "2");
  CHECK(count("CreatedDate >= 2026-11-02T10:00:00.000Z AND SystemModstamp < 2026-11-02T10:00:01+00:00") == "3");
  CHECK(desk.found("SELECT COUNT() FROM Contact").text_or("totalSize", "") == "3");
  CHECK(desk.found("SELECT Id FROM Contact ORDER BY Title DESC, Id LIMIT 1 OFFSET 1").at("/records/0/Id")->text() ==
        ids[1]);
  CHECK(desk.found("SELECT IsWon, IsClosed FROM Opportunity WHERE Amount > 1000").at("/records/0/IsWon")->boolean());
}

TEST_CASE("Salesforce's dialect refuses what its documents do not have") {
  Stranger desk;
  const auto id = desk.person();
  CHECK(desk.soql("SELECT Id FROM Contact WHERE A = 'x' AND B = 'y' OR C = 'z'") == "400 MALFORMED_QUERY");
  CHECK(desk.soql("SELECT Id FROM Contact WHERE LastName = 'x") == "400 MALFORMED_QUERY");
  CHECK(desk.soql("SELECT Id FROM Contact;") == "400 MALFORMED_QUERY");
  CHECK(desk.soql("SELECT Id FROM Contact LIMIT x") == "400 MALFORMED_QUERY");
  CHECK(desk.soql("SELECT Id FROM Person") == "400 INVALID_TYPE");
  CHECK(desk.soql("SELECT Id, Nickname FROM Contact") == "400 INVALID_FIELD");
  CHECK(desk.soql("SELECT Id, Id FROM Contact") == "400 INVALID_FIELD");
  CHECK(desk.soql("SELECT IsDeleted FROM User") == "400 INVALID_FIELD");
  CHECK(desk.soql("SELECT Id FROM Contact WHERE CreatedDate > '2026-11-02T10:00:00Z'") == "400 INVALID_FIELD");
  CHECK(desk.soql("SELECT Id FROM Contact WHERE LastName = 5") == "400 INVALID_FIELD");
  CHECK(desk.soql("SELECT Id FROM Task WHERE Description = 'x'") == "400 INVALID_FIELD");
  CHECK(desk.soql("SELECT Id FROM Contact WHERE AccountId = 'x'") == "400 INVALID_QUERY_FILTER_OPERATOR");
  CHECK(desk.soql("SELECT Id FROM Contact OFFSET 2001") == "400 NUMBER_OUTSIDE_VALID_RANGE");
  CHECK(desk.told("GET", "/query?q=SELECT%20Id%20FROM%20Contact&limit=1") == "400 INVALID_PARAMETER");
  CHECK(desk.told("GET", "/query?q=SELECT%20Id%20FROM%20Contact", "", {{"Sforce-Query-Options", "batchSize=100"}}) ==
        "400 INVALID_QUERY_OPTIONS");
  CHECK(desk.told("GET", "/contacts") == "404 NOT_FOUND");
  CHECK(desk.told("PATCH", "/composite/sobjects",
                  R"({"allOrNone":false,"records":[{"attributes":{"type":"Contact"},"id":")" + id +
                      R"(","Nickname":"J"}]})") == "400 INVALID_FIELD");
  CHECK(desk.told("PATCH", "/composite/sobjects",
                  R"({"allOrNone":false,"records":[{"attributes":{"type":"Contact"},"Title":"J"}]})") ==
        "400 MISSING_ARGUMENT");
  CHECK(desk.told("POST", "/composite/sobjects", R"({"records":[],"all":1})") == "400 JSON_PARSER_ERROR");
  std::string many = R"({"allOrNone":false,"records":[)";
  for (int i = 0; i < 201; ++i)
    many += std::string(i == 0 ? "" : ",") + R"({"attributes":{"type":"Task"},"Subject":"x"})";
  CHECK(desk.told("POST", "/composite/sobjects", many + "]}") == "400 EXCEEDED_MAX_SIZE_REQUEST");
  CHECK(desk.crm.exchange({"GET", "https://north.my.salesforce.com/services/data/v60.0/limits", {}, {}})
            .response.status == 401);
}

TEST_CASE("Salesforce's dialect answers for each record of a collection, and for none with allOrNone") {
  Stranger desk;
  const auto ids = desk.persons(2);
  desk.edit([&](sandbox::Rows& rows) { rows.erase("Contact", ids[1]); });
  const auto patch = [&](const char* all, const std::string& title) {
    return desk
        .ask("PATCH", "/composite/sobjects",
             R"({"allOrNone":)" + std::string(all) + R"(,"records":[{"attributes":{"type":"Contact"},"id":")" + ids[0] +
                 R"(","Title":")" + title + R"("},{"attributes":{"type":"Contact"},"id":")" + ids[1] +
                 R"(","Title":"x"}]})")
        .response.body;
  };
  CHECK(
      patch("false", "Head") ==
      R"([{"id":")" + ids[0] +
          R"(","success":true,"errors":[]},{"success":false,"errors":[{"statusCode":"ENTITY_IS_DELETED","message":"entity is deleted","fields":[]}]}])");
  CHECK(desk.get("Contact", ids[0], "Title") == "Head");
  CHECK(patch("true", "Tail").find("ALL_OR_NONE_OPERATION_ROLLED_BACK") != std::string::npos);
  CHECK(desk.get("Contact", ids[0], "Title") == "Head");
  const auto wrong = [&](const std::string& record) {
    const auto answer =
        desk.ask("POST", "/composite/sobjects", R"({"allOrNone":false,"records":[)" + record + "]}").response.body;
    return base::parse_json(answer)->at("/0/errors/0/statusCode")->text();
  };
  CHECK(wrong(R"({"attributes":{"type":"Contact"},"FirstName":"J"})") == "REQUIRED_FIELD_MISSING");
  CHECK(wrong(R"({"attributes":{"type":"Contact"},"LastName":"J","Email":"p1@kestrelby.example"})") ==
        "DUPLICATES_DETECTED");
  CHECK(wrong(R"({"attributes":{"type":"Task"},"Subject":")" + std::string(256, 'x') + "\"}") == "STRING_TOO_LONG");
  CHECK(wrong(R"({"attributes":{"type":"Task"},"WhoId":")" + ids[1] + "\"}") == "INVALID_CROSS_REFERENCE_KEY");
  CHECK(wrong(R"({"attributes":{"type":"Task"},"IsClosed":true})") == "INVALID_FIELD_FOR_INSERT_UPDATE");
}

TEST_CASE("Salesforce's dialect reads, makes, changes and erases one record, and tells what was deleted") {
  Stranger desk;
  const auto made = *base::parse_json(
      desk.ask("POST", "/sobjects/Contact", R"({"LastName":"Blake","Email":"joan@x.example"})").response.body);
  const std::string id = made.text_or("id", "");
  CHECK(desk.told("PATCH", "/sobjects/Contact/" + id, R"({"Title":"Head"})") == "204");
  const auto read =
      *base::parse_json(desk.ask("GET", "/sobjects/Contact/" + id + "?fields=Title,IsDeleted").response.body);
  CHECK(read.text_or("Title", "") == "Head");
  desk.clock.pass(5min);
  const std::string since = "?start=2026-11-02T09:00:00%2B00:00&end=";
  CHECK(desk.ask("GET", "/sobjects/Contact/updated/" + since + "2026-11-02T11:00:00Z")
            .response.body.starts_with(R"({"ids":[")" + id));
  CHECK(desk.told("DELETE", "/sobjects/Contact/" + id) == "204");
  CHECK(desk.told("DELETE", "/sobjects/Contact/" + id) == "404 ENTITY_IS_DELETED");
  CHECK(desk.told("GET", "/sobjects/Contact/0035i00000000009AAA") == "404 NOT_FOUND");
  const auto gone =
      *base::parse_json(desk.ask("GET", "/sobjects/Contact/deleted/" + since + "2026-11-02T11:00:00Z").response.body);
  CHECK(gone.at("/deletedRecords/0/id")->text() == id);
  CHECK(gone.at("/deletedRecords/0/deletedDate")->text() == "2026-11-02T10:05:00.000+0000");
  CHECK(desk.found("SELECT Id FROM Contact").text_or("totalSize", "") == "0");
  CHECK(desk.found("SELECT Id FROM Contact WHERE IsDeleted = true", "queryAll").text_or("totalSize", "") == "1");
  CHECK(desk.told("GET", "/sobjects/Contact/deleted/?start=2026-09-02T09:00:00Z&end=2026-11-02T11:00:00Z") ==
        "400 INVALID_REPLICATION_DATE");
  CHECK(desk.told("GET", "/sobjects/Contact/deleted/?start=2026-11-02T11:00:00Z&end=2026-11-02T11:00:30Z") ==
        "400 INVALID_REPLICATION_DATE");
}
