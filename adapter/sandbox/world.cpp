#include "sandbox/world.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace goodword::sandbox {
base::Instant World::now() const { return std::chrono::floor<std::chrono::milliseconds>(now_()); }

void World::add_owner(Owner owner) {
  owner_ids_.insert(owner.id);
  owners_.insert_or_assign(owner.id, std::move(owner));
}

const Item* World::find(ObjectType type, RecordId id) const {
  const auto& survivors = survivors_[index(type)];
  for (auto merged = survivors.find(id); merged != survivors.end(); merged = survivors.find(id)) id = merged->second;
  const auto found = items(type).find(id);
  return found == items(type).end() ? nullptr : &found->second;
}

Item* World::find_mutable(ObjectType type, RecordId id) { return const_cast<Item*>(find(type, id)); }

const Item* World::find_by(ObjectType type, std::string_view property, std::string_view value) const {
  if (type == ObjectType::contacts && property == "email") {
    const auto found = contact_by_email_.find(base::lower(value));
    return found == contact_by_email_.end() ? nullptr : find(type, found->second);
  }
  for (const auto& [id, item] : items(type)) {
    const auto held = item.values.find(property);
    if (!item.archived && held != item.values.end() && held->second == value) return &item;
  }
  return nullptr;
}

RecordId World::create(ObjectType type, const Values& values, const Author& author, std::optional<base::Instant> at) {
  const RecordId id = next_[index(type)]++;
  keep_for_index(type, id, nullptr);
  Item& item = items_[index(type)][id];
  item.id = id;
  item.created = item.updated = at.value_or(now());
  set(type, item, values, author);
  item.values["hs_object_id"] = std::to_string(id);
  item.values[std::string(created_property(type))] = time_text(item.created);
  derive(type, item);
  ++revision_;
  return id;
}

void World::write(ObjectType type, RecordId id, const Values& values, const Author& author,
                  std::optional<base::Instant> at) {
  Item* item = find_mutable(type, id);
  if (item == nullptr) return;
  keep_for_index(type, item->id, item);
  item->updated = std::max(item->updated, at.value_or(now()));
  set(type, *item, values, author);
  derive(type, *item);
  ++revision_;
}

void World::set(ObjectType type, Item& item, const Values& values, const Author& author) {
  for (const auto& [name, given] : values) {
    const Property* property = catalogue_.find(type, name);
    if (property == nullptr) continue;
    std::string& held = item.values[name];
    std::string kept = kept_value(*property, given, held);
    if (name == "email" && type == ObjectType::contacts) {
      contact_by_email_.erase(held);
      if (!kept.empty()) contact_by_email_[kept] = item.id;
    }
    if (kept != held || !item.history.contains(name)) item.history[name].push_back({kept, item.updated, author});
    held = std::move(kept);
  }
}

namespace {

std::string value_of(const Item& item, std::string_view name) {
  const auto found = item.values.find(name);
  return found == item.values.end() ? std::string() : found->second;
}

void derive_contact(Item& item) {
  if (std::string& ids = item.values["hs_all_contact_vids"]; ids.empty()) ids = std::to_string(item.id);
  item.values["hs_is_contact"] = "true";
  item.values["hs_pipeline"] = "contacts-lifecycle-pipeline";
  item.values["hs_is_unworked"] = value_of(item, "hubspot_owner_id").empty() ? "true" : "false";
  const std::string email = value_of(item, "email");
  if (const auto at = email.find('@'); at != std::string::npos) item.values["hs_email_domain"] = email.substr(at + 1);
}

}  // namespace

/// Properties that the vendor computes from others.
void World::derive(ObjectType type, Item& item) {
  item.values[std::string(modified_property(type))] = time_text(item.updated);
  const auto value = [&](std::string_view name) { return value_of(item, name); };
  if (type == ObjectType::contacts) {
    derive_contact(item);
  } else if (type == ObjectType::companies) {
    if (value("website").empty() && !value("domain").empty()) item.values["website"] = value("domain");
  } else if (type == ObjectType::deals) {
    const std::string stage = value("dealstage");
    item.values["hs_is_closed"] = stage.starts_with("closed") ? "true" : "false";
    item.values["hs_is_closed_won"] = stage == "closedwon" ? "true" : "false";
  } else if (type == ObjectType::tasks) {
    const bool done = value("hs_task_status") == "COMPLETED";
    item.values["hs_task_completion_date"] = done ? time_text(item.updated) : "";
  }
}

void World::purge(ObjectType type) {
  std::erase_if(items_[index(type)], [](const auto& item) { return item.second.archived.has_value(); });
}

void World::archive(ObjectType type, RecordId id) {
  Item* item = find_mutable(type, id);
  if (item == nullptr || item->archived) return;
  keep_for_index(type, item->id, item);
  item->archived = now();
  if (type == ObjectType::contacts) contact_by_email_.erase(item->values["email"]);
  ++revision_;
}

void World::merge(ObjectType type, RecordId survivor, RecordId loser, const Author& author) {
  Item* kept = find_mutable(type, survivor);
  Item* gone = find_mutable(type, loser);
  if (kept == nullptr || gone == nullptr || kept == gone) return;
  Values fill;
  for (const auto& [name, value] : gone->values) {
    const Property* property = catalogue_.find(type, name);
    if (value.empty() || property == nullptr || property->access == Access::read_only) continue;
    if (kept->values[name].empty()) fill[name] = value;
  }
  const RecordId gone_id = gone->id;
  const std::string gone_vids = gone->values["hs_all_contact_vids"];
  keep_for_index(type, gone_id, gone);
  if (type == ObjectType::contacts) contact_by_email_.erase(gone->values["email"]);
  links_.move(type, gone_id, kept->id);
  const std::string& earlier = kept->values["hs_merged_object_ids"];
  const std::string ids = (earlier.empty() ? "" : earlier + ";") + std::to_string(gone_id);
  items_[index(type)].erase(gone_id);
  survivors_[index(type)][gone_id] = kept->id;
  write(type, kept->id, fill, author);
  kept->values["hs_merged_object_ids"] = ids;
  if (type == ObjectType::contacts) kept->values["hs_all_contact_vids"] += ";" + gone_vids;
}

void World::keep_for_index(ObjectType type, RecordId id, const Item* state) {
  if (index_lag_ <= base::Duration::zero()) return;
  auto& states = lagging_[index(type)][id];
  std::erase_if(states, [&](const Before& before) { return before.until <= now(); });
  std::shared_ptr<const Item> copy;
  if (state != nullptr) copy = std::make_shared<const Item>(*state);
  states.push_back({now() + index_lag_, std::move(copy)});
  index_behind_until_ = std::max(index_behind_until_, now() + index_lag_);
}

const Item* World::indexed(ObjectType type, const Item& item) const {
  const auto& lagging = lagging_[index(type)];
  if (const auto found = lagging.find(item.id); found != lagging.end()) {
    for (const auto& before : found->second) {
      if (before.until > now()) return before.item && !before.item->archived ? before.item.get() : nullptr;
    }
  }
  return item.archived ? nullptr : &item;
}

}  // namespace goodword::sandbox
