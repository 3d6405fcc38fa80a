// The measured side: real engine, real connector file, real wire and real store, one measure a process.
//
//   bench_client raw FILE               the recorded requests again with plain libcurl
//   bench_client pull PORT STORE FILE   reads what changed (all of it at first); requests are recorded in FILE
//   bench_client full PORT STORE FILE   reads all of it again
//   bench_client sync PORT STORE FILE   reads what changed, decides and plans
//   bench_client crms PORT STORE COUNT  as many CRMs at once, a thread each, as the service does
//
// Prints one JSON object. Time that a budget of calls makes it wait does not pass: only the processor is measured.
#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <thread>

#include "bench/measures.hpp"
#include "connector/compile.hpp"
#include "connector/remote.hpp"
#include "engine/pull.hpp"
#include "engine/sync.hpp"
#include "http/client.hpp"
#include "rules/book.hpp"
#include "store/sqlite.hpp"

namespace {

using namespace goodword;
using base::Json;

/// The system's time, and the waits that were leapt over.
class LeapingClock : public ports::Clock {
 public:
  base::Instant now() const override {
    return std::chrono::time_point_cast<base::Duration>(std::chrono::system_clock::now()) + base::Duration(leap_);
  }
  void wait_until(base::Instant until, std::stop_token) override {
    if (const auto wait = until - now(); wait > base::Duration{}) leap_ += wait.count();
  }

 private:
  std::atomic<std::int64_t> leap_ = 0;
};

/// Writes down what is sent, so that the same can be sent again by nothing but libcurl.
class RecordingClient : public ports::HttpClient {
 public:
  RecordingClient(ports::HttpClient& inner, const std::string& path) : inner_(inner), file_(path) {}
  std::unique_ptr<ports::PendingResponse> start(ports::HttpRequest request) override {
    file_ << request.method << "\n" << request.url << "\n" << request.body << "\n";
    return inner_.start(std::move(request));
  }

 private:
  ports::HttpClient& inner_;
  std::ofstream file_;
};

template <class T>
T value_of(base::Result<T> result) {
  if (!result) throw std::runtime_error(base::to_text(result.error()));
  return std::move(*result);
}

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error(path.string() + " cannot be read");
  return {std::istreambuf_iterator<char>(file), {}};
}

const std::filesystem::path source = GOODWORD_SOURCE_DIR;

connector::Compiled compiled_for(const std::string& port) {
  const std::filesystem::path path = source / "connectors/hubspot/connector.json";
  const Json origins = Json::object({{"api", Json("http://127.0.0.1:" + port)}});
  const Json secret = Json::object({{"environment", Json("TOKEN")}});
  const Json crm = Json::object({{"connector", Json("hubspot")},
                                 {"secrets", Json::object({{"token", secret}})},
                                 {"change", Json::object({{"origins", origins}})}});
  auto made =
      connector::compile(value_of(base::parse_settings_json(text_of(path), path.string())), path.string(), crm, "crm");
  if (!made.compiled) throw std::runtime_error(base::to_text(made.problems.front()));
  return *made.compiled;
}

rules::RuleBook shipped_rules() {
  std::vector<rules::RuleFile> files;
  for (const auto& entry : std::filesystem::directory_iterator(source / "packaging/share/rules")) {
    if (entry.path().extension() != ".json") continue;
    const std::string name = entry.path().filename().string();
    files.push_back({name, value_of(base::parse_settings_json(text_of(entry.path()), name))});
  }
  std::ranges::sort(files, {}, &rules::RuleFile::name);
  auto book = rules::compile_rules(files);
  if (!book) throw std::runtime_error(base::to_text(book.error().front()));
  return std::move(*book);
}

engine::Letters shipped_letters() {
  engine::Letters letters;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(source / "packaging/share/letters")) {
    if (entry.path().extension() != ".mustache") continue;
    letters.templates.emplace_back(entry.path().parent_path().filename().string() + "/" + entry.path().stem().string(),
                                   text_of(entry.path()));
  }
  return letters;
}

class FixedRandom : public ports::Random {
 public:
  std::uint64_t next() override { return state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL; }

 private:
  std::uint64_t state_ = 1;
};

class Quiet : public ports::Observer {
 public:
  void progress(const ports::Progress&) override {}
};

/// A firm of one seller with two partners, as small firms are.
engine::Circle circle() {
  engine::Circle made;
  made.book = shipped_rules();
  made.services = {{"web_design", "", {{"en", {"web design"}}}}, {"copywriting", "", {{"en", {"copywriting"}}}}};
  made.firm.name = "Firm";
  made.firm.services = {"web_design"};
  made.firm.sellers = {{"dev", "Dev Anand", {{"main", "71"}}, 19}};
  for (const std::string id : {"pellwick", "quill"}) {
    model::Partner partner;
    partner.id = partner.name = id;
    partner.services = {"copywriting"};
    partner.languages = {"en"};
    partner.remote = true;
    made.partners.push_back(partner);
  }
  return made;
}

class Bench {
 public:
  /// What reads only needs no rules, and is measured without their memory.
  enum class Work { reads, decides };
  Bench(const std::string& port, const std::string& store, ports::HttpClient& http, Work work)
      : http_(http), compiled_(compiled_for(port)) {
    if (work == Work::decides) {
      circle_ = circle();
      letters_ = shipped_letters();
    }
    store_ = value_of(store::open_sqlite(store, {}));
  }

  template <class Work>
  auto with_world(const std::string& crm, Work work) {
    FixedRandom random;
    connector::RemoteParts parts{crm, http_, clock_, random, {{"token", "pat-eu1-bench"}}};
    const auto remote = connector::make_remote(compiled_, std::move(parts));
    engine::World world{crm, *store_, *remote, clock_, quiet_, policy_, circle_, letters_};
    return work(world);
  }

  engine::PullReport pull(const std::string& crm, ports::PullMode mode) {
    return with_world(crm, [&](engine::World& world) {
      const auto run = value_of(store_->open_run("sync", crm, clock_.now()));
      auto report = value_of(engine::pull(world, {mode, run}, {}));
      if (const auto closed = store_->close_run(run, Json::object(), clock_.now()); !closed)
        throw std::runtime_error(base::to_text(closed.error()));
      return report;
    });
  }

  /// As if a rule had been edited: everybody is read and decided again.
  void edit_rules() { circle_.book.version += " edited"; }

  engine::SyncReport sync(const std::string& crm) {
    return with_world(crm, [&](engine::World& world) {
      engine::SyncWish wish;
      wish.writing = engine::Writing::never;
      return value_of(engine::sync(world, wish, {}));
    });
  }

 private:
  ports::HttpClient& http_;
  connector::Compiled compiled_;
  LeapingClock clock_;
  Quiet quiet_;
  engine::Policy policy_;
  engine::Circle circle_;
  engine::Letters letters_;
  std::unique_ptr<ports::Store> store_;
};

void tell(const bench::Usage& used, Json::Object more = {}) {
  Json json = Json::object(std::move(more));
  json.set("cpu", Json(used.cpu())).set("user", Json(used.user)).set("system", Json(used.system));
  json.set("wall", Json(used.wall)).set("rss", Json(bench::peak_rss_mb()));
  std::cout << base::write_json(json) << std::endl;
}

Json::Object counts_of(const engine::PullReport& report) {
  ports::PageCounts sum;
  for (const auto& stream : report.streams) {
    if (stream.error) throw std::runtime_error(stream.stream + ": " + base::to_text(*stream.error));
    sum.added += stream.counts.added;
    sum.changed += stream.counts.changed;
    sum.same += stream.counts.same;
    sum.rejected += stream.counts.rejected;
  }
  if (report.stopped) throw std::runtime_error(base::to_text(*report.stopped));
  return {{"added", Json(sum.added)},
          {"changed", Json(sum.changed)},
          {"same", Json(sum.same)},
          {"rejected", Json(sum.rejected)}};
}

/// Processor time from an open wire to a closed store.
void measure(const std::string& what, const std::string& port, const std::string& store, const std::string& record) {
  http::CurlClient wire;
  RecordingClient http(wire, record);
  auto bench = std::make_unique<Bench>(port, store, http,
                                       what == "sync" || what == "rules" ? Bench::Work::decides : Bench::Work::reads);
  if (what == "rules") bench->edit_rules();
  const auto before = bench::usage_now();
  Json::Object counts;
  if (what == "sync" || what == "rules") {
    const auto report = bench->sync("main");
    counts = counts_of(report.pull);
    counts.emplace_back("decided", Json(report.decided));
    counts.emplace_back("verdicts", Json(report.changed_verdicts));
  } else {
    counts = counts_of(bench->pull("main", what == "full" ? ports::PullMode::full : ports::PullMode::increment));
  }
  bench.reset();
  tell(bench::usage_now() - before, std::move(counts));
}

void measure_crms(const std::string& port, const std::string& store, int count) {
  http::CurlClient wire;
  auto bench = std::make_unique<Bench>(port, store, wire, Bench::Work::reads);
  const auto before = bench::usage_now();
  std::atomic<int> failed = 0;
  {
    std::vector<std::jthread> workers;
    for (int i = 0; i < count; ++i) {
      workers.emplace_back([&, i] {
        try {
          static_cast<void>(counts_of(bench->pull("crm" + std::to_string(i), ports::PullMode::increment)));
        } catch (const std::exception& fault) {
          ++failed;
          std::cerr << fault.what() << "\n";
        }
      });
    }
  }
  bench.reset();
  tell(bench::usage_now() - before, {{"failed", Json(failed.load())}});
}

}  // namespace

int main(int argc, char** argv) try {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() == 2 && words[0] == "raw") {
    tell(bench::replay_raw(words[1]));
  } else if (words.size() == 4 && words[0] == "crms") {
    measure_crms(words[1], words[2], std::stoi(words[3]));
  } else if (words.size() == 4) {
    measure(words[0], words[1], words[2], words[3]);
  } else {
    return 2;
  }
  return 0;
} catch (const std::exception& fault) {
  std::cerr << "bench_client: " << fault.what() << "\n";
  return 1;
}
