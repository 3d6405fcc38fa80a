// Standard output is data, standard error is messages. Columns, colours and thousands separators only on a terminal.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/problem.hpp"

namespace goodword::cli {

enum class Style { plain, bold, faint, red, yellow, green };

class Console {
 public:
  enum class Form { text, json };
  /// What stands at the other end.
  struct Screen {
    bool terminal = false;  ///< somebody can be asked
    bool colour = false;
  };
  Console(Form form, Screen screen) : form_(form), terminal_(screen.terminal), colour_(screen.colour) {}

  bool json() const { return form_ == Form::json; }
  bool terminal() const { return terminal_; }
  /// To standard output. With --json, lines are gathered into one document, {"format_version": 1, "said": [...]}.
  void line(std::string_view text = {}) const;
  void json_line(const base::Json& json) const;  ///< one pretty JSON document to standard output
  void finish() const;                           ///< prints the gathered lines, where there is no document
  /// A line that the next one takes the place of, on a terminal alone.
  void draw(std::string_view text) const;
  /// Takes the drawn line away; whatever is said does it by itself.
  void wipe() const;
  /// Not understood: said to standard error. Returns the exit code for usage.
  int complain(std::string_view text) const;
  void message(std::string_view text) const;  ///< to standard error
  std::string styled(std::string_view text, Style style) const;
  /// What, where, why and what to do, to standard error. Returns the exit code of the error.
  int fail(const base::Error& error) const;
  int fail(const std::vector<base::Problem>& problems, std::string_view where = "the settings; nothing was done") const;
  /// A question on the terminal, answered with a line; nothing where there is no terminal, or its input has ended.
  std::optional<std::string> ask(std::string_view question) const;
  /// The same, and what is typed is not seen. Ctrl-C ends the line and is no answer.
  std::optional<std::string> ask_unseen(std::string_view question) const;

 private:
  Form form_;
  mutable std::vector<std::string> said_;
  mutable bool drawn_ = false;
  bool terminal_;
  bool colour_;
};

inline constexpr std::size_t line_width = 100;  ///< of text that is wrapped, in characters

/// Pads to a width in characters; never cuts.
std::string padded(std::string_view text, std::size_t width);
std::string padded_left(std::string_view text, std::size_t width);
/// Rows of cells, each column as wide as its widest cell; the first row is the heading.
std::string in_columns(const std::vector<std::vector<std::string>>& rows);
/// Text broken at spaces, each line indented.
std::string wrapped(std::string_view text, std::size_t indent, std::size_t width);
/// The same with a label in the first line's indent.
std::string hanging(std::string_view label, std::string_view text, std::size_t indent, std::size_t width);
/// An amount rounded to whole units: "£1,824".
std::string whole_money(double units, const std::string& currency);

}  // namespace goodword::cli
