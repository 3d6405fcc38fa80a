#include "cli/run.hpp"

namespace goodword::cli {
namespace {

using Count = Argument::Count;

const std::vector<Flag> globals = {
    {"--config", "DIR", "settings folder (default: GOODWORD_CONFIG, your own ~/.config/goodword, or /etc/goodword)"},
    {"--json", "", "one JSON document with format_version instead of text"},
    {"--no-input", "", "never ask; fail where an answer is needed"},
    {"--clock-offset", "DURATION", ""},  // no help, so not shown: moves the clock, for the demo and for tests
};

const std::vector<Command> commands = {
    {"demo", "see the whole of it in a minute, on two made-up days of a made-up firm",
     "Reads a simulated CRM, decides, plans, writes, is killed on the way and goes on, hears a yes, introduces. Everything happens on this machine.",
     {}, {{"--keep", "DIR", "keep settings and store there, to look around afterwards"},
          {"--seed", "N", "another made-up world (default 1)"},
          {"--rules", "FILE", "rules that replace shipped ones, to see the output change"}}, run_demo},
    {"init", "write the first settings files, each key explained", "", {},
     {{"--firm", "NAME", "name of your firm"}, {"--trade", "WORD", "what you do, in a word"}, {"--city", "CITY", "where you are"},
      {"--country", "CODE", "two letters"}, {"--currency", "CODE", "three letters"}, {"--service", "NAME", "something you offer; several: separate with commas"},
      {"--seller", "NAME", "who sells; several: separate with commas"}}, run_init},
    {"crm list", "the CRMs that are connected", "", {}, {}, run_crm_list},
    {"crm add", "connect a CRM; it only reads until you promote it", "",
     {{"NAME", "your own short name for it: main"}},
     {{"--connector", "KIND", "kind of CRM: goodword connector list"}, {"--login", "NAME", "way to log in, where the connector has several"},
      {"--set", "KEY=VALUE", "a setting of the connector; may be repeated"},
      {"--secret", "KEY=REF", "where a secret is: token=file:PATH, environment:NAME, credential:NAME or command:PROGRAM; may be repeated"}}, run_crm_add},
    {"crm check", "log in, ask who we are there, say what is missing", "", {{"NAME", "of the CRM"}},
     {{"--confirm-origins", "", "trust the hosts that the CRM's file names today"}}, run_crm_check},
    {"crm promote", "let Goodword write to this CRM", "", {{"NAME", "of the CRM"}}, {}, run_crm_promote},
    {"crm pause", "neither read nor write this CRM for now", "", {{"NAME", "of the CRM"}}, {}, run_crm_pause},
    {"crm resume", "go on with a paused CRM", "", {{"NAME", "of the CRM"}}, {}, run_crm_resume},
    {"setup", "create the tags and properties our writes need, after showing them", "", {{"CRM", "name of the CRM"}},
     {{"--yes", "", "create them without asking"}}, run_setup},
    {"sync", "read, decide, plan, and write where a CRM was promoted", "", {{"CRM", "all where none is named", Count::any}},
     {{"--full", "", "read everything again, and find what was deleted"}, {"--dry-run", "", "write nothing, whatever the CRM's mode"},
      {"--only", "CONTACT", "plan and write for this contact alone"}, {"--limit", "N", "write to at most N contacts"},
      {"--all", "", "no limit for a first apply, no brake on the number of changes"}}, run_sync},
    {"plan", "what would be written, and why; writes nothing", "", {{"CRM", "all where none is named", Count::any}},
     {{"--full", "", "whole texts of notes and tasks"}, {"--out", "FILE", "the plan as JSON, for goodword apply FILE"},
      {"--exit-code", "", "exit 3 if there are changes"}}, run_plan},
    {"apply", "write a plan", "", {{"PLAN", "its number, or a file that goodword plan --out wrote"}},
     {{"--all", "", "no limit for a first apply, no brake on the number of changes"}}, run_apply},
    {"undo", "take a run back", "", {{"RUN", "its number: goodword history"}}, {}, run_undo},
    {"history", "what was run, and what each run wrote", "", {}, {{"--limit", "N", "newest N runs (default 20)"}}, run_history},
    {"status", "one line a CRM, and what to do next", "", {}, {{"--exit-code", "", "exit 3 unless all is well"}}, run_status},
    {"explain contact", "why a contact is decided as it is", "", {{"CONTACT", "id, e-mail or full name"}}, {}, run_explain_contact},
    {"explain error", "what an error code means and what to do", "", {{"CODE", "all where none is named", Count::maybe}}, {}, run_explain_error},
    {"answer", "tell Goodword what you know about a contact", "The answer is evidence with your name and today's date, used at the next plan.",
     {{"CONTACT", "id, e-mail or full name"}, {"SIGN=ANSWER", "decider=yes, timing=\"before Easter\""}, {"SOURCE", "how you know: \"CFO, 12 May\"", Count::maybe}},
     {{"--by", "SELLER", "who says so"}}, run_answer},
    {"review", "what waits for a person", "", {}, {}, run_review},
    {"review consent", "record a yes that was given to you", "", {{"REFERRAL", "its id: goodword review"}},
     {{"--party", "WHO", "prospect or partner"}, {"--by", "SELLER", "who asked"}, {"--how", "WAY", "phone, mail or in_person"}}, run_review_consent},
    {"review keep", "keep a contact with us, whatever the rules say", "", {{"CONTACT", "id, e-mail or full name"}}, {{"--by", "SELLER", "who says so"}}, run_review_keep},
    {"review settle", "say whether a write whose answer was lost arrived", "", {{"OPERATION", "its id: goodword review"}},
     {{"--arrived", "", "it is in the CRM"}, {"--lost", "", "it is not: send it again"}}, run_review_settle},
    {"partners list", "whom prospects can be introduced to", "", {}, {}, run_partners_list},
    {"partners add", "add a partner to the register", "", {{"ID", "short: pellwick"}},
     {{"--name", "NAME", "of the firm"}, {"--kind", "KIND", "colleague, ally or competitor"}, {"--person", "NAME", "whom to talk to"},
      {"--email", "ADDRESS", "of the person"}, {"--service", "ID", "services it offers, separated by commas"}, {"--city", "CITY", "where it works"},
      {"--country", "CODE", "two letters"}, {"--room", "N", "how many referrals it can take"}, {"--until", "DATE", "until when that holds"},
      {"--trusted", "", "you vouch for it"}}, run_partners_add},
    {"connector list", "kinds of CRM that can be connected", "", {}, {}, run_connector_list},
    {"connector validate", "check a connector file", "", {{"FILE", "connector.json"}}, {}, run_connector_validate},
    {"connector requests", "print every request a CRM's connector would send, secrets masked", "", {{"CRM", "name of the CRM"}}, {}, run_connector_requests},
    {"rejects", "records and fields that could not be taken, and why", "", {{"CRM", "all where none is named", Count::any}}, {{"--limit", "N", "newest N (default 50)"}}, run_rejects},
    {"validate", "check every settings file, offline", "", {}, {}, run_validate},
    {"config show", "the settings in force", "", {}, {{"--origin", "", "where each value comes from"}}, run_config_show},
    {"daemon", "the service: sync every CRM on its schedule until told to stop", "", {}, {}, run_daemon},
};

}  // namespace

std::span<const Command> command_table() { return commands; }
std::span<const Flag> global_flags() { return globals; }

}  // namespace goodword::cli
