// Fields by their names: what vendors call a name, an e-mail address, a time of change.
#include <algorithm>

#include "base/instant.hpp"
#include "base/text.hpp"
#include "draft/guess.hpp"

namespace goodword::draft {
namespace {

using base::Json;
using model::Kind;

struct Words {
  std::string_view field, words;  ///< folded, likeliest first
};

constexpr std::string_view created_words =
    "created createdat createddate createdon createtime createdtime datecreated dateadded addtime insertedat "
    "creationdate "
    "createdate dateentered cdate createdatetime creationtime addedat";
constexpr std::string_view changed_words =
    "updated updatedat lastmodifieddate modified modifiedat lastmodified lastmodifiedat updatetime lastupdated "
    "lastupdatedat dateupdated datemodified systemmodstamp modifieddate modifiedtime modifiedon lastmodifieddatetime "
    "changed changedat udate lastupdatedtime updatedtime updateddate writedate lastchanged updateddatetime";
constexpr std::string_view owner_words =
    "ownerid owner.id ownerid.id ownerid.value assigneduserid assignedtoid assigneeid assignedto userid user.id owner "
    "salesownerid adminid";
constexpr std::string_view company_words =
    "companyid company.id organizationid organization.id organisationid organisation.id orgid orgid.value accountid "
    "account.id leadid company organization account accountname.id parentcustomerid";
constexpr std::string_view phone_words =
    "phone phones phonenumbers phonenumber telephone workphone businessphone mobile mobilephone cellphone tel phone1";
constexpr std::string_view email_words =
    "email emails emailaddresses emailaddress primaryemail workemail email1 mail emailaddress1 primaryemailaddress";
constexpr std::string_view city_words = "city town address.city address.locality addresscity";
constexpr std::string_view country_words =
    "country countrycode address.country address.countrycode countryname addresscountry";
constexpr std::string_view tag_words = "tags tag labels labelids tagids categories";
constexpr std::string_view domain_words = "domain domains domainname website websiteurl web url homepage";

constexpr Words contact_words[] = {
    {"name", "name fullname displayname contactname formattedname title"},
    {"first_name", "firstname givenname first fname name.first name.firstname"},
    {"last_name", "lastname familyname surname last lname name.last name.lastname"},
    {"emails", email_words},
    {"phones", phone_words},
    {"title", "jobtitle position designation occupation title"},
    {"company", company_words},
    {"owner", owner_words},
    {"stage", "lifecyclestage stage stageid contactstatus status"},
    {"tags", tag_words},
    {"city", city_words},
    {"country", country_words},
    {"language", "language lang preferredlanguage locale languagecode"},
    {"no_mail", "unsubscribed optout emailoptout hasoptedoutofemail unsubscribedfromemails donotemail"},
    {"archived", "archived isarchived"},
    {"created", created_words},
    {"changed", changed_words}};
constexpr Words company_table[] = {{"name", "name companyname organizationname accountname displayname title"},
                                   {"domain", domain_words},
                                   {"industry", "industry sector"},
                                   {"size", "numberofemployees employeecount employees employeescount size headcount"},
                                   {"city", city_words},
                                   {"country", country_words},
                                   {"phones", phone_words},
                                   {"owner", owner_words},
                                   {"tags", tag_words},
                                   {"archived", "archived isarchived"},
                                   {"created", created_words},
                                   {"changed", changed_words}};
constexpr Words opportunity_table[] = {
    {"name", "name dealname title opportunityname opportunitytitle subject leadname"},
    {"stage", "stageid stage stagename dealstage stage.id statuslabel"},
    {"amount", "amount value dealvalue monetaryvalue"},
    {"contacts", "contactids contactid contact.id contacts personid person.id primarycontactid contact"},
    {"company", company_words},
    {"owner", owner_words},
    {"probability", "probability winprobability confidence"},
    {"loss_reason", "lossreason lostreason"},
    {"close_date", "closedate expectedclosedate estimatedclosedate closingdate estimatedclose"},
    {"tags", tag_words},
    {"created", created_words},
    {"changed", changed_words}};
constexpr Words activity_table[] = {
    {"title", "subject title name"},
    {"text", "content body text note description details comment contentplaintext"},
    {"contacts", "contactids contactid contact.id contacts personid person.id parentrecordid whoid"},
    {"company", company_words},
    {"opportunity", "dealid deal.id opportunityid opportunity.id"},
    {"owner", owner_words},
    {"at", "activityat activitydate occurredat date startat starttime startdate timestamp time"},
    {"due", "due duedate dueat duetime deadline deadlineat dueon"},
    {"done", "done completed iscompleted iscomplete complete"},
    {"created", created_words},
    {"changed", changed_words}};
constexpr Words user_table[] = {
    {"name", "name fullname displayname username"},    {"first_name", "firstname givenname first"},
    {"last_name", "lastname familyname surname last"}, {"emails", email_words},
    {"active", "active isactive activeflag enabled"},  {"changed", changed_words}};

std::span<const Words> table_of(Kind kind) {
  switch (kind) {
    case Kind::company: return company_table;
    case Kind::opportunity: return opportunity_table;
    case Kind::activity: return activity_table;
    case Kind::user: return user_table;
    case Kind::contact:
    case Kind::hint: break;
  }
  return contact_words;
}

/// A value of a record: its place from the record on, without what only wraps all of them.
struct Value {
  const Seen* seen;
  Place place;
  Place core;
};

bool wraps(std::string_view token) {
  const std::string word = folded(token);
  return word == "attributes" || word == "properties" || word == "fields" || word == "values" || word == "node";
}

std::vector<Value> values_of(const List& list, const Place& records) {
  Place element = records;
  element.emplace_back("*");
  std::vector<Value> values;
  for (const auto& seen : list.answer) {
    if (!begins_with(seen.place, element) || seen.place.size() == element.size()) continue;
    Place place(seen.place.begin() + static_cast<std::ptrdiff_t>(element.size()), seen.place.end());
    const bool wrapped = place.size() > 1 && wraps(place[0]);
    Place core(place.begin() + (wrapped ? 1 : 0), place.end());
    values.push_back({&seen, std::move(place), std::move(core)});
  }
  return values;
}

/// "x", or "x.y" for an y inside of an x; lists keep their "*" out of it.
bool is_called(const Place& core, std::string_view word) {
  const auto dot = word.find('.');
  if (dot == std::string_view::npos) return core.size() == 1 && folded(core[0]) == word;
  return core.size() == 2 && core[1] != "*" && folded(core[0]) == word.substr(0, dot) &&
         folded(core[1]) == word.substr(dot + 1);
}

bool scalar(const Seen& seen) {
  return seen.what == Seen::What::text || seen.what == Seen::What::number || seen.what == Seen::What::unknown;
}

bool digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// "company" may be a name as well as an id; only what looks like an id is taken for one.
bool looks_like_id(const Seen& seen, std::string_view word) {
  return word.find("id") != std::string_view::npos || word.ends_with("to") || seen.what == Seen::What::number ||
         seen.format == "uuid";
}

class Fields {
 public:
  Fields(const List& list, const Place& records, const Notes& notes)
      : list_(list), records_(records), notes_(notes), values_(values_of(list, records)) {}

  Json guess();

 private:
  void id();
  void field(std::string_view name, std::string_view words);
  bool place(const model::FieldRow& row, const Value& value, std::string_view word);
  bool place_list(const model::FieldRow& row, const Value& value);
  bool money(const Value& value);
  Json time(const model::FieldRow& row, const Value& value, const std::string& pointer) const;
  void state();
  void activity();
  void put(std::string_view field, Json value, const std::string& why);
  void say_what_lacks() const;

  const List& list_;
  const Place& records_;
  const Notes& notes_;
  std::vector<Value> values_;
  Json made_ = Json::object();
};

void Fields::put(std::string_view field, Json value, const std::string& why) {
  notes_.guess("/" + std::string(field), value, why);
  made_.set(std::string(field), std::move(value));
}

void Fields::id() {
  Place element = records_;
  element.emplace_back("*");
  if (const auto place = id_in(list_.answer, element, list_.stream))
    put("id", Json(pointer_of(*place)), "it is called \"" + place->back() + "\"");
}

/// The form of a time, by its value or its type: of numbers and of dates with a blank in them; empty: another one.
std::string form_of_time(const Seen& seen) {
  const std::string& value = seen.example;
  if (digits(value) && value.size() >= 10) return value.size() >= 13 ? "epoch_ms" : "epoch_s";
  if (seen.what == Seen::What::number)
    return base::lower(seen.about).find("milli") != std::string::npos ? "epoch_ms" : "epoch_s";
  if (base::parse_rfc3339(value) || seen.format == "date-time") return "rfc3339";
  if (value.size() == 19 && value[10] == ' ') return "sql";
  return seen.format == "date" || (value.size() == 10 && value[4] == '-') ? "date" : "";
}

/// How the time is spelled, by what the schema or a value says.
Json Fields::time(const model::FieldRow& row, const Value& value, const std::string& pointer) const {
  const std::string form = form_of_time(*value.seen);
  if (form == (row.type == model::Type::date ? "date" : "rfc3339")) return Json(pointer);
  const Json forms = form.empty() ? Json::array_of(std::vector<std::string>{"rfc3339", "sql", "date"}) : Json(form);
  return Json::object({{"from", Json(pointer)}, {"form", forms}});
}

/// A list of objects: the value inside each.
bool Fields::place_list(const model::FieldRow& row, const Value& list) {
  const std::string_view inside = row.type == model::Type::email   ? "value email address emailaddress mail"
                                  : row.type == model::Type::phone ? "value number phone phonenumber"
                                  : row.type == model::Type::ref   ? "id contactid personid value"
                                                                   : "name tag label title text value";
  const std::string from = pointer_of(list.place);
  bool of_objects = false;
  for (const auto& word : base::split(inside, ' ')) {
    for (const auto& value : values_) {
      if (value.place.size() != list.place.size() + 2 || !begins_with(value.place, list.place)) continue;
      of_objects = true;
      if (folded(value.place.back()) != word || !scalar(*value.seen)) continue;
      const std::string each = pointer_of(value.place, list.place.size() + 1);
      const std::string why = "a list called \"" + list.place.back() + "\" with \"" + value.place.back() + "\" in each";
      if (row.list)
        put(row.name, Json::object({{"from", Json(from)}, {"each", Json(each)}}), why);
      else
        put(row.name, Json(from + "/0" + each), why + "; the first one is taken");
      return true;
    }
  }
  if (of_objects || !row.list) return false;
  put(row.name, Json(from), "a list called \"" + list.place.back() + "\"");
  return true;
}

bool Fields::money(const Value& value) {
  const std::string pointer = pointer_of(value.place);
  for (const auto& word : base::split("currency currencycode currencyisocode valuecurrency", ' ')) {
    for (const auto& other : values_) {
      if (!is_called(other.core, word) || !scalar(*other.seen)) continue;
      put("amount", Json::object({{"from", Json(pointer)}, {"currency", Json(pointer_of(other.place))}}),
          "it is called \"" + value.place.back() + "\", with \"" + other.place.back() + "\" beside it");
      return true;
    }
  }
  notes_.missing(list_.stream + ": the currency of \"" + value.place.back() +
                 "\"; \"amount\" is left out until you know it: {\"from\": \"" + pointer +
                 "\", \"currency\": \"EUR\"}");
  return true;
}

bool Fields::place(const model::FieldRow& row, const Value& value, std::string_view word) {
  const Seen& seen = *value.seen;
  const std::string pointer = pointer_of(value.place);
  const std::string why = "it is called \"" + base::join(value.core, ".") + "\"";
  using model::Type;
  if (seen.what == Seen::What::list) return place_list(row, value);
  if (row.type == Type::boolean) {
    if (seen.what == Seen::What::truth) put(row.name, Json(pointer), why);
    return seen.what == Seen::What::truth;
  }
  if (!scalar(seen)) return false;
  if (row.type == Type::ref && !looks_like_id(seen, word)) return false;
  if (row.type == Type::money) return money(value);
  if (row.type == Type::instant || row.type == Type::date) {
    put(row.name, time(row, value, pointer), why);
  } else if (row.name == "domain" && !folded(value.place.back()).starts_with("domain")) {
    put(row.name, Json::object({{"from", Json(pointer)}, {"form", Json("url")}}), why + ", so it is an address");
  } else {
    put(row.name, Json(pointer), why);
  }
  return true;
}

void Fields::field(std::string_view name, std::string_view words) {
  const auto index = model::field_index(list_.kind, name);
  if (!index) return;
  const auto& row = model::fields_of(list_.kind)[*index];
  for (const auto& word : base::split(words, ' ')) {
    for (const auto& value : values_)
      if (is_called(value.core, word) && place(row, value, word)) return;
  }
}

/// Won and lost are told by words, where the schema lists them.
void Fields::state() {
  for (const auto& value : values_) {
    if (value.core.size() != 1) continue;
    const auto& words = value.seen->words;
    const auto has = [&](std::string_view word) {
      return std::ranges::any_of(words, [&](const auto& one) { return folded(one) == word; });
    };
    if (!has("won") || !has("lost")) continue;
    Json table = Json::object();
    for (const auto& word : words)
      if (folded(word) == "won" || folded(word) == "lost") table.set(word, Json(folded(word)));
    table.set("*", Json("open"));
    put("state", Json::object({{"from", Json(pointer_of(value.place))}, {"words", std::move(table)}}),
        "\"" + value.place.back() + "\" is one of " + base::join(words, ", "));
    return;
  }
  notes_.missing(list_.stream + ": how won and lost are told; \"state\" is left out until you know it");
}

void Fields::activity() {
  if (!list_.activity.empty())
    put("kind", Json::object({{"const", Json(list_.activity)}}), "the list is called \"" + list_.stream + "\"");
  if (made_.has("at") || !made_.has("created")) return;
  put("at", *made_.find("created"), "nothing else says when it was, so the time it was written down is taken");
}

void Fields::say_what_lacks() const {
  for (const auto& value : values_) {
    if (!value.seen->open) continue;
    notes_.missing(list_.stream + ": the fields in " + pointer_of(value.place) +
                   ", which the document does not name; an answer that you save shows them (--answer)");
    return;
  }
  const bool people = list_.kind == Kind::contact;
  if (people && !made_.has("emails")) notes_.missing(list_.stream + ": where the e-mail addresses are");
  if (people && !made_.has("name") && !made_.has("last_name")) notes_.missing(list_.stream + ": where the names are");
  if (list_.kind == Kind::company && !made_.has("name")) notes_.missing(list_.stream + ": where the name is");
}

Json Fields::guess() {
  id();
  for (const auto& [name, words] : table_of(list_.kind)) field(name, words);
  // A title that was taken for the name is none.
  if (const Json* name = made_.find("name"); name && made_.has("title") && *name == *made_.find("title"))
    made_.erase("title");
  if (list_.kind == Kind::opportunity) state();
  if (list_.kind == Kind::activity) activity();
  say_what_lacks();
  return std::move(made_);
}

}  // namespace

Json guess_fields(const List& list, const Place& records, const Notes& notes) {
  return Fields(list, records, notes).guess();
}

}  // namespace goodword::draft
