#include "daemon/assembly.hpp"

#include <algorithm>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "connector/remote.hpp"
#include "daemon/budgets.hpp"
#include "daemon/clock.hpp"
#include "daemon/letter_files.hpp"
#include "daemon/packs.hpp"
#include "daemon/random.hpp"
#include "daemon/secrets.hpp"
#include "daemon/trial.hpp"
#include "engine/crm_partners.hpp"
#include "rules/book.hpp"
#include "store/sqlite.hpp"

namespace goodword::daemon {
namespace {

using base::Problem;
using base::Result;

/// As shipped, so that our tests have checked it: in its folder, and nothing in it set otherwise.
bool is_as_shipped(const SettingsFile& file, const Settings& settings) {
  return file.path.parent_path() == settings.share_folder / "rules" && settings.options.rules_override.empty();
}

std::vector<rules::RuleFile> rule_files(const Settings& settings) {
  std::vector<rules::RuleFile> files;
  for (const auto& file : settings.rules)
    files.push_back({file.name, file.json,
                     is_as_shipped(file, settings) ? rules::Patterns::at_first_use : rules::Patterns::checked});
  return files;
}

connector::CompileResult compile(const CrmSettings& crm) {
  return connector::compile(crm.connector.json, crm.connector.name, crm.file.json, crm.file.name);
}

engine::Policy policy_from(const Options& options) {
  engine::Policy policy;
  policy.tag_prefix = options.tags_prefix;
  policy.review_days = static_cast<int>(options.schedule_review_days);
  policy.open_tasks_per_seller = static_cast<int>(options.calm_open_tasks_per_seller);
  policy.first_apply_contacts = static_cast<int>(options.calm_first_apply_contacts);
  policy.cold_asks_per_seller = static_cast<int>(options.calm_cold_asks_per_seller);
  policy.most_changes = static_cast<int>(options.brakes_most_changes);
  policy.most_share = options.brakes_most_share;
  policy.shrink_share = options.brakes_shrink_share;
  policy.plan_age = options.brakes_plan_age;
  policy.language = options.letters_language;
  policy.most_consents_a_sync = static_cast<int>(options.brakes_most_consents);
  policy.most_attempts = static_cast<int>(options.brakes_most_attempts);
  policy.keep_gone = options.privacy_keep_gone;
  policy.offer_answer = options.offers_prospect_answer;
  policy.partner_answer = options.offers_partner_answer;
  policy.consent_life = options.offers_consent_life;
  policy.acknowledge_days = static_cast<int>(options.offers_acknowledge_days);
  policy.first_contact_days = static_cast<int>(options.offers_first_contact_days);
  policy.progress_after = options.offers_progress_after;
  policy.outcome_after = options.offers_outcome_after;
  policy.outcome_again = options.offers_outcome_again;
  policy.thanks_within = options.offers_thanks_within;
  policy.card_companies = static_cast<int>(options.offers_card_companies);
  policy.task_days = static_cast<int>(options.offers_task_days);
  return policy;
}

}  // namespace

std::vector<Problem> compile_problems(const Settings& settings) {
  std::vector<Problem> problems;
  auto files = rule_files(settings);
  for (auto& file : files) file.patterns = rules::Patterns::checked;
  const auto book = rules::compile_rules(files);
  if (!book)
    problems = book.error();
  else
    problems = rules::check_examples(*book);
  std::ranges::copy(pack_problems(settings), std::back_inserter(problems));
  std::ranges::copy(letter_problems(settings), std::back_inserter(problems));
  for (const auto& crm : settings.crms) std::ranges::copy(compile(crm).problems, std::back_inserter(problems));
  return problems;
}

std::optional<rules::RuleBook> compile_book(const Settings& settings, std::vector<Problem>& problems) {
  const auto files = rule_files(settings);
  auto book = rules::compile_rules(files);
  const auto packs = compiled_packs(settings);
  if (!book) std::ranges::copy(book.error(), std::back_inserter(problems));
  if (!packs) std::ranges::copy(packs.error(), std::back_inserter(problems));
  if (!book || !packs) return std::nullopt;
  rules::put_in_force(*book, rules::packs_in_force(*packs, settings.firm, settings.reviews));
  return std::move(*book);
}

Result<void> Assembly::compile_all(std::vector<Problem>& problems) {
  if (auto book = compile_book(settings_, problems)) circle_.book = std::move(*book);
  for (const auto& crm : settings_.crms) {
    auto compiled = compile(crm);
    std::ranges::copy(compiled.problems, std::back_inserter(problems));
    if (compiled.compiled) crms_.push_back({crm.name, &crm, *compiled.compiled});
  }
  if (problems.empty()) return {};
  return base::failure("settings.invalid", std::to_string(problems.size()) +
                                               " problems in rules and connectors: goodword validate lists them");
}

Result<void> Assembly::compile_scope(std::vector<Problem>& problems) {
  auto book = rules::compile_scope_rules(rule_files(settings_));
  if (book) {
    circle_.book = std::move(*book);
    return {};
  }
  std::ranges::move(book.error(), std::back_inserter(problems));
  return base::failure("settings.invalid", "problems in rules: goodword validate lists them");
}

Result<void> Assembly::compile_to(AssemblyParts::Depth depth, std::vector<Problem>& problems) {
  switch (depth) {
    case AssemblyParts::Depth::whole: return compile_all(problems);
    case AssemblyParts::Depth::scoped: return compile_scope(problems);
    case AssemblyParts::Depth::looking: break;
  }
  return {};
}

Result<std::unique_ptr<Assembly>> Assembly::build(Settings settings, const Environment& environment,
                                                  AssemblyParts parts, std::vector<Problem>& problems) {
  std::unique_ptr<Assembly> assembly(new Assembly(std::move(settings)));
  const bool whole = parts.depth == AssemblyParts::Depth::whole;
  if (const auto compiled = assembly->compile_to(parts.depth, problems); !compiled)
    return tl::unexpected(compiled.error());
  const Options& options = assembly->settings_.options;
  assembly->environment_ = environment;
  assembly->policy_ = policy_from(options);
  if (whole) assembly->letters_ = read_letters(assembly->settings_);
  assembly->circle_.firm = assembly->settings_.firm;
  assembly->circle_.services = assembly->settings_.services;
  assembly->circle_.version = base::sha256_hex(base::write_canonical(assembly->settings_.firm_file.json) +
                                               base::write_canonical(assembly->settings_.services_file.json));
  for (const auto& crm : assembly->settings_.crms) {
    if (crm.partners.is_null()) continue;
    assembly->circle_.partner_marks[crm.name] = engine::partner_marks_from(crm.partners);
    // Another way to mark them: everybody is read anew.
    assembly->circle_.version =
        base::sha256_hex(assembly->circle_.version + crm.name + base::write_canonical(crm.partners));
  }
  assembly->clock_ = parts.clock ? std::move(parts.clock) : std::make_unique<SystemClock>();
  assembly->random_ = std::make_unique<SystemRandom>();
  assembly->secrets_ = std::make_unique<ReferencedSecrets>(environment, assembly->settings_.config_folder);
  assembly->http_ = parts.http ? std::move(parts.http) : wire_of(options);
  if (parts.around_http) assembly->http_ = parts.around_http(std::move(assembly->http_));
  std::error_code fault;
  const auto folder = std::filesystem::path(options.store_path).parent_path();
  if (!std::filesystem::exists(folder, fault) && std::filesystem::create_directories(folder, fault)) {
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, fault);
  }
  assembly->token_keys_ = std::make_unique<TokenKeys>(environment, options.store_path);
  auto store = store::open_sqlite(options.store_path, {});
  if (!store) return tl::unexpected(store.error());
  assembly->store_ = std::move(*store);
  if (const auto read = assembly->refresh_partners(); !read) return tl::unexpected(read.error());
  if (const auto agreed = assembly->agree_on_modes(); !agreed) return tl::unexpected(agreed.error());
  return assembly;
}

/// What a CRM may do stands in its file; the store keeps only the pause.
Result<void> Assembly::agree_on_modes() {
  for (const auto& crm : settings_.crms) {
    const auto mode = crm.apply == ApplyMode::apply ? ports::CrmMode::apply : ports::CrmMode::plan_only;
    auto state = store_->crm_state(crm.name);
    if (!state) return tl::unexpected(state.error());
    auto& kept = state->mode == ports::CrmMode::paused ? state->before_pause : state->mode;
    if (kept == mode) continue;
    kept = mode;
    if (const auto saved = store_->set_crm_state(*state, clock_->now(), "crms/" + crm.name + ".json"); !saved)
      return saved;
  }
  return {};
}

Result<std::vector<engine::PartnerReading>> Assembly::read_partners() {
  const engine::TiePolicy ties{settings_.options.partners_cold_after, settings_.options.partners_check_in_every};
  return engine::read_partners(circle_, *store_, ties, clock_->now());
}

Result<void> Assembly::refresh_partners() {
  return engine::gather_circle(circle_, *store_, settings_.partners, clock_->now());
}

std::vector<std::string> Assembly::crms() const {
  std::vector<std::string> names;
  for (const auto& crm : settings_.crms) names.push_back(crm.name);
  return names;
}

const connector::Compiled* Assembly::connector(std::string_view crm) const {
  const auto found = std::ranges::find(crms_, crm, &Crm::name);
  return found == crms_.end() ? nullptr : &found->compiled;
}

Result<std::map<std::string, std::string>> Assembly::reveal(const CrmSettings& crm) {
  std::map<std::string, std::string> values;
  for (const auto& ref : crm.secrets) {
    const auto value = secrets_->reveal(ref);
    if (!value) return tl::unexpected(base::while_doing(value.error(), "connecting to " + crm.name));
    values[ref.name] = *value;
  }
  return values;
}

Result<void> Assembly::confirm_origins(std::string_view crm) {
  const auto* compiled = connector(crm);
  if (compiled == nullptr) return base::failure("settings.missing", "no CRM file crms/" + std::string(crm) + ".json");
  auto state = store_->crm_state(crm);
  if (!state) return tl::unexpected(state.error());
  state->origins = base::join(connector::origins_of(*compiled), " ");
  return store_->set_crm_state(*state, clock_->now());
}

std::unique_ptr<ports::TokenBook> Assembly::token_book(std::string_view crm) {
  const auto* compiled = connector(crm);
  if (compiled == nullptr) return nullptr;
  return std::make_unique<StoredTokens>(StoredTokens::Parts{*store_, *random_, settings_.options.store_path},
                                        *token_keys_, std::string(crm), compiled->login());
}

/// Everything that talking to a CRM takes, once its hosts are those that were confirmed.
Result<Assembly::Connection> Assembly::connect(std::string_view crm) {
  const auto found = std::ranges::find(crms_, crm, &Crm::name);
  if (found == crms_.end()) return base::failure("settings.missing", "no CRM file crms/" + std::string(crm) + ".json");
  const auto state = store_->crm_state(crm);
  if (!state) return tl::unexpected(state.error());
  const std::string origins = base::join(connector::origins_of(found->compiled), " ");
  if (state->origins.empty()) {
    if (const auto confirmed = confirm_origins(crm); !confirmed) return tl::unexpected(confirmed.error());
  } else if (state->origins != origins) {
    return base::failure("wire.refused_origin", "crms/" + std::string(crm) + ".json now names " + origins +
                                                    ", confirmed was " + state->origins +
                                                    "; if that is meant: goodword crm check " + std::string(crm) +
                                                    " --confirm-origins");
  }
  auto secrets = reveal(*found->settings);
  if (!secrets) return tl::unexpected(secrets.error());
  CrmBooks books{token_book(crm), std::make_unique<StoredBudgets>(*store_, *random_)};
  connector::RemoteParts parts{.crm = std::string(crm),
                               .http = *http_,
                               .clock = *clock_,
                               .random = *random_,
                               .secrets = std::move(*secrets),
                               .tokens = books.tokens.get(),
                               .budgets = books.budgets.get()};
  return Connection{&*found, std::move(books), std::move(parts)};
}

Result<std::unique_ptr<CrmLogin>> Assembly::login(std::string_view crm) {
  auto connection = connect(crm);
  if (!connection) return tl::unexpected(connection.error());
  auto authorization =
      std::make_unique<connector::Authorization>(connection->crm->compiled, std::move(connection->parts));
  return std::make_unique<CrmLogin>(std::move(connection->books), std::move(authorization));
}

Result<std::unique_ptr<CrmWorld>> Assembly::world(std::string_view crm, ports::Observer& observer) {
  auto connection = connect(crm);
  if (!connection) return tl::unexpected(connection.error());
  auto remote = connector::make_remote(connection->crm->compiled, std::move(connection->parts));
  // The service lives for months: what was said of partners since then counts from the next run on.
  auto circle = std::make_unique<engine::Circle>(circle_);
  if (const auto read = engine::gather_circle(*circle, *store_, settings_.partners, clock_->now()); !read)
    return tl::unexpected(read.error());
  engine::World world{std::string(crm), *store_, *remote, *clock_, observer, policy_, *circle, letters_};
  return std::make_unique<CrmWorld>(std::move(connection->books), std::move(remote), std::move(circle), world);
}

}  // namespace goodword::daemon
