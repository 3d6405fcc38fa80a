// Commands: logins that are had by a person in the browser, or renewed by themselves.
#include "cli/command_parts.hpp"
#include "cli/run.hpp"

namespace goodword::cli {
namespace {

using Count = Argument::Count;

const std::vector<Command> auth_table = {
    {"auth login",
     "log in to a CRM in your browser, so that Goodword gets tokens of its own",
     "Prints the address of the CRM's page and opens it where there is a desktop, then waits on this machine for the "
     "answer. The app that you registered at the CRM must name the redirect address: "
     "http://localhost:18917/callback, or what --port and --redirect make of it. With --code nothing is waited for: "
     "open the address on any machine and type in the code, or the whole address that your browser was sent to. "
     "Tokens are kept sealed in the store; the key is in token.key beside it.",
     {{"NAME", "of the CRM"}},
     {{"--no-browser", "", "only print the address"},
      {"--code", "", "read the code from standard input, for machines without a browser"},
      {"--port", "N", "port to wait on (default 18917)"},
      {"--redirect", "URL", "redirect address, with --code, where the CRM wants another one"}},
     run_auth_login},
    {"auth status",
     "who is logged in, until when, with which scopes; never a token",
     "Exits 3 where a person has to log in.",
     {{"NAME", "of the CRM; all where none is named", Count::any}},
     {},
     run_auth_status},
    {"auth refresh",
     "renew a login's token now, also one that was refused before",
     "The token is sealed anew with the first key of token.key.",
     {{"NAME", "of the CRM"}},
     {},
     run_auth_refresh},
    {"auth revoke",
     "give a login up: tell the CRM where it can be told, and forget the tokens",
     "",
     {{"NAME", "of the CRM"}},
     {{"--yes", "", "do it without asking"}},
     run_auth_revoke},
};

}  // namespace

std::span<const Command> auth_commands() { return auth_table; }

}  // namespace goodword::cli
