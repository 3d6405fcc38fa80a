#include "connector/request.hpp"

#include <algorithm>

#include "base/digest.hpp"
#include "base/text.hpp"

namespace goodword::connector {
namespace {

using base::Json;
using base::Result;

/// A value as one escaped piece of an address; the commas of a list stay commas.
std::string escaped(const Json& value) {
  if (!value.is_array()) return base::percent_encode(as_plain_text(value).value_or(""));
  std::string text;
  for (const auto& item : value.items()) {
    if (!text.empty()) text += ',';
    text += base::percent_encode(as_plain_text(item).value_or(""));
  }
  return text;
}

Result<std::string> fill_path(const Text& path, const Filling& filling) {
  std::string filled;
  for (const auto& segment : path) {
    filled += segment.text;
    if (segment.name.empty()) continue;
    auto value = value_of(segment, filling);
    if (!value) return tl::unexpected(value.error());
    if (!*value)
      return base::failure("connector.invalid", "the placeholder ${" + segment.name + "} of a path has no value");
    // What a probe chose is the file's own text and may hold slashes.
    filled += segment.name.starts_with("fact.") ? as_plain_text(**value).value_or("") : escaped(**value);
  }
  return filled;
}

Result<std::string> fill_params(const std::vector<Param>& params, const Filling& filling) {
  std::string text;
  const auto add = [&](const std::string& name, const Json& value) {
    text += (text.empty() ? "" : "&") + base::percent_encode(name) + "=" + escaped(value);
  };
  for (const auto& param : params) {
    auto value = fill(param.value, filling);
    if (!value) return tl::unexpected(value.error());
    if (!*value || (**value).is_null()) continue;
    if (param.value.kind == Template::Kind::repeat) {
      for (const auto& item : (**value).items()) add(param.name, item);
    } else {
      add(param.name, **value);
    }
  }
  return text;
}

bool is_loopback(std::string_view host) { return host == "localhost" || host == "[::1]" || host.starts_with("127."); }

/// Origin, path and query. What fills a path must not lead to another origin.
Result<std::string> address(const Request& request, const Filling& filling, const Origins& origins) {
  const auto origin = origins.find(request.origin);
  if (origin == origins.end())
    return base::failure("connector.invalid", "no origin is named \"" + request.origin + "\"");
  auto path = fill_path(request.path, filling);
  if (!path) return tl::unexpected(path.error());
  std::string url = origin->second + *path;
  if (origin_of(url) != origin_of(origin->second)) {
    return base::failure("wire.refused_origin",
                         "the path of a request would lead away from " + origin_of(origin->second));
  }
  auto query = fill_params(request.query, filling);
  if (!query) return tl::unexpected(query.error());
  if (!query->empty()) url += (url.find('?') == std::string::npos ? "?" : "&") + *query;
  return url;
}

Result<void> put_body(ports::HttpRequest& made, const Request& request, const Filling& filling) {
  if (request.json) {
    auto body = fill(*request.json, filling);
    if (!body) return tl::unexpected(body.error());
    if (*body) made.body = base::write_json(**body);
    made.headers.emplace_back("Content-Type", "application/json");
  } else if (!request.form.empty()) {
    auto body = fill_params(request.form, filling);
    if (!body) return tl::unexpected(body.error());
    made.body = std::move(*body);
    made.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
  }
  return {};
}

}  // namespace

std::string origin_of(std::string_view url) {
  const auto scheme_end = url.find("://");
  if (scheme_end == std::string_view::npos) return {};
  const std::string scheme = base::lower(url.substr(0, scheme_end));
  std::string_view rest = url.substr(scheme_end + 3);
  rest = rest.substr(0, rest.find_first_of("/?#\\"));
  // User names in addresses only serve to mislead a reader about the host.
  if (rest.empty() || rest.find('@') != std::string_view::npos) return {};
  std::string host = base::lower(rest);
  const std::string own_port = scheme == "https" ? ":443" : ":80";
  if (host.ends_with(own_port) && !host.ends_with("]")) host.resize(host.size() - own_port.size());
  return scheme + "://" + host;
}

bool may_carry_secrets(std::string_view url) {
  const std::string origin = origin_of(url);
  if (origin.starts_with("https://")) return true;
  if (!origin.starts_with("http://")) return false;
  std::string_view host = std::string_view(origin).substr(7);
  if (const auto colon = host.rfind(':'); colon != std::string_view::npos && !host.ends_with(']'))
    host = host.substr(0, colon);
  return is_loopback(host);
}

/// A line break in a value would let it become a header of its own.
Result<void> add_header(ports::HttpRequest& request, const std::string& name, const std::string& value) {
  if (std::ranges::any_of(value, [](unsigned char c) { return c < 0x20 || c == 0x7f; })) {
    return base::failure("connector.invalid", "the value for header " + name + " holds a control character");
  }
  request.headers.emplace_back(name, value);
  return {};
}

Result<ports::HttpRequest> build(const Request& request, const Filling& filling, const Origins& origins) {
  ports::HttpRequest made;
  made.method = request.method;
  auto url = address(request, filling, origins);
  if (!url) return tl::unexpected(url.error());
  made.url = std::move(*url);
  made.headers.emplace_back("Accept", "application/json");
  for (const auto& header : request.headers) {
    auto value = fill(header.value, filling);
    if (!value) return tl::unexpected(value.error());
    const auto text = *value ? as_plain_text(**value) : std::nullopt;
    if (!text) continue;
    if (auto added = add_header(made, header.name, *text); !added) return tl::unexpected(added.error());
  }
  if (auto put = put_body(made, request, filling); !put) return tl::unexpected(put.error());
  return made;
}

Result<std::string> follow(std::string_view next, std::string_view base_url) {
  const std::string home = origin_of(base_url);
  if (next.starts_with("/") && !next.starts_with("//") && !next.starts_with("/\\")) return home + std::string(next);
  const bool clean = std::ranges::none_of(next, [](unsigned char c) { return c <= 0x20 || c == 0x7f; });
  if (clean && !home.empty() && origin_of(next) == home) return std::string(next);
  return base::failure("wire.refused_origin", "the next page is said to be at " +
                                                  base::escape_line(base::shorten(next.substr(0, next.find('?')), 80)) +
                                                  ", not at " + home);
}

Result<void> add_login(ports::HttpRequest& request, const Send& send, const Values& values) {
  const Spelling spelling;
  const Filling filling{values, spelling};
  for (const auto& header : send.headers) {
    auto text = fill_text(header.text, filling);
    if (!text) return tl::unexpected(text.error());
    if (!*text) continue;
    std::string value = header.base64 ? base::to_base64(**text) : **text;
    if (!header.scheme.empty()) value.insert(0, header.scheme + " ");
    if (auto added = add_header(request, header.name, value); !added) return added;
  }
  auto query = fill_params(send.query, filling);
  if (!query) return tl::unexpected(query.error());
  if (!query->empty()) request.url += (request.url.find('?') == std::string::npos ? "?" : "&") + *query;
  return {};
}

bool uses(const Request& request, std::string_view name) {
  return std::ranges::binary_search(request.names, name, std::less<>());
}

}  // namespace goodword::connector
