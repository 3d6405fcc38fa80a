// Wishes for services, English and German, by the ids of the demo's services.json. Data.
#include <array>
#include <utility>

#include "sandbox/story_words.hpp"

namespace goodword::sandbox {
namespace {

using Line = std::string_view;

constexpr Line copywriting[] = {
    "The product texts on our site are no good, people ring up to ask what we make.",
    "We are looking for a copywriter, nobody here likes to write.",
    "What we really need is copywriting for the catalogue.",
    "Could you recommend a copywriter? Our pages were written in 2014.",
    "We would like help with the newsletter texts, they bore even me.",
};
constexpr Line web_design[] = {
    "We need a new website before anything else.",
    "Our web shop is broken on a phone and we want it done again.",
    "We are looking for web design, somebody small who answers the phone.",
    "Can you recommend someone for our website?",
};
constexpr Line bookkeeping[] = {
    "We need help with bookkeeping, our lady retires in {month}.",
    "Our bookkeeping is a mess since the split, to be frank.",
    "We are looking for a bookkeeper for two days a month.",
    "Could you recommend somebody for bookkeeping?",
};
constexpr Line payroll[] = {
    "We need someone to run payroll, {n}0 people with shift pay.",
    "Trouble with payroll again, two wrong months in a row.",
    "We are looking for a payroll service that knows night work.",
};
constexpr Line branding[] = {
    "We want a new brand identity, the logo is older than I am.",
    "We are looking for somebody for branding, after the merger.",
};
constexpr Line translation[] = {
    "We need translations of the manuals into German and Dutch.",
    "We are looking for a translator, our exports suffer.",
};
constexpr Line recruiting[] = {
    "We need help with recruiting, three fitters at once.",
    "We are looking for a recruiter, the adverts bring nobody.",
};
constexpr Line employment_law[] = {
    "We need advice on employment law, two people are in dispute with us.",
};
constexpr Line it_support[] = {
    "We need IT support, the server stood still twice this month.",
    "Our IT support is no good, nobody rings back.",
};
constexpr Line energy[] = {
    "We are looking for an energy audit, the bill doubled.",
};
constexpr Line process[] = {
    "We need help with process improvement at {thing}.",
    "We would like somebody to look at our processes, from order to invoice.",
    "We are looking for advice on process improvement, six people do the same list by hand.",
    "We want help to make the way an order takes shorter.",
    "Our workflow is a mess since we took over the second site.",
};
constexpr Line warehouse[] = {
    "We need help with warehouse operations, picking takes too long.",
    "Our warehouse layout is out of date and the lorries wait.",
    "We are looking for somebody who knows order picking.",
    "We want support with the warehouse, we send out {n}% wrong.",
    "We need a better warehouse layout before the new racks come.",
};
constexpr Line planning[] = {
    "We need help with production planning, the plan is old by ten o'clock.",
    "We are looking for somebody for production planning in two halls.",
    "Capacity planning is a mess, each foreman keeps his own list.",
    "We would like support with production scheduling at {thing}.",
};

constexpr Line de_warehouse[] = {"Wir suchen Unterstützung für unsere Lagerlogistik.",
                                 "Unser Lager ist veraltet, wir brauchen eine neue Lagerplanung."};
constexpr Line de_process[] = {"Wir brauchen Hilfe bei der Prozessverbesserung.",
                               "Wir suchen Beratung zu unseren Abläufen, die Prozessoptimierung ist überfällig."};
constexpr Line de_planning[] = {"Wir brauchen Unterstützung bei der Produktionsplanung."};
constexpr Line de_translation[] = {"Wir suchen jemanden für Übersetzungen ins Englische."};
constexpr Line de_web[] = {"Wir brauchen eine neue Website, und zwar in zwei Sprachen."};

constexpr std::array<std::pair<Line, Words>, 13> english = {{{"copywriting", Words(copywriting)},
                                                             {"web-design", Words(web_design)},
                                                             {"bookkeeping", Words(bookkeeping)},
                                                             {"payroll", Words(payroll)},
                                                             {"branding", Words(branding)},
                                                             {"translation", Words(translation)},
                                                             {"recruiting", Words(recruiting)},
                                                             {"employment-law", Words(employment_law)},
                                                             {"it-support", Words(it_support)},
                                                             {"energy-audit", Words(energy)},
                                                             {"process-improvement", Words(process)},
                                                             {"warehouse-operations", Words(warehouse)},
                                                             {"production-planning", Words(planning)}}};
constexpr std::array<std::pair<Line, Words>, 5> german = {{{"warehouse-operations", Words(de_warehouse)},
                                                           {"process-improvement", Words(de_process)},
                                                           {"production-planning", Words(de_planning)},
                                                           {"translation", Words(de_translation)},
                                                           {"web-design", Words(de_web)}}};

Words found(std::span<const std::pair<Line, Words>> table, std::string_view service) {
  for (const auto& [id, words] : table) {
    if (id == service) return words;
  }
  return {};
}

}  // namespace

Words wish_words(std::string_view service) { return found(english, service); }
Words german_wish_words(std::string_view service) { return found(german, service); }

}  // namespace goodword::sandbox
