// The only file that includes cpp-httplib. It parses requests and writes answers; the connection is ours
// (listener_stream.hpp), because the library offers no way to break one off.
#include "http/listener.hpp"

#include <httplib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <thread>

#include "base/text.hpp"
#include "http/listener_stream.hpp"

namespace goodword::http {
namespace {

constexpr std::size_t largest_body = 32u << 20;
// A connection has a thread to itself while it is open, so this is how many clients are served at once.
constexpr std::size_t threads = 32;
constexpr std::chrono::seconds idle_connection(60);
constexpr std::size_t requests_on_a_connection = 100'000;

class HttplibStream final : public httplib::Stream {
 public:
  explicit HttplibStream(ListenerStream& stream) : stream_(stream) {}
  bool is_readable() const override { return true; }
  bool is_writable() const override { return true; }
  ssize_t read(char* bytes, std::size_t size) override { return stream_.read(bytes, size); }
  ssize_t write(const char* bytes, std::size_t size) override {
    stream_.hold(bytes, size);
    return static_cast<ssize_t>(size);
  }
  void get_remote_ip_and_port(std::string&, int&) const override {}
  void get_local_ip_and_port(std::string&, int&) const override {}
  socket_t socket() const override { return INVALID_SOCKET; }

 private:
  ListenerStream& stream_;
};

// How the handler tells the connection, a few frames up on the same thread, where to cut: httplib hands nothing
// through.
thread_local Cut cut_of_this_answer = Cut::nowhere;

/// What httplib adds to the client's own headers.
bool is_added(const std::string& name) {
  return name == "REMOTE_ADDR" || name == "REMOTE_PORT" || name == "LOCAL_ADDR" || name == "LOCAL_PORT";
}

/// What the listener sets itself, so that it is true of the bytes that go out.
bool is_framing(std::string_view name) {
  const std::string key = base::lower(name);
  return key == "content-length" || key == "transfer-encoding" || key == "connection";
}

void refuse(httplib::Response& response, int status) {
  response.status = status;
  response.set_header("Connection", "close");
}

bool announces_body(const httplib::Request& request) {
  return request.has_header("Content-Length") || request.has_header("Transfer-Encoding");
}

/// False where the body is larger than allowed or the connection broke.
bool read_body(const httplib::ContentReader& reader, std::string& body) {
  return reader([&body](const char* bytes, std::size_t size) {
    if (body.size() + size > largest_body) return false;
    body.append(bytes, size);
    return true;
  });
}

void put_into(ports::HttpResponse given, httplib::Response& response) {
  response.status = given.status;
  for (const auto& [name, value] : given.headers) {
    if (!is_framing(name)) response.headers.emplace(name, value);
  }
  if (given.body.empty()) return;
  // Through a provider, since httplib would compress a body that it is given outright.
  const std::string type = given.header("Content-Type");
  response.headers.erase("Content-Type");
  const std::size_t size = given.body.size();
  response.set_content_provider(
      size, type, [body = std::move(given.body)](std::size_t at, std::size_t length, httplib::DataSink& sink) {
        return sink.write(body.data() + at, length);
      });
}

}  // namespace

class Listener::Server final : private httplib::Server {
 public:
  explicit Server(Answering answering) : answering_(std::move(answering)), stop_(::eventfd(0, EFD_CLOEXEC)) {
    new_task_queue = [] { return new httplib::ThreadPool(threads); };
    // The default shares a port with whoever else shares it; a second listener would then take half the requests.
    set_socket_options([](socket_t socket) {
      const int yes = 1;
      ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
    set_keep_alive_max_count(requests_on_a_connection);
    set_pre_routing_handler([this](const auto& request, auto& response) { return admit(request, response); });
    set_exception_handler([](const auto&, auto& response, std::exception_ptr) { refuse(response, 500); });
    const auto plain = [this](const httplib::Request& request, httplib::Response& response) {
      answer(request, response, {});
    };
    const auto with_body = [this](const httplib::Request& request, httplib::Response& response,
                                  const httplib::ContentReader& reader) {
      answer_with_body(request, response, reader);
    };
    Get(".*", plain).Options(".*", plain);
    Post(".*", with_body).Put(".*", with_body).Patch(".*", with_body).Delete(".*", with_body);
  }

  ~Server() override {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(stop_, &one, sizeof one);
    httplib::Server::stop();
    if (thread_.joinable()) thread_.join();
    ::close(stop_);
  }

  bool start(std::uint16_t port) {
    const std::string host = "127.0.0.1";
    const int bound = port == 0 ? bind_to_any_port(host) : bind_to_port(host, port) ? port : -1;
    if (bound <= 0) return false;
    port_ = static_cast<std::uint16_t>(bound);
    // Once more, for a longer queue than the library asks for: a burst of clients must not be turned away.
    ::listen(svr_sock_, SOMAXCONN);
    thread_ = std::thread([this] { listen_after_bind(); });
    // stop() does nothing before the library's own loop has begun, and joining the thread would then never end.
    while (!is_running()) std::this_thread::yield();
    return true;
  }

  std::uint16_t port() const { return port_; }
  std::string origin() const { return "http://127.0.0.1:" + std::to_string(port_); }

 private:
  HandlerResponse admit(const httplib::Request& request, httplib::Response& response) const {
    const std::string port = ":" + std::to_string(port_);
    const std::string host = request.get_header_value("Host");
    const bool ours = host == "127.0.0.1" + port || host == "localhost" + port;
    if (request.get_header_value_count("Host") == 1 && ours) return HandlerResponse::Unhandled;
    refuse(response, 400);
    return HandlerResponse::Handled;
  }

  void answer_with_body(const httplib::Request& request, httplib::Response& response,
                        const httplib::ContentReader& reader) const {
    std::string body;
    if (request.is_multipart_form_data()) return refuse(response, 415);
    // A DELETE without a body announces none; the library would read on until the client hangs up.
    if (announces_body(request) && !read_body(reader, body)) return refuse(response, 413);
    answer(request, response, std::move(body));
  }

  void answer(const httplib::Request& request, httplib::Response& response, std::string body) const {
    ports::HttpRequest plain{
        .method = request.method, .url = origin() + request.target, .headers = {}, .body = std::move(body)};
    for (const auto& [name, value] : request.headers) {
      if (!is_added(name)) plain.headers.emplace_back(name, value);
    }
    ListenerAnswer answer = answering_(plain);
    cut_of_this_answer = answer.cut;
    put_into(std::move(answer.response), response);
  }

  bool process_and_close_socket(socket_t socket) override {
    const int yes = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    ListenerStream connection(socket, stop_);
    HttplibStream stream(connection);
    for (std::size_t left = requests_on_a_connection; left > 0 && connection.readable(idle_connection); --left) {
      bool closed = false;
      cut_of_this_answer = Cut::nowhere;
      const bool good = process_request(stream, left == 1, closed, nullptr);
      const std::size_t whole = connection.held();
      if (cut_of_this_answer == Cut::before_answer) return false;
      if (cut_of_this_answer == Cut::within_answer) return connection.release(whole / 2);
      if (!connection.release(whole) || !good || closed) return good;
    }
    return true;
  }

  Answering answering_;
  int stop_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

Listener::Listener(std::unique_ptr<Server> server) : server_(std::move(server)) {}

Listener::~Listener() = default;

base::Result<std::unique_ptr<Listener>> Listener::open(Answering answering, std::uint16_t port) {
  auto server = std::make_unique<Server>(std::move(answering));
  if (!server->start(port)) {
    return base::failure("wire.port_taken", "cannot listen on 127.0.0.1:" + std::to_string(port),
                         base::Retry::when_changed);
  }
  return std::unique_ptr<Listener>(new Listener(std::move(server)));
}

std::uint16_t Listener::port() const { return server_->port(); }

std::string Listener::origin() const { return server_->origin(); }

}  // namespace goodword::http
