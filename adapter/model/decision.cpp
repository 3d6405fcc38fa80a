#include "model/decision.hpp"

#include <algorithm>
#include <array>

#include "base/digest.hpp"

namespace goodword::model {
namespace {

constexpr std::array<std::string_view, 8> verdict_names = {"none",  "pursue",  "nurture", "find_out",
                                                           "refer", "team_up", "let_go",  "exclude"};
constexpr std::array<std::string_view, 8> verdict_words = {"none",  "pursue",  "nurture", "find out",
                                                           "refer", "team up", "let go",  "exclude"};

std::string partner_of(const Decision& decision) {
  return decision.matches.empty() ? "" : decision.matches.front().partner;
}

std::string question_of(const Decision& decision) {
  return decision.verdict == Verdict::find_out && decision.question ? decision.question->about : "";
}

/// What the CRM would show of it: the row may change with no visible effect, so it does not count.
std::string outcome_text(const Decision& decision) {
  const bool names_partner = decision.verdict == Verdict::refer || decision.verdict == Verdict::team_up;
  return std::string(to_text(decision.verdict)) + "|" + (decision.held ? "held" : "") + "|" +
         (names_partner ? partner_of(decision) : "") + "|" + (names_partner ? decision.need.service : "") + "|" +
         (names_partner && decision.need.confirmed ? "confirmed" : "") + "|" + question_of(decision);
}

}  // namespace

std::string_view to_text(Verdict verdict) { return verdict_names[static_cast<std::size_t>(verdict)]; }
std::string_view to_people(Verdict verdict) { return verdict_words[static_cast<std::size_t>(verdict)]; }

std::optional<Verdict> verdict_of(std::string_view text) {
  const auto found = std::ranges::find(verdict_names, text);
  if (found == verdict_names.end()) return std::nullopt;
  return static_cast<Verdict>(found - verdict_names.begin());
}

std::string_view to_text(SignState state) {
  constexpr std::array<std::string_view, 3> names = {"unknown", "seen", "ruled_out"};
  return names[static_cast<std::size_t>(state)];
}

std::string_view to_text(Answer3 answer) {
  constexpr std::array<std::string_view, 3> names = {"yes", "no", "review"};
  return names[static_cast<std::size_t>(answer)];
}

std::string decision_id(const Decision& decision, std::string_view previous_id) {
  return base::sha256_hex(to_text(decision.contact) + "|" + outcome_text(decision) + "|" + std::string(previous_id))
      .substr(0, 24);
}

bool same_outcome(const Decision& a, const Decision& b) { return outcome_text(a) == outcome_text(b); }

}  // namespace goodword::model
