// Commands: from the first look to the daily work: connect, read, plan, write, take back.
#include "cli/command_parts.hpp"
#include "cli/run.hpp"

namespace goodword::cli {
namespace {

using Count = Argument::Count;

const std::vector<Command> daily_table = {
    {"demo",
     "see the whole of it in a minute, on two made-up days of a made-up firm",
     "Reads a simulated CRM, decides, plans, writes, is killed on the way and goes on, hears a yes, introduces. "
     "Everything happens on this machine.",
     {},
     {{"--keep", "[DIR]", "keep settings and store, to look around afterwards (default ./goodword-demo)"},
      {"--seed", "N", "another made-up world (default 1)"},
      {"--rules", "FILE", "rules that replace shipped ones, to see the output change"}},
     run_demo},
    {"init",
     "write the first settings files, each key explained",
     "",
     {},
     {{"--firm", "NAME", "name of your firm"},
      {"--trade", "WORD", "what you do, in a word"},
      {"--city", "CITY", "where you are"},
      {"--country", "CODE", "two letters"},
      {"--currency", "CODE", "three letters"},
      {"--service", "NAME", "something you offer; several: separate with commas"},
      {"--seller", "NAME", "who sells; several: separate with commas"}},
     run_init},
    {"crm list", "the CRMs that are connected", "", {}, {}, run_crm_list},
    {"crm add",
     "connect a CRM; it only reads until you promote it",
     "On a terminal it asks for whatever is missing: the kind of CRM, what its connector needs, and secrets, which are "
     "typed unseen and kept in files of their own. It tries the login, names what is missing there, and offers the "
     "fields that your people made in the CRM. Nothing is written before the last answer, and nothing is ever "
     "replaced. "
     "With all arguments it asks nothing; elsewhere it names those that are missing.",
     {{"NAME", "your own short name for it: main", Count::maybe}},
     {{"--connector", "KIND", "kind of CRM: goodword connector list"},
      {"--login", "NAME", "way to log in, where the connector has several"},
      {"--set", "KEY=VALUE", "a setting of the connector; may be repeated"},
      {"--secret", "KEY=REF",
       "where a secret is: token=file:PATH, environment:NAME, credential:NAME or command:PROGRAM; may be repeated"},
      {"--check", "", "try the login first, and write nothing where it fails"},
      {"--field", "FIELD",
       "read a field that your people made in the CRM, by its label; may be repeated; tries the login"},
      {"--no-browser", "", "where the login is had in a browser: only print the address"},
      {"--port", "N", "port to wait on for the browser (default 18917)"},
      {"--dry-run", "", "print the file that would be written, and write nothing"}},
     run_crm_add},
    {"crm check",
     "log in, ask who we are there, say what is missing",
     "Also says how far the CRM's clock is from this machine's, and of each budget of calls how much is spent, by all "
     "processes together, and how much of it is kept for others.",
     {{"NAME", "of the CRM"}},
     {{"--confirm-origins", "", "trust the hosts that the CRM's file names today"}},
     run_crm_check},
    {"crm promote", "let Goodword write to this CRM", "", {{"NAME", "of the CRM"}}, {}, run_crm_promote},
    {"crm pause", "neither read nor write this CRM for now", "", {{"NAME", "of the CRM"}}, {}, run_crm_pause},
    {"crm resume", "go on with a paused CRM", "", {{"NAME", "of the CRM"}}, {}, run_crm_resume},
    {"setup",
     "create the tags and properties our writes need, after showing them",
     "",
     {{"CRM", "name of the CRM"}},
     {{"--yes", "", "create them without asking"}},
     run_setup},
    {"sync",
     "read, decide, plan, and write where a CRM was promoted",
     "",
     {{"CRM", "all where none is named", Count::any}},
     {{"--full", "", "read everything again, and find what was deleted"},
      {"--dry-run", "", "write nothing, whatever the CRM's mode"},
      {"--only", "CONTACT", "plan and write for this contact alone"},
      {"--limit", "N", "write to at most N contacts"},
      {"--all", "", "no limit for a first apply, no brake on the number of changes"}},
     run_sync},
    {"plan",
     "what would be written, and why; writes nothing",
     "",
     {{"CRM", "all where none is named", Count::any}},
     {{"--full", "", "whole texts of notes and tasks"},
      {"--out", "FILE", "the plan as JSON, for goodword apply FILE"},
      {"--exit-code", "", "exit 3 if there are changes"}},
     run_plan},
    {"apply",
     "write a plan",
     "",
     {{"PLAN", "its number, or a file that goodword plan --out wrote"}},
     {{"--all", "", "no limit for a first apply, no brake on the number of changes"}},
     run_apply},
    {"undo", "take a run back", "", {{"RUN", "its number: goodword history"}}, {}, run_undo},
    {"history",
     "what was run, and what each run wrote",
     "",
     {},
     {{"--limit", "N", "newest N runs (default 20)"}},
     run_history},
    {"today",
     "where this week's hours go, who is back, whom to ask, what is overdue",
     "Reads the store only: what the last sync decided.",
     {},
     {{"--seller", "NAME", "of this seller alone: id or name"}},
     run_today},
};

}  // namespace

std::span<const Command> daily_commands() { return daily_table; }

}  // namespace goodword::cli
