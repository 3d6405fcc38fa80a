#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "rules/assess.hpp"
#include "rules/hour.hpp"
#include "rules/screen.hpp"
#include "rules/stated.hpp"
#include "rules/watch.hpp"

namespace goodword::rules {
namespace {

using model::Decision;
using model::Verdict;

bool gave_reason(const Decision* previous, int number) {
  return previous && std::ranges::find(previous->reasons, number, &model::Reason::number) != previous->reasons.end();
}

/// Too large and too busy hold for their days once given, so that they do not flap.
bool still_holds(const Decision* previous, int number, base::Instant now) {
  return gave_reason(previous, number) && previous->again && *previous->again > now;
}

Stood stood_before(const Decision* previous) {
  if (!previous || previous->verdict == Verdict::none || previous->hour.hours <= 0) return Stood::never;
  return previous->hour.above ? Stood::above : Stood::below;
}

/// A partner only the screen has doubts about is shown in review.
Offer cleared(Offer offer, model::Answer3 refer) {
  if (offer == Offer::none || refer == model::Answer3::no) return Offer::none;
  return refer == model::Answer3::review ? Offer::review : offer;
}

Stake stake_of(const Assessment& assessment, const Bar& bar) {
  return {assessment.chance.value, base::to_units(assessment.hour.size) * assessment.hour.margin, assessment.hour.hours,
          bar.per_hour};
}

/// How often the question has been asked, and whether it may still be waited for or asked again.
struct Patience {
  int asked = 0;
  std::optional<base::Instant> asked_at;
  bool spent = false;
};

Patience patience_with(const model::Question* before, std::string_view about, const Settings& settings,
                       base::Instant now) {
  if (!before || before->about != about || before->asked == 0 || !before->asked_at) return {1, now, false};
  const bool waiting = base::days_between(*before->asked_at, now) < settings.question_patience_days;
  if (waiting) return {before->asked, before->asked_at, false};
  if (before->asked < static_cast<int>(settings.question_most_asks)) return {before->asked + 1, now, false};
  return {before->asked, before->asked_at, true};
}

/// The question that was asked stays the question as long as it is one; otherwise the best.
std::optional<Asked> question_for(const Assessment& assessment, const Stake& stake, const model::Question* before,
                                  const Settings& settings) {
  if (before && before->asked > 0) {
    const auto same = std::ranges::find(assessment.askables, before->about, &Askable::about);
    if (same != assessment.askables.end()) {
      const Asked again = ask(*same, stake, settings);
      if (again.decides) return again;
    }
  }
  return next_question(assessment.askables, stake, settings);
}

std::optional<model::Question> question_of(const RuleBook& book, const Assessment& assessment, const Bar& bar,
                                           const Decision* previous, base::Instant now) {
  const model::Question* before = previous && previous->question ? &*previous->question : nullptr;
  const auto asked = question_for(assessment, stake_of(assessment, bar), before, book.settings);
  if (!asked) return std::nullopt;
  model::Question made{asked->about, question_text(book, asked->about, "en"), asked->net, asked->decides};
  if (!asked->decides) return made;
  const Patience patience = patience_with(before, asked->about, book.settings, now);
  made.asked = patience.asked;
  made.asked_at = patience.asked_at;
  made.decides = !patience.spent;
  return made;
}

/// The hard limit that removed most partners.
std::string why_no_partner(const MatchSummary& match) {
  if (match.no_matches.empty()) return "no partner known";
  std::map<std::string, int> counts;
  for (const auto& one : match.no_matches) ++counts[one.limit];
  const auto most = std::ranges::max_element(counts, {}, &std::pair<const std::string, int>::second);
  return "no partner: " + std::to_string(most->second) + " of " + std::to_string(match.no_matches.size()) +
         " fail at " + most->first;
}

std::string said_by(const Assessment& assessment, std::string_view word) {
  const DeskWord* said = assessment.desk.newest(word);
  if (!said) return {};
  return said->by.empty() ? "by tag" : "by " + said->by;
}

/// The row in words, with who asked for it.
std::string words_of(const VerdictRow& row, const Assessment& assessment) {
  switch (row.row) {
    case 1: return assessment.standing.why;
    case 6: return "kept " + said_by(assessment, "keep");
    case 9: return "asked to pass on " + said_by(assessment, "pass-on");
    default: return std::string(row.words);
  }
}

/// What speaks for dropping the person, and why the firm does not serve such a one.
void add_what_stands_against(const VerdictRow& row, const Assessment& assessment, std::vector<model::Reason>& made) {
  for (const auto& reading : assessment.exclusions) made.push_back({0, "looks like " + reading.name});
  if (row.row >= 10 && !assessment.need.not_served.empty()) made.push_back({0, assessment.need.not_served});
}

std::vector<model::Reason> reasons_for(const VerdictRow& row, const Situation& situation, const Assessment& assessment,
                                       const MatchSummary& match) {
  std::vector<model::Reason> made;
  for (const int number : row.reasons) made.push_back({number, std::string(reason_text(number))});
  made.push_back({0, words_of(row, assessment)});
  add_what_stands_against(row, assessment, made);
  const bool needs_home = row.verdict == Verdict::let_go || row.verdict == Verdict::nurture;
  if (needs_home && row.row != 12 && situation.need != NeedFit::unknown && situation.whole == Offer::none)
    made.push_back({0, why_no_partner(match)});
  if (row.verdict == Verdict::refer && match.in_parts)
    made.push_back({0, "no firm does all of it: one for each part, the next once this one is introduced"});
  if (!assessment.said_no.empty()) made.push_back({0, "they said no: " + base::spaced(assessment.said_no)});
  if (needs_home && situation.is_private && match.whole != Offer::none) made.push_back({0, "private: never referred"});
  return made;
}

/// What else they need is for other firms: nobody does all of it, or one is there for a part alone.
bool is_in_parts(const VerdictRow& row, const model::Need& need, const MatchSummary& match) {
  return !need.rest.empty() && (match.in_parts || row.verdict != Verdict::refer);
}

bool partner_is_stronger(const RuleBook& book, const Assessment& assessment, const MatchSummary& match) {
  if (match.matches.empty() || assessment.need.missing.empty()) return false;
  const auto& terms = match.matches.front().terms;
  const auto strength = std::ranges::find(terms, "strength", &model::MatchTerm::name);
  return strength != terms.end() && strength->known && strength->value >= book.settings.reason_partner_strength;
}

std::optional<base::Instant> again_at(const RuleBook& book, const Decision& decision, const Decision* previous,
                                      base::Instant now) {
  std::optional<base::Instant> soonest;
  const auto consider = [&](std::optional<base::Instant> at) {
    if (at && (!soonest || *at < *soonest)) soonest = at;
  };
  const auto days = [&](double count) { return now + std::chrono::hours(static_cast<int>(count * 24)); };
  for (const int number : {20, 21}) {
    if (!gave_reason(&decision, number)) continue;
    consider(still_holds(previous, number, now) ? previous->again : std::optional(days(book.settings.again_days)));
  }
  if (decision.row == 12) consider(decision.need.wanted_from);
  return soonest;
}

Decision out_of_scope(const Assessment& assessment, const VerdictRow& row, Decision made) {
  made.signs.clear();
  made.chance = {};
  made.hour = {};
  made.verdict = row.verdict;
  made.row = row.row;
  made.reasons.push_back({0, row.row == 1 ? assessment.standing.why : std::string(row.words)});
  return made;
}

/// What a client's need comes to, without a word on the client.
void unscore_client(const Assessment& assessment, Decision& made) {
  if (!is_client_in_need(assessment)) return;
  made.signs.clear();
  made.chance = {};
  made.hour = {};
  made.question.reset();
  made.reasons.push_back({0, "a client of ours: " + assessment.standing.why});
}

std::string id_of(const Decision& made, const Decision* previous) {
  if (previous && model::same_outcome(*previous, made)) return previous->id;
  return model::decision_id(made, previous ? previous->id : "");
}

/// What is carried over as it was read; a person out of scope or who objects gets none of it.
Decision framed(const RuleBook& book, const Assessment& assessment, base::Instant now) {
  Decision made;
  made.contact = assessment.contact;
  made.at = now;
  made.rules_version = book.version;
  made.opportunity = assessment.opportunity;
  made.signs = assessment.signs;
  std::ranges::copy(assessment.exclusions, std::back_inserter(made.signs));
  made.chance = assessment.chance;
  made.hour = assessment.hour;
  made.need = assessment.need.need;
  made.wanted = assessment.wanted;
  made.not_used = assessment.not_used;
  return made;
}

/// Who is named under a verdict: for serving somebody together those alone with whom that is agreed, in the order in
/// which room was shared out.
const std::vector<model::Match>& named_under(Verdict verdict, const MatchSummary& match) {
  return verdict == Verdict::team_up ? match.together : match.matches;
}

/// The screen of the partner who would be named first; of one whom the law took out; else of nobody.
std::vector<model::ScreenAnswer> screen_in(const RuleBook& book, const Assessment& assessment,
                                           const MatchSummary& match, const std::vector<model::Match>& named,
                                           base::Instant now) {
  if (!named.empty()) {
    const auto done = std::ranges::find(match.screens, named.front().partner, &PartnerScreen::partner);
    if (done != match.screens.end()) return done->answers;
  } else if (!match.screens.empty()) {
    return match.screens.front().answers;
  }
  return screened(book, assessment, no_partner_facts(), now);
}

/// Which of the five answers keeps the verdict from being written, if one does.
const model::ScreenAnswer* what_holds(const Decision& decision) {
  if (!decision.held) return nullptr;
  const bool to_partner = decision.verdict == Verdict::refer || decision.verdict == Verdict::team_up;
  const auto found = std::ranges::find(decision.screen, to_partner ? "refer" : "serve", &model::ScreenAnswer::question);
  return found != decision.screen.end() && found->answer == model::Answer3::review ? &*found : nullptr;
}

/// A legal fact that is missing is the question, before every other.
void ask_for_missing(Decision& decision) {
  const model::ScreenAnswer* answer = what_holds(decision);
  if (answer == nullptr) return;
  decision.reasons.push_back({0, answer->text});
  const FactRow* row = decision.verdict == Verdict::find_out ? fact_row(answer->missing) : nullptr;
  if (row != nullptr)
    decision.question = model::Question{answer->missing, "Do we know " + std::string(row->meaning) + "?", 0, true};
}

/// A partner who must not be named is not named, not even in explain: nothing reaches a partner by mistake.
bool may_name_partner(const Situation& s) {
  const bool any = s.whole != Offer::none || s.beside != Offer::none;
  return any && !s.is_private && s.exclude == Exclusion::no;
}

/// The question is shown and not asked this time: it does not count as asked.
void take_back_asking(Decision& made, const Decision* before) {
  if (!made.question || !made.question->decides) return;
  const bool same = before && before->question && before->question->about == made.question->about;
  made.question->asked = same ? before->question->asked : 0;
  made.question->asked_at = same ? before->question->asked_at : std::nullopt;
}

}  // namespace

bool is_client_in_need(const Assessment& assessment) {
  return assessment.standing.standing == Standing::client && assessment.need.fit == NeedFit::not_ours &&
         assessment.need.need.confirmed && !assessment.keep && !assessment.is_private && !assessment.objected &&
         assessment.exclude == Exclusion::no;
}

std::vector<model::ScreenAnswer> screened(const RuleBook& book, const Assessment& assessment, const Facts& partner,
                                          base::Instant now) {
  return screen({book, assessment.signs, assessment.facts, partner, base::date_of(now)});
}

Situation situation_of(const RuleBook& book, const Assessment& assessment, const Surroundings& surroundings,
                       base::Instant now) {
  const auto& [bar, match, previous] = surroundings;
  const auto answers = screen_in(book, assessment, match, match.matches, now);
  const auto refer = answer_to(answers, "refer");
  Situation made;
  const bool client = is_client_in_need(assessment) && match.whole != Offer::none;
  made.in_scope = assessment.standing.standing == Standing::prospect || client;
  made.objected = assessment.objected;
  made.exclude = assessment.exclude;
  made.keep = assessment.keep;
  made.is_private = assessment.is_private;
  made.pass_on = assessment.pass_on;
  made.serve = client ? model::Answer3::yes : answer_to(answers, "serve");  // nobody asks whether we may serve it
  made.need = assessment.need.fit;
  made.above =
      above_bar(assessment.hour.back, bar.per_hour, stood_before(previous ? &*previous : nullptr), book.settings);
  made.later = assessment.later;
  made.busy = bar.busy;
  made.large = assessment.large;
  made.whole = cleared(match.whole, refer);
  made.beside = cleared(match.beside, refer);
  return made;
}

Decision decide(const RuleBook& book, const Assessment& assessment, const Surroundings& surroundings,
                base::Instant now) {
  const auto& [bar, match, previous] = surroundings;
  const Decision* before = previous ? &*previous : nullptr;
  Decision made = framed(book, assessment, now);
  Situation situation = situation_of(book, assessment, surroundings, now);
  if (!situation.in_scope || situation.objected) {
    made = out_of_scope(assessment, verdict_for(situation, {}, book.verdicts), std::move(made));
    made.id = id_of(made, before);
    watch_returns(book, assessment, before, made);
    return made;
  }
  situation.large = situation.large || still_holds(before, 20, now);
  situation.busy = situation.busy || still_holds(before, 21, now);
  made.question = question_of(book, assessment, bar, before, now);
  situation.question = made.question && made.question->decides && !situation.above;
  const VerdictRow row = verdict_for(
      situation, {assessment.need.opened_for_ours, partner_is_stronger(book, assessment, match)}, book.verdicts);

  made.verdict = row.verdict;
  made.row = row.row;
  made.held = row.held;
  made.reasons = reasons_for(row, situation, assessment, match);
  made.hour.bar = bar.per_hour;
  made.hour.above = situation.above;
  made.need.in_parts = is_in_parts(row, made.need, match);
  made.inside = match.inside;
  made.no_matches = match.no_matches;
  const auto& named_here = named_under(row.verdict, match);
  if (may_name_partner(situation)) made.matches = named_here;
  made.screen = screen_in(book, assessment, match, named_here, now);
  const bool named = !situation.is_private && situation.exclude == Exclusion::no;
  if (named && situation.serve == model::Answer3::no) made.free_peers = match.free_peers;
  unscore_client(assessment, made);
  if (row.verdict != Verdict::find_out) take_back_asking(made, before);
  ask_for_missing(made);
  made.again = again_at(book, made, before, now);
  made.id = id_of(made, before);
  watch_returns(book, assessment, before, made);
  return made;
}

bool would_gain_by_introduction(const RuleBook& book, const Assessment& assessment, const Decision& decision) {
  const bool wanted = decision.verdict == Verdict::pursue || decision.verdict == Verdict::find_out;
  return wanted && !decision.held && assessment.readiness.rung + 1 == static_cast<int>(book.settings.ready_rung);
}

double forgone(const Decision& decision) {
  return decision.need.service.empty() || decision.inside.ours ? decision.hour.value : 0;
}

}  // namespace goodword::rules
