#include <catch2/catch.hpp>

#include "base/text.hpp"
#include "engine/letter_table.hpp"
#include "engine/letters.hpp"
#include "stage/stage.hpp"

using namespace goodword;

namespace {

/// Every value a template may name, as long as it may well be in a real firm.
const engine::Words& long_words() {
  static const engine::Words words = {
      {"given", "Maria-Magdalena Antonia"},
      {"given_full", "Dr. Maria-Magdalena Antonia von Hohenberg"},
      {"company", "The Kestrelby and District Farmers' Dairy Cooperative Society Limited"},
      {"prefix", "goodword"},
      {"service", "search engine optimisation and content maintenance"},
      {"service_id", "search-engine-optimisation"},
      {"quote", base::shorten("we have been looking for somebody since the spring who can rewrite the whole of our "
                              "site, the shop and our price lists for us and keep them up",
                              120)},
      {"partner", "Pellwick, Harrogate and Daughters Communications"},
      {"person", "Prof. Ewan Alexander Pellwick"},
      {"person_given", "Ewan"},
      {"proof", "has rewritten the sites, shops and brochures of three food producers in the north of England"},
      {"endorsement", "I have worked beside them for eight years, and every one of my clients would have them back"},
      {"pros",
       "knows food production, works in Ripon and Leeds, speaks English and German, has room for two more "
       "until Christmas, strong in copywriting"},
      {"reason",
       "The work is larger than we take on at present. The work needs two firms. They are known for this "
       "kind of work. It does not fit our plans at present."},
      {"question",
       "by when would you have to have decided, and who besides you and the managing director has to agree "
       "to it?"},
      {"about", "decider"},
      {"card",
       "search engine optimisation and content maintenance, 1000 to 5000 staff, United Kingdom of Great Britain "
       "and Northern Ireland"},
      {"terms", "ten per cent of the first year's fees, paid by the partner once the first invoice has been paid"},
      {"rest", "search engine optimisation, content maintenance"},
      {"agreement",
       "they staff the night shifts and the store, we map the flow and train; shared responsibility: they lead, each "
       "bills its own part"},
      {"partner_firm", "Pellwick, Harrogate and Daughters Communications"},
      {"least", "1000"},
      {"most", "5000"},
      {"name", "Dr. Maria-Magdalena Antonia von Hohenberg"},
      {"email", "m.hohenberg@kestrelby.example"},
      {"phone", "+44 1765 555 0199"},
      {"contacted", "27 November 2026"},
      {"lost", "lost"},
      {"open", "open"},
      {"change",
       "If there comes a day by which you want to begin, or if you look for something else that we do (process "
       "improvement, search engine optimisation and content maintenance, production planning), write to me."},
      {"offered", "process improvement, search engine optimisation and content maintenance, production planning"},
      {"shared", "your name, your e-mail, your phone, your company, what you need"},
      {"by_day", "27 November 2026"},
      {"consent_day", "20 November 2026"},
      {"seller", "Priya Raman-Whitfield"},
      {"firm", "Ottermere, Vance and Partners Operations Consulting LLP"},
      {"letter_details",
       "Name: Dr. Maria-Magdalena Antonia von Hohenberg\nE-mail: m.hohenberg@kestrelby.example\n"
       "Phone: +44 1765 555 0199"},
      {"since", "2026-10-27"},
      {"introduced", "12"},
      {"kinds", "search engine optimisation and content maintenance, copywriting, leadership coaching for owners"},
      {"won", "11"},
      {"room", "12"},
      {"room_until", "2026-12-31"},
      {"wants", "search engine optimisation and content maintenance, food production and retail, public bodies"},
      {"impressions",
       "asked good questions about the shop floor, and laughed about the old planning boards (priya); "
       "knows every food producer between Harrogate and the coast, and says so at once (dev)"},
      {"seen", "no timing, no link to power, asks for more, keeps us from deciders"},
      {"ruled_out", "no business case, will not talk of risk, no outcome, right person"},
      {"they", "staff the night shifts and the store"},
      {"we", "map the flow and train everybody"},
      {"we_lead", ""},
      {"they_lead", "they"},
      {"we_bill", ""},
      {"they_bill", ""},
      {"together", ""},
      {"letter_offer", ""},
      {"contact", "9007199254740991"},
      {"now", "search engine optimisation and content maintenance"},
      {"put_off", ""},
      {"handed_over", ""},
      {"changed",
       "What is wanted now: search engine optimisation and content maintenance. An amount is named now: CHF 1,200,000. "
       "There is news that was not there then."},
      {"known",
       "search engine optimisation and content maintenance, New site for the shop and the dairy (CHF 90,000), Price "
       "lists for the whole of the north (CHF 1,200)"},
      {"last_day", "27 October 2026"},
      {"letter_prospect", ""},  // letters of their own, counted by themselves
      {"letter_partner", ""}};
  return words;
}

engine::Words empty_words() {
  auto words = long_words();
  for (auto& [name, value] : words) value.clear();
  return words;
}

/// "farewell" in every language that has it: "de en".
std::map<std::string, std::string> languages_by_name(const engine::Letters& letters) {
  std::map<std::string, std::string> found;
  auto templates = letters.templates;
  std::ranges::sort(templates);
  for (const auto& [path, source] : templates) {
    auto& languages = found[path.substr(path.find('/') + 1)];
    languages += (languages.empty() ? "" : " ") + path.substr(0, path.find('/'));
  }
  return found;
}

std::vector<std::string> too_long(const engine::Letters& letters) {
  std::vector<std::string> found;
  for (const auto& [name, source] : letters.templates) {
    const auto slash = name.find('/');
    auto values = long_words();
    for (const char* together : {"", "together"}) {
      values["together"] = together;
      const auto text = engine::render_letter(letters, name.substr(0, slash), name.substr(slash + 1), values);
      INFO(name << " " << together);
      REQUIRE(text);
      const auto words = base::count_words(*text);
      if (words > 120 && (found.empty() || !found.back().starts_with(name + ":")))
        found.push_back(name + ": " + std::to_string(words));
    }
  }
  return found;
}

}  // namespace

TEST_CASE("a template that names an unknown value is an error that names both") {
  const engine::Letters letters{{{"en/x", "Dear {{who}}"}}};
  const auto text = engine::render(letters, "en", "x", {{"given", "Joan"}});
  REQUIRE_FALSE(text);
  CHECK(text.error().code == "settings.invalid");
  CHECK(text.error().detail == "letter template x: names the unknown value who; there are: given");
}

TEST_CASE("a value that the table promises to a template is there, or it is an error") {
  const engine::Letters letters{{{"en/card-size", "{{least}} staff"}}};
  CHECK(engine::render(letters, "en", "card-size", {{"least", "10"}, {"most", "50"}}));
  const auto text = engine::render(letters, "en", "card-size", {{"least", "10"}});
  REQUIRE_FALSE(text);
  CHECK(text.error().detail == "letter template card-size gets no value most");
}

TEST_CASE("what an operator wrote is held to the table: names, values, braces") {
  CHECK(engine::fault_in_letter("farewell", "Dear {{given}}{{#has_reason}}, {{reason}}{{/has_reason}}").empty());
  CHECK(engine::fault_in_letter("farewel", "x").starts_with("no letter is called so; did you mean farewell?"));
  CHECK(engine::fault_in_letter("farewell", "Dear {{givn}}") == "names the unknown value givn; did you mean given?");
  CHECK(engine::fault_in_letter("farewell", "{{# has_quote }}x{{/ has_quote }}")
            .starts_with("names the unknown value has_quote; there are: given, "));
  CHECK_FALSE(engine::fault_in_letter("farewell", "Dear {{given").empty());
  CHECK_FALSE(engine::fault_in_letter("farewell", "{{#has_given}}Dear").empty());
}

TEST_CASE("every letter is shipped in English and in German, and the table lists them all") {
  std::map<std::string, std::string> listed;
  for (const auto& row : engine::letter_table()) listed[std::string(row.name)] = "de en";
  const auto letters = goodword::testing::shipped_letters();
  CHECK(languages_by_name(letters) == listed);
  for (const auto& [path, source] : letters.templates)
    CHECK(path + ": " + engine::fault_in_letter(path.substr(3), source) == path + ": ");
}

TEST_CASE("every letter reads on where nothing is known") {
  const auto letters = goodword::testing::shipped_letters();
  for (const auto& [path, source] : letters.templates) {
    INFO(path);
    const auto text = engine::render_letter(letters, path.substr(0, 2), path.substr(3), empty_words());
    REQUIRE(text);
    CHECK(text->find("{{") == std::string::npos);
  }
}

TEST_CASE("somebody is called by a name, and not by a title") {
  model::Record contact(model::Kind::contact);
  contact.values[model::contact::name] = std::string("Prof. Dr. Maria von Hohenberg");
  CHECK(engine::given_name(contact) == "Maria");
  contact.values[model::contact::first_name] = std::string("Marie Luise");
  CHECK(engine::given_name(contact) == "Marie Luise");
  model::Partner partner;
  partner.name = "Pellwick Copy";
  CHECK(engine::given_name(partner) == "Pellwick Copy");
  partner.person = "Dr. Ewan Pell";
  CHECK(engine::given_name(partner) == "Ewan");
  partner.person = "Dr.";
  CHECK(engine::given_name(partner) == "Dr.");
}

TEST_CASE("text from a CRM stays text: braces, markup, line breaks and bidi signs make nothing of it") {
  const engine::Letters letters{{{"en/x", "Dear {{given}},\n{{company}} & {{#has_quote}}never{{/has_quote}}"}}};
  const auto text = engine::render(
      letters, "de", "x", {{"given", "Jo\n\nBcc: all\xE2\x80\xAE"}, {"company", "{{given}} <b>{{/x}}"}, {"quote", ""}});
  REQUIRE(text);
  CHECK(*text == "Dear Jo  Bcc: all,\n{{given}} <b>{{/x}} &");
}

TEST_CASE("the first line of a text is its title") {
  CHECK(engine::split_title("Ask Joan\nabout it").title == "Ask Joan");
  CHECK(engine::split_title("Ask Joan\nabout it").body == "about it");
  CHECK(engine::split_title("Ask Joan").body.empty());
}

TEST_CASE("every letter, note and task that is shipped has at most 120 words, however long the names are") {
  const auto letters = goodword::testing::shipped_letters();
  CHECK(letters.templates.size() == 2 * engine::letter_table().size());
  CHECK(too_long(letters) == std::vector<std::string>());
}

TEST_CASE("a letter of more than 120 words is found to be too long") {
  std::string source = "Dear {{given}},";
  for (int i = 0; i < 119; ++i) source += " word";
  CHECK(too_long({{{"en/x", source}}}) == std::vector<std::string>{"en/x: 122"});
}

TEST_CASE("a letter that would be too long loses its quote before its proof, and only what it must") {
  const auto letter_with = [](int words) {
    std::string source = "{{#has_quote}}quoted {{quote}} {{/has_quote}}{{#has_proof}}proven {{proof}} {{/has_proof}}";
    for (int i = 0; i < words; ++i) source += "word ";
    const auto text =
        engine::render_letter({{{"en/x", source}}}, "en", "x", {{"quote", "one two"}, {"proof", "three"}});
    REQUIRE(text);
    return text->substr(0, text->find(" word"));
  };
  CHECK(letter_with(115) == "quoted one two proven three");
  CHECK(letter_with(116) == "proven three");
  CHECK(letter_with(118) == "proven three");
  CHECK(letter_with(119) == "word");
}

TEST_CASE("a letter writes days as its language does, with the year") {
  const auto day = *base::parse_date("2026-03-07");
  CHECK(engine::letter_day(day, "en") == "7 March 2026");
  CHECK(engine::letter_day(day, "de") == "7. März 2026");
  CHECK(engine::letter_day(*base::parse_date("2026-12-31"), "fr") == "31 December 2026");
}
