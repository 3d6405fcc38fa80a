#include "daemon/settings_files.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>

namespace goodword::daemon {
namespace {

namespace fs = std::filesystem;
using base::Json;
using base::Problem;

/// No settings file of a sane firm comes near this; a log or a device named by mistake goes past it.
constexpr std::size_t most_file_bytes = 8u << 20;

/// parse_settings_json's "FILE:LINE: why" taken apart again.
Problem syntax_problem(const base::Error& error, const std::string& file) {
  Problem problem{file, 0, "", error.detail, ""};
  const auto* row = base::error_row(error.code);
  if (row != nullptr && error.code != "json.too_large" && error.code != "json.too_deep") problem.advice = row->advice;
  std::string_view rest = error.detail;
  if (!rest.starts_with(file + ":")) return problem;
  rest.remove_prefix(file.size() + 1);
  int line = 0;
  const auto read = std::from_chars(rest.data(), rest.data() + rest.size(), line);
  if (read.ec == std::errc()) rest.remove_prefix(static_cast<std::size_t>(read.ptr - rest.data()));
  if (rest.starts_with(": ")) rest.remove_prefix(2);
  if (rest.starts_with(' ')) rest.remove_prefix(1);
  problem.line = line;
  problem.message = std::string(rest);
  return problem;
}

}  // namespace

base::Result<std::string> read_whole(const fs::path& path, std::size_t most) {
  std::error_code fault;
  const auto status = fs::status(path, fault);
  if (!fs::exists(status)) {
    if (fault && fault != std::errc::no_such_file_or_directory)
      return base::failure("settings.invalid", "cannot be read: " + fault.message());
    return base::failure("settings.missing", "the file is missing");
  }
  if (!fs::is_regular_file(status)) return base::failure("settings.invalid", "is not a file");
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return base::failure("settings.invalid", std::string("cannot be read: ") + std::strerror(errno));
  std::string text;
  std::array<char, 1u << 16> piece;
  while (stream && text.size() <= most) {
    stream.read(piece.data(), piece.size());
    text.append(piece.data(), static_cast<std::size_t>(stream.gcount()));
  }
  if (stream.bad()) return base::failure("settings.invalid", "cannot be read");
  if (text.size() > most) return base::failure("settings.invalid", "is larger than " + std::to_string(most) + " bytes");
  return text;
}

std::vector<fs::path> json_files(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code fault;
  for (fs::directory_iterator entry(folder, fault), end; !fault && entry != end; entry.increment(fault)) {
    const fs::path& path = entry->path();
    if (path.extension() == ".json" && !path.filename().string().starts_with('.')) files.push_back(path);
  }
  std::ranges::sort(files);
  return files;
}

SettingsReader::SettingsReader(fs::path config_folder, fs::path share_folder)
    : config_(std::move(config_folder)), share_(std::move(share_folder)) {}

std::string SettingsReader::shown(const fs::path& path) const {
  const fs::path inside = path.lexically_relative(config_);
  return inside.empty() || inside.begin()->string() == ".." ? path.string() : inside.string();
}

void SettingsReader::add(const SettingsFile& file, std::string pointer, std::string message, std::string advice) {
  const Json* place = file.json.at(pointer);
  add(Problem{file.name, place != nullptr ? place->line() : 0, std::move(pointer), std::move(message),
              std::move(advice)});
}

std::optional<SettingsFile> SettingsReader::read(const fs::path& path) {
  const std::string name = shown(path);
  const auto text = read_whole(path, most_file_bytes);
  if (!text) {
    add(Problem{name, 0, "", text.error().detail,
                text.error().code == "settings.missing" ? "goodword init makes it" : ""});
    return std::nullopt;
  }
  auto json = base::parse_settings_json(*text, name);
  if (!json) {
    add(syntax_problem(json.error(), name));
    return std::nullopt;
  }
  return SettingsFile{name, path, std::move(*json)};
}

const base::Schema* SettingsReader::schema(std::string_view name) {
  auto found = schemas_.find(name);
  if (found == schemas_.end()) {
    const std::string file = std::string(name) + ".schema.json";
    const fs::path path = share_ / "schemas" / file;
    std::optional<base::Schema> made;
    if (const auto text = read_whole(path, most_file_bytes); !text) {
      add(Problem{path.string(), 0, "", text.error().detail, "reinstall the package, or set GOODWORD_SHARE_PATH"});
    } else if (auto parsed = base::parse_json(*text); !parsed) {
      add(Problem{path.string(), 0, "", parsed.error().detail, "reinstall the package"});
    } else {
      made.emplace(std::move(*parsed), file);
    }
    found = schemas_.emplace(std::string(name), std::move(made)).first;
  }
  return found->second ? &*found->second : nullptr;
}

bool SettingsReader::check(const SettingsFile& file, std::string_view schema_name) {
  const base::Schema* rules = schema(schema_name);
  if (rules == nullptr) return false;
  auto faults = rules->problems(file.json, file.name);
  const bool fits = faults.empty();
  std::ranges::move(faults, std::back_inserter(problems_));
  return fits;
}

std::optional<SettingsFile> SettingsReader::read_checked(const fs::path& path, std::string_view schema_name) {
  auto file = read(path);
  if (!file) return std::nullopt;
  const fs::path in_share = path.lexically_relative(share_);
  const bool shipped = !in_share.empty() && *in_share.begin() != "..";
  if (!(shipped && share_trusted_) && !check(*file, schema_name)) return std::nullopt;
  return file;
}

}  // namespace goodword::daemon
