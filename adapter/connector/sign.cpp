#include "connector/sign.hpp"

#include "base/digest.hpp"
#include "base/text.hpp"

namespace goodword::connector {
namespace {

using base::Result;

/// Path and query.
std::string path_of(const std::string& url) {
  const auto host = url.find("://");
  const auto at = url.find_first_of("/?", host == std::string::npos ? 0 : host + 3);
  if (at == std::string::npos) return "/";
  return (url[at] == '?' ? "/" : "") + url.substr(at);
}

}  // namespace

std::optional<std::string> fill_signed(const Text& text, const Signable& call, const Values& secrets) {
  const Spelling spelling;
  Values values(&secrets);
  values.set_text("method", call.method).set_text("url", call.url).set_text("body", call.body);
  values.set_text("path", path_of(call.url)).set_text("timestamp", call.timestamp);
  auto filled = fill_text(text, {values, spelling});
  return filled ? *filled : std::nullopt;
}

std::optional<std::string> code_of(const Sign& sign, const Signable& call, const Values& secrets) {
  const auto key = fill_signed(sign.key, call, secrets);
  const auto over = fill_signed(sign.over, call, secrets);
  if (!key || key->empty() || !over) return std::nullopt;
  return sign.kind == Sign::Kind::hmac_sha1 ? base::hmac_sha1(*key, *over) : base::hmac_sha256(*key, *over);
}

std::string spelled_code(std::string code, Sign::Form form) {
  if (form == Sign::Form::hex) return base::to_hex(code);
  return form == Sign::Form::base64 ? base::to_base64(code) : std::move(code);
}

Result<void> sign_request(ports::HttpRequest& request, const Sign& sign, const Values& secrets, base::Instant now) {
  Signable call{request.method, request.url, request.body};
  if (sign.timestamp) {
    call.timestamp = as_plain_text(spell_instant(now, sign.timestamp_form)).value_or("");
    if (auto added = add_header(request, sign.timestamp->text, call.timestamp); !added) return added;
  }
  const auto code = code_of(sign, call, secrets);
  const auto before = fill_signed(sign.prefix, call, secrets);
  if (!code || !before)
    return base::failure("connector.invalid",
                         "the request cannot be signed: the key of the login's signature is empty, "
                         "or something that is signed has no value");
  return add_header(request, sign.in.text, *before + spelled_code(*code, sign.form));
}

bool holds_signature(const Sign& sign, std::string_view header) {
  return base::lower(header) == base::lower(sign.in.text);
}

}  // namespace goodword::connector
