#include "rig.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "engine/deliver.hpp"
#include "engine/pull.hpp"
#include "engine/undo.hpp"
#include "store/sqlite.hpp"

namespace goodword::dialects {
namespace {

using namespace std::chrono_literals;

constexpr base::Duration a_request = 137ms;

template <class T>
T sure(base::Result<T> result) {
  if (!result) throw std::runtime_error(base::to_text(result.error()));
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

connector::Compiled built(const std::string& crm_file) {
  const auto crm = sure(base::parse_settings_json(crm_file, "crm.json"));
  const std::string path =
      std::string(GOODWORD_SOURCE_DIR) + "/connectors/" + crm.text_or("connector", "") + "/connector.json";
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  auto made = connector::compile(sure(base::parse_settings_json(text.str(), path)), path, crm, "crm.json");
  if (!made.compiled) throw std::runtime_error(base::to_text(made.problems.front()));
  return *made.compiled;
}

}  // namespace

/// Time passes with each request, and before one of them something happens.
class BusyWire : public ports::HttpClient {
 public:
  BusyWire(sandbox::Dialect& crm, testing::StageClock& clock) : wire_(crm), clock_(clock) {}
  std::unique_ptr<ports::PendingResponse> start(ports::HttpRequest request) override {
    clock_.pass(a_request);
    if (++requests_ == before && deed) deed();
    return wire_.start(std::move(request));
  }
  void begin() { requests_ = 0; }
  int before = 0;
  std::function<void()> deed;

 private:
  sandbox::InProcessClient wire_;
  testing::StageClock& clock_;
  int requests_ = 0;
};

namespace {

std::string faults_of(const engine::PullReport& report) {
  std::string text;
  if (report.stopped) text = base::to_text(*report.stopped);
  for (const auto& stream : report.streams) {
    if (stream.error) text += (text.empty() ? "" : "\n") + stream.stream + ": " + base::to_text(*stream.error);
    if (stream.counts.rejected > 0) text += "\n" + stream.stream + ": a record was rejected";
  }
  return text;
}

}  // namespace

struct Rig::Parts {
  Parts(sandbox::Dialect& crm, testing::StageClock& clock, const Operator& comes)
      : compiled(built(comes.crm_file)),
        store(sure(store::open_sqlite(folder.path() / "store.sqlite", {}))),
        wire(crm, clock),
        who(comes) {}
  testing::TestFolder folder;
  connector::Compiled compiled;
  std::unique_ptr<ports::Store> store;
  BusyWire wire;
  Operator who;
  testing::FixedRandom random;
  testing::Quiet quiet;
  engine::Policy policy;
  engine::Circle circle;
  engine::Letters letters;
  std::int64_t last_run = 0;
};

Rig::Rig(sandbox::Dialect& crm, testing::StageClock& clock, const Operator& who)
    : crm_(crm), clock_(clock), parts_(std::make_unique<Parts>(crm, clock, who)) {}
Rig::~Rig() = default;

template <class Work>
void Rig::with_world(const Work& work) {
  const auto remote = connector::make_remote(parts_->compiled, {.crm = "main",
                                                                .http = parts_->wire,
                                                                .clock = clock_,
                                                                .random = parts_->random,
                                                                .secrets = parts_->who.secrets,
                                                                .tokens = parts_->who.tokens});
  engine::World world{"main",        *parts_->store, *remote,        clock_,
                      parts_->quiet, parts_->policy, parts_->circle, parts_->letters};
  work(world);
}

std::string Rig::pull(ports::PullMode mode) {
  std::string wrong;
  parts_->wire.begin();
  with_world([&](engine::World& world) {
    const auto run = sure(world.store.open_run("sync", "main", clock_.now()));
    wrong = faults_of(sure(engine::pull(world, {mode, run}, {})));
  });
  return wrong;
}

std::string Rig::pull_while(int request, std::function<void()> deed) {
  parts_->wire.before = request;
  parts_->wire.deed = std::move(deed);
  auto wrong = pull();
  parts_->wire.deed = {};
  return wrong;
}

std::string Rig::check() {
  std::string wrong;
  with_world([&](engine::World& world) {
    if (const auto checked = world.remote.check({}); !checked) wrong = base::to_text(checked.error());
  });
  return wrong;
}

std::string Rig::set_up(const std::vector<std::string>& tags) {
  std::string wrong;
  with_world([&](engine::World& world) {
    for (const auto& item : sure(world.remote.missing_setup(tags, {}))) {
      const auto made = world.remote.create_setup(item, tags, {});
      if (!made) wrong += base::to_text(made.error());
    }
  });
  return wrong;
}

engine::DeliverReport Rig::send(const std::vector<model::Change>& changes) {
  engine::DeliverReport report;
  with_world([&](engine::World& world) {
    parts_->last_run = sure(world.store.open_run("apply", "main", clock_.now()));
    sure(world.store.enqueue(parts_->last_run, changes, clock_.now()));
    report = sure(engine::deliver(world, {}));
  });
  return report;
}

engine::DeliverReport Rig::write(const std::vector<model::Change>& changes) { return send(changes); }

engine::DeliverReport Rig::deliver() {
  engine::DeliverReport report;
  with_world([&](engine::World& world) { report = sure(engine::deliver(world, {})); });
  return report;
}

engine::DeliverReport Rig::undo() {
  std::vector<model::Change> changes;
  with_world([&](engine::World& world) {
    const auto undo = sure(engine::undo_plan(world, parts_->last_run));
    for (const auto& entry : undo.plan.entries)
      changes.insert(changes.end(), entry.changes.begin(), entry.changes.end());
  });
  return send(changes);
}

Held Rig::held() {
  using enum model::Kind;
  Held held;
  for (const auto kind : {contact, company, opportunity, activity, user}) {
    for (const auto& record : sure(parts_->store->records("main", kind, 1'000'000))) {
      base::Json json = model::to_json(record);
      json.erase("changed");
      held[{kind, record.id()}] = base::write_canonical(json);
    }
  }
  return held;
}

std::string Rig::found_as(const std::string& contact) {
  const auto dossier = sure(parts_->store->dossier({"main", model::Kind::contact, contact}));
  return dossier ? dossier->contact.id() : std::string();
}

std::vector<std::string> Rig::calls() {
  std::map<std::string, int> counts;
  for (const auto& request : crm_.requests()) ++counts[request.method + " " + request.path];
  crm_.forget_requests();
  std::vector<std::string> calls;
  for (const auto& [call, count] : counts) calls.push_back(call + ": " + std::to_string(count));
  return calls;
}

model::Change change(model::Kind kind, const std::string& id, model::Action action, const std::string& value) {
  static int causes = 0;
  model::Change change;
  change.subject = {"main", kind, id};
  change.action = action;
  change.cause = "test " + std::to_string(++causes);
  change.why = "asked for by the test";
  if (action == model::Action::note || action == model::Action::task) {
    change.field = action == model::Action::note ? "note" : "task";
    change.title = value;
    change.body = value;
  } else {
    change.field = "tags";
    change.value = value;
  }
  return change;
}

std::string difference(const Held& theirs, const Held& ours) {
  for (const auto& [key, record] : theirs) {
    const auto found = ours.find(key);
    if (found == ours.end()) return "missing: " + record;
    if (found->second != record) return "the CRM holds " + record + "\nthe store    " + found->second;
  }
  for (const auto& [key, record] : ours) {
    if (!theirs.contains(key)) return "gone in the CRM, and held: " + record;
  }
  return {};
}

}  // namespace goodword::dialects
