#include <algorithm>

#include "base/text.hpp"
#include "cli/console.hpp"
#include "cli/show.hpp"

namespace goodword::cli {
namespace {

std::int64_t count(const std::map<std::string, std::int64_t>& counts, std::string_view key) {
  const auto found = counts.find(std::string(key));
  return found == counts.end() ? 0 : found->second;
}

bool needs_login(const StatusRow& row) {
  return (row.login && !row.login->needs_login.empty()) ||
         row.state.last_error.find("(login.needed") != std::string::npos;
}

}  // namespace

std::string mode_word(ports::CrmMode mode) {
  switch (mode) {
    case ports::CrmMode::plan_only: return "plan only";
    case ports::CrmMode::apply: return "writes";
    case ports::CrmMode::paused: return "paused";
  }
  return "";
}

std::string next_step(const StatusRow& row, const std::string& word) {
  const std::string& crm = row.state.name;
  if (needs_login(row)) return "goodword auth login " + crm;
  if (word == "new") return "goodword sync " + crm;
  if (word == "blocked") return "goodword crm check " + crm;
  if (word == "paused") return "goodword crm resume " + crm;
  if (word == "stalled") return "goodword sync " + crm;
  if (word == "partial") return "goodword review";
  if (row.state.in_repair) return "goodword sync " + crm;
  if (count(row.counts.operations, "needs_review") > 0) return "goodword review";
  if (row.state.mode == ports::CrmMode::plan_only && word == "ok")
    return "goodword plan " + crm + ", then goodword crm promote " + crm;
  return "";
}

std::string status_word(const StatusRow& row, base::Instant now, base::Duration every) {
  if (row.state.mode == ports::CrmMode::paused) return "paused";
  if (!row.state.last_try) return "new";
  if (!row.state.last_error.empty()) return row.state.last_good_sync ? "partial" : "blocked";
  if (row.state.last_good_sync && now - *row.state.last_good_sync > every * 4) return "stalled";
  return count(row.counts.records, "contact") == 0 ? "ok-but-empty" : "ok";
}

std::string show_status(const std::vector<StatusRow>& rows, base::Instant now, base::Duration every) {
  std::string text = padded("CRM", 14) + padded("state", 14) + padded("mode", 11) + padded("last good sync", 18) +
                     padded_left("contacts", 10) + padded_left("to write", 10) + padded_left("to review", 11) +
                     padded_left("rejected", 10) + "\n";
  for (const auto& row : rows) {
    const std::string word = status_word(row, now, every);
    const auto open = count(row.counts.operations, "new") + count(row.counts.operations, "sending") +
                      count(row.counts.operations, "unknown");
    text += padded(row.state.name, 14) + padded(word, 14) + padded(mode_word(row.state.mode), 11) +
            padded(row.state.last_good_sync ? base::age_text(*row.state.last_good_sync, now) : "never", 18) +
            padded_left(base::grouped(count(row.counts.records, "contact")), 10) +
            padded_left(base::grouped(open), 10) +
            padded_left(base::grouped(count(row.counts.operations, "needs_review")), 11) +
            padded_left(base::grouped(row.counts.rejects), 10) + "\n";
    if (!row.state.last_error.empty()) text += "  " + row.state.last_error + "\n";
    if (row.state.in_repair)
      text += "  the store was restored: what was written since is looked for at the next sync\n";
    if (row.login && !row.login->needs_login.empty() && row.state.last_error.empty())
      text += "  " + row.login->needs_login + "\n";
    if (row.login && row.login->sent)
      text += "  renewing its login was cut off: the next sync tries once more (goodword auth status)\n";
    if (const auto next = next_step(row, word); !next.empty()) text += "  next: " + next + "\n";
  }
  return text;
}

std::string progress_text(const ports::Progress& progress) {
  std::string text =
      std::string(progress.crm) + " " + std::string(progress.step) + " " + std::string(progress.subject) + " ";
  if (progress.total <= 0) return text + base::grouped(progress.done);
  constexpr std::int64_t width = 24;
  // What grows meanwhile is never more than all of it.
  const auto done = std::clamp<std::int64_t>(progress.done, 0, progress.total);
  const auto filled = static_cast<std::size_t>(done * width / progress.total);
  text += "[" + std::string(filled, '#') + std::string(width - filled, '.') + "] ";
  return text + std::to_string(done * 100 / progress.total) + "% of " + base::grouped(progress.total);
}

std::string show_sync(const engine::SyncReport& report) {
  std::int64_t read = 0, changed = 0, gone = 0, rejected = 0;
  for (const auto& stream : report.pull.streams) {
    read += stream.read;
    changed += stream.counts.added + stream.counts.changed;
    gone += stream.counts.gone;
    rejected += stream.counts.rejected;
  }
  std::string text = report.crm + ": read " + base::grouped(read) + " records, " + base::grouped(changed) +
                     " new or changed, " + base::grouped(gone) + " gone, " + base::grouped(rejected) + " rejected; " +
                     base::grouped(report.calls.reads) + " calls\n";
  for (const auto& stream : report.pull.streams) {
    if (stream.error) text += "  " + stream.stream + " stopped: " + base::to_text(*stream.error) + "\n";
  }
  if (report.pull.stopped) return text + "  stopped: " + base::to_text(*report.pull.stopped) + "\n";
  if (report.desk.answers > 0)
    text += "  " + base::grouped(report.desk.answers) + " answers read, " + base::grouped(report.desk.consents) +
            " consents recorded\n";
  for (const auto& question : report.desk.questions) text += "  " + question.name + ": " + question.text + "\n";
  for (const auto& words : report.learned) text += "  " + words + "\n";
  if (report.expired.people > 0)
    text += "  nothing is kept any more of " + base::grouped(report.expired.people) +
            (report.expired.people == 1 ? " person who was" : " people who were") +
            " long gone from the CRM (privacy.keep_gone)\n";
  text += "  " + base::grouped(report.decided) + " prospects decided, " + base::grouped(report.changed_verdicts) +
          " verdicts new or changed\n";
  const auto planned = base::grouped(static_cast<std::int64_t>(model::count_changes(report.plan)));
  if (!report.wrote) {
    return text + "  plan " + std::to_string(report.plan.number) + ": " + planned +
           " changes; nothing was written (goodword plan " + report.crm + ")\n";
  }
  text += "  " + planned + " changes planned; " + base::grouped(report.deliver.done) + " written, " +
          base::grouped(report.deliver.already) + " there already, " + base::grouped(report.deliver.failed) +
          " refused, " + base::grouped(report.deliver.waiting) + " waiting; run " + std::to_string(report.run) +
          " (goodword undo " + std::to_string(report.run) + " takes it back)\n";
  if (report.deliver.stopped) text += "  stopped: " + base::to_text(*report.deliver.stopped) + "\n";
  for (const auto& [id, why] : report.deliver.failures) text += "  " + id.substr(0, 12) + ": " + why + "\n";
  return text;
}

std::string show_write(const engine::WriteReport& report, std::string_view crm) {
  std::string text = std::string(crm) + ": run " + std::to_string(report.run) + ": " +
                     base::grouped(report.deliver.done) + " written, " + base::grouped(report.deliver.already) +
                     " there already, " + base::grouped(report.deliver.failed) + " refused, " +
                     base::grouped(report.deliver.waiting) + " waiting\n";
  for (const auto& stale : report.apply.stale) text += "  left out: " + stale.name + ": " + stale.text + "\n";
  for (const auto& kept : report.kept) text += "  kept: " + kept.name + ": " + kept.text + "\n";
  if (report.apply.left_for_next > 0) {
    text += "  " + base::grouped(report.apply.left_for_next) +
            " contacts wait: a first apply writes to few. Look at them in the CRM, then apply again (or --all)\n";
  }
  if (report.deliver.stopped) text += "  stopped: " + base::to_text(*report.deliver.stopped) + "\n";
  for (const auto& [id, why] : report.deliver.failures) text += "  " + id.substr(0, 12) + ": " + why + "\n";
  return text;
}

}  // namespace goodword::cli
