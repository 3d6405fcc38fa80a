#include <CLI/CLI.hpp>

#include <algorithm>
#include <optional>

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
  std::vector<std::pair<std::string, std::size_t>> places;  ///< name to index in values
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
    if (flag.value.starts_with('[')) {
      option->expected(0, 1);
      slots.switches.emplace_back(name, option);
    }
  }
}

void add_argument(Slots& slots, const Argument& argument) {
  auto* option =
      slots.app->add_option(std::string(argument.name), slot(slots, argument.name), std::string(argument.help));
  option->type_name("");
  switch (argument.count) {
    case Argument::Count::one: option->required()->expected(1)->allow_extra_args(false); break;
    case Argument::Count::maybe: option->expected(0, 1); break;
    case Argument::Count::any: option->expected(0, 1000); break;
  }
}

/// The app for "crm add" under the one for "crm", made where it is not there yet.
CLI::App* app_for(CLI::App& root, std::string_view path) {
  CLI::App* at = &root;
  const auto words = base::split(path, ' ');
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto known = at->get_subcommands([&](CLI::App* app) { return app->get_name() == words[i]; });
    CLI::App* next = known.empty() ? nullptr : known.front();
    if (next == nullptr) {
      next = at->add_subcommand(words[i]);
      next->set_help_flag();
    }
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
    if (option->count() > 0) call.values.try_emplace(name);
  }
  return call;
}

using Words = std::vector<std::string>;

bool leads_somewhere(std::string_view path) {
  return std::ranges::any_of(command_table(), [&](const auto& command) {
    return command.path == path || command.path.starts_with(std::string(path) + " ");
  });
}

/// The longest beginning of the words that is a command or a group of them: "crm add" of "crm add main --set …".
std::string path_of(const Words& words) {
  std::string path;
  for (const auto& word : words) {
    const std::string longer = path.empty() ? word : path + " " + word;
    if (!leads_somewhere(longer)) break;
    path = longer;
  }
  return path;
}

const Command* command_at(std::string_view path) {
  const auto commands = command_table();
  const auto found = std::ranges::find(commands, path, &Command::path);
  return found == commands.end() ? nullptr : &*found;
}

/// Options that stand before the command belong to every command: they move behind it.
Words leading_flags_last(Words words) {
  Words front;
  while (!words.empty() && words.front().starts_with("--")) {
    const auto flags = global_flags();
    const auto flag = std::ranges::find(flags, words.front(), &Flag::name);
    const std::size_t count = flag != flags.end() && !flag->value.empty() && words.size() > 1 ? 2 : 1;
    for (std::size_t i = 0; i < count; ++i) front.push_back(words[i]);
    words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(count));
  }
  words.insert(words.end(), front.begin(), front.end());
  return words;
}

Parsed refused(const std::string& what, std::string_view path) {
  Parsed parsed;
  parsed.exit_code = usage;
  const Command* command = command_at(path);
  parsed.text = "goodword: " + what + "\n" + (command ? "Usage: " + usage_line(*command) + "\n" : "") + "See goodword" +
                (path.empty() ? "" : " " + std::string(path)) + " --help.\n";
  return parsed;
}

std::string with_nearest(const std::string& what, const std::string& word, const Words& known) {
  const std::string near = base::nearest(word, known);
  return what + (near.empty() ? "" : "; did you mean " + near + "?");
}

/// "no command crm chek; did you mean crm check?"
Parsed no_command(const Words& words, const std::string& path) {
  const std::string word = (path.empty() ? "" : path + " ") + words[path.empty() ? 0 : base::split(path, ' ').size()];
  Words known;
  for (const auto& command : command_table()) {
    known.emplace_back(command.path);
    known.push_back(base::split(command.path, ' ').front());
  }
  return refused(with_nearest("no command " + word, word, known), path);
}

Parsed unexpected_words(const Words& extras, const Command& command) {
  const std::string& word = extras.front();
  const std::string path(command.path);
  if (!word.starts_with("-")) return refused("one word too many: " + word, path);
  Words known;
  for (const auto& flag : command.flags) known.emplace_back(flag.name);
  for (const auto& flag : global_flags()) {
    if (!flag.help.empty()) known.emplace_back(flag.name);
  }
  const std::string name = word.substr(0, word.find('='));
  return refused(with_nearest("goodword " + path + " has no option " + name, name, known), path);
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

namespace {

std::vector<std::unique_ptr<Slots>> build(CLI::App& root) {
  std::vector<std::unique_ptr<Slots>> all;
  for (const auto& command : command_table()) {
    auto slots = std::make_unique<Slots>();
    slots->command = &command;
    slots->app = app_for(root, command.path);
    slots->app->require_subcommand(0);
    for (const auto& argument : command.arguments) add_argument(*slots, argument);
    for (const auto& flag : command.flags) add_flag(*slots, flag);
    for (const auto& flag : global_flags()) add_flag(*slots, flag);
    all.push_back(std::move(slots));
  }
  return all;
}

/// Help, version, and words that are no command: what needs no parser.
std::optional<Parsed> answered(const Words& words, const std::string& path) {
  Parsed parsed;
  const bool asks = std::ranges::any_of(words, [](const auto& word) { return word == "--help" || word == "-h"; });
  if (!words.empty() && words.front() == "help") {
    const Words topic(words.begin() + 1, words.end());
    const std::string about = path_of(topic);
    if (!topic.empty() && !topic.front().starts_with("-") && about.empty()) return no_command(topic, about);
    parsed.text = help_for(about);
    return parsed;
  }
  if (asks) {
    parsed.text = help_for(path);
    return parsed;
  }
  if (!words.empty() && words.front() == "--version") {
    parsed.text = "goodword " + std::string(version) + "\n";
    return parsed;
  }
  const std::size_t used = path.empty() ? 0 : base::split(path, ' ').size();
  if (command_at(path) != nullptr) return std::nullopt;
  if (used < words.size() && !words[used].starts_with("-")) return no_command(words, path);
  parsed.exit_code = usage;
  parsed.text = help_for(path);
  return parsed;
}

}  // namespace

Parsed parse(int argc, const char* const* argv) {
  const Words words = leading_flags_last(Words(argv + std::min(argc, 1), argv + argc));
  const std::string path = path_of(words);
  if (auto answer = answered(words, path)) return std::move(*answer);
  CLI::App root;
  root.set_help_flag();
  const auto all = build(root);
  const Command& wanted = *command_at(path);
  try {
    root.parse(Words(words.rbegin(), words.rend()));
  } catch (const CLI::ExtrasError&) {
    const auto extras = root.remaining(true);
    return extras.empty() ? refused("one word too many", path) : unexpected_words(extras, wanted);
  } catch (const CLI::ParseError& fault) {
    return refused(fault.what(), path);
  }
  Parsed parsed;
  for (const auto& slots : all) {
    if (slots->command != &wanted) continue;
    parsed.command = slots->command;
    parsed.call = call_from(*slots);
  }
  return parsed;
}

}  // namespace goodword::cli
