#include "sandbox/census.hpp"

#include <algorithm>
#include <set>

#include "base/digest.hpp"
#include "base/text.hpp"

namespace goodword::sandbox {
namespace {

Seen seen(const Item& item) {
  Seen one{std::to_string(item.id), item.values, ""};
  base::Instant newest{};
  for (const auto& [name, versions] : item.history) {
    if (versions.empty() || versions.back().at < newest) continue;
    newest = versions.back().at;
    one.last_writer = versions.back().author.id;
  }
  return one;
}

std::string text_of(const Item& item) {
  std::string text;
  for (const char* name : {"hs_note_body", "hs_task_subject", "hs_task_body"}) {
    if (const auto found = item.values.find(name); found != item.values.end()) text += found->second + "\n";
  }
  return text;
}

bool computed(const World& world, ObjectType type, const std::string& name) {
  const Property* property = world.catalogue().find(type, name);
  return property == nullptr || (property->access == Access::read_only && name != "hs_object_id");
}

}  // namespace

std::string Seen::value(std::string_view name) const {
  const auto found = values.find(name);
  return found == values.end() ? std::string() : found->second;
}

std::optional<Seen> record_of(const HubSpot& crm, ObjectType type, std::string_view id) {
  std::optional<Seen> found;
  crm.with_world([&](const World& world) {
    if (const Item* item = live_record(world, type, std::string(id), "")) found = seen(*item);
  });
  return found;
}

std::vector<Seen> records_of(const HubSpot& crm, ObjectType type) {
  std::vector<Seen> all;
  crm.with_world([&](const World& world) {
    for (const auto& [id, item] : world.items(type)) {
      if (!item.archived) all.push_back(seen(item));
    }
  });
  return all;
}

std::vector<Seen> activities_of(const HubSpot& crm, ObjectType type, std::string_view contact) {
  std::vector<Seen> all;
  crm.with_world([&](const World& world) {
    const Item* item = live_record(world, ObjectType::contacts, std::string(contact), "");
    if (item == nullptr) return;
    for (const auto& [id, numbers] : world.links().ends({ObjectType::contacts, item->id}, type)) {
      const Item* activity = world.find(type, id);
      if (activity != nullptr && !activity->archived) all.push_back(seen(*activity));
    }
  });
  std::ranges::stable_sort(all, {}, [](const Seen& one) { return one.value("hs_timestamp"); });
  return all;
}

std::vector<std::string> tags_of(const HubSpot& crm, std::string_view contact, std::string_view property) {
  const auto record = record_of(crm, ObjectType::contacts, contact);
  const std::string held = record ? record->value(property) : "";
  return held.empty() ? std::vector<std::string>() : base::split(held, ';');
}

std::string contact_id(const HubSpot& crm, std::string_view email_or_name) {
  std::string id;
  for (const auto& contact : records_of(crm, ObjectType::contacts)) {
    if (contact.value("email") == email_or_name) return contact.id;
    if (id.empty() && contact.value("firstname") + " " + contact.value("lastname") == email_or_name) id = contact.id;
  }
  return id;
}

int holders_of(const HubSpot& crm, std::string_view marker) {
  int count = 0;
  crm.with_world([&](const World& world) {
    for (const auto type : {ObjectType::notes, ObjectType::tasks}) {
      for (const auto& [id, item] : world.items(type)) {
        if (!item.archived && text_of(item).find(marker) != std::string::npos) ++count;
      }
    }
  });
  return count;
}

std::vector<std::string> doubled_texts(const HubSpot& crm) {
  std::map<std::pair<RecordId, std::string>, int> counts;
  crm.with_world([&](const World& world) {
    for (const auto type : {ObjectType::notes, ObjectType::tasks}) {
      for (const auto& [id, item] : world.items(type)) {
        if (item.archived) continue;
        for (const auto& [contact, numbers] : world.links().ends({type, id}, ObjectType::contacts)) {
          ++counts[{contact, text_of(item)}];
        }
      }
    }
  });
  std::set<std::string> doubled;
  for (const auto& [key, count] : counts) {
    if (count > 1) doubled.insert(key.second);
  }
  return {doubled.begin(), doubled.end()};
}

std::map<std::string, int> request_counts(const HubSpot& crm) {
  std::map<std::string, int> counts;
  for (const auto& request : crm.requests()) {
    std::string path;
    for (const auto& segment : base::split(request.path, '/')) {
      if (!segment.empty()) path += "/" + (record_id(segment) ? "{id}" : segment);
    }
    ++counts[request.method + " " + path];
  }
  return counts;
}

std::string digest_of(const HubSpot& crm) {
  std::string all;
  crm.with_world([&](const World& world) {
    for (const auto type : all_object_types) {
      for (const auto& [id, item] : world.items(type)) {
        if (item.archived) continue;
        all += std::string(name_of(type).singular) + " " + std::to_string(id) + "\n";
        for (const auto& [name, value] : item.values) {
          if (!value.empty() && !computed(world, type, name)) all += name + "=" + base::escape_line(value) + "\n";
        }
        for (const auto other : all_object_types) {
          for (const auto& [end, numbers] : world.links().ends({type, id}, other)) {
            const Item* to = world.find(other, end);
            if (to != nullptr && !to->archived && !numbers.empty()) all += "to " + std::to_string(end) + "\n";
          }
        }
      }
    }
  });
  return base::sha256_hex(all);
}

}  // namespace goodword::sandbox
