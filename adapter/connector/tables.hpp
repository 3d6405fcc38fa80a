// The CRM's own tables of labels: which words its ids stand for, and which id a tag of ours has.
//
// Fetched when first needed, kept for a day (or as the file says), asked again when a record names an id they lack.
// Used by one worker at a time.
#pragma once

#include <map>
#include <set>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

#include "connector/mapping.hpp"
#include "connector/session.hpp"

namespace goodword::connector {

class Tables : public Labels {
 public:
  explicit Tables(Session& session) : session_(session) {}

  std::optional<std::string> label(std::string_view table, std::string_view id) const override;
  /// The id of a label, or nothing where the CRM has none of that name.
  std::optional<std::string> id_of(std::string_view table, std::string_view label) const;
  /// The same; a table that was not fetched just now is asked anew before it is said to have none.
  base::Result<std::optional<std::string>> find_id(std::string_view table, std::string_view label,
                                                   std::stop_token stop);
  /// Fetches those that are missing or old.
  base::Result<void> need(std::span<const std::string> names, std::stop_token stop);
  /// Fetches one anew that lacks any of these ids; each is asked about once while the table is kept.
  base::Result<void> know(std::string_view name, std::span<const std::string> ids, std::stop_token stop);
  /// Fetches one whatever its age.
  base::Result<void> refresh(std::string_view name, std::stop_token stop);
  /// Of what these say now, on top of `seed`.
  std::uint64_t digest(std::span<const std::string> names, std::uint64_t seed) const;
  /// Its ids and labels as they were fetched, in the CRM's order.
  std::vector<std::pair<std::string, std::string>> rows(std::string_view table) const;
  /// Makes a label. Errors: connector.unsupported where the file does not say how.
  base::Result<void> create(std::string_view name, std::string_view label, std::stop_token stop);

 private:
  struct Held {
    std::vector<std::pair<std::string, std::string>> rows;  ///< id and label
    std::map<std::string, std::size_t, std::less<>> by_id, by_label;
    std::set<std::string> strangers;  ///< ids that records hold and the CRM does not list
    base::Instant fetched{};
    std::uint64_t digest = 0;

    void add(std::string id, std::string label);
  };
  std::optional<std::string> fact(std::string_view name) const;
  base::Result<void> fetch(const Table& table, Held& held, std::stop_token stop);

  Session& session_;
  std::map<std::string, Held, std::less<>> held_;
};

}  // namespace goodword::connector
