#include "invariants/walk.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "engine/outcomes.hpp"
#include "rules/desk.hpp"

namespace goodword::invariants {
namespace {

using model::ReferralState;

/// The word of the desk that tells an event; empty where people have none for it: the clock's and the program's own.
std::string word_for(const std::string& event) {
  for (const auto& row : engine::news_table()) {
    if (row.event == event) return std::string(row.word);
  }
  if (event == "tell_partner") return "partner-told";
  if (event == "partner_names_another") return "partner-names";
  std::string word = event;
  std::ranges::replace(word, '_', '-');
  const bool known = std::ranges::any_of(rules::desk_table(), [&](const auto& row) { return row.word == word; });
  return known ? word : "";
}

/// How often people choose it where several could happen; the rest once.
int weight_of(std::string_view event) {
  if (event == "prospect_yes" || event == "partner_yes") return 60;
  if (event == "prospect_meet_first") return 15;
  if (event == "win") return 6;
  if (event.starts_with("thank_") || event == "settle") return 20;
  return 1;
}

// Both are typed into review, too.
bool is_news(std::string_view event) {
  return std::ranges::any_of(engine::news_table(), [&](const auto& row) { return row.event == event; });
}
bool is_yes(std::string_view event) { return event == "prospect_yes" || event == "partner_yes"; }

model::Referral referral_of(const Known& known) {
  auto referral = known.row;
  referral.state = known.state;
  return referral;
}

ReferralState where_it_would_lead(const std::string& event) {
  const auto steps = model::referral_steps();
  return std::ranges::find(steps, event, [](const auto& step) { return std::string(step.event); })->to;
}

}  // namespace

std::vector<std::string> all_events() {
  std::vector<std::string> events;
  for (const auto& step : model::referral_steps()) {
    if (std::ranges::find(events, step.event) == events.end()) events.emplace_back(step.event);
  }
  return events;
}

void Figures::add(const Figures& other) {
  sequences += other.sequences;
  introduced += other.introduced;
  closed += other.closed;
  for (const auto& [pair, count] : other.taken) taken[pair] += count;
  for (const auto& [pair, count] : other.refused) refused[pair] += count;
  for (const auto& [what, count] : other.happened) happened[what] += count;
}

Walk::Walk(std::uint64_t seed, int people, const Mutant& mutant, const Figures& sofar)
    : random_(seed),
      mutant_(mutant),
      town_(people, mutant_),
      oracle_(town_, std::max(3, people * 7 / 10)),
      sofar_(sofar),
      seed_(seed),
      bulk_round_(once_in(12) ? 1 : -1) {}

int Walk::missing(const Oracle::Pair& pair) const {
  const auto before = sofar_.taken.find(pair), now = oracle_.taken().find(pair);
  const int seen =
      (before == sofar_.taken.end() ? 0 : before->second) + (now == oracle_.taken().end() ? 0 : now->second);
  return std::max(0, 3 * sofar_.least / 2 - seen);
}

int Walk::missing_from(ReferralState state) const {
  int sum = 0;
  for (const auto event : model::events_from(state)) {
    if (event != "erase") sum += missing({state, std::string(event)});
  }
  return sum;
}

std::string Walk::run() {
  for (const auto crm : Town::crms) program_runs(crm);
  for (round_ = 1; round_ <= rounds && wrong_.empty(); ++round_) {
    for (const auto crm : Town::crms) people_act(crm);
    partners_change();
    time_passes();
    for (const auto crm : Town::crms) {
      round_ == rounds / 2 ? plans_only(crm) : program_runs(crm);
      if (round_ == rounds / 2) undo_what_opened_an_offer(crm);
      if (broke_off_.contains(std::string(crm))) continue;  // people act before the next process does
      if (once_in(24)) undo_some_run(crm);
      if (once_in(14)) apply_an_old_plan(crm);
      try_what_does_not_follow(crm);
    }
  }
  std::set<model::Ref> introduced, closed;
  for (const auto& [id, known] : oracle_.referrals()) {
    for (const auto& event : known.events) {
      if (event.event == "introduce") introduced.insert(known.row.contact);
      if (event.event == "close") closed.insert(known.row.contact);
    }
  }
  for (const auto crm : Town::crms) figures_.sequences += static_cast<int>(town_.crm(crm).cards().size());
  figures_.introduced = static_cast<int>(introduced.size());
  figures_.closed = static_cast<int>(closed.size());
  figures_.taken = oracle_.taken();
  return wrong_;
}

void Walk::look(const std::string& after) {
  const auto found = oracle_.look();
  if (!wrong_.empty() || found.empty()) return;
  wrong_ =
      "seed " + std::to_string(seed_) + ", round " + std::to_string(round_) + ", after " + after + ": " + found.front();
}

// People

void Walk::people_act(std::string_view crm) {
  if (round_ == bulk_round_) return everybody_says_yes(crm);
  for (const auto& [id, card] : town_.crm(crm).cards()) act({std::string(crm), model::Kind::contact, id});
  look("people's deeds");
}

void Walk::everybody_says_yes(std::string_view crm) {
  for (const auto& [id, card] : town_.crm(crm).cards()) {
    const model::Ref contact{std::string(crm), model::Kind::contact, id};
    town_.say(contact, {"prospect-yes", "", "phone"});
  }
  ++figures_.happened["bulk"];
}

void Walk::act(const model::Ref& contact) {
  auto& paper = town_.crm(contact.crm);
  const auto* known = oracle_.newest(contact);
  const int drawn = below(1000);
  if (drawn < 800) {
    if (known != nullptr) act_sensibly(once_in(5) ? some_of(contact) : *known);
  } else if (drawn < 840) {
    act_senselessly(contact);
  } else if (drawn < 855) {
    paper.move_to(contact.id, once_in(2) ? "York" : "Ripon");
  } else if (drawn < 865) {
    paper.note(contact.id, "A canaryopinion of hers. canaryconflict: we act for her rival.");
  } else if (drawn < 869) {
    constexpr std::array orders = {"keep", "private", "exclude", "no-scoring"};
    town_.say(contact, {orders[static_cast<std::size_t>(below(4))], "", "", {}, true});
  } else if (drawn < 872) {
    if (!paper.cards().at(contact.id).tags.contains("gw:refer")) return;
    oracle_.took_off(contact, "gw:refer");
    paper.untag(contact.id, "gw:refer");
  } else if (drawn < 880) {
    paper.finish_tasks(contact.id);
  } else if (drawn < 885) {
    paper.tag(contact.id, "gw:need-payroll");
  }
}

/// An earlier referral has news, too.
const Known& Walk::some_of(const model::Ref& contact) {
  const auto all = oracle_.of(contact);
  return *all[static_cast<std::size_t>(below(static_cast<int>(all.size())))];
}

void Walk::act_sensibly(const Known& known) {
  // Second thoughts come at the worst moment: when the letters are written and not sent.
  if (known.state == ReferralState::introduced && broke_off_.contains(known.row.contact.crm) && once_in(2))
    return town_.say(known.row.contact, {"withdraw", "", "phone"});
  std::vector<std::pair<std::string, int>> choices;
  int sum = 0;
  for (const auto event : model::events_from(known.state)) {
    const Oracle::Pair pair{known.state, std::string(event)};
    const auto to = model::referral_step(known.state, event)->to;
    if (event == "enter_in_error" || event == "erase") {
      sum += missing(pair) > 0 ? 10 + std::min(30, 20 * missing(pair) / sofar_.least) : 0;  // they end everything
      choices.emplace_back(event, sum);
      continue;
    }
    sum += weight_of(event) + std::min(20, 20 * missing(pair) / sofar_.least) +
           std::min(14, 2 * missing_from(to) / sofar_.least);
    choices.emplace_back(event, sum);
  }
  if (sum == 0) return;
  const int drawn = below(sum);
  bring_about(known, std::ranges::find_if(choices, [&](const auto& one) { return drawn < one.second; })->first);
  if (known.state == ReferralState::won && !once_in(4)) {
    for (const auto* word : {"thanked-prospect", "thanked-partner", "settled"})
      town_.say(known.row.contact, {word, "", ""});
  }
}

/// Also by a process that dies over it; whoever asked for it then asks again.
void Walk::forget(const model::Ref& contact) {
  if (once_in(8)) town_.light(Fuse::What::die, 1 + below(8));
  auto ran = town_.forget(contact);
  if (ran.died) ran = town_.forget(contact);
  if (!ran.error.empty()) wrong_ = "seed " + std::to_string(seed_) + ": nobody is forgotten: " + ran.error;
  oracle_.forgot(contact);
  ++figures_.happened["forgotten"];
  look("somebody was forgotten");
}

/// With a note line mostly, with a tag besides, with a tag alone, or typed into review.
void Walk::bring_about(const Known& known, const std::string& event) {
  if (event == "erase") return forget(known.row.contact);
  auto word = word_for(event);
  if (word.empty()) return;
  if (word == "partner-names") word += "=" + std::string(Town::best_first[static_cast<std::size_t>(below(3))]);
  const auto& contact = known.row.contact;
  const bool over = model::phase_of(known.state) == model::ReferralPhase::over;  // the desk is not read for it
  const int means = over ? 0 : below(20);
  if (means < 3 && is_yes(event)) {
    town_.confirm(referral_of(known), event == "prospect_yes" ? model::Party::prospect : model::Party::partner);
    return look("a yes typed in");
  }
  if (means < 3 && is_news(event)) {
    town_.note_news(referral_of(known), event);
    return look("news typed in");
  }
  const std::string to = once_in(6) ? known.row.partner : once_in(30) ? std::string(Town::best_first[1]) : "";
  if (means < 5 && event != "partner_names_another") town_.say(contact, {word, "", "", {}, true});
  if (means != 3) town_.say(contact, {word, to, once_in(20) ? "" : "phone"});
}

void Walk::act_senselessly(const model::Ref& contact) {
  const auto events = all_events();
  const auto word = word_for(events[static_cast<std::size_t>(below(static_cast<int>(events.size())))]);
  const bool names = word == "partner-names";
  if (!word.empty()) town_.say(contact, {names ? "partner-names=sallow" : word, "", "phone", {}, !names && once_in(4)});
}

// The world

void Walk::partners_change() {
  auto* sallow = town_.partner("sallow");
  auto* pellwick = town_.partner("pellwick");
  if (once_in(12)) sallow->terms = "from " + std::to_string(round_) + " on: 10%";
  if (once_in(12)) pellwick->paused = !pellwick->paused;
  if (once_in(12)) sallow->room->places = sallow->room->places == 0 ? 100'000 : 0;
  if (once_in(25)) std::erase_if(town_.circle.partners, [](const auto& one) { return one.id == "tilden"; });
}

void Walk::time_passes() {
  using namespace std::chrono_literals;
  using std::chrono::days;
  const int drawn = below(100);
  town_.clock.pass(drawn < 30   ? base::Duration(1h)
                   : drawn < 60 ? base::Duration(days(1))
                   : drawn < 80 ? base::Duration(days(3))
                   : drawn < 88 ? base::Duration(days(8))
                   : drawn < 96 ? base::Duration(days(16))
                   : drawn < 99 ? base::Duration(days(32))
                                : base::Duration(days(95)));
}

/// Answers are read, and nothing follows from them yet.
void Walk::plans_only(std::string_view crm) {
  oracle_.sync_begins(crm);
  oracle_.sync_ended(crm, town_.sync(crm, engine::Writing::never));
  ++figures_.happened["sync that only plans"];
  look("a sync that only plans");
}

void Walk::program_runs(std::string_view crm) {
  const int drawn = round_ == 0 ? 99 : below(100);
  auto writing = engine::Writing::as_promoted;
  std::string how = "sync";
  if (drawn < 14) {
    writing = engine::Writing::never;
    how = "sync that only plans";
  } else if (drawn < 22) {
    town_.light(Fuse::What::die, 1 + below(points_));
    how = "crash";
  } else if (drawn < 27) {
    town_.light(Fuse::What::refuse, 1 + below(60));
    how = "refusal";
  } else if (drawn < 29) {
    town_.crm(crm).down = true;
    how = "CRM that is down";
  } else if (drawn < 37) {
    town_.crm(crm).read_only = true;
    how = "CRM that takes no writes";
  }
  oracle_.sync_begins(crm);
  const auto ran = town_.sync(crm, writing);
  oracle_.sync_ended(crm, ran);
  town_.crm(crm).down = town_.crm(crm).read_only = false;
  if (!ran.died && ran.error.empty()) points_ = std::max(20, ran.points);
  if (ran.died || !ran.error.empty())
    broke_off_.insert(std::string(crm));
  else
    broke_off_.erase(std::string(crm));
  ++figures_.happened[ran.died ? "died" : ran.error.empty() ? how : "refused or down"];
  look(how);
  const bool expected = drawn >= 14 && drawn < 37;
  if (wrong_.empty() && !expected && !ran.error.empty())
    wrong_ = "seed " + std::to_string(seed_) + ", round " + std::to_string(round_) + ": the sync failed: " + ran.error;
}

void Walk::undo_some_run(std::string_view crm) {
  const auto runs = town_.store().runs(12);
  if (!runs) return;
  std::vector<std::int64_t> own;
  for (const auto& run : *runs) {
    if (run.crm == crm && run.kind == "sync") own.push_back(run.number);
  }
  if (own.empty()) return;
  town_.undo(crm, own[static_cast<std::size_t>(below(static_cast<int>(own.size())))]);
  ++figures_.happened["undo"];
  look("undo");
}

void Walk::undo_what_opened_an_offer(std::string_view crm) {
  for (const auto& [id, known] : oracle_.referrals()) {
    const bool wanted = known.row.contact.crm == crm && model::referral_step(known.state, "take_back") != nullptr &&
                        missing({known.state, "take_back"}) > 0;
    if (!wanted) continue;
    const auto operations = town_.store().operations_on(known.row.contact);
    if (!operations) return;
    const auto opened = std::ranges::find(*operations, "offered_prospect:" + id,
                                          [](const auto& operation) { return operation.change.cause; });
    if (opened == operations->end()) continue;
    town_.undo(crm, opened->run);
    ++figures_.happened["undo"];
    return look("undo");
  }
}

void Walk::apply_an_old_plan(std::string_view crm) {
  const auto newest = town_.store().plan(0);
  if (!newest || !*newest || (*newest)->number < 2) return;
  const auto old =
      town_.store().plan((*newest)->number - 1 - below(std::min(3, static_cast<int>((*newest)->number) - 1)));
  if (!old || !*old || (*old)->crm != crm) return;
  town_.apply(**old);
  ++figures_.happened["old plan"];
  look("an old plan");
}

/// A plan made elsewhere, that moves referrals along steps that are not in the table: all of it is refused.
void Walk::try_what_does_not_follow(std::string_view crm) {
  const auto events = all_events();
  std::map<ReferralState, const Known*> found;
  for (const auto& [id, known] : oracle_.referrals()) {
    if (known.row.contact.crm == crm && (!found.contains(known.state) || once_in(4))) found[known.state] = &known;
  }
  Known nobody;
  nobody.row.id = "nobody knows it";
  nobody.row.contact = {std::string(crm), model::Kind::contact, "1001"};
  nobody.row.need = "copywriting";
  nobody.row.partner = "pellwick";
  found[ReferralState::proposed] = &nobody;
  model::Plan plan;
  plan.crm = std::string(crm);
  plan.made_at = town_.clock.now();
  std::vector<Oracle::Pair> tried;
  for (const auto& [state, known] : found) {
    for (const auto& event : events) {
      const Oracle::Pair pair{state, event};
      const auto before = sofar_.refused.find(pair);
      if (model::referral_step(state, event) != nullptr) continue;
      if ((before == sofar_.refused.end() ? 0 : before->second) + figures_.refused[pair] >= sofar_.least) continue;
      model::PlanEntry entry;
      entry.contact = known->row.contact;
      model::ReferralMove move;
      move.referral = referral_of(*known);
      move.referral.state = where_it_would_lead(event);
      move.event = {known->row.id, event, town_.clock.now(), "dev", "", "plan", ""};
      entry.moves = {move};
      plan.entries.push_back(entry);
      tried.push_back(pair);
    }
  }
  if (tried.empty()) return;
  engine::ApplyReport report;
  const auto ran = town_.apply(plan, &report);
  look("a plan of steps that do not follow");
  if (!wrong_.empty() || !ran.error.empty()) return;
  if (report.stale.size() != tried.size())
    wrong_ = "seed " + std::to_string(seed_) + ": of " + std::to_string(tried.size()) +
             " steps that do not follow, refused were " + std::to_string(report.stale.size());
  for (const auto& pair : tried) ++figures_.refused[pair];
}

}  // namespace goodword::invariants
