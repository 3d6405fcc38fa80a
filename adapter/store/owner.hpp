// Who owns the files beside the store. The service runs as a user of its own, and root types commands on the same
// store: what root makes in that user's folder has to be that user's, or the service could not open it. SQLite does the
// same for the files it makes itself. Called by whoever makes a file there, right after making it.
#pragma once

#include <filesystem>

namespace goodword::store {

/// Gives an open file to the owner of its folder. Does nothing unless this is root and the file is root's.
void give_to_owner_of_folder(int file, const std::filesystem::path& path);

}  // namespace goodword::store
