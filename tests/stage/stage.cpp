#include "stage/stage.hpp"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "engine/tags.hpp"
#include "sandbox/census.hpp"
#include "store/sqlite.hpp"

namespace goodword::testing {
namespace {

namespace fs = std::filesystem;

const fs::path source = GOODWORD_SOURCE_DIR;

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error(path.string() + " cannot be read");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

base::Json json_of(const fs::path& path) {
  auto json = base::parse_settings_json(text_of(path), path.string());
  if (!json) throw std::runtime_error(base::to_text(json.error()));
  return std::move(*json);
}

std::vector<std::pair<std::string, base::Json>> json_files_in(const char* folder) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(source / folder)) paths.push_back(entry.path());
  std::ranges::sort(paths);
  std::vector<std::pair<std::string, base::Json>> files;
  for (const auto& path : paths) {
    if (path.extension() == ".json") files.emplace_back(path.filename().string(), json_of(path));
  }
  return files;
}

template <class T>
T value_of(base::Result<T> result) {
  if (!result) throw std::runtime_error(base::to_text(result.error()));
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

sandbox::HubSpotOptions options_on(StageClock& clock) {
  sandbox::HubSpotOptions options;
  options.now = [&clock] { return clock.now(); };
  return options;
}

std::vector<std::string> all_tags(const engine::Policy& policy, const engine::Circle& circle) {
  auto tags = engine::all_our_tags(policy.tag_prefix);
  std::ranges::copy(engine::all_answer_tags(policy.tag_prefix), std::back_inserter(tags));
  for (const auto& service : circle.services) tags.push_back(policy.tag_prefix + ":need-" + service.id);
  return tags;
}

}  // namespace

TestFolder::TestFolder() {
  // In memory where there is such a place: these suites kill processes, not machines, and need no disk to be waited
  // for.
  const fs::path memory = "/dev/shm";
  const fs::path parent = ::access(memory.c_str(), W_OK) == 0 ? memory : fs::temp_directory_path();
  std::string pattern = (parent / "goodword-test-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no folder for the test");
  path_ = pattern;
}

TestFolder::~TestFolder() {
  std::error_code fault;
  fs::remove_all(path_, fault);
}

std::vector<rules::RuleFile> shipped_rule_files() {
  std::vector<rules::RuleFile> files;
  for (auto& [name, json] : json_files_in("packaging/share/rules"))
    files.push_back({name, std::move(json), rules::Patterns::at_first_use});
  return files;
}
std::vector<rules::PackFile> shipped_pack_files() { return json_files_in("packaging/share/rules/packs"); }

rules::RuleBook compiled(const std::vector<rules::RuleFile>& files) {
  auto book = rules::compile_rules(files);
  if (!book) throw std::runtime_error(base::to_text(book.error().front()));
  return std::move(*book);
}

rules::RuleBook shipped_rules() {
  static const rules::RuleBook book = compiled(shipped_rule_files());
  return book;
}

engine::Letters shipped_letters() {
  engine::Letters letters;
  for (const auto& entry : fs::recursive_directory_iterator(source / "packaging/share/letters")) {
    if (entry.path().extension() != ".mustache") continue;
    letters.templates.emplace_back(entry.path().parent_path().filename().string() + "/" + entry.path().stem().string(),
                                   text_of(entry.path()));
  }
  return letters;
}

connector::Compiled shipped_connector(std::string_view name) {
  const fs::path path = source / "connectors" / name / "connector.json";
  auto compiled = connector::compile(json_of(path), path.string(), base::Json(), "");
  if (!compiled.compiled) throw std::runtime_error(base::to_text(compiled.problems.front()));
  return *compiled.compiled;
}

void need_copywriting_elsewhere(engine::Circle& circle) {
  circle.services = {{"copywriting", "", {{"en", {"copywriting"}}}}, {"process", "", {{"en", {"process"}}}}};
  circle.firm.services = {"process"};
  circle.firm.currency = "GBP";
  circle.firm.sellers = {{"dev", "Dev Anand", {}, 19}};
  model::Partner partner;
  partner.id = "pellwick";
  partner.name = "Pellwick Copy";
  partner.services = {"copywriting"};
  partner.places = {{"Ripon", "GB", {}, {}}};
  partner.trusted = true;
  partner.room = model::Room{3, *base::parse_date("2027-12-31")};
  circle.partners = {partner};
}

Stage::Stage() : crm(options_on(clock)), http_(crm), compiled_(shipped_connector("hubspot")) {
  letters = shipped_letters();
  circle.book = shipped_rules();
  policy.most_share = 1;
  crm.with_world([&](sandbox::World& world) {
    const auto begin = clock.now() - std::chrono::days(400);
    world.add_owner({std::string(dev_user), "dev@firm.example", "Dev", "Anand", "9071", begin});
    world.add_owner({std::string(priya_user), "priya@firm.example", "Priya", "Raman", "9072", begin});
  });
  sandbox::Limits unlimited;
  unlimited.mode = sandbox::Limits::Mode::off;
  crm.set_limits(unlimited);
  reopen();
}

void Stage::reopen() {
  store_.reset();
  store_ = value_of(store::open_sqlite(folder() / "store.sqlite", {}));
}

void Stage::with_world(const std::function<void(engine::World&)>& work) {
  ports::HttpClient& http = other_http_ ? *other_http_ : static_cast<ports::HttpClient&>(http_);
  connector::RemoteParts parts{"main", http, clock, random_, {{"token", "pat-eu1-sandbox"}}};
  const auto remote = connector::make_remote(compiled_, std::move(parts));
  engine::World world{"main", store(), *remote, clock, quiet_, policy, circle, letters};
  work(world);
}

void Stage::set_up() {
  with_world([&](engine::World& world) {
    auto tags = all_tags(policy, circle);
    std::ranges::copy(other_tags, std::back_inserter(tags));
    for (const auto& item : value_of(world.remote.missing_setup(tags, {})))
      value_of(world.remote.create_setup(item, tags, {}));
  });
}

void Stage::promote() {
  auto state = value_of(store().crm_state("main"));
  state.mode = ports::CrmMode::apply;
  value_of(store().set_crm_state(state, clock.now()));
}

base::Result<engine::SyncReport> Stage::try_sync(const engine::SyncWish& wish) {
  base::Result<engine::SyncReport> report;
  with_world([&](engine::World& world) { report = engine::sync(world, wish, {}); });
  return report;
}

engine::SyncReport Stage::sync(const engine::SyncWish& wish) {
  auto report = value_of(try_sync(wish));
  if (report.pull.stopped) throw std::runtime_error(base::to_text(*report.pull.stopped));
  for (const auto& stream : report.pull.streams) {
    if (stream.error) throw std::runtime_error(stream.stream + ": " + base::to_text(*stream.error));
  }
  clock.pass(std::chrono::minutes(5));  // nothing that a person does later happens in the same instant
  return report;
}

engine::PlanReport Stage::plan() {
  engine::PlanReport report;
  with_world([&](engine::World& world) {
    engine::SyncWish wish;
    wish.scope = engine::Scope::everyone;
    report = value_of(engine::plan_now(world, wish));
  });
  return report;
}

engine::WriteReport Stage::undo(std::int64_t run) {
  engine::WriteReport report;
  with_world([&](engine::World& world) { report = value_of(engine::undo_now(world, run, {})); });
  return report;
}

base::Result<engine::WriteReport> Stage::apply(const model::Plan& plan, engine::Reach reach) {
  base::Result<engine::WriteReport> report;
  with_world([&](engine::World& world) { report = engine::apply_now(world, plan, reach, {}); });
  return report;
}

std::vector<std::string> Stage::tags(const std::string& contact) const {
  auto tags = sandbox::tags_of(crm, contact, "gw_tags");
  std::ranges::sort(tags);
  return tags;
}

model::Dossier Stage::dossier(const std::string& contact) {
  auto found = value_of(store().dossier({"main", model::Kind::contact, contact}));
  if (!found) throw std::runtime_error("no contact " + contact);
  return std::move(*found);
}

}  // namespace goodword::testing
