#include "daemon/browser.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

extern char** environ;

namespace goodword::daemon {

void open_in_browser(const std::string& address, const Environment& environment) {
  // Without a desktop xdg-open would start a browser in the terminal.
  if (environment.get("DISPLAY").empty() && environment.get("WAYLAND_DISPLAY").empty()) return;
  std::string program = "xdg-open", words = address;
  char* arguments[] = {program.data(), words.data(), nullptr};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  static_cast<void>(posix_spawnp(&child, arguments[0], &actions, nullptr, arguments, environ));
  posix_spawn_file_actions_destroy(&actions);
}

}  // namespace goodword::daemon
