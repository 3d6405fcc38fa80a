// The demo's stage: a made-up CRM behind a socket, a settings folder beside it, and a clock that can jump to tomorrow.
//
// What runs on it is the real program: the same settings files, assembly, store and wire. Only the CRM is ours.
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>

#include "daemon/assembly.hpp"
#include "http/listener.hpp"
#include "sandbox/crm.hpp"

namespace goodword::daemon {

struct DemoWish {
  std::filesystem::path folder;  ///< settings and store of the demo; made if it is not there
  std::filesystem::path share_folder;
  std::filesystem::path program;  ///< this binary, to be started and killed
  std::uint64_t seed = 1;
  base::Duration shift{};  ///< from today to the day on which it is told: the story must hold on each day of a week
  std::vector<std::filesystem::path> rules;  ///< files that replace shipped rules of their names
};

class DemoStage {
 public:
  static constexpr std::string_view crm = "main";

  static base::Result<std::unique_ptr<DemoStage>> build(const DemoWish& wish, const Environment& environment);

  sandbox::Crm& made_up() { return *made_up_; }
  Assembly& assembly() { return *assembly_; }
  const std::filesystem::path& folder() const { return wish_.folder; }
  base::Instant now() const;
  void sleep_until_tomorrow();

  /// Starts `goodword apply PLAN --all` as a process of its own and kills it when the CRM has carried out its `fatal`th
  /// writing request, before the answer is out. True if it was killed; false if it ended before.
  base::Result<bool> apply_and_kill(std::int64_t plan, int fatal);

 private:
  explicit DemoStage(DemoWish wish) : wish_(std::move(wish)) {}
  base::Result<void> write_settings();
  http::ListenerAnswer answer(const ports::HttpRequest& request);

  DemoWish wish_;
  std::shared_ptr<std::atomic<std::int64_t>> offset_;  // shared with the assembly's clock, which the assembly owns
  std::unique_ptr<sandbox::Crm> made_up_;
  std::unique_ptr<http::Listener> listener_;
  std::unique_ptr<Assembly> assembly_;
  std::atomic<int> writes_left_{0};  ///< until the victim dies; 0: nobody is to die
  std::atomic<int> victim_{0};       ///< process id
};

}  // namespace goodword::daemon
