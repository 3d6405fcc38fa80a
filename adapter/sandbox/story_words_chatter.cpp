// What people write around the point, and about other things. Data.
#include "sandbox/story_words.hpp"

namespace goodword::sandbox {
namespace {

using Line = std::string_view;

constexpr Line openings[] = {
    "Thank you for your call this week.",
    "Good to see you on {day} last time round, the tour did us good.",
    "Sorry for the late answer, we had the auditors in.",
    "Thanks for the notes from our meeting.",
    "I promised to come back to you about {thing}.",
    "It was good to put a face to the name.",
    "I have shown your summary to two colleagues.",
    "We spoke at the trade fair, you may remember.",
    "Following on from our talk, a few words from our side.",
    "Your mail came at the right moment.",
    "I was off for a week, so this took longer than it should.",
    "Here is what I can tell you so far.",
};
constexpr Line closings[] = {
    "Ring me any morning before ten.",
    "I look forward to hearing from you.",
    "Let us speak again soon.",
    "I will be on the floor most of the week, so mail is better.",
    "Say hello to your colleague from us.",
    "Write if something is missing.",
    "More when I know more.",
    "Until then, and thank you.",
};
constexpr Line ours_openings[] = {
    "Thank you for the tour of {thing}.",
    "Thanks for your time on the phone.",
    "As promised, here is our summary of what we heard.",
    "I enjoyed our talk about {thing}.",
    "A short note before the week is over.",
};
constexpr Line ours[] = {
    "Would it help if we looked at two days of your orders before we write anything?",
    "I suggest that we walk the route of one order together, from the phone to the gate.",
    "We would begin with {thing}, because most of the waiting seems to be there.",
    "Our offer stands as discussed, and I am glad to go through it line by line.",
    "Could you tell me who else ought to read this on your side?",
    "By when would you like it done, and how will you choose?",
    "What would have to be different afterwards for you to call it a success?",
    "I can come by on {day}, if an hour suits you.",
    "If it is not for us, I will say so and try to think of somebody better.",
};
constexpr Line note_fillers[] = {
    "Called, reached {me} at the third try.",
    "Friendly talk, mostly about the new hall.",
    "{me} was on the way to a delivery, kept it short.",
    "Sent the summary, no reply so far.",
    "Met at the trade fair, swapped cards.",
    "{me} asked after our work at a neighbour of theirs.",
    "Left a message with the front desk.",
    "Tour of {thing}, tidy and loud.",
    "Talked about the weather and the rail strike, little else.",
    "{me} forwarded our mail to a colleague.",
};
constexpr Line later[] = {
    "This is a good fit but not now: please come back to us in {month}.",
    "We are in the middle of a move, so ask us again in {month}.",
    "The budget for this year is spent, we pick it up in {month}.",
    "Let us get the audit behind us first, then in {month} I am all ears.",
    "We have a new owner and wait for {month} before we begin anything.",
    "I want this, only not before {month}.",
    "After the summer rush, say {month}, we would like to talk again.",
    "We changed the software last week, nobody can take another change before {month}.",
};
constexpr Line good_signs[] = {
    "Your proposal is by far the best we have seen.",
    "Nobody else has understood our problem as you have.",
    "Could you help us to set the criteria for the choice?",
    "How should we compare the offers, in your view?",
    "We agreed to a pilot at {thing}, two weeks, one shift.",
    "You are our first choice if the dates work.",
    "We would like to use your list of criteria for all three.",
};
constexpr Line nuisance[] = {
    "He shouted at our trainee and threatened to sue over a quote we never sent.",
    "Has not paid the last three firms that worked there, two of them told me so.",
    "Wants us to write a reference for work that was never done.",
    "Asks for free work again and insults whoever answers the phone.",
};
constexpr Line delivered[] = {
    "Last day on site, they were pleased and said so in front of everybody.",
    "Quarterly call: {thing} runs as planned, no open points.",
    "Invoice paid, {me} would do it again.",
    "Walked the floor together, the board by the door is kept up to date.",
    "{me} asked for a half-day in {month} to look at the numbers.",
    "All well, they hit the target {n} weeks early.",
    "{me} sent a photograph of the new racks.",
    "Returns are down by a third since we finished.",
    "Coffee with {me}, talked about a second site some day.",
    "Sent the closing report, thanked the shift leaders by name.",
};
constexpr Line outdated[] = {
    "Card from the fair, no interest at the time.",
    "Asked to be left on the newsletter and nothing else.",
    "Left the firm, successor not known.",
    "Supplier of ours, no sales contact.",
    "Student on a project, wanted a talk for a thesis.",
    "They chose another firm and were polite about it.",
    "Applied for a job with us, was sent a friendly no.",
    "Met at a breakfast, swapped a few words.",
};

constexpr Chatter small_talk = {Words(openings),     Words(closings), Words(ours_openings), Words(ours),
                                Words(note_fillers), Words(later),    Words(good_signs),    Words(nuisance),
                                Words(delivered),    Words(outdated)};

}  // namespace

const Chatter& chatter() { return small_talk; }

}  // namespace goodword::sandbox
