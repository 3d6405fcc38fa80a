// What the tests of this room share: a clock that only moves when waited for, a random source that is none, and a CRM
// that answers from a script and keeps what it was asked.
#pragma once

#include <deque>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "connector/compile.hpp"
#include "connector/remote.hpp"
#include "ports/clock.hpp"
#include "ports/http_client.hpp"
#include "ports/random.hpp"

namespace goodword::connector::test {

class StillClock : public ports::Clock {
 public:
  base::Instant now() const override { return time; }
  void wait_until(base::Instant until, std::stop_token) override {
    if (until <= time) return;
    waits.push_back(until - time);
    time = until;
  }
  base::Instant time = *base::parse_rfc3339("2026-11-03T09:00:00Z");
  std::vector<base::Duration> waits;
};

/// Always the most: jitter becomes its upper bound.
class NoChance : public ports::Random {
 public:
  std::uint64_t next() override { return value; }
  std::uint64_t value = 0;
};

using Reply = base::Result<ports::HttpResponse>;

inline Reply answer(int status, std::string body, ports::Headers headers = {}) {
  return ports::HttpResponse{.status = status, .headers = std::move(headers), .body = body, .wire_bytes = body.size()};
}

/// A CRM that is a function. Keeps every request in order.
class ScriptedCrm : public ports::HttpClient {
 public:
  explicit ScriptedCrm(std::function<Reply(const ports::HttpRequest&)> script) : script_(std::move(script)) {}
  ScriptedCrm()
      : script_([this](const ports::HttpRequest&) {
          if (replies.empty()) return answer(500, "the script ended");
          Reply reply = std::move(replies.front());
          replies.pop_front();
          return reply;
        }) {}

  std::unique_ptr<ports::PendingResponse> start(ports::HttpRequest request) override {
    class Told : public ports::PendingResponse {
     public:
      explicit Told(Reply reply) : reply_(std::move(reply)) {}
      Reply wait(std::stop_token stop) override {
        if (stop.stop_requested()) return base::failure("wire.stopped", "stopped");
        return std::move(reply_);
      }

     private:
      Reply reply_;
    };
    seen.push_back(request);
    return std::make_unique<Told>(script_(request));
  }

  std::vector<ports::HttpRequest> seen;
  std::deque<Reply> replies;

 private:
  std::function<Reply(const ports::HttpRequest&)> script_;
};

inline std::string file_text(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

inline base::Json settings(const std::string& text, const std::string& name = "test.json") {
  auto json = base::parse_settings_json(text, name);
  if (!json) throw std::runtime_error(base::to_text(json.error()));
  return *json;
}

inline base::Json shipped(const std::string& connector) {
  const std::string path = std::string(GOODWORD_SOURCE_DIR) + "/connectors/" + connector + "/connector.json";
  return settings(file_text(path), path);
}

inline std::string problems_text(const std::vector<base::Problem>& problems) {
  std::string text;
  for (const auto& problem : problems) text += base::to_text(problem) + "\n";
  return text;
}

inline Compiled compiled(const base::Json& connector, const base::Json& crm) {
  auto result = compile(connector, "connector.json", crm, "crm.json");
  if (!result.compiled) throw std::runtime_error(problems_text(result.problems));
  return *result.compiled;
}

/// One login on a scripted CRM.
struct World {
  StillClock clock;
  NoChance random;
  ScriptedCrm crm;
  std::unique_ptr<ports::Remote> remote;

  World(const base::Json& connector, const base::Json& settings_json, std::map<std::string, std::string> secrets,
        std::function<Reply(const ports::HttpRequest&)> script = {})
      : crm(script ? ScriptedCrm(std::move(script)) : ScriptedCrm()),
        remote(make_remote(
            compiled(connector, settings_json),
            {.crm = "main", .http = crm, .clock = clock, .random = random, .secrets = std::move(secrets)})) {}
  World(const World&) = delete;
};

inline base::Json hubspot_crm() { return settings(R"({"connector": "hubspot", "secrets": {"token": {"file": "x"}}})"); }
inline base::Json tryton_crm() {
  return settings(
      R"({"connector": "tryton", "settings": {"url": "http://127.0.0.1:8000/", "database": "firm", "user": "gw"},
                      "secrets": {"password": {"file": "x"}}})");
}

}  // namespace goodword::connector::test
