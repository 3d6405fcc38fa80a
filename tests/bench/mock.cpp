// A CRM that speaks as much of HubSpot's objects API as reading contacts needs, as fast as a server can: the other side
// of every benchmark, as a process of its own.
//
//   bench_mock --contacts N
//
// Prints its port, then serves until its standard input is closed. Paths under /bench/ are the benchmark's own:
//   POST /bench/edit?count=N   N contacts change now
//   GET  /bench/calls          how often each path was asked for since the last time, as JSON
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <ctime>
#include <iostream>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "bench/contacts.hpp"

namespace {

using goodword::bench::Contacts;

constexpr std::string_view nothing = R"({"results":[]})";

struct Asked {
  std::string method, path, query, body;
};

std::int64_t number_after(std::string_view text, std::string_view mark, std::int64_t otherwise) {
  const auto at = text.find(mark);
  if (at == std::string_view::npos) return otherwise;
  std::int64_t value = otherwise;
  const auto* begin = text.data() + at + mark.size();
  std::from_chars(begin, text.data() + text.size(), value);
  return value;
}

std::int64_t now_ms() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

class Crm {
 public:
  explicit Crm(std::int64_t contacts) : contacts_(contacts) {}

  std::string answer(const Asked& asked) {
    const std::lock_guard lock(mutex_);
    if (asked.path == "/bench/calls") return calls();
    if (asked.path == "/bench/edit") {
      contacts_.edit(number_after(asked.query, "count=", 1), now_ms());
      return "{}";
    }
    const bool archived = asked.query.find("archived=true") != std::string::npos;
    ++calls_[asked.method + " " + asked.path + (archived ? " archived" : "")];
    if (archived) return std::string(nothing);
    if (asked.path == "/crm/v3/objects/contacts") return page(asked.query);
    if (asked.path == "/crm/v3/objects/contacts/search") return search(asked.body);
    if (asked.path == "/crm/v4/associations/contacts/companies/batch/read") return companies(asked.body);
    return std::string(nothing);
  }

 private:
  std::string calls() {
    std::string text = "{";
    for (const auto& [path, count] : calls_) text += "\"" + path + "\":" + std::to_string(count) + ",";
    calls_.clear();
    if (text.ends_with(',')) text.pop_back();
    return text + "}";
  }

  std::string page(std::string_view query) const {
    const auto size = number_after(query, "limit=", 10), after = number_after(query, "after=", 0);
    std::string text = R"({"results":[)";
    text.reserve(static_cast<std::size_t>(size) * 1000);
    const auto end = std::min(after + size, contacts_.count());
    for (auto number = after; number < end; ++number) {
      if (number > after) text += ',';
      contacts_.append(text, number, true);
    }
    text += "]";
    if (end < contacts_.count()) text += paging(end);
    return text + "}";
  }

  static std::string paging(std::int64_t after) {
    return R"(,"paging":{"next":{"after":")" + std::to_string(after) + R"(","link":"https://api.hubapi.com/next"}})";
  }

  std::string search(std::string_view body) const {
    const auto since = number_after(body, R"("value":")", 0), after = number_after(body, R"("after":")", 0);
    const auto limit = number_after(body, R"("limit":)", 10);
    std::vector<std::pair<std::int64_t, std::int64_t>> found;
    for (const auto& [number, edit] : contacts_.edits()) {
      if (edit.at_ms >= since) found.emplace_back(edit.at_ms, number);
    }
    std::ranges::sort(found);
    const auto all = static_cast<std::int64_t>(found.size());
    std::string text = R"({"total":)" + std::to_string(all) + R"(,"results":[)";
    const auto end = std::min(after + limit, all);
    for (auto i = after; i < end; ++i) {
      if (i > after) text += ',';
      contacts_.append(text, found[static_cast<std::size_t>(i)].second, false);
    }
    text += "]";
    if (end < all) text += paging(end);
    return text + "}";
  }

  std::string companies(std::string_view body) const {
    const auto first = number_after("=" + contacts_.id(0), "=", 0);
    std::string text = R"({"status":"COMPLETE","results":[)";
    constexpr std::string_view mark = R"("id":")";
    for (auto at = body.find(mark); at != std::string_view::npos; at = body.find(mark, at + 1)) {
      const auto id = number_after(body.substr(at), mark, 0);
      if (!text.ends_with('[')) text += ',';
      text += R"({"from":{"id":")" + std::to_string(id) + R"("},"to":[{"toObjectId":)" + contacts_.company(id - first) +
              R"(,"associationTypes":[{"category":"HUBSPOT_DEFINED","typeId":1,"label":"Primary"}]}]})";
    }
    return text + "]}";
  }

  std::mutex mutex_;
  Contacts contacts_;
  std::map<std::string, int> calls_;
};

/// One kept connection: requests come one after the other.
class Connection {
 public:
  Connection(int socket, Crm& crm) : socket_(socket), crm_(crm) {}
  ~Connection() { ::close(socket_); }

  void serve() {
    Asked asked;
    while (take(asked)) {
      const std::string body = crm_.answer(asked);
      std::array<char, 64> date{};
      const std::time_t now = std::time(nullptr);
      std::tm utc{};
      gmtime_r(&now, &utc);
      std::strftime(date.data(), date.size(), "%a, %d %b %Y %H:%M:%S GMT", &utc);
      std::string text = "HTTP/1.1 200 OK\r\nDate: " + std::string(date.data()) +
                         "\r\nContent-Type: application/json;charset=utf-8\r\nX-HubSpot-RateLimit-Max: 1000000\r\n"
                         "X-HubSpot-RateLimit-Remaining: 999999\r\nContent-Length: " +
                         std::to_string(body.size()) + "\r\n\r\n" + body;
      if (!give(text)) return;
    }
  }

 private:
  bool read_more() {
    std::array<char, 16384> bytes{};
    const auto count = ::recv(socket_, bytes.data(), bytes.size(), 0);
    if (count <= 0) return false;
    read_.append(bytes.data(), static_cast<std::size_t>(count));
    return true;
  }

  bool take(Asked& asked) {
    std::size_t head = 0;
    while ((head = read_.find("\r\n\r\n")) == std::string::npos) {
      if (!read_more()) return false;
    }
    const std::string_view top = std::string_view(read_).substr(0, head);
    const auto length = static_cast<std::size_t>(number_after(top, "Content-Length: ", 0));
    const std::string line(top.substr(0, top.find("\r\n")));
    while (read_.size() < head + 4 + length) {
      if (!read_more()) return false;
    }
    const auto first = line.find(' '), second = line.find(' ', first + 1);
    const std::string target = line.substr(first + 1, second - first - 1);
    const auto mark = target.find('?');
    asked = {line.substr(0, first), target.substr(0, mark), mark == std::string::npos ? "" : target.substr(mark + 1),
             read_.substr(head + 4, length)};
    read_.erase(0, head + 4 + length);
    return true;
  }

  bool give(std::string_view text) const {
    while (!text.empty()) {
      const auto sent = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  int socket_;
  Crm& crm_;
  std::string read_;
};

int listen_on_loopback(int& port) {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener, 64) != 0) return -1;
  ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  port = ntohs(address.sin_port);
  return listener;
}

void accept_all(int listener, Crm& crm) {
  while (true) {
    const int socket = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) return;
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    std::thread([socket, &crm] { Connection(socket, crm).serve(); }).detach();
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::string words;
  for (int i = 1; i < argc; ++i) words += std::string(argv[i]) + " ";
  // Connections may still be served when main ends: what they use is never freed.
  Crm& crm = *new Crm(number_after(words, "--contacts ", 10'000));
  int port = 0;
  const int listener = listen_on_loopback(port);
  if (listener < 0) return 1;
  std::cout << port << std::endl;
  std::thread([listener, &crm] { accept_all(listener, crm); }).detach();
  for (std::string line; std::getline(std::cin, line);) continue;
  std::cout.flush();
  ::_exit(0);
}
