#include "cli/crm_check.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "cli/show.hpp"
#include "engine/tags.hpp"

namespace goodword::cli {
namespace {

using base::Json;
using base::Result;

std::vector<std::string> writes_to_contacts(const ports::Remote& remote) {
  std::vector<std::string> can;
  for (const auto& ability : remote.abilities()) {
    if (ability.kind == model::Kind::contact) can.emplace_back(model::to_text(ability.action));
  }
  return can;
}

Json texts(const std::vector<std::string>& list) {
  Json all = Json::array();
  for (const auto& text : list) all.push(Json(text));
  return all;
}

}  // namespace

Result<CrmCheck> check_crm(const CheckedCrm& crm, std::stop_token stop) {
  auto& remote = crm.remote;
  CrmCheck made;
  auto who = remote.check(stop);
  if (!who) return tl::unexpected(base::while_doing(who.error(), "checking " + crm.name));
  made.who = std::move(*who);
  made.hosts = connector::origins_of(crm.compiled);
  auto missing = remote.missing_setup(crm.tags, stop);
  if (!missing) return tl::unexpected(base::while_doing(missing.error(), "checking what " + crm.name + " lacks"));
  made.missing = std::move(*missing);
  made.scopes = connector::missing_scopes(crm.compiled, crm.granted());
  made.writes = writes_to_contacts(remote);
  auto standing = remote.standing();
  if (!standing) return tl::unexpected(standing.error());
  made.standing = std::move(*standing);
  return made;
}

std::vector<std::string> lines_of(const std::string& name, const CrmCheck& check, base::Instant now) {
  std::vector<std::string> lines = {name + ": the login works" + (check.who.empty() ? "" : " (" + check.who + ")"),
                                    "  hosts     " + base::join(check.hosts, ", ")};
  std::ranges::copy(show_standing(check.standing, now), std::back_inserter(lines));
  for (const auto& item : check.missing)
    lines.push_back("  missing   " + item.say +
                    (item.can_create ? "  (goodword setup " + name + ")" : "  (a person has to make it)"));
  for (const auto& one : check.scopes)
    lines.push_back("  missing   scope " + one.scope +
                    (one.needed_for.empty() ? "" : ", needed for " + base::join(one.needed_for, ", ")) +
                    "  (goodword auth login " + name + ")");
  lines.push_back("  writes    " + base::join(check.writes, ", "));
  return lines;
}

Json to_json(const std::string& name, const CrmCheck& check) {
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

std::vector<std::string> tags_for_setup(const daemon::Settings& settings) {
  const auto& prefix = settings.options.tags_prefix;
  auto tags = engine::all_our_tags(prefix);
  std::ranges::copy(engine::all_answer_tags(prefix), std::back_inserter(tags));
  for (const auto& service : settings.services) tags.push_back(prefix + ":need-" + service.id);
  return tags;
}

}  // namespace goodword::cli
