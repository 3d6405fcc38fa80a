// Monday morning: where this week's hours go, whom to ask, what is overdue, and what the last weeks' hours went to.
//
// Reads the store and writes nothing; talks to no CRM. One list for each seller, and one for what nobody owns.
#pragma once

#include <string>
#include <vector>

#include "engine/asks.hpp"
#include "engine/came_back.hpp"
#include "engine/incoming.hpp"
#include "engine/partners.hpp"
#include "engine/world.hpp"
#include "model/pipeline.hpp"

namespace goodword::engine {

/// Somebody whom an hour is best spent on.
struct TodayProspect {
  model::Ref contact;
  std::string name, company, opportunity;
  double back = 0;                        ///< what an hour returns, in the firm's currency
  double hours = 0;                       ///< still to come
  std::string question;                   ///< to ask next, or empty
  std::string sold_by = {};               ///< id of the seller, where another finds out and makes first contact
  std::vector<std::string> openers = {};  ///< names of partners who could bring them to know our offer

  friend bool operator==(const TodayProspect&, const TodayProspect&) = default;
};

/// An answer that somebody owes, or a step that waits.
struct TodayStep {
  model::Ref contact;
  std::string name, text;
  std::optional<base::Instant> due;
  bool overdue = false;
};

/// Whom to ask for a referral, or what is missing for that.
struct TodayAsk {
  model::Ref contact;
  std::string name, company;
  std::string missing;                 ///< what readiness lacks; empty: ready
  std::string partner = {};            ///< id, where a partner is asked
  std::optional<base::Date> due = {};  ///< planned; none: proposed
  bool overdue = false;
  bool asked = false;  ///< and nothing is noted of what came of it
  std::string purpose = {}, reason = {};
};

/// A partner whom nobody has spoken with for long.
struct TodayTie {
  std::string partner, name;
  base::Instant last_contact{};

  friend bool operator==(const TodayTie&, const TodayTie&) = default;
};

struct TodayHours {
  double wanted = 0;   ///< still to come on those who are pursued
  double kept = 0;     ///< went to those who are pursued, in four weeks
  double stopped = 0;  ///< went to those referred, let go or excluded
  double others = 0;
  double freed = 0;  ///< a week: still to come on those who are stopped
};

struct TodayList {
  std::string seller;  ///< id, empty for what nobody owns
  double weekly_hours = 0;
  double bar = 0;                        ///< what an hour must return
  bool left_over = false;                ///< all that compete for the hours do not fill them
  int pursued = 0;                       ///< prospects
  std::vector<TodayProspect> prospects;  ///< at most five, best first
  std::vector<CameBack> back;            ///< in the last 30 days, newest first
  std::vector<TodayStep> steps;          ///< by due time, overdue ones first
  std::vector<TodayAsk> asks;            ///< at most five: what is planned, then who is ready
  rules::AskCount asked;                 ///< in four weeks
  std::vector<TodayTie> ties;            ///< gone cold, of the partners whose tie the seller keeps: at most three
  TodayHours hours;
};

struct TodayReport {
  std::vector<TodayList> lists;
  int to_review = 0;                         ///< writes whose arrival is not known
  std::vector<ports::ToTell> erasures = {};  ///< partners who are to erase whom we forgot
};

/// Errors: those of the store.
base::Result<TodayReport> today(ports::Store& store, const std::vector<std::string>& crms, const Circle& circle,
                                base::Instant now);

/// Puts the ties that went cold into the lists of those who keep them, most valuable first. Pure.
void add_ties(TodayReport& report, const std::vector<PartnerReading>& circle);

/// Puts the partners that are owed a word about somebody they sent us among what waits. Pure.
void add_words_owed(TodayReport& report, const std::vector<Incoming>& owed, base::Instant now);

/// Puts whom to ask into the lists of those who ask. Pure.
void add_asks(TodayReport& report, const AskBook& book, base::Instant now);

base::Json to_json(const TodayReport& report);

}  // namespace goodword::engine
