// Streams: what is read, how its pages end, how it learns of changes and deletions.
#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "connector/compiler.hpp"

namespace goodword::connector {
namespace {

using base::Json;
using namespace std::chrono_literals;

const Names page_kinds = {"one", "cursor", "next", "number", "offset", "keyset", "queue"};
constexpr std::array<std::string_view, 6> own_name = {"", "cursor", "", "page", "offset", "after_id"};

void add_pointer(std::vector<std::string>& list, const Pick& pick) {
  if (pick.kind != Pick::Kind::pointer) return;
  if (std::ranges::find(list, pick.text) == list.end()) list.push_back(pick.text);
}

void add_pointers(std::vector<std::string>& list, const Test& test) {
  for (const auto& [pick, expected] : test.parts) add_pointer(list, pick);
}

Constants with_constants(const Place& with) {
  Constants made;
  for (const auto& name : keys_of(with)) made.emplace_back("with." + name, *with[name].json);
  return made;
}

/// `fields`, and of the placeholders of pages those that this kind of page fills.
Allowed plus(Names names, const Json* pages) {
  names.insert(names.end(), {"fields", "size"});
  const auto kind = std::ranges::find(page_kinds, pages ? pages->text_or("kind", "one") : "one");
  const auto index = static_cast<std::size_t>(kind - page_kinds.begin());
  if (index < own_name.size() && !own_name[index].empty()) names.emplace_back(own_name[index]);
  return {.names = std::move(names), .in_each = {}};
}

}  // namespace

void Compiler::add_outside(Shape& shape, const Pages& pages, const Request& request) {
  if (pages.kind == PageKind::cursor || pages.kind == PageKind::next) add_pointer(shape.outside, pages.from);
  if (pages.total) add_pointer(shape.outside, *pages.total);
  if (pages.pages) add_pointer(shape.outside, *pages.pages);
  for (const auto& end : pages.ends) add_pointers(shape.outside, end);
  for (const std::vector<Rule>* list : {&std::as_const(plan_).answers, &request.answers}) {
    for (const auto& rule : *list) {
      add_pointers(shape.outside, rule.when);
      if (rule.wait_at) add_pointer(shape.outside, *rule.wait_at);
    }
  }
  for (const auto& place : plan_.message) add_pointer(shape.outside, place);
}

void Compiler::check_ends(const Place& place, const Pages& made, const Request& first) {
  const bool ends = made.short_page || made.empty_page || !made.ends.empty() || made.total || made.pages;
  const auto name = own_name[static_cast<std::size_t>(made.kind)];
  if (!name.empty() && !first.path.empty() && !uses(first, name)) {
    faults_.add(place, "pages by " + page_kinds[static_cast<std::size_t>(made.kind)] + " need ${" + std::string(name) +
                           "} in the request");
  }
  if (made.kind >= PageKind::number && !ends) {
    faults_.add(place, "these pages have no end",
                "add \"ends\": [\"short_page\"], [\"empty_page\"], a test, or \"total\"");
  }
  if (made.short_page && made.size < 1)
    faults_.add(place, "a short page is known by its \"size\", which is not stated");
  if (made.kind == PageKind::keyset && !made.first)
    faults_.add(place, "pages by keyset say what comes before the \"first\" id");
}

Pages Compiler::pages(const Place& place, const Json& effective, const Request& first) {
  Pages made;
  if (effective.is_array()) {
    faults_.unsupported(place, "a list of page kinds");
    return made;
  }
  const Place at{&effective, place.pointer};
  const std::string kind = at.text("kind", "one");
  const auto found = std::ranges::find(page_kinds, kind);
  if (found == page_kinds.end()) faults_.unknown(at["kind"], kind, "page kind", page_kinds);
  if (kind == "queue" || at["ack"]) faults_.unsupported(at, "pages by queue");
  if (at["begin"]) faults_.unsupported(at["begin"], "a request before the first page");
  made.kind = static_cast<PageKind>(std::min<std::ptrdiff_t>(found - page_kinds.begin(), 5));
  if (const auto from = pick(at["from"])) made.from = *from;
  if (const Json* begin = effective.find("first"); begin && !begin->is_null()) made.first = *begin;
  made.size = static_cast<int>(effective.integer_or("size", 0));
  made.most = effective.integer_or("most", 100'000);
  made.total = pick(at["total"]);
  made.pages = pick(at["pages"]);
  const Place ends = at["ends"];
  for (std::size_t i = 0; ends && i < ends->items().size(); ++i) {
    const Place end = ends.item(i);
    if (end->is_object()) {
      made.ends.push_back(test(end).value_or(Test{}));
    } else if (end->text() == "short_page") {
      made.short_page = true;
    } else if (end->text() == "empty_page") {
      made.empty_page = true;
    } else {
      faults_.unknown(end, end->text(), "end of pages", {"short_page", "empty_page"});
    }
  }
  check_ends(at.json->members().empty() ? place : at, made, first);
  return made;
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
  Allowed allowed = plus({"since", "until", "after_id", "cursor"}, nullptr);
  const Json patched = base::merge_patch(increment, *tie.json);
  made.tie = request({&patched, tie.pointer}, patched, allowed);
  if (!uses(*made.tie, "since") || !uses(*made.tie, "after_id")) {
    faults_.add(tie, "a tie walks one time by id: it places ${since} and ${after_id}");
  }
}

Changes Compiler::changes(const Place& place, const Place& stream, const Json& list_request) {
  Changes made;
  const Names kinds = {"since", "mark", "link", "log", "queue", "none"};
  const Names orders = {"none", "changed_asc", "changed_desc", "id_asc"};
  const std::string kind = place.text("kind", "none");
  if (std::ranges::find(kinds, kind) == kinds.end()) faults_.unknown(place["kind"], kind, "change kind", kinds);
  made.every = duration(place, "every").value_or(kind == "none" ? base::Duration(24h) : base::Duration{});
  made.lag = duration(place, "lag").value_or(60s);
  if (kind == "none") return made;
  if (kind != "since") {
    faults_.unsupported(place["kind"], "changes by " + kind);
    return made;
  }
  made.kind = ChangeKind::since;
  const auto order = std::ranges::find(orders, place.text("order", "none"));
  if (order == orders.end()) faults_.unknown(place["order"], place.text("order"), "order", orders);
  made.order = static_cast<Order>(std::min<std::ptrdiff_t>(order - orders.begin(), 3));
  const Json patched = place["request"] ? base::merge_patch(list_request, *place["request"].json) : list_request;
  const Place list_pages = stream["pages"];
  Json paged = list_pages ? *list_pages.json : Json::object();
  if (place["pages"]) paged = base::merge_patch(std::move(paged), *place["pages"].json);
  made.request = request({&patched, place.pointer + "/request"}, patched, plus({"since", "until"}, &paged));
  const auto form = [&](std::string_view name) {
    const auto& forms = made.request.spelling.forms;
    const auto found = forms.find(name);
    return found == forms.end() ? Form::rfc3339 : found->second;
  };
  made.grain = {form("since"), zone_};
  if (!uses(made.request, "since")) faults_.add(place, "the increment does not place ${since}");
  if (uses(made.request, "until") && step_of(form("until")) != made.grain.step())
    faults_.add(place, "${until} and ${since} are spelled in forms of one fineness");
  made.pages = pages(Place{&paged, place.pointer + "/pages"}, paged, made.request);
  cap(place, patched, made);
  return made;
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

void Compiler::deletion(const Place& place, Stream& made) {
  const std::string kind = place.text("kind");
  if (place["merged_into"]) faults_.unsupported(place["merged_into"], "a survivor named by a deletion");
  if (kind == "none") return;
  if (kind == "sweep") {
    if (place["request"]) faults_.unsupported(place["request"], "a sweep with a request of its own");
    made.sweeps = true;
    made.sweep_every = duration(place, "every").value_or(base::Duration(24h));
  } else if (kind == "inline") {
    if (!place["when"]) return faults_.unsupported(place, "deletions in a second list of the same answer");
    conditions(place["when"], made.shape, made.shape.deleted);
  } else if (kind == "feed") {
    Feed feed;
    feed.request = request(place["request"], plus({"since"}, place["pages"].json));
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
    feed.shape.merged_into = same(made.shape.merged_into);
    if (feed.pages.kind == PageKind::keyset) feed.shape.after = slot(place, feed.shape, feed.pages.from.text, "-");
    add_outside(feed.shape, feed.pages, feed.request);
    made.deleted = std::move(feed);
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
    Related relation;
    relation.name = name;
    relation.batch = static_cast<int>(at->integer_or("batch", 1));
    Allowed allowed = plus({"ids"}, at["pages"].json);
    (relation.batch == 1 ? allowed.names : allowed.in_each).push_back("id");
    relation.request = request(at["request"], allowed);
    const Json none = Json::object();
    relation.pages = pages(at["pages"], at["pages"] ? *at["pages"].json : none, relation.request);
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

Stream Compiler::stream(const Place& place, std::string_view name) {
  Stream made;
  made.name = name;
  const auto kind = model::kind_of(place.text("kind"));
  if (!kind)
    faults_.unknown(place["kind"] ? place["kind"] : place, place.text("kind"), "kind",
                    {"contact", "company", "opportunity", "activity", "user", "hint"});
  made.kind = kind.value_or(model::Kind::contact);
  for (const auto* key : {"under", "version"}) {
    if (place[key]) faults_.unsupported(place[key], "\"" + std::string(key) + "\" of a stream");
  }
  made.scopes = place->texts("scopes");
  made.wakes = place.text("wakes");
  const Json empty_request = Json::object();
  const Json list_request = base::merge_patch(request_base_, place["request"] ? *place["request"].json : empty_request);
  const Place request_place{place["request"] ? place["request"].json : place.json, place.pointer + "/request"};
  made.request = request(request_place, list_request, plus({}, place["pages"].json));
  made.pages = pages(place["pages"], place["pages"] ? *place["pages"].json : empty_request, made.request);
  made.changes = changes(place["changes"], place, list_request);
  shape(place, made);
  deletions(place["deleted"], made);
  related(place["related"], made);
  if (const Place by_id = place["by_id"]) {
    ById reading;
    reading.batch = static_cast<int>(by_id->integer_or("batch", 1));
    Allowed allowed = plus({"ids"}, nullptr);
    const Json effective = base::merge_patch(request_base_, *by_id["request"].json);
    const Json* body = effective.find("json");
    // With $each the batch's ids stand inside; else there is one id, or all of them at once.
    (body && has_each(make_template(*body)) ? allowed.in_each : allowed.names).push_back("id");
    reading.request = request(by_id["request"], allowed);
    reading.shape = made.shape;
    reading.shape.outside.clear();
    reading.shape.single = static_cast<bool>(by_id["record"]);
    reading.shape.records = reading.shape.single ? pointer(by_id, "record") : pointer(by_id, "records");
    add_outside(reading.shape, Pages{}, reading.request);
    made.by_id = std::move(reading);
  }
  made.tables = tables_used_;
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
    if (made.kind != model::Kind::hint && made.wakes.empty()) continue;
    const Place at = all[made.name];
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
