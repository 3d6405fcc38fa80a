// The tags Goodword puts on contacts and reads from them, by their one spelling. The prefix is the operator's.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/decision.hpp"
#include "model/dossier.hpp"
#include "model/referral.hpp"

namespace goodword::engine {

/// "gw:let-go" for let_go; empty for none.
std::string verdict_tag(std::string_view prefix, model::Verdict verdict);
/// "gw:ask-prospect", "gw:ask-partner", "gw:introduced"; empty for states that show no tag.
std::string state_tag(std::string_view prefix, model::ReferralState state);
std::vector<std::string> all_verdict_tags(std::string_view prefix);
std::vector<std::string> all_state_tags(std::string_view prefix);
/// Verdict and state tags: what `setup` creates besides the answers.
std::vector<std::string> all_our_tags(std::string_view prefix);
/// Tags that people set to answer: "gw:prospect-yes", "gw:keep", …
std::vector<std::string> all_answer_tags(std::string_view prefix);
/// Those that stand on a contact. What is there when an offer goes out is no answer to it.
std::vector<std::string> answers_carried(std::string_view prefix, const model::Dossier& dossier);
/// Answer tags on a contact whose answer its referrals have recorded: nobody needs them any more.
std::vector<std::string> recorded_answer_tags(std::string_view prefix, const model::Dossier& dossier);

/// Whether a tag of ours still stands: it is on the contact, or the contact was not read since we put it there.
bool stands(const model::Mark& mark, const model::Dossier& dossier);

}  // namespace goodword::engine
