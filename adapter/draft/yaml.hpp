// YAML as vendors write their OpenAPI documents in, read into JSON: mappings, sequences, scalars, anchors and aliases.
//
// For documents of strangers alone; our own files are JSON. Tags are not obeyed, so nothing is made but texts, numbers,
// truths, lists and objects. Pure.
#pragma once

#include <string_view>

#include "base/json.hpp"

namespace goodword::draft {

/// Errors: json.syntax with the line, json.too_deep, json.too_large (aliases of aliases included). `file` is named in
/// errors. Of a key that comes twice the first one counts.
base::Result<base::Json> parse_yaml(std::string_view text, std::string_view file);

}  // namespace goodword::draft
