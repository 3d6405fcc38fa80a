// What a person does in the CRM, as a value that can be drawn, shown and carried out on whatever the CRM holds by then.
//
// A deed names its records by numbers that are taken modulo what is there, so that a sequence stays valid when parts of
// it are left out. A deed that finds nothing to be done to does nothing.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "sandbox/hubspot.hpp"
#include "sandbox/people.hpp"

namespace goodword::simulation {

enum class Do { create, import_many, edit, clear, archive, merge, join_company, write_note, make_deal, close_deal };

struct Deed {
  Do what = Do::create;
  int which = 0, other = 0;  ///< records, modulo those that are there
  int late = 0;              ///< seconds until search shows it
};

std::ostream& operator<<(std::ostream& out, const Deed& deed);

/// The CRM's people. Values they write are all different.
class People {
 public:
  explicit People(sandbox::HubSpot& crm);

  void carry_out(const Deed& deed);
  /// Contacts and companies that were merged away, with those they were merged into at the time.
  const std::vector<std::pair<std::string, std::string>>& merged_contacts() const { return merged_contacts_; }

 private:
  std::string some(sandbox::ObjectType type, int which) const;
  sandbox::ObjectType kind_of(const Deed& deed) const;
  std::string fresh(std::string_view word) { return std::string(word) + " " + std::to_string(++words_); }
  void create(sandbox::ObjectType type);
  void edit(const Deed& deed, bool clear);
  void merge(const Deed& deed);
  void write_note(const std::string& contact);
  void make_deal(const std::string& contact);

  sandbox::HubSpot& crm_;
  sandbox::Person person_;
  std::vector<std::pair<std::string, std::string>> merged_contacts_;
  int words_ = 0;
};

}  // namespace goodword::simulation
