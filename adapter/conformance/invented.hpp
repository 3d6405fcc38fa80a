// Stable invented values in the place of real ones: equal values become equal ones, and none can be told back.
//
// One object serves a whole recording, so that an id or an address is the same in all of its answers. Pure.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace goodword::conformance {

class Invented {
 public:
  enum class Sort { email, phone, first_name, last_name, name, text, id, digits, decimal, site };

  /// What stands for a value, always the same for the same value, whatever sort it is first asked for as.
  const std::string& instead_of(const std::string& value, Sort sort);
  /// What stands for it already, or nullptr.
  const std::string* known(const std::string& value) const;
  /// Real values and what stands for them.
  const std::map<std::string, std::string>& all() const { return made_; }

 private:
  std::map<std::string, std::string> made_;  ///< by real value
  std::map<Sort, int> numbers_;
};

}  // namespace goodword::conformance
