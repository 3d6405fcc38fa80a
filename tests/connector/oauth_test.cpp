// Logins by tokens: what goes out for a token, what is kept of the answer, and what happens when it is refused or lost.
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <catch2/catch.hpp>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "connector/authorization.hpp"
#include "connector/requests.hpp"
#include "desk.hpp"

using namespace goodword;
using namespace goodword::connector;
using namespace goodword::connector::test;
using base::Json;
using namespace std::chrono_literals;

TEST_CASE("a token that is held is used at the host that its answer named, and nothing is asked for it") {
  Desk desk("web");
  desk.hold();
  desk.reply(200, "{}");
  CHECK(said(desk.check()) == "ok");
  REQUIRE(desk.crm.seen.size() == 1);
  CHECK(desk.crm.seen[0].url == "https://eu.crm.example/v1/me");
  CHECK(header(desk.crm.seen[0], "Authorization") == "Bearer access-1");
}

TEST_CASE("a token is renewed before it ends, and the new refresh token is kept before the new token is used") {
  Desk desk("web");
  desk.hold(30min);
  desk.clock.time += 29min + 30s;
  desk.reply(200, token("access-2", R"(, "refresh_token": "refresh-2", "expires_in": "1800", "scope": "read")"));
  desk.reply(200, "{}");
  CHECK(said(desk.check()) == "ok");
  REQUIRE(desk.crm.seen.size() == 2);
  CHECK(desk.crm.seen[0].url == "https://login.crm.example/token");
  CHECK(desk.crm.seen[0].body == renewal);
  CHECK(header(desk.crm.seen[0], "Authorization") == "");
  CHECK(header(desk.crm.seen[1], "Authorization") == "Bearer access-2");
  const auto held = desk.held();
  CHECK(held.generation == 2);
  CHECK(held.tokens->refresh == "refresh-2");
  CHECK(held.tokens->ends == desk.clock.time + 30min);
  CHECK(held.tokens->scopes == "read");
  CHECK_FALSE(held.sent);
}

TEST_CASE("a renewal that is on its way when everything stops is waited for, and what it brings is kept") {
  Desk desk("web");
  desk.hold(30min);
  desk.clock.time += 30min;
  desk.reply(200, token("access-2", R"(, "refresh_token": "refresh-2")"));
  desk.reply(200, "{}");
  std::stop_source stopping;
  stopping.request_stop();
  CHECK(desk.remote()->check(stopping.get_token()).error().code == "wire.stopped");
  CHECK(desk.held().generation == 2);
  CHECK(desk.held().tokens->refresh == "refresh-2");
  CHECK_FALSE(desk.held().sent);
}

TEST_CASE("a token that is said to last for ages ends in ten years") {
  Desk desk("web");
  desk.hold(1min);
  desk.clock.time += 1min;
  desk.reply(200, token("access-2", R"(, "expires_in": 1e300)"));
  desk.reply(200, "{}");
  CHECK(said(desk.check()) == "ok");
  CHECK(desk.held().tokens->ends == desk.clock.time + std::chrono::years(10));
}

TEST_CASE("where no end was told, a refusal has it renewed once, and a second refusal ends the login") {
  Desk desk("web");
  desk.hold();
  desk.reply(401, "{}");
  desk.reply(200, token("access-2", ""));
  desk.reply(401, "{}");
  CHECK(said(desk.check()) == "login web: the CRM answered 401 (remote.login)");
  CHECK(paths(desk) == std::vector<std::string>{"/v1/me Bearer access-1", "/token ", "/v1/me Bearer access-2"});
  CHECK(desk.held().tokens->refresh == "refresh-1");  // none came with the answer: the old one goes on
}

namespace {

/// A login that works, until another process renews its tokens.
auto renewed_elsewhere(Desk& desk) {
  desk.hold();
  auto remote = desk.remote();
  desk.reply(200, "{}");
  CHECK(remote->check({}));
  auto other = desk.held();
  other.generation = 2;
  other.tokens->access = "access-of-the-other";
  REQUIRE(desk.book.write(other, 1));
  return remote;
}

}  // namespace

TEST_CASE("what another process renewed meanwhile is used, and not renewed again") {
  Desk desk("web");
  const auto remote = renewed_elsewhere(desk);
  desk.reply(401, "{}");
  desk.reply(200, "{}");
  CHECK(remote->check({}));
  CHECK(paths(desk) == std::vector<std::string>{"/v1/me Bearer access-1", "/v1/me Bearer access-1",
                                                "/v1/me Bearer access-of-the-other"});
}

TEST_CASE("what another process renewed may have ended, too, and is then renewed here") {
  Desk desk("web");
  const auto remote = renewed_elsewhere(desk);
  desk.reply(401, "{}");
  desk.reply(401, "{}");
  desk.reply(200, token("access-3", ""));
  desk.reply(200, "{}");
  CHECK(said(remote->check({})) == "ok");
  CHECK(desk.held().generation == 3);
}

TEST_CASE("a refused refresh token says what to do, is remembered, and is kept") {
  Desk desk("web");
  desk.hold(1min);
  desk.clock.time += 1min;
  desk.reply(400, R"({"error": "invalid_grant", "error_description": "refresh-1 was spent, client-secret"})");
  const std::string why =
      "the CRM refused to renew the login web: it answered 400, \"invalid_grant: *** was spent, ***\"";
  CHECK(said(desk.check()) == why + "; log in: goodword auth login main (login.needed)");
  CHECK(desk.held().needs_login == why);
  CHECK(desk.held().tokens->refresh == "refresh-1");
  CHECK(said(desk.check()) == why + "; log in: goodword auth login main (login.needed)");
  CHECK(desk.crm.seen.size() == 1);

  Authorization by_hand(desk.compiled_, desk.parts());  // it may have been mistaken
  desk.reply(200, token("access-2", R"(, "refresh_token": "refresh-2")"));
  CHECK(by_hand.renew({}));
  CHECK(desk.held().needs_login == "");
  CHECK(desk.held().tokens->access == "access-2");
}

TEST_CASE("what a token endpoint says while it is down shows nothing that was sent to it in secret") {
  Desk desk("web",
            R"({"answers": [{"when": {"/code": "slow"}, "do": "throttled", "wait": "10h"}], "message": ["/oops"]})");
  desk.hold(1min);
  desk.clock.time += 1min;
  for (int i = 0; i < 20; ++i)
    desk.reply(503, R"({"error": "down", "error_description": "refresh-1 of client-secret", "oops": "refresh-1"})");
  const std::string down = said(desk.check());
  CHECK_THAT(down, Catch::Contains("down: *** of ***") && !Catch::Contains("refresh-1"));
  desk.crm.replies.clear();
  desk.reply(429, R"({"code": "slow", "oops": "refresh-1 of client-secret"})");
  CHECK_THAT(said(desk.check()), Catch::Contains("*** of ***") && !Catch::Contains("refresh-1"));
}

TEST_CASE("a refusal of the client is no refusal of the token: mending the settings mends it") {
  for (const auto& [status, body] : std::vector<std::pair<int, std::string>>{
           {401, R"({"error": "invalid_client"})"}, {403, "blocked"}, {404, "<html>"}}) {
    Desk desk("web");
    desk.hold(1min);
    desk.clock.time += 1min;
    desk.reply(status, body);
    CHECK(desk.check().error().code == "remote.login");
    CHECK(desk.held().needs_login == "");
    desk.reply(200, token("access-2", ""));
    desk.reply(200, "{}");
    CHECK(said(desk.check()) == "ok");
  }
}

TEST_CASE("too many requests for tokens are waited for, and the refresh token is not lost") {
  Desk desk("web");
  desk.hold(1min);
  desk.clock.time += 1min;
  desk.reply(429, "{}", {{"Retry-After", "20"}});
  desk.reply(400, R"({"code": "slow"})");
  desk.reply(200, token("access-2", ""));
  desk.reply(200, "{}");
  CHECK(said(desk.check()) == "ok");
  CHECK(desk.clock.waits == std::vector<base::Duration>{20s, 30s});
  CHECK(desk.crm.seen[2].body == renewal);
}

TEST_CASE("a wait that is too long for a run is told, and the tokens stay as they are") {
  Desk desk("web");
  desk.hold(1min);
  desk.clock.time += 1min;
  const auto before = desk.held();
  desk.reply(429, "{}", {{"Retry-After", "3600"}});
  const auto failed = desk.check();
  CHECK(failed.error().code == "remote.rate_limited");
  CHECK(failed.error().at == desk.clock.time + 1h);
  CHECK(desk.held() == before);
}

TEST_CASE("a lost answer is tried once more where each refresh token is spent once, and then it is known to be open") {
  Desk desk("web");
  desk.hold(1min);
  desk.clock.time += 1min;
  desk.lose();
  desk.lose();
  CHECK(desk.check().error().code == "wire.lost");
  CHECK(desk.crm.seen.size() == 2);
  CHECK(desk.held().sent);
  CHECK(desk.held().needs_login == "");

  desk.reply(400, R"({"error": "invalid_grant"})");
  const auto sent = *desk.held().sent;
  CHECK(said(desk.check()) ==
        "the CRM refused to renew the login web: it answered 400, \"invalid_grant\"; an earlier renewal, of " +
            base::to_rfc3339(sent) +
            ", was cut off, so the refresh token that it brought is lost; log in: goodword auth login main "
            "(login.needed)");
}

TEST_CASE("a lost answer is tried like any read where a refresh token can be shown again") {
  Desk desk("web", R"({"auth": {"web": {"rotates": false}}})");
  desk.hold(1min);
  desk.clock.time += 1min;
  for (int i = 0; i < 3; ++i) desk.lose();
  desk.reply(200, token("access-2", ""));
  desk.reply(200, "{}");
  CHECK(said(desk.check()) == "ok");
}

TEST_CASE("what never left this machine spent nothing") {
  Desk desk("web");
  desk.hold(1min);
  desk.clock.time += 1min;
  for (int i = 0; i < 4; ++i) desk.lose("wire.not_sent");
  CHECK(desk.check().error().code == "wire.not_sent");
  CHECK_FALSE(desk.held().sent);
}

TEST_CASE("a host outside of the stated domains gets nothing") {
  for (const std::string host : {"https://crm.example.evil.test", "http://eu.crm.example", "https://evilcrm.example",
                                 "https://eu.crm.example@evil.test", "file:///etc/passwd"}) {
    Desk desk("web");
    ports::TokenSet tokens{.access = "access-1", .refresh = "refresh-1", .had = desk.clock.time};
    tokens.kept.set("host", Json(host));
    REQUIRE(desk.book.write({.generation = 1, .tokens = tokens}, 0));
    INFO(host);
    const auto refused = desk.check();
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == "wire.refused_origin");
    CHECK(desk.crm.seen.empty());
  }
}

TEST_CASE("before anybody logged in, a login by a person says so") {
  Desk desk("web");
  CHECK(said(desk.check()) == "nobody has logged in to it yet; log in: goodword auth login main (login.needed)");
  CHECK(desk.crm.seen.empty());
}

TEST_CASE("without a refresh token a login ends with its access token") {
  Desk desk("web");
  REQUIRE(desk.book.write(
      {.generation = 1,
       .tokens = ports::TokenSet{.access = "access-1", .had = desk.clock.time, .ends = desk.clock.time}},
      0));
  CHECK(said(desk.check()).find("the CRM gave no refresh token") != std::string::npos);
}

TEST_CASE("a person agrees on a page of the CRM, and the code that comes back becomes tokens") {
  Desk desk("web");
  Authorization authorization(desk.compiled_, desk.parts());
  CHECK(authorization.kind() == Authorization::Kind::by_a_person);
  desk.random.value = 1;
  const auto asking = new_asking(desk.compiled_, desk.random, "http://localhost:8/x");
  CHECK(asking.state.size() == 43);
  CHECK(asking.verifier.size() == 43);
  const auto digest = base::sha256(asking.verifier);
  const auto challenge = base::to_base64url({reinterpret_cast<const char*>(digest.data()), digest.size()});
  CHECK(authorization.address(asking).value() ==
        "https://login.crm.example/agree?response_type=code&client_id=app&redirect_uri=http%3A%2F%2Flocalhost%3A8%2Fx"
        "&state=" +
            asking.state + "&scope=read%20write&code_challenge=" + challenge +
            "&code_challenge_method=S256&prompt=consent");
  desk.reply(200, token("access-1", R"(, "refresh_token": "refresh-1", "scope": ["read"], "expires_in": 60)"));
  REQUIRE(authorization.exchange(asking, "the code", {}));
  CHECK(desk.crm.seen[0].body ==
        "grant_type=authorization_code&code=the%20code&redirect_uri=http%3A%2F%2Flocalhost%3A8%2Fx&code_verifier=" +
            asking.verifier + "&client_id=app&client_secret=client-secret");
  CHECK(desk.held().tokens->refresh == "refresh-1");
  const auto missing = authorization.missing_scopes().value();
  REQUIRE(missing.size() == 1);
  CHECK(missing[0].scope == "write");
  CHECK(missing[0].needed_for == std::vector<std::string>{"writing add_tag"});
}

TEST_CASE("a code that is refused says it in the CRM's words, without what was sent") {
  Desk desk("web");
  desk.hold();
  Authorization authorization(desk.compiled_, desk.parts());
  const auto asking = new_asking(desk.compiled_, desk.random, "http://localhost:8/x");
  desk.reply(400, R"({"error": "invalid_grant", "error_description": "code the-code is too old"})");
  const auto refused = authorization.exchange(asking, "the-code", {});
  CHECK(base::to_text(refused.error()) ==
        "the CRM gave no token for the code: it answered 400, \"invalid_grant: code *** is too old\" (remote.login)");
  CHECK(desk.held().tokens->access == "access-1");
}

TEST_CASE("logging in anew replaces what is held, whatever it says") {
  Desk desk("web");
  desk.hold();
  auto held = desk.held();
  held.needs_login = "refused";
  REQUIRE(desk.book.write(held, 1));
  Authorization authorization(desk.compiled_, desk.parts());
  desk.reply(200, token("access-9", R"(, "refresh_token": "refresh-9")"));
  REQUIRE(authorization.exchange(new_asking(desk.compiled_, desk.random, "http://localhost:8/x"), "c", {}));
  CHECK(desk.held().generation == 2);
  CHECK(desk.held().needs_login == "");
}

TEST_CASE("giving a login up tells the CRM, and then nothing is held") {
  Desk desk("web");
  desk.hold();
  Authorization authorization(desk.compiled_, desk.parts());
  desk.reply(503, "");
  desk.reply(400, R"({"error": "no"})");
  CHECK(base::to_text(authorization.revoke({}).error()) ==
        "the CRM did not take the login back: it answered 400, \"no\"; what is held is kept (remote.login)");
  CHECK(desk.held().tokens);
  desk.reply(200, "");
  CHECK(authorization.revoke({}).value());
  CHECK(desk.crm.seen.back().body == "token=refresh-1");
  CHECK_FALSE(desk.held().tokens);
  CHECK(said(desk.check()) ==
        "the login was given up with goodword auth revoke; log in: goodword auth login main (login.needed)");
}

TEST_CASE("a client gets a token by itself, in the spelling that the connector states") {
  Desk desk("machine");
  desk.reply(200, token("access-1", R"(, "expires_in": 600)"));
  desk.reply(200, "{}");
  CHECK(said(desk.check()) == "ok");
  REQUIRE(desk.crm.seen.size() == 2);
  CHECK(header(desk.crm.seen[0], "Authorization") == "Basic " + base::to_base64("app:client-secret"));
  CHECK(desk.crm.seen[0].body == R"({"grant_type":"client_credentials","scope":"read,write","audience":"crm"})");
  CHECK(header(desk.crm.seen[1], "Authorization") == "Bearer access-1");
  // The next one finds it in the book.
  desk.reply(200, "{}");
  CHECK(said(desk.check()) == "ok");
  CHECK(desk.crm.seen.size() == 3);
}

TEST_CASE("a client that is refused is asked again by the next run, for nobody can log in for it") {
  Desk desk("machine");
  desk.reply(400, R"({"error": "invalid_grant"})");
  CHECK(said(desk.check()) ==
        "the CRM refused to renew the login machine: it answered 400, \"invalid_grant\" (remote.login)");
  CHECK(desk.held() == ports::HeldTokens{});
}

TEST_CASE("user and password become a token that lasts as long as the connector says") {
  Desk desk("words");
  desk.reply(200, token("access-1", ""));
  desk.reply(200, "{}");
  CHECK(said(desk.check()) == "ok");
  CHECK(desk.crm.seen[0].body == "grant_type=password&username=joan&password=pass%20word");
  CHECK(desk.held().tokens->ends == desk.clock.time + 10min);
}

TEST_CASE("a signed claim becomes a token") {
  Desk desk("claim");
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
  const std::unique_ptr<BIO, decltype(&BIO_free)> text(BIO_new(BIO_s_mem()), &BIO_free);
  PEM_write_bio_PrivateKey(text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  char* start = nullptr;
  const long size = BIO_get_mem_data(text.get(), &start);
  desk.secrets_["private_key"] = std::string(start, static_cast<std::size_t>(size));
  desk.reply(200, token("access-1", ""));
  desk.reply(200, "{}");
  CHECK(said(desk.check()) == "ok");
  const auto& body = desk.crm.seen[0].body;
  const std::string before = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=";
  REQUIRE(body.starts_with(before));
  const auto parts = base::split(body.substr(before.size()), '.');
  REQUIRE(parts.size() == 3);
  CHECK(parts[0] == base::to_base64url(R"({"alg":"ES256","typ":"JWT"})"));
  CHECK(parts[1] == base::to_base64url(R"({"iat":1793696400,"exp":1793696520,"iss":"app","aud":"login"})"));
  CHECK(parts[2].size() == 86);
  CHECK_FALSE(desk.held().tokens->ends);

  Desk wrong("claim");
  wrong.secrets_["private_key"] = "no key";
  CHECK(said(wrong.check()) ==
        "the private key is no PEM text, or has a password (secret.missing; while signing the claim of login claim)");
}

TEST_CASE("what is wrong with a login by tokens is said when the file is loaded") {
  const std::vector<std::pair<std::string, std::string>> faults = {
      {R"({"auth": {"web": {"rotates": null}}})", "it is not said whether each renewal brings a new refresh token"},
      {R"({"auth": {"web": {"authorize": null}}})", "a login by code says which page a person opens"},
      {R"({"auth": {"web": {"token": null}}})", "a request is missing here"},
      {R"({"auth": {"web": {"id": null}}})", "a login by code says which client asks"},
      {R"({"auth": {"web": {"keep": null}}})",
       "the origin \"api\" is made of ${login.host}, which this login does not keep"},
      {R"({"auth": {"web": {"grant": "cod"}}})", "\"cod\" is no known grant"},
      {R"({"auth": {"web": {"send": {"headers": {"X": "${login.refresh}"}}}}})",
       "\"login.refresh\" is no known placeholder here"},
      {R"({"auth": {"web": {"authorize": {"query": {"s": "${settings.client_secret}"}}}}})",
       "the secret ${settings.client_secret} stands where it must not"},
      {R"({"origins": {"api": {"within": null}}})",
       "an address that comes from the login's answer says in which domains it must lie"},
  };
  for (const auto& [change, expected] : faults) {
    const auto problems = problems_text(
        compile(settings(small), "connector.json", crm_with("web", change.c_str()), "crms/main.json").problems);
    INFO(change);
    CHECK_THAT(problems, Catch::Contains(expected));
  }
  CHECK_THAT(
      problems_text(
          compile(settings(small), "c", crm_with("claim", R"({"auth": {"claim": {"jwt": null}}})"), "m").problems),
      Catch::Contains("a login by a signed claim says what is claimed"));
}

TEST_CASE("the hosts that a login may name are shown as what they lie within") {
  const Desk desk("web");
  CHECK(origins_of(desk.compiled_) == std::vector<std::string>{"https://*.crm.example", "https://login.crm.example"});
}

TEST_CASE("printed requests show the login step by step, and nothing that is secret") {
  for (const auto& [login, shown] : std::vector<std::pair<std::string, std::string>>{
           {"web", "refresh_token=%2A%2A%2A&client_id=app&client_secret=%2A%2A%2A"},
           {"machine", "Authorization: Basic ***"},
           {"claim", "assertion=%2A%2A%2A"}}) {
    const Desk desk(login);
    std::string text;
    for (const auto& request : requests_of(desk.compiled_)) text += to_text(request);
    INFO(text);
    CHECK(text.find(shown) != std::string::npos);
    CHECK(text.find("connector.invalid") == std::string::npos);
    CHECK(text.find("client-secret") == std::string::npos);
    CHECK(text.find("https://login-says.crm.example/v1/rows") != std::string::npos);
    CHECK(text.find("Authorization: Bearer ***") != std::string::npos);
  }
}
