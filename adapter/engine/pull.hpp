// Reading a CRM into the store, stream by stream, page by page, the place moving only with the page it belongs to.
#pragma once

#include <stop_token>

#include "engine/report.hpp"
#include "engine/world.hpp"

namespace goodword::engine {

struct PullWish {
  ports::PullMode mode = ports::PullMode::increment;
  std::int64_t run = 0;
};

/// Pulls every stream that is due. A stream that fails is reported and the next one goes on; a fault of the CRM or of
/// the store stops all, and so does a CRM that fails to answer about two things in a row. What vanished in a complete
/// pass is confirmed by id, and only then marked as gone.
base::Result<PullReport> pull(World& world, const PullWish& wish, std::stop_token stop);

/// Reads records of one stream anew by id (as the store names them), for `rejects retry`; the stream's place stays.
/// Those the CRM no longer knows are marked as gone. Errors: connector.unsupported, those of the CRM and the store.
base::Result<ports::PageCounts> read_again(World& world, const ports::StreamRow& stream,
                                           std::span<const std::string> ids, std::stop_token stop);

}  // namespace goodword::engine
