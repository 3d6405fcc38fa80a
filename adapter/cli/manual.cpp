#include "cli/manual.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "base/text.hpp"
#include "cli/command.hpp"
#include "cli/run.hpp"
#include "cli/version.hpp"
#include "daemon/options.hpp"
#include "model/referral.hpp"

namespace goodword::cli {
namespace {

/// Text as roff prints it unchanged: a hyphen that can be searched for, and no line that is taken for a request.
std::string roff(std::string_view text) {
  std::string escaped;
  for (const char letter : text) {
    if (letter == '\\')
      escaped += "\\e";
    else if (letter == '-')
      escaped += "\\-";
    else
      escaped += letter;
  }
  if (escaped.starts_with('.') || escaped.starts_with('\'')) escaped.insert(0, "\\&");
  return escaped;
}

std::string bold(std::string_view text) { return "\\fB" + roff(text) + "\\fR"; }
std::string italic(std::string_view text) { return "\\fI" + roff(text) + "\\fR"; }

std::string sentence(std::string_view text) {
  if (text.empty() || text.ends_with('.')) return roff(text);
  return roff(text) + ".";
}

std::string item(const std::string& term, const std::string& text) { return ".TP\n" + term + "\n" + text + "\n"; }

std::string title(std::string_view page, int section) {
  return ".\\\" Made by goodword manual; do not edit.\n.TH " + std::string(page) + " " + std::to_string(section) +
         " \"\" \"goodword " + std::string(version) + "\" \"Goodword\"\n.nh\n.ad l\n";
}

std::string name_section(std::string_view page, std::string_view what) {
  return ".SH NAME\n" + roff(page) + " \\- " + roff(what) + "\n";
}

std::string argument_text(const Argument& argument) {
  switch (argument.count) {
    case Argument::Count::one: return italic(argument.name);
    case Argument::Count::maybe: return "[" + italic(argument.name) + "]";
    case Argument::Count::any: return "[" + italic(argument.name) + " ...]";
  }
  return {};
}

std::string flag_term(const Flag& flag) {
  return bold(flag.name) + (flag.value.empty() ? "" : " " + italic(flag.value));
}

std::string command_section(const Command& command) {
  std::string line = bold("goodword " + std::string(command.path));
  for (const auto& argument : command.arguments) line += " " + argument_text(argument);
  if (!command.flags.empty()) line += " [" + italic("OPTION") + " ...]";
  std::string text = ".SS " + line + "\n" + sentence(command.summary) + "\n";
  if (!command.about.empty()) text += ".PP\n" + sentence(command.about) + "\n";
  for (const auto& argument : command.arguments) text += item(italic(argument.name), sentence(argument.help));
  for (const auto& flag : command.flags) {
    if (!flag.help.empty()) text += item(flag_term(flag), sentence(flag.help));
  }
  return text;
}

std::string files_section() {
  struct Place {
    std::string_view path;
    std::string_view what;
  };
  constexpr Place places[] = {
      {"/etc/goodword", "settings of the service and of root; goodword init writes the first ones"},
      {"~/.config/goodword", "settings of any other user"},
      {"goodword.json", "store, schedule, limits, brakes: see goodword.json(5)"},
      {"firm.json, services.json, partners.json", "who you are, what you offer, whom you introduce people to"},
      {"crms/NAME.json", "a CRM: connector, settings of the connector, where its secrets are"},
      {"rules/*.json", "thresholds and patterns that replace shipped ones"},
      {"/var/lib/goodword/store.sqlite", "the store of the service and of root"},
      {"~/.local/state/goodword/store.sqlite", "the store of any other user"},
      {"/usr/share/goodword", "connectors, schemas, rules and letters as shipped; found beside the program"},
  };
  std::string text = ".SH FILES\n";
  for (const auto& place : places) text += item(italic(place.path), sentence(place.what));
  return text;
}

std::string default_text(const daemon::Option& option) {
  if (option.fallback.empty()) return {};
  return " Default: " + roff(option.fallback) + (option.unit.empty() ? "" : " " + roff(option.unit)) + ".";
}

/// By when whoever acts next is to have acted: an option of goodword.json, and what happens then. No option: words
/// alone.
struct DeadlineRow {
  model::ReferralState state;
  std::string_view option;
  std::string_view then;
};
using enum model::ReferralState;
constexpr DeadlineRow deadlines[] = {
    {proposed, "", "A person makes the offer, or nothing happens."},
    {offered_prospect, "offers.prospect_answer", "Without an answer the offer expires."},
    {prospect_accepted, "offers.consent_life",
     "The next sync writes the card that names nobody; so long the prospect's yes holds."},
    {chose_us, "", "As the verdict on the prospect says."},
    {offered_partner, "offers.partner_answer",
     "Without an answer the offer expires, and the next partner's turn comes."},
    {wants_meeting, "offers.consent_life", "The next sync asks the partner, with a card that names nobody."},
    {meeting_offered, "offers.partner_answer",
     "Without an answer the offer expires, and the next partner's turn comes."},
    {meeting_agreed, "offers.consent_life", "The next sync writes both letters, with name and firm and no address."},
    {meeting, "offers.prospect_answer", "They meet, and the prospect answers; without an answer the offer expires."},
    {needs_info, "offers.partner_answer", "The seller tells the partner; otherwise the offer expires."},
    {named_another, "", "The next sync offers whom the partner named, with a consent of its own."},
    {partner_declined, "", "The next sync offers the next partner, with a new consent."},
    {expired, "", "The next sync offers the next partner, with a new consent."},
    {partner_accepted, "offers.consent_life",
     "The next sync writes both letters, if both consents are in force at that moment."},
    {introduced, "offers.acknowledge_days", "Then it is asked whether the letter arrived."},
    {acknowledged, "offers.first_contact_days", "Then it is asked whether they wrote."},
    {contacted, "offers.progress_after", "Without news it is asked how it goes."},
    {met, "offers.progress_after", "Without news it is asked how it goes."},
    {working, "offers.progress_after", "Without news it is asked how it goes."},
    {on_hold, "offers.outcome_after", "Then it is asked what came of it."},
    {given_back, "", "The next sync offers the next partner, with a new consent."},
    {never_contacted, "", "The next sync offers the next partner, with a new consent."},
    {disputed, "offers.outcome_after", "Then it is asked again what came of it."},
    {won, "offers.thanks_within", "Both are thanked, and what was agreed is settled."},
    {recalled, "", "Where the letters were written already, the seller tells the partner to use them no more."},
};

std::string deadline_text(model::ReferralState state) {
  const auto* row = std::ranges::find(deadlines, state, &DeadlineRow::state);
  if (row == std::end(deadlines)) return {};
  if (row->option.empty()) return roff(row->then);
  const auto options = daemon::option_table();
  const auto option = std::ranges::find(options, row->option, &daemon::Option::key);
  const std::string within =
      std::string(option->fallback) + (option->unit.empty() ? "" : " " + std::string(option->unit));
  return roff("Within " + within + " (") + bold(row->option) + roff("). " + std::string(row->then));
}

/// One state: whose turn it is and until when, then what can happen and where it leads.
std::string state_section(model::ReferralState state) {
  std::string text = ".SS " + bold(model::to_text(state)) + "\n" +
                     roff("Acts next: " + std::string(model::acts_next(state)) + ".") + "\n";
  if (const auto by = deadline_text(state); !by.empty()) text += by + "\n";
  for (const auto& step : model::referral_steps()) {
    if (step.from != state) continue;
    const bool stays = step.to == state;
    text += item(bold(step.event), roff(stays ? "stays " : "to ") + bold(model::to_text(step.to)) +
                                       roff("; acts next: " + std::string(step.acts_next)));
  }
  return text;
}

/// Every state of the table once, in its order.
std::vector<model::ReferralState> states_of_table() {
  std::vector<model::ReferralState> states;
  for (const auto& step : model::referral_steps()) {
    for (const auto state : {step.from, step.to}) {
      if (std::ranges::find(states, state) == states.end()) states.push_back(state);
    }
  }
  std::ranges::sort(states);
  return states;
}

}  // namespace

std::string manual_page() {
  std::string text = title("goodword", 1) +
                     name_section("goodword",
                                  "puts in a good word: reads CRMs, decides with evidence, introduces "
                                  "with consent") +
                     ".SH SYNOPSIS\n" + bold("goodword") + " " + italic("COMMAND") + " [" + italic("ARGUMENT") +
                     " ...] [" + italic("OPTION") + " ...]\n.SH DESCRIPTION\n" +
                     roff(
                         "Goodword reads the contacts in your CRMs, says which prospects to pursue, nurture, refer, "
                         "team up on or let go, and why. It writes nothing before you said so: a new CRM is only "
                         "read until goodword crm promote, and every run can be taken back with goodword undo.") +
                     "\n.PP\n" +
                     roff(
                         "goodword demo shows the whole of it on a made-up CRM. goodword init and goodword crm add "
                         "connect your own.") +
                     "\n.SH COMMANDS\n";
  for (const auto& command : command_table()) text += command_section(command);
  text += ".SH OPTIONS\n" + roff("With every command:") + "\n";
  for (const auto& flag : global_flags()) {
    if (!flag.help.empty()) text += item(flag_term(flag), sentence(flag.help));
  }
  text += item(bold("--help"), roff("Help on the command; also goodword help COMMAND."));
  text += item(bold("--version"), roff("The version."));
  text += ".SH EXIT STATUS\n";
  for (const auto& row : exit_codes()) text += item(bold(std::to_string(row.code)), sentence(row.meaning));
  text += ".SH ENVIRONMENT\n" + item(bold("GOODWORD_CONFIG"), sentence("the settings folder")) +
          item(bold("GOODWORD_SHARE_PATH"), sentence("the folder of connectors, schemas, rules and letters")) +
          item(bold("NO_COLOR"), sentence("if set, no colours")) + ".PP\n" +
          roff("Every option of goodword.json(5) has a variable of its own, named there.") + "\n";
  return text + files_section() + ".SH SEE ALSO\n" + bold("goodword.json") + "(5), " + bold("goodword-errors") +
         "(7), " + bold("goodword-life-cycle") + "(7), " + bold("goodword-six-months") + "(7)\n";
}

std::string manual_of_settings() {
  std::string text = title("goodword.json", 5) + name_section("goodword.json", "options of goodword") +
                     ".SH DESCRIPTION\n" +
                     roff(
                         "JSON, with comments, in the settings folder. A dot in a name below stands for an object: "
                         "calm.x is {\"calm\": {\"x\": ...}}. A variable of the environment goes before the file. "
                         "goodword validate checks the file, goodword config show --origin says which value holds "
                         "and why.") +
                     "\n.SH OPTIONS\n";
  for (const auto& option : daemon::option_table()) {
    text += item(bold(option.key), sentence(option.description) + default_text(option) + "\n.br\n" +
                                       roff("Variable: " + daemon::variable_of(option)));
  }
  return text + ".SH SEE ALSO\n" + bold("goodword") + "(1)\n";
}

std::string manual_of_errors() {
  std::string text = title("goodword-errors", 7) +
                     name_section("goodword-errors", "what error codes of goodword mean and what to do") +
                     ".SH DESCRIPTION\n" +
                     roff(
                         "The code stands in parentheses at the end of a message. goodword explain error CODE prints "
                         "its entry.") +
                     "\n.SH CODES\n";
  for (const auto& row : base::error_table()) {
    text += item(bold(row.code), sentence("Means: " + std::string(row.meaning)) + "\n.br\n" +
                                     sentence("Do: " + std::string(row.advice)) + "\n.br\n" +
                                     sentence("Stops this " + std::string(base::to_text(row.scope)) + "; exit code " +
                                              std::to_string(row.exit_code)));
  }
  return text + ".SH SEE ALSO\n" + bold("goodword") + "(1)\n";
}

std::string manual_of_life_cycle() {
  std::string text = title("goodword-life-cycle", 7) +
                     name_section("goodword-life-cycle", "what can happen to a referral, and who acts next by when") +
                     ".SH DESCRIPTION\n" +
                     roff(
                         "A referral is one need of one prospect offered to one partner. What happened to it is kept "
                         "as events, which are never changed; its state follows from them by the table below and by "
                         "nothing else: an event that is not listed in a state is refused there. goodword referrals "
                         "shows where each one stands, goodword referrals show what happened to it.") +
                     "\n.PP\n" +
                     roff(
                         "Contact details leave in one place only, with introduce, and only while the prospect's yes "
                         "for this partner and the partner's yes are both in force.") +
                     "\n.SH STATES\n";
  for (const auto state : states_of_table()) text += state_section(state);
  return text + ".SH SEE ALSO\n" + bold("goodword") + "(1), " + bold("goodword.json") + "(5)\n";
}

namespace {

/// How a step of a scenario is told.
struct Telling {
  std::string_view word, before, after;
};
constexpr Telling tellings[] = {{"service", "A service in the vocabulary: ", "."},
                                {"firm", "Of the firm: ", "."},
                                {"partner", "A partner: ", "."},
                                {"promote", "The CRM may be written to: goodword crm promote.", ""},
                                {"prospect", "New in the CRM: ", "."},
                                {"deal", "A deal in the CRM: ", "."},
                                {"lose", "The deal is lost: ", "."},
                                {"mail", "A mail in the CRM: ", ""},
                                {"tag", "A tag in the CRM: ", "."},
                                {"say", "A note in the CRM: ", ""},
                                {"days", "Days later: ", "."},
                                {"sync", "Goodword syncs.", ""},
                                {"expect", "Then: ", "."}};

std::string step_text(std::string_view line) {
  const auto end = line.find_first_of(" \t");
  const auto word = line.substr(0, end);
  const auto rest = end == std::string_view::npos ? std::string_view() : base::trim(line.substr(end));
  const auto* found = std::ranges::find(tellings, word, &Telling::word);
  if (found == std::end(tellings)) return "";
  const auto told = roff(std::string(found->before) + std::string(rest) + std::string(found->after));
  return ".IP \\(bu 2\n" + (word == "expect" ? "\\fI" + told + "\\fR" : told) + "\n";
}

}  // namespace

std::string manual_of_story(std::string_view scenario) {
  std::string text = title("goodword-six-months", 7) +
                     name_section("goodword-six-months", "half a year of a small firm with three partners");
  bool begun = false;
  for (const auto& whole : base::split(scenario, '\n')) {
    const auto line = base::trim(whole);
    if (line.starts_with("# ")) {
      // "# January. Joan writes." begins a part; what stands before the first is the description.
      const auto stop = line.find(". ");
      const auto name = line.substr(2, stop == std::string_view::npos ? 0 : stop - 2);
      const bool part = begun && !name.empty() && name.find(' ') == std::string_view::npos;
      text += part ? ".SH " + std::string(name) + "\n" + roff(line.substr(stop + 2)) + "\n"
                   : (begun ? ".PP\n" : ".SH DESCRIPTION\n") + roff(line.substr(2)) + "\n";
    } else if (line.starts_with("scenario ")) {
      begun = true;
    } else if (!line.empty()) {
      text += step_text(line);
    }
  }
  return text + ".SH SEE ALSO\n" + bold("goodword") + "(1), " + bold("goodword-life-cycle") + "(7)\n";
}

int run_manual(Session& session, const Call& call) {
  struct Text {
    std::string_view name;
    std::string (*make)();
  };
  constexpr Text texts[] = {{"man", manual_page},         {"settings", manual_of_settings},
                            {"errors", manual_of_errors}, {"life-cycle", manual_of_life_cycle},
                            {"bash", bash_completion},    {"zsh", zsh_completion},
                            {"fish", fish_completion}};
  const std::string name = call.one("NAME");
  if (name == "six-months") {
    std::ifstream file(session.share_folder() / "manual" / "six_months.txt");
    const std::string story{std::istreambuf_iterator<char>(file), {}};
    if (story.empty())
      return session.console().complain("manual/six_months.txt is missing in " + session.share_folder().string());
    session.console().line(base::trim(manual_of_story(story)));
    return done;
  }
  const auto* found = std::ranges::find(texts, name, &Text::name);
  if (found == std::end(texts)) {
    return session.console().complain("no manual " + name +
                                      "; there are: man, settings, errors, life-cycle, six-months, bash, zsh, fish");
  }
  std::string text = found->make();
  if (text.ends_with('\n')) text.pop_back();
  session.console().line(text);
  return done;
}

}  // namespace goodword::cli
