// A record as its row keeps it: canonical JSON, written in one pass.
//
// The same text as body_of(model::to_json(record)), which builds a tree; a test holds them together. Used by Intake for
// every record that is written.
#pragma once

#include <string>

#include "model/record.hpp"

namespace goodword::store {

std::string text_of(const model::Record& record);

}  // namespace goodword::store
