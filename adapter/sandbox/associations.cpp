// /crm/v4/associations/… and /crm/v4/objects/…/associations/…: which records belong together.
#include "sandbox/pages.hpp"
#include "sandbox/routes.hpp"

namespace goodword::sandbox {
namespace {

using base::Json;

constexpr std::size_t page_most = 500, most_inputs = 1000;

struct Pair {
  const Item* from;
  const Item* to;
  ObjectType from_type, to_type;
};

Json end_json(std::uint64_t id, const std::set<int>& numbers) {
  Json types = Json::array();
  for (const int number : numbers) {
    const LinkType* link = link_type(number);
    types.push(Json::object({{"category", "HUBSPOT_DEFINED"},
                             {"typeId", number},
                             {"label", link->label.empty() ? Json(nullptr) : Json(link->label)}}));
  }
  return Json::object({{"toObjectId", Json(std::to_string(id))}, {"associationTypes", std::move(types)}});
}

/// One page of a record's associations, and where the next begins, if there is one.
struct LinksPage {
  Json list = Json::array();
  std::string next;
};

/// The page after the id `after`.
LinksPage page_of(const World& world, Links::Key from, ObjectType to, std::uint64_t after, std::size_t limit) {
  LinksPage page;
  Json& list = page.list;
  for (const auto& [id, numbers] : world.links().ends(from, to)) {
    const Item* end = world.find(to, id);
    if (id <= after || end == nullptr || end->archived) continue;
    if (list.items().size() == limit) {
      page.next = list.items().back().text_or("toObjectId", "");
      break;
    }
    list.push(end_json(id, numbers));
  }
  return page;
}

std::optional<Refusal> read_pair(const World& world, const Call& call, Pair& pair) {
  pair.from_type = *object_type_of(call.arguments[0]);
  pair.to_type = *object_type_of(call.arguments[2]);
  pair.from = live_record(world, pair.from_type, call.arguments[1], "");
  pair.to = live_record(world, pair.to_type, call.arguments[3], "");
  if (pair.from == nullptr || pair.to == nullptr) return not_found();
  return foreign_parameter(call, {});
}

Json no_association(ObjectType from, const std::string& id, ObjectType to) {
  const std::string from_name(name_of(from).singular), to_name(name_of(to).singular);
  Json where = context("fromObjectId", {id});
  where.set("fromObjectType", Json(Json::Array{Json(from_name)})).set("toObjectType", Json(Json::Array{Json(to_name)}));
  return error_json({404,
                     "OBJECT_NOT_FOUND",
                     "No " + to_name + " is associated with " + from_name + " " + id + ".",
                     {{"subCategory", "crm.associations.NO_ASSOCIATIONS_FOUND"}, {"context", std::move(where)}}});
}

}  // namespace

Answer read_links(Desk& desk, const Call& call) {
  const auto from = *object_type_of(call.arguments[0]), to = *object_type_of(call.arguments[1]);
  if (auto foreign = foreign_parameter(call, {})) return refuse(*foreign);
  if (auto foreign = foreign_key(call.body, {"inputs"}, "the body")) return refuse(*foreign);
  const Json* inputs = call.body.find("inputs");
  if (inputs == nullptr || !inputs->is_array()) return refuse(invalid("Invalid input JSON: inputs must be an array"));
  if (inputs->items().size() > most_inputs) return refuse(invalid("The maximum number of inputs in a batch is 1000"));
  const std::string now = time_text(desk.world.now());
  Json results = Json::array(), errors = Json::array();
  for (const auto& input : inputs->items()) {
    if (auto foreign = foreign_key(input, {"id", "after"}, "inputs")) return refuse(*foreign);
    const std::string id = input.text_or("id", "");
    const Item* item = live_record(desk.world, from, id, "");
    LinksPage ends;
    if (item != nullptr) {
      const auto after = record_id(input.text_or("after", "0")).value_or(0);
      ends = page_of(desk.world, {from, item->id}, to, after, page_most);
    }
    if (ends.list.items().empty()) {
      errors.push(no_association(from, id, to));
      continue;
    }
    Json result = Json::object({{"from", Json::object({{"id", Json(id)}})}, {"to", std::move(ends.list)}});
    if (!ends.next.empty()) result.set("paging", Json::object({{"next", Json::object({{"after", Json(ends.next)}})}}));
    results.push(std::move(result));
  }
  Json body = Json::object(
      {{"status", "COMPLETE"}, {"results", std::move(results)}, {"startedAt", Json(now)}, {"completedAt", Json(now)}});
  if (errors.items().empty()) return answer(200, body);
  body.set("numErrors", static_cast<int>(errors.items().size())).set("errors", std::move(errors));
  return answer(207, body);
}

Answer list_links(Desk& desk, const Call& call) {
  if (auto foreign = foreign_parameter(call, {"after", "limit"})) return refuse(*foreign);
  const auto from = *object_type_of(call.arguments[0]), to = *object_type_of(call.arguments[2]);
  int limit = 0;
  if (auto wrong = read_limit(call, static_cast<int>(page_most), static_cast<int>(page_most), limit))
    return refuse(*wrong);
  const Item* item = live_record(desk.world, from, call.arguments[1], "");
  if (item == nullptr) return refuse(not_found());
  const auto after = record_id(call.parameter("after").value_or("0")).value_or(0);
  LinksPage page = page_of(desk.world, {from, item->id}, to, after, static_cast<std::size_t>(limit));
  Json body = Json::object({{"results", std::move(page.list)}});
  if (!page.next.empty()) body.set("paging", next_page(call, page.next));
  return answer(200, body);
}

Answer put_default_link(Desk& desk, const Call& call) {
  Pair pair{};
  if (auto wrong = read_pair(desk.world, call, pair)) return refuse(*wrong);
  const LinkType* link = default_link_type(pair.from_type, pair.to_type);
  if (link == nullptr) return refuse(invalid("No default association between these types"));
  desk.world.links().add({pair.from_type, pair.from->id}, {pair.to_type, pair.to->id}, *link);
  const auto one = [](const Item* a, const Item* b, int number) {
    return Json::object({{"from", Json::object({{"id", Json(std::to_string(a->id))}})},
                         {"to", Json::object({{"id", Json(std::to_string(b->id))}})},
                         {"associationSpec",
                          Json::object({{"associationCategory", "HUBSPOT_DEFINED"}, {"associationTypeId", number}})}});
  };
  const std::string now = time_text(desk.world.now());
  Json results = Json::array();
  results.push(one(pair.from, pair.to, link->number)).push(one(pair.to, pair.from, link->reverse));
  return answer(200, Json::object({{"status", "COMPLETE"},
                                   {"results", std::move(results)},
                                   {"startedAt", Json(now)},
                                   {"completedAt", Json(now)}}));
}

Answer put_links(Desk& desk, const Call& call) {
  Pair pair{};
  if (auto wrong = read_pair(desk.world, call, pair)) return refuse(*wrong);
  if (!call.body.is_array()) return refuse(invalid("Invalid input JSON: the body must be an array"));
  Json labels = Json::array();
  for (const auto& spec : call.body.items()) {
    if (auto foreign = foreign_key(spec, {"associationCategory", "associationTypeId"}, "the body"))
      return refuse(*foreign);
    const LinkType* link = link_type(static_cast<int>(spec.integer_or("associationTypeId", 0)));
    if (link == nullptr || link->from != pair.from_type || link->to != pair.to_type) {
      return refuse(invalid("One or more associations are not valid"));
    }
    desk.world.links().add({pair.from_type, pair.from->id}, {pair.to_type, pair.to->id}, *link);
    if (!link->label.empty()) labels.push(Json(link->label));
  }
  return answer(201, Json::object({{"fromObjectTypeId", Json(name_of(pair.from_type).id)},
                                   {"fromObjectId", Json(std::to_string(pair.from->id))},
                                   {"toObjectTypeId", Json(name_of(pair.to_type).id)},
                                   {"toObjectId", Json(std::to_string(pair.to->id))},
                                   {"labels", std::move(labels)}}));
}

Answer delete_links(Desk& desk, const Call& call) {
  Pair pair{};
  if (auto wrong = read_pair(desk.world, call, pair)) return refuse(*wrong);
  desk.world.links().remove({pair.from_type, pair.from->id}, {pair.to_type, pair.to->id});
  return {204, "", {}};
}

}  // namespace goodword::sandbox
