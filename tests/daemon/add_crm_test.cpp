#include "daemon/add_crm.hpp"

#include <catch2/catch.hpp>

#include "base/text.hpp"
#include "daemon/connector_rows.hpp"
#include "folder.hpp"

using namespace goodword;
using namespace goodword::daemon;

namespace {

using Lines = std::vector<std::string>;
using What = AddQuestion::What;

constexpr const char* connector_text = R"({
  "connector": "acme",
  "settings": {
    "url": {"type": "url", "say": "https://crm.example"}, "token": {"type": "secret", "for": "key", "say": "an access token"},
    "size": {"type": "number", "default": 5}, "client": {"type": "text", "for": "web"}, "flag": {"type": "boolean", "default": false},
    "region": {"type": "choice", "of": ["eu", "us"], "say": "where the account is"},
    "base": {"type": "text", "default": null, "say": "only where there are several"}
  },
  "auth": {"key": {"kind": "key"}, "web": {"kind": "oauth2", "grant": "code"}}})";

base::Json acme() { return *base::parse_json(connector_text); }

AddState begun(const std::string& login = "key") {
  AddState state{.connector = acme(), .answers = {}, .taken = {}, .passed = {}};
  state.answers.name = "main";
  state.answers.login = login;
  return state;
}

/// The question about a setting or secret, whatever comes before it.
AddQuestion about(const std::string& key) {
  AddState state = begun(key == "client" ? "web" : "key");
  while (const auto question = next_question(state)) {
    if (question->key == key) return *question;
    state.passed.insert(question->key);
  }
  throw std::runtime_error("nothing is asked about " + key);
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

}  // namespace

TEST_CASE("questions come in their order, for the chosen login alone, until everything is known") {
  AddState state;
  Lines asked;
  const std::map<std::string, std::string> given = {{"url", "https://a"}, {"token", "hunter2"}, {"region", "2"}};
  while (const auto question = next_question(state)) {
    asked.push_back(first_line(question->text) + (question->say.empty() ? "" : ": " + question->say));
    if (question->what == What::kind) {
      state.connector = acme();
      continue;
    }
    const auto answer = given.find(question->key);
    REQUIRE(take_answer(state, *question, answer == given.end() ? "" : answer->second) == "");
  }
  CHECK(asked == Lines{"Which CRM?", "Your own short name for it", "How does Goodword log in?",
                       "Url: https://crm.example", "Token: an access token", "Size", "Flag",
                       "Region: where the account is", "Base: only where there are several"});
  CHECK(state.answers.name == "main");
  CHECK(state.answers.login == "key");
  CHECK(state.answers.settings == std::map<std::string, std::string>{{"url", "https://a"}, {"region", "us"}});
  CHECK(state.answers.typed == std::map<std::string, std::string>{{"token", "hunter2"}});
  CHECK(state.answers.secrets.empty());
  CHECK(crm_file(state.connector, state.answers, "/share"));
}

TEST_CASE("what was given is not asked, and a single login is nobody's choice") {
  AddState state = begun();
  state.answers.settings = {{"url", "https://a"}, {"region", "eu"}, {"size", "6"}};
  state.answers.secrets = {{"token", "file:/t"}};
  CHECK(next_question(state)->key == "flag");
  state.answers.login.clear();
  CHECK(next_question(state)->what == What::login);
  state.connector.find("auth")->erase("web");
  CHECK(next_question(state)->key == "flag");
}

TEST_CASE("a login is chosen by its name or its number, and said in words") {
  AddState state = begun("");
  const auto question = *next_question(state);
  CHECK(question.text ==
        "How does Goodword log in?\n  1  key, with a key that you make there\n  2  web, in your browser, by an app of "
        "yours\nWhich");
  CHECK(take_answer(state, question, "basic") == "Please type one of: key, web");
  CHECK(state.answers.login.empty());
  CHECK(take_answer(state, question, "2") == "");
  CHECK(state.answers.login == "web");
  CHECK(next_question(state)->key == "url");
  CHECK(about("client").what == What::setting);
}

TEST_CASE("the name that is offered is free") {
  AddState state{.connector = acme(), .answers = {}, .taken = {}, .passed = {}};
  CHECK(next_question(state)->otherwise == "main");
  state.taken = {"main"};
  CHECK(next_question(state)->otherwise == "acme");
  state.taken = {"main", "acme"};
  const auto question = *next_question(state);
  CHECK_FALSE(question.otherwise);
  CHECK(take_answer(state, question, "") == "This is needed.");
  CHECK(take_answer(state, question, "acme") == "There is a CRM called acme already.");
  CHECK(take_answer(state, question, "../x") ==
        "A name is small letters, digits, - and _, a letter first, at most 32.");
  CHECK(state.answers.name.empty());
  CHECK(take_answer(state, question, "second") == "");
  CHECK(state.answers.name == "second");
}

TEST_CASE("a value of the wrong type is refused at once, and a default that is kept is not written down") {
  AddState state = begun();
  const auto fault = [&](const std::string& key, const std::string& given) {
    return take_answer(state, about(key), given);
  };
  CHECK(fault("url", "crm.example") == "This should be an address that begins with https://.");
  CHECK(fault("url", "http://crm.example") == "This should be an address that begins with https://.");
  CHECK(fault("url", "") == "This is needed.");
  CHECK(fault("size", "many") == "This should be a number.");
  CHECK(fault("flag", "perhaps") == "This should be true or false.");
  CHECK(fault("region", "mars") == "This should be one of eu, us.");
  CHECK(state.answers.settings.empty());
  CHECK(state.passed.empty());
  CHECK(fault("url", "http://127.0.0.1:8000") == "");
  CHECK(fault("size", "5") == "");
  CHECK(fault("flag", "1") == "");
  CHECK(fault("base", "") == "");
  CHECK(state.answers.settings ==
        std::map<std::string, std::string>{{"url", "http://127.0.0.1:8000"}, {"flag", "true"}});
  CHECK(state.passed == std::set<std::string>{"size", "base"});
}

TEST_CASE("a secret is typed, or said to be somewhere") {
  AddState state = begun();
  const auto token = about("token");
  CHECK(token.what == What::secret);
  CHECK(take_answer(state, token, "") == "This is needed.");
  CHECK(take_answer(state, token, "-----BEGIN PRIVATE KEY-----").find("file:PATH") != std::string::npos);
  CHECK(take_answer(state, token, "a\x1b[A").find("control character") != std::string::npos);
  const auto refused = take_reference(state, token, "hunter2");
  CHECK(refused.find("file:PATH") != std::string::npos);
  CHECK(refused.find("hunter2") == std::string::npos);
  CHECK(state.answers.typed.empty());
  CHECK(state.answers.secrets.empty());
  CHECK(take_reference(state, token, "environment:TOKEN") == "");
  CHECK(state.answers.secrets == std::map<std::string, std::string>{{"token", "environment:TOKEN"}});
  AddQuestion spare = token;
  spare.otherwise = "";
  CHECK(take_reference(state, spare, "") == "");
  CHECK(state.passed == std::set<std::string>{"token"});
}

TEST_CASE("each argument that is missing is named, with what it is") {
  AddState state;
  CHECK(missing_arguments(state) ==
        Lines{"NAME (your own short name for it: main)", "--connector KIND (goodword connector list)"});
  state.connector = acme();
  state.answers.name = "main";
  CHECK(missing_arguments(state) == Lines{"--set url=VALUE (https://crm.example)",
                                          "--secret token=REF (an access token)",
                                          "--set region=VALUE (where the account is)"});
  state.answers.login = "web";
  state.answers.settings = {{"url", "https://a"}, {"region", "eu"}};
  CHECK(missing_arguments(state) == Lines{"--set client=VALUE"});
  state.answers.settings["client"] = "x";
  CHECK(missing_arguments(state).empty());
}

TEST_CASE("kinds of CRM are found by number, name, or words in what they are called") {
  const std::vector<ConnectorRow> rows = {{"hubspot", "HubSpot", "objects v3", "", "", ""},
                                          {"odoo", "Odoo 19 and later", "JSON-2", "", "", ""},
                                          {"odoo-rpc", "Odoo 14 to 18", "JSON-RPC", "", "", ""}};
  using Places = std::vector<std::size_t>;
  CHECK(rows_like(rows, "") == Places{0, 1, 2});
  CHECK(rows_like(rows, "3") == Places{2});
  CHECK(rows_like(rows, " ODOO ") == Places{1});
  CHECK(rows_like(rows, "odoo json") == Places{1, 2});
  CHECK(rows_like(rows, "rpc 18") == Places{2});
  CHECK(rows_like(rows, "sugar") == Places{});
}

TEST_CASE("each shipped kind says what it does, and one of the operator's own stands among them") {
  const Folder config;
  const std::filesystem::path share(GOODWORD_SOURCE_DIR);
  config.write("connectors/broken/connector.json", "{");
  std::ifstream hubspot(share / "connectors" / "hubspot" / "connector.json");
  std::ostringstream text;
  text << hubspot.rdbuf();
  config.write("connectors/ours/connector.json", text.str());
  const auto rows = connector_rows(config.path(), share);
  std::size_t folders = 0;
  for (const auto& entry : std::filesystem::directory_iterator(share / "connectors")) folders += entry.is_directory();
  CHECK(rows.size() == folders + 1);
  for (const auto& row : rows) {
    INFO(row.name);
    CHECK(row.does.starts_with("reads "));
    CHECK_FALSE(row.proven.empty());
    CHECK(std::filesystem::exists(row.file));
  }
  const auto ours = std::ranges::find(rows, "ours", &ConnectorRow::name);
  REQUIRE(ours != rows.end());
  CHECK(ours->does == "reads all; writes tags, fields, notes, tasks");
}
