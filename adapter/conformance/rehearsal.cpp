#include "conformance/rehearsal.hpp"

#include "base/problem.hpp"
#include "conformance/stage.hpp"
#include "connector/authorization.hpp"
#include "connector/compile.hpp"
#include "connector/remote.hpp"

namespace goodword::conformance {
namespace {

using base::Json;

/// The sample's CRM file, with an invented secret for each secret setting.
Json crm_of(const Json& connector, const Json& sample) {
  Json crm = sample.find("crm") ? *sample.find("crm") : Json::object();
  crm.set("connector", Json(connector.text_or("connector", "")));
  Json secrets = Json::object();
  if (const Json* settings = connector.find("settings")) {
    for (const auto& [name, setting] : settings->members()) {
      if (setting.text_or("type", "") == "secret")
        secrets.set(name, Json::object({{"file", Json("/invented/" + name)}}));
    }
  }
  return crm.set("secrets", secrets);
}

std::map<std::string, std::string> secrets_of(const connector::Compiled& compiled) {
  std::map<std::string, std::string> secrets;
  for (const auto& name : compiled.secrets()) secrets[name] = "secret-of-" + name;
  return secrets;
}

/// Nobody can agree in a browser here: somebody did, and the token that came of it has ended.
connector::MemoryTokens logged_in(const connector::Compiled& compiled, const StillClock& clock) {
  if (connector::kind_of(compiled) != connector::Authorization::Kind::by_a_person) return {};
  ports::TokenSet tokens{.access = "", .refresh = "secret-of-refresh", .had = clock.now()};
  tokens.ends = clock.now();
  return connector::MemoryTokens({.generation = 1, .tokens = std::move(tokens)});
}

}  // namespace

StillClock clock_of(const Json& sample) {
  return StillClock(
      base::parse_rfc3339(sample.text_or("now", "")).value_or(*base::parse_rfc3339("2026-11-25T09:00:00Z")));
}

std::vector<std::string> on_stage(const Stage& stage, ports::HttpClient& client, StillClock& clock,
                                  const std::function<void(ports::Remote&)>& act) {
  std::vector<std::string> problems;
  const auto compiled =
      connector::compile(stage.connector, "connector.json", crm_of(stage.connector, stage.sample), stage.name);
  for (const auto& problem : compiled.problems) problems.push_back(base::to_text(problem));
  if (!compiled.compiled) return problems;
  NoRandom random;
  auto tokens = logged_in(*compiled.compiled, clock);
  const auto remote = connector::make_remote(*compiled.compiled, {.crm = "sample",
                                                                  .http = client,
                                                                  .clock = clock,
                                                                  .random = random,
                                                                  .secrets = secrets_of(*compiled.compiled),
                                                                  .tokens = &tokens});
  act(*remote);
  return problems;
}

Rehearsal rehearse(const Json& connector, const Json& sample, const std::string& name) {
  Rehearsal done;
  ReplayClient client;
  StillClock clock = clock_of(sample);
  done.problems = on_stage({connector, sample, name}, client, clock,
                           [&](ports::Remote& remote) { done.played = play(sample, remote, client, clock); });
  done.made = client.made();
  return done;
}

std::vector<std::string> disagreements(const Played& step) {
  std::vector<std::string> found = step.faults;
  const Json* expected = step.step.find("expect");
  if (!expected)
    found.push_back("the step has no \"expect\"; it gave " + base::write_json(step.got));
  else if (step.got != *expected)
    found.push_back("expected " + base::write_json(*expected) + ", got " + base::write_json(step.got));
  return found;
}

const std::vector<std::string>& sources() {
  static const std::vector<std::string> known = {"real server", "recording", "spec", "invented"};
  return known;
}

}  // namespace goodword::conformance
