#include "rules/past.hpp"

#include <algorithm>
#include <initializer_list>

namespace goodword::rules {
namespace {

namespace con = model::contact;
namespace com = model::company;
namespace opp = model::opportunity;
namespace act = model::activity;

/// Whether a record still says what it said then.
bool stands(const model::Record& record, model::FieldIndex changed, base::Instant then) {
  const auto at = record.instant(changed);
  return at && *at < then;
}

model::Record bare(const model::Record& record, std::initializer_list<model::FieldIndex> fields) {
  model::Record made(record.kind);
  for (const auto field : fields) made.values[field] = record.values[field];
  return made;
}

bool existed(const model::Record& opportunity, base::Instant then) {
  const auto created = opportunity.instant(opp::created);
  return created && *created <= then;
}

std::string state_at(const model::Record& opportunity, base::Instant then, base::Instant now) {
  const auto closed = closed_at(opportunity, now);
  return closed && *closed <= then ? opportunity.text(opp::state) : "open";
}

}  // namespace

std::optional<base::Instant> closed_at(const model::Record& opportunity, base::Instant now) {
  const std::string& state = opportunity.text(opp::state);
  if (state != "won" && state != "lost") return std::nullopt;
  const auto changed = opportunity.instant(opp::changed);
  const auto date = opportunity.date(opp::close_date);
  if (!date) return changed;
  const auto closing = base::start_of(*date);
  const auto created = opportunity.instant(opp::created);
  // A date that was planned and never put right: not before its making, not after the last change.
  if (changed && created && closing < *created) return changed;
  return std::min(closing, changed.value_or(now));
}

model::Record bare_opportunity(const model::Record& opportunity, std::string_view state) {
  model::Record made = bare(opportunity, {opp::id, opp::contacts, opp::company, opp::created});
  made.values[opp::state] = std::string(state);
  return made;
}

Past people_at(const model::Dossier& today, base::Instant then) {
  Past made;
  model::Dossier& dossier = made.dossier;
  dossier.crm = today.crm;
  dossier.marks = today.marks;
  dossier.seen_at = then;
  dossier.contact = today.contact;
  if (!stands(today.contact, con::changed, then)) {
    dossier.contact = bare(today.contact, {con::id, con::name, con::first_name, con::last_name, con::emails});
    made.withheld |= of_contact;
  }
  if (today.company && stands(*today.company, com::changed, then)) {
    dossier.company = today.company;
  } else if (today.company) {
    made.withheld |= of_company;
  }
  for (const auto& activity : today.activities) {
    const auto at = activity.instant(act::at);
    if (at && *at <= then) dossier.activities.push_back(activity);
  }
  for (const auto& answer : today.answers) {
    if (answer.at <= then) dossier.answers.push_back(answer);
  }
  return made;
}

Past past_of(const model::Dossier& today, base::Instant then, base::Instant now) {
  Past made = people_at(today, then);
  for (const auto& opportunity : today.opportunities) {
    if (!existed(opportunity, then)) continue;
    if (stands(opportunity, opp::changed, then)) {
      made.dossier.opportunities.push_back(opportunity);
      continue;
    }
    made.dossier.opportunities.push_back(bare_opportunity(opportunity, state_at(opportunity, then, now)));
    made.withheld |= of_opportunity;
  }
  return made;
}

DatedFacts dated_facts(const RuleBook& book, const model::Dossier& today, base::Instant then, base::Instant now) {
  const Past past = past_of(today, then, now);
  model::Dossier undated = past.dossier;
  undated.contact = today.contact;
  undated.company = today.company;
  undated.opportunities.clear();
  for (const auto& opportunity : today.opportunities) {
    if (!existed(opportunity, then)) continue;
    undated.opportunities.push_back(opportunity);
    undated.opportunities.back().values[opp::state] = state_at(opportunity, then, now);
  }
  DatedFacts made;
  const Facts dated = facts_of(book, past.dossier, then);
  for (const auto& [name, fact] : facts_of(book, undated, then)) {
    ++made.all;
    if (dated.contains(name)) ++made.dated;
  }
  return made;
}

}  // namespace goodword::rules
