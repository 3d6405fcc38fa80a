#include "cli/recording.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"
#include "cli/look_up.hpp"
#include "cli/output_file.hpp"
#include "conformance/recording.hpp"
#include "conformance/sample.hpp"

namespace goodword::cli {
namespace {

namespace fs = std::filesystem;
using base::Json;
using conformance::RecordingClient;

const daemon::CrmSettings* crm_of(const daemon::Settings& settings, const std::string& name) {
  const auto found = std::ranges::find(settings.crms, name, &daemon::CrmSettings::name);
  return found == settings.crms.end() ? nullptr : &*found;
}

/// One recording: of each list of a CRM a sample.
class Recording {
 public:
  struct Parts {
    Session& session;
    daemon::Assembly& program;
    const daemon::CrmSettings& crm;
    std::shared_ptr<RecordingClient::Tape> tape;
    fs::path folder;
    std::int64_t pages = 2;
  };

  explicit Recording(Parts parts)
      : parts_(std::move(parts)),
        connector_(parts_.crm.connector.json),
        scrubber_(connector_, parts_.crm.file.json, tags_for_setup(parts_.program)) {}

  int run();

 private:
  base::Result<std::unique_ptr<daemon::CrmWorld>> begin(const std::string& file);
  Json take(conformance::Player& player, Json step);
  bool check();
  bool stream(const conformance::Recordable::Stream& stream);
  bool write(const std::string& about);
  std::string revealed(const std::string& text) const;

  Parts parts_;
  const Json& connector_;
  conformance::Scrubber scrubber_;
  RecordingClient::Tape all_;  ///< for the search for secrets
  conformance::Label label_;
  std::vector<conformance::RecordedStep> steps_;
  std::size_t requests_ = 0, records_ = 0;
  std::string fault_;  ///< of a step, as the CRM's answer made it
};

/// A remote of its own for each sample, as whoever replays it has.
base::Result<std::unique_ptr<daemon::CrmWorld>> Recording::begin(const std::string& file) {
  steps_.clear();
  requests_ = records_ = 0;
  fault_.clear();
  const auto now = std::chrono::floor<std::chrono::seconds>(parts_.program.clock().now());
  label_ = {file, "", "recording", base::to_rfc3339(now)};
  return parts_.program.world(parts_.crm.name, parts_.session.observer());
}

Json Recording::take(conformance::Player& player, Json step) {
  parts_.tape->clear();
  Json got = player.play(step);
  requests_ += parts_.tape->size();
  if (const Json* records = got.find("records")) records_ += records->items().size();
  if (const auto error = got.text_or("error", ""); !error.empty()) fault_ = error;
  std::ranges::copy(*parts_.tape, std::back_inserter(all_));
  steps_.push_back({std::move(step), *parts_.tape});
  return got;
}

/// A secret or an address that stands in a text all the same, shortened; empty where none does.
std::string Recording::revealed(const std::string& text) const {
  for (const auto& secret : conformance::secrets_on(all_, connector_))
    if (text.find(secret) != std::string::npos) return "something that was sent to log in";
  for (const auto& [real, invented] : scrubber_.invented().all())
    if (real.find('@') != std::string::npos && text.find(real) != std::string::npos) return "an e-mail address";
  return "";
}

bool Recording::write(const std::string& about) {
  label_.about = about;
  const auto& console = parts_.session.console();
  const auto written = conformance::sample_of(connector_, label_, steps_, scrubber_);
  const fs::path path = parts_.folder / label_.name;
  const std::string text = base::write_pretty(written.sample) + "\n";
  std::string why = written.problems.empty() ? revealed(text) : "";
  if (!why.empty()) why = "it would hold " + why + "; report it, and do not show it to anybody";
  for (const auto& problem : written.problems) why += (why.empty() ? "" : "; ") + base::shorten(problem, 300);
  if (why.empty() && !write_file(path, text, Readers::owner)) why = "it cannot be written";
  if (!why.empty()) {
    console.line("left out  " + path.string() + ": " + why);
    return false;
  }
  console.line("wrote     " + padded(path.filename().string(), 28) +
               padded(std::to_string(requests_) + " requests", 16) + std::to_string(records_) + " records" +
               (fault_.empty() ? "" : "; the CRM answered: " + fault_));
  return true;
}

bool Recording::check() {
  auto world = begin("check.json");
  if (!world) return parts_.session.console().fail(world.error()) == done;
  conformance::Player player((*world)->remote());
  take(player, Json::object({{"do", Json("check")}}));
  if (connector_.has("setup"))
    take(player,
         Json::object({{"do", Json("missing_setup")}, {"tags", Json::array_of(tags_for_setup(parts_.program))}}));
  return requests_ == 0 || write("the login is checked, and what must be there before writing is looked for");
}

bool Recording::stream(const conformance::Recordable::Stream& stream) {
  std::string file = stream.name + ".json";
  if (const auto dot = file.find(".deleted"); dot != std::string::npos) file[dot] = '-';
  auto world = begin(file);
  if (!world) return parts_.session.console().fail(world.error()) == done;
  conformance::Player player((*world)->remote());
  Json pull = Json::object({{"do", Json("pull")}, {"stream", Json(stream.name)}, {"mode", Json("full")}});
  pull.set("most_pages", Json(parts_.pages));
  const Json got = take(player, pull);
  std::string about = "pages of " + stream.name;
  // Where the whole was read, there is a time to ask on from.
  if (stream.increments && got.boolean_or("complete", false)) {
    take(player, pull.set("mode", Json("increment")));
    about += ", what changed since";
  }
  std::vector<std::string> ids;
  if (const Json* records = got.find("records"); records && stream.by_id)
    for (const auto& record : records->items())
      if (ids.size() < 2) ids.push_back(record.text_or("id", ""));
  if (!ids.empty()) {
    take(player, Json::object({{"do", Json("read")}, {"stream", Json(stream.name)}, {"ids", Json::array_of(ids)}}));
    about += ", two of them by id";
  }
  return requests_ == 0 || write(about);
}

int Recording::run() {
  const auto& console = parts_.session.console();
  const auto found = conformance::recordable(*parts_.program.connector(parts_.crm.name));
  bool good = check();
  for (const auto& one : found.streams)
    if (!parts_.session.stop().stop_requested()) good = stream(one) && good;
  for (const auto& why : found.left_out) console.line("left out  " + why);
  console.line(
      "What stood for people, accounts and secrets is invented now. Read the files before you show them to anybody.");
  console.line("Play them: goodword connector test " + parts_.crm.connector.path.string() + " --replay " +
               parts_.folder.string());
  return good ? done : some_failed;
}

}  // namespace

int record_connector(Session& session, const Call& call, const fs::path& connector) {
  int failure = done;
  const std::string name = call.one("--crm");
  if (name.empty())
    return session.console().complain("--record asks a live CRM: say whose login with --crm NAME (goodword crm list)");
  std::int64_t pages = 2;
  const std::string typed = call.one("--pages");
  const auto read = std::from_chars(typed.data(), typed.data() + typed.size(), pages);
  if (!typed.empty() && (read.ec != std::errc() || read.ptr != typed.data() + typed.size() || pages < 1))
    return session.console().complain("--pages takes a number from 1 up, not " + typed);
  const fs::path folder = call.one("--record");
  std::error_code fault;
  if (fs::exists(folder, fault) && !fs::is_empty(folder, fault))
    return session.console().complain(folder.string() +
                                      " is there already, and nothing is overwritten; name another folder");
  auto tape = std::make_shared<RecordingClient::Tape>();
  session.listen_in([tape](std::unique_ptr<ports::HttpClient> wire) {
    return std::make_unique<RecordingClient>(std::move(wire), tape);
  });
  if (session.chosen_crms({name}, failure).empty()) return failure;
  const auto* crm = crm_of(*session.settings(failure), name);
  if (!fs::equivalent(connector, crm->connector.path, fault))
    return session.console().complain("the CRM " + name + " runs " + crm->connector.path.string() + ", not " +
                                      connector.string());
  if (!fs::create_directories(folder, fault) && fault)
    return session.console().complain(folder.string() + " cannot be made: " + fault.message());
  return Recording({session, *session.assembly(failure), *crm, tape, folder, pages}).run();
}

}  // namespace goodword::cli
