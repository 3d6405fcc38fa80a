#include "daemon/lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "store/owner.hpp"

namespace goodword::daemon {

base::Result<FileLock> FileLock::take(const std::filesystem::path& store, std::string_view name) {
  const std::string path = store.string() + "." + std::string(name) + ".lock";
  const int descriptor = ::open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
  if (descriptor < 0) return base::failure("store.unusable", path + " cannot be made: " + std::strerror(errno));
  store::give_to_owner_of_folder(descriptor, path);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return FileLock(descriptor);
  ::close(descriptor);
  return base::failure("store.busy", std::string(name) + " is being worked on by another Goodword process",
                       base::Retry::now);
}

FileLock::~FileLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace goodword::daemon
