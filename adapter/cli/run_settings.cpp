// init, validate, config show, daemon: the files and the service.
#include <algorithm>
#include <filesystem>

#include "base/text.hpp"
#include "cli/run.hpp"
#include "daemon/init.hpp"
#include "daemon/jobs.hpp"
#include "daemon/log.hpp"
#include "daemon/service.hpp"

namespace goodword::cli {
namespace {

namespace fs = std::filesystem;
using base::Json;

std::string asked(const Session& session, const Call& call, std::string_view flag, std::string_view question,
                  std::string otherwise) {
  if (!call.one(flag).empty()) return call.one(flag);
  const std::string answer = session.console().ask(std::string(question) + " [" + otherwise + "]").value_or("");
  return answer.empty() ? otherwise : answer;
}

std::vector<std::string> listed(const std::string& text) {
  std::vector<std::string> items;
  for (const auto& part : base::split(text, ',')) {
    if (!base::trim(part).empty()) items.emplace_back(base::trim(part));
  }
  return items;
}

}  // namespace

int run_init(Session& session, const Call& call) {
  daemon::InitAnswers answers;
  answers.firm_name = asked(session, call, "--firm", "Name of your firm?", answers.firm_name);
  answers.trade = asked(session, call, "--trade", "What you do, in a word?", answers.trade);
  answers.city = asked(session, call, "--city", "City?", answers.city);
  answers.country = asked(session, call, "--country", "Country, two letters?", answers.country);
  answers.currency = asked(session, call, "--currency", "Currency, three letters?", answers.currency);
  answers.services = listed(
      asked(session, call, "--service", "What you offer, separated by commas?", base::join(answers.services, ", ")));
  answers.sellers =
      listed(asked(session, call, "--seller", "Who sells, separated by commas?", base::join(answers.sellers, ", ")));
  const auto folder = session.config_folder();
  const auto files = daemon::first_files(answers, session.share_folder());
  if (const auto written = daemon::write_new(folder, files); !written) return session.console().fail(written.error());
  for (const auto& file : files) session.console().line("wrote " + (folder / file.path).string());
  session.console().line("\nEach key is explained in the files. Next: goodword crm add");
  return done;
}

int run_validate(Session& session, const Call&) {
  const auto reading = daemon::read_settings(session.config_folder(), session.share_folder(), session.environment());
  auto problems = reading.problems;
  std::ranges::copy(daemon::compile_problems(reading.settings), std::back_inserter(problems));
  if (!problems.empty()) return session.console().fail(problems);
  const auto& settings = reading.settings;
  session.console().line("All settings in " + settings.config_folder.string() +
                         " are right: " + std::to_string(settings.rules.size()) + " rule files, " +
                         std::to_string(settings.packs.size()) + " rule packs, " +
                         std::to_string(settings.partners.size()) + " partners, " +
                         std::to_string(settings.crms.size()) + (settings.crms.size() == 1 ? " CRM." : " CRMs."));
  return done;
}

int run_config_show(Session& session, const Call& call) {
  int failure = done;
  const auto* settings = session.settings(failure);
  if (settings == nullptr) return failure;
  Json all = Json::object();
  for (const auto& shown : daemon::shown_values(*settings)) {
    all.set(shown.key, Json::object({{"value", Json(shown.value)}, {"origin", Json(shown.origin)}}));
    if (session.console().json()) continue;
    session.console().line(padded(shown.key + "  ", 36) +
                           (call.has("--origin") ? padded(shown.value + "  ", 40) + shown.origin : shown.value));
  }
  if (session.console().json()) session.console().json_line(all.set("format_version", Json(1)));
  return done;
}

int run_daemon(Session& session, const Call&) {
  int failure = done;
  auto* program = session.assembly(failure);
  if (program == nullptr) return failure;
  const std::string level = program->settings().options.log_level;
  daemon::set_log_level(level == "debug"     ? daemon::LogLevel::debug
                        : level == "warning" ? daemon::LogLevel::warning
                        : level == "error"   ? daemon::LogLevel::error
                                             : daemon::LogLevel::info);
  // Two services on one store would take turns at every CRM: the second is refused here, in words.
  daemon::SilentObserver observer;
  const auto hold = daemon::LeaseHold::take_named(*program, "service", observer);
  if (!hold) return session.console().fail(hold.error());
  return daemon::serve(*program, **hold, session.stop());
}

}  // namespace goodword::cli
