// The verdict table: which of the seven verdicts holds, by the first row that does. No arithmetic happens here.
//
// The table never reads its own output but above/below and busy, which the caller settles. Total: the last row has no
// condition. One function, called by assess.hpp and by the tests that enumerate every combination and leave out rows.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/decision.hpp"

namespace goodword::rules {

enum class Exclusion { no, proposed, confirmed };
enum class NeedFit { ours, part, not_ours, unknown };
enum class Offer { none, review, ok };  ///< a partner passed the hard limits; review: the screen has a question

/// Everything the table reads: 331,776 combinations.
struct Situation {
  bool in_scope = true;
  bool objected = false;
  Exclusion exclude = Exclusion::no;
  bool keep = false;
  bool is_private = false;
  bool pass_on = false;
  model::Answer3 serve = model::Answer3::yes;
  NeedFit need = NeedFit::ours;
  bool above = true;
  bool question = false;
  bool later = false;
  bool busy = false;
  bool large = false;
  Offer whole = Offer::none;
  Offer beside = Offer::none;
};

/// A partner for all of the need may be named (W), or for the part we lack (B).
bool whole_open(const Situation& s);
bool beside_open(const Situation& s);

struct VerdictRow {
  int row = 0;
  model::Verdict verdict = model::Verdict::none;
  std::vector<int> reasons;  ///< requirement numbers, ascending
  bool held = false;         ///< shown in review, not written
  bool again = false;        ///< a temporary reason: tested anew after the days the settings say
  std::string_view words;    ///< the row in words, for explain

  friend bool operator==(const VerdictRow&, const VerdictRow&) = default;
};

/// What only the reasons need.
struct ReasonFacts {
  bool opened_for_ours = false;   ///< the opportunity was opened for a service of ours
  bool partner_stronger = false;  ///< the chosen partner is strong in the need and we are not
};

/// A row of the table: where its condition is the first that holds, its verdict does.
struct TableRow {
  int row = 0;
  bool (*holds)(const Situation&) = nullptr;
  model::Verdict verdict = model::Verdict::none;
  int reason = 0;         ///< 0: none of the numbered ones
  int second_reason = 0;  ///< 0: none
  bool again = false;
  std::string_view words;
};
std::span<const TableRow> verdict_table();

/// Where no row of the table holds, nothing is decided: verdict none, row 0.
VerdictRow verdict_for(const Situation& situation, const ReasonFacts& facts = {},
                       std::span<const TableRow> table = verdict_table());

/// "too large for us now", for a reason's number; empty for an unknown one.
std::string_view reason_text(int number);

}  // namespace goodword::rules
