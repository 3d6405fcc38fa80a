#include "model/change.hpp"

#include <algorithm>
#include <array>

#include "base/digest.hpp"

namespace goodword::model {
namespace {

constexpr std::array<std::string_view, 13> action_names = {
    "add_tag",   "remove_tag",  "note",        "task",         "set_field",   "draft_email", "list_add",
    "associate", "remove_note", "remove_task", "remove_draft", "list_remove", "dissociate"};
constexpr std::array<std::string_view, 6> state_names = {"new", "sending", "done", "failed", "unknown", "needs_review"};

struct Step {
  OperationState from, to;
};
using enum OperationState;
// not_sent takes sending back to new; read-back takes unknown to done or new; a person settles needs_review.
constexpr std::array steps = {
    Step{fresh, sending},       Step{unknown, sending},      Step{sending, done},   Step{sending, failed},
    Step{sending, unknown},     Step{sending, needs_review}, Step{sending, fresh},  Step{unknown, done},
    Step{unknown, fresh},       Step{unknown, needs_review}, Step{unknown, failed}, Step{needs_review, done},
    Step{needs_review, failed}, Step{needs_review, fresh},   Step{fresh, failed},   Step{failed, fresh}};

}  // namespace

std::string_view to_text(Action action) { return action_names[static_cast<std::size_t>(action)]; }
std::string_view to_text(OperationState state) { return state_names[static_cast<std::size_t>(state)]; }

std::optional<Action> action_of(std::string_view text) {
  const auto found = std::ranges::find(action_names, text);
  if (found == action_names.end()) return std::nullopt;
  return static_cast<Action>(found - action_names.begin());
}

std::optional<Action> opposite_of(Action action) {
  switch (action) {
    case Action::note: return Action::remove_note;
    case Action::task: return Action::remove_task;
    case Action::draft_email: return Action::remove_draft;
    case Action::list_add: return Action::list_remove;
    case Action::associate: return Action::dissociate;
    default: return std::nullopt;
  }
}

bool makes_text(Action action) {
  return action == Action::note || action == Action::task || action == Action::draft_email;
}

std::optional<OperationState> operation_state_of(std::string_view text) {
  const auto found = std::ranges::find(state_names, text);
  if (found == state_names.end()) return std::nullopt;
  return static_cast<OperationState>(found - state_names.begin());
}

std::string_view to_text(Sameness sameness) {
  constexpr std::array<std::string_view, 4> names = {"A", "B", "C", "D"};
  return names[static_cast<std::size_t>(sameness)];
}

std::string_view to_text(Outcome::Kind kind) {
  constexpr std::array<std::string_view, 7> names = {"done",   "already",  "changed", "gone",
                                                     "failed", "not_sent", "unknown"};
  return names[static_cast<std::size_t>(kind)];
}

bool may_follow(OperationState from, OperationState to) {
  return std::ranges::any_of(steps, [&](const Step& step) { return step.from == from && step.to == to; });
}

std::string operation_id(const Change& change) {
  // Length before each part: no two different lists of parts give the same text.
  std::string seed;
  for (const std::string_view part :
       {std::string_view(change.subject.crm), to_text(change.subject.kind), std::string_view(change.subject.id),
        to_text(change.action), std::string_view(change.field), std::string_view(change.value),
        std::string_view(change.cause)}) {
    seed += std::to_string(part.size()) + ":" + std::string(part);
  }
  return base::sha256_hex(seed).substr(0, 32);
}

std::string marker_of(std::string_view operation_id) { return "[gw:" + std::string(operation_id.substr(0, 12)) + "]"; }

bool has_marker(std::string_view text) {
  for (auto at = text.find("[gw:"); at != std::string_view::npos; at = text.find("[gw:", at + 1)) {
    const auto digits = text.substr(at + 4, 12);
    const bool hex = digits.size() == 12 && digits.find_first_not_of("0123456789abcdef") == std::string_view::npos;
    if (hex && at + 16 < text.size() && text[at + 16] == ']') return true;
  }
  return false;
}

}  // namespace goodword::model
