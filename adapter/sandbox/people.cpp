#include "sandbox/people.hpp"

#include <algorithm>
#include <stdexcept>

#include "base/text.hpp"

namespace goodword::sandbox {
namespace {

/// People type what they like in tags only as far as the screen offers it, and the same holds for every other value.
void check(const World& world, ObjectType type, const Values& values) {
  const auto found = complaints(world.known(), type, values);
  if (!found.empty()) throw std::invalid_argument(found.front().property + ": " + found.front().message);
}

RecordId live(const World& world, ObjectType type, std::string_view id) {
  const Item* item = live_record(world, type, std::string(id), "");
  if (item == nullptr) throw std::invalid_argument("no " + std::string(name_of(type).singular) + " " + std::string(id));
  return item->id;
}

std::vector<std::string> tags_of(const World& world, RecordId contact, std::string_view property) {
  const auto& values = world.find(ObjectType::contacts, contact)->values;
  const auto held = values.find(property);
  return held == values.end() || held->second.empty() ? std::vector<std::string>() : base::split(held->second, ';');
}

}  // namespace

Person::Person(HubSpot& crm, std::string user, Means means) : crm_(crm), user_(std::move(user)) {
  author_ = {means == Means::screen ? "CRM_UI" : "IMPORT", user_};
}

std::string Person::create(ObjectType type, const Values& values) {
  RecordId id = 0;
  crm_.with_world([&](World& world) {
    check(world, type, values);
    id = world.create(type, values, author_);
  });
  return std::to_string(id);
}

void Person::set_property(ObjectType type, std::string_view id, std::string_view name, std::string_view value) {
  crm_.with_world([&](World& world) {
    const Values values = {{std::string(name), std::string(value)}};
    check(world, type, values);
    world.write(type, live(world, type, id), values, author_);
  });
}

void Person::add_tag(std::string_view contact, std::string_view property, std::string_view tag) {
  crm_.with_world([&](World& world) {
    const RecordId id = live(world, ObjectType::contacts, contact);
    const Values values = {{std::string(property), ";" + std::string(tag)}};
    check(world, ObjectType::contacts, values);
    world.write(ObjectType::contacts, id, values, author_);
  });
}

void Person::remove_tag(std::string_view contact, std::string_view property, std::string_view tag) {
  crm_.with_world([&](World& world) {
    const RecordId id = live(world, ObjectType::contacts, contact);
    auto tags = tags_of(world, id, property);
    if (std::erase(tags, std::string(tag)) == 0)
      throw std::invalid_argument("the contact has no tag " + std::string(tag));
    world.write(ObjectType::contacts, id, {{std::string(property), base::join(tags, ";")}}, author_);
  });
}

std::string Person::write_note(std::string_view contact, std::string_view text) {
  RecordId note = 0;
  crm_.with_world([&](World& world) {
    const RecordId id = live(world, ObjectType::contacts, contact);
    note = world.create(ObjectType::notes,
                        {{"hs_timestamp", base::to_rfc3339_ms(world.now())},
                         {"hubspot_owner_id", user_},
                         {"hs_note_body", "<p>" + base::text_to_html(text) + "</p>"}},
                        author_);
    world.links().add({ObjectType::notes, note}, {ObjectType::contacts, id},
                      *default_link_type(ObjectType::notes, ObjectType::contacts));
  });
  return std::to_string(note);
}

void Person::complete_task(std::string_view task) {
  set_property(ObjectType::tasks, task, "hs_task_status", "COMPLETED");
}

std::string Person::create_deal(std::string_view contact, std::string_view name, std::string_view stage,
                                std::string_view amount) {
  const std::string deal = create(ObjectType::deals, {{"dealname", std::string(name)},
                                                      {"dealstage", std::string(stage)},
                                                      {"amount", std::string(amount)},
                                                      {"pipeline", "default"},
                                                      {"hubspot_owner_id", user_}});
  associate(ObjectType::deals, deal, ObjectType::contacts, contact);
  return deal;
}

void Person::remove(ObjectType type, std::string_view id) {
  crm_.with_world([&](World& world) { world.archive(type, live(world, type, id)); });
}

void Person::merge(ObjectType type, std::string_view survivor, std::string_view loser) {
  crm_.with_world([&](World& world) {
    const RecordId kept = live(world, type, survivor), gone = live(world, type, loser);
    if (kept == gone) throw std::invalid_argument("a record cannot be merged with itself");
    world.merge(type, kept, gone, author_);
  });
}

void Person::associate(ObjectType from, std::string_view from_id, ObjectType to, std::string_view to_id) {
  crm_.with_world([&](World& world) {
    const LinkType* link = default_link_type(from, to);
    if (link == nullptr) throw std::invalid_argument("these types cannot be associated");
    world.links().add({from, live(world, from, from_id)}, {to, live(world, to, to_id)}, *link);
  });
}

}  // namespace goodword::sandbox
