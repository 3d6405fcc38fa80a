#include "sandbox/in_process.hpp"

namespace goodword::sandbox {
namespace {

class Ready : public ports::PendingResponse {
 public:
  explicit Ready(base::Result<ports::HttpResponse> result) : result_(std::move(result)) {}
  base::Result<ports::HttpResponse> wait(std::stop_token stop) override {
    if (stop.stop_requested()) return base::failure("wire.stopped", "the request was stopped");
    return std::move(result_);
  }

 private:
  base::Result<ports::HttpResponse> result_;
};

base::Result<ports::HttpResponse> carried(Server& crm, const ports::HttpRequest& request) {
  Exchange exchange = crm.exchange(request);
  if (exchange.delivery == Delivery::refused) {
    return base::failure("wire.not_sent", "the sandbox refused the connection", base::Retry::now);
  }
  if (exchange.delivery == Delivery::lost) return base::failure("wire.lost", "the answer of the sandbox was lost");
  if (exchange.took > request.time_out) return base::failure("wire.lost", "the sandbox took longer than the time-out");
  return std::move(exchange.response);
}

}  // namespace

std::unique_ptr<ports::PendingResponse> InProcessClient::start(ports::HttpRequest request) {
  return std::make_unique<Ready>(carried(crm_, request));
}

}  // namespace goodword::sandbox
