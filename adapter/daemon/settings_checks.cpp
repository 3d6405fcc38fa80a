#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "base/text.hpp"
#include "daemon/settings_parts.hpp"

namespace goodword::daemon {
namespace {

namespace fs = std::filesystem;
using base::Json;

/// ISO 4217, codes in use for payments.
constexpr std::string_view currencies =
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF "
    "CLP CNY "
    "COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR "
    "ILS INR "
    "IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP "
    "MRU MUR "
    "MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG "
    "SEK SGD "
    "SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST "
    "XAF XCD "
    "XOF XPF YER ZAR ZMW ZWG";

/// Ids of the items of a list, with a problem for each that stands there twice.
std::vector<std::string> unique_ids(SettingsReader& reader, const SettingsFile& file, const std::string& list) {
  std::vector<std::string> ids;
  const Json* items = file.json.find(list);
  if (items == nullptr) return ids;
  for (std::size_t i = 0; i < items->items().size(); ++i) {
    const std::string id = items->items()[i].text_or("id", "");
    if (std::ranges::count(ids, id)) {
      reader.add(file, "/" + list + "/" + std::to_string(i) + "/id", "the id \"" + id + "\" is there twice");
    } else {
      ids.push_back(id);
    }
  }
  return ids;
}

/// One thing that is named and has to exist.
void check_named(SettingsReader& reader, const SettingsFile& file, const std::string& pointer,
                 const std::vector<std::string>& known, std::string_view what) {
  const Json* word = file.json.at(pointer);
  if (word == nullptr || word->text().empty() || std::ranges::count(known, word->text())) return;
  reader.add(file, pointer, "there is no " + std::string(what) + " \"" + base::escape_line(word->text()) + "\"",
             advice_of(word->text(), known));
}

void check_all_named(SettingsReader& reader, const SettingsFile& file, const std::string& pointer,
                     const std::vector<std::string>& known, std::string_view what) {
  const Json* list = file.json.at(pointer);
  if (list == nullptr) return;
  for (std::size_t i = 0; i < list->items().size(); ++i)
    check_named(reader, file, pointer + "/" + std::to_string(i), known, what);
}

void check_parents(SettingsReader& reader, const Settings& settings, const std::vector<std::string>& ids) {
  for (std::size_t i = 0; i < settings.services.size(); ++i) {
    const std::string pointer = "/services/" + std::to_string(i) + "/parent";
    check_named(reader, settings.services_file, pointer, ids, "service");
    std::set<std::string> seen = {settings.services[i].id};
    const model::Service* above = model::service_by_id(settings.services, settings.services[i].parent);
    while (above != nullptr && seen.insert(above->id).second)
      above = model::service_by_id(settings.services, above->parent);
    if (above != nullptr && above->id == settings.services[i].id)
      reader.add(settings.services_file, pointer, "\"" + above->id + "\" is above itself",
                 "take one parent of the circle away");
  }
}

void check_bands(SettingsReader& reader, const SettingsFile& file, const std::string& pointer) {
  for (const char* name : {"/deal_size", "/company_size"}) {
    const Json* band = file.json.at(pointer + name);
    if (band == nullptr || !band->has("least") || !band->has("most")) continue;
    if (band->real_or("least", 0) > band->real_or("most", 0))
      reader.add(file, pointer + name, "\"least\" is more than \"most\"", "exchange them");
  }
}

void check_rates(SettingsReader& reader, const SettingsFile& file, const std::string& currency) {
  const Json* rates = file.json.find("rates");
  if (rates == nullptr) return;
  const auto known = base::split(currencies, ' ');
  for (const auto& [code, rate] : rates->members()) {
    const std::string pointer = "/rates/" + base::pointer_escape(code);
    if (!std::ranges::count(known, code))
      reader.add(file, pointer, "there is no currency \"" + base::escape_line(code) + "\"", advice_of(code, known));
    if (code == currency)
      reader.add(file, pointer, "this is the firm's own currency", "give rates of other currencies only");
  }
}

/// Who prospects for somebody sells nothing: nobody can prospect for them.
void check_prospectors(SettingsReader& reader, const Settings& settings) {
  std::vector<std::string> selling;
  for (const auto& seller : settings.firm.sellers) {
    if (seller.prospects_for.empty()) selling.push_back(seller.id);
  }
  for (std::size_t i = 0; i < settings.firm.sellers.size(); ++i)
    check_all_named(reader, settings.firm_file, "/sellers/" + std::to_string(i) + "/prospects_for", selling,
                    "seller who sells");
}

void check_firm(SettingsReader& reader, const Settings& settings, const std::vector<std::string>& services) {
  const SettingsFile& file = settings.firm_file;
  unique_ids(reader, file, "sellers");
  check_all_named(reader, file, "/services", services, "service");
  check_named(reader, file, "/currency", base::split(currencies, ' '), "currency");
  check_rates(reader, file, settings.firm.currency);
  check_bands(reader, file, "");
  std::vector<std::string> crms;
  for (const auto& path : json_files(reader.config() / "crms")) crms.push_back(path.stem().string());
  check_prospectors(reader, settings);
  for (std::size_t i = 0; i < settings.firm.sellers.size(); ++i) {
    for (const auto& [crm, user] : settings.firm.sellers[i].users) {
      if (std::ranges::count(crms, crm)) continue;
      reader.add(file, "/sellers/" + std::to_string(i) + "/users/" + base::pointer_escape(crm),
                 "there is no CRM \"" + base::escape_line(crm) + "\"", advice_of(crm, crms));
    }
  }
}

/// That the services which a CRM's tags stand for exist.
void check_marks(SettingsReader& reader, const Settings& settings, const std::vector<std::string>& services) {
  for (const auto& crm : settings.crms) {
    const Json* tags = crm.partners.find("services");
    if (tags == nullptr) continue;
    for (const auto& [tag, service] : tags->members())
      check_named(reader, crm.file, "/partners/services/" + base::pointer_escape(tag), services, "service");
  }
}

/// The place that a pointer names, to be changed.
Json* place_of(Json& json, std::string_view pointer) { return const_cast<Json*>(std::as_const(json).at(pointer)); }

void put_override(SettingsReader& reader, std::vector<SettingsFile>& rules, const std::string& key, const Json& value,
                  const SettingsFile& options_file) {
  const auto hash = key.find('#');
  const std::string wanted = key.substr(0, hash);
  const std::string pointer = hash == std::string::npos ? "" : key.substr(hash + 1);
  const std::string here = "/rules/override/" + base::pointer_escape(key);
  std::vector<std::string> names;
  for (SettingsFile& file : rules) {
    names.push_back(file.path.filename().string());
    if (names.back() != wanted) continue;
    Json* place = place_of(file.json, pointer);
    if (place == nullptr) return reader.add(options_file, here, file.name + " has nothing at " + pointer);
    if (place->type() != value.type())
      return reader.add(options_file, here, "the value is of another type than that in " + file.name);
    *place = value;
    return;
  }
  reader.add(options_file, here, "there is no rule file \"" + wanted + "\"", advice_of(wanted, names));
}

}  // namespace

void check_arrangements(SettingsReader& reader, const SettingsFile& file, const std::string& partner,
                        const std::vector<std::string>& services) {
  const Json* list = file.json.at(partner + "/arrangements");
  for (std::size_t i = 0; list != nullptr && i < list->items().size(); ++i) {
    const std::string pointer = partner + "/arrangements/" + std::to_string(i);
    check_all_named(reader, file, pointer + "/services", services, "service");
    const auto since = base::parse_date(list->items()[i].text_or("since", ""));
    const auto until = base::parse_date(list->items()[i].text_or("until", ""));
    if (since && until && *until < *since)
      reader.add(file, pointer + "/until", "it ends before it begins", "exchange the days");
  }
}

void check_endorsements(SettingsReader& reader, const SettingsFile& file, const std::string& partner,
                        const std::vector<std::string>& services, const std::vector<std::string>& sellers) {
  const Json* list = file.json.at(partner + "/endorsements");
  for (std::size_t i = 0; list != nullptr && i < list->items().size(); ++i) {
    const std::string pointer = partner + "/endorsements/" + std::to_string(i);
    check_all_named(reader, file, pointer + "/services", services, "service");
    check_named(reader, file, pointer + "/by", sellers, "seller");
  }
}

void check_partners(SettingsReader& reader, const Settings& settings, const SettingsFile& file) {
  std::vector<std::string> services, sellers;
  for (const auto& service : settings.services) services.push_back(service.id);
  for (const auto& seller : settings.firm.sellers) sellers.push_back(seller.id);
  std::vector<std::string> crms;
  for (const auto& path : json_files(reader.config() / "crms")) crms.push_back(path.stem().string());
  unique_ids(reader, file, "partners");
  const Json* partners = file.json.find("partners");
  for (std::size_t i = 0; partners != nullptr && i < partners->items().size(); ++i) {
    const std::string pointer = "/partners/" + std::to_string(i);
    for (const char* list : {"/services", "/strengths", "/weaknesses"})
      check_all_named(reader, file, pointer + list, services, "service");
    if (!settings.firm_file.json.is_null()) check_named(reader, file, pointer + "/owner", sellers, "seller");
    check_named(reader, file, pointer + "/mark/crm", crms, "CRM");
    check_bands(reader, file, pointer);
    check_arrangements(reader, file, pointer, services);
    if (!settings.firm_file.json.is_null()) check_endorsements(reader, file, pointer, services, sellers);
    const Json& partner = partners->items()[i];
    if (partner.integer_or("served_well", 0) > partner.integer_or("finished", 0))
      reader.add(file, pointer + "/served_well", "more referrals were served well than ended", "see \"finished\"");
  }
}

void check_circle(SettingsReader& reader, const Settings& settings) {
  // A file that could not be read is a problem already; what others say of it cannot be held against it.
  const bool known = !settings.services_file.json.is_null();
  const auto services = unique_ids(reader, settings.services_file, "services");
  if (known) check_parents(reader, settings, services);
  if (known) check_firm(reader, settings, services);
  if (known) check_partners(reader, settings, settings.partners_file);
  if (known) check_marks(reader, settings, services);
}

std::vector<SettingsFile> read_rules(SettingsReader& reader, const Overrides& overrides,
                                     const SettingsFile& options_file) {
  std::map<std::string, fs::path> paths;
  for (const fs::path& folder : {reader.share() / "rules", reader.config() / "rules"}) {
    for (const fs::path& path : json_files(folder)) paths[path.filename().string()] = path;
  }
  std::vector<SettingsFile> rules;
  for (const auto& [name, path] : paths) {
    if (auto file = reader.read_checked(path, "rules")) rules.push_back(std::move(*file));
  }
  for (const auto& [key, value] : overrides) put_override(reader, rules, key, value, options_file);
  return rules;
}

SettingsResult with_rules(Settings settings, const std::vector<fs::path>& files) {
  SettingsReader reader(settings.config_folder, settings.share_folder);
  for (const fs::path& path : files) {
    auto read = reader.read_checked(path, "rules");
    if (!read) continue;
    const auto same = [&](const SettingsFile& file) { return file.path.filename() == path.filename(); };
    std::erase_if(settings.rules, same);
    settings.rules.push_back(std::move(*read));
  }
  std::ranges::sort(settings.rules, {}, [](const SettingsFile& file) { return file.path.filename(); });
  if (!reader.problems().empty()) return tl::unexpected(std::move(reader.problems()));
  return settings;
}

}  // namespace goodword::daemon
