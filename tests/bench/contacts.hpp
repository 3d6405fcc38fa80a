// The made-up contacts of the benchmark, each at a known place in a page and of one length, so that a page is copied
// from a finished text and only patched: the server must cost as little as a server can.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace goodword::bench {

/// A contact that somebody edited: when, and how often.
struct Edit {
  std::int64_t at_ms = 0;
  int version = 0;
};

class Contacts {
 public:
  explicit Contacts(std::int64_t count);

  std::int64_t count() const { return count_; }
  std::string id(std::int64_t number) const;
  std::string company(std::int64_t number) const;
  /// One contact after the other, with commas between; `associations` as a list shows them and a search does not.
  void append(std::string& page, std::int64_t number, bool associations) const;

  /// `how_many` of them, evenly spread, are edited by a person at `at_ms` and the milliseconds before it.
  void edit(std::int64_t how_many, std::int64_t at_ms);
  const std::map<std::int64_t, Edit>& edits() const { return edits_; }

 private:
  struct Places {
    std::string text;
    std::size_t id = 0, first = 0, last = 0, mail_name = 0, mail_host = 0, title = 0, changed = 0, object = 0,
                updated = 0, company = 0, company_again = 0;
  };
  static Places places(bool associations);

  std::int64_t count_;
  Places listed_, found_;
  std::map<std::int64_t, Edit> edits_;
};

/// "2026-01-12T08:30:00.000Z".
std::string time_text(std::int64_t ms);

}  // namespace goodword::bench
