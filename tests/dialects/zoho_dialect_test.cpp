// The dialect itself: what it grants, and what it refuses that the vendor's documents do not have.
#include "zoho_desk.hpp"

using namespace goodword;
using namespace goodword::dialects;
using namespace std::chrono_literals;

namespace {

struct ZohoStranger : ZohoDesk {
  using ZohoDesk::ZohoDesk;
  Json found(const std::string& method, const std::string& path, const std::string& body = {}) {
    return *base::parse_json(ask(method, path, body).response.body);
  }
  /// "400 CODE" of a refusal, else the status and the codes of its records.
  std::string told(const std::string& method, const std::string& path, const std::string& body = {},
                   ports::Headers headers = {}) {
    const auto answer = ask(method, path, body, std::move(headers)).response;
    std::string text = std::to_string(answer.status);
    const auto json = base::parse_json(answer.body);
    if (!json) return text;
    if (json->has("code")) return text + " " + json->text_or("code", "");
    const Json* items = json->find("data") != nullptr ? json->find("data") : json->find("tags");
    if (items == nullptr || method == "GET") return text;
    for (const auto& item : items->items()) text += " " + item.text_or("code", "");
    return text;
  }
};

}  // namespace

TEST_CASE("Zoho's dialect lists a module by number and token, and has a day for a token") {
  ZohoStranger desk;
  const auto ids = desk.persons(4);
  const auto first = desk.found("GET", "/Contacts?fields=Last_Name,Account_Name,Owner,Tag,Created_Time&per_page=3");
  CHECK(base::write_json(*first.at("/data/0")) ==
        R"({"Last_Name":"No. 4","Account_Name":{"name":"Kestrelby Dairy","id":"554023000000200001"},)"
        R"("Owner":{"name":"Dev Anand","id":"554023000000100001","email":"dev@firm.example"},)"
        R"("Tag":[{"name":"Customer","id":"554023000000900001","color_code":"#57B1FD"}],)"
        R"("Created_Time":"2026-11-02T11:00:00+01:00","id":"554023000000300004"})");
  CHECK(first.at("/info/more_records")->boolean());
  CHECK(first.at("/info/count")->text() == "3");
  CHECK(first.at("/info/sort_order")->text() == "desc");
  const auto second = desk.found("GET", "/Contacts?fields=id&per_page=3&page=2");
  CHECK(second.at("/data/0/id")->text() == ids[0]);
  CHECK(second.at("/info/next_page_token")->is_null());
  const std::string token = first.at("/info/next_page_token")->text(), next = "/Contacts?fields=id&page_token=" + token;
  CHECK(desk.found("GET", next).at("/data/0/id")->text() == ids[0]);
  CHECK(desk.told("GET", next + "&page=2") == "400 INVALID_DATA");
  CHECK(desk.told("GET", next + "&sort_order=asc") == "400 INVALID_DATA");
  CHECK(desk.told("GET", "/Contacts?fields=id&page_token=abc") == "400 INVALID_DATA");
  desk.clock.pass(25h);
  CHECK(desk.ask("GET", next).response.status == 401);  // the login has ended, too
  CHECK(desk.told("GET", "/Contacts?fields=id") == "401 INVALID_TOKEN");
}

TEST_CASE("Zoho's dialect has no body where there is nothing, and 304 where nothing is new") {
  ZohoStranger desk;
  CHECK(desk.told("GET", "/Contacts?fields=id") == "204");
  const auto id = desk.person();
  CHECK(desk.told("GET", "/Contacts?fields=id", {}, {{"If-Modified-Since", "2026-11-02T11:00:00+01:00"}}) == "200");
  CHECK(desk.told("GET", "/Contacts?fields=id", {}, {{"If-Modified-Since", "2026-11-02T10:00:02Z"}}) == "304");
  CHECK(desk.told("GET", "/Contacts?fields=id", {}, {{"If-Modified-Since", "Mon, 02 Nov 2026 10:00:02 GMT"}}) ==
        "400 INVALID_DATA");
  CHECK(desk.told("GET", "/Contacts/deleted") == "204");
  CHECK(desk.told("DELETE", "/Contacts?ids=" + id) == "200 SUCCESS");
  CHECK(desk.found("GET", "/Contacts/deleted?type=recycle").at("/data/0/id")->text() == id);
  CHECK(desk.told("GET", "/Contacts/deleted?type=permanent") == "204");
  CHECK(desk.told("GET", "/Contacts/deleted?type=gone") == "400 INVALID_DATA");
  CHECK(desk.told("GET", "/Contacts/deleted", {}, {{"If-Modified-Since", "2027-01-01T00:00:00Z"}}) == "304");
}

TEST_CASE("Zoho's dialect refuses what its documents do not have") {
  sandbox::ZohoOptions options;
  options.by_number = 6;
  ZohoStranger desk(options);
  const auto id = desk.person();
  CHECK(desk.told("GET", "/Contacts") == "400 REQUIRED_PARAM_MISSING");
  CHECK(desk.told("GET", "/Contacts?fields=id&limit=5") == "400 INVALID_DATA");
  CHECK(desk.told("GET", "/Contacts?fields=Nickname") == "400 INVALID_DATA");
  CHECK(desk.told("GET", "/Contacts?fields=id&per_page=201") == "400 INVALID_DATA");
  CHECK(desk.told("GET", "/Contacts?fields=id&sort_by=Last_Name") == "400 INVALID_DATA");
  CHECK(desk.told("GET", "/Contacts?fields=id&per_page=3&page=3") == "400 LIMIT_EXCEEDED");
  CHECK(desk.told("GET", "/Persons?fields=id") == "400 INVALID_MODULE");
  CHECK(desk.told("GET", "/settings/tags") == "400 REQUIRED_PARAM_MISSING");
  CHECK(desk.told("PATCH", "/Contacts", "{}") == "404 INVALID_URL_PATTERN");
  CHECK(desk.told("POST", "/Contacts", R"({"data":[{"Last_Name":"x"}],"mode":"fast"})") == "400 INVALID_DATA");
  CHECK(desk.told("POST", "/Contacts", R"({"data":[{"First_Name":"x"}]})") == "202 MANDATORY_NOT_FOUND");
  CHECK(desk.told("POST", "/Contacts", R"({"data":[{"Last_Name":"x","Nickname":"y"},{"Last_Name":"z"}]})") ==
        "207 INVALID_DATA SUCCESS");
  CHECK(desk.told("PUT", "/Contacts", R"({"data":[{"id":")" + id + R"(","Owner":")" + desk.dev + R"("}]})") ==
        "202 INVALID_DATA");
  CHECK(desk.told("PUT", "/Contacts", R"({"data":[{"id":")" + id + R"(","Tag":[]}]})") == "202 INVALID_DATA");
  CHECK(desk.told("PUT", "/Contacts", R"({"data":[{"id":"554023000000399999","Title":"x"}]})") == "202 INVALID_DATA");
  CHECK(desk.told("POST", "/Notes", R"({"data":[{"Note_Content":"x","Parent_Id":{"id":")" + id + R"("}}]})") ==
        "202 INVALID_DATA");
  CHECK(desk.told("POST", "/settings/tags?module=Contacts", R"({"tags":[{"name":"Customer"}]})") ==
        "400 DUPLICATE_DATA");
  CHECK(desk.told("POST", "/settings/tags?module=Contacts", R"({"tags":[{"name":"abcdefghijklmnopqrstuvwxyz"}]})") ==
        "400 INVALID_DATA");
  CHECK(desk.told("POST", "/Contacts/actions/add_tags",
                  R"({"tags":[{"name":"Customer","id":"554023000000900001"}],"ids":[")" + id + R"("]})") ==
        "400 MANDATORY_NOT_FOUND");
  CHECK(desk.crm.exchange({"GET", "https://www.zohoapis.com/crm/v8/users", {{"Authorization", "Bearer x"}}, {}})
            .response.status == 401);
}

TEST_CASE("Zoho's dialect makes tags, puts them on and takes them off, and tells who is not there") {
  ZohoStranger desk;
  const auto id = desk.person();
  CHECK(desk.told("POST", "/settings/tags?module=Contacts", R"({"tags":[{"name":"VIP"}]})") == "201 SUCCESS");
  const std::string tag = R"("tags":[{"name":"VIP","id":"554023000000900002"}])",
                    both = R"("ids":[")" + id + R"(","554023000000399999"])";
  CHECK(desk.told("POST", "/Contacts/actions/add_tags", "{" + tag + "," + both + R"(,"over_write":false})") ==
        "207 SUCCESS INVALID_DATA");
  CHECK(desk.tags(id) == "Customer;VIP");
  CHECK(desk.told("POST", "/Contacts/actions/remove_tags", "{" + tag + "," + both + "}") == "207 SUCCESS INVALID_DATA");
  CHECK(desk.tags(id) == "Customer");
  CHECK(desk.told("POST", "/Contacts/actions/add_tags", "{" + tag + R"(,"ids":[")" + id + R"("],"over_write":true})") ==
        "200 SUCCESS");
  CHECK(desk.tags(id) == "VIP");
}

TEST_CASE("Zoho's dialect counts ten written records as one credit, and says what is left once half is spent") {
  sandbox::ZohoOptions options;
  options.daily_credits = 6;
  ZohoStranger desk(options);
  std::string records = R"({"Last_Name":"x"})";
  for (int i = 0; i < 10; ++i) records += R"(,{"Last_Name":"x"})";
  const auto written = desk.ask("POST", "/Contacts", R"({"data":[)" + records + "]}").response;
  CHECK(written.status == 201);
  CHECK(desk.crm.credits_spent() == 2);
  CHECK(written.header("X-API-CREDITS-REMAINING").empty());
  CHECK(desk.ask("GET", "/users").response.header("X-API-CREDITS-REMAINING") == "3");
  desk.crm.set_daily_credits(3);
  CHECK(desk.told("GET", "/users") == "429 LIMIT_EXCEEDED");
}
