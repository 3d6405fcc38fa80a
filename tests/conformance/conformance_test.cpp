// Every folder in connectors/ is found and proven: its file fits the schema and compiles, its samples are played
// through the interpreter, and hardly any part of it is left that no sample reaches.
#include <catch2/catch.hpp>
#include <iostream>
#include <set>

#include "base/problem.hpp"
#include "base/schema.hpp"
#include "base/text.hpp"
#include "conformance/rehearsal.hpp"
#include "connector/compile.hpp"
#include "connector/requests.hpp"
#include "files.hpp"

using namespace goodword;
using namespace goodword::conformance;
using base::Json;

namespace {

using Lines = std::vector<std::string>;

Lines lines_of(const std::vector<base::Problem>& problems) {
  Lines lines;
  for (const auto& problem : problems) lines.push_back(to_text(problem));
  return lines;
}

Json connector_in(const std::filesystem::path& folder) { return json_of(folder / "connector.json"); }

Lines ids_in(const Json& records) {
  Lines ids;
  for (const auto& record : records.items()) ids.push_back(record.text_or("id", ""));
  return ids;
}

}  // namespace

TEST_CASE("every connector has a file that fits the schema, a page of quirks and samples") {
  const Json schema = json_of(source_dir() / "schemas" / "connector.schema.json");
  CHECK_FALSE(connector_folders().empty());
  for (const auto& folder : connector_folders()) {
    INFO(folder);
    const Json connector = connector_in(folder);
    CHECK(lines_of(base::schema_problems(schema, "connector.schema.json", connector, "connector.json")) == Lines{});
    CHECK(connector.text_or("connector", "") == folder.filename().string());
    CHECK(std::filesystem::exists(folder / "README.md"));
    CHECK_FALSE(files_in(folder / "samples").empty());
  }
}

TEST_CASE("every connector compiles") {
  for (const auto& folder : connector_folders()) {
    INFO(folder);
    const auto compiled = connector::compile(connector_in(folder), "connector.json", Json(), "");
    CHECK(lines_of(compiled.problems) == Lines{});
    CHECK(lines_of(compiled.notes) == Lines{});
  }
}

TEST_CASE("every sample is played as it is written: requests, pages, records, outcomes") {
  for (const auto& folder : connector_folders()) {
    const Json connector = connector_in(folder);
    for (const auto& file : files_in(folder / "samples")) {
      INFO(folder.filename() << " " << file.filename());
      const Json sample = json_of(file);
      CHECK(std::ranges::count(sources(), sample.text_or("from", "")) == 1);
      CHECK(sample.text_or("about", "") != "");
      const Rehearsal done = rehearse(connector, sample, file.filename().string());
      CHECK(done.problems == Lines{});
      CHECK_FALSE(done.played.empty());
      for (std::size_t i = 0; i < done.played.size(); ++i) {
        INFO("step " << i << ": " << done.played[i].step.text_or("do", ""));
        CHECK(disagreements(done.played[i]) == Lines{});
      }
    }
  }
}

TEST_CASE("a first pull's pages join without a gap or a repeat") {
  for (const auto& folder : connector_folders()) {
    const Json connector = connector_in(folder);
    for (const auto& file : files_in(folder / "samples")) {
      for (const auto& step : rehearse(connector, json_of(file), file.filename().string()).played) {
        const Json* records = step.got.find("records");
        if (!records || !step.got.has("complete")) continue;
        Lines ids = ids_in(*records);
        const std::set<std::string> once(ids.begin(), ids.end());
        INFO(folder.filename() << " " << file.filename());
        CHECK(once.size() == ids.size());
      }
    }
  }
}

TEST_CASE("samples reach at least 90% of what a connector can send and of its rules for answers") {
  for (const auto& folder : connector_folders()) {
    const Json connector = connector_in(folder);
    Coverage coverage(connector);
    for (const auto& file : files_in(folder / "samples")) {
      for (const auto& step : rehearse(connector, json_of(file), file.filename().string()).played)
        for (const auto& exchange : step.exchanges) coverage.add(exchange);
    }
    const double share =
        coverage.parts() == 0 ? 1.0 : static_cast<double>(coverage.reached()) / static_cast<double>(coverage.parts());
    std::cout << folder.filename().string() << ": " << coverage.reached() << " of " << coverage.parts()
              << " parts reached\n";
    for (const auto& name : coverage.missed()) std::cout << "  not reached: " << name << "\n";
    INFO(folder);
    CHECK(share >= 0.9);
  }
}

TEST_CASE("a secret stands nowhere but in the login") {
  for (const auto& folder : connector_folders()) {
    const Json connector = connector_in(folder);
    for (const auto& file : files_in(folder / "samples")) {
      for (const auto& request : rehearse(connector, json_of(file), file.filename().string()).made) {
        INFO(folder.filename() << " " << request.method << " " << request.url);
        CHECK(request.url.find("secret-of-") == std::string::npos);
        // A login call is the one request whose body may hold it; nothing else is sent before it is answered.
        ports::HttpResponse sent;
        sent.headers = request.headers;
        const bool is_login = sent.header("Authorization").empty();
        if (!is_login) CHECK(request.body.find("secret-of-") == std::string::npos);
      }
    }
  }
}

TEST_CASE("every request can be printed, with a mask where a secret stands and no placeholder left open") {
  for (const auto& folder : connector_folders()) {
    const auto compiled = connector::compile(connector_in(folder), "connector.json", Json(), "");
    REQUIRE(compiled.compiled);
    int masked = 0;
    const auto printed = connector::requests_of(*compiled.compiled);
    CHECK(printed.size() > 10);
    for (const auto& request : printed) {
      const std::string text = connector::to_text(request);
      INFO(folder.filename() << ": " << text);
      CHECK(request.method != "");
      CHECK(text.find("${") == std::string::npos);
      // Addresses and forms spell the mask as they spell all else.
      if (text.find("***") != std::string::npos || text.find("%2A%2A%2A") != std::string::npos) ++masked;
    }
    // Each carries the login, and its secret is masked.
    CHECK(masked == static_cast<int>(printed.size()));
  }
}
