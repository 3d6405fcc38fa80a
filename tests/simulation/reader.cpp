#include "simulation/reader.hpp"

#include <algorithm>
#include <fstream>
#include <ostream>
#include <sstream>
#include <stdexcept>

#include "engine/pull.hpp"
#include "stage/relay_store.hpp"
#include "store/sqlite.hpp"

namespace goodword::simulation {
namespace {

using base::Json;
using namespace std::chrono_literals;

constexpr std::array mishap_names = {"cut answer",
                                     "429",
                                     "500",
                                     "lost answer",
                                     "cursor expired",
                                     "repeated page",
                                     "crash before commit",
                                     "crash after commit",
                                     "edit between pages"};
constexpr base::Duration a_request = 137ms;

Json json_of(const std::string& text) {
  auto json = base::parse_settings_json(text, "simulation");
  if (!json) throw std::runtime_error(base::to_text(json.error()));
  return std::move(*json);
}

/// What the operator's file changes: small pages, so that small sequences meet their ends; and the wrong cursors.
Json crm_file(Build build) {
  Json crm = json_of(R"({"connector": "hubspot", "secrets": {"token": {"file": "x"}}, "change": {
    "patterns": {"object": {"pages": {"size": 3}, "by_id": {"batch": 2}, "deleted": {"pages": {"size": 3}}, "changes": {"pages": {"size": 3}}}},
    "streams": {"users": null, "tasks": null, "emails": null, "calls": null, "meetings": null,
      "contacts": {"related": {"companies": {"batch": 2}}}, "deals": {"related": {"contacts": {"batch": 2}}}, "notes": {"related": {"contacts": {"batch": 2}}}}}})");
  Json& changes = *crm.find("change")->find("patterns")->find("object")->find("changes");
  if (build == Build::no_overlap) changes.set("lag", Json("0s"));
  if (build == Build::exclusive_cursor) {
    changes.set("request", json_of(R"({"json": {"filterGroups": [{"filters": [
      {"propertyName": "${with.changed}", "operator": "GT", "value": {"$text": "${since}"}},
      {"propertyName": "${with.changed}", "operator": "LTE", "value": {"$text": "${until}"}}]}]}})"));
  }
  return crm;
}

connector::Compiled built(Build build) {
  const std::string path = std::string(GOODWORD_SOURCE_DIR) + "/connectors/hubspot/connector.json";
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  auto compiled = connector::compile(json_of(text.str()), path, crm_file(build), "crm.json");
  if (!compiled.compiled) throw std::runtime_error(base::to_text(compiled.problems.front()));
  return *compiled.compiled;
}

sandbox::HubSpotOptions options_on(testing::StageClock& clock) {
  sandbox::HubSpotOptions options;
  options.now = [&clock] { return clock.now(); };
  return options;
}

struct Crash {};

/// A store whose process dies at the nth commit of pages, before or after it is durable.
class MortalStore : public testing::RelayStore {
 public:
  MortalStore(ports::Store& inner, Build build, const std::vector<Trouble>& troubles, Happened& happened)
      : RelayStore(inner), build_(build), troubles_(troubles), happened_(happened) {}

  base::Result<ports::PageCounts> commit_pages(std::span<const ports::PageCommit> pages) override {
    ++commits_;
    if (build_ == Build::cursor_before_rows) {
      ports::PageCommit place = pages.back();
      place.records = {};
      place.rejects = {};
      place.gone = {};
      place.merged = {};
      if (const auto kept = inner_.commit_page(place); !kept) return kept;
    }
    die_at(Mishap::crash_before_commit);
    for (const auto& page : pages) {
      if (!page.same.empty()) happened_.insert("passed over");
    }
    auto counts = inner_.commit_pages(pages);
    die_at(Mishap::crash_after_commit);
    return counts;
  }
  Result<std::vector<bool>> hold(Text crm, Kind kind, std::span<const ports::RawRecord> asked) override {
    if (build_ != Build::passes_over_by_id) return inner_.hold(crm, kind, asked);
    const auto known = inner_.records(crm, kind, 1000);
    std::vector<bool> held;
    for (const auto& record : asked)
      held.push_back(std::ranges::find(*known, record.id, &model::Record::id) != known->end());
    return held;
  }

 private:
  void die_at(Mishap mishap) {
    for (const auto& trouble : troubles_) {
      if (trouble.what != mishap || trouble.nth != commits_) continue;
      happened_.insert(mishap_names[static_cast<std::size_t>(mishap)]);
      throw Crash{};
    }
  }

  Build build_;
  const std::vector<Trouble>& troubles_;
  Happened& happened_;
  int commits_ = 0;
};

/// Lets time pass and people edit between two requests, and notes what the requests met.
class BusyWire : public ports::HttpClient {
 public:
  struct Parts {
    sandbox::HubSpot& crm;
    testing::StageClock& clock;
    People& people;
    Happened& happened;
  };
  BusyWire(Parts parts, const std::vector<Trouble>& troubles) : parts_(parts), wire_(parts.crm), troubles_(troubles) {}

  std::unique_ptr<ports::PendingResponse> start(ports::HttpRequest request) override {
    parts_.clock.pass(a_request);
    ++requests_;
    for (const auto& trouble : troubles_) {
      if (trouble.what != Mishap::edit_between_pages || trouble.nth != requests_ || requests_ == 1) continue;
      parts_.people.carry_out(trouble.deed);
      parts_.happened.insert(mishap_names[static_cast<std::size_t>(Mishap::edit_between_pages)]);
    }
    if (request.url.ends_with("/search")) note(request.body);
    return wire_.start(std::move(request));
  }

 private:
  void note(const std::string& body) {
    bool behind = false;
    std::as_const(parts_.crm).with_world([&](const sandbox::World& world) { behind = world.index_is_behind(); });
    if (behind) parts_.happened.insert("index behind");
    if (body.find("\"EQ\"") != std::string::npos) parts_.happened.insert("tie larger than a page");
  }

  Parts parts_;
  sandbox::InProcessClient wire_;
  const std::vector<Trouble>& troubles_;
  int requests_ = 0;
};

std::optional<sandbox::Fault> fault_of(Mishap mishap) {
  switch (mishap) {
    case Mishap::cut_answer: return sandbox::Fault::truncated_body;
    case Mishap::throttled: return sandbox::Fault::throttled;
    case Mishap::server_error: return sandbox::Fault::server_error;
    case Mishap::lost_answer: return sandbox::Fault::lost_after_apply;
    case Mishap::cursor_expired: return sandbox::Fault::cursor_expired;
    case Mishap::repeated_page: return sandbox::Fault::repeated_page;
    default: return std::nullopt;
  }
}

std::string said_without_relations(const model::Record& record, Relations relations) {
  Json json = model::to_json(record);
  for (const char* name : {"changed", "amount"}) json.erase(name);
  if (relations == Relations::without && record.kind == model::Kind::contact) json.erase("company");
  if (relations == Relations::without && record.kind != model::Kind::contact) json.erase("contacts");
  return base::write_canonical(json);
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const Trouble& trouble) {
  out << mishap_names[static_cast<std::size_t>(trouble.what)] << " at " << trouble.nth;
  if (trouble.what == Mishap::edit_between_pages) out << ": " << trouble.deed;
  return out;
}

Workshop::Workshop(Build build) : build_(build), connector_(built(build)) {
  auto store = store::open_sqlite(folder_.path() / "store.sqlite", {});
  if (!store) throw std::runtime_error(base::to_text(store.error()));
  store_ = std::move(*store);
}

Reader::Reader(Workshop& workshop)
    : workshop_(workshop), crm_name_(workshop.next_crm()), crm_(options_on(clock_)), people_(crm_) {
  for (int i = 0; i < 3; ++i) act({Do::create, 0, 1, 0});
  for (int i = 0; i < 2; ++i) act({Do::create, 0, 0, 0});
  act({Do::write_note, 0, 0, 0});
  act({Do::make_deal, 1, 0, 0});
}

void Reader::pull(ports::PullMode mode, const std::vector<Trouble>& troubles) {
  engine::Policy policy;
  policy.rows_a_commit = ++pulls_ % 2 == 0 ? 1 : 5;  // pages are of 3 records
  static const engine::Circle circle;
  static const engine::Letters letters;
  for (const auto& trouble : troubles) {
    if (const auto fault = fault_of(trouble.what)) crm_.add_fault({.fault = *fault, .nth = trouble.nth});
  }
  testing::FixedRandom random;
  testing::Quiet quiet;
  BusyWire wire({crm_, clock_, people_, happened_}, troubles);
  MortalStore store(workshop_.store(), workshop_.build(), troubles, happened_);
  const auto remote = connector::make_remote(
      workshop_.connector(),
      {.crm = crm_name_, .http = wire, .clock = clock_, .random = random, .secrets = {{"token", "pat-eu1-sandbox"}}});
  engine::World world{crm_name_, store, *remote, clock_, quiet, policy, circle, letters};
  const auto run = workshop_.store().open_run("sync", crm_name_, clock_.now());
  if (!run) throw std::runtime_error(base::to_text(run.error()));
  try {
    const auto pulled = engine::pull(world, {mode, *run}, {});
    if (!pulled) throw std::runtime_error(base::to_text(pulled.error()));
    faulty_.clear();
    if (pulled->stopped) faulty_ = base::to_text(*pulled->stopped);
    for (const auto& stream : pulled->streams) {
      if (stream.error) faulty_ += stream.stream + ": " + base::to_text(*stream.error) + "\n";
    }
  } catch (const Crash&) {
  }
  crm_.calm();
  for (std::size_t i = 0; i < mishap_count; ++i) {
    const auto fault = fault_of(static_cast<Mishap>(i));
    if (fault && crm_.faults_fired(*fault) > 0) happened_.insert(mishap_names[i]);
  }
}

Held Reader::held(Relations relations) {
  using enum model::Kind;
  Held held;
  for (const auto kind : {contact, company, opportunity, activity}) {
    const auto records = workshop_.store().records(crm_name_, kind, 1000);
    if (!records) throw std::runtime_error(base::to_text(records.error()));
    for (const auto& record : *records) held[{kind, record.id()}] = said_without_relations(record, relations);
  }
  return held;
}

std::string Reader::difference(Relations relations) {
  const Held ours = held(relations), theirs = truth(crm_, relations);
  for (const auto& [key, record] : theirs) {
    const auto found = ours.find(key);
    if (found == ours.end()) return "missing: " + record;
    if (found->second != record) return "the CRM holds " + record + "\nthe store    " + found->second;
  }
  for (const auto& [key, record] : ours) {
    if (theirs.contains(key)) continue;
    // Archived records, and what they swallowed, are known by their feed, which is read once a day.
    const auto merged = std::ranges::any_of(people_.merged_contacts(), [&](const auto& pair) {
      return key.first == model::Kind::contact && pair.first == key.second && !survivor_of(pair.first).empty();
    });
    if (relations == Relations::with || merged) return "gone in the CRM, and held: " + record;
  }
  return {};
}

std::string Reader::pull_quietly() {
  pull(ports::PullMode::increment, {});
  return faulty_;
}

std::string Reader::settle() {
  pass(60s);
  if (auto fault = pull_quietly(); !fault.empty()) return fault;
  if (auto wrong = difference(Relations::without); !wrong.empty()) return "after quiet, " + wrong;
  pass(std::chrono::days(8));
  if (auto fault = pull_quietly(); !fault.empty()) return fault;
  if (auto wrong = difference(Relations::with); !wrong.empty()) return "after a week, " + wrong;
  return survivors();
}

/// Empty: it was archived.
std::string Reader::survivor_of(const std::string& loser) const {
  std::string last;
  crm_.with_world([&](const sandbox::World& world) {
    const auto* item = world.find(sandbox::ObjectType::contacts, *sandbox::record_id(loser));
    if (item != nullptr && !item->archived) last = std::to_string(item->id);
  });
  return last;
}

/// A merged contact is found by its old id, and what hung on it hangs on the survivor.
std::string Reader::survivors() {
  for (const auto& [loser, survivor] : people_.merged_contacts()) {
    const std::string last = survivor_of(loser);
    const auto dossier = workshop_.store().dossier({crm_name_, model::Kind::contact, loser});
    if (!dossier) throw std::runtime_error(base::to_text(dossier.error()));
    const std::string found = *dossier ? (*dossier)->contact.id() : "";
    if (found != last) return "contact " + loser + " was merged into " + last + ", and is found as \"" + found + "\"";
  }
  return {};
}

}  // namespace goodword::simulation
