// The demo as text.
#pragma once

#include "daemon/demo.hpp"

namespace goodword::cli {

/// Who is on stage: read from the demo's settings.
struct DemoCast {
  const model::Firm& firm;
  const std::vector<model::Partner>& partners;
  const std::vector<model::Service>& services;
  std::string prefix;
  int tasks_per_seller = 0;
  base::Instant now{};
  std::string crm_title;  ///< of the connector: whose dialect the made-up CRM speaks
};

std::string show_demo(const daemon::DemoTold& told, const DemoCast& cast);

}  // namespace goodword::cli
