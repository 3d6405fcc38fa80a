#include "connector/login.hpp"

#include <algorithm>
#include <array>

#include "base/digest.hpp"
#include "base/signature.hpp"
#include "base/text.hpp"
#include "connector/session.hpp"

namespace goodword::connector {
namespace {

using base::Duration;
using base::Instant;
using base::Json;
using base::Result;
using namespace std::chrono_literals;

/// An access token that ends so soon would be refused on its way.
constexpr Duration before_its_end = 60s;
/// Requests for tokens end well before a turn does, so that its holder is still the holder when the answer comes.
constexpr Duration first_look = 20ms, most_between_looks = 1s, most_patience = 5min;
constexpr int most_writes = 5;
constexpr std::size_t most_words = 200;
/// In seconds; who says more means that it does not end.
constexpr auto ten_years = static_cast<double>(std::chrono::seconds(std::chrono::years(10)).count());

Instant due(const ports::TokenSet& tokens) {
  return *tokens.ends - std::min(before_its_end, (*tokens.ends - tokens.had) / 10);
}

/// A text at a place of the answer; numbers are written out.
std::string text_at(const Pick& place, const Seen& seen) {
  const auto value = pick(place, seen);
  return value ? as_plain_text(*value).value_or("") : "";
}

std::string text_at(std::string_view pointer, const Seen& seen) {
  const auto place = pick_of(pointer);
  return place ? text_at(*place, seen) : "";
}

/// "a,b" and ["a", "b"] as "a b".
std::string with_blanks(const Json& scopes) {
  std::string text = as_plain_text(scopes).value_or("");
  std::ranges::replace(text, ',', ' ');
  return text;
}

std::string without(std::string text, const std::string& secret) {
  if (secret.empty()) return text;
  for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, at + 3))
    text.replace(at, secret.size(), "***");
  return text;
}

/// Whether nothing was spent: the CRM put it off, or it never left.
bool not_taken(const Result<Answer>& answer, const Call& call) {
  if (answer) return answer->verdict.action == Action::throttled;
  return !call.maybe_taken || answer.error().code == "wire.not_sent";
}

/// Whether a refusal is about the refresh token; else it is about the client, and mending the settings mends it.
bool about_the_token(const Answer& answer) {
  constexpr std::array<std::string_view, 5> about_client = {"invalid_client", "unauthorized_client", "invalid_request",
                                                            "unsupported_grant_type", "invalid_scope"};
  const auto action = answer.verdict.action;
  if (!answer.verdict.say.empty() && (action == Action::login || action == Action::stop_crm)) return true;
  const int status = answer.response.status;
  const bool said = answer.body.is_object() && (status == 400 || status == 401 || (status >= 200 && status < 300));
  return said && std::ranges::find(about_client, text_at("/error", answer.seen())) == about_client.end();
}

}  // namespace

std::string words_of(const Answer& answer, const Call& call, const std::map<std::string, std::string>& secrets) {
  const Seen seen = answer.seen();
  std::string words = text_at("/error", seen);
  for (const auto* place : {"/error_description", "/message"}) {
    const std::string more = text_at(place, seen);
    if (!more.empty() && more != words) words += (words.empty() ? "" : ": ") + more;
  }
  // Words that were cut short might end in half a secret, which nobody would know again.
  if (words.empty() && answer.verdict.words.size() < most_words) words = answer.verdict.words;
  for (const auto& [name, value] : call.values.own()) {
    if (const auto* json = std::get_if<Json>(&value)) words = without(std::move(words), json->text());
  }
  for (const auto& [name, value] : secrets) words = without(std::move(words), value);
  return base::escape_line(base::shorten(base::clean(words), most_words));
}

Login::Login(Session& session)
    : session_(session), auth_(session.plan().auth), book_(session.parts().tokens ? session.parts().tokens : &own_) {}

bool Login::is_in() const {
  if (auth_.kind != AuthKind::session && auth_.kind != AuthKind::oauth2) return true;
  return in_ && (!ends_ || session_.now() < *ends_);
}

bool Login::renewable() const { return auth_.kind == AuthKind::session || auth_.kind == AuthKind::oauth2; }

Result<void> Login::get_in(std::stop_token stop) {
  if (is_in()) return {};
  return auth_.kind == AuthKind::session ? call_in(stop) : get_tokens(0, Renewing::when_due, stop);
}

Result<void> Login::renew(std::int64_t used, std::stop_token stop) {
  if (used != number_) return {};
  return auth_.kind == AuthKind::session ? call_in(stop) : get_tokens(used, Renewing::when_due, stop);
}

Result<void> Login::call_in(std::stop_token stop) {
  in_ = false;
  Call call{.request = &*auth_.request, .purpose = Purpose::login};
  auto answer = session_.call(call, stop);
  if (!answer) return tl::unexpected(answer.error());
  if (answer->verdict.action != Action::ok)
    return session_.refuse(error_of(answer->verdict, answer->response, "login " + auth_.name).detail);
  for (const auto& [name, place] : auth_.keep) {
    const auto value = pick(place, answer->seen());
    if (!value)
      return session_.refuse("login " + auth_.name + ": the answer lacks what the connector keeps of it (" + name +
                             ")");
    session_.set_login(name, *value);
  }
  if (auto placed = session_.place_origins(); !placed) return placed;
  in_ = true;
  ++number_;
  ++renewals_;
  ends_.reset();
  if (auth_.lifetime > Duration{}) ends_ = session_.now() + auth_.lifetime;
  return {};
}

std::string Login::advice() const { return "goodword auth login " + session_.parts().crm; }

bool Login::usable(const ports::HeldTokens& held) const {
  return held.tokens && held.needs_login.empty() && (!held.tokens->ends || session_.now() < due(*held.tokens));
}

Result<void> Login::adopt(const ports::HeldTokens& held) {
  session_.set_login("login.token", Json(held.tokens->access));
  for (const auto& [name, value] : held.tokens->kept.members()) session_.set_login("login." + name, value);
  if (auto placed = session_.place_origins(); !placed) return placed;
  in_ = true;
  number_ = held.generation;
  ends_.reset();
  if (held.tokens->ends) ends_ = due(*held.tokens);
  return {};
}

/// Whether there is something to renew with.
Result<void> Login::may_renew(const ports::HeldTokens& held, Renewing how) {
  if (!needs_person()) return {};
  std::string why;
  if (how == Renewing::when_due && !held.needs_login.empty()) {
    why = held.needs_login;
  } else if (!held.tokens) {
    why = held.needs_login.empty() ? "nobody has logged in to it yet" : held.needs_login;
  } else if (held.tokens->refresh.empty()) {
    why = "the access token has ended and the CRM gave no refresh token";
  }
  if (why.empty()) return {};
  return session_.end(base::failure("login.needed", why + "; log in: " + advice(), base::Retry::when_changed).value());
}

/// What is held, if it has to be renewed; nothing: it was good, and is used from now on.
Result<std::optional<ports::HeldTokens>> Login::look(std::int64_t used) {
  auto held = book_->read();
  if (!held) return tl::unexpected(held.error());
  if (held->generation == used || !usable(*held)) return std::optional(std::move(*held));
  if (auto in = adopt(*held); !in) return tl::unexpected(in.error());
  return std::nullopt;
}

Result<void> Login::get_tokens(std::int64_t used, Renewing how, std::stop_token stop) {
  Tries tries;
  Duration waited{};
  while (true) {
    auto held = look(used);
    if (!held) return tl::unexpected(held.error());
    if (!*held) return {};
    if (auto may = may_renew(**held, how); !may) return may;
    auto turn = book_->take_turn(session_.now());
    if (!turn) return tl::unexpected(turn.error());
    if (!*turn) {
      if (auto passed = wait_for_turn(waited, stop); !passed) return passed;
      continue;
    }
    // Again, now that nobody else can be at it.
    held = look(used);
    if (!held) return tl::unexpected(held.error());
    if (!*held) return {};
    auto wait = redeem(std::move(**held), tries, stop);
    turn->reset();
    if (!wait) return tl::unexpected(wait.error());
    if (!*wait) return {};
    if (auto passed = session_.back_off(**wait, tries, stop); !passed) return passed;
  }
}

/// Somebody else renews, and what comes of it is for all.
Result<void> Login::wait_for_turn(Duration& waited, std::stop_token stop) {
  if (waited >= most_patience) {
    return base::failure("store.busy",
                         "another process has been renewing the login " + auth_.name + " for " + base::to_text(waited),
                         base::Retry::now);
  }
  const Duration step = std::clamp(waited / 2, first_look, most_between_looks);
  session_.parts().clock.wait_until(session_.now() + step, stop);
  waited += step;
  if (stop.stop_requested()) return base::failure("wire.stopped", "stopped while another process renewed the login");
  return {};
}

Result<std::string> Login::assertion(const Call& call) const {
  const Spelling spelling;
  const Filling filling{call.values, spelling};
  const Instant now = session_.crm_now();
  const auto seconds = [](Instant at) {
    return Json(std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch()).count());
  };
  Json claims = Json::object({{"iat", seconds(now)}, {"exp", seconds(now + auth_.jwt->lifetime)}});
  for (const auto& [name, text] : auth_.jwt->claims) {
    auto value = fill_text(text, filling);
    if (!value) return tl::unexpected(value.error());
    if (*value) claims.set(name, Json(**value));
  }
  const Json header = Json::object({{"alg", Json(auth_.jwt->es256 ? "ES256" : "RS256")}, {"typ", Json("JWT")}});
  auto key = fill_text(auth_.jwt->key, filling);
  if (!key) return tl::unexpected(key.error());
  const std::string text =
      base::to_base64url(base::write_json(header)) + "." + base::to_base64url(base::write_json(claims));
  const auto kind = auth_.jwt->es256 ? base::SignatureKind::es256 : base::SignatureKind::rs256;
  auto made = base::signature(kind, key->value_or(""), text);
  if (!made) return tl::unexpected(base::while_doing(made.error(), "signing the claim of login " + auth_.name));
  return text + "." + base::to_base64url(*made);
}

/// What the token request places, besides settings.
Result<void> Login::put_in(Call& call, const ports::HeldTokens& held) const {
  call.values.see_behind(&session_.values());
  if (held.tokens && !held.tokens->refresh.empty()) call.values.set_text("login.refresh", held.tokens->refresh);
  if (!auth_.jwt) return {};
  auto made = assertion(call);
  if (!made) return tl::unexpected(made.error());
  call.values.set_text("login.assertion", *made);
  return {};
}

/// Notes that a refresh token is shown, or that it was not.
Result<void> Login::mark(ports::HeldTokens& held, std::optional<Instant> sent) {
  if (!needs_person()) return {};
  held.sent = sent;
  return book_->write(held, held.generation);
}

/// One renewal. Nothing: we are in. A verdict: to be waited for as it says, and tried again.
Result<std::optional<Verdict>> Login::redeem(ports::HeldTokens held, Tries& tries, std::stop_token stop) {
  const Instant asked = session_.now();
  Call call{.request = &*auth_.request, .purpose = Purpose::login};
  if (auto put = put_in(call, held); !put) return tl::unexpected(put.error());
  const auto unheard = held.sent;
  // Also shows that the store can be written to, before a token is spent that only its answer would replace.
  if (auto marked = mark(held, asked); !marked) return tl::unexpected(marked.error());
  auto answer = session_.once(call, stop);
  if (auto cleared = not_taken(answer, call) ? mark(held, unheard) : Result<void>(); !cleared)
    return tl::unexpected(cleared.error());
  if (!answer) return again_after(answer.error(), tries);
  const Action action = answer->verdict.action;
  if (action == Action::throttled) {
    ++tries.throttles;
    return answer->verdict;
  }
  if (action == Action::retry) {
    if (++tries.retries <= most_retries) return answer->verdict;
    return base::failure("remote.unavailable",
                         error_of(answer->verdict, answer->response, "renewing the login " + auth_.name).detail,
                         base::Retry::now);
  }
  auto made = action == Action::ok ? take(*answer, held, asked) : std::optional<ports::TokenSet>();
  if (!made) {
    held.sent = unheard;
    return refused(*answer, call, std::move(held));
  }
  if (auto kept = keep(held, std::move(*made), stop); !kept) return tl::unexpected(kept.error());
  return std::nullopt;
}

/// A renewal whose answer was lost is tried once more with the same refresh token, where each can be spent only once.
Result<std::optional<Verdict>> Login::again_after(const base::Error& error, Tries& tries) const {
  const bool lost = error.code == "wire.lost" || error.code == "remote.unavailable";
  if (!lost && error.code != "wire.not_sent") return tl::unexpected(error);
  const int most = lost && auth_.rotates ? 1 : most_losses;
  if (++tries.losses > most) return tl::unexpected(error);
  return Verdict{.action = Action::retry};
}

/// What came of a token request, in the server's words.
std::string Login::said(const Answer& answer, const Call& call) const {
  const std::string words = words_of(answer, call, session_.parts().secrets);
  std::string text = "it answered " + std::to_string(answer.response.status);
  if (!words.empty()) text += ", \"" + words + "\"";
  if (!answer.verdict.say.empty()) text += " (" + answer.verdict.say + ")";
  return text;
}

/// The CRM said no. What was held is kept: it may have been mistaken, and goodword auth refresh asks again.
tl::unexpected<base::Error> Login::refused(const Answer& answer, const Call& call, ports::HeldTokens held) {
  std::string why = "the CRM refused to renew the login " + auth_.name + ": " + said(answer, call);
  if (!needs_person() || !about_the_token(answer)) return session_.refuse(std::move(why));
  if (held.sent)
    why += "; an earlier renewal, of " + base::to_rfc3339(*held.sent) +
           ", was cut off, so the refresh token that it brought is lost";
  held.needs_login = why;
  held.sent.reset();
  if (auto kept = book_->write(held, held.generation); !kept) return tl::unexpected(kept.error());
  return session_.end(base::failure("login.needed", why + "; log in: " + advice(), base::Retry::when_changed).value());
}

/// What an answer brings; nothing where it is no token, though it may look like success.
std::optional<ports::TokenSet> Login::take(const Answer& answer, const ports::HeldTokens& held, Instant asked) const {
  const Seen seen = answer.seen();
  ports::TokenSet made;
  made.had = asked;
  made.access = text_at("/access_token", seen);
  made.refresh = text_at("/refresh_token", seen);
  if (made.refresh.empty() && held.tokens) made.refresh = held.tokens->refresh;
  if (held.tokens) made.kept = held.tokens->kept;
  for (const auto& [name, place] : auth_.keep) {
    const std::string key = name.substr(name.find('.') + 1);
    if (const auto value = pick(place, seen)) made.kept.set(key, *value);
    if (!made.kept.has(key)) return std::nullopt;
    if (key == "token") made.access = as_plain_text(*made.kept.find(key)).value_or("");
  }
  if (made.access.empty()) return std::nullopt;
  if (held.tokens) made.scopes = held.tokens->scopes;
  if (const auto scopes = pick(auth_.scopes, seen)) made.scopes = with_blanks(*scopes);
  if (const auto lasts = lifetime(seen); lasts > Duration{}) made.ends = asked + lasts;
  return made;
}

/// As the answer tells it, else as the connector does; 0: until it is refused.
Duration Login::lifetime(const Seen& seen) const {
  const auto told = read_number(text_at("/expires_in", seen), Form::plain);
  return told && *told > 0 ? Duration(static_cast<std::int64_t>(std::min(*told, ten_years) * 1e6)) : auth_.lifetime;
}

/// Durable first, then in use. A store that cannot take it now is tried again, for nothing else has the new token.
Result<void> Login::keep(const ports::HeldTokens& held, ports::TokenSet made, std::stop_token stop) {
  const ports::HeldTokens fresh{.generation = held.generation + 1, .tokens = std::move(made)};
  Result<void> written;
  for (int tries = 0; tries < most_writes; ++tries) {
    written = book_->write(fresh, held.generation);
    if (written) {
      ++renewals_;
      return adopt(fresh);
    }
    const auto there = book_->read();
    if (there && there->generation > held.generation && usable(*there)) return adopt(*there);
    session_.parts().clock.wait_until(session_.now() + 1s, stop);
  }
  return session_.end(base::while_doing(
      written.error(),
      "storing what renewing the login " + auth_.name + " brought, which is now lost: make room, then " + advice()));
}

Result<void> Login::renew_by_hand(std::stop_token stop) {
  if (auth_.kind != AuthKind::oauth2) return get_in(stop);
  auto held = book_->read();
  if (!held) return tl::unexpected(held.error());
  return get_tokens(held->generation, Renewing::by_hand, stop);
}

}  // namespace goodword::connector
