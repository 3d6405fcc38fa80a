// One request and what becomes of it: prepared by the caller's thread, moved by the loop's, collected by the caller's.
//
// Holds the limits on what a server may send, and tells apart what was never sent from what may have arrived. Only
// client.cpp and loop.cpp use it.
#pragma once

#include <curl/curl.h>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>

#include "http/client.hpp"

namespace goodword::http {

class Exchange {
 public:
  Exchange(ports::HttpRequest request, std::shared_ptr<const ClientOptions> options);
  ~Exchange();
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  /// Builds the request for libcurl. The error is wire.not_sent: such a request cannot go out at all.
  base::Result<void> prepare();

  CURL* easy() const { return easy_; }
  bool ended() const;

  /// What libcurl says at the end. On the loop's thread, when the handle has left the multi handle.
  void finish(CURLcode code);
  void stop();
  void fail(base::Error error);

  /// Returns at the end or as soon as a stop is asked for. An answer is handed out once.
  base::Result<ports::HttpResponse> wait(std::stop_token stop);

 private:
  enum class Refusal {
    none,
    private_address,
    second_attempt,
    headers_too_large,
    body_too_large,
    ratio_too_large,
    memory
  };

  base::Result<void> check_request();
  void set_request();
  void set_connection();
  void set_limits();
  void add_header(const std::string& line);
  template <class Value>
  void set(CURLoption option, Value value);

  bool take_header(std::string_view line);
  void make_room();
  bool take_body(std::string_view bytes);
  curl_socket_t open_socket(const curl_sockaddr& address);
  bool may_reach(const sockaddr& address) const;
  bool trust_extra_certificates(void* tls) const;

  std::size_t wire_body_bytes() const;
  base::Error error_for(CURLcode code) const;
  base::Error wire_error(std::string_view code, const std::string& why, base::Retry retry) const;
  void publish(base::Result<ports::HttpResponse> outcome);

  static std::size_t header_callback(char* bytes, std::size_t, std::size_t count, void* self);
  static std::size_t body_callback(char* bytes, std::size_t, std::size_t count, void* self);
  static curl_socket_t socket_callback(void* self, curlsocktype, curl_sockaddr* address);
  static int before_request_callback(void* self, char*, char*, int, int);
  static CURLcode tls_callback(CURL*, void* tls, void* self);

  ports::HttpRequest request_;
  std::shared_ptr<const ClientOptions> options_;
  CURL* easy_ = nullptr;
  CURLU* url_ = nullptr;
  curl_slist* header_lines_ = nullptr;
  std::string origin_;  ///< "https://api.example:8443", all of a URL that errors may show
  std::string host_;

  // The loop's thread only, until the outcome is published.
  ports::HttpResponse response_;
  std::size_t header_bytes_ = 0;
  bool headers_done_ = false;
  Refusal refusal_ = Refusal::none;
  CURLcode setup_ = CURLE_OK;
  char reason_[CURL_ERROR_SIZE] = {};

  std::atomic<bool> sent_ = false;  ///< the request is about to go out, so some of it may have arrived
  mutable std::mutex mutex_;
  std::condition_variable_any ready_;
  bool ended_ = false;
  std::optional<base::Result<ports::HttpResponse>> outcome_;
};

}  // namespace goodword::http
