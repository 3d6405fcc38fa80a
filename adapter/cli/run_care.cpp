// doctor, paths, backup, restore, leave, rejects: looking after an installation.
#include <algorithm>

#include "base/text.hpp"
#include "cli/look_up.hpp"
#include "cli/run.hpp"
#include "cli/show.hpp"
#include "daemon/copies.hpp"
#include "daemon/doctor.hpp"
#include "daemon/jobs.hpp"

namespace goodword::cli {
namespace {

using base::Json;
namespace fs = std::filesystem;

Style style_of(daemon::Finding::Kind kind) {
  switch (kind) {
    case daemon::Finding::Kind::good: return Style::green;
    case daemon::Finding::Kind::hint: return Style::yellow;
    case daemon::Finding::Kind::wrong: return Style::red;
  }
  return Style::plain;
}

void show(const Session& session, const std::vector<daemon::Finding>& findings) {
  for (const auto& finding : findings) {
    session.console().line(session.console().styled(padded(daemon::to_text(finding.kind), 7), style_of(finding.kind)) +
                           padded(finding.subject, 16) + finding.text +
                           (finding.advice.empty() ? "" : "\n" + padded("", 23) + "do: " + finding.advice));
  }
}

Json to_json(const std::vector<daemon::Finding>& findings) {
  Json all = Json::array();
  for (const auto& finding : findings) {
    all.push(Json::object({{"finding", Json(daemon::to_text(finding.kind))},
                           {"subject", Json(finding.subject)},
                           {"text", Json(finding.text)},
                           {"advice", Json(finding.advice)}}));
  }
  return all;
}

struct Place {
  std::string what;
  fs::path path;
};

std::vector<Place> places(const Session& session, const daemon::Settings& settings) {
  const auto config = fs::absolute(settings.config_folder);
  const auto& share = settings.share_folder;
  return {{"settings", config},
          {"CRM files", config / "crms"},
          {"own rules", config / "rules"},
          {"own connectors", config / "connectors"},
          {"own letters", config / "letters"},
          {"store", settings.options.store_path},
          {"token key", daemon::TokenKeys(session.environment(), settings.options.store_path).file()},
          {"shipped", share},
          {"shipped rules", share / "rules"},
          {"shipped connectors", share / "connectors"},
          {"shipped letters", share / "letters"},
          {"schemas", share / "schemas"},
          {"program", session.environment().program}};
}

std::map<std::string, int> standing_writes(const std::vector<model::Operation>& operations) {
  std::map<std::string, int> kinds;
  for (const auto& operation : operations) {
    if (operation.undone_by.empty() && !operation.change.cause.starts_with("undo:"))
      ++kinds[std::string(model::to_text(operation.change.action))];
  }
  return kinds;
}

Json to_json(const model::Reject& reject) {
  return Json::object({{"crm", Json(reject.crm)},
                       {"stream", Json(reject.stream)},
                       {"record", Json(reject.record_id)},
                       {"pointer", Json(reject.pointer)},
                       {"reason", Json(reject.reason)}});
}

/// Rejects of the CRMs that are named, or of all; `limit` a CRM.
base::Result<std::vector<model::Reject>> rejects_of(daemon::Assembly& program, const std::vector<std::string>& crms,
                                                    int limit) {
  std::vector<model::Reject> all;
  for (const auto& crm : crms) {
    auto some = program.store().rejects(crm, limit);
    if (!some) return some;
    std::ranges::move(*some, std::back_inserter(all));
  }
  return all;
}

constexpr int every_one = 1'000'000;

}  // namespace

int run_doctor(Session& session, const Call&) {
  const auto reading = daemon::read_settings(session.config_folder(), session.share_folder(), session.environment());
  auto findings = daemon::examine_machine(reading, session.environment());
  const bool sound_store = std::ranges::any_of(findings, [](const auto& finding) {
    return finding.subject == "store" && finding.kind == daemon::Finding::Kind::good;
  });
  if (reading.problems.empty() && sound_store && !reading.settings.crms.empty()) {
    int failure = done;
    auto* program = session.assembly(failure);
    if (program == nullptr) return failure;
    auto more =
        daemon::examine_crms(program->store(), program->settings(), session.environment(), program->clock().now());
    if (!more) return session.console().fail(more.error());
    std::ranges::move(*more, std::back_inserter(findings));
  }
  if (session.console().json())
    session.console().json_line(Json::object({{"format_version", Json(1)}, {"findings", to_json(findings)}}));
  else
    show(session, findings);
  const bool bad = std::ranges::any_of(findings, [](const auto& f) { return f.kind == daemon::Finding::Kind::wrong; });
  return bad ? pending : done;
}

int run_paths(Session& session, const Call&) {
  const auto reading = daemon::read_settings(session.config_folder(), session.share_folder(), session.environment());
  Json all = Json::object();
  for (const auto& [what, path] : places(session, reading.settings)) {
    std::error_code fault;
    const bool there = fs::exists(path, fault);
    all.set(what, Json::object({{"path", Json(path.string())}, {"exists", Json(there)}}));
    if (!session.console().json())
      session.console().line(padded(what, 20) + path.string() + (there ? "" : "  (not there)"));
  }
  if (session.console().json()) session.console().json_line(all.set("format_version", Json(1)));
  return done;
}

int run_backup(Session& session, const Call& call) {
  int failure = done;
  const auto* settings = session.settings(failure);
  if (settings == nullptr) return failure;
  const auto made = daemon::back_up(*settings, fs::absolute(call.one("FILE")));
  if (!made) return session.console().fail(made.error());
  session.console().line("The store as it is now: " + fs::absolute(call.one("FILE")).string() +
                         ". Settings are not in it: copy " + settings->config_folder.string() +
                         " too. Logins are not, either: goodword auth login. To use it: goodword restore FILE");
  return done;
}

int run_restore(Session& session, const Call& call) {
  int failure = done;
  const auto* settings = session.settings(failure);
  if (settings == nullptr) return failure;
  const auto restored = daemon::restore(*settings, fs::absolute(call.one("FILE")), author_of(session, call));
  if (!restored) return session.console().fail(restored.error());
  if (!restored->aside.empty()) session.console().line("The store that was here is kept: " + restored->aside.string());
  if (!restored->not_taken_over.empty())
    session.console().line("It cannot be read (" + restored->not_taken_over +
                           "), so the audit since the backup is in it alone.");
  session.console().line(
      "Restored. The next sync reads everything again, and looks in the CRM for whatever may have been written since "
      "the backup, before it writes: goodword sync");
  return done;
}

int run_leave(Session& session, const Call& call) {
  int failure = done;
  const std::string name = call.one("CRM");
  if (session.chosen_crms({name}, failure).empty()) return failure;
  auto* program = session.assembly(failure);
  const std::vector<model::OperationState> states = {model::OperationState::done};
  const auto operations = program->store().operations(name, states, every_one);
  if (!operations) return session.console().fail(operations.error());
  session.console().line("What Goodword wrote into " + name + " and has not taken back:");
  for (const auto& [action, number] : standing_writes(*operations))
    session.console().line("  " + padded_left(base::grouped(number), 8) + "  " + action);
  const bool agreed = call.has("--yes") || session.console().ask("Take all of it back? (yes/no)") == "yes";
  if (!agreed) {
    session.console().line("Nothing was changed. To take it back: goodword leave " + name + " --yes");
    return done;
  }
  const auto report = daemon::leave_crm(*program, name, session.observer(), session.stop());
  if (!report) return session.console().fail(report.error());
  session.console().line(base::trim(show_write(*report, name)));
  session.console().line(name +
                         " is paused. The tag property or categories that goodword setup made stay; remove them in the "
                         "CRM. To forget the connection, remove " +
                         (session.config_folder() / "crms" / (name + ".json")).string());
  return report->deliver.failed > 0 || report->deliver.stopped ? some_failed : done;
}

int run_rejects_list(Session& session, const Call& call) {
  int failure = done;
  const auto crms = session.chosen_crms(call.all("CRM"), failure);
  if (crms.empty()) return failure;
  const int limit = call.has("--limit") ? std::max(1, std::atoi(call.one("--limit").c_str())) : 50;
  const auto rejects = rejects_of(*session.assembly(failure), crms, limit);
  if (!rejects) return session.console().fail(rejects.error());
  Json all = Json::array();
  for (const auto& reject : *rejects) all.push(to_json(reject));
  if (session.console().json()) {
    session.console().json_line(Json::object({{"format_version", Json(1)}, {"rejects", std::move(all)}}));
    return done;
  }
  if (rejects->empty()) session.console().line("Nothing was rejected.");
  if (!rejects->empty())
    session.console().line(padded("CRM", 12) + padded("stream", 16) + padded("record", 14) + padded("at", 30) + "why");
  for (const auto& reject : *rejects)
    session.console().line(padded(reject.crm, 12) + padded(reject.stream, 16) + padded(reject.record_id, 14) +
                           padded(reject.pointer, 30) + reject.reason);
  return done;
}

int run_rejects_show(Session& session, const Call& call) {
  int failure = done;
  const auto crms = session.chosen_crms({}, failure);
  if (crms.empty()) return failure;
  auto rejects = rejects_of(*session.assembly(failure), crms, every_one);
  if (!rejects) return session.console().fail(rejects.error());
  std::erase_if(*rejects, [&](const auto& reject) { return reject.record_id != call.one("RECORD"); });
  if (rejects->empty())
    return session.console().complain("nothing of a record " + call.one("RECORD") +
                                      " was rejected: goodword rejects list");
  Json all = Json::array();
  for (const auto& reject : *rejects) {
    all.push(to_json(reject).set("payload", Json(reject.payload)));
    if (session.console().json()) continue;
    session.console().line(padded("Record", 10) + reject.crm + " " + reject.stream + " " + reject.record_id);
    session.console().line(padded("Where", 10) + (reject.pointer.empty() ? "the whole record" : reject.pointer));
    session.console().line(padded("Why", 10) + reject.reason);
    session.console().line(padded("Answer", 10) + base::escape_line(reject.payload) + "\n");
  }
  if (session.console().json())
    session.console().json_line(Json::object({{"format_version", Json(1)}, {"rejects", std::move(all)}}));
  return done;
}

int run_rejects_retry(Session& session, const Call& call) {
  int failure = done;
  const std::string name = call.one("CRM");
  if (session.chosen_crms({name}, failure).empty()) return failure;
  const auto retried =
      daemon::retry_rejects(*session.assembly(failure), name, call.one("RECORD"), session.observer(), session.stop());
  if (!retried) return session.console().fail(retried.error());
  session.console().line(name + ": " + base::grouped(retried->taken) + " records read again, " +
                         base::grouped(retried->gone) + " gone, " + base::grouped(retried->rejected) +
                         " still rejected in part");
  for (const auto& stream : retried->not_readable)
    session.console().line("  " + stream + " cannot be read record by record: goodword sync " + name + " --full");
  return retried->rejected > 0 ? some_failed : done;
}

int run_rejects_drop(Session& session, const Call& call) {
  int failure = done;
  const std::string name = call.one("CRM");
  if (session.chosen_crms({name}, failure).empty()) return failure;
  const auto dropped = session.assembly(failure)->store().drop_rejects(name, call.one("RECORD"));
  if (!dropped) return session.console().fail(dropped.error());
  if (*dropped == 0)
    return session.console().complain("nothing of a record " + call.one("RECORD") +
                                      " was rejected: goodword rejects list");
  session.console().line(base::grouped(*dropped) + " forgotten. They come back if the CRM sends the same again.");
  return done;
}

}  // namespace goodword::cli
