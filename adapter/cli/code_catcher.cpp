#include "cli/code_catcher.hpp"

#include <charconv>
#include <map>

#include "base/digest.hpp"
#include "base/text.hpp"

namespace goodword::cli {
namespace {

using base::Result;

constexpr std::string_view path = "/callback";
constexpr std::chrono::milliseconds linger(300);

/// The byte that two hex digits stand for.
std::optional<char> byte_of(std::string_view digits) {
  int value = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  const bool whole = digits.size() == 2 && read.ec == std::errc() && read.ptr == digits.data() + digits.size();
  return whole ? std::optional(static_cast<char>(value)) : std::nullopt;
}

std::string decoded(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto coded = text[i] == '%' ? byte_of(text.substr(i + 1, 2)) : std::nullopt;
    plain += coded.value_or(text[i] == '+' ? ' ' : text[i]);
    if (coded) i += 2;
  }
  return plain;
}

std::map<std::string, std::string, std::less<>> query_of(std::string_view address) {
  std::map<std::string, std::string, std::less<>> values;
  const auto mark = address.find('?');
  if (mark == std::string_view::npos) return values;
  address = address.substr(mark + 1);
  for (const auto& part : base::split(address.substr(0, address.find('#')), '&')) {
    const auto equals = part.find('=');
    if (equals != std::string::npos) values[decoded(part.substr(0, equals))] = decoded(part.substr(equals + 1));
  }
  return values;
}

ports::HttpResponse page(int status, std::string text) {
  return {.status = status,
          .headers = {{"Content-Type", "text/plain; charset=utf-8"},
                      {"Cache-Control", "no-store"},
                      {"Referrer-Policy", "no-referrer"}},
          .body = std::move(text)};
}

}  // namespace

Result<std::string> code_of(std::string_view address, std::string_view state) {
  const auto values = query_of(address);
  const auto value = [&](std::string_view name) {
    const auto found = values.find(name);
    return found == values.end() ? std::string() : found->second;
  };
  if (!base::same_in_constant_time(value("state"), state))
    return base::failure("usage", "the address belongs to another login than the one that was begun here");
  if (const std::string error = value("error"); !error.empty()) {
    const std::string more = value("error_description");
    return base::failure("remote.login", "the CRM did not let us in: " +
                                             base::escape_line(base::shorten(
                                                 base::clean(error + (more.empty() ? "" : ", " + more)), 200)));
  }
  if (value("code").empty()) return base::failure("usage", "the address has no code in it");
  return value("code");
}

Result<std::unique_ptr<CodeCatcher>> CodeCatcher::open(std::uint16_t port) {
  auto catcher = std::make_unique<CodeCatcher>();
  auto* answering = catcher.get();
  auto listener = http::Listener::open([answering](const auto& request) { return answering->answer(request); }, port);
  if (!listener) return tl::unexpected(listener.error());
  catcher->listener_ = std::move(*listener);
  return catcher;
}

std::string CodeCatcher::redirect() const {
  return "http://localhost:" + std::to_string(listener_->port()) + std::string(path);
}

void CodeCatcher::expect(std::string state) {
  const std::lock_guard lock(mutex_);
  state_ = std::move(state);
}

ports::HttpResponse CodeCatcher::answer(const ports::HttpRequest& request) {
  std::string_view target = request.url;
  target = target.substr(std::min(target.size(), target.find('/', target.find("://") + 3)));
  if (request.method != "GET" || target.substr(0, target.find('?')) != path) return page(404, "Nothing is here.\n");
  const std::lock_guard lock(mutex_);
  auto code = state_.empty() ? base::failure("usage", "no login was begun") : code_of(target, state_);
  // Whoever guesses at it, or comes late, ends nothing.
  if (!code && code.error().code == "usage")
    return page(400, "This is not the login that was begun: " + code.error().detail + ".\n");
  const bool good = code.has_value();
  code_ = std::move(code);
  came_.notify_all();
  return page(200, good ? "Goodword has the answer. Go on in the terminal; this page can be closed.\n"
                        : "The login was refused. The terminal says more; this page can be closed.\n");
}

Result<std::string> CodeCatcher::wait(std::chrono::seconds patience, std::stop_token stop) {
  std::unique_lock lock(mutex_);
  came_.wait_for(lock, stop, patience, [&] { return code_.has_value(); });
  if (code_) {
    // The page for the browser is on its way; a listener that ended now would cut it off.
    came_.wait_for(lock, stop, linger, [] { return false; });
    return *code_;
  }
  if (stop.stop_requested()) return base::failure("wire.stopped", "stopped while waiting for the browser");
  return base::failure("usage", "no answer came from the browser within " + base::to_text(base::Duration(patience)) +
                                    "; on a machine without a browser: --code");
}

}  // namespace goodword::cli
