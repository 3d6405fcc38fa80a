#include "engine/letters.hpp"

#include <algorithm>
#include <array>
#include <kainjow/mustache.hpp>

#include "base/text.hpp"
#include "engine/letter_table.hpp"

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

/// One line, without anything that could pose as more than text.
std::string as_value(const std::string& text) {
  std::string one_line = base::clean(text);
  std::ranges::replace(one_line, '\n', ' ');
  return std::string(base::trim(one_line));
}

/// The first word that is no title: "Ewan" of "Prof. Dr. Ewan Pell".
std::string first_of(std::string_view name) {
  for (auto end = name.find(' '); end != std::string_view::npos; end = name.find(' ')) {
    if (name.substr(0, end).back() != '.') return std::string(name.substr(0, end));
    name = base::trim(name.substr(end));
  }
  return std::string(name);
}

}  // namespace

Result<std::string> render(const Letters& letters, std::string_view language, std::string_view name,
                           const Words& words) {
  const std::string* source = find_template(letters, language, name);
  if (source == nullptr) return base::failure("settings.invalid", "no letter template " + std::string(name));
  const auto* row = letter_row(name);
  mustache::data values;
  std::string given;
  for (const auto& [key, value] : words) {
    const bool keeps_lines = key.starts_with("letter_");
    values.set(key, keeps_lines ? value : as_value(value));
    values.set("has_" + key,
               mustache::data(value.empty() ? mustache::data::type::bool_false : mustache::data::type::bool_true));
    given += (given.empty() ? "" : " ") + key;
  }
  // A value that the table promises to whoever writes a template is there, whether the shipped one names it or not.
  for (const auto& promised : base::split(row == nullptr ? "" : row->values, ' ')) {
    if (!promised.empty() && !words.contains(promised))
      return base::failure("settings.invalid", "letter template " + std::string(name) + " gets no value " + promised);
  }
  if (const auto fault = fault_in(*source, given); !fault.empty())
    return base::failure("settings.invalid", "letter template " + std::string(name) + ": " + fault);
  mustache::mustache compiled(*source);
  compiled.set_custom_escape(
      [](const std::string& text) { return text; });  // plain text: the connector escapes for its sink
  return std::string(base::trim(compiled.render(values)));
}

Result<std::string> render_letter(const Letters& letters, std::string_view language, std::string_view name,
                                  Words words) {
  auto text = render(letters, language, name, words);
  for (const char* extra : {"quote", "proof", "endorsement", "company"}) {
    if (!text || base::count_words(*text) <= longest_letter) break;
    if (!words.contains(extra)) continue;
    words[extra].clear();
    text = render(letters, language, name, words);
  }
  return text;
}

std::string shared_in_words(std::span<const std::string> fields, const Letters& letters, std::string_view language) {
  std::vector<std::string> words;
  for (const auto& field : fields) words.push_back(phrase(letters, language, "shared-" + field));
  if (words.size() < 2) return base::join(words, "");
  const std::string last = words.back();
  words.pop_back();
  return base::join(words, ", ") + " " + phrase(letters, language, "shared-and") + " " + last;
}

Titled split_title(const std::string& text) {
  const auto end = text.find('\n');
  if (end == std::string::npos) return {text, ""};
  return {text.substr(0, end), std::string(base::trim(std::string_view(text).substr(end + 1)))};
}

std::string given_name(const model::Record& contact) {
  const auto& first = contact.text(model::contact::first_name);
  return first.empty() ? first_of(model::display_name(contact)) : first;
}

std::string person_of(const model::Partner& partner) { return partner.person.empty() ? partner.name : partner.person; }

std::string given_name(const model::Partner& partner) {
  return partner.person.empty() ? partner.name : first_of(partner.person);
}

std::string letter_language(const Letters& letters, std::string_view name, std::span<const std::string> spoken,
                            std::string_view house) {
  if (spoken.empty() || std::ranges::count(spoken, house) > 0) return std::string(house);
  const auto found = std::ranges::find_if(spoken, [&](const auto& language) {
    return std::ranges::count(letters.templates, language + "/" + std::string(name),
                              &std::pair<std::string, std::string>::first) > 0;
  });
  return found == spoken.end() ? std::string(house) : *found;
}

std::string phrase(const Letters& letters, std::string_view language, std::string_view name, const Words& words) {
  return render(letters, language, name, words).value_or("");
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
