// Streams: what is read, how its pages end, how it learns of changes and deletions.
#include <algorithm>

#include "base/text.hpp"
#include "connector/compiler.hpp"

namespace goodword::connector {
namespace {

using base::Json;
using namespace std::chrono_literals;

Constants with_constants(const Place& with) {
  Constants made;
  for (const auto& name : keys_of(with)) made.emplace_back("with." + name, *with[name].json);
  return made;
}

/// What stands in increments of each kind, beside what pages fill.
Names increment_names(ChangeKind kind, bool under) {
  Names names;
  if (kind == ChangeKind::since || kind == ChangeKind::log) names = {"since", "until"};
  if (kind == ChangeKind::mark || kind == ChangeKind::log) names.emplace_back("mark");
  if (under) names.emplace_back("parent.id");
  return names;
}

}  // namespace

void Compiler::add_next(Shape& shape, const Changes& changes) {
  if (!changes.from || changes.from->kind != Pick::Kind::pointer) return;
  if (std::ranges::find(shape.outside, changes.from->text) == shape.outside.end())
    shape.outside.push_back(changes.from->text);
}

void Compiler::cap(const Place& place, const Json& increment, Changes& made) {
  const Place cap_at = place["cap"];
  if (!cap_at) return;
  made.cap = cap_at->integer_or("results", 0);
  const bool bounded = uses(made.request, "until");
  const Place tie = cap_at["tie"];
  made.windows = bounded && !(tie && made.order == Order::changed_asc);
  if (!bounded && (!tie || made.order != Order::changed_asc)) {
    faults_.add(cap_at, "a cap goes with \"order\": \"changed_asc\" and a \"tie\", or with ${until} in the increment");
  }
  if (made.windows && (made.order == Order::changed_desc || made.order == Order::id_asc)) {
    faults_.add(cap_at, "a cap with ${until} goes with \"order\": \"none\" or \"changed_asc\"");
  }
  if (made.windows && made.cap <= made.pages.size) faults_.add(cap_at, "a capped query holds more than one page");
  if (!tie) return;
  Allowed allowed = page_names({"since", "until", "after_id", "cursor"}, nullptr);
  const Json patched = base::merge_patch(increment, *tie.json);
  made.tie = request({&patched, tie.pointer}, patched, allowed);
  if (!uses(*made.tie, "since") || !uses(*made.tie, "after_id")) {
    faults_.add(tie, "a tie walks one time by id: it places ${since} and ${after_id}");
  }
}

Changes Compiler::changes(const Place& place, const Place& stream, const Json& list_request) {
  Changes made;
  const Names kinds = {"none", "since", "mark", "link", "log", "queue"};
  const Names orders = {"none", "changed_asc", "changed_desc", "id_asc"};
  const std::string kind = place.text("kind", "none");
  if (std::ranges::find(kinds, kind) == kinds.end()) faults_.unknown(place["kind"], kind, "change kind", kinds);
  made.every = duration(place, "every").value_or(kind == "none" ? base::Duration(24h) : base::Duration{});
  made.lag = duration(place, "lag").value_or(60s);
  if (kind == "none") return made;
  made.kind = static_cast<ChangeKind>(std::ranges::find(kinds, kind) - kinds.begin());
  if (kinds.begin() + static_cast<std::ptrdiff_t>(made.kind) == kinds.end()) made.kind = ChangeKind::none;
  const auto order = std::ranges::find(orders, place.text("order", "none"));
  if (order == orders.end()) faults_.unknown(place["order"], place.text("order"), "order", orders);
  made.order = static_cast<Order>(std::min<std::ptrdiff_t>(order - orders.begin(), 3));
  made.from = pick(place["from"]);
  made.expires = duration(place, "expires").value_or(base::Duration{});
  const Json patched = place["request"] ? base::merge_patch(list_request, *place["request"].json) : list_request;
  const Place list_pages = stream["pages"];
  Json paged = list_pages ? *list_pages.json : Json::object();
  if (place["pages"]) paged = base::merge_patch(std::move(paged), *place["pages"].json);
  made.request =
      request({&patched, place.pointer + "/request"}, patched, page_names(increment_names(made.kind, under_), &paged));
  const auto form = [&](std::string_view name) {
    const auto& forms = made.request.spelling.forms;
    const auto found = forms.find(name);
    return found == forms.end() ? Form::rfc3339 : found->second;
  };
  made.grain = {form("since"), zone_.zone};
  check_windows(place, made.request);
  made.pages = pages(Place{&paged, place.pointer + "/pages"}, paged, made.request);
  check_increment(place, made);
  cap(place, patched, made);
  return made;
}

/// Both ends of a window are cut where the request can tell moments apart.
void Compiler::check_windows(const Place& place, const Request& request) {
  if (!uses(request, "until")) return;
  const auto form = [&](std::string_view name) {
    const auto found = request.spelling.forms.find(name);
    return found == request.spelling.forms.end() ? Form::rfc3339 : found->second;
  };
  if (step_of(form("until")) != step_of(form("since")))
    faults_.add(place, "${until} and ${since} are spelled in forms of one fineness");
  if (!zone_.fact.empty() && has_no_zone(form("since")))
    faults_.add(place, "windows of time are cut before the CRM tells its zone",
                "ask by a form with a zone, or state \"zone\"");
}

/// What each way to learn of changes needs, and how it would be forgotten.
void Compiler::check_increment(const Place& place, const Changes& made) {
  const bool since = uses(made.request, "since"), mark = uses(made.request, "mark");
  switch (made.kind) {
    case ChangeKind::none: return;
    case ChangeKind::since:
      if (!since) faults_.add(place, "the increment does not place ${since}");
      return;
    case ChangeKind::mark:
      if (!mark) faults_.add(place, "the increment does not place ${mark}");
      break;
    case ChangeKind::link: break;
    case ChangeKind::log:
      if (since == mark) faults_.add(place, "a log is asked from a time or from a mark: place ${since} or ${mark}");
      if (since && !made.from && !place["by"])
        faults_.add(place, "nothing says when an entry of the log was made", "state \"by\", or \"from\"");
      if (since) return;
      break;
    case ChangeKind::queue:
      if (made.pages.kind != PageKind::queue)
        faults_.add(place, "changes by queue are read in pages by queue",
                    "add \"pages\": {\"kind\": \"queue\", \"ends\": […]}");
      return;
  }
  if (!made.from) faults_.add(place, "nothing says where the next mark or link is", "add \"from\"");
}

/// Entries of a log: which records changed, and when.
void Compiler::entries(const Place& place, Stream& made) {
  Changes& changes = made.changes;
  if (changes.kind != ChangeKind::log) return;
  if (!made.by_id) faults_.add(place, "a log names records that are read by id, and there is no \"by_id\"");
  if (!place["records"] || !place["id"])
    faults_.add(place, "a log says where its entries are and where the id is in one", "add \"records\" and \"id\"");
  Shape& shape = changes.entries;
  shape.empty = empty_;
  shape.records = pointer(place, "records");
  shape.id_slot = slot(place["id"], shape, place.text("id"), "-");
  if (const Place by = place["by"]) shape.by = slot(by, shape, by->text(), "-");
  if (shape.by >= 0) shape.by_forms = {changes.grain.form, Form::rfc3339, Form::epoch_ms};
  if (changes.pages.kind == PageKind::keyset) shape.after = slot(place, shape, changes.pages.from.text, "-");
  add_outside(shape, changes.pages, changes.request);
  add_next(shape, changes);
}

void Compiler::check_changes(const Place& place, const Changes& made, const Stream& stream) {
  if (uses(stream.request, "since"))
    faults_.add(place, "${since} stands in the first pull's request, where there is none");
  if (made.kind != ChangeKind::since) return;
  const bool mapped =
      std::ranges::any_of(stream.shape.fields, [](const Field& field) { return field.name == "changed"; });
  if (!mapped && stream.shape.by < 0)
    faults_.add(place, "nothing says when a record changed", "map \"changed\", or state \"by\"");
}

void Compiler::feed(const Place& place, Stream& made) {
  Feed feed;
  feed.request = request(place["request"], page_names({"since"}, place["pages"].json));
  const Json none = Json::object();
  feed.pages = pages(place["pages"], place["pages"] ? *place["pages"].json : none, feed.request);
  feed.every = duration(place, "every").value_or(base::Duration(24h));
  feed.lag = made.changes.lag;
  feed.retention = duration(place, "retention").value_or(base::Duration{});
  feed.shape.empty = empty_;
  feed.shape.records = pointer(place, "records");
  feed.shape.id_slot = slot(place["id"], feed.shape, place.text("id", "/id"), "-");
  // Whoever was deleted may have swallowed others before, and is the only one who says so.
  const auto same = [&](int of) {
    return of < 0 ? of : slot(place, feed.shape, made.shape.slots[static_cast<std::size_t>(of)], "-");
  };
  feed.shape.absorbed = same(made.shape.absorbed);
  feed.shape.absorbed_form = made.shape.absorbed_form;
  const Place survivor = place["merged_into"];
  feed.shape.merged_into = survivor ? slot(survivor, feed.shape, survivor->text(), "-") : same(made.shape.merged_into);
  if (feed.pages.kind == PageKind::keyset) feed.shape.after = slot(place, feed.shape, feed.pages.from.text, "-");
  add_outside(feed.shape, feed.pages, feed.request);
  made.deleted = std::move(feed);
}

void Compiler::deletion(const Place& place, Stream& made) {
  const std::string kind = place.text("kind");
  if (kind == "none") return;
  made.deletes = true;
  if (kind == "sweep") {
    if (place["request"]) faults_.unsupported(place["request"], "a sweep with a request of its own");
    made.sweeps = true;
    made.sweep_every = duration(place, "every").value_or(base::Duration(24h));
  } else if (kind == "inline") {
    if (!place["when"]) return faults_.unsupported(place, "deletions in a second list of the same answer");
    conditions(place["when"], made.shape, made.shape.deleted);
  } else if (kind == "feed") {
    feed(place, made);
  } else if (kind == "webhook") {
    faults_.unsupported(place["kind"], "deletions told by webhook");
  } else {
    faults_.unknown(place["kind"], kind, "deletion kind", {"inline", "feed", "sweep", "webhook", "none"});
  }
}

void Compiler::deletions(const Place& place, Stream& made) {
  if (!place) return;
  if (!place->is_array()) return deletion(place, made);
  for (std::size_t i = 0; i < place->items().size(); ++i) deletion(place.item(i), made);
}

void Compiler::related(const Place& place, Stream& made) {
  asking_ = false;
  for (const auto& name : keys_of(place)) {
    const Place at = place[name];
    if (!at) continue;
    Related relation;
    relation.name = name;
    relation.batch = static_cast<int>(at->integer_or("batch", 1));
    Allowed allowed = page_names({"ids"}, at["pages"].json);
    (relation.batch == 1 ? allowed.names : allowed.in_each).push_back("id");
    relation.request = request(at["request"], allowed);
    relation.pages = plain_pages(at["pages"], relation.request);
    relation.shape.empty = empty_;
    relation.shape.records = pointer(at, "records");
    if (at["where"]) conditions(at["where"], relation.shape, relation.shape.where);
    if (at["parent"]) relation.shape.parent = slot(at["parent"], relation.shape, at.text("parent"), "-");
    if (relation.batch > 1 && !at["parent"])
      faults_.add(at, "relations of several records say whose they are", "add \"parent\"");
    fields(at["fields"], relation.shape, made.kind);
    add_outside(relation.shape, relation.pages, relation.request);
    const std::string only = at.text("only");
    relation.only = only == "first"       ? Related::Only::first
                    : only == "increment" ? Related::Only::increment
                                          : Related::Only::both;
    if (const auto recheck = duration(at, "recheck")) {
      made.recheck = made.recheck == base::Duration{} ? *recheck : std::min(made.recheck, *recheck);
    }
    made.related.push_back(std::move(relation));
  }
  asking_ = true;
}

/// What paging, filters and merges look at must come with each part of a record.
Names Compiler::names_in_every_chunk(const Shape& shape) const {
  std::vector<int> slots = {shape.id_slot, shape.after, shape.by, shape.merged_into, shape.absorbed};
  for (const auto* conditions : {&shape.where, &shape.deleted}) {
    for (const auto& [slot, expectation] : *conditions) slots.push_back(slot);
  }
  for (const auto& field : shape.fields) {
    if (field.name != "changed") continue;
    for (const auto& pick : field.picks) slots.push_back(pick.slot);
  }
  Names names;
  for (const int slot : slots) {
    const auto asked = asked_by_slot_.find(slot);
    if (asked != asked_by_slot_.end() && std::ranges::find(names, asked->second) == names.end())
      names.push_back(asked->second);
  }
  return names;
}

void Compiler::chunk(const Place& place, Stream& made) {
  const auto most_characters = place ? place->integer_or("characters", INT64_MAX) : INT64_MAX;
  const auto most_fields = place ? place->integer_or("fields", INT64_MAX) : INT64_MAX;
  const auto full = [&](const Names& names) {
    return static_cast<std::int64_t>(base::join(names, ",").size()) > most_characters ||
           static_cast<std::int64_t>(names.size()) > most_fields;
  };
  made.ask = ask_;
  if (!full(ask_)) return;
  const Names always = names_in_every_chunk(made.shape);
  std::vector<Names> chunks = {always};
  for (const auto& name : ask_) {
    if (std::ranges::find(always, name) != always.end()) continue;
    chunks.back().push_back(name);
    if (!full(chunks.back())) continue;
    chunks.back().pop_back();
    chunks.push_back(always);
    chunks.back().push_back(name);
    if (full(chunks.back())) return faults_.add(place, "not even one field fits into a part of this size");
  }
  if (!made.by_id)
    return faults_.add(place, "the parts of a long list of fields are read by id, and there is no \"by_id\"");
  made.ask = chunks.front();
  made.ask_more.assign(chunks.begin() + 1, chunks.end());
}

void Compiler::by_id(const Place& place, Stream& made) {
  if (!place) return;
  ById reading;
  reading.batch = static_cast<int>(place->integer_or("batch", 1));
  Allowed allowed = page_names({"ids"}, nullptr);
  const Json effective = base::merge_patch(request_base_, place["request"] ? *place["request"].json : Json::object());
  const Json* body = effective.find("json");
  // With $each the batch's ids stand inside; else there is one id, or all of them at once.
  (body && has_each(make_template(*body)) ? allowed.in_each : allowed.names).push_back("id");
  reading.request = request(place["request"], allowed);
  reading.shape = made.shape;
  reading.shape.outside.clear();
  reading.shape.single = static_cast<bool>(place["record"]);
  reading.shape.records = reading.shape.single ? pointer(place, "record") : pointer(place, "records");
  add_outside(reading.shape, Pages{}, reading.request);
  if (made.version && reading.batch != 1)
    faults_.add(place, "a version in a header is that of one record, and these are read by several",
                "state \"batch\": 1");
  if (made.shape.under >= 0)
    faults_.add(place, "a record that is read by id does not say what it was asked for under",
                "map no field from \"parent:id\", or leave \"by_id\" out");
  made.by_id = std::move(reading);
}

/// In the record, or beside it in an answer that holds one.
void Compiler::version(const Place& place, Stream& made) {
  if (!place) return;
  const auto where = pick(place);
  if (!where) return;
  if (where->kind == Pick::Kind::pointer) {
    made.shape.version = slot(place, made.shape, where->text);
  } else {
    made.version = where;
  }
}

void Compiler::check_under(const Place& place, const Stream& made) {
  const Stream* other = stream_named(plan_, made.under->stream);
  if (!other) {
    Names known;
    for (const auto& stream : plan_.streams) known.push_back(stream.name);
    return faults_.unknown(place["stream"], made.under->stream, "stream", known);
  }
  if (other->under || other->kind == model::Kind::hint || other == &made)
    faults_.add(place["stream"], "\"" + other->name + "\" has no records of its own to ask for each of");
  if (other->pages.kind == PageKind::queue || other->changes.kind == ChangeKind::queue)
    faults_.add(place["stream"],
                "\"" + other->name + "\" is a queue, which tells each record once and is not asked again");
  if (!uses(made.request, "parent.id")) faults_.add(place, "${parent.id} does not stand in the stream's request");
  const bool by_place = made.changes.kind != ChangeKind::none && made.changes.kind != ChangeKind::since;
  if (by_place) faults_.add(place, "a stream under another one learns of changes by \"since\" or \"none\"");
  if (made.kind == model::Kind::hint) faults_.add(place, "hints are asked for at once, not once per record");
  if (made.deleted) faults_.add(place, "a feed of deletions is asked for at once, not once per record", "use a sweep");
}

void Compiler::own_fields(const Place& place, Stream& made) {
  if (!place) return;
  std::string under = place.text("under");
  const auto star = under.find('*');
  const bool named = star != std::string::npos && valid_pointer(under.substr(0, star) + under.substr(star + 1));
  made.own = OwnFields{place.text("table"), named ? under : pointer(place, "under")};
  const Place tables{file_.find("tables"), "/tables"};
  if (!tables[made.own->table]) faults_.unknown(place["table"], made.own->table, "table", keys_of(tables));
}

Stream Compiler::stream(const Place& place, std::string_view name) {
  Stream made;
  made.name = name;
  const auto kind = model::kind_of(place.text("kind"));
  if (!kind)
    faults_.unknown(place["kind"] ? place["kind"] : place, place.text("kind"), "kind",
                    {"contact", "company", "opportunity", "activity", "user", "hint"});
  made.kind = kind.value_or(model::Kind::contact);
  made.scopes = place->texts("scopes");
  made.wakes = place.text("wakes");
  if (const Place under = place["under"])
    made.under = Under{under.text("stream"), under.text("only", "all") == "changed"};
  under_ = made.under.has_value();
  const Json empty_request = Json::object();
  const Json list_request = base::merge_patch(request_base_, place["request"] ? *place["request"].json : empty_request);
  const Place request_place{place["request"] ? place["request"].json : place.json, place.pointer + "/request"};
  // The same request may serve both pulls: without a mark it asks for everything.
  Names names = increment_names(ChangeKind::none, under_);
  if (place["changes"].text("kind") == "mark") names.emplace_back("mark");
  made.request = request(request_place, list_request, page_names(std::move(names), place["pages"].json));
  made.pages = pages(place["pages"], place["pages"] ? *place["pages"].json : empty_request, made.request);
  made.changes = changes(place["changes"], place, list_request);
  shape(place, made);
  deletions(place["deleted"], made);
  related(place["related"], made);
  version(place["version"], made);
  by_id(place["by_id"], made);
  entries(place["changes"], made);
  made.tables = tables_used_;
  own_fields(place["own_fields"], made);
  chunk(place["chunk"], made);
  check_changes(place["changes"] ? place["changes"] : place, made.changes, made);
  return made;
}

void Compiler::streams() {
  const Place all{file_.find("streams"), "/streams"};
  const Place patterns{file_.find("patterns"), "/patterns"};
  for (const auto& name : keys_of(all)) {
    Json laid = with_patterns(all[name], patterns, faults_);
    if (const Json* with = laid.find("with")) {
      const Constants constants = with_constants({with, ""});
      check_constants_in_queries({&laid, all.pointer + "/" + name}, constants, faults_);
      laid = put_in(laid, constants);
    }
    plan_.streams.push_back(stream({&laid, all.pointer + "/" + name}, name));
  }
  for (const auto& made : plan_.streams) {
    const Place at = all[made.name];
    if (made.under) check_under(at["under"] ? at["under"] : at, made);
    if (made.kind != model::Kind::hint && made.wakes.empty()) continue;
    const Stream* woken = stream_named(plan_, made.wakes);
    if (!woken || !woken->by_id) {
      faults_.add(at, "a hint wakes a stream whose records can be read by id; \"" + made.wakes + "\" is none");
    }
    if (made.kind != model::Kind::hint) faults_.add(at, "only a stream of kind hint wakes another one");
  }
  // What a hint names must have been asked for before the stream it wakes is read, or a change in between is missed.
  std::ranges::stable_partition(plan_.streams, [](const Stream& made) { return made.kind == model::Kind::hint; });
}

}  // namespace goodword::connector
