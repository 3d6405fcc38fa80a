// Serving a prospect together with a partner: the working agreement it stands on, and the words that tell of it. Pure.
//
// Nobody is told of it without an agreement in force; what was told at the offer is kept with the referral, and an
// agreement that ended since, or says something else, stops it at each step and once more before anything is sent.
#pragma once

#include <string>

#include "engine/plan.hpp"
#include "engine/release.hpp"

namespace goodword::engine {

/// The working agreement in force with the partner that covers the service; nullptr: none.
const model::Arrangement* agreement_with(const Circle& circle, const model::Partner& partner, std::string_view service,
                                         base::Date today);

/// Fails with brake.agreement where the referral was offered under an agreement that is not in force any more, or that
/// comes to something else for the client.
base::Result<void> still_agreed(const Circle& circle, const model::Referral& referral, base::Date today);

/// What letters may say of an agreement: they and we (who does what), we_lead or they_lead, we_bill or they_bill
/// (neither: each bills its own part). All empty where there is none.
Words agreement_words(const std::optional<model::Arrangement>& agreement);

/// The letter by which a prospect is asked whether the partner may join: we stay the contact, who leads and who bills,
/// what the partner would hear of them. At most 120 words. Errors: settings.invalid where the template is wrong.
base::Result<std::string> joint_offer_letter(const LetterGround& ground, const Subject& subject,
                                             const model::Partner& partner, const model::Arrangement& agreement);

}  // namespace goodword::engine
