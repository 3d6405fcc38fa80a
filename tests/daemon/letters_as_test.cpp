// What the letters of an introduction become in a CRM, as its file says it.
#include <catch2/catch.hpp>

#include "daemon/assembly.hpp"
#include "folder.hpp"

using namespace goodword;
using namespace goodword::daemon;

namespace {

namespace fs = std::filesystem;
using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("letters become drafts of mails where the file of the CRM says so and its connector can draft") {
  const Folder config, share;
  config.write(
      "firm.json",
      R"({"name": "Ottermere", "currency": "GBP", "services": ["operations"], "sellers": [{"id": "dev", "name": "Dev Anand"}]})");
  config.write("services.json", R"({"services": [{"id": "operations", "names": {"en": ["operations"]}}]})");
  config.write("partners.json", R"({"partners": []})");
  fs::create_directories(share / "schemas");
  for (const char* name : {"firm", "services", "partners", "crm", "connector"}) {
    const std::string file = std::string("schemas/") + name + ".schema.json";
    fs::copy_file(fs::path(GOODWORD_SOURCE_DIR) / file, share / file);
  }
  const auto load = [&] { return load_settings(config.path(), share.path(), {{}, true, {}}); };
  for (const char* name : {"hubspot", "close"}) {
    const std::string file = std::string("connectors/") + name + "/connector.json";
    fs::create_directories((share / file).parent_path());
    fs::copy_file(fs::path(GOODWORD_SOURCE_DIR) / file, share / file);
  }
  const auto written = [&](const std::string& connector, const std::string& more) {
    const std::string secret = connector == "close" ? "key" : "token";
    config.write("crms/main.json", "{\n  \"connector\": \"" + connector + "\", \"secrets\": {\"" + secret +
                                       "\": {\"file\": \"/run/token\"}},\n  " + more + "\n}");
  };
  const auto problems = [&] {
    Lines lines;
    const auto settings = load();
    if (!settings) return Lines{"not loaded"};
    for (const auto& problem : compile_problems(*settings)) {
      if (problem.file == "crms/main.json") lines.push_back(to_text(problem));
    }
    return lines;
  };
  const auto shown = [&] {
    const auto settings = load();
    REQUIRE(settings);
    for (const auto& value : shown_values(*settings)) {
      if (value.key == "crms.main.letters_as") return value.value + " (" + value.origin + ")";
    }
    return std::string();
  };
  written("hubspot", "");
  CHECK(shown() == "note (default)");
  CHECK(problems() == Lines{});
  written("hubspot", R"("letters_as": "draft")");
  CHECK(problems() == Lines{"crms/main.json:3 /letters_as: the connector hubspot has no draft_email for contacts, so "
                            "that letters cannot be drafts; \"note\", which puts both letters into one note"});
  written("close", R"("letters_as": "draft")");
  CHECK(problems() == Lines{});
  CHECK(shown() == "draft (crms/main.json:3)");
  written("close", R"("letters_as": "draft", "change": {"writes": {"draft_email": null}})");
  CHECK(problems().size() == 1);
  written("close", R"("letters_as": "mail")");
  const auto wrong = load();
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().size() == 1);
}
