#include "connector/writer.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.hpp"

namespace goodword::connector {
namespace {

using base::Error;
using base::Json;
using base::Result;
using model::Operation;
using model::Outcome;
using ActionOf = model::Action;

void settle(Outcome& outcome, Outcome::Kind kind, std::optional<Error> error = {}) {
  outcome.kind = kind;
  outcome.error = std::move(error);
}

Outcome::Kind kind_for(Action action) {
  switch (action) {
    case Action::ok:
    case Action::empty:
    case Action::no_change: return Outcome::Kind::done;
    case Action::already: return Outcome::Kind::already;
    case Action::changed: return Outcome::Kind::changed;
    case Action::gone:
    case Action::skip: return Outcome::Kind::gone;
    case Action::unknown:
    case Action::retry: return Outcome::Kind::unknown;
    default: return Outcome::Kind::failed;
  }
}

bool changes_the_record(ActionOf action) {
  return action == ActionOf::add_tag || action == ActionOf::remove_tag || action == ActionOf::set_field ||
         action == ActionOf::list_add || action == ActionOf::list_remove;
}

/// Batches: at most so many operations, no changed record twice, one tag or list where the request has room for one
/// only.
std::vector<std::vector<std::size_t>> batches_of(const Write& write,
                                                 std::span<const std::pair<std::string, std::string>> records) {
  struct Open {
    std::string tag;
    std::vector<std::size_t> members;
    std::set<std::string> ids;
  };
  std::vector<Open> open;
  for (std::size_t i = 0; i < records.size(); ++i) {
    const auto& [id, tag] = records[i];
    const auto fits = std::ranges::find_if(open, [&](const Open& batch) {
      return batch.members.size() < static_cast<std::size_t>(write.batch) &&
             (!changes_the_record(write.action) || !batch.ids.contains(id)) && (!write.grouped || batch.tag == tag);
    });
    Open& batch = fits == open.end() ? open.emplace_back(Open{tag, {}, {}}) : *fits;
    batch.members.push_back(i);
    batch.ids.insert(id);
  }
  std::vector<std::vector<std::size_t>> made;
  for (auto& batch : open) made.push_back(std::move(batch.members));
  return made;
}

Json nested(std::string_view pointer, Json value) {
  auto tokens = pointer_tokens(pointer);
  for (auto token = tokens.rbegin(); token != tokens.rend(); ++token)
    value = Json::object({{*token, std::move(value)}});
  return value;
}

/// A field of a record as a placeholder; nothing where it is empty.
Given given_of(const model::Value& value) {
  if (const auto* instant = std::get_if<base::Instant>(&value)) return Given(*instant);
  if (const auto* number = std::get_if<double>(&value)) return Given(Json(*number));
  if (const auto* yes = std::get_if<bool>(&value)) return Given(Json(*yes));
  if (const auto* list = std::get_if<std::vector<std::string>>(&value))
    return list->empty() ? Given() : Given(spell_list(*list, Form::json));
  const std::string text = text_of(value);
  return text.empty() ? Given() : Given(Json(text));
}

/// A list or another record; what is taken back names its own id, too, where the CRM gave it one.
void put_tie(const model::Change& change, Values& values) {
  const bool list = change.action == ActionOf::list_add || change.action == ActionOf::list_remove;
  values.set_text(list ? "list" : "other", change.value);
  if (!list) values.set_text("other_kind", change.field);
  const bool back = change.action == ActionOf::list_remove || change.action == ActionOf::dissociate;
  if (back && !change.prior.empty()) values.set_text("created", change.prior);
}

}  // namespace

std::string text_of(const model::Value& value) {
  return std::visit(
      [](const auto& held) -> std::string {
        using T = std::decay_t<decltype(held)>;
        if constexpr (std::is_same_v<T, std::string>) return held;
        if constexpr (std::is_same_v<T, double>) return Json(held).text();
        if constexpr (std::is_same_v<T, bool>) return held ? "true" : "false";
        if constexpr (std::is_same_v<T, base::Instant>) return base::to_rfc3339(held);
        if constexpr (std::is_same_v<T, base::Date>) return base::to_text(held);
        if constexpr (std::is_same_v<T, base::Money>) return base::to_decimal(held);
        if constexpr (std::is_same_v<T, std::vector<std::string>>) return base::join(held, ";");
        return {};
      },
      value);
}

const Field* writable(const Stream& stream, std::string_view name) {
  const auto found = std::ranges::find_if(
      stream.shape.fields, [&](const Field& field) { return field.name == name && !field.write.empty(); });
  return found == stream.shape.fields.end() ? nullptr : &*found;
}

Json spelled_for_crm(const Field& field, std::string_view text) {
  const Form form = field.picks.empty() || field.picks[0].forms.empty() ? Form::plain : field.picks[0].forms.front();
  if (field.list) {
    std::vector<std::string> items = text.empty() ? std::vector<std::string>{} : base::split(text, ';');
    return spell_list(items, is_list_form(form) ? form : Form::json);
  }
  const bool is_text = field.type == model::Type::text || field.type == model::Type::email ||
                       field.type == model::Type::phone || field.type == model::Type::url;
  if (is_text) return Json(spell_text(text, form));
  if (text.empty()) return {};
  switch (field.type) {
    case model::Type::boolean: return Json(text == "true");
    case model::Type::number:
    case model::Type::money: return read_number(text, Form::plain) ? Json::number(std::string(text)) : Json(text);
    case model::Type::instant: {
      const auto instant = base::parse_rfc3339(text);
      return instant ? spell_instant(*instant, is_instant_form(form) ? form : Form::rfc3339) : Json(text);
    }
    case model::Type::date: {
      const auto date = base::parse_date(text);
      return date ? spell_instant(base::start_of(*date), is_instant_form(form) ? form : Form::date) : Json(text);
    }
    default: return Json(text);
  }
}

Values values_of(const Operation& operation) {
  const auto& change = operation.change;
  Values values;
  values.set_text("id", change.subject.id).set_text("key", operation.id);
  switch (change.action) {
    case ActionOf::add_tag:
    case ActionOf::remove_tag: values.set_text("tag", change.value); break;
    case ActionOf::draft_email: values.set_text("to", change.to); [[fallthrough]];
    case ActionOf::note:
    case ActionOf::task:
      values.set_text("title", change.title).set_text("body", change.body).set_text("marker", operation.marker);
      if (!change.owner.empty()) values.set_text("owner", change.owner);
      if (change.due) values.set("due", Given(*change.due));
      break;
    case ActionOf::set_field: break;
    case ActionOf::list_add:
    case ActionOf::list_remove:
    case ActionOf::associate:
    case ActionOf::dissociate: put_tie(change, values); break;
    case ActionOf::remove_note:
    case ActionOf::remove_task:
    case ActionOf::remove_draft: values.set_text("created", change.value); break;
  }
  return values;
}

/// A label that a person made a moment ago counts, too.
Result<void> Writer::know_tags(const Write& write, const Items& items, std::span<const Mapped> fresh,
                               std::stop_token stop) {
  if (write.action != ActionOf::add_tag && write.action != ActionOf::remove_tag) return {};
  std::vector<std::string> ids;
  for (const auto& one : fresh) ids.insert(ids.end(), one.tag_ids.begin(), one.tag_ids.end());
  if (auto known = tables_.know(write.tag_table, ids, stop); !known) return known;
  if (!sends_tag_ids(write)) return {};
  for (const auto& item : items) {
    const auto id = tables_.find_id(write.tag_table, item.operation->change.value, stop);
    if (!id) return tl::unexpected(id.error());
  }
  return {};
}

/// False: nothing is to be sent, and the outcome says why. Where tags are looked up, the list is that of the ids as
/// they were read: one without a label is a person's and stays, and so do two of one name.
bool Writer::compare_tags(const Write& write, const Mapped& fresh, Item& item) {
  if (write.whole && !fresh.tags_read) {
    settle(*item.outcome, Outcome::Kind::failed,
           base::failure("remote.rejected",
                         "the CRM did not tell all tags of the record, and to write the list would lose the others")
               .value());
    return false;
  }
  const std::string& tag = item.operation->change.value;
  const bool by_id = !write.tag_table.empty();
  const auto index = model::field_index(write.kind, "tags");
  std::vector<std::string> tags = by_id ? fresh.tag_ids : index ? fresh.record.texts(*index) : fresh.tag_ids;
  const auto is_ours = [&](const std::string& one) {
    return by_id ? base::trim(tables_.label(write.tag_table, one).value_or("")) == tag : one == tag;
  };
  const bool there = std::ranges::any_of(tags, is_ours);
  if (there == (write.action == ActionOf::add_tag)) {
    settle(*item.outcome, Outcome::Kind::already);
    return false;
  }
  if (there) {
    std::erase_if(tags, is_ours);
  } else {
    tags.push_back(by_id ? tables_.id_of(write.tag_table, tag).value_or(tag) : tag);
  }
  item.values.set_list("tags", tags);
  return true;
}

bool Writer::compare_field(const Stream& stream, const Mapped& fresh, Item& item) {
  const auto& change = item.operation->change;
  const Field* field = writable(stream, change.field);
  if (!field) {
    settle(*item.outcome, Outcome::Kind::failed,
           base::failure("connector.unsupported", "the field " + change.field + " may not be written").value());
    return false;
  }
  const auto* custom = fresh.record.custom_value(change.field);
  const std::string now = field->index < 0 ? (custom ? text_of(custom->value) : "")
                                           : text_of(fresh.record.values[static_cast<std::size_t>(field->index)]);
  if (now == change.value || now != change.prior) {
    settle(*item.outcome, now == change.value ? Outcome::Kind::already : Outcome::Kind::changed);
    return false;
  }
  return true;
}

bool Writer::compare(const Write& write, const Stream& stream, const Mapped& fresh, Item& item) {
  if (write.action == ActionOf::set_field) return compare_field(stream, fresh, item);
  if (write.action == ActionOf::add_tag || write.action == ActionOf::remove_tag)
    return compare_tags(write, fresh, item);
  return true;
}

/// Without a version the CRM could not tell that someone was faster.
bool Writer::names_version(const Write& write, const Mapped& fresh, Item& item) {
  if (!write.conditional) return true;
  if (fresh.version.empty()) {
    settle(*item.outcome, Outcome::Kind::failed,
           base::failure("remote.rejected", "the CRM told no version of the record, so that it cannot be guarded")
               .value());
    return false;
  }
  item.values.set_text("version", fresh.version);
  return true;
}

/// What the request places of the record itself.
bool Writer::takes_fields(const Write& write, const Mapped& fresh, Item& item) {
  for (const auto& [name, index] : write.fields) {
    Given given = given_of(fresh.record.values[index]);
    if (std::holds_alternative<std::monostate>(given)) {
      settle(*item.outcome, Outcome::Kind::failed,
             base::failure("remote.rejected", "the record has no \"" + name.substr(name.find('.') + 1) +
                                                  "\" in the CRM, and without it this cannot be written there")
                 .value());
      return false;
    }
    item.values.set(name, std::move(given));
  }
  return true;
}

void Writer::put_changes(const Stream& stream, Items& items) {
  for (auto& item : items) {
    const auto& change = item.operation->change;
    if (const Field* field = writable(stream, change.field))
      item.values.set("changes", Given(nested(field->write, spelled_for_crm(*field, change.value))));
  }
}

Result<Writer::Items> Writer::looked_at(const Write& write, Items items, std::stop_token stop) {
  const Stream* stream = stream_named(session_.plan(), write.stream);
  if (write.action == ActionOf::set_field && stream) put_changes(*stream, items);
  if (!looks_first(write) || !stream) return items;
  std::vector<std::string> ids;
  for (const auto& item : items) ids.push_back(item.operation->change.subject.id);
  auto fresh = records_.by_id(*stream, ids, Records::Depth::record, stop);
  if (!fresh) return tl::unexpected(base::while_doing(fresh.error(), "reading again before writing"));
  if (auto known = know_tags(write, items, *fresh, stop); !known) return tl::unexpected(known.error());
  Items kept;
  for (auto& item : items) {
    const auto found = std::ranges::find_if(
        *fresh, [&](const Mapped& one) { return one.record.id() == item.operation->change.subject.id; });
    if (found == fresh->end()) {
      settle(*item.outcome, Outcome::Kind::gone);
    } else if (compare(write, *stream, *found, item) && names_version(write, *found, item) &&
               takes_fields(write, *found, item)) {
      kept.push_back(std::move(item));
    }
  }
  return kept;
}

Result<Writer::Items> Writer::with_tag_ids(const Write& write, Items items, std::stop_token stop) {
  if (!sends_tag_ids(write)) return items;
  Items kept;
  for (auto& item : items) {
    const std::string& tag = item.operation->change.value;
    const auto id = tables_.find_id(write.tag_table, tag, stop);
    if (!id) return tl::unexpected(id.error());
    if (*id) {
      item.values.set_text("tag.id", **id);
      kept.push_back(std::move(item));
    } else if (write.action == ActionOf::remove_tag) {
      settle(*item.outcome, Outcome::Kind::already);
    } else {
      settle(
          *item.outcome, Outcome::Kind::not_sent,
          base::failure("remote.refused", "the CRM has no tag \"" + tag + "\" yet; goodword setup makes it").value());
    }
  }
  return kept;
}

void Writer::take_answer(const Write& write, const Answer& answer, std::span<Item> items) {
  const Verdict& verdict = answer.verdict;
  std::vector<ItemKey> keys;
  for (const auto& item : items)
    keys.push_back({item.operation->change.subject.id, item.operation->id, item.operation->marker});
  std::vector<ItemResult> results;
  // An answer without content says yes to all, if there is nothing that it should have named.
  const bool named = verdict.action == Action::ok && write.results.say_something();
  if (named) results = match_results(write.results, answer.body, keys);
  for (std::size_t i = 0; i < items.size(); ++i) {
    Outcome& outcome = *items[i].outcome;
    outcome.server_time = answer.server_time;
    if (!named) {
      const auto kind = kind_for(verdict.action);
      const bool fault = kind == Outcome::Kind::failed || kind == Outcome::Kind::unknown || kind == Outcome::Kind::gone;
      settle(outcome, kind, fault ? std::optional(error_of(verdict, answer.response, "writing")) : std::nullopt);
      continue;
    }
    outcome.created = results[i].created;
    if (results[i].kind == ItemResult::Kind::done) {
      settle(outcome, Outcome::Kind::done);
    } else if (results[i].kind == ItemResult::Kind::failed) {
      settle(outcome, Outcome::Kind::failed,
             base::failure("remote.rejected", "the CRM refused it: \"" + results[i].words + "\"").value());
    } else {
      const auto& subject = items[i].operation->change.subject;
      settle(outcome, Outcome::Kind::unknown,
             base::failure("wire.lost", "the CRM's answer does not name " + std::string(to_text(subject.kind)) + " " +
                                            subject.id + ", so nobody knows whether it was written")
                 .value());
    }
  }
}

/// Ids of what was made, of all items.
std::vector<std::string> Writer::created_ids(std::span<const Item> items) {
  std::vector<std::string> ids;
  for (const auto& item : items) {
    const Given* made = item.values.find("created");
    const Json* id = made ? std::get_if<Json>(made) : nullptr;
    if (id) ids.push_back(id->text());
  }
  return ids;
}

void Writer::halve(const Write& write, std::span<Item> items, std::stop_token stop) {
  send(write, items.first(items.size() / 2), stop);
  send(write, items.subspan(items.size() / 2), stop);
}

/// What all items of a batch have in common may stand around them.
void Writer::share(const Write& write, const Values& of_one, Values& of_all) {
  if (!write.grouped) return;
  for (const auto* name : {"tag", "tag.id", "list"}) {
    if (const Given* given = of_one.find(name)) of_all.set(name, *given);
  }
}

void Writer::send(const Write& write, std::span<Item> items, std::stop_token stop) {
  if (items.empty()) return;
  Call call{.request = &write.request, .purpose = Purpose::write};
  // Values of one item must not lie behind those of another: an item without an owner would get the first one's.
  if (!write.request.json || !has_each(*write.request.json)) call.values = items.front().values;
  share(write, items.front().values, call.values);
  std::vector<std::string> ids;
  for (const auto& item : items) {
    ids.push_back(item.operation->change.subject.id);
    call.items.push_back(item.values);
  }
  call.values.set_list("ids", ids);
  if (uses(write.request, "created_ids")) call.values.set_list("created_ids", created_ids(items));
  call.records = items.size();
  const auto answer = session_.call(call, stop);
  if (!answer) {
    const auto kind = call.maybe_taken ? Outcome::Kind::unknown : Outcome::Kind::not_sent;
    for (auto& item : items) settle(*item.outcome, kind, answer.error());
    return;
  }
  if (may_be_one(answer->verdict.action) && items.size() > 1) return halve(write, items, stop);
  take_answer(write, *answer, items);
}

void Writer::deliver(const Write& write, Items items, std::stop_token stop) {
  const auto stopped = [&](const Items& all, const Error& error) {
    for (const auto& item : all) settle(*item.outcome, Outcome::Kind::not_sent, error);
  };
  const Items all = items;
  auto looked = looked_at(write, std::move(items), stop);
  if (!looked) return stopped(all, looked.error());
  const Items wanted = *looked;
  auto ready = with_tag_ids(write, std::move(*looked), stop);
  if (!ready) return stopped(wanted, ready.error());
  send(write, *ready, stop);
  follow_up(write, *ready, stop);
}

std::vector<Outcome> Writer::send(std::span<const Operation> batch, std::stop_token stop) {
  std::vector<Outcome> outcomes(batch.size());
  std::map<const Write*, std::vector<std::size_t>> by_write;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    outcomes[i].operation = batch[i].id;
    outcomes[i].kind = Outcome::Kind::not_sent;
    const auto& change = batch[i].change;
    const Write* write = write_for(session_.plan(), change.action, change.subject.kind);
    if (write) {
      by_write[write].push_back(i);
    } else {
      settle(outcomes[i], Outcome::Kind::failed,
             base::failure("connector.unsupported", "the connector cannot " + std::string(to_text(change.action)) +
                                                        " on a " + std::string(to_text(change.subject.kind)))
                 .value());
    }
  }
  for (const auto& [write, members] : by_write) {
    std::vector<std::pair<std::string, std::string>> records;
    for (const auto i : members) records.emplace_back(batch[i].change.subject.id, batch[i].change.value);
    for (const auto& some : batches_of(*write, records)) {
      Items items;
      for (const auto place : some) {
        const auto i = members[place];
        items.push_back({&batch[i], &outcomes[i], values_of(batch[i])});
      }
      deliver(*write, std::move(items), stop);
    }
  }
  return outcomes;
}

int Writer::calls_needed(std::span<const model::Change> changes) const {
  std::map<const Write*, std::vector<std::pair<std::string, std::string>>> by_write;
  for (const auto& change : changes) {
    if (const Write* write = write_for(session_.plan(), change.action, change.subject.kind)) {
      by_write[write].emplace_back(change.subject.id, change.value);
    }
  }
  std::size_t calls = 0;
  for (const auto& [write, records] : by_write) {
    const Stream* stream = stream_named(session_.plan(), write->stream);
    for (const auto& batch : batches_of(*write, records)) {
      ++calls;
      for (const auto& step : write->then) {
        const auto most = static_cast<std::size_t>(std::max(1, step.batch));
        calls += (batch.size() + most - 1) / most;
      }
      const auto size = static_cast<std::size_t>(stream && stream->by_id ? std::max(1, stream->by_id->batch) : 1);
      if (looks_first(*write) && stream) calls += (batch.size() + size - 1) / size;
    }
  }
  return static_cast<int>(calls);
}

}  // namespace goodword::connector
