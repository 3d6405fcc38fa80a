#include "daemon/environment.hpp"

#include <unistd.h>

extern char** environ;

namespace goodword::daemon {
namespace {

namespace fs = std::filesystem;

/// $XDG_…_HOME/goodword, or its place below the home folder; empty where there is neither.
fs::path user_folder(const Environment& environment, std::string_view variable, std::string_view below_home) {
  const std::string folder = environment.get(variable);
  // The XDG specification says that a relative path is to be ignored.
  if (fs::path(folder).is_absolute()) return fs::path(folder) / "goodword";
  const std::string home = environment.get("HOME");
  return home.empty() ? fs::path() : fs::path(home) / below_home / "goodword";
}

bool is_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

}  // namespace

std::string Environment::get(std::string_view name) const {
  const auto found = variables.find(std::string(name));
  return found == variables.end() ? "" : found->second;
}

Environment read_environment() {
  Environment environment;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const auto equals = text.find('=');
    if (equals != std::string_view::npos)
      environment.variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  environment.root = geteuid() == 0;
  std::error_code ignored;
  environment.program = fs::read_symlink("/proc/self/exe", ignored);
  return environment;
}

fs::path default_config_folder(const Environment& environment) {
  if (const std::string given = environment.get("GOODWORD_CONFIG"); !given.empty()) return given;
  const fs::path user = user_folder(environment, "XDG_CONFIG_HOME", ".config");
  if (!user.empty() && (!environment.root || is_folder(user))) return user;
  return "/etc/goodword";
}

fs::path default_share_folder(const Environment& environment) {
  if (const std::string given = environment.get("GOODWORD_SHARE_PATH"); !given.empty()) return given;
  // /usr/bin/goodword finds /usr/share/goodword; adapter/cli/goodword of a build tree finds that tree's own.
  fs::path folder = environment.program.parent_path();
  for (int up = 0; up < 4 && !folder.empty(); ++up, folder = folder.parent_path()) {
    if (is_folder(folder / "share" / "goodword" / "schemas")) return folder / "share" / "goodword";
  }
  return "/usr/share/goodword";
}

fs::path default_store(const Environment& environment) {
  constexpr const char* file = "store.sqlite";
  if (const std::string state = environment.get("STATE_DIRECTORY"); !state.empty()) {
    // systemd lists several folders with colons between them; the first is ours.
    return fs::path(state.substr(0, state.find(':'))) / file;
  }
  const fs::path user = user_folder(environment, "XDG_STATE_HOME", ".local/state");
  if (!environment.root && !user.empty()) return user / file;
  return fs::path("/var/lib/goodword") / file;
}

}  // namespace goodword::daemon
