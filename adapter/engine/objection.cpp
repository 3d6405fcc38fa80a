#include "engine/objection.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "base/text.hpp"

namespace goodword::engine {
namespace {

using model::Partner;

/// "2 won of 3 that ended (67%, 90% interval 23-93%)"
std::string won_words(const match::PastFigures& figures) {
  if (figures.ended == 0) return "none has ended yet";
  return std::to_string(figures.won) + " won of " + std::to_string(figures.ended) + " that ended (" +
         match::share_text(figures.won, figures.ended) + ")";
}

std::string sentence(const std::string& who, const match::PastFigures& figures) {
  std::string text = who + ": " + std::to_string(figures.introduced) + " introduced, " + won_words(figures);
  return text + "; sent us " + std::to_string(figures.received);
}

/// Of those partners that `belongs` holds for.
template <class Belongs>
match::PastFigures figures_where(const Circle& circle, std::span<const model::Received> received, Belongs belongs) {
  std::vector<std::string> ids;
  for (const auto& partner : circle.partners) {
    if (belongs(partner)) ids.push_back(partner.id);
  }
  auto figures = match::past_figures(circle.past, ids);
  figures.received = static_cast<int>(
      std::ranges::count_if(received, [&](const auto& one) { return std::ranges::count(ids, one.partner) > 0; }));
  return figures;
}

std::string said_in(const model::PersonAnswer& answer) {
  return std::string(base::trim(answer.value + " " + answer.source));
}

bool has_any(const match::PastFigures& figures) { return figures.introduced > 0 || figures.received > 0; }

}  // namespace

std::vector<Objection> objections_of(const model::Dossier& dossier) {
  std::vector<Objection> made;
  for (const auto& answer : dossier.answers) {
    if (answer.about == "objection") made.push_back({said_in(answer), answer.by, answer.at});
    if (answer.about == "keep" && !answer.source.empty()) made.push_back({answer.source, answer.by, answer.at});
  }
  return made;
}

std::vector<std::string> ledger_answer(const model::Dossier& dossier, const Circle& circle,
                                       std::span<const model::Received> received) {
  std::vector<std::string> said;
  std::set<model::PartnerKind> kinds;
  if (dossier.decision) {
    for (const auto& match : dossier.decision->matches) {
      const auto* partner = model::partner_by_id(circle.partners, match.partner);
      if (partner == nullptr) continue;
      kinds.insert(partner->kind);
      const auto figures = figures_where(circle, received, [&](const Partner& one) { return one.id == partner->id; });
      if (has_any(figures)) said.push_back(sentence(partner->name, figures));
    }
  }
  for (const auto kind : kinds) {
    const auto figures = figures_where(circle, received, [&](const Partner& one) { return one.kind == kind; });
    const std::string word(model::to_text(kind));
    if (has_any(figures))
      said.push_back(sentence(kind == model::PartnerKind::ally ? "other trades" : word + "s", figures));
  }
  const auto all = figures_where(circle, received, [](const Partner&) { return true; });
  said.push_back(has_any(all)
                     ? sentence("the whole circle", all)
                     : "nobody was introduced and nobody was sent to us yet: there are no figures to answer with");
  return said;
}

}  // namespace goodword::engine
