// What the asks and the answers to them come to: whom somebody still has to ask, by when, and what became of the
// others.
//
// Pure. One person is one line at a time: a new plan takes the place of an open one, an answer ends it. What was asked
// is the answer "asked", from which readiness is read as well (ready.hpp): there is no second book.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/ask.hpp"

namespace goodword::rules {

/// How an ask stands, or ended.
struct AskResult {
  std::string_view id;
  std::string_view meaning;
  bool open = false;   ///< something is still to be done about it
  bool asked = false;  ///< somebody was asked
};
/// planned, yes (asked, and nothing came of it yet), given, none, later, declined, dropped.
std::span<const AskResult> ask_results();
/// nullptr: no result.
const AskResult* ask_result(std::string_view id);

/// One ask from its plan to its result.
struct AskReading {
  model::AskedOf whom;
  std::string_view state = "planned";  ///< of ask_results()
  std::optional<model::Ask> plan;      ///< as it was said last; none where somebody just asked
  std::optional<base::Instant> asked_at;
  std::string by;     ///< who asked
  std::string words;  ///< what came of it

  bool is_open() const;
  bool was_asked() const;
  /// Who asks, or asked.
  const std::string& seller() const { return plan && !plan->seller.empty() ? plan->seller : by; }

  friend bool operator==(const AskReading&, const AskReading&) = default;
};

/// In the order in which they began. A moment that is a day alone stands for the end of that day.
std::vector<AskReading> read_asks(std::span<const model::Ask> plans, std::span<const model::Asked> asked);

/// The open one about somebody, or nullptr.
const AskReading* open_ask(std::span<const AskReading> asks, const model::AskedOf& whom);

struct AskCount {
  int asked = 0, given = 0, cold = 0;

  friend bool operator==(const AskCount&, const AskCount&) = default;
};
/// By seller: who was asked in the last four weeks, and how many of them gave something.
std::map<std::string, AskCount> count_asks(std::span<const AskReading> asks, base::Instant now);
/// Cold asks of a seller in the last seven days: planned, or made without a plan; those that were dropped do not count.
int cold_asks(std::span<const AskReading> asks, std::string_view seller, base::Instant now);

}  // namespace goodword::rules
