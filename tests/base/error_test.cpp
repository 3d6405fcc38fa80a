#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "base/error.hpp"

using namespace goodword::base;

TEST_CASE("the table of errors is ordered by code and names each once") {
  std::vector<std::string_view> codes;
  for (const ErrorRow& row : error_table()) codes.push_back(row.code);
  auto ordered = codes;
  std::ranges::sort(ordered);
  ordered.erase(std::unique(ordered.begin(), ordered.end()), ordered.end());
  CHECK(codes == ordered);
}

TEST_CASE("each row says what happened and what to do, with an exit code that is documented") {
  for (const ErrorRow& row : error_table()) {
    CAPTURE(row.code);
    CHECK_FALSE(row.meaning.empty());
    CHECK_FALSE(row.advice.empty());
    CHECK(std::set<int>{0, 1, 2, 4, 5, 6, 78}.contains(row.exit_code));
  }
}

TEST_CASE("every code that the sources fail with is in the table") {
  const std::regex use(R"re(failure\(\s*"([^"]*)")re");
  std::set<std::string> unknown;
  std::size_t uses = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(
           GOODWORD_SOURCE_DIR "/adapter", std::filesystem::directory_options::follow_directory_symlink)) {
    if (entry.path().extension() != ".cpp" && entry.path().extension() != ".hpp") continue;
    std::ostringstream text;
    text << std::ifstream(entry.path()).rdbuf();
    const std::string source = text.str();
    for (std::sregex_iterator at(source.begin(), source.end(), use), end; at != end; ++at, ++uses) {
      const std::string code = (*at)[1];
      if (!error_row(code)) unknown.insert(code + " in " + entry.path().filename().string());
    }
  }
  CHECK(unknown == std::set<std::string>{});
  CHECK(uses > 0);
}

TEST_CASE("a failure takes its scope from the table") {
  const Result<int> result = failure("wire.not_sent", "no such host: crm.example", Retry::now);
  REQUIRE_FALSE(result);
  CHECK(
      result.error() ==
      Error{.code = "wire.not_sent", .scope = Scope::crm, .retry = Retry::now, .detail = "no such host: crm.example"});
}

TEST_CASE("a code that is not in the table stops the process, so that it is noticed") {
  CHECK(error_row("no.such_code") == nullptr);
  CHECK(Result<int>(failure("no.such_code", "x")).error().scope == Scope::process);
}

TEST_CASE("an error tells what was being done, innermost first") {
  Error error{.code = "remote.gone", .detail = "contact 7 is gone"};
  error = while_doing(while_doing(std::move(error), "storing page 3"), "syncing office");
  CHECK(to_text(error) == "contact 7 is gone (remote.gone; while storing page 3; while syncing office)");
  CHECK(to_text(Error{.code = "usage", .detail = "no"}) == "no (usage)");
}
