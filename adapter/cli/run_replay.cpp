#include <charconv>
#include <filesystem>

#include "cli/run.hpp"
#include "cli/show.hpp"

namespace goodword::cli {
namespace {

using base::Json;

/// The wish, or nothing after saying what is wrong with it.
std::optional<engine::ReplayWish> wish_of(const Session& session, const Call& call) {
  const auto from = base::parse_date(call.one("--from"));
  if (!from) {
    session.console().complain("from when? --from takes a day: goodword replay --from 2026-06-01");
    return std::nullopt;
  }
  engine::ReplayWish wish{"", base::start_of(*from)};
  if (!call.has("--step")) return wish;
  const std::string text = call.one("--step");
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), wish.days_between);
  if (fault == std::errc() && end == text.data() + text.size() && wish.days_between >= 1 && wish.days_between <= 366)
    return wish;
  session.console().complain("--step takes days from one look to the next, 1 to 366, and not \"" + text + "\"");
  return std::nullopt;
}

/// The circle with the rules that are to be tried; nothing after saying what is wrong with them.
std::optional<engine::Circle> circle_of(const Session& session, const daemon::Assembly& program, const Call& call,
                                        int& failure) {
  engine::Circle circle = program.circle();
  if (!call.has("--rules")) return circle;
  std::vector<std::filesystem::path> files;
  for (const auto& file : call.all("--rules")) files.emplace_back(file);
  const auto settings = daemon::with_rules(program.settings(), files);
  std::vector<base::Problem> problems = settings ? std::vector<base::Problem>() : settings.error();
  if (settings) {
    if (auto book = daemon::compile_book(*settings, problems)) {
      circle.book = std::move(*book);
      return circle;
    }
  }
  failure = session.console().fail(problems);
  return std::nullopt;
}

}  // namespace

int run_replay(Session& session, const Call& call) {
  int failure = done;
  auto wish = wish_of(session, call);
  if (!wish) return usage;
  const auto crms = session.chosen_crms(call.all("CRM"), failure);
  if (crms.empty()) return failure;
  auto* program = session.assembly(failure);
  if (program == nullptr) return failure;
  const auto circle = circle_of(session, *program, call, failure);
  if (!circle) return failure;
  Json all = Json::object({});
  for (const auto& crm : crms) {
    wish->crm = crm;
    const auto report =
        engine::replay(program->store(), *circle, program->policy().tag_prefix, program->clock().now(), *wish);
    if (!report) return session.console().fail(report.error());
    if (session.console().json())
      all.set(crm, engine::to_json(*report));
    else
      session.console().line(show_replay(*report, crm));
  }
  if (session.console().json())
    session.console().json_line(Json::object({{"format_version", Json(1)}, {"crms", std::move(all)}}));
  return done;
}

}  // namespace goodword::cli
