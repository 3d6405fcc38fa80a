#include "rules/chance_train.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/digest.hpp"
#include "rules/chance_fit.hpp"
#include "rules/logistic.hpp"

namespace goodword::rules {
namespace {

constexpr int folds = 5;

/// By the opportunity's id, so that an outcome stays in its fold whatever comes in later.
int fold_of(const std::string& id) {
  const auto digest = base::sha256(id);
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < 8; ++i) number = number << 8 | digest[i];
  return static_cast<int>(number % folds);
}

std::vector<Prior> priors_of(const Columns& columns, double buy_share, const Settings& settings) {
  std::vector<Prior> made(columns.count);
  made[0] = {prior_intercept(buy_share), settings.chance_intercept_sd * settings.chance_intercept_sd};
  for (const auto& term : columns.terms) {
    if (term.term.kind == TermKind::sign) {
      Prior& prior = made[term.first];
      prior = {term.term.prior, term.term.prior_sd * term.term.prior_sd};
      (term.term.good ? prior.least : prior.most) = 0;
      continue;
    }
    for (std::size_t i = 0; i < width(term); ++i) {
      const bool ramp = i < term.knots.size();
      made[term.first + i].group = term.group + (term.term.kind == TermKind::number && !ramp ? 1 : 0);
    }
  }
  if (columns.age) made.back().variance = settings.chance_age_sd * settings.chance_age_sd;
  return made;
}

FitRows fit_rows(const TrainingSet& set, SparseRows rows) {
  FitRows made;
  made.rows = std::move(rows);
  for (const auto& row : set.rows) {
    made.won.push_back(row.won ? 1 : 0);
    made.weights.push_back(row.weight);
  }
  return made;
}

/// Points of each row from a fit that did not see its fold.
std::vector<CurveRow> out_of_fold(const TrainingSet& set, const FitRows& rows, const Basis& basis,
                                  std::span<const Prior> priors, const Fitted& whole) {
  std::vector<CurveRow> made(set.rows.size());
  std::vector<int> fold;
  for (const auto& row : set.rows) fold.push_back(fold_of(row.id));
  for (int left_out = 0; left_out < folds; ++left_out) {
    auto weights = rows.weights;
    for (std::size_t i = 0; i < fold.size(); ++i) {
      if (fold[i] == left_out) weights[i] = 0;
    }
    const auto in_basis = basis.to_basis(refit(rows, weights, basis, priors, whole));
    for (std::size_t i = 0; i < fold.size(); ++i) {
      if (fold[i] == left_out) made[i] = {points_of_row(rows.rows, i, in_basis), set.rows[i].won, set.rows[i].weight};
    }
  }
  return made;
}

/// Area under the curve: how often a won one has a larger score than a lost one, ties counted half.
double area(std::vector<std::pair<double, bool>> scores) {
  std::ranges::sort(scores);
  double won = 0, lost = 0, pairs = 0;
  for (std::size_t i = 0; i < scores.size();) {
    double won_here = 0, lost_here = 0;
    const double score = scores[i].first;
    for (; i < scores.size() && scores[i].first == score; ++i) ++(scores[i].second ? won_here : lost_here);
    pairs += won_here * (lost + lost_here / 2);
    won += won_here;
    lost += lost_here;
  }
  return pairs / (won * lost);
}

/// Either direction; 0.5 where there are too few outcomes, or of one kind, to say.
double separation_of(const std::vector<std::pair<double, bool>>& scores, const Settings& settings) {
  const auto won = std::ranges::count_if(scores, [](const auto& one) { return one.second; });
  const auto fewer = std::min<std::ptrdiff_t>(won, std::ssize(scores) - won);
  const auto count = [](auto number) { return static_cast<double>(number); };
  if (count(scores.size()) < settings.chance_leak_from || count(fewer) < settings.chance_leak_each) return 0.5;
  const double found = area(scores);
  return std::max(found, 1 - found);
}

/// The share of won among the rows of the same value; values too rare for a column are taken together.
std::vector<std::pair<double, bool>> share_scores(const TrainingSet& set, std::size_t at, const Settings& settings) {
  std::map<std::string, std::pair<int, int>> counts;  // won, all
  const auto text_of = [&](const TrainingRow& row) {
    const auto* text = std::get_if<std::string>(&row.values[at]);
    return text ? *text : std::string();
  };
  const auto knows = [&](const TrainingRow& row) { return !std::holds_alternative<Withheld>(row.values[at]); };
  for (const auto& row : set.rows) {
    if (!knows(row)) continue;
    auto& [won, all] = counts[text_of(row)];
    won += row.won;
    ++all;
  }
  std::pair<int, int> rare;
  for (const auto& [text, count] : counts) {
    if (count.second >= settings.chance_least_outcomes) continue;
    rare.first += count.first;
    rare.second += count.second;
  }
  std::vector<std::pair<double, bool>> made;
  for (const auto& row : set.rows) {
    if (!knows(row)) continue;
    auto count = counts[text_of(row)];
    if (count.second < settings.chance_least_outcomes) count = rare;
    made.emplace_back(static_cast<double>(count.first) / count.second, row.won);
  }
  return made;
}

/// A number separates by its value, or by being there at all.
std::array<std::vector<std::pair<double, bool>>, 2> number_scores(const TrainingSet& set, std::size_t at) {
  std::array<std::vector<std::pair<double, bool>>, 2> made;
  for (const auto& row : set.rows) {
    const auto* number = std::get_if<double>(&row.values[at]);
    if (number) made[0].emplace_back(*number, row.won);
    if (!std::holds_alternative<Withheld>(row.values[at])) made[1].emplace_back(number ? 1 : 0, row.won);
  }
  return made;
}

std::string percent_text(double share) { return std::to_string(static_cast<int>(std::lround(share * 100))) + "%"; }

/// Which terms may be used; the others are named in the report.
std::vector<char> usable_terms(const TrainingSet& set, const Before& before, const Settings& settings,
                               TrainingReport& report) {
  std::vector<char> made(set.terms.size(), 1);
  for (std::size_t at = 0; at < set.terms.size(); ++at) {
    const Term& term = set.terms[at];
    if (term.kind == TermKind::sign) continue;
    if (std::ranges::find(before.written_at_closing, term.name) != before.written_at_closing.end()) {
      report.left_out.push_back({term.name, "written only when the outcome is known"});
      made[at] = 0;
    } else if (const double found = separation(set, at, settings); found > settings.chance_leak_auc) {
      report.left_out.push_back({term.name, "alone tells won from lost " + percent_text(found) +
                                                " of the time: it is probably written with the outcome"});
      report.words.push_back("not learned from " + term.name + ": it " + report.left_out.back().why);
      made[at] = 0;
    }
  }
  return made;
}

/// The base rate's and the model's mean log loss on the newest outcomes, each trained without them, as it would have
/// been on the day when the first of them closed.
void check_on_newest(const TrainingSet& set, const Use& use, const Before& before, const Settings& settings,
                     TrainingReport& report) {
  std::vector<const TrainingRow*> order;
  for (const auto& row : set.rows) order.push_back(&row);
  std::ranges::stable_sort(order, {}, &TrainingRow::age_years);  // rows are in order of id
  const auto newest =
      static_cast<std::size_t>(std::ceil(settings.chance_gate_share * static_cast<double>(order.size())));
  const double day = order[newest]->age_years;
  TrainingSet older{set.terms, {}};
  double won = 0, all = 0;
  for (std::size_t i = newest; i < order.size(); ++i) {
    TrainingRow row = *order[i];
    row.age_years -= day;
    row.weight *= std::exp2(day * days_a_year / settings.chance_half_life_days);
    won += row.won ? row.weight : 0;
    all += row.weight;
    older.rows.push_back(std::move(row));
  }
  std::ranges::sort(older.rows, {}, &TrainingRow::id);
  const ChanceModel model = fit_model(older, use, before.buy_share, settings);
  const auto places = places_of(model.columns, set.terms);
  const double base = logit((won + 0.5) / (all + 1));
  for (std::size_t i = 0; i < newest; ++i) {
    std::vector<TermValue> values;
    for (const auto place : places) values.push_back(order[i]->values[place]);
    const double points = logit(chance_of(model, values, settings).value), turn = order[i]->won ? 1 : -1;
    report.log_loss += log_loss(turn * points) / static_cast<double>(newest);
    report.base_log_loss += log_loss(turn * base) / static_cast<double>(newest);
  }
  report.checked = true;
}

/// The newest outcomes, one row each, in order of id.
void keep_newest(TrainingSet& set, const Settings& settings) {
  std::ranges::sort(set.rows, {}, &TrainingRow::id);
  const auto most = static_cast<std::size_t>(settings.chance_most_outcomes);
  if (set.rows.size() <= most) return;
  std::ranges::stable_sort(set.rows, {}, &TrainingRow::age_years);
  set.rows.resize(most);
  std::ranges::sort(set.rows, {}, &TrainingRow::id);
}

/// Terms that were usable and have no columns.
void note_silent_terms(const TrainingSet& set, const Use& use, const ChanceModel& model, TrainingReport& report) {
  for (std::size_t at = 0; at < set.terms.size(); ++at) {
    const auto& term = set.terms[at];
    const auto same = [&](const TermColumns& one) { return one.term.name == term.name; };
    if (!use.terms[at] || std::ranges::any_of(model.columns.terms, same)) continue;
    const bool known = std::ranges::any_of(
        set.rows, [&](const TrainingRow& row) { return !std::holds_alternative<Withheld>(row.values[at]); });
    report.left_out.push_back({term.name, known
                                              ? "the same for every closed opportunity"
                                              : "not known of any closed opportunity as it stood before its outcome"});
  }
}

std::string rounded_text(double value) { return base::Json(std::round(value * 1000) / 1000).text(); }

/// Whether the terms beside the signs are used, and why not.
bool terms_earned(const TrainingSet& set, const Use& use, const Before& before, const Settings& settings,
                  TrainingReport& report) {
  const auto count = static_cast<double>(set.rows.size());
  if (count < settings.chance_terms_from) {
    report.words.push_back("chance from the base rate and signs alone: only " + std::to_string(set.rows.size()) +
                           " closed opportunities");
    return false;
  }
  if (count < settings.chance_gate_from) return true;
  check_on_newest(set, use, before, settings, report);
  if (report.log_loss <= report.base_log_loss) return true;
  report.words.push_back(
      "chance from the base rate and signs alone: on the newest closed opportunities, trained without "
      "them, the other facts did worse than the base rate (log loss " +
      rounded_text(report.log_loss) + ", " + rounded_text(report.base_log_loss) + ")");
  return false;
}

}  // namespace

Use signs_only(const std::vector<Term>& terms) {
  Use made;
  for (const auto& term : terms) made.terms.push_back(term.kind == TermKind::sign ? 1 : 0);
  return made;
}

ChanceModel fit_model(const TrainingSet& set, const Use& use, double buy_share, const Settings& settings) {
  ChanceModel made;
  made.trend = settings.chance_trend;
  made.columns = make_columns(set, use.terms, settings);
  made.columns.age = use.age;
  if (use.age) ++made.columns.count;
  auto [rows, basis] = encode(set, made.columns, made.trend);
  const auto priors = priors_of(made.columns, buy_share, settings);
  const FitRows given = fit_rows(set, std::move(rows));
  Fitted fitted = fit(given, basis, priors, {settings.chance_group_variance, settings.chance_group_weight});
  if (static_cast<double>(set.rows.size()) >= settings.chance_curve_from)
    made.curve = fit_curve(out_of_fold(set, given, basis, priors, fitted), settings);
  made.coefficients = std::move(fitted.coefficients);
  made.covariance = std::move(fitted.covariance);
  made.variances = std::move(fitted.variances);
  made.outcomes = static_cast<int>(set.rows.size());
  made.won = static_cast<int>(std::ranges::count_if(set.rows, &TrainingRow::won));
  return made;
}

double separation(const TrainingSet& set, std::size_t term, const Settings& settings) {
  if (set.terms[term].kind == TermKind::category) return separation_of(share_scores(set, term, settings), settings);
  double most = 0.5;
  for (const auto& scores : number_scores(set, term)) most = std::max(most, separation_of(scores, settings));
  return most;
}

Trained train_model(TrainingSet set, const Before& before, const Settings& settings) {
  Trained made;
  keep_newest(set, settings);
  Use use{usable_terms(set, before, settings, made.report), true};
  made.report.terms_used = terms_earned(set, use, before, settings, made.report);
  if (!made.report.terms_used) use = signs_only(set.terms);
  made.model = fit_model(set, use, before.buy_share, settings);
  note_silent_terms(set, use, made.model, made.report);
  made.report.outcomes = made.model.outcomes;
  made.report.won = made.model.won;
  return made;
}

}  // namespace goodword::rules
