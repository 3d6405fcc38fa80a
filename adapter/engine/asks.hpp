// Asking for referrals: the list of whom to ask, by when, for what and with what result; whom Goodword would ask; and
// what a person may plan.
//
// Reading looks into the store and writes nothing. Deciding is pure and returns what is to be stored. Goodword asks
// nobody, and proposes only who is ready: somebody who is not is asked by a person's own decision, and seldom.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/partners.hpp"
#include "engine/reading.hpp"
#include "engine/world.hpp"
#include "rules/asks.hpp"

namespace goodword::engine {

struct AskEntry {
  rules::AskReading ask;
  std::string name, company;
};

/// Somebody who could be asked and is on no list yet.
struct AskProposal {
  model::AskedOf whom;
  std::string name, company;
  std::string seller;   ///< id
  std::string source;   ///< customer, prospect, competitor, other trade
  std::string reason;   ///< "has bought from us, we spoke on 4 days"
  std::string missing;  ///< the one thing that stands in the way; empty: ready
};

struct AskBook {
  std::vector<AskEntry> entries;                  ///< open ones by their day, then the others, newest first
  std::vector<AskProposal> proposals;             ///< ready ones first
  std::map<std::string, rules::AskCount> counts;  ///< of four weeks, by seller
};

/// Every ask as it stands, of everybody. Errors: those of the store.
base::Result<std::vector<rules::AskReading>> asks_in(ports::Store& store);

struct AskGround {
  ports::Store& store;
  const Circle& circle;
  std::string_view tag_prefix;
  base::Instant now{};
};

/// Errors: those of the store.
base::Result<AskBook> read_ask_book(const AskGround& ground, const std::vector<std::string>& crms,
                                    const std::vector<PartnerReading>& partners);
base::Json to_json(const AskBook& book);

/// Somebody who may be asked, or not.
struct AskSubject {
  std::string seller;                ///< who would ask, id; empty where nobody owns the tie
  std::string never;                 ///< why nobody is to ask, whatever the reason; empty: it may be done
  std::vector<std::string> missing;  ///< what readiness lacks; empty: ready
};
/// Errors: those of the store; usage where there is no such contact or partner.
base::Result<AskSubject> ask_subject(const AskGround& ground, const model::AskedOf& whom,
                                     const std::vector<PartnerReading>& partners);

/// A plan as a person wishes it. Pure. Errors: usage (nobody is to ask them), brake.cold_asks (this seller asked
/// enough people in seven days who were not ready, and no reason is given to ask one more).
base::Result<model::Ask> plan_ask(model::Ask wish, const AskSubject& subject, std::span<const rules::AskReading> asks,
                                  int most_cold);

/// What was asked, with the plan it had none of: what happened has happened, and counts. Pure.
ports::DeskCommit told_asked(const model::Asked& asked, const AskSubject& subject,
                             std::span<const rules::AskReading> asks);

/// Adds what note lines say was asked and the store does not know yet. Errors: those of the store.
base::Result<void> hear_asked(World& world, const Reading& reading, ports::DeskCommit& commit);

}  // namespace goodword::engine
