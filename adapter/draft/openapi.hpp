// What a vendor's OpenAPI document (3.x, or Swagger 2.0) tells of its lists, logins and addresses. Pure: documents come
// in as JSON, and those that they refer to beside them.
#pragma once

#include <map>
#include <string>

#include "draft/material.hpp"

namespace goodword::draft {

/// By file name: the document itself, and those it refers to ("./common.json#/…").
using Documents = std::map<std::string, base::Json>;

/// Names of files that a document refers to, without folders.
std::vector<std::string> files_referred_to(const base::Json& document);

/// `name` is the document's key in `documents`. Errors: usage, where it is no OpenAPI document.
base::Result<Material> material_of(const Documents& documents, const std::string& name);

}  // namespace goodword::draft
