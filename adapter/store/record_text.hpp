// A record as its row keeps it: canonical JSON, written in one pass; and the number that tells contents apart.
//
// The same text as body_of(model::to_json(record)), which builds a tree; a test holds them together. Used by Intake for
// every record that is written.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "model/record.hpp"

namespace goodword::store {

std::string text_of(const model::Record& record);

/// Of everything in such a text but `changed`: equal content, equal number; the same on every machine. XXH64.
std::int64_t content_number(std::string_view text);

}  // namespace goodword::store
