// The options of goodword.json as one table: it drives reading, defaults, checks, the environment, `config show`, the
// commented file that `init` writes, and schemas/goodword.schema.json (a test compares). To add an option, add a member
// to Options and a row to the table in options.cpp. No option is a secret: secrets are references in CRM files.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/instant.hpp"
#include "base/json.hpp"
#include "base/problem.hpp"
#include "daemon/environment.hpp"

namespace goodword::daemon {

using Texts = std::vector<std::string>;
/// "qualify.json#/bar/share" to the value that stands there instead.
using Overrides = std::map<std::string, base::Json>;

/// Named group_member after the keys "group.member" of the table, which says what each is for.
struct Options {
  std::string store_path;
  std::string share_path;
  base::Duration schedule_every{};
  base::Duration schedule_jitter{};
  Texts schedule_quiet_hours;
  std::int64_t schedule_review_days = 0;
  base::Duration privacy_keep_gone{};
  std::int64_t calm_open_tasks_per_seller = 0;
  std::int64_t calm_first_apply_contacts = 0;
  std::int64_t calm_cold_asks_per_seller = 0;
  std::int64_t brakes_most_changes = 0;
  double brakes_most_share = 0;
  double brakes_shrink_share = 0;
  base::Duration brakes_plan_age{};
  std::int64_t brakes_most_consents = 0;
  std::int64_t brakes_most_attempts = 0;
  base::Duration offers_prospect_answer{};
  base::Duration offers_partner_answer{};
  base::Duration offers_consent_life{};
  std::int64_t offers_task_days = 0;
  std::int64_t offers_acknowledge_days = 0;
  std::int64_t offers_first_contact_days = 0;
  base::Duration offers_progress_after{};
  base::Duration offers_outcome_after{};
  base::Duration offers_outcome_again{};
  base::Duration offers_thanks_within{};
  std::int64_t offers_card_companies = 0;
  base::Duration partners_room_life{};
  base::Duration partners_cold_after{};
  base::Duration partners_check_in_every{};
  std::string tags_prefix;
  std::string letters_language;
  bool privacy_private_addresses = false;
  std::string wire_proxy;
  std::string wire_extra_ca_file;
  std::string log_level;
  Overrides rules_override;
};

enum class OptionType { text, path, choice, integer, share, duration, boolean, hours, overrides };

struct Option {
  using Member = std::variant<std::string Options::*, std::int64_t Options::*, double Options::*, bool Options::*,
                              base::Duration Options::*, Texts Options::*, Overrides Options::*>;

  std::string_view key;  ///< "calm.open_tasks_per_seller": /calm/open_tasks_per_seller in goodword.json
  OptionType type;
  std::string_view fallback;  ///< as it would stand in the environment; empty: the description says what holds
  std::string_view unit;
  std::string_view description;  ///< one sentence, no full stop
  Member member;
  std::int64_t least = 0;  ///< integers only
  std::int64_t most = 0;
  std::string_view form = {};  ///< choice: "a|b|c"; text: a regular expression
};

std::span<const Option> option_table();
/// "GOODWORD_CALM_OPEN_TASKS_PER_SELLER".
std::string variable_of(const Option& option);
/// "/calm/open_tasks_per_seller".
std::string pointer_of(const Option& option);
/// The JSON Schema (draft 7) of goodword.json.
base::Json options_schema();

/// Where the value in force comes from: "default", "goodword.json:12", "environment GOODWORD_LOG_LEVEL".
struct Origins {
  std::map<std::string, std::string, std::less<>> of_key;
};

/// Reads options from goodword.json (null if there is none), then the environment over it. Everything wrong goes to
/// `problems`, and the default stands in for it. `file` is the name to show.
Options read_options(const base::Json& json, std::string_view file, const Environment& environment, Origins& origins,
                     std::vector<base::Problem>& problems);

/// The value in force as text, in the spelling that the environment takes.
std::string value_text(const Options& options, const Option& option);

}  // namespace goodword::daemon
