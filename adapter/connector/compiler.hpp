// Inside of compile.cpp: the parts of the compiler, each in a file of its own, and what they share.
//
// A Compiler lives for one compile(). Every part reports through `faults` and goes on, so that all problems of a file
// come at once; what it returns in the presence of faults is never run.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "connector/plan.hpp"
#include "connector/source.hpp"

namespace goodword::connector {

using Names = std::vector<std::string>;

/// Which placeholders may stand in a request.
struct Allowed {
  Names names;           ///< beside those allowed everywhere
  Names in_each;         ///< only inside `$each` (and in requests that are one per item)
  bool secrets = false;  ///< secret settings too
  bool facts = true;
};

/// The zone of times written without one, or the fact ("fact.x") that tells it.
struct ZoneRule {
  model::Zone zone;
  std::string fact;
};

/// `names`, `fields` and `size`, and of the placeholders of pages those that these kinds of page fill.
Allowed page_names(Names names, const base::Json* pages);

class Compiler {
 public:
  Compiler(const base::Json& connector, const base::Json& crm, Faults& faults);

  Plan run();

 private:
  // compile.cpp: settings, login, limits, answers, tables, facts, set-up
  void settings();
  void setting(const Place& declared, const std::string& name, const Place& given);
  void secret(const Place& declared, const std::string& name, const Place& given);
  bool is_for_login(const Place& declared) const;
  void miss(const Place& declared, std::string_view where, const std::string& what, const std::string& advice);
  void origins();
  void login();
  void budgets();
  void learning(const Place& place, Budget& made);
  void check_spent(const Place& all);
  void facts();
  void tables();
  Test row_test(const Place& place);
  void setups();

  // compile_auth.cpp
  void auth(const Place& place);
  Send send(const Place& place, const Allowed& allowed);
  void sent_by_token(const Place& place, Allowed allowed);
  void basic(const Place& place, Allowed allowed);
  void session(const Place& place, const Allowed& allowed);
  void signed_login(const Place& place, const Allowed& allowed);
  void check_ours(const Place& at, const Sign& made);
  void oauth2(const Place& place, const Allowed& allowed);
  void by_code(const Place& place, Allowed allowed);
  void by_claim(const Place& place, const Allowed& allowed);
  void keeps(const Place& place);
  void client(const Place& place, base::Json& fields);
  Request token_request(const Place& place, base::Json fields, const Allowed& allowed);
  Text secret_text(const Place& place, const std::string& text, const Allowed& allowed);
  void check_login_origins(const Place& place);
  void scopes();

  // compile_request.cpp
  Request request(const Place& place, const base::Json& effective, const Allowed& allowed);
  Request request(const Place& place, const Allowed& allowed);
  std::vector<Rule> rules(const Place& place);
  std::optional<Pick> pick(const Place& place);
  std::optional<Test> test(const Place& place);
  std::string pointer(const Place& place, std::string_view key, std::string_view otherwise = "");
  std::optional<base::Duration> duration(const Place& place, std::string_view key);
  void check_names(const Place& place, const Request& made, const Allowed& allowed);
  void check_free_text(const Place& place, const Request& made);
  Spelling spelling(const Place& forms, const Allowed& allowed);
  void spends(const Place& place, Request& made);
  static void need_zone(Request& made);
  std::optional<Form> form(const Place& place);

  // compile_stream.cpp
  void streams();
  Stream stream(const Place& place, std::string_view name);
  Changes changes(const Place& place, const Place& stream, const base::Json& list_request);
  void check_increment(const Place& place, const Changes& made);
  void check_windows(const Place& place, const Request& request);
  void entries(const Place& place, Stream& made);
  static void add_next(Shape& shape, const Changes& changes);
  void by_id(const Place& place, Stream& made);
  void version(const Place& place, Stream& made);
  void own_fields(const Place& place, Stream& made);
  void check_under(const Place& place, const Stream& made);
  void feed(const Place& place, Stream& made);
  void check_changes(const Place& place, const Changes& made, const Stream& stream);
  void cap(const Place& place, const base::Json& increment, Changes& made);
  void deletions(const Place& place, Stream& made);
  void deletion(const Place& place, Stream& made);
  void related(const Place& place, Stream& made);
  void chunk(const Place& place, Stream& made);
  Names names_in_every_chunk(const Shape& shape) const;

  // compile_pages.cpp
  Pages pages(const Place& place, const base::Json& effective, const Request& first);
  Pages plain_pages(const Place& place, const Request& first);
  Pages page_rule(const Place& at, const Request& first);
  void page_calls(const Place& place, Pages& made);
  void ends(const Place& place, Pages& made);
  void check_ends(const Place& place, const Pages& made, const Request& first);
  void check_list(const Place& place, const std::vector<Pages>& rules);
  void add_outside(Shape& shape, const Pages& pages, const Request& request);

  // compile_fields.cpp
  void shape(const Place& stream, Stream& made);
  void fields(const Place& place, Shape& shape, model::Kind kind);
  Field field(const Place& place, std::string_view name, model::Kind kind);
  Field custom(const Place& place, std::string_view name);
  std::vector<FieldPick> picks(const Place& place, Shape& shape, const Field& field);
  FieldPick field_pick(const Place& place, Shape& shape, const Field& field);
  void field_object(const Place& place, Shape& shape, const Field& field, FieldPick& made);
  void forms(const Place& place, const Field& field, FieldPick& made);
  void words(const Place& place, const Field& field, FieldPick& made);
  void labels(const Place& place, FieldPick& made);
  void zoned(const ZoneRule& rule, const Field& field, FieldPick& made);
  std::string written_at(const Place& place, const Field& field);
  void customs(const Place& place, Shape& shape);
  void merged(const Place& place, Shape& shape);
  int slot(const Place& place, Shape& shape, std::string_view pointer, std::string_view ask = "");
  static int slot_of(Shape& shape, const std::string& key);
  int parent_slot(const Place& place, Shape& shape);
  void currency(const Place& place, Shape& shape, FieldPick& made);
  void picked_by_pages(const Place& stream, Stream& made);
  void conditions(const Place& place, Shape& shape, std::vector<std::pair<int, Expectation>>& made);
  ZoneRule zone(const Place& place);

  // compile_write.cpp
  void writes();
  void write(const Place& place, model::Action action, std::string_view kind);
  void care(const Place& place, Write& made);
  void write_request(const Place& place, Write& made);
  static std::vector<Field> placeable(const Stream* stream);
  void place_fields(const Place& place, Write& made);
  void check_batch(const Place& place, const Write& made);
  void sameness(const Place& place, Write& made);
  void read_back(const Place& place, Write& made);
  void results(const Place& place, Write& made);
  void confirmed(const Place& place, Results& made);
  void group(const Place& place, Write& made);
  void check_placed(const Place& place, const Write& made);
  Match match(const Place& place);
  void check_whole(const Place& place, const Write& made);
  void check_tags(const Place& place, const Write& made, const Stream* stream);
  void undo(const Place& place, const Write& made);
  void steps(const Place& place, Write& made);
  void check_version(const Place& place, const Write& made);
  bool is_dropped(std::string_view kind_word) const;

  // compile_webhooks.cpp
  void webhooks(const Place& place);
  Sign sign(const Place& place);
  void keyed(const Place& place, Sign& made);
  void check_over_body(const Place& place, const Sign& made);
  Text signed_text(const Place& place, Names more);

  base::Json file_;  ///< connector and operator together, constants put in
  base::Json crm_;
  Faults& faults_;
  Plan plan_;
  Constants constants_;
  Names secret_names_, fact_names_;
  Names spent_;              ///< budgets that a request names
  Names asked_;              ///< origins that a request names
  base::Json request_base_;  ///< "request" of the file
  ZoneRule zone_;
  std::vector<base::Json> empty_;
  bool drops_streams_ = false;  ///< the operator took some away
  // of the stream being compiled
  std::string fields_under_;
  Names ask_, tables_used_;
  std::map<int, std::string> asked_by_slot_;
  bool under_ = false;  ///< it is asked for per record of another one
  bool asking_ = true;  ///< off where fields are of another answer than the stream's
};

/// Keys of an object, for suggestions.
Names keys_of(const Place& place);

}  // namespace goodword::connector
