// Completions for three shells. Each script knows the same: which words make a command ("crm add"), what can follow
// it, and which options take a file, a folder or something else.
#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "cli/command.hpp"
#include "cli/manual.hpp"

namespace goodword::cli {
namespace {

struct Word {
  std::string text;
  std::string about;
};

/// What can be typed after a command or a group of commands.
struct Place {
  std::string path;  ///< empty at the beginning
  std::vector<Word> next;
  std::vector<Flag> flags;
  bool takes_file = false;
};

const std::vector<Flag> asking = {{"--help", "", "help on this"}};

bool is_file(std::string_view name) { return name == "FILE" || name == "PLAN"; }
bool is_folder(std::string_view name) { return name == "DIR" || name == "[DIR]"; }

std::string path_above(std::string_view path) {
  const auto space = path.rfind(' ');
  return std::string(space == std::string_view::npos ? "" : path.substr(0, space));
}

Place& place_at(std::vector<Place>& places, const std::string& path) {
  const auto found = std::ranges::find(places, path, &Place::path);
  if (found != places.end()) return *found;
  if (!path.empty()) {
    Place& above = place_at(places, path_above(path));
    above.next.push_back({path.substr(path.rfind(' ') + 1), "more: goodword help " + path});
  }
  places.push_back({path, {}, asking, false});
  return places.back();
}

std::vector<Flag> shown(std::vector<Flag> flags) {
  std::erase_if(flags, [](const Flag& flag) { return flag.help.empty(); });
  return flags;
}

/// Every command and every group, groups first.
std::vector<Place> all_places() {
  std::vector<Place> places;
  place_at(places, "").flags = {{"--version", "", "the version"}, asking.front()};
  for (const auto& command : command_table()) {
    Place& place = place_at(places, std::string(command.path));
    place.flags = command.flags;
    const auto globals = global_flags();
    place.flags.insert(place.flags.end(), globals.begin(), globals.end());
    place.flags.push_back(asking.front());
    place.flags = shown(place.flags);
    place.takes_file =
        std::ranges::any_of(command.arguments, [](const Argument& argument) { return is_file(argument.name); });
    const std::string word = place.path.substr(place.path.rfind(' ') + 1);
    for (Word& known : place_at(places, path_above(command.path)).next) {
      if (known.text == word) known.about = command.summary;
    }
  }
  return places;
}

enum class Takes { folder, file, something };

/// Options with a value of this kind, over all commands.
std::vector<std::string> flags_that_take(Takes wanted) {
  std::set<std::string> names;
  for (const auto& place : all_places()) {
    for (const auto& flag : place.flags) {
      if (flag.value.empty()) continue;
      const Takes takes = is_folder(flag.value) ? Takes::folder : is_file(flag.value) ? Takes::file : Takes::something;
      if (takes == wanted) names.emplace(flag.name);
    }
  }
  return {names.begin(), names.end()};
}

/// In single quotes, for all three shells; `quote` is what stands for a quote within.
std::string quoted(std::string_view text, std::string_view quote) {
  std::string inside;
  for (const char letter : text) inside += letter == '\'' ? std::string(quote) : std::string(1, letter);
  return "'" + inside + "'";
}

constexpr std::string_view leave_and_enter = "'\\''";

/// 'demo'|'crm'|'crm add': the pattern of a case in bash and zsh.
std::string known_paths(const std::vector<Place>& places) {
  std::vector<std::string> paths;
  for (const auto& place : places) {
    if (!place.path.empty()) paths.push_back(quoted(place.path, leave_and_enter));
  }
  return base::join(paths, "|");
}

std::string flag_names(const Place& place) {
  std::vector<std::string> names;
  for (const auto& flag : place.flags) names.emplace_back(flag.name);
  return base::join(names, " ");
}

std::string next_words(const Place& place) {
  std::vector<std::string> names;
  for (const auto& word : place.next) names.push_back(word.text);
  return base::join(names, " ");
}

std::string zsh_list(std::string_view name, std::string_view about) {
  return " " + quoted(std::string(name) + ":" + std::string(about), leave_and_enter);
}

/// Fish: -x wants a value, -r a file.
std::string fish_value(const Flag& flag) {
  if (flag.value.empty()) return "";
  if (is_folder(flag.value)) return " -x -a '(__fish_complete_directories)'";
  return is_file(flag.value) ? " -r -F" : " -x";
}

}  // namespace

std::string bash_completion() {
  const auto places = all_places();
  std::string text =
      "# Completion of goodword for bash. Made by: goodword manual bash\n"
      "_goodword() {\n"
      "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} path= word words= flags= files=\n"
      "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
      "    case \"${path:+$path }$word\" in\n      " +
      known_paths(places) +
      ") path=\"${path:+$path }$word\" ;;\n"
      "    esac\n"
      "  done\n"
      "  COMPREPLY=()\n"
      "  case \"$prev\" in\n    " +
      base::join(flags_that_take(Takes::folder), "|") + ") COMPREPLY=($(compgen -d -- \"$cur\")); return ;;\n    " +
      base::join(flags_that_take(Takes::file), "|") + ") COMPREPLY=($(compgen -f -- \"$cur\")); return ;;\n    " +
      base::join(flags_that_take(Takes::something), "|") +
      ") return ;;\n"
      "  esac\n"
      "  case \"$path\" in\n";
  for (const auto& place : places) {
    text += "    '" + place.path + "') words='" + next_words(place) + "' flags='" + flag_names(place) + "'" +
            (place.takes_file ? " files=yes" : "") + " ;;\n";
  }
  return text +
         "  esac\n"
         "  if [[ $cur == -* ]]; then\n"
         "    COMPREPLY=($(compgen -W \"$flags\" -- \"$cur\"))\n"
         "  elif [[ -n $words ]]; then\n"
         "    COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
         "  elif [[ -n $files ]]; then\n"
         "    COMPREPLY=($(compgen -f -- \"$cur\"))\n"
         "  fi\n"
         "}\n"
         "complete -o filenames -F _goodword goodword\n";
}

std::string zsh_completion() {
  const auto places = all_places();
  std::string text =
      "#compdef goodword\n"
      "# Completion of goodword for zsh. Made by: goodword manual zsh\n"
      "_goodword() {\n"
      "  local at= word files=\n"
      "  local -a next flags\n"
      "  for word in ${words[2,CURRENT-1]}; do\n"
      "    case \"${at:+$at }$word\" in\n      " +
      known_paths(places) +
      ") at=\"${at:+$at }$word\" ;;\n"
      "    esac\n"
      "  done\n"
      "  case ${words[CURRENT-1]} in\n    " +
      base::join(flags_that_take(Takes::folder), "|") + ") _files -/; return ;;\n    " +
      base::join(flags_that_take(Takes::file), "|") + ") _files; return ;;\n    " +
      base::join(flags_that_take(Takes::something), "|") +
      ") _message value; return ;;\n"
      "  esac\n"
      "  case $at in\n";
  for (const auto& place : places) {
    text += "    '" + place.path + "')\n      next=(";
    for (const auto& word : place.next) text += zsh_list(word.text, word.about);
    text += " )\n      flags=(";
    for (const auto& flag : place.flags) text += zsh_list(flag.name, flag.help);
    text += std::string(" )\n") + (place.takes_file ? "      files=yes\n" : "") + "      ;;\n";
  }
  return text +
         "  esac\n"
         "  if [[ $PREFIX == -* ]]; then\n"
         "    _describe option flags\n"
         "  elif (( $#next )); then\n"
         "    _describe command next\n"
         "  elif [[ -n $files ]]; then\n"
         "    _files\n"
         "  fi\n"
         "}\n"
         "_goodword \"$@\"\n";
}

std::string fish_completion() {
  const auto places = all_places();
  std::string text =
      "# Completion of goodword for fish. Made by: goodword manual fish\n"
      "function __goodword_at\n"
      "  set -l at ''\n"
      "  for word in (commandline -opc)[2..]\n"
      "    set -l next (string trim -- \"$at $word\")\n"
      "    contains -- $next";
  for (const auto& place : places) {
    if (!place.path.empty()) text += " '" + place.path + "'";
  }
  text +=
      "\n"
      "    and set at $next\n"
      "  end\n"
      "  test \"$at\" = \"$argv[1]\"\n"
      "end\n"
      "complete -c goodword -f\n";
  for (const auto& place : places) {
    const std::string begin = "complete -c goodword -n \"__goodword_at '" + place.path + "'\"";
    for (const auto& word : place.next) text += begin + " -a " + word.text + " -d " + quoted(word.about, "\\'") + "\n";
    for (const auto& flag : place.flags)
      text += begin + " -l " + std::string(flag.name.substr(2)) + fish_value(flag) + " -d " + quoted(flag.help, "\\'") +
              "\n";
    if (place.takes_file) text += begin + " -F\n";
  }
  return text;
}

}  // namespace goodword::cli
