// crm check: the login, the clocks, what may still be asked, and what is missing.
#include "base/text.hpp"
#include "cli/run.hpp"
#include "cli/show.hpp"
#include "connector/authorization.hpp"

namespace goodword::cli {
namespace {

using base::Json;
using base::Result;

struct CrmCheck {
  std::string who;
  std::vector<std::string> hosts, writes;
  std::vector<ports::SetupItem> missing;
  std::vector<connector::MissingScope> scopes;
  ports::Standing standing;
};

std::vector<connector::MissingScope> scopes_not_granted(daemon::Assembly& program, const std::string& crm) {
  const auto held = program.store().token(crm);
  if (!held || !*held) return {};
  return connector::missing_scopes(*program.connector(crm), (*held)->scopes);
}

std::vector<std::string> writes_to_contacts(const ports::Remote& remote) {
  std::vector<std::string> can;
  for (const auto& ability : remote.abilities()) {
    if (ability.kind == model::Kind::contact) can.emplace_back(model::to_text(ability.action));
  }
  return can;
}

Result<CrmCheck> check_crm(Session& session, daemon::Assembly& program, const std::string& name,
                           ports::Remote& remote) {
  CrmCheck made;
  auto who = remote.check(session.stop());
  if (!who) return tl::unexpected(base::while_doing(who.error(), "checking " + name));
  made.who = std::move(*who);
  made.hosts = connector::origins_of(*program.connector(name));
  auto missing = remote.missing_setup(tags_for_setup(program), session.stop());
  if (!missing) return tl::unexpected(base::while_doing(missing.error(), "checking what " + name + " lacks"));
  made.missing = std::move(*missing);
  made.scopes = scopes_not_granted(program, name);
  made.writes = writes_to_contacts(remote);
  auto standing = remote.standing();
  if (!standing) return tl::unexpected(standing.error());
  made.standing = std::move(*standing);
  return made;
}

void show_check(const Session& session, const std::string& name, const CrmCheck& check, base::Instant now) {
  const auto& console = session.console();
  console.line(name + ": the login works" + (check.who.empty() ? "" : " (" + check.who + ")"));
  console.line("  hosts     " + base::join(check.hosts, ", "));
  for (const auto& line : show_standing(check.standing, now)) console.line(line);
  for (const auto& item : check.missing)
    console.line("  missing   " + item.say +
                 (item.can_create ? "  (goodword setup " + name + ")" : "  (a person has to make it)"));
  for (const auto& one : check.scopes)
    console.line("  missing   scope " + one.scope +
                 (one.needed_for.empty() ? "" : ", needed for " + base::join(one.needed_for, ", ")) +
                 "  (goodword auth login " + name + ")");
  console.line("  writes    " + base::join(check.writes, ", "));
}

Json texts(const std::vector<std::string>& list) {
  Json all = Json::array();
  for (const auto& text : list) all.push(Json(text));
  return all;
}

Json check_json(const std::string& name, const CrmCheck& check) {
  Json missing = Json::array(), scopes = Json::array();
  for (const auto& item : check.missing)
    missing.push(
        Json::object({{"name", Json(item.name)}, {"say", Json(item.say)}, {"can_create", Json(item.can_create)}}));
  for (const auto& one : check.scopes)
    scopes.push(Json::object({{"scope", Json(one.scope)}, {"needed_for", texts(one.needed_for)}}));
  Json document = Json::object(
      {{"format_version", Json(1)}, {"crm", Json(name)}, {"who", Json(check.who)}, {"hosts", texts(check.hosts)}});
  put_standing(document, check.standing);
  document.set("missing", std::move(missing));
  document.set("missing_scopes", std::move(scopes));
  document.set("writes", texts(check.writes));
  return document;
}

}  // namespace

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
  auto& remote = (*world)->remote();
  const auto check = check_crm(session, *program, name, remote);
  const auto now = program->clock().now();
  if (!check) {
    const bool spent = check.error().code == "remote.rate_limited" && !session.console().json();
    const auto standing = remote.standing();
    if (spent && standing)
      for (const auto& line : show_standing(*standing, now)) session.console().line(line);
    return session.console().fail(check.error());
  }
  if (session.console().json())
    session.console().json_line(check_json(name, *check));
  else
    show_check(session, name, *check, now);
  return done;
}

}  // namespace goodword::cli
