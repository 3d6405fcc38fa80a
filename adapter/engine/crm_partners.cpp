#include "engine/crm_partners.hpp"

#include <algorithm>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "model/country.hpp"
#include "rules/folded.hpp"
#include "rules/need.hpp"

namespace goodword::engine {
namespace {

using model::Dossier;
using model::Partner;
using model::PartnerKind;
using model::Record;

constexpr std::size_t longest_id = 64;

std::map<std::string, PartnerKind> kinds_from(const base::Json* json) {
  std::map<std::string, PartnerKind> kinds;
  if (json == nullptr) return kinds;
  for (const auto& [word, kind] : json->members())
    kinds[rules::folded(word)] = model::partner_kind_of(kind.text()).value_or(PartnerKind::ally);
  return kinds;
}

/// The texts of an operator's own field: one, or several.
std::vector<std::string> texts_of(const model::CustomValue* value) {
  if (value == nullptr) return {};
  if (const auto* text = std::get_if<std::string>(&value->value)) return {*text};
  if (const auto* truth = std::get_if<bool>(&value->value)) return {*truth ? "yes" : "no"};
  const auto* list = std::get_if<std::vector<std::string>>(&value->value);
  return list == nullptr ? std::vector<std::string>() : *list;
}

std::optional<PartnerKind> kind_among(const std::map<std::string, PartnerKind>& kinds,
                                      const std::vector<std::string>& words) {
  for (const auto& word : words) {
    if (const auto found = kinds.find(rules::folded(word)); found != kinds.end()) return found->second;
  }
  return std::nullopt;
}

std::optional<PartnerKind> kind_of(const PartnerMarks& marks, const Record& record,
                                   const std::vector<std::string>& tags) {
  if (const auto kind = kind_among(marks.tags, tags)) return kind;
  for (const auto& [field, kinds] : marks.fields) {
    if (const auto kind = kind_among(kinds, texts_of(record.custom_value(field)))) return kind;
  }
  return std::nullopt;
}

void add_service(Partner& partner, const std::string& service) {
  if (std::ranges::count(partner.services, service) == 0) partner.services.push_back(service);
}

void read_services(const PartnerMarks& marks, const std::vector<model::Service>& services, const Record& record,
                   const std::vector<std::string>& tags, Partner& partner) {
  for (const auto& tag : tags) {
    if (const auto found = marks.services.find(rules::folded(tag)); found != marks.services.end())
      add_service(partner, found->second);
  }
  for (const auto& field : marks.service_fields) {
    for (const auto& words : texts_of(record.custom_value(field))) {
      for (const auto& service : rules::services_named(services, rules::folded(words))) add_service(partner, service);
    }
  }
}

/// Small letters, digits, - and _ alone, and the same for the same record for ever.
std::string id_of(const std::string& crm, const std::string& of, const std::string& record) {
  std::string id = crm + "-" + of + base::lower(record);
  std::ranges::replace_if(
      id, [](char c) { return !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_'); }, '-');
  const bool plain = id.size() <= longest_id && id == crm + "-" + of + record;
  return plain ? id : crm + "-" + of + base::sha256_hex(record).substr(0, 16);
}

void put_place(Partner& partner, const std::string& city, const std::string& country) {
  if (!city.empty()) partner.places = {{city, model::country_code(country), {}, {}}};
}

Partner of_contact(const Dossier& dossier, PartnerKind kind) {
  const auto& contact = dossier.contact;
  Partner made;
  made.kind = kind;
  made.id = id_of(dossier.crm, "", contact.id());
  made.person = model::display_name(contact);
  const std::string firm = dossier.company ? dossier.company->text(model::company::name) : "";
  made.name = firm.empty() || kind == PartnerKind::colleague ? made.person : firm;
  const auto& emails = contact.texts(model::contact::emails);
  const auto& phones = contact.texts(model::contact::phones);
  if (!emails.empty()) made.email = emails.front();
  if (!phones.empty()) made.phone = phones.front();
  if (const auto& language = contact.text(model::contact::language); language.size() >= 2)
    made.languages = {base::lower(language).substr(0, 2)};
  put_place(made, contact.text(model::contact::city), contact.text(model::contact::country));
  made.mark = model::PartnerMark{dossier.crm, contact.id(), ""};
  return made;
}

/// All of a company's contacts are of it: none of them is the one to talk to.
Partner of_company(const Dossier& dossier, PartnerKind kind) {
  const auto& company = *dossier.company;
  Partner made;
  made.kind = kind;
  made.id = id_of(dossier.crm, "co-", company.id());
  made.name = company.text(model::company::name).empty() ? company.id() : company.text(model::company::name);
  const auto& phones = company.texts(model::company::phones);
  if (!phones.empty()) made.phone = phones.front();
  if (const auto& industry = company.text(model::company::industry); !industry.empty()) made.industries = {industry};
  put_place(made, company.text(model::company::city), company.text(model::company::country));
  made.mark = model::PartnerMark{dossier.crm, "", company.id()};
  return made;
}

/// The partner of the register that this contact, or its company, is.
const std::string* registered(const Circle& circle, const Dossier& dossier) {
  if (circle.marked.empty()) return nullptr;
  auto found = circle.marked.find(dossier.ref());
  if (found == circle.marked.end() && dossier.company)
    found = circle.marked.find({dossier.crm, model::Kind::company, dossier.company->id()});
  return found == circle.marked.end() ? nullptr : &found->second;
}

}  // namespace

PartnerMarks partner_marks_from(const base::Json& json) {
  PartnerMarks marks;
  marks.tags = kinds_from(json.find("tags"));
  if (const auto* fields = json.find("fields")) {
    for (const auto& [field, kinds] : fields->members()) marks.fields[field] = kinds_from(&kinds);
  }
  if (const auto* services = json.find("services")) {
    for (const auto& [tag, service] : services->members()) marks.services[rules::folded(tag)] = service.text();
  }
  marks.service_fields = json.texts("service_fields");
  return marks;
}

model::Ref record_of(const model::PartnerMark& mark) {
  const bool company = mark.contact.empty();
  return {mark.crm, company ? model::Kind::company : model::Kind::contact, company ? mark.company : mark.contact};
}

std::string crm_origin(std::string_view crm) { return "crm " + std::string(crm); }

std::vector<Partner> marked_partners(const Circle& circle, const Dossier& dossier) {
  std::vector<Partner> made;
  const auto found = circle.partner_marks.find(dossier.crm);
  if (found == circle.partner_marks.end() || dossier.contact.truth(model::contact::archived).value_or(false))
    return made;
  const auto& marks = found->second;
  const auto take = [&](Partner partner, const Record& record, const std::vector<std::string>& tags) {
    read_services(marks, circle.services, record, tags, partner);
    partner.origin = crm_origin(dossier.crm);
    made.push_back(std::move(partner));
  };
  const auto& tags = dossier.contact.texts(model::contact::tags);
  if (const auto kind = kind_of(marks, dossier.contact, tags)) take(of_contact(dossier, *kind), dossier.contact, tags);
  if (!dossier.company) return made;
  const auto& theirs = dossier.company->texts(model::company::tags);
  if (const auto kind = kind_of(marks, *dossier.company, theirs))
    take(of_company(dossier, *kind), *dossier.company, theirs);
  return made;
}

std::optional<rules::StandingReading> partner_standing(const Circle& circle, const Dossier& dossier) {
  using rules::Standing, rules::StandingReading;
  if (const auto* partner = registered(circle, dossier))
    return StandingReading{Standing::other, "a partner of ours: " + *partner};
  if (const auto marked = marked_partners(circle, dossier); !marked.empty())
    return StandingReading{Standing::other, "a partner of ours, as the CRM marks it: " + marked.front().id};
  return std::nullopt;
}

rules::StandingReading standing_in(const Circle& circle, const Dossier& dossier, base::Instant now) {
  const auto partner = partner_standing(circle, dossier);
  return partner ? *partner : rules::standing_of(circle.book, dossier, now);
}

Partner filled_from(Partner stated, const Partner& marked) {
  const auto fill = [](auto& field, const auto& other) {
    if (field.empty()) field = other;
  };
  fill(stated.person, marked.person);
  fill(stated.email, marked.email);
  fill(stated.phone, marked.phone);
  fill(stated.services, marked.services);
  fill(stated.industries, marked.industries);
  fill(stated.languages, marked.languages);
  fill(stated.places, marked.places);
  return stated;
}

}  // namespace goodword::engine
