#include "rules/verdict.hpp"

#include <algorithm>
#include <array>

namespace goodword::rules {
namespace {

using model::Answer3;
using model::Verdict;
using S = Situation;

bool W(const S& s) { return whole_open(s); }
bool B(const S& s) { return beside_open(s); }

// First row that holds. Conditions are those of the design's table, a line each.
constexpr std::array rows = {
    TableRow{1, [](const S& s) { return !s.in_scope; }, Verdict::none, 0, 0, false, "out of scope"},
    TableRow{2, [](const S& s) { return s.objected; }, Verdict::none, 0, 0, false,
             "the person objected: no score, our tags are taken off"},
    TableRow{3, [](const S& s) { return s.exclude == Exclusion::confirmed; }, Verdict::exclude, 0, 0, false,
             "exclusion confirmed"},
    TableRow{4, [](const S& s) { return s.serve == Answer3::no && W(s); }, Verdict::refer, 25, 0, false,
             "a regulation bars us, a partner may"},
    TableRow{5, [](const S& s) { return s.serve == Answer3::no; }, Verdict::let_go, 25, 0, false,
             "a regulation bars us"},
    TableRow{6, [](const S& s) { return s.keep; }, Verdict::pursue, 0, 0, false, "kept on request"},
    TableRow{7, [](const S& s) { return s.exclude == Exclusion::proposed; }, Verdict::exclude, 0, 0, false,
             "exclusion proposed, a person confirms"},
    TableRow{8, [](const S& s) { return s.serve == Answer3::review; }, Verdict::find_out, 0, 0, false,
             "a fact is missing for the question whether we may serve"},
    TableRow{9, [](const S& s) { return s.pass_on && W(s); }, Verdict::refer, 0, 0, false,
             "a seller asked to pass it on"},
    TableRow{10, [](const S& s) { return s.need == NeedFit::not_ours && W(s); }, Verdict::refer, 24, 0, false,
             "the need is not ours, a partner serves it"},
    TableRow{11, [](const S& s) { return s.need == NeedFit::not_ours; }, Verdict::let_go, 24, 0, false,
             "the need is not ours"},
    TableRow{12, [](const S& s) { return s.above && s.later; }, Verdict::nurture, 0, 0, false,
             "right firm, wrong time"},
    TableRow{13, [](const S& s) { return s.large && s.above && B(s); }, Verdict::team_up, 20, 22, false,
             "too large for us alone"},
    TableRow{14, [](const S& s) { return s.large && W(s); }, Verdict::refer, 20, 0, true, "too large for us now"},
    TableRow{15, [](const S& s) { return s.large && s.above; }, Verdict::nurture, 20, 0, true,
             "too large for us now, no partner"},
    TableRow{16, [](const S& s) { return s.need == NeedFit::part && s.above && B(s); }, Verdict::team_up, 22, 0, false,
             "the work needs two firms"},
    TableRow{17, [](const S& s) { return s.need == NeedFit::part && W(s); }, Verdict::refer, 22, 0, false,
             "the work needs two firms, one partner does all"},
    TableRow{18, [](const S& s) { return s.need == NeedFit::part && s.above; }, Verdict::nurture, 22, 0, false,
             "no second firm known"},
    TableRow{19, [](const S& s) { return s.above && !s.busy; }, Verdict::pursue, 0, 0, false, "worth the hours"},
    TableRow{20, [](const S& s) { return s.above && W(s); }, Verdict::refer, 21, 0, true,
             "we are too busy now, a partner is not"},
    TableRow{21, [](const S& s) { return s.above; }, Verdict::nurture, 21, 0, true, "we are too busy now"},
    TableRow{22, [](const S& s) { return s.question; }, Verdict::find_out, 27, 0, false, "one answer would settle it"},
    TableRow{23, [](const S& s) { return W(s); }, Verdict::refer, 27, 0, false,
             "low chance for us, a partner serves better"},
    TableRow{24, [](const S&) { return true; }, Verdict::let_go, 27, 0, false,
             "low chance for us, no better home known"},
};

/// A proposal a person has to look at before anything is written.
bool is_held(const S& s, const TableRow& row) {
  switch (row.verdict) {
    case Verdict::refer: return s.whole == Offer::review;
    case Verdict::team_up: return s.beside == Offer::review;
    case Verdict::pursue: return s.serve == Answer3::review;
    case Verdict::exclude: return s.exclude == Exclusion::proposed;
    case Verdict::find_out: return s.serve == Answer3::review;
    case Verdict::none:
    case Verdict::nurture:
    case Verdict::let_go: return false;
  }
  return false;
}

std::vector<int> reasons_of(const S& s, const TableRow& row, const ReasonFacts& facts) {
  std::vector<int> made;
  const auto add = [&](int number) {
    if (number != 0 && std::ranges::find(made, number) == made.end()) made.push_back(number);
  };
  add(row.reason == 24 && facts.opened_for_ours ? 26 : row.reason);
  add(row.second_reason);
  if (row.row >= 10) {
    if (s.large) add(20);
    if (s.need == NeedFit::part) add(22);
    const bool to_partner = row.verdict == Verdict::refer || row.verdict == Verdict::team_up;
    if (to_partner && facts.partner_stronger) add(23);
    if (!s.above) add(27);
  }
  std::ranges::sort(made);
  return made;
}

}  // namespace

bool whole_open(const S& s) {
  return s.whole != Offer::none && !s.is_private && s.need != NeedFit::unknown && s.exclude == Exclusion::no;
}
bool beside_open(const S& s) {
  return s.beside != Offer::none && !s.is_private && s.need != NeedFit::unknown && s.exclude == Exclusion::no;
}

std::span<const TableRow> verdict_table() { return rows; }

VerdictRow verdict_for(const Situation& situation, const ReasonFacts& facts, std::span<const TableRow> table) {
  const auto row = std::ranges::find_if(table, [&](const TableRow& one) { return one.holds(situation); });
  if (row == table.end()) return {};
  return {row->row, row->verdict, reasons_of(situation, *row, facts), is_held(situation, *row), row->again, row->words};
}

std::string_view reason_text(int number) {
  switch (number) {
    case 20: return "too large for us now";
    case 21: return "we are too busy now";
    case 22: return "the work needs two firms";
    case 23: return "a partner has a skill or solution we lack";
    case 24: return "outside our usual field";
    case 25: return "a regulation bars us";
    case 26: return "they really want something else";
    case 27: return "low chance for us";
    default: return {};
  }
}

}  // namespace goodword::rules
