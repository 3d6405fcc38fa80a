#include "engine/reading_rig.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

#include "engine/pull.hpp"
#include "sandbox/census.hpp"
#include "stage/relay_store.hpp"
#include "store/sqlite.hpp"

namespace goodword::testing {
namespace {

template <class T>
T sure(base::Result<T> result) {
  if (!result) throw std::runtime_error(base::to_text(result.error()));
  return std::move(*result);
}

connector::Compiled built(const std::string& change) {
  const std::string path = std::string(GOODWORD_SOURCE_DIR) + "/connectors/hubspot/connector.json";
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  const std::string crm = R"({"connector": "hubspot", "secrets": {"token": {"file": "x"}}, "change": )" + change + "}";
  auto made = connector::compile(sure(base::parse_settings_json(text.str(), path)), path,
                                 sure(base::parse_settings_json(crm, "crm.json")), "crm.json");
  if (!made.compiled) throw std::runtime_error(base::to_text(made.problems.front()));
  return *made.compiled;
}

sandbox::HubSpotOptions options_on(const StageClock& clock, base::Duration ahead) {
  sandbox::HubSpotOptions options;
  options.now = [&clock, ahead] { return clock.now() + ahead; };
  options.limits.mode = sandbox::Limits::Mode::off;
  return options;
}

struct Death {};

class DyingStore : public RelayStore {
 public:
  DyingStore(ports::Store& inner, int page, std::vector<std::size_t>& commits)
      : RelayStore(inner), left_(page), commits_(commits) {}
  base::Result<ports::PageCounts> commit_pages(std::span<const ports::PageCommit> pages) override {
    if (pages.front().stream == "contacts") {
      if (--left_ == 0) throw Death{};
      commits_.push_back(pages.size());
    }
    return inner_.commit_pages(pages);
  }

 private:
  int left_;
  std::vector<std::size_t>& commits_;
};

class BusyWire : public ports::HttpClient {
 public:
  BusyWire(sandbox::HubSpot& crm, std::function<void(const std::string&)> before_each)
      : wire_(crm), before_each_(std::move(before_each)) {}
  std::unique_ptr<ports::PendingResponse> start(ports::HttpRequest request) override {
    before_each_(request.url);
    return wire_.start(std::move(request));
  }

 private:
  sandbox::InProcessClient wire_;
  std::function<void(const std::string&)> before_each_;
};

}  // namespace

Rig::Rig(RigOptions options)
    : crm(options_on(clock, options.clock_ahead)),
      dev(crm, std::string(dev_user)),
      options_(std::move(options)),
      compiled_(built(options_.change)),
      store_(sure(store::open_sqlite(folder_.path() / "store.sqlite", {}))) {
  crm.with_world([&](sandbox::World& world) {
    world.add_owner({std::string(dev_user), "dev@firm.example", "Dev", "Anand", "9071", world.now()});
  });
}

engine::PullReport Rig::run(ports::PullMode mode, const Between& between) {
  engine::Policy policy;
  policy.rows_a_commit = options_.rows_a_commit;
  static const engine::Circle circle;
  static const engine::Letters letters;
  int requests = 0;
  BusyWire wire(crm, [&](const std::string& url) {
    clock.pass(options_.a_request);
    if (url.find("/objects/contacts") != std::string::npos && ++requests == between.request) between.deed();
  });
  commits.clear();
  DyingStore store(*store_, between.page, commits);
  FixedRandom random;
  Quiet quiet;
  const auto remote = connector::make_remote(
      compiled_,
      {.crm = "main", .http = wire, .clock = clock, .random = random, .secrets = {{"token", "pat-eu1-sandbox"}}});
  engine::World world{"main", store, *remote, clock, quiet, policy, circle, letters};
  crm.forget_requests();
  errors.clear();
  const auto number = sure(store_->open_run("sync", "main", clock.now()));
  auto report = sure(engine::pull(world, {mode, number}, {}));
  if (report.stopped) errors.push_back(report.stopped->code);
  for (const auto& stream : report.streams) {
    if (stream.error) errors.push_back(stream.stream + " " + stream.error->code);
  }
  return report;
}

engine::PullReport Rig::pull(ports::PullMode mode) { return run(mode, {}); }

void Rig::pull_and_die_at(int page) {
  try {
    run(ports::PullMode::increment, {.request = 0, .page = page, .deed = {}});
  } catch (const Death&) {
    return;
  }
  throw std::runtime_error("the pull ended before it could die");
}

engine::PullReport Rig::pull_while(int request, std::function<void()> deed) {
  return run(ports::PullMode::increment, {.request = request, .page = 0, .deed = std::move(deed)});
}

std::vector<std::string> Rig::ids(model::Kind kind) {
  std::vector<std::string> ids;
  for (const auto& record : sure(store_->records("main", kind, 1'000'000))) ids.push_back(record.id());
  return ids;
}

model::Dossier Rig::dossier(const std::string& contact) {
  auto found = sure(store_->dossier({"main", model::Kind::contact, contact}));
  if (!found) throw std::runtime_error("no contact " + contact);
  return std::move(*found);
}

std::string Rig::mark(const std::string& stream) { return sure(store_->mark("main", stream)); }

int Rig::calls(const std::string& method_and_path) const {
  const auto counts = sandbox::request_counts(crm);
  const auto found = counts.find(method_and_path);
  return found == counts.end() ? 0 : found->second;
}

std::vector<std::string> Rig::all_calls() const {
  std::vector<std::string> calls;
  for (const auto& [call, count] : sandbox::request_counts(crm)) calls.push_back(call + ": " + std::to_string(count));
  return calls;
}

std::vector<std::string> Rig::make_contacts(int count) {
  std::vector<std::string> made;
  for (int i = 0; i < count; ++i) {
    made.push_back(dev.create(sandbox::ObjectType::contacts, {{"firstname", "No. " + std::to_string(++contacts_)}}));
  }
  return made;
}

}  // namespace goodword::testing
