#include "rules/watch.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/money.hpp"
#include "base/text.hpp"
#include "rules/assess.hpp"

namespace goodword::rules {
namespace {

using model::Decision;
using model::SignState;
using model::Verdict;
using model::Watch;
using model::WatchedFact;

// Rows of the verdict table that let go or put off.
constexpr int barred = 5, not_ours = 11, wrong_time = 12, too_large = 15, no_second_firm = 18, too_busy = 21,
              low_chance = 24;

bool is_any(int row, std::initializer_list<int> of) { return std::ranges::find(of, row) != of.end(); }

bool never(const std::string&, const Assessment&) { return false; }
std::string not_read(const Assessment&) { return {}; }

std::string signs_in(const Assessment& assessment, bool good, SignState state) {
  std::vector<std::string> ids;
  for (const auto& sign : assessment.signs) {
    if (sign.good == good && sign.state == state) ids.push_back(sign.sign);
  }
  return base::join(ids, ", ");
}

std::string names_of(const Decision& decision, bool good, SignState state) {
  std::vector<std::string> names;
  for (const auto& sign : decision.signs) {
    if (sign.good == good && sign.state == state) names.push_back(sign.name);
  }
  return base::join(names, ", ");
}

/// A warning sign that stood against them and is answered. One that only faded is no word of theirs.
bool is_answered(const std::string& was, const Assessment& assessment) {
  const auto listed = base::split(was, ',');
  return std::ranges::any_of(assessment.signs, [&](const model::SignReading& sign) {
    return !sign.good && sign.state == SignState::ruled_out &&
           std::ranges::any_of(listed, [&](const std::string& id) { return base::trim(id) == sign.sign; });
  });
}

bool has_new_good_sign(const std::string& was, const Assessment& assessment) {
  const auto listed = base::split(was, ',');
  return std::ranges::any_of(assessment.signs, [&](const model::SignReading& sign) {
    return sign.good && sign.state == SignState::seen &&
           std::ranges::none_of(listed, [&](const std::string& id) { return base::trim(id) == sign.sign; });
  });
}

std::string need_wanted(const Watching& now) {
  if (now.decision.verdict == Verdict::refer) return "another need";
  switch (now.decision.row) {
    case barred: return "another need";
    case not_ours: return "another need, one of ours";
    case no_second_firm: return "a need that is ours alone";
    case low_chance: return now.assessment.need.fit == NeedFit::unknown ? "a need, which is not known" : "another need";
    default: return {};
  }
}

bool is_named(const Assessment& assessment) {
  return !assessment.hour.size_estimated && assessment.hour.size.minor != 0;
}

std::string amount_in(const Assessment& assessment) {
  const auto& size = assessment.hour.size;
  return is_named(assessment) ? base::to_decimal(size) + " " + size.currency : "";
}

bool is_larger(const std::string& was, const Assessment& assessment) {
  const auto then = watched_amount(was);
  const auto& now = assessment.hour.size;
  return is_named(assessment) && (!then || then->currency != now.currency || then->minor < now.minor);
}

bool is_smaller(const std::string& was, const Assessment& assessment) {
  const auto then = watched_amount(was);
  const auto& now = assessment.hour.size;
  return is_named(assessment) && then && then->currency == now.currency && now.minor < then->minor;
}

/// The amount at which an hour would clear the bar, to two digits, upwards.
std::string amount_wanted(const Watching& now) {
  const auto& hour = now.decision.hour;
  const double for_one = now.decision.chance.value * hour.margin;
  if (now.decision.row != low_chance || for_one <= 0 || hour.bar <= 0) return {};
  const double least = hour.bar * (1 + now.book.settings.bar_margin) * hour.hours / for_one;
  const double step = std::pow(10, std::max(0.0, std::floor(std::log10(least)) - 1));
  return "an amount of about " + base::to_people(base::from_units(std::ceil(least / step) * step, hour.size.currency)) +
         (is_named(now.assessment) ? "" : ", where none is named");
}

std::string day_in(const Assessment& assessment) {
  const auto& from = assessment.need.need.wanted_from;
  return assessment.later && from ? base::to_text(base::date_of(*from)) : "";
}

std::string with(std::string_view words, const std::string& list) {
  return list.empty() ? "" : std::string(words) + list;
}

std::string where(bool holds, std::string_view words) { return holds ? std::string(words) : ""; }

constexpr std::array rows = {
    WatchRow{"need", [](const Assessment& a) { return a.need.need.service; }, nullptr, need_wanted},
    WatchRow{"budget", amount_in, is_larger, amount_wanted},
    WatchRow{"size", amount_in, is_smaller,
             [](const Watching& now) { return where(now.decision.row == too_large, "a smaller piece of work"); }},
    WatchRow{"timing", day_in, [](const std::string& was, const Assessment& a) { return !was.empty() && !a.later; },
             [](const Watching& now) {
               return now.decision.row == wrong_time ? with("the day they named: ", day_in(now.assessment)) : "";
             }},
    WatchRow{"opportunity", [](const Assessment& a) { return a.opportunity; }, nullptr,
             [](const Watching& now) {
               return where(is_any(now.decision.row, {not_ours, low_chance}) || now.decision.verdict == Verdict::refer,
                            "a new opportunity");
             }},
    WatchRow{"answer", [](const Assessment& a) { return signs_in(a, false, SignState::seen); }, is_answered,
             [](const Watching& now) {
               return now.decision.row == low_chance
                          ? with("an answer to: ", names_of(now.decision, false, SignState::seen))
                          : "";
             }},
    WatchRow{"good_sign", [](const Assessment& a) { return signs_in(a, true, SignState::seen); }, has_new_good_sign,
             [](const Watching& now) {
               return now.decision.row == low_chance
                          ? with("one of: ", names_of(now.decision, true, SignState::unknown))
                          : "";
             }},
    WatchRow{
        "place",
        [](const Assessment& a) { return std::string(base::trim(a.need.need.country + " " + a.need.need.language)); },
        nullptr,
        [](const Watching& now) {
          return where(!now.assessment.need.not_served.empty(), "a country and language that we serve");
        }},
    // What is ours to change is said, and is no return.
    WatchRow{"partner", not_read, never,
             [](const Watching& now) {
               return where(is_any(now.decision.row, {not_ours, too_large, no_second_firm, low_chance}),
                            "on our side: a partner who serves them");
             }},
    WatchRow{
        "hours", not_read, never,
        [](const Watching& now) { return where(now.decision.row == too_busy, "on our side: hours that are free"); }},
};

/// Whether they are gone: nobody of ours works on them any more.
bool is_away(const Watching& now) {
  const auto verdict = now.decision.verdict;
  return verdict == Verdict::let_go || verdict == Verdict::nurture ||
         (verdict == Verdict::refer && now.assessment.handed_over);
}

bool turned(const WatchRow& row, const std::string& was, const Assessment& assessment) {
  if (row.turned != nullptr) return row.turned(was, assessment);
  const auto now = row.value(assessment);
  return !now.empty() && now != was;
}

const WatchedFact* fact_about(const Watch* watch, std::string_view about) {
  if (watch == nullptr) return nullptr;
  const auto found = std::ranges::find(watch->facts, about, &WatchedFact::about);
  return found == watch->facts.end() ? nullptr : &*found;
}

/// What stood when they left stays as it was; what would bring them back is said anew each time.
Watch watch_of(const Watching& now, const Decision* before) {
  const bool same = before != nullptr && before->id == now.decision.id;
  const Watch* kept = same && before->watch ? &*before->watch : nullptr;
  Watch made;
  if (kept != nullptr) {
    made = *kept;
    made.facts.clear();
  } else {
    made.decision = now.decision.id;
    made.since = same && now.decision.verdict != Verdict::refer ? before->at : now.decision.at;
    made.verdict = now.decision.verdict;
    made.need = now.assessment.need.need.service;
    for (const auto& reason : now.decision.reasons) {
      if (reason.number > 0) made.reasons.push_back(reason.number);
    }
  }
  for (const auto& row : now.book.watched) {
    WatchedFact fact{std::string(row.about), row.value(now.assessment), row.wanted(now)};
    if (const auto* then = fact_about(kept, row.about)) fact.was = then->was;
    if (!fact.wanted.empty()) made.facts.push_back(std::move(fact));
  }
  return made;
}

bool is_lately_back(const Decision* before, const Decision& made) {
  return before != nullptr && before->back && made.at - before->back->at < counts_as_back;
}

/// Nothing where none of their facts turned.
std::optional<model::Return> return_of(const Watching& now, const Watch& watch) {
  model::Return made{now.decision.at, watch};
  made.from.facts.clear();
  for (const auto& row : now.book.watched) {
    const auto* then = fact_about(&watch, row.about);
    if (then == nullptr || !turned(row, then->was, now.assessment)) continue;
    made.from.facts.push_back({then->about, then->was, then->wanted, row.value(now.assessment)});
  }
  return made.from.facts.empty() ? std::nullopt : std::optional(std::move(made));
}

}  // namespace

std::span<const WatchRow> watch_table() { return rows; }

std::optional<base::Money> watched_amount(std::string_view fact) {
  const auto space = fact.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  return base::parse_money(fact.substr(0, space), fact.substr(space + 1));
}

void watch_returns(const RuleBook& book, const Assessment& assessment, const Decision* before, Decision& made) {
  if (assessment.objected || made.verdict == Verdict::exclude) return;
  const Watching now{book, assessment, made};
  if (assessment.standing.standing != Standing::prospect) {
    if (before != nullptr && made.verdict == Verdict::none) made.watch = before->watch;  // they may still be back
  } else if (is_away(now)) {
    if (is_lately_back(before, made)) made.back = before->back;
    made.watch = watch_of(now, before);
  } else if (before != nullptr) {
    auto returned = before->watch && !is_lately_back(before, made) ? return_of(now, *before->watch) : std::nullopt;
    made.back = returned ? std::move(returned) : before->back;
  }
}

}  // namespace goodword::rules
