// Drafts made in tests, and whether goodword would take them.
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "base/problem.hpp"
#include "base/schema.hpp"
#include "base/text.hpp"
#include "connector/compile.hpp"
#include "draft/answers.hpp"
#include "draft/draft.hpp"
#include "draft/openapi.hpp"
#include "draft/yaml.hpp"
#include "stage/files.hpp"

namespace goodword::draft::test {

using testing::json;
using testing::source_dir;
using testing::text_of;

inline std::filesystem::path shared_dir() { return source_dir() / ".." / "shared" / "vendor"; }

/// What the schema and the compiler say of a draft's text, as `connector validate` does.
inline std::vector<std::string> problems_of(const Draft& draft, const Material& material) {
  static const base::Json schema = json(text_of(source_dir() / "schemas" / "connector.schema.json"));
  const auto connector = base::parse_settings_json(connector_text(draft, material), "connector.json");
  if (!connector) return {base::to_text(connector.error())};
  auto problems = base::schema_problems(schema, "connector.schema.json", *connector, "connector.json");
  if (problems.empty()) problems = connector::compile(*connector, "connector.json", base::Json(), "").problems;
  std::vector<std::string> texts;
  for (const auto& problem : problems) texts.push_back(base::to_text(problem));
  return texts;
}

inline Material material(std::string_view document) {
  auto made = material_of(Documents{{"api.json", json(document)}}, "api.json");
  REQUIRE(made);
  return *std::move(made);
}

inline std::string why(const Draft& draft, std::string_view pointer) {
  const auto found = std::ranges::find(draft.guesses, pointer, &Guess::pointer);
  return found == draft.guesses.end() ? "not guessed" : found->why;
}

inline bool misses(const Draft& draft, std::string_view words) {
  return std::ranges::any_of(draft.missing, [&](const auto& one) { return one.find(words) != std::string::npos; });
}

}  // namespace goodword::draft::test
