// Files that a command is asked to write.
#pragma once

#include <filesystem>
#include <string_view>

namespace goodword::cli {

enum class Readers { everybody, owner };  ///< everybody: as the umask says; owner: it is about people

/// Beside the file first, then over it, so that one that is open elsewhere is never half a file. False: not written.
bool write_file(const std::filesystem::path& path, std::string_view content, Readers readers);

}  // namespace goodword::cli
