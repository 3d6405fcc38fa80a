// crm …, setup, status, rejects: the CRMs and their state.
#include <algorithm>
#include <fstream>
#include <sstream>

#include "base/text.hpp"
#include "cli/look_up.hpp"
#include "cli/run.hpp"
#include "cli/show.hpp"
#include "daemon/init.hpp"
#include "daemon/jobs.hpp"

namespace goodword::cli {
namespace {

using base::Json;

const daemon::CrmSettings* settings_of(const daemon::Settings& settings, std::string_view name) {
  const auto found = std::ranges::find(settings.crms, name, &daemon::CrmSettings::name);
  return found == settings.crms.end() ? nullptr : &*found;
}

base::Result<std::vector<StatusRow>> status_rows(daemon::Assembly& program) {
  std::vector<StatusRow> rows;
  for (const auto& crm : program.crms()) {
    const auto state = program.store().crm_state(crm);
    if (!state) return tl::unexpected(state.error());
    const auto counts = program.store().counts(crm);
    if (!counts) return tl::unexpected(counts.error());
    const auto login = program.store().token(crm);
    if (!login) return tl::unexpected(login.error());
    rows.push_back({*state, *counts, *login});
  }
  return rows;
}

Json counts_json(const std::map<std::string, std::int64_t>& counts) {
  Json all = Json::object();
  for (const auto& [name, count] : counts) all.set(name, Json(count));
  return all;
}

Json status_json(const StatusRow& row, const std::string& word) {
  const auto& state = row.state;
  return Json::object(
      {{"crm", Json(state.name)},
       {"state", Json(word)},
       {"mode", Json(mode_word(state.mode))},
       {"next", Json(next_step(row, word))},
       {"last_good_sync", state.last_good_sync ? Json(base::to_rfc3339(*state.last_good_sync)) : Json()},
       {"last_error", Json(state.last_error)},
       {"in_repair", Json(state.in_repair)},
       {"records", counts_json(row.counts.records)},
       {"operations", counts_json(row.counts.operations)},
       {"verdicts", counts_json(row.counts.verdicts)},
       {"rejects", Json(row.counts.rejects)}});
}

int set_mode(Session& session, const Call& call, ports::CrmMode mode) {
  const std::string name = call.one("NAME");
  int failure = done;
  if (session.chosen_crms({name}, failure).empty()) return failure;
  auto* program = session.assembly(failure);
  auto state = program->store().crm_state(name);
  if (!state) return session.console().fail(state.error());
  if (mode == ports::CrmMode::paused && state->mode != mode) state->before_pause = state->mode;
  state->mode = mode;
  const auto saved = program->store().set_crm_state(*state, program->clock().now(), author_of(session, call));
  return saved ? static_cast<int>(done) : session.console().fail(saved.error());
}

/// The CRM's file says what it may do; its comments stay as they are.
base::Result<void> write_apply_mode(const std::filesystem::path& path, daemon::ApplyMode mode) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  auto changed = daemon::with_apply_mode(text.str(), mode);
  if (!changed) return tl::unexpected(changed.error());
  return daemon::replace_file(path, *changed);
}

std::vector<std::string> missing_scopes(daemon::Assembly& program, const std::string& crm) {
  std::vector<std::string> lines;
  const auto held = program.store().token(crm);
  if (!held || !*held) return lines;
  for (const auto& one : connector::missing_scopes(*program.connector(crm), (*held)->scopes))
    lines.push_back("  missing   scope " + one.scope +
                    (one.needed_for.empty() ? "" : ", needed for " + base::join(one.needed_for, ", ")) +
                    "  (goodword auth login " + crm + ")");
  return lines;
}

std::string writes_to_contacts(const ports::Remote& remote) {
  std::vector<std::string> can;
  for (const auto& ability : remote.abilities()) {
    if (ability.kind == model::Kind::contact) can.emplace_back(model::to_text(ability.action));
  }
  return base::join(can, ", ");
}

}  // namespace

int run_crm_list(Session& session, const Call&) {
  int failure = done;
  const auto* settings = session.settings(failure);
  if (settings == nullptr) return failure;
  Json all = Json::array();
  if (!session.console().json() && !settings->crms.empty())
    session.console().line(padded("CRM", 16) + padded("kind", 18) + padded("may", 12) + "file");
  for (const auto& crm : settings->crms) {
    const std::string mode(daemon::to_text(crm.apply));
    all.push(Json::object({{"name", Json(crm.name)},
                           {"connector", Json(crm.connector.json.text_or("title", ""))},
                           {"apply", Json(mode)}}));
    if (!session.console().json()) {
      session.console().line(padded(crm.name, 16) + padded(crm.connector.json.text_or("title", ""), 18) +
                             padded(mode, 12) + crm.file.name);
    }
  }
  if (session.console().json())
    session.console().json_line(Json::object({{"format_version", Json(1)}, {"crms", std::move(all)}}));
  else if (settings->crms.empty())
    session.console().line("None yet. Connect one: goodword crm add NAME --connector KIND");
  return done;
}

int run_crm_check(Session& session, const Call& call) {
  int failure = done;
  const std::string name = call.one("NAME");
  if (session.chosen_crms({name}, failure).empty()) return failure;
  auto* program = session.assembly(failure);
  if (call.has("--confirm-origins")) {
    if (const auto confirmed = program->confirm_origins(name); !confirmed)
      return session.console().fail(confirmed.error());
  }
  auto world = program->world(name, session.observer());
  if (!world) return session.console().fail(world.error());
  const auto who = (*world)->remote().check(session.stop());
  if (!who) return session.console().fail(base::while_doing(who.error(), "checking " + name));
  session.console().line(name + ": the login works" + (who->empty() ? "" : " (" + *who + ")"));
  session.console().line("  hosts     " + base::join(connector::origins_of(*program->connector(name)), ", "));
  const auto missing = (*world)->remote().missing_setup(tags_for_setup(*program), session.stop());
  if (!missing) return session.console().fail(base::while_doing(missing.error(), "checking what " + name + " lacks"));
  for (const auto& item : *missing)
    session.console().line("  missing   " + item.say +
                           (item.can_create ? "  (goodword setup " + name + ")" : "  (a person has to make it)"));
  for (const auto& line : missing_scopes(*program, name)) session.console().line(line);
  session.console().line("  writes    " + writes_to_contacts((*world)->remote()));
  return done;
}

int run_crm_promote(Session& session, const Call& call) {
  int failure = done;
  const std::string name = call.one("NAME");
  const auto* settings = session.settings(failure);
  if (settings == nullptr) return failure;
  const auto* crm = settings_of(*settings, name);
  if (crm == nullptr) return session.chosen_crms({name}, failure).empty() ? failure : static_cast<int>(usage);
  if (const auto written = write_apply_mode(crm->file.path, daemon::ApplyMode::apply); !written)
    return session.console().fail(written.error());
  if (const int code = set_mode(session, call, ports::CrmMode::apply); code != done) return code;
  session.console().line(name +
                         " may be written to from now on. The first apply writes to few contacts: goodword plan " +
                         name + ", then goodword apply NUMBER");
  return done;
}

int run_crm_pause(Session& session, const Call& call) {
  const int code = set_mode(session, call, ports::CrmMode::paused);
  if (code == done)
    session.console().line(call.one("NAME") + " is paused. Go on with: goodword crm resume " + call.one("NAME"));
  return code;
}

int run_crm_resume(Session& session, const Call& call) {
  int failure = done;
  const std::string name = call.one("NAME");
  if (session.chosen_crms({name}, failure).empty()) return failure;
  const auto state = session.assembly(failure)->store().crm_state(name);
  if (!state) return session.console().fail(state.error());
  if (state->mode != ports::CrmMode::paused) {
    session.console().line(name + " is not paused");
    return done;
  }
  const int code = set_mode(session, call, state->before_pause);
  if (code == done) session.console().line(name + " goes on");
  return code;
}

int run_setup(Session& session, const Call& call) {
  int failure = done;
  const std::string name = call.one("CRM");
  if (session.chosen_crms({name}, failure).empty()) return failure;
  auto* program = session.assembly(failure);
  auto hold = daemon::LeaseHold::take(*program, name, session.observer());
  if (!hold) return session.console().fail(hold.error());
  auto world = program->world(name, **hold);
  if (!world) return session.console().fail(world.error());
  const auto tags = tags_for_setup(*program);
  const auto missing = (*world)->remote().missing_setup(tags, session.stop());
  if (!missing) return session.console().fail(missing.error());
  if (missing->empty()) {
    session.console().line(name + " has all that is needed");
    return done;
  }
  for (const auto& item : *missing)
    session.console().line("+ " + item.say + (item.can_create ? "" : "  (a person has to make it)"));
  const bool agreed = call.has("--yes") || session.console().ask("Create this in " + name + "? (yes/no)") == "yes";
  if (!agreed) {
    session.console().line("Nothing was created. To create it: goodword setup " + name + " --yes");
    return done;
  }
  for (const auto& item : *missing) {
    if (!item.can_create) continue;
    if (const auto created = (*world)->remote().create_setup(item, tags, session.stop()); !created)
      return session.console().fail(created.error());
    session.console().line("created: " + item.say);
  }
  return done;
}

namespace {

Json circle_json(const std::vector<engine::PartnerReading>& partners) {
  const auto able = std::ranges::count_if(partners, [](const auto& one) { return one.obstacles.empty(); });
  const auto everybody = static_cast<std::int64_t>(partners.size());
  return Json::object({{"partners", Json(everybody)},
                       {"recommended", Json(static_cast<std::int64_t>(able))},
                       {"cold", Json(static_cast<std::int64_t>(engine::cold_ties(partners, partners.size()).size()))},
                       {"check_in_due", Json(static_cast<std::int64_t>(engine::due_check_ins(partners).size()))}});
}

}  // namespace

int run_status(Session& session, const Call& call) {
  int failure = done;
  auto* program = session.looking(failure);
  if (program == nullptr) return failure;
  if (program->crms().empty() && session.chosen_crms({}, failure).empty()) return failure;
  const auto rows = status_rows(*program);
  if (!rows) return session.console().fail(rows.error());
  const auto partners = program->read_partners();
  if (!partners) return session.console().fail(partners.error());
  const auto now = program->clock().now();
  const auto every = program->settings().options.schedule_every;
  bool well = true;
  Json all = Json::array();
  for (const auto& row : *rows) {
    const auto word = status_word(row, now, every);
    well = well && (word == "ok" || word == "ok-but-empty");
    all.push(status_json(row, word));
  }
  if (session.console().json())
    session.console().json_line(
        Json::object({{"format_version", Json(1)}, {"crms", std::move(all)}, {"circle", circle_json(*partners)}}));
  else
    session.console().line(base::trim(show_status(*rows, now, every) + show_circle(*partners, now)));
  return well || !call.has("--exit-code") ? done : pending;
}

}  // namespace goodword::cli
