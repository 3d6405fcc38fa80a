// How a value is kept in a row: as canonical JSON, whatever bytes its texts hold.
//
// Text that is not UTF-8 would be refused when it is read back, so it is kept in another form, marked by its first
// byte.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"

namespace goodword::store {

std::string body_of(const base::Json& json);
base::Result<base::Json> json_of(std::string_view body);

/// A list of texts as a body, and back.
std::string list_body(const std::vector<std::string>& list);
std::vector<std::string> list_of(const base::Json& json);

}  // namespace goodword::store
