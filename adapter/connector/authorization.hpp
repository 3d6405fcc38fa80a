// A person lets us into a CRM, looks at what we hold, and takes it back: what goodword auth does.
//
// Called by the daemon for one command at a time; shares everything with the Remote of the same login: requests, rules
// for answers, the book of tokens. Prints nothing and returns no token.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "connector/compile.hpp"
#include "connector/login.hpp"
#include "connector/remote.hpp"

namespace goodword::connector {

/// Two texts that nobody can guess: one comes back with the code, the other goes with it to the CRM.
Asking new_asking(const Compiled& compiled, ports::Random& random, std::string redirect);

struct MissingScope {
  std::string scope;
  std::vector<std::string> needed_for;  ///< "reading contacts"; empty where the file does not say
};

class Authorization {
 public:
  /// How this login is had.
  enum class Kind {
    no_tokens,    ///< a key, or a login call: nothing is kept
    by_itself,    ///< tokens, without a person
    by_a_person,  ///< in the browser
  };

  Authorization(const Compiled& compiled, RemoteParts parts);
  ~Authorization();

  Kind kind() const;  ///< kind_of()
  /// Where a person agrees. Errors: connector.invalid.
  base::Result<std::string> address(const Asking& asking);
  /// Makes tokens of the code that came back, durable when this returns. Errors: remote.login, wire.*, store.*.
  base::Result<void> exchange(const Asking& asking, std::string_view code, std::stop_token stop);
  /// Has the token renewed (or had for the first time, without a person), whatever is held.
  base::Result<void> renew(std::stop_token stop);
  /// Whether the CRM was told; what is held is gone either way.
  base::Result<bool> revoke(std::stop_token stop);
  base::Result<ports::HeldTokens> held();
  /// What was asked for and not granted, where the CRM tells what it granted.
  base::Result<std::vector<MissingScope>> missing_scopes();

 private:
  std::shared_ptr<const Plan> plan_;
  std::unique_ptr<Session> session_;
};

Authorization::Kind kind_of(const Compiled& compiled);
/// What was asked for and is not among `granted` (separated by blanks); nothing where that is empty.
std::vector<MissingScope> missing_scopes(const Compiled& compiled, std::string_view granted);

}  // namespace goodword::connector
