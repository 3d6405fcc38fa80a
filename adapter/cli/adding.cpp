#include "cli/adding.hpp"

#include <algorithm>
#include <filesystem>

#include "base/text.hpp"
#include "cli/browser_login.hpp"
#include "cli/crm_check.hpp"

namespace goodword::cli {
namespace {

namespace fs = std::filesystem;
using base::Json;
using base::Result;
using Kind = connector::Authorization::Kind;

/// Whether the login is had in a browser.
bool wants_a_person(const daemon::AddState& state) {
  const Json* auth = state.connector.find("auth");
  const Json* chosen = auth == nullptr ? nullptr : auth->find(daemon::login_of(state.connector, state.answers));
  return chosen != nullptr && chosen->text_or("grant", "") == "code";
}

}  // namespace

Adding::Adding(Session& session, const Call& call)
    : session_(session),
      call_(call),
      settings_(
          daemon::read_settings(session.config_folder(), session.share_folder(), session.environment()).settings) {
  std::error_code fault;
  for (fs::directory_iterator entry(session.config_folder() / "crms", fault), end; !fault && entry != end;
       entry.increment(fault))
    state_.taken.push_back(entry->path().stem().string());
}

Result<void> Adding::try_out() {
  trial_.reset();
  auto made = daemon::Trial::make({settings_, session_.environment(), state_.connector, state_.answers});
  if (!made) return tl::unexpected(made.error());
  auto& trial = **made;
  if (trial.login().kind() == Kind::by_a_person) {
    auto in = log_in_by_browser(session_, call_, trial.compiled(), trial.random(), trial.login());
    if (!in) return tl::unexpected(base::while_doing(in.error(), "logging in to " + state_.answers.name));
  }
  const auto granted = [&] {
    const auto held = trial.tokens();
    return held && held->tokens ? held->tokens->scopes : std::string();
  };
  const CheckedCrm crm{state_.answers.name, trial.compiled(), trial.remote(), tags_for_setup(settings_), granted};
  const auto check = check_crm(crm, session_.stop());
  if (!check) return tl::unexpected(check.error());
  for (const auto& line : lines_of(crm.name, *check, trial.clock().now())) session_.console().line(line);
  trial_ = std::move(*made);
  return {};
}

Result<std::vector<daemon::FieldOffer>> Adding::fields() {
  return trial_ ? trial_->fields(session_.stop()) : std::vector<daemon::FieldOffer>();
}

void Adding::map(std::span<const daemon::FieldOffer> offers) { state_.answers.change = daemon::change_for(offers); }

Result<bool> Adding::map_named() {
  const auto wanted = call_.all("--field");
  if (wanted.empty()) return false;
  const auto offers = fields();
  if (!offers) return tl::unexpected(offers.error());
  std::vector<daemon::FieldOffer> chosen;
  std::vector<std::string> known;
  for (const auto& offer : *offers) known.push_back(offer.label);
  for (const auto& word : wanted) {
    const auto before = chosen.size();
    std::ranges::copy_if(*offers, std::back_inserter(chosen), [&](const auto& offer) {
      return base::lower(offer.label) == base::lower(word) || offer.name == word;
    });
    if (chosen.size() > before) continue;
    const std::string near = base::nearest(word, known);
    return base::failure(
        "usage", "people made no field \"" + base::escape_line(word) + "\" there" +
                     (near.empty() ? "; there are: " + base::join(known, ", ") : "; did you mean \"" + near + "\"?"));
  }
  map(chosen);
  return true;
}

int Adding::print() const {
  const auto file = daemon::crm_file(state_.connector, state_.answers, session_.share_folder());
  if (!file) return session_.console().fail(file.error());
  session_.console().line(base::trim(file->text));
  for (const auto& secret : daemon::secret_files(state_.answers, ""))
    session_.console().message("What was typed would stand in " + (session_.config_folder() / secret.path).string() +
                               ", readable by its owner alone.");
  session_.console().message("Nothing was written: this would be " + (session_.config_folder() / file->path).string());
  return done;
}

/// What the trial's login got becomes the CRM's own, now that there is one.
int Adding::keep_tokens() {
  const auto held = trial_ ? trial_->tokens() : Result<ports::HeldTokens>(ports::HeldTokens());
  if (!held || !held->tokens) return done;
  int failure = done;
  auto* program = session_.assembly(failure);
  if (program == nullptr) {
    session_.console().message("The login could not be kept. Once the settings are right: goodword auth login " +
                               state_.answers.name);
    return failure;
  }
  const auto book = program->token_book(state_.answers.name);
  if (!book) return session_.console().fail(base::Error{.code = "settings.missing", .detail = state_.answers.name});
  const auto after = book->generation();
  if (!after) return session_.console().fail(after.error());
  ports::HeldTokens kept = *held;
  kept.generation = *after + 1;
  const auto written = book->write(kept, *after);
  return written ? static_cast<int>(done) : session_.console().fail(written.error());
}

std::string Adding::next_steps() const {
  const std::string& name = state_.answers.name;
  std::vector<std::string> steps;
  std::error_code fault;
  if (!fs::exists(session_.config_folder() / "firm.json", fault)) steps.emplace_back("goodword init");
  if (!trial_ && wants_a_person(state_)) steps.push_back("goodword auth login " + name);
  if (!trial_) steps.push_back("goodword crm check " + name);
  steps.push_back("goodword sync " + name);
  steps.push_back("goodword plan " + name);
  return base::join(steps, ", then ");
}

int Adding::write() {
  if (dry_run()) return print();
  const auto file = daemon::crm_file(state_.connector, state_.answers, session_.share_folder());
  if (!file) return session_.console().fail(file.error());
  auto files = daemon::secret_files(state_.answers, fs::path(settings_.options.store_path).parent_path());
  files.push_back(*file);  // last: a service that reads it finds its secrets
  if (const auto written = daemon::write_new(session_.config_folder(), files); !written)
    return session_.console().fail(written.error());
  for (const auto& one : files) session_.console().line("wrote " + (session_.config_folder() / one.path).string());
  if (const int code = keep_tokens(); code != done) return code;
  session_.console().line(state_.answers.name +
                          " is plan-only: Goodword reads it, and writes nothing until you say goodword crm promote " +
                          state_.answers.name + ".\nNext: " + next_steps());
  return done;
}

}  // namespace goodword::cli
