#include "sandbox/request_log.hpp"

#include "base/json.hpp"

namespace goodword::sandbox {

void write_json_lines(const std::vector<LoggedRequest>& requests, std::ostream& out) {
  using base::Json;
  for (const auto& request : requests) {
    out << base::write_json(Json::object({{"at", Json(base::to_rfc3339_ms(request.at))},
                                          {"method", Json(request.method)},
                                          {"path", Json(request.path)},
                                          {"query", Json(request.query)},
                                          {"body", Json(request.body)},
                                          {"status", request.status}}))
        << '\n';
  }
}

}  // namespace goodword::sandbox
