// What must exist in the CRM before we write: the connector's set-up entries, and labels for our tags.
//
// Called for `goodword setup` and before a plan is applied. Nothing is made without create(). One worker at a time.
#pragma once

#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "connector/session.hpp"
#include "connector/tables.hpp"
#include "ports/remote.hpp"

namespace goodword::connector {

class SetupRoom {
 public:
  SetupRoom(Session& session, Tables& tables) : session_(session), tables_(tables) {}

  base::Result<std::vector<ports::SetupItem>> missing(std::span<const std::string> tags, std::stop_token stop);
  base::Result<void> create(const ports::SetupItem& item, std::span<const std::string> tags, std::stop_token stop);

 private:
  /// How an entry stands: not there, or there with these tags.
  struct State {
    bool there = false;
    std::vector<std::string> tags;
  };
  base::Result<State> state(const Setup& setup, std::stop_token stop);
  base::Result<void> send(const Request& request, std::span<const std::string> tags, std::stop_token stop);
  base::Result<void> make(const Setup& setup, std::span<const std::string> tags, std::stop_token stop);
  std::vector<std::string> tag_tables() const;

  Session& session_;
  Tables& tables_;
};

}  // namespace goodword::connector
