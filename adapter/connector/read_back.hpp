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

 private:
  base::Result<std::vector<std::pair<std::string, std::string>>> texts(const ReadBackPlan& plan, const base::Json& body,
                                                                       std::stop_token stop);

  Session& session_;
  Records& records_;
};

}  // namespace goodword::connector
