#include <sys/stat.h>
#include <unistd.h>

#include <map>

#include "contract/samples.hpp"
#include "store/sqlite.hpp"

using namespace goodword;
using namespace goodword::samples;

namespace {

constexpr unsigned service = 12345;

/// Owner by file name, of everything in a folder.
std::map<std::string, unsigned> owners(const std::filesystem::path& folder) {
  std::map<std::string, unsigned> found;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    struct stat about {};
    REQUIRE(lstat(entry.path().c_str(), &about) == 0);
    found[entry.path().filename().string()] = about.st_uid;
  }
  return found;
}

}  // namespace

TEST_CASE("what root opens first in the service's folder is the service's") {
  if (geteuid() != 0) {
    WARN("skipped: only root can make a folder of another user");
    return;
  }
  const Folder folder;
  REQUIRE(chown(folder.path().c_str(), service, service) == 0);
  const auto opened = store::open_sqlite(folder / "store.sqlite", {});
  REQUIRE(opened);
  const auto found = owners(folder.path());
  CHECK(found.contains("store.sqlite"));
  CHECK(found.contains("store.sqlite.lock"));
  CHECK(found.contains("store.sqlite-wal"));
  for (const auto& [name, owner] : found) CHECK(std::pair(name, owner) == std::pair(name, service));
}
