// What a CRM holds, said as the canonical record a reader must hold: written by hand for each dialect, without a look
// at any connector file.
#pragma once

#include <string>
#include <string_view>

#include "base/text.hpp"
#include "rig.hpp"
#include "sandbox/rows.hpp"

namespace goodword::dialects {

class Said {
 public:
  Said(const sandbox::Row& row, const std::string& id)
      : row_(row), json_(base::Json::object({{"id", base::Json(id)}})) {}

  Said& put(std::string_view name, base::Json value) {
    if (!value.is_null()) json_.set(std::string(name), std::move(value));
    return *this;
  }
  /// As it stands: text, number, true or false.
  Said& same(std::string_view name, std::string_view column) { return put(name, row_[column]); }
  /// An id that the CRM numbers.
  Said& number_as_text(std::string_view name, std::string_view column) {
    return row_[column].is_null() ? *this : put(name, base::Json(row_[column].text()));
  }
  Said& list(std::string_view name, std::initializer_list<std::string_view> columns) {
    base::Json all = base::Json::array();
    for (const auto column : columns) {
      if (!row_[column].is_null()) all.push(base::Json(row_[column].text()));
    }
    return all.items().empty() ? *this : put(name, std::move(all));
  }
  /// A day without an hour is its beginning.
  Said& day(std::string_view name, std::string_view column) {
    return row_[column].is_null() ? *this : put(name, base::Json(row_[column].text() + "T00:00:00Z"));
  }
  Said& moment(std::string_view name, base::Instant at) { return put(name, base::Json(base::to_rfc3339(at))); }
  std::string done() const { return base::write_canonical(json_); }

 private:
  const sandbox::Row& row_;
  base::Json json_;
};

/// The field of our own that the operator's file names "region".
inline base::Json region_of(const base::Json& value) {
  return base::Json::object(
      {{"region", base::Json::object({{"type", "text"}, {"class", "business"}, {"value", value}})}});
}

/// The table's rows that are there, each said by `say`, under the id it has in the store.
template <class Say>
void add_truth(Held& held, const sandbox::Rows& rows, std::string_view table, model::Kind kind, const Say& say) {
  for (const auto* row : rows.all(table)) {
    if (row->deleted) continue;
    const Said said = say(*row);
    held[{kind, base::parse_json(said.done())->text_or("id", "")}] = said.done();
  }
}

}  // namespace goodword::dialects
