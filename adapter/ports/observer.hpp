// Watching a long run: counts for a progress bar or a log line. Observers change nothing and may be called often.
#pragma once

#include <cstdint>
#include <string_view>

namespace goodword::ports {

struct Progress {
  std::string_view crm;
  std::string_view step;     ///< pull, decide, deliver
  std::string_view subject;  ///< stream or object, never a person's name
  std::int64_t done = 0;
  std::int64_t total = 0;  ///< 0: not known
};

class Observer {
 public:
  virtual ~Observer() = default;
  virtual void progress(const Progress& progress) = 0;
};

}  // namespace goodword::ports
