// The made-up CRM under a name that says nothing of its dialect, for those who only put it on a stage.
#pragma once

#include "sandbox/hubspot.hpp"

namespace goodword::sandbox {

using Crm = HubSpot;
using CrmOptions = HubSpotOptions;

}  // namespace goodword::sandbox
