// Rule packs for tests: those that are shipped, and small ones made of a rule in words.
#pragma once

#include "people.hpp"
#include "rules/pack.hpp"

namespace goodword::rules {

inline std::vector<PackFile> pack_files() {
  std::vector<PackFile> files;
  const std::filesystem::path folder = std::string(GOODWORD_SOURCE_DIR) + "/packaging/share/rules/packs";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const auto name = entry.path().filename().string();
    files.emplace_back(name, base::parse_settings_json(read_text(entry.path()), name).value());
  }
  return files;
}

inline std::string in_lines(const std::vector<base::Problem>& problems) {
  std::string all;
  for (const auto& problem : problems) all += base::to_text(problem) + "\n";
  return all;
}

inline const std::vector<Pack>& shipped_packs() {
  static const std::vector<Pack> packs = [] {
    const auto files = pack_files();
    auto made = compile_packs(files);
    if (!made) throw std::runtime_error(in_lines(made.error()));
    return *made;
  }();
  return packs;
}

/// One rule "r" of a pack "p": its condition, its answers, and whatever else it is to hold.
inline std::string pack_text(const std::string& when, const std::string& answers, const std::string& more = "") {
  const std::string facts = R"("facts": {}, "answers": {)";
  const std::string vector = R"({"says": "x", )" + facts + R"(}, "missing": "issuer"})";
  return R"({"id": "p", "version": 1, "title": "P", "about": "test", "rules": [{"id": "r", "version": 1, "title": "r", )" +
         more + R"("when": )" + when + R"(, "answers": )" + answers +
         R"(, "source": {"statute": "s", "clause": "c"}, "vectors": [)" + vector + "," + vector + "," + vector + "]}]}";
}

inline PacksResult packs_from(const std::string& text) {
  const std::vector<PackFile> files = {{"p.json", base::parse_settings_json(text, "p.json").value()}};
  return compile_packs(files);
}

inline PackReview review_for(const Pack& pack) {
  return {pack.id, pack.version, pack.digest, "dev", "counsel", "2026-11-01"};
}

}  // namespace goodword::rules
