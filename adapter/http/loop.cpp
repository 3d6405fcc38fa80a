#include "http/loop.hpp"

#include <new>
#include <utility>

namespace goodword::http {
namespace {

// Only how long the loop sleeps when nothing happens at all: sockets, time-outs and wake-ups end it sooner.
constexpr int idle_milliseconds = 1000;
// Connections kept open for the next request, over all hosts.
constexpr long kept_connections = 32;

CURLM* open_multi() {
  if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) throw std::bad_alloc();
  CURLM* multi = curl_multi_init();
  if (multi == nullptr) throw std::bad_alloc();
  curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, kept_connections);
  return multi;
}

}  // namespace

Loop::Loop() : multi_(open_multi()), thread_([this](std::stop_token stop) { run(stop); }) {}

Loop::~Loop() {
  shut();
  curl_multi_cleanup(multi_);
  curl_global_cleanup();
}

void Loop::add(std::shared_ptr<Exchange> exchange) {
  {
    const std::lock_guard lock(mutex_);
    if (open_) {
      added_.push_back(std::move(exchange));
      curl_multi_wakeup(multi_);
      return;
    }
  }
  exchange->stop();
}

void Loop::cancel(std::shared_ptr<Exchange> exchange) {
  if (exchange->ended()) return;
  const std::lock_guard lock(mutex_);
  if (!open_) return;
  cancelled_.push_back(std::move(exchange));
  curl_multi_wakeup(multi_);
}

void Loop::shut() {
  {
    const std::lock_guard lock(mutex_);
    open_ = false;
    thread_.request_stop();
    curl_multi_wakeup(multi_);
  }
  if (thread_.joinable()) thread_.join();
}

void Loop::run(std::stop_token stop) {
  while (!stop.stop_requested()) {
    take_requests();
    int running = 0;
    curl_multi_perform(multi_, &running);
    collect_answers();
    // A wake-up that came since the lists were taken is remembered, so none is slept through.
    curl_multi_poll(multi_, nullptr, 0, idle_milliseconds, nullptr);
  }
  stop_all();
}

void Loop::take_requests() {
  std::vector<std::shared_ptr<Exchange>> added;
  std::vector<std::shared_ptr<Exchange>> cancelled;
  {
    const std::lock_guard lock(mutex_);
    added.swap(added_);
    cancelled.swap(cancelled_);
  }
  for (auto& exchange : added) begin(std::move(exchange));
  for (const auto& exchange : cancelled) {
    if (under_way_.erase(exchange->easy()) == 0) continue;
    curl_multi_remove_handle(multi_, exchange->easy());
    exchange->stop();
  }
}

void Loop::begin(std::shared_ptr<Exchange> exchange) {
  CURL* easy = exchange->easy();
  if (curl_multi_add_handle(multi_, easy) != CURLM_OK) return exchange->finish(CURLE_FAILED_INIT);
  under_way_.emplace(easy, std::move(exchange));
}

void Loop::collect_answers() {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    // The message does not outlive the handle's removal.
    const CURLcode code = message->data.result;
    const auto found = under_way_.find(message->easy_handle);
    const auto exchange = found->second;
    under_way_.erase(found);
    curl_multi_remove_handle(multi_, exchange->easy());
    exchange->finish(code);
  }
}

void Loop::stop_all() {
  for (const auto& [easy, exchange] : under_way_) {
    curl_multi_remove_handle(multi_, easy);
    exchange->stop();
  }
  under_way_.clear();
  const std::lock_guard lock(mutex_);
  for (const auto& exchange : added_) exchange->stop();
  added_.clear();
  cancelled_.clear();
}

}  // namespace goodword::http
