// The dialect itself: what it grants, and what it refuses that the vendor's documents do not have.
#include "attio_desk.hpp"

using namespace goodword;
using namespace goodword::dialects;
using namespace std::chrono_literals;

namespace {

struct AttioStranger : AttioDesk {
  using AttioDesk::AttioDesk;
  Json found(const std::string& method, const std::string& path, const std::string& body = {}) {
    return *base::parse_json(ask(method, path, body).response.body);
  }
  /// "400 code" of a refusal, else the status.
  std::string told(const std::string& method, const std::string& path, const std::string& body = {}) {
    const auto answer = ask(method, path, body).response;
    const auto json = base::parse_json(answer.body);
    return std::to_string(answer.status) + (json && json->has("code") ? " " + json->text_or("code", "") : "");
  }
};

const std::string people = "/objects/people/records";

}  // namespace

TEST_CASE("Attio's dialect shows each attribute as a list of values, and since when each stands") {
  AttioStranger desk;
  const auto id = desk.person();
  const auto first = desk.found("POST", people + "/query", "{}");
  CHECK(base::write_json(*first.at("/data/0/values/name")) ==
        R"([{"active_from":"2026-11-02T10:00:00.000000000Z","active_until":null,)"
        R"("created_by_actor":{"type":"api-token","id":"14beef7a-99f7-4534-a87e-70b564330a4c"},)"
        R"("attribute_type":"personal-name","first_name":"Joan","last_name":"No. 1","full_name":"Joan No. 1"}])");
  CHECK(first.at("/data/0/values/job_title")->items().empty());
  CHECK(first.at("/data/0/values/gw_tags/0/option/title")->text() == "Customer");
  CHECK(first.at("/data/0")->find("updated_at") == nullptr);
  desk.clock.pass(1h);
  desk.set("people", id, "job_title", "Director");
  const auto later = desk.found("GET", people + "/" + id);
  CHECK(later.at("/data/values/job_title/0/active_from")->text() == "2026-11-02T11:00:01.000000000Z");
  CHECK(later.at("/data/values/name/0/active_from")->text() == "2026-11-02T10:00:00.000000000Z");
}

TEST_CASE("Attio's dialect pages by limit and offset in the order of creation") {
  AttioStranger desk;
  const auto ids = desk.persons(5);
  const auto page = desk.found("POST", people + "/query", R"({"limit":2,"offset":4})");
  CHECK(page.find("data")->items().size() == 1);
  CHECK(page.at("/data/0/id/record_id")->text() == ids[4]);
  const auto newest =
      desk.found("POST", people + "/query", R"({"sorts":[{"attribute":"created_at","direction":"desc"}],"limit":1})");
  CHECK(newest.at("/data/0/id/record_id")->text() == ids[4]);
  for (int i = 0; i < 12; ++i) desk.dealings(ids[0]);
  CHECK(desk.found("GET", "/notes").find("data")->items().size() == 10);
  CHECK(desk.found("GET", "/notes?limit=50&parent_object=deals").find("data")->items().size() == 12);
  CHECK(desk.found("GET", "/tasks?limit=5&offset=10").find("data")->items().size() == 2);
  CHECK(desk.found("GET", "/tasks?is_completed=true").find("data")->items().empty());
}

TEST_CASE("Attio's dialect adds to a multi-select by PATCH, and replaces it by PUT") {
  AttioStranger desk;
  const auto id = desk.person();
  CHECK(desk.told("POST", "/objects/people/attributes/gw_tags/options", R"({"data":{"title":"VIP"}})") == "200");
  CHECK(desk.told("POST", "/objects/people/attributes/gw_tags/options", R"({"data":{"title":"VIP"}})") ==
        "409 slug_conflict");
  CHECK(desk.told("PATCH", people + "/" + id, R"({"data":{"values":{"gw_tags":["VIP"]}}})") == "200");
  CHECK(desk.found("GET", people + "/" + id).at("/data/values/gw_tags/0/option/title")->text() == "VIP");
  CHECK(desk.tags(id) == "Customer;VIP");
  CHECK(desk.told("PUT", people + "/" + id, R"({"data":{"values":{"gw_tags":["VIP"],"job_title":"Director"}}})") ==
        "200");
  CHECK(desk.tags(id) == "VIP");
  CHECK(desk.told("PUT", people + "/" + id, R"({"data":{"values":{"gw_tags":[]}}})") == "200");
  CHECK(desk.tags(id).empty());
  CHECK(desk.get("people", id, "job_title").text() == "Director");
}

TEST_CASE("Attio's dialect refuses what its documents do not have") {
  AttioStranger desk;
  const auto id = desk.person();
  CHECK(desk.told("POST", people + "/query", R"({"limit":501})") == "400 validation_type");
  CHECK(desk.told("POST", people + "/query", R"({"limit":"5"})") == "400 validation_type");
  CHECK(desk.told("POST", people + "/query", R"({"page":2})") == "400 filter_error");
  CHECK(desk.told("POST", people + "/query", R"({"sorts":[{"attribute":"updated_at","direction":"asc"}]})") ==
        "400 filter_error");
  CHECK(desk.told("POST", "/objects/persons/records/query", "{}") == "404 not_found");
  CHECK(desk.told("GET", people + "/" + id + "?limit=5") == "400 validation_type");
  CHECK(desk.told("GET", "/notes?limit=51") == "400 validation_type");
  CHECK(desk.told("GET", "/notes?since=2026-11-02") == "400 validation_type");
  CHECK(desk.told("GET", "/tasks?linked_record_id=" + id) == "400 validation_type");
  CHECK(desk.told("PATCH", people + "/" + id, R"({"values":{}})") == "400 validation_type");
  CHECK(desk.told("PATCH", people + "/" + id, R"({"data":{"values":{"nickname":"x"}}})") == "400 validation_type");
  CHECK(desk.told("PATCH", people + "/" + id, R"({"data":{"values":{"gw_tags":["Nobody"]}}})") ==
        "400 validation_type");
  CHECK(desk.told("PATCH", people + "/" + id, R"({"data":{"values":{"job_title":5}}})") == "400 validation_type");
  CHECK(desk.told("GET", "/objects/people/attributes/other/options") == "404 not_found");
  CHECK(desk.told("DELETE", "/notes/" + id) == "404 not_found");
  CHECK(desk.told("GET", "/contacts") == "404 not_found");
  CHECK(desk.crm.exchange({"GET", "https://api.attio.com/v2/tasks", {{"Authorization", "Bearer x"}}, {}})
            .response.status == 401);
}

TEST_CASE("Attio's dialect makes notes and tasks with all that they need, and nothing else") {
  AttioStranger desk;
  const auto id = desk.person();
  const std::string note = R"({"data":{"parent_object":"people","parent_record_id":")" + id +
                           R"(","title":"Talk","format":"plaintext","content":"Hello")";
  CHECK(desk.told("POST", "/notes", note + "}}") == "200");
  CHECK(desk.told("POST", "/notes", note + R"(,"color":"red"}})") == "400 validation_type");
  CHECK(desk.told("POST", "/notes", R"({"data":{"parent_object":"people"}})") == "400 validation_type");
  const auto task = [&](const std::string& object, const std::string& more) {
    return R"({"data":{"content":"Ring up","format":"plaintext","is_completed":false,"linked_records":[{"target_object":")" +
           object + R"(","target_record_id":")" + id + R"("}])" + more + "}}";
  };
  CHECK(desk.told("POST", "/tasks", task("people", R"(,"deadline_at":null,"assignees":[])")) == "200");
  CHECK(desk.told("POST", "/tasks", task("people", R"(,"assignees":[])")) == "400 validation_type");
  CHECK(desk.told("POST", "/tasks", task("people", R"(,"deadline_at":"soon","assignees":[])")) ==
        "400 validation_type");
  CHECK(desk.told("POST", "/tasks", task("deals", R"(,"deadline_at":null,"assignees":[])")) == "400 validation_type");
  CHECK(desk.told("POST", "/tasks", task("companies", R"(,"deadline_at":null,"assignees":[])")) == "404 not_found");
  CHECK(desk.count("tasks") == 1);
  CHECK(desk.count("notes") == 1);
}

TEST_CASE("Attio's dialect says by a date when it may be asked again") {
  sandbox::AttioOptions options;
  options.reads = 0;
  AttioStranger desk(options);
  const auto answer = desk.ask("GET", "/tasks").response;
  CHECK(answer.status == 429);
  CHECK(answer.header("Retry-After") == "Mon, 02 Nov 2026 10:00:02 GMT");
  CHECK(desk.told("GET", "/tasks") == "429 rate_limit_exceeded");
  CHECK(desk.told("POST", "/objects/people/attributes/gw_tags/options", R"({"data":{"title":"VIP"}})") == "200");
}
