// What an answer that somebody saved tells of the list it is a page of. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "draft/material.hpp"

namespace goodword::draft {

/// One answer, and the request it came to.
struct Heard {
  std::string name = {};  ///< of the file
  std::string method = "GET";
  std::string url = {};                                           ///< whole, with its query
  base::Json sent = {};                                           ///< JSON body; null: none
  std::vector<std::pair<std::string, std::string>> headers = {};  ///< of the answer
  base::Json body = {};
};

/// An exchange as samples have it ({"request": {"url", …}, "response": {"json", …}}), or a bare answer that came from
/// `url`. Errors: usage, where nothing says which address was asked.
base::Result<Heard> heard_from(const base::Json& file, std::string_view name, std::string_view url);

/// Answers of one API. One that holds no list of records is told in `troubles`. `base` is an address with a path that a
/// document states: paths are told from there.
Material material_of(const std::vector<Heard>& heard, const std::string& base = "");

/// The list that an answer belongs to, by path; nullptr where it belongs to none.
const List* list_of(const Material& material, const Heard& heard);

}  // namespace goodword::draft
