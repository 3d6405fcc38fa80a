// The demo's settings fit the demo's story: sellers are the CRM's users, wishes name services of the vocabulary.
#include <fstream>
#include <set>
#include <sstream>

#include "base/text.hpp"
#include "desk.hpp"
#include "sandbox/scribe.hpp"
#include "sandbox/story.hpp"
#include "sandbox/story_parts.hpp"

using namespace goodword;
using namespace goodword::sandbox;

namespace {

base::Json demo_file(const std::string& name) {
  std::ifstream file(std::string(GOODWORD_SOURCE_DIR) + "/packaging/share/demo/" + name);
  std::stringstream text;
  text << file.rdbuf();
  auto json = base::parse_settings_json(text.str(), name);
  REQUIRE(json);
  return *json;
}

std::set<std::string> service_ids() {
  std::set<std::string> ids;
  const auto services = demo_file("services.json");
  for (const auto& service : services.at("/services")->items()) ids.insert(service.text_or("id", ""));
  return ids;
}

bool names_it(const std::string& text, const base::Json& service) {
  for (const auto& [language, names] : service.find("names")->members()) {
    for (const auto& name : names.items()) {
      if (base::lower(text).find(base::lower(name.text())) != std::string::npos) return true;
    }
  }
  return false;
}

}  // namespace

TEST_CASE("the demo's vocabulary is closed: parents, offers and partners' services are in it") {
  const auto ids = service_ids();
  CHECK(ids.size() >= 30);
  const auto services = demo_file("services.json"), partners = demo_file("partners.json");
  for (const auto& service : services.at("/services")->items()) {
    if (service.has("parent")) CHECK(ids.contains(service.text_or("parent", "")));
    for (const char* language : {"en", "de"}) CHECK(!service.find("names")->texts(language).empty());
  }
  for (const auto& id : demo_file("firm.json").texts("services")) CHECK(ids.contains(id));
  for (const auto& partner : partners.at("/partners")->items()) {
    INFO(partner.text_or("id", ""));
    for (const char* list : {"services", "strengths", "weaknesses"}) {
      for (const auto& id : partner.texts(list)) CHECK(ids.contains(id));
    }
  }
}

TEST_CASE("every wish of the story is for a service that its words name") {
  const auto services = demo_file("services.json");
  int wishes = 0;
  for (const auto& service : services.at("/services")->items()) {
    for (const auto words : {wish_words(service.text_or("id", "")), german_wish_words(service.text_or("id", ""))}) {
      for (const auto line : words) {
        INFO(line);
        ++wishes;
        CHECK(names_it(std::string(line), service));
      }
    }
  }
  CHECK(wishes >= 45);
  for (const auto id : our_services()) CHECK(service_ids().contains(std::string(id)));
}

TEST_CASE("the firm's sellers are users of the CRM, and the circle is that of the demo") {
  const auto firm = demo_file("firm.json");
  std::set<std::string> users;
  double hours = 0;
  for (const auto& seller : firm.at("/sellers")->items()) {
    users.insert(seller.find("users")->text_or("main", ""));
    hours += seller.real_or("weekly_hours", 0);
  }
  CHECK(users == std::set<std::string>{std::string(dev_user), std::string(priya_user)});
  CHECK(hours == 38);
  std::map<std::string, int> kinds;
  const auto partners = demo_file("partners.json");
  for (const auto& partner : partners.at("/partners")->items()) ++kinds[partner.text_or("kind", "")];
  CHECK(kinds == std::map<std::string, int>{{"ally", 3}, {"colleague", 1}, {"competitor", 2}});
}
