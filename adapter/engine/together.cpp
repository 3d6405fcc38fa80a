#include "engine/together.hpp"
#include "engine/law.hpp"

#include <algorithm>

#include "engine/desk.hpp"
#include "engine/endorsement.hpp"
#include "engine/wording.hpp"
#include "match/match.hpp"

namespace goodword::engine {

const model::Arrangement* agreement_with(const Circle& circle, const model::Partner& partner, std::string_view service,
                                         base::Date today) {
  const match::CircleView view{circle.firm, circle.services, circle.partners, {}, circle.limits};
  return match::working_agreement(view, partner, service, today);
}

base::Result<void> still_agreed(const Circle& circle, const model::Referral& referral, base::Date today) {
  if (!referral.agreed) return {};
  const auto* partner = model::partner_by_id(circle.partners, referral.partner);
  if (partner == nullptr) return base::failure("brake.agreement", referral.partner + " is no longer in the circle");
  const auto* now = agreement_with(circle, *partner, referral.need, today);
  if (now == nullptr)
    return base::failure("brake.agreement", "no working agreement with " + partner->name + " is in force any more");
  if (!model::same_for_client(*now, *referral.agreed))
    return base::failure("brake.agreement",
                         "the agreement with " + partner->name +
                             " says something else than what was offered: " + model::agreement_in_words(*now));
  return {};
}

Words agreement_words(const std::optional<model::Arrangement>& agreement) {
  const auto told = agreement.value_or(model::Arrangement{});
  const auto if_it_is = [](const std::string& who, const char* wanted) { return who == wanted ? who : ""; };
  return {{"they", told.they},
          {"we", told.we},
          {"we_lead", if_it_is(told.leads, "we")},
          {"they_lead", if_it_is(told.leads, "they")},
          {"we_bill", if_it_is(told.bills, "we")},
          {"they_bill", if_it_is(told.bills, "they")}};
}

base::Result<std::string> joint_offer_letter(const LetterGround& ground, const Subject& subject,
                                             const model::Partner& partner, const model::Arrangement& agreement) {
  const auto& [circle, policy, letters, now] = ground;
  const auto& sellers = circle.firm.sellers;
  const auto seller = std::ranges::find(sellers, subject.seller, &model::Seller::id);
  const auto person = person_of(partner);
  Words words = agreement_words(agreement);
  words.insert({{"given", given_name(subject.dossier.contact)},
                {"service", model::service_name(circle.services, subject.decision.need.service, policy.language)},
                {"quote", own_words_of(subject.dossier, policy, circle, now)},
                {"partner", partner.name},
                {"person", person},
                {"partner_firm", person == partner.name ? "" : partner.name},
                {"proof", partner.proof},
                {"endorsement",
                 endorsement_by(circle, partner, subject.seller, subject.decision.need.service, base::date_of(now))},
                {"shared", shared_in_words(fields_to_ask_for(model::Scope::introduction), letters, policy.language)},
                {"terms", terms_allowed(subject.decision, partner)},
                {"seller", seller == sellers.end() ? "" : seller->name},
                {"firm", circle.firm.name}});
  return render_letter(letters, policy.language, "offer-together", std::move(words));
}

}  // namespace goodword::engine
