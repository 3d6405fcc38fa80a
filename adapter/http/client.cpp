#include "http/client.hpp"

#include "http/exchange.hpp"
#include "http/loop.hpp"

namespace goodword::http {
namespace {

class Pending final : public ports::PendingResponse {
 public:
  Pending(std::shared_ptr<Exchange> exchange, std::shared_ptr<Loop> loop)
      : exchange_(std::move(exchange)), loop_(std::move(loop)) {}
  ~Pending() override { loop_->cancel(exchange_); }

  base::Result<ports::HttpResponse> wait(std::stop_token stop) override {
    auto response = exchange_->wait(stop);
    // What was stopped must not go on behind the caller's back.
    if (!response) loop_->cancel(exchange_);
    return response;
  }

 private:
  std::shared_ptr<Exchange> exchange_;  // shared with the loop while the request travels
  std::shared_ptr<Loop> loop_;
};

}  // namespace

CurlClient::CurlClient(ClientOptions options)
    : options_(std::make_shared<const ClientOptions>(std::move(options))), loop_(std::make_shared<Loop>()) {}

CurlClient::~CurlClient() { loop_->shut(); }

std::unique_ptr<ports::PendingResponse> CurlClient::start(ports::HttpRequest request) {
  auto exchange = std::make_shared<Exchange>(std::move(request), options_);
  if (const auto ready = exchange->prepare(); ready) {
    loop_->add(exchange);
  } else {
    exchange->fail(ready.error());
  }
  return std::make_unique<Pending>(std::move(exchange), loop_);
}

}  // namespace goodword::http
