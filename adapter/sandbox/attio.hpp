// A CRM in memory that speaks Attio's dialect: records without a time of change, whose attributes are lists of values,
// asked for by query with limit and offset; notes, tasks, members, attributes and their options, each written alone.
//
// Written from Attio's OpenAPI document of June 2025 and its documentation of limits and pages. The slugs of standard
// attributes and what is marked so are unproven. Queries sort by created_at, filters are not made here and refused. All
// public members may be called from several threads.
#pragma once

#include "sandbox/allowance.hpp"
#include "sandbox/dialect.hpp"

namespace goodword::sandbox {

struct AttioOptions {
  enum class Notes { newest_first, oldest_first };  ///< which the document does not say
  enum class Option { once, each_time };            ///< what stands where one is chosen twice: unproven

  DialectOptions frame;
  std::string key = "sandbox-key";
  Notes notes = Notes::newest_first;
  Option option = Option::each_time;
  std::int64_t reads = 100, writes = 25;  ///< in a second
};

class Attio : public Dialect {
 public:
  explicit Attio(AttioOptions options);

  /// A person makes an attribute of an object; its columns are then those of the rows.
  void add_attribute(const std::string& object, const std::string& slug, const std::string& type);
  /// The same for an option of a select; returns its id.
  std::string add_option(const std::string& object, const std::string& slug, const std::string& title);

 private:
  using Json = base::Json;
  using Endpoint = Answer (Attio::*)(const Call& call, const Json& body);
  struct Route {
    std::string_view method, path;
    Endpoint endpoint;
  };

  static std::vector<Table> tables();
  static const std::vector<Route>& routes();
  static Answer refused(int status, const std::string& code, const std::string& why);
  static Answer good(Json of_data);

  std::optional<Answer> login(const Call& call, const ports::HttpRequest& request) override;
  Answer carry_out(Call& call, const ports::HttpRequest& request) override;
  Answer said(Fault fault) override;
  bool rewind(Call& call) const override;
  void finish(Answer& answer, const Call& call) override;
  AnswerShape shape() const override { return {"/data", ""}; }
  Answer self(const Call& call, const Json& body);
  Answer members(const Call& call, const Json& body);

  // attio_records.cpp
  Answer query(const Call& call, const Json& body);
  Answer read(const Call& call, const Json& body);
  Answer write(const Call& call, const Json& body);
  Answer erase(const Call& call, const Json& body);
  Answer attributes(const Call& call, const Json& body);
  Answer create_attribute(const Call& call, const Json& body);
  Answer options(const Call& call, const Json& body);
  Answer create_option(const Call& call, const Json& body);
  const Row* attribute(std::string_view object, std::string_view slug) const;
  void put_attribute(const std::string& object, Json fields);
  Json shown_option(const Row& row) const;
  Json shown_attribute(const Row& row) const;
  Json shown_record(const std::string& object, const Row& row);
  Json shown_value(const Row& attribute, const Json& held) const;
  /// What is to be stored for a value as it came; nothing: it is not one of this attribute.
  std::optional<Json> stored_value(const Row& attribute, const Json& given) const;
  std::optional<Json> stored_options(const Row& attribute, const Json& given) const;

  // attio_talk.cpp
  Answer notes(const Call& call, const Json& body);
  Answer create_note(const Call& call, const Json& body);
  Answer tasks(const Call& call, const Json& body);
  Answer create_task(const Call& call, const Json& body);
  Answer read_talk(const Call& call, const Json& body);
  Answer erase_talk(const Call& call, const Json& body);
  Json shown_note(const Row& row) const;
  Json shown_task(const Row& row) const;
  std::string wrong_with_task(const Json& task) const;
  const Row* live(std::string_view table, std::string_view id) const;

  AttioOptions options_;
  Allowance reads_, writes_;
  /// Since when a value stands, by record and attribute: what it was when it was last shown, and from when.
  std::map<std::string, std::pair<std::string, base::Instant>, std::less<>> since_;
};

/// Nine digits after the second, as all times of Attio have.
std::string attio_time(base::Instant at);
inline constexpr const char* attio_workspace = "14beef7a-99f7-4534-a87e-70b564330a4c";
/// limit or offset of a list; nothing: it is none.
std::optional<std::size_t> attio_count(const std::optional<std::string>& given, std::size_t otherwise,
                                       std::size_t most);

}  // namespace goodword::sandbox
