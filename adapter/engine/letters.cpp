#include "engine/letters.hpp"

#include <algorithm>
#include <array>
#include <kainjow/mustache.hpp>
#include <set>

#include "base/text.hpp"

namespace goodword::engine {
namespace {

namespace mustache = kainjow::mustache;
using base::Result;

const std::string* find_template(const Letters& letters, std::string_view language, std::string_view name) {
  for (const auto& wanted : {std::string(language) + "/" + std::string(name), "en/" + std::string(name)}) {
    const auto found = std::ranges::find_if(letters.templates, [&](const auto& item) { return item.first == wanted; });
    if (found != letters.templates.end()) return &found->second;
  }
  return nullptr;
}

/// The names between {{ and }}, without their section signs.
std::set<std::string> names_in(const std::string& text) {
  std::set<std::string> names;
  for (auto at = text.find("{{"); at != std::string::npos; at = text.find("{{", at + 2)) {
    const auto end = text.find("}}", at);
    if (end == std::string::npos) break;
    std::string name(base::trim(std::string_view(text).substr(at + 2, end - at - 2)));
    if (!name.empty() && std::string_view("#^/&").find(name.front()) != std::string_view::npos) name.erase(0, 1);
    if (!name.empty() && name.front() != '!') names.insert(name);
  }
  return names;
}

/// One line, without anything that could pose as more than text.
std::string as_value(const std::string& text) {
  std::string one_line = base::clean(text);
  std::ranges::replace(one_line, '\n', ' ');
  return std::string(base::trim(one_line));
}

}  // namespace

Result<std::string> render(const Letters& letters, std::string_view language, std::string_view name,
                           const Words& words) {
  const std::string* source = find_template(letters, language, name);
  if (source == nullptr) return base::failure("settings.invalid", "no letter template " + std::string(name));
  mustache::data values;
  std::set<std::string> known;
  for (const auto& [key, value] : words) {
    const bool keeps_lines = key.starts_with("letter_");
    values.set(key, keeps_lines ? value : as_value(value));
    values.set("has_" + key,
               mustache::data(value.empty() ? mustache::data::type::bool_false : mustache::data::type::bool_true));
    known.insert({key, "has_" + key});
  }
  for (const auto& wanted : names_in(*source)) {
    if (!known.contains(wanted)) {
      return base::failure("settings.invalid",
                           "letter template " + std::string(name) + " names the unknown value " + wanted);
    }
  }
  mustache::mustache compiled(*source);
  if (!compiled.is_valid()) {
    return base::failure("settings.invalid", "letter template " + std::string(name) + ": " + compiled.error_message());
  }
  compiled.set_custom_escape(
      [](const std::string& text) { return text; });  // plain text: the connector escapes for its sink
  return std::string(base::trim(compiled.render(values)));
}

Result<std::string> render_letter(const Letters& letters, std::string_view language, std::string_view name,
                                  Words words) {
  auto text = render(letters, language, name, words);
  for (const char* extra : {"quote", "proof", "company"}) {
    if (!text || base::count_words(*text) <= longest_letter) break;
    if (!words.contains(extra)) continue;
    words[extra].clear();
    text = render(letters, language, name, words);
  }
  return text;
}

Titled split_title(const std::string& text) {
  const auto end = text.find('\n');
  if (end == std::string::npos) return {text, ""};
  return {text.substr(0, end), std::string(base::trim(std::string_view(text).substr(end + 1)))};
}

std::string given_name(const model::Record& contact) {
  if (!contact.text(model::contact::first_name).empty()) return contact.text(model::contact::first_name);
  const std::string full = model::display_name(contact);
  return full.substr(0, full.find(' '));
}

std::string letter_day(base::Date day, std::string_view language) {
  constexpr std::array english = {"January", "February", "March",     "April",   "May",      "June",
                                  "July",    "August",   "September", "October", "November", "December"};
  constexpr std::array german = {"Januar", "Februar", "März",      "April",   "Mai",      "Juni",
                                 "Juli",   "August",  "September", "Oktober", "November", "Dezember"};
  const bool in_german = language == "de";
  const auto month = static_cast<unsigned>(day.month()) - 1;
  return std::to_string(static_cast<unsigned>(day.day())) + (in_german ? ". " : " ") +
         (in_german ? german : english).at(month) + " " + std::to_string(static_cast<int>(day.year()));
}

}  // namespace goodword::engine
