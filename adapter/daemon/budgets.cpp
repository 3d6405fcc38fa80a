#include "daemon/budgets.hpp"

#include <cerrno>
#include <charconv>
#include <csignal>
#include <filesystem>
#include <string_view>

#include <unistd.h>

namespace goodword::daemon {
namespace {

/// Numbers of processes are one namespace's own: in a container the same number is somebody else.
std::string namespace_of_processes() {
  std::error_code fault;
  const auto link = std::filesystem::read_symlink("/proc/self/ns/pid", fault);
  return fault ? std::string() : link.string();
}

/// A number that was given away again counts as alive: then the place ends by itself.
bool is_dead(std::string_view holder, std::string_view machine) {
  if (machine.empty() || !holder.starts_with(machine)) return false;
  holder.remove_prefix(machine.size());
  pid_t process = 0;
  const auto [end, fault] = std::from_chars(holder.data(), holder.data() + holder.size(), process);
  const bool read = fault == std::errc() && end != holder.data() + holder.size() && *end == '/' && process > 0;
  return read && ::kill(process, 0) != 0 && errno == ESRCH;
}

}  // namespace

StoredBudgets::StoredBudgets(ports::Store& store, ports::Random& random) : store_(store) {
  const auto own = namespace_of_processes();
  if (!own.empty()) machine_ = own + "/";
  holder_ = machine_ + std::to_string(::getpid()) + "/" + std::to_string(random.next());
}

base::Result<void> StoredBudgets::change(std::span<const ports::BudgetKey> keys, const Work& work) {
  return store_.change_budgets(keys, [&](std::span<ports::BudgetState> states) {
    const auto dead = [&](const ports::CallPlace& place) { return is_dead(place.holder, machine_); };
    for (auto& state : states) {
      std::erase_if(state.running, dead);
      std::erase_if(state.waiting, dead);
    }
    work(states);
  });
}

}  // namespace goodword::daemon
