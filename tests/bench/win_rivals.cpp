#include "win_rivals.hpp"

#include <algorithm>
#include <map>
#include <memory>

#include "rules/chance_train.hpp"

namespace goodword::bench {
namespace {

using rules::TermKind;
using rules::TermValue;
using rules::TrainingRow;
using rules::TrainingSet;

constexpr int eighths = 8;

Predict train_this(const TrainingSet& set, const rules::Settings& settings) {
  const auto model = std::make_shared<const rules::ChanceModel>(rules::train_model(set, {}, settings).model);
  const auto places = rules::places_of(model->columns, set.terms);
  return [=](const TrainingRow& row) {
    std::vector<TermValue> values;
    for (const auto place : places) values.push_back(row.values[place]);
    return rules::chance_of(*model, values, settings).value;
  };
}

Predict train_base(const TrainingSet& set, const rules::Settings&) {
  const auto won = std::ranges::count_if(set.rows, &TrainingRow::won);
  const double rate = (static_cast<double>(won) + 0.5) / (static_cast<double>(set.rows.size()) + 1);
  return [=](const TrainingRow&) { return rate; };
}

/// Per field and value (won + 0.1, lost + 0.1), each divided by the field's sum of the same; the product over the
/// fields that have a value, times the share of won and of lost.
class Frequencies {
 public:
  Frequencies(const TrainingSet& set, int least) : least_(least) {
    for (std::size_t t = 0; t < set.terms.size(); ++t) edges_.push_back(edges(set, t));
    fields_.resize(set.terms.size());
    for (const auto& row : set.rows) {
      (row.won ? won_ : lost_) += 1;
      for (std::size_t t = 0; t < fields_.size(); ++t) {
        const auto value = word(row, t);
        if (!value.empty()) ++(row.won ? fields_[t][value].won : fields_[t][value].lost);
      }
    }
  }

  double chance(const TrainingRow& row) const {
    double won = won_ / (won_ + lost_), lost = lost_ / (won_ + lost_);
    for (std::size_t t = 0; t < fields_.size(); ++t) {
      const auto found = fields_[t].find(word(row, t));
      if (found == fields_[t].end() || found->second.won + found->second.lost - 0.2 < least_) continue;
      double all_won = 0, all_lost = 0;
      for (const auto& [value, count] : fields_[t]) {
        all_won += count.won;
        all_lost += count.lost;
      }
      won *= found->second.won / all_won;
      lost *= found->second.lost / all_lost;
    }
    return std::clamp(won / (won + lost), 0.0001, 0.9999);
  }

 private:
  struct Count {
    double won = 0.1, lost = 0.1;
  };

  static std::vector<double> edges(const TrainingSet& set, std::size_t t) {
    std::vector<double> values, made;
    for (const auto& row : set.rows) {
      if (const auto* number = std::get_if<double>(&row.values[t])) values.push_back(*number);
    }
    std::ranges::sort(values);
    for (int k = 1; k < eighths && !values.empty(); ++k)
      made.push_back(rules::quantile(values, static_cast<double>(k) / eighths));
    return made;
  }

  std::string word(const TrainingRow& row, std::size_t t) const {
    if (const auto* text = std::get_if<std::string>(&row.values[t])) return *text;
    const auto* number = std::get_if<double>(&row.values[t]);
    if (!number) return {};
    return std::to_string(std::ranges::upper_bound(edges_[t], *number) - edges_[t].begin());
  }

  int least_;
  double won_ = 0, lost_ = 0;
  std::vector<std::map<std::string, Count>> fields_;
  std::vector<std::vector<double>> edges_;
};

auto frequencies(int least) {
  return [=](const TrainingSet& set, const rules::Settings&) -> Predict {
    return [model = Frequencies(set, least)](const TrainingRow& row) { return model.chance(row); };
  };
}

}  // namespace

std::vector<Method> methods() {
  return {{"this model", train_this},
          {"Odoo's method", frequencies(50)},
          {"Odoo's, rule of 50 for tags", frequencies(0)},
          {"base rate", train_base}};
}

}  // namespace goodword::bench
