// The dialect itself: what it grants, and what it refuses that the vendor's documents do not have.
#include "pipedrive_desk.hpp"

using namespace goodword;
using namespace goodword::dialects;
using namespace std::chrono_literals;

namespace {

Json asked(PipedriveDesk& desk, const std::string& method, const std::string& path, const std::string& body = {}) {
  return *base::parse_json(desk.ask(method, path, body).response.body);
}
/// "400 why" or the status alone.
std::string told(PipedriveDesk& desk, const std::string& method, const std::string& path,
                 const std::string& body = {}) {
  const auto answer = desk.ask(method, path, body).response;
  const auto json = base::parse_json(answer.body);
  return std::to_string(answer.status) +
         (json && !json->boolean_or("success", true) ? " " + json->text_or("error", "") : "");
}

}  // namespace

TEST_CASE("Pipedrive's dialect lists items page by page, and its cursors are those of the vendor's example") {
  PipedriveDesk desk;
  desk.persons(7);
  const auto first = asked(desk, "GET", "/api/v2/persons?limit=7&sort_by=id&sort_direction=asc");
  CHECK(first.at("/additional_data/next_cursor")->is_null());
  CHECK(
      base::write_json(*first.at("/data/0")) ==
      R"({"id":1,"name":"Joan No. 1","first_name":"Joan","last_name":"No. 1","owner_id":1,"org_id":1,"emails":[{"value":"p1@kestrelby.example","primary":true,"label":"work"}],)"
      R"("phones":[],"visible_to":null,"label_ids":[1],"job_title":null,"add_time":"2026-11-02T09:50:00Z","update_time":"2026-11-02T09:50:00Z","is_deleted":false,)"
      R"("custom_fields":{")" +
          region + R"(":null}})");
  desk.person();
  const auto page = asked(desk, "GET", "/api/v2/persons?limit=7");
  CHECK(page.at("/additional_data/next_cursor")->text() ==
        "eyJmaWVsZCI6ImlkIiwiZmllbGRWYWx1ZSI6Nywic29ydERpcmVjdGlvbiI6ImFzYyIsImlkIjo3fQ");
  const auto last = asked(
      desk, "GET",
      "/api/v2/persons?limit=7&cursor=eyJmaWVsZCI6ImlkIiwiZmllbGRWYWx1ZSI6Nywic29ydERpcmVjdGlvbiI6ImFzYyIsImlkIjo3fQ");
  CHECK(last.find("data")->items().size() == 1);
  CHECK(asked(desk, "GET", "/api/v2/persons?ids=2,99,5").find("data")->items().size() == 2);
  CHECK(asked(desk, "GET", "/api/v2/persons?sort_by=add_time&sort_direction=desc&limit=1").at("/data/0/id")->text() ==
        "8");
  CHECK(asked(desk, "GET", "/api/v2/persons?updated_since=2026-11-02T09:50:01Z").find("data")->items().size() == 1);
  CHECK(asked(desk, "GET", "/api/v2/persons?updated_until=2026-11-02T09:50:01Z").find("data")->items().size() == 7);
}

TEST_CASE("Pipedrive's dialect refuses what its documents do not have") {
  PipedriveDesk desk;
  const auto id = desk.person();
  CHECK(told(desk, "GET", "/api/v2/persons?start=0") == "400 Unknown parameter start");
  CHECK(told(desk, "GET", "/api/v2/persons?limit=501") == "400 limit must be a number between 1 and 500");
  CHECK(told(desk, "GET", "/api/v2/persons?sort_by=name") == "400 sort_by has a value that it cannot have");
  CHECK(told(desk, "GET", "/api/v2/persons?updated_since=2026-11-02%2009:50:00") ==
        "400 updated_since has a value that it cannot have");
  CHECK(told(desk, "GET", "/api/v2/persons?cursor=abc") == "400 Invalid cursor");
  CHECK(told(desk, "GET", "/api/v2/deals/archived?status=gone") == "400 status has a value that it cannot have");
  CHECK(told(desk, "GET", "/v1/notes?sort=update_time") == "400 sort has a value that it cannot have");
  CHECK(told(desk, "GET", "/v1/users?limit=5") == "400 Unknown parameter limit");
  CHECK(told(desk, "PATCH", "/api/v2/persons/" + id, R"({"labels":[1]})") == "400 Unknown field labels");
  CHECK(told(desk, "PATCH", "/api/v2/persons/" + id, R"({"first_name":"J"})") == "400 Unknown field first_name");
  CHECK(told(desk, "PATCH", "/api/v2/persons/" + id, R"({"label_ids":[9]})") ==
        "400 label_ids names a label that does not exist");
  CHECK(told(desk, "PATCH", "/api/v2/persons/" + id, R"({"owner_id":"1"})") ==
        "400 owner_id has a value of another type");
  CHECK(told(desk, "PATCH", "/api/v2/persons/" + id, R"({"custom_fields":{"region":"x"}})") ==
        "400 Unknown custom field region");
  CHECK(told(desk, "POST", "/v1/notes", R"({"content":"x"})") == "400 One of deal_id, person_id, org_id is required");
  CHECK(told(desk, "POST", "/api/v2/activities", R"({"type":"task"})") == "400 subject is required");
  CHECK(told(desk, "POST", "/api/v2/personFields/label_ids/options", R"([{"label":"Customer"}])") ==
        "400 There is an option Customer");
  CHECK(told(desk, "PUT", "/api/v2/persons/" + id, "{}") == "404 Unknown method.");
  CHECK(told(desk, "GET", "/api/v2/persons/99") == "404 Not found");
  CHECK(desk.crm.exchange({"GET", "https://api.pipedrive.com/v1/users", {{"x-api-token", "other"}}, {}})
            .response.status == 401);
}

TEST_CASE("Pipedrive's dialect makes, changes, merges and erases") {
  PipedriveDesk desk;
  const auto ids = desk.persons(2);
  const auto made = asked(
      desk, "POST", "/api/v2/activities",
      R"({"subject":"Ring up","type":"call","participants":[{"person_id":2,"primary":true},{"person_id":1,"primary":false}]})");
  CHECK(base::write_json(*made.at("/data/participants")) ==
        R"([{"person_id":2,"primary":true},{"person_id":1,"primary":false}])");
  CHECK(asked(desk, "PATCH", "/api/v2/activities/1", R"({"done":true})").at("/data/marked_as_done_time")->text() ==
        "2026-11-02T09:50:02Z");
  const auto merged = asked(desk, "PUT", "/v1/persons/2/merge", R"({"merge_with_id":1})");
  CHECK(merged.at("/data/id")->text() == "1");
  CHECK(merged.at("/data/merge_what_id")->text() == "2");
  CHECK(asked(desk, "GET", "/api/v2/activities?person_id=1").find("data")->items().size() == 1);
  CHECK(told(desk, "DELETE", "/api/v2/persons/2") == "404 Not found");
  CHECK(base::write_json(asked(desk, "DELETE", "/api/v2/persons/1")) == R"({"success":true,"data":{"id":1}})");
  CHECK(asked(desk, "GET", "/api/v2/persons").find("data")->items().empty());
  const auto note = asked(desk, "POST", "/v1/notes", R"({"content":"<p>Hello</p>","org_id":1})");
  CHECK(note.at("/data/add_time")->text() == "2026-11-02 09:50:08");
  CHECK(told(desk, "DELETE", "/v1/notes/1") == "200");
  CHECK(asked(desk, "GET", "/v1/notes").find("data")->items().empty());
}

TEST_CASE("Pipedrive's dialect shows deleted deals for thirty days, and counts what calls cost") {
  PipedriveDesk desk;
  desk.dealings(desk.person());
  CHECK(told(desk, "DELETE", "/api/v2/deals/1") == "200");
  CHECK(asked(desk, "GET", "/api/v2/deals?status=deleted").at("/data/0/is_deleted")->boolean());
  CHECK(asked(desk, "GET", "/api/v2/deals").find("data")->items().empty());
  CHECK(asked(desk, "GET", "/api/v2/deals/archived").find("data")->items().size() == 1);
  CHECK(desk.crm.tokens_spent() == 3 + 10 + 10 + 20);
  desk.clock.pass(24h * 31);
  CHECK(asked(desk, "GET", "/api/v2/deals?status=deleted").find("data")->items().empty());
  desk.crm.set_daily_tokens(25);
  CHECK(told(desk, "GET", "/v1/users") == "429 daily request limit reached");
  const auto headers = desk.ask("GET", "/api/v2/deals?status=won").response;
  CHECK(headers.status == 200);
  CHECK(headers.header("X-RateLimit-Limit") == "20");
  CHECK(headers.header("X-RateLimit-Remaining") == "18");
}
