// Rule packs among the settings: their files, what counsel reviewed of them, and the facts stated for them.
#include <algorithm>

#include "daemon/init.hpp"
#include "daemon/packs.hpp"
#include "daemon/settings_parts.hpp"
#include "rules/stated.hpp"

namespace goodword::daemon {
namespace {

namespace fs = std::filesystem;
using base::Json;
using rules::FactOf;

std::vector<std::string> fact_names(bool (*fits)(const rules::FactRow&)) {
  std::vector<std::string> names;
  for (const auto& row : rules::fact_table()) {
    if (row.of != FactOf::crm && fits(row)) names.emplace_back(row.name);
  }
  return names;
}

/// The row of a fact that may be stated here, or nullptr after the problem was noted.
const rules::FactRow* stated_row(SettingsReader& reader, const SettingsFile& file, const std::string& pointer,
                                 const std::string& name, const std::vector<std::string>& known) {
  if (std::ranges::count(known, name)) return rules::fact_row(name);
  reader.add(file, pointer, "no such fact can be stated here: \"" + name + "\"", advice_of(name, known));
  return nullptr;
}

void check_values(SettingsReader& reader, const SettingsFile& file, const std::string& pointer,
                  const std::vector<std::string>& known) {
  const Json* facts = file.json.at(pointer);
  if (facts == nullptr) return;
  for (const auto& [name, value] : facts->members()) {
    const std::string here = pointer + "/" + base::pointer_escape(name);
    const auto* row = stated_row(reader, file, here, name, known);
    if (row != nullptr && !rules::value_of(*row, value))
      reader.add(file, here, "\"" + name + "\" is " + std::string(rules::form_of(row->type)));
  }
}

/// Names of facts on the right-hand side: fields and tags of the CRM that hold them.
void check_mapped(SettingsReader& reader, const SettingsFile& file, const std::string& pointer,
                  const std::vector<std::string>& known) {
  const Json* mapped = file.json.at(pointer);
  if (mapped == nullptr) return;
  for (const auto& [key, value] : mapped->members())
    stated_row(reader, file, pointer + "/" + base::pointer_escape(key), value.text(), known);
}

}  // namespace

std::vector<SettingsFile> read_packs(SettingsReader& reader) {
  std::map<std::string, fs::path> paths;
  for (const fs::path& folder : {reader.share() / "rules" / "packs", reader.config() / "rules" / "packs"}) {
    for (const fs::path& path : json_files(folder)) paths[path.filename().string()] = path;
  }
  std::vector<SettingsFile> packs;
  for (const auto& [name, path] : paths) {
    if (auto file = reader.read_checked(path, "pack")) packs.push_back(std::move(*file));
  }
  return packs;
}

std::vector<rules::PackReview> read_reviews(SettingsReader& reader) {
  std::vector<rules::PackReview> reviews;
  std::error_code ignored;
  if (!fs::exists(reader.config() / reviews_file, ignored)) return reviews;
  const auto file = reader.read_checked(reader.config() / reviews_file, "packs");
  if (!file) return reviews;
  for (const Json& item : file->json.find("reviews")->items()) {
    reviews.push_back({item.text_or("pack", ""), static_cast<int>(item.integer_or("version", 0)),
                       item.text_or("digest", ""), item.text_or("by", ""), item.text_or("counsel", ""),
                       item.text_or("date", "")});
  }
  return reviews;
}

void check_stated(SettingsReader& reader, const Settings& settings) {
  const auto of_firm = fact_names([](const rules::FactRow& row) { return row.of == FactOf::firm; });
  const auto of_partner = fact_names([](const rules::FactRow& row) { return row.of == FactOf::partner; });
  const auto askable = fact_names([](const rules::FactRow& row) { return rules::askable_fact(row.name) != nullptr; });
  check_values(reader, settings.firm_file, "/facts", of_firm);
  check_mapped(reader, settings.firm_file, "/fact_fields", askable);
  check_mapped(reader, settings.firm_file, "/fact_tags", askable);
  for (std::size_t i = 0; i < settings.partners.size(); ++i)
    check_values(reader, settings.partners_file, "/partners/" + std::to_string(i) + "/facts", of_partner);
  std::vector<std::string> packs;
  for (const auto& file : settings.packs) packs.push_back(file.json.text_or("id", ""));
  for (std::size_t i = 0; i < settings.firm.packs.size(); ++i) {
    const std::string& name = settings.firm.packs[i];
    if (!std::ranges::count(packs, name))
      reader.add(settings.firm_file, "/packs/" + std::to_string(i), "there is no rule pack \"" + name + "\"",
                 advice_of(name, packs));
  }
}

rules::PacksResult compiled_packs(const Settings& settings) {
  std::vector<rules::PackFile> files;
  for (const auto& file : settings.packs) files.emplace_back(file.name, file.json);
  return rules::compile_packs(files);
}

std::vector<base::Problem> pack_problems(const Settings& settings) {
  const auto packs = compiled_packs(settings);
  return packs ? rules::check_vectors(*packs) : packs.error();
}

base::Result<void> record_review(const Settings& settings, const rules::PackReview& review) {
  Json list = Json::array();
  auto all = settings.reviews;
  std::erase_if(all,
                [&](const rules::PackReview& one) { return one.pack == review.pack && one.version == review.version; });
  all.push_back(review);
  for (const auto& one : all) {
    list.push(Json::object({{"pack", Json(one.pack)},
                            {"version", Json(one.version)},
                            {"digest", Json(one.digest)},
                            {"by", Json(one.by)},
                            {"counsel", Json(one.counsel)},
                            {"date", Json(one.date)}}));
  }
  const fs::path path = settings.config_folder / reviews_file;
  return replace_file(path, base::write_pretty(Json::object({{"reviews", std::move(list)}})) + "\n");
}

}  // namespace goodword::daemon
