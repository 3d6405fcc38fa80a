// One value of a rule file while it is compiled: reads members with checks and gathers every problem instead of
// stopping.
//
// Internal to the room. A Node never fails: where a member is missing or wrong it notes the problem and returns an
// empty value, so that the rest of the file is still looked at.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "base/problem.hpp"
#include "rules/pattern.hpp"

namespace goodword::rules {

class Node {
 public:
  Node(const base::Json& json, std::string_view file, std::string pointer, std::vector<base::Problem>& problems,
       Patterns patterns = Patterns::checked)
      : json_(&json), file_(file), pointer_(std::move(pointer)), problems_(&problems), patterns_(patterns) {}

  const base::Json& json() const { return *json_; }
  /// The same place with another value, which must outlive the node.
  Node with(const base::Json& json) const { return Node(json, file_, pointer_, *problems_, patterns_); }
  const std::string& file() const { return file_; }
  int line() const { return json_->line(); }
  bool has(std::string_view key) const { return json_->has(key); }

  /// Notes every member that is not among `known`, with the nearest one.
  void only(std::span<const std::string> known) const;
  void only(std::initializer_list<std::string> known) const { only(std::span(known.begin(), known.size())); }

  std::string text(std::string_view key) const;  ///< required
  std::string text_or(std::string_view key, std::string_view otherwise) const;
  double number(std::string_view key, double least, double most) const;  ///< required
  double number_or(std::string_view key, double least, double most, double otherwise) const;
  bool truth_or(std::string_view key, bool otherwise) const;
  std::vector<std::string> texts(std::string_view key) const;  ///< optional: empty where missing
  Pattern pattern(std::string_view key) const;                 ///< optional list of expressions
  /// Member that must be one of `words`; its place among them, 0 where it is wrong.
  std::size_t word(std::string_view key, std::span<const std::string_view> words) const;

  Node member(std::string_view key) const;              ///< null value where missing
  std::vector<Node> items(std::string_view key) const;  ///< of a list; empty where missing
  std::vector<std::pair<std::string, Node>> members(std::string_view key) const;
  std::vector<Node> items() const;

  void problem(std::string message, std::string advice = {}) const;

 private:
  Node child(std::string_view key, const base::Json& json) const;
  bool is(std::string_view key, base::Json::Type type, std::string_view called) const;

  const base::Json* json_;
  std::string file_;
  std::string pointer_;
  std::vector<base::Problem>* problems_;
  Patterns patterns_;
};

/// "did you mean \"x\"?" or a list of what there is.
std::string nearest_advice(std::string_view word, std::span<const std::string> known);

}  // namespace goodword::rules
