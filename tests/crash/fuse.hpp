// Where a process dies: every step it passes has a number, and at the chosen one it kills itself with SIGKILL, as a
// power cut or an impatient operator would: no destructor, no flush, no goodbye.
#pragma once

#include <csignal>
#include <string>
#include <vector>

#include "ports/http_client.hpp"
#include "stage/relay_store.hpp"

namespace goodword::testing {

class Fuse {
 public:
  /// `at` counts from 1; 0 never burns.
  explicit Fuse(int at) : at_(at) {}
  void pass(const std::string& point) {
    passed_.push_back(point);
    if (static_cast<int>(passed_.size()) == at_) ::raise(SIGKILL);
  }
  const std::vector<std::string>& passed() const { return passed_; }

 private:
  int at_;
  std::vector<std::string> passed_;
};

/// Dies right before or right after a change became durable.
class FusedStore : public RelayStore {
 public:
  FusedStore(ports::Store& inner, Fuse& fuse) : RelayStore(inner), fuse_(fuse) {}

 protected:
  void before(const std::string& name) override { fuse_.pass("before " + name); }
  void after(const std::string& name) override { fuse_.pass("after " + name); }

 private:
  Fuse& fuse_;
};

/// Dies before a request leaves, or when the CRM has carried it out and nobody has heard the answer.
class FusedClient : public ports::HttpClient {
 public:
  FusedClient(ports::HttpClient& inner, Fuse& fuse) : inner_(inner), fuse_(fuse) {}
  std::unique_ptr<ports::PendingResponse> start(ports::HttpRequest request) override {
    const auto path = request.url.find('/', request.url.find("://") + 3);
    const std::string name = request.method + " " + request.url.substr(path, request.url.find('?') - path);
    fuse_.pass("before " + name);
    auto pending = inner_.start(std::move(request));
    fuse_.pass("after " + name);
    return pending;
  }

 private:
  ports::HttpClient& inner_;
  Fuse& fuse_;
};

}  // namespace goodword::testing
