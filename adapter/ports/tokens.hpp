// Tokens that a CRM gave to a login: kept for all processes, renewed by one of them at a time.
//
// The connector room asks for them and says what came of a renewal; daemon/ keeps them sealed in the store, tests keep
// them in memory. What write() was told is durable when it returns: a token is used only after that.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "base/instant.hpp"
#include "base/json.hpp"

namespace goodword::ports {

struct TokenSet {
  std::string access = {};
  std::string refresh = {};                ///< empty: the CRM gave none
  base::Json kept = base::Json::object();  ///< what else of the answer the connector keeps, by name
  std::string scopes = {};                 ///< as granted, separated by blanks; empty: not told
  base::Instant had{};
  std::optional<base::Instant> ends = {};  ///< of the access token; nothing: until it is refused

  friend bool operator==(const TokenSet&, const TokenSet&) = default;
};

struct HeldTokens {
  std::int64_t generation = 0;  ///< grows with each new set; 0: there never was one
  std::optional<TokenSet> tokens = {};
  std::string needs_login = {};            ///< why a person has to log in; empty: nobody has to
  std::optional<base::Instant> sent = {};  ///< a renewal went out then, and nothing was heard of it

  friend bool operator==(const HeldTokens&, const HeldTokens&) = default;
};

/// The turn to renew. Given back when it goes away; one whose holder dies ends by itself.
class TokenTurn {
 public:
  virtual ~TokenTurn() = default;
};

class TokenBook {
 public:
  virtual ~TokenBook() = default;
  /// Errors: login.unreadable (changed by somebody, or sealed with another key), store.*.
  virtual base::Result<HeldTokens> read() = 0;
  /// Of what stands there, also where it cannot be read.
  virtual base::Result<std::int64_t> generation() = 0;
  /// nullptr: another process, or another worker of this one, is renewing.
  virtual base::Result<std::unique_ptr<TokenTurn>> take_turn(base::Instant now) = 0;
  /// Takes the place of generation `after`. Errors: store.busy where another generation stands there by now, store.*.
  virtual base::Result<void> write(const HeldTokens& held, std::int64_t after) = 0;
};

}  // namespace goodword::ports
