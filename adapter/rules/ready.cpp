#include "rules/ready.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "base/text.hpp"
#include "rules/rounded.hpp"

namespace goodword::rules {
namespace {

constexpr double most_rung = 5;
constexpr base::Duration month = std::chrono::days(28);

double days_between(base::Instant from, base::Instant to) {
  return std::chrono::duration<double, std::ratio<86'400>>(to - from).count();
}

std::string plain(std::string_view text) { return base::lower(base::trim(text)); }

const model::PersonAnswer* newest_answer(const ReadySources& sources, std::string_view about) {
  const model::PersonAnswer* found = nullptr;
  for (const auto& answer : sources.answers) {
    if (answer.about == about && (found == nullptr || found->at <= answer.at)) found = &answer;
  }
  return found;
}

bool said(const ReadySources& sources, std::string_view about, std::string_view value) {
  const auto* answer = newest_answer(sources, about);
  return answer != nullptr && plain(answer->value) == value;
}

bool has_won(const model::Dossier& dossier) {
  return std::ranges::any_of(dossier.opportunities, [](const model::Record& opportunity) {
    return opportunity.text(model::opportunity::state) == "won";
  });
}

/// Two replies of theirs within a week.
bool replies_twice_in_a_week(std::span<const Touch> touches) {
  std::vector<base::Instant> replies;
  for (const auto& touch : touches) {
    if (touch.kind == "reply") replies.push_back(touch.at);
  }
  std::ranges::sort(replies);
  for (std::size_t i = 1; i < replies.size(); ++i) {
    if (replies[i] - replies[i - 1] <= std::chrono::days(7)) return true;
  }
  return false;
}

bool trusts(const ReadySources& sources, std::span<const Touch> touches) {
  return has_won(sources.dossier) || said(sources, "feedback", "good") || replies_twice_in_a_week(touches);
}

bool knows(const ReadyCase& c) {
  return rounded(c.warmth.value) >= c.settings.ready_warmth && c.warmth.days >= c.settings.ready_days;
}

/// "no" says that nobody was asked after all.
bool not_asked_lately(const ReadyCase& c) {
  const auto* asked = newest_answer(c.sources, "asked");
  return asked == nullptr || plain(asked->value) == "no" ||
         days_between(asked->at, c.now) >= c.settings.ready_again_days;
}

std::string whole(double number) { return std::to_string(static_cast<int>(number)); }

// In the order in which what is missing is named.
constexpr std::array gates_table = {
    ReadyGate{"knows", knows,
              [](const ReadyCase& c) {
                return "talk with them again: a call, a meeting or a reply of theirs on " +
                       whole(c.settings.ready_days) + " days";
              }},
    ReadyGate{"trusts", [](const ReadyCase& c) { return trusts(c.sources, c.touches); },
              [](const ReadyCase&) {
                return std::string("a piece of work won, good feedback, or two replies of theirs within a week");
              }},
    ReadyGate{"complaint", [](const ReadyCase& c) { return !said(c.sources, "complaint", "yes"); },
              [](const ReadyCase&) { return std::string("settle the open complaint"); }},
    ReadyGate{"promise", [](const ReadyCase& c) { return !said(c.sources, "promise", "overdue"); },
              [](const ReadyCase&) { return std::string("keep the promise that is overdue"); }},
    ReadyGate{
        "asked", not_asked_lately,
        [](const ReadyCase& c) { return "was asked less than " + whole(c.settings.ready_again_days) + " days ago"; }},
    ReadyGate{"rung", [](const ReadyCase& c) { return c.rung >= c.settings.ready_rung; },
              [](const ReadyCase& c) {
                return "does not know our offer well enough yet (rung " + std::to_string(c.rung) + ")";
              }},
    ReadyGate{
        "impression", [](const ReadyCase& c) { return newest_answer(c.sources, "impression") != nullptr; },
        [](const ReadyCase&) { return std::string("record an impression: goodword answer CONTACT impression=\"…\""); }},
};

}  // namespace

Warmth warmth_of(std::span<const Touch> touches, base::Instant now, const Settings& settings) {
  std::set<std::pair<base::Date, std::string_view>> counted;
  std::set<base::Date> days;
  double sum = 0;
  for (const auto& touch : touches) {
    const double age = days_between(touch.at, now);
    const auto day = base::date_of(touch.at);
    if (age < 0 || !counted.emplace(day, touch.kind).second) continue;
    sum += touch.weight * std::exp2(-age / settings.ready_half_life_days);
    if (age <= settings.ready_window_days) days.insert(day);
  }
  return {1 - std::exp2(-sum / settings.ready_full_touches), static_cast<int>(days.size())};
}

std::vector<Touch> touches_of(const model::Dossier& dossier, const Hearing& hearing, const Settings& settings) {
  std::vector<Touch> touches;
  for (const auto& heard : hearing.texts) {
    if (heard.author == Author::prospect) touches.push_back({"reply", settings.ready_reply, heard.at});
  }
  for (const auto& activity : dossier.activities) {
    const auto& kind = activity.text(model::activity::kind);
    const auto at = activity.instant(model::activity::at);
    if (!at || is_ours(dossier, activity)) continue;
    if (kind == "meeting") touches.push_back({kind, settings.ready_meeting, *at});
    if (kind == "call") touches.push_back({kind, settings.ready_call, *at});
  }
  return touches;
}

int rung_of(const ReadySources& sources, std::span<const Touch> touches) {
  if (const auto* answer = newest_answer(sources, "rung")) {
    const int stated = std::atoi(answer->value.c_str());
    if (stated >= 1 && stated <= most_rung) return stated;
  }
  if (has_won(sources.dossier)) return 5;
  if (std::ranges::any_of(touches, [](const Touch& touch) { return touch.kind == "meeting"; })) return 4;
  if (!touches.empty()) return 3;
  return sources.dossier.activities.empty() ? 1 : 2;
}

std::span<const ReadyGate> ready_gates() { return gates_table; }

Readiness readiness_of(const ReadySources& sources, base::Instant now, const Settings& settings,
                       std::span<const ReadyGate> gates) {
  const auto touches = touches_of(sources.dossier, sources.hearing, settings);
  const ReadyCase read{sources, touches, warmth_of(touches, now, settings), rung_of(sources, touches), now, settings};
  Readiness found{false, read.warmth.value, read.rung, read.warmth.days, {}};
  for (const auto& gate : gates) {
    if (!gate.holds(read)) found.missing.push_back(gate.otherwise(read));
  }
  found.ready = found.missing.empty();
  return found;
}

std::span<const ReadinessAnswer> readiness_answers() {
  static constexpr std::array list = {
      ReadinessAnswer{"rung", "1|2|3|4|5"},          ReadinessAnswer{"impression", ""},
      ReadinessAnswer{"complaint", "yes|no"},        ReadinessAnswer{"promise", "overdue|kept|no"},
      ReadinessAnswer{"feedback", "good|mixed|bad"}, ReadinessAnswer{"asked", "yes|given|none|later|declined|no"}};
  return list;
}

const ReadinessAnswer* readiness_answer(std::string_view about) {
  const auto list = readiness_answers();
  const auto found = std::ranges::find(list, about, &ReadinessAnswer::about);
  return found == list.end() ? nullptr : &*found;
}

std::string slip_in_readiness(const ReadinessAnswer& row, std::string_view value) {
  const auto known = base::split(row.values, '|');
  if (row.values.empty() || std::ranges::count(known, plain(value)) > 0) return "";
  return std::string(row.about) + " is one of " + base::join(known, ", ") + ", not " + std::string(value);
}

double hours_between(const model::Dossier& dossier, base::Instant after, base::Instant until,
                     const Settings& settings) {
  double hours = 0;
  for (const auto& activity : dossier.activities) {
    const auto at = activity.instant(model::activity::at);
    if (!at || *at > until || *at <= after || is_ours(dossier, activity)) continue;
    const auto& kind = activity.text(model::activity::kind);
    if (kind == "call") hours += settings.spent_call;
    if (kind == "meeting") hours += settings.spent_meeting;
    if (kind == "email") hours += settings.spent_mail;
  }
  return hours;
}

double hours_spent(const model::Dossier& dossier, base::Instant now, const Settings& settings) {
  return hours_between(dossier, now - month, now, settings);
}

}  // namespace goodword::rules
