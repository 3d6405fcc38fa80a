// Sellers' sentences about prospects and the seven signs, in English. Data.
#include <array>

#include "sandbox/story_words.hpp"

namespace goodword::sandbox {
namespace {

using Line = std::string_view;

constexpr Line timing_bad[] = {
    "{me} has no idea when they will start.",
    "No timeline yet, asked twice.",
    "They haven't set a date, and {me} did not want to guess.",
    "{me} could not tell me when the decision is due.",
    "How they will choose is unclear: how the decision is made {me} does not know either.",
    "There is no deadline on their side.",
    "Not sure when it will move, the person who wanted it has left.",
    "Selection process is a mystery, even to {me}.",
};
constexpr Line timing_good[] = {
    "They decide on {day}.",
    "Start is fixed for {day}, the hall is booked.",
    "{me} knows exactly when it has to be ready: before {month}.",
    "Timetable is clear: visit, offer, signature by {day}.",
    "Contract to be signed by the end of {month}, says {me}.",
    "Kick-off on {day}, they have told their people.",
    "The board votes on {day}, {me} presents it.",
};
constexpr Line power_bad[] = {
    "{me} can't sign, and did not say who can.",
    "{me} does not know who decides.",
    "{me} is only gathering quotes.",
    "Someone else makes the decision, name not given.",
    "{me} has no real influence on this.",
    "Unclear who holds the budget after the reorganisation.",
    "{me} can't approve anything above a few hundred pounds.",
};
constexpr Line power_good[] = {
    "{me} signs up to £10,000 alone.",
    "{me} is the decision maker, and said so.",
    "{me} owns the budget for the site.",
    "{me} has the final say, the chairman only wants to be told.",
    "{me} can decide this alone, checked with two people who know the firm.",
    "{me} can sign this, and has signed two such projects before.",
};
constexpr Line information_bad[] = {
    "{me} keeps asking for more examples.",
    "Third time {me} asked for references, still no answer to our questions.",
    "Yet another request for a breakdown.",
    "{me} kept asking for more material and gave no reason.",
    "{me} asked again for more case studies, we have sent nine.",
    "Still asking for more details after {n} weeks.",
};
constexpr Line information_good[] = {
    "They have everything they need, {me} says.",
    "No further questions after the visit.",
    "{me} has all the information they wanted.",
    "They have all they need, now it is about dates.",
};
constexpr Line access_bad[] = {
    "{me} would not put us through to the managing director.",
    "{me} declined to introduce us to the owner.",
    "Kept us away from the board again.",
    "{me} is a gatekeeper, friendly but firm.",
    "Everything goes through purchasing, no talk with the director.",
    "{me} won't let us meet the finance director.",
};
constexpr Line access_good[] = {
    "Met the owner on the tour.",
    "The managing director sat in for the last half hour.",
    "{me} put us in touch with the finance director.",
    "Spoke to the managing director, who knew the offer by heart.",
    "The operations director joined and asked the better questions.",
    "{me} introduced us to the partners.",
};
constexpr Line case_bad[] = {
    "{me} could not say what it would save them.",  "They have never measured it.",
    "No business case, {me} just likes the idea.",  "They haven't done the numbers, and nobody seems to want to.",
    "{me} could not explain why they need it now.",
};
constexpr Line case_good[] = {
    "It costs them {money} a month, {me} showed me the sheet.",        "They lost a customer over it, {money} a year.",
    "The business case is approved, it pays back in {n} months.",      "They waste {n}0 hours a week at {thing}.",
    "Would save them {money} in the first year by their own figures.", "Losing about {money} a quarter in returns.",
};
constexpr Line risk_bad[] = {
    "{me} refused to talk about risk.",
    "{me} changed the subject when I asked what could go wrong.",
    "Would not discuss the risks of the switch.",
    "{me} waved it away, does not want to talk about what could go wrong.",
    "Asked about the worst case: not up for discussion, risk is our business.",
};
constexpr Line risk_good[] = {
    "Went through their risks one by one, the shift leaders come first.",
    "{me} talked openly about risks: two key people, old data.",
    "{me} named three risks and wants a plan for each.",
    "Their main concern is the peak before {month}.",
    "Their biggest worry is a stop at {thing}.",
};
constexpr Line outcome_bad[] = {
    "{me} could not say what should be different afterwards.",
    "No clear goal, three people said three things.",
    "They don't know what they want from it yet.",
    "{me} could not name what they hope to achieve.",
    "Unclear what they are after.",
};
constexpr Line outcome_good[] = {
    "Their goal: halve the time from order to lorry.",
    "Target is {n} days of stock, down from 20.",
    "Success for them is one plan for both halls.",
    "They want to cut returns from 6% to under 2%.",
    "Aim is to double what goes through {thing} without a night shift.",
    "Goal: reduce overtime by half, {me} reports it to the bank.",
};

constexpr std::array<std::array<Words, 2>, sign_count> words = {{{Words(timing_bad), Words(timing_good)},
                                                                 {Words(power_bad), Words(power_good)},
                                                                 {Words(information_bad), Words(information_good)},
                                                                 {Words(access_bad), Words(access_good)},
                                                                 {Words(case_bad), Words(case_good)},
                                                                 {Words(risk_bad), Words(risk_good)},
                                                                 {Words(outcome_bad), Words(outcome_good)}}};

}  // namespace

Words note_words(Sign sign, Side side) { return words[static_cast<std::size_t>(sign)][static_cast<std::size_t>(side)]; }

}  // namespace goodword::sandbox
