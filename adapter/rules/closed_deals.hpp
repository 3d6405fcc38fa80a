// From records to what the chance is learned from: closed opportunities as they stood half-way through their lives, and
// a prospect as it stands today, in the same terms (rules/chance.json and the signs).
//
// Half-way, because the outcome was open then. What activities and answers say is dated. A field is not: it is known
// only if its record was not changed since; otherwise the term is withheld, and says nothing. (Were it "missing", a
// record that is edited when a deal is won would make missing a sign of success, and no live prospect has it.)
#pragma once

#include <string>
#include <vector>

#include "rules/assess.hpp"
#include "rules/chance_train.hpp"
#include "rules/past.hpp"

namespace goodword::rules {

/// One closed opportunity, seen from one of its contacts.
struct ClosedDeal {
  std::string contact;  ///< id; empty where no contact of it is known
  base::Instant closed{};
  TrainingRow row;
};

/// What is known of a prospect or a deal at a moment.
struct KnownFacts {
  const Facts& facts;
  std::string_view service;
  std::span<const model::SignReading> signs;
  unsigned withheld = 0;  ///< of FactSource: records that were changed since
};

/// The terms of the book and the signs, in this order: the terms of a training set.
std::vector<Term> terms_of(const RuleBook& book);
KnownTerms known_terms(const RuleBook& book, const KnownFacts& known);

/// The closed opportunities of a dossier. Of a person who wishes no scoring only the outcomes count.
std::vector<ClosedDeal> closed_deals(const Ground& ground, const model::Dossier& dossier, base::Instant now);

/// An opportunity of which nothing but its outcome is known: for those that no contact's dossier holds.
std::optional<ClosedDeal> bare_deal(const RuleBook& book, const model::Record& opportunity, base::Instant now);

/// How much an outcome counts at a moment, by its age.
void age(ClosedDeal& deal, const Settings& settings, base::Instant now);

/// Of closed opportunities and of the rules they are read by: while it is the same there is nothing new to learn.
std::string outcomes_version(std::span<const model::Record> closed, const RuleBook& book);

/// The same opportunity seen from several contacts counts once, as the first by id sees it.
Trained train(std::vector<ClosedDeal> deals, const RuleBook& book, double buy_share);

}  // namespace goodword::rules
