// /crm/v3/owners, /crm/v3/pipelines and /account-info/v3: who works here, the stages of deals, and the account itself.
#include "sandbox/pages.hpp"
#include "sandbox/routes.hpp"

namespace goodword::sandbox {
namespace {

using base::Json;

Json owner_json(const Owner& owner) {
  const std::string created = time_text(owner.created);
  return Json::object({{"id", Json(owner.id)},
                       {"email", Json(owner.email)},
                       {"type", "PERSON"},
                       {"firstName", Json(owner.first_name)},
                       {"lastName", Json(owner.last_name)},
                       {"userId", Json::number(owner.user_id)},
                       {"userIdIncludingInactive", Json::number(owner.user_id)},
                       {"createdAt", Json(created)},
                       {"updatedAt", Json(created)},
                       {"archived", false}});
}

Json stage_json(const Choice& stage) {
  const bool won = stage.value == "closedwon", closed = won || stage.value == "closedlost";
  const std::string probability = won ? "1.0" : closed ? "0.0" : "0." + std::to_string(2 + stage.order);
  return Json::object(
      {{"label", Json(stage.label)},
       {"displayOrder", stage.order},
       {"metadata", Json::object({{"isClosed", closed ? "true" : "false"}, {"probability", Json(probability)}})},
       {"id", Json(stage.value)},
       {"createdAt", "1970-01-01T00:00:00Z"},
       {"updatedAt", "1970-01-01T00:00:00Z"},
       {"archived", false},
       {"writePermissions", "CRM_PERMISSIONS_ENFORCEMENT"}});
}

}  // namespace

Answer list_owners(Desk& desk, const Call& call) {
  if (auto foreign = foreign_parameter(call, {"after", "archived", "email", "limit"})) return refuse(*foreign);
  int limit = 0;
  if (auto wrong = read_limit(call, 100, 500, limit)) return refuse(*wrong);
  const std::string email = call.parameter("email").value_or(""), after = call.parameter("after").value_or("");
  Json results = Json::array(), paging;
  for (const auto& [id, owner] : desk.world.owners()) {
    if (id <= after || (!email.empty() && owner.email != email)) continue;
    if (call.parameter("archived").value_or("false") == "true") break;
    if (static_cast<int>(results.items().size()) == limit) {
      paging = next_page(call, results.items().back().text_or("id", ""));
      break;
    }
    results.push(owner_json(owner));
  }
  Json body = Json::object({{"results", std::move(results)}});
  if (!paging.is_null()) body.set("paging", std::move(paging));
  return answer(200, body);
}

Answer read_owner(Desk& desk, const Call& call) {
  if (auto foreign = foreign_parameter(call, {"archived", "idProperty"})) return refuse(*foreign);
  const bool by_user = call.parameter("idProperty").value_or("id") == "userId";
  for (const auto& [id, owner] : desk.world.owners()) {
    if ((by_user ? owner.user_id : id) == call.arguments[0]) return answer(200, owner_json(owner));
  }
  return refuse(not_found());
}

Answer list_pipelines(Desk& desk, const Call& call) {
  if (auto foreign = foreign_parameter(call, {})) return refuse(*foreign);
  if (object_type_of(call.arguments[0]) != ObjectType::deals) return refuse(not_found());
  Json stages = Json::array();
  for (const auto& stage : desk.world.catalogue().find(ObjectType::deals, "dealstage")->choices)
    stages.push(stage_json(stage));
  Json pipeline = Json::object({{"label", "Sales Pipeline"},
                                {"displayOrder", 0},
                                {"id", "default"},
                                {"stages", std::move(stages)},
                                {"createdAt", "1970-01-01T00:00:00Z"},
                                {"updatedAt", "1970-01-01T00:00:00Z"},
                                {"archived", false}});
  return answer(200, Json::object({{"results", Json(Json::Array{std::move(pipeline)})}}));
}

Answer read_account(Desk& desk, const Call& call) {
  if (auto foreign = foreign_parameter(call, {})) return refuse(*foreign);
  const Account& account = desk.account;
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(account.offset).count();
  return answer(200, Json::object({{"portalId", Json(account.portal)},
                                   {"accountType", "STANDARD"},
                                   {"timeZone", Json(account.time_zone)},
                                   {"companyCurrency", Json(account.currency)},
                                   {"additionalCurrencies", Json::array()},
                                   {"utcOffset", Json(account.utc_offset)},
                                   {"utcOffsetMilliseconds", Json(static_cast<std::int64_t>(milliseconds))},
                                   {"uiDomain", "app.hubspot.com"},
                                   {"dataHostingLocation", "eu1"}}));
}

}  // namespace goodword::sandbox
