// Rule packs: what law and promises say about serving, referring, paying, disclosing and showing, as data.
//
// Product input for review by counsel, not legal advice. A pack is one JSON file (schemas/pack.schema.json). It is in
// force where the firm's trade and place call for it; until counsel has reviewed this very version, no rule of it may
// answer yes. Compiled and checked once; screen.hpp asks the packs in force. Pure.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "base/instant.hpp"
#include "base/json.hpp"
#include "base/problem.hpp"
#include "model/decision.hpp"
#include "rules/condition.hpp"

namespace goodword::rules {

/// What the screen asks, in this order.
inline constexpr std::array<std::string_view, 5> screen_questions = {"serve", "refer", "pay", "disclose", "show"};

using PackAnswers = std::vector<std::pair<std::string, model::Answer3>>;  ///< question to answer

/// A test that stands in the pack itself: facts in, answers out, as if counsel had reviewed the pack.
struct PackVector {
  std::string says;
  Facts facts;
  std::optional<base::Date> on;  ///< the day asked about; absent: the rule's first, or any
  PackAnswers answers;           ///< what is not named must be yes, and not this rule's
  std::string missing;           ///< the fact that must be asked for; empty: none
  int line = 0;
};

struct PackRule {
  std::string id;
  int version = 0;
  std::string title;                      ///< one sentence
  std::vector<std::string> places;        ///< ISO countries; empty: wherever the pack is in force
  Pattern trades;                         ///< of the firm; none: every one the pack is for
  std::optional<base::Date> from, until;  ///< both days included; absent: open
  Condition when;
  std::vector<std::string> facts;  ///< that the condition reads
  PackAnswers answers;
  std::vector<std::string> duties;
  std::string statute, clause, url;
  std::string note;  ///< what could not be verified, and how it was read
  std::vector<PackVector> vectors;
  int line = 0;
};

struct Pack {
  std::string id;
  std::string title;
  std::string about;
  int version = 0;
  std::string digest;               ///< of the content: a review of other content does not count
  std::vector<std::string> places;  ///< ISO countries; empty: everywhere
  Pattern trades;                   ///< none: every trade
  bool confidential = false;        ///< what it knows and says is for the firm alone: in no export
  bool reciprocity_off = false;     ///< who gave whom how much may not count at all
  std::vector<PackRule> rules;      ///< by id
  std::string file;
  bool reviewed = false;  ///< set by packs_in_force()
};

/// Counsel's review of one version of a pack, recorded by a named person.
struct PackReview {
  std::string pack;
  int version = 0;
  std::string digest;
  std::string by;
  std::string counsel;
  std::string date;  ///< YYYY-MM-DD

  friend bool operator==(const PackReview&, const PackReview&) = default;
};

using PackFile = std::pair<std::string, base::Json>;
using PacksResult = tl::expected<std::vector<Pack>, std::vector<base::Problem>>;

/// All packs by id, or all problems of all files at once. Expects JSON that passed schemas/pack.schema.json.
PacksResult compile_packs(std::span<const PackFile> files);

/// Runs every vector of every rule; one problem for each that fails.
std::vector<base::Problem> check_vectors(std::span<const Pack> packs);

struct PackStanding {
  bool in_force = false;
  std::string why;  ///< "trade \"law\" in US", "not for FR"
};
PackStanding standing_of(const Pack& pack, const model::Firm& firm);

/// The review that counts for this version, or nullptr.
const PackReview* review_of(const Pack& pack, std::span<const PackReview> reviews);

/// The packs in force for this firm, each with the rules that concern it and whether counsel reviewed it.
std::vector<Pack> packs_in_force(std::span<const Pack> packs, const model::Firm& firm,
                                 std::span<const PackReview> reviews);

/// The pack in force by which who gave whom how much may not count; nullptr: there is none.
const Pack* reciprocity_barred_by(std::span<const Pack> packs);

bool holds_on(const PackRule& rule, base::Date day);
/// The next day on which a rule begins or has ended; nothing where no date lies ahead.
std::optional<base::Instant> packs_change_at(std::span<const Pack> packs, base::Instant now);

}  // namespace goodword::rules
