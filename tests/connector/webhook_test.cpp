// Calls of the CRM to us: who cannot sign them is not heard, and what they say is not believed, only looked up.
#include <catch2/catch.hpp>

#include "base/digest.hpp"
#include "connector/webhook.hpp"
#include "made.hpp"

using namespace goodword;
using namespace goodword::connector;
using namespace goodword::connector::test;
using base::Json;

namespace {

const base::Instant now_there = *base::parse_rfc3339("2026-11-03T09:00:00Z");
const std::map<std::string, std::string> key = {{"hook", "s3cret"}};

Json hooked(const std::string& signature,
            const std::string& rest = R"("events": "/events", "type": "/type", "id": "/record/id")",
            const std::string& hook = R"({"type": "secret"})") {
  return made_of(
      R"("contacts": {"kind": "contact", "records": "", "request": {"path": "/x"}, "pages": {"kind": "one"}, "changes": {"kind": "none"}, "fields": {"id": "/id"}},
    "notes": {"kind": "activity", "records": "", "request": {"path": "/n"}, "pages": {"kind": "one"}, "changes": {"kind": "none"}, "fields": {"id": "/id"}})",
      R"("settings": {"hook": )" + hook + R"(}, "webhooks": {"signature": )" + signature + ", " + rest +
          R"(, "hints": {"contact.*": "contacts", "contact.note": "notes", "note": "notes"}},)");
}

const std::string by_hmac =
    R"({"kind": "hmac_sha256", "key": "${settings.hook}", "over": "${body}", "in": "header:X-Signature"})";

WebhookCall call_with(std::string body, const std::string& header, std::string value) {
  return {.method = "POST",
          .url = "https://firm.example/hook?x=1",
          .body = std::move(body),
          .headers = {{header, std::move(value)}}};
}

/// "stream id, stream id", or the error.
std::string heard(const Json& file, const WebhookCall& call, const std::map<std::string, std::string>& secrets = key) {
  const auto result = compile(file, "c", Json(), "");
  if (!result.compiled) return problems_text(result.problems);
  const auto hints = read_webhook(*result.compiled, secrets, call, now_there);
  if (!hints) return hints.error().code + ": " + hints.error().detail;
  std::string text;
  for (const auto& hint : *hints) text += (text.empty() ? "" : ", ") + hint.stream + " " + hint.id;
  return text;
}

const std::string events =
    R"({"events":[{"type":"contact.created","record":{"id":7}},{"type":"contact.note","record":{"id":"n"}},{"type":"contact.changed","record":{"id":"7"}},
  {"type":"deal.created","record":{"id":"9"}},{"type":"note","record":{}},{"record":{"id":"1"}}]})";

}  // namespace

TEST_CASE("a call that is signed names records by stream and id, each once, what nobody reads is passed over") {
  const std::string code = base::hmac_sha256(key.at("hook"), events);
  CHECK(heard(hooked(by_hmac), call_with(events, "x-signature", base::to_hex(code))) == "contacts 7, notes n");
  CHECK(heard(hooked(by_hmac), call_with(events, "X-Signature", "sha256=" + base::to_hex(code))) ==
        "contacts 7, notes n");
  const std::string base64 =
      R"({"kind": "hmac_sha256", "key": "${settings.hook}", "over": "${body}", "in": "header:X-Signature", "form": "base64"})";
  CHECK(heard(hooked(base64), call_with(events, "X-Signature", base::to_base64(code))) == "contacts 7, notes n");
  const std::string sha1 =
      R"({"kind": "hmac_sha1", "key": "${settings.hook}", "over": "${method}${url}${path}${body}", "in": "header:X-Signature"})";
  const std::string over = "POSThttps://firm.example/hook?x=1/hook?x=1" + events;
  CHECK(heard(hooked(sha1), call_with(events, "X-Signature", base::to_hex(base::hmac_sha1(key.at("hook"), over)))) ==
        "contacts 7, notes n");
}

TEST_CASE("a call that is not signed, not with our key, not over this body or not by a secret of ours is refused") {
  const std::string code = base::to_hex(base::hmac_sha256(key.at("hook"), events));
  CHECK_THAT(heard(hooked(by_hmac), call_with(events, "X-Other", code)),
             Catch::Contains("wire.forged") && Catch::Contains("no signature"));
  for (const std::string& wrong : {base::to_hex(base::hmac_sha256("other", events)), code.substr(1), code + "0",
                                   std::string(), std::string("=")}) {
    CAPTURE(wrong);
    CHECK_THAT(heard(hooked(by_hmac), call_with(events, "X-Signature", wrong)), Catch::StartsWith("wire.forged"));
  }
  CHECK_THAT(heard(hooked(by_hmac), call_with(events + " ", "X-Signature", code)), Catch::StartsWith("wire.forged"));
  CHECK_THAT(heard(hooked(by_hmac), call_with(events, "X-Signature", base::to_hex(base::hmac_sha256("", events))), {}),
             Catch::StartsWith("connector.unsupported"));
  CHECK_THAT(heard(hooked(by_hmac), call_with(events, "X-Signature", base::to_hex(base::hmac_sha256("", events))),
                   {{"hook", ""}}),
             Catch::StartsWith("connector.unsupported"));
  const std::string broken = "{\"events\":";
  CHECK_THAT(
      heard(hooked(by_hmac), call_with(broken, "X-Signature", base::to_hex(base::hmac_sha256(key.at("hook"), broken)))),
      Catch::StartsWith("json.syntax"));
  CHECK_THAT(
      heard(
          made_of(
              R"("contacts": {"kind": "contact", "records": "", "request": {"path": "/x"}, "pages": {"kind": "one"}, "changes": {"kind": "none"}, "fields": {"id": "/id"}})"),
          call_with("{}", "a", "b")),
      Catch::Contains("says nothing of webhooks"));
}

TEST_CASE("a call that was signed long ago, or says that it will be, is refused") {
  const std::string dated =
      R"({"kind": "hmac_sha256", "key": "${settings.hook}", "over": "${timestamp}.${body}", "in": "header:X-Signature",
    "timestamp": {"from": "header:X-Time", "form": "epoch_s"}, "tolerance": "2m"})";
  const auto at = [&](std::int64_t seconds) {
    const std::string time = std::to_string(1793696400 + seconds);
    auto call = call_with(events, "X-Signature", base::to_hex(base::hmac_sha256(key.at("hook"), time + "." + events)));
    call.headers.emplace_back("X-Time", time);
    return heard(hooked(dated), call);
  };
  CHECK(at(0) == "contacts 7, notes n");
  CHECK(at(-120) == "contacts 7, notes n");
  CHECK_THAT(at(-121), Catch::Contains("wire.forged") && Catch::Contains("which is not now"));
  CHECK_THAT(at(121), Catch::StartsWith("wire.forged"));
  CHECK_THAT(heard(hooked(dated), call_with(events, "X-Signature", "x")), Catch::Contains("does not say when"));
}

TEST_CASE(
    "a token stands in the call itself, a password in its header, the body may be one event and name many records") {
  const std::string rest = R"("events": null, "type": "/kind", "ids": "/ids")";
  const std::string token = R"({"kind": "token", "key": "${settings.hook}", "from": "/token"})";
  CHECK(heard(hooked(token, rest), call_with(R"({"token":"s3cret","kind":"note","ids":["1",2,"1"]})", "a", "b")) ==
        "notes 1, notes 2");
  CHECK_THAT(heard(hooked(token, rest), call_with(R"({"token":"secret","kind":"note","ids":["1"]})", "a", "b")),
             Catch::StartsWith("wire.forged"));
  const std::string basic = R"({"kind": "basic", "user": "gw", "password": "${settings.hook}"})";
  CHECK(heard(hooked(basic, rest), call_with(R"([{"kind":"note","ids":[1]},{"kind":"contact.x","ids":"2"}])",
                                             "Authorization", "Basic " + base::to_base64("gw:s3cret"))) ==
        "notes 1, contacts 2");
  CHECK_THAT(heard(hooked(basic, rest), call_with("[]", "Authorization", "Basic " + base::to_base64("gw:other"))),
             Catch::StartsWith("wire.forged"));
}

TEST_CASE("webhooks that would prove nothing do not load") {
  CHECK_THAT(
      faults_of(hooked(R"({"kind": "hmac_sha256", "key": "${settings.hook}", "over": "${url}", "in": "header:X"})")),
      Catch::Contains("proves nothing of it"));
  CHECK_THAT(faults_of(hooked(R"({"kind": "hmac_sha256", "over": "${body}", "in": "header:X"})")),
             Catch::Contains("made with a key"));
  CHECK_THAT(faults_of(hooked(R"({"kind": "hmac_sha256", "key": "${settings.hook}", "over": "${body}"})")),
             Catch::Contains("where the signature stands"));
  CHECK_THAT(
      faults_of(hooked(R"({"kind": "hmac_sha256", "key": "${settings.hok}", "over": "${body}", "in": "header:X"})")),
      Catch::Contains("did you mean \"settings.hook\"?"));
  CHECK_THAT(
      faults_of(hooked(
          R"({"kind": "hmac_sha256", "key": "${settings.hook}", "over": "${body}", "in": "header:X", "timestamp": {"from": "header:T"}})")),
      Catch::Contains("a time that is not signed"));
  CHECK_THAT(faults_of(hooked(R"({"kind": "hmac_sha512", "key": "k", "over": "${body}", "in": "header:X"})")),
             Catch::Contains("is no known kind of signature"));
  CHECK_THAT(faults_of(hooked(R"({"kind": "basic", "user": "u"})")), Catch::Contains("basic says"));
  CHECK_THAT(faults_of(hooked(by_hmac, R"("type": "/type")")), Catch::Contains("which records a call names"));
  auto elsewhere = hooked(by_hmac);
  elsewhere.find("webhooks")->find("hints")->set("x", Json("contcats"));
  CHECK_THAT(faults_of(elsewhere), Catch::Contains("did you mean \"contacts\"?"));
}

TEST_CASE("a secret whose default is null can be done without, and no other can") {
  const auto with = [](const std::string& hook) {
    const auto result = compile(hooked(by_hmac, R"("type": "/type", "id": "/id")", hook), "c",
                                settings(R"({"connector": "made"})"), "crm.json");
    return problems_text(result.problems) + (result.compiled ? std::to_string(result.compiled->secrets().size()) : "");
  };
  CHECK(with(R"({"type": "secret", "default": null})") == "0");
  CHECK_THAT(with(R"({"type": "secret"})"), Catch::Contains("the secret \"hook\" is not given"));
}
