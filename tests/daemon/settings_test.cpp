#include "daemon/settings.hpp"

#include <catch2/catch.hpp>

#include "folder.hpp"

using namespace goodword;
using namespace goodword::daemon;

namespace {

namespace fs = std::filesystem;
using Lines = std::vector<std::string>;

constexpr const char* firm = R"({
  "name": "Ottermere & Vance", "currency": "GBP", // pounds
  "services": ["operations"],
  "sellers": [{"id": "dev", "name": "Dev Anand", "users": {"main": "7"}},],
})";
constexpr const char* services = R"({"services": [
  {"id": "operations", "names": {"en": ["operations"]}},
  {"id": "copywriting", "names": {"en": ["copywriting"]}}]})";
constexpr const char* partners = R"({"partners": [
  {"id": "pellwick", "kind": "ally", "name": "Pellwick Copy", "owner": "dev",
   "services": ["copywriting"]}]})";
constexpr const char* crm = R"({
  "connector": "acme",
  "settings": {"url": "https://crm.example"},
  "secrets": {"token": {"file": "/run/token"}},
  "apply": "plan_only"
})";
constexpr const char* connector = R"({
  "connector": "acme", "version": "1.0.0", "title": "Acme", "api": "v1", "proven": "none",
  "settings": {"url": {"type": "url"}, "list": {"type": "text", "default": "gw"},
    "token": {"type": "secret", "say": "an access token"}, "client": {"type": "secret", "for": "oauth"},
    "most": {"type": "number", "default": 9}},
  "origins": {"api": "https://crm.example"},
  "auth": {"key": {"kind": "key"}, "oauth": {"kind": "key"}},
  "budgets": {}, "answers": [], "streams": {}, "writes": {}
})";
/// Rule files are the rules room's own; here they need only be JSON that a schema accepts.
constexpr const char* any_schema = R"({"type": "object"})";

/// A config folder that loads, and a share folder with the schemas that are shipped.
struct Fixture {
  Folder config;
  Folder share;

  Fixture() {
    config.write("firm.json", firm);
    config.write("services.json", services);
    config.write("partners.json", partners);
    config.write("crms/main.json", crm);
    fs::create_directories(share / "schemas");
    for (const char* name : {"firm", "services", "partners", "crm"}) {
      const std::string file = std::string(name) + ".schema.json";
      fs::copy_file(fs::path(GOODWORD_SOURCE_DIR) / "schemas" / file, share / "schemas" / file);
    }
    share.write("schemas/connector.schema.json", any_schema);
    share.write("schemas/rules.schema.json", any_schema);
    share.write("connectors/acme/connector.json", connector);
  }

  SettingsResult load(std::map<std::string, std::string> variables = {}) const {
    return load_settings(config.path(), share.path(), {std::move(variables), true, {}});
  }

  Lines problems() const {
    const auto settings = load();
    Lines lines;
    if (!settings) {
      for (const auto& problem : settings.error()) lines.push_back(to_text(problem));
    }
    return lines;
  }
};

}  // namespace

TEST_CASE("settings that hold together are loaded, with comments and trailing commas") {
  const Fixture fixture;
  const auto settings = fixture.load();
  CHECK(fixture.problems() == Lines{});
  REQUIRE(settings);
  CHECK(settings->firm.name == "Ottermere & Vance");
  CHECK(settings->firm.sellers.at(0).users.at("main") == "7");
  CHECK(settings->services.size() == 2);
  CHECK(settings->partners.at(0).name == "Pellwick Copy");
  REQUIRE(settings->crms.size() == 1);
  const CrmSettings& main = settings->crms[0];
  CHECK(main.name == "main");
  CHECK(main.file.name == "crms/main.json");
  CHECK(main.connector.path == fixture.share / "connectors/acme/connector.json");
  CHECK(main.login == "key");
  CHECK(main.apply == ApplyMode::plan_only);
  CHECK(main.settings ==
        std::map<std::string, base::Json>{{"url", "https://crm.example"}, {"list", "gw"}, {"most", 9}});
  REQUIRE(main.secrets.size() == 1);
  CHECK(main.secrets[0].name == "token");
  CHECK(main.secrets[0].source == "file");
  CHECK(main.secrets[0].value == Lines{"/run/token"});
}

TEST_CASE("all problems of all files are told at once, each with file, line and pointer") {
  const Fixture fixture;
  fixture.config.write("goodword.json", "{\n  \"calm\": {\"open_task_per_seller\": 5}\n}");
  fixture.config.write("firm.json",
                       "{\n  \"name\": \"X\",\n  \"curency\": \"EUR\",\n  \"currency\": \"EUR\",\n"
                       "  \"services\": \"operations\",\n  \"sellers\": []\n}");
  fixture.config.write("services.json", "{\"services\": [\n  {\"id\": \"a\" \"names\": {}}\n]}");
  fixture.config.remove("partners.json");
  fixture.config.write("crms/main.json", "{\n  \"connector\": \"acmee\",\n  \"aply\": \"apply\"\n}");
  fixture.config.write("crms/two.json", "{\n  \"connector\": \"acme\",\n  \"apply\": true,\n  \"settings\": []\n}");
  CHECK(fixture.problems() ==
        Lines{"crms/main.json:2 /connector: there is no connector \"acmee\"; did you mean \"acme\"?",
              "crms/main.json:3 /aply: unknown key; did you mean \"apply\"?",
              "crms/two.json:3 /apply: true is none of \"plan_only\" and \"apply\"; plan_only: nothing is ever written "
              "to this "
              "CRM; apply: plans are carried out. goodword crm promote NAME changes it",
              "crms/two.json:4 /settings: expected an object, found a list; values of the connector's settings that "
              "are not "
              "secret",
              "firm.json:3 /curency: unknown key; did you mean \"currency\"?",
              "firm.json:5 /services: expected a list, found a text; ids of services.json that the firm offers",
              "firm.json:6 /sellers: the list is empty; the people who sell",
              "goodword.json:2 /calm/open_task_per_seller: unknown key; did you mean \"open_tasks_per_seller\"?",
              "partners.json: the file is missing; goodword init makes it",
              "services.json:2: Missing a comma or '}' after an object member (byte 28); mend it at the line named"});
}

TEST_CASE("what is named but does not exist is told with the nearest that does") {
  const Fixture fixture;
  fixture.config.write("firm.json",
                       "{\"name\": \"X\", \"currency\": \"EUT\", \"rates\": {\"EUT\": {\"worth\": 1, \"as_of\": "
                       "\"2026-11-01\"}},\n\"services\": [\"operation\"],\n\"sellers\": "
                       "[{\"id\": \"dev\", \"name\": \"D\", \"users\": {\"mian\": \"7\"}},\n"
                       "{\"id\": \"dev\", \"name\": \"E\"}]}");
  fixture.config.write(
      "services.json",
      "{\"services\": [{\"id\": \"operations\", \"parent\": \"opera\", \"names\": {\"en\": [\"o\"]}},\n"
      "{\"id\": \"a\", \"parent\": \"b\", \"names\": {\"en\": [\"a\"]}},\n"
      "{\"id\": \"b\", \"parent\": \"a\", \"names\": {\"en\": [\"b\"]}}]}");
  fixture.config.write("partners.json", "{\"partners\": [{\"id\": \"p\", \"kind\": \"aly\", \"name\": \"P\"}]}");
  fixture.config.write("crms/main.json", "{\"connector\": \"acmee\"}");
  CHECK(fixture.problems() ==
        Lines{"crms/main.json:1 /connector: there is no connector \"acmee\"; did you mean \"acme\"?",
              "firm.json:1 /currency: there is no currency \"EUT\"; did you mean \"EUR\"?",
              "firm.json:1 /rates/EUT: there is no currency \"EUT\"; did you mean \"EUR\"?",
              "firm.json:1 /rates/EUT: this is the firm's own currency; give rates of other currencies only",
              "firm.json:2 /services/0: there is no service \"operation\"; did you mean \"operations\"?",
              "firm.json:3 /sellers/0/users/mian: there is no CRM \"mian\"; did you mean \"main\"?",
              "firm.json:4 /sellers/1/id: the id \"dev\" is there twice",
              "partners.json:1 /partners/0/kind: \"aly\" is none of \"colleague\", \"ally\" and \"competitor\"; did "
              "you mean "
              "\"ally\"?",
              "services.json:1 /services/0/parent: there is no service \"opera\"; known: operations, a, b",
              "services.json:2 /services/1/parent: \"a\" is above itself; take one parent of the circle away",
              "services.json:3 /services/2/parent: \"b\" is above itself; take one parent of the circle away"});
}

TEST_CASE("an arrangement covers services that exist, and ends after it begins") {
  const Fixture fixture;
  fixture.config.write(
      "partners.json",
      "{\"partners\": [{\"id\": \"p\", \"kind\": \"ally\", \"name\": \"P\", \"arrangements\": [{\"services\": "
      "[\"opera\"],\n\"they\": \"a\", \"we\": \"b\", \"paper\": \"safe\", \"since\": \"2027-01-01\",\n"
      "\"until\": \"2026-01-01\"}]}]}");
  CHECK(fixture.problems() ==
        Lines{"partners.json:1 /partners/0/arrangements/0/services/0: there is no service \"opera\"; known: "
              "operations, copywriting",
              "partners.json:3 /partners/0/arrangements/0/until: it ends before it begins; exchange the days"});
}

TEST_CASE("an endorsement is the word of a seller there is, on services that exist") {
  const Fixture fixture;
  fixture.config.write(
      "partners.json",
      "{\"partners\": [{\"id\": \"p\", \"kind\": \"ally\", \"name\": \"P\", \"endorsements\": [\n{\"by\": "
      "\"nobody\", \"words\": \"I know them\", \"services\": [\"opera\"]}]}]}");
  const auto problems = fixture.problems();
  REQUIRE(problems.size() == 2);
  CHECK(problems[1].starts_with("partners.json:2 /partners/0/endorsements/0/by: there is no seller \"nobody\""));
  CHECK(
      problems[0].starts_with("partners.json:2 /partners/0/endorsements/0/services/0: there is no service \"opera\""));
}

TEST_CASE("a mode says who leads and who bills, and only a mode does") {
  const Fixture fixture;
  const auto write = [&](const std::string& more) {
    fixture.config.write("partners.json",
                         "{\"partners\": [{\"id\": \"p\", \"kind\": \"ally\", \"name\": \"P\", \"arrangements\": "
                         "[{\"services\": [\"operations\"], \"they\": \"a\", \"we\": \"b\", \"paper\": \"safe\", "
                         "\"until\": \"2027-01-01\"" +
                             more + "}]}]}");
    return fixture.problems();
  };
  CHECK(write(", \"mode\": \"shared\", \"leads\": \"they\", \"bills\": \"each\"").empty());
  CHECK(write("").empty());
  for (const auto* half : {", \"mode\": \"shared\"", ", \"leads\": \"they\"", ", \"bills\": \"we\"",
                           ", \"mode\": \"shared\", \"leads\": \"they\"",
                           ", \"mode\": \"barter\", \"leads\": \"they\", \"bills\": \"each\""}) {
    INFO(half);
    CHECK_FALSE(write(half).empty());
  }
}

TEST_CASE("partners name services and sellers that exist, and count no more good ends than ends") {
  const Fixture fixture;
  fixture.config.write("partners.json",
                       "{\"partners\": [{\"id\": \"p\", \"kind\": \"ally\", \"name\": \"P\",\n\"owner\": \"deb\",\n"
                       "\"services\": [\"copywriting\", \"copyriting\"],\n\"served_well\": 2, \"finished\": 1,\n"
                       "\"deal_size\": {\"least\": 9, \"most\": 3}}]}");
  CHECK(
      fixture.problems() ==
      Lines{"partners.json:2 /partners/0/owner: there is no seller \"deb\"; did you mean \"dev\"?",
            "partners.json:3 /partners/0/services/1: there is no service \"copyriting\"; did you mean \"copywriting\"?",
            "partners.json:4 /partners/0/served_well: more referrals were served well than ended; see \"finished\"",
            "partners.json:5 /partners/0/deal_size: \"least\" is more than \"most\"; exchange them"});
}

TEST_CASE("the record that is a partner is of a CRM there is, and a contact or a company") {
  const Fixture fixture;
  const auto problems = [&](const std::string& mark) {
    fixture.config.write("partners.json",
                         R"({"partners": [{"id": "a", "kind": "ally", "name": "A", "mark": )" + mark + "}]}");
    const auto settings = fixture.load();
    return settings ? std::string() : base::to_text(settings.error().front());
  };
  CHECK(problems(R"({"crm": "main", "contact": "7"})") == "");
  CHECK(problems(R"({"crm": "main", "company": "7"})") == "");
  CHECK(problems(R"({"crm": "mian", "contact": "7"})") ==
        "partners.json:1 /partners/0/mark/crm: there is no CRM \"mian\"; did you mean \"main\"?");
  CHECK(problems(R"({"crm": "main"})").starts_with("partners.json:1 /partners/0/mark: "));
}

TEST_CASE("a secret that stands in a file is refused, and nowhere printed") {
  const Fixture fixture;
  fixture.config.write("crms/main.json", R"({"connector": "acme",
    "settings": {"url": "https://crm.example", "client": "hunter2"},
    "secrets": {"token": "hunter2"}})");
  fixture.config.write("crms/two.json", R"({"connector": "acme", "settings": {"url": "https://crm.example"},
    "secrets": {"token": {"value": "hunter2"}}})");
  fixture.config.write("crms/three.json", R"({"connector": "acme", "settings": {"url": "https://crm.example"},
    "secrets": {"token": ["hunter2"], "tokn": {"file": "/x"}}})");
  const std::string reference =
      "write {\"file\": \"/path\"} (readable by the service alone), {\"credential\": \"name\"}, {\"command\": "
      "[\"program\"]} or "
      "{\"environment\": \"NAME\"} instead";
  CHECK(fixture.problems() ==
        Lines{"crms/main.json:2 /settings/client: this is a secret and may not stand in the file itself; under "
              "\"secrets\", " +
                  reference,
              "crms/main.json:3 /secrets/token: a secret may not stand in the file itself; " + reference,
              "crms/three.json:2 /secrets/token: a secret may not stand in the file itself; " + reference,
              "crms/two.json:2 /secrets/token/value: unknown key; known here: \"credential\", \"file\", \"command\", "
              "\"environment\""});
  for (const auto& line : fixture.problems()) CHECK(line.find("hunter2") == std::string::npos);
}

TEST_CASE("JSON that is broken in any way is a problem of its file") {
  const auto problem_of = [](const std::string& text) {
    const Fixture fixture;
    fixture.config.write("partners.json", text);
    return fixture.problems();
  };
  CHECK(problem_of("") == Lines{"partners.json:1: The document is empty (byte 0); mend it at the line named"});
  CHECK(problem_of("{\"partners\": [],\n\"partners\": []}") ==
        Lines{"partners.json:2: the key \"partners\" is there twice; take one of them away"});
  CHECK(problem_of("{\n\"partners\": [\"\xff\"]}") ==
        Lines{"partners.json:2: not UTF-8 (byte 16); save the file as UTF-8; for a CRM, report it to its vendor"});
  CHECK(problem_of(std::string("{\"partners\": []}\n\0", 18)) ==
        Lines{"partners.json:2: a NUL byte stands in the text; mend it at the line named"});
  CHECK(problem_of("{\"partners\":\n" + std::string(100'000, '[')) ==
        Lines{"partners.json:2: nested deeper than 64 levels"});
  CHECK(problem_of(std::string(9u << 20, ' ')) == Lines{"partners.json: is larger than 8388608 bytes"});
}

TEST_CASE("a value of a megabyte is told by its length, not shown") {
  const Fixture fixture;
  const std::string long_text(1'000'000, 'x');
  fixture.config.write("partners.json", R"({"partners": [{"id": "p", "kind": "ally", "name": ")" + long_text +
                                            R"(", "email": "a@)" + long_text + "\"}]}");
  CHECK(fixture.problems() == Lines{"partners.json:1 /partners/0/email: the text has 1,000,002 characters, far more "
                                    "than belong here; an e-mail address",
                                    "partners.json:1 /partners/0/name: the text has 1,000,000 characters, at most 200 "
                                    "are allowed; name of the firm, "
                                    "or of the person for a colleague"});
}

TEST_CASE("a folder where a file belongs, a missing folder and a missing schema are told") {
  const Fixture fixture;
  fixture.config.remove("firm.json");
  fs::create_directories(fixture.config / "firm.json");
  fixture.share.remove("schemas/partners.schema.json");
  CHECK(fixture.problems() == Lines{(fixture.share / "schemas/partners.schema.json").string() +
                                        ": the file is missing; reinstall the package, or set GOODWORD_SHARE_PATH",
                                    "firm.json: is not a file"});
  const auto nothing = load_settings(fixture.config / "absent", fixture.share.path(), {{}, true, {}});
  REQUIRE_FALSE(nothing);
  REQUIRE(nothing.error().size() == 1);
  CHECK(to_text(nothing.error()[0]) ==
        (fixture.config / "absent").string() +
            ": the config folder is missing; goodword init makes it, or name another with "
            "--config");
}

TEST_CASE("a file name that is no CRM name is refused, hidden and other files are left alone") {
  const Fixture fixture;
  fixture.config.write("crms/My CRM.json", crm);
  fixture.config.write("crms/.hidden.json", "{");
  fixture.config.write("crms/main.json~", "{");
  CHECK(fixture.problems() ==
        Lines{"crms/My CRM.json: \"My CRM\" is no name for a CRM; small letters, digits, - and _, a "
              "letter first, at most 32"});
}

TEST_CASE("a connector of the config folder goes before the shipped one, and a broken one is told once") {
  const Fixture fixture;
  fixture.config.write("connectors/acme/connector.json", connector);
  const auto settings = fixture.load();
  REQUIRE(settings);
  CHECK(settings->crms.at(0).connector.name == "connectors/acme/connector.json");
  fixture.config.write("connectors/acme/connector.json", "{");
  fixture.config.write("crms/two.json", crm);
  CHECK(
      fixture.problems() ==
      Lines{"connectors/acme/connector.json:1: Missing a name for object member (byte 1); mend it at the line named"});
}

TEST_CASE("what the operator's patch declares a secret may not stand among the settings either") {
  const Fixture fixture;
  fixture.config.write("crms/main.json", R"({"connector": "acme",
    "settings": {"url": "https://crm.example", "extra": "hunter2"}, "secrets": {"token": {"environment": "T"}},
    "change": {"settings": {"extra": {"type": "secret"}}}})");
  const auto problems = fixture.problems();
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].starts_with(
      "crms/main.json:2 /settings/extra: this is a secret and may not stand in the file itself"));
}

TEST_CASE("the sound files are read beside the faulty ones") {
  const Fixture fixture;
  fixture.config.write("crms/two.json", R"({"connector": "acme", "aply": "apply"})");
  fixture.config.write("firm.json", "{}");
  const auto reading = read_settings(fixture.config.path(), fixture.share.path(), {{}, true, {}});
  CHECK(reading.problems.size() == 5);
  REQUIRE(reading.settings.crms.size() == 1);
  CHECK(reading.settings.crms[0].name == "main");
  CHECK(reading.settings.partners.size() == 1);
}

TEST_CASE("a rule file of the config folder replaces the shipped one of its name") {
  const Fixture fixture;
  fixture.share.write("rules/a.json", R"({"from": "share"})");
  fixture.share.write("rules/b.json", R"({"from": "share"})");
  fixture.config.write("rules/b.json", R"({"from": "config"})");
  fixture.config.write("rules/c.json", R"({"from": "config"})");
  const auto settings = fixture.load();
  REQUIRE(settings);
  std::vector<std::string> found;
  for (const auto& file : settings->rules)
    found.push_back(file.path.filename().string() + " " + file.json.text_or("from", ""));
  CHECK(found == Lines{"a.json share", "b.json config", "c.json config"});
}

TEST_CASE(
    "what is shipped is held against its schema where everything is looked at, and what an operator wrote always") {
  const Fixture fixture;
  fixture.share.write("schemas/rules.schema.json", R"({"type": "object", "properties": {"bar": {"type": "number"}}})");
  fixture.share.write("rules/a.json", R"({"bar": "high"})");
  CHECK(fixture.problems() == Lines{});
  CHECK(read_settings(fixture.config.path(), fixture.share.path(), {{}, true, {}}).problems.size() == 1);
  fixture.config.write("rules/b.json", R"({"bar": "high"})");
  CHECK(fixture.problems().size() == 1);
}

TEST_CASE("an override changes one value of a rule file, or is a problem where there is none such") {
  const Fixture fixture;
  fixture.share.write("rules/deciding.json", R"({"bar": {"share": 0.8}})");
  fixture.config.write("goodword.json", R"({"rules": {"override": {"deciding.json#/bar/share": 0.7}}})");
  const auto settings = fixture.load();
  REQUIRE(settings);
  CHECK(settings->rules.at(0).json.at("/bar/share")->text() == "0.7");
  fixture.config.write("goodword.json",
                       "{\"rules\": {\"override\": {\n\"decidin.json#/bar/share\": 1,\n"
                       "\"deciding.json#/bar/shar\": 1,\n\"deciding.json#/bar\": 1}}}");
  const std::string where = (fixture.share / "rules/deciding.json").string();
  CHECK(
      fixture.problems() ==
      Lines{"goodword.json:2 /rules/override/decidin.json#~1bar~1share: there is no rule file \"decidin.json\"; did "
            "you mean "
            "\"deciding.json\"?",
            "goodword.json:3 /rules/override/deciding.json#~1bar~1shar: " + where + " has nothing at /bar/shar",
            "goodword.json:4 /rules/override/deciding.json#~1bar: the value is of another type than that in " + where});
}

TEST_CASE("paths begin at the config folder") {
  const Fixture fixture;
  fixture.config.write("goodword.json", R"({"store": {"path": "state/x.sqlite"}})");
  const auto settings = fixture.load();
  REQUIRE(settings);
  CHECK(settings->options.store_path == fixture.config / "state/x.sqlite");
  CHECK(settings->options.share_path == fixture.share.path());
  CHECK(fixture.load({{"GOODWORD_STORE_PATH", "/there.sqlite"}})->options.store_path == "/there.sqlite");
}

TEST_CASE("what is shown says value and origin of everything, and no secret") {
  const Fixture fixture;
  fixture.config.write("goodword.json", "{\n\"log\": {\n\"level\": \"debug\"}}");
  fixture.config.write("crms/two.json", R"({"connector": "acme", "apply": "apply",
    "settings": {"url": "https://crm.example"},
    "secrets": {"token": {"command": ["print", "hunter2"]}}})");
  const auto settings = fixture.load({{"GOODWORD_TAGS_PREFIX", "ov"}});
  REQUIRE(settings);
  std::map<std::string, std::string> shown;
  for (const auto& value : shown_values(*settings)) {
    CHECK(value.value.find("hunter2") == std::string::npos);
    shown[value.key] = value.value + " | " + value.origin;
  }
  CHECK(shown["log.level"] == "debug | goodword.json:3");
  CHECK(shown["tags.prefix"] == "ov | environment GOODWORD_TAGS_PREFIX");
  CHECK(shown["brakes.plan_age"] == "1d | default");
  CHECK(shown["firm.currency"] == "GBP | firm.json:2");
  CHECK(shown["firm.services"] == "[\"operations\"] | firm.json:3");
  CHECK(shown["firm.sellers.dev.name"] == "Dev Anand | firm.json:4");
  CHECK(shown["partners.pellwick.kind"] == "ally | partners.json:2");
  CHECK(shown["crms.main.connector"] == "acme | crms/main.json:2");
  CHECK(shown["crms.main.login"] == "key | default");
  CHECK(shown["crms.main.settings.url"] == "https://crm.example | crms/main.json:3");
  CHECK(shown["crms.main.settings.list"] ==
        "gw | " + (fixture.share / "connectors/acme/connector.json").string() + ":3");
  CHECK(shown["crms.main.secrets.token"] == "*** (file /run/token) | crms/main.json:4");
  CHECK(shown["crms.two.secrets.token"] == "*** (command) | crms/two.json:3");
  CHECK(shown["crms.two.apply"] == "apply | crms/two.json:1");
}

TEST_CASE("what stands in a list is shown by its id, or by its place in the list where it has none") {
  const Fixture fixture;
  fixture.config.write("partners.json", R"({"partners": [{"id": "pellwick", "kind": "ally", "name": "Pellwick Copy",
    "services": ["operations"], "places": [{"city": "Ripon", "country": "GB"}, {"city": "York", "country": "GB"}]}]})");
  const auto settings = fixture.load();
  REQUIRE(settings);
  std::map<std::string, std::string> cities;
  for (const auto& value : shown_values(*settings)) {
    CHECK(value.key.find('?') == std::string::npos);
    if (value.key.ends_with(".city") && value.key.starts_with("partners.")) cities[value.key] = value.value;
  }
  CHECK(cities == std::map<std::string, std::string>{{"partners.pellwick.places.0.city", "Ripon"},
                                                     {"partners.pellwick.places.1.city", "York"}});
}

TEST_CASE("a file of certificates is looked for from the config folder on, and none is named by itself") {
  const Fixture fixture;
  CHECK(fixture.load()->options.wire_extra_ca_file.empty());
  fixture.config.write("goodword.json", R"({"wire": {"extra_ca_file": "office.pem"}})");
  CHECK(fixture.load()->options.wire_extra_ca_file == fixture.config / "office.pem");
}
