#include "connector/setup.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace goodword::connector {
namespace {

using base::Result;

constexpr std::string_view table_prefix = "table:";

std::vector<std::string> lacking(std::span<const std::string> wanted, const std::vector<std::string>& there) {
  std::vector<std::string> made;
  std::ranges::copy_if(wanted, std::back_inserter(made),
                       [&](const auto& tag) { return std::ranges::find(there, tag) == there.end(); });
  return made;
}

}  // namespace

/// Tables that hold the tags that a write sends by id.
std::vector<std::string> SetupRoom::tag_tables() const {
  std::vector<std::string> names;
  for (const auto& write : session_.plan().writes) {
    const bool needs = write.action == model::Action::add_tag && sends_tag_ids(write);
    if (needs && std::ranges::find(names, write.tag_table) == names.end()) names.push_back(write.tag_table);
  }
  return names;
}

Result<SetupRoom::State> SetupRoom::state(const Setup& setup, std::stop_token stop) {
  Call call{.request = &setup.check, .purpose = Purpose::other};
  auto answer = session_.call(call, stop);
  if (!answer) return tl::unexpected(answer.error());
  if (setup.missing.holds(answer->seen())) return State{};
  if (answer->verdict.action != Action::ok && answer->verdict.action != Action::empty) {
    return tl::unexpected(error_of(answer->verdict, answer->response, "looking for " + setup.say));
  }
  State state{.there = true, .tags = {}};
  const base::Json* items = answer->body.at(setup.tag_items);
  for (const auto& item : items ? items->items() : base::Json::Array{}) {
    const base::Json* tag = item.at(setup.tag);
    if (tag && !tag->text().empty()) state.tags.push_back(tag->text());
  }
  return state;
}

Result<std::vector<ports::SetupItem>> SetupRoom::missing(std::span<const std::string> tags, std::stop_token stop) {
  std::vector<ports::SetupItem> items;
  for (const auto& setup : session_.plan().setups) {
    const auto needed = [&](const Write& write) {
      return std::ranges::find(write.needs, setup.name) != write.needs.end();
    };
    if (std::ranges::none_of(session_.plan().writes, needed)) continue;
    const auto found = state(setup, stop);
    if (!found) return tl::unexpected(found.error());
    if (!found->there) {
      items.push_back({setup.name, setup.say, setup.create.has_value()});
      continue;
    }
    const auto lack = setup.tag.empty() ? std::vector<std::string>{} : lacking(tags, found->tags);
    if (!lack.empty())
      items.push_back({setup.name, setup.say + ": " + base::join(lack, ", "), setup.extend || setup.each_tag});
  }
  const auto tables = tag_tables();
  if (auto known = tables_.need(tables, stop); !known) return tl::unexpected(known.error());
  for (const auto& name : tables) {
    std::vector<std::string> lack;
    std::ranges::copy_if(tags, std::back_inserter(lack), [&](const auto& tag) { return !tables_.id_of(name, tag); });
    const Table* table = table_named(session_.plan(), name);
    if (!lack.empty())
      items.push_back({std::string(table_prefix) + name, name + ": " + base::join(lack, ", "), table && table->create});
  }
  return items;
}

Result<void> SetupRoom::send(const Request& request, std::span<const std::string> tags, std::stop_token stop) {
  Call call{.request = &request, .purpose = Purpose::write};
  for (const auto& tag : tags) call.items.emplace_back().set_text("tag", tag);
  if (tags.size() == 1) call.values.set_text("tag", tags.front());
  auto answer = session_.call(call, stop);
  if (!answer) return tl::unexpected(answer.error());
  const Action action = answer->verdict.action;
  if (action == Action::ok || action == Action::empty || action == Action::already) return {};
  return tl::unexpected(error_of(answer->verdict, answer->response, "setting up"));
}

Result<void> SetupRoom::make(const Setup& setup, std::span<const std::string> tags, std::stop_token stop) {
  const auto found = state(setup, stop);
  if (!found) return tl::unexpected(found.error());
  if (!found->there) {
    if (!setup.create) return base::failure("connector.unsupported", setup.say + ": a person makes this in the CRM");
    if (auto made = send(*setup.create, tags, stop); !made) return made;
  }
  const auto lack = lacking(tags, found->tags);
  if (setup.each_tag) {
    for (const auto& tag : lack) {
      if (auto made = send(*setup.each_tag, std::span(&tag, 1), stop); !made) return made;
    }
  } else if (found->there && setup.extend && !lack.empty()) {
    std::vector<std::string> all = found->tags;
    all.insert(all.end(), lack.begin(), lack.end());
    return send(*setup.extend, all, stop);
  }
  return {};
}

Result<void> SetupRoom::create(const ports::SetupItem& item, std::span<const std::string> tags, std::stop_token stop) {
  if (item.name.starts_with(table_prefix)) {
    const std::string table = item.name.substr(table_prefix.size());
    if (auto fresh = tables_.refresh(table, stop); !fresh) return fresh;
    for (const auto& tag : tags) {
      if (tables_.id_of(table, tag)) continue;
      if (auto made = tables_.create(table, tag, stop); !made) return made;
    }
    return {};
  }
  const auto& setups = session_.plan().setups;
  const auto setup = std::ranges::find(setups, item.name, &Setup::name);
  if (setup == setups.end())
    return base::failure("connector.unsupported", "the connector has no set-up entry \"" + item.name + "\"");
  return make(*setup, tags, stop);
}

}  // namespace goodword::connector
