#include <set>

#include "base/text.hpp"
#include "desk.hpp"
#include "sandbox/story.hpp"
#include "sandbox/story_words.hpp"

using namespace goodword;
using namespace goodword::sandbox;
using namespace std::chrono_literals;

namespace {

const base::Instant morning = *base::parse_rfc3339("2026-11-03T09:00:00Z");

struct Told {
  base::Instant time = morning;
  HubSpot crm;

  explicit Told(std::uint64_t seed = 1) : crm({.now = [this] { return time; }}) {
    tell_story(crm, {seed, morning, 240});
  }
  std::string id_of(const std::string& email) { return contact_id(crm, email); }
};

constexpr ObjectType talk[] = {ObjectType::notes, ObjectType::calls, ObjectType::emails, ObjectType::meetings};

/// Words of a mail, call, note or meeting.
std::string text_of(const Seen& activity) {
  for (const char* name : {"hs_note_body", "hs_call_body", "hs_email_text", "hs_meeting_body"}) {
    if (!activity.value(name).empty()) return base::html_to_text(activity.value(name));
  }
  return "";
}

struct Counts {
  int prospects = 0, clients = 0, others = 0;
};

/// The rules of scope, written a second time here: an open deal, a lead's stage, or a talk in the last 180 days.
Counts counts_of(const HubSpot& crm) {
  Counts counts;
  for (const auto& contact : records_of(crm, ObjectType::contacts)) {
    bool open = false, won = contact.value("lifecyclestage") == "customer", recent = false;
    for (const auto& deal : activities_of(crm, ObjectType::deals, contact.id)) {
      open = open || deal.value("hs_is_closed") == "false";
      won = won || deal.value("hs_is_closed_won") == "true";
    }
    for (const auto type : talk) {
      for (const auto& activity : activities_of(crm, type, contact.id)) {
        recent = recent || *base::parse_rfc3339(activity.value("hs_timestamp")) > morning - 24h * 180;
      }
    }
    const std::set<std::string> leads = {"lead", "salesqualifiedlead", "marketingqualifiedlead", "opportunity",
                                         "subscriber"};
    if (won) {
      ++counts.clients;
    } else if (open || recent || leads.contains(contact.value("lifecyclestage"))) {
      ++counts.prospects;
    } else {
      ++counts.others;
    }
  }
  return counts;
}

void define_tags(HubSpot& crm, const std::vector<std::string>& words) {
  crm.with_world([&](World& world) {
    Property property{"gw_tags", "Goodword", "enumeration", "checkbox", "contactinformation"};
    for (const auto& word : words) property.choices.push_back({"gw:" + word, word, 0, false});
    world.catalogue().put(ObjectType::contacts, property);
  });
}

}  // namespace

TEST_CASE("the same seed tells the same story, another seed another one") {
  CHECK(digest_of(Told(1).crm) == digest_of(Told(1).crm));
  CHECK(digest_of(Told(1).crm) != digest_of(Told(2).crm));
}

TEST_CASE("who is prospect, client or neither follows from the records, in about the proportions of the demo") {
  for (const std::uint64_t seed : {1u, 2u, 3u, 4u, 5u}) {
    Told told(seed);
    const Counts counts = counts_of(told.crm);
    INFO(seed << ": " << counts.prospects << " " << counts.clients << " " << counts.others);
    CHECK(counts.prospects + counts.clients + counts.others == 240);
    CHECK(counts.prospects >= 60);
    CHECK(counts.prospects <= 68);
    CHECK(counts.clients >= 37);
    CHECK(counts.clients <= 45);
    const auto companies = records_of(told.crm, ObjectType::companies).size();
    CHECK(companies >= 140);
    CHECK(companies <= 160);
  }
}

TEST_CASE("there are enough closed deals to learn from, won and lost") {
  Told told;
  int won = 0, lost = 0;
  for (const auto& deal : records_of(told.crm, ObjectType::deals)) {
    won += deal.value("dealstage") == "closedwon";
    lost += deal.value("dealstage") == "closedlost";
    if (deal.value("dealstage") == "closedlost") CHECK(!deal.value("closed_lost_reason").empty());
  }
  CHECK(won >= 30);
  CHECK(lost >= 40);
}

TEST_CASE("nothing in the story lies in the future, and every deal is opened before it is closed") {
  Told told;
  for (const auto type : all_object_types) {
    told.crm.with_world([&](const World& world) {
      for (const auto& [id, item] : world.items(type)) {
        CHECK(item.created < morning);
        CHECK(item.updated < morning);
        CHECK(item.created <= item.updated);
      }
    });
  }
}

TEST_CASE("no two things said are the same, and there is a wealth of sentences") {
  Told told;
  std::set<std::string> texts;
  int all = 0;
  for (const auto type : talk) {
    for (const auto& activity : records_of(told.crm, type)) {
      const std::string text = text_of(activity);
      if (text.size() < 60) continue;  // a card from a fair may be noted twice
      ++all;
      texts.insert(text);
    }
  }
  CHECK(all > 350);
  CHECK(static_cast<int>(texts.size()) >= all - 3);
  std::size_t mails = 0, notes = 0;
  for (int sign = 0; sign < static_cast<int>(sign_count); ++sign) {
    for (const Side side : {Side::bad, Side::good}) {
      mails += mail_words(static_cast<Sign>(sign), side).size();
      notes += note_words(static_cast<Sign>(sign), side).size();
      CHECK(!german_words(static_cast<Sign>(sign), side).empty());
    }
  }
  CHECK(mails >= 120);
  CHECK(notes >= 75);
}

TEST_CASE("no slot is left open in what people say") {
  for (const std::uint64_t seed : {1u, 7u}) {
    Told told(seed);
    for (const auto type : talk) {
      for (const auto& activity : records_of(told.crm, type)) CHECK(text_of(activity).find('{') == std::string::npos);
    }
  }
}

TEST_CASE("the people the demo speaks of are there in every world") {
  for (const std::uint64_t seed : {1u, 2u, 99u}) {
    Told told(seed);
    CHECK(told.id_of("joan.marsh@kestrelby.example") == "20417");
    for (const char* email :
         {"ruth.oyelaran@mossgate.example", "rob.ives@vantorp.example", "mark.hollin@hollin.example",
          "ian.cole@bellweather.example", "sofia.lindqvist@arbelle.example"}) {
      CHECK(!told.id_of(email).empty());
    }
    const auto deals = activities_of(told.crm, ObjectType::deals, "20417");
    REQUIRE(deals.size() == 1);
    CHECK(deals[0].value("dealname") == "Website and brochure");
    CHECK(deals[0].value("amount") == "6000");
    CHECK(activities_of(told.crm, ObjectType::emails, "20417").size() == 4);
  }
}

TEST_CASE("there are Germans who write German, and two notes in Polish") {
  Told told;
  int german = 0, polish = 0;
  for (const auto& mail : records_of(told.crm, ObjectType::emails))
    german += mail.value("hs_email_text").starts_with("Guten Tag");
  for (const auto& note : records_of(told.crm, ObjectType::notes)) {
    polish += note.value("hs_note_body").find("proszę") != std::string::npos ||
              note.value("hs_note_body").find("magazyn") != std::string::npos;
  }
  CHECK(german >= 4);
  CHECK(polish == 2);
}

TEST_CASE("search sees the whole story at once, whatever its lag") {
  HubSpotOptions options;
  options.now = [] { return morning; };
  options.index_lag = 20s;
  HubSpot crm(options);
  tell_story(crm, {1, morning, 240});
  const auto found = crm.answer({"POST",
                                 "https://api.hubapi.com/crm/v3/objects/contacts/search",
                                 {{"Authorization", "Bearer pat-eu1-sandbox"}},
                                 R"({"filterGroups":[],"limit":1})"});
  CHECK(base::parse_json(found.body)->integer_or("total", 0) == 240);
}

TEST_CASE("people answer only what they were asked, and each only once") {
  Told told;
  define_tags(told.crm,
              {"refer", "nurture", "ask-prospect", "ask-partner", "prospect-yes", "partner-yes", "prospect-wants-us"});
  CHECK(next_day(told.crm, {}).empty());
  const std::string rob = told.id_of("rob.ives@vantorp.example"), mark = told.id_of("mark.hollin@hollin.example");
  Person engine(told.crm, "7101");
  engine.add_tag("20417", "gw_tags", "gw:refer");
  engine.add_tag("20417", "gw_tags", "gw:ask-prospect");
  engine.add_tag(rob, "gw_tags", "gw:refer");
  engine.add_tag(mark, "gw_tags", "gw:nurture");
  const auto task =
      engine.create(ObjectType::tasks, {{"hs_timestamp", "2026-11-05T09:00:00Z"}, {"hs_task_subject", "ask Joan"}});
  engine.associate(ObjectType::tasks, task, ObjectType::contacts, "20417");

  told.time = *base::parse_rfc3339("2026-11-04T10:12:00Z");
  CHECK(next_day(told.crm, {}) ==
        std::vector<Deed>{
            {"Dev Anand", "Joan Marsh", "said yes by phone: to Pellwick; her name, mail and need only", told.time},
            {"Priya Raman", "Rob Ives", "was offered Dunmarrow: \"no, we want you\"", told.time},
            {"Dev Anand", "Mark Hollin", "took gw:nurture off Hollin Joinery", told.time}});
  CHECK(tags_of(told.crm, "20417", "gw_tags") ==
        std::vector<std::string>{"gw:refer", "gw:ask-prospect", "gw:prospect-yes"});
  CHECK(tags_of(told.crm, rob, "gw_tags") == std::vector<std::string>{"gw:refer", "gw:prospect-wants-us"});
  CHECK(tags_of(told.crm, mark, "gw_tags").empty());
  CHECK(record_of(told.crm, ObjectType::tasks, task)->value("hs_task_status") == "COMPLETED");
  CHECK(activities_of(told.crm, ObjectType::notes, "20417").back().value("hs_note_body") ==
        "<p>gw: prospect-yes to pellwick by phone 2026-11-04 her name, mail and need only</p>");
  CHECK(next_day(told.crm, {}).empty());

  engine.remove_tag("20417", "gw_tags", "gw:prospect-yes");
  engine.remove_tag("20417", "gw_tags", "gw:ask-prospect");
  engine.add_tag("20417", "gw_tags", "gw:ask-partner");
  const auto deeds = next_day(told.crm, {});
  REQUIRE(deeds.size() == 1);
  CHECK(deeds[0].text == "Pellwick said yes to a card with no name on it");
  CHECK(next_day(told.crm, {}).empty());
}
