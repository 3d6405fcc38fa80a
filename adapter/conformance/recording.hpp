// A live CRM's answers as samples: what was asked and answered is taken down, scrubbed, and played once more offline,
// so that the requests of a sample are those that the scrubbed answers lead to, and hold nothing of the CRM they came
// from.
//
// `goodword connector test --record` and `connector new` call it. Single-threaded.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "conformance/scrub.hpp"
#include "connector/compile.hpp"
#include "ports/http_client.hpp"

namespace goodword::conformance {

/// A request that went out, and its answer; nothing where it was lost, or nobody waited for it.
struct Taken {
  ports::HttpRequest request;
  std::optional<ports::HttpResponse> response;
};

/// Passes everything on to another client and keeps a copy.
class RecordingClient : public ports::HttpClient {
 public:
  using Tape = std::vector<Taken>;
  /// The tape belongs to whoever reads it, and to this.
  RecordingClient(std::unique_ptr<ports::HttpClient> wire, std::shared_ptr<Tape> tape);
  std::unique_ptr<ports::PendingResponse> start(ports::HttpRequest request) override;

 private:
  std::unique_ptr<ports::HttpClient> wire_;
  std::shared_ptr<Tape> tape_;
};

/// A step of a sample without exchanges, real ids in it, and what was taken down while it ran.
struct RecordedStep {
  base::Json step;
  std::vector<Taken> taken;
};

/// What a sample says of itself.
struct Label {
  std::string name, about, from, now;
};

struct Written {
  base::Json sample;
  std::vector<std::string> problems;  ///< why it cannot be used; empty where it plays as it is written
};

/// Of one remote's steps. Calls that log in are not taken over: their answers are made up.
Written sample_of(const base::Json& connector, const Label& label, const std::vector<RecordedStep>& steps,
                  Scrubber& scrubber);

/// Streams that can be recorded without changing anything in the CRM, and why the others cannot.
struct Recordable {
  struct Stream {
    std::string name;
    bool increments = false, by_id = false;
  };
  std::vector<Stream> streams;
  std::vector<std::string> left_out;  ///< in sentences
};
Recordable recordable(const connector::Compiled& compiled);

/// Texts of a tape that no sample may hold: what was sent to prove who we are. Short ones are not told apart from
/// words.
std::vector<std::string> secrets_on(const RecordingClient::Tape& tape, const base::Json& connector);

}  // namespace goodword::conformance
