// Whether an operation whose answer was lost arrived: looks for its marker among what the CRM holds.
//
// All pages are read, for half a list proves no absence. One worker at a time.
#pragma once

#include <stop_token>

#include "connector/records.hpp"
#include "ports/remote.hpp"

namespace goodword::connector {

class ReadBackRoom {
 public:
  ReadBackRoom(Session& session, Records& records) : session_(session), records_(records) {}

  base::Result<ports::ReadBack> look(const model::Operation& operation, std::stop_token stop);
  /// The same for a further call about what was made: whether it arrived.
  base::Result<ports::ReadBack> look_for_step(const Write& step, const model::Operation& operation,
                                              std::string_view created, std::stop_token stop);

 private:
  /// What is looked for, and in what.
  struct Search {
    const ReadBackPlan& plan;
    Values values;
    std::string text;    ///< stands in the text that is read back
    bool whole = false;  ///< is all of it
  };
  base::Result<ports::ReadBack> find(const Search& search, std::stop_token stop);
  base::Result<std::vector<std::pair<std::string, std::string>>> texts(const ReadBackPlan& plan, const base::Json& body,
                                                                       std::stop_token stop);

  Session& session_;
  Records& records_;
};

}  // namespace goodword::connector
