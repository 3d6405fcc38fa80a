// The compiled form of a connector file: flat, immutable, shared by everything that runs it.
//
// compile.hpp makes it, once per CRM; the machines (walk, writes, tables, login) read it and hold no copy. Nothing here
// knows a vendor, performs I/O or changes. Safe to read from any thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "connector/answers.hpp"
#include "connector/forms.hpp"
#include "connector/picks.hpp"
#include "connector/request.hpp"
#include "connector/window.hpp"
#include "model/change.hpp"
#include "model/kinds.hpp"

namespace goodword::connector {

// --- fields -----------------------------------------------------------------------------------------------------

/// One way to a field's value. Slots are places in the reader's row of picked values.
struct FieldPick {
  int slot = -1;        ///< -1: a constant, or `all`
  std::string pointer;  ///< of the vendor's record, for rejects
  std::optional<base::Json> constant;
  std::vector<FieldPick> all;       ///< gathered into one list
  std::optional<std::string> each;  ///< inside each element
  std::optional<Test> first;        ///< elements that come first
  std::vector<Form> forms;
  std::vector<std::pair<std::string, base::Json>> words;
  std::optional<base::Json> other_word;  ///< for "*"
  std::string table;
  std::string currency;
  std::string currency_fact;  ///< "fact.x": asked of the CRM
  int currency_slot = -1;
  base::Duration offset{};  ///< of times written without a zone
  std::string strip;
};

struct Field {
  std::string name;
  int index = -1;  ///< place in the kind's list; -1: custom
  model::Type type = model::Type::text;
  model::FieldClass cls = model::FieldClass::business;
  bool list = false;
  std::vector<FieldPick> picks;  ///< the first that has a value
  std::string write;             ///< custom: where set_field writes it, a pointer inside ${changes}
};

/// Where the records of an answer are, what is picked from each, and what is picked beside them.
struct Shape {
  std::string records;
  bool single = false;               ///< one record instead of a list
  std::string expand;                ///< one record per element in here
  std::vector<std::string> slots;    ///< pointers from the record (or "outer:" from around the expanded one)
  std::vector<std::string> outside;  ///< pointers from the answer
  std::vector<Field> fields;
  std::vector<std::pair<int, Expectation>> where;    ///< slot and what must hold
  std::vector<std::pair<int, Expectation>> deleted;  ///< inline deletion: all hold, and there is at least one
  int id_slot = -1;
  int merged_into = -1, absorbed = -1;
  Form absorbed_form = Form::json;
  int parent = -1;   ///< related: the record these belong to
  int after = -1;    ///< keyset: what the next page goes on from
  int version = -1;  ///< etag or revision
  int ack = -1;      ///< queue: what is confirmed once it is stored
  int under = -1;    ///< "parent:id": the record of the other stream it was asked for with
  int by = -1;       ///< changes.by: the time a cursor goes by, where `changed` is not it
  std::vector<Form> by_forms;
  std::vector<base::Json> empty;  ///< values that mean "nothing"
};

// --- pages and changes ------------------------------------------------------------------------------------------

enum class PageKind { one, cursor, next, number, offset, keyset, queue };

/// Asked once before the first page: what it gives stands in the requests of all pages.
struct Begin {
  Request request;
  std::vector<std::pair<std::string, Pick>> keep;  ///< "begin.x"
};

struct Pages {
  PageKind kind = PageKind::one;
  Pick from;
  std::optional<base::Json> first;
  int size = 0;
  bool short_page = false, empty_page = false;
  std::vector<Test> ends;
  std::optional<Pick> total, pages;
  std::int64_t most = 100'000;
  base::Duration expires{};  ///< how long the place of a page lives; 0: not told
  std::optional<Begin> begin;
  std::optional<Request> ack;  ///< queue
  std::vector<Pages> others;   ///< further rules of a list, in their order: the first that has a next value goes on
};

enum class ChangeKind { none, since, mark, link, log, queue };
enum class Order { none, changed_asc, changed_desc, id_asc };

struct Changes {
  ChangeKind kind = ChangeKind::none;
  Order order = Order::none;
  base::Duration lag = std::chrono::seconds(60);
  base::Duration every{};
  Request request;  ///< the increment's
  Pages pages;
  std::optional<Request> tie;  ///< walks one moment by id
  std::int64_t cap = 0;        ///< results a query gives at most; 0: no such limit is known
  bool windows = false;        ///< capped, and asked for in windows of time that are halved until they fit
  Grain grain;                 ///< of ${since}
  std::optional<Pick> from;    ///< mark, link, log: where the next one stands
  base::Duration expires{};    ///< how long that lives; 0: not told
  Shape entries;               ///< log: its entries, with id and time of records that changed
};

struct ById {
  int batch = 1;
  Request request;
  Shape shape;
};

struct Related {
  enum class Only { both, first, increment };
  std::string name;
  int batch = 1;
  Request request;
  Shape shape;
  Pages pages;
  Only only = Only::both;
};

/// A feed of deletions: a stream of its own.
struct Feed {
  Request request;
  Pages pages;
  Shape shape;
  base::Duration every{};
  base::Duration lag{};
  base::Duration retention{};  ///< how long the CRM remembers; 0: for ever
};

/// A stream that is asked for once per record of another one.
struct Under {
  std::string stream;
  bool changed = false;  ///< increments look at those alone that changed
};

/// Where the CRM lists the fields that its own people made: names as ids of a table, their values in the record.
struct OwnFields {
  std::string table, under;
};

struct Stream {
  std::string name;
  model::Kind kind = model::Kind::contact;
  std::vector<std::string> scopes;
  Request request;
  Pages pages;
  Shape shape;
  Changes changes;
  std::optional<ById> by_id;
  std::vector<Related> related;
  std::optional<Feed> deleted;
  bool deletes = false;  ///< the file says how deletions are told
  bool sweeps = false;
  base::Duration sweep_every{};
  base::Duration recheck{};  ///< 0: relations need no second look
  std::string wakes;
  std::optional<Under> under;
  std::optional<Pick> version;                     ///< where an answer by id carries it beside the record
  std::vector<std::string> ask;                    ///< ${fields}
  std::vector<std::vector<std::string>> ask_more;  ///< the rest of a long list, asked for by id
  std::vector<std::string> tables;                 ///< and facts ("fact.x") that its fields need
  std::optional<OwnFields> own;
};

// --- login, limits, tables --------------------------------------------------------------------------------------

enum class AuthKind { none, key, basic, session, oauth2 };
enum class Grant { code, client, password, jwt };

/// A signed claim.
struct Jwt {
  bool es256 = false;  ///< else RS256
  Text key;
  base::Duration lifetime = std::chrono::minutes(3);
  std::vector<std::pair<std::string, Text>> claims;
};

struct Auth {
  std::string name;
  AuthKind kind = AuthKind::none;
  Send send;
  std::optional<Request> request;  ///< session: the login call; oauth2: how a token is had, or had anew
  std::vector<std::pair<std::string, Pick>> keep;
  base::Duration lifetime{};  ///< 0: until a 401
  // oauth2
  Grant grant = Grant::client;
  Send client;  ///< carried by token requests: the client's id and secret, where they stand in a header
  std::optional<Request> authorize, exchange, revoke;
  bool pkce = false;
  bool rotates = false;
  Pick scopes;  ///< in the answer: what was granted
  std::vector<std::string> ask_scopes;
  std::optional<Jwt> jwt;
};

enum class BudgetKind { window, sliding, bucket, concurrent };

struct Budget {
  std::string name;
  BudgetKind kind = BudgetKind::window;
  int most = 1;
  base::Duration per = std::chrono::seconds(1);
  bool midnight = false;  ///< windows begin at midnight, UTC
  enum class For { all, named, reads, writes } spent_by = For::all;
  double reserve = 0;                                                 ///< share left to the firm's other tools
  enum class Share { login, account, address } share = Share::login;  ///< who spends it together
  std::optional<Pick> learn_most, learn_left, learn_reset;
  std::optional<Pick> learn_used_of = {};            ///< a text with what is used and the limit
  std::shared_ptr<const re2::RE2> learn_match = {};  ///< takes both out of it; shared by copies, immutable
  Form reset_form = Form::epoch_s;
};

struct Fact {
  struct Probe {
    std::optional<Request> request;
    std::optional<Test> when;
    base::Json value;
  };
  std::string name;
  std::optional<Request> request;
  Pick take;
  std::optional<base::Json> otherwise;
  std::vector<Probe> probes;
};

struct Table {
  std::string name;
  std::vector<std::pair<std::string, std::string>> words;  ///< id and label, where the file states them
  std::optional<Request> request;
  std::string records, expand, id, label;
  Test where;  ///< rows that do not pass are left out
  Pages pages;
  base::Duration every = std::chrono::hours(24);
  std::optional<Request> create;
  Pick created;
};

struct Setup {
  std::string name, say;
  Request check;
  Test missing;
  std::string tag_items, tag;  ///< where the check's answer lists the tags there are; empty: not told
  std::optional<Request> create, extend, each_tag;
};

// --- writes -----------------------------------------------------------------------------------------------------

struct Match {
  enum class By { order, id, key };
  By by = By::order;
  std::string pointer;
  std::string marker = {};  ///< beside a key: the text our marker stands in, for answers that lack the key
};

struct Results {
  std::string items;
  bool has_items = false;
  Match match;
  std::optional<Test> ok;
  std::string id, message;
  bool has_errors = false;
  std::string error_items, error_message;
  Match error_match;
};

struct ReadBackPlan {
  Request request;
  Pages pages;
  std::string records, id, text;  ///< the texts themselves
  std::string ids, through;       ///< or ids, to be read through a stream
};

struct Write {
  model::Action action = model::Action::add_tag;
  model::Kind kind = model::Kind::contact;
  std::vector<std::string> needs;
  std::size_t longest = 0;
  bool whole = false;  ///< the whole list or field is written
  bool reread = false;
  bool conditional = false;  ///< the request names the version that was read
  int batch = 1;
  bool group_by_tag = false;
  Request request;
  Results results;
  model::Sameness sameness = model::Sameness::d;
  base::Duration lag{};
  std::optional<ReadBackPlan> read_back;
  std::vector<Write> then;  ///< further calls about what was made, in their order
  bool step = false;        ///< it is one of these
  std::string stream;       ///< that holds this kind
  std::vector<std::pair<std::string, model::FieldIndex>>
      fields;             ///< "record.x" of the record written to, and its place
  std::string tag_table;  ///< where ${tag.id} and the ids of ${tags} are looked up
  std::optional<Form> tags_form;
};

// --- webhooks ---------------------------------------------------------------------------------------------------

struct Sign {
  enum class Kind { hmac_sha256, hmac_sha1, token, basic };
  enum class Form { hex, base64, raw };
  Kind kind = Kind::hmac_sha256;
  Form form = Form::hex;
  Text key, over, user;
  Pick in;
  std::optional<Pick> timestamp;
  connector::Form timestamp_form = connector::Form::epoch_s;
  base::Duration tolerance = std::chrono::minutes(5);
};

struct Webhooks {
  Sign sign;
  std::optional<std::string> events;  ///< nothing: the body is one event, or a list of them
  std::string type, id;
  std::vector<std::pair<std::string, std::string>> hints;  ///< type of event ("contact.*") and stream
};

// --- the whole --------------------------------------------------------------------------------------------------

struct Plan {
  std::string connector, version, login;
  std::uint64_t digest = 0;                      ///< of both files and of the version that runs them
  std::map<std::string, std::string> constants;  ///< settings that are not secret, for people
  std::vector<std::string> secrets;              ///< names of the secrets that are needed
  std::map<std::string, Text, std::less<>> origins;
  std::map<std::string, std::vector<std::string>, std::less<>> within;  ///< origin that a login names: domains
  std::vector<std::pair<std::string, std::string>> scopes;  ///< what needs one ("stream contacts"), and which
  Auth auth;
  std::optional<Request> check;
  std::vector<Budget> budgets;
  std::vector<Fact> facts;
  std::vector<Table> tables;
  std::vector<Rule> answers;
  std::vector<Pick> message;
  std::vector<Stream> streams;
  std::vector<Setup> setups;
  std::vector<Write> writes;
  std::optional<Webhooks> webhooks;
};

const Stream* stream_named(const Plan& plan, std::string_view name);
const Stream* stream_of(const Plan& plan, model::Kind kind);
const Table* table_named(const Plan& plan, std::string_view name);
const Write* write_for(const Plan& plan, model::Action action, model::Kind kind);
/// The record is read by id before it is written to.
inline bool looks_first(const Write& write) { return write.reread || !write.fields.empty(); }
/// It names its tag by the id that a table has for it, alone or in a list.
bool sends_tag_ids(const Write& write);

}  // namespace goodword::connector
