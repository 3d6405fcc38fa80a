// A Goodword that only reads, on a CRM whose faults, clock and connector a test chooses.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/report.hpp"
#include "stage/stage.hpp"

namespace goodword::testing {

struct RigOptions {
  std::string change = "{}";      ///< what the operator's file changes in the connector
  base::Duration clock_ahead{};   ///< of the CRM's clock, before ours
  base::Duration a_request{};     ///< how much time passes with each
  std::size_t rows_a_commit = 1;  ///< a page, so that each can be the one a process dies at
};

class Rig {
 public:
  explicit Rig(RigOptions options = {});

  StageClock clock;
  sandbox::HubSpot crm;
  sandbox::Person dev;

  /// One pull of all that is due, by a new process. Errors of streams are kept in `errors`.
  engine::PullReport pull(ports::PullMode mode = ports::PullMode::increment);
  /// The same, and the process ends at the nth page of contacts, before it is stored.
  void pull_and_die_at(int page);
  /// A pull in which `deed` happens before the nth request for contacts.
  engine::PullReport pull_while(int request, std::function<void()> deed);

  std::vector<std::string> errors;
  std::vector<std::size_t> commits;  ///< of the last pull's contacts: how many pages each took

  std::vector<std::string> ids(model::Kind kind);
  model::Dossier dossier(const std::string& contact);
  std::string mark(const std::string& stream);
  /// Calls of the last pull.
  int calls(const std::string& method_and_path) const;
  /// All of them: "METHOD /path: how often", in the order of the alphabet.
  std::vector<std::string> all_calls() const;
  /// `count` contacts, all at the present moment.
  std::vector<std::string> make_contacts(int count);
  ports::Store& store() { return *store_; }

 private:
  struct Between {
    int request = 0, page = 0;
    std::function<void()> deed;
  };
  engine::PullReport run(ports::PullMode mode, const Between& between);

  RigOptions options_;
  connector::Compiled compiled_;
  TestFolder folder_;
  std::unique_ptr<ports::Store> store_;
  int contacts_ = 0;
};

}  // namespace goodword::testing
