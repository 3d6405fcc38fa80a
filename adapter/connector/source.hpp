// A connector file with everything put together that can be before running: the operator's patch, patterns, constants.
//
// Used by compile only. Nodes keep the line they came from; nodes of the operator's file have their lines shifted by
// `operator_lines`, so that a problem can name the right file after both became one document.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "base/problem.hpp"

namespace goodword::connector {

constexpr int operator_lines = 10'000'000;
/// Pointers of places in the CRM file itself (not in its "change") begin with this.
constexpr std::string_view in_crm_file = "crm:";

/// A node of the file and where it is. A place without a node is false.
struct Place {
  const base::Json* json = nullptr;
  std::string pointer;

  explicit operator bool() const { return json != nullptr && !json->is_null(); }
  const base::Json* operator->() const { return json; }
  Place operator[](std::string_view key) const;
  Place item(std::size_t index) const;
  std::string text(std::string_view key, std::string_view otherwise = "") const;
};

/// Line of the node, or of the first thing inside it that has one.
int line_of(const base::Json& json);

/// Names like "settings.url" and their values; null: the setting has none, and what needs it is left out.
using Constants = std::vector<std::pair<std::string, base::Json>>;

/// Puts constants in, into keys, texts and values alike. Placeholders that are no constants stay.
base::Json put_in(const base::Json& json, const Constants& constants);

/// Gathers problems of both files.
class Faults {
 public:
  Faults(std::string_view connector_file, std::string_view crm_file)
      : connector_file_(connector_file), crm_file_(crm_file) {}

  void add(const Place& place, std::string message, std::string advice = "");
  /// The grammar has it, this version does not run it.
  void unsupported(const Place& place, std::string what);
  /// Nothing is wrong, but an operator should know.
  void note(const Place& place, std::string message);
  void unknown(const Place& place, std::string_view word, std::string_view what, const std::vector<std::string>& known);
  std::vector<base::Problem> problems() const;
  std::vector<base::Problem> notes() const { return notes_; }
  bool empty() const { return problems_.empty(); }

 private:
  base::Problem made(const Place& place, std::string message, std::string advice) const;

  std::string connector_file_, crm_file_;
  std::vector<base::Problem> problems_, notes_;
};

/// A constant in a query is a name: values are quoted, and constants stand as they are.
void check_constants_in_queries(const Place& place, const Constants& constants, Faults& faults);
/// Connector patched by the operator's "change".
base::Json put_together(const base::Json& connector, const base::Json& crm);
/// The pattern chain of a stream laid under it; circular or unknown patterns are reported.
base::Json with_patterns(const Place& stream, const Place& patterns, Faults& faults);

}  // namespace goodword::connector
