#include "model/circle.hpp"

#include <algorithm>
#include <array>

namespace goodword::model {
namespace {

constexpr std::array<std::string_view, 3> mode_names = {"sub_contract", "mentor", "shared"};
constexpr std::array<std::string_view, 3> mode_words = {"sub-contract", "mentor", "shared responsibility"};

using base::Json;

Place place_from(const Json& json) {
  Place place{json.text_or("city", ""), json.text_or("country", ""), std::nullopt, std::nullopt};
  if (json.has("latitude")) place.latitude = json.real_or("latitude", 0);
  if (json.has("longitude")) place.longitude = json.real_or("longitude", 0);
  return place;
}

Json to_json(const Place& place) {
  Json json = Json::object({{"city", Json(place.city)}, {"country", Json(place.country)}});
  if (place.latitude) json.set("latitude", Json(*place.latitude));
  if (place.longitude) json.set("longitude", Json(*place.longitude));
  return json;
}

std::map<std::string, Rate> rates_from(const Json* json) {
  std::map<std::string, Rate> rates;
  if (json == nullptr) return rates;
  for (const auto& [currency, rate] : json->members()) {
    rates[currency] = {rate.real_or("worth", 0), base::parse_date(rate.text_or("as_of", "")).value_or(base::Date{})};
  }
  return rates;
}

Band band_from(const Json* json) {
  if (json == nullptr) return {};
  Band band;
  if (const Json* least = json->find("least")) band.least = least->real();
  if (const Json* most = json->find("most")) band.most = most->real();
  return band;
}

Json to_json(const Band& band) {
  Json json = Json::object();
  if (band.least) json.set("least", Json(*band.least));
  if (band.most) json.set("most", Json(*band.most));
  return json;
}

Endorsement endorsement_from(const Json& json) {
  return {json.text_or("by", ""), json.text_or("words", ""), json.texts("services")};
}

Json to_json(const Endorsement& endorsement) {
  Json json = Json::object({{"by", Json(endorsement.by)}, {"words", Json(endorsement.words)}});
  if (!endorsement.services.empty()) json.set("services", Json::array_of(endorsement.services));
  return json;
}

template <class Value>
void set_list(Json& json, const char* key, const std::vector<Value>& values) {
  if (values.empty()) return;
  Json list = Json::array();
  for (const auto& value : values) list.push(to_json(value));
  json.set(key, std::move(list));
}

std::map<std::string, Json> values_from(const Json* json) {
  std::map<std::string, Json> values;
  if (json == nullptr) return values;
  for (const auto& [key, value] : json->members()) values[key] = value;
  return values;
}

std::map<std::string, std::string> texts_from(const Json* json) {
  std::map<std::string, std::string> texts;
  for (const auto& [key, value] : values_from(json)) texts[key] = value.text();
  return texts;
}

Seller seller_from(const Json& json) {
  Seller seller{json.text_or("id", ""), json.text_or("name", ""), {}, json.real_or("weekly_hours", 19)};
  if (const Json* users = json.find("users")) {
    for (const auto& [crm, user] : users->members()) seller.users[crm] = user.text();
  }
  seller.prospects_for = json.texts("prospects_for");
  return seller;
}

std::optional<Room> room_from(const Json* json) {
  if (json == nullptr || !json->is_object()) return std::nullopt;
  const auto until = base::parse_date(json->text_or("until", ""));
  if (!until) return std::nullopt;
  return Room{static_cast<int>(json->integer_or("places", 0)), *until};
}

}  // namespace

Hands hands_of(const Firm& firm, const std::string& owner) {
  for (const auto& seller : firm.sellers) {
    if (seller.prospects_for.empty()) continue;
    if (seller.id == owner) return {seller.prospects_for.front(), owner};
    if (std::ranges::count(seller.prospects_for, owner) > 0) return {owner, seller.id};
  }
  return {owner, ""};
}

std::string_view to_text(PartnerKind kind) {
  switch (kind) {
    case PartnerKind::colleague: return "colleague";
    case PartnerKind::ally: return "ally";
    case PartnerKind::competitor: return "competitor";
  }
  return "ally";
}

std::optional<PartnerKind> partner_kind_of(std::string_view text) {
  for (const auto kind : {PartnerKind::colleague, PartnerKind::ally, PartnerKind::competitor}) {
    if (to_text(kind) == text) return kind;
  }
  return std::nullopt;
}

std::string_view to_text(WorkMode mode) { return mode_names[static_cast<std::size_t>(mode)]; }

std::optional<WorkMode> work_mode_of(std::string_view text) {
  const auto found = std::ranges::find(mode_names, text);
  if (found == mode_names.end()) return std::nullopt;
  return static_cast<WorkMode>(found - mode_names.begin());
}

std::string mode_in_words(const Arrangement& arrangement) {
  if (!arrangement.mode) return "";
  std::string words(mode_words[static_cast<std::size_t>(*arrangement.mode)]);
  words += ": " + arrangement.leads + " lead, ";
  return words + (arrangement.bills == "each" ? "each bills its own part" : arrangement.bills + " bill");
}

std::string agreement_in_words(const Arrangement& arrangement) {
  const auto mode = mode_in_words(arrangement);
  return "they " + arrangement.they + ", we " + arrangement.we + (mode.empty() ? "" : "; " + mode);
}

bool same_for_client(const Arrangement& a, const Arrangement& b) {
  return a.mode == b.mode && a.leads == b.leads && a.bills == b.bills && a.they == b.they && a.we == b.we;
}

Arrangement arrangement_from_json(const Json& json) {
  return {json.texts("services"),
          json.text_or("they", ""),
          json.text_or("we", ""),
          base::parse_date(json.text_or("since", "")),
          base::parse_date(json.text_or("until", "")).value_or(base::Date{}),
          json.text_or("paper", ""),
          work_mode_of(json.text_or("mode", "")),
          json.text_or("leads", ""),
          json.text_or("bills", ""),
          json.text_or("quality", ""),
          json.text_or("ends", "")};
}

Json to_json(const Arrangement& arrangement) {
  Json json = Json::object({{"services", Json::array_of(arrangement.services)},
                            {"they", Json(arrangement.they)},
                            {"we", Json(arrangement.we)},
                            {"until", Json(base::to_text(arrangement.until))},
                            {"paper", Json(arrangement.paper)}});
  if (arrangement.since) json.set("since", Json(base::to_text(*arrangement.since)));
  if (arrangement.mode) json.set("mode", Json(to_text(*arrangement.mode)));
  for (const auto& [key, value] : {std::pair("leads", &arrangement.leads), std::pair("bills", &arrangement.bills),
                                   std::pair("quality", &arrangement.quality), std::pair("ends", &arrangement.ends)}) {
    if (!value->empty()) json.set(key, Json(*value));
  }
  return json;
}

bool is_in_force(const Arrangement& arrangement, base::Date today) {
  return (!arrangement.since || *arrangement.since <= today) && today <= arrangement.until;
}

Partner partner_from_json(const Json& json) {
  Partner partner;
  partner.id = json.text_or("id", "");
  partner.kind = partner_kind_of(json.text_or("kind", "ally")).value_or(PartnerKind::ally);
  partner.name = json.text_or("name", "");
  partner.person = json.text_or("person", "");
  partner.email = json.text_or("email", "");
  partner.phone = json.text_or("phone", "");
  partner.owner = json.text_or("owner", "");
  partner.services = json.texts("services");
  partner.strengths = json.texts("strengths");
  partner.weaknesses = json.texts("weaknesses");
  partner.industries = json.texts("industries");
  partner.wants = json.texts("wants");
  partner.does_not_want = json.texts("does_not_want");
  partner.languages = json.texts("languages");
  if (const Json* places = json.find("places")) {
    for (const auto& place : places->items()) partner.places.push_back(place_from(place));
  }
  partner.remote = json.boolean_or("remote", false);
  partner.trusted = json.boolean_or("trusted", false);
  partner.paused = json.boolean_or("paused", false);
  partner.company_size = band_from(json.find("company_size"));
  partner.deal_size = band_from(json.find("deal_size"));
  partner.room = room_from(json.find("room"));
  partner.excludes = json.texts("excludes");
  partner.proof = json.text_or("proof", "");
  partner.terms = json.text_or("terms", "");
  partner.finished = static_cast<int>(json.integer_or("finished", 0));
  partner.served_well = static_cast<int>(json.integer_or("served_well", 0));
  partner.facts = values_from(json.find("facts"));
  partner.former = json.boolean_or("former", false);
  partner.affinity = json.texts("affinity");
  partner.opens_for_us = json.texts("opens_for_us");
  partner.we_open = json.texts("we_open");
  partner.nearness = json.text_or("nearness", "");
  partner.last_contact = base::parse_date(json.text_or("last_contact", ""));
  if (const Json* mark = json.find("mark"))
    partner.mark = PartnerMark{mark->text_or("crm", ""), mark->text_or("contact", ""), mark->text_or("company", "")};
  if (const Json* list = json.find("arrangements")) {
    for (const auto& one : list->items()) partner.arrangements.push_back(arrangement_from_json(one));
  }
  if (const Json* list = json.find("endorsements")) {
    for (const auto& one : list->items()) partner.endorsements.push_back(endorsement_from(one));
  }
  return partner;
}

Json to_json(const Partner& partner) {
  Json json =
      Json::object({{"id", Json(partner.id)}, {"kind", Json(to_text(partner.kind))}, {"name", Json(partner.name)}});
  const auto put = [&](const char* key, const std::string& value) {
    if (!value.empty()) json.set(key, Json(value));
  };
  const auto put_list = [&](const char* key, const std::vector<std::string>& list) {
    if (!list.empty()) json.set(key, Json::array_of(list));
  };
  put("person", partner.person);
  put("email", partner.email);
  put("phone", partner.phone);
  put("owner", partner.owner);
  put_list("services", partner.services);
  put_list("strengths", partner.strengths);
  put_list("weaknesses", partner.weaknesses);
  put_list("industries", partner.industries);
  put_list("wants", partner.wants);
  put_list("does_not_want", partner.does_not_want);
  put_list("languages", partner.languages);
  set_list(json, "places", partner.places);
  json.set("remote", Json(partner.remote)).set("trusted", Json(partner.trusted)).set("paused", Json(partner.paused));
  json.set("company_size", to_json(partner.company_size)).set("deal_size", to_json(partner.deal_size));
  if (partner.room) {
    json.set("room", Json::object({{"places", Json(partner.room->places)},
                                   {"until", Json(base::to_text(partner.room->until))}}));
  }
  put_list("excludes", partner.excludes);
  put("proof", partner.proof);
  put("terms", partner.terms);
  if (!partner.facts.empty()) {
    Json facts = Json::object();
    for (const auto& [name, value] : partner.facts) facts.set(name, value);
    json.set("facts", std::move(facts));
  }
  if (partner.former) json.set("former", Json(true));
  put_list("affinity", partner.affinity);
  put_list("opens_for_us", partner.opens_for_us);
  put_list("we_open", partner.we_open);
  put("nearness", partner.nearness);
  if (partner.last_contact) json.set("last_contact", Json(base::to_text(*partner.last_contact)));
  set_list(json, "arrangements", partner.arrangements);
  set_list(json, "endorsements", partner.endorsements);
  if (partner.mark) {
    Json mark = Json::object({{"crm", Json(partner.mark->crm)}});
    if (!partner.mark->contact.empty()) mark.set("contact", Json(partner.mark->contact));
    if (!partner.mark->company.empty()) mark.set("company", Json(partner.mark->company));
    json.set("mark", std::move(mark));
  }
  return json.set("finished", Json(partner.finished)).set("served_well", Json(partner.served_well));
}

std::optional<double> in_firms_currency(const Firm& firm, const base::Money& amount) {
  if (amount.currency.empty() || amount.currency == firm.currency) return base::to_units(amount);
  const auto rate = firm.rates.find(amount.currency);
  return rate == firm.rates.end() ? std::nullopt : std::optional(base::to_units(amount) * rate->second.worth);
}

Firm firm_from_json(const Json& json) {
  Firm firm;
  firm.name = json.text_or("name", "");
  firm.trade = json.text_or("trade", "");
  if (const Json* place = json.find("place")) firm.place = place_from(*place);
  firm.currency = json.text_or("currency", "EUR");
  firm.rates = rates_from(json.find("rates"));
  firm.margin = json.real_or("margin", 0.4);
  firm.hour_cost = json.real_or("hour_cost", 0);
  firm.buy_share = json.real_or("buy_share", 0.2);
  firm.services = json.texts("services");
  firm.industries = json.texts("industries");
  firm.countries = json.texts("countries");
  firm.languages = json.texts("languages");
  firm.deal_size = band_from(json.find("deal_size"));
  firm.company_size = band_from(json.find("company_size"));
  if (const Json* sellers = json.find("sellers")) {
    for (const auto& seller : sellers->items()) firm.sellers.push_back(seller_from(seller));
  }
  firm.packs = json.texts("packs");
  firm.facts = values_from(json.find("facts"));
  firm.fact_fields = texts_from(json.find("fact_fields"));
  if (const auto* fields = json.find("client_fields"))
    firm.client_fields = {fields->text_or("cost", ""), fields->text_or("margin", ""),
                          fields->text_or("days_to_pay", "")};
  firm.fact_tags = texts_from(json.find("fact_tags"));
  return firm;
}

std::vector<Service> services_from_json(const Json& json) {
  std::vector<Service> services;
  const Json* list = json.find("services");
  if (list == nullptr) return services;
  for (const auto& item : list->items()) {
    Service service{item.text_or("id", ""), item.text_or("parent", ""), {}, item.text_or("class", "")};
    if (const Json* names = item.find("names")) {
      for (const auto& [language, words] : names->members()) service.names[language] = names->texts(language);
    }
    services.push_back(std::move(service));
  }
  return services;
}

const Service* service_by_id(const std::vector<Service>& services, std::string_view id) {
  const auto found = std::ranges::find(services, id, &Service::id);
  return found == services.end() ? nullptr : &*found;
}

const Partner* partner_by_id(const std::vector<Partner>& partners, std::string_view id) {
  const auto found = std::ranges::find(partners, id, &Partner::id);
  return found == partners.end() ? nullptr : &*found;
}

std::string service_name(const std::vector<Service>& services, std::string_view id, std::string_view language) {
  const Service* service = service_by_id(services, id);
  if (service == nullptr) return std::string(id);
  for (const auto& wanted : {std::string(language), std::string("en")}) {
    const auto names = service->names.find(wanted);
    if (names != service->names.end() && !names->second.empty()) return names->second.front();
  }
  return std::string(id);
}

}  // namespace goodword::model
