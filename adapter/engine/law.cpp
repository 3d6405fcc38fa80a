#include "engine/law.hpp"

#include <algorithm>

#include "rules/facts.hpp"

namespace goodword::engine {
namespace {

using model::Answer3;
using model::ScreenAnswer;
using rules::FactOf;

struct LawQuestion {
  std::string once;  ///< the key under which it is asked
  std::string who;   ///< company, contact, partner, firm or pack, for people
  std::string text;  ///< the question, and the command or file that answers it
};

const ScreenAnswer* answer_on(const model::Decision& decision, std::string_view question) {
  const auto found = std::ranges::find(decision.screen, question, &ScreenAnswer::question);
  return found == decision.screen.end() ? nullptr : &*found;
}

std::string value_hint(const rules::FactRow& row) {
  return std::string(row.name) + (row.type == rules::FactType::truth ? "=yes (or no)" : "=VALUE");
}

/// Whose fact it is, as a key, and what people call it.
std::pair<std::string, std::string> owner_of(const rules::FactRow& row, const Subject& subject, const Circle& circle) {
  const auto& dossier = subject.dossier;
  const std::string partner = subject.decision.matches.empty() ? "" : subject.decision.matches.front().partner;
  switch (row.of) {
    case FactOf::firm: return {"firm", circle.firm.name};
    case FactOf::partner: {
      const auto* known = model::partner_by_id(circle.partners, partner);
      return {"partner|" + partner, known == nullptr ? partner : known->name};
    }
    case FactOf::company:
      if (dossier.company)
        return {"company|" + dossier.crm + " " + dossier.company->id(), dossier.company->text(model::company::name)};
      break;
    case FactOf::crm:
    case FactOf::person: break;
  }
  return {"contact|" + model::to_text(dossier.ref()), model::display_name(dossier.contact)};
}

std::string how_to_answer(const rules::FactRow& row, const Subject& subject) {
  const std::string name(row.name);
  if (row.of == FactOf::firm) return "say it in firm.json: \"facts\": {\"" + name + "\": …}";
  if (row.of == FactOf::partner) return "say it in partners.json: \"facts\": {\"" + name + "\": …}";
  return "goodword answer " + subject.dossier.contact.id() + " " + value_hint(row);
}

std::optional<LawQuestion> law_question(const Subject& subject, const Circle& circle) {
  const auto& decision = subject.decision;
  const bool to_partner = decision.verdict == model::Verdict::refer || decision.verdict == model::Verdict::team_up;
  const auto* answer = answer_on(decision, to_partner ? "refer" : "serve");
  if (!decision.held || answer == nullptr || answer->answer != Answer3::review || answer->rule.empty())
    return std::nullopt;
  const auto* row = rules::fact_row(answer->missing);
  if (row == nullptr)
    return LawQuestion{
        "pack|" + answer->pack, "rule pack " + answer->pack,
        "holds verdicts: goodword packs show " + answer->pack + ", then goodword packs review " + answer->pack};
  const auto [key, who] = owner_of(*row, subject, circle);
  return LawQuestion{key + "|" + answer->missing, who,
                     "do we know " + std::string(row->meaning) + "? " + how_to_answer(*row, subject)};
}

}  // namespace

std::optional<model::LeftAlone> LawQuestions::ask(const Subject& subject, const Circle& circle) {
  const auto question = law_question(subject, circle);
  if (!question || !asked_.insert(question->once).second) return std::nullopt;
  return model::LeftAlone{subject.dossier.ref(), question->who, "fact", question->text};
}

std::string unpaid_because(const model::Decision& decision) {
  const auto* pay = answer_on(decision, "pay");
  if (pay == nullptr || pay->answer == Answer3::yes) return {};
  return (pay->answer == Answer3::no ? "may not be paid (" : "whether we may be paid is open (") + pay->pack +
         (pay->clause.empty() ? "" : ", " + pay->clause) + ")";
}

std::string terms_allowed(const model::Decision& decision, const model::Partner& partner) {
  return unpaid_because(decision).empty() ? partner.terms : "";
}

bool law_lets(const model::Decision& decision, const model::Referral& referral) {
  using enum model::ReferralState;
  if (referral.state != prospect_accepted && referral.state != partner_accepted) return true;
  const bool barred = std::ranges::any_of(decision.no_matches, [&](const model::NoMatch& out) {
    return out.partner == referral.partner && out.limit == "law";
  });
  const auto* refer = answer_on(decision, "refer");
  const auto* show = answer_on(decision, "show");
  if (barred || (refer != nullptr && refer->answer == Answer3::no)) return false;
  // Of another partner's screen only a no counts: that is too strict sometimes, and a person can look.
  if (decision.matches.empty() || decision.matches.front().partner != referral.partner) return true;
  const bool shows = referral.state == partner_accepted;
  return (refer == nullptr || refer->answer == Answer3::yes) &&
         (!shows || show == nullptr || show->answer == Answer3::yes);
}

}  // namespace goodword::engine
