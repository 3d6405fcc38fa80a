// What the firm gave to and received from its partners, and what came of it: per partner, per kind and in all. Every
// share with the number it rests on and its interval. Pure, but for reading those who were sent to us.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/partners.hpp"
#include "engine/world.hpp"
#include "model/ask.hpp"

namespace goodword::engine {

/// Somebody a partner sent us, and what became of it here.
struct ReceivedOutcome {
  model::Received received;
  bool ended = false, won = false;   ///< an opportunity of theirs that was closed since
  std::optional<base::Money> value;  ///< of those won, in the firm's currency
};

struct Judged {
  int content = 0, complained = 0;

  friend bool operator==(const Judged&, const Judged&) = default;
};

struct LedgerLine {
  std::string id, name, kind;
  int offered = 0;   ///< to prospects
  int agreed = 0;    ///< prospects who said yes
  int asked = 0;     ///< the partner, about one who had
  int accepted = 0;  ///< by the partner
  int introduced = 0, won = 0, ended = 0;
  double value_won = 0;   ///< in the firm's currency
  int value_unknown = 0;  ///< won, and nobody told what it is worth
  std::optional<double> answer_days;
  int received = 0, received_won = 0, received_ended = 0;
  double received_value = 0;
  double earned = 0;                   ///< in fees, in the firm's currency
  std::map<std::string, int> settled;  ///< how many ended so: fee, discount, waived, barred
  // Asked how it was, they would do it again, or would not; of whom was asked and answered.
  Judged prospects, partner;

  bool is_empty() const { return offered == 0 && received == 0; }
  friend bool operator==(const LedgerLine&, const LedgerLine&) = default;
};

/// Introductions made and people received in a month.
struct LedgerMonth {
  std::string month;  ///< "2026-11"
  int introduced = 0, received = 0;

  friend bool operator==(const LedgerMonth&, const LedgerMonth&) = default;
};

struct Ledger {
  std::vector<LedgerLine> partners;  ///< those with anything to show, most given first
  LedgerLine all;
  std::vector<LedgerMonth> months;  ///< the last twelve, oldest first
  std::string no_comparison;        ///< why given and received may not be held against each other; empty: they may
};

/// What is to be counted: only what began at `since` or later.
Ledger ledger_of(const Circle& circle, std::span<const ReceivedOutcome> received, base::Instant since,
                 base::Instant now);

/// Whom partners sent us, with what became of them. Errors: those of the store.
base::Result<std::vector<ReceivedOutcome>> read_received(ports::Store& store, const model::Firm& firm,
                                                         base::Instant now);

base::Json to_json(const Ledger& ledger);

}  // namespace goodword::engine
