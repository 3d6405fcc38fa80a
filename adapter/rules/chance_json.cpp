#include <algorithm>

#include "base/digest.hpp"
#include "rules/chance.hpp"
#include "rules/chance_train.hpp"

namespace goodword::rules {
namespace {

using base::Json;

constexpr std::array<std::string_view, 3> kind_words = {"category", "number", "sign"};

Json numbers(std::span<const double> values) {
  Json made = Json::array();
  for (const double value : values) made.push(Json(value));
  return made;
}

std::vector<double> numbers_from(const Json& json, std::string_view key) {
  std::vector<double> made;
  if (const Json* list = json.find(key)) {
    for (const auto& item : list->items()) made.push_back(item.real().value_or(0));
  }
  return made;
}

template <class T, class Each>
std::vector<T> list_from(const Json& json, std::string_view key, Each each) {
  std::vector<T> made;
  if (const Json* list = json.find(key)) {
    for (const auto& item : list->items()) made.push_back(each(item));
  }
  return made;
}

std::size_t count_of(const Json& json, std::string_view key) {
  return static_cast<std::size_t>(std::max<std::int64_t>(0, json.integer_or(key, 0)));
}

Json texts(const std::vector<std::string>& list) {
  Json made = Json::array();
  for (const auto& text : list) made.push(Json(text));
  return made;
}

Json level_json(const Level& level) {
  return Json::object({{"text", level.text}, {"number", level.number}, {"outcomes", level.outcomes}});
}

Level level_from(const Json& j) {
  return {j.text_or("text", ""), j.real_or("number", 0), static_cast<int>(j.integer_or("outcomes", 0))};
}

Json term_json(const TermColumns& one) {
  Json levels = Json::array();
  for (const auto& level : one.levels) levels.push(level_json(level));
  return Json::object({{"name", one.term.name},
                       {"kind", kind_words[static_cast<std::size_t>(one.term.kind)]},
                       {"source", one.term.source},
                       {"prior", one.term.prior},
                       {"prior_sd", one.term.prior_sd},
                       {"good", one.term.good},
                       {"first", static_cast<std::int64_t>(one.first)},
                       {"group", static_cast<std::int64_t>(one.group)},
                       {"levels", levels},
                       {"rare", texts(one.rare)},
                       {"rare_outcomes", one.rare_outcomes},
                       {"knots", numbers(one.knots)},
                       {"known", one.known},
                       {"missing", one.missing}});
}

TermColumns term_from(const Json& j) {
  TermColumns made;
  made.term.name = j.text_or("name", "");
  const auto kind = std::ranges::find(kind_words, j.text_or("kind", ""));
  made.term.kind = static_cast<TermKind>((kind - kind_words.begin()) % 3);
  made.term.source = j.text_or("source", "");
  made.term.prior = j.real_or("prior", 0);
  made.term.prior_sd = j.real_or("prior_sd", 0);
  made.term.good = j.boolean_or("good", false);
  made.first = count_of(j, "first");
  made.group = count_of(j, "group");
  made.levels = list_from<Level>(j, "levels", level_from);
  made.rare = j.texts("rare");
  made.rare_outcomes = static_cast<int>(j.integer_or("rare_outcomes", 0));
  made.knots = numbers_from(j, "knots");
  made.known = static_cast<int>(j.integer_or("known", 0));
  made.missing = static_cast<int>(j.integer_or("missing", 0));
  return made;
}

/// The lower triangle, row by row.
Json triangle(const Matrix& matrix) {
  Json made = Json::array();
  for (std::size_t i = 0; i < matrix.size; ++i) {
    for (std::size_t j = 0; j <= i; ++j) made.push(Json(matrix.at(i, j)));
  }
  return made;
}

Matrix from_triangle(const std::vector<double>& values, std::size_t size) {
  Matrix made(size);
  std::size_t next = 0;
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 0; j <= i; ++j) made.at(i, j) = made.at(j, i) = values[next++];
  }
  return made;
}

/// Whatever is read has the columns it says it has, so that no place lies outside.
bool fits(const ChanceModel& model, std::size_t triangle_numbers) {
  const std::size_t n = model.columns.count;
  std::size_t next = 1;
  for (const auto& term : model.columns.terms) {
    if (term.first != next || term.knots.size() == 1) return false;
    if (term.term.kind != TermKind::sign && term.group >= model.variances.size()) return false;
    next += width(term);
  }
  const bool curve =
      model.curve.knots.empty() ? model.curve.rises.empty() : model.curve.knots.size() == model.curve.rises.size() + 1;
  return curve && next + (model.columns.age ? 1 : 0) == n && model.columns.means.size() == n &&
         model.coefficients.size() == n && triangle_numbers == n * (n + 1) / 2;
}

}  // namespace

Json to_json(const ChanceModel& model) {
  Json terms = Json::array();
  for (const auto& term : model.columns.terms) terms.push(term_json(term));
  return Json::object({{"terms", terms},
                       {"columns", static_cast<std::int64_t>(model.columns.count)},
                       {"groups", static_cast<std::int64_t>(model.columns.groups)},
                       {"age", model.columns.age},
                       {"means", numbers(model.columns.means)},
                       {"coefficients", numbers(model.coefficients)},
                       {"covariance", triangle(model.covariance)},
                       {"variances", numbers(model.variances)},
                       {"curve", Json::object({{"shift", model.curve.shift},
                                               {"knots", numbers(model.curve.knots)},
                                               {"rises", numbers(model.curve.rises)}})},
                       {"trend", model.trend},
                       {"outcomes", model.outcomes},
                       {"won", model.won}});
}

std::string version_of(const ChanceModel& model) {
  return base::sha256_hex(base::write_canonical(to_json(model))).substr(0, 12);
}

base::Result<ChanceModel> chance_model_from_json(const Json& json) {
  ChanceModel made;
  made.columns.terms = list_from<TermColumns>(json, "terms", term_from);
  made.columns.count = count_of(json, "columns");
  made.columns.groups = count_of(json, "groups");
  made.columns.age = json.boolean_or("age", false);
  made.columns.means = numbers_from(json, "means");
  made.coefficients = numbers_from(json, "coefficients");
  made.variances = numbers_from(json, "variances");
  if (const Json* curve = json.find("curve"))
    made.curve = {curve->real_or("shift", 0), numbers_from(*curve, "knots"), numbers_from(*curve, "rises")};
  made.trend = json.real_or("trend", 0);
  made.outcomes = static_cast<int>(json.integer_or("outcomes", 0));
  made.won = static_cast<int>(json.integer_or("won", 0));
  const auto lower = numbers_from(json, "covariance");
  if (!fits(made, lower.size())) return base::failure("json.syntax", "this is no model of the chance");
  made.covariance = from_triangle(lower, made.columns.count);
  return made;
}

Json to_json(const TrainingReport& report) {
  Json left_out = Json::array();
  for (const auto& one : report.left_out) left_out.push(Json::object({{"term", one.term}, {"why", one.why}}));
  Json made = Json::object({{"outcomes", report.outcomes},
                            {"won", report.won},
                            {"terms_used", report.terms_used},
                            {"left_out", left_out},
                            {"words", texts(report.words)}});
  if (report.checked) made.set("log_loss", report.log_loss).set("base_log_loss", report.base_log_loss);
  return made;
}

}  // namespace goodword::rules
