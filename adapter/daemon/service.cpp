#include "daemon/service.hpp"

#include <signal.h>
#include <systemd/sd-daemon.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "daemon/jobs.hpp"
#include "daemon/log.hpp"

namespace goodword::daemon {
namespace {

using base::Instant;

int minute_of_day(std::string_view clock) {
  return std::stoi(std::string(clock.substr(0, 2))) * 60 + std::stoi(std::string(clock.substr(3, 2)));
}

/// "22:00-06:00" may pass midnight. Local time, as the operator reads it.
bool is_quiet(const std::vector<std::string>& hours, Instant at) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(at);
  std::tm local{};
  localtime_r(&seconds, &local);
  const int minute = local.tm_hour * 60 + local.tm_min;
  return std::ranges::any_of(hours, [&](const std::string& range) {
    const int from = minute_of_day(range), to = minute_of_day(std::string_view(range).substr(6));
    return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
  });
}

void log_report(const engine::SyncReport& report) {
  std::int64_t read = 0, rejected = 0;
  for (const auto& stream : report.pull.streams) {
    read += stream.read;
    rejected += stream.counts.rejected;
    if (stream.error)
      log_line(LogLevel::warning, report.crm + " " + stream.stream + ": " + base::to_text(*stream.error));
  }
  log_line(LogLevel::info,
           "run " + std::to_string(report.run) + " " + report.crm + ": read " + std::to_string(read) + ", rejected " +
               std::to_string(rejected) + ", decided " + std::to_string(report.decided) + ", planned " +
               std::to_string(model::count_changes(report.plan)) + ", written " + std::to_string(report.deliver.done) +
               ", failed " + std::to_string(report.deliver.failed) + ", audit " + model::to_text(report.audit));
  if (report.pull.stopped) log_line(LogLevel::error, report.crm + ": " + base::to_text(*report.pull.stopped));
  if (report.deliver.stopped) log_line(LogLevel::error, report.crm + ": " + base::to_text(*report.deliver.stopped));
}

/// A worker's whole life: wait, sync, again. A failure is logged and the next run tries anew.
void work(Assembly& assembly, const std::string& crm, std::stop_token stop) {
  SilentObserver observer;
  Instant next = assembly.clock().now();
  while (!stop.stop_requested()) {
    assembly.clock().wait_until(next, stop);
    if (stop.stop_requested()) break;
    const auto state = assembly.store().crm_state(crm);
    if (state && state->mode != ports::CrmMode::paused) {
      try {
        const auto report = sync_crm(assembly, crm, {}, observer, stop);
        if (report)
          log_report(*report);
        else
          log_line(LogLevel::error, crm + ": " + base::to_text(report.error()));
      } catch (const std::exception& broken) {
        log_line(LogLevel::error, crm + ": a promise inside the program was broken: " + broken.what());
      }
    }
    const Instant now = assembly.clock().now();
    next = next_start(assembly.settings().options, now, assembly.random().next(), now);
  }
}

/// The time between two signs of life the watchdog wants, or a second where there is none.
base::Duration watchdog_period() {
  std::uint64_t micros = 0;
  if (::sd_watchdog_enabled(0, &micros) <= 0 || micros == 0) return std::chrono::seconds(10);
  return base::Duration(std::clamp<std::uint64_t>(micros / 3, 100'000, 10'000'000));
}

}  // namespace

Instant next_start(const Options& options, Instant last, std::uint64_t random, Instant now) {
  const auto jitter = options.schedule_jitter.count() > 0
                          ? base::Duration(static_cast<std::int64_t>(
                                random % static_cast<std::uint64_t>(options.schedule_jitter.count())))
                          : base::Duration{};
  Instant next = std::max(last + options.schedule_every + jitter, now);
  for (int minutes = 0; minutes < 24 * 60 && is_quiet(options.schedule_quiet_hours, next); ++minutes)
    next += std::chrono::minutes(1);
  return next;
}

int serve(Assembly& assembly, ports::Observer& alive, std::stop_token stop) {
  ::signal(SIGHUP, SIG_IGN);  // settings are read at start; a restart loads new ones
  std::vector<std::jthread> workers;
  for (const auto& crm : assembly.crms()) {
    workers.emplace_back([&assembly, crm](std::stop_token own) { work(assembly, crm, own); });
  }
  ::sd_notify(0, "READY=1\nSTATUS=watching");
  log_line(LogLevel::info, "started with " + std::to_string(workers.size()) + " CRMs");
  const auto period = watchdog_period();
  while (!stop.stop_requested()) {
    assembly.clock().wait_until(assembly.clock().now() + period, stop);
    ::sd_notify(0, "WATCHDOG=1");
    alive.progress({"", "service", "", 0, 0});
  }
  ::sd_notify(0, "STOPPING=1\nSTATUS=draining");
  for (auto& worker : workers) worker.request_stop();
  workers.clear();
  log_line(LogLevel::info, "stopped");
  return 0;
}

}  // namespace goodword::daemon
