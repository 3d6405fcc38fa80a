// A draft as files: the connector with a comment beside each guess, and the page that says what to check.
#include <map>

#include "base/text.hpp"
#include "draft/draft.hpp"

namespace goodword::draft {
namespace {

using base::Json;

constexpr std::size_t widest = 120;

class Printer {
 public:
  explicit Printer(const Draft& draft) {
    for (const auto& guess : draft.guesses) {
      auto& comment = comments_[guess.pointer];
      comment += (comment.empty() ? "guessed: " : "; ") + base::escape_line(guess.why);
    }
  }

  std::string text(const Json& json) {
    std::string made = "{\n";
    for (const auto& [key, value] : json.members()) member(made, key, value, "/" + base::pointer_escape(key), 2);
    return made + "}\n";
  }

 private:
  /// Whether a comment stands inside, so that it needs lines of its own.
  bool commented_inside(const std::string& pointer) const {
    const auto found = comments_.upper_bound(pointer + "/");
    return found != comments_.end() && found->first.starts_with(pointer + "/");
  }

  static std::string in_line(const Json& json) {
    std::string made;
    const auto item = [&](const std::string& text) { made += (made.empty() ? "" : ", ") + text; };
    if (json.is_array()) {
      for (const auto& one : json.items()) item(in_line(one));
      return "[" + made + "]";
    }
    if (!json.is_object()) return base::write_json(json);
    for (const auto& [key, value] : json.members()) item(base::write_json(Json(key)) + ": " + in_line(value));
    return "{" + made + "}";
  }

  void member(std::string& made, const std::string& key, const Json& value, const std::string& pointer,
              std::size_t indent) {
    const std::string start = std::string(indent, ' ') + base::write_json(Json(key)) + ": ";
    const auto found = comments_.find(pointer);
    const std::string comment = found == comments_.end() ? "" : " // " + found->second;
    const std::string line = start + in_line(value);
    const bool whole = !value.is_object() || value.members().empty();
    if (whole || (line.size() <= widest && !commented_inside(pointer))) {
      made += line + "," + comment + "\n";
      return;
    }
    made += start + "{" + comment + "\n";
    for (const auto& [name, inner] : value.members())
      member(made, name, inner, pointer + "/" + base::pointer_escape(name), indent + 2);
    made += std::string(indent, ' ') + "},\n";
  }

  std::map<std::string, std::string> comments_;  ///< by pointer
};

}  // namespace

std::string connector_text(const Draft& draft, const Material& material) {
  return "// A first draft, guessed by goodword connector new from " + base::escape_line(material.said) +
         ".\n// Each guess says why: check it against the vendor's page, then take its comment away. README.md lists "
         "what is "
         "missing.\n" +
         Printer(draft).text(draft.connector);
}

std::string readme_text(const Draft& draft, const Material& material) {
  std::string text = "# " + base::escape_line(draft.connector.text_or("title", "")) + "\n\nA first draft, made from " +
                     base::escape_line(material.said) + ". Nothing of it is proven yet.\n\n## Missing\n\n";
  for (const auto& one : draft.missing) text += "- " + base::escape_line(one) + "\n";
  text += "\n## Guessed\n\n| where | what | why |\n|---|---|---|\n";
  const auto cell = [](const std::string& words) {
    std::string safe;
    for (const char c : base::escape_line(words)) safe += c == '|' ? std::string("\\|") : std::string(1, c);
    return safe;
  };
  for (const auto& guess : draft.guesses)
    text += "| " + cell(guess.pointer) + " | `" + cell(guess.what) + "` | " + cell(guess.why) + " |\n";
  return text +
         "\n## Quirks\n\nNone is known yet. Write each with its date, where it is known from, and how well it is "
         "proven.\n";
}

}  // namespace goodword::draft
