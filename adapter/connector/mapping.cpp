#include "connector/mapping.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace goodword::connector {
namespace {

using base::Json;
using model::Type;
using model::Value;

constexpr std::size_t most_payload = 4096;
constexpr std::size_t most_id = 255;

std::string payload_of(std::string_view text) { return base::clean(text.substr(0, most_payload)); }

/// By byte, whether it needs a closer look: a control character, or part of a character beyond ASCII.
constexpr std::array<bool, 256> odd_bytes = [] {
  std::array<bool, 256> odd{};
  for (std::size_t byte = 0; byte < odd.size(); ++byte)
    odd[byte] = (byte < 0x20 || byte >= 0x7f) && byte != '\n' && byte != '\t';
  return odd;
}();

/// Plain text needs no cleaning; nearly all of it is plain.
bool plain(std::string_view text) {
  return std::ranges::none_of(text, [](unsigned char c) { return odd_bytes[c]; });
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

/// The forms for one value, those that are not about lists.
template <class Read>
auto read_by_forms(const FieldPick& pick, Form otherwise, Read read) {
  bool any = false;
  for (const Form form : pick.forms) {
    if (is_list_form(form)) continue;
    any = true;
    if (auto found = read(form)) return found;
  }
  return any ? decltype(read(otherwise)){} : read(otherwise);
}

Form value_form(const FieldPick& pick) {
  const auto found = std::ranges::find_if(pick.forms, [](Form form) { return !is_list_form(form); });
  return found == pick.forms.end() ? Form::plain : *found;
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

/// Whether the answer says anything of a field, be it null.
bool is_told(const Field& field, const Slots& slots) {
  return std::ranges::any_of(field.picks, [&](const FieldPick& pick) { return slots.at(pick.slot) != nullptr; });
}

}  // namespace

/// A value as it was read, looked at in place: its text, or for lists and objects the tree.
struct Mapper::Raw {
  Json::Type type = Json::Type::null;
  std::string_view text;
  const Json* json = nullptr;  ///< where there is one; always for lists and objects

  Raw() = default;
  explicit Raw(const Json& value) : type(value.type()), text(value.text()), json(&value) {}
  explicit Raw(std::string_view string) : type(Json::Type::string), text(string) {}
  explicit Raw(const Cell& cell) : type(cell.type) {
    if (cell.is_tree()) {
      json = &cell.tree;
    } else if (type != Json::Type::null) {
      text = cell.text;
    }
  }

  bool is_tree() const { return type == Json::Type::array || type == Json::Type::object; }
  bool is_text() const { return type == Json::Type::string || type == Json::Type::number; }
};

struct Mapper::Task {
  std::span<const Cell> cells;
  std::vector<model::Reject>& rejects;
  std::vector<std::string>& tag_ids;
  std::string_view pointer = {};

  void reject(std::string reason, std::string_view payload) {
    rejects.push_back({.crm = {},
                       .stream = {},
                       .record_id = {},
                       .pointer = std::string(pointer),
                       .reason = std::move(reason),
                       .payload = payload_of(payload)});
  }
};

/// What becomes of one field.
struct Mapper::Gathering {
  Task& task;
  std::vector<std::string> texts = {};  ///< of a list
};

Mapper::Mapper(const Shape& shape, model::Kind kind, const Labels& labels)
    : shape_(&shape),
      kind_(kind),
      labels_(&labels),
      changed_at_(changed_index(kind)),
      tags_at_(model::field_index(kind, "tags")) {}

bool Mapper::is_empty(const Raw& value) const {
  if (value.type == Json::Type::null) return true;
  return std::ranges::any_of(shape_->empty, [&](const Json& empty) {
    if (empty.type() != value.type) return false;
    return value.is_tree() ? *value.json == empty : value.text == empty.text();
  });
}

/// Of times that are written without one; nullptr where the CRM tells none that is known.
const model::Zone* Mapper::zone_of(const FieldPick& pick, Form form) {
  if (pick.zone_fact.empty() || !has_no_zone(form)) return &pick.zone;
  const auto told = labels_->label(pick.zone_fact, "");
  if (!told) lacking_.insert(pick.zone_fact);
  if (told && (!told_zone_ || told_zone_->first != *told)) told_zone_.emplace(*told, model::Zone::of(*told));
  return told && told_zone_->second ? &*told_zone_->second : nullptr;
}

std::string Mapper::currency(const FieldPick& pick, const Task& task) {
  if (!pick.currency_fact.empty()) {
    const auto told = labels_->label(pick.currency_fact, "");
    if (!told) lacking_.insert(pick.currency_fact);
    return told.value_or("");
  }
  if (pick.currency_slot < 0) return pick.currency;
  const Cell& cell = task.cells[static_cast<std::size_t>(pick.currency_slot)];
  std::string code = cell.present && cell.type == Json::Type::string ? std::string(base::trim(cell.text)) : "";
  for (char& letter : code) letter = letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 32) : letter;
  return code.size() == 3 ? code : "";
}

Value Mapper::text_value(const Field& field, const FieldPick& pick, std::string_view raw, Task& task) {
  const Form form = value_form(pick);
  std::string made;
  std::string_view text = raw;
  if (form == Form::url) {
    text = made = host_of_site(raw);
  } else if (form != Form::plain) {
    text = made = read_text(raw, form);
  }
  if (!plain(text)) {
    if (holds_bad_bytes(raw)) task.reject("cleaned: the text holds control characters or is not valid UTF-8", raw);
    text = made = base::clean(text);
  }
  text = base::trim(text);
  if (!pick.strip.empty()) {
    if (!text.starts_with(pick.strip)) return {};
    text.remove_prefix(pick.strip.size());
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
  return std::string(text);
}

Value Mapper::typed(const Field& field, const FieldPick& pick, const Raw& raw, Task& task) {
  const auto fail = [&](std::string_view expected) -> Value {
    task.reject("\"" + field.name + "\" is not " + std::string(expected),
                raw.is_tree() ? base::write_json(*raw.json) : std::string(raw.text));
    return {};
  };
  switch (field.type) {
    case Type::boolean:
      if (raw.type == Json::Type::boolean) return raw.text == "true";
      if (says_yes(raw.text)) return true;
      if (says_no(raw.text)) return false;
      return fail("true or false");
    case Type::instant:
      if (const auto instant = read_by_forms(pick, Form::rfc3339, [&](Form form) -> std::optional<base::Instant> {
            const model::Zone* zone = zone_of(pick, form);
            if (zone == nullptr) return std::nullopt;
            if (raw.is_tree()) return read_instant(*raw.json, form, *zone);
            return raw.is_text() ? read_instant_text(raw.text, form, *zone) : std::nullopt;
          }))
        return *instant;
      return fail("a time of the form the connector states");
    case Type::date:
      if (const auto date = read_by_forms(pick, Form::date, [&](Form form) {
            return raw.is_tree() ? read_date(*raw.json, form) : read_date_text(raw.text, form);
          }))
        return *date;
      return fail("a date of the form the connector states");
    case Type::number:
      if (const auto number = read_number(raw.text, value_form(pick)); number && raw.type != Json::Type::boolean)
        return *number;
      return fail("a number");
    case Type::money:
      if (const auto money = read_money(raw.text, value_form(pick), currency(pick, task))) return *money;
      return fail("an amount of money");
    case Type::text:
    case Type::email:
    case Type::phone:
    case Type::ref:
    case Type::url: break;
  }
  if (raw.is_tree()) return fail("text");
  return text_value(field, pick, raw.text, task);
}

/// Our word for a value that the connector names, or nullptr.
const Json* Mapper::word_for(const FieldPick& pick, const Raw& raw) {
  if (raw.type == Json::Type::null || raw.is_tree()) return nullptr;
  const auto found = std::ranges::find(pick.words, raw.text, &std::pair<std::string, Json>::first);
  return found == pick.words.end() ? nullptr : &found->second;
}

Value Mapper::scalar_value(const Field& field, const FieldPick& pick, Raw raw, Task& task) {
  const Json* word = word_for(pick, raw);
  // What stands for no value may be a word all the same, where it is named.
  if (!word && is_empty(raw)) return {};
  if (!pick.words.empty() || pick.other_word) {
    if (!word && !pick.other_word) return {};
    raw = Raw(word ? *word : *pick.other_word);
    if (raw.type == Json::Type::null) return {};
  }
  if (pick.table.empty()) return typed(field, pick, raw, task);
  if (tags_at_ && field.index == static_cast<int>(*tags_at_)) add_once(task.tag_ids, std::string(raw.text));
  const auto label = labels_->label(pick.table, raw.text);
  if (!label) {
    lacking_.insert(pick.table);
    return {};
  }
  return typed(field, pick, Raw(std::string_view(*label)), task);
}

/// A list's elements in the order in which they count. `items` keeps those of a text.
std::vector<Mapper::Raw> Mapper::elements_of(const FieldPick& pick, const Cell& cell, std::vector<std::string>& items) {
  std::vector<Raw> elements;
  if (cell.type == Json::Type::array) {
    elements.reserve(cell.tree.items().size());
    for (const auto& element : cell.tree.items()) elements.emplace_back(element);
    if (pick.first) {
      std::ranges::stable_partition(elements,
                                    [&](const Raw& element) { return pick.first->holds(Seen{.body = element.json}); });
    }
  } else {
    items = read_list(cell.text, list_form(pick));
    for (const auto& item : items) elements.emplace_back(std::string_view(item));
  }
  return elements;
}

/// One element's value; a list's is added to `texts`.
Value Mapper::element_value(const Field& field, const FieldPick& pick, Raw element, Gathering& gathering) {
  if (pick.each && !pick.each->empty()) {
    const Json* inner = element.json ? element.json->at(*pick.each) : nullptr;
    if (!inner) return {};
    element = Raw(*inner);
  }
  Value one = scalar_value(field, pick, element, gathering.task);
  if (!field.list) return one;
  if (auto* text = std::get_if<std::string>(&one)) add_once(gathering.texts, std::move(*text));
  return {};
}

Value Mapper::list_value(const Field& field, const FieldPick& pick, const Cell& cell, Gathering& gathering) {
  const bool spelled =
      cell.type == Json::Type::array || (cell.type == Json::Type::string && list_form(pick) != Form::json);
  if (!spelled) return element_value(field, pick, Raw(cell), gathering);
  std::vector<std::string> items;
  for (const Raw element : elements_of(pick, cell, items)) {
    Value one = element_value(field, pick, element, gathering);
    if (one.index() != 0) return one;
  }
  return {};
}

/// The value of one way; a list's is added to `gathering`.
Value Mapper::from_pick(const Field& field, const FieldPick& pick, Gathering& gathering) {
  if (!pick.all.empty()) {
    for (const auto& part : pick.all) from_pick(field, part, gathering);
    return {};
  }
  Task& task = gathering.task;
  if (pick.slot < 0) {
    if (!pick.constant) return {};
    Value one = typed(field, FieldPick{}, Raw(*pick.constant), task);
    if (!field.list) return one;
    add_once(gathering.texts, text_of(one));
    return {};
  }
  const Cell& cell = task.cells[static_cast<std::size_t>(pick.slot)];
  task.pointer = pick.pointer;
  if (cell.present && cell.too_long) {
    task.reject("\"" + field.name + "\" is longer than 1 MiB", "");
    return {};
  }
  if (!cell.present || cell.type == Json::Type::null) return {};
  if (field.list || pick.each || (cell.type == Json::Type::array && pick.first))
    return list_value(field, pick, cell, gathering);
  return scalar_value(field, pick, Raw(cell), task);
}

Value Mapper::value(const Field& field, Task& task) {
  Gathering gathering{task};
  for (const auto& pick : field.picks) {
    Value found = from_pick(field, pick, gathering);
    if (found.index() != 0) return found;
    if (!gathering.texts.empty()) return std::move(gathering.texts);
  }
  return {};
}

/// Every field that has a value, at its place; what does not convert becomes a reject.
void Mapper::fill(Mapped& made, Task& task) {
  model::Record& record = made.record;
  for (const auto& field : shape_->fields) {
    const auto rejected = task.rejects.size();
    Value found = value(field, task);
    if (tags_at_ && field.index == static_cast<int>(*tags_at_))
      made.tags_read = task.rejects.size() == rejected && is_told(field, Slots{task.cells});
    if (found.index() == 0) continue;
    if (field.index < 0) {
      record.custom.push_back({field.name, field.cls, std::move(found)});
    } else {
      record.values[static_cast<std::size_t>(field.index)] = std::move(found);
    }
  }
}

std::string Mapper::id_of(std::span<const Cell> cells) const {
  std::string id = Slots{cells}.text(shape_->id_slot);
  return plain(id) ? id : base::clean(id);
}

Mapped Mapper::passed_over(std::span<const Cell> cells) const {
  Mapped made(kind_);
  made.held = true;
  made.record.values[0] = id_of(cells);
  made.after = Slots{cells}.text(shape_->after);
  return made;
}

Mapped Mapper::map_cells(std::span<const Cell> cells, std::string_view payload) {
  Mapped made(kind_);
  const Slots slots{cells};
  Task task{cells, made.rejects, made.tag_ids};
  made.after = slots.text(shape_->after);
  made.version = slots.text(shape_->version);
  made.ack = slots.text(shape_->ack);
  made.parent = slots.text(shape_->parent);
  made.ours = slots.hold(shape_->where);
  made.deleted = !shape_->deleted.empty() && slots.hold(shape_->deleted);
  const std::string id = id_of(cells);
  const bool named = shape_->id_slot >= 0;
  if (named && (id.empty() || id.size() > most_id)) {
    made.whole = false;
    task.reject(id.empty() ? "the record has no id" : "the record's id is longer than 255 characters", payload);
    return made;
  }
  fill(made, task);
  if (named) made.record.values[0] = id;
  for (auto& reject : made.rejects) reject.record_id = id;
  made.merged_into = slots.text(shape_->merged_into);
  if (slots.at(shape_->absorbed)) made.absorbed = id_list(slots.json(shape_->absorbed), shape_->absorbed_form);
  if (changed_at_) made.changed = made.record.instant(*changed_at_);
  if (const auto by = slots.time(shape_->by, shape_->by_forms)) made.changed = by;
  if (!made.ours) made.rejects.clear();
  return made;
}

void Mapper::map(const Row& row, std::vector<Mapped>& made) {
  if (shape_->expand.empty()) {
    made.push_back(map_cells(row.cells, row.payload));
    return;
  }
  const auto around = base::parse_json(row.payload);
  const Json* inside = around ? around->at(shape_->expand) : nullptr;
  if (!inside) return;
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
