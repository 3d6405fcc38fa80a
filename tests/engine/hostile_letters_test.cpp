// Names and notes that try to be more than text: in every template, every letter, the print sheets, the packet and what
// stands in the CRM, each is text afterwards. Shown by parsing what was made: no element, header, line or formula more
// than with harmless values.
#include <catch2/catch.hpp>

#include <fstream>
#include <set>
#include <sstream>

#include "base/digest.hpp"
#include "base/schema.hpp"
#include "base/text.hpp"
#include "engine/letter_table.hpp"
#include "engine/packet.hpp"
#include "engine/print_sheet.hpp"
#include "engine/release.hpp"
#include "kept_letters.hpp"
#include "sandbox/census.hpp"
#include "stage/stage.hpp"

using namespace goodword;
using namespace goodword::testing;

namespace {

const std::vector<std::string>& hostile_values() {
  static const std::vector<std::string> all = {
      "<script>alert(1)</script><img src=x onerror=alert(2)>",
      "</div></section><section>\"'><a href=javascript:x>",
      "{{given}}{{#has_terms}}{{{letter_details}}}{{/has_terms}}{{>partial}}",
      "Joan\r\nBcc: everybody@example.com\r\n\r\nEND:VCARD\r\nBEGIN:VCARD",
      "\xE2\x80\xAE"
      "hsraM naoJ\xE2\x80\xAC\xE2\x80\x8B\xEF\xBB\xBF",
      std::string(10'000, 'x'),
      "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB \xF0\x9F\x8E\x89",
      "\xD8\xAC\xD9\x88\xD8\xA7\xD9\x86 \xD7\x92\xD7\x95\xD7\x9F",
      "=cmd|' /C calc'!A0",
      "&lt;b&gt; &amp; \\n\\, ; :",
      std::string("a\0b\x1b[31m\x07", 9) + "\xFF\xFE",
  };
  return all;
}

/// Bytes that no text for people has.
bool has_controls(const std::string& text) {
  const bool control = std::ranges::any_of(text, [](unsigned char c) { return c < 0x20 && c != '\n'; });
  return control || text.find("\xE2\x80\xAE") != std::string::npos || !base::valid_utf8(text);
}

/// The names of the elements and attributes of an HTML text, in their order.
std::vector<std::string> elements_of(const std::string& html) {
  std::vector<std::string> names;
  for (auto at = html.find('<'); at != std::string::npos; at = html.find('<', at + 1)) {
    const auto end = html.find('>', at);
    REQUIRE(end != std::string::npos);
    if (html.substr(at, 4) != "<br>") names.push_back(html.substr(at, end - at + 1));
  }
  return names;
}

/// Everything about the prospect, and what was said, is this value.
Keeping with_value(const std::string& value) {
  Keeping kept;
  kept.received();
  kept.word("meeting", -200);
  auto& person = kept.dossier.contact.values;
  person[model::contact::name] = value;
  person[model::contact::first_name] = value;
  person[model::contact::emails] = std::vector<std::string>{value};
  person[model::contact::phones] = std::vector<std::string>{value};
  person[model::contact::city] = value;
  person[model::contact::title] = value;
  kept.dossier.company->values[model::company::name] = value;
  kept.dossier.company->values[model::company::country] = value;
  kept.dossier.activities.front().values[model::activity::text] = "Hello Dev, " + value;
  kept.dossier.decision->need.evidence = value;
  kept.dossier.received.front().said = value;
  kept.dossier.decision->verdict = model::Verdict::let_go;
  kept.dossier.decision->reasons = {{24, value}};
  kept.referral->terms = value;
  kept.consent->fields = {"name", "email", "phone", "company", "need"};
  kept.consent->wording = value;
  return kept;
}

std::vector<engine::PersonalLetter> letters_with(const std::string& value) {
  const auto kept = with_value(value);
  std::vector<engine::PersonalLetter> all;
  for (const auto& kind : engine::letter_kinds()) {
    for (const auto* language : {"en", "de"}) {
      const auto letter = kept.letter(kind.name, language);
      INFO(kind.name << " " << base::escape_line(value.substr(0, 40)));
      REQUIRE(letter);
      all.push_back(*letter);
    }
  }
  return all;
}

/// A referral both said yes to, in a store, and its packet.
struct Packing {
  Stage stage;
  Keeping kept;

  explicit Packing(Keeping with) : kept(std::move(with)) {
    stage.circle = kept.circle;
    kept.referral->state = model::ReferralState::partner_accepted;
    ports::DeskCommit desk;
    desk.referrals = {*kept.referral};
    for (const auto party : {model::Party::prospect, model::Party::partner}) {
      auto yes = *kept.consent;
      yes.id = std::string(model::to_text(party));
      yes.referral = "r1";
      yes.party = party;
      yes.receiver = "pellwick";
      yes.at = stage.clock.now();
      yes.until = yes.at + std::chrono::days(90);
      desk.consents.push_back(yes);
    }
    REQUIRE(stage.store().commit_desk(desk));
  }
  void release() {
    REQUIRE(stage.store().record_release({"r1", "prospect", "partner", stage.clock.now(), "hash"}, {}));
  }
  base::Result<engine::Packet> packet() {
    base::Result<engine::Packet> made;
    stage.with_world([&](engine::World& world) {
      made = engine::introduction_packet(world.store, engine::ground_of(world), kept.dossier, *kept.referral);
    });
    return made;
  }
};

engine::Packet packet_with(const std::string& value) {
  Packing packing(with_value(value));
  packing.release();
  const auto packet = packing.packet();
  REQUIRE(packet);
  return *packet;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

/// Names of the properties of a vCard, and that no line of it is anything else.
std::vector<std::string> properties_of(const std::string& card) {
  std::vector<std::string> names;
  for (const auto& line : lines_of(card)) {
    REQUIRE(line.ends_with('\r'));
    names.push_back(line.substr(0, line.find(':')));
  }
  return names;
}

}  // namespace

TEST_CASE("every template takes any value as text, once, in both languages") {
  const auto letters = shipped_letters();
  for (const auto& row : engine::letter_table()) {
    for (const auto* language : {"en", "de"}) {
      for (const auto& value : hostile_values()) {
        engine::Words words;
        for (const auto& name : base::split(row.values, ' ')) {
          if (!name.empty()) words[name] = name.starts_with("letter_") ? base::clean(value) : value;
        }
        INFO(language << "/" << row.name << " " << base::escape_line(value.substr(0, 40)));
        const auto text = engine::render(letters, language, row.name, words);
        REQUIRE(text);
        CHECK_FALSE(has_controls(*text));
        // Nothing that stood in a value was taken for a template.
        const bool names_it = text->find("{{given}}") != std::string::npos;
        const bool is_template = value.starts_with("{{given}}") && text->find("partial") != std::string::npos;
        CHECK(names_it == is_template);
      }
    }
  }
}

TEST_CASE("every letter and print sheet of hostile values has the elements of a harmless one and at most 120 words") {
  const auto sheet_of = [](const engine::PersonalLetter& letter, const std::string& note) {
    return engine::print_sheets(std::vector<engine::PrintSheet>{{letter, note}});
  };
  const auto harmless = letters_with("Joan");
  for (const auto& value : hostile_values()) {
    INFO(base::escape_line(value.substr(0, 40)));
    const auto letters = letters_with(value);
    REQUIRE(letters.size() == harmless.size());
    for (std::size_t i = 0; i < letters.size(); ++i) {
      INFO(letters[i].name << " " << letters[i].language);
      CHECK_FALSE(has_controls(letters[i].text));
      CHECK(base::count_words(letters[i].text) <= 120);
      CHECK(letters[i].text.size() < 4'000);
      CHECK(letters[i].text.find("Bcc:") ==
            letters[i].text.find(" Bcc:") + (letters[i].text.find("Bcc:") != std::string::npos));
      CHECK(elements_of(sheet_of(letters[i], value)) == elements_of(sheet_of(harmless[i], "Joan")));
    }
  }
}

TEST_CASE("a packet of hostile values has the headers, properties and members of a harmless one") {
  std::ifstream file(std::string(GOODWORD_SOURCE_DIR) + "/schemas/introduction.schema.json");
  const std::string source((std::istreambuf_iterator<char>(file)), {});
  const base::Schema schema(*base::parse_json(source), "introduction.schema.json");
  const auto harmless = packet_with("Joan");
  const std::vector<std::string> whole = {"BEGIN", "VERSION", "KIND", "FN", "EMAIL", "TEL", "ORG", "END"};
  CHECK(properties_of(harmless.vcard) == whole);
  for (const auto& value : hostile_values()) {
    INFO(base::escape_line(value.substr(0, 40)));
    const auto packet = packet_with(value);
    CHECK(properties_of(packet.vcard) == whole);
    const auto mail = engine::mail_of(packet);
    const auto head = mail.substr(0, mail.find("\r\n\r\n"));
    CHECK(head.find("Bcc") == std::string::npos);
    CHECK(lines_of(head).size() ==
          lines_of(engine::mail_of(harmless).substr(0, engine::mail_of(harmless).find("\r\n\r\n"))).size());
    for (const auto& line : lines_of(mail)) {
      CHECK(line.size() <= 79);
      CHECK(std::ranges::all_of(line, [](unsigned char c) { return (c >= 0x20 && c < 0x7F) || c == '\r'; }));
    }
    // What is read back is what was put in.
    const auto read = base::parse_json(base::write_pretty(packet.receipt));
    REQUIRE(read);
    CHECK(schema.problems(*read, "introduction.json").empty());
    auto rest = base::Json::object({});
    for (const auto& [name, member] : read->members()) {
      if (name != "hash") rest.set(name, member);
    }
    CHECK(base::sha256_hex(base::write_canonical(rest)) == read->text_or("hash", ""));
  }
}

TEST_CASE(
    "a packet holds what was agreed to and no more, and none is made before anything left or after a withdrawal") {
  Packing packing{Keeping()};
  CHECK(packing.packet().error().code == "usage");
  packing.release();
  const auto packet = packing.packet();
  REQUIRE(packet);
  CHECK(packet->vcard.find("joan@kestrelby.example") != std::string::npos);
  for (const std::string hidden : {"555 0199", "Kestrelby Dairy", "put people off"}) {
    CHECK(packet->vcard.find(hidden) == std::string::npos);
    CHECK(packet->letter.find(hidden) == std::string::npos);
    CHECK(base::write_json(packet->receipt).find(hidden) == std::string::npos);
  }
  ports::DeskCommit withdrawn;
  withdrawn.withdrawn = {"prospect"};
  withdrawn.at = packing.stage.clock.now();
  REQUIRE(packing.stage.store().commit_desk(withdrawn));
  CHECK(packing.packet().error().code == "brake.consent");
}

TEST_CASE("notes and tasks of hostile values stand in the CRM as text") {
  for (const auto& value : hostile_values()) {
    if (value.find('\0') != std::string::npos || value.size() > 5'000) continue;  // no CRM lets these be typed in
    INFO(base::escape_line(value.substr(0, 40)));
    Stage stage;
    need_copywriting_elsewhere(stage.circle);
    sandbox::Person dev(stage.crm, std::string(dev_user));
    stage.set_up();
    const auto joan = dev.create(sandbox::ObjectType::contacts, {{"firstname", value},
                                                                 {"lastname", value},
                                                                 {"email", "joan@kestrelby.example"},
                                                                 {"lifecyclestage", "lead"},
                                                                 {"hubspot_owner_id", std::string(dev_user)}});
    dev.add_tag(joan, "gw_tags", "gw:need-copywriting");
    stage.promote();
    stage.sync(everything());
    for (const auto* word : {"gw: prospect-yes by phone", "gw: partner-yes by phone"}) {
      stage.clock.pass(std::chrono::hours(1));
      dev.write_note(joan, word);
      stage.sync(everything());
    }
    std::set<std::string> seen;
    for (const auto type : {sandbox::ObjectType::notes, sandbox::ObjectType::tasks}) {
      for (const auto& made : sandbox::activities_of(stage.crm, type, joan)) {
        const auto body = made.value(type == sandbox::ObjectType::notes ? "hs_note_body" : "hs_task_body");
        for (const auto& element : elements_of(std::string(body))) seen.insert(element);
        CHECK_FALSE(has_controls(std::string(body)));
      }
    }
    seen.erase("<p>");  // of what was typed in
    seen.erase("</p>");
    CHECK(seen.empty());
  }
}
