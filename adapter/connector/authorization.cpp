#include "connector/authorization.hpp"

#include <algorithm>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "connector/session.hpp"

namespace goodword::connector {
namespace {

using base::Json;
using base::Result;

constexpr int words_of_chance = 4;  // 32 bytes: nobody guesses them

std::string unguessable(ports::Random& random) {
  std::string bytes;
  for (int i = 0; i < words_of_chance; ++i) {
    const std::uint64_t drawn = random.next();
    for (int shift = 0; shift < 64; shift += 8) bytes += static_cast<char>((drawn >> shift) & 255U);
  }
  return base::to_base64url(bytes);
}

std::string challenge_of(const std::string& verifier) {
  const auto digest = base::sha256(verifier);
  return base::to_base64url({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

}  // namespace

Asking new_asking(const Compiled& compiled, ports::Random& random, std::string redirect) {
  Asking made{.state = unguessable(random), .verifier = {}, .redirect = std::move(redirect)};
  if (compiled.plan().auth.pkce) made.verifier = unguessable(random);
  return made;
}

Result<std::string> Login::address(const Asking& asking) {
  if (!auth_.authorize) return base::failure("usage", "the login " + auth_.name + " needs no person in a browser");
  Values values(&session_.values());
  values.set_text("login.redirect", asking.redirect).set_text("login.state", asking.state);
  if (!asking.verifier.empty()) values.set_text("login.challenge", challenge_of(asking.verifier));
  const auto made = build(*auth_.authorize, {values, auth_.authorize->spelling}, session_.origins());
  if (!made) return tl::unexpected(made.error());
  return made->url;
}

Result<void> Login::exchange(const Asking& asking, std::string_view code, std::stop_token stop) {
  if (!auth_.exchange) return base::failure("usage", "the login " + auth_.name + " needs no person in a browser");
  // Whatever is held, even if it cannot be read: this replaces it.
  const auto generation = book_->generation();
  if (!generation) return tl::unexpected(generation.error());
  Call call{.request = &*auth_.exchange, .purpose = Purpose::login};
  call.values.set_text("login.code", code).set_text("login.redirect", asking.redirect);
  if (!asking.verifier.empty()) call.values.set_text("login.verifier", asking.verifier);
  const base::Instant asked = session_.now();
  auto answer = session_.once(call, stop);
  if (!answer) return tl::unexpected(base::while_doing(answer.error(), "exchanging the code of login " + auth_.name));
  const ports::HeldTokens before{.generation = *generation};
  auto made = answer->verdict.action == Action::ok ? take(*answer, before, asked) : std::optional<ports::TokenSet>();
  if (!made) return session_.refuse("the CRM gave no token for the code: " + said(*answer, call));
  return keep(before, std::move(*made), stop);
}

Result<bool> Login::revoke(std::stop_token stop) {
  auto held = book_->read();
  if (!held) return tl::unexpected(held.error());
  if (auth_.revoke && held->tokens) {
    Call call{.request = &*auth_.revoke, .purpose = Purpose::login};
    call.values.set_text("login.token", held->tokens->access).set_text("login.refresh", held->tokens->refresh);
    for (const auto& [name, value] : held->tokens->kept.members()) session_.set_login("login." + name, value);
    if (auto placed = session_.place_origins(); !placed) return tl::unexpected(placed.error());
    auto answer = session_.call(call, stop);
    if (!answer) return tl::unexpected(answer.error());
    const auto action = answer->verdict.action;
    if (action != Action::ok && action != Action::empty && action != Action::already && action != Action::gone)
      return base::failure("remote.login",
                           "the CRM did not take the login back: " + said(*answer, call) + "; what is held is kept");
  }
  const ports::HeldTokens gone{.generation = held->generation + 1,
                               .needs_login = "the login was given up with goodword auth revoke"};
  if (auto written = book_->write(gone, held->generation); !written) return tl::unexpected(written.error());
  return auth_.revoke.has_value() && held->tokens.has_value();
}

Authorization::Authorization(const Compiled& compiled, RemoteParts parts)
    : plan_(compiled.shared()), session_(std::make_unique<Session>(*plan_, std::move(parts))) {}

Authorization::~Authorization() = default;

Authorization::Kind kind_of(const Compiled& compiled) {
  const Auth& auth = compiled.plan().auth;
  if (auth.kind != AuthKind::oauth2) return Authorization::Kind::no_tokens;
  return auth.grant == Grant::code ? Authorization::Kind::by_a_person : Authorization::Kind::by_itself;
}

Authorization::Kind Authorization::kind() const { return kind_of(Compiled(plan_)); }

Result<std::string> Authorization::address(const Asking& asking) { return session_->login().address(asking); }
Result<void> Authorization::exchange(const Asking& asking, std::string_view code, std::stop_token stop) {
  return session_->login().exchange(asking, code, stop);
}
Result<void> Authorization::renew(std::stop_token stop) { return session_->login().renew_by_hand(stop); }
Result<bool> Authorization::revoke(std::stop_token stop) { return session_->login().revoke(stop); }
Result<ports::HeldTokens> Authorization::held() { return session_->login().held(); }

std::vector<MissingScope> missing_scopes(const Compiled& compiled, std::string_view granted) {
  std::vector<MissingScope> missing;
  const auto have = base::split(granted, ' ');
  if (base::trim(granted).empty()) return missing;
  for (const auto& wanted : compiled.plan().auth.ask_scopes) {
    if (std::ranges::find(have, wanted) != have.end()) continue;
    MissingScope one{.scope = wanted, .needed_for = {}};
    for (const auto& [what, scope] : compiled.plan().scopes) {
      if (scope == wanted) one.needed_for.push_back(what);
    }
    missing.push_back(std::move(one));
  }
  return missing;
}

Result<std::vector<MissingScope>> Authorization::missing_scopes() {
  auto held = session_->login().held();
  if (!held) return tl::unexpected(held.error());
  return connector::missing_scopes(Compiled(plan_), held->tokens ? held->tokens->scopes : "");
}

}  // namespace goodword::connector
