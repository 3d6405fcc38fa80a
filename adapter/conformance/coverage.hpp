// Which parts of a connector file the samples reach: every request it can send and every rule for answers. It is
// measured from what was sent and answered, with a reading of the file of its own, so that a part nobody plays is seen.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "conformance/replay.hpp"

namespace goodword::conformance {

class Coverage {
 public:
  explicit Coverage(const base::Json& connector);

  void add(const Exchange& exchange);
  std::size_t reached() const;
  std::size_t parts() const { return requests_.size() + rules_.size(); }
  /// Pointers of parts that no sample reaches.
  std::vector<std::string> missed() const;

 private:
  struct Part {
    std::string name;
    base::Json json;  ///< a request with its patches laid over each other, or a rule's test
    bool reached = false;
  };
  void add_request(std::string name, const base::Json& request, const base::Json& constants);
  void add_rules(const std::string& name, const base::Json* rules);
  void add_stream(const std::string& name, const base::Json& stream, const base::Json& file);
  void add_pages(const std::string& name, const base::Json& pages, const base::Json& constants);
  void add_write(const std::string& name, const base::Json& write);

  base::Json general_;   ///< "request" of the file, under all others
  base::Json settings_;  ///< defaults of the settings
  std::vector<Part> requests_;
  std::vector<Part> rules_;
};

/// Whether a request could have been made from this template: placeholders stand for anything.
bool could_be(const base::Json& request_template, const base::Json& made);

}  // namespace goodword::conformance
