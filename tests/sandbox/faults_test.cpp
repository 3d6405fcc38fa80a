#include "desk.hpp"

using namespace goodword;
using namespace goodword::sandbox;
using namespace std::chrono_literals;

namespace {

struct Faulty : TestDesk {
  Faulty() {
    for (int i = 0; i < 4; ++i)
      make("contacts", R"({"email":"p)" + std::to_string(i) + R"(@x.example","firstname":"Joan"})");
  }
  void add(Fault fault, std::string method = "GET") {
    crm.add_fault({fault, std::move(method), "/crm/v3/objects/contacts"});
  }
  std::string list() { return ask("GET", "/crm/v3/objects/contacts?limit=2&properties=firstname").response.body; }
  std::string error_of(const std::string& method, const std::string& path, const std::string& body) {
    ports::HttpRequest request{
        method, "https://api.hubapi.com" + path, {{"Authorization", "Bearer pat-eu1-sandbox"}}, body, 10s};
    InProcessClient client(crm);
    const auto result = client.send(std::move(request), {});
    return result ? std::to_string(result->status) : result.error().code;
  }
};

const std::string new_contact = R"({"properties":{"firstname":"New"}})";

}  // namespace

TEST_CASE("an answer lost after the write leaves the record, a refused connection does not") {
  Faulty desk;
  desk.add(Fault::lost_after_apply, "POST");
  CHECK(desk.error_of("POST", "/crm/v3/objects/contacts", new_contact) == "wire.lost");
  CHECK(records_of(desk.crm, ObjectType::contacts).size() == 5);
  desk.add(Fault::refused_before_apply, "POST");
  CHECK(desk.error_of("POST", "/crm/v3/objects/contacts", new_contact) == "wire.not_sent");
  CHECK(records_of(desk.crm, ObjectType::contacts).size() == 5);
  CHECK(desk.error_of("POST", "/crm/v3/objects/contacts", new_contact) == "201");
  CHECK(desk.crm.faults_fired(Fault::lost_after_apply) == 1);
  CHECK(desk.crm.faults_fired(Fault::refused_before_apply) == 1);
  CHECK(desk.crm.requests().at(4).status == 0);
}

TEST_CASE("a 502 after the write comes as a proxy's page, with the record there") {
  Faulty desk;
  desk.add(Fault::bad_gateway_after_apply, "POST");
  const Reply reply = desk.ask("POST", "/crm/v3/objects/contacts", new_contact);
  CHECK(reply.status == 502);
  CHECK(reply.response.header("content-type") == "text/html");
  CHECK(records_of(desk.crm, ObjectType::contacts).size() == 5);
}

TEST_CASE("a slow answer is lost to a client that does not wait so long, and the record is there") {
  Faulty desk;
  desk.add(Fault::slow, "POST");
  CHECK(desk.error_of("POST", "/crm/v3/objects/contacts", new_contact) == "wire.lost");
  CHECK(records_of(desk.crm, ObjectType::contacts).size() == 5);
}

TEST_CASE("answers can be cut, broken, or a web page") {
  Faulty desk;
  const std::string whole = desk.list();
  desk.add(Fault::truncated_body);
  CHECK(desk.list() == whole.substr(0, whole.size() / 2));
  desk.add(Fault::bad_json);
  CHECK(!base::parse_json(desk.list()));
  desk.add(Fault::html_page);
  CHECK(desk.list().starts_with("<!DOCTYPE html>"));
  CHECK(desk.list() == whole);
}

TEST_CASE("a page can be repeated, a cursor can expire, a token too") {
  Faulty desk;
  const std::string second = "/crm/v3/objects/contacts?limit=2&after=102";
  CHECK(desk.ask("GET", second).at("/results/0/id") == "103");
  desk.add(Fault::repeated_page);
  const Reply repeated = desk.ask("GET", second);
  CHECK(repeated.at("/results/0/id") == "101");
  CHECK(repeated.at("/paging/next/after") == "102");
  desk.add(Fault::cursor_expired);
  CHECK(desk.ask("GET", second).status == 400);
  desk.add(Fault::token_expired);
  const Reply expired = desk.ask("GET", second);
  CHECK(expired.status == 401);
  CHECK(expired.at("/category") == "EXPIRED_AUTHENTICATION");
  desk.add(Fault::server_error);
  CHECK(desk.ask("GET", second).status == 500);
}

TEST_CASE("a page can hold a record twice, or a value that is too long, not UTF-8, or has a NUL") {
  Faulty desk;
  desk.add(Fault::duplicate_ids);
  const Reply twice = desk.ask("GET", "/crm/v3/objects/contacts?limit=2");
  CHECK(twice.at("/results/0/id") == "101");
  CHECK(twice.at("/results/1/id") == "101");
  CHECK(twice.at("/results/2/id") == "102");
  desk.add(Fault::huge_field);
  CHECK(desk.list().find(std::string(1u << 20, 'x')) != std::string::npos);
  desk.add(Fault::invalid_utf8);
  CHECK(desk.list().find("\"firstname\":\"Joan\xff\xfe\xc0\"") != std::string::npos);
  desk.add(Fault::nul_byte);
  CHECK(desk.list().find(R"("firstname":"Joan\u0000")") != std::string::npos);
}

TEST_CASE("a request can be refused for going too fast, and nothing is struck once the CRM is calm") {
  Faulty desk;
  desk.add(Fault::throttled, "POST");
  const auto refused = desk.ask("POST", "/crm/v3/objects/contacts", new_contact);
  CHECK(refused.status == 429);
  CHECK(refused.at("/message") == "You have reached your secondly limit.");
  CHECK(refused.response.header("Retry-After").empty());
  desk.add(Fault::server_error);
  desk.crm.calm();
  CHECK(desk.ask("GET", "/crm/v3/objects/contacts").status == 200);
  CHECK(desk.crm.faults_fired(Fault::throttled) == 1);
  CHECK(desk.crm.faults_fired(Fault::server_error) == 0);
}

TEST_CASE("a rule strikes the nth match of its method and path, as often as it says, and is counted") {
  Faulty desk;
  desk.crm.add_fault({Fault::server_error, "GET", "/crm/v3/owners", 2, 2});
  std::vector<int> statuses;
  for (int i = 0; i < 5; ++i) {
    statuses.push_back(desk.ask("GET", "/crm/v3/owners").status);
    desk.ask("GET", "/crm/v3/objects/contacts");
  }
  CHECK(statuses == std::vector<int>{200, 500, 500, 200, 200});
  CHECK(desk.crm.faults_fired(Fault::server_error) == 2);
}
