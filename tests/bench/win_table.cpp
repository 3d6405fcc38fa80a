#include "win_table.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <stdexcept>

#include "base/text.hpp"

namespace goodword::bench {
namespace {

std::optional<double> number_in(const std::string& text) {
  double made = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), made);
  if (fault != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return made;
}

bool is_won(const std::string& text) {
  static const std::set<std::string> words = {"1", "true", "yes", "won"};
  return words.contains(base::lower(text));
}

}  // namespace

std::vector<std::vector<std::string>> read_csv(std::string_view text) {
  std::vector<std::vector<std::string>> made;
  std::vector<std::string> record;
  std::string field;
  bool quoted = false, any = false;
  const auto end_record = [&] {
    record.push_back(std::move(field));
    field.clear();
    if (any) made.push_back(std::move(record));
    record.clear();
    any = false;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '"' && i + 1 < text.size() && text[i + 1] == '"') {
      field += text[++i];
    } else if (c == '"' && (quoted || field.empty())) {
      quoted = !quoted;
      any = true;
    } else if (!quoted && c == ',') {
      record.push_back(std::move(field));
      field.clear();
      any = true;
    } else if (!quoted && (c == '\n' || c == '\r')) {
      if (any) end_record();
    } else {
      field += c;
      any = true;
    }
  }
  if (any) end_record();
  return made;
}

rules::TrainingSet outcomes_in(const std::vector<std::vector<std::string>>& csv, const TableWish& wish) {
  if (csv.empty()) throw std::runtime_error("an empty table");
  const auto& header = csv.front();
  const auto target = std::ranges::find(header, wish.target);
  if (target == header.end()) throw std::runtime_error("no column \"" + wish.target + "\"");
  const auto target_at = static_cast<std::size_t>(target - header.begin());
  const auto cell = [&](std::size_t row, std::size_t at) {
    return at < csv[row].size() ? csv[row][at] : std::string();
  };
  rules::TrainingSet made;
  std::vector<std::size_t> places;
  for (std::size_t at = 0; at < header.size(); ++at) {
    if (at == target_at || wish.drop.contains(header[at])) continue;
    bool number = true;
    for (std::size_t i = 1; i < csv.size() && number; ++i)
      number = wish.missing.contains(cell(i, at)) || number_in(cell(i, at));
    made.terms.push_back({header[at], number ? rules::TermKind::number : rules::TermKind::category, header[at]});
    places.push_back(at);
  }
  for (std::size_t i = 1; i < csv.size(); ++i) {
    rules::TrainingRow row{std::to_string(i), is_won(cell(i, target_at)), 1, 0, {}};
    for (std::size_t t = 0; t < places.size(); ++t) {
      const std::string value = cell(i, places[t]);
      if (wish.missing.contains(value)) {
        row.values.emplace_back();
      } else if (made.terms[t].kind == rules::TermKind::number) {
        row.values.emplace_back(*number_in(value));
      } else {
        row.values.emplace_back(value);
      }
    }
    made.rows.push_back(std::move(row));
  }
  return made;
}

}  // namespace goodword::bench
