// Plans and changes as JSON: what is stored, printed with --json and applied later.
#include "model/change.hpp"

namespace goodword::model {
namespace {

using base::Json;

Json to_json(const Ref& ref) {
  return Json::object({{"crm", Json(ref.crm)}, {"kind", Json(to_text(ref.kind))}, {"id", Json(ref.id)}});
}

Ref ref_from(const Json* json) {
  if (json == nullptr) return {};
  return {json->text_or("crm", ""), kind_of(json->text_or("kind", "contact")).value_or(Kind::contact),
          json->text_or("id", "")};
}

void put(Json& json, const char* key, const std::string& text) {
  if (!text.empty()) json.set(key, Json(text));
}

Json to_json(const ReferralMove& move) {
  const auto& event = move.event;
  Json json = Json::object({{"referral", to_json(move.referral)},
                            {"event", Json::object({{"referral", Json(event.referral)},
                                                    {"event", Json(event.event)},
                                                    {"at", Json(base::to_rfc3339(event.at))},
                                                    {"by", Json(event.by)},
                                                    {"how", Json(event.how)},
                                                    {"proof", Json(event.proof)},
                                                    {"reason", Json(event.reason)}})}});
  put(json, "prospect_consent", move.prospect_consent);
  put(json, "partner_consent", move.partner_consent);
  return json;
}

ReferralMove move_from(const Json& json) {
  ReferralMove move;
  if (const Json* referral = json.find("referral")) move.referral = referral_from_json(*referral);
  if (const Json* event = json.find("event")) {
    move.event = {event->text_or("referral", ""),
                  event->text_or("event", ""),
                  base::parse_rfc3339(event->text_or("at", "")).value_or(base::Instant{}),
                  event->text_or("by", ""),
                  event->text_or("how", ""),
                  event->text_or("proof", ""),
                  event->text_or("reason", "")};
  }
  move.prospect_consent = json.text_or("prospect_consent", "");
  move.partner_consent = json.text_or("partner_consent", "");
  return move;
}

}  // namespace

Json to_json(const Change& change) {
  Json json = Json::object(
      {{"subject", to_json(change.subject)}, {"action", Json(to_text(change.action))}, {"field", Json(change.field)}});
  put(json, "prior", change.prior);
  put(json, "value", change.value);
  put(json, "title", change.title);
  put(json, "body", change.body);
  put(json, "to", change.to);
  put(json, "owner", change.owner);
  if (change.due) json.set("due", Json(base::to_rfc3339(*change.due)));
  put(json, "cause", change.cause);
  put(json, "rule", change.rule);
  put(json, "why", change.why);
  put(json, "seller", change.seller);
  return json;
}

Change change_from_json(const Json& json) {
  Change change;
  change.subject = ref_from(json.find("subject"));
  change.action = action_of(json.text_or("action", "")).value_or(Action::add_tag);
  change.field = json.text_or("field", "");
  change.prior = json.text_or("prior", "");
  change.value = json.text_or("value", "");
  change.title = json.text_or("title", "");
  change.body = json.text_or("body", "");
  change.to = json.text_or("to", "");
  change.owner = json.text_or("owner", "");
  change.due = base::parse_rfc3339(json.text_or("due", ""));
  change.cause = json.text_or("cause", "");
  change.rule = json.text_or("rule", "");
  change.why = json.text_or("why", "");
  change.seller = json.text_or("seller", "");
  return change;
}

std::size_t count_changes(const Plan& plan) {
  std::size_t count = 0;
  for (const auto& entry : plan.entries) count += entry.changes.size();
  return count;
}

Json to_json(const PlanEntry& entry) {
  Json changes = Json::array();
  for (const auto& change : entry.changes) changes.push(to_json(change));
  Json moves = Json::array();
  for (const auto& move : entry.moves) moves.push(to_json(move));
  return Json::object({{"contact", to_json(entry.contact)},
                       {"name", Json(entry.name)},
                       {"company", Json(entry.company)},
                       {"seller", Json(entry.seller)},
                       {"from", Json(entry.from)},
                       {"to", Json(entry.to)},
                       {"why", Json(entry.why)},
                       {"changes", std::move(changes)},
                       {"moves", std::move(moves)}});
}

Json to_json(const LeftAlone& alone) {
  return Json::object({{"subject", to_json(alone.subject)},
                       {"name", Json(alone.name)},
                       {"code", Json(alone.code)},
                       {"text", Json(alone.text)}});
}

Json to_json(const Plan& plan) {
  Json entries = Json::array();
  for (const auto& entry : plan.entries) entries.push(to_json(entry));
  Json left = Json::array();
  for (const auto& alone : plan.left_alone) left.push(to_json(alone));
  return Json::object({{"format_version", Json(1)},
                       {"number", Json(plan.number)},
                       {"crm", Json(plan.crm)},
                       {"made_at", Json(base::to_rfc3339(plan.made_at))},
                       {"data_at", Json(base::to_rfc3339(plan.data_at))},
                       {"prospects", Json(plan.prospects)},
                       {"clients", Json(plan.clients)},
                       {"others", Json(plan.others)},
                       {"calls", Json(plan.calls)},
                       {"entries", std::move(entries)},
                       {"left_alone", std::move(left)}});
}

PlanEntry plan_entry_from_json(const Json& json) {
  PlanEntry entry{ref_from(json.find("contact")),
                  json.text_or("name", ""),
                  json.text_or("company", ""),
                  json.text_or("seller", ""),
                  json.text_or("from", ""),
                  json.text_or("to", ""),
                  json.text_or("why", ""),
                  {},
                  {}};
  if (const Json* changes = json.find("changes")) {
    for (const auto& change : changes->items()) entry.changes.push_back(change_from_json(change));
  }
  if (const Json* moves = json.find("moves")) {
    for (const auto& move : moves->items()) entry.moves.push_back(move_from(move));
  }
  return entry;
}

LeftAlone left_alone_from_json(const Json& json) {
  return {ref_from(json.find("subject")), json.text_or("name", ""), json.text_or("code", ""), json.text_or("text", "")};
}

Plan plan_from_json(const Json& json) {
  Plan plan;
  plan.number = json.integer_or("number", 0);
  plan.crm = json.text_or("crm", "");
  plan.made_at = base::parse_rfc3339(json.text_or("made_at", "")).value_or(base::Instant{});
  plan.data_at = base::parse_rfc3339(json.text_or("data_at", "")).value_or(base::Instant{});
  plan.prospects = static_cast<int>(json.integer_or("prospects", 0));
  plan.clients = static_cast<int>(json.integer_or("clients", 0));
  plan.others = static_cast<int>(json.integer_or("others", 0));
  plan.calls = static_cast<int>(json.integer_or("calls", 0));
  if (const Json* entries = json.find("entries")) {
    for (const auto& entry : entries->items()) plan.entries.push_back(plan_entry_from_json(entry));
  }
  if (const Json* left = json.find("left_alone")) {
    for (const auto& alone : left->items()) plan.left_alone.push_back(left_alone_from_json(alone));
  }
  return plan;
}

}  // namespace goodword::model
