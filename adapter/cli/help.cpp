// Help, made from the table of commands: the same words for `goodword help crm add`, `goodword crm add --help` and
// a complaint's last line.
#include <algorithm>

#include "base/text.hpp"
#include "cli/command.hpp"
#include "cli/console.hpp"

namespace goodword::cli {
namespace {

constexpr std::size_t name_width = 26;

std::string row(std::string_view name, std::string_view about) {
  const std::string text = wrapped(about, name_width + 2, line_width);
  if (base::count_characters(name) + 4 > name_width + 2) return "  " + std::string(name) + "\n" + text + "\n";
  return "  " + padded(name, name_width) + text.substr(std::min(text.size(), name_width + 2)) + "\n";
}

std::string flag_name(const Flag& flag) {
  return std::string(flag.name) + (flag.value.empty() ? "" : " " + std::string(flag.value));
}

std::string argument_name(const Argument& argument) {
  const std::string name(argument.name);
  if (argument.count == Argument::Count::one) return name;
  return "[" + name + (argument.count == Argument::Count::any ? " …]" : "]");
}

std::string global_rows() {
  std::string text;
  for (const auto& flag : global_flags()) {
    if (!flag.help.empty()) text += row(flag_name(flag), flag.help);
  }
  return text + row("--help", "this text; also: goodword help COMMAND");
}

std::string command_help(const Command& command) {
  std::string text = "goodword " + std::string(command.path) + ": " + std::string(command.summary) + "\n";
  if (!command.about.empty()) text += wrapped(command.about, 0, line_width) + "\n";
  text += "\nUsage: " + usage_line(command) + "\n";
  if (!command.arguments.empty() || !command.flags.empty()) text += "\n";
  for (const auto& argument : command.arguments) text += row(argument.name, argument.help);
  for (const auto& flag : command.flags) text += row(flag_name(flag), flag.help);
  return text + "\nWith every command\n" + global_rows();
}

std::string rows_under(std::string_view group) {
  std::string text;
  for (const auto& command : command_table()) {
    if (command.path == group || command.path.starts_with(std::string(group) + " "))
      text += row(command.path, command.summary);
  }
  return text;
}

std::string whole_help() {
  std::string text =
      "Goodword puts in a good word: it reads the contacts in your CRMs, says which prospects to pursue, nurture, "
      "refer,\n"
      "team up on or let go, and why, and writes nothing before you said so.\n\nUsage: goodword COMMAND …\n\n";
  for (const auto& command : command_table()) text += row(command.path, command.summary);
  std::vector<std::string> exits;
  for (const auto& exit : exit_codes()) exits.push_back(std::to_string(exit.code) + " " + std::string(exit.meaning));
  return text + "\nWith every command\n" + global_rows() + row("--version", "the version") + "\n" +
         wrapped("Exit codes: " + base::join(exits, ", ") + ".", 0, line_width) +
         "\nNew here: goodword demo, then goodword init.\n";
}

}  // namespace

std::string usage_line(const Command& command) {
  std::string text = "goodword " + std::string(command.path);
  for (const auto& argument : command.arguments) text += " " + argument_name(argument);
  return text + (command.flags.empty() ? "" : " [OPTION …]");
}

std::string help_for(std::string_view path) {
  if (path.empty()) return whole_help();
  const auto commands = command_table();
  const bool leads =
      std::ranges::any_of(commands, [&](const auto& one) { return one.path.starts_with(std::string(path) + " "); });
  const auto found = std::ranges::find(commands, path, &Command::path);
  if (!leads) return found == commands.end() ? whole_help() : command_help(*found);
  const std::string below =
      "Commands\n" + rows_under(path) + "\nMore about one: goodword help " + std::string(path) + " …\n";
  return found == commands.end() ? below : command_help(*found) + "\n" + below;
}

}  // namespace goodword::cli
