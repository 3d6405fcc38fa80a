#include "daemon/connector_rows.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "base/text.hpp"
#include "connector/remote.hpp"
#include "daemon/settings.hpp"

namespace goodword::daemon {
namespace {

namespace fs = std::filesystem;
using base::Json;
using model::Action;
using model::Kind;

struct Word {
  Kind kind;
  std::string_view plural;
};
constexpr Word read_words[] = {{Kind::contact, "contacts"},
                               {Kind::company, "companies"},
                               {Kind::opportunity, "opportunities"},
                               {Kind::activity, "activities"}};
struct Deed {
  Action action;
  std::string_view plural;
};
constexpr Deed write_words[] = {
    {Action::add_tag, "tags"}, {Action::set_field, "fields"}, {Action::note, "notes"}, {Action::task, "tasks"}};

std::string what_it_does(const connector::Compiled& compiled) {
  std::vector<std::string> reads, writes;
  const auto kinds = connector::kinds_read(compiled);
  for (const auto& [kind, plural] : read_words) {
    if (std::ranges::count(kinds, kind)) reads.emplace_back(plural);
  }
  const auto abilities = connector::abilities_of(compiled);
  for (const auto& [action, plural] : write_words) {
    if (std::ranges::count(abilities, action, &ports::Ability::action)) writes.emplace_back(plural);
  }
  const bool all = reads.size() == std::size(read_words);
  return "reads " + (all ? "all" : base::join(reads, ", ")) +
         (writes.empty() ? "; writes nothing" : "; writes " + base::join(writes, ", "));
}

}  // namespace

std::vector<ConnectorRow> connector_rows(const fs::path& config_folder, const fs::path& share_folder) {
  std::vector<ConnectorRow> rows;
  for (const auto& [name, path] : connector_paths(config_folder, share_folder)) {
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    const auto json = base::parse_settings_json(text.str(), path.string());
    if (!json) continue;
    const auto compiled = connector::compile(*json, path.string(), Json(), "");
    if (!compiled.compiled) continue;
    rows.push_back({name, json->text_or("title", name), json->text_or("api", ""), what_it_does(*compiled.compiled),
                    json->text_or("proven", "none"), path});
  }
  return rows;
}

std::vector<std::size_t> rows_like(std::span<const ConnectorRow> rows, std::string_view text) {
  const std::string wanted = base::lower(base::trim(text));
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (wanted == rows[i].name || wanted == std::to_string(i + 1)) return {i};
    const std::string all = base::lower(rows[i].name + " " + rows[i].title + " " + rows[i].api);
    const auto words = base::split(wanted, ' ');
    if (std::ranges::all_of(words, [&](const auto& word) { return all.find(word) != std::string::npos; }))
      found.push_back(i);
  }
  return found;
}

}  // namespace goodword::daemon
