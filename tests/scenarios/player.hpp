// Plays a scenario's steps on a stage and notes what did not come out as expected.
//
//   service  ID: name, synonym, …                      firm   offers ID, ID | hours N | deals up to N | currency GBP
//   partner  ID: Name; offers ID, …; in City CC; kind competitor; trusted; room N; excludes WORD; industries A, B
//   prospect NAME of COMPANY; city X; staff N; owner Dev; stage lead; email ADDRESS
//   deal     NAME: "title", AMOUNT, STAGE              note|call|mail NAME, N days ago[, by Dev]: text
//   tag      NAME: gw:keep                             untag  NAME: gw:nurture        say NAME by Dev: gw: line
//   done     NAME: part of a task's title              lose  NAME      days N      promote      sync | full | undo
//   answer   NAME: about=value                         confirm NAME by Dev: phone (the yes that is awaited, typed in)
//   expect   NAME verdict V [to PARTNER] | tags a, b | tag a | no tag a | reason N | sign b seen | referral STATE |
//            note TEXT | no note TEXT | task TEXT | no task TEXT | alone TEXT | question ABOUT
//   expect   writes N | repeated 0 | counts P C O
#pragma once

#include <map>

#include "scenarios/case_file.hpp"
#include "stage/stage.hpp"

namespace goodword::testing {

class Player {
 public:
  Player();
  /// Failed expectations, one line each; empty if all came out.
  std::vector<std::string> play(const Scenario& scenario);

 private:
  using Act = void (Player::*)(const Step&);
  static const std::map<std::string, Act>& acts();

  void service(const Step& step);
  void firm(const Step& step);
  void partner(const Step& step);
  void prospect(const Step& step);
  void deal(const Step& step);
  void activity(const Step& step);
  void tag(const Step& step);
  void untag(const Step& step);
  void say(const Step& step);
  void finish_task(const Step& step);
  void days(const Step& step);
  void promote(const Step& step);
  void sync(const Step& step);
  void undo(const Step& step);
  void answer(const Step& step);
  void confirm(const Step& step);
  void expect(const Step& step);

  void expect_about(const Step& step, const std::string& name, const std::string& rest);
  void expect_decision(const Step& step, const model::Dossier& dossier, const std::string& what,
                       const std::string& rest);
  void expect_written(const Step& step, const std::string& contact, const std::string& what, const std::string& rest);
  void check(const Step& step, bool holds, const std::string& found);
  std::string contact(const Step& step, const std::string& name) const;

  Stage stage_;
  sandbox::Person dev_, priya_;
  std::map<std::string, std::string> contacts_, companies_;
  engine::SyncReport last_;
  std::vector<std::string> failures_;
};

}  // namespace goodword::testing
