// The thread on which libcurl moves bytes. Only client.cpp uses it; see client.hpp for what it promises.
//
// add() and cancel() may be called from any thread; everything that touches libcurl's multi handle happens on the
// loop's own thread.
#pragma once

#include <curl/curl.h>

#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

#include "http/exchange.hpp"

namespace goodword::http {

class Loop {
 public:
  Loop();
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  void add(std::shared_ptr<Exchange> exchange);
  /// Takes a request off the wire; nothing happens if it has ended.
  void cancel(std::shared_ptr<Exchange> exchange);
  /// Ends the thread. All that is still under way, and all that is added later, is stopped.
  void shut();

 private:
  void run(std::stop_token stop);
  void take_requests();
  void begin(std::shared_ptr<Exchange> exchange);
  void collect_answers();
  void stop_all();

  CURLM* multi_;
  std::map<CURL*, std::shared_ptr<Exchange>> under_way_;  // the loop's thread only
  std::mutex mutex_;
  bool open_ = true;
  std::vector<std::shared_ptr<Exchange>> added_;
  std::vector<std::shared_ptr<Exchange>> cancelled_;
  std::jthread thread_;  // last, so that it starts when all else is there
};

}  // namespace goodword::http
