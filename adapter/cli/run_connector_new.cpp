// connector new: a first draft of a connector folder, from a vendor's document or saved answers.
#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include "base/text.hpp"
#include "cli/connector_files.hpp"
#include "cli/output_file.hpp"
#include "cli/run.hpp"
#include "conformance/recording.hpp"
#include "draft/answers.hpp"
#include "draft/draft.hpp"
#include "draft/openapi.hpp"
#include "draft/yaml.hpp"

namespace goodword::cli {
namespace {

namespace fs = std::filesystem;
using base::Json;
using base::Result;

constexpr std::size_t most_documents = 300;

/// A file of a stranger: JSON, or YAML where it does not begin as JSON does.
Result<Json> read_document(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return base::failure("usage", path.string() + " cannot be read");
  std::ostringstream text;
  text << file.rdbuf();
  const std::string content = text.str();
  const auto first = content.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  if (first != std::string::npos && content[first] != '{' && content[first] != '[')
    return draft::parse_yaml(content, path.string());
  auto json = base::parse_json(content, {.bytes = 64u << 20, .depth = 200, .string_bytes = 8u << 20});
  if (!json) return tl::unexpected(base::while_doing(json.error(), "reading " + path.string()));
  return json;
}

/// A document and those beside it that it refers to, and they in turn.
Result<draft::Material> read_api(const fs::path& path) {
  draft::Documents documents;
  std::vector<std::string> wanted = {path.filename().string()};
  for (std::size_t i = 0; i < wanted.size() && i < most_documents; ++i) {
    const std::string name = wanted[i];
    if (documents.contains(name)) continue;
    auto json = read_document(path.parent_path() / name);
    if (!json && i == 0) return tl::unexpected(json.error());
    if (!json) continue;  // what it would have told is missing then, and said to be
    for (auto& file : draft::files_referred_to(*json)) wanted.push_back(std::move(file));
    documents.emplace(name, *std::move(json));
  }
  return draft::material_of(documents, wanted[0]);
}

struct Sources {
  draft::Material material;
  std::vector<draft::Heard> heard;
};

Result<Sources> read_sources(const Call& call) {
  Sources sources;
  std::vector<draft::Material> parts;
  std::string base;
  for (const auto& file : call.all("--openapi")) {
    auto api = read_api(file);
    if (!api) return tl::unexpected(api.error());
    if (base.empty() && !api->servers.empty()) base = api->servers[0].url;
    parts.push_back(*std::move(api));
  }
  while (base.ends_with('/')) base.pop_back();
  const auto urls = call.all("--url");
  std::size_t bare = 0;
  for (const auto& file : call.all("--answer")) {
    const auto json = read_document(file);
    if (!json) return tl::unexpected(json.error());
    const bool told = json->has("request");
    const std::string url = told || bare >= urls.size() ? "" : urls[bare++];
    auto heard = draft::heard_from(*json, fs::path(file).filename().string(), url);
    if (!heard) return tl::unexpected(heard.error());
    sources.heard.push_back(*std::move(heard));
  }
  if (bare < urls.size())
    return base::failure("usage", "there are more --url than bare answers; each names the address of one --answer");
  if (!sources.heard.empty()) parts.insert(parts.begin(), draft::material_of(sources.heard, base));
  sources.material = draft::together(std::move(parts));
  return sources;
}

/// What an operator would have to give, invented: samples say it.
Json invented_crm(const Json& connector) {
  const Json* auth = connector.find("auth");
  const std::string login = auth && !auth->members().empty() ? auth->members().front().first : "";
  Json settings = Json::object();
  for (const auto& [name, setting] : connector.find("settings")->members()) {
    const std::string type = setting.text_or("type", "text"), only = setting.text_or("for", login);
    if (type == "secret" || setting.has("default") || only != login) continue;
    settings.set(name, type == "url"      ? Json("https://crm.example")
                       : type == "number" ? Json(1)
                       : type == "choice" ? setting.find("of")->items().front()
                                          : Json(name));
  }
  return Json::object({{"settings", std::move(settings)}});
}

conformance::Taken taken_from(const draft::Heard& heard) {
  conformance::Taken taken{.request = {.method = heard.method, .url = heard.url},
                           .response = ports::HttpResponse{.status = 200}};
  taken.response->headers = heard.headers;
  if (taken.response->header("Content-Type").empty())
    taken.response->headers.emplace_back("Content-Type", "application/json");
  taken.response->body = base::write_json(heard.body);
  return taken;
}

class Drafting {
 public:
  Drafting(Session& session, Sources sources, fs::path folder)
      : session_(session), sources_(std::move(sources)), folder_(std::move(folder)) {}

  int run();

 private:
  Result<Json> written_connector(const std::string& text);
  void samples(const Json& connector);
  void sample(const Json& connector, const draft::List& list, conformance::Scrubber& scrubber);
  void say() const;

  Session& session_;
  Sources sources_;
  fs::path folder_;
  draft::Draft draft_;
};

/// The draft as it will be read: checked as `connector validate` does.
Result<Json> Drafting::written_connector(const std::string& text) {
  auto json = base::parse_settings_json(text, (folder_ / "connector.json").string());
  if (!json) return json;
  const auto problems = connector_problems(session_, *json, folder_ / "connector.json");
  if (!problems) return tl::unexpected(problems.error());
  for (const auto& problem : *problems) draft_.missing.push_back("it does not compile yet: " + base::to_text(problem));
  return json;
}

void Drafting::sample(const Json& connector, const draft::List& list, conformance::Scrubber& scrubber) {
  conformance::RecordedStep step;
  for (const auto& heard : sources_.heard)
    if (draft::list_of(sources_.material, heard) == &list) step.taken.push_back(taken_from(heard));
  if (step.taken.empty()) return;
  step.step = Json::object({{"do", Json("pull")}, {"stream", Json(list.stream)}, {"mode", Json("full")}});
  step.step.set("most_pages", Json(static_cast<std::int64_t>(step.taken.size())));
  step.taken.push_back({});  // the page after them is asked for early, and nobody waits for it
  const conformance::Label label{list.stream + ".json", "the first pages of " + list.stream, "recording",
                                 "2026-01-15T09:00:00Z"};
  const auto written = conformance::sample_of(connector, label, {step}, scrubber);
  const fs::path path = folder_ / "samples" / label.name;
  if (written.problems.empty() && write_file(path, base::write_pretty(written.sample) + "\n", Readers::owner))
    session_.console().line("wrote " + path.string());
  else
    draft_.missing.push_back(
        "a sample of " + list.stream + ": " +
        (written.problems.empty() ? "it cannot be written" : base::shorten(written.problems[0], 300)));
}

void Drafting::samples(const Json& connector) {
  conformance::Scrubber scrubber(connector, invented_crm(connector), {});
  for (const auto& list : sources_.material.lists) sample(connector, list, scrubber);
}

void Drafting::say() const {
  const auto& console = session_.console();
  console.line();
  console.line("Guessed, each to be checked:");
  std::vector<std::vector<std::string>> rows;
  for (const auto& guess : draft_.guesses) rows.push_back({guess.pointer, guess.what, guess.why});
  for (const auto& row : base::split(base::trim(in_columns(rows)), '\n')) console.line("  " + row);
  console.line();
  console.line("Missing:");
  for (const auto& one : draft_.missing) console.line(hanging("  - ", one, 4, line_width));
}

int Drafting::run() {
  const auto& console = session_.console();
  const std::string name = folder_.filename().string();
  const fs::path schema = session_.share_folder() / "schemas" / "connector.schema.json";
  draft_ = draft::draft_of(sources_.material, {name, schema.string()});
  if (draft_.connector.is_null()) {
    for (const auto& one : draft_.missing) console.message("goodword: missing: " + one);
    return some_failed;
  }
  const std::string text = draft::connector_text(draft_, sources_.material);
  const auto before = draft_.missing.size();
  const auto connector = written_connector(text);
  if (!connector) return console.fail(connector.error());
  const bool compiles = draft_.missing.size() == before;
  std::error_code fault;
  fs::create_directories(folder_ / "samples", fault);
  if (fault || !write_file(folder_ / "connector.json", text, Readers::everybody))
    return console.complain(folder_.string() + " cannot be written" + (fault ? ": " + fault.message() : ""));
  console.line("wrote " + (folder_ / "connector.json").string());
  if (compiles) samples(*connector);
  if (!write_file(folder_ / "README.md", draft::readme_text(draft_, sources_.material), Readers::everybody))
    return console.complain((folder_ / "README.md").string() + " cannot be written");
  console.line("wrote " + (folder_ / "README.md").string());
  say();
  console.line();
  console.line("Next: read it beside the vendor's page, then goodword connector validate " +
               (folder_ / "connector.json").string() + ", goodword crm add NAME --connector " + name +
               ", goodword crm check NAME");
  return compiles ? done : some_failed;
}

}  // namespace

int run_connector_new(Session& session, const Call& call) {
  const std::string name = call.one("NAME");
  const bool plain = !name.empty() && name[0] >= 'a' && name[0] <= 'z' &&
                     name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
  if (!plain)
    return session.console().complain("a connector's name has small letters, digits and -, a letter first; not " +
                                      name);
  if (!call.has("--openapi") && !call.has("--answer"))
    return session.console().complain(
        "give the vendor's OpenAPI document (--openapi FILE), or an answer that you saved (--answer FILE --url URL)");
  const fs::path into = call.has("--into") ? fs::path(call.one("--into")) : session.config_folder() / "connectors";
  std::error_code fault;
  if (fs::exists(into / name, fault))
    return session.console().complain((into / name).string() +
                                      " is there already, and nothing is overwritten; take another name or --into DIR");
  auto sources = read_sources(call);
  if (!sources) return session.console().fail(sources.error());
  return Drafting(session, *std::move(sources), into / name).run();
}

}  // namespace goodword::cli
