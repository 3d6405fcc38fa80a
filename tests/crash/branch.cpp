#include "crash/branch.hpp"

#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>

#include "base/text.hpp"
#include "crash/wire.hpp"

namespace goodword::testing {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> lines_of(const fs::path& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

void write_lines(const fs::path& path, const std::vector<std::string>& lines) {
  std::ofstream file(path);
  for (const auto& line : lines) file << base::escape_line(line) << '\n';
}

/// Ends without destructors: they belong to the process that forked.
[[noreturn]] void leave(int code) { ::_exit(code); }

std::vector<std::string> guarded(const std::function<std::vector<std::string>()>& work) {
  try {
    return work();
  } catch (const std::exception& fault) {
    return {std::string("exception: ") + fault.what()};
  }
}

pid_t forked() {
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("no process for the test");
  return child;
}

/// The child's whole life: opens the store, syncs, and ends if nothing kills it.
[[noreturn]] void live_and_die(Story& story, int at, const MakeMutant& mutant, int socket) {
  const auto faults = guarded([&]() -> std::vector<std::string> {
    auto& stage = story.stage;
    stage.reopen();
    Fuse fuse(at);
    SocketClient wire(socket);
    FusedClient client(wire, fuse);
    FusedStore store(stage.store(), fuse);
    const auto broken = mutant ? mutant(store) : nullptr;
    stage.put_http(&client);
    stage.put_store(broken ? broken.get() : &store);
    const auto report = stage.try_sync(everything());
    write_lines(stage.folder() / "passed", fuse.passed());
    return {};
  });
  leave(faults.empty() ? 0 : 1);
}

}  // namespace

std::vector<std::string> branch(Story& story, const std::function<std::vector<std::string>()>& work) {
  const TestFolder kept;
  const auto& folder = story.stage.folder();
  fs::copy(folder, kept.path() / "folder", fs::copy_options::recursive);
  const fs::path found = kept.path() / "found";
  const pid_t child = forked();
  if (child == 0) {
    write_lines(found, guarded(work));
    leave(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  // The files stay the same ones with their old content: a copied store would go into repair.
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (!fs::exists(kept.path() / "folder" / entry.path().filename())) fs::remove_all(entry);
  }
  fs::copy(kept.path() / "folder", folder, fs::copy_options::recursive | fs::copy_options::overwrite_existing);
  if (!WIFEXITED(status) || !fs::exists(found)) return {"the branch died"};
  return lines_of(found);
}

KilledSync sync_until(Story& story, int at, const MakeMutant& mutant) {
  int ends[2] = {};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    throw std::runtime_error("no socket for the test");
  const pid_t child = forked();
  if (child == 0) {
    ::close(ends[0]);
    live_and_die(story, at, mutant, ends[1]);
  }
  ::close(ends[1]);
  serve(story.stage.crm, ends[0]);
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  story.stage.clock.pass(std::chrono::minutes(5));
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) return {true, {}};
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) throw std::runtime_error("the child failed");
  return {false, lines_of(story.stage.folder() / "passed")};
}

std::vector<std::string> resume_and_compare(Story& story, int chapter, const std::vector<std::string>& expected,
                                            const MakeMutant& mutant) {
  auto& stage = story.stage;
  stage.reopen();
  const auto broken = mutant ? mutant(stage.store()) : nullptr;
  if (broken) stage.put_store(broken.get());
  auto found = story.come_to_rest();
  for (int next = chapter + 1; next < Story::chapters; ++next) {
    story.before(next);
    const auto troubles = story.come_to_rest();
    found.insert(found.end(), troubles.begin(), troubles.end());
  }
  const auto different = differences(expected, story.end_state());
  found.insert(found.end(), different.begin(), different.end());
  return found;
}

std::vector<std::string> undisturbed(Story& story) {
  return branch(story, [&] {
    story.stage.reopen();
    std::vector<std::string> troubles;
    for (int chapter = 0; chapter < Story::chapters; ++chapter) {
      story.before(chapter);
      const auto more = story.come_to_rest();
      troubles.insert(troubles.end(), more.begin(), more.end());
    }
    return troubles.empty() ? story.end_state() : troubles;
  });
}

}  // namespace goodword::testing
