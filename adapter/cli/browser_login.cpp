#include "cli/browser_login.hpp"

#include <charconv>
#include <iostream>

#include "base/text.hpp"
#include "cli/code_catcher.hpp"
#include "daemon/browser.hpp"

namespace goodword::cli {
namespace {

using base::Result;

constexpr std::chrono::minutes patience(10);

/// What was typed: a code, or the whole address that the browser was sent to.
Result<std::string> typed_code(const std::string& state) {
  std::string line;
  std::getline(std::cin, line);
  const std::string typed(base::trim(line));
  if (typed.empty()) return base::failure("usage", "no code was given on standard input");
  return typed.find("://") == std::string::npos ? Result<std::string>(typed) : code_of(typed, state);
}

std::optional<std::uint16_t> port_of(const Call& call) {
  const std::string text = call.one("--port");
  if (text.empty()) return CodeCatcher::usual_port;
  std::uint16_t port = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), port);
  return read.ec == std::errc() && read.ptr == text.data() + text.size() ? std::optional(port) : std::nullopt;
}

void show_address(const Session& session, const std::string& address, const std::string& redirect) {
  session.console().message("Open this address, log in and agree:\n\n  " + address +
                            "\n\nThe app at the CRM must name the redirect address " + redirect);
}

/// Where the browser is sent to with the code; whoever waits there, or nobody with --code.
struct Return {
  std::unique_ptr<CodeCatcher> catcher;
  std::string redirect;
};

Result<Return> way_back(const Call& call) {
  const auto port = port_of(call);
  if (!port) return base::failure("usage", "\"" + call.one("--port") + "\" is no port");
  Return made{.catcher = nullptr, .redirect = call.one("--redirect")};
  if (call.has("--code")) {
    if (made.redirect.empty()) made.redirect = "http://localhost:" + std::to_string(*port) + "/callback";
    return made;
  }
  if (call.has("--redirect"))
    return base::failure("usage", "--redirect goes with --code: at another address nothing can be waited for");
  auto opened = CodeCatcher::open(*port);
  if (!opened) return tl::unexpected(opened.error());
  made.catcher = std::move(*opened);
  made.redirect = made.catcher->redirect();
  return made;
}

}  // namespace

Result<void> log_in_by_browser(Session& session, const Call& call, const connector::Compiled& compiled,
                               ports::Random& random, connector::Authorization& authorization) {
  const auto back = way_back(call);
  if (!back) return tl::unexpected(back.error());
  const auto& catcher = back->catcher;
  const auto asking = connector::new_asking(compiled, random, back->redirect);
  if (catcher) catcher->expect(asking.state);
  auto address = authorization.address(asking);
  if (!address) return tl::unexpected(address.error());
  show_address(session, *address, asking.redirect);
  if (catcher && !call.has("--no-browser")) daemon::open_in_browser(*address, session.environment());
  if (!catcher) session.console().message("\nThen type the code, or the whole address that the browser was sent to:");
  const auto code = catcher ? catcher->wait(patience, session.stop()) : typed_code(asking.state);
  if (!code) return tl::unexpected(code.error());
  return authorization.exchange(asking, *code, session.stop());
}

}  // namespace goodword::cli
