// Makes a ports::Remote of a compiled connector: the interpreter of connector files, ready to run.
//
// Called by the daemon's assembly, once per CRM. The Remote keeps login and tables of its CRM in memory; it is used by
// one worker at a time. `http`, `clock` and `random` must outlive it, and it its Pulls.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "connector/compile.hpp"
#include "ports/budgets.hpp"
#include "ports/clock.hpp"
#include "ports/http_client.hpp"
#include "ports/random.hpp"
#include "ports/remote.hpp"
#include "ports/tokens.hpp"

namespace goodword::connector {

struct RemoteParts {
  std::string crm;  ///< name of the operator's CRM file
  ports::HttpClient& http;
  ports::Clock& clock;
  ports::Random& random;
  std::map<std::string, std::string> secrets;  ///< by setting, already revealed
  base::Duration time_out = std::chrono::seconds(60);
  ports::TokenBook* tokens = nullptr;    ///< of this login, outliving the Remote; nullptr: kept in memory
  ports::BudgetBook* budgets = nullptr;  ///< the same for what its calls spend; no two Remotes have the same book
};

/// What a connector can be asked to do, without a login: Remote::abilities() says the same.
std::vector<ports::Ability> abilities_of(const Compiled& compiled);

/// The kinds of records that it reads, each once.
std::vector<model::Kind> kinds_read(const Compiled& compiled);

/// `compiled` is kept alive by the Remote.
std::unique_ptr<ports::Remote> make_remote(const Compiled& compiled, RemoteParts parts);

}  // namespace goodword::connector
