// A CRM in memory that speaks Zoho's dialect: modules with pages by number and token, a list of what was deleted, tags
// by id, notes, tasks, an answer for each record of a batch, and tokens of an hour, of which ten are renewed in ten
// minutes.
//
// Written from Zoho's OpenAPI documents of v8 and its documentation of limits, login and lists. What these leave open
// is an option or marked "unproven" where it stands. All public members may be called from several threads.
#pragma once

#include "sandbox/allowance.hpp"
#include "sandbox/dialect.hpp"
#include "sandbox/logins.hpp"

namespace goodword::sandbox {

struct ZohoOptions {
  enum class Tokens { by_place, counted };  ///< what the token of a page remembers: the last row, or how many came
  enum class Swallowed { told, untold };    ///< whether the list of deleted ones has those that were merged away
  enum class Notes { heed_time, all };      ///< whether their list heeds If-Modified-Since

  DialectOptions frame;
  std::string client_id = "1000.SANDBOX", client_secret = "sandbox-secret";
  Tokens tokens = Tokens::by_place;
  Swallowed swallowed = Swallowed::told;
  Notes notes = Notes::all;
  std::size_t by_number = 2000;  ///< records that numbers of pages reach
  std::int64_t daily_credits = 50000;
  std::string spent = "LIMIT_EXCEEDED";  ///< the code of a refusal when they are spent: unproven
};

class Zoho : public Dialect {
 public:
  explicit Zoho(ZohoOptions options);

  /// A person agreed in the browser: what the client then holds.
  Pass agree();
  void end_sessions();
  int renewals() const;
  std::int64_t credits_spent() const;
  void set_daily_credits(std::int64_t most);

 private:
  using Json = base::Json;
  using Endpoint = Answer (Zoho::*)(const Call& call, const Json& body);
  struct Route {
    std::string_view method, path;
    Endpoint endpoint;
  };
  /// Why one record, or a whole request, is refused.
  struct Wrong {
    std::string code, message;
    Json details = Json::object();
  };
  using Verdict = std::optional<Wrong>;
  struct Reading;

  static std::vector<Table> tables();
  static const std::vector<Route>& routes();
  static Answer refused(int status, const Wrong& wrong);

  std::optional<Answer> login(const Call& call, const ports::HttpRequest& request) override;
  Answer carry_out(Call& call, const ports::HttpRequest& request) override;
  Answer said(Fault fault) override;
  bool rewind(Call& call) const override;
  void finish(Answer& answer, const Call& call) override;
  AnswerShape shape() const override { return {"/data", ""}; }
  Answer token(const Call& call, const ports::HttpRequest& request);

  // zoho_lists.cpp
  Answer users(const Call& call, const Json& body);
  Answer org(const Call& call, const Json& body);
  Answer tags(const Call& call, const Json& body);
  Answer list(const Call& call, const Json& body);
  Answer related(const Call& call, const Json& body);
  Answer deleted(const Call& call, const Json& body);
  Verdict wrong_with_list(const Call& call, const Table& table) const;
  Verdict read(const Call& call, const Table& table, Reading& reading) const;
  Answer page(const Call& call, const Reading& reading, std::vector<const Row*> found) const;
  Json shown(const Table& table, const Row& row, const std::vector<std::string>& fields) const;
  Json shown_value(const Column& column, const Row& row) const;
  Json named(const std::string& id) const;

  // zoho_writing.cpp
  Answer create_tags(const Call& call, const Json& body);
  Answer put_tags(const Call& call, const Json& body);
  Answer write(const Call& call, const Json& body);
  Answer erase(const Call& call, const Json& body);
  Verdict wrong_with(const Table& table, const Json& record) const;
  Verdict wrong_with_value(const Table& table, const std::string& name, const Json& value) const;
  Json stored(const Table& table, const Json& record, const Row* held) const;
  const Row* live(std::string_view table, std::string_view id) const;

  ZohoOptions options_;
  Logins logins_;
  Allowance credits_, renewals_;
  std::optional<base::Instant> since_;  ///< of the request at hand: If-Modified-Since
};

/// The name of the table that an id belongs to; empty: there is no such id.
std::string zoho_table_of(std::string_view id);

}  // namespace goodword::sandbox
