// What speaks for dropping a person: proposed by the rules, decided by a person, and never by an ordinary thread.
#include <catch2/catch.hpp>

#include "corpus.hpp"
#include "people.hpp"
#include "rules/assess.hpp"
#include "rules/evidence.hpp"
#include "rules/heard.hpp"

using namespace goodword;
using namespace goodword::rules;

namespace {

Assessment read(const model::Dossier& dossier) {
  static const auto firm = ottermere();
  static const auto services = vocabulary();
  return read_prospect({shipped(), firm, services, "gw:"}, dossier, today());
}

model::Dossier with_note(const std::string& text) {
  auto dossier = joan();
  dossier.opportunities = {deal("d", "Warehouse layout", 9000)};
  dossier.activities = {activity("1", "note", text)};
  return dossier;
}

model::Verdict verdict_of(const model::Dossier& dossier) {
  return decide(shipped(), read(dossier), {Bar{}, MatchSummary{}, std::nullopt}, today()).verdict;
}

}  // namespace

TEST_CASE("what a troublemaker does is seen, and it is proposed to drop him") {
  const auto made = read(with_note("He refuses to pay for the first job."));
  REQUIRE(made.exclusions.size() == 1);
  CHECK(made.exclusions.front().sign == "trouble");
  CHECK(made.exclude == Exclusion::proposed);
  CHECK(verdict_of(with_note("He refuses to pay for the first job.")) == model::Verdict::exclude);
  CHECK(read(with_note("He asked what we charge.")).exclude == Exclusion::no);
}

TEST_CASE("a person has the last word: confirmed, kept, or answered") {
  auto dossier = with_note("He refuses to pay for the first job.");
  tag(dossier, {"gw:exclude"});
  CHECK(read(dossier).exclude == Exclusion::confirmed);
  tag(dossier, {"gw:keep"});
  CHECK(verdict_of(dossier) == model::Verdict::pursue);
  tag(dossier, {});
  dossier.answers = {{dossier.ref(), "trouble", "no", "it was the bank's fault", "dev", today()}};
  CHECK(read(dossier).exclude == Exclusion::no);
}

TEST_CASE("what speaks for dropping a person is no sign: the chance does not know it") {
  for (const auto& kind : shipped().exclusions)
    CHECK(std::ranges::find(shipped().signs, kind.id, &SignKind::id) == shipped().signs.end());
  const auto plain = read(with_note("We met."));
  const auto trouble = read(with_note("He refuses to pay for the first job."));
  CHECK(plain.chance.value == trouble.chance.value);
}

TEST_CASE("in six hundred ordinary threads nobody is to be dropped") {
  const Facts none;
  std::vector<std::string> dropped;
  for (const auto* file : {"en-open", "de-open", "en-closed", "de-closed", "sparse"}) {
    const auto threads = corpus_file(file);
    for (const auto& thread : threads.find(threads.has("threads") ? "threads" : "contacts")->items()) {
      const auto hearing = hear(shipped(), model::Firm{}, dossier_of(thread), "gw:", today());
      const auto pieces = pieces_from_rules(shipped(), {none, hearing.texts, today()});
      for (const auto& reading : read_exclusions(shipped(), pieces, today()))
        dropped.push_back(thread.text_or("id", "") + " " + reading.sign + ": " + reading.evidence.front().quote);
    }
  }
  CHECK(dropped == std::vector<std::string>{});
}
