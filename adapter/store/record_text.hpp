// A record as its row keeps it: the body in canonical JSON and the hash of its content, both written in one pass.
//
// The same texts as body_of(model::to_json(record)) and model::content_hash(record), which build a tree and write it
// twice; a test holds them together. Used by Intake for every record that is read.
#pragma once

#include <string>

#include "model/record.hpp"

namespace goodword::store {

struct RecordText {
  std::string body;
  std::string hash;
};

/// Into `text`, whose room is used again.
void write_text(const model::Record& record, RecordText& text);

}  // namespace goodword::store
