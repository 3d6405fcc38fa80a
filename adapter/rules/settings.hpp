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
  double signs_in_touch_days = 0;

  double chance_intercept_sd = 0;
  double chance_interval = 0;  ///< standard deviations either side
  double chance_least = 0;
  double chance_most = 0;
  double chance_most_outcomes = 0;  ///< closed opportunities that are learned from, the newest
  double chance_half_life_days = 0;
  double chance_terms_from = 0;  ///< closed opportunities; fewer: intercept and signs alone
  double chance_gate_from = 0;   ///< closed opportunities; from here a model is checked before it is used
  double chance_gate_share = 0;  ///< of them, the newest, on which it is checked
  double chance_leak_auc = 0;    ///< a term that alone separates won from lost better than this is left out
  double chance_leak_from = 0;
  double chance_leak_each = 0;       ///< won, and lost
  double chance_least_outcomes = 0;  ///< of a value, for a column of its own
  double chance_value_share = 0;     ///< of outcomes, for a number's value to have a column
  double chance_trend = 0;           ///< points from end to end of a number at coefficient 1
  double chance_group_variance = 0;
  double chance_group_weight = 0;  ///< columns that the variance above counts as
  double chance_most_age_years = 0;
  double chance_age_sd = 0;  ///< points a year
  double chance_curve_from = 0;
  double chance_curve_variance = 0;
  double chance_curve_weight = 0;

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
