#include "daemon/letter_files.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "engine/letter_table.hpp"

namespace goodword::daemon {
namespace {

namespace fs = std::filesystem;

struct File {
  fs::path path;
  std::string language, name, text;
};

/// By path.
std::vector<File> files_in(const fs::path& folder) {
  std::vector<File> files;
  std::error_code fault;
  for (fs::recursive_directory_iterator entry(folder, fault), end; !fault && entry != end; entry.increment(fault)) {
    const auto& path = entry->path();
    if (path.extension() != ".mustache") continue;
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    files.push_back({path, path.parent_path().filename().string(), path.stem().string(), text.str()});
  }
  std::ranges::sort(files, {}, &File::path);
  return files;
}

bool is_language(const std::string& word) {
  return (word.size() == 2 || word.size() == 3) &&
         std::ranges::all_of(word, [](unsigned char c) { return std::islower(c) != 0; });
}

}  // namespace

engine::Letters read_letters(const Settings& settings) {
  std::map<std::string, std::string> found;
  for (const fs::path& folder : {settings.share_folder / "letters", settings.config_folder / "letters"}) {
    for (auto& file : files_in(folder)) found[file.language + "/" + file.name] = std::move(file.text);
  }
  engine::Letters letters;
  letters.templates.assign(found.begin(), found.end());
  return letters;
}

std::vector<base::Problem> letter_problems(const Settings& settings) {
  std::vector<base::Problem> problems;
  for (const auto& file : files_in(settings.config_folder / "letters")) {
    const auto path = fs::relative(file.path, settings.config_folder).string();
    if (!is_language(file.language)) {
      problems.push_back({path, 0, "", "\"" + file.language + "\" is no language",
                          "letters stand in letters/LANGUAGE/NAME.mustache, for example letters/en/farewell.mustache"});
    } else if (const auto fault = engine::fault_in_letter(file.name, file.text); !fault.empty()) {
      problems.push_back({path, 0, "", fault, ""});
    }
  }
  return problems;
}

}  // namespace goodword::daemon
