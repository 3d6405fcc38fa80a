#include "sandbox/search.hpp"

#include <algorithm>

#include "sandbox/filters.hpp"
#include "sandbox/pages.hpp"
#include "sandbox/routes.hpp"

namespace goodword::sandbox {
namespace {

using base::Json;

constexpr int page_default = 10, page_most = 200, results_most = 10000, query_most = 3000;

struct Sort {
  const Property* property = nullptr;
  enum class Direction { up, down } direction = Direction::up;
};

struct Search {
  FilterGroups groups;
  Sort sort;
  std::string query;
  Wanted wanted;
  int limit = page_default;
  int offset = 0;
};

/// A sort is a property's name, "-" before it for descending, or {"propertyName", "direction"}, also as text.
std::optional<Refusal> read_sort(const Catalogue& catalogue, ObjectType type, const Json& json, Sort& sort) {
  std::string name = json.text();
  if (json.is_object()) {
    if (auto foreign = foreign_key(json, {"propertyName", "direction"}, "sorts")) return foreign;
    name = json.text_or("propertyName", "");
    if (json.text_or("direction", "ASCENDING") == "DESCENDING") sort.direction = Sort::Direction::down;
  } else if (name.starts_with('{')) {
    const auto inner = base::parse_json(name);
    return inner ? read_sort(catalogue, type, *inner, sort) : invalid("Invalid input JSON: sorts");
  } else if (name.starts_with('-')) {
    name.erase(0, 1);
    sort.direction = Sort::Direction::down;
  }
  sort.property = catalogue.find(type, name);
  if (sort.property == nullptr) return invalid("There is no property named " + name);
  return std::nullopt;
}

std::optional<Refusal> read_window(const Json& body, Search& search) {
  search.limit = static_cast<int>(body.integer_or("limit", page_default));
  if (search.limit < 0 || search.limit > page_most) return invalid("limit must not exceed 200");
  const auto after = record_id(body.text_or("after", "0").empty() ? "0" : body.text_or("after", "0"));
  if (!after) return invalid("Invalid paging cursor: after");
  if (*after + static_cast<std::uint64_t>(search.limit) > results_most) {
    return invalid("The maximum number of results supported per query is 10000");
  }
  search.offset = static_cast<int>(*after);
  return std::nullopt;
}

std::optional<Refusal> read_search(const World& world, ObjectType type, const Json& body, Search& search) {
  if (auto foreign =
          foreign_key(body, {"filterGroups", "sorts", "query", "properties", "limit", "after"}, "the body")) {
    return foreign;
  }
  if (auto wrong = read_filters(world.catalogue(), type, body, search.groups)) return wrong;
  if (const Json* sorts = body.find("sorts"); sorts != nullptr && !sorts->items().empty()) {
    if (sorts->items().size() > 1) return invalid("Only one sort is supported");
    if (auto wrong = read_sort(world.catalogue(), type, sorts->items().front(), search.sort)) return wrong;
  }
  search.query = body.text_or("query", "");
  if (search.query.size() > query_most) return invalid("query must not be longer than 3000 characters");
  search.wanted.properties = body.texts("properties");
  return read_window(body, search);
}

/// Ids in the order asked for; ties by id, because the vendor promises none.
std::vector<std::uint64_t> found_ids(const World& world, ObjectType type, const Search& search) {
  std::vector<const Item*> found;
  for (const auto& [id, item] : world.items(type)) {
    const Item* seen = world.indexed(type, item);
    if (seen != nullptr && matches(*seen, search.groups) && contains_query(*seen, type, search.query))
      found.push_back(seen);
  }
  const Property* property =
      search.sort.property ? search.sort.property : world.catalogue().find(type, created_property(type));
  const auto value = [&](const Item* item) {
    const auto held = item->values.find(property->name);
    return held == item->values.end() ? std::string_view() : std::string_view(held->second);
  };
  std::ranges::sort(found, [&](const Item* a, const Item* b) {
    const int order = compare(*property, value(a), value(b));
    if (order != 0) return search.sort.direction == Sort::Direction::up ? order < 0 : order > 0;
    return a->id < b->id;
  });
  std::vector<std::uint64_t> ids;
  for (const Item* item : found) ids.push_back(item->id);
  return ids;
}

const std::vector<std::uint64_t>& remembered(Desk& desk, ObjectType type, const Call& call, const Search& search) {
  Json same = call.body;
  same.erase("after");
  same.erase("limit");
  std::string query = std::string(name_of(type).plural) + base::write_json(same);
  auto& memory = desk.searches;
  const bool fresh = memory.query == query && memory.revision == desk.world.revision() && !memory.behind;
  if (!fresh) {
    memory = {std::move(query), desk.world.revision(), found_ids(desk.world, type, search),
              desk.world.index_is_behind()};
  }
  return memory.ids;
}

}  // namespace

Answer search_objects(Desk& desk, const Call& call) {
  const auto type = *object_type_of(call.arguments[0]);
  if (auto foreign = foreign_parameter(call, {})) return refuse(*foreign);
  Search search;
  if (auto wrong = read_search(desk.world, type, call.body, search)) return refuse(*wrong);
  const auto& ids = remembered(desk, type, call, search);
  const int total = static_cast<int>(ids.size());
  const int end = std::min(total, search.offset + search.limit);
  Json results = Json::array();
  for (int i = search.offset; i < end; ++i) {
    const auto& item = desk.world.items(type).at(ids[static_cast<std::size_t>(i)]);
    if (const Item* seen = desk.world.indexed(type, item)) results.push(shown(desk.world, type, *seen, search.wanted));
  }
  Json body = Json::object({{"total", total}, {"results", std::move(results)}});
  if (end < total) body.set("paging", Json::object({{"next", Json::object({{"after", Json(std::to_string(end))}})}}));
  return answer(200, body);
}

}  // namespace goodword::sandbox
