// Commands: partners and rule packs.
#include "cli/command_parts.hpp"
#include "cli/run.hpp"
#include "daemon/partner_table.hpp"

namespace goodword::cli {
namespace {

using Count = Argument::Count;

const std::string import_about =
    "Cells that hold several things are split at semicolons; a place is \"Ripon, GB\" or \"Ripon, GB, 54.1, -1.5\". "
    "Each row is checked as strictly as partners.json, and nothing is stored unless all are good. A row without an id "
    "gets one from its name; a second import of the same table changes nothing. A row puts its cells over what was "
    "added or imported before (an empty one takes the value away); a partner of partners.json is never changed. An "
    "example: share/goodword/demo/partners.csv. Columns, in any order, and what else they may be called: " +
    daemon::partner_columns() + ".";

const std::vector<Command> circle_table = {
    {"partners list",
     "whom prospects can be introduced to, who cannot be recommended now, and which ties went cold",
     "",
     {},
     {},
     run_partners_list},
    {"partners show",
     "a partner's whole profile: room, record, last contact, and what keeps it from being recommended",
     "",
     {{"NAME", "its id, or its name"}},
     {},
     run_partners_show},
    {"partners add",
     "add a partner to the register, or change one that was added or imported",
     "A partner of partners.json is changed there.",
     {{"ID", "short: pellwick"}},
     {{"--name", "NAME", "of the firm"},
      {"--kind", "KIND", "colleague, ally or competitor"},
      {"--person", "NAME", "whom to talk to"},
      {"--email", "ADDRESS", "of the person"},
      {"--phone", "NUMBER", "of the person"},
      {"--owner", "SELLER", "who keeps the tie"},
      {"--service", "ID", "services it offers, separated by commas"},
      {"--industry", "NAME", "industries it knows, separated by commas"},
      {"--want", "WORD", "services or industries it asked for, separated by commas"},
      {"--dont-want", "WORD", "those it does not want"},
      {"--language", "CODE", "languages it works in, separated by commas"},
      {"--city", "CITY", "where it works"},
      {"--country", "CODE", "two letters"},
      {"--room", "N", "how many referrals it can take"},
      {"--until", "DATE", "until when that holds"},
      {"--trusted", "", "you vouch for it"},
      {"--pause", "", "propose it to nobody for now"},
      {"--resume", "", "propose it again"},
      {"--change", "", "change what is named of a partner that is there"}},
     run_partners_add},
    {"partners import",
     "add partners from a table (CSV), and change those that came from one",
     import_about,
     {{"FILE", "a table; its first row names the columns"}},
     {{"--dry-run", "", "say what would be added and changed, and store nothing"},
      {"--other-columns", "", "pass over columns that name no field"}},
     run_partners_import},
    {"partners room",
     "say how many referrals a partner can take, and until when",
     "It stands before what partners.json says until that day is over; after it the room counts as not known.",
     {{"NAME", "its id, or its name"}, {"N", "how many; 0: none now"}},
     {{"--until", "DATE", "default: partners.room_life, 30 days from now"}, by_flag},
     run_partners_room},
    {"partners check-in",
     "who is due a monthly check-in, and the letter to send",
     "Goodword sends nothing: the letter is yours to send, and --done records that you did, or that you spoke.",
     {{"NAME", "its id, or its name; without it: who is due", Count::maybe}},
     {{"--done", "", "it was sent or held"},
      {"--on", "DATE", "when (default: today)"},
      {"--by", "SELLER", "by whom"},
      {"--note", "TEXT", "what came of it"},
      {"--language", "CODE", "of the letter"}},
     run_partners_check_in},
    {"packs list",
     "rule packs: what law and promises say, and which are in force",
     "A pack is product input for review by counsel, not legal advice. Until a review is recorded, what it would allow "
     "is held for a person.",
     {},
     {},
     run_packs_list},
    {"packs show",
     "the rules of a pack: when each holds, what it answers, where that stands",
     "",
     {{"NAME", "goodword packs list"}},
     {},
     run_packs_show},
    {"packs review",
     "record that counsel reviewed a pack as it is now",
     "Written to packs.json. It counts for this version alone: when the pack changes, it is to be reviewed again.",
     {{"NAME", "goodword packs list"}},
     {{"--by", "PERSON", "who records it"}, {"--counsel", "NAME", "who reviewed it"}},
     run_packs_review},
};

}  // namespace

std::span<const Command> circle_commands() { return circle_table; }

}  // namespace goodword::cli
