// Writes: what is sent, how results are matched, and how a lost answer is resolved.
#include <algorithm>
#include <iterator>

#include "base/text.hpp"
#include "connector/compiler.hpp"

namespace goodword::connector {
namespace {

using base::Json;
using Act = model::Action;

const Names operations = {"add_tag", "remove_tag", "note", "task", "set_field", "draft_email", "list_add", "associate"};

const std::string record_prefix = "record.";

/// What is read is not what the record holds, and cannot be written back in its place.
bool changes_list(const FieldPick& pick) {
  return !pick.all.empty() || !pick.strip.empty() || !pick.words.empty() || pick.other_word;
}

Names own_names(const Write& made) {
  Names names = {"id", "key"};
  switch (made.action) {
    case Act::add_tag:
    case Act::remove_tag:
      names.insert(names.end(), {"tag", "tag.id"});
      if (made.whole) names.push_back("tags");
      break;
    case Act::set_field: names.push_back("changes"); break;
    case Act::task: names.push_back("due"); [[fallthrough]];
    case Act::note: names.insert(names.end(), {"title", "body", "owner", "marker"}); break;
    case Act::draft_email: names.insert(names.end(), {"title", "body", "to", "owner", "marker"}); break;
    case Act::list_add: names.emplace_back("list"); break;
    case Act::associate: names.insert(names.end(), {"other", "other_kind"}); break;
    case Act::remove_note:
    case Act::remove_task:
    case Act::remove_draft: names.push_back("created"); break;
    case Act::list_remove: names.insert(names.end(), {"list", "created"}); break;
    case Act::dissociate: names.insert(names.end(), {"other", "other_kind", "created"}); break;
  }
  if (made.conditional) names.push_back("version");
  if (made.step) names.push_back("created");
  return names;
}

}  // namespace

Match Compiler::match(const Place& place) {
  Match made;
  if (!place || place->is_string()) {
    if (place && place->text() != "order") faults_.unknown(place, place->text(), "way to match results", {"order"});
    return made;
  }
  made.by = place["id"] ? Match::By::id : Match::By::key;
  made.pointer = pointer(place, place["id"] ? "id" : "key");
  made.marker = pointer(place, "marker");
  return made;
}

void Compiler::results(const Place& place, Write& made) {
  if (!place) return;
  Results& results = made.results;
  confirmed(place, results);
  results.has_items = static_cast<bool>(place["items"]);
  results.items = pointer(place, "items");
  results.match = match(place["match"]);
  results.ok = test(place["ok"]);
  results.id = pointer(place, "id");
  results.message = pointer(place, "message");
  if (const Place errors = place["errors"]) {
    results.has_errors = true;
    results.error_items = pointer(errors, "items");
    results.error_message = pointer(errors, "message");
    results.error_match = match(errors["match"]);
  }
}

/// Ids of those that were done: of the records that were written to, or the keys that the operations carry.
void Compiler::confirmed(const Place& place, Results& made) {
  const Place at = place["confirm"];
  if (!at) return;
  made.confirms = true;
  made.confirm = pointer(place, "confirm");
  if (place["items"]) faults_.add(at, "\"confirm\" and \"items\" both say which were done", "take one of them away");
  if (place["id"])
    faults_.add(at, "a list of confirmed ids does not name what was made",
                "say by \"items\" and \"match\" where it is");
}

/// The one tag or list that a request with ${ids} names.
void Compiler::group(const Place& place, Write& made) {
  const Place at = place["group"];
  if (!at) return;
  const bool tags = made.action == Act::add_tag || made.action == Act::remove_tag;
  const std::string shared = tags ? "tag" : made.action == Act::list_add ? "list" : "";
  for (const auto& word : at->items()) {
    if (word.text() == shared) continue;
    faults_.add(at, "what " + std::string(to_text(made.action)) + " writes has no \"" + word.text() + "\" to share",
                shared.empty() ? "take it away" : "state \"group\": [\"" + shared + "\"]");
  }
  made.grouped = true;
}

void Compiler::check_batch(const Place& place, const Write& made) {
  const bool each = made.request.json && has_each(*made.request.json);
  const bool ids = uses(made.request, "ids");
  if (made.batch > 1 && !each && !(ids && made.grouped) && !uses(made.request, "created_ids")) {
    faults_.add(place, "a batch needs $each, or ${ids} with \"group\"");
  }
  if (made.batch == 1 && each) faults_.add(place, "$each stands where there is no batch", "state \"batch\"");
  if (made.batch > 1 && model::makes_text(made.action) && !made.step && !made.results.has_items) {
    faults_.add(place, "what makes records in batches says how results are matched",
                "add \"results\": {\"items\", \"match\", \"id\"}");
  }
}

/// The list that is written was read whole, from one place.
void Compiler::check_tags(const Place& place, const Write& made, const Stream* stream) {
  if (!made.whole) return faults_.add(place, "${tags} is written whole", "state \"effect\": \"whole\"");
  if (!stream) return;
  const auto tags = std::ranges::find(stream->shape.fields, "tags", &Field::name);
  if (tags == stream->shape.fields.end()) {
    faults_.add(place, "${tags} is the list that a record holds, and \"" + stream->name + "\" maps none",
                "map \"tags\" in the stream itself");
  } else if (tags->picks.size() > 1 || std::ranges::any_of(tags->picks, changes_list)) {
    faults_.add(place,
                "${tags} is one list as the record holds it, and \"tags\" is made of several, or of a part of it",
                "map \"tags\" from one place, without \"all\", \"strip\" and \"words\"");
  }
}

void Compiler::check_whole(const Place& place, const Write& made) {
  const Stream* stream = stream_of(plan_, made.kind);
  if (made.whole && !made.reread) faults_.add(place, "what is written whole is guarded", "add \"guard\": \"reread\"");
  if ((made.whole || made.reread) && !stream) {
    faults_.add(place, "no stream of kind " + std::string(model::to_text(made.kind)) +
                           " can be read by id, which the guard needs");
  }
  if (uses(made.request, "tags")) check_tags(place, made, stream);
  if (uses(made.request, "tag.id") && made.tag_table.empty()) {
    faults_.add(place, "${tag.id} needs tags that are looked up in a table", "map \"tags\" with \"table\"");
  }
}

void Compiler::read_back(const Place& place, Write& made) {
  ReadBackPlan plan;
  Allowed allowed{.names = {"id", "key", "marker", "attempted", "cursor", "page", "offset", "after_id", "size"},
                  .in_each = {}};
  if (made.step) allowed.names.emplace_back("created");
  plan.request = request(place["request"], allowed);
  if (!place["pages"]) {
    faults_.add(place, "reading back says how its pages end, for half a list proves no absence",
                "add \"pages\": {\"kind\": \"one\"} if there is one");
  } else {
    plan.pages = plain_pages(place["pages"], plan.request);
  }
  const bool through_it = uses(plan.request, "id") || (made.step && uses(plan.request, "created"));
  if (made.sameness == model::Sameness::b && !through_it) {
    faults_.add(place, "class B reads back through the record: ${id} stands in its request");
  }
  plan.id = pointer(place, "id", "/id");
  if (place["ids"]) {
    plan.ids = pointer(place, "ids");
    plan.through = place.text("through");
    const Stream* stream = stream_named(plan_, plan.through);
    if (!stream || !stream->by_id) faults_.add(place, "\"" + plan.through + "\" is no stream that can be read by id");
  } else {
    plan.records = pointer(place, "records");
    plan.text = pointer(place, "text");
    if (!place["text"]) faults_.add(place, "reading back says where the text with our marker is", "add \"text\"");
  }
  made.read_back = std::move(plan);
}

void Compiler::sameness(const Place& place, Write& made) {
  const std::string word = place.text("class");
  const Names classes = {"A", "B", "C", "D"};
  const auto found = std::ranges::find(classes, word);
  if (found == classes.end())
    return faults_.unknown(place["class"] ? place["class"] : place, word, "sameness class", classes);
  made.sameness = static_cast<model::Sameness>(found - classes.begin());
  const bool told = made.sameness == model::Sameness::a || made.sameness == model::Sameness::d;
  if (told && !place["why"]) faults_.add(place, "class " + word + " says why", "add \"why\"");
  if (told) return;
  if (!place["read_back"])
    return faults_.add(place, "class " + word + " says how it is read back", "add \"read_back\"");
  if (!uses(made.request, "marker") && !made.step) faults_.add(place, "what is read back carries our ${marker}");
  made.lag = duration(place, "lag").value_or(base::Duration{});
  if (made.sameness == model::Sameness::c && made.lag == base::Duration{})
    faults_.add(place, "class C says how far its search lags", "add \"lag\"");
  read_back(place["read_back"], made);
}

/// Fields of ours that an answer by id brings, for ${record.x}.
std::vector<Field> Compiler::placeable(const Stream* stream) {
  std::vector<Field> fields;
  if (!stream) return fields;
  std::ranges::copy_if(stream->shape.fields, std::back_inserter(fields),
                       [](const Field& field) { return field.index >= 0; });
  return fields;
}

/// What the request places of the record that it writes to.
void Compiler::place_fields(const Place& place, Write& made) {
  for (const auto& field : placeable(stream_named(plan_, made.stream))) {
    const std::string name = record_prefix + field.name;
    if (!uses(made.request, name)) continue;
    made.fields.emplace_back(name, static_cast<model::FieldIndex>(field.index));
    if (field.type == model::Type::ref || field.name == "id") made.request.spelling.ids.push_back(name);
  }
  const bool each = made.request.json && has_each(*made.request.json);
  if (made.batch > 1 && !each && !made.fields.empty())
    faults_.add(place, "${" + made.fields[0].first + "} is of one record, and many go in this request",
                "let it stand inside $each, or take \"batch\" away");
}

void Compiler::write_request(const Place& place, Write& made) {
  Names own = own_names(made);
  if (!made.step)
    for (const auto& field : placeable(stream_named(plan_, made.stream))) own.push_back(record_prefix + field.name);
  const Json effective = place["request"] ? base::merge_patch(request_base_, *place["request"].json) : Json::object();
  const Json* body = effective.find("json");
  const bool each = body && has_each(make_template(*body));
  Allowed allowed{.names = {"ids"}, .in_each = {}};
  if (std::ranges::find(own, "created") != own.end()) allowed.names.emplace_back("created_ids");
  if (each) {
    allowed.in_each = own;
    // What all items of a batch share may stand around them, too.
    std::ranges::copy_if(own, std::back_inserter(allowed.names), [&](const std::string& name) {
      return made.grouped && (name == "tag" || name == "tag.id" || name == "list");
    });
  } else {
    allowed.names.insert(allowed.names.end(), own.begin(), own.end());
  }
  made.request = request(place["request"], allowed);
  // The whole list of tags is one of ids where tags are looked up.
  if (!made.tag_table.empty()) made.request.spelling.ids.emplace_back("tags");
  if (!made.step) place_fields(place, made);
}

void Compiler::undo(const Place& place, const Write& made) {
  const auto opposite = model::opposite_of(made.action);
  if (!opposite) return;
  if (!place["undo"])
    return faults_.add(place, "a " + std::string(to_text(made.action)) + " says how it is taken back", "add \"undo\"");
  Write back;
  back.action = *opposite;
  back.kind = made.kind;
  back.batch = static_cast<int>(place["undo"]->integer_or("batch", 1));
  back.grouped = made.grouped;  // what is taken off one list goes together, too
  write_request(place["undo"], back);
  back.sameness = model::Sameness::a;  // to take away twice is to take away once
  check_batch(place["undo"], back);
  if (uses(back.request, "created") && made.results.id.empty() && !made.results.has_items)
    faults_.add(place["undo"], "${created} is what the answer calls it, and \"results\" do not say where that is",
                "add \"results\": {\"id\": \"/…\"}");
  plan_.writes.push_back(std::move(back));
}

/// How it is looked after: what must be set up, what is read before, what may go together.
void Compiler::care(const Place& place, Write& made) {
  const bool field = made.action == Act::set_field;
  made.needs = place->texts("needs");
  const Place setups{file_.find("setup"), "/setup"};
  for (const auto& need : made.needs) {
    if (!setups[need]) faults_.unknown(place["needs"], need, "set-up entry", keys_of(setups));
  }
  if (const Place longest = place["longest"]) made.longest = static_cast<std::size_t>(longest->integer_or("body", 0));
  made.whole = place.text("effect", field ? "whole" : "one") == "whole";
  const std::string guard = place.text("guard", field ? "reread" : "none");
  made.conditional = guard == "version";
  made.reread = guard == "reread" || made.conditional;
  made.batch = static_cast<int>(place->integer_or("batch", 1));
  group(place, made);
}

/// A write that is refused where the record is not what was read.
void Compiler::check_version(const Place& place, const Write& made) {
  if (!made.conditional) return;
  const Stream* stream = stream_of(plan_, made.kind);
  if (stream && stream->shape.version < 0 && !stream->version)
    faults_.add(place["guard"], "the stream \"" + stream->name + "\" does not say where a record's version is",
                "add \"version\" to the stream");
  if (!uses(made.request, "version"))
    faults_.add(place["request"], "the request does not place ${version}, so nothing is guarded",
                "add it as the CRM wants it: \"headers\": {\"If-Match\": \"${version}\"}");
}

/// Further calls about what was made. Each is resolved by its own class after a lost answer.
void Compiler::steps(const Place& place, Write& made) {
  if (!place) return;
  if (!model::makes_text(made.action)) faults_.add(place, "only what makes something has more to say about it");
  if (made.results.id.empty()) faults_.add(place, "what follows needs ${created}", "add \"results\": {\"id\": \"/…\"}");
  for (std::size_t i = 0; i < place->items().size(); ++i) {
    const Place at = place.item(i);
    Write step;
    step.step = true;
    step.action = made.action;
    step.kind = made.kind;
    step.stream = made.stream;
    step.batch = static_cast<int>(at->integer_or("batch", 1));
    write_request(at, step);
    results(at["results"], step);
    sameness(at["sameness"] ? at["sameness"] : at, step);
    check_batch(at, step);
    if (step.sameness == model::Sameness::c)
      faults_.add(at["sameness"], "a further call is class A, B or D", "class C waits, and the operation with it");
    if (step.sameness == model::Sameness::d && made.sameness == model::Sameness::a)
      faults_.add(at["sameness"], "the operation is sent again after a lost answer, and this call must not be",
                  "say how it is read back: class B");
    made.then.push_back(std::move(step));
  }
}

/// What an operation is about stands in its request: a mail that names no receiver would be a draft to nobody.
void Compiler::check_placed(const Place& place, const Write& made) {
  Names needed;
  if (made.action == Act::draft_email) needed = {"to", "body"};
  if (made.action == Act::list_add) needed = {"list"};
  if (made.action == Act::associate) needed = {"other"};
  for (const auto& name : needed) {
    const bool later = std::ranges::any_of(made.then, [&](const Write& step) { return uses(step.request, name); });
    if (!uses(made.request, name) && !later)
      faults_.add(place["request"], "the request of " + std::string(to_text(made.action)) + " does not place ${" +
                                        name + "}, which it is about");
  }
}

void Compiler::write(const Place& place, model::Action action, std::string_view kind_word) {
  Write made;
  made.action = action;
  const auto kind = model::kind_of(kind_word);
  if (!kind) return faults_.unknown(place["on"], kind_word, "kind", {"contact", "company", "opportunity"});
  made.kind = *kind;
  care(place, made);
  if (const Stream* stream = stream_of(plan_, made.kind)) {
    made.stream = stream->name;
    const auto tags = std::ranges::find(stream->shape.fields, "tags", &Field::name);
    if (tags != stream->shape.fields.end() && !tags->picks.empty()) made.tag_table = tags->picks[0].table;
  }
  write_request(place, made);
  results(place["results"], made);
  sameness(place["sameness"] ? place["sameness"] : place, made);
  check_batch(place, made);
  check_whole(place, made);
  check_version(place, made);
  steps(place["then"], made);
  check_placed(place, made);
  undo(place, made);
  plan_.writes.push_back(std::move(made));
}

/// An operator who drops the streams of a kind has no records of it to write to; that must not make the file invalid.
bool Compiler::is_dropped(std::string_view kind_word) const {
  const auto kind = model::kind_of(kind_word);
  if (!drops_streams_ || !kind) return false;
  return std::ranges::none_of(plan_.streams, [&](const Stream& stream) { return stream.kind == *kind; });
}

void Compiler::writes() {
  const Place all{file_.find("writes"), "/writes"};
  for (const auto& name : keys_of(all)) {
    const Place at = all[name];
    const auto action = model::action_of(name);
    if (!action || std::ranges::find(operations, name) == operations.end()) {
      faults_.unknown(at, name, "operation", operations);
      continue;
    }
    // An operator who drops a stream drops what is read back through it; that must not make the file invalid.
    const Place through = at["sameness"]["read_back"]["through"];
    if (through && !stream_named(plan_, through->text())) {
      faults_.note(at,
                   "the operation " + name + " is switched off, for the stream \"" + through->text() + "\" is gone");
      continue;
    }
    for (const auto& kind : keys_of(at["on"])) {
      if (is_dropped(kind)) {
        faults_.note(at["on"][kind],
                     "the operation " + name + " on " + kind + " is switched off, for no stream of that kind is left");
        continue;
      }
      Constants constants;
      for (const auto& key : keys_of(at["on"][kind])) constants.emplace_back("with." + key, *at["on"][kind][key].json);
      check_constants_in_queries(at, constants, faults_);
      const Json made = put_in(*at.json, constants);
      write({&made, at.pointer}, *action, kind);
    }
  }
}

}  // namespace goodword::connector
