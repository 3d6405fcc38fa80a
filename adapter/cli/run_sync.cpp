// sync, plan, apply, undo, history: the way of changes.
#include <algorithm>
#include <charconv>
#include <sstream>

#include <fstream>
#include "base/text.hpp"
#include "cli/output_file.hpp"
#include "cli/run.hpp"
#include "cli/show.hpp"
#include "daemon/jobs.hpp"

namespace goodword::cli {
namespace {

using base::Json;

std::optional<std::int64_t> number_of(const std::string& text) {
  std::int64_t number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc() || end != text.data() + text.size() || number < 0) return std::nullopt;
  return number;
}

int usage_error(const Session& session, const std::string& text) { return session.console().complain(text); }

engine::Reach reach_of(const Call& call) { return call.has("--all") ? engine::Reach::all : engine::Reach::limited; }

int exit_of(const base::Error& error) {
  const auto* row = base::error_row(error.code);
  return row ? row->exit_code : static_cast<int>(crm_refused);
}

int exit_of(const engine::SyncReport& report) {
  if (report.pull.stopped) return exit_of(*report.pull.stopped);
  if (report.deliver.stopped) return exit_of(*report.deliver.stopped);
  const bool stream_failed =
      std::ranges::any_of(report.pull.streams, [](const auto& stream) { return stream.error.has_value(); });
  if (stream_failed) return crm_refused;
  const bool rejected =
      std::ranges::any_of(report.pull.streams, [](const auto& stream) { return stream.counts.rejected > 0; });
  return rejected || report.deliver.failed > 0 ? some_failed : done;
}

int exit_of(const engine::WriteReport& report) {
  if (report.deliver.stopped) return exit_of(*report.deliver.stopped);
  return report.deliver.failed > 0 || !report.apply.stale.empty() ? some_failed : done;
}

/// What the operator may have meant by PLAN: a number of the store, or a file.
base::Result<model::Plan> find_plan(daemon::Assembly& program, const std::string& word) {
  if (const auto number = number_of(word)) {
    auto plan = program.store().plan(*number);
    if (!plan) return tl::unexpected(plan.error());
    if (!*plan) return base::failure("usage", "there is no plan " + word + "; goodword plan makes one");
    return **plan;
  }
  std::ifstream file(word, std::ios::binary);
  if (!file) return base::failure("usage", "no plan number and no readable file: " + word);
  std::ostringstream text;
  text << file.rdbuf();
  const auto json = base::parse_json(text.str());
  if (!json) return tl::unexpected(base::while_doing(json.error(), "reading " + word));
  if (!json->has("entries") || !json->has("crm"))
    return base::failure("usage", word + " is not a plan; goodword plan --out FILE writes one");
  return model::plan_from_json(*json);
}

std::string history_heading() {
  return padded_left("run", 5) + "  " + padded("kind", 7) + padded("CRM", 14) + padded("began", 16) + "wrote";
}

std::string history_row(const ports::RunRow& run, std::int64_t written, std::int64_t undone, base::Instant now) {
  return padded_left(std::to_string(run.number), 5) + "  " + padded(run.kind, 7) + padded(run.crm, 14) +
         padded(base::age_text(run.began, now), 16) + base::grouped(written) + " written" +
         (undone > 0 ? ", " + base::grouped(undone) + " taken back" : "") + (run.ended ? "" : "  did not end");
}

/// Who asks by hand what would be written wants to see all of it.
engine::Scope scope_for(daemon::Assembly& program, const std::string& crm, const engine::SyncWish& wish) {
  const auto state = program.store().crm_state(crm);
  const bool shows =
      wish.writing == engine::Writing::never || !wish.only.empty() || (state && state->mode != ports::CrmMode::apply);
  return shows ? engine::Scope::everyone : engine::Scope::changed;
}

}  // namespace

int run_sync(Session& session, const Call& call) {
  int failure = done;
  const auto crms = session.chosen_crms(call.all("CRM"), failure);
  if (crms.empty()) return failure;
  engine::SyncWish wish;
  wish.mode = call.has("--full") ? ports::PullMode::full : ports::PullMode::increment;
  wish.writing = call.has("--dry-run") ? engine::Writing::never : engine::Writing::as_promoted;
  wish.reach = reach_of(call);
  wish.only = call.one("--only");
  if (call.has("--limit")) {
    const auto limit = number_of(call.one("--limit"));
    if (!limit || *limit < 1) return usage_error(session, "--limit takes a number from 1");
    wish.limit = static_cast<int>(*limit);
  }
  auto* program = session.assembly(failure);
  int worst = done;
  Json all = Json::array();
  for (const auto& crm : crms) {
    wish.scope = scope_for(*program, crm, wish);
    const auto report = daemon::sync_crm(*program, crm, wish, session.observer(), session.stop());
    if (!report) {
      worst = std::max(worst, session.console().fail(base::while_doing(report.error(), "syncing " + crm)));
      continue;
    }
    worst = std::max(worst, exit_of(*report));
    if (session.console().json())
      all.push(engine::to_json(*report));
    else
      session.console().line(base::trim(show_sync(*report)));
  }
  if (session.console().json())
    session.console().json_line(Json::object({{"format_version", Json(1)}, {"syncs", std::move(all)}}));
  return worst;
}

int run_plan(Session& session, const Call& call) {
  int failure = done;
  const auto crms = session.chosen_crms(call.all("CRM"), failure);
  if (crms.empty()) return failure;
  if (call.has("--out") && crms.size() > 1) return usage_error(session, "--out writes one plan: name the CRM");
  auto* program = session.assembly(failure);
  bool changes = false;
  Json plans = Json::array();
  for (const auto& crm : crms) {
    const auto report = daemon::plan_crm(*program, crm, session.observer());
    if (!report) return session.console().fail(base::while_doing(report.error(), "planning for " + crm));
    changes = changes || model::count_changes(report->plan) > 0;
    if (session.console().json())
      plans.push(model::to_json(report->plan));
    else
      session.console().line(base::trim(show_plan(report->plan, program->circle().firm, program->clock().now(),
                                                  call.has("--full") ? Detail::full : Detail::brief)));
    if (!call.has("--out")) continue;
    const auto text = base::write_pretty(model::to_json(report->plan)) + "\n";
    if (!write_file(call.one("--out"), text, Readers::owner))
      return usage_error(session, "cannot write " + call.one("--out"));
  }
  // One document: the plan itself where one CRM was meant, else all of them.
  if (session.console().json() && plans.items().size() == 1)
    session.console().json_line(plans.items().front());
  else if (session.console().json())
    session.console().json_line(Json::object({{"format_version", Json(1)}, {"plans", std::move(plans)}}));
  return changes && call.has("--exit-code") ? pending : done;
}

int run_apply(Session& session, const Call& call) {
  int failure = done;
  auto* program = session.assembly(failure);
  if (program == nullptr) return failure;
  const auto plan = find_plan(*program, call.one("PLAN"));
  if (!plan) return session.console().fail(plan.error());
  const auto report = daemon::apply_plan(*program, *plan, reach_of(call), session.observer(), session.stop());
  if (!report) return session.console().fail(report.error());
  if (session.console().json())
    session.console().json_line(engine::to_json(report->deliver));
  else
    session.console().line(base::trim(show_write(*report, plan->crm)));
  return exit_of(*report);
}

int run_undo(Session& session, const Call& call) {
  int failure = done;
  auto* program = session.assembly(failure);
  if (program == nullptr) return failure;
  const auto run = number_of(call.one("RUN"));
  if (!run) return usage_error(session, "RUN is a number: goodword history lists the runs");
  const auto report = daemon::undo_run(*program, *run, session.observer(), session.stop());
  if (!report) return session.console().fail(report.error());
  if (session.console().json())
    session.console().json_line(engine::to_json(report->deliver));
  else
    session.console().line(base::trim(show_write(*report, "undo of run " + std::to_string(*run))));
  return exit_of(*report);
}

int run_history(Session& session, const Call& call) {
  int failure = done;
  auto* program = session.looking(failure);
  if (program == nullptr) return failure;
  const auto limit = call.has("--limit") ? number_of(call.one("--limit")) : std::optional<std::int64_t>(20);
  if (!limit || *limit < 1) return usage_error(session, "--limit takes a number from 1");
  const auto runs = program->store().runs(static_cast<int>(*limit));
  if (!runs) return session.console().fail(runs.error());
  Json all = Json::array();
  if (!session.console().json() && !runs->empty()) session.console().line(history_heading());
  for (const auto& run : *runs) {
    const auto operations = program->store().operations_of_run(run.number);
    if (!operations) return session.console().fail(operations.error());
    const auto written = std::ranges::count_if(
        *operations, [](const auto& operation) { return operation.state == model::OperationState::done; });
    const auto undone =
        std::ranges::count_if(*operations, [](const auto& operation) { return !operation.undone_by.empty(); });
    if (session.console().json()) {
      all.push(Json::object({{"run", Json(run.number)},
                             {"kind", Json(run.kind)},
                             {"crm", Json(run.crm)},
                             {"began", Json(base::to_rfc3339(run.began))},
                             {"written", Json(static_cast<std::int64_t>(written))},
                             {"taken_back", Json(static_cast<std::int64_t>(undone))},
                             {"report", run.report}}));
      continue;
    }
    session.console().line(history_row(run, written, undone, program->clock().now()));
  }
  if (session.console().json())
    session.console().json_line(Json::object({{"format_version", Json(1)}, {"runs", std::move(all)}}));
  else if (runs->empty())
    session.console().line("No runs yet: goodword sync");
  return done;
}

}  // namespace goodword::cli
