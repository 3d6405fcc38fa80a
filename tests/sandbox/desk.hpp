// A CRM on a clock that the test moves, and short ways to talk to it.
#pragma once

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <string>

#include "base/json.hpp"
#include "sandbox/census.hpp"
#include "sandbox/hubspot.hpp"
#include "sandbox/in_process.hpp"
#include "sandbox/people.hpp"

namespace goodword::sandbox {

inline const base::Instant monday = *base::parse_rfc3339("2026-11-02T09:00:00Z");

struct Reply {
  int status = 0;
  base::Json body;
  ports::HttpResponse response;

  /// What stands at a JSON pointer, as text.
  std::string at(std::string_view pointer) const {
    const base::Json* found = body.at(pointer);
    return found == nullptr                           ? "(nothing)"
           : found->is_string() || found->is_number() ? found->text()
                                                      : base::write_json(*found);
  }
  std::size_t count() const { return body.at("/results") == nullptr ? 0 : body.at("/results")->items().size(); }
};

struct TestDesk {
  base::Instant time = monday;
  HubSpot crm;

  explicit TestDesk(HubSpotOptions options = {}) : crm(with_clock(std::move(options))) {
    crm.with_world([](World& world) {
      world.add_owner({"71", "dev@firm.example", "Dev", "Anand", "9071", monday});
      world.add_owner({"72", "priya@firm.example", "Priya", "Raman", "9072", monday});
    });
  }

  /// What was asked is kept for check_openapi.py, where that runs this program.
  ~TestDesk() {
    if (const char* path = std::getenv("SANDBOX_REQUEST_LOG")) {
      std::ofstream out(path, std::ios::app);
      write_json_lines(crm.requests(), out);
    }
  }
  TestDesk(const TestDesk&) = delete;

  Reply ask(const std::string& method, const std::string& path, const std::string& body = "") {
    ports::HttpRequest request{
        method, "https://api.hubapi.com" + path, {{"Authorization", "Bearer pat-eu1-sandbox"}}, body};
    if (!body.empty()) request.headers.emplace_back("Content-Type", "application/json");
    Reply reply;
    reply.response = crm.answer(request);
    reply.status = reply.response.status;
    if (auto json = base::parse_json(reply.response.body)) reply.body = std::move(*json);
    return reply;
  }
  /// Creates a record and returns its id.
  std::string make(const std::string& type, const std::string& properties) {
    const Reply made = ask("POST", "/crm/v3/objects/" + type, R"({"properties":)" + properties + "}");
    INFO(made.response.body);
    REQUIRE(made.status == 201);
    return made.at("/id");
  }
  void pass(base::Duration duration) { time += duration; }
  void define_tags() {
    const Reply made = ask("POST", "/crm/v3/properties/contacts",
                           R"({"name":"gw_tags","label":"Goodword","type":"enumeration","fieldType":"checkbox",
                               "groupName":"contactinformation","options":[
                               {"label":"refer","value":"gw:refer","hidden":false},
                               {"label":"nurture","value":"gw:nurture","hidden":false},
                               {"label":"yes","value":"gw:prospect-yes","hidden":false}]})");
    REQUIRE(made.status == 201);
  }

 private:
  HubSpotOptions with_clock(HubSpotOptions options) {
    options.now = [this] { return time; };
    return options;
  }
};

}  // namespace goodword::sandbox
