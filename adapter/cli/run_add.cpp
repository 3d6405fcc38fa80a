// crm add: connects a CRM, by arguments or by asking.
#include <algorithm>

#include "base/text.hpp"
#include "cli/add_talk.hpp"
#include "cli/connector_files.hpp"
#include "cli/run.hpp"

namespace goodword::cli {
namespace {

using base::Result;
using Pairs = std::map<std::string, std::string>;

/// "token=file:PATH" parts of a repeated flag; a part without = is the operator's slip.
Result<void> take_pairs(const Call& call, std::string_view flag, Pairs& into) {
  for (const auto& part : call.all(flag)) {
    const auto sign = part.find('=');
    // The text may be a secret typed in the wrong place: it is not repeated.
    if (sign == std::string::npos || sign == 0) return base::failure("usage", std::string(flag) + " takes KEY=VALUE");
    into[part.substr(0, sign)] = part.substr(sign + 1);
  }
  return {};
}

Result<void> take_name(const Call& call, const Session& session, daemon::AddState& state) {
  const std::string name = call.one("NAME");
  if (name.empty()) return {};
  if (std::ranges::count(state.taken, name))
    return base::failure("settings.exists",
                         (session.config_folder() / "crms" / (name + ".json")).string() + " would be replaced");
  const std::string fault =
      daemon::take_answer(state, {.what = daemon::AddQuestion::What::name, .key = "", .text = ""}, name);
  if (!fault.empty()) return base::failure("usage", "\"" + base::escape_line(name) + "\": " + fault);
  return {};
}

Result<void> take_connector(const Call& call, const Session& session, daemon::AddState& state) {
  const std::string kind = call.one("--connector");
  if (kind.empty()) return {};
  const auto paths = daemon::connector_paths(session.config_folder(), session.share_folder());
  const auto path = paths.find(kind);
  if (path == paths.end()) {
    std::vector<std::string> known;
    for (const auto& [name, where] : paths) known.push_back(name);
    const std::string near = base::nearest(kind, known);
    return base::failure(
        "usage", "no connector " + base::escape_line(kind) +
                     (near.empty() ? "; there are: " + base::join(known, ", ") : "; did you mean " + near + "?"));
  }
  auto json = read_json(path->second);
  if (!json) return tl::unexpected(json.error());
  state.connector = std::move(*json);
  return {};
}

/// What the arguments say, held against the connector at once where it is known.
Result<void> take_arguments(const Call& call, const Session& session, daemon::AddState& state) {
  if (auto taken = take_name(call, session, state); !taken) return taken;
  if (auto taken = take_connector(call, session, state); !taken) return taken;
  state.answers.login = call.one("--login");
  if (auto taken = take_pairs(call, "--set", state.answers.settings); !taken) return taken;
  if (auto taken = take_pairs(call, "--secret", state.answers.secrets); !taken) return taken;
  return state.connector.is_null() ? Result<void>() : daemon::check_answers(state.connector, state.answers);
}

int add_by_arguments(const Session& session, Adding& adding) {
  if (adding.is_to_be_tried()) {
    if (const auto tried = adding.try_out(); !tried) return session.console().fail(tried.error());
    if (const auto mapped = adding.map_named(); !mapped) return session.console().fail(mapped.error());
  }
  return adding.write();
}

}  // namespace

int run_crm_add(Session& session, const Call& call) {
  Adding adding(session, call);
  if (const auto taken = take_arguments(call, session, adding.state()); !taken)
    return session.console().fail(taken.error());
  const auto missing = daemon::missing_arguments(adding.state());
  if (missing.empty()) return add_by_arguments(session, adding);
  if (session.console().terminal()) return talk_through_adding(session, adding);
  return session.console().complain("not given: " + base::join(missing, ", "));
}

}  // namespace goodword::cli
