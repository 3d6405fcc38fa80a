#include "cli/command_parts.hpp"

namespace goodword::cli {
namespace {

const std::vector<Flag> globals = {
    {"--config", "DIR", "settings folder (default: GOODWORD_CONFIG, your own ~/.config/goodword, or /etc/goodword)"},
    {"--json", "", "one JSON document with format_version instead of text"},
    {"--no-input", "", "never ask; fail where an answer is needed"},
    {"--clock-offset", "DURATION", ""},  // no help, so not shown: moves the clock, for the demo and for tests
};

constexpr ExitRow exits[] = {{done, "done"},
                             {some_failed, "some records failed"},
                             {usage, "usage"},
                             {pending, "not healthy or changes pending (with --exit-code)"},
                             {crm_refused, "CRM unreachable or refused"},
                             {store_failed, "store"},
                             {braked, "a brake was pulled"},
                             {settings_wrong, "settings"}};

std::vector<Command> all_commands() {
  std::vector<Command> all;
  for (const auto& part : {daily_commands(), auth_commands(), referrals_commands(), reasons_commands(),
                           circle_commands(), care_commands()})
    all.insert(all.end(), part.begin(), part.end());
  return all;
}

}  // namespace

std::span<const Command> command_table() {
  static const auto commands = all_commands();
  return commands;
}
std::span<const Flag> global_flags() { return globals; }
std::span<const ExitRow> exit_codes() { return exits; }

}  // namespace goodword::cli
