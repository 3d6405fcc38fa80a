#include "daemon/options.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <type_traits>

#include "base/schema.hpp"
#include "base/text.hpp"

namespace goodword::daemon {
namespace {

using base::Json;
using base::Problem;

constexpr std::array table = {
    Option{"store.path", OptionType::path, "", "",
           "the SQLite store, from the config folder on; without it, store.sqlite in the state folder",
           &Options::store_path},
    Option{"share.path", OptionType::path, "", "",
           "the folder of schemas, connectors, rules and letters, from the config folder on", &Options::share_path},
    Option{"schedule.every", OptionType::duration, "15m", "", "how often the daemon syncs each CRM",
           &Options::schedule_every},
    Option{"schedule.jitter", OptionType::duration, "1m", "",
           "a run starts up to this much later, so that CRMs are not asked in step", &Options::schedule_jitter},
    Option{"schedule.quiet_hours", OptionType::hours, "", "",
           "when no run starts, in local time, such as \"22:00-06:00\"", &Options::schedule_quiet_hours},
    Option{
        "schedule.review_days", OptionType::integer, "1", "days",
        "days between two reviews of all prospects: bars, partners' room, verdicts; in between, of those who changed",
        &Options::schedule_review_days, 1, 31},
    Option{"calm.open_tasks_per_seller", OptionType::integer, "5", "tasks",
           "most open tasks of ours for a seller, most valuable first", &Options::calm_open_tasks_per_seller, 0, 1000},
    Option{"calm.first_apply_contacts", OptionType::integer, "25", "contacts",
           "most contacts that the first apply on a new CRM writes to, unless told --all",
           &Options::calm_first_apply_contacts, 1, 1'000'000},
    Option{"calm.cold_asks_per_seller", OptionType::integer, "2", "asks",
           "most people a seller plans to ask for a referral in seven days who are not ready to be asked",
           &Options::calm_cold_asks_per_seller, 0, 1000},
    Option{"brakes.most_changes", OptionType::integer, "500", "changes", "a plan with more changes stops for a person",
           &Options::brakes_most_changes, 1, 10'000'000},
    Option{"brakes.most_share", OptionType::share, "1", "",
           "a plan that touches a larger share of the prospects stops for a person", &Options::brakes_most_share},
    Option{"brakes.shrink_share", OptionType::share, "0.05", "",
           "a CRM that lost a larger share of its records since the last run stops for a person",
           &Options::brakes_shrink_share},
    Option{"brakes.plan_age", OptionType::duration, "24h", "", "a plan older than this is not applied",
           &Options::brakes_plan_age},
    Option{"brakes.most_consents", OptionType::integer, "3", "consents", "more consents in one sync stop for a person",
           &Options::brakes_most_consents, 0, 1000},
    Option{"brakes.most_attempts", OptionType::integer, "1000", "attempts",
           "a write that failed so often is given up; a CRM may be down for days", &Options::brakes_most_attempts, 1,
           1'000'000},
    Option{"offers.prospect_answer", OptionType::duration, "14d", "", "how long a prospect has to answer an offer",
           &Options::offers_prospect_answer},
    Option{"offers.partner_answer", OptionType::duration, "7d", "",
           "how long a partner has to answer, five working days", &Options::offers_partner_answer},
    Option{"offers.consent_life", OptionType::duration, "90d", "", "how long a consent that was not used holds",
           &Options::offers_consent_life},
    Option{"offers.task_days", OptionType::integer, "2", "days", "a task is due so many days after it was written",
           &Options::offers_task_days, 0, 365},
    Option{"offers.acknowledge_days", OptionType::integer, "3", "working days",
           "by when a partner hears that we got whom it sent us, and we hear that it got whom we sent",
           &Options::offers_acknowledge_days, 0, 60},
    Option{"offers.first_contact_days", OptionType::integer, "5", "working days",
           "by when a partner has written to whom it was introduced to", &Options::offers_first_contact_days, 0, 60},
    Option{"offers.progress_after", OptionType::duration, "14d", "", "without news for so long it is asked how it goes",
           &Options::offers_progress_after},
    Option{"offers.outcome_after", OptionType::duration, "30d", "",
           "so long after an introduction its outcome is asked", &Options::offers_outcome_after},
    Option{"offers.outcome_again", OptionType::duration, "90d", "", "and so long after it once more",
           &Options::offers_outcome_again},
    Option{"offers.thanks_within", OptionType::duration, "48h", "", "by when both are thanked once work came of it",
           &Options::offers_thanks_within},
    Option{"offers.card_companies", OptionType::integer, "20", "companies",
           "before a partner said yes it is told no more than fits so many of the companies known",
           &Options::offers_card_companies, 1, 10000},
    Option{"partners.room_life", OptionType::duration, "30d", "",
           "how long a partner's word on its room holds where no day is named", &Options::partners_room_life},
    Option{"partners.cold_after", OptionType::duration, "60d", "", "a tie without contact for longer has gone cold",
           &Options::partners_cold_after},
    Option{"partners.check_in_every", OptionType::duration, "30d", "", "how often a partner is due a check-in",
           &Options::partners_check_in_every},
    Option{"tags.prefix", OptionType::text, "gw", "", "what our tags begin with, before the colon: gw:refer",
           &Options::tags_prefix, 0, 0, "^[a-z][a-z0-9-]{0,15}$"},
    Option{"letters.language", OptionType::text, "en", "", "language of letters where the prospect's is not known",
           &Options::letters_language, 0, 0, "^[a-z]{2,3}$"},
    Option{"privacy.keep_gone", OptionType::duration, "365d", "",
           "how long records are kept that the CRM no longer has; then nothing of these people is; 0s: for ever",
           &Options::privacy_keep_gone},
    Option{"privacy.private_addresses", OptionType::boolean, "false", "",
           "whether a CRM may be at a private network address", &Options::privacy_private_addresses},
    Option{
        "wire.proxy", OptionType::text, "", "",
        "the proxy through which CRMs are reached, such as http://proxy.office:3128, without a login; without it none, "
        "whatever HTTPS_PROXY says",
        &Options::wire_proxy, 0, 0, "^http://[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?$"},
    Option{"wire.extra_ca_file", OptionType::path, "", "",
           "PEM file of certificates that are trusted besides the system's, from the config folder on",
           &Options::wire_extra_ca_file},
    Option{"log.level", OptionType::choice, "info", "", "how much is logged", &Options::log_level, 0, 0,
           "debug|info|warning|error"},
    Option{"rules.override", OptionType::overrides, "{}", "",
           "values of rule files that hold here instead: \"FILE.json#/pointer\" to value", &Options::rules_override},
};

constexpr const char* duration_form = "^[0-9]{1,9}(ms|s|m|h|d)$";
constexpr const char* hours_form = "^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$";

std::string group_of(const Option& option) { return std::string(option.key.substr(0, option.key.find('.'))); }
std::string name_of(const Option& option) { return std::string(option.key.substr(option.key.find('.') + 1)); }

Json text_schema(const char* pattern) { return Json::object({{"type", "string"}, {"pattern", pattern}}); }

Json type_schema(const Option& option) {
  switch (option.type) {
    case OptionType::text: return Json::object({{"type", "string"}, {"pattern", Json(option.form)}});
    case OptionType::path: return Json::object({{"type", "string"}, {"minLength", 1}, {"maxLength", 4096}});
    case OptionType::boolean: return Json::object({{"type", "boolean"}});
    case OptionType::duration: return text_schema(duration_form);
    case OptionType::share: return Json::object({{"type", "number"}, {"minimum", 0}, {"maximum", 1}});
    case OptionType::integer:
      return Json::object({{"type", "integer"}, {"minimum", Json(option.least)}, {"maximum", Json(option.most)}});
    case OptionType::hours:
      return Json::object({{"type", "array"}, {"maxItems", 20}, {"items", text_schema(hours_form)}});
    case OptionType::overrides:
      return Json::object(
          {{"type", "object"},
           {"propertyNames", text_schema("^[A-Za-z0-9_-]+\\.json#/.+$")},
           {"additionalProperties", Json::object({{"type", Json(Json::Array{"string", "number", "boolean"})}})}});
    case OptionType::choice: break;
  }
  Json words = Json::array();
  for (const auto& word : base::split(option.form, '|')) words.push(Json(word));
  return Json::object({{"enum", std::move(words)}});
}

/// What the environment says, in the type that goodword.json would have; a text where it has no such form, so that the
/// schema's complaint says what was expected.
Json from_variable(const Option& option, const std::string& text) {
  switch (option.type) {
    case OptionType::integer:
    case OptionType::share: return Json::number(text);
    case OptionType::boolean: return text == "true" || text == "false" ? Json(text == "true") : Json(text);
    case OptionType::hours: {
      Json list = Json::array();
      if (text.empty()) return list;
      for (const auto& item : base::split(text, ',')) list.push(Json(base::trim(item)));
      return list;
    }
    case OptionType::overrides: {
      auto json = base::parse_json(text);
      return json ? std::move(*json) : Json(text);
    }
    default: return Json(text);
  }
}

Json default_json(const Option& option) { return from_variable(option, std::string(option.fallback)); }

/// The schema has passed `json`, so each reading succeeds; a duration can still be too long to be counted.
struct Assign {
  Options& options;
  const Json& json;
  bool operator()(std::string Options::*member) const { return options.*member = json.text(), true; }
  bool operator()(bool Options::*member) const { return options.*member = json.boolean(), true; }
  bool operator()(std::int64_t Options::*member) const { return options.*member = json.integer().value_or(0), true; }
  bool operator()(double Options::*member) const { return options.*member = json.real().value_or(0), true; }
  bool operator()(base::Duration Options::*member) const {
    const auto duration = base::parse_duration(json.text());
    options.*member = duration.value_or(base::Duration{});
    return duration.has_value();
  }
  bool operator()(Texts Options::*member) const {
    (options.*member).clear();
    for (const Json& item : json.items()) (options.*member).push_back(item.text());
    return true;
  }
  bool operator()(Overrides Options::*member) const {
    (options.*member).clear();
    for (const auto& [key, value] : json.members()) (options.*member).emplace(key, value);
    return true;
  }
};

bool assign(Options& options, const Option& option, const Json& json) {
  return std::visit(Assign{options, json}, option.member);
}

void read_file(Options& options, const Json& json, std::string_view file, Origins& origins,
               std::vector<Problem>& problems) {
  const auto schema = options_schema();
  auto faults = base::schema_problems(schema, "goodword.schema.json", json, file);
  for (const Option& option : table) {
    const std::string pointer = pointer_of(option);
    const Json* value = json.at(pointer);
    const bool faulty = std::ranges::any_of(faults, [&](const Problem& p) { return p.pointer.starts_with(pointer); });
    if (value == nullptr || faulty) continue;
    if (!assign(options, option, *value))
      faults.push_back({std::string(file), value->line(), pointer, "the time is too long to be counted", ""});
    origins.of_key[std::string(option.key)] = std::string(file) + ":" + std::to_string(value->line());
  }
  std::ranges::move(faults, std::back_inserter(problems));
}

void read_variables(Options& options, const Environment& environment, Origins& origins,
                    std::vector<Problem>& problems) {
  for (const Option& option : table) {
    const std::string variable = variable_of(option);
    const auto given = environment.variables.find(variable);
    if (given == environment.variables.end()) continue;
    const Json value = from_variable(option, given->second);
    const auto faults =
        base::schema_problems(type_schema(option), "goodword.schema.json", value, "environment " + variable);
    if (faults.empty() && assign(options, option, value)) {
      origins.of_key[std::string(option.key)] = "environment " + variable;
    } else {
      const std::string why = faults.empty() ? "the time is too long to be counted" : faults.front().message;
      problems.push_back({"environment " + variable, 0, "", why, std::string(option.description)});
    }
  }
}

/// A variable that is nearly one of ours is a slip of the pen that would otherwise change nothing, in silence.
void near_misses(const Environment& environment, std::vector<Problem>& problems) {
  std::vector<std::string> known = {"GOODWORD_CONFIG"};
  for (const Option& option : table) known.push_back(variable_of(option));
  for (const auto& [name, value] : environment.variables) {
    if (!name.starts_with("GOODWORD_") || std::ranges::count(known, name)) continue;
    if (const std::string near = base::nearest(name, known); !near.empty())
      problems.push_back({"environment " + name, 0, "", "unknown variable", "did you mean " + near + "?"});
  }
}

struct Text {
  const Options& options;
  std::string operator()(std::string Options::*member) const { return options.*member; }
  std::string operator()(bool Options::*member) const { return options.*member ? "true" : "false"; }
  std::string operator()(std::int64_t Options::*member) const { return std::to_string(options.*member); }
  std::string operator()(double Options::*member) const { return Json(options.*member).text(); }
  std::string operator()(base::Duration Options::*member) const { return base::to_text(options.*member); }
  std::string operator()(Texts Options::*member) const { return base::join(options.*member, ","); }
  std::string operator()(Overrides Options::*member) const {
    Json json = Json::object();
    for (const auto& [key, value] : options.*member) json.set(key, value);
    return base::write_json(json);
  }
};

}  // namespace

std::span<const Option> option_table() { return table; }

std::string variable_of(const Option& option) {
  std::string name = "GOODWORD_";
  for (const char letter : option.key)
    name += letter == '.' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  return name;
}

std::string pointer_of(const Option& option) { return "/" + group_of(option) + "/" + name_of(option); }

Json options_schema() {
  Json groups = Json::object({{"$schema", Json::object({{"type", "string"}})}});
  for (const Option& option : table) {
    Json one = type_schema(option);
    if (!option.fallback.empty() || option.type == OptionType::hours) one.set("default", default_json(option));
    std::string about(option.description);
    if (!option.unit.empty()) about += " (" + std::string(option.unit) + ")";
    one.set("description", Json(about));
    const std::string group = group_of(option);
    if (!groups.has(group)) {
      groups.set(group,
                 Json::object({{"type", "object"}, {"additionalProperties", false}, {"properties", Json::object()}}));
    }
    groups.find(group)->find("properties")->set(name_of(option), std::move(one));
  }
  return Json::object({{"$schema", "http://json-schema.org/draft-07/schema#"},
                       {"title", "goodword.json: how Goodword runs. Made from the table of options; a test compares"},
                       {"type", "object"},
                       {"additionalProperties", false},
                       {"properties", std::move(groups)}});
}

Options read_options(const Json& json, std::string_view file, const Environment& environment, Origins& origins,
                     std::vector<Problem>& problems) {
  Options options;
  for (const Option& option : table) {
    assign(options, option, default_json(option));
    origins.of_key[std::string(option.key)] = "default";
  }
  options.store_path = default_store(environment);
  options.share_path = default_share_folder(environment);
  if (!json.is_null()) read_file(options, json, file, origins, problems);
  read_variables(options, environment, origins, problems);
  near_misses(environment, problems);
  return options;
}

std::string value_text(const Options& options, const Option& option) {
  return std::visit(Text{options}, option.member);
}

}  // namespace goodword::daemon
