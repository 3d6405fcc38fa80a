#include "cli/session.hpp"

#include <signal.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <thread>

#include "base/text.hpp"
#include "cli/show.hpp"
#include "daemon/clock.hpp"

namespace goodword::cli {
namespace {

std::stop_source& interrupts() {
  static std::stop_source source;
  return source;
}

/// A thread that waits for INT and TERM turns them into a stop: a handler could not, safely.
void watch_signals() {
  static const bool started = [] {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::thread([signals] {
      int signal = 0;
      ::sigwait(&signals, &signal);
      interrupts().request_stop();
      ::pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
      ::signal(signal, SIG_DFL);
      ::sigwait(&signals, &signal);
      std::_Exit(130);  // asked twice: leave now; whatever was under way is found again at the next start
    }).detach();
    return true;
  }();
  static_cast<void>(started);
}

class ProgressLine : public ports::Observer {
 public:
  explicit ProgressLine(const Console& console) : console_(console) {}
  ~ProgressLine() override { console_.wipe(); }
  void progress(const ports::Progress& progress) override { console_.draw(progress_text(progress)); }

 private:
  const Console& console_;
};

}  // namespace

std::filesystem::path Session::config_folder() const {
  const std::string given = call_.one("--config");
  return given.empty() ? daemon::default_config_folder(environment_) : std::filesystem::path(given);
}

std::filesystem::path Session::share_folder() const { return daemon::default_share_folder(environment_); }

const daemon::Settings* Session::settings(int& failure) {
  if (settings_) return settings_.get();
  auto loaded = daemon::load_settings(config_folder(), share_folder(), environment_);
  if (!loaded) {
    failure = console_.fail(loaded.error());
    return nullptr;
  }
  settings_ = std::make_unique<daemon::Settings>(std::move(*loaded));
  return settings_.get();
}

daemon::Assembly* Session::assembly(int& failure) {
  if (!assembly_) assembly_ = build(daemon::AssemblyParts::Depth::whole, failure);
  return assembly_.get();
}

daemon::Assembly* Session::looking(int& failure) {
  if (assembly_) return assembly_.get();
  if (!looking_) looking_ = build(daemon::AssemblyParts::Depth::looking, failure);
  return looking_.get();
}

daemon::Assembly* Session::scoped(int& failure) {
  if (assembly_) return assembly_.get();
  if (!scoped_) scoped_ = build(daemon::AssemblyParts::Depth::scoped, failure);
  return scoped_.get();
}

std::unique_ptr<daemon::Assembly> Session::build(daemon::AssemblyParts::Depth depth, int& failure) {
  const auto* read = settings(failure);
  if (read == nullptr) return nullptr;
  watch_signals();
  std::vector<base::Problem> problems;
  daemon::AssemblyParts parts;
  parts.depth = depth;
  parts.around_http = around_wire_;
  const std::string shift = call_.one("--clock-offset");
  const bool back = shift.starts_with('-');
  if (const auto offset = base::parse_duration(std::string_view(shift).substr(back ? 1 : 0)); offset) {
    static daemon::SystemClock clock;
    parts.clock = std::make_unique<daemon::ShiftedClock>(clock, back ? -*offset : *offset);
  }
  auto built = daemon::Assembly::build(*read, environment_, std::move(parts), problems);
  if (!problems.empty()) {
    failure = console_.fail(problems);
    return nullptr;
  }
  if (!built) {
    failure = console_.fail(built.error());
    return nullptr;
  }
  return std::move(*built);
}

std::vector<std::string> Session::chosen_crms(const std::vector<std::string>& wanted, int& failure) {
  auto* program = assembly(failure);
  if (program == nullptr) return {};
  const auto known = program->crms();
  if (known.empty()) {
    failure = usage;
    console_.message("goodword: no CRM is connected yet. Connect one: goodword crm add");
    return {};
  }
  for (const auto& name : wanted) {
    if (std::ranges::find(known, name) != known.end()) continue;
    const std::string near = base::nearest(name, known);
    failure =
        console_.complain("no CRM called " + name +
                          (near.empty() ? "; there are: " + base::join(known, ", ") : "; did you mean " + near + "?"));
    return {};
  }
  return wanted.empty() ? known : wanted;
}

std::stop_token Session::stop() const { return interrupts().get_token(); }

ports::Observer& Session::observer() {
  if (!observer_) observer_ = std::make_unique<ProgressLine>(console_);
  return *observer_;
}

}  // namespace goodword::cli
