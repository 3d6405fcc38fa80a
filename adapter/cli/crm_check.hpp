// What a CRM says of our login, of the time and of its budgets, and what it lacks: crm check, and crm add before
// anything is written.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cli/session.hpp"
#include "connector/authorization.hpp"
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

struct CrmCheck {
  std::string who;
  std::vector<std::string> hosts, writes;
  std::vector<ports::SetupItem> missing;
  std::vector<connector::MissingScope> scopes;
  ports::Standing standing;
};

/// Asks who we are there and what is missing. Errors: remote.*, wire.*.
base::Result<CrmCheck> check_crm(const CheckedCrm& crm, std::stop_token stop);
/// For people.
std::vector<std::string> lines_of(const std::string& name, const CrmCheck& check, base::Instant now);
/// One document.
base::Json to_json(const std::string& name, const CrmCheck& check);

/// Every tag that we may write or look for.
std::vector<std::string> tags_for_setup(const daemon::Settings& settings);

}  // namespace goodword::cli
