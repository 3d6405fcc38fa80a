#include "cli/crm_check.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "connector/authorization.hpp"
#include "engine/tags.hpp"

namespace goodword::cli {
namespace {

std::string writes_to_contacts(const ports::Remote& remote) {
  std::vector<std::string> can;
  for (const auto& ability : remote.abilities()) {
    if (ability.kind == model::Kind::contact) can.emplace_back(model::to_text(ability.action));
  }
  return base::join(can, ", ");
}

}  // namespace

base::Result<void> show_check(Session& session, const CheckedCrm& crm) {
  const auto& [name, compiled, remote, tags, granted] = crm;
  const auto& console = session.console();
  const auto who = remote.check(session.stop());
  if (!who) return tl::unexpected(base::while_doing(who.error(), "checking " + name));
  console.line(name + ": the login works" + (who->empty() ? "" : " (" + *who + ")"));
  console.line("  hosts     " + base::join(connector::origins_of(compiled), ", "));
  const auto missing = remote.missing_setup(tags, session.stop());
  if (!missing) return tl::unexpected(base::while_doing(missing.error(), "checking what " + name + " lacks"));
  for (const auto& item : *missing)
    console.line("  missing   " + item.say +
                 (item.can_create ? "  (goodword setup " + name + ")" : "  (a person has to make it)"));
  for (const auto& one : connector::missing_scopes(compiled, granted()))
    console.line("  missing   scope " + one.scope +
                 (one.needed_for.empty() ? "" : ", needed for " + base::join(one.needed_for, ", ")) +
                 "  (goodword auth login " + name + ")");
  console.line("  writes    " + writes_to_contacts(remote));
  return {};
}

std::vector<std::string> tags_for_setup(const daemon::Settings& settings) {
  const auto& prefix = settings.options.tags_prefix;
  auto tags = engine::all_our_tags(prefix);
  std::ranges::copy(engine::all_answer_tags(prefix), std::back_inserter(tags));
  for (const auto& service : settings.services) tags.push_back(prefix + ":need-" + service.id);
  return tags;
}

}  // namespace goodword::cli
