// A CRM in memory that speaks Pipedrive's dialect: items of v2 with cursors, notes, users, mail threads and merging of
// v1, tokens of an API user or OAuth, and a budget in which each call costs what the vendor's document says.
//
// Written from the vendor's OpenAPI documents of v1 and v2 (August 2026) and from 247 recorded answers of 2021, whose
// headers these are. What nobody has seen there is marked "unproven" where it stands. All public members may be called
// from several threads.
#pragma once

#include <set>

#include "sandbox/allowance.hpp"
#include "sandbox/dialect.hpp"
#include "sandbox/logins.hpp"

namespace goodword::sandbox {

struct PipedriveOptions {
  DialectOptions frame;
  std::string api_token = "sandbox-token";
  std::string client_id = "sandbox-app", client_secret = "sandbox-secret";
  Logins::Refresh refresh = Logins::Refresh::rotates;
  std::int64_t daily_tokens = 30000;
  std::int64_t burst = 20;  ///< calls in two seconds
};

class Pipedrive : public Dialect {
 public:
  explicit Pipedrive(PipedriveOptions options);

  /// A person agreed in the browser: what the client then holds.
  Pass agree();
  void end_sessions();
  int renewals() const;
  int families_ended() const;
  /// What all calls have cost so far.
  std::int64_t tokens_spent() const;
  void set_daily_tokens(std::int64_t most);

 private:
  using Json = base::Json;
  using Endpoint = Answer (Pipedrive::*)(const Call& call, const Json& body);
  struct Route {
    std::string_view method, path;
    int cost;
    Endpoint endpoint;
  };
  static std::vector<Table> tables();
  static bool is_v1(std::string_view table);
  static std::string table_of(const Call& call);
  static const std::vector<Route>& routes();
  static Answer refused(int status, const std::string& why);
  static Answer good(int status, Json of_data, Json additional = {});

  std::optional<Answer> login(const Call& call, const ports::HttpRequest& request) override;
  Answer carry_out(Call& call, const ports::HttpRequest& request) override;
  Answer said(Fault fault) override;
  bool rewind(Call& call) const override;
  void finish(Answer& answer, const Call& call) override;
  AnswerShape shape() const override { return {"/data", ""}; }
  Answer token(const Call& call, const ports::HttpRequest& request);

  // pipedrive_lists.cpp
  Answer list(const Call& call, const Json& body);
  Answer list_v1(const Call& call, const Json& body);
  bool listed(const Call& call, const Table& table, const Row& row) const;
  // pipedrive_items.cpp
  Answer read(const Call& call, const Json& body);
  Answer create(const Call& call, const Json& body);
  Answer update(const Call& call, const Json& body);
  Answer erase(const Call& call, const Json& body);
  Answer merge(const Call& call, const Json& body);
  Answer field(const Call& call, const Json& body);
  Answer add_options(const Call& call, const Json& body);
  Answer me(const Call& call, const Json& body);
  std::string wrong_with(const Table& table, const Json& body) const;
  std::string wrong_with_value(const Column& column, const Json& value) const;
  Json stored(const Table& table, const Json& body, const Row* held) const;
  Json shown(const Table& table, const Row& row) const;
  const Row* live(const Call& call) const;

  PipedriveOptions options_;
  Logins logins_;
  Allowance tokens_, burst_;
  std::set<std::string> cursors_;  ///< that were given, and hold
};

}  // namespace goodword::sandbox
