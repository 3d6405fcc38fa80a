#include "engine/wording.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace goodword::engine {
namespace {

/// Reason 25 is the law's and is never told.
constexpr int legal_reason = 25;

/// "10-50" and so on: wide enough that no single company is meant.
std::string size_band(double employees) {
  constexpr std::array<int, 6> edges = {1, 10, 50, 200, 1000, 5000};
  for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
    if (employees < edges[i + 1]) return std::to_string(edges[i]) + " to " + std::to_string(edges[i + 1]) + " staff";
  }
  return "over 5,000 staff";
}

std::string region_of(const model::Need& need) {
  return need.country.empty() ? std::string("region open") : need.country;
}

}  // namespace

std::string neutral_reason(const model::Decision& decision, const Letters& letters, std::string_view language) {
  std::vector<std::string> sentences;
  for (const auto& reason : decision.reasons) {
    if (reason.number < 20 || reason.number > 27 || reason.number == legal_reason) continue;
    const auto sentence = render(letters, language, "reason-" + std::to_string(reason.number), {});
    if (sentence && std::ranges::find(sentences, *sentence) == sentences.end()) sentences.push_back(*sentence);
  }
  return base::join(sentences, " ");
}

std::string blind_card(const Subject& subject, const Circle& circle, std::string_view language) {
  const auto& need = subject.decision.need;
  std::vector<std::string> parts = {model::service_name(circle.services, need.service, language)};
  if (need.company_size) parts.push_back(size_band(*need.company_size));
  parts.push_back(region_of(need));
  return base::join(parts, ", ");
}

Words words_for(const Subject& subject, const model::Partner* partner, const Policy& policy, const Circle& circle,
                const Letters& letters) {
  const auto& decision = subject.decision;
  const auto& dossier = subject.dossier;
  const auto pros = decision.matches.empty() ? std::vector<std::string>() : decision.matches.front().pros;
  return {{"given", given_name(dossier.contact)},
          {"company", dossier.company ? dossier.company->text(model::company::name) : ""},
          {"prefix", policy.tag_prefix},
          {"service", decision.need.service.empty()
                          ? ""
                          : model::service_name(circle.services, decision.need.service, policy.language)},
          {"service_id", decision.need.service},
          {"partner", partner ? partner->name : ""},
          {"person", partner ? (partner->person.empty() ? partner->name : partner->person) : ""},
          {"proof", partner ? partner->proof : ""},
          {"pros", base::join(pros, ", ")},
          {"reason", neutral_reason(decision, letters, policy.language)},
          {"question", decision.question ? decision.question->text : ""},
          {"about", decision.question ? decision.question->about : ""},
          {"card", decision.need.service.empty() ? "" : blind_card(subject, circle, policy.language)},
          {"terms_sentence", partner && !partner->terms.empty() ? "Tell them what we earn: " + partner->terms + "."
                                                                : "We earn nothing from it."}};
}

}  // namespace goodword::engine
