// Letters that a person writes by hand: what they say, what they never say, and the sheets they are printed on.
#include <catch2/catch.hpp>

#include "base/text.hpp"
#include "engine/letters_due.hpp"
#include "engine/print_sheet.hpp"
#include "kept_letters.hpp"

using namespace goodword;
using namespace goodword::testing;
using model::ReferralState;

namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

engine::PersonalLetter letter_of(const Keeping& kept, std::string_view name, const std::string& language = "en") {
  auto letter = kept.letter(name, language);
  INFO((letter ? "" : letter.error().detail));
  REQUIRE(letter);
  return *letter;
}

std::string why_not(const Keeping& kept, std::string_view name) {
  const auto letter = kept.letter(name, "en");
  REQUIRE_FALSE(letter);
  CHECK(letter.error().code == "usage");
  return letter.error().detail;
}

/// Elements of a document in order: "html head meta /head".
std::vector<std::string> elements_of(const std::string& html) {
  std::vector<std::string> found;
  for (auto at = html.find('<'); at != std::string::npos; at = html.find('<', at + 1))
    found.push_back(html.substr(at + 1, html.find_first_of(" >", at) - at - 1));
  std::erase(found, "br");
  return found;
}

}  // namespace

TEST_CASE("thanks to the prospect say who, when and for what, quote only the prospect, and ask one question") {
  Keeping kept;
  const auto letter = letter_of(kept, "thanks-prospect");
  CHECK(
      letter.text.starts_with("Dear Joan,\n\nOn 5 November 2026 we introduced you to Ewan Pell of Pellwick Copy for "
                              "copywriting. You had told us: \"the words on our site put people off.\""));
  CHECK(std::ranges::count(letter.text, '?') == 1);
  CHECK(letter.address == std::vector<std::string>{"Joan Marsh", "Kestrelby Dairy", "Ripon"});
  kept.circle.firm.place.country = "DE";
  CHECK(letter_of(kept, "thanks-prospect").address.back() == "GB");
  kept.dossier.decision->need.evidence = "who can write for us?";
  CHECK(has(letter_of(kept, "thanks-prospect").text, "\"who can write for us?\" Now"));
  kept.dossier.decision->need.service = "web-design";  // another need since: its words are not about this
  CHECK_FALSE(has(letter_of(kept, "thanks-prospect").text, "put people off"));
}

TEST_CASE("thanks to the partner name the prospect only as the consent allowed") {
  Keeping kept;
  CHECK(has(letter_of(kept, "thanks-partner").text,
            "we introduced Joan Marsh to you for copywriting. You were in touch with them by 9 November 2026."));
  kept.consent->fields = {"name", "company"};
  CHECK(has(letter_of(kept, "thanks-partner").text, "we introduced Joan Marsh of Kestrelby Dairy to you"));
  kept.consent->fields = {"email", "need"};
  for (const auto& consent : {kept.consent, std::optional<model::Consent>()}) {
    kept.consent = consent;
    for (const auto* language : {"en", "de"}) {
      const auto letter = letter_of(kept, "thanks-partner", language);
      for (const auto* part : {"Joan", "Marsh", "Kestrelby", "joan@", "555 0199", "put people off"}) {
        INFO(part);
        CHECK_FALSE(has(letter.text + base::join(letter.address, " "), part));
      }
    }
  }
}

TEST_CASE("nobody is thanked before work came of it, nor for nothing") {
  Keeping kept;
  for (const auto state : {ReferralState::introduced, ReferralState::lost, ReferralState::recalled}) {
    kept.referral->state = state;
    CHECK(has(why_not(kept, "thanks-prospect"), "no work came of it yet"));
    CHECK(has(why_not(kept, "thanks-partner"), "no work came of it yet"));
  }
  kept.referral.reset();
  CHECK(has(why_not(kept, "thanks-prospect"), "there is no referral"));
}

TEST_CASE("the partner who sent somebody hears what came of it, and no amount and no reason") {
  Keeping kept;
  CHECK(has(why_not(kept, "outcome-giver"), "goodword brief 101 --from PARTNER"));
  kept.received();
  CHECK(has(letter_of(kept, "outcome-giver").text, "It is not settled yet"));
  kept.deal("lost", 20);
  CHECK(has(letter_of(kept, "outcome-giver").text, "did not come to work"));
  kept.deal("open", 21);
  CHECK(has(letter_of(kept, "outcome-giver").text, "It is not settled yet"));
  kept.deal("won", -300);  // before they were sent
  CHECK(has(letter_of(kept, "outcome-giver").text, "It is not settled yet"));
  kept.deal("won", 22);
  const auto letter = letter_of(kept, "outcome-giver");
  CHECK(letter.text.starts_with("Dear Bina,\n\nOn 3 November 2026 you sent Joan Marsh to us for copywriting."));
  CHECK(has(letter.text, "They have given us the work, and"));
  CHECK_FALSE(has(letter.text, "6400"));
  CHECK(letter.address == std::vector<std::string>{"Bina Hawsby", "Hawsby Ledger", "Harrogate"});
}

TEST_CASE("a farewell says what would change it, and nothing of signs, opinions or the law") {
  Keeping kept;
  CHECK(has(why_not(kept, "farewell"), "the verdict is refer"));
  auto& decision = *kept.dossier.decision;
  decision.verdict = model::Verdict::let_go;
  decision.need.confirmed = false;
  decision.reasons = {{21, ""}, {23, ""}, {26, ""}, {0, "CANARY row"}};
  decision.signs.resize(1);
  decision.signs.front().name = "CANARY no budget";
  auto letter = letter_of(kept, "farewell");
  CHECK(has(letter.text, "Our calendar is full at present."));
  CHECK(has(letter.text, "If it can wait until our calendar has room again, write to me."));
  for (const auto* part : {"CANARY", "known for", "first asked", "copywriting"}) CHECK_FALSE(has(letter.text, part));
  decision.need.confirmed = true;
  CHECK(has(letter_of(kept, "farewell").text, "Thank you for telling us that you are looking for copywriting."));
  decision.reasons = {};
  CHECK(has(letter_of(kept, "farewell").text, "something else that we do (process improvement), write to me."));
  decision.reasons = {{24, ""}};
  CHECK(has(letter_of(kept, "farewell").text,
            "This is outside our usual field.\n\nIf you ever look for something that we do"));
  decision.reasons.push_back({25, ""});
  CHECK(has(why_not(kept, "farewell"), "yours to word"));
}

TEST_CASE("who wrote again after sixty quiet days is welcomed back, with the day of the last word") {
  Keeping kept;
  kept.dossier.activities.clear();
  kept.word("email_in", -40);
  kept.word("call", -2);
  CHECK(has(why_not(kept, "welcome-back"), "never 60 quiet days"));
  kept.word("meeting", -130);
  kept.word("note", -70);  // a word among ourselves
  CHECK(has(letter_of(kept, "welcome-back").text, "We were last in touch on 20 July 2026."));
  kept.dossier.decision->verdict = model::Verdict::exclude;
  CHECK(has(why_not(kept, "welcome-back"), "nobody is welcomed back"));
}

TEST_CASE("a letter is in the language asked for, else the reader's, else the firm's") {
  Keeping kept;
  CHECK(letter_of(kept, "thanks-prospect", "").language == "en");
  kept.dossier.contact.values[model::contact::language] = std::string("de-AT");
  CHECK(letter_of(kept, "thanks-prospect", "").language == "de");
  CHECK(letter_of(kept, "thanks-partner", "").language == "en");
  kept.circle.partners.front().languages = {"pl", "de"};
  CHECK(letter_of(kept, "thanks-partner", "").language == "de");
  CHECK(letter_of(kept, "thanks-partner", "en").language == "en");
  kept.dossier.contact.values[model::contact::language] = std::string("pl");
  CHECK(letter_of(kept, "thanks-prospect", "").language == "en");
}

TEST_CASE("whoever has no name is called by none, and not by a number") {
  Keeping kept;
  kept.dossier.contact.values[model::contact::name] = std::string();
  CHECK(letter_of(kept, "thanks-prospect").text.starts_with("Hello,\n"));
  CHECK(letter_of(kept, "thanks-prospect", "de").text.starts_with("Guten Tag,\n"));
}

TEST_CASE("every letter stays within 120 words, and a name of ten thousand letters does not run away with it") {
  Keeping kept;
  kept.make_everything_long();
  for (const auto& kind : engine::letter_kinds()) {
    for (const auto* language : {"en", "de"}) {
      kept.dossier.decision->verdict = kind.name == "farewell" ? model::Verdict::let_go : model::Verdict::refer;
      const auto letter = letter_of(kept, kind.name, language);
      INFO(letter.text);
      CHECK(base::count_words(letter.text) <= engine::longest_letter);
      CHECK(letter.text.size() < 3000);
      for (const auto& line : letter.address) CHECK(base::count_characters(line) <= 80);
    }
  }
}

TEST_CASE("thanks are due two days after the work was won, and a written one only shows among all") {
  Keeping kept;
  engine::ReferralEntry entry{*kept.referral, "Joan Marsh", "",       "Pellwick Copy",
                              "copywriting",  kept.events,  "seller", false};
  const auto won = *base::parse_rfc3339("2026-11-20T09:00:00Z");
  auto letters = engine::letters_due({{entry}, {}}, kept.circle, kept.policy, won + std::chrono::hours(49));
  REQUIRE(letters.size() == 2);
  CHECK(letters.front().name == "thanks-prospect");
  CHECK(letters.front().due == won + std::chrono::hours(48));
  CHECK(letters.front().overdue);
  CHECK(letters.back().to == "Ewan Pell, Pellwick Copy");
  entry.events.push_back({"r1", "thank_partner", won + std::chrono::hours(3), "dev", "", "review", ""});
  engine::Incoming sent;
  sent.received.contact = kept.dossier.ref();
  sent.name = "Ruth";
  sent.partner = "Hawsby Ledger";
  sent.owed = "acknowledgement";
  sent.by = *base::parse_date("2026-11-21");
  letters = engine::letters_due({{entry}, {sent}}, kept.circle, kept.policy, won);
  std::vector<std::string> names;
  for (const auto& letter : letters) names.push_back(letter.name);
  CHECK(names == std::vector<std::string>{"acknowledgement", "thanks-prospect", "thanks-partner"});
  CHECK(letters.back().written);
  CHECK(engine::still_due(letters).size() == 2);
  entry.referral.state = ReferralState::met;
  entry.events.clear();
  CHECK(engine::letters_due({{entry}, {}}, kept.circle, kept.policy, won).empty());
}

TEST_CASE("a print sheet has the same elements whatever stands in the values") {
  Keeping kept;
  const std::string plain =
      engine::print_sheets(std::vector<engine::PrintSheet>{{letter_of(kept, "thanks-prospect"), "by 7 Nov"}});
  const auto elements = elements_of(plain);
  CHECK(std::ranges::count(elements, "section") == 1);
  const std::string hostile =
      "<script>alert(1)</script></div>\r\n<img src=x onerror=1>\xE2\x80\xAE\" onload=\"x\" '&lt;";
  kept.dossier.contact.values[model::contact::name] = hostile;
  kept.dossier.company->values[model::company::name] = hostile + std::string(10'000, 'x');
  kept.circle.partners.front().name = hostile;
  kept.circle.partners.front().person = hostile;
  kept.circle.firm.name = hostile;
  kept.dossier.decision->need.evidence = hostile;
  auto letter = letter_of(kept, "thanks-prospect");
  CHECK(has(letter.text, "<script>"));  // plain text keeps what was said
  letter.language = "en\" onload=\"x";
  const auto sheet = engine::print_sheets(std::vector<engine::PrintSheet>{{letter, hostile}});
  CHECK(elements_of(sheet) == elements);
  CHECK_FALSE(has(sheet, "onload=\"x"));
  CHECK_FALSE(has(sheet, "\xE2\x80\xAE"));
  CHECK(has(sheet, "&lt;script&gt;alert(1)"));
  CHECK(elements_of("<p><script>").size() == 2);
}

TEST_CASE("print sheets are a page a letter") {
  Keeping kept;
  const auto letter = letter_of(kept, "thanks-prospect");
  const auto elements = elements_of(engine::print_sheets(std::vector<engine::PrintSheet>{{letter, ""}, {letter, ""}}));
  CHECK(std::ranges::count(elements, "section") == 2);
  CHECK(std::ranges::count(elements, "html") == 1);
}
