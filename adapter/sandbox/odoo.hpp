// A CRM in memory that speaks Odoo's dialect through all its doors: JSON-2 with an API key (19), /jsonrpc, and the
// web client's session with /web/dataset/call_kw. Behind them are the same models, methods and mistakes.
//
// Written from what real Odoo 14, 17 and 19 answered (2026-11), from a specification of /jsonrpc and, for the web
// client's door and activities that are done, from Odoo's public source. What nobody has seen there is marked
// "unproven". Odoo has no batches that succeed in part (a call is one transaction) and no cursors, so the faults
// partial_batch, cursor_expired and repeated_page do nothing here. All public members may be called from several
// threads.
#pragma once

#include <map>

#include "sandbox/dialect.hpp"
#include "sandbox/logins.hpp"
#include "sandbox/odoo_domain.hpp"

namespace goodword::sandbox {

struct OdooOptions {
  DialectOptions frame;
  int version = 19;
  std::string host = "odoo.north.example", database = "north";
  std::string login = "sync", password = "sandbox-password", key = "sandbox-key";
};

class Odoo : public Dialect {
 public:
  explicit Odoo(OdooOptions options);

  /// Who comes by the key or by login and password: a sales user.
  const std::string& user() const { return user_; }
  void end_sessions();
  /// A person deletes a record: what hangs on it goes, too, and what named it names it no more, in silence.
  void unlink(const std::string& model, const std::string& id);

 private:
  using Json = base::Json;
  struct Ask;
  using Work = Answer (Odoo::*)(const Ask& ask);
  struct Method {
    std::string_view name;
    enum class Of { model, records, threads } of;  ///< of what it is called, and whether ids come first
    std::vector<std::string_view> arguments;       ///< by place and by name
    std::vector<std::string_view> only_by_name = {};
    std::vector<std::string_view> required = {};
    std::string_view others_of = {};  ///< fields of this model may be stated, too
    Work work = nullptr;
  };
  struct Ask {
    const Table* table;
    std::vector<std::string> ids;
    Json arguments, context;
  };
  static std::vector<Table> tables(int version);
  static const std::vector<Method>& methods();
  static Answer refused(const OdooWrong& wrong);

  std::optional<Answer> login(const Call& call, const ports::HttpRequest& request) override;
  Answer carry_out(Call& call, const ports::HttpRequest& request) override;
  Answer said(Fault fault) override;
  bool rewind(Call&) const override { return false; }
  void finish(Answer& answer, const Call& call) override;
  AnswerShape shape() const override { return {"", ""}; }

  // odoo.cpp: the doors
  std::optional<Answer> login_by_key(const ports::HttpResponse& as_headers) const;
  Answer by_name(const Call& call, const Json& body);
  Answer json_rpc(const Call& call, const Json& body);
  Answer sign_in(const Json& params);
  Answer service(const Json& params);
  Answer executed(const Json::Array& args);
  Answer by_place(const std::string& model, const std::string& method, Json args, Json kwargs);
  static std::optional<OdooWrong> name_places(const Method& method, const Json::Array& places, Ask& ask);
  Answer called(const std::string& model, const Method& method, Ask ask);
  const Method* method_of(std::string_view model, std::string_view name) const;
  OdooWrong unknown_method(const std::string& model, const std::string& method) const;
  bool has_model(const std::string& model) const;
  // odoo_reading.cpp
  Answer search_read(const Ask& ask);
  Answer search(const Ask& ask);
  Answer search_count(const Ask& ask);
  Answer read(const Ask& ask);
  std::optional<OdooWrong> found(const Ask& ask, std::vector<const Row*>& rows) const;
  std::optional<OdooWrong> page(const Ask& ask, std::vector<const Row*>& rows) const;
  Answer shown(const Ask& ask, const std::vector<const Row*>& rows) const;
  Json shown(const Row& row, const Column& column, const Json& load) const;
  std::string name_of(const std::string& model, const Row& row) const;
  // odoo_writing.cpp
  Answer create(const Ask& ask);
  Answer write(const Ask& ask);
  Answer erase(const Ask& ask);
  Answer post(const Ask& ask);
  Answer schedule(const Ask& ask);
  Answer feedback(const Ask& ask);
  std::optional<OdooWrong> wrong_with_ids(const Ask& ask) const;
  std::optional<OdooWrong> may_change(const Ask& ask) const;
  std::optional<OdooWrong> stored(const Table& table, const Json& values, const Row* held, Json& fields) const;
  std::optional<OdooWrong> stored(const Table& table, const Column& column, const Json& value, Json& out) const;
  std::optional<OdooWrong> wrong_with_reference(const Column& column, const Json& id) const;
  std::optional<OdooWrong> commanded(const Column& column, const Json& commands, const Json& held, Json& out) const;
  std::optional<OdooWrong> wrong_with_names(const Table& table, const Json& fields) const;
  Json by_xmlid(const Json& name) const;
  std::string posted(const std::string& model, const std::string& id, Json fields);
  void take_away(const std::string& model, const std::string& id);
  void forget(const std::string& model, const std::string& id);

  OdooOptions options_;
  Logins logins_;
  std::string user_, partner_;
  std::map<std::string, std::string, std::less<>> xmlids_;
  Json envelope_;  ///< id of the JSON-RPC request that is carried out
};

}  // namespace goodword::sandbox
