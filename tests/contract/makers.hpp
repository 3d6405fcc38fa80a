// Every implementation of ports::Store there is. The contract suite runs each of its tests on each of them.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "ports/store.hpp"

namespace goodword::contract {

struct StoreMaker {
  std::string name;
  /// Opens the store that lives in a folder, making it if there is none. Several may be open at once.
  std::function<base::Result<std::unique_ptr<ports::Store>>(const std::filesystem::path& folder)> open;
  /// What a damaged store looks like, or "" if it is sound.
  std::function<std::string(const std::filesystem::path& folder)> fault;
};

const std::vector<StoreMaker>& store_makers();

}  // namespace goodword::contract

/// One section per implementation, with `store` open on a fresh `folder`.
#define FOR_EVERY_STORE(maker, folder, store)                                              \
  for (const auto& maker : goodword::contract::store_makers()) DYNAMIC_SECTION(maker.name) \
  if (const goodword::samples::Folder folder; auto store = goodword::samples::must(maker.open(folder.path())))
