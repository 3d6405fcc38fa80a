#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "connector/compile.hpp"
#include "daemon/init.hpp"
#include "folder.hpp"

using namespace goodword;
using namespace goodword::daemon;

namespace {

constexpr const char* connector_text = R"({
  "connector": "acme", "version": "1.0.0",
  "settings": {
    "url": {"type": "url", "say": "https://crm.example"}, "token": {"type": "secret", "say": "an access token"},
    "list": {"type": "text", "default": "gw"}, "client": {"type": "text", "for": "oauth"},
    "size": {"type": "number", "default": 5}, "flag": {"type": "boolean", "default": false},
    "region": {"type": "choice", "of": ["eu", "us"], "say": "where the account is"}
  },
  "auth": {"key": {"kind": "key"}, "oauth": {"kind": "oauth2"}}})";

base::Json acme() { return *base::parse_json(connector_text); }

base::Json parsed(const std::string& text) {
  const auto json = base::parse_settings_json(text, "f");
  REQUIRE(json);
  return *json;
}

std::string share() { return std::string(GOODWORD_SOURCE_DIR); }

}  // namespace

TEST_CASE("the first files load without a problem, and hold what was answered") {
  const Folder config;
  InitAnswers answers;
  answers.firm_name = "Otter \"&\" Vance";
  answers.trade = "operations consulting";
  answers.city = "Leeds";
  answers.country = "GB";
  answers.currency = "GBP";
  answers.services = {"Process design", "Process-Design", "Übung"};
  answers.sellers = {"Dev Anand", "李"};
  REQUIRE(write_new(config.path(), first_files(answers, share())));
  const auto settings = load_settings(config.path(), share(), {{}, true, {}});
  if (!settings) {
    for (const auto& problem : settings.error()) UNSCOPED_INFO(to_text(problem));
  }
  REQUIRE(settings);
  CHECK(settings->firm.name == "Otter \"&\" Vance");
  CHECK(settings->firm.place.city == "Leeds");
  CHECK(settings->firm.currency == "GBP");
  CHECK(settings->firm.services == std::vector<std::string>{"process-design", "process-design-2", "bung"});
  REQUIRE(settings->firm.sellers.size() == 2);
  CHECK(settings->firm.sellers[0].id == "dev-anand");
  CHECK(settings->firm.sellers[1].id == "seller-2");
  CHECK(settings->services.size() == 3);
  CHECK(settings->partners.empty());
}

TEST_CASE("the example partner of the first files loads once its comment marks are gone") {
  const Folder config;
  REQUIRE(write_new(config.path(), first_files({}, share())));
  std::string text = config.read("partners.json");
  for (std::size_t at; (at = text.find("    //")) != std::string::npos;) text.erase(at, 6);
  const auto partners = parsed(text);
  REQUIRE(partners.find("partners")->items().size() == 1);
  config.write("partners.json", text);
  std::string services = config.read("services.json");
  services.replace(services.find("    // {"), 8, "    {");
  services.replace(services.find("\"parent\": \"marketing\", "), 23, "");
  config.write("services.json", services);
  const auto settings = load_settings(config.path(), share(), {{}, true, {}});
  if (!settings) {
    for (const auto& problem : settings.error()) UNSCOPED_INFO(to_text(problem));
  }
  REQUIRE(settings);
  CHECK(settings->partners.at(0).name == "Example Copy");
}

TEST_CASE("every option stands in the first goodword.json with its default") {
  const auto files = first_files({}, "/share");
  REQUIRE(files.at(0).path == "goodword.json");
  std::string text = files[0].text;
  for (std::size_t at; (at = text.find("    // \"")) != std::string::npos;) text.erase(at + 4, 3);
  for (std::size_t at; (at = text.find("…")) != std::string::npos;) text.replace(at, 3, "\"/x\"");
  const auto json = parsed(text);
  for (const Option& option : option_table()) {
    CAPTURE(option.key);
    CHECK(json.at(pointer_of(option)) != nullptr);
  }
}

TEST_CASE("no file is replaced, and then none is made") {
  const Folder config;
  config.write("firm.json", "mine");
  const auto made = write_new(config.path(), first_files({}, share()));
  REQUIRE_FALSE(made);
  CHECK(made.error().code == "settings.exists");
  CHECK(made.error().detail == (config / "firm.json").string() + " would be replaced");
  CHECK(config.read("firm.json") == "mine");
  CHECK_FALSE(std::filesystem::exists(config / "goodword.json"));
}

TEST_CASE("a file that cannot be written takes away those made before it") {
  const Folder config;
  config.write("crms", "a file, not a folder");
  const auto made = write_new(config.path(), {{"one.json", "1"}, {"crms/two.json", "2"}});
  REQUIRE_FALSE(made);
  CHECK(made.error().code == "settings.invalid");
  CHECK_FALSE(std::filesystem::exists(config / "one.json"));
}

TEST_CASE("what a connector needs and nobody gave is asked, for the chosen login only") {
  using Questions = std::vector<CrmQuestion>;
  CHECK(crm_questions(acme(), {}) == Questions{{"url", "url", "https://crm.example", {}},
                                               {"token", "secret", "an access token", {}},
                                               {"region", "choice", "where the account is", {"eu", "us"}}});
  CHECK(crm_questions(acme(), {"x", "oauth", {{"url", "https://a"}, {"region", "eu"}}, {{"token", "file:/t"}}}) ==
        Questions{{"client", "text", "", {}}});
}

TEST_CASE("a new CRM file is plan-only, typed, holds references alone, and others may not read it") {
  const Folder config;
  const CrmAnswers answers{"main",
                           "",
                           {{"url", "https://crm.example"}, {"size", "7"}, {"flag", "true"}, {"region", "eu"}},
                           {{"token", "file:/etc/goodword/token"}}};
  const auto file = crm_file(acme(), answers, "/share");
  REQUIRE(file);
  CHECK(file->path == "crms/main.json");
  CHECK(parsed(file->text) ==
        parsed(R"({"$schema": "/share/schemas/crm.schema.json", "connector": "acme", "login": "key",
    "settings": {"url": "https://crm.example", "size": 7, "flag": true, "region": "eu"},
    "secrets": {"token": {"file": "/etc/goodword/token"}}, "apply": "plan_only"})"));
  REQUIRE(write_new(config.path(), {*file}));
  using std::filesystem::perms;
  CHECK((std::filesystem::status(config / "crms/main.json").permissions() & perms::others_all) == perms::none);
}

TEST_CASE("each kind of reference to a secret is understood") {
  const auto secret = [](const std::string& given) {
    const auto file =
        crm_file(acme(), {"main", "", {{"url", "https://a"}, {"region", "eu"}}, {{"token", given}}}, "/s");
    return file ? base::write_json(*parsed(file->text).at("/secrets/token")) : file.error().detail;
  };
  CHECK(secret("credential:acme") == R"({"credential":"acme"})");
  CHECK(secret("environment:ACME") == R"({"environment":"ACME"})");
  CHECK(secret("command:pass show acme") == R"({"command":["pass","show","acme"]})");
  CHECK(
      secret("hunter2") ==
      "the secret \"token\" is given by reference: file:PATH, credential:NAME, environment:NAME or command:PROGRAM …");
}

TEST_CASE("a secret that was typed gets a file of its own, for its owner alone, and the CRM's file names it") {
  const Folder config;
  CrmAnswers answers{"main", "", {{"url", "https://a"}, {"region", "eu"}}, {}, {{"token", "hunter2"}}};
  const auto file = crm_file(acme(), answers, "/s");
  REQUIRE(file);
  CHECK(base::write_json(*parsed(file->text).at("/secrets")) == R"({"token":{"file":"secrets/main.token"}})");
  CHECK(file->text.find("hunter2") == std::string::npos);
  const Folder store;
  const bool root = ::geteuid() == 0;  // only root can give files away
  if (root) REQUIRE(::chown(store.path().c_str(), 12345, 12345) == 0);
  REQUIRE(write_new(config.path(), secret_files(answers, store.path())));
  CHECK(config.read("secrets/main.token") == "hunter2\n");
  struct stat about {};
  REQUIRE(::stat((config / "secrets/main.token").c_str(), &about) == 0);
  CHECK((about.st_mode & 0777) == 0600);
  CHECK(about.st_uid == (root ? 12345 : ::geteuid()));
  CHECK_FALSE(write_new(config.path(), secret_files(answers, store.path())));  // and never over another one
}

TEST_CASE("a change of the connector stands in the CRM's file") {
  CrmAnswers answers{"main", "", {{"url", "https://a"}, {"region", "eu"}}, {{"token", "file:/t"}}};
  answers.change = *base::parse_json(R"({"streams": {"contacts": {"custom": {"tier": {"from": "/t"}}}}})");
  const auto file = crm_file(acme(), answers, "/s");
  REQUIRE(file);
  CHECK(*parsed(file->text).find("change") == answers.change);
}

TEST_CASE("questions about what has a default are asked only where all are wanted") {
  const auto all = crm_questions(acme(), {}, Asked::all);
  std::vector<std::string> lines;
  for (const auto& one : all) lines.push_back(one.name + (one.otherwise ? "=" + *one.otherwise : ""));
  CHECK(lines == std::vector<std::string>{"url", "token", "list=gw", "size=5", "flag=false", "region"});
}

TEST_CASE("what is known so far is held against the connector before all of it is") {
  CrmAnswers answers{"", "", {{"region", "eu"}}, {}};
  CHECK(check_answers(acme(), answers));
  answers.settings["region"] = "mars";
  CHECK(check_answers(acme(), answers).error().detail == "the setting \"region\": expected one of eu, us");
  answers = {"", "basic", {}, {}};
  CHECK(check_answers(acme(), answers).error().detail == "the connector has no login \"basic\"");
  answers = {"", "", {}, {}, {{"url", "hunter2"}}};
  CHECK(check_answers(acme(), answers).error().detail == "\"url\" is no secret: give it with --set");
}

TEST_CASE("a CRM that does not fit its connector is refused in words") {
  const auto why = [](const CrmAnswers& answers) { return crm_file(acme(), answers, "/s").error().detail; };
  const CrmAnswers good{"main", "", {{"url", "https://a"}, {"region", "eu"}}, {{"token", "file:/t"}}};
  REQUIRE(crm_file(acme(), good, "/s"));
  CrmAnswers bad = good;
  bad.name = "../etc";
  CHECK(why(bad) == "\"../etc\" is no name for a CRM: small letters, digits, - and _, a letter first, at most 32");
  bad = good;
  bad.login = "basic";
  CHECK(why(bad) == "the connector has no login \"basic\"");
  bad = good;
  bad.settings["urll"] = "x";
  CHECK(why(bad) == "the connector has no setting \"urll\"; did you mean \"url\"?");
  bad = good;
  bad.settings["token"] = "hunter2";
  CHECK(why(bad) == "\"token\" is a secret: give it with --secret");
  bad = good;
  bad.settings["region"] = "mars";
  CHECK(why(bad) == "the setting \"region\": expected one of eu, us");
  bad = good;
  bad.settings["url"] = "ftp://a";
  CHECK(why(bad) == "the setting \"url\": expected an address that begins with https://");
  bad = good;
  bad.settings.erase("url");
  bad.secrets.clear();
  CHECK(why(bad) == "not given yet: url, token");
}

TEST_CASE("promoting changes one word and keeps comments") {
  const std::string before = "{\n  \"connector\": \"plan_only\", // apply\n  \"apply\": \"plan_only\", // until\n}\n";
  const auto after = with_apply_mode(before, ApplyMode::apply);
  REQUIRE(after);
  CHECK(*after == "{\n  \"connector\": \"plan_only\", // apply\n  \"apply\": \"apply\", // until\n}\n");
  CHECK(*with_apply_mode(*after, ApplyMode::plan_only) == before);
  CHECK(*with_apply_mode(before, ApplyMode::plan_only) == before);
}

TEST_CASE("promoting a file without the key adds it, and the word is changed only where it is the key's") {
  CHECK(parsed(*with_apply_mode("// {\n{\"connector\": \"x\"}", ApplyMode::apply)) ==
        parsed(R"({"connector": "x", "apply": "apply"})"));
  CHECK(*with_apply_mode("{\"connector\": \"plan_only\", \"apply\": \"plan_only\"}", ApplyMode::apply) ==
        "{\"connector\": \"plan_only\", \"apply\": \"apply\"}");
}

TEST_CASE("for each connector that is shipped, a CRM with an answer to each question loads") {
  const Folder config;
  REQUIRE(write_new(config.path(), first_files({}, share())));
  const auto connectors = connector_paths(config.path(), share());
  REQUIRE_FALSE(connectors.empty());
  for (const auto& [name, path] : connectors) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    const auto shipped = parsed(text.str());
    CrmAnswers answers{name + "-1", "", {}, {}};
    for (const auto& question : crm_questions(shipped, answers)) {
      if (question.type == "secret") {
        answers.secrets[question.name] = "file:/run/secret";
      } else {
        answers.settings[question.name] = question.type == "url"       ? "https://crm.example"
                                          : question.type == "number"  ? "1"
                                          : question.type == "boolean" ? "true"
                                          : question.type == "choice"  ? question.choices.at(0)
                                                                       : "x";
      }
    }
    const auto file = crm_file(shipped, answers, share());
    REQUIRE(file);
    REQUIRE(write_new(config.path(), {*file}));
  }
  const auto reading = read_settings(config.path(), share(), {{}, true, {}});
  for (const auto& problem : reading.problems) CHECK(to_text(problem).empty());
  CHECK(reading.settings.crms.size() == connectors.size());
  for (const auto& crm : reading.settings.crms) {
    const auto compiled = connector::compile(crm.connector.json, crm.connector.name, crm.file.json, crm.file.name);
    for (const auto& problem : compiled.problems) CHECK(to_text(problem).empty());
  }
}
