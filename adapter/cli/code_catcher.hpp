// The end of a login in the browser: waits on loopback for the address that the CRM sends the browser to.
//
// Made by auth login; answers on the listener's threads. Only an answer with the state that went out counts, so that a
// page elsewhere cannot hand us a code of somebody else's login.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "http/listener.hpp"

namespace goodword::cli {

/// The code of an address like "http://localhost:18917/callback?code=…&state=…". Errors: usage (no code, another
/// state), remote.login (the CRM or the person said no).
base::Result<std::string> code_of(std::string_view address, std::string_view state);

class CodeCatcher {
 public:
  static constexpr std::uint16_t usual_port = 18917;

  /// Errors: wire.port_taken.
  static base::Result<std::unique_ptr<CodeCatcher>> open(std::uint16_t port);
  /// "http://localhost:18917/callback"
  std::string redirect() const;
  void expect(std::string state);
  /// Errors: remote.login, wire.stopped; usage after `patience`.
  base::Result<std::string> wait(std::chrono::seconds patience, std::stop_token stop);

 private:
  ports::HttpResponse answer(const ports::HttpRequest& request);

  std::mutex mutex_;
  std::condition_variable_any came_;
  std::string state_;
  std::optional<base::Result<std::string>> code_;
  std::unique_ptr<http::Listener> listener_;  ///< last: it ends before what it uses
};

}  // namespace goodword::cli
