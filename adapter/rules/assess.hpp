// Deciding about one prospect: what the engine calls. Pure; `now` is an argument.
//
// Two steps, because the bar of the week and the partners are known only when all prospects have been read: first
// read_prospect() for each, then the price of an hour (hour.hpp) and the matches (match room), then decide().
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/circle.hpp"
#include "model/dossier.hpp"
#include "rules/book.hpp"
#include "rules/chance.hpp"
#include "rules/desk.hpp"
#include "rules/facts.hpp"
#include "rules/need.hpp"
#include "rules/question.hpp"
#include "rules/ready.hpp"
#include "rules/verdict.hpp"

namespace goodword::rules {

/// What the firm's closed opportunities say; empty where there are none yet.
struct History {
  Outcomes outcomes;
  std::optional<double> median_size;  ///< of won opportunities, in the firm's currency
  int won_with_size = 0;
  std::map<std::string, double> median_by_service;  ///< only services with enough won opportunities (size.enough)
  AnswerCounts answers = {};                        ///< of the prospects the last batch decided about
  /// The chance as train() learned it; none: made from the outcomes. Shared by the copies of a history: it is large.
  std::shared_ptr<const ChanceModel> model = nullptr;
  std::string learned_from = {};  ///< outcomes_version() of what the model was trained on
};

base::Json to_json(const AnswerCounts& counts);
AnswerCounts answer_counts_from_json(const base::Json& json);
base::Json to_json(const History& history);
History history_from_json(const base::Json& json);

/// Everything about one prospect that does not depend on the others.
struct Assessment {
  model::Ref contact;
  StandingReading standing;
  std::string opportunity;  ///< id, or empty
  Facts facts;
  std::vector<model::SignReading> signs;
  NeedReading need;
  std::vector<model::WantedLine> wanted;
  model::Chance chance;
  model::HourValue hour;  ///< without bar and above
  DeskReading desk;
  std::vector<Askable> askables;  ///< what is not known and could be asked
  bool objected = false;
  bool keep = false;  ///< of keep and pass_on the later one holds
  bool pass_on = false;
  std::string pass_on_to = {};  ///< the partner a person named for it, by id or name; empty: whoever suits best
  std::string said_no;  ///< why, as a person told us: timing, no_interest, came_up, or a text; empty: it is not known
  bool is_private = false;
  Exclusion exclude = Exclusion::no;
  bool handed_over = false;                    ///< a partner has them for what they need, or had; the engine knows
  std::vector<model::SignReading> exclusions;  ///< why it is proposed to drop them: troublemaker, spam, invalid
  bool large = false;                          ///< above the firm's largest deal
  bool later = false;                          ///< wanted beyond the weeks that hours are planned for
  std::optional<base::Instant> next_change;    ///< when fading alone would change a sign
  std::vector<std::string> not_used;
  Readiness readiness;  ///< to be asked for a referral; no part of any verdict
  double spent = 0;     ///< hours in the last four weeks
};

/// What the week says about a seller's hours.
struct Bar {
  double per_hour = 0;  ///< the seller's bar; 0 where nothing competes for hours
  bool busy = false;    ///< nobody has hours for this prospect, see busy_ones()
};

/// What the screen says about one partner.
struct PartnerScreen {
  std::string partner;
  std::vector<model::ScreenAnswer> answers;
};

/// What the match room found, filled in by the engine.
struct MatchSummary {
  Offer whole = Offer::none;
  Offer beside = Offer::none;
  model::InsideLook inside;
  std::vector<model::Match> matches;   ///< best first, at most three
  std::vector<model::Match> together;  ///< of those with whom we could serve it together, likewise
  std::vector<model::NoMatch> no_matches;
  std::vector<model::FreePeer> free_peers;  ///< where law bars us: who may serve, however well it fits
  bool in_parts = false;                    ///< nobody serves all of it: `matches` serve the need that is next
  std::vector<PartnerScreen> screens;       ///< of each match's partner; with no match, of those whom the law took out
};

/// Whether somebody else's word would bring them a rung up the ladder: they know of us and not what we offer, and we
/// want them.
bool would_gain_by_introduction(const RuleBook& book, const Assessment& assessment, const model::Decision& decision);

/// What a prospect is read against.
struct Ground {
  const RuleBook& book;
  const model::Firm& firm;
  const std::vector<model::Service>& services;
  std::string_view tag_prefix;
  History history = {};
};

/// Facts, need, signs and what else is heard, as of a moment. The desk of `made` has been read.
void read_evidence(const Ground& ground, const model::Dossier& dossier, base::Instant now, Assessment& made);

/// `withheld`: records that were changed since `now`, where that is a moment in the past (past.hpp).
Assessment read_prospect(const Ground& ground, const model::Dossier& dossier, base::Instant now, unsigned withheld = 0);

/// Whether a contact may be asked for a referral, by what was known of it at a moment.
Readiness readiness_now(const Ground& ground, const model::Dossier& dossier, base::Instant now);

/// What is known only once all prospects have been read, and what was decided before.
struct Surroundings {
  const Bar& bar;
  const MatchSummary& match;
  const std::optional<model::Decision>& previous;
};

model::Decision decide(const RuleBook& book, const Assessment& assessment, const Surroundings& surroundings,
                       base::Instant now);

/// A client who needs, on a person's word, what we do not offer. Clients are scanned for this and nothing else: no
/// score, and a verdict only where a partner serves it.
bool is_client_in_need(const Assessment& assessment);

/// What the firm gives up by not keeping a prospect, in its currency: nothing where it does not offer what is needed.
double forgone(const model::Decision& decision);

/// May we, with this partner? Of the rules in force today.
std::vector<model::ScreenAnswer> screened(const RuleBook& book, const Assessment& assessment, const Facts& partner,
                                          base::Instant now);

/// What the table reads, for explain and for tests.
Situation situation_of(const RuleBook& book, const Assessment& assessment, const Surroundings& surroundings,
                       base::Instant now);

}  // namespace goodword::rules
