// Commands: why, and what waits for a person.
#include "cli/command_parts.hpp"
#include "cli/run.hpp"

namespace goodword::cli {
namespace {

using Count = Argument::Count;

const std::vector<Command> reasons_table = {
    {"replay",
     "try the rules on the past before they go live",
     "Looks at what was known of each prospect then, decides, and says what came of those it would have given away. "
     "Reads the store only and writes nothing.",
     {{"CRM", "all where none is named", Count::any}},
     {{"--from", "DATE", "first look: 2026-06-01"},
      {"--step", "DAYS", "from one look to the next (default 28)"},
      {"--rules", "FILE", "a rules file to try in place of the one of its name; may be given again"}},
     run_replay},
    {"status",
     "one line a CRM, and what to do next",
     "",
     {},
     {{"--exit-code", "", "exit 3 unless all is well"}},
     run_status},
    {"explain contact", "why a contact is decided as it is", "", {contact_argument}, {}, run_explain_contact},
    {"explain write",
     "why something was written, and what became of it",
     "",
     {{"WRITE", "its id, or the beginning: goodword explain contact"}},
     {},
     run_explain_write},
    {"explain skip", "why nothing (more) was written to a contact", "", {contact_argument}, {}, run_explain_skip},
    {"explain request",
     "the requests one write takes, secrets masked",
     "What only the CRM knows (ids of labels, tags that stand there) is invented.",
     {{"WRITE", "its id, or the beginning: goodword explain contact"}},
     {},
     run_explain_request},
    {"explain error",
     "what an error code means and what to do",
     "",
     {{"CODE", "all where none is named", Count::maybe}},
     {},
     run_explain_error},
    {"answer",
     "tell Goodword what you know about a contact",
     "The answer is evidence with your name and today's date, used at the next plan.",
     {contact_argument,
      {"SIGN=ANSWER", "decider=yes, timing=\"before Easter\""},
      {"SOURCE", "how you know: \"CFO, 12 May\"", Count::maybe}},
     {by_flag},
     run_answer},
    {"review",
     "what waits for a person",
     "On a terminal it offers to go through them one by one: what was asked, why, and, before a yes is recorded, both "
     "letters as they will go out. Nothing is written into a CRM by it.",
     {},
     {by_flag},
     run_review},
    {"review consent",
     "record a yes that was given to you",
     "",
     {{"REFERRAL", "its id: goodword review"}},
     {{"--party", "WHO", "prospect or partner"},
      {"--by", "SELLER", "who asked"},
      {"--how", "WAY", "phone, mail or in_person"},
      {"--meeting", "", "yes to meeting the partner before deciding, and no more"}},
     run_review_consent},
    {"review decline",
     "record that a prospect or a partner said no",
     "A no leads on to the next partner; with --wants-us nobody else is offered for that need, and the chance rises.",
     {{"REFERRAL", "its id: goodword review"}},
     {{"--party", "WHO", "prospect or partner"},
      {"--wants-us", "", "the prospect would rather have us"},
      {"--reason", "WORDS", "why, in their words"},
      {"--how", "WAY", "phone, mail or in_person"},
      by_flag},
     run_review_decline},
    {"review keep",
     "keep a contact with us, whatever the rules say",
     "",
     {contact_argument},
     {by_flag},
     run_review_keep},
    {"review settle",
     "say whether a write whose answer was lost arrived",
     "",
     {{"OPERATION", "its id: goodword review"}},
     {{"--arrived", "", "it is in the CRM"}, {"--lost", "", "it is not: send it again"}},
     run_review_settle},
};

}  // namespace

std::span<const Command> reasons_commands() { return reasons_table; }

}  // namespace goodword::cli
