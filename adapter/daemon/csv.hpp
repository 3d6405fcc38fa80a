// Comma-separated values as RFC 4180 has them, read strictly: what a spreadsheet saves, or a fault with its line.
//
// Quoted cells may hold separators, doubled quotes and line breaks. CRLF and LF end a row; a byte order mark and rows
// without anything in them are passed over. Every row has as many cells as the first.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

namespace goodword::daemon {

struct CsvRow {
  int line = 0;  ///< on which it begins, from 1
  std::vector<std::string> cells;

  friend bool operator==(const CsvRow&, const CsvRow&) = default;
};

struct CsvFault {
  int line = 0;
  std::string why, advice;

  friend bool operator==(const CsvFault&, const CsvFault&) = default;
};

/// All rows, the heading first. The separator is the one of comma, semicolon and tab that the heading has most of.
tl::expected<std::vector<CsvRow>, CsvFault> read_csv(std::string_view text);

}  // namespace goodword::daemon
