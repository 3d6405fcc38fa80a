#include "http/exchange.hpp"

#include <openssl/ssl.h>
#include <unistd.h>

#include <algorithm>
#include <new>

#include "base/text.hpp"
#include "http/address.hpp"

namespace goodword::http {
namespace {

using base::Retry;

// A connection that was idle for longer is not used again. Servers close theirs after five seconds (Apache) or more,
// and over TLS libcurl takes one that was closed in good order for open: the request would be lost.
constexpr long oldest_idle_connection_seconds = 4;

// Pages of records are a hundred kilobytes, and each time the loop wakes for a part of one costs; a buffer of more than
// 128 KiB would be mapped anew for each request.
constexpr long bytes_at_once = 96L << 10;

// Room made for an answer at once on its own word; what is longer grows as it comes.
constexpr std::size_t most_room = 1u << 20;

// A transfer slower than this for half of the request's time-out (but at least half a minute) is given up.
constexpr long slowest_bytes_a_second = 16;
constexpr std::chrono::seconds shortest_stall(30);

long milliseconds(base::Duration duration) {
  // Nought means "for ever" to libcurl.
  return std::max<long>(1, static_cast<long>(std::chrono::ceil<std::chrono::milliseconds>(duration).count()));
}

std::string part_of(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return "";
  std::string copy(text);
  curl_free(text);
  return copy;
}

bool one_line(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

/// The letters RFC 9110 allows in methods and header names.
bool is_token(std::string_view text) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  const auto allowed = [marks](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || marks.find(c) != marks.npos;
  };
  return !text.empty() && std::ranges::all_of(text, allowed);
}

Exchange& exchange_of(void* self) { return *static_cast<Exchange*>(self); }

}  // namespace

Exchange::Exchange(ports::HttpRequest request, std::shared_ptr<const ClientOptions> options)
    : request_(std::move(request)), options_(std::move(options)), easy_(curl_easy_init()), url_(curl_url()) {
  if (easy_ == nullptr || url_ == nullptr) throw std::bad_alloc();
}

Exchange::~Exchange() {
  curl_easy_cleanup(easy_);
  curl_url_cleanup(url_);
  curl_slist_free_all(header_lines_);
}

template <class Value>
void Exchange::set(CURLoption option, Value value) {
  if (const CURLcode code = curl_easy_setopt(easy_, option, value); setup_ == CURLE_OK) setup_ = code;
}

base::Result<void> Exchange::prepare() {
  if (const auto sound = check_request(); !sound) return sound;
  set_request();
  set_connection();
  set_limits();
  if (setup_ == CURLE_OK) return {};
  return tl::unexpected(wire_error("wire.not_sent", curl_easy_strerror(setup_), Retry::never));
}

base::Result<void> Exchange::check_request() {
  const auto refuse = [this](const std::string& why) {
    return tl::unexpected(wire_error("wire.not_sent", why, Retry::when_changed));
  };
  origin_ = "?";
  if (curl_url_set(url_, CURLUPART_URL, request_.url.c_str(), CURLU_PATH_AS_IS) != CURLUE_OK ||
      !one_line(request_.url)) {
    return refuse("the address is not a URL");
  }
  const std::string scheme = part_of(url_, CURLUPART_SCHEME);
  const std::string port = part_of(url_, CURLUPART_PORT);
  host_ = base::lower(part_of(url_, CURLUPART_HOST));
  origin_ = scheme + "://" + host_ + (port.empty() ? "" : ":" + port);
  if (scheme != "https" && !(scheme == "http" && loopback_host(host_))) return refuse("only https may be used");
  if (!part_of(url_, CURLUPART_USER).empty()) return refuse("a URL may not carry a login");
  if (!is_token(request_.method)) return refuse("the method is not a word");
  for (const auto& [name, value] : request_.headers) {
    if (!is_token(name) || !one_line(value))
      return refuse("the header " + base::escape_line(name) + " is not one line");
  }
  return {};
}

void Exchange::add_header(const std::string& line) {
  curl_slist* longer = curl_slist_append(header_lines_, line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  header_lines_ = longer;
}

void Exchange::set_request() {
  set(CURLOPT_CURLU, url_);
  const bool has_body =
      !request_.body.empty() || request_.method == "POST" || request_.method == "PUT" || request_.method == "PATCH";
  if (has_body) {
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
    set(CURLOPT_POSTFIELDS, request_.body.c_str());
  }
  if (request_.method == "HEAD") set(CURLOPT_NOBODY, 1L);
  set(CURLOPT_CUSTOMREQUEST, request_.method.c_str());
  bool says_type = false;
  for (const auto& [name, value] : request_.headers) {
    says_type = says_type || base::lower(name) == "content-type";
    // To libcurl "Name:" takes a header away and "Name;" sends an empty one.
    add_header(value.empty() ? name + ";" : name + ": " + value);
  }
  if (has_body && !says_type) add_header("Content-Type:");  // not libcurl's guess at a form
  add_header("Expect:");                                    // no round trip to ask whether a large body is welcome
  set(CURLOPT_HTTPHEADER, header_lines_);
  set(CURLOPT_USERAGENT, options_->user_agent.c_str());
  set(CURLOPT_ACCEPT_ENCODING, "gzip");
}

void Exchange::set_connection() {
  set(CURLOPT_PROTOCOLS_STR, loopback_host(host_) ? "http,https" : "https");
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  // The system's one file of certificates. With the folder as well, libcurl would read them anew for each connection.
  set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  if (!options_->extra_ca_file.empty()) {
    set(CURLOPT_SSL_CTX_FUNCTION, &Exchange::tls_callback);
    set(CURLOPT_SSL_CTX_DATA, this);
  }
  // An empty text keeps libcurl from reading the environment.
  set(CURLOPT_PROXY, options_->proxy.c_str());
  set(CURLOPT_NOPROXY, options_->proxy.empty() ? "" : "localhost,127.0.0.0/8,::1");
  set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  set(CURLOPT_NOSIGNAL, 1L);
  // A name look-up that hangs must not hold up the other requests when this one is stopped.
  set(CURLOPT_QUICK_EXIT, 1L);
  set(CURLOPT_TCP_KEEPALIVE, 1L);
  set(CURLOPT_MAXAGE_CONN, oldest_idle_connection_seconds);
  set(CURLOPT_OPENSOCKETFUNCTION, &Exchange::socket_callback);
  set(CURLOPT_OPENSOCKETDATA, this);
  set(CURLOPT_PREREQFUNCTION, &Exchange::before_request_callback);
  set(CURLOPT_PREREQDATA, this);
}

void Exchange::set_limits() {
  const auto time_out = request_.time_out;
  set(CURLOPT_TIMEOUT_MS, milliseconds(time_out));
  set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds(std::min(options_->connect_time_out, time_out)));
  const auto stall = std::max<base::Duration>(shortest_stall, time_out / 2);
  set(CURLOPT_LOW_SPEED_LIMIT, slowest_bytes_a_second);
  set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(std::chrono::ceil<std::chrono::seconds>(stall).count()));
  // Looks at the announced length only; what really comes is counted in take_body().
  set(CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(options_->body_bytes));
  set(CURLOPT_HEADERFUNCTION, &Exchange::header_callback);
  set(CURLOPT_HEADERDATA, this);
  set(CURLOPT_BUFFERSIZE, bytes_at_once);
  set(CURLOPT_WRITEFUNCTION, &Exchange::body_callback);
  set(CURLOPT_WRITEDATA, this);
  set(CURLOPT_ERRORBUFFER, reason_);
}

// Answers -------------------------------------------------------------------------------------------------------------

bool Exchange::take_header(std::string_view line) {
  header_bytes_ += line.size();
  if (header_bytes_ > options_->header_bytes) {
    refusal_ = Refusal::headers_too_large;
    return false;
  }
  // Trailers come here too, after the body.
  if (headers_done_) return true;
  if (line.starts_with("HTTP/")) {
    // An interim answer (100, 103) or a proxy's own may have come before: the last one counts.
    response_.headers.clear();
    return true;
  }
  line = base::trim(line);
  if (line.empty()) {
    long status = 0;
    curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
    headers_done_ = status >= 200;
    return true;
  }
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return true;
  response_.headers.emplace_back(base::trim(line.substr(0, colon)), base::trim(line.substr(colon + 1)));
  return true;
}

std::size_t Exchange::wire_body_bytes() const {
  curl_off_t bytes = 0;
  curl_easy_getinfo(easy_, CURLINFO_SIZE_DOWNLOAD_T, &bytes);
  return bytes > 0 ? static_cast<std::size_t>(bytes) : 0;
}

/// One allocation for an answer that says how long it is.
void Exchange::make_room() {
  curl_off_t announced = 0;
  curl_easy_getinfo(easy_, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &announced);
  if (announced > 0) response_.body.reserve(std::min(static_cast<std::size_t>(announced), most_room));
}

bool Exchange::take_body(std::string_view bytes) {
  if (response_.body.empty()) make_room();
  const std::size_t size = response_.body.size() + bytes.size();
  if (size > options_->body_bytes) {
    refusal_ = Refusal::body_too_large;
  } else if (size > options_->ratio_from && size / options_->ratio > wire_body_bytes()) {
    refusal_ = Refusal::ratio_too_large;
  } else {
    response_.body.append(bytes);
  }
  return refusal_ == Refusal::none;
}

bool Exchange::may_reach(const sockaddr& address) const {
  if (!options_->proxy.empty() && !loopback_host(host_)) return true;
  if (loopback_host(host_)) return loopback_address(address);
  return options_->allow_private_addresses || !private_address(address) ||
         std::ranges::find(options_->private_hosts, host_, [](const auto& name) { return base::lower(name); }) !=
             options_->private_hosts.end();
}

curl_socket_t Exchange::open_socket(const curl_sockaddr& address) {
  if (!may_reach(address.addr)) {
    refusal_ = Refusal::private_address;
    return CURL_SOCKET_BAD;
  }
  return ::socket(address.family, address.socktype | SOCK_CLOEXEC, address.protocol);
}

bool Exchange::trust_extra_certificates(void* tls) const {
  return SSL_CTX_load_verify_file(static_cast<SSL_CTX*>(tls), options_->extra_ca_file.c_str()) == 1;
}

// No exception may cross libcurl: lack of memory ends the one request.

std::size_t Exchange::header_callback(char* bytes, std::size_t, std::size_t count, void* self) try {
  return exchange_of(self).take_header({bytes, count}) ? count : 0;
} catch (const std::bad_alloc&) {
  exchange_of(self).refusal_ = Refusal::memory;
  return 0;
}

std::size_t Exchange::body_callback(char* bytes, std::size_t, std::size_t count, void* self) try {
  // Nought is also the right answer to an empty piece.
  return exchange_of(self).take_body({bytes, count}) ? count : CURL_WRITEFUNC_ERROR;
} catch (const std::bad_alloc&) {
  exchange_of(self).refusal_ = Refusal::memory;
  return CURL_WRITEFUNC_ERROR;
}

curl_socket_t Exchange::socket_callback(void* self, curlsocktype, curl_sockaddr* address) {
  return exchange_of(self).open_socket(*address);
}

int Exchange::before_request_callback(void* self, char*, char*, int, int) {
  Exchange& exchange = exchange_of(self);
  // libcurl comes here a second time when a kept connection turned out to be closed: it would send again.
  if (exchange.sent_.exchange(true)) {
    exchange.refusal_ = Refusal::second_attempt;
    return CURL_PREREQFUNC_ABORT;
  }
  return CURL_PREREQFUNC_OK;
}

CURLcode Exchange::tls_callback(CURL*, void* tls, void* self) {
  return exchange_of(self).trust_extra_certificates(tls) ? CURLE_OK : CURLE_SSL_CACERT_BADFILE;
}

// The end -------------------------------------------------------------------------------------------------------------

base::Error Exchange::wire_error(std::string_view code, const std::string& why, Retry retry) const {
  // The path and the query may name people or carry a key: the origin has to do.
  return base::failure(code, request_.method + " " + origin_ + ": " + base::escape_line(why), retry).value();
}

base::Error Exchange::error_for(CURLcode code) const {
  const std::string said = reason_[0] != '\0' ? reason_ : curl_easy_strerror(code);
  switch (refusal_) {
    case Refusal::headers_too_large:
      return wire_error("wire.too_large", "the headers of the answer are too large", Retry::never);
    case Refusal::body_too_large: return wire_error("wire.too_large", "the answer is too large", Retry::never);
    case Refusal::ratio_too_large:
      return wire_error("wire.too_large", "the answer grows out of all proportion when unpacked", Retry::never);
    case Refusal::memory: return wire_error("wire.lost", "not enough memory for the answer", Retry::now);
    case Refusal::second_attempt:
      return wire_error("wire.lost", "the kept connection was closed before an answer came", Retry::now);
    case Refusal::private_address:
      // Another address of the host may have been allowed; then what happened there is what counts.
      if (!sent_ && code == CURLE_COULDNT_CONNECT) {
        return wire_error("wire.not_sent", "the host is in a private network, which is not allowed",
                          Retry::when_changed);
      }
      break;
    case Refusal::none: break;
  }
  if (code == CURLE_FILESIZE_EXCEEDED) return wire_error("wire.too_large", "the answer is too large", Retry::never);
  // libcurl's own limit on one line of a header shows as lack of memory.
  if (code == CURLE_OUT_OF_MEMORY && sent_ && !headers_done_) {
    return wire_error("wire.too_large", "a header of the answer is too large", Retry::never);
  }
  if (sent_) return wire_error("wire.lost", said, Retry::now);
  const bool certificate = code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE;
  return wire_error("wire.not_sent", said, certificate ? Retry::when_changed : Retry::now);
}

void Exchange::finish(CURLcode code) {
  if (code != CURLE_OK) return publish(tl::unexpected(error_for(code)));
  // libcurl is content with headers that stop in mid-line.
  if (!headers_done_) {
    return publish(tl::unexpected(wire_error("wire.lost", "the answer broke off in its headers", Retry::now)));
  }
  long status = 0;
  long header_bytes = 0;
  curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(easy_, CURLINFO_HEADER_SIZE, &header_bytes);
  response_.status = static_cast<int>(status);
  response_.wire_bytes = static_cast<std::size_t>(header_bytes) + wire_body_bytes();
  publish(std::move(response_));
}

void Exchange::stop() {
  const std::string why = sent_ ? "stopped; the request may have arrived" : "stopped before anything was sent";
  publish(tl::unexpected(wire_error("wire.stopped", why, Retry::never)));
}

void Exchange::fail(base::Error error) { publish(tl::unexpected(std::move(error))); }

bool Exchange::ended() const {
  const std::lock_guard lock(mutex_);
  return ended_;
}

void Exchange::publish(base::Result<ports::HttpResponse> outcome) {
  {
    const std::lock_guard lock(mutex_);
    if (ended_) return;
    ended_ = true;
    outcome_ = std::move(outcome);
  }
  ready_.notify_all();
}

base::Result<ports::HttpResponse> Exchange::wait(std::stop_token stop) {
  std::unique_lock lock(mutex_);
  const bool ended = ready_.wait(lock, stop, [this] { return ended_; });
  if (ended && outcome_) {
    auto outcome = *std::move(outcome_);
    outcome_.reset();
    return outcome;
  }
  const std::string why = ended   ? "the answer was collected before"
                          : sent_ ? "stopped; the request may have arrived"
                                  : "stopped before anything was sent";
  return tl::unexpected(wire_error("wire.stopped", why, Retry::never));
}

}  // namespace goodword::http
