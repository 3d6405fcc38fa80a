// connector list, show, validate, requests, test (recording: recording.cpp): kinds of CRM and the files that describe
// them.
#include <algorithm>
#include <map>
#include <set>

#include "base/text.hpp"
#include "cli/connector_files.hpp"
#include "cli/recording.hpp"
#include "cli/run.hpp"
#include "conformance/rehearsal.hpp"
#include "connector/remote.hpp"
#include "connector/requests.hpp"

namespace goodword::cli {
namespace {

namespace fs = std::filesystem;
using base::Json;

/// The samples in a folder, by name.
std::vector<fs::path> sample_files(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code fault;
  for (fs::directory_iterator entry(folder, fault), end; !fault && entry != end; entry.increment(fault)) {
    if (entry->path().extension() == ".json") files.push_back(entry->path());
  }
  std::ranges::sort(files);
  return files;
}

struct SampleResult {
  std::string name, from, about;
  int steps = 0;
  std::vector<std::string> faults;
};

/// All samples of a connector, played, and what they reach: all of them, and those that somebody did not invent.
struct Proof {
  std::vector<SampleResult> samples;
  conformance::Coverage all, seen;

  explicit Proof(const Json& connector) : all(connector), seen(connector) {}
};

SampleResult play_one(const Json& connector, const Json& sample, const std::string& name, Proof& proof) {
  SampleResult result{name, sample.text_or("from", "?"), sample.text_or("about", ""), 0, {}};
  const auto rehearsal = conformance::rehearse(connector, sample, name);
  result.faults = rehearsal.problems;
  for (const auto& step : rehearsal.played) {
    ++result.steps;
    for (const auto& fault : conformance::disagreements(step))
      result.faults.push_back("step " + std::to_string(result.steps) + ", " + step.step.text_or("do", "?") + ": " +
                              fault);
    for (const auto& exchange : step.exchanges) {
      proof.all.add(exchange);
      if (result.from != "invented") proof.seen.add(exchange);
    }
  }
  if (rehearsal.played.empty() && result.faults.empty()) result.faults.emplace_back("it has no steps");
  return result;
}

Proof prove(const Json& connector, const fs::path& samples) {
  Proof proof(connector);
  for (const auto& file : sample_files(samples)) {
    const auto sample = read_json(file);
    const std::string name = file.filename().string();
    if (sample)
      proof.samples.push_back(play_one(connector, *sample, name, proof));
    else
      proof.samples.push_back({name, "?", "", 0, {base::to_text(sample.error())}});
  }
  return proof;
}

std::string share_text(const conformance::Coverage& coverage) {
  const auto parts = std::max<std::size_t>(1, coverage.parts());
  return std::to_string(coverage.reached()) + " of " + std::to_string(coverage.parts()) + " (" +
         std::to_string(100 * coverage.reached() / parts) + "%)";
}

void line(const Session& session, std::string_view label, const std::string& text) {
  session.console().line(padded(label, 12) + wrapped(text, 12, 110).substr(12));
}

/// Columns that are not to be broken.
void row(const Session& session, std::string_view label, const std::string& columns) {
  session.console().line(padded(label, 12) + columns);
}

void show_streams(const Session& session, const Json& connector) {
  bool first = true;
  for (const auto& [name, stream] : connector.find("streams")->members()) {
    const Json* fields = stream.find("fields");
    row(session, first ? "Reads" : "",
        padded(name, 16) + padded(stream.text_or("kind", "as its pattern says"), 22) +
            (fields ? std::to_string(fields->members().size()) + " fields of its own" : ""));
    first = false;
  }
}

void show_writes(const Session& session, const connector::Compiled& compiled) {
  bool first = true;
  for (const auto& ability : connector::abilities_of(compiled)) {
    row(session, first ? "Writes" : "",
        padded(std::string(model::to_text(ability.action)) + " on " + std::string(model::to_text(ability.kind)), 28) +
            padded(std::to_string(ability.batch) + " a call", 14) +
            "if an answer is lost: " + std::string(model::to_text(ability.sameness)));
    first = false;
  }
}

void show_proof(const Session& session, const Json& connector, const fs::path& path) {
  const Proof proof = prove(connector, path.parent_path() / "samples");
  std::map<std::string, int> from;
  for (const auto& sample : proof.samples) ++from[sample.from];
  std::string samples;
  for (const auto& [source, number] : from)
    samples += (samples.empty() ? "" : ", ") + std::to_string(number) + " " + source;
  line(session, "Samples", samples.empty() ? "none" : samples);
  line(session, "", "reach " + share_text(proof.all) + " of what the file can send and of its rules for answers");
  const auto missed_by_all = proof.all.missed();
  const std::set<std::string> nowhere(missed_by_all.begin(), missed_by_all.end());
  for (const auto& part : proof.seen.missed()) line(session, nowhere.contains(part) ? "no sample" : "unproven", part);
}

}  // namespace

int run_connector_list(Session& session, const Call&) {
  Json all = Json::array();
  std::vector<std::vector<std::string>> rows;
  for (const auto& file : connector_files(session)) {
    const auto json = read_json(file);
    const std::string name = file.parent_path().filename().string();
    if (!json) {
      session.console().message(base::to_text(json.error()));
      continue;
    }
    all.push(Json::object({{"name", Json(name)},
                           {"title", Json(json->text_or("title", name))},
                           {"api", Json(json->text_or("api", ""))},
                           {"proven", Json(json->text_or("proven", ""))}}));
    rows.push_back(
        {name, json->text_or("title", name), json->text_or("api", ""), "proven by: " + json->text_or("proven", "")});
  }
  if (session.console().json())
    session.console().json_line(Json::object({{"format_version", Json(1)}, {"connectors", std::move(all)}}));
  else if (!rows.empty())
    session.console().line(base::trim(in_columns(rows)));
  return done;
}

int run_connector_validate(Session& session, const Call& call) {
  const fs::path path = call.one("FILE");
  const auto json = read_json(path);
  if (!json) return session.console().fail(json.error());
  const auto problems = connector_problems(session, *json, path);
  if (!problems) return session.console().fail(problems.error());
  if (!problems->empty()) return session.console().fail(*problems);
  const auto compiled = connector::compile(*json, path.string(), Json(), "");
  for (const auto& note : compiled.notes) session.console().message(base::to_text(note));
  session.console().line(path.string() + " is right");
  return done;
}

int run_connector_requests(Session& session, const Call& call) {
  int failure = done;
  const std::string name = call.one("CRM");
  if (session.chosen_crms({name}, failure).empty()) return failure;
  const auto* compiled = session.assembly(failure)->connector(name);
  for (const auto& request : connector::requests_of(*compiled)) session.console().line(connector::to_text(request));
  return done;
}

int run_connector_show(Session& session, const Call& call) {
  const auto path = find_connector(session, call.one("KIND"));
  if (!path) return session.console().fail(path.error());
  const auto json = read_json(*path);
  if (!json) return session.console().fail(json.error());
  const auto compiled = connector::compile(*json, path->string(), Json(), "");
  if (!compiled.compiled) return session.console().fail(compiled.problems);
  if (session.console().json()) {
    session.console().json_line(Json(*json).set("format_version", Json(1)));
    return done;
  }
  line(session, "Connector",
       json->text_or("title", "") + ", " + json->text_or("api", "") + "; version " + json->text_or("version", "?") +
           ", proven by: " + json->text_or("proven", "?"));
  line(session, "File", path->string());
  line(session, "Hosts", base::join(connector::origins_of(*compiled.compiled), ", "));
  for (const auto& [name, login] : json->find("auth")->members())
    line(session, "Log in", name + " (" + login.text_or("kind", "") + ")");
  for (const auto& [name, setting] : json->find("settings")->members())
    row(session, "Setting", padded(name, 16) + padded(setting.text_or("type", ""), 10) + setting.text_or("say", ""));
  show_streams(session, *json);
  show_writes(session, *compiled.compiled);
  show_proof(session, *json, *path);
  return done;
}

namespace {

int say_proof(const Session& session, const Proof& proof, const fs::path& samples) {
  bool good = true;
  for (const auto& sample : proof.samples) {
    good = good && sample.faults.empty();
    session.console().line(padded(sample.faults.empty() ? "good" : "WRONG", 7) + padded(sample.name, 28) +
                           padded(std::to_string(sample.steps) + " steps", 12) + sample.from);
    for (const auto& fault : sample.faults) session.console().line("       " + fault);
  }
  if (proof.samples.empty())
    session.console().line("There are no samples in " + samples.string() +
                           "; connectors/README.md says how to write one.");
  session.console().line("Reached  " + share_text(proof.all) +
                         " of what the file can send and of its rules for answers; without invented samples " +
                         share_text(proof.seen));
  for (const auto& part : proof.all.missed()) session.console().line("  not reached: " + part);
  return good && !proof.samples.empty() ? done : some_failed;
}

}  // namespace

int run_connector_test(Session& session, const Call& call) {
  const auto path = find_connector(session, call.one("FILE"));
  if (!path) return session.console().fail(path.error());
  const auto json = read_json(*path);
  if (!json) return session.console().fail(json.error());
  const auto problems = connector_problems(session, *json, *path);
  if (!problems) return session.console().fail(problems.error());
  if (!problems->empty()) return session.console().fail(*problems);
  if (call.has("--record")) return record_connector(session, call, *path);
  const fs::path samples = call.has("--replay") ? fs::path(call.one("--replay")) : path->parent_path() / "samples";
  return say_proof(session, prove(*json, samples), samples);
}

}  // namespace goodword::cli
