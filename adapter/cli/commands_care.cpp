// Commands: connectors, what could not be taken, keeping it well.
#include "cli/command_parts.hpp"
#include "cli/run.hpp"

namespace goodword::cli {
namespace {

using Count = Argument::Count;

const std::vector<Command> care_table = {
    {"connector list", "kinds of CRM that can be connected", "", {}, {}, run_connector_list},
    {"connector show",
     "what a connector reads, writes and needs, and what proves it",
     "",
     {{"KIND", "of CRM, or a connector.json"}},
     {},
     run_connector_show},
    {"connector new",
     "write a first draft of a connector from an API document or from saved answers",
     "Guesses the lists, the fields of their records, paging, login and address, and says why; each guess stands in "
     "the file "
     "with a comment, to be checked. Documents are OpenAPI 3 or Swagger 2.0, as JSON or YAML. An answer is JSON: bare, "
     "with "
     "--url, or an exchange as samples have it. What answers show goes before what a document says, and becomes a "
     "sample, with "
     "invented values in the place of people's. Nothing is sent, and no folder that is there is touched.",
     {{"NAME", "of the connector: small letters, digits and -"}},
     {{"--openapi", "FILE", "the vendor's document; may be repeated"},
      {"--answer", "FILE", "an answer that holds a list; may be repeated"},
      {"--url", "URL", "the whole address of a bare answer, with its query; as many as answers, in their order"},
      {"--into", "DIR", "where the folder NAME is made (default: connectors/ beside your settings)"}},
     run_connector_new},
    {"connector test",
     "play a connector's samples, offline, and say what does not agree",
     "The samples are the files in samples/ beside it, or in DIR. Exits 1 where one does not go as it is written. With "
     "--record its reading requests are sent to a live CRM and written as samples: names, addresses, numbers and texts "
     "are "
     "replaced by invented ones, equal by equal, and whatever logs in is left out. Read them before you show them to "
     "anybody.",
     {{"FILE", "connector.json, its folder, or a kind of CRM"}},
     {{"--record", "DIR", "a folder that is not there yet"},
      {"--crm", "NAME", "with --record: whose login is used; it must be of this connector"},
      {"--pages", "N", "with --record: so many pages of each list (default 2)"},
      {"--replay", "DIR", "play the samples in this folder"}},
     run_connector_test},
    {"connector validate", "check a connector file", "", {{"FILE", "connector.json"}}, {}, run_connector_validate},
    {"connector requests",
     "print every request a CRM's connector would send, secrets masked",
     "",
     {{"CRM", "name of the CRM"}},
     {},
     run_connector_requests},
    {"rejects list",
     "records and fields that could not be taken, and why",
     "",
     {{"CRM", "all where none is named", Count::any}},
     {{"--limit", "N", "first N of each CRM (default 50)"}},
     run_rejects_list},
    {"rejects show",
     "what the CRM sent of a record that could not be taken whole",
     "",
     {{"RECORD", "its id: goodword rejects list"}},
     {},
     run_rejects_show},
    {"rejects retry",
     "read those records again, after the CRM or the mapping was mended",
     "",
     {{"CRM", "name of the CRM"}, {"RECORD", "all where none is named", Count::maybe}},
     {},
     run_rejects_retry},
    {"rejects drop",
     "forget what was rejected of a record",
     "",
     {{"CRM", "name of the CRM"}, {"RECORD", "its id: goodword rejects list"}},
     {},
     run_rejects_drop},
    {"doctor",
     "what keeps Goodword from working well here, and what to do",
     "Looks at settings, secrets, rights, store, disk, certificates, the service and the last runs; changes nothing "
     "and asks no CRM (that is crm check). Exits 3 where something is wrong.",
     {},
     {},
     run_doctor},
    {"paths", "the files and folders in use", "", {}, {}, run_paths},
    {"backup",
     "a whole copy of the store, while the service runs",
     "",
     {{"FILE", "where to; must not be there yet"}},
     {},
     run_backup},
    {"restore",
     "put a backup in the store's place",
     "The store that is here is kept beside it. The next sync reads everything again and looks in the CRM for what may "
     "have been written since the backup, so that nothing is written twice.",
     {{"FILE", "a backup"}},
     {},
     run_restore},
    {"export",
     "everything that is held of a person, for them to read",
     "Records with where and when they were read, decisions with their signs and reasons, answers, referrals, "
     "consents, what left for whom, and what was written into the CRM: one JSON document (--json, or --output), in "
     "figures on the terminal. Also for people who are no longer in the CRM. What partners lack and what confidential "
     "rule packs say stays out.",
     {{"PERSON", "id, e-mail or full name"}},
     {{"--output", "FILE", "write the document there, readable by you alone"}, {"--by", "SELLER", "who asked for it"}},
     run_export},
    {"forget",
     "take away all that is held of a person, and keep it away",
     "Says first what goes, what stays and who got their details. Their referrals end, consents in force are "
     "withdrawn, and what is about others too stays as far as it is. The next sync does not bring them back, nor does "
     "a restored backup; but backups made before still hold them. The contact in the CRM is not deleted; what Goodword "
     "wrote there is taken back with the next sync that writes.",
     {{"PERSON", "id, e-mail or full name; also of one who is no longer in the CRM"}},
     {{"--yes", "", "do it without asking"},
      {"--reason", "TEXT", "is kept: write nothing about the person"},
      {"--by", "SELLER", "who forgets"}},
     run_forget},
    {"forgotten", "who was forgotten, and which partners are to be told", "", {}, {}, run_forgotten},
    {"forgotten told",
     "note that a partner was told to erase what it got of somebody who was forgotten",
     "",
     {{"REFERRAL", "its id, or the beginning: goodword forgotten"}},
     {{"--by", "SELLER", "who told the partner"}},
     run_forgotten_told},
    {"forgotten lift",
     "let somebody who was forgotten be read again",
     "For a person who came back and wants to be known. What was held before is not brought back; that it was taken "
     "away stays in the audit. Name what is kept out: the contact, e-mail addresses, or both; the next whole pull "
     "(goodword sync --full) reads them.",
     {{"CRM", "the name of the CRM"}},
     {{"--contact", "ID", "the contact's id in the CRM: goodword forgotten"},
      {"--address", "EMAIL", "an e-mail address that is kept out; several are separated by commas"},
      {"--reason", "TEXT", "is kept: write nothing about the person"},
      {"--by", "SELLER", "who lifts it"}},
     run_forgotten_lift},
    {"audit",
     "what was done, by whom and when, the newest last",
     "Consents, releases, steps of referrals, writes into a CRM, answers, promotions, reviews and restores. It holds "
     "ids and hashes, never a name.",
     {},
     {{"--limit", "N", "the last N (default 50)"}},
     run_audit},
    {"audit verify",
     "check that nobody changed the audit, and print its head",
     "Every row carries the hash of the row before it. Keep the head that is printed (NUMBER:HASH) outside of this "
     "machine, or take one from the service's log: given with --head it shows that the end was not cut off and that "
     "the whole was not written anew. Exits 3 where the audit is broken.",
     {},
     {{"--head", "HEAD", "NUMBER:HASH, as it was printed or logged earlier"}},
     run_audit_verify},
    {"leave",
     "take everything back that was written into a CRM, and pause it",
     "",
     {{"CRM", "name of the CRM"}},
     {{"--yes", "", "do it without asking"}},
     run_leave},
    {"validate", "check every settings file, offline", "", {}, {}, run_validate},
    {"config show",
     "the settings in force",
     "",
     {},
     {{"--origin", "", "where each value comes from"}},
     run_config_show},
    {"daemon", "the service: sync every CRM on its schedule until told to stop", "", {}, {}, run_daemon},
    {"manual",
     "man page or shell completion, as text",
     "For example: source <(goodword manual bash).",
     {{"NAME", "man, settings, errors, life-cycle, six-months, bash, zsh or fish"}},
     {},
     run_manual},
};

}  // namespace

std::span<const Command> care_commands() { return care_table; }

}  // namespace goodword::cli
