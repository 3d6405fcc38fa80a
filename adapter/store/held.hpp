// Rows in memory that a statement reads like a table: "INSERT … SELECT a, b FROM held(?1)" with a Held bound to ?1.
//
// One statement for the rows of a page costs a fraction of a statement for each. Used by Intake inside its transaction;
// the texts must live until the statement has run.
#pragma once

#include <sqlite3.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/instant.hpp"

namespace goodword::store {

class Held {
 public:
  class Cell {
   public:
    Cell() = default;
    Cell(std::string_view text) : value_(text) {}
    Cell(const std::string& text) : value_(std::string_view(text)) {}
    Cell(std::string&&) = delete;
    Cell(std::int64_t number) : value_(number) {}
    Cell(std::optional<std::int64_t> number) {
      if (number) value_ = *number;
    }
    Cell(const std::optional<base::Instant>& at) {
      if (at) value_ = base::to_micros(*at);
    }
    void tell(sqlite3_context* context) const;

   private:
    std::variant<std::monostate, std::int64_t, std::string_view> value_;
  };
  /// Columns a to i.
  using Row = std::array<Cell, 9>;

  template <class... Values>
  void add(const Values&... values) {
    rows_.push_back({Cell(values)...});
  }
  void clear() { rows_.clear(); }
  bool empty() const { return rows_.empty(); }
  const std::vector<Row>& rows() const { return rows_; }

  /// Lets statements of a connection say held(?1).
  static int offer(sqlite3* connection);
  static int bind(sqlite3_stmt* statement, int place, const Held& held);

 private:
  std::vector<Row> rows_;
};

}  // namespace goodword::store
