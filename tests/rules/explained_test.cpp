// What `explain contact` prints is true: take away a record it names as evidence, and the verdict, the chance, the need
// or the next question is another. Tried on each labelled thread, all that is printed, one record at a time.
#include <cstdio>
#include <set>

#include <catch2/catch.hpp>

#include "corpus.hpp"
#include "people.hpp"
#include "rules/assess.hpp"

using namespace goodword;
using namespace goodword::rules;

namespace {

using Gone = std::set<std::string>;  // ids of activities

model::Dossier without(model::Dossier dossier, const Gone& gone) {
  std::erase_if(dossier.activities, [&](const model::Record& one) { return gone.contains(one.id()); });
  return dossier;
}

/// The same said three weeks before too, in the same mail thread: of one thread only the stronger counts.
model::Dossier said_twice(model::Dossier dossier) {
  std::vector<model::Record> before = dossier.activities;
  for (auto& activity : before) {
    activity.values[model::activity::id] = activity.id() + "-before";
    const auto at = activity.instant(model::activity::at);
    if (at) activity.values[model::activity::at] = *at - std::chrono::days(21);
  }
  dossier.activities.insert(dossier.activities.begin(), before.begin(), before.end());
  return dossier;
}

model::Decision decided(const model::Dossier& dossier) {
  static const auto firm = ottermere();
  static const auto services = vocabulary();
  const auto assessment = read_prospect({shipped(), firm, services, "gw:"}, dossier, today());
  return decide(shipped(), assessment, {Bar{120, false}, MatchSummary{}, std::nullopt}, today());
}

/// All that a reader of `explain contact` could act upon.
bool same_to_a_reader(const model::Decision& a, const model::Decision& b) {
  const auto asked = [](const model::Decision& one) { return one.question ? one.question->about : std::string(); };
  return a.verdict == b.verdict && a.chance == b.chance && asked(a) == asked(b) && a.need == b.need;
}

struct Printed {
  std::string what;
  Gone record;
  Gone twins;  ///< the record and those that say the same: of a group, only the strongest counts
};

/// The evidence under the signs that are printed, and the sentence the need rests on.
std::vector<Printed> printed_in(const model::Decision& decision) {
  std::vector<Printed> all;
  for (const auto& sign : decision.signs) {
    if (sign.state == model::SignState::unknown) continue;
    for (const auto& piece : sign.evidence) {
      if (piece.answer || piece.record.kind != model::Kind::activity) continue;
      Printed one{sign.sign + " by " + piece.rule, {piece.record.id}, {}};
      for (const auto& other : sign.evidence) {
        if (other.rule == piece.rule) one.twins.insert(other.record.id);
      }
      all.push_back(std::move(one));
    }
  }
  if (!decision.need.evidence.empty() && decision.need.record.kind == model::Kind::activity)
    all.push_back({"need", {decision.need.record.id}, {decision.need.record.id}});
  return all;
}

struct Count {
  int printed = 0, by_twins = 0;
};

Count check(const model::Dossier& dossier) {
  const auto whole = decided(dossier);
  Count count;
  for (const auto& one : printed_in(whole)) {
    ++count.printed;
    if (!same_to_a_reader(whole, decided(without(dossier, one.record)))) continue;
    ++count.by_twins;
    INFO(one.what << " rests on " << *one.record.begin());
    CHECK_FALSE(same_to_a_reader(whole, decided(without(dossier, one.twins))));
  }
  return count;
}

model::Dossier prospect_with(const base::Json& thread) {
  model::Dossier dossier = dossier_of(thread);
  dossier.contact.values[model::contact::changed] = days_ago(2);
  dossier.opportunities = {deal("1", "Warehouse layout", 6000)};
  return dossier;
}

}  // namespace

TEST_CASE("without a record that explain names, something that it says is another") {
  Count all;
  for (const std::string file : {"en-open", "en-closed", "de-open", "de-closed"}) {
    const base::Json corpus = corpus_file(file);
    for (const auto& thread : corpus.find("threads")->items()) {
      const model::Dossier dossier = prospect_with(thread);
      for (const Count& count : {check(dossier), check(said_twice(dossier))}) {
        all.printed += count.printed;
        all.by_twins += count.by_twins;
      }
    }
  }
  std::printf("explain: %d pieces of evidence printed, each needed; %d only together with others of the same rule\n",
              all.printed, all.by_twins);
  CHECK(all.printed > 500);
  CHECK(all.by_twins * 20 < all.printed);
}
