#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "base/text.hpp"
#include "daemon/secrets.hpp"

extern char** environ;

namespace goodword::daemon {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::size_t most_bytes = 64u << 10;

tl::unexpected<base::Error> missing(std::string detail) { return base::failure("secret.missing", std::move(detail)); }

/// A child in a process group of its own, its output on a pipe. Whoever is still running when this ends is killed.
class Child {
 public:
  ~Child() {
    if (pid_ > 0) {
      kill(-pid_, SIGKILL);
      int status = 0;
      while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
      }
    }
    for (const int open_one : {output_, ended_}) {
      if (open_one >= 0) close(open_one);
    }
  }

  /// 0, or errno.
  int start(const std::vector<std::string>& command) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return errno;
    output_ = ends[0];
    std::vector<char*> words;
    for (const auto& word : command) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
    const int fault = posix_spawnp(&pid_, words[0], &actions, &attributes, words.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    close(ends[1]);
    if (fault != 0)
      pid_ = -1;
    else
      ended_ = static_cast<int>(syscall(SYS_pidfd_open, pid_, 0));
    return fault;
  }

  int output() const { return output_; }
  int ended() const { return ended_; }

  /// Exit code, or 128 plus the signal; only after ended() has become readable, so it does not wait.
  int collect() {
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    kill(-pid_, SIGKILL);  // grandchildren that stayed
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

 private:
  pid_t pid_ = -1;
  int output_ = -1;
  int ended_ = -1;
};

/// Whether `descriptor` became readable, or reached its end, before `until`.
bool ready(int descriptor, steady_clock::time_point until) {
  for (;;) {
    const auto left = std::chrono::ceil<milliseconds>(until - steady_clock::now()).count();
    pollfd wanted{descriptor, POLLIN, 0};
    const int found = poll(&wanted, 1, left > 0 ? static_cast<int>(left) : 0);
    if (found > 0) return true;
    if (found == 0 || errno != EINTR) return false;
  }
}

enum class Reading { complete, too_long, too_much };

Reading read_all(int descriptor, steady_clock::time_point until, std::string& text) {
  char piece[4096];
  for (;;) {
    if (!ready(descriptor, until)) return Reading::too_long;
    const ssize_t got = read(descriptor, piece, sizeof piece);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return Reading::complete;
    text.append(piece, static_cast<std::size_t>(got));
    if (text.size() > most_bytes) return Reading::too_much;
  }
}

}  // namespace

base::Result<std::string> output_of(const std::vector<std::string>& command, milliseconds patience) {
  if (command.empty() || command.front().empty()) return missing("the command is empty");
  const std::string shown = base::escape_line(command.front());
  const auto until = steady_clock::now() + patience;
  Child child;
  if (const int fault = child.start(command); fault != 0)
    return missing("the command " + shown + " cannot be started: " + std::strerror(fault));
  const auto slow = [&] {
    return missing("the command " + shown + " took longer than " + base::to_text(base::Duration(patience)));
  };
  std::string text;
  switch (read_all(child.output(), until, text)) {
    case Reading::too_long: return slow();
    case Reading::too_much:
      return missing("the command " + shown + " writes more than " + std::to_string(most_bytes) + " bytes");
    case Reading::complete: break;
  }
  if (child.ended() >= 0 && !ready(child.ended(), until)) return slow();
  if (const int code = child.collect(); code != 0)
    return missing("the command " + shown + " failed with code " + std::to_string(code));
  return text;
}

}  // namespace goodword::daemon
