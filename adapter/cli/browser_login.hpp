// A person logs in to a CRM in a browser: auth login and crm add.
#pragma once

#include "cli/session.hpp"
#include "connector/authorization.hpp"

namespace goodword::cli {

/// Prints the CRM's page and opens it, waits on loopback for the code (with --code: on standard input), and makes
/// tokens of it. Obeys --port, --no-browser, --code and --redirect. Errors: usage, remote.login, wire.*, store.*.
base::Result<void> log_in_by_browser(Session& session, const Call& call, const connector::Compiled& compiled,
                                     ports::Random& random, connector::Authorization& authorization);

}  // namespace goodword::cli
