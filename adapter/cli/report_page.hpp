// The ledger as one page for a meeting: plots in SVG, no script, nothing loaded from elsewhere, no prospect named.
#pragma once

#include <string>

#include "engine/clients.hpp"

namespace goodword::cli {

struct ReportPage {
  const engine::Ledger& ledger;
  const engine::ClientReport& clients;
  std::string firm, currency;
  base::Instant now{};
  std::string since;  ///< "2026-01-01", or empty
};

std::string report_page(const ReportPage& page);

}  // namespace goodword::cli
