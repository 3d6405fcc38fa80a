#include "rules/settings.hpp"

#include <array>

namespace goodword::rules {
namespace {

using S = Settings;

constexpr std::array rows = {
    SettingRow{"signs.most_strength", &S::signs_most_strength, 0.01, 1},
    SettingRow{"signs.half_life_days", &S::signs_half_life_days, 1, 3650},
    SettingRow{"signs.seen_at", &S::signs_seen_at, 0.01, 1},
    SettingRow{"signs.in_touch_days", &S::signs_in_touch_days, 1, 3650},
    SettingRow{"chance.intercept_sd", &S::chance_intercept_sd, 0.01, 10},
    SettingRow{"chance.interval", &S::chance_interval, 0.1, 5},
    SettingRow{"chance.least", &S::chance_least, 0, 0.5},
    SettingRow{"chance.most", &S::chance_most, 0.5, 1},
    SettingRow{"chance.most_outcomes", &S::chance_most_outcomes, 100, 1e6},
    SettingRow{"chance.half_life_days", &S::chance_half_life_days, 30, 36500},
    SettingRow{"chance.terms_from", &S::chance_terms_from, 1, 1e6},
    SettingRow{"chance.gate_from", &S::chance_gate_from, 20, 1e6},
    SettingRow{"chance.gate_share", &S::chance_gate_share, 0.05, 0.5},
    SettingRow{"chance.leak_auc", &S::chance_leak_auc, 0.6, 1},
    SettingRow{"chance.leak_from", &S::chance_leak_from, 10, 1e6},
    SettingRow{"chance.leak_each", &S::chance_leak_each, 1, 1e6},
    SettingRow{"chance.least_outcomes", &S::chance_least_outcomes, 1, 1000},
    SettingRow{"chance.value_share", &S::chance_value_share, 0, 1},
    SettingRow{"chance.trend", &S::chance_trend, 0, 100},
    SettingRow{"chance.group_variance", &S::chance_group_variance, 0.001, 100},
    SettingRow{"chance.group_weight", &S::chance_group_weight, 0.1, 1000},
    SettingRow{"chance.most_age_years", &S::chance_most_age_years, 0.1, 20},
    SettingRow{"chance.age_sd", &S::chance_age_sd, 0.001, 10},
    SettingRow{"chance.curve_from", &S::chance_curve_from, 50, 1e6},
    SettingRow{"chance.curve_variance", &S::chance_curve_variance, 0.0001, 100},
    SettingRow{"chance.curve_weight", &S::chance_curve_weight, 0.1, 1000},
    SettingRow{"hours.weight", &S::hours_weight, 0.1, 1000},
    SettingRow{"hours.size_power", &S::hours_size_power, 0, 2},
    SettingRow{"hours.least_factor", &S::hours_least_factor, 0.01, 1},
    SettingRow{"hours.most_factor", &S::hours_most_factor, 1, 100},
    SettingRow{"hours.least", &S::hours_least, 0.1, 100},
    SettingRow{"hours.other_stage", &S::hours_other_stage, 0.1, 1000},
    SettingRow{"price.share", &S::price_share, 0.01, 1},
    SettingRow{"price.one_prospect", &S::price_one_prospect, 0.01, 1},
    SettingRow{"price.least_rest", &S::price_least_rest, 0, 100},
    SettingRow{"price.weeks", &S::price_weeks, 1, 52},
    SettingRow{"bar.share", &S::bar_share, 0.01, 2},
    SettingRow{"bar.margin", &S::bar_margin, 0, 0.9},
    SettingRow{"size.fallback", &S::size_fallback, 1, 1e9},
    SettingRow{"size.enough", &S::size_enough, 1, 1000},
    SettingRow{"question.answer", &S::question_answer, 0.1, 1},
    SettingRow{"question.seen_share", &S::question_seen_share, 0.01, 0.99},
    SettingRow{"question.weight", &S::question_weight, 0.1, 1000},
    SettingRow{"question.hours", &S::question_hours, 0, 10},
    SettingRow{"question.least_chance", &S::question_least_chance, 0, 1},
    SettingRow{"question.patience_days", &S::question_patience_days, 1, 365},
    SettingRow{"question.most_asks", &S::question_most_asks, 1, 10},
    SettingRow{"again.days", &S::again_days, 1, 365},
    SettingRow{"scope.active_days", &S::scope_active_days, 1, 3650},
    SettingRow{"reason.partner_strength", &S::reason_partner_strength, 0, 100},
    SettingRow{"ready.meeting", &S::ready_meeting, 0, 10},
    SettingRow{"ready.call", &S::ready_call, 0, 10},
    SettingRow{"ready.reply", &S::ready_reply, 0, 10},
    SettingRow{"ready.half_life_days", &S::ready_half_life_days, 1, 3650},
    SettingRow{"ready.full_touches", &S::ready_full_touches, 0.1, 100},
    SettingRow{"ready.window_days", &S::ready_window_days, 1, 3650},
    SettingRow{"ready.warmth", &S::ready_warmth, 0, 1},
    SettingRow{"ready.days", &S::ready_days, 1, 30},
    SettingRow{"ready.rung", &S::ready_rung, 1, 5},
    SettingRow{"ready.again_days", &S::ready_again_days, 1, 3650},
    SettingRow{"spent.call", &S::spent_call, 0, 24},
    SettingRow{"spent.meeting", &S::spent_meeting, 0, 24},
    SettingRow{"spent.mail", &S::spent_mail, 0, 24},
};

}  // namespace

std::span<const SettingRow> setting_table() { return rows; }

}  // namespace goodword::rules
