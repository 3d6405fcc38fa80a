#include <cstdlib>
#include <filesystem>
#include <memory>

#include "cli/run.hpp"
#include "cli/show_demo.hpp"

namespace goodword::cli {
namespace {

namespace fs = std::filesystem;

/// A folder of its own that goes away with the demo, unless it is to be kept.
class DemoFolder {
 public:
  DemoFolder() {
    std::string pattern = (fs::temp_directory_path() / "goodword-demo-XXXXXX").string();
    if (::mkdtemp(pattern.data()) != nullptr) path_ = pattern;
  }
  explicit DemoFolder(const fs::path& keep) : path_(fs::absolute(keep)), keep_(true) {}
  ~DemoFolder() {
    std::error_code fault;
    if (!keep_ && !path_.empty()) fs::remove_all(path_, fault);
  }
  DemoFolder(const DemoFolder&) = delete;
  DemoFolder& operator=(const DemoFolder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
  bool keep_ = false;
};

std::unique_ptr<DemoFolder> folder_for(const Call& call) {
  if (!call.has("--keep")) return std::make_unique<DemoFolder>();
  return std::make_unique<DemoFolder>(call.one("--keep").empty() ? "goodword-demo" : call.one("--keep"));
}

constexpr std::string_view your_turn =
    "\nYour turn   goodword init       your firm and your circle, about 5 minutes\n"
    "            goodword crm add    connect your CRM; it only reads until you say: goodword crm promote\n"
    "            goodword plan       see everything it would do, and why, before it does any of it";

}  // namespace

int run_demo(Session& session, const Call& call) {
  const auto& console = session.console();
  const auto kept = folder_for(call);
  const DemoFolder& folder = *kept;
  if (fs::exists(folder.path() / "goodword.json")) {
    console.message("goodword: " + folder.path().string() + " holds settings already; name an empty folder");
    return usage;
  }
  daemon::DemoWish wish;
  wish.folder = folder.path();
  wish.share_folder = session.share_folder();
  wish.program = session.environment().program;
  if (call.has("--seed")) wish.seed = std::strtoull(call.one("--seed").c_str(), nullptr, 10);
  for (const auto& file : call.all("--rules")) wish.rules.emplace_back(file);
  auto stage = daemon::DemoStage::build(wish, session.environment());
  if (!stage) return console.fail(base::while_doing(stage.error(), "setting the demo up"));
  const auto told = daemon::play_demo(**stage, session.observer(), session.stop());
  if (!told) return console.fail(base::while_doing(told.error(), "playing the demo"));
  auto& assembly = (*stage)->assembly();
  const auto& circle = assembly.circle();
  const DemoCast cast{circle.firm,
                      circle.partners,
                      circle.services,
                      assembly.policy().tag_prefix,
                      assembly.policy().open_tasks_per_seller,
                      (*stage)->now(),
                      assembly.settings().crms.front().connector.json.text_or("title", "a CRM")};
  console.line(show_demo(*told, cast));
  if (call.has("--keep")) {
    console.line("The store stays (the CRM is gone). Look around: goodword explain contact" +
                 std::string(told->hero ? " " + told->hero->contact.id() : " ID") + " --config " +
                 folder.path().string());
  } else {
    console.line("The CRM and the store are gone again. To keep the store and look around: goodword demo --keep");
  }
  console.line(your_turn);
  return told->doubled == 0 && told->repeated == 0 ? done : some_failed;
}

}  // namespace goodword::cli
