// Fields: from our names to places in the vendor's record, and the names to ask the CRM for.
#include <algorithm>

#include "base/text.hpp"
#include "connector/compiler.hpp"

namespace goodword::connector {
namespace {

using base::Json;

const Names types = {"text", "email", "phone", "money", "number", "instant", "date", "boolean", "ref", "url"};

bool fits(Form form, const Field& field) {
  using model::Type;
  if (form == Form::plain) return true;
  if (field.list && is_list_form(form)) return true;
  switch (field.type) {
    case Type::instant:
    case Type::date: return is_instant_form(form);
    case Type::money: return form == Form::decimal_comma || form == Form::minor;
    case Type::number: return form == Form::decimal_comma;
    default: return is_text_form(form) || form == Form::url;
  }
}

}  // namespace

ZoneRule Compiler::zone(const Place& place) {
  if (!place) return {};
  const std::string& name = place->text();
  const Text parts = split_placeholders(name);
  if (!parts.empty() && !parts[0].name.empty()) {
    const bool fact = stands_alone(parts) && std::ranges::find(fact_names_, parts[0].name) != fact_names_.end();
    if (!fact) faults_.unknown(place, parts[0].name, "fact or setting here", fact_names_);
    return {.zone = {}, .fact = parts[0].name};
  }
  const auto found = model::Zone::of(name);
  if (!found)
    faults_.add(place, "\"" + name + "\" is no time zone", "write UTC, \"+02:00\" or a region such as Europe/Paris");
  return {.zone = found.value_or(model::Zone()), .fact = {}};
}

/// The place of a pointer in the row of picked values.
int Compiler::slot_of(Shape& shape, const std::string& key) {
  const auto found = std::ranges::find(shape.slots, key);
  const int index = static_cast<int>(found - shape.slots.begin());
  if (found == shape.slots.end()) shape.slots.push_back(key);
  return index;
}

/// The record of the other stream that this one is asked for with.
int Compiler::parent_slot(const Place& place, Shape& shape) {
  if (!under_) faults_.add(place, "there is no other record around this stream's", "state \"under\"");
  if (!shape.expand.empty()) faults_.add(place, "\"parent:id\" does not go with \"expand\"");
  shape.under = slot_of(shape, "parent:id");
  return shape.under;
}

int Compiler::slot(const Place& place, Shape& shape, std::string_view pointer, std::string_view ask) {
  if (pointer == "parent:id") return parent_slot(place, shape);
  const std::string key(pointer);
  const std::string_view inner = pointer.starts_with("outer:") ? pointer.substr(6) : pointer;
  if (!valid_pointer(inner)) faults_.add(place, "\"" + key + "\" is no JSON Pointer (RFC 6901, no wildcards)");
  std::string name(ask);
  if (name.empty() && valid_pointer(inner) && inner.starts_with(fields_under_ + "/")) {
    const auto tokens = pointer_tokens(inner.substr(fields_under_.size()));
    if (!tokens.empty()) name = tokens.front();
  }
  const bool asked = asking_ && ask != "-" && !name.empty();
  if (asked && std::ranges::find(ask_, name) == ask_.end()) ask_.push_back(name);
  const int index = slot_of(shape, key);
  if (asked) asked_by_slot_.emplace(index, std::move(name));
  return index;
}

void Compiler::conditions(const Place& place, Shape& shape, std::vector<std::pair<int, Expectation>>& made) {
  const auto tested = test(place);
  if (!tested) return;
  for (const auto& [where, expectation] : tested->parts) {
    if (where.kind != Pick::Kind::pointer) {
      faults_.add(place, "what is said of a record is picked from the record, not from status or headers");
      continue;
    }
    made.emplace_back(slot(place, shape, where.text), expectation);
  }
}

void Compiler::words(const Place& place, const Field& field, FieldPick& made) {
  if (!place) return;
  const auto check = [&](const Json& ours) {
    if (field.type == model::Type::boolean && !ours.is_boolean() && !ours.is_null()) {
      faults_.add(place, "\"" + field.name + "\" is true or false, and a word means something else");
    }
    if (field.name == "state" && ours.text() != "open" && ours.text() != "won" && ours.text() != "lost") {
      faults_.unknown(place, ours.text(), "state", {"open", "won", "lost"});
    }
  };
  for (const auto& [word, ours] : place->members()) {
    if (word == "*") {
      made.other_word = ours;
    } else {
      made.words.emplace_back(word, ours);
    }
    check(ours);
  }
}

void Compiler::forms(const Place& place, const Field& field, FieldPick& made) {
  if (!place) return;
  const auto add = [&](const Place& at) {
    const auto chosen = form(at);
    if (!chosen) return;
    if (!fits(*chosen, field))
      faults_.add(at, "the form \"" + at->text() + "\" does not fit \"" + field.name + "\", which is " +
                          std::string(to_text(field.type)));
    made.forms.push_back(*chosen);
  };
  if (!place->is_array()) return add(place);
  for (std::size_t i = 0; i < place->items().size(); ++i) add(place.item(i));
}

void Compiler::labels(const Place& place, FieldPick& made) {
  if (!place) return;
  made.table = place->text();
  const Place tables{file_.find("tables"), "/tables"};
  if (!tables[made.table]) faults_.unknown(place, made.table, "table", keys_of(tables));
  if (std::ranges::find(tables_used_, made.table) == tables_used_.end()) tables_used_.push_back(made.table);
}

/// A code, where the record has one, or a fact: what the CRM says once for all.
void Compiler::currency(const Place& place, Shape& shape, FieldPick& made) {
  if (!place) return;
  const std::string& text = place->text();
  const Text parts = split_placeholders(text);
  if (text.starts_with("/")) {
    made.currency_slot = slot(place, shape, text);
  } else if (parts[0].name.empty()) {
    made.currency = text;
  } else if (!stands_alone(parts) || std::ranges::find(fact_names_, parts[0].name) == fact_names_.end()) {
    faults_.unknown(place, parts[0].name, "fact or setting here", fact_names_);
  } else {
    made.currency_fact = parts[0].name;
    if (std::ranges::find(tables_used_, made.currency_fact) == tables_used_.end())
      tables_used_.push_back(made.currency_fact);
  }
}

void Compiler::zoned(const ZoneRule& rule, const Field& field, FieldPick& made) {
  made.zone = rule.zone;
  made.zone_fact = rule.fact;
  const bool asked = !rule.fact.empty() && field.type == model::Type::instant;
  if (asked && std::ranges::find(tables_used_, rule.fact) == tables_used_.end()) tables_used_.push_back(rule.fact);
}

void Compiler::field_object(const Place& place, Shape& shape, const Field& field, FieldPick& made) {
  if (const Json* constant = place->find("const")) made.constant = *constant;
  if (const Place all = place["all"]) {
    if (!field.list) faults_.add(all, "\"" + field.name + "\" holds one value, so there is nothing to gather");
    for (std::size_t i = 0; i < all->items().size(); ++i) made.all.push_back(field_pick(all.item(i), shape, field));
  } else if (const Place from = place["from"]) {
    made.pointer = from->text();
    made.slot = slot(from, shape, made.pointer, place.text("ask"));
  } else if (!made.constant) {
    faults_.add(place, "a field says where it comes from: \"from\", \"all\" or \"const\"");
  }
  if (place->find("each")) made.each = pointer(place, "each");
  made.first = test(place["first"]);
  forms(place["form"], field, made);
  words(place["words"], field, made);
  labels(place["table"], made);
  currency(place["currency"], shape, made);
  zoned(place["zone"] ? zone(place["zone"]) : zone_, field, made);
  made.strip = place.text("strip");
}

FieldPick Compiler::field_pick(const Place& place, Shape& shape, const Field& field) {
  FieldPick made;
  zoned(zone_, field, made);
  if (place->is_string()) {
    made.pointer = place->text();
    made.slot = slot(place, shape, made.pointer);
  } else if (place->is_object()) {
    field_object(place, shape, field, made);
  } else {
    faults_.add(place, "a field is a pointer, an object, or a list of these");
  }
  return made;
}

std::vector<FieldPick> Compiler::picks(const Place& place, Shape& shape, const Field& field) {
  std::vector<FieldPick> made;
  if (!place->is_array()) return {field_pick(place, shape, field)};
  for (std::size_t i = 0; i < place->items().size(); ++i) made.push_back(field_pick(place.item(i), shape, field));
  return made;
}

Field Compiler::field(const Place& place, std::string_view name, model::Kind kind) {
  Field made;
  made.name = name;
  const auto index = model::field_index(kind, name);
  if (!index) {
    Names known;
    for (const auto& row : model::fields_of(kind)) known.emplace_back(row.name);
    faults_.unknown(place, name, "field of a " + std::string(model::to_text(kind)), known);
    return made;
  }
  const auto& row = model::fields_of(kind)[*index];
  made.index = *index;
  made.type = row.type;
  made.cls = row.cls;
  made.list = row.list;
  return made;
}

Field Compiler::custom(const Place& place, std::string_view name) {
  Field made;
  made.name = name;
  const Place type = place["type"];
  made.list = type && type->is_array();
  const std::string word = !type                                 ? "text"
                           : made.list && !type->items().empty() ? type->items()[0].text()
                                                                 : type->text();
  const auto known_type = model::type_of(word);
  if (!known_type) faults_.unknown(type, word, "type", types);
  made.type = known_type.value_or(model::Type::text);
  const auto cls = model::field_class_of(place.text("class", "business"));
  if (!cls)
    faults_.unknown(place["class"], place.text("class"), "class",
                    {"identity", "contact_detail", "free_text", "business"});
  made.cls = cls.value_or(model::FieldClass::business);
  return made;
}

/// Where a write puts the field: the place it says, or the name by which it is asked for.
std::string Compiler::written_at(const Place& place, const Field& field) {
  const Json* write = place->is_object() ? place->find("write") : nullptr;
  if (!write) return "";
  if (write->is_string()) return write->text();
  if (!write->boolean()) return "";
  const std::string asked = place.text("ask");
  const auto tokens = field.picks.empty() ? Names{} : pointer_tokens(field.picks[0].pointer);
  return "/" + base::pointer_escape(!asked.empty() ? asked : tokens.empty() ? field.name : tokens.back());
}

void Compiler::fields(const Place& place, Shape& shape, model::Kind kind) {
  for (const auto& name : keys_of(place)) {
    const Place at = place[name];
    if (!at) continue;
    Field made = field(at, name, kind);
    if (made.index < 0) continue;
    made.picks = picks(at, shape, made);
    made.write = written_at(at, made);
    shape.fields.push_back(std::move(made));
  }
}

void Compiler::customs(const Place& place, Shape& shape) {
  for (const auto& name : keys_of(place)) {
    if (!place[name]) continue;
    Field made = custom(place[name], name);
    if (std::ranges::find(shape.fields, name, &Field::name) != shape.fields.end())
      faults_.add(place[name], "the field \"" + name + "\" is mapped twice: under \"fields\" and under \"custom\"");
    made.picks = picks(place[name], shape, made);
    made.write = written_at(place[name], made);
    shape.fields.push_back(std::move(made));
  }
}

void Compiler::merged(const Place& place, Shape& shape) {
  if (!place) return;
  if (place["into"]) shape.merged_into = slot(place["into"], shape, place.text("into"));
  if (place["absorbed"]) shape.absorbed = slot(place["absorbed"], shape, place.text("absorbed"));
  if (place["form"]) shape.absorbed_form = form(place["form"]).value_or(Form::json);
}

/// What pages look at in each record: where to go on, and what to confirm.
void Compiler::picked_by_pages(const Place& stream, Stream& made) {
  std::vector<const Pages*> rules;
  for (const auto* pages : {&made.pages, &made.changes.pages}) {
    if (pages == &made.changes.pages && made.changes.kind == ChangeKind::log) continue;
    rules.push_back(pages);
    for (const auto& other : pages->others) rules.push_back(&other);
  }
  const Place at = stream["changes"]["pages"]["ack"] ? stream["changes"]["pages"] : stream["pages"];
  for (const auto* rule : rules) {
    if (rule->kind == PageKind::keyset) made.shape.after = slot(stream["pages"], made.shape, rule->from.text);
    if (rule->ack) made.shape.ack = slot(at["ack"], made.shape, at["ack"].text("from"), "-");
  }
}

void Compiler::shape(const Place& stream, Stream& made) {
  ask_.clear();
  asked_by_slot_.clear();
  tables_used_.clear();
  fields_under_ = stream.text("fields_under");
  Shape& shape = made.shape;
  shape.empty = empty_;
  if (!stream["records"])
    faults_.add(stream, "a stream says where its records are", "add \"records\"; \"\" is the whole answer");
  shape.records = pointer(stream, "records");
  shape.expand = pointer(stream, "expand");
  fields(stream["fields"], shape, made.kind);
  const auto id = std::ranges::find_if(shape.fields, [](const Field& field) { return field.name == "id"; });
  if (id == shape.fields.end() || id->picks.empty() || id->picks[0].slot < 0) {
    faults_.add(stream["fields"] ? stream["fields"] : stream, "a stream maps \"id\"");
  } else {
    shape.id_slot = id->picks[0].slot;
  }
  customs(stream["custom"], shape);
  if (stream["where"]) conditions(stream["where"], shape, shape.where);
  merged(stream["merged"], shape);
  const Place by = stream["changes"]["by"];
  if (by && made.changes.kind == ChangeKind::since) shape.by = slot(by, shape, by->text());
  if (shape.by >= 0) shape.by_forms = {made.changes.grain.form, Form::rfc3339};
  picked_by_pages(stream, made);
  add_outside(shape, made.pages, made.request);
  if (made.changes.kind == ChangeKind::none || made.changes.kind == ChangeKind::log) return;
  add_outside(shape, made.changes.pages, made.changes.request);
  add_next(shape, made.changes);
}

}  // namespace goodword::connector
