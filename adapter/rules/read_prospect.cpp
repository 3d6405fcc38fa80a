#include <algorithm>

#include "rules/assess.hpp"
#include "rules/closed_deals.hpp"
#include "rules/evidence.hpp"
#include "rules/heard.hpp"
#include "rules/hour.hpp"
#include "rules/rounded.hpp"
#include "rules/stated.hpp"
#include "rules/wanted.hpp"

namespace goodword::rules {
namespace {

namespace opp = model::opportunity;

struct Size {
  double units = 0;
  std::string estimate;        ///< where it came from; empty: the CRM says it
  std::string converted = {};  ///< from what, at which rate
};

std::string rate_words(const model::Firm& firm, const base::Money& amount) {
  const auto rate = firm.rates.find(amount.currency);
  if (amount.currency == firm.currency || rate == firm.rates.end()) return {};
  return base::to_people(amount) + " at " + base::Json(rate->second.worth).text() + " of " +
         base::to_text(rate->second.as_of);
}

/// Never nothing: the deal's amount, the median of deals like it, the middle of what the firm wants, or the book's.
Size size_of(const Ground& ground, const model::Record* opportunity, std::string_view service) {
  if (opportunity) {
    const auto amount = opportunity->money(opp::amount);
    const auto units = amount && amount->minor > 0 ? model::in_firms_currency(ground.firm, *amount) : std::nullopt;
    if (units) return {*units, "", rate_words(ground.firm, *amount)};
  }
  const auto of_service = ground.history.median_by_service.find(std::string(service));
  if (of_service != ground.history.median_by_service.end())
    return {of_service->second, "median of won deals of this service"};
  if (ground.history.median_size)
    return {*ground.history.median_size, "median of " + std::to_string(ground.history.won_with_size) + " won deals"};
  const auto& band = ground.firm.deal_size;
  if (band.least && band.most && *band.least > 0)
    return {std::sqrt(*band.least * *band.most), "middle of the deal sizes in firm.json"};
  if (band.least && *band.least > 0) return {*band.least, "smallest deal size in firm.json"};
  if (band.most) return {*band.most, "largest deal size in firm.json"};
  return {ground.book.settings.size_fallback, "size.fallback in rules/deciding.json"};
}

double stage_hours(const RuleBook& book, const Facts& facts) {
  // Without an opportunity everything is still to be done, as with a new one.
  const std::string stage = facts.contains("stage") ? text_fact(facts, "stage_kind") : "new";
  const auto known = std::ranges::find(book.stages, stage, &Stage::id);
  return known == book.stages.end() ? book.settings.hours_other_stage : known->hours;
}

model::HourValue hour_of(const Ground& ground, const Assessment& assessment, const Size& size) {
  const double over_median =
      ground.history.median_size && *ground.history.median_size > 0 ? size.units / *ground.history.median_size : 1;
  model::HourValue made;
  made.size = base::from_units(size.units, ground.firm.currency);
  made.margin = ground.firm.margin;
  made.hours = hours_left(stage_hours(ground.book, assessment.facts), over_median, {}, ground.book.settings);
  made.value = assessment.chance.value * size.units * made.margin;
  made.back = made.value / made.hours;
  made.size_estimated = !size.estimate.empty();
  made.estimate = size.estimate;
  made.converted = size.converted;
  return made;
}

void read_orders(Assessment& made) {
  const DeskReading& desk = made.desk;
  const auto said = [&](std::string_view word) { return desk.newest(word) != nullptr; };
  made.objected = said("no-scoring");
  made.is_private = said("private");
  made.exclude = said("exclude") ? Exclusion::confirmed : Exclusion::no;
  made.keep = said("keep");
  made.pass_on = said("pass-on");
  if (made.pass_on) made.pass_on_to = desk.newest("pass-on")->partner;
  if (!made.keep || !made.pass_on) return;
  const auto keep_at = desk.newest("keep")->at, pass_at = desk.newest("pass-on")->at;
  // Two tags carry no time of their own: then nothing is given away.
  if (keep_at == pass_at)
    made.desk.problems.push_back("both keep and pass-on are said, and neither is the later: keep holds");
  (keep_at >= pass_at ? made.pass_on : made.keep) = false;
}

/// The chance once a person's answer about the sign of that term is in, the better one of the two.
double best_chance(const ChanceModel& model, std::vector<TermValue> values, std::size_t term,
                   const Settings& settings) {
  const auto answered = [&](double value) {
    values[term] = value;
    return chance_of(model, values, settings).value;
  };
  return std::max(answered(settings.question_answer), answered(-settings.question_answer));
}

std::vector<Askable> askables_of(const Ground& ground, const ChanceModel& model, const std::vector<TermValue>& values,
                                 const Assessment& assessment) {
  const auto& book = ground.book;
  std::vector<Askable> made;
  const auto share_of = [&](const std::string& sign) {
    const auto count = ground.history.answers.find(sign);
    return seen_share(count == ground.history.answers.end() ? AnswerCount{} : count->second, book.settings);
  };
  for (const auto& reading : assessment.signs) {
    const SignKind* kind = sign_kind(book, reading.sign);
    const auto place = place_of_sign(model, reading.sign);
    if (!kind || !kind->asked || reading.state != model::SignState::unknown || !place) continue;
    made.push_back({reading.sign, *sign_coefficient(model, reading.sign), share_of(reading.sign),
                    best_chance(model, values, *place, book.settings)});
  }
  // What an answer about these is worth only closed opportunities can say; without them it gains nothing.
  const double share = seen_share({}, book.settings);
  if (!assessment.need.need.wanted_from) made.push_back({"timing", 0, share});
  if (assessment.hour.size_estimated) made.push_back({"size", 0, share});
  if (assessment.need.fit == NeedFit::unknown) made.push_back({"need", 0, share});
  return made;
}

/// The prospect answered an offer with "no, we want you": a fact, whoever wrote it down.
std::vector<model::PersonAnswer> all_answers(const RuleBook& book, const model::Dossier& dossier,
                                             const DeskReading& desk) {
  auto made = dossier.answers;
  std::ranges::move(answers_on_desk(book, desk, dossier.ref()), std::back_inserter(made));
  for (const auto& referral : dossier.referrals) {
    if (referral.state != model::ReferralState::chose_us) continue;
    made.push_back({dossier.ref(), "wants_us", "yes", "offered " + referral.partner, referral.seller, referral.opened});
  }
  return made;
}

std::string newest_value(std::span<const model::PersonAnswer> answers, std::string_view about) {
  const model::PersonAnswer* newest = nullptr;
  for (const auto& answer : answers) {
    if (answer.about == about && (newest == nullptr || newest->at <= answer.at)) newest = &answer;
  }
  return newest == nullptr ? "" : newest->value;
}

std::vector<Piece> pieces_of(const RuleBook& book, const Assessment& made, const Hearing& hearing,
                             const model::Dossier& dossier, base::Instant now) {
  auto pieces = pieces_from_rules(book, {made.facts, hearing.texts, now});
  std::ranges::move(pieces_from_answers(book, all_answers(book, dossier, made.desk)), std::back_inserter(pieces));
  return pieces;
}

std::optional<base::Instant> next_change_of(const RuleBook& book, const std::vector<Piece>& pieces, base::Instant now) {
  std::optional<base::Instant> soonest;
  for (const auto* kinds : {&book.signs, &book.exclusions}) {
    for (const auto& kind : *kinds) {
      const auto at = state_changes_at(kind, pieces, book.settings, now);
      if (at && (!soonest || *at < *soonest)) soonest = at;
    }
  }
  const auto law = packs_change_at(book.packs, now);
  return law && (!soonest || *law < *soonest) ? law : soonest;
}

void read_worth(const Ground& ground, const model::Record* opportunity, base::Instant now, unsigned withheld,
                Assessment& made) {
  const auto& settings = ground.book.settings;
  ChanceModel untrained;
  if (!ground.history.model)
    untrained = untrained_model(ground.firm.buy_share, ground.history.outcomes, ground.book.signs, settings);
  const ChanceModel& model = ground.history.model ? *ground.history.model : untrained;
  const auto known = known_terms(ground.book, {made.facts, made.need.need.service, made.signs, withheld});
  const auto values = values_for(model, known);
  made.chance = chance_of(model, values, settings);
  const Size size = size_of(ground, opportunity, made.need.need.service);
  made.hour = hour_of(ground, made, size);
  made.large =
      size.estimate.empty() && ground.firm.deal_size.most && rounded(size.units) > rounded(*ground.firm.deal_size.most);
  const auto horizon = now + std::chrono::hours(static_cast<int>(settings.price_weeks * 7 * 24));
  made.later = made.need.need.wanted_from && *made.need.need.wanted_from > horizon;
  made.askables = askables_of(ground, model, values, made);
}

/// The deal's amount as the firm counts; without a rate for its currency it is not known.
void into_firms_currency(const model::Firm& firm, const model::Dossier& dossier, Facts& facts) {
  const auto fact = facts.find("deal_size");
  const auto amount = fact == facts.end() ? std::nullopt : open_opportunity(dossier)->money(opp::amount);
  if (!amount) return;
  if (const auto units = model::in_firms_currency(firm, *amount))
    fact->second.value = *units;
  else
    facts.erase(fact);
}

void read_against_firm(const Ground& ground, const model::Dossier& dossier, Assessment& made) {
  made.wanted = read_against(ground.firm, made.need.need, made.facts);
  add_wanted(made.wanted, dossier, made.facts);
  made.need.not_served = not_served(made.wanted);
  if (made.need.not_served.empty() || made.need.fit == NeedFit::unknown) return;
  made.need.fit = NeedFit::not_ours;
  made.need.opened_for_ours = false;  // whatever it was opened for, it is not for them
}

}  // namespace

void read_evidence(const Ground& ground, const model::Dossier& dossier, base::Instant now, Assessment& made) {
  const RuleBook& book = ground.book;
  made.facts = facts_of(book, dossier, now);
  into_firms_currency(ground.firm, dossier, made.facts);
  const Hearing hearing = hear(book, ground.firm, dossier, ground.tag_prefix, now);
  made.not_used = hearing.not_used;
  const auto answers = all_answers(book, dossier, made.desk);
  made.readiness = readiness_of({dossier, hearing, answers}, now, book.settings, book.ready);
  made.spent = hours_spent(dossier, now, book.settings);
  made.need = need_of(book, ground.firm, ground.services, dossier, {made.facts, hearing.texts, made.desk});
  read_against_firm(ground, dossier, made);
  const auto pieces = pieces_of(book, made, hearing, dossier, now);
  made.signs = read_signs(book, pieces, now);
  made.exclusions = read_exclusions(book, pieces, now);
  if (!made.exclusions.empty() && made.exclude == Exclusion::no) made.exclude = Exclusion::proposed;
  made.next_change = next_change_of(book, pieces, now);
}

Assessment read_prospect(const Ground& ground, const model::Dossier& dossier, base::Instant now, unsigned withheld) {
  const RuleBook& book = ground.book;
  Assessment made;
  made.contact = dossier.ref();
  made.standing = standing_of(book, dossier, now);
  const model::Record* opportunity = open_opportunity(dossier);
  if (opportunity) made.opportunity = opportunity->id();
  made.desk = read_desk(book, ground.firm, ground.services, dossier, ground.tag_prefix);
  read_orders(made);
  if (made.objected) return made;                              // no score: nothing more is read about this person
  if (made.standing.standing == Standing::other) return made;  // read, never decided about

  read_evidence(ground, dossier, now, made);
  const auto answers = all_answers(book, dossier, made.desk);
  add_stated({ground.firm, ground.services, dossier, answers, made.need.need.service}, made.facts);
  made.said_no = newest_value(answers, "said_no");
  read_worth(ground, opportunity, now, withheld, made);
  return made;
}

Readiness readiness_now(const Ground& ground, const model::Dossier& dossier, base::Instant now) {
  const auto& book = ground.book;
  const auto desk = read_desk(book, ground.firm, ground.services, dossier, ground.tag_prefix);
  const auto hearing = hear(book, ground.firm, dossier, ground.tag_prefix, now);
  auto answers = all_answers(book, dossier, desk);
  std::erase_if(answers, [&](const auto& answer) { return answer.at > now; });
  return readiness_of({dossier, hearing, answers}, now, book.settings, book.ready);
}

}  // namespace goodword::rules
