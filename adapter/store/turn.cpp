#include "store/turn.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "store/owner.hpp"

namespace goodword::store {
namespace {

constexpr int pause_ms = 2;

bool set_lock(int file, short type) {
  struct flock lock {};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  // Open-file-description locks: two stores in one process exclude each other too, unlike classic record locks.
  return fcntl(file, F_OFD_SETLK, &lock) == 0;
}

}  // namespace

Turn::~Turn() {
  if (file_ >= 0) close(file_);
}

base::Result<void> Turn::open(const std::filesystem::path& path, std::chrono::milliseconds wait) {
  path_ = path;
  wait_ = wait;
  file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file_ >= 0) {
    give_to_owner_of_folder(file_, path);
    return {};
  }
  return base::failure("store.unusable", path.string() + " cannot be opened: " + std::strerror(errno));
}

base::Result<void> Turn::take() {
  for (auto waited = std::chrono::milliseconds(0);; waited += std::chrono::milliseconds(pause_ms)) {
    if (set_lock(file_, F_WRLCK)) return {};
    if (errno != EAGAIN && errno != EACCES && errno != EINTR) {
      return base::failure("store.unusable", path_.string() + " cannot be locked: " + std::strerror(errno));
    }
    if (waited >= wait_) break;
    sqlite3_sleep(pause_ms);
  }
  return base::failure("store.busy", "another process is writing to the store (" + path_.string() + " is locked)",
                       base::Retry::now);
}

void Turn::give_back() { set_lock(file_, F_UNLCK); }

}  // namespace goodword::store
