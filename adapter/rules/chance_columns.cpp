#include "rules/chance_columns.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace goodword::rules {
namespace {

constexpr std::size_t few_values = 10;  // a number with no more values than this: each held twice has a column
constexpr std::size_t most_levels = 8;

std::vector<double> knots_of(const std::vector<double>& ascending) {
  const auto n = static_cast<double>(ascending.size());
  const auto parts = static_cast<int>(std::min(8.0, std::max(4.0, std::floor(std::sqrt(n) / 2))));
  std::vector<double> made = {quantile(ascending, 0.01)};
  for (int k = 1; k < parts; ++k) made.push_back(quantile(ascending, static_cast<double>(k) / parts));
  made.push_back(quantile(ascending, 0.99));
  made.erase(std::unique(made.begin(), made.end()), made.end());
  if (made.size() < 2) made.clear();
  return made;
}

void count_category(const TrainingSet& set, std::size_t at, const Settings& settings, TermColumns& made) {
  std::map<std::string, int> counts;
  for (const auto& row : set.rows) {
    const TermValue& value = row.values[at];
    if (std::holds_alternative<Withheld>(value)) continue;
    const auto* text = std::get_if<std::string>(&value);
    ++counts[text ? *text : std::string()];
    if (text && !text->empty()) ++made.known;
  }
  for (const auto& [text, count] : counts) {
    if (count >= settings.chance_least_outcomes) {
      made.levels.push_back({text, 0, count});
    } else {
      made.rare.push_back(text);
      made.rare_outcomes += count;
    }
  }
  if (made.rare_outcomes >= settings.chance_least_outcomes) return;
  made.rare.clear();
  made.rare_outcomes = 0;
}

void count_number(const TrainingSet& set, std::size_t at, const Settings& settings, TermColumns& made) {
  std::vector<double> values;
  for (const auto& row : set.rows) {
    if (std::holds_alternative<Withheld>(row.values[at])) continue;
    const auto* number = std::get_if<double>(&row.values[at]);
    number ? values.push_back(*number) : void(++made.missing);
  }
  std::ranges::sort(values);
  made.known = static_cast<int>(values.size());
  if (values.empty()) return;
  made.knots = knots_of(values);
  std::map<double, int> counts;
  for (const double value : values) ++counts[value];
  const double share = counts.size() <= few_values ? 0 : settings.chance_value_share * (made.known + made.missing);
  for (const auto& [number, count] : counts) {
    if (count < settings.chance_least_outcomes || count < share || made.levels.size() == most_levels) continue;
    made.levels.push_back({"", number, count});
  }
}

void count_sign(const TrainingSet& set, std::size_t at, TermColumns& made) {
  for (const auto& row : set.rows) {
    const auto* x = std::get_if<double>(&row.values[at]);
    if (x && *x != 0) ++made.known;
  }
}

/// A term with a single column is the same for every row.
bool says_something(const TermColumns& term) {
  switch (term.term.kind) {
    case TermKind::category: return width(term) > 1;
    case TermKind::number: return !term.knots.empty() || (term.known > 0 && term.missing > 0);
    case TermKind::sign: return true;
  }
  return false;
}

void add(Placed& placed, std::size_t column, double value) {
  placed.entries[placed.count++] = {static_cast<std::uint32_t>(column), value};
}

Placed place_category(const TermColumns& term, const std::string& text) {
  Placed made;
  const auto level = std::ranges::lower_bound(term.levels, text, {}, &Level::text);
  if (level != term.levels.end() && level->text == text) {
    add(made, static_cast<std::size_t>(level - term.levels.begin()), 1);
    made.outcomes = level->outcomes;
  } else if (std::ranges::binary_search(term.rare, text)) {
    add(made, term.levels.size(), 1);
    made.outcomes = term.rare_outcomes;
  } else {
    made.unseen = true;
  }
  return made;
}

Placed place_number(const TermColumns& term, const double* number) {
  Placed made;
  const std::size_t knots = term.knots.size();
  if (!number) {
    add(made, knots + term.levels.size(), 1);
    made.outcomes = term.missing;
    return made;
  }
  made.outcomes = term.known;
  if (knots > 0) {
    const double x = std::clamp(*number, term.knots.front(), term.knots.back());
    const auto above = std::ranges::upper_bound(term.knots, x);
    const auto k = std::min(static_cast<std::size_t>(above - term.knots.begin()), knots - 1) - 1;
    const double part = (x - term.knots[k]) / (term.knots[k + 1] - term.knots[k]);
    if (part < 1) add(made, k, 1 - part);
    if (part > 0) add(made, k + 1, part);
  }
  const auto level = std::ranges::lower_bound(term.levels, *number, {}, &Level::number);
  if (level != term.levels.end() && level->number == *number)
    add(made, knots + static_cast<std::size_t>(level - term.levels.begin()), 1);
  return made;
}

/// The weighted mean of each centred column over the rows that know its term.
void find_means(const TrainingSet& set, const Encoded& encoded, Columns& columns) {
  std::vector<double> sums(encoded.basis.size, 0);
  for (std::size_t i = 0; i < set.rows.size(); ++i) {
    for (const auto& entry : encoded.rows.row(i)) sums[entry.at] += set.rows[i].weight * entry.value;
  }
  const auto spread = encoded.basis.to_columns(sums);  // the means are still 0
  columns.means.assign(columns.count, 0);
  for (const auto& term : columns.terms) {
    if (term.term.kind == TermKind::sign) continue;
    for (std::size_t i = term.first; i < term.first + width(term); ++i) {
      const double present = sums[encoded.basis.presence[i]];
      if (present > 0) columns.means[i] = spread[i] / present;
    }
  }
}

bool any_withheld(const TrainingSet& set, std::size_t at) {
  return std::ranges::any_of(set.rows,
                             [&](const auto& row) { return std::holds_alternative<Withheld>(row.values[at]); });
}

}  // namespace

double quantile(const std::vector<double>& ascending, double share) {
  return ascending[static_cast<std::size_t>(share * static_cast<double>(ascending.size() - 1))];
}

std::size_t width(const TermColumns& term) {
  switch (term.term.kind) {
    case TermKind::category: return term.levels.size() + (term.rare.empty() ? 0 : 1);
    case TermKind::number: return term.knots.size() + term.levels.size() + 1;
    case TermKind::sign: return 1;
  }
  return 0;
}

Placed place(const TermColumns& term, const TermValue& value) {
  Placed made;
  if (std::holds_alternative<Withheld>(value)) {
    made.withheld = true;
    return made;
  }
  const auto* number = std::get_if<double>(&value);
  switch (term.term.kind) {
    case TermKind::category: {
      const auto* text = std::get_if<std::string>(&value);
      return place_category(term, text ? *text : std::string());
    }
    case TermKind::number: return place_number(term, number);
    case TermKind::sign: break;
  }
  if (number && *number != 0) add(made, 0, *number);
  made.outcomes = term.known;
  return made;
}

Columns make_columns(const TrainingSet& set, const std::vector<char>& uses, const Settings& settings) {
  Columns made;
  for (std::size_t at = 0; at < set.terms.size(); ++at) {
    if (!uses[at]) continue;
    TermColumns one;
    one.term = set.terms[at];
    switch (one.term.kind) {
      case TermKind::category: count_category(set, at, settings, one); break;
      case TermKind::number: count_number(set, at, settings, one); break;
      case TermKind::sign: count_sign(set, at, one); break;
    }
    if (says_something(one)) made.terms.push_back(std::move(one));
  }
  std::ranges::sort(made.terms, {}, [](const TermColumns& one) { return one.term.name; });
  for (auto& one : made.terms) {
    one.first = made.count;
    one.group = made.groups;
    made.count += width(one);
    if (one.term.kind != TermKind::sign) made.groups += one.term.kind == TermKind::number ? 2 : 1;
  }
  return made;
}

std::vector<std::size_t> places_of(const Columns& columns, const std::vector<Term>& terms) {
  std::vector<std::size_t> made;
  for (const auto& one : columns.terms) {
    const auto found = std::ranges::find(terms, one.term.name, &Term::name);
    made.push_back(static_cast<std::size_t>(found - terms.begin()));
  }
  return made;
}

Encoded encode(const TrainingSet& set, Columns& columns, double trend) {
  const auto places = places_of(columns, set.terms);
  Encoded made;
  Basis& basis = made.basis;
  basis.columns = basis.size = columns.count;
  basis.trend = trend;
  basis.presence.assign(columns.count, 0);
  std::vector<std::size_t> presence;
  for (std::size_t t = 0; t < columns.terms.size(); ++t) {
    const auto& term = columns.terms[t];
    if (!term.knots.empty()) basis.ramps.push_back({term.first, term.knots.size()});
    presence.push_back(any_withheld(set, places[t]) ? basis.size++ : 0);
    std::fill_n(basis.presence.begin() + static_cast<std::ptrdiff_t>(term.first), width(term), presence.back());
  }
  for (const auto& row : set.rows) {
    made.rows.add(0, 1);
    for (std::size_t t = 0; t < columns.terms.size(); ++t) {
      const Placed placed = place(columns.terms[t], row.values[places[t]]);
      for (std::size_t k = 0; k < placed.count; ++k)
        made.rows.add(columns.terms[t].first + placed.entries[k].at, placed.entries[k].value);
    }
    if (columns.age && row.age_years > 0) made.rows.add(columns.count - 1, row.age_years);
    for (std::size_t t = 0; t < columns.terms.size(); ++t) {
      if (presence[t] > 0 && !std::holds_alternative<Withheld>(row.values[places[t]])) made.rows.add(presence[t], 1);
    }
    made.rows.end_row();
  }
  basis.means.assign(columns.count, 0);
  find_means(set, made, columns);
  basis.means = columns.means;
  return made;
}

}  // namespace goodword::rules
