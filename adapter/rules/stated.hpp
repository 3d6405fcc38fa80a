// Facts that no canonical field holds: stated in firm.json and partners.json, by mapped fields and tags, by people.
//
// They are typed facts as all others (facts.hpp), unknown unless stated. Rule packs ask for them.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/circle.hpp"
#include "model/dossier.hpp"
#include "rules/facts.hpp"

namespace goodword::rules {

/// A value of the fact's type; nothing where it is none ("unknown" among them). A truth is yes or no, true or false.
std::optional<FactValue> value_of(const FactRow& row, const base::Json& json);
std::optional<FactValue> value_in(const FactRow& row, std::string_view text);

/// Whether a person may state this fact about a contact; nullptr: no such fact, or it is stated elsewhere.
const FactRow* askable_fact(std::string_view name);

struct StatedSources {
  const model::Firm& firm;
  const std::vector<model::Service>& services;
  const model::Dossier& dossier;
  std::span<const model::PersonAnswer> answers;  ///< of people, in any order; the newest of a fact counts
  std::string_view service;                      ///< wanted; empty: unknown
};

/// Adds to the facts of a prospect: what people answered, else a mapped field, else a mapped tag, else the firm's own.
void add_stated(const StatedSources& sources, Facts& facts);

/// Of a partner, of our agreement with it, and of what this contact and it said to each other.
Facts partner_facts(const model::Partner& partner, std::span<const model::Referral> referrals, base::Date today);
/// The same where nobody is proposed.
Facts no_partner_facts();

}  // namespace goodword::rules
