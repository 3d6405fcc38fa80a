#include "cli/output_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <string>

namespace goodword::cli {
namespace {

bool write_all(int file, std::string_view content) {
  while (!content.empty()) {
    const auto written = ::write(file, content.data(), content.size());
    if (written <= 0) return false;
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return ::fsync(file) == 0;
}

}  // namespace

bool write_file(const std::filesystem::path& path, std::string_view content, Readers readers) {
  const auto beside = path.string() + ".new";
  std::error_code fault;
  std::filesystem::remove(beside, fault);
  const int file =
      ::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, readers == Readers::owner ? 0600 : 0666);
  if (file < 0) return false;
  const bool written = write_all(file, content);
  ::close(file);
  if (written) std::filesystem::rename(beside, path, fault);
  if (written && !fault) return true;
  std::filesystem::remove(beside, fault);
  return false;
}

}  // namespace goodword::cli
