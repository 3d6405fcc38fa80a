#include "cli/console.hpp"

#include <signal.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iostream>

#include "base/money.hpp"
#include "base/text.hpp"

namespace goodword::cli {

using base::Json;

void Console::draw(std::string_view text) const {
  if (!terminal_ || json()) return;
  std::cerr << "\r\033[K" << text << std::flush;
  drawn_ = true;
}

void Console::wipe() const {
  if (drawn_) std::cerr << "\r\033[K" << std::flush;
  drawn_ = false;
}

void Console::line(std::string_view text) const {
  wipe();
  if (json())
    said_.emplace_back(text);
  else
    std::cout << text << '\n';
}

void Console::finish() const {
  if (said_.empty()) return;
  Json said = Json::array();
  for (const auto& text : said_) said.push(Json(text));
  json_line(Json::object({{"format_version", Json(1)}, {"said", std::move(said)}}));
}

int Console::complain(std::string_view text) const {
  if (json()) return fail(base::Error{.code = "usage", .detail = std::string(text)});
  message("goodword: " + base::clean(text));
  return 2;
}

void Console::json_line(const Json& json) const { std::cout << base::write_pretty(json) << '\n'; }

void Console::message(std::string_view text) const {
  wipe();
  std::cerr << text << '\n';
}

std::string Console::styled(std::string_view text, Style style) const {
  if (!colour_ || style == Style::plain) return std::string(text);
  const char* code = "";
  switch (style) {
    case Style::plain: break;
    case Style::bold: code = "\033[1m"; break;
    case Style::faint: code = "\033[2m"; break;
    case Style::red: code = "\033[31m"; break;
    case Style::yellow: code = "\033[33m"; break;
    case Style::green: code = "\033[32m"; break;
  }
  return code + std::string(text) + "\033[0m";
}

int Console::fail(const base::Error& error) const {
  const auto* row = base::error_row(error.code);
  if (json()) {
    std::cerr << base::write_json(Json::object({{"format_version", Json(1)},
                                                {"error", Json(error.code)},
                                                {"detail", Json(error.detail)},
                                                {"advice", Json(row ? row->advice : "")}}))
              << '\n';
  } else {
    message("goodword: " + base::clean(error.detail));
    for (const auto& step : error.trail) message("  while " + step);
    if (row != nullptr) message("  " + std::string(row->advice) + "  [" + error.code + "]");
  }
  return row ? row->exit_code : 1;
}

int Console::fail(const std::vector<base::Problem>& problems, std::string_view where) const {
  if (json()) {
    Json all = Json::array();
    for (const auto& problem : problems) all.push(Json(base::to_text(problem)));
    message(base::write_json(Json::object(
        {{"format_version", Json(1)}, {"error", Json("settings.invalid")}, {"problems", std::move(all)}})));
    return 78;
  }
  for (const auto& problem : problems) message(base::to_text(problem));
  message(std::to_string(problems.size()) + (problems.size() == 1 ? " problem" : " problems") + " in " +
          std::string(where));
  return 78;
}

std::optional<std::string> Console::ask(std::string_view question) const {
  if (!terminal_) return std::nullopt;
  wipe();
  std::cerr << question << ' ' << std::flush;
  std::string answer;
  if (!std::getline(std::cin, answer)) return std::nullopt;
  return std::string(base::trim(answer));
}

namespace {

constexpr char ctrl_c = 3, ctrl_backslash = 28;

/// A terminal that shows nothing of what is typed, until this goes away. Ctrl-C is a character that ends the line, and
/// being told to end waits: a terminal that stays mute is no use to whoever sits there.
class Unseen {
 public:
  Unseen() {
    sigemptyset(&held_);
    sigaddset(&held_, SIGTERM);
    sigaddset(&held_, SIGHUP);
    ::pthread_sigmask(SIG_BLOCK, &held_, &before_);
    works_ = ::tcgetattr(STDIN_FILENO, &seen_) == 0;
    if (!works_) return;
    termios unseen = seen_;
    unseen.c_lflag &= ~static_cast<tcflag_t>(ECHO | ISIG);
    unseen.c_lflag |= ECHONL | ICANON;
    unseen.c_cc[VEOL] = ctrl_c;
    unseen.c_cc[VEOL2] = ctrl_backslash;
    works_ = ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &unseen) == 0;
  }
  ~Unseen() {
    if (works_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &seen_);
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  Unseen(const Unseen&) = delete;
  Unseen& operator=(const Unseen&) = delete;
  bool works() const { return works_; }

 private:
  termios seen_{};
  sigset_t held_{}, before_{};
  bool works_ = false;
};

}  // namespace

std::optional<std::string> Console::ask_unseen(std::string_view question) const {
  if (!terminal_) return std::nullopt;
  wipe();
  const Unseen unseen;
  if (!unseen.works()) return std::nullopt;  // rather not asked than shown
  std::cerr << question << ' ' << std::flush;
  std::string answer;
  for (int letter = std::cin.get(); letter != '\n'; letter = std::cin.get()) {
    if (letter == std::char_traits<char>::eof() || letter == ctrl_c || letter == ctrl_backslash) {
      std::cerr << '\n';
      return std::nullopt;
    }
    answer += static_cast<char>(letter);
  }
  return std::string(base::trim(answer));
}

std::string padded(std::string_view text, std::size_t width) {
  const std::size_t length = base::count_characters(text);
  return std::string(text) + std::string(length < width ? width - length : 0, ' ');
}

std::string padded_left(std::string_view text, std::size_t width) {
  const std::size_t length = base::count_characters(text);
  return std::string(length < width ? width - length : 0, ' ') + std::string(text);
}

std::string wrapped(std::string_view text, std::size_t indent, std::size_t width) {
  std::string out, line(indent, ' ');
  bool empty = true;
  for (const auto& word : base::split(text, ' ')) {
    if (word.empty()) continue;
    if (!empty && base::count_characters(line) + 1 + base::count_characters(word) > width) {
      out += line + '\n';
      line.assign(indent, ' ');
      empty = true;
    }
    line += (empty ? "" : " ") + word;
    empty = false;
  }
  return out + line;
}

std::string in_columns(const std::vector<std::vector<std::string>>& rows) {
  constexpr std::size_t gap = 2;
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], base::count_characters(row[i]) + gap);
  }
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) line += padded(row[i], widths[i]);
    text += std::string(base::trim(line)) + "\n";
  }
  return text;
}

std::string hanging(std::string_view label, std::string_view text, std::size_t indent, std::size_t width) {
  const std::string body = wrapped(text, indent, width);
  return padded(label, indent) + (body.size() > indent ? body.substr(indent) : "");
}

std::string whole_money(double units, const std::string& currency) {
  return base::to_people(base::from_units(std::round(units), currency));
}

}  // namespace goodword::cli
