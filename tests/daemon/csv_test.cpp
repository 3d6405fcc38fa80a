#include "daemon/csv.hpp"

#include <catch2/catch.hpp>

using namespace goodword::daemon;

namespace {

std::string shown(std::string_view text) {
  const auto rows = read_csv(text);
  if (!rows) return "line " + std::to_string(rows.error().line) + ": " + rows.error().why;
  std::string all;
  for (const auto& row : *rows) {
    all += std::to_string(row.line);
    for (const auto& cell : row.cells) all += "|" + cell;
    all += "\n";
  }
  return all;
}

}  // namespace

TEST_CASE("cells, quotes, line breaks and either end of line are read as RFC 4180 has them") {
  CHECK(shown("a,b\r\n1,2\r\n") == "1|a|b\n2|1|2\n");
  CHECK(shown("a,b\n1,2") == "1|a|b\n2|1|2\n");
  CHECK(shown("\xEF\xBB\xBF"
              "a,b\n\"x, \"\"y\"\"\nz\",\n3,4\n") == "1|a|b\n2|x, \"y\"\nz|\n4|3|4\n");
  CHECK(shown("a,b\n\n1,2\n\n") == "1|a|b\n3|1|2\n");
  CHECK(shown("a\n\"\"\nb\n") == "1|a\n3|b\n");
  CHECK(shown("a,b\n,\n") == "1|a|b\n2||\n");
  CHECK(shown("") == "");
}

TEST_CASE("the heading says what separates, and a comma inside quotes does not mislead it") {
  CHECK(shown("a;b\n1,5;2\n") == "1|a|b\n2|1,5|2\n");
  CHECK(shown("a\tb\n1\t2\n") == "1|a|b\n2|1|2\n");
}

TEST_CASE("what is no table is refused with its line") {
  CHECK(shown("a,b\n1\n") == "line 2: the row has 1 cells, the heading 2");
  CHECK(shown("a,b\n1,2,3\n") == "line 2: the row has 3 cells, the heading 2");
  CHECK(shown("a\nx\"y\n") == "line 2: a quote inside a cell that does not begin with one");
  CHECK(shown("a\n\"x\"y\n") == "line 2: something stands between a closing quote and the end of the cell");
  CHECK(shown("a\n1\n\"x\ny\n") == "line 3: a quote is opened and never closed");
  CHECK(shown("a\nb\n\xFF\n") == "line 3: the text is not UTF-8");
  CHECK(shown(std::string_view("a\n\0", 3)) == "line 2: the text is not UTF-8");
}
