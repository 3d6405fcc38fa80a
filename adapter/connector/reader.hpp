// Reads an answer once, from front to back: hands out each record's picked values and keeps what is picked beside them.
//
// The pointers of a stream become one trie that a RapidJSON SAX handler walks, so no tree of the page is built and no
// name is looked up by record; cursor, totals and flags are kept in the same pass, wherever they stand. One Reader
// serves one thread; a Layout may be shared.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"
#include "connector/plan.hpp"

namespace goodword::connector {

/// One picked value. Scalars keep their text here, lists and objects are small trees.
struct Cell {
  base::Json::Type type = base::Json::Type::null;
  bool present = false;
  bool too_long = false;  ///< a text over 1 MiB, which was not kept
  std::string text;
  base::Json tree;

  bool is_tree() const { return type == base::Json::Type::array || type == base::Json::Type::object; }
  base::Json json() const;
  void take(const base::Json& value);
};

/// The values of one record, by slot.
struct Row {
  std::vector<Cell>& cells;  ///< valid while it is handed out; who needs them longer swaps them for as many others
  std::string_view payload;  ///< the record as it came; valid until the answer ends
};

class Rows {
 public:
  virtual ~Rows() = default;
  /// An answer begins: rows of one that was asked for before are void.
  virtual void begin() = 0;
  virtual void row(const Row& row) = 0;
  /// The answer was read to its end.
  virtual void end() {}
};

/// The trie of a Shape. The Shape must outlive it.
class Layout {
 public:
  struct Node {
    std::vector<std::pair<std::string, int>> children;
    int slot = -1;  ///< of the record, or of the answer outside of records
    bool records = false;
  };

  explicit Layout(const Shape& shape);

  const Shape& shape() const { return *shape_; }
  std::size_t size() const { return nodes_.size(); }
  const Node& node(int index) const { return nodes_[static_cast<std::size_t>(index)]; }
  static constexpr int answer = 0, record = 1;
  /// Values that stand inside another picked value: slot, the slot around it, and the pointer from there.
  struct Inner {
    int slot, around;
    std::string rest;
  };
  const std::vector<Inner>& inner() const { return inner_; }
  const std::vector<Inner>& inner_outside() const { return inner_outside_; }

 private:
  int grow(int from, std::string_view pointer);
  void find_inner(const std::vector<std::string>& pointers, std::vector<Inner>& inner) const;

  const Shape* shape_;
  std::vector<Node> nodes_;
  std::vector<Inner> inner_, inner_outside_;
};

struct Reading {
  std::vector<std::pair<std::string, base::Json>> outside;  ///< what was found, by pointer
  bool found = false;  ///< there was a list (or the one record) where records are said to be
  std::size_t rows = 0;
};

/// Errors: json.syntax, json.too_deep. Rows handed out before an error are to be dropped.
base::Result<Reading> read_answer(const Layout& layout, std::string_view body, Rows& rows);

/// Escapes of half a character ("\ud83d" alone) become U+FFFD, for one such text must not cost the page. Nothing if
/// there are none.
std::optional<std::string> mend_half_characters(std::string_view body);

}  // namespace goodword::connector
