// From a connector file and an operator's CRM file to something that can be run.
//
// Called by the daemon room after both files passed their JSON Schema. compile() finds every further fault at once,
// each with file, line, pointer and the nearest known word. A Compiled is immutable and cheap to copy; the interpreter
// and the printer of requests read it from any thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "base/problem.hpp"

namespace goodword::connector {

struct Plan;

class Compiled {
 public:
  explicit Compiled(std::shared_ptr<const Plan> plan) : plan_(std::move(plan)) {}
  /// For this room's own machines; others have no definition of Plan to look into.
  const Plan& plan() const { return *plan_; }
  const std::shared_ptr<const Plan>& shared() const { return plan_; }

  const std::string& connector() const;
  const std::string& version() const;
  /// The chosen entry of "auth".
  const std::string& login() const;
  /// Names of the secrets this login needs revealed.
  const std::vector<std::string>& secrets() const;

 private:
  std::shared_ptr<const Plan> plan_;  ///< owners: the daemon's list of CRMs, and every Remote made from it
};

struct CompileResult {
  std::optional<Compiled> compiled;     ///< only without problems
  std::vector<base::Problem> problems;  ///< in order of file and line
  std::vector<base::Problem> notes;     ///< what the file states and this version leaves to a later one
};

/// `crm` may be null: the connector with its defaults, to look at it.
CompileResult compile(const base::Json& connector, std::string_view connector_file, const base::Json& crm,
                      std::string_view crm_file);

/// "https://api.example.com": every origin that will be talked to, sorted, so that a person can confirm it at first
/// use. One that the login's answer names is "https://*.example.com".
std::vector<std::string> origins_of(const Compiled& compiled);

}  // namespace goodword::connector
