#include "daemon/csv.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace goodword::daemon {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

char separator_in(std::string_view heading) {
  char best = ',';
  for (const char one : {';', '\t'}) {
    if (std::ranges::count(heading, one) > std::ranges::count(heading, best)) best = one;
  }
  return best;
}

class CsvReader {
 public:
  CsvReader(std::string_view text, char separator) : text_(text), separator_(separator) {}

  tl::expected<std::vector<CsvRow>, CsvFault> read() {
    while (at_ < text_.size() && fault_.why.empty()) {
      CsvRow row = next_row();
      if (row.cells.size() == 1 && row.cells.front().empty()) continue;
      if (fault_.why.empty() && !rows_.empty() && row.cells.size() != rows_.front().cells.size())
        fault_ = {row.line,
                  "the row has " + std::to_string(row.cells.size()) + " cells, the heading " +
                      std::to_string(rows_.front().cells.size()),
                  "a cell that holds the separator stands in quotes"};
      rows_.push_back(std::move(row));
    }
    if (!fault_.why.empty()) return tl::unexpected(std::move(fault_));
    return std::move(rows_);
  }

 private:
  bool ends_row() const { return at_ >= text_.size() || text_[at_] == '\n' || text_.substr(at_, 2) == "\r\n"; }

  CsvRow next_row() {
    CsvRow row{line_, {}};
    row.cells.push_back(next_cell());
    while (fault_.why.empty() && !ends_row()) {
      ++at_;  // the separator: next_cell() stops nowhere else
      row.cells.push_back(next_cell());
    }
    if (at_ < text_.size()) at_ += text_[at_] == '\r' ? 2 : 1;
    ++line_;
    return row;
  }

  std::string next_cell() {
    if (at_ < text_.size() && text_[at_] == '"') return quoted_cell();
    std::string cell;
    for (; !ends_row() && text_[at_] != separator_; ++at_) {
      if (text_[at_] == '"') {
        fault_ = {line_, "a quote inside a cell that does not begin with one",
                  "put the whole cell in quotes and double the quotes in it"};
        return {};
      }
      cell += text_[at_];
    }
    return cell;
  }

  std::string quoted_cell() {
    const int began = line_;
    std::string cell;
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] != '"') {
        line_ += text_[at_] == '\n' ? 1 : 0;
        cell += text_[at_];
      } else if (text_.substr(at_, 2) == "\"\"") {
        cell += text_[at_++];
      } else {
        ++at_;
        if (!ends_row() && text_[at_] != separator_)
          fault_ = {line_, "something stands between a closing quote and the end of the cell",
                    "double the quotes that belong to the text"};
        return cell;
      }
    }
    fault_ = {began, "a quote is opened and never closed", "close it, or double it where it belongs to the text"};
    return {};
  }

  std::string_view text_;
  char separator_;
  std::size_t at_ = 0;
  int line_ = 1;
  std::vector<CsvRow> rows_;
  CsvFault fault_;
};

bool is_text(std::string_view text) { return base::valid_utf8(text) && text.find('\0') == std::string_view::npos; }

/// The line on which it stops to be one.
int line_of_fault(std::string_view text) {
  int line = 1;
  for (const auto& one : base::split(text, '\n')) {
    if (!is_text(one)) return line;
    ++line;
  }
  return line;
}

}  // namespace

tl::expected<std::vector<CsvRow>, CsvFault> read_csv(std::string_view text) {
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  if (!is_text(text))
    return tl::unexpected(CsvFault{line_of_fault(text), "the text is not UTF-8", "save the table as CSV UTF-8"});
  return CsvReader(text, separator_in(text.substr(0, text.find('\n')))).read();
}

}  // namespace goodword::daemon
