// A lock on a file beside the store, which the kernel opens again when its holder dies, however it dies.
//
// Leases in the store outlive a killed process; who holds the lock knows that no other process on this machine is alive
// with the same lease, and may end it. One object, one descriptor; not shared between threads.
#pragma once

#include <filesystem>
#include <string_view>

#include "base/error.hpp"

namespace goodword::daemon {

class FileLock {
 public:
  /// Errors: store.busy if another process holds it, store.unusable if the file cannot be made.
  static base::Result<FileLock> take(const std::filesystem::path& store, std::string_view name);
  FileLock(FileLock&& other) noexcept : descriptor_(other.descriptor_) { other.descriptor_ = -1; }
  FileLock& operator=(FileLock&&) = delete;
  ~FileLock();

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace goodword::daemon
