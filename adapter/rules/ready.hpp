// Whether a contact is ready to be asked for a referral: knows us, trusts us, is comfortable, and impressions were
// noted.
//
// Pure, and apart from every verdict. What is not known is not ready, and the missing thing is named. Formulas and
// vectors: 10-deciding, section 9; numbers are settings (ready.*).
#pragma once

#include <span>
#include <string>
#include <vector>

#include "model/dossier.hpp"
#include "rules/heard.hpp"
#include "rules/settings.hpp"

namespace goodword::rules {

/// Something that went both ways.
struct Touch {
  std::string kind;   ///< meeting, call or reply
  double weight = 0;  ///< ready.meeting, ready.call, ready.reply
  base::Instant at{};
};

struct Warmth {
  double value = 0;  ///< 0..1
  int days = 0;      ///< on which something went both ways, within ready.window_days
};

/// One touch a day and kind counts.
Warmth warmth_of(std::span<const Touch> touches, base::Instant now, const Settings& settings);

std::vector<Touch> touches_of(const model::Dossier& dossier, const Hearing& hearing, const Settings& settings);

/// What readiness is read from.
struct ReadySources {
  const model::Dossier& dossier;
  const Hearing& hearing;
  std::span<const model::PersonAnswer> answers;  ///< of people: typed in and on the desk; of two the later holds
};

/// How well a contact knows our offer: 1 not at all, 2 has heard from us, 3 has talked with us, 4 has met us, 5 bought.
/// What a person answered ("rung") stands above what the records say.
int rung_of(const ReadySources& sources, std::span<const Touch> touches);

struct Readiness {
  bool ready = false;
  double warmth = 0;
  int rung = 1;
  int days = 0;                      ///< on which something went both ways lately
  std::vector<std::string> missing;  ///< what stands in the way, each as something a person can do or know
};

/// What a gate reads.
struct ReadyCase {
  const ReadySources& sources;
  std::span<const Touch> touches;
  Warmth warmth;
  int rung = 1;
  base::Instant now{};
  const Settings& settings;
};

/// One of the conditions that must all hold, and what is missing where it does not.
struct ReadyGate {
  std::string_view id;
  bool (*holds)(const ReadyCase&) = nullptr;
  std::string (*otherwise)(const ReadyCase&) = nullptr;
};
std::span<const ReadyGate> ready_gates();

Readiness readiness_of(const ReadySources& sources, base::Instant now, const Settings& settings,
                       std::span<const ReadyGate> gates = ready_gates());

/// Something a person may say that readiness is made of, with `goodword answer` or a note line: rung, impression, …
struct ReadinessAnswer {
  std::string_view about;
  std::string_view values;  ///< "yes|no"; empty: any text
};
std::span<const ReadinessAnswer> readiness_answers();
/// nullptr: readiness is not made of that.
const ReadinessAnswer* readiness_answer(std::string_view about);
/// Why that is no answer: "rung is 1, 2, 3, 4 or 5, not 9"; empty where it is one.
std::string slip_in_readiness(const ReadinessAnswer& row, std::string_view value);

/// Hours that went into a contact after one moment and until another, by its activities: calls, meetings, mails
/// (spent.*).
double hours_between(const model::Dossier& dossier, base::Instant after, base::Instant until, const Settings& settings);
/// The same in the last four weeks.
double hours_spent(const model::Dossier& dossier, base::Instant now, const Settings& settings);

}  // namespace goodword::rules
