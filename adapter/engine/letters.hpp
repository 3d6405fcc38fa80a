// Turning a template and some values into the words of a note, a task or a letter (Mustache).
//
// Templates are data: letters/LANGUAGE/NAME.mustache, shipped and overridable. Values are cleaned and put in once,
// never scanned again, so text from a CRM stays text. A template that names an unknown value is an error, not a gap.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "engine/world.hpp"

namespace goodword::engine {

using Words = std::map<std::string, std::string>;

/// The rendered text. For every value X, the section {{#has_X}} shows where X is not empty. Falls back to English where
/// the language has no such template. Errors: settings.invalid, naming template and value.
base::Result<std::string> render(const Letters& letters, std::string_view language, std::string_view name,
                                 const Words& words);

/// The most words a letter to anybody may have.
constexpr std::size_t longest_letter = 120;

/// The same for a letter: where it would be too long, the quote, the proof and the company are left out, in that order,
/// until it is not. What was agreed, what happens next and what we earn always stays.
base::Result<std::string> render_letter(const Letters& letters, std::string_view language, std::string_view name,
                                        Words words);

/// A text whose first line is a title: tasks.
struct Titled {
  std::string title, body;
};
Titled split_title(const std::string& text);

/// A day as a letter writes it: "27 November 2026", "27. November 2026"; in English where the language is another.
std::string letter_day(base::Date day, std::string_view language);

/// How a letter calls somebody: the first name, or the first word of the name that is no title.
std::string given_name(const model::Record& contact);
/// The same of a partner: of the person there, else the firm's whole name.
std::string given_name(const model::Partner& partner);
/// The person at a partner, else the firm's name.
std::string person_of(const model::Partner& partner);

/// The language to write in: `house` where the reader speaks it or no language is known, else the first spoken one that
/// has this letter, else `house`.
std::string letter_language(const Letters& letters, std::string_view name, std::span<const std::string> spoken,
                            std::string_view house);

/// A few words that go into a letter: a template of their own. Empty where it cannot be rendered.
std::string phrase(const Letters& letters, std::string_view language, std::string_view name, const Words& words = {});

/// The fields of a consent as the prospect reads them: "your name, your e-mail and what you need".
std::string shared_in_words(std::span<const std::string> fields, const Letters& letters, std::string_view language);

}  // namespace goodword::engine
