#include <CLI/CLI.hpp>

#include "base/text.hpp"
#include "cli/command.hpp"
#include "cli/version.hpp"

namespace goodword::cli {
namespace {

/// Where CLI11 leaves what was typed for one command.
struct Slots {
  const Command* command = nullptr;
  CLI::App* app = nullptr;
  std::vector<std::unique_ptr<std::vector<std::string>>> values;
  std::vector<std::pair<std::string, std::size_t>> places;   ///< name to index in values
  std::vector<std::pair<std::string, CLI::Option*>> switches;
};

std::vector<std::string>& slot(Slots& slots, std::string_view name) {
  slots.places.emplace_back(std::string(name), slots.values.size());
  slots.values.push_back(std::make_unique<std::vector<std::string>>());
  return *slots.values.back();
}

void add_flag(Slots& slots, const Flag& flag) {
  const std::string name(flag.name);
  if (flag.value.empty()) {
    slots.switches.emplace_back(name, slots.app->add_flag(name)->description(std::string(flag.help)));
  } else {
    auto* option = slots.app->add_option(name, slot(slots, flag.name), std::string(flag.help));
    option->type_name(std::string(flag.value))->allow_extra_args(false);
  }
}

void add_argument(Slots& slots, const Argument& argument) {
  auto* option = slots.app->add_option(std::string(argument.name), slot(slots, argument.name), std::string(argument.help));
  option->type_name("");
  switch (argument.count) {
    case Argument::Count::one: option->required()->expected(1); break;
    case Argument::Count::maybe: option->expected(0, 1); break;
    case Argument::Count::any: option->expected(0, 1000); break;
  }
}

/// "add, check, list": what stands behind a first word.
std::string group_summary(const std::string& group) {
  std::string names;
  for (const auto& command : command_table()) {
    if (!command.path.starts_with(group + " ")) continue;
    names += (names.empty() ? "" : ", ") + std::string(command.path.substr(group.size() + 1));
  }
  return names;
}

/// The app for "crm add" under the one for "crm", made where it is not there yet.
CLI::App* app_for(CLI::App& root, std::string_view path, std::string_view summary) {
  CLI::App* at = &root;
  const auto words = base::split(path, ' ');
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto known = at->get_subcommands([&](CLI::App* app) { return app->get_name() == words[i]; });
    CLI::App* next = known.empty() ? nullptr : known.front();
    const bool last = i + 1 == words.size();
    if (next == nullptr) next = at->add_subcommand(words[i], last ? std::string(summary) : group_summary(words[i]));
    at = next;
  }
  return at;
}

Call call_from(const Slots& slots) {
  Call call;
  for (const auto& [name, place] : slots.places) {
    if (!slots.values[place]->empty()) call.values[name] = *slots.values[place];
  }
  for (const auto& [name, option] : slots.switches) {
    if (option->count() > 0) call.values[name] = {};
  }
  return call;
}

/// "unknown command sink; did you mean sync?"
std::string complaint(const std::string& message, int argc, const char* const* argv) {
  std::vector<std::string> known;
  for (const auto& command : command_table()) {
    known.emplace_back(command.path);
    known.push_back(base::split(command.path, ' ').front());
    for (const auto& flag : command.flags) known.emplace_back(flag.name);
  }
  for (int i = 1; i < argc; ++i) {
    if (std::find(known.begin(), known.end(), argv[i]) != known.end()) continue;
    const std::string near = base::nearest(argv[i], known);
    if (!near.empty()) return message + "; did you mean " + near + "?";
  }
  return message;
}

}  // namespace

std::string Call::one(std::string_view name) const {
  const auto found = values.find(name);
  return found == values.end() || found->second.empty() ? std::string() : found->second.front();
}

std::vector<std::string> Call::all(std::string_view name) const {
  const auto found = values.find(name);
  return found == values.end() ? std::vector<std::string>() : found->second;
}

Parsed parse(int argc, const char* const* argv) {
  CLI::App root("Goodword puts in a good word: it reads the contacts in your CRMs, says which prospects to pursue, nurture, refer,\n"
                "team up on or let go, and why, and writes nothing before you said so.",
                "goodword");
  root.set_version_flag("--version", std::string("goodword ") + std::string(version));
  root.require_subcommand(1);
  std::vector<std::unique_ptr<Slots>> all;
  for (const auto& command : command_table()) {
    auto slots = std::make_unique<Slots>();
    slots->command = &command;
    slots->app = app_for(root, command.path, command.summary);
    slots->app->description(std::string(command.summary));
    if (!command.about.empty()) slots->app->footer(std::string(command.about));
    slots->app->require_subcommand(0);
    for (const auto& argument : command.arguments) add_argument(*slots, argument);
    for (const auto& flag : command.flags) add_flag(*slots, flag);
    for (const auto& flag : global_flags()) {
      if (!flag.help.empty()) add_flag(*slots, flag);
      else slots->app->add_option(std::string(flag.name), slot(*slots, flag.name))->group("");
    }
    all.push_back(std::move(slots));
  }
  Parsed parsed;
  try {
    root.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    parsed.text = root.help();
    return parsed;
  } catch (const CLI::CallForVersion&) {
    parsed.text = std::string("goodword ") + std::string(version) + "\n";
    return parsed;
  } catch (const CLI::ParseError& fault) {
    parsed.exit_code = usage;
    const bool unknown = argc > 1 && argv[1][0] != '-' && root.get_subcommands().empty();
    const std::string what = unknown ? "no command " + std::string(argv[1]) : std::string(fault.what());
    parsed.text = "goodword: " + complaint(what, argc, argv) + "\nSee goodword --help.\n";
    return parsed;
  }
  for (const auto& slots : all) {
    if (!slots->app->parsed() || !slots->app->get_subcommands().empty()) continue;
    parsed.command = slots->command;
    parsed.call = call_from(*slots);
  }
  if (parsed.command == nullptr) {
    parsed.exit_code = usage;
    parsed.text = root.help();
  }
  return parsed;
}

}  // namespace goodword::cli
