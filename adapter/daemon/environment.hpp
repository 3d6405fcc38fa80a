// What the process was given: its environment variables and whether it is root, as a value. Read once, in main;
// everything that depends on it takes this value, so that tests bring their own.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace goodword::daemon {

struct Environment {
  std::map<std::string, std::string> variables;
  bool root = false;
  std::filesystem::path program;  ///< of the running binary; share folders are looked for beside it

  /// The variable, or empty. Empty and unset are the same, as in XDG.
  std::string get(std::string_view name) const;
};

Environment read_environment();

/// GOODWORD_CONFIG, else the user's folder (XDG) if it exists or the user is not root, else /etc/goodword.
std::filesystem::path default_config_folder(const Environment& environment);
/// GOODWORD_SHARE_PATH, else share/goodword beside or above the program, else /usr/share/goodword.
std::filesystem::path default_share_folder(const Environment& environment);
/// In $STATE_DIRECTORY, else the user's state folder (XDG) unless root, else /var/lib/goodword.
std::filesystem::path default_store(const Environment& environment);

}  // namespace goodword::daemon
