// Answers of the real service, recorded, held against the sandbox's to the same requests: status, headers, the names in
// bodies, the forms of values. Skipped with a word where the recordings are not.
#include <fstream>
#include <regex>
#include <set>

#include "base/text.hpp"
#include "desk.hpp"

using namespace goodword;
using namespace goodword::sandbox;

namespace {

const std::string recordings =
    GOODWORD_SOURCE_DIR "/../shared/vendor/traffic/hubspot/grouparoo__hubspot/interactions.jsonl";

struct Recorded {
  std::string method, path, body;
  int status = 0;
  base::Json answer;
  std::set<std::string> headers;
};

std::optional<Recorded> recorded(const std::string& line) {
  auto json = base::parse_json(line);
  if (!json) return std::nullopt;
  Recorded one;
  one.method = json->find("request")->text_or("method", "");
  const std::string url = json->find("request")->text_or("url", "");
  one.path = url.substr(url.find(".com") + 4);
  one.path = one.path.substr(0, one.path.find('?'));
  const base::Json* body = json->at("/request/body");
  one.body = body->is_string() ? body->text() : base::write_json(*body);
  one.status = static_cast<int>(json->find("response")->integer_or("status", 0));
  if (auto answer = base::parse_json(json->find("response")->text_or("body", ""))) one.answer = std::move(*answer);
  for (const auto& [name, value] : json->at("/response/headers")->members()) one.headers.insert(base::lower(name));
  return one;
}

std::set<std::string> names(const base::Json* json) {
  std::set<std::string> all;
  if (json == nullptr) return all;
  for (const auto& [name, value] : json->members()) all.insert(name);
  return all;
}

/// Of the wire, of the edge in front of the service, or of a tracing that nobody reads.
bool of_the_wire(const std::string& header) {
  static const std::set<std::string> ignored = {"transfer-encoding", "connection", "content-length", "cf-ray",
                                                "alt-svc",           "x-trace"};
  return ignored.contains(header);
}

/// Batches answer in any order: the record is found by its e-mail address, domain or id.
const base::Json* twin_of(const base::Json& real, const base::Json& ours) {
  for (const auto& candidate : ours.at("/results")->items()) {
    bool same = candidate.text_or("id", "") == real.text_or("id", "");
    for (const char* key : {"/properties/email", "/properties/domain"}) {
      const base::Json *a = candidate.at(key), *b = real.at(key);
      same = same || (a != nullptr && b != nullptr && a->is_string() && *a == *b);
    }
    if (same) return &candidate;
  }
  return nullptr;
}

void compare_record(const base::Json& real, const base::Json* ours) {
  REQUIRE(ours != nullptr);
  CHECK(names(ours) == names(&real));
  for (const char* date : {"createdAt", "updatedAt"}) {
    static const std::regex form("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}(\\.[0-9]{3})?Z");
    CHECK(std::regex_match(real.text_or(date, ""), form));
    CHECK(std::regex_match(ours->text_or(date, ""), form));
  }
  // What was asked for or written is there, and what the vendor computes for new records too.
  for (const auto& name : names(real.find("properties"))) {
    INFO(name);
    CHECK(names(ours->find("properties")).contains(name));
  }
}

void compare(const Recorded& real, const Reply& ours) {
  INFO(real.method << " " << real.path << " " << real.body << "\n" << ours.response.body);
  CHECK(ours.status == real.status);
  for (const auto& header : real.headers) {
    INFO(header);
    if (!of_the_wire(header)) CHECK(!ours.response.header(header).empty());
  }
  CHECK(names(&ours.body) == names(&real.answer));
  const base::Json* real_results = real.answer.at("/results");
  if (real_results == nullptr) return;
  for (const auto& real_result : real_results->items()) compare_record(real_result, twin_of(real_result, ours.body));
}

/// Properties that the recording account had defined.
void define_theirs(HubSpot& crm) {
  crm.with_world([](World& world) {
    for (const char* name : {"twitterhandle", "facebookfans"}) {
      world.catalogue().put(ObjectType::companies, {name, name, "string", "text", "companyinformation"});
    }
    for (const char* name : {"text_field", "number_field", "date_field"}) {
      Property property{name, name, name == std::string("number_field") ? "number" : "string", "text",
                        "contactinformation"};
      world.catalogue().put(ObjectType::contacts, property);
    }
  });
}

}  // namespace

TEST_CASE("the sandbox answers recorded requests as the real service did") {
  std::ifstream file(recordings);
  if (!file) {
    WARN("skipped: no recordings beside this source tree (../shared/vendor/traffic)");
    return;
  }
  std::map<std::string, int> compared;
  std::string line;
  while (std::getline(file, line)) {
    if (line.find("/crm/v3/objects/CONTACT") == std::string::npos &&
        line.find("/crm/v3/objects/COMPANY") == std::string::npos)
      continue;
    const auto real = recorded(line);
    REQUIRE(real);
    const std::string kind = real->path.substr(real->path.find_last_of('/')) + " " + std::to_string(real->status);
    if (++compared[kind] > 25) continue;
    TestDesk desk;
    define_theirs(desk.crm);
    const bool companies = real->path.find("COMPANY") != std::string::npos;
    // The records that the answer speaks of are made first, with the ids that they have there.
    if (!real->path.ends_with("create") && real->answer.at("/results") != nullptr) {
      for (const auto& result : real->answer.at("/results")->items()) {
        Values values;
        for (const auto& [name, value] : result.find("properties")->members()) {
          if (!value.is_null() && name.find("date") == std::string::npos && !name.starts_with("hs_"))
            values[name] = value.text();
        }
        desk.crm.with_world([&](World& world) {
          const auto type = companies ? ObjectType::companies : ObjectType::contacts;
          world.set_next_id(type, *record_id(result.text_or("id", "")));
          world.create(type, values, Author{});
        });
      }
    }
    if (real->status == 429) {
      for (int i = 0; i < 5; ++i) desk.ask(real->method, real->path, real->body);
    }
    compare(*real, desk.ask(real->method, real->path, real->body));
  }
  CHECK(compared.size() >= 5);
}
