// A seller's own words on a partner: in whose name, on what, and what must carry them.
#include "engine/endorsement.hpp"

#include <catch2/catch.hpp>

#include "engine/release.hpp"
#include "kept_letters.hpp"
#include "stage/stage.hpp"

using namespace goodword;
using namespace goodword::testing;

namespace {

const std::string own_words = "I have seen their pages sell";

/// Pellwick Copy, vouched for, with a sentence of Dev's.
Keeping endorsed() {
  Keeping kept;
  auto& partner = kept.circle.partners.front();
  partner.trusted = true;
  partner.endorsements = {{"dev", own_words, {}}};
  return kept;
}

std::string told_by(const Keeping& kept, const std::string& seller, const std::string& service = "copywriting") {
  return engine::endorsement_by(kept.circle, kept.circle.partners.front(), seller, service, base::date_of(kept.now));
}

}  // namespace

TEST_CASE("a seller's own words are told in that seller's name alone, and on the services they speak of") {
  auto kept = endorsed();
  CHECK(told_by(kept, "dev") == own_words);
  CHECK(told_by(kept, "priya").empty());
  CHECK(told_by(kept, "").empty());
  kept.circle.partners.front().endorsements.front().services = {"copywriting"};
  CHECK(told_by(kept, "dev") == own_words);
  CHECK(told_by(kept, "dev", "process").empty());
}

TEST_CASE("words that neither trust nor a record of referrals carries are told to nobody") {
  auto kept = endorsed();
  auto& partner = kept.circle.partners.front();
  partner.trusted = false;
  CHECK(told_by(kept, "dev").empty());
  partner.finished = 4;
  partner.served_well = 3;
  CHECK(told_by(kept, "dev") == own_words);
  partner.served_well = 1;
  CHECK(told_by(kept, "dev").empty());
  partner.trusted = true;
  CHECK(told_by(kept, "dev") == own_words);
}

TEST_CASE("the letter of introduction to the prospect has the seller's own words, the one to the partner has not") {
  for (const std::string language : {"en", "de"}) {
    auto kept = endorsed();
    const auto letters_in = shipped_letters();
    engine::Policy policy;
    policy.language = language;
    kept.referral->state = model::ReferralState::partner_accepted;
    model::Consent yes = *kept.consent;
    yes.referral = "r1";
    yes.receiver = "pellwick";
    const auto write = [&] {
      return engine::introduction_for({kept.circle, policy, letters_in, kept.now}, kept.dossier, *kept.referral,
                                      {yes, yes});
    };
    auto letters = write();
    REQUIRE(letters);
    CHECK(letters->to_prospect.find(own_words) != std::string::npos);
    CHECK(letters->to_partner.find(own_words) == std::string::npos);
    kept.circle.partners.front().trusted = false;
    letters = write();
    REQUIRE(letters);
    CHECK(letters->to_prospect.find(own_words) == std::string::npos);
  }
}

TEST_CASE("what sellers wrote on a partner is read and written as partners.json has it") {
  auto partner = endorsed().circle.partners.front();
  partner.endorsements.push_back({"priya", "They answer within the hour", {"copywriting"}});
  CHECK(model::partner_from_json(model::to_json(partner)).endorsements == partner.endorsements);
}
