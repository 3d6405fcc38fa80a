// What compile() finds in a connector file: one small fault each, and the sentence that names it.
#include <catch2/catch.hpp>

#include "world.hpp"

using namespace goodword;
using namespace goodword::connector;
using namespace goodword::connector::test;
using base::Json;

namespace {

const char* sound = R"({
  "connector": "small", "version": "1",
  "settings": {"url": {"type": "url"}, "size": {"type": "number", "default": 10}, "key": {"type": "secret"}, "note": {"type": "text", "default": null}},
  "origins": {"api": "${settings.url}/api"},
  "auth": {"key": {"kind": "key", "send": {"headers": {"X-Key": "${settings.key}"}}}},
  "budgets": {"all": {"kind": "window", "most": 10, "per": "1s"}},
  "answers": [{"when": {"status": 418}, "do": "retry"}],
  "tables": {"labels": {"request": {"path": "/labels"}, "records": "/rows", "id": "/id", "label": "/name"}},
  "streams": {"contacts": {"kind": "contact", "records": "/rows",
    "request": {"path": "/rows", "query": {"from": "${cursor}", "note": "${settings.note}", "size": "${settings.size}"}},
    "pages": {"kind": "cursor", "from": "/next"},
    "changes": {"kind": "since", "lag": "5s", "request": {"query": {"since": "${since}"}}},
    "by_id": {"batch": 10, "request": {"path": "/some", "json": {"ids": "${ids}"}}, "records": "/rows"},
    "fields": {"id": "/id", "changed": "/changed", "tags": {"from": "/tags", "table": "labels"}}}},
  "writes": {
    "add_tag": {"on": {"contact": {}}, "request": {"path": "/rows/${id}/tags", "json": {"tag": "${tag.id}"}}, "sameness": {"class": "A", "why": "a set"}},
    "note": {"on": {"contact": {"type": 3}}, "request": {"path": "/notes", "json": {"type": "${with.type}", "about": "${id}", "text": "${body} ${marker}"}}, "results": {"id": "/id"},
      "sameness": {"class": "B", "read_back": {"request": {"path": "/rows/${id}/notes"}, "pages": {"kind": "one"}, "records": "/rows", "text": "/text"}},
      "undo": {"request": {"method": "DELETE", "path": "/notes/${created}"}}}}
})";

const char* crm_text =
    R"({"connector": "small", "settings": {"url": "https://crm.example/"}, "secrets": {"key": {"file": "x"}}})";

std::string found_with(const std::string& change) {
  Json crm = settings(crm_text);
  crm.set("change", settings(change));
  return problems_text(compile(settings(sound), "connector.json", crm, "crms/main.json").problems);
}

}  // namespace

TEST_CASE("a sound file has no problem, and constants stand in it") {
  const auto result = compile(settings(sound), "connector.json", settings(crm_text), "crms/main.json");
  CHECK(problems_text(result.problems) == "");
  CHECK(result.notes.empty());
  REQUIRE(result.compiled);
  CHECK(origins_of(*result.compiled) == std::vector<std::string>{"https://crm.example"});
  CHECK(result.compiled->secrets() == std::vector<std::string>{"key"});
}

TEST_CASE("each fault of a file is found and named") {
  const std::vector<std::pair<std::string, std::string>> faults = {
      // placeholders and secrets
      {R"({"streams": {"contacts": {"request": {"query": {"x": "${curser}"}}}}})",
       "\"curser\" is no known placeholder here"},
      {R"({"streams": {"contacts": {"request": {"query": {"x": "${settings.key}"}}}}})",
       "the secret ${settings.key} stands where it must not"},
      {R"({"streams": {"contacts": {"request": {"query": {"x": "${page}"}}}}})",
       "\"page\" is no known placeholder here"},
      {R"({"streams": {"contacts": {"request": {"query": {"x": "${since}"}}}}})",
       "\"since\" is no known placeholder here"},
      {R"({"writes": {"note": {"request": {"json": {"type": "${with.kind}"}}}}})",
       "\"with.kind\" is no known placeholder here"},
      {R"({"streams": {"contacts": {"request": {"forms": {"tags": "semicolon"}}}}})",
       "${tags} cannot stand in this request"},
      {R"({"streams": {"contacts": {"changes": {"request": {"forms": {"since": "html"}}}}}})", "does not fit ${since}"},
      {R"({"streams": {"contacts": {"changes": {"request": {"forms": {"since": "epoc_ms"}}}}}})",
       "did you mean \"epoch_ms\"?"},
      {R"({"writes": {"note": {"request": {"query": {"q": "about ${body}"}}}}})",
       "the free text ${body} stands inside other text"},
      {R"({"writes": {"note": {"request": {"path": "/x-${title}"}}}})",
       "the free text ${title} stands inside other text"},
      // origins and picks
      {R"({"origins": {"api": "http://crm.example"}})", "is no address to send secrets to"},
      {R"({"streams": {"contacts": {"request": {"origin": "apy"}}}})", "did you mean \"api\"?"},
      {R"({"streams": {"contacts": {"request": {"path": "rows"}}}})", "a path that begins with"},
      {R"({"streams": {"contacts": {"fields": {"name": "/rows/*/name"}}}})", "is no JSON Pointer"},
      {R"({"streams": {"contacts": {"fields": {"name": "~2"}}}})", "is no JSON Pointer"},
      {R"({"answers": [{"when": {"state": 1}, "do": "retry"}]})", "\"state\" picks nothing"},
      {R"({"answers": [{"when": {"status": 1}, "do": "retri"}]})", "did you mean \"retry\"?"},
      {R"({"answers": [{"when": {"/x": {"match": "a(b"}}, "do": "retry"}]})", "not a pattern RE2 takes"},
      {R"({"answers": [{"when": {"status": 1}, "do": "throttled", "budget": "al"}]})", "did you mean \"all\"?"},
      // budgets
      {R"({"budgets": {"search": {"kind": "window", "most": 5, "per": "1s", "for": "named"}}})",
       "nothing spends the budget \"search\""},
      {R"({"budgets": {"all": {"learn": {"used_of": "header:X"}}}})", "takes the used and the limit out of it"},
      {R"x({"budgets": {"all": {"learn": {"used_of": "header:X", "match": "(\\d+)"}}}})x",
       "the pattern has two groups"},
      {R"x({"budgets": {"all": {"learn": {"used_of": "header:X", "match": "("}}}})x", "not a pattern RE2 takes"},
      // pages and changes
      {R"({"streams": {"contacts": {"pages": {"kind": "number", "first": 1}}}})", "these pages have no end"},
      {R"({"streams": {"contacts": {"pages": {"kind": "offset", "ends": ["short_page"]}}}})",
       "a short page is known by its \"size\""},
      {R"({"streams": {"contacts": {"pages": {"kind": "keyset", "from": "/id", "ends": ["empty_page"]}}}})",
       "pages by keyset say what comes before"},
      {R"({"streams": {"contacts": {"request": {"query": {"from": null}}}}})",
       "pages by cursor need ${cursor} in the request"},
      {R"({"streams": {"contacts": {"pages": {"kind": "cursers"}}}})", "did you mean \"cursor\"?"},
      {R"({"streams": {"contacts": {"changes": {"request": {"query": {"since": null}}}}}})",
       "the increment does not place ${since}"},
      {R"({"streams": {"contacts": {"fields": {"changed": null}}}})", "nothing says when a record changed"},
      {R"({"streams": {"contacts": {"changes": {"lag": "5 minutes"}}}})", "is no length of time"},
      {R"({"streams": {"contacts": {"changes": {"cap": {"results": 10, "tie": {"query": {"id": "${after_id}"}}}}}}})",
       "a cap goes with \"order\": \"changed_asc\""},
      // fields
      {R"({"streams": {"contacts": {"fields": {"first_nam": "/x"}}}})", "did you mean \"first_name\"?"},
      {R"({"streams": {"contacts": {"fields": {"id": null}}}})", "a stream maps \"id\""},
      {R"({"streams": {"contacts": {"custom": {"tags": {"from": "/x", "type": "text", "class": "business"}}}}})",
       "the field \"tags\" is mapped twice"},
      {R"({"streams": {"contacts": {"kind": "contakt"}}})", "did you mean \"contact\"?"},
      {R"({"streams": {"contacts": {"fields": {"created": {"from": "/x", "form": "html"}}}}})",
       "does not fit \"created\", which is instant"},
      {R"({"streams": {"contacts": {"fields": {"tags": {"from": "/x", "table": "label"}}}}})",
       "did you mean \"labels\"?"},
      {R"({"streams": {"contacts": {"fields": {"name": {"all": ["/a", "/b"]}}}}})", "there is nothing to gather"},
      {R"({"streams": {"contacts": {"fields": {"no_mail": {"from": "/x", "words": {"y": "yes"}}}}}})",
       "a word means something else"},
      {R"({"streams": {"contacts": {"where": {"status": 200}}}})", "picked from the record"},
      {R"({"streams": {"contacts": {"like": "nobody"}}})", "\"nobody\" is no known pattern"},
      {R"({"patterns": {"a": {"like": "b"}, "b": {"like": "a"}}, "streams": {"contacts": {"like": "a"}}})",
       "in a circle"},
      {R"({"streams": {"hints": {"kind": "hint", "records": "", "request": {"path": "/h"}, "fields": {"id": "/id", "record": "/r"}, "wakes": "contakts"}}})",
       "a hint wakes a stream"},
      // writes
      {R"({"writes": {"note": {"sameness": {"class": "E"}}}})", "\"E\" is no known sameness class"},
      {R"({"writes": {"note": {"sameness": {"class": "D"}}}})", "class D says why"},
      {R"({"writes": {"note": {"sameness": {"class": "C"}}}})", "class C says how far its search lags"},
      {R"({"writes": {"note": {"sameness": {"read_back": {"pages": null}}}}})", "half a list proves no absence"},
      {R"({"writes": {"note": {"sameness": {"read_back": {"request": {"path": "/search"}}}}}})",
       "class B reads back through the record"},
      {R"({"writes": {"note": {"sameness": {"read_back": {"text": null}}}}})",
       "reading back says where the text with our marker is"},
      {R"({"writes": {"note": {"request": {"json": {"text": "${body}"}}}}})", "carries our ${marker}"},
      {R"({"writes": {"note": {"undo": null}}})", "says how it is taken back"},
      {R"({"writes": {"note": {"batch": 5}}})", "a batch needs $each"},
      {R"({"writes": {"note": {"request": {"json": {"text": {"$each": "${body} ${marker}"}, "about": null}}}}})",
       "$each stands where there is no batch"},
      {R"({"writes": {"note": {"batch": 5, "request": {"json": {"text": {"$each": "${body} ${marker} ${id}"}, "about": null}}}}})",
       "says how results are matched"},
      {R"({"writes": {"note": {"batch": 5, "request": {"json": {"x": {"$each": "${marker}"}}}}}})",
       "belongs to one item and stands outside of $each"},
      {R"({"writes": {"add_tag": {"effect": "whole"}}})", "what is written whole is guarded"},
      {R"({"writes": {"add_tag": {"request": {"json": {"tag": "${tags}"}}}}})",
       "\"tags\" is no known placeholder here"},
      {R"({"streams": {"contacts": {"fields": {"tags": {"table": null}}}}})",
       "${tag.id} needs tags that are looked up in a table"},
      {R"({"streams": {"contacts": {"by_id": null}}, "writes": {"add_tag": {"guard": "reread"}}})",
       "can be read by id, which the guard needs"},
      {R"({"writes": {"add_tag": {"needs": ["property"]}}})", "\"property\" is no known set-up entry"},
      {R"({"writes": {"ad_tag": {}}})", "did you mean \"add_tag\"?"},
      {R"({"auth": {"key": {"kind": "signed"}}})", "a signed login says what is signed, and how"},
      {R"({"streams": {"contacts": {"pages": {"kind": "queue"}}}})", "these pages have no end"},
      {R"({"tables": {"labels": {"pages": {"kind": "queue", "ends": ["empty_page"]}}}})",
       "belongs to the pages of a stream"},
      {R"({"streams": {"contacts": {"pages": []}}})", "holds at least one"},
      {R"({"streams": {"contacts": {"pages": [{"kind": "one"}]}}})", "pages of this kind stand alone"},
      {R"({"streams": {"contacts": {"request": {"query": {"p": "${page}"}}, "pages": [{"kind": "number", "first": 1, "ends": ["empty_page"]}, {"kind": "cursor", "from": "/next"}]}}})",
       "what follows them is never reached"},
      {R"({"streams": {"contacts": {"pages": [{"kind": "cursor", "from": "/next"}, {"kind": "next", "from": "/link"}]}}})",
       "two kinds of a list go on from a value"},
      {R"({"streams": {"contacts": {"pages": {"ack": {"request": {"path": "/ack"}}}}}})", "places ${acks}"},
      {R"({"streams": {"contacts": {"pages": {"ack": {"request": {"path": "/${acks}"}}}}}})",
       "stands somewhere in each record"},
      {R"({"streams": {"contacts": {"request": {"query": {"s": "${begin.sid}"}}}}})",
       "\"begin.sid\" is no known placeholder here"},
      {R"({"streams": {"contacts": {"changes": {"kind": "mark"}}}})", "does not place ${mark}"},
      {R"({"streams": {"contacts": {"changes": {"kind": "mark", "request": {"query": {"since": "${mark}"}}}}}})",
       "nothing says where the next mark or link is"},
      {R"({"streams": {"contacts": {"changes": {"kind": "link", "request": {"query": {"since": null}}}}}})",
       "nothing says where the next mark or link is"},
      {R"({"streams": {"contacts": {"changes": {"kind": "log"}}}})", "nothing says when an entry of the log was made"},
      {R"({"streams": {"contacts": {"changes": {"kind": "log", "by": "/t"}}}})", "a log says where its entries are"},
      {R"({"streams": {"contacts": {"by_id": null, "changes": {"kind": "log", "by": "/t", "records": "/e", "id": "/id"}}}})",
       "a log names records that are read by id"},
      {R"({"streams": {"contacts": {"changes": {"kind": "log", "records": "/e", "id": "/id", "request": {"query": {"since": null}}}}}})",
       "place ${since} or ${mark}"},
      {R"({"streams": {"contacts": {"changes": {"kind": "queue", "request": {"query": {"since": null}}}}}})",
       "changes by queue are read in pages by queue"},
      {R"({"streams": {"contacts": {"changes": {"kind": "queues"}}}})", "did you mean \"queue\"?"},
      {R"({"streams": {"contacts": {"changes": {"cap": {"results": 10}}}}})", "or with ${until} in the increment"},
      {R"({"streams": {"contacts": {"changes": {"request": {"query": {"before": "${until}"}, "forms": {"until": "date"}}}}}})",
       "${until} and ${since} are spelled in forms of one fineness"},
      {R"({"streams": {"contacts": {"pages": {"size": 10}, "changes": {"request": {"query": {"before": "${until}"}}, "cap": {"results": 10}}}}})",
       "a capped query holds more than one page"},
      {R"({"streams": {"contacts": {"under": {"stream": "queued"}}, "queued": {"kind": "company", "records": "/rows", "request": {"path": "/q"},
          "pages": {"kind": "queue", "ends": ["empty_page"]}, "changes": {"kind": "queue"}, "fields": {"id": "/id"}}}})",
       "\"queued\" is a queue"},
      {R"({"streams": {"contacts": {"under": {"stream": "x"}, "fields": {"company": "parent:id"}}}})",
       "does not say what it was asked for under"},
      {R"({"streams": {"contacts": {"under": {"stream": "x"}}}})", "\"x\" is no known stream"},
      {R"({"streams": {"contacts": {"under": {"stream": "contacts"}}}})",
       "has no records of its own to ask for each of"},
      {R"({"streams": {"contacts": {"under": {"stream": "contacts"}}}})",
       "${parent.id} does not stand in the stream's request"},
      {R"({"streams": {"contacts": {"fields": {"company": "parent:id"}}}})", "there is no other record around"},
      {R"({"streams": {"contacts": {"request": {"query": {"p": "${parent.id}"}}}}})",
       "\"parent.id\" is no known placeholder here"},
      {R"({"streams": {"contacts": {"deleted": {"kind": "webhook"}}}})",
       "deletions told by webhook: not supported yet"},
      {R"({"writes": {"note": {"then": [{"request": {"path": "/x/${created}"}}]}}})", "is no known sameness class"},
      {R"({"writes": {"note": {"results": null, "then": [{"request": {"path": "/x/${created}"}, "sameness": {"class": "A", "why": "set"}}]}}})",
       "what follows needs ${created}"},
      {R"({"writes": {"note": {"then": [{"request": {"path": "/x/${maid}"}, "sameness": {"class": "A", "why": "set"}}]}}})",
       "\"maid\" is no known placeholder here"},
      {R"({"writes": {"note": {"then": [{"request": {"path": "/x/${created}"}, "sameness": {"class": "C", "lag": "1m", "read_back": {"request": {"path": "/x/${created}"}, "pages": {"kind": "one"}, "records": "", "text": "/id"}}}]}}})",
       "a further call is class A, B or D"},
      {R"({"writes": {"note": {"sameness": {"class": "A", "why": "a key"}, "then": [{"request": {"path": "/x/${created}"}, "sameness": {"class": "D", "why": "no way"}}]}}})",
       "the operation is sent again after a lost answer"},
      {R"({"writes": {"add_tag": {"then": [{"request": {"path": "/x"}, "sameness": {"class": "A", "why": "set"}}]}}})",
       "only what makes something has more to say about it"},
      {R"({"writes": {"add_tag": {"guard": "version"}}})", "does not say where a record's version is"},
      {R"({"streams": {"contacts": {"version": "/etag"}}, "writes": {"add_tag": {"guard": "version"}}})",
       "the request does not place ${version}"},
      {R"({"streams": {"contacts": {"version": "header:ETag"}}})", "a version in a header is that of one record"},
      {R"({"writes": {"add_tag": {"request": {"headers": {"If-Match": "${version}"}}}}})",
       "\"version\" is no known placeholder here"},
      {R"({"writes": {"add_tag": {"group": ["owner"]}}})", "what add_tag writes has no \"owner\" to share"},
      {R"({"zone": "${fact.nope}"})", "\"fact.nope\" is no known fact or setting here"},
      {R"({"budgets": {"b": {"kind": "window", "most": 1, "per": "1h", "zone": "UTC"}}})",
       "\"zone\" says where midnight is"},
      {R"({"facts": {"z": {"request": {"path": "/z"}, "take": "/z"}}, "zone": "${fact.z}", "streams": {"contacts": {"changes": {"request": {"query": {"until": "${until}"}, "forms": {"since": "sql", "until": "sql"}}}}}})",
       "windows of time are cut before the CRM tells its zone"},
      {R"({"zone": "Europe/Pariss"})", "\"Europe/Pariss\" is no time zone"},
  };
  for (const auto& [change, sentence] : faults) {
    CAPTURE(change);
    const std::string found = found_with(change);
    CHECK_THAT(found, Catch::Contains(sentence));
  }
}

TEST_CASE("a problem names the file that holds it, its line and its place") {
  Json crm = base::parse_settings_json(
                 "{\"connector\": \"small\", \"settings\": {\"url\": \"https://crm.example\"},\n \"secrets\": "
                 "{\"key\": {\"file\": \"x\"}},\n"
                 " \"change\": {\"streams\": {\"contacts\": {\n   \"fields\": {\"nmae\": \"/x\"}}}}}",
                 "main")
                 .value();
  const auto result = compile(settings(sound), "connector.json", crm, "crms/main.json");
  REQUIRE(result.problems.size() == 1);
  CHECK(result.problems[0] == base::Problem{"crms/main.json", 4, "/change/streams/contacts/fields/nmae",
                                            "\"nmae\" is no known field of a contact", "did you mean \"name\"?"});
  Json broken = settings(sound);
  broken.find("streams")->find("contacts")->find("pages")->set("kind", Json("cursor"));
  broken.find("streams")->find("contacts")->find("request")->set("path", [] {
    Json path("rows");
    path.set_line(11);
    return path;
  }());
  const auto other = compile(broken, "connector.json", settings(crm_text), "crms/main.json");
  REQUIRE(other.problems.size() >= 1);
  CHECK(other.problems[0].file == "connector.json");
  CHECK(other.problems[0].line == 11);
  CHECK(other.problems[0].pointer == "/streams/contacts/request/path");
}

TEST_CASE("settings and secrets of the CRM file are held against the connector") {
  const auto with = [](const std::string& crm) {
    return problems_text(compile(settings(sound), "connector.json", settings(crm), "crms/main.json").problems);
  };
  CHECK_THAT(with(R"({"secrets": {"key": {"file": "x"}}})"), Catch::Contains("the setting \"url\" is not given"));
  CHECK_THAT(with(R"({"settings": {"url": "https://x.example"}})"), Catch::Contains("the secret \"key\" is not given"));
  CHECK_THAT(with(R"({"settings": {"url": "http://x.example"}, "secrets": {"key": {}}})"),
             Catch::Contains("must be an https address"));
  CHECK_THAT(with(R"({"settings": {"url": "https://x.example", "size": "big"}, "secrets": {"key": {}}})"),
             Catch::Contains("\"size\" must be a number"));
  CHECK_THAT(with(R"({"settings": {"url": "https://x.example", "sise": 3}, "secrets": {"key": {}}})"),
             Catch::Contains("did you mean \"size\"?"));
  CHECK_THAT(with(R"({"settings": {"url": "https://x.example"}, "secrets": {"key": {}, "kee": {}}})"),
             Catch::Contains("did you mean \"key\"?"));
  CHECK_THAT(with(R"({"login": "kee", "settings": {"url": "https://x.example"}, "secrets": {"key": {}}})"),
             Catch::Contains("did you mean \"key\"?"));
}

TEST_CASE("an operator who drops a stream loses what is read back through it, and is told") {
  auto crm = hubspot_crm();
  crm.set("change", settings(R"({"streams": {"tasks": null}})"));
  const auto result = compile(shipped("hubspot"), "h", crm, "c");
  CHECK(problems_text(result.problems) == "");
  REQUIRE(result.notes.size() == 1);
  CHECK(result.notes[0].message == "the operation task is switched off, for the stream \"tasks\" is gone");
}

TEST_CASE("an operator who drops all streams of a kind writes nothing to records of that kind, and is told") {
  const auto attio = [](const char* change) {
    auto crm = settings(R"({"connector": "attio", "login": "key", "secrets": {"key": {"file": "x"}}})");
    return compile(shipped("attio"), "a", crm.set("change", settings(change)), "c");
  };
  const auto result = attio(R"({"streams": {"deals": null, "deal_notes": null}})");
  CHECK(problems_text(result.problems) == "");
  REQUIRE(result.notes.size() == 2);
  for (const auto& note : result.notes)
    CHECK_THAT(note.message, Catch::Contains("on opportunity is switched off, for no stream of that kind is left"));
  REQUIRE(result.compiled);
  const auto on = [&](model::Kind kind) {
    return std::ranges::count(abilities_of(*result.compiled), kind, &ports::Ability::kind);
  };
  CHECK(on(model::Kind::opportunity) == 0);
  CHECK(on(model::Kind::company) > 2);
  // Whoever drops none has made a mistake.
  auto file = shipped("attio");
  file = base::merge_patch(file, settings(R"({"streams": {"deals": null, "deal_notes": null}})"));
  const auto crm = settings(R"({"connector": "attio", "login": "key", "secrets": {"key": {"file": "x"}}})");
  CHECK_THAT(problems_text(compile(file, "a", crm, "c").problems),
             Catch::Contains("no stream of kind opportunity can be read by id"));
}

TEST_CASE("files that are hardly files are problems, not crashes") {
  for (const char* text :
       {"{}", "[]", "null", "1", R"({"streams": []})", R"({"streams": {"a": null}})",
        R"({"streams": {"a": 3, "b": {"fields": []}}})",
        R"({"writes": {"note": {"on": {"contact": 1, "user": {}}}}, "auth": {"x": null}, "origins": {"api": 1}})",
        R"({"settings": {"a": 1}, "budgets": {"a": 1}, "tables": {"a": 1}, "setup": {"a": 1}, "facts": {"a": 1}})",
        R"({"answers": [1], "message": [1], "patterns": 1, "request": 1, "empty": 1, "zone": 1})"}) {
    CAPTURE(text);
    const auto result = compile(settings(text), "c", settings("{}"), "m");
    CHECK_FALSE(result.compiled);
    CHECK_FALSE(result.problems.empty());
  }
}
