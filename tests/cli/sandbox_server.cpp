// A made-up CRM behind a socket, as a program of its own: what the tests of the command line talk to.
//
//   sandbox_server [--seed N] [--contacts N] [--token TEXT] [--searches N a second] [--ahead SECONDS of our clock]
//
// Prints its port, then serves until its standard input is closed, so that it never outlives the test that started it.
// Paths that begin with /control/ are the test's own and are not part of the CRM:
//   GET  /control/requests            what was asked so far, as JSON lines
//   POST /control/forget              empties that list
//   POST /control/fault?fault=html_page&method=GET&path=/crm/v3&nth=1&times=1&property=email
//   POST /control/token?token=TEXT    another token is valid from now on
//   POST /control/next_day            the made-up people answer; prints what they did
//   GET  /control/tags                every contact's tags, as JSON
#include <algorithm>
#include <array>
#include <charconv>
#include <iostream>
#include <sstream>

#include "base/json.hpp"
#include "base/text.hpp"
#include "http/listener.hpp"
#include "sandbox/hubspot.hpp"
#include "sandbox/request_log.hpp"
#include "sandbox/story.hpp"

namespace {

using namespace goodword;
using base::Json;
using Words = std::map<std::string, std::string, std::less<>>;

struct FaultName {
  std::string_view name;
  sandbox::Fault fault;
};

constexpr std::array fault_names = {
    FaultName{"refused_before_apply", sandbox::Fault::refused_before_apply},
    FaultName{"lost_after_apply", sandbox::Fault::lost_after_apply},
    FaultName{"bad_gateway_after_apply", sandbox::Fault::bad_gateway_after_apply},
    FaultName{"slow", sandbox::Fault::slow},
    FaultName{"truncated_body", sandbox::Fault::truncated_body},
    FaultName{"bad_json", sandbox::Fault::bad_json},
    FaultName{"html_page", sandbox::Fault::html_page},
    FaultName{"server_error", sandbox::Fault::server_error},
    FaultName{"token_expired", sandbox::Fault::token_expired},
    FaultName{"cursor_expired", sandbox::Fault::cursor_expired},
    FaultName{"repeated_page", sandbox::Fault::repeated_page},
    FaultName{"duplicate_ids", sandbox::Fault::duplicate_ids},
    FaultName{"huge_field", sandbox::Fault::huge_field},
    FaultName{"invalid_utf8", sandbox::Fault::invalid_utf8},
    FaultName{"nul_byte", sandbox::Fault::nul_byte},
};

std::string word(const Words& words, std::string_view name, std::string otherwise) {
  const auto found = words.find(name);
  return found == words.end() ? std::move(otherwise) : found->second;
}

std::int64_t number(const Words& words, std::string_view name, std::int64_t otherwise) {
  const std::string text = word(words, name, "");
  std::int64_t value = otherwise;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// "a=1&b=2". Tests send nothing that would have to be escaped.
Words words_of(std::string_view query) {
  Words words;
  for (const auto& part : base::split(query, '&')) {
    const auto sign = part.find('=');
    if (sign != std::string::npos) words[part.substr(0, sign)] = part.substr(sign + 1);
  }
  return words;
}

Words words_of(int count, char** given) {
  Words words;
  for (int i = 1; i + 1 < count; i += 2) words[std::string(given[i]).substr(2)] = given[i + 1];
  return words;
}

ports::HttpResponse text_answer(int status, std::string text) {
  return {status, {{"Content-Type", "text/plain"}}, std::move(text), 0};
}

ports::HttpResponse add_fault(sandbox::HubSpot& crm, const Words& words) {
  const auto row = std::ranges::find(fault_names, word(words, "fault", ""), &FaultName::name);
  if (row == fault_names.end()) return text_answer(400, "no such fault");
  sandbox::FaultRule rule{row->fault};
  rule.method = word(words, "method", "");
  rule.path_start = word(words, "path", "");
  rule.nth = static_cast<int>(number(words, "nth", 1));
  rule.times = static_cast<int>(number(words, "times", 1));
  rule.property = word(words, "property", "");
  crm.add_fault(std::move(rule));
  return text_answer(200, "");
}

std::string tags(const sandbox::HubSpot& crm) {
  Json all = Json::object();
  crm.with_world([&](const sandbox::World& world) {
    for (const auto& [id, item] : world.items(sandbox::ObjectType::contacts)) {
      const auto found = item.values.find("gw_tags");
      if (found != item.values.end() && !found->second.empty()) all.set(std::to_string(id), Json(found->second));
    }
  });
  return base::write_json(all);
}

ports::HttpResponse control(sandbox::HubSpot& crm, std::string_view action, const Words& words) {
  std::ostringstream text;
  if (action == "requests") {
    sandbox::write_json_lines(crm.requests(), text);
  } else if (action == "forget") {
    crm.forget_requests();
  } else if (action == "fault") {
    return add_fault(crm, words);
  } else if (action == "token") {
    crm.set_token(word(words, "token", ""));
  } else if (action == "next_day") {
    for (const auto& deed : sandbox::next_day(crm, {}))
      text << deed.person << ": " << deed.contact << ": " << deed.text << "\n";
  } else if (action == "tags") {
    text << tags(crm);
  } else {
    return text_answer(404, "no such control");
  }
  return text_answer(200, text.str());
}

ports::HttpResponse answer(sandbox::HubSpot& crm, const ports::HttpRequest& request) {
  constexpr std::string_view marker = "/control/";
  const auto path = request.url.find('/', request.url.find("://") + 3);
  if (request.url.compare(path, marker.size(), marker) != 0) return crm.answer(request);
  const std::string rest = request.url.substr(path + marker.size());
  const auto mark = rest.find('?');
  return control(crm, rest.substr(0, mark), words_of(mark == std::string::npos ? "" : rest.substr(mark + 1)));
}

base::Instant now() { return std::chrono::time_point_cast<base::Duration>(std::chrono::system_clock::now()); }

}  // namespace

int main(int argc, char** argv) {
  const Words words = words_of(argc, argv);
  sandbox::HubSpotOptions options;
  options.token = word(words, "token", options.token);
  options.limits.searches_per_second = static_cast<int>(number(words, "searches", options.limits.searches_per_second));
  const std::chrono::seconds ahead(number(words, "ahead", 0));
  options.now = [ahead] { return now() + ahead; };
  const base::Instant begins = options.now();
  sandbox::HubSpot crm(std::move(options));
  sandbox::tell_story(crm, {static_cast<std::uint64_t>(number(words, "seed", 1)), begins,
                            static_cast<int>(number(words, "contacts", 240))});
  const auto listener =
      http::Listener::open([&crm](const ports::HttpRequest& request) { return answer(crm, request); });
  if (!listener) {
    std::cerr << base::to_text(listener.error()) << "\n";
    return 1;
  }
  std::cout << (*listener)->port() << std::endl;
  for (std::string line; std::getline(std::cin, line);) continue;
  return 0;
}
