// Commands are a table: path, words, options and the function that runs it. The table drives parsing, help, man
// pages and completions; nothing about a command stands anywhere else.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace goodword::cli {

class Session;

struct Argument {
  std::string_view name;  ///< "CONTACT"
  std::string_view help;
  enum class Count { one, maybe, any } count = Count::one;
};

struct Flag {
  std::string_view name;   ///< "--limit"
  std::string_view value;  ///< "N"; "[DIR]" where it may be left out; empty for a switch
  std::string_view help;
};

/// What was typed, by argument and flag name.
struct Call {
  std::map<std::string, std::vector<std::string>, std::less<>> values;

  bool has(std::string_view name) const { return values.contains(name); }
  /// The first value, or empty.
  std::string one(std::string_view name) const;
  std::vector<std::string> all(std::string_view name) const;
};

struct Command {
  std::string_view path;     ///< "crm add"
  std::string_view summary;  ///< one line of help
  std::string_view about;    ///< a paragraph, may be empty
  std::vector<Argument> arguments;
  std::vector<Flag> flags;
  int (*run)(Session&, const Call&);
};

/// All commands, in the order of help. Options that every command takes stand in global_flags().
std::span<const Command> command_table();
std::span<const Flag> global_flags();

/// Exit codes.
enum Exit {
  done = 0,
  some_failed = 1,
  usage = 2,
  pending = 3,
  crm_refused = 4,
  store_failed = 5,
  braked = 6,
  settings_wrong = 78
};

struct ExitRow {
  Exit code;
  std::string_view meaning;
};

/// All exit codes, as help and the manual show them.
std::span<const ExitRow> exit_codes();

struct Parsed {
  const Command* command = nullptr;  ///< nullptr: nothing to run, `exit_code` and `text` say what happened
  Call call;
  int exit_code = 0;
  std::string text;  ///< help or version (to standard output) or a complaint (to standard error)
};

/// Help for "crm add", for a group as "crm", or for the whole program (empty path).
std::string help_for(std::string_view path);
/// "goodword crm add NAME [OPTION …]"
std::string usage_line(const Command& command);

/// Reads the command line. Unknown words are answered with the nearest known one.
Parsed parse(int argc, const char* const* argv);

}  // namespace goodword::cli
