// Whose turn it is to write, across processes: an advisory lock on "<path>.lock", held for one transaction.
//
// SQLite has a lock of its own, but releases it before the checkpoint that may follow a commit, and 3.40.1 can damage a
// file when a checkpoint and another writer meet. Under this lock writing and checkpointing are one step.
#pragma once

#include <chrono>
#include <filesystem>

#include "base/error.hpp"

namespace goodword::store {

class Turn {
 public:
  Turn() = default;
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn();

  base::Result<void> open(const std::filesystem::path& path, std::chrono::milliseconds wait);
  /// Waits its time, then store.busy. The caller holds the connection's mutex: one thread of a process at a time.
  base::Result<void> take();
  void give_back();

 private:
  int file_ = -1;
  std::filesystem::path path_;
  std::chrono::milliseconds wait_{0};
};

}  // namespace goodword::store
