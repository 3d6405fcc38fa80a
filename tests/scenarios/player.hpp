// Plays a scenario's steps on a stage and notes what did not come out as expected.
//
//   service  ID: name, synonym, …[; class C][; part of ID]
//   firm     offers ID, ID | hours N (of a seller's week) | deals up to N | costs N (an hour) | only Dev sells |
//            serves GB, DE | works in en, de | wants INDUSTRY, … | Priya prospects for Dev |
//            pack ID (of rules, in force) | fact NAME = VALUE | reviews every N days
//            | has tags A, B (of its own, in the CRM) | marks TAG as KIND or as SERVICE (partners, in the CRM)
//   partner  ID: Name; offers ID, …; in City CC; kind competitor; trusted; room N[ until DAY]; excludes WORD;
//            industries A, B; wants A, B; does not want A; strong in ID; deals up to N; served well N of M;
//            agreed SERVICE until DAY: they WORDS, we WORDS[ as MODE, they lead, each bills] (on paper); earns us
//            WORDS; endorsed by Dev: WORDS; fact NAME = VALUE; last contact DAY; tie with Dev; opens for us A; we open
//            A
//   room     ID by Dev: N[ until DAY]                  check-in ID by Dev: what was said
//   prospect NAME of COMPANY; city X; country X; industry X; staff N; owner Dev; stage lead; email ADDRESS; title WORDS
//   crowd    N of COMPANY (prospects Guest 1, Guest 2, …)
//   deal     NAME[, NAME]: "title", AMOUNT, STAGE              note|call|meeting|mail NAME, N days ago[, by Dev]: text
//   tag      NAME: gw:keep                             untag  NAME: gw:nurture        say NAME by Dev: gw: line
//   done     NAME: part of a task's title              lose  NAME      days N      promote      sync | full | undo
//   amount   NAME: N (of the deal)
//   ask      NAME by Dev: DAY[; for WORDS][; despite WORDS]   (plan to ask for a referral; "partner ID" for a partner)
//   asked    NAME by Dev: given two names               drop NAME by Dev (the plan)
//   answer   NAME: about=value                         confirm NAME by Dev: phone (the yes that is awaited, typed in)
//   expect   NAME verdict V [to PARTNER] | tags a, b | tag a | no tag a | reason N | sign b seen | referral STATE |
//            note TEXT | no note TEXT | task TEXT | no task TEXT | alone TEXT | question ABOUT | no question
//   expect   NAME evidence SIGN TEXT (its words) | partners a, b (in this order) | for TEXT, against TEXT (the first
//            partner) | out PARTNER LIMIT | law QUESTION ANSWER [TEXT] | held | need ID | inside TEXT | says TEXT (a
//            reason's words) | free a, b (peers) | again N (days until it is tested anew) | back-by TEXT (what would
//            bring them back)
//   expect   writes N | planned N | written N (contacts with a tag of ours) | counts P C O | tasks Dev N (open) |
//            mails sent N
//   expect   partner NAME TEXT | partner NAME no TEXT (a line of what is known of it, see known_of)
//   expect   NAME brief TEXT (for whoever meets them) | ledger TEXT (objections, and what the ledger answers)
//   expect   asks Dev TEXT | asks Dev no TEXT (a line of the list of asks, see asks_of) | refused TEXT (the last ask)
//   expect   today Dev TEXT | today Dev no TEXT (a line of the seller's list, see lines_of)
#pragma once

#include <map>

#include "engine/today.hpp"
#include "scenarios/case_file.hpp"
#include "scenarios/without.hpp"
#include "stage/stage.hpp"

namespace goodword::testing {

class Player {
 public:
  explicit Player(Ruling ruling = all_rules());
  /// Failed expectations, one line each; empty if all came out.
  std::vector<std::string> play(const Scenario& scenario);

 private:
  using Act = void (Player::*)(const Step&);
  static const std::map<std::string, Act>& acts();

  void service(const Step& step);
  void mark(const Step& step, const std::string& rest);
  void firm(const Step& step);
  void partner(const Step& step);
  void prospect(const Step& step);
  void crowd(const Step& step);
  void deal(const Step& step);
  void lose(const Step& step);
  void amount(const Step& step);
  void activity(const Step& step);
  void tag(const Step& step);
  void untag(const Step& step);
  void say(const Step& step);
  void finish_task(const Step& step);
  void days(const Step& step);
  void promote(const Step& step);
  void room(const Step& step);
  void check_in(const Step& step);
  void gather();
  void lay_down_rules();
  void sync(const Step& step);
  void undo(const Step& step);
  void answer(const Step& step);
  void ask(const Step& step);
  void asked(const Step& step);
  void drop(const Step& step);
  model::AskedOf whom(const Step& step, const std::string& name) const;
  std::vector<engine::PartnerReading> read_circle(const Step& step);
  engine::AskGround ask_ground();
  void confirm(const Step& step);
  void expect(const Step& step);

  bool expect_count(const Step& step, std::string rest);
  void expect_clients(const Step& step, const std::string& rest);
  void expect_partner(const Step& step, const std::string& rest);
  void expect_today(const Step& step, const std::string& seller, std::string rest);
  void expect_ledger(const Step& step, const std::string& contact, const std::string& rest);
  void expect_brief(const Step& step, const std::string& contact, const std::string& rest);
  void expect_asks(const Step& step, const std::string& seller, std::string rest);
  void expect_about(const Step& step, const std::string& name, const std::string& rest);
  void expect_decision(const Step& step, const model::Dossier& dossier, const std::string& what,
                       const std::string& rest);
  void expect_written(const Step& step, const std::string& contact, const std::string& what, const std::string& rest);
  void check(const Step& step, bool holds, const std::string& found);
  std::string contact(const Step& step, const std::string& name) const;

  Ruling ruling_;
  Stage stage_;
  base::Json marks_ = base::Json::object({{"tags", base::Json::object()}, {"services", base::Json::object()}});
  std::vector<model::Partner> partners_;  ///< as partners.json states them
  sandbox::Person dev_, priya_;
  std::map<std::string, std::string> contacts_, companies_, deals_;
  engine::SyncReport last_;
  std::string refused_;  ///< why the last ask was not taken
  std::vector<std::string> failures_;
};

}  // namespace goodword::testing
