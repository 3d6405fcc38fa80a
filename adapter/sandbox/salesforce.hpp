// A CRM in memory that speaks Salesforce's REST dialect (v60.0): query and queryAll with pages, getDeleted and
// getUpdated, single records, collections of 200, OAuth by refresh token, by code and by signed claim.
//
// Written from the documentation, from specifications others wrote from it, and from 459 recorded answers of 2015
// (shapes of records, errors, times and headers are theirs). What nobody has seen there is marked "unproven" where it
// stands. All public members may be called from several threads.
#pragma once

#include <deque>

#include "sandbox/allowance.hpp"
#include "sandbox/dialect.hpp"
#include "sandbox/logins.hpp"
#include "sandbox/soql.hpp"

namespace goodword::sandbox {

struct SalesforceOptions {
  DialectOptions frame;
  std::string host = "north.my.salesforce.com";
  std::string consumer_key = "3MVG9.sandbox", consumer_secret = "sandbox-secret";
  std::string username = "goodword@north.example";
  std::string private_key = {};  ///< PEM; stands for the certificate that was uploaded. Empty: no login by claim
  Logins::Refresh refresh = Logins::Refresh::stays;
  std::int64_t daily = 15000;  ///< calls in 24 hours
  std::size_t page = 2000;     ///< rows: the vendor takes a client's batchSize as a hint
  /// Rows of later pages as they are when the page is asked for, or as all were when the query was: unproven both.
  enum class Pages { as_they_are, of_one_moment } pages = Pages::as_they_are;
};

class Salesforce : public Dialect {
 public:
  explicit Salesforce(SalesforceOptions options);

  /// A person agreed in the browser: what the client then holds.
  Pass agree();
  /// All sessions end; refresh tokens stay.
  void end_sessions();
  void set_daily(std::int64_t most);
  int renewals() const;
  int families_ended() const;

 private:
  using Json = base::Json;
  /// One thing that is wrong with a request or a record.
  struct Wrong {
    std::string code, message;
    std::vector<std::string> fields = {};
  };
  struct Locator {
    std::string name;
    base::Instant made;
    std::vector<Row> rows;
    SoqlQuery query;
  };
  static std::vector<Table> tables();
  static Answer refused(int status, const Wrong& wrong);

  std::optional<Answer> login(const Call& call, const ports::HttpRequest& request) override;
  Answer carry_out(Call& call, const ports::HttpRequest& request) override;
  Answer said(Fault fault) override;
  bool rewind(Call& call) const override;
  void finish(Answer& answer, const Call& call) override;
  AnswerShape shape() const override { return {"/records", ""}; }

  // salesforce.cpp
  Answer token(const ports::HttpRequest& request);
  Answer passed(const std::optional<Pass>& pass);
  bool claim_holds(const std::string& assertion) const;
  Answer limits(const Call& call, const ports::HttpRequest& request);
  static std::string table_of(std::string_view id);
  // salesforce_reading.cpp
  Answer query(const Call& call, const ports::HttpRequest& request);
  Answer more(const Call& call, const ports::HttpRequest& request);
  Answer replicated(const Call& call, const ports::HttpRequest& request);
  Answer read(const Call& call, const ports::HttpRequest& request);
  std::vector<const Row*> found(const SoqlQuery& query, std::string_view path) const;
  Answer page(const Locator& locator, std::size_t begin, std::size_t size) const;
  std::optional<Wrong> wrong_with(const SoqlQuery& query) const;
  static std::optional<Wrong> wrong_with(const Table& table, const SoqlCondition& one);
  static bool has_field(const Table& table, std::string_view field);
  Json value(std::string_view table, const Row& row, const std::string& field) const;
  Json shown(const Table& table, const Row& row, const std::vector<std::string>& fields) const;
  bool archived(std::string_view table, const Row& row) const;
  // salesforce_writing.cpp
  enum class AllOrNone { yes, no };
  using Work = std::function<std::string(std::size_t)>;  ///< does what is asked of one record; its id
  Answer collection(const Call& call, const ports::HttpRequest& request);
  Answer collection_erased(const Call& call, const ports::HttpRequest& request);
  Answer single(const Call& call, const ports::HttpRequest& request);
  Answer outcomes(std::vector<std::optional<Wrong>> wrongs, AllOrNone all, const Work& work);
  std::optional<Wrong> unreadable(const Table& table, const Json& record) const;
  std::optional<Wrong> wrong_with(const Table& table, const Json& record, const std::string& id,
                                  const ports::HttpRequest& request) const;
  std::optional<Wrong> wrong_with_id(const std::string& table, const std::string& id) const;
  std::optional<Wrong> wrong_with_value(const Table& table, const std::string& field, const Json& value) const;
  std::optional<Wrong> duplicate(const Table& table, const Json& record, const std::string& id,
                                 const ports::HttpRequest& request) const;
  std::string put(const Table& table, const Json& record, const std::string& id);

  SalesforceOptions options_;
  Logins logins_;
  Allowance calls_;
  std::deque<Locator> locators_;
  int locators_made_ = 0;
};

}  // namespace goodword::sandbox
