#include "cli/add_talk.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "cli/connector_files.hpp"
#include "daemon/connector_rows.hpp"

namespace goodword::cli {
namespace {

using daemon::AddQuestion;
using What = AddQuestion::What;

/// "Region (eu, us) [eu]:"
std::string prompt_for(const AddQuestion& question) {
  std::string text = question.text;
  if (question.what == What::setting && !question.choices.empty())
    text += " (" + base::join(question.choices, ", ") + ")";
  if (question.otherwise) text += question.otherwise->empty() ? " (may stay empty)" : " [" + *question.otherwise + "]";
  return text + ":";
}

/// "1,3" as places; nothing where it names another place or is no list of numbers.
std::optional<std::vector<std::size_t>> places_in(const std::string& typed, std::size_t count) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; typed == "all" && i < count; ++i) places.push_back(i);
  if (typed == "all") return places;
  for (const auto& part : base::split(typed, ',')) {
    const auto number = base::Json::number(std::string(base::trim(part))).integer();
    if (!number || *number < 1 || static_cast<std::size_t>(*number) > count) return std::nullopt;
    places.push_back(static_cast<std::size_t>(*number) - 1);
  }
  return places;
}

class AddTalk {
 public:
  AddTalk(Session& session, Adding& adding) : session_(session), adding_(adding) {}

  int run();

 private:
  const Console& say() const { return session_.console(); }
  int stopped() const {
    say().message("Stopped: nothing was written.");
    return usage;
  }
  bool ask_all();
  bool ask(const AddQuestion& question);
  bool ask_kind();
  bool choose(const daemon::ConnectorRow& row);
  void list(const std::vector<daemon::ConnectorRow>& rows, const std::vector<std::size_t>& places) const;
  std::optional<std::string> secret_fault(const AddQuestion& question);
  enum class Tried { good, again, without, stopped };
  Tried try_out();
  bool map_fields();
  bool offer_fields();

  Session& session_;
  Adding& adding_;
};

void AddTalk::list(const std::vector<daemon::ConnectorRow>& rows, const std::vector<std::size_t>& places) const {
  std::vector<std::vector<std::string>> cells = {{"", "CRM", "", "what it does", "proof"}};
  for (const auto at : places)
    cells.push_back(
        {padded_left(std::to_string(at + 1), 2), rows[at].name, rows[at].title, rows[at].does, rows[at].proven});
  say().message(in_columns(cells) +
                "all: contacts, companies, opportunities, activities. Proof: live against a real server, recorded from "
                "the\nreal service, spec and docs from the vendor's documents alone.");
}

bool AddTalk::choose(const daemon::ConnectorRow& row) {
  auto json = read_json(row.file);
  if (!json) return say().fail(json.error()), false;
  // What arguments said of it is known to fit, or not, only now.
  if (const auto fits = daemon::check_answers(*json, adding_.state().answers); !fits)
    return say().fail(fits.error()), false;
  adding_.state().connector = std::move(*json);
  say().message(row.title + ", " + row.api);
  return true;
}

bool AddTalk::ask_kind() {
  const auto rows = daemon::connector_rows(session_.config_folder(), session_.share_folder());
  list(rows, daemon::rows_like(rows, ""));
  while (true) {
    const auto typed = say().ask("Which CRM? A number, a name or part of one:");
    if (!typed) return false;
    const auto found = daemon::rows_like(rows, *typed);
    if (found.size() == 1) return choose(rows[found.front()]);
    if (!found.empty()) {
      list(rows, found);
      continue;
    }
    std::vector<std::string> names;
    for (const auto& row : rows) names.push_back(row.name);
    const std::string near = base::nearest(*typed, names);
    say().message("Nothing here is called that" + (near.empty() ? "" : "; did you mean " + near + "?") +
                  (near.empty() ? ". " : " ") + "Enter lists all; connectors/README.md says how to describe another.");
  }
}

/// What is wrong with the secret that is typed now, or where it is; nothing where the input ends.
std::optional<std::string> AddTalk::secret_fault(const AddQuestion& question) {
  const auto typed = say().ask_unseen(question.text + ", typed unseen; or Enter, to say where it is:");
  if (!typed) return std::nullopt;
  if (!typed->empty()) return daemon::take_answer(adding_.state(), question, *typed);
  const auto where = say().ask("Where is it? file:PATH, environment:NAME, credential:NAME or command:PROGRAM …" +
                               std::string(question.otherwise ? " (may stay empty)" : "") + ":");
  if (!where) return std::nullopt;
  return daemon::take_reference(adding_.state(), question, *where);
}

bool AddTalk::ask(const AddQuestion& question) {
  if (question.what == What::kind) return ask_kind();
  if (!question.say.empty()) say().message(say().styled("  " + question.say, Style::faint));
  while (true) {
    std::optional<std::string> fault;
    if (question.what == What::secret) {
      fault = secret_fault(question);
    } else if (const auto typed = say().ask(prompt_for(question))) {
      fault = daemon::take_answer(adding_.state(), question, *typed);
    }
    if (!fault) return false;
    if (fault->empty()) return true;
    say().message("  " + *fault);
  }
}

bool AddTalk::ask_all() {
  while (const auto question = daemon::next_question(adding_.state())) {
    if (!ask(*question)) return false;
  }
  return true;
}

AddTalk::Tried AddTalk::try_out() {
  say().message("Trying the login …");
  const auto tried = adding_.try_out();
  if (tried) return Tried::good;
  say().fail(tried.error());
  while (true) {
    const auto key = say().ask("a answer again, w write it all the same, q stop:");
    if (!key || *key == "q") return Tried::stopped;
    if (*key == "a") return Tried::again;
    if (*key == "w") return Tried::without;
  }
}

/// False where the input ends, or an argument names a field that is not there.
bool AddTalk::map_fields() {
  const auto named = adding_.map_named();
  if (!named) return say().fail(named.error()), false;
  return *named || offer_fields();
}

/// False where the input ends.
bool AddTalk::offer_fields() {
  auto offers = adding_.fields();
  if (!offers) {
    say().message("Fields of your own could not be listed: " + base::to_text(offers.error()));
    return true;
  }
  const auto listed = offers->size();
  std::erase_if(*offers, [](const auto& offer) { return offer.say.empty(); });
  if (offers->empty()) return true;
  std::vector<std::vector<std::string>> cells = {{"", "of", "field", "holds", "filled in", "for rules"}};
  for (const auto& offer : *offers)
    cells.push_back({padded_left(std::to_string(cells.size()), 2), offer.stream, base::shorten(offer.label, 30),
                     offer.say, std::to_string(offer.filled) + " of " + std::to_string(offer.looked_at),
                     "custom." + offer.name});
  say().message("Fields that your people made there and that rules could use" +
                (listed == offers->size()
                     ? ""
                     : " (" + std::to_string(listed - offers->size()) + " more: free text, or hardly filled in)") +
                ":\n" + std::string(base::trim(in_columns(cells))));
  while (true) {
    const auto typed = say().ask("Which shall be read? Numbers such as 1,2; all; or Enter for none:");
    if (!typed) return false;
    if (typed->empty()) return true;
    const auto places = places_in(*typed, offers->size());
    if (!places) continue;
    std::vector<daemon::FieldOffer> chosen;
    for (const auto at : *places) chosen.push_back((*offers)[at]);
    adding_.map(chosen);
    return true;
  }
}

int AddTalk::run() {
  say().message("Connecting a CRM. Nothing is written before the end; Ctrl-C stops.");
  const auto given = adding_.state();
  bool tried = false;
  while (!tried) {
    if (!ask_all()) return stopped();
    if (adding_.dry_run() && !adding_.is_to_be_tried()) return adding_.write();
    const auto outcome = try_out();
    if (outcome == Tried::stopped) return stopped();
    tried = outcome != Tried::again;
    if (outcome == Tried::again) {
      // The CRM and its name stay; what was typed for them is asked again.
      auto again = given;
      again.connector = adding_.state().connector;
      again.answers.name = adding_.state().answers.name;
      adding_.state() = std::move(again);
    } else if (outcome == Tried::good && !map_fields()) {
      return stopped();
    }
  }
  if (adding_.dry_run()) return adding_.write();
  const auto agreed = say().ask("Write crms/" + adding_.state().answers.name + ".json? (yes/no)");
  return agreed && base::lower(*agreed).starts_with("y") ? adding_.write() : stopped();
}

}  // namespace

int talk_through_adding(Session& session, Adding& adding) { return AddTalk(session, adding).run(); }

}  // namespace goodword::cli
