#include "conformance/recording.hpp"

#include <algorithm>
#include <set>
#include <span>

#include "base/text.hpp"
#include "conformance/coverage.hpp"
#include "conformance/rehearsal.hpp"
#include "conformance/sample.hpp"
#include "conformance/stage.hpp"
#include "connector/picks.hpp"
#include "connector/plan.hpp"

namespace goodword::conformance {
namespace {

using base::Json;

class Copying : public ports::PendingResponse {
 public:
  Copying(std::unique_ptr<ports::PendingResponse> wire, std::shared_ptr<RecordingClient::Tape> tape, std::size_t place)
      : wire_(std::move(wire)), tape_(std::move(tape)), place_(place) {}

  base::Result<ports::HttpResponse> wait(std::stop_token stop) override {
    auto response = wire_->wait(std::move(stop));
    if (response && place_ < tape_->size()) (*tape_)[place_].response = *response;
    return response;
  }

 private:
  std::unique_ptr<ports::PendingResponse> wire_;
  std::shared_ptr<RecordingClient::Tape> tape_;
  std::size_t place_;
};

const Json& part(const Json& json, std::string_view key) {
  static const Json nothing;
  const Json* found = json.find(key);
  return found ? *found : nothing;
}

void set_at(Json& json, const std::string& pointer, Json value) {
  Json* at = &json;
  for (const auto& token : connector::pointer_tokens(pointer)) {
    if (!at->has(token)) at->set(token, Json());
    at = at->find(token);
  }
  *at = std::move(value);
}

/// The calls of a connector file that log in, and answers that any of them could have had.
class Logins {
 public:
  explicit Logins(const Json& connector) : connector_(connector) {
    for (const auto& [name, auth] : part(connector, "auth").members()) {
      if (const Json* request = auth.find("request"))
        calls_.push_back({base::merge_patch(part(connector, "request"), *request), auth});
      if (const Json* token = auth.find("token")) {
        Json call = Json::object({{"method", Json("POST")}, {"path", part(*token, "path")}});
        calls_.push_back({std::move(call), auth});
      }
    }
  }

  /// What such a call is answered with; nothing where the request logs nobody in.
  std::optional<ports::HttpResponse> answer_to(const Json& request) const {
    for (const auto& [call, auth] : calls_)
      if (could_be(call, request)) return answer_of(auth);
    return std::nullopt;
  }

 private:
  /// An address that the answer gives must lie where the file allows it.
  Json kept(const std::string& name) const {
    const std::string placeholder = "${login." + name + "}";
    for (const auto& [origin, stated] : part(connector_, "origins").members()) {
      if (stated.text_or("url", "").find(placeholder) == std::string::npos) continue;
      const auto within = stated.texts("within");
      const bool whole = stated.text_or("url", "").starts_with("$");
      if (!within.empty()) return Json((whole ? "https://crm." : "crm.") + within.front());
    }
    return Json("kept-" + name);
  }

  ports::HttpResponse answer_of(const Json& auth) const {
    Json body = Json::object();
    if (auth.text_or("kind", "") == "oauth2")
      body = Json::object(
          {{"access_token", Json("invented-token")}, {"token_type", Json("bearer")}, {"expires_in", Json(3600)}});
    ports::HttpResponse response{.status = 200};
    response.headers.emplace_back("Content-Type", "application/json");
    for (const auto& [name, where] : part(auth, "keep").members()) {
      const std::string& pick = where.text();
      if (pick.starts_with("header:")) response.headers.emplace_back(pick.substr(7), "kept-" + name);
      if (pick.starts_with('/')) set_at(body, pick, kept(name));
    }
    response.body = base::write_json(body);
    return response;
  }

  struct Call {
    Json request, auth;
  };
  const Json& connector_;
  std::vector<Call> calls_;
};

class Given : public ports::PendingResponse {
 public:
  explicit Given(base::Result<ports::HttpResponse> response) : response_(std::move(response)) {}
  base::Result<ports::HttpResponse> wait(std::stop_token) override { return std::move(response_); }

 private:
  base::Result<ports::HttpResponse> response_;
};

/// Gives scrubbed answers in the order in which they came, and writes down what is asked for them.
class Prompter : public ports::HttpClient {
 public:
  explicit Prompter(const Logins& logins) : logins_(logins) {}

  void begin(const std::vector<Taken>& taken, Scrubber& scrubber) {
    answers_.clear();
    next_ = 0;
    exchanges_ = Json::array();
    for (const auto& one : taken) {
      if (logins_.answer_to(as_sample(one.request))) continue;
      answers_.push_back(one.response ? scrubber.answer(*one.response) : Json::object({{"lost", Json(true)}}));
    }
  }

  std::unique_ptr<ports::PendingResponse> start(ports::HttpRequest request) override {
    const Json made = as_sample(request);
    if (auto login = logins_.answer_to(made)) {
      write(made,
            Json::object(
                {{"status", Json(200)}, {"headers", headers_json(*login)}, {"json", *base::parse_json(login->body)}}));
      return std::make_unique<Given>(*std::move(login));
    }
    if (next_ == answers_.size()) {
      ++unanswered_;
      return std::make_unique<Given>(base::failure("wire.not_sent", "the recording has no further answer"));
    }
    const Json& answer = answers_[next_++];
    write(made, answer);
    return std::make_unique<Given>(response_of(answer));
  }

  const Json& exchanges() const { return exchanges_; }
  /// Answers that nobody asked for, and questions without an answer. One that was lost need not be asked for again.
  std::size_t differences() const {
    const auto rest = std::span(answers_).subspan(next_);
    return unanswered_ +
           static_cast<std::size_t>(std::ranges::count_if(rest, [](const Json& one) { return !one.has("lost"); }));
  }

 private:
  void write(const Json& request, const Json& response) {
    Json kept = request;
    if (kept.text_or("method", "") == "GET" && !kept.has("json") && !kept.has("form")) kept.erase("method");
    exchanges_.push(Json::object({{"request", std::move(kept)}, {"response", response}}));
  }

  static Json headers_json(const ports::HttpResponse& response) {
    Json made = Json::object();
    for (const auto& [name, value] : response.headers) made.set(name, Json(value));
    return made;
  }

  const Logins& logins_;
  std::vector<Json> answers_;
  std::size_t next_ = 0, unanswered_ = 0;
  Json exchanges_ = Json::array();
};

/// Ids of a step as the answers before it have them now.
Json with_ids_of(const Json& step, const Scrubber& scrubber) {
  Json made = step;
  if (Json* ids = made.find("ids"))
    for (auto& id : ids->items()) id = Json(scrubber.id(id.text()));
  return made;
}

}  // namespace

RecordingClient::RecordingClient(std::unique_ptr<ports::HttpClient> wire, std::shared_ptr<Tape> tape)
    : wire_(std::move(wire)), tape_(std::move(tape)) {}

std::unique_ptr<ports::PendingResponse> RecordingClient::start(ports::HttpRequest request) {
  tape_->push_back({request, std::nullopt});
  return std::make_unique<Copying>(wire_->start(std::move(request)), tape_, tape_->size() - 1);
}

Written sample_of(const Json& connector, const Label& label, const std::vector<RecordedStep>& steps,
                  Scrubber& scrubber) {
  Written written;
  Json& sample = written.sample;
  sample = Json::object({{"about", Json(label.about)}, {"from", Json(label.from)}, {"now", Json(label.now)}});
  if (!scrubber.crm().members().empty()) sample.set("crm", scrubber.crm());
  const Logins logins(connector);
  Prompter prompter(logins);
  StillClock clock = clock_of(sample);
  Json played = Json::array();
  std::vector<std::string> differences;
  written.problems = on_stage({connector, sample, label.name}, prompter, clock, [&](ports::Remote& remote) {
    Player player(remote);
    for (const auto& [step, taken] : steps) {
      prompter.begin(taken, scrubber);
      Json done = with_ids_of(step, scrubber);
      const Json got = player.play(done);
      done.set("exchanges", prompter.exchanges()).set("expect", got);
      if (const auto differ = prompter.differences(); differ > 0)
        differences.push_back("step " + std::to_string(played.items().size() + 1) + ", " + step.text_or("do", "?") +
                              ": played again on the scrubbed answers, " + std::to_string(differ) +
                              " requests are others than those that were recorded");
      played.push(std::move(done));
    }
  });
  sample.set("steps", std::move(played));
  std::ranges::move(differences, std::back_inserter(written.problems));
  if (!written.problems.empty()) return written;
  const auto rehearsal = rehearse(connector, sample, label.name);
  written.problems = rehearsal.problems;
  for (const auto& step : rehearsal.played)
    std::ranges::move(disagreements(step), std::back_inserter(written.problems));
  return written;
}

Recordable recordable(const connector::Compiled& compiled) {
  Recordable found;
  for (const auto& stream : compiled.plan().streams) {
    const bool queue =
        stream.pages.kind == connector::PageKind::queue || stream.changes.pages.kind == connector::PageKind::queue;
    if (queue)
      found.left_out.push_back(stream.name +
                               ": it is a queue, and reading it takes from it what a sync is yet to read");
    else if (stream.kind == model::Kind::hint)
      found.left_out.push_back(stream.name + ": it only names records of " + stream.wakes);
    else
      found.streams.push_back(
          {stream.name, stream.changes.kind != connector::ChangeKind::none, stream.by_id.has_value()});
    if (!queue && stream.deleted) found.streams.push_back({stream.name + ".deleted"});
  }
  return found;
}

namespace {

/// Short words are in every text.
void add_words(const std::string& text, std::set<std::string>& found) {
  for (auto& word : base::split(text, ' '))
    if (word.size() >= 8) found.insert(std::move(word));
}

void add_texts(const Json& json, std::set<std::string>& found) {
  if (json.is_string()) add_words(json.text(), found);
  for (const auto& item : json.items()) add_texts(item, found);
  for (const auto& [name, value] : json.members()) add_texts(value, found);
}

}  // namespace

std::vector<std::string> secrets_on(const RecordingClient::Tape& tape, const Json& connector) {
  std::set<std::string> found;
  const Logins logins(connector);
  for (const auto& one : tape) {
    for (const auto& [name, value] : one.request.headers)
      if (base::lower(name) == "authorization" || base::lower(name) == "cookie") add_words(value, found);
    const Json asked = as_sample(one.request);
    if (!logins.answer_to(asked)) continue;
    add_texts(part(asked, "form"), found);
    add_texts(part(asked, "json"), found);
    const auto told = base::parse_json(one.response ? one.response->body : "null");
    if (told) add_texts(*told, found);
  }
  return {found.begin(), found.end()};
}

}  // namespace goodword::conformance
