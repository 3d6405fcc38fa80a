#include "rules/signs.hpp"

#include <algorithm>
#include <cmath>

#include <rapidcheck/catch.h>
#include <catch2/catch.hpp>

#include "rules/rounded.hpp"
#include "shipped.hpp"

using namespace goodword;
using namespace goodword::rules;
using model::SignState;

namespace {

enum class Side { for_it, against_it, answer_against };

Piece piece(const std::string& group, Side side, double strength, double age) {
  Piece made;
  made.evidence.sign = "a";
  made.evidence.group = group;
  made.evidence.rule = group;
  made.evidence.against = side != Side::for_it;
  made.evidence.answer = side == Side::answer_against;
  made.evidence.strength = strength;
  made.evidence.at = days_ago(age);
  return made;
}

model::SignReading reading_of(const std::vector<Piece>& pieces) {
  return read_sign(*sign_kind(shipped(), "a"), pieces, shipped().settings, today());
}

struct Row {
  std::vector<Piece> pieces;
  double d;
  SignState state;
  bool disputed;
};

/// Pieces over few groups, strengths and ages, so that ties, twins and cancelling happen often.
rc::Gen<Piece> any_piece() {
  return rc::gen::map(rc::gen::tuple(rc::gen::element(0, 1, 2, 3), rc::gen::element(0, 1, 2),
                                     rc::gen::element(0.1, 0.35, 0.5, 0.6, 0.8, 0.95, 1.0),
                                     rc::gen::element(0.0, 1.0, 5.0, 14.0, 30.0, 90.0, 200.0), rc::gen::element(0, 1)),
                      [](const auto& t) {
                        const auto& [group, side, strength, age, answer] = t;
                        Piece made = piece("r" + std::to_string(group), side == 0 ? Side::for_it : Side::against_it,
                                           strength, age);
                        made.evidence.answer = answer == 1 && side == 2;
                        return made;
                      });
}

Piece mirrored(Piece piece) {
  piece.evidence.against = !piece.evidence.against;
  return piece;
}

}  // namespace

TEST_CASE("the vectors of the design give the D they state") {
  const std::vector<Row> rows = {
      {{}, 0, SignState::unknown, false},
      {{piece("r1", Side::for_it, 0.6, 14), piece("r2", Side::for_it, 0.5, 7)}, 0.757230, SignState::seen, false},
      {{piece("r1", Side::for_it, 0.6, 14), piece("r1", Side::for_it, 0.5, 7)}, 0.538672, SignState::seen, false},
      {{piece("r1", Side::for_it, 0.8, 0), piece("r2", Side::against_it, 0.7, 0)}, 0.1, SignState::unknown, true},
      {{piece("r1", Side::for_it, 0.8, 30), piece("r2", Side::for_it, 0.8, 20),
        piece("r3", Side::answer_against, 0.95, 5)},
       -0.914113,
       SignState::ruled_out,
       false},
      {{piece("r1", Side::for_it, 0.8, 90)}, 0.4, SignState::seen, false},
      {{piece("r1", Side::for_it, 0.8, 91)}, 0.396931, SignState::unknown, false},
  };
  for (std::size_t i = 0; i < rows.size(); ++i) {
    INFO("row " << i);
    const auto reading = reading_of(rows[i].pieces);
    CHECK(reading.d == Approx(rows[i].d).margin(1e-6));
    CHECK(reading.state == rows[i].state);
    CHECK(reading.disputed == rows[i].disputed);
  }
}

TEST_CASE("the chance sees nothing of a sign that is not known") {
  CHECK(sign_value(reading_of({piece("r1", Side::for_it, 0.35, 0)})) == 0);
  CHECK(sign_value(reading_of({piece("r1", Side::for_it, 0.8, 0)})) == Approx(0.8));
}

TEST_CASE("an answer cancels older evidence of the other side only") {
  const auto old_against = piece("r1", Side::against_it, 0.8, 10);
  auto answer = piece("answer", Side::for_it, 0.95, 5);
  answer.evidence.answer = true;
  const auto newer_against = piece("r2", Side::against_it, 0.5, 1);
  CHECK(reading_of({old_against, answer}).d == Approx(0.95 * std::exp2(-5.0 / 90)));
  CHECK(reading_of({old_against, answer, newer_against}).d ==
        Approx(0.95 * std::exp2(-5.0 / 90) - 0.5 * std::exp2(-1.0 / 90)));
}

TEST_CASE("only pieces without which D would differ are listed, and of twins the first") {
  const auto weak = piece("r1", Side::for_it, 0.5, 7), strong = piece("r1", Side::for_it, 0.6, 0);
  CHECK(reading_of({weak, strong}).evidence == std::vector<model::Evidence>{strong.evidence});
  const auto reading = reading_of({strong, strong});
  CHECK(reading.evidence == std::vector<model::Evidence>{strong.evidence});
}

TEST_CASE("a sign that fades says on which day its state changes") {
  const std::vector<Piece> pieces = {piece("r1", Side::for_it, 0.8, 80)};
  const auto at = state_changes_at(*sign_kind(shipped(), "a"), pieces, shipped().settings, today());
  REQUIRE(at);
  CHECK(base::days_between(today(), *at) == Approx(11));
  CHECK_FALSE(state_changes_at(*sign_kind(shipped(), "a"), {}, shipped().settings, today()));
}

TEST_CASE("more evidence for a sign never lowers D, and against it never raises it") {
  rc::prop("adding a piece", [](const std::vector<int>&) {
    const auto pieces = *rc::gen::container<std::vector<Piece>>(any_piece());
    auto more = pieces;
    auto added = *any_piece();
    added.evidence.against = false;
    more.push_back(added);
    RC_ASSERT(rounded(reading_of(more).d) >= rounded(reading_of(pieces).d));
    auto less = pieces;
    less.push_back(mirrored(added));
    RC_ASSERT(rounded(reading_of(less).d) <= rounded(reading_of(pieces).d));
  });
}

TEST_CASE("the order of the pieces changes nothing") {
  rc::prop("reversing", [](const std::vector<int>&) {
    auto pieces = *rc::gen::container<std::vector<Piece>>(any_piece());
    RC_TAG(pieces.size() > 3 ? "many" : "few");
    const auto first = reading_of(pieces);
    std::reverse(pieces.begin(), pieces.end());
    RC_ASSERT(reading_of(pieces).d == first.d);
    RC_ASSERT(reading_of(pieces).state == first.state);
  });
}

TEST_CASE("taking away a listed piece with its twins changes D, and taking away any other does not") {
  rc::prop("necessity", [](const std::vector<int>&) {
    const auto pieces = *rc::gen::container<std::vector<Piece>>(any_piece());
    const auto reading = reading_of(pieces);
    for (const auto& one : pieces) {
      std::vector<Piece> rest;
      bool taken = false;
      for (const auto& other : pieces) {
        if (!taken && other == one) {
          taken = true;
        } else {
          rest.push_back(other);
        }
      }
      const bool listed =
          std::find(reading.evidence.begin(), reading.evidence.end(), one.evidence) != reading.evidence.end();
      if (reading_of(rest).d != reading.d) RC_ASSERT(listed);
    }
  });
}
