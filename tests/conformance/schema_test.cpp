// The schemas of connector files and CRM files: what is right passes, what is wrong is found where it is.
#include <catch2/catch.hpp>

#include "base/problem.hpp"
#include "base/schema.hpp"
#include "files.hpp"

using namespace goodword;
using namespace goodword::conformance;

namespace {

using Lines = std::vector<std::string>;

base::Json schema(const std::string& name) { return json_of(source_dir() / "schemas" / (name + ".schema.json")); }

Lines problems(const std::string& name, const base::Json& document, std::string_view file) {
  Lines lines;
  for (const auto& problem : base::schema_problems(schema(name), name, document, file))
    lines.push_back(to_text(problem));
  return lines;
}

/// Pointers of what is wrong, each once.
Lines pointers(const std::string& name, const base::Json& document) {
  Lines found;
  for (const auto& problem : base::schema_problems(schema(name), name, document, "f.json"))
    found.push_back(problem.pointer);
  std::ranges::sort(found);
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

base::Json parsed(std::string_view text) {
  auto json = base::parse_settings_json(text, "test");
  REQUIRE(json);
  return *json;
}

constexpr std::string_view small = R"({
  "connector": "small", "version": "1.0.0", "title": "Small", "api": "v1", "proven": "none",
  "settings": {"token": {"type": "secret"}},
  "origins": {"api": "https://api.example.com"},
  "auth": {"token": {"kind": "key", "send": {"headers": {"Authorization": "Bearer ${settings.token}"}}}},
  "budgets": {"hour": {"kind": "window", "most": 100, "per": "1h"}},
  "answers": [{"when": {"status": 429}, "do": "throttled", "wait": "1s"}],
  "streams": {"contacts": {"kind": "contact", "request": {"path": "/people"}, "records": "/people",
    "pages": {"kind": "cursor", "from": "/next", "size": 10}, "changes": {"kind": "none", "every": "1h"},
    "fields": {"id": "/id", "emails": {"from": "/emails", "each": "/value"}}}},
  "tables": {"labels": {"request": {"path": "/labels"}, "records": "/labels", "id": "/id", "label": "/name"}},
  "setup": {"tags": {"say": "tags", "check": {"path": "/tags"}, "missing": {"status": 404}}},
  "writes": {"note": {"on": {"contact": {}}, "request": {"path": "/notes", "json": {"text": "${body}"}}, "results": {"id": "/id"},
    "sameness": {"class": "D", "why": "no way back"}, "undo": {"request": {"path": "/notes/${created}", "method": "DELETE"}}}}
})";

struct Broken {
  const char* what;
  const char* patch;  ///< merged over `small`
  Lines at;           ///< pointers, sorted
};

// An owner's typing mistakes, one per building block.
const std::vector<Broken> broken_connectors = {
    {"unknown key at the top", R"({"stream": {}})", {"/stream"}},
    {"title missing", R"({"title": null})", {""}},
    {"version is no version", R"({"version": "1"})", {"/version"}},
    {"unknown level of proof", R"({"proven": "sure"})", {"/proven"}},
    {"setting of unknown type", R"({"settings": {"token": {"type": "password"}}})", {"/settings/token/type"}},
    {"choice without words", R"({"settings": {"region": {"type": "choice"}}})", {"/settings/region"}},
    {"name of a setting in capitals", R"({"settings": {"Token": {"type": "text"}}})", {"/settings/Token"}},
    {"origin in clear text", R"({"origins": {"api": "http://api.example.com"}})", {"/origins/api"}},
    {"login with keys of another kind", R"({"auth": {"token": {"rotates": true}}})", {"/auth/token/rotates"}},
    {"unknown kind of login", R"({"auth": {"token": {"kind": "cookie"}}})", {"/auth/token/kind"}},
    {"budget without time", R"({"budgets": {"hour": {"per": null}}})", {"/budgets/hour"}},
    {"length of time without unit", R"({"budgets": {"hour": {"per": "60"}}})", {"/budgets/hour/per"}},
    {"rule with unknown action", R"({"answers": [{"when": {"status": 1}, "do": "wait"}]})", {"/answers/0/do"}},
    {"rule with an empty test", R"({"answers": [{"when": {}, "do": "ok"}]})", {"/answers/0/when"}},
    {"test with a pick that is none", R"({"answers": [{"when": {"code": 1}, "do": "ok"}]})", {"/answers/0/when/code"}},
    {"test with an unknown comparison",
     R"({"answers": [{"when": {"/x": {"less": 1}}, "do": "ok"}]})",
     {"/answers/0/when/~1x/less"}},
    {"stream of unknown kind", R"({"streams": {"contacts": {"kind": "person"}}})", {"/streams/contacts/kind"}},
    {"stream without fields", R"({"streams": {"contacts": {"fields": null}}})", {"/streams/contacts"}},
    {"field we do not have",
     R"({"streams": {"contacts": {"fields": {"email": "/email"}}}})",
     {"/streams/contacts/fields/email"}},
    {"field with an unknown form",
     R"({"streams": {"contacts": {"fields": {"changed": {"from": "/c", "form": "iso"}}}}})",
     {"/streams/contacts/fields/changed/form"}},
    {"pick with a wildcard instead of a pointer",
     R"({"streams": {"contacts": {"fields": {"id": "$.id"}}}})",
     {"/streams/contacts/fields/id"}},
    {"custom field without class",
     R"({"streams": {"contacts": {"custom": {"x": {"from": "/x", "type": "text"}}}}})",
     {"/streams/contacts/custom/x"}},
    {"pages of unknown kind",
     R"({"streams": {"contacts": {"pages": {"kind": "scroll"}}}})",
     {"/streams/contacts/pages/kind"}},
    {"pages with keys of another kind",
     R"({"streams": {"contacts": {"pages": {"kind": "offset"}}}})",
     {"/streams/contacts/pages/from"}},
    {"changes without a time between reads",
     R"({"streams": {"contacts": {"changes": {"every": null}}}})",
     {"/streams/contacts/changes"}},
    {"share without per cent",
     R"({"streams": {"contacts": {"deleted": {"kind": "sweep", "most": "5"}}}})",
     {"/streams/contacts/deleted/most"}},
    {"path without a slash",
     R"({"streams": {"contacts": {"request": {"path": "people"}}}})",
     {"/streams/contacts/request/path"}},
    {"unknown method",
     R"({"streams": {"contacts": {"request": {"method": "FETCH"}}}})",
     {"/streams/contacts/request/method"}},
    {"spelling of a placeholder that has none",
     R"({"streams": {"contacts": {"request": {"forms": {"cursor": "sql"}}}}})",
     {"/streams/contacts/request/forms/cursor"}},
    {"table without label", R"({"tables": {"labels": {"label": null}}})", {"/tables/labels"}},
    {"set-up that says nothing to people", R"({"setup": {"tags": {"say": ""}}})", {"/setup/tags/say"}},
    {"extending without knowing what is there",
     R"({"setup": {"tags": {"extend": {"path": "/tags"}}}})",
     {"/setup/tags"}},
    {"unknown operation", R"({"writes": {"notes": {}}})", {"/writes/notes"}},
    {"operation without sameness", R"({"writes": {"note": {"sameness": null}}})", {"/writes/note"}},
    {"class D without a reason", R"({"writes": {"note": {"sameness": {"why": null}}}})", {"/writes/note/sameness"}},
    {"class B without reading back",
     R"({"writes": {"note": {"sameness": {"class": "B", "why": null}}}})",
     {"/writes/note/sameness"}},
    {"note that cannot be taken back", R"({"writes": {"note": {"undo": null}}})", {"/writes/note"}},
    {"written to a user", R"({"writes": {"note": {"on": {"user": {}}}}})", {"/writes/note/on/user"}},
    {"batch of none", R"({"writes": {"note": {"batch": 0}}})", {"/writes/note/batch"}},
};

constexpr std::string_view small_crm = R"({"connector": "small", "login": "token", "settings": {"a": "b"},
  "secrets": {"token": {"file": "/run/secret"}}, "apply": "plan_only", "change": {"streams": {"contacts": null}}})";

const std::vector<Broken> broken_crms = {
    {"unknown key", R"({"conector": "x"})", {"/conector"}},
    {"no connector", R"({"connector": null})", {""}},
    {"secret in the file", R"({"secrets": {"token": "abc"}})", {"/secrets/token"}},
    {"two places for one secret", R"({"secrets": {"token": {"environment": "TOKEN"}}})", {"/secrets/token"}},
    {"command as one text",
     R"({"secrets": {"token": {"file": null, "command": "pass x"}}})",
     {"/secrets/token/command"}},
    {"unknown way to apply", R"({"apply": "yes"})", {"/apply"}},
    {"change of what cannot be changed", R"({"change": {"connector": "other"}})", {"/change/connector"}},
    {"change that is no object", R"({"change": {"streams": []}})", {"/change/streams"}},
};

void check_broken(const std::string& name, std::string_view good, const std::vector<Broken>& cases) {
  REQUIRE(pointers(name, parsed(good)) == Lines{});
  for (const auto& broken : cases) {
    INFO(broken.what);
    CHECK(pointers(name, base::merge_patch(parsed(good), parsed(broken.patch))) == broken.at);
  }
}

}  // namespace

TEST_CASE("every worked example of the language fits the connector schema") {
  const auto examples = files_in(shared_dir() / "design" / "connector-examples");
  if (examples.empty()) {
    WARN("skipped: the shared design folder is absent");
    return;
  }
  for (const auto& file : examples) CHECK(problems("connector", json_of(file), file.filename().string()) == Lines{});
  for (const auto& file : files_in(shared_dir() / "design" / "connector-examples" / "crms"))
    CHECK(problems("crm", json_of(file), file.filename().string()) == Lines{});
}

TEST_CASE("a mistake in a connector file is found where it was made") {
  check_broken("connector", small, broken_connectors);
}

TEST_CASE("a mistake in a CRM file is found where it was made") { check_broken("crm", small_crm, broken_crms); }

TEST_CASE("a slip of the pen is answered with the nearest known word") {
  const auto document = base::merge_patch(parsed(small), parsed(R"({"budgets": {"hour": {"shere": "login"}}})"));
  CHECK(problems("connector", document, "f.json") ==
        Lines{"f.json:1 /budgets/hour/shere: unknown key; did you mean \"share\"?"});
}

namespace {

/// Schemas may not fetch anything, must close every object, and explain every key.
void walk(const base::Json& node, const std::string& pointer, bool is_property, Lines& faults) {
  if (is_property && !node.has("description")) faults.push_back(pointer + " has no description");
  if (const auto* ref = node.find("$ref"); ref && !ref->text().starts_with("#/definitions/"))
    faults.push_back(pointer + " refers elsewhere");
  if (node.has("properties") && node.has("type") && !node.has("additionalProperties"))
    faults.push_back(pointer + " is open");
  for (const auto& [key, value] : node.members()) {
    if (key == "if" || key == "then" || key == "else" || key == "enum" || key == "not") continue;
    const bool named = key == "properties" || key == "definitions" || key == "patternProperties";
    if (!named) walk(value, pointer + "/" + key, false, faults);
    if (!named) continue;
    for (const auto& [name, inner] : value.members())
      walk(inner, pointer + "/" + key + "/" + name, key == "properties", faults);
  }
  for (const auto& item : node.items()) walk(item, pointer + "/-", false, faults);
}

}  // namespace

TEST_CASE("the schemas explain every key, leave no object open and fetch nothing") {
  for (const char* name : {"connector", "crm"}) {
    Lines faults;
    walk(schema(name), name, false, faults);
    CHECK(faults == Lines{});
  }
}
