// What was decided about one prospect, with everything needed to say why.
//
// rules/ and match/ make the parts, engine/assess puts them together, the store keeps the whole, `explain` prints it.
// Nothing here is written into a CRM: the plan takes from it what neutral business language may say.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/instant.hpp"
#include "base/json.hpp"
#include "base/money.hpp"
#include "model/record.hpp"

namespace goodword::model {

enum class Verdict { none, pursue, nurture, find_out, refer, team_up, let_go, exclude };
enum class SignState { unknown, seen, ruled_out };
enum class Answer3 { yes, no, review };  ///< of the screen

/// One piece of evidence for or against a sign.
struct Evidence {
  std::string sign;   ///< "a" to "g", or a good sign: "access", "value", "influence", "strategy"
  std::string rule;   ///< id of the rule that found it, or "answer"
  std::string group;  ///< pieces of one group count once: rule + thread or record
  bool against = false;
  bool answer = false;  ///< a person said it to us
  double strength = 0;  ///< 0..1, before fading
  base::Instant at{};
  std::string quote;  ///< the words it rests on, shortened; may hold personal data: explain only
  Ref record;
  std::string field;  ///< "text", "title", …
  std::string by;     ///< who answered

  friend bool operator==(const Evidence&, const Evidence&) = default;
};

struct SignReading {
  std::string sign;
  std::string name;  ///< "no timing", as explain prints it
  bool good = false;
  SignState state = SignState::unknown;
  double d = 0;  ///< -1..1, 10-deciding section 1
  bool disputed = false;
  std::vector<Evidence> evidence;  ///< those without which d would differ, strongest first

  friend bool operator==(const SignReading&, const SignReading&) = default;
};

struct Contribution {
  std::string name;
  double points = 0;  ///< e^points is the factor on the odds
  int outcomes = 0;   ///< closed opportunities behind it

  friend bool operator==(const Contribution&, const Contribution&) = default;
};

struct Chance {
  double value = 0, low = 0, high = 0;  ///< low and high: 90% interval
  int outcomes = 0;
  std::vector<Contribution> contributions;

  friend bool operator==(const Chance&, const Chance&) = default;
};

struct HourValue {
  base::Money size;
  double margin = 0;
  double hours = 0;  ///< still to come
  double value = 0;  ///< chance x size x margin, in the firm's currency
  double back = 0;   ///< value per hour
  double bar = 0;
  bool above = false;
  bool size_estimated = false;
  std::string estimate;        ///< where an estimated size came from
  std::string converted = {};  ///< the amount as the CRM has it, and the rate, where its currency is another

  friend bool operator==(const HourValue&, const HourValue&) = default;
};

struct Need {
  std::string service;  ///< id of the vocabulary; empty: unknown
  std::string industry, city, country, language;
  std::optional<double> company_size;
  std::optional<base::Instant> wanted_from;  ///< "call me after", or a wanted start
  bool confirmed = false;                    ///< by a person; a guess is never offered to a partner
  std::string evidence;                      ///< the sentence; may hold personal data
  Ref record;
  std::string by;
  std::vector<std::string> rest = {};  ///< what else is not ours and nobody has yet
  bool in_parts = false;               ///< the rest is for other firms: each is offered in its turn

  friend bool operator==(const Need&, const Need&) = default;
};

struct Reason {
  int number = 0;  ///< of the requirement (20-27), 0 for others
  std::string text;

  friend bool operator==(const Reason&, const Reason&) = default;
};

struct MatchTerm {
  std::string name;  ///< fit, affinity, strength, nearness, speed, room
  int value = 50;    ///< 0..100
  bool known = true;
  std::string text;  ///< "12 km", "3 of 3 sent content"

  friend bool operator==(const MatchTerm&, const MatchTerm&) = default;
};

struct Match {
  std::string partner;
  int score = 0;  ///< 0..1000
  std::vector<MatchTerm> terms;
  std::vector<std::string> pros, cons;

  friend bool operator==(const Match&, const Match&) = default;
};

/// A partner a hard limit took out, and which.
struct NoMatch {
  std::string partner;
  std::string limit;  ///< service, place, size, language, exclusion, room, reliability, declined, wants, private, law
  std::string text;

  friend bool operator==(const NoMatch&, const NoMatch&) = default;
};

struct ScreenAnswer {
  std::string question;  ///< serve, refer, pay, disclose, show
  Answer3 answer = Answer3::review;
  std::string text;                 ///< why
  std::string pack = {};            ///< whose rule decides; empty where none has anything to say
  std::string rule = {};            ///< its id
  int version = 0;                  ///< of the rule
  std::string clause = {};          ///< "15 U.S.C. 78j-1(g)"
  std::string missing = {};         ///< name of the fact that is not known, where that is why
  std::vector<std::string> duties;  ///< what is to be done if it goes ahead, of every rule that applies

  friend bool operator==(const ScreenAnswer&, const ScreenAnswer&) = default;
};

struct Question {
  std::string about;                           ///< a sign, or timing, size, need
  std::string text;                            ///< as one asks it
  double gain = 0;                             ///< in the firm's currency, less the cost of asking
  bool decides = false;                        ///< an answer would change the verdict
  int asked = 0;                               ///< how often it has been asked by now
  std::optional<base::Instant> asked_at = {};  ///< the last time

  friend bool operator==(const Question&, const Question&) = default;
};

/// A line of what the firm wants or serves, and how the prospect stands to it.
struct WantedLine {
  std::string aspect;  ///< industry, company size, deal size, country, language
  std::string wanted;  ///< in words: "food, retail", "5 to 500 employees"
  std::string found;   ///< empty: not known
  bool fits = false;   ///< of what is known

  friend bool operator==(const WantedLine&, const WantedLine&) = default;
};

struct InsideLook {
  bool ours = false;                    ///< the firm offers it
  std::vector<std::string> nearest;     ///< services of ours that come near
  std::vector<std::string> colleagues;  ///< partner ids of kind colleague who offer it
  std::string text;

  friend bool operator==(const InsideLook&, const InsideLook&) = default;
};

/// An ally or competitor who may serve a client that law bars us from.
struct FreePeer {
  std::string partner;
  bool held = false;  ///< the screen has a question before it may be introduced

  friend bool operator==(const FreePeer&, const FreePeer&) = default;
};

/// A fact about somebody who is gone that would change the answer.
struct WatchedFact {
  std::string about;     ///< a row of rules/watch.hpp: need, budget, timing, …
  std::string was;       ///< as it stood then; empty: not known
  std::string wanted;    ///< in words
  std::string now = {};  ///< of one who came back: as it stands

  friend bool operator==(const WatchedFact&, const WatchedFact&) = default;
};

/// Kept with everybody who is let go, put off or handed over: they may be back.
struct Watch {
  std::string decision;  ///< id of the one under which they went
  base::Instant since{};
  Verdict verdict = Verdict::let_go;  ///< or nurture, or refer
  std::string need;                   ///< id of the service then, or empty
  std::vector<int> reasons;           ///< their numbers
  std::string seller = {};            ///< id of who handled them, or empty
  std::vector<WatchedFact> facts;

  friend bool operator==(const Watch&, const Watch&) = default;
};

/// They are back: what was watched changed, and the verdict with it.
struct Return {
  base::Instant at{};
  Watch from;  ///< with the facts that changed, and no others

  friend bool operator==(const Return&, const Return&) = default;
};

struct Decision {
  std::string id;  ///< changes exactly when verdict, partner or question changes: seeds operation ids
  Ref contact;
  base::Instant at{};
  std::string rules_version;
  Verdict verdict = Verdict::none;
  bool held = false;        ///< shown in review, not written
  int row = 0;              ///< of the verdict table
  std::string opportunity;  ///< id, or empty
  std::vector<Reason> reasons;
  std::vector<SignReading> signs;
  Chance chance;
  HourValue hour;
  Need need;
  std::vector<WantedLine> wanted;  ///< what firm.json says about whom the firm wants; a line for each thing it says
  InsideLook inside;
  std::vector<Match> matches;  ///< best first, at most three
  std::vector<NoMatch> no_matches;
  std::vector<FreePeer> free_peers;  ///< all of them, where law bars us from serving; by partner id
  std::vector<ScreenAnswer> screen;
  std::optional<Question> question;
  std::optional<base::Instant> again;     ///< when a temporary reason is tested anew
  std::vector<std::string> not_used;      ///< "2 notes in Polish (no patterns for it)"
  std::vector<std::string> openers = {};  ///< partners who could bring them to know our offer; by partner id
  std::optional<Watch> watch = {};        ///< of who is gone, and of who left the scope since
  std::optional<Return> back = {};        ///< the last one; of who is gone again only for as long as it is news

  friend bool operator==(const Decision&, const Decision&) = default;
};

std::string_view to_text(Verdict verdict);    ///< "find_out"
std::string_view to_people(Verdict verdict);  ///< "find out"
std::optional<Verdict> verdict_of(std::string_view text);
std::string_view to_text(SignState state);
std::string_view to_text(Answer3 answer);

base::Json to_json(const Decision& decision);
Decision decision_from_json(const base::Json& json);

/// Stable id: hash of contact, verdict, first partner and question, and of the decision it replaces.
std::string decision_id(const Decision& decision, std::string_view previous_id);
/// Whether two decisions ask for the same things in the CRM: verdict, held, row, first partner, question.
bool same_outcome(const Decision& a, const Decision& b);

}  // namespace goodword::model
