// Every number that deciding rests on. Each has its value, unit and reason in rules/deciding.json and none has one
// here: a name the files do not set is a problem at load.
#pragma once

#include <span>
#include <string_view>

namespace goodword::rules {

struct Settings {
  double signs_most_strength = 0;
  double signs_half_life_days = 0;
  double signs_seen_at = 0;

  double chance_intercept_sd = 0;
  double chance_interval = 0;  ///< standard deviations either side
  double chance_least = 0;
  double chance_most = 0;

  double hours_weight = 0;  ///< closed opportunities that the hours of a stage count as
  double hours_size_power = 0;
  double hours_least_factor = 0;
  double hours_most_factor = 0;
  double hours_least = 0;
  double hours_other_stage = 0;  ///< hours where the stage's name says nothing

  double price_share = 0;  ///< of the selling hours that prospects now known may fill
  double price_one_prospect = 0;
  double price_least_rest = 0;
  double price_weeks = 0;
  double bar_share = 0;
  double bar_margin = 0;

  double size_fallback = 0;
  double size_enough = 0;  ///< won opportunities of a service before its own median counts

  double question_answer = 0;  ///< x that an answer gives a sign
  double question_seen_share = 0;
  double question_weight = 0;
  double question_hours = 0;
  double question_least_chance = 0;
  double question_patience_days = 0;
  double question_most_asks = 0;

  double again_days = 0;
  double scope_active_days = 0;
  double reason_partner_strength = 0;

  double ready_meeting = 0;  ///< weights of what went both ways
  double ready_call = 0;
  double ready_reply = 0;
  double ready_half_life_days = 0;
  double ready_full_touches = 0;  ///< touches that make half of full warmth
  double ready_window_days = 0;
  double ready_warmth = 0;
  double ready_days = 0;
  double ready_rung = 0;
  double ready_again_days = 0;

  double spent_call = 0;  ///< hours
  double spent_meeting = 0;
  double spent_mail = 0;
};

struct SettingRow {
  std::string_view name;  ///< as in deciding.json
  double Settings::*place;
  double least, most;
};

std::span<const SettingRow> setting_table();

}  // namespace goodword::rules
