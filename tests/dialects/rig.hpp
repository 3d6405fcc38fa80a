// One Goodword on a made-up CRM of any dialect: the shipped connector, the engine's pull, delivery and undo, a real
// store, no socket, and a clock that moves with each request. A later dialect needs only its truth and its tests.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/report.hpp"
#include "ports/tokens.hpp"
#include "sandbox/dialect.hpp"
#include "sandbox/faults.hpp"
#include "stage/stage.hpp"

namespace goodword::dialects {

/// What may go wrong with a list that is read in pages by a login that is renewed.
inline constexpr auto faults_of_a_pull = std::to_array<sandbox::Fault>(
    {sandbox::Fault::refused_before_apply, sandbox::Fault::lost_after_apply, sandbox::Fault::bad_gateway_after_apply,
     sandbox::Fault::slow, sandbox::Fault::truncated_body, sandbox::Fault::bad_json, sandbox::Fault::html_page,
     sandbox::Fault::server_error, sandbox::Fault::token_expired, sandbox::Fault::cursor_expired,
     sandbox::Fault::repeated_page, sandbox::Fault::duplicate_ids, sandbox::Fault::throttled, sandbox::Fault::forbidden,
     sandbox::Fault::unavailable});

/// Who comes, and what the operator's file says: {"connector": …, "settings": …, "change": …}.
struct Operator {
  std::string crm_file;
  std::map<std::string, std::string> secrets = {};
  ports::TokenBook* tokens = nullptr;
};

/// Kind and id to the record in canonical JSON, but for the time of its last change.
using Held = std::map<std::pair<model::Kind, std::string>, std::string>;

class Rig {
 public:
  Rig(sandbox::Dialect& crm, testing::StageClock& clock, const Operator& who);
  ~Rig();

  /// Everything that is due, by a new process; what went wrong, empty if nothing did.
  std::string pull(ports::PullMode mode = ports::PullMode::increment);
  /// The same, and somebody does something before the nth request.
  std::string pull_while(int request, std::function<void()> deed);
  std::string check();
  std::string set_up(const std::vector<std::string>& tags);
  /// Plans nothing: exactly these changes go out, as one run.
  engine::DeliverReport write(const std::vector<model::Change>& changes);
  /// What waits goes out.
  engine::DeliverReport deliver();
  /// The last run of write() is taken back.
  engine::DeliverReport undo();
  Held held();
  /// Whom the store finds under this id: itself, or who swallowed it; empty: nobody.
  std::string found_as(const std::string& contact);

  /// What was asked since the last time: "GET /services/data/v60.0/query: 6", in the order of the alphabet.
  std::vector<std::string> calls();

 private:
  struct Parts;
  template <class Work>
  void with_world(const Work& work);
  engine::DeliverReport send(const std::vector<model::Change>& changes);

  sandbox::Dialect& crm_;
  testing::StageClock& clock_;
  std::unique_ptr<Parts> parts_;
};

model::Change change(model::Kind kind, const std::string& id, model::Action action, const std::string& value);
/// The first difference between what the CRM holds and what is held here; empty: there is none.
std::string difference(const Held& theirs, const Held& ours);

}  // namespace goodword::dialects
