// Commands: referrals, letters, asking, and what came of it.
#include "cli/command_parts.hpp"
#include "cli/run.hpp"

namespace goodword::cli {
namespace {

using Count = Argument::Count;

constexpr std::string_view letters_known =
    "thanks-prospect, thanks-partner, acknowledgement, outcome-giver, farewell or welcome-back (default: what is due)";

const std::vector<Command> referrals_table = {
    {"refer",
     "pass somebody on by hand: to whoever suits best, or to a partner you name",
     "It is noted as your word and counts from the next plan, which proposes the offer. The partner must suit: law, "
     "room and what it wants are looked at all the same, and explain contact says what stands against it. Nothing "
     "leaves before both said yes.",
     {contact_argument},
     {{"--to", "PARTNER", "id, name, or a part of it that only one has"},
      {"--need", "SERVICE", "what they look for: an id of services.json"},
      {"--reason", "TEXT", "why, in your words"},
      by_flag},
     run_refer},
    {"referrals",
     "who was offered a better home, to whom, how far it is, and who acts next",
     "After the introduction the clock asks whether the partner wrote, how it goes and what came of it; what people "
     "tell moves it on.",
     {},
     {{"--all", "", "also those that ended"}, {"--partner", "NAME", "to this partner alone: id or name"}},
     run_referrals},
    {"referrals show", "one referral with all that happened to it", "", {referral_argument}, {}, run_referrals_show},
    {"referrals record",
     "note what came of an introduction",
     "A note line in the CRM says it as well: gw: met, gw: won=6400, gw: given-back. An outcome noted in error is "
     "taken back with the word corrected.",
     {referral_argument,
      {"WORD",
       "acknowledged, contacted, met, working, on-hold; won, lost, no-fit, given-back, never-contacted, duplicate, "
       "invalid; disputed; thanked-prospect, thanked-partner, settled; prospect-content, prospect-complains, "
       "partner-content, partner-complains; corrected; entered-in-error"}},
     {{"--value", "AMOUNT", "what the work is worth, or was paid: 6400 or \"6400 EUR\""},
      {"--as", "KIND", "with settled: none, fee, discount, waived or barred (default: a fee, where --value is given)"},
      {"--reason", "TEXT", "in the words it was told"},
      {"--how", "WAY", "phone, mail or in_person"},
      on_flag,
      by_flag},
     run_referrals_record},
    {"referrals receive",
     "take down whom a partner sent us, and get the letter that thanks it",
     "A note line in the CRM says it as well: gw: from=pellwick. What comes of it is read from the CRM; once it is "
     "settled the partner is to hear that too (letters list).",
     {contact_argument},
     {{"--from", "PARTNER", "who sent them: a partner's id or name"},
      {"--need", "ID", "what for: a service of services.json"},
      {"--said", "TEXT", "what the partner said about them"},
      on_flag,
      {"--by", "SELLER", "who took it down"},
      {"--language", "CODE", "of the letter (default: the partner's where it is known, else letters.language)"}},
     run_referrals_receive},
    {"referrals incoming",
     "whom partners sent us, how far we are with them, and what word the partner is owed",
     "",
     {},
     {{"--owed", "", "only where the partner is owed a word"}},
     run_referrals_incoming},
    {"needs",
     "what prospects and clients look for, who does it, and how often they ask us first",
     "",
     {},
     {},
     run_needs},
    {"needs add",
     "take down what somebody said they look for, in our trade or outside it",
     "A tag in the CRM says it as well: gw:need-SERVICE. A client who needs what we do not offer is offered whoever "
     "does, like anybody else; nothing else is decided about a client.",
     {contact_argument, {"SERVICE", "an id of services.json"}},
     {{"--said", "TEXT", "in their words"},
      {"--asked-us-first", "", "they came to us before anybody else with it"},
      {"--by", "SELLER", "who took it down"}},
     run_needs_add},
    {"ledger",
     "what we gave to and received from the circle, and what came of it",
     "Every share with how many it rests on and its 90% interval: of three introductions little can be said. Where a "
     "rule pack in force says that who gave whom how much may not count, the two are not held against each other.",
     {{"PARTNER", "id, name, or a part of it that only one has (default: all)", Count::maybe}},
     {{"--since", "DATE", "only what began on that day or later"}},
     run_ledger},
    {"report",
     "the ledger, clients who were sent to us beside the others, and what giving brought; with --html a page with "
     "plots",
     "Cost, margin and days to pay come from the fields that client_fields in firm.json names. The page is for the "
     "partners' meeting: it stands alone, no script, nothing is loaded from anywhere, and it names no prospect.",
     {},
     {{"--html", "FILE", "write the page there"}, {"--since", "DATE", "only what began on that day or later"}},
     run_report},
    {"letters list",
     "which letters are to be written, to whom and by when",
     "Thanks to both once work came of an introduction, within offers.thanks_within; word to a partner who sent us "
     "somebody and has not heard from us since, within offers.acknowledge_days; a welcome to who is back, until there "
     "was a call, a meeting or a mail with them. Goodword sends none of them.",
     {},
     {{"--all", "", "also those that were written"}},
     run_letters_list},
    {"letters preview",
     "one letter as it will be",
     "To put it otherwise: letters/LANGUAGE/NAME.mustache in the config folder; goodword validate checks it.",
     {{"WHOM", "a referral: its id or the first signs of it; or a contact: id, e-mail or full name"},
      {"LETTER", letters_known, Count::maybe}},
     {{"--language", "CODE", "of the letter (default: the reader's where it is known, else letters.language)"}},
     run_letters_preview},
    {"letters print",
     "letters as print sheets, to write by hand from: one HTML file, a page a letter",
     "",
     {{"WHOM", "as in goodword letters preview", Count::maybe}, {"LETTER", letters_known, Count::maybe}},
     {{"--due", "", "all that are to be written"},
      {"--output", "FILE", "where to: letters.html"},
      {"--language", "CODE", "of the letters (default: each reader's where it is known, else letters.language)"}},
     run_letters_print},
    {"letters packet",
     "an introduction as one mail for the partner: letter, address card and receipt",
     "Once the details have left, and while both yeses are in force. The file opens as a draft in a mail program; "
     "Goodword sends nothing. The receipt says what was agreed to, with a hash (schemas/introduction.schema.json).",
     {referral_argument},
     {{"--output", "FILE", "where to: introduction.eml"},
      {"--language", "CODE", "of the letter (default: letters.language)"}},
     run_letters_packet},
    {"letters done",
     "note that a thank-you was written",
     "Word to a partner who sent us somebody is noted with goodword partners check-in NAME --done.",
     {referral_argument, {"LETTER", "thanks-prospect or thanks-partner"}},
     {on_flag,
      {"--by", "SELLER", "who wrote it"},
      {"--gift", "AMOUNT", "a gift went with it, worth this: 30 or \"30 EUR\"; held against the rule packs in force"},
      {"--despite", "REASON", "why a gift that a rule pack does not allow was given all the same"}},
     run_letters_done},
    {"asks",
     "whom to ask for a referral, by when and for what; whom Goodword would ask; what came of it",
     "Who is ready (knows us, trusts us, is at ease, impressions noted) is proposed, with the reason: contacts, "
     "partners of other trades, competitors. Goodword asks nobody itself. Counts are of the last four weeks.",
     {},
     {{"--seller", "NAME", "of this seller alone: id or name"}, {"--all", "", "also what ended longer ago"}},
     run_asks},
    {"asks add",
     "plan to ask somebody, or take a proposal",
     "Said again of the same person, it moves what was planned. Somebody who is not ready is a cold ask: a seller "
     "plans at most calm.cold_asks_per_seller of them in seven days, unless a reason is given, which is kept.",
     {asked_argument},
     {{"--due", "DATE", "by when (default: in a week)"},
      {"--for", "TEXT", "for what: \"firms that open a second site\" (default: the reason of the proposal)"},
      {"--seller", "SELLER", "who asks (default: who owns the contact or the tie)"},
      {"--despite", "REASON", "why a cold ask beyond the limit cannot wait"},
      by_flag},
     run_asks_add},
    {"asks record",
     "note that somebody was asked, and what came of it",
     "It needs no plan: what happened has happened, and counts. From then on nobody proposes to ask the same person "
     "for 90 days (ready.again_days). A note line says it as well: gw: asked=given two names.",
     {asked_argument,
      {"RESULT", "given, none, later, declined; yes: nothing came of it yet; no: not asked after all"},
      {"WORDS", "what was said: \"two names\"", Count::maybe}},
     {on_flag, {"--by", "SELLER", "who asked"}},
     run_asks_record},
    {"asks drop", "take somebody off the list who was not asked", "", {asked_argument}, {by_flag}, run_asks_drop},
    {"brief",
     "prepare for somebody whom a partner sent us: who sent them, what they need, what is known, who meets them",
     "With --from it is recorded first. A note line or a tag in the CRM says it as well: gw: from=pellwick they plan a "
     "new site. The partner is to be thanked within offers.acknowledge_days; today says so until there was word with "
     "it (partners check-in NAME --done, or a mail or call in the CRM).",
     {contact_argument},
     {{"--from", "PARTNER", "who sent them: a partner's id or name"},
      {"--need", "ID", "what for: a service of services.json"},
      {"--said", "TEXT", "what the partner said about them"},
      on_flag,
      {"--by", "SELLER", "who took it down"},
      {"--language", "CODE", "of the brief"}},
     run_brief},
};

}  // namespace

std::span<const Command> referrals_commands() { return referrals_table; }

}  // namespace goodword::cli
