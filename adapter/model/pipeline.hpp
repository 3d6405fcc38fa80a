// The firm's pipeline, a row for each contact: what deciding about the others needs to know of it.
//
// Prices of hours, busy sellers and partners' room depend on everybody. They are computed from these rows, so that the
// dossiers of those about whom nothing changed need not be read again.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "model/decision.hpp"

namespace goodword::model {

/// Where a contact stood against the bar at its last decision.
enum class BarSide { none, above, below };

/// Whether somebody can be asked for a referral. nearly: one thing is missing.
enum class Asking { no, nearly, ready };

struct PipelineRow {
  std::string contact;
  std::string standing;   ///< prospect, client or other
  bool in_scope = false;  ///< is decided about: a prospect, or one that carries something of ours
  bool competes = false;  ///< for the hours of its seller
  bool needy = false;     ///< a need is known, so that partners matter to it
  std::string seller;     ///< id, empty where none is known
  double value = 0;       ///< in the firm's currency
  double hours = 0;       ///< still to come
  double back = 0;        ///< value per hour
  BarSide side = BarSide::none;
  Verdict verdict = Verdict::none;
  std::string partner;    ///< whose room it takes: of the live referral, or the one it is to be offered
  bool referred = false;  ///< by a live referral
  int open_tasks = 0;     ///< of ours, not done
  double spent = 0;       ///< hours in the last four weeks
  Asking asking = Asking::no;
  std::string prospector = {};  ///< who is to find out or make first contact, where that is not the seller
  std::optional<base::Instant> came_back = {};  ///< of who had gone: since when they are back

  friend bool operator==(const PipelineRow&, const PipelineRow&) = default;
};

/// Sums over a CRM's rows.
struct PipelineSums {
  std::map<std::string, std::int64_t> standings;  ///< prospect, client, other
  std::map<std::string, int> open_tasks;          ///< by seller
};

}  // namespace goodword::model
