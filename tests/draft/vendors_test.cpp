// Every vendor's document and every recorded answer beside the source tree: how many give a draft that goodword takes.
// They are not part of the tree; without them this is skipped.
#include <iostream>
#include <map>
#include <set>

#include "made.hpp"

using namespace goodword;
using namespace goodword::draft;
using namespace goodword::draft::test;
using base::Json;

namespace {

namespace fs = std::filesystem;

base::Result<Json> read(const fs::path& path) {
  const std::string text = text_of(path);
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first != std::string::npos && text[first] != '{') return parse_yaml(text, path.filename().string());
  return base::parse_json(text, {.bytes = 64u << 20, .depth = 200, .string_bytes = 8u << 20});
}

std::vector<fs::path> files_below(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (std::set<std::string>{".json", ".yml", ".yaml"}.contains(entry.path().extension().string()))
      files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

/// The document with those of its folder that it refers to.
Documents documents_of(const fs::path& path, Json root) {
  Documents documents;
  std::vector<std::string> wanted = files_referred_to(root);
  documents.emplace(path.filename().string(), std::move(root));
  while (!wanted.empty()) {
    const std::string name = wanted.back();
    wanted.pop_back();
    if (documents.contains(name) || !fs::exists(path.parent_path() / name)) continue;
    auto other = read(path.parent_path() / name);
    if (!other) continue;
    for (auto& more : files_referred_to(*other)) wanted.push_back(std::move(more));
    documents.emplace(name, *std::move(other));
  }
  return documents;
}

/// "contacts(id,name,…; cursor, since) …" of a draft.
std::string told(const Draft& draft) {
  std::string text;
  for (const auto& [name, stream] : draft.connector.find("streams")->members()) {
    std::vector<std::string> fields;
    for (const auto& [field, where] : stream.find("fields")->members()) fields.push_back(field);
    text += " " + name + "(" + stream.at("/pages/kind")->text() + ", " + stream.at("/changes/kind")->text() + ": " +
            std::to_string(fields.size()) + ")";
  }
  return text;
}

struct Count {
  int documents = 0, no_openapi = 0, without_lists = 0, drafts = 0, with_contacts = 0, with_email = 0;
  std::vector<std::string> wrong;
};

}  // namespace

TEST_CASE("every vendor's document gives a draft that compiles, or says what is missing") {
  const fs::path specs = shared_dir() / "specs";
  if (!fs::exists(specs)) {
    WARN("skipped: the vendors' documents are absent (../shared/vendor/specs)");
    return;
  }
  Count count;
  for (const auto& file : files_below(specs)) {
    auto root = read(file);
    INFO(file << (root ? "" : ": " + base::to_text(root.error())));
    REQUIRE(root);
    ++count.documents;
    const std::string name = file.filename().string();
    const auto material = material_of(documents_of(file, *std::move(root)), name);
    if (!material) {
      CHECK(material.error().code == "usage");
      ++count.no_openapi;
      continue;
    }
    const Draft draft = draft_of(*material, {"drafted", ""});
    CHECK_FALSE(draft.missing.empty());
    if (draft.connector.is_null()) {
      ++count.without_lists;
      continue;
    }
    const auto problems = problems_of(draft, *material);
    std::cout << file.parent_path().filename().string() << "/" << name << (problems.empty() ? "" : " WRONG")
              << told(draft) << "\n";
    for (const auto& problem : problems) count.wrong.push_back(file.string() + ": " + problem);
    for (const auto& guess : draft.guesses) CHECK(draft.connector.at(guess.pointer) != nullptr);
    ++count.drafts;
    const Json* contacts = nullptr;
    for (const auto& [stream, stated] : draft.connector.find("streams")->members())
      if (!contacts && stated.text_or("kind", "") == "contact") contacts = &stated;
    count.with_contacts += contacts ? 1 : 0;
    count.with_email += contacts && contacts->at("/fields/emails") ? 1 : 0;
  }
  std::cout << count.documents << " documents, " << count.no_openapi << " no OpenAPI, " << count.without_lists
            << " without a list, " << count.drafts << " drafts, " << count.with_contacts << " with contacts, "
            << count.with_email << " with e-mail addresses\n";
  CHECK(count.wrong == std::vector<std::string>{});
  // Where this number falls, something is no longer understood; where it rises, raise it.
  CHECK(std::vector{count.documents, count.no_openapi, count.without_lists} == std::vector{369, 201, 143});
  CHECK(std::vector{count.drafts, count.with_contacts, count.with_email} == std::vector{25, 17, 13});
}

TEST_CASE("every recorded list gives a draft that compiles") {
  const fs::path traffic = shared_dir() / "traffic";
  if (!fs::exists(traffic)) {
    WARN("skipped: recorded answers are absent (../shared/vendor/traffic)");
    return;
  }
  int lists = 0;
  std::map<std::string, std::string> drafts;
  for (const auto& entry : fs::recursive_directory_iterator(traffic)) {
    if (entry.path().filename() != "interactions.jsonl") continue;
    const std::string vendor = entry.path().parent_path().parent_path().filename().string();
    std::map<std::string, Heard> heard;  // the longest answer of each address
    for (const auto& line : base::split(text_of(entry.path()), '\n')) {
      const auto exchange = line.empty()
                                ? base::Result<Json>(Json())
                                : base::parse_json(line, {.bytes = 64u << 20, .depth = 200, .string_bytes = 32u << 20});
      REQUIRE(exchange);
      const Json* request = exchange->find("request");
      const Json* response = exchange->find("response");
      if (!request || !response || response->integer_or("status", 0) != 200) continue;
      const auto body = base::parse_json(response->text_or("body", ""));
      if (!body) continue;
      Heard one{.name = entry.path().parent_path().filename().string(), .method = request->text_or("method", "GET")};
      one.url = request->text_or("url", "");
      one.body = *body;
      if (const auto sent = base::parse_json(request->text_or("body", ""))) one.sent = *sent;
      const std::string key = one.method + one.url.substr(0, one.url.find('?'));
      if (one.method != "GET" && key.find("search") == std::string::npos) continue;
      auto& kept = heard[key];
      if (base::write_json(kept.body).size() < base::write_json(one.body).size()) kept = std::move(one);
    }
    std::vector<Heard> all;
    for (auto& [key, one] : heard) all.push_back(std::move(one));
    if (all.empty()) continue;
    const Material material = material_of(all);
    lists += static_cast<int>(material.lists.size());
    const Draft draft = draft_of(material, {"drafted", ""});
    if (draft.connector.is_null()) continue;
    INFO(vendor);
    CHECK(problems_of(draft, material) == std::vector<std::string>{});
    drafts[vendor] = told(draft);
  }
  for (const auto& [vendor, text] : drafts) std::cout << vendor << text << "\n";
  CHECK(drafts.size() == 6);
  CHECK(lists == 7);
}
