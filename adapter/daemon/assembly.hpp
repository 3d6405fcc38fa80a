// The object graph of one process, built from settings: the only place where engine, connector, store and wire meet.
//
// Owned by a door (a command or the service) and outliving every world made from it. Building opens the store; it talks
// to no CRM and reveals no secret: that happens when a world is made.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "connector/authorization.hpp"
#include "connector/compile.hpp"
#include "daemon/settings.hpp"
#include "daemon/tokens.hpp"
#include "engine/partners.hpp"
#include "engine/world.hpp"
#include "ports/http_client.hpp"
#include "ports/random.hpp"

namespace goodword::daemon {

/// Edges that tests and the demo bring their own of; null ones are made.
struct AssemblyParts {
  std::unique_ptr<ports::Clock> clock;
  std::unique_ptr<ports::HttpClient> http;
  /// Puts a client of one's own around the one there would be: to listen in. Empty: nobody does.
  std::function<std::unique_ptr<ports::HttpClient>(std::unique_ptr<ports::HttpClient>)> around_http = {};
  /// looking: only the store and the settings; rules, letters and connectors are not compiled, which takes most of a
  /// start. Nothing can be decided and no world made from it. scoped: the same, but the rules say who is in scope.
  enum class Depth { whole, scoped, looking } depth = Depth::whole;
};

/// What a Remote shares with other processes; it outlives the Remote.
struct CrmBooks {
  std::unique_ptr<ports::TokenBook> tokens;
  std::unique_ptr<ports::BudgetBook> budgets;
};

/// One CRM ready to be worked on: its remote, the circle as it is at this moment, and the world around them.
class CrmWorld {
 public:
  CrmWorld(CrmBooks books, std::unique_ptr<ports::Remote> remote, std::unique_ptr<engine::Circle> circle,
           engine::World world)
      : books_(std::move(books)), remote_(std::move(remote)), circle_(std::move(circle)), world_(world) {}
  engine::World& world() { return world_; }
  ports::Remote& remote() { return *remote_; }

 private:
  CrmBooks books_;
  std::unique_ptr<ports::Remote> remote_;
  std::unique_ptr<engine::Circle> circle_;
  engine::World world_;
};

/// The login of one CRM, for goodword auth.
class CrmLogin {
 public:
  CrmLogin(CrmBooks books, std::unique_ptr<connector::Authorization> authorization)
      : books_(std::move(books)), authorization_(std::move(authorization)) {}
  connector::Authorization& operator*() { return *authorization_; }
  connector::Authorization* operator->() { return authorization_.get(); }

 private:
  CrmBooks books_;
  std::unique_ptr<connector::Authorization> authorization_;
};

class Assembly {
 public:
  /// Errors: settings.invalid (rules, connectors; all their problems stand in `problems`), store.*.
  static base::Result<std::unique_ptr<Assembly>> build(Settings settings, const Environment& environment,
                                                       AssemblyParts parts, std::vector<base::Problem>& problems);

  ports::Store& store() { return *store_; }
  ports::Clock& clock() { return *clock_; }
  ports::Random& random() { return *random_; }
  const Settings& settings() const { return settings_; }
  const engine::Policy& policy() const { return policy_; }
  const engine::Circle& circle() const { return circle_; }
  const engine::Letters& letters() const { return letters_; }
  std::vector<std::string> crms() const;
  /// nullptr for a name that no file in crms/ has.
  const connector::Compiled* connector(std::string_view crm) const;

  /// Reveals the CRM's secrets and makes its remote. Errors: settings.missing (no such CRM), secret.missing,
  /// wire.refused_origin (the file now names other hosts than were confirmed).
  base::Result<std::unique_ptr<CrmWorld>> world(std::string_view crm, ports::Observer& observer);
  /// The same for its login alone. Errors: as world().
  base::Result<std::unique_ptr<CrmLogin>> login(std::string_view crm);
  /// What is held of its login, without a secret of its file; nullptr for a name that no file in crms/ has.
  std::unique_ptr<ports::TokenBook> token_book(std::string_view crm);
  /// Confirms the hosts that the CRM's file names today.
  base::Result<void> confirm_origins(std::string_view crm);
  /// The circle as it stands at this moment, by id.
  base::Result<std::vector<engine::PartnerReading>> read_partners();
  /// Reads the partners again, with what was added and said on the command line.
  base::Result<void> refresh_partners();

 private:
  struct Crm {
    std::string name;
    const CrmSettings* settings;
    connector::Compiled compiled;
  };

  explicit Assembly(Settings settings) : settings_(std::move(settings)) {}
  base::Result<void> agree_on_modes();
  base::Result<void> compile_to(AssemblyParts::Depth depth, std::vector<base::Problem>& problems);
  base::Result<void> compile_all(std::vector<base::Problem>& problems);
  base::Result<void> compile_scope(std::vector<base::Problem>& problems);
  base::Result<std::map<std::string, std::string>> reveal(const CrmSettings& crm);
  struct Connection {
    const Crm* crm;
    CrmBooks books;
    connector::RemoteParts parts;
  };
  base::Result<Connection> connect(std::string_view crm);

  Settings settings_;
  Environment environment_;
  engine::Policy policy_;
  engine::Circle circle_;
  engine::Letters letters_;
  std::vector<Crm> crms_;
  std::unique_ptr<ports::Clock> clock_;
  std::unique_ptr<ports::Random> random_;
  std::unique_ptr<ports::Secrets> secrets_;
  std::unique_ptr<ports::HttpClient> http_;
  std::unique_ptr<TokenKeys> token_keys_;
  std::unique_ptr<ports::Store> store_;
};

/// The rules of the settings and the packs in force; nothing where there are problems.
std::optional<rules::RuleBook> compile_book(const Settings& settings, std::vector<base::Problem>& problems);

/// Rules and connectors of the settings, compiled only to find their problems: `goodword validate`.
std::vector<base::Problem> compile_problems(const Settings& settings);

}  // namespace goodword::daemon
