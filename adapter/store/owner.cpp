#include "store/owner.hpp"

#include <sys/stat.h>
#include <unistd.h>

namespace goodword::store {

void give_to_owner_of_folder(int file, const std::filesystem::path& path) {
  if (geteuid() != 0) return;
  struct stat made {};
  struct stat folder {};
  const auto parent = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  if (fstat(file, &made) != 0 || stat(parent.c_str(), &folder) != 0 || folder.st_uid == 0) return;
  // A file of root's that the folder's owner linked in from elsewhere is not given away.
  if (!S_ISREG(made.st_mode) || made.st_uid != 0 || made.st_nlink != 1) return;
  static_cast<void>(fchown(file, folder.st_uid, folder.st_gid));
}

}  // namespace goodword::store
