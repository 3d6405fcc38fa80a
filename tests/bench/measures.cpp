#include "bench/measures.hpp"

#include <curl/curl.h>
#include <sys/resource.h>

#include <chrono>
#include <fstream>
#include <stdexcept>
#include <vector>

namespace goodword::bench {
namespace {

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1'000'000;
}

struct Recorded {
  std::string method, url, body;
};

/// Three lines a request: no body here has a line break.
std::vector<Recorded> read_recorded(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::vector<Recorded> list;
  for (Recorded one; std::getline(file, one.method) && std::getline(file, one.url) && std::getline(file, one.body);)
    list.push_back(one);
  if (list.empty()) throw std::runtime_error(path + " holds no requests");
  return list;
}

std::size_t discard(char*, std::size_t, std::size_t count, void*) { return count; }

}  // namespace

Usage usage_now() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto wall = std::chrono::steady_clock::now().time_since_epoch();
  return {seconds(used.ru_utime), seconds(used.ru_stime), std::chrono::duration<double>(wall).count()};
}

double peak_rss_mb() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return std::stod(line.substr(6)) / 1024;
  }
  return 0;
}

Usage replay_raw(const std::string& recorded) {
  const auto requests = read_recorded(recorded);
  curl_global_init(CURL_GLOBAL_DEFAULT);
  CURL* easy = curl_easy_init();
  curl_slist* headers = curl_slist_append(nullptr, "Content-Type: application/json");
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &discard);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
  const Usage before = usage_now();
  for (const auto& request : requests) {
    curl_easy_setopt(easy, CURLOPT_URL, request.url.c_str());
    if (request.method == "POST") {
      curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request.body.c_str());
    } else {
      curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
    }
    if (curl_easy_perform(easy) != CURLE_OK) throw std::runtime_error("raw: " + request.url + " failed");
  }
  const Usage used = usage_now() - before;
  curl_slist_free_all(headers);
  curl_easy_cleanup(easy);
  return used;
}

}  // namespace goodword::bench
