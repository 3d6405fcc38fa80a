// Puts recorded answers before our program and says what it made of them, one JSON line in, one JSON line out.
//
//   traffic_answers CONNECTOR.json CRM.json < cases > outcomes
//
// It judges nothing: what is right is decided by recorded.py, which reads the recordings itself. A case names what is
// done (pull, read, apply, classify), the answers that come, each once, for addresses with a certain part, and how
// whatever else is asked is answered (`otherwise`), as often as it is: a login, tables, empty lists.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

#include "base/json.hpp"
#include "base/problem.hpp"
#include "conformance/replay.hpp"
#include "connector/answers.hpp"
#include "connector/compile.hpp"
#include "connector/plan.hpp"
#include "connector/remote.hpp"
#include "connector/tokens.hpp"
#include "model/change.hpp"
#include "model/record.hpp"

namespace {

using namespace goodword;
using base::Json;
using conformance::NoRandom;
using conformance::StillClock;

constexpr std::string_view start = "2026-11-25T09:00:00Z";

const Json& member(const Json& json, std::string_view name) {
  static const Json nothing;
  const Json* found = json.find(name);
  return found ? *found : nothing;
}

ports::HttpResponse response_of(const Json& answer) {
  ports::HttpResponse response{.status = static_cast<int>(answer.integer_or("status", 200)),
                               .body = answer.text_or("body", "")};
  for (const auto& [name, value] : member(answer, "headers").members())
    response.headers.emplace_back(name, value.text());
  response.wire_bytes = response.body.size();
  return response;
}

/// Gives each answer once, in order, to the first request whose address has its part.
class Recorded : public ports::HttpClient {
 public:
  Recorded(const Json& answers, const Json& otherwise) : left_(answers.items()), otherwise_(otherwise.items()) {}

  std::unique_ptr<ports::PendingResponse> start(ports::HttpRequest request) override {
    class Now : public ports::PendingResponse {
     public:
      explicit Now(ports::HttpResponse response) : response_(std::move(response)) {}
      base::Result<ports::HttpResponse> wait(std::stop_token) override { return response_; }

     private:
      ports::HttpResponse response_;
    };
    made_.push(Json::object({{"method", Json(request.method)}, {"url", Json(request.url)}, {"body", request.body}}));
    const auto meant = [&](const Json& answer) {
      return request.url.find(answer.text_or("to", "")) != std::string::npos;
    };
    if (const auto given = std::ranges::find_if(left_, meant); given != left_.end()) {
      auto response = response_of(*given);
      left_.erase(given);
      return std::make_unique<Now>(std::move(response));
    }
    const auto always = std::ranges::find_if(otherwise_, meant);
    if (always != otherwise_.end()) return std::make_unique<Now>(response_of(*always));
    return std::make_unique<Now>(ports::HttpResponse{.status = 501, .body = "no answer to this is recorded"});
  }
  const Json& made() const { return made_; }
  Json unasked() const { return Json(static_cast<std::int64_t>(left_.size())); }

 private:
  Json::Array left_, otherwise_;
  Json made_ = Json::array();
};

Json error_of(const base::Error& error) {
  return Json::object({{"code", Json(error.code)}, {"detail", Json(error.detail)}});
}

/// What came, page by page.
class Came {
 public:
  void add(const ports::PulledPage& page) {
    for (const auto& record : page.records) records_.push(model::to_json(record));
    for (const auto& reject : page.rejects)
      rejects_.push(Json::object({{"record", reject.record_id}, {"at", reject.pointer}, {"why", reject.reason}}));
    for (const auto& id : page.gone) gone_.push(Json(id));
  }
  Json told(Json got) const { return got.set("records", records_).set("rejects", rejects_).set("gone", gone_); }

 private:
  Json records_ = Json::array(), rejects_ = Json::array(), gone_ = Json::array();
};

/// An increment begins from the mark of a full pull that found nothing, so that the search is what is asked.
Json pull(ports::Remote& remote, const Json& step) {
  const std::string stream = step.text_or("stream", "");
  std::string mark;
  Came came;
  Json got = Json::object();
  const auto walk = [&](ports::PullMode mode) {
    auto pull = remote.pull(stream, mode, mark);
    if (!pull) return void(got.set("error", error_of(pull.error())));
    while (true) {
      const auto page = (*pull)->next({});
      if (!page) got.set("error", error_of(page.error()));
      if (!page || !*page) return;
      came.add(**page);
      mark = (*page)->mark;
    }
  };
  walk(ports::PullMode::full);
  if (step.text_or("mode", "") == "increment") walk(ports::PullMode::increment);
  return came.told(std::move(got));
}

Json read(ports::Remote& remote, const Json& step) {
  Came came;
  const auto page = remote.read(step.text_or("stream", ""), step.texts("ids"), {});
  if (!page) return Json::object({{"error", error_of(page.error())}});
  came.add(*page);
  return came.told(Json::object());
}

model::Operation operation_of(const Json& json) {
  model::Operation operation;
  operation.id = json.text_or("id", "");
  operation.marker = json.text_or("marker", "");
  operation.change.subject = {"recorded", model::kind_of(json.text_or("kind", "")).value_or(model::Kind::contact),
                              json.text_or("subject", "")};
  operation.change.action = model::action_of(json.text_or("action", "")).value_or(model::Action::note);
  operation.change.field = json.text_or("field", "");
  operation.change.prior = json.text_or("prior", "");
  operation.change.value = json.text_or("value", "");
  operation.change.body = json.text_or("body", "");
  return operation;
}

Json apply(ports::Remote& remote, const Json& step) {
  std::vector<model::Operation> batch;
  for (const auto& item : member(step, "operations").items()) batch.push_back(operation_of(item));
  Json outcomes = Json::array();
  for (const auto& outcome : remote.apply(batch, {})) {
    Json told = Json::object({{"id", outcome.operation}, {"became", model::to_text(outcome.kind)}});
    if (!outcome.created.empty()) told.set("created", outcome.created);
    if (outcome.error) told.set("error", error_of(*outcome.error));
    outcomes.push(told);
  }
  return Json::object({{"outcomes", outcomes}});
}

Json classify(const connector::Plan& plan, const Json& step) {
  using connector::Purpose;
  const std::string what = step.text_or("purpose", "");
  const Purpose purpose = what == "page"    ? Purpose::page
                          : what == "by_id" ? Purpose::by_id
                          : what == "write" ? Purpose::write
                                            : Purpose::other;
  const auto response = response_of(member(step, "answer"));
  const auto body = base::parse_json(response.body);
  const connector::Seen seen{.status = response.status, .headers = &response.headers, .body = body ? &*body : nullptr};
  const auto verdict = connector::classify({.general = &plan.answers, .message = &plan.message}, seen, purpose,
                                           base::parse_rfc3339(start).value());
  Json got = Json::object({{"action", connector::to_text(verdict.action)}, {"budget", verdict.budget}});
  if (verdict.wait)
    got.set("wait", Json(std::int64_t{std::chrono::duration_cast<std::chrono::seconds>(*verdict.wait).count()}));
  return got.set("words", verdict.words);
}

/// A person has agreed, and the token that came of it has ended: the first request is for another.
connector::MemoryTokens logged_in(const StillClock& clock) {
  ports::TokenSet tokens{.access = "", .refresh = "invented", .had = clock.now()};
  tokens.ends = clock.now();
  return connector::MemoryTokens({.generation = 1, .tokens = std::move(tokens)});
}

Json answer(const connector::Compiled& compiled, const Json& step) {
  const std::string what = step.text_or("do", "");
  if (what == "classify") return classify(compiled.plan(), step);
  Recorded http(member(step, "answers"), member(step, "otherwise"));
  StillClock clock(base::parse_rfc3339(start).value());
  NoRandom random;
  auto tokens = logged_in(clock);
  std::map<std::string, std::string> secrets;
  for (const auto& name : compiled.secrets()) secrets[name] = "invented";
  const auto remote = connector::make_remote(compiled, {.crm = "recorded",
                                                        .http = http,
                                                        .clock = clock,
                                                        .random = random,
                                                        .secrets = std::move(secrets),
                                                        .tokens = &tokens});
  Json got = what == "pull" ? pull(*remote, step) : what == "read" ? read(*remote, step) : apply(*remote, step);
  const auto waited = std::chrono::duration_cast<std::chrono::milliseconds>(clock.waited());
  return got.set("waited_ms", Json(std::int64_t{waited.count()}))
      .set("requests", http.made())
      .set("unasked", http.unasked());
}

base::Result<Json> settings_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return base::parse_settings_json(text.str(), path.filename().string());
}

int run(const char* connector_path, const char* crm_path) {
  const auto connector = settings_file(connector_path), crm = settings_file(crm_path);
  for (const auto* file : {&connector, &crm}) {
    if (*file) continue;
    std::cerr << base::to_text(file->error()) << "\n";
    return 2;
  }
  const auto compiled = connector::compile(*connector, "connector.json", *crm, "crm.json");
  for (const auto& problem : compiled.problems) std::cerr << base::to_text(problem) << "\n";
  if (!compiled.compiled) return 2;
  for (std::string line; std::getline(std::cin, line);) {
    const auto step = base::parse_json(line);
    if (!step) {
      std::cerr << base::to_text(step.error()) << "\n";
      return 2;
    }
    std::cout << base::write_json(answer(*compiled.compiled, *step)) << "\n";
  }
  return 0;
}

}  // namespace

int main(int count, char** words) {
  if (count == 3) return run(words[1], words[2]);
  std::cerr << "traffic_answers CONNECTOR.json CRM.json < cases > outcomes\n";
  return 2;
}
