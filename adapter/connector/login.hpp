// How a session gets in and stays in: a login call, or tokens that all processes share and one of them renews.
//
// Owned by a Session, which sends its requests. A token is durable in the book before it is used; a renewal is marked
// there before it goes out, so that one that was cut off is known. What the CRM refuses for good is remembered, and
// nothing is asked again until a person logs in.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "connector/plan.hpp"
#include "connector/tokens.hpp"

namespace goodword::connector {

class Session;
struct Answer;
struct Call;
struct Tries;

/// What goes to the CRM's page with a person and must come back; `verifier` is empty where the connector asks for none.
struct Asking {
  std::string state, verifier, redirect;
};

/// The server's own words, without anything that was sent to it in secret.
std::string words_of(const Answer& answer, const Call& call, const std::map<std::string, std::string>& secrets);

class Login {
 public:
  enum class Renewing { when_due, by_hand };

  explicit Login(Session& session);

  /// Whether the next request may go: nothing is to be done first.
  bool is_in() const;
  base::Result<void> get_in(std::stop_token stop);
  /// Whether a refused login can be had anew without a person.
  bool renewable() const;
  /// The CRM refused what was sent with login number `used`.
  base::Result<void> renew(std::int64_t used, std::stop_token stop);
  std::int64_t number() const { return number_; }
  /// How many this session had by itself; others it took over.
  int renewals() const { return renewals_; }

  // For a person at the command line (authorization.cpp).
  base::Result<std::string> address(const Asking& asking);
  base::Result<void> exchange(const Asking& asking, std::string_view code, std::stop_token stop);
  base::Result<void> renew_by_hand(std::stop_token stop);
  /// Whether the connector could tell the CRM; the tokens are gone from here either way.
  base::Result<bool> revoke(std::stop_token stop);
  base::Result<ports::HeldTokens> held() { return book_->read(); }

 private:
  base::Result<void> call_in(std::stop_token stop);
  base::Result<void> get_tokens(std::int64_t used, Renewing how, std::stop_token stop);
  base::Result<std::optional<ports::HeldTokens>> look(std::int64_t used);
  base::Result<void> mark(ports::HeldTokens& held, std::optional<base::Instant> sent);
  base::Duration lifetime(const Seen& seen) const;
  base::Result<void> may_renew(const ports::HeldTokens& held, Renewing how);
  base::Result<void> wait_for_turn(base::Duration& waited, std::stop_token stop);
  base::Result<std::optional<Verdict>> redeem(ports::HeldTokens held, Tries& tries, std::stop_token stop);
  base::Result<std::optional<Verdict>> again_after(const base::Error& error, Tries& tries) const;
  tl::unexpected<base::Error> refused(const Answer& answer, const Call& call, ports::HeldTokens held);
  std::optional<ports::TokenSet> take(const Answer& answer, const ports::HeldTokens& held, base::Instant asked) const;
  base::Result<void> keep(const ports::HeldTokens& held, ports::TokenSet made, std::stop_token stop);
  base::Result<void> adopt(const ports::HeldTokens& held);
  base::Result<void> put_in(Call& call, const ports::HeldTokens& held) const;
  base::Result<std::string> assertion(const Call& call) const;
  std::string said(const Answer& answer, const Call& call) const;
  bool usable(const ports::HeldTokens& held) const;
  bool needs_person() const { return auth_.kind == AuthKind::oauth2 && auth_.grant == Grant::code; }
  std::string advice() const;

  Session& session_;
  const Auth& auth_;
  MemoryTokens own_;
  ports::TokenBook* book_;
  bool in_ = false;
  std::int64_t number_ = 0;
  int renewals_ = 0;
  std::optional<base::Instant> ends_;
};

}  // namespace goodword::connector
