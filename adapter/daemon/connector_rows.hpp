// The kinds of CRM that can be connected, for a person who chooses one: shipped ones and the operator's own.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace goodword::daemon {

struct ConnectorRow {
  std::string name, title, api;
  std::string does;    ///< "reads all; writes tags, fields, notes, tasks"
  std::string proven;  ///< live, recorded, spec, docs or none
  std::filesystem::path file;

  friend bool operator==(const ConnectorRow&, const ConnectorRow&) = default;
};

/// By name; one that does not compile is left out: `goodword connector validate` says what is wrong with it.
std::vector<ConnectorRow> connector_rows(const std::filesystem::path& config_folder,
                                         const std::filesystem::path& share_folder);

/// Those in whose name, title or API each word of the text stands, as places in `rows`; only the one, if it is a row's
/// name or number (from 1).
std::vector<std::size_t> rows_like(std::span<const ConnectorRow> rows, std::string_view text);

}  // namespace goodword::daemon
