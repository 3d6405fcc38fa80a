// The gallery of letters is what the program writes today: tests/letters/gallery.md, for people to read.
#include <catch2/catch.hpp>

#include <fstream>
#include <sstream>

#include "engine/release.hpp"
#include "engine/together.hpp"
#include "kept_letters.hpp"
#include "stage/stage.hpp"

using namespace goodword;
using namespace goodword::testing;

namespace {

std::string quoted(const std::string& text) {
  std::string made;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) made += line.empty() ? ">\n" : "> " + line + "  \n";
  return made;
}

std::string shown(const Keeping& kept, std::string_view name, const std::string& language) {
  const auto letter = kept.letter(name, language);
  REQUIRE(letter);
  return "### " + std::string(name) + ", " + language + "\n\n" + quoted(letter->text) + "\n";
}

/// The two letters that a referral in this state takes.
std::string introduced(const Keeping& kept, const std::string& language, model::ReferralState state) {
  Stage stage;
  stage.clock.pass(std::chrono::days(3));
  stage.circle = kept.circle;
  stage.circle.partners.front().proof = language == "de" ? "hat die Seiten von drei Lebensmittelfirmen neu geschrieben"
                                                         : "has rewritten three food firms' sites";
  stage.policy.language = language;
  const bool meets = state == model::ReferralState::meeting_agreed;
  const bool joins = kept.referral->kind == model::ReferralKind::together;
  const std::string name = meets ? "meeting" : joins ? "together" : "introduction";
  model::Referral referral = *kept.referral;
  referral.state = state;
  model::Consent yes = *kept.consent;
  if (meets) yes.fields = {"name", "company"};
  yes.scope = meets ? model::Scope::meeting : model::Scope::introduction;
  yes.referral = "r1";
  yes.receiver = "pellwick";
  yes.at = stage.clock.now() - std::chrono::days(1);
  std::string text;
  stage.with_world([&](engine::World& world) {
    const auto letters = engine::introduction_for(engine::ground_of(world), kept.dossier, referral, {yes, yes});
    REQUIRE(letters);
    text = "### " + name + "-prospect, " + language + "\n\n" + quoted(letters->to_prospect) + "\n### " + name +
           "-partner, " + language + "\n\n" + quoted(letters->to_partner) + "\n";
  });
  return text;
}

/// Pellwick Copy joins us for Joan: the letter that asks, the two once both said yes, and the thanks.
std::string joined(const std::string& language) {
  Keeping kept;
  const bool german = language == "de";
  model::Arrangement agreement;
  agreement.services = {"copywriting"};
  agreement.they = german ? "Texte schreiben" : "write the pages";
  agreement.we = german ? "Abläufe aufnehmen" : "map the flow";
  agreement.mode = model::WorkMode::shared;
  agreement.leads = "we";
  agreement.bills = "each";
  kept.referral->kind = model::ReferralKind::together;
  kept.referral->agreed = agreement;
  engine::Policy policy;
  policy.language = language;
  const auto letters = shipped_letters();
  engine::Subject subject;
  subject.dossier = kept.dossier;
  subject.decision = *kept.dossier.decision;
  subject.seller = "dev";
  const auto offer = engine::joint_offer_letter({kept.circle, policy, letters, kept.now}, subject,
                                                kept.circle.partners.front(), agreement);
  REQUIRE(offer);
  return "### offer-together, " + language + "\n\n" + quoted(*offer) + "\n" +
         introduced(kept, language, model::ReferralState::partner_accepted) + shown(kept, "thanks-prospect", language) +
         shown(kept, "thanks-partner", language);
}

std::string gallery() {
  std::string text =
      "# Letters as the program writes them\n\nMade by `tests/engine/gallery_test.cpp`, which fails where this file is "
      "not what it makes.\n\n## Joan was introduced to Pellwick Copy, and work came of it\n\n";
  for (const auto* language : {"en", "de"}) {
    Keeping kept;
    text +=
        introduced(kept, language, model::ReferralState::partner_accepted) + shown(kept, "thanks-prospect", language);
    text += shown(kept, "thanks-partner", language);
  }
  text += "## Joan would rather meet Pellwick Copy before she decides\n\n";
  for (const auto* language : {"en", "de"})
    text += introduced(Keeping(), language, model::ReferralState::meeting_agreed);
  text += "## Pellwick Copy joins us for Joan, under an agreement\n\n";
  for (const auto* language : {"en", "de"}) text += joined(language);
  text += "## Hawsby Ledger sent us Joan, and we got the work\n\n";
  for (const auto* language : {"en", "de"}) {
    Keeping kept;
    kept.received();
    text += shown(kept, "acknowledgement", language);
    kept.deal("won", 12);
    text += shown(kept, "outcome-giver", language);
  }
  text += "## Joan is let go, and writes again after the summer\n\n";
  for (const auto* language : {"en", "de"}) {
    Keeping kept;
    kept.dossier.decision->verdict = model::Verdict::let_go;
    kept.dossier.decision->reasons = {{24, ""}};
    text += shown(kept, "farewell", language);
    kept.word("meeting", -190);
    text += shown(kept, "welcome-back", language);
  }
  text.pop_back();
  return text;
}

}  // namespace

TEST_CASE("the gallery of letters shows what the program writes") {
  std::ifstream file(std::string(GOODWORD_SOURCE_DIR) + "/tests/letters/gallery.md", std::ios::binary);
  std::ostringstream kept;
  kept << file.rdbuf();
  const auto made = gallery();
  if (kept.str() != made) std::ofstream("gallery.md", std::ios::binary) << made;
  INFO("what it makes now is in gallery.md, in the folder the test ran in");
  CHECK(kept.str() == made);
}
