// A whole Goodword in one test process: real engine, real connector file, real SQLite store, and the sandbox CRM
// without a socket, on a clock that the test moves. Used by the engine, scenario and crash suites.
#pragma once

#include <filesystem>
#include <memory>

#include "connector/compile.hpp"
#include "connector/remote.hpp"
#include "engine/sync.hpp"
#include "engine/world.hpp"
#include "sandbox/hubspot.hpp"
#include "sandbox/in_process.hpp"
#include "sandbox/people.hpp"

namespace goodword::testing {

inline constexpr std::string_view dev_user = "71";
inline constexpr std::string_view priya_user = "72";

/// Time moves only when a test says so, or when something waits.
class StageClock : public ports::Clock {
 public:
  base::Instant now() const override { return now_; }
  void wait_until(base::Instant until, std::stop_token) override { now_ = std::max(now_, until); }
  void pass(base::Duration by) { now_ += by; }

 private:
  base::Instant now_ = *base::parse_rfc3339("2026-11-02T09:00:00Z");  // a Monday
};

class FixedRandom : public ports::Random {
 public:
  std::uint64_t next() override { return state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL; }

 private:
  std::uint64_t state_ = 1;
};

class Quiet : public ports::Observer {
 public:
  void progress(const ports::Progress&) override {}
};

/// A folder that goes away with the test.
class TestFolder {
 public:
  TestFolder();
  ~TestFolder();
  TestFolder(const TestFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// What is shipped, read from the source tree: rules, letters, the connector.
std::vector<rules::RuleFile> shipped_rule_files();
std::vector<rules::PackFile> shipped_pack_files();
rules::RuleBook compiled(const std::vector<rules::RuleFile>& files);
rules::RuleBook shipped_rules();
engine::Letters shipped_letters();
connector::Compiled shipped_connector(std::string_view name);

/// A firm that does not write copy, its seller Dev, and Pellwick in Ripon, whom it trusts and who does..
void need_copywriting_elsewhere(engine::Circle& circle);

class Stage {
 public:
  Stage();
  /// Opens the store again, as a new process would.
  void reopen();
  /// Closes it, as a process that ends: nothing of it may be held across a fork.
  void close() { store_.reset(); }
  /// Another implementation in place of the store or the wire, for tests that break them. Borrowed.
  void put_store(ports::Store* store) { other_store_ = store; }
  void put_http(ports::HttpClient* http) { other_http_ = http; }

  StageClock clock;
  sandbox::HubSpot crm;
  engine::Policy policy;
  engine::Circle circle;
  engine::Letters letters;
  std::vector<std::string> other_tags;  ///< choices of the CRM's tags beside ours

  ports::Store& store() { return other_store_ ? *other_store_ : *store_; }
  const std::filesystem::path& folder() const { return folder_.path(); }

  /// Makes the tag property; a stage begins without it, as a real CRM does.
  void set_up();
  void promote();
  engine::SyncReport sync(const engine::SyncWish& wish = {});
  base::Result<engine::SyncReport> try_sync(const engine::SyncWish& wish = {});
  engine::PlanReport plan();
  engine::WriteReport undo(std::int64_t run);
  base::Result<engine::WriteReport> apply(const model::Plan& plan, engine::Reach reach = engine::Reach::all);
  /// Sets of tags as the CRM holds them.
  std::vector<std::string> tags(const std::string& contact) const;
  model::Dossier dossier(const std::string& contact);
  /// Runs `work` on a world like the one that sync works on.
  void with_world(const std::function<void(engine::World&)>& work);

 private:
  TestFolder folder_;
  sandbox::InProcessClient http_;
  FixedRandom random_;
  Quiet quiet_;
  connector::Compiled compiled_;
  std::unique_ptr<ports::Store> store_;
  ports::Store* other_store_ = nullptr;
  ports::HttpClient* other_http_ = nullptr;
};

/// Every write is sent, none held back for being the first.
inline engine::SyncWish everything() {
  return {ports::PullMode::increment, engine::Writing::as_promoted, engine::Reach::all, "", 0};
}

}  // namespace goodword::testing
