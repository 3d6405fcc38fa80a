#include "simulation/truth.hpp"

#include "base/json.hpp"
#include "base/text.hpp"
#include "sandbox/census.hpp"

namespace goodword::simulation {
namespace {

using base::Json;
using sandbox::ObjectType;
using sandbox::Seen;

class Said {
 public:
  explicit Said(const Seen& record) : record_(record), json_(Json::object({{"id", Json(record.id)}})) {}

  void put(std::string_view name, Json value) { json_.set(std::string(name), std::move(value)); }
  void text(std::string_view name, std::string_view property) {
    if (const auto value = record_.value(property); !value.empty()) put(name, Json(value));
  }
  void list(std::string_view name, std::string_view property) {
    if (const auto value = record_.value(property); !value.empty()) put(name, Json::array({Json(value)}));
  }
  void moment(std::string_view name, std::string_view property) {
    put(name, Json(base::to_rfc3339(*base::parse_rfc3339(record_.value(property)))));
  }
  void ids(std::string_view name, const std::vector<std::string>& ids) {
    Json list = Json::array();
    for (const auto& id : ids) list.push(Json(id));
    if (!ids.empty()) put(name, std::move(list));
  }
  std::string done() const { return base::write_canonical(json_); }

 private:
  const Seen& record_;
  Json json_;
};

/// Live records at the other ends, in the order of their ids; those joined as primary first.
std::vector<std::string> others(const sandbox::HubSpot& crm, ObjectType from, const std::string& id, ObjectType to) {
  std::vector<std::string> primary, plain;
  crm.with_world([&](const sandbox::World& world) {
    for (const auto& [other, numbers] : world.links().ends({from, *sandbox::record_id(id)}, to)) {
      const auto* item = world.find(to, other);
      if (item == nullptr || item->archived) continue;
      (numbers.size() > 1 ? primary : plain).push_back(std::to_string(other));
    }
  });
  primary.insert(primary.end(), plain.begin(), plain.end());
  return primary;
}

std::string contact(const sandbox::HubSpot& crm, const Seen& record, Relations relations) {
  Said said(record);
  said.text("first_name", "firstname");
  said.text("last_name", "lastname");
  said.list("phones", "phone");
  said.text("city", "city");
  said.put("archived", Json(false));
  said.moment("created", "createdate");
  const auto firms = others(crm, ObjectType::contacts, record.id, ObjectType::companies);
  if (relations == Relations::with && !firms.empty()) said.put("company", Json(firms.front()));
  return said.done();
}

std::string company(const Seen& record) {
  Said said(record);
  said.text("name", "name");
  said.list("phones", "phone");
  said.text("city", "city");
  said.put("archived", Json(false));
  said.moment("created", "createdate");
  return said.done();
}

std::string deal(const sandbox::HubSpot& crm, const Seen& record, Relations relations) {
  Said said(record);
  const std::string stage = record.value("dealstage");
  said.text("name", "dealname");
  said.put("stage", Json(stage == "closedwon" ? "Closed Won" : stage == "closedlost" ? "Closed Lost" : "Discovery"));
  said.put("state", Json(stage == "closedwon" ? "won" : stage == "closedlost" ? "lost" : "open"));
  said.text("owner", "hubspot_owner_id");
  said.moment("created", "createdate");
  if (relations == Relations::with)
    said.ids("contacts", others(crm, ObjectType::deals, record.id, ObjectType::contacts));
  return said.done();
}

std::string note(const sandbox::HubSpot& crm, const Seen& record, Relations relations) {
  Said said(record);
  said.put("id", Json("notes:" + record.id));
  said.put("kind", Json("note"));
  const std::string body = record.value("hs_note_body");
  said.put("text", Json(body.substr(3, body.size() - 7)));  // between <p> and </p>
  said.text("owner", "hubspot_owner_id");
  said.moment("at", "hs_timestamp");
  said.moment("created", "hs_createdate");
  if (relations == Relations::with)
    said.ids("contacts", others(crm, ObjectType::notes, record.id, ObjectType::contacts));
  return said.done();
}

}  // namespace

Held truth(const sandbox::HubSpot& crm, Relations relations) {
  Held held;
  for (const auto& record : sandbox::records_of(crm, ObjectType::contacts))
    held[{model::Kind::contact, record.id}] = contact(crm, record, relations);
  for (const auto& record : sandbox::records_of(crm, ObjectType::companies))
    held[{model::Kind::company, record.id}] = company(record);
  for (const auto& record : sandbox::records_of(crm, ObjectType::deals))
    held[{model::Kind::opportunity, record.id}] = deal(crm, record, relations);
  for (const auto& record : sandbox::records_of(crm, ObjectType::notes))
    held[{model::Kind::activity, "notes:" + record.id}] = note(crm, record, relations);
  return held;
}

}  // namespace goodword::simulation
