// What a CRM says of our login, and what it lacks: crm check, and crm add before anything is written.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cli/session.hpp"
#include "connector/compile.hpp"
#include "ports/remote.hpp"

namespace goodword::cli {

struct CheckedCrm {
  std::string name;
  const connector::Compiled& compiled;
  ports::Remote& remote;
  std::vector<std::string> tags;         ///< that are to be there
  std::function<std::string()> granted;  ///< scopes, as the login's answer told them; asked once the login was used
};

/// Asks who we are there and what is missing, and says it. Errors: remote.*, wire.*.
base::Result<void> show_check(Session& session, const CheckedCrm& crm);

/// Every tag that we may write or look for.
std::vector<std::string> tags_for_setup(const daemon::Settings& settings);

}  // namespace goodword::cli
