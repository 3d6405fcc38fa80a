// Prospects' own sentences about the seven signs, in English. Data.
#include <array>

#include "sandbox/story_words.hpp"

namespace goodword::sandbox {
namespace {

using Line = std::string_view;

constexpr Line timing_bad[] = {
    "I have no idea when we will start, to be honest.",
    "We don't have a timeline yet.",
    "It could be this year, it could be next.",
    "We haven't set a date and I would not want to promise one.",
    "I don't know how the decision will be made on our side.",
    "There is no deadline as such, it is more of a wish.",
    "It is still up in the air when we would do this.",
    "Nobody here has decided by which criteria we will choose.",
    "Hard to say when it will come up again, the list is long.",
    "I could not tell you when they want it done.",
    "We have no fixed date for any of this.",
    "I am not sure when the board would look at it.",
};
constexpr Line timing_good[] = {
    "We decide on {day}, and we would like to start the week after.",
    "It has to be running before {day}.",
    "The decision is made by {day}, on three points: time on site, references and price.",
    "We want to go live by the end of {month}.",
    "Our deadline is {day}, because the new line is delivered then.",
    "The timetable is fixed: two talks, one visit, then we sign by {day}.",
    "We need this in place before {month}, when the season starts.",
    "The contract with the old supplier ends, so we sign by {day}.",
    "We start on {day} whoever it is we choose.",
    "The timing is clear on our side: work from {month}, done in {n} weeks.",
    "We have a firm deadline, {day}, and I mean to keep to it.",
    "The board votes on {day} and I expect no surprises.",
};
constexpr Line power_bad[] = {
    "I can't sign anything myself, I am only collecting offers.",
    "I have no say in the budget, I just write the summary.",
    "Someone else decides, I only prepare the papers.",
    "I don't know who would approve this.",
    "It is not my decision, I was asked to gather quotes.",
    "I am not sure who holds the budget for this now.",
    "I have to ask my manager before I can say anything.",
    "That is above my pay grade, I am afraid.",
    "I am just the assistant here, but I will pass it on.",
    "I have little influence on what happens after I hand it in.",
};
constexpr Line power_good[] = {
    "It is my decision, I own the budget.",
    "I sign off up to £25,000 myself.",
    "{boss} and I decide together, and we both want it.",
    "I can commit to this without asking anybody.",
    "I have the final say on this one.",
    "I hold the budget for operations, so you are talking to the right one.",
    "That is my call, and my partner leaves it to me.",
    "We decide this ourselves, there is no head office above us.",
    "I can sign as soon as the numbers are agreed.",
    "I have my own budget for the site and {money} of it is set aside.",
};
constexpr Line information_bad[] = {
    "Could you send us more case studies, please?",
    "Please also share some additional references from our trade.",
    "Can you send me the brochure again, and a detailed breakdown?",
    "Could you forward another set of examples for my colleague?",
    "Would you share the slides and the price list as well?",
    "Please send further information on the method, with samples.",
    "Can you provide a few more details, and testimonials if there are any?",
    "Could you send the data sheets, and also a deck I can show around?",
    "May we have more examples before we go on?",
    "Please share two more quotes, one smaller and one larger.",
};
constexpr Line information_good[] = {
    "We have everything we need to decide.",
    "No further questions from us, the offer is clear.",
    "I have all the information I wanted, thank you.",
    "We don't need more material, one visit to a reference was enough.",
    "My finance colleague has got everything she needs from you.",
    "We have all we need, so let us talk dates.",
};
constexpr Line access_bad[] = {
    "I would rather you didn't contact {boss} directly.",
    "There is no need to involve the managing director at this point.",
    "Please don't write to the owner, everything goes through me.",
    "Everything has to go through purchasing, that is how it works here.",
    "I'd prefer that you don't speak to the board before I have.",
    "Our director does not meet suppliers.",
    "I would not want to put you through to management yet.",
    "No need to bother the finance director with this.",
};
constexpr Line access_good[] = {
    "{boss} would like to join the next call.",
    "I have copied in our finance director.",
    "I can introduce you to the owner on your visit.",
    "Our managing director wants to meet you, would {day} do?",
    "The operations director will join us, she asked to.",
    "I have put you in touch with our managing director, see above.",
    "The partners are keen to speak to you before they vote.",
    "The owner is happy to talk, he is in every morning.",
};
constexpr Line case_bad[] = {
    "We have never put a number on it.",
    "I can't say what it would save us, it just feels slow.",
    "Nobody has worked out what it costs as it is.",
    "There is no business case, we just like the idea.",
    "We haven't calculated anything, it was {boss}'s wish.",
    "I could not explain why we need it this year and not last.",
    "We have not looked at the numbers at all.",
    "Whether it pays off is unclear, nobody has done the sums.",
};
constexpr Line case_good[] = {
    "It is costing us about {money} a month.",
    "We lost two customers over it, and that is {money} a year.",
    "Every day of delay costs us {money}, I have the sheet here.",
    "It would save us {n}0 hours a week on {thing} alone.",
    "We are losing 8% of what we make at {thing}.",
    "The business case was approved in spring: it pays back in {n} months.",
    "Overtime at {thing} costs us {money} a quarter, and it grows.",
    "We waste {n}% of the material between two shifts.",
    "Getting this right is worth {money} to us in the first year.",
    "Wrong deliveries cost us {money} last year, fines not counted.",
};
constexpr Line risk_bad[] = {
    "I would rather not talk about what might go wrong.",
    "Let's not dwell on the risks, please.",
    "I don't see any risk in it, so let us leave that page out.",
    "Nothing can go wrong if your people are as good as you say.",
    "We do not discuss risks with suppliers.",
    "I prefer not to go into the worst case here.",
};
constexpr Line risk_good[] = {
    "Our main worry is the switch-over, we cannot stand still for a day.",
    "What happens if your consultant leaves half-way?",
    "We are concerned about the peak in {month}, can you work around it?",
    "Our biggest risk is that the shift leaders do not go along.",
    "We have been burnt before, the last project ended in a drawer.",
    "My only concern is the data from {thing}, it is not clean.",
    "I am worried that we lose the two who know how it works.",
    "What if the first month brings nothing and the team stops believing?",
};
constexpr Line outcome_bad[] = {
    "We don't really know what we want from it.",
    "I can't say what success would look like.",
    "There is no clear goal yet, we want to see what you suggest.",
    "I am not sure exactly what we are after.",
    "We haven't agreed what it should achieve.",
    "It has no concrete aim, {boss} read about it somewhere.",
    "I could not name what should be different afterwards.",
};
constexpr Line outcome_good[] = {
    "The goal is to halve the errors at {thing}.",
    "Success for us is a lead time of {n} days instead of fifteen.",
    "We want a plan that every shift leader can work with on Monday.",
    "Our aim is simple: out of the door the same day.",
    "We want to cut overtime by half before {month}.",
    "The target is 98% of orders complete, we are at 91% now.",
    "Every customer should be able to hear a date on the phone.",
    "We need to reduce stock by a third, and the bank knows it.",
    "The aim is one way of working on both sites.",
    "Success would be that I can go on holiday for {n} weeks.",
};

constexpr std::array<std::array<Words, 2>, sign_count> words = {{{Words(timing_bad), Words(timing_good)},
                                                                 {Words(power_bad), Words(power_good)},
                                                                 {Words(information_bad), Words(information_good)},
                                                                 {Words(access_bad), Words(access_good)},
                                                                 {Words(case_bad), Words(case_good)},
                                                                 {Words(risk_bad), Words(risk_good)},
                                                                 {Words(outcome_bad), Words(outcome_good)}}};

}  // namespace

Words mail_words(Sign sign, Side side) { return words[static_cast<std::size_t>(sign)][static_cast<std::size_t>(side)]; }

}  // namespace goodword::sandbox
