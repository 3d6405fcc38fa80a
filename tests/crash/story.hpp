// The story that the crash suite tells again and again: four prospects, three chapters, from first sync to
// introduction.
//
// Before each chapter people do something in the CRM; then a sync reads, decides and writes. The oracle is end_state():
// everything that stands in the CRM and in the store, as lines, without what must differ (times, ids the CRM gives).
#pragma once

#include <map>

#include "stage/stage.hpp"

namespace goodword::testing {

class Story {
 public:
  Story();

  static constexpr int chapters = 3;
  /// What people do before the chapter's sync.
  void before(int chapter);
  /// Syncs until nothing is left to do; what stood in the way, if it never comes to rest.
  std::vector<std::string> come_to_rest();
  std::vector<std::string> end_state();

  Stage stage;

 private:
  std::string prospect(const std::string& first, const std::string& last, const std::string& company,
                       base::Duration ago);
  void sync_into(std::vector<std::string>& troubles, bool& quiet);

  sandbox::Person dev_;
  std::map<std::string, std::string> contacts_;
};

/// What one has and the other lacks: "missing: …", "too much: …".
std::vector<std::string> differences(std::vector<std::string> expected, std::vector<std::string> found);

}  // namespace goodword::testing
