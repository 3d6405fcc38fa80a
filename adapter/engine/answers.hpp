// What people answered, as the contacts are read: kept at once, except yeses, which are counted first.
//
// An answer is a fact: it is recorded before anything is decided. Yeses that come in by the dozen are an import or a
// bulk edit, not conversations; then none counts and a person confirms each.
#pragma once

#include <vector>

#include "engine/desk.hpp"
#include "engine/reading.hpp"
#include "engine/report.hpp"

namespace goodword::engine {

class Answers {
 public:
  explicit Answers(World& world) : world_(world) {}

  /// True where an answer was recorded: the dossier that was read is no longer what the store holds.
  base::Result<bool> take(const Reading& reading);
  /// Contacts whose yes was recorded, once all have been read.
  base::Result<std::vector<std::string>> finish();

  const DeskReport& report() const { return report_; }

 private:
  struct Yes {
    model::Ref contact;
    std::string name;
    Heard heard;
  };

  base::Result<Heard> hear_one(const Reading& reading);
  base::Result<void> keep(ports::DeskCommit commit);
  base::Result<void> hold_yeses_at_once();
  void ask_about(const Yes& yes);

  World& world_;
  std::vector<Yes> yeses_;
  DeskReport report_;
};

}  // namespace goodword::engine
