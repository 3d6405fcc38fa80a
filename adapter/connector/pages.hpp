// Where the next page is, by the rules of a connector file; and the guards that keep paging from going on for ever.
//
// A Pager is a plain value: put() fills a request's placeholders, advance() takes in what a page showed. Guards are
// always on: a cursor that comes again, a page equal to the last one, more pages than the rule allows.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "base/error.hpp"
#include "connector/plan.hpp"

namespace goodword::connector {

/// What one page showed, as paging and cursors see it.
struct PageFacts {
  Seen seen = {};
  std::int64_t rows = 0;
  std::string after = {};        ///< keyset: of the last record
  std::string fingerprint = {};  ///< of the ids in their order; empty: not to be compared
  std::string last_id = {};
  std::optional<base::Instant> last_changed = {};  ///< of the last record
  std::optional<base::Instant> max_changed = {};
  base::Instant asked{};  ///< the CRM's own time when the page was asked for
};

class Pager {
 public:
  Pager() = default;
  /// `place` is what place() said before, or null to begin.
  explicit Pager(const Pages& pages, const base::Json& place = {});

  /// cursor, page, offset, after_id and size, where this kind has them and they have a value.
  void put(Values& values) const;
  /// The next page's own address, where pages are by `next`.
  const std::string& url() const { return url_; }
  /// Whether there is a next page. Errors: connector.repeated_page.
  base::Result<bool> advance(const PageFacts& page);
  base::Json place() const;
  /// How many results the query has, where the page says so.
  std::optional<std::int64_t> total(const PageFacts& page) const;

 private:
  /// The first rule of which that is true, or nullptr.
  const Pages* rule_of(const auto& is_true) const {
    if (is_true(*pages_)) return pages_;
    for (const auto& other : pages_->others) {
      if (is_true(other)) return &other;
    }
    return nullptr;
  }
  const Pages* counted() const;  ///< by number or offset
  const Pages* valued() const;   ///< from a value: of the answer, or of its last record
  void put_value(const Pages& rule, Values& values) const;
  void put_count(const Pages& rule, Values& values) const;
  bool ended(const Pages& rule, const PageFacts& page) const;
  static std::string next_value(const Pages& rule, const PageFacts& page);
  base::Result<bool> next_by_value(const Pages& rule, const PageFacts& page);

  const Pages* pages_ = nullptr;
  std::string value_;  ///< cursor or after_id
  std::string url_;
  std::int64_t number_ = 0;  ///< page or offset
  std::int64_t walked_ = 0, received_ = 0;
  std::string last_fingerprint_;
  std::set<std::string> used_;
};

}  // namespace goodword::connector
