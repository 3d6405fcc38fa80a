#include "connector/mapping.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace goodword::connector {
namespace {

using base::Json;
using model::Type;
using model::Value;

constexpr std::size_t most_payload = 4096;
constexpr std::size_t most_id = 255;

std::string payload_of(std::string_view text) { return base::clean(text.substr(0, most_payload)); }

/// Plain text needs no cleaning; nearly all of it is plain.
bool plain(std::string_view text) {
  return std::ranges::all_of(text, [](unsigned char c) { return (c >= 0x20 && c < 0x7f) || c == '\n' || c == '\t'; });
}

bool holds_bad_bytes(std::string_view text) {
  return std::ranges::any_of(text, [](unsigned char c) { return c < 0x20 && c != '\n' && c != '\t' && c != '\r'; }) ||
         !base::valid_utf8(text);
}

bool says_yes(std::string_view text) { return text == "true" || text == "True" || text == "TRUE"; }
bool says_no(std::string_view text) { return text == "false" || text == "False" || text == "FALSE"; }

bool looks_like_email(std::string_view text) {
  const auto at = text.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
         text.find_first_of(" \t\n<>,;") == std::string_view::npos;
}

bool has_digit(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

Form list_form(const FieldPick& pick) {
  const auto found = std::ranges::find_if(pick.forms, is_list_form);
  return found == pick.forms.end() ? Form::json : *found;
}

/// The form for one value: the first that is not about lists.
std::vector<Form> value_forms(const FieldPick& pick, Form otherwise) {
  std::vector<Form> forms;
  for (const Form form : pick.forms) {
    if (!is_list_form(form)) forms.push_back(form);
  }
  if (forms.empty()) forms.push_back(otherwise);
  return forms;
}

void add_once(std::vector<std::string>& list, std::string item) {
  if (!item.empty() && std::ranges::find(list, item) == list.end()) list.push_back(std::move(item));
}

std::string text_of(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  return {};
}

/// A record's cells by slot. A slot below zero is one the shape has not, and holds nothing.
struct Slots {
  std::span<const Cell> cells;

  const Cell* at(int slot) const {
    if (slot < 0) return nullptr;
    const Cell& cell = cells[static_cast<std::size_t>(slot)];
    return cell.present ? &cell : nullptr;
  }
  std::string text(int slot) const {
    const Cell* cell = at(slot);
    const bool scalar = cell && (cell->type == Json::Type::string || cell->type == Json::Type::number);
    return scalar ? cell->text : "";
  }
  Json json(int slot) const {
    const Cell* cell = at(slot);
    return cell ? cell->json() : Json();
  }
  bool hold(const std::vector<std::pair<int, Expectation>>& conditions) const {
    return std::ranges::all_of(conditions, [&](const auto& condition) {
      const Json held = json(condition.first);
      return condition.second.holds(at(condition.first) ? &held : nullptr);
    });
  }
  std::optional<base::Instant> time(int slot, const std::vector<Form>& forms) const {
    const Json held = json(slot);
    for (const Form form : forms) {
      if (const auto read = read_instant(held, form)) return read;
    }
    return std::nullopt;
  }
};

}  // namespace

struct Mapper::Task {
  std::span<const Cell> cells;
  std::vector<model::Reject>& rejects;
  std::string pointer;

  void reject(std::string reason, std::string_view payload) {
    rejects.push_back({.crm = {},
                       .stream = {},
                       .record_id = {},
                       .pointer = pointer,
                       .reason = std::move(reason),
                       .payload = payload_of(payload)});
  }
};

bool Mapper::is_empty(const Json& value) const {
  return value.is_null() || std::ranges::find(shape_->empty, value) != shape_->empty.end();
}

std::string Mapper::currency(const FieldPick& pick, const Task& task) const {
  if (pick.currency_slot < 0) return pick.currency;
  const Cell& cell = task.cells[static_cast<std::size_t>(pick.currency_slot)];
  std::string code = cell.present && cell.type == Json::Type::string ? std::string(base::trim(cell.text)) : "";
  for (char& letter : code) letter = letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 32) : letter;
  return code.size() == 3 ? code : "";
}

Value Mapper::text_value(const Field& field, const FieldPick& pick, const std::string& raw, Task& task) {
  const Form form = value_forms(pick, Form::plain).front();
  std::string text = form == Form::url ? host_of_site(raw) : read_text(raw, form);
  if (!plain(text)) {
    if (holds_bad_bytes(raw)) task.reject("cleaned: the text holds control characters or is not valid UTF-8", raw);
    text = base::clean(text);
  }
  text = base::trim(text);
  if (!pick.strip.empty()) {
    if (!text.starts_with(pick.strip)) return {};
    text.erase(0, pick.strip.size());
  }
  if (text.empty()) return {};
  if (field.type == Type::email && !looks_like_email(text)) {
    task.reject("\"" + field.name + "\" is no e-mail address", raw);
    return {};
  }
  if (field.type == Type::phone && !has_digit(text)) {
    task.reject("\"" + field.name + "\" is no phone number", raw);
    return {};
  }
  return text;
}

Value Mapper::typed(const Field& field, const FieldPick& pick, const Json& json, Task& task) {
  const auto fail = [&](std::string_view expected) -> Value {
    task.reject("\"" + field.name + "\" is not " + std::string(expected),
                json.is_array() || json.is_object() ? base::write_json(json) : json.text());
    return {};
  };
  switch (field.type) {
    case Type::boolean:
      if (json.is_boolean()) return json.boolean();
      if (says_yes(json.text())) return true;
      if (says_no(json.text())) return false;
      return fail("true or false");
    case Type::instant:
      for (const Form form : value_forms(pick, Form::rfc3339)) {
        if (const auto instant = read_instant(json, form, pick.offset)) return *instant;
      }
      return fail("a time of the form the connector states");
    case Type::date:
      for (const Form form : value_forms(pick, Form::date)) {
        if (const auto date = read_date(json, form)) return *date;
      }
      return fail("a date of the form the connector states");
    case Type::number:
      if (const auto number = read_number(json.text(), value_forms(pick, Form::plain).front());
          number && !json.is_boolean())
        return *number;
      return fail("a number");
    case Type::money:
      if (const auto money = read_money(json.text(), value_forms(pick, Form::plain).front(), currency(pick, task)))
        return *money;
      return fail("an amount of money");
    case Type::text:
    case Type::email:
    case Type::phone:
    case Type::ref:
    case Type::url: break;
  }
  if (json.is_array() || json.is_object()) return fail("text");
  return text_value(field, pick, json.text(), task);
}

Value Mapper::scalar_value(const Field& field, const FieldPick& pick, const Json& raw, Task& task) {
  if (is_empty(raw)) return {};
  Json value = raw;
  if (!pick.words.empty() || pick.other_word) {
    const auto found = std::ranges::find(pick.words, raw.text(), &std::pair<std::string, Json>::first);
    if (found == pick.words.end() && !pick.other_word) return {};
    value = found == pick.words.end() ? *pick.other_word : found->second;
    if (value.is_null()) return {};
  }
  if (!pick.table.empty()) {
    const auto label = labels_->label(pick.table, value.text());
    if (!label) {
      lacking_.insert(pick.table);
      return {};
    }
    value = Json(*label);
  }
  return typed(field, pick, value, task);
}

Value Mapper::list_value(const Field& field, const FieldPick& pick, const Cell& cell, Task& task) {
  std::vector<Json> elements;
  const Form spelled = list_form(pick);
  if (cell.type == Json::Type::array) {
    elements = cell.tree.items();
  } else if (cell.type == Json::Type::string && spelled != Form::json) {
    for (auto& item : read_list(cell.text, spelled)) elements.emplace_back(std::move(item));
  } else {
    elements.push_back(cell.json());
  }
  if (pick.first) {
    std::ranges::stable_partition(elements,
                                  [&](const Json& element) { return pick.first->holds(Seen{.body = &element}); });
  }
  std::vector<std::string> texts;
  for (const auto& element : elements) {
    const Json* inner = pick.each ? element.at(*pick.each) : &element;
    if (!inner) continue;
    Value one = scalar_value(field, pick, *inner, task);
    if (!field.list && one.index() != 0) return one;
    add_once(texts, text_of(one));
  }
  if (!field.list || texts.empty()) return {};
  return texts;
}

Value Mapper::gathered(const Field& field, const FieldPick& pick, Task& task) {
  std::vector<std::string> texts;
  for (const auto& part : pick.all) {
    const Value one = from_pick(field, part, task);
    if (const auto* list = std::get_if<std::vector<std::string>>(&one)) {
      for (const auto& item : *list) add_once(texts, item);
    }
  }
  return texts.empty() ? Value() : Value(std::move(texts));
}

Value Mapper::from_pick(const Field& field, const FieldPick& pick, Task& task) {
  if (!pick.all.empty()) return gathered(field, pick, task);
  if (pick.slot < 0) {
    if (!pick.constant) return {};
    Value one = typed(field, FieldPick{}, *pick.constant, task);
    return field.list && one.index() != 0 ? Value(std::vector<std::string>{text_of(one)}) : one;
  }
  const Cell& cell = task.cells[static_cast<std::size_t>(pick.slot)];
  task.pointer = pick.pointer;
  if (cell.present && cell.too_long) {
    task.reject("\"" + field.name + "\" is longer than 1 MiB", "");
    return {};
  }
  if (!cell.present || cell.type == Json::Type::null) return {};
  if (field.list || pick.each || (cell.type == Json::Type::array && pick.first))
    return list_value(field, pick, cell, task);
  return scalar_value(field, pick, cell.json(), task);
}

Value Mapper::value(const Field& field, Task& task) {
  for (const auto& pick : field.picks) {
    Value found = from_pick(field, pick, task);
    if (found.index() != 0) return found;
  }
  return {};
}

/// Every field that has a value, at its place; what does not convert becomes a reject.
void Mapper::fill(model::Record& record, Task& task) {
  for (const auto& field : shape_->fields) {
    Value found = value(field, task);
    if (found.index() == 0) continue;
    if (field.index < 0) {
      record.custom.push_back({field.name, field.cls, std::move(found)});
    } else {
      record.values[static_cast<std::size_t>(field.index)] = std::move(found);
    }
  }
}

Mapped Mapper::map_cells(std::span<const Cell> cells, std::string_view payload) {
  Mapped made(kind_);
  const Slots slots{cells};
  Task task{cells, made.rejects, {}};
  made.after = slots.text(shape_->after);
  made.parent = slots.text(shape_->parent);
  made.ours = slots.hold(shape_->where);
  made.deleted = !shape_->deleted.empty() && slots.hold(shape_->deleted);
  const std::string id = base::clean(slots.text(shape_->id_slot));
  const bool named = shape_->id_slot >= 0;
  if (named && (id.empty() || id.size() > most_id)) {
    made.whole = false;
    task.reject(id.empty() ? "the record has no id" : "the record's id is longer than 255 characters", payload);
    return made;
  }
  fill(made.record, task);
  if (named) made.record.values[0] = id;
  for (auto& reject : made.rejects) reject.record_id = id;
  made.merged_into = slots.text(shape_->merged_into);
  made.absorbed = id_list(slots.json(shape_->absorbed), shape_->absorbed_form);
  if (const auto index = changed_index(kind_)) made.changed = made.record.instant(*index);
  if (const auto by = slots.time(shape_->by, shape_->by_forms)) made.changed = by;
  if (!made.ours) made.rejects.clear();
  return made;
}

std::vector<Mapped> Mapper::map(const Row& row) {
  std::vector<Mapped> made;
  if (shape_->expand.empty()) {
    made.push_back(map_cells(row.cells, row.payload));
    return made;
  }
  const auto around = base::parse_json(row.payload);
  const Json* inside = around ? around->at(shape_->expand) : nullptr;
  if (!inside) return made;
  for (const auto& element : inside->items()) {
    std::vector<Cell> cells(shape_->slots.size());
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::string& pointer = shape_->slots[i];
      const Json* found =
          pointer.starts_with("outer:") ? around->at(std::string_view(pointer).substr(6)) : element.at(pointer);
      if (found) cells[i].take(*found);
    }
    made.push_back(map_cells(cells, row.payload));
  }
  return made;
}

std::vector<std::string> id_list(const Json& value, Form form) {
  std::vector<std::string> ids;
  if (value.is_string())
    return form == Form::json ? std::vector<std::string>{value.text()} : read_list(value.text(), form);
  if (value.is_number()) return {value.text()};
  for (const auto& item : value.items()) {
    if (!item.text().empty()) ids.push_back(item.text());
  }
  return ids;
}

std::optional<model::FieldIndex> changed_index(model::Kind kind) { return model::field_index(kind, "changed"); }

}  // namespace goodword::connector
