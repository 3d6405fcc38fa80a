// Recorded answers of a real server, read through the connector's mapping: what a person sees there must arrive here.
#include <catch2/catch.hpp>
#include <iostream>

#include "base/problem.hpp"
#include "connector/compile.hpp"
#include "connector/remote.hpp"
#include "files.hpp"
#include "model/record.hpp"
#include "replay.hpp"

using namespace goodword;
using namespace goodword::conformance;
using base::Json;

namespace {

/// Gives one recorded body to the next list request, and nothing to all others.
class Recorded : public ports::HttpClient {
 public:
  explicit Recorded(std::string body) : body_(std::move(body)) {}
  std::unique_ptr<ports::PendingResponse> start(ports::HttpRequest) override {
    class Now : public ports::PendingResponse {
     public:
      explicit Now(std::string body) : body_(std::move(body)) {}
      base::Result<ports::HttpResponse> wait(std::stop_token) override {
        return ports::HttpResponse{.status = 200,
                                   .headers = {{"Content-Type", "application/json;charset=utf-8"}},
                                   .body = body_,
                                   .wire_bytes = body_.size()};
      }

     private:
      std::string body_;
    };
    return std::make_unique<Now>(body_);
  }

 private:
  std::string body_;
};

struct Count {
  int answers = 0, records = 0, mapped = 0, names_missing = 0, emails_missing = 0;
  std::map<std::string, int> rejects;
};

std::string property(const Json& record, std::string_view name) {
  const Json* properties = record.find("properties");
  return properties ? properties->text_or(name, "") : "";
}

bool holds(const model::Record& record, model::FieldIndex field, const std::string& value) {
  return value.empty() || record.text(field) == value;
}

void compare(const Json& sent, const model::Record& got, Count& count) {
  if (got.id() != sent.text_or("id", "")) return;
  ++count.mapped;
  if (got.kind == model::Kind::company) {
    if (!holds(got, model::company::name, property(sent, "name")) ||
        !holds(got, model::company::domain, property(sent, "domain")))
      ++count.names_missing;
    return;
  }
  using namespace model::contact;
  if (!holds(got, first_name, property(sent, "firstname")) || !holds(got, last_name, property(sent, "lastname")))
    ++count.names_missing;
  const std::string mail = property(sent, "email");
  if (!mail.empty() && !std::ranges::count(got.texts(emails), mail)) ++count.emails_missing;
}

void read_answer(const connector::Compiled& compiled, const std::string& stream, const std::string& body,
                 const Json& parsed, Count& count) {
  Recorded http(body);
  StillClock clock(base::parse_rfc3339("2026-11-25T09:00:00Z").value());
  NoRandom random;
  const auto remote = connector::make_remote(
      compiled, {.crm = "recorded", .http = http, .clock = clock, .random = random, .secrets = {{"token", "x"}}});
  auto pull = remote->pull(stream, ports::PullMode::full, "");
  REQUIRE(pull);
  const auto page = (*pull)->next({});
  INFO(body.substr(0, 300));
  REQUIRE(page);
  REQUIRE(*page);
  ++count.answers;
  for (const auto& reject : (*page)->rejects) ++count.rejects[reject.pointer + " (" + reject.reason + ")"];
  const auto& sent = parsed.find("results")->items();
  count.records += static_cast<int>(sent.size());
  for (std::size_t i = 0; i < std::min(sent.size(), (*page)->records.size()); ++i)
    compare(sent[i], (*page)->records[i], count);
}

void print(const std::string& what, const Count& count) {
  std::cout << "recorded " << what << ": " << count.answers << " answers, " << count.mapped << " of " << count.records
            << " records mapped, " << count.names_missing << " lack a name, " << count.emails_missing
            << " lack an e-mail\n";
  for (const auto& [why, times] : count.rejects) std::cout << "  rejected " << times << " times: " << why << "\n";
}

}  // namespace

TEST_CASE("recorded contacts and companies of HubSpot arrive with id, every name and every e-mail") {
  const auto file = shared_dir() / "vendor" / "traffic" / "hubspot" / "grouparoo__hubspot" / "interactions.jsonl";
  if (!std::filesystem::exists(file)) {
    WARN("skipped: the recorded traffic is absent");
    return;
  }
  const auto compiled = connector::compile(json_of(source_dir() / "connectors" / "hubspot" / "connector.json"),
                                           "connector.json", Json(), "");
  REQUIRE(compiled.compiled);
  Count contacts, companies;
  std::ifstream lines(file);
  for (std::string line; std::getline(lines, line);) {
    const auto exchange = base::parse_json(line);
    REQUIRE(exchange);
    const std::string url = exchange->at("/request/url")->text(), body = exchange->at("/response/body")->text();
    const bool contact = url.find("/crm/v3/objects/CONTACT") != std::string::npos,
               company = url.find("/crm/v3/objects/COMPANY") != std::string::npos;
    if ((!contact && !company) || exchange->at("/response/status")->integer().value_or(0) >= 300) continue;
    const auto parsed = body.empty() ? base::Result<Json>(Json()) : base::parse_json(body);
    REQUIRE(parsed);
    if (parsed->find("results"))
      read_answer(*compiled.compiled, contact ? "contacts" : "companies", body, *parsed,
                  contact ? contacts : companies);
  }
  print("contacts", contacts);
  print("companies", companies);
  CHECK(contacts.records > 400);
  CHECK(contacts.mapped >= contacts.records * 99 / 100);
  CHECK(contacts.names_missing == 0);
  CHECK(contacts.emails_missing == 0);
  CHECK(companies.mapped == companies.records);
  CHECK(companies.names_missing == 0);
}
