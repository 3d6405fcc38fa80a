#include "daemon/demo_stage.hpp"

#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "base/text.hpp"
#include "daemon/clock.hpp"
#include "sandbox/story.hpp"

extern char** environ;

namespace goodword::daemon {
namespace {

namespace fs = std::filesystem;
using base::Json;
using base::Result;

constexpr std::string_view token = "pat-eu1-sandbox";
/// The story begins so long ago that it ends about now: what is kept of it is not from the future.
constexpr auto days_told = std::chrono::hours(24 * 3);

/// The machine's clock plus an offset that the demo moves.
class JumpingClock : public ports::Clock {
 public:
  explicit JumpingClock(std::shared_ptr<std::atomic<std::int64_t>> offset) : offset_(std::move(offset)) {}
  base::Instant now() const override { return clock_.now() + base::Duration(offset_->load()); }
  void wait_until(base::Instant until, std::stop_token stop) override {
    clock_.wait_until(until - base::Duration(offset_->load()), stop);
  }

 private:
  SystemClock clock_;
  std::shared_ptr<std::atomic<std::int64_t>> offset_;  // the stage is the other owner
};

Result<Json> read_json(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return base::failure("settings.missing", path.string() + " cannot be read");
  std::ostringstream text;
  text << file.rdbuf();
  return base::parse_settings_json(text.str(), path.string());
}

Result<void> write_text(const fs::path& path, const std::string& text, fs::perms rights) {
  std::error_code fault;
  fs::create_directories(path.parent_path(), fault);
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  if (!file.flush()) return base::failure("settings.invalid", path.string() + " cannot be written");
  fs::permissions(path, rights, fault);
  return {};
}

constexpr auto readable = fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read;
constexpr auto secret_rights = fs::perms::owner_read | fs::perms::owner_write;

/// The partners' room holds until four weeks from today: the shipped file cannot know when it is read.
void renew_room(Json& partners, base::Date until) {
  Json* list = partners.find("partners");
  if (list == nullptr) return;
  for (auto& partner : list->items()) {
    if (Json* room = partner.find("room")) room->set("until", Json(base::to_text(until)));
  }
}

bool writes(const ports::HttpRequest& request) {
  const bool changes =
      request.url.find("/batch/update") != std::string::npos || request.url.find("/batch/create") != std::string::npos;
  return request.method == "POST" && changes;
}

}  // namespace

base::Instant DemoStage::now() const { return SystemClock().now() + base::Duration(offset_->load()); }

void DemoStage::sleep_until_tomorrow() { offset_->fetch_add(base::Duration(std::chrono::hours(24)).count()); }

http::ListenerAnswer DemoStage::answer(const ports::HttpRequest& request) {
  auto response = made_up_->answer(request);
  if (writes(request) && writes_left_.load() > 0 && writes_left_.fetch_sub(1) == 1) {
    ::kill(victim_.load(), SIGKILL);
    return {std::move(response), http::Cut::before_answer};
  }
  return {std::move(response)};
}

Result<void> DemoStage::write_settings() {
  const fs::path from = wish_.share_folder / "demo";
  for (const auto* name : {"goodword.json", "firm.json", "services.json", "partners.json", "crms/main.json"}) {
    auto json = read_json(from / name);
    if (!json) return tl::unexpected(json.error());
    if (std::string_view(name) == "partners.json") renew_room(*json, base::date_of(now() + std::chrono::days(28)));
    if (std::string_view(name) == "goodword.json")
      json->set("store", Json::object({{"path", Json((wish_.folder / "store.sqlite").string())}}));
    if (std::string_view(name) == "crms/main.json") {
      json->set("secrets",
                Json::object({{"token", Json::object({{"file", Json((wish_.folder / "token").string())}})}}));
      json->set("apply", Json("apply"));
      json->set("change", Json::object({{"origins", Json::object({{"api", Json(listener_->origin())},
                                                                  {"login", Json(listener_->origin())}})}}));
    }
    if (const auto written = write_text(wish_.folder / name, base::write_pretty(*json) + "\n", readable); !written)
      return written;
  }
  for (const auto& rules : wish_.rules) {
    std::error_code fault;
    fs::create_directories(wish_.folder / "rules", fault);
    fs::copy_file(rules, wish_.folder / "rules" / rules.filename(), fs::copy_options::overwrite_existing, fault);
    if (fault) return base::failure("settings.missing", rules.string() + " cannot be read: " + fault.message());
  }
  return write_text(wish_.folder / "token", std::string(token) + "\n", secret_rights);
}

Result<std::unique_ptr<DemoStage>> DemoStage::build(const DemoWish& wish, const Environment& environment) {
  std::unique_ptr<DemoStage> stage(new DemoStage(wish));
  stage->offset_ = std::make_shared<std::atomic<std::int64_t>>((wish.shift - base::Duration(days_told)).count());
  sandbox::CrmOptions options;
  options.token = std::string(token);
  options.now = [offset = stage->offset_] { return SystemClock().now() + base::Duration(offset->load()); };
  stage->made_up_ = std::make_unique<sandbox::Crm>(std::move(options));
  sandbox::tell_story(*stage->made_up_, {wish.seed, stage->now(), 240});
  auto listener =
      http::Listener::open([raw = stage.get()](const ports::HttpRequest& request) { return raw->answer(request); });
  if (!listener) return tl::unexpected(listener.error());
  stage->listener_ = std::move(*listener);
  if (const auto written = stage->write_settings(); !written) return tl::unexpected(written.error());
  auto settings = load_settings(wish.folder, wish.share_folder, environment);
  if (!settings) return base::failure("settings.invalid", base::to_text(settings.error().front()));
  std::vector<base::Problem> problems;
  auto assembly = Assembly::build(std::move(*settings), environment,
                                  {std::make_unique<JumpingClock>(stage->offset_), nullptr}, problems);
  if (!problems.empty()) return base::failure("settings.invalid", base::to_text(problems.front()));
  if (!assembly) return tl::unexpected(assembly.error());
  stage->assembly_ = std::move(*assembly);
  return stage;
}

Result<bool> DemoStage::apply_and_kill(std::int64_t plan, int fatal) {
  const std::string number = std::to_string(plan), folder = wish_.folder.string();
  const std::string offset = "--clock-offset=" + std::to_string(offset_->load() / 1'000'000) + "s";
  std::vector<const char*> words = {"goodword", "apply",        number.c_str(), "--all",
                                    "--config", folder.c_str(), offset.c_str(), nullptr};
  posix_spawn_file_actions_t quiet;
  ::posix_spawn_file_actions_init(&quiet);
  ::posix_spawn_file_actions_addopen(&quiet, STDOUT_FILENO, "/dev/null", 1 /* O_WRONLY */, 0);
  ::posix_spawn_file_actions_addopen(&quiet, STDERR_FILENO, "/dev/null", 1 /* O_WRONLY */, 0);
  pid_t child = 0;
  // Armed only once the id is known: the first write comes long after the start, but a race would kill nobody.
  const int fault =
      ::posix_spawn(&child, wish_.program.c_str(), &quiet, nullptr, const_cast<char* const*>(words.data()), environ);
  ::posix_spawn_file_actions_destroy(&quiet);
  if (fault != 0) return base::failure("store.unusable", wish_.program.string() + " cannot be started");
  victim_ = child;
  writes_left_ = fatal;
  int status = 0;
  ::waitpid(child, &status, 0);
  writes_left_ = 0;
  return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

}  // namespace goodword::daemon
