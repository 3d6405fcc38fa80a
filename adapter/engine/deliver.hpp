// Taking operations from the outbox to the CRM: the only caller of Remote::apply.
//
// Every step is durable before the next: killed anywhere, the next delivery finds what was under way in state sending
// and treats it as unknown. An unknown operation is resolved by its sameness class, never by hope.
#pragma once

#include <stop_token>

#include "engine/report.hpp"
#include "engine/world.hpp"

namespace goodword::engine {

/// Resolves what an earlier process left behind, then sends everything that is new, batch by batch. Returns what was
/// done; an Error only if the store failed. A CRM that stops answering is in report.stopped, and the rest waits.
base::Result<DeliverReport> deliver(World& world, std::stop_token stop);

}  // namespace goodword::engine
