// The chapters of the made-up world, told one after another by story.cpp. Private to the story.
#pragma once

#include <string>

#include "sandbox/scribe.hpp"
#include "sandbox/story.hpp"

namespace goodword::sandbox {

/// The people the demo's text speaks of by name: six prospects with stories of their own.
void tell_heroes(Scribe& scribe);
/// Prospects in their usual proportions: likely ones, later ones, thin files, those who want something else, weak ones.
void tell_prospects(Scribe& scribe, int count);
/// Firms that have bought, with the deals they bought by.
void tell_clients(Scribe& scribe, int count);
/// Everybody else in the CRM, long silent: lost deals, cards from fairs, suppliers.
void tell_others(Scribe& scribe, int count);

inline constexpr int hero_count = 6;

/// Services of the demo's vocabulary that the firm offers itself.
std::span<const std::string_view> our_services();
/// One that it does not.
std::string_view another_service(Scribe& scribe);
/// How a deal about this service is called in the CRM.
std::string deal_name(Scribe& scribe, std::string_view service);
std::string some_seller(Scribe& scribe);

}  // namespace goodword::sandbox
