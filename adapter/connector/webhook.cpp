#include "connector/webhook.hpp"

#include <algorithm>
#include <cstdlib>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "connector/mapping.hpp"
#include "connector/plan.hpp"
#include "connector/sign.hpp"

namespace goodword::connector {
namespace {

using base::Json;
using base::Result;

auto forged(std::string why) {
  return base::failure("wire.forged", "a call to our webhook was refused: " + std::move(why));
}

/// A signature as it is compared: its bytes. Some vendors write "sha256=" or "v1=" before hex digits.
std::string bytes_of(std::string_view text, Sign::Form form) {
  text = base::trim(text);
  if (form == Sign::Form::raw) return std::string(text);
  if (form == Sign::Form::base64) return base::from_base64(text).value_or("");
  const auto equals = text.find('=');
  return base::lower(equals == std::string_view::npos ? text : text.substr(equals + 1));
}

/// A call that is looked at: what is picked from it, and what its templates can name.
class Checked {
 public:
  Checked(const Webhooks& webhooks, const WebhookCall& call, const Values& values)
      : webhooks_(webhooks), sign_(webhooks.sign), call_(call), values_(&values) {
    seen_.headers = &call.headers;
  }

  Result<void> check(base::Instant now) {
    if (sign_.kind == Sign::Kind::basic) return check_basic();
    // A token may stand in the body; a signature is over it, and in a header.
    if (auto body = base::parse_json(call_.body)) body_ = std::move(*body);
    seen_.body = &body_;
    const auto key = text(sign_.key);
    if (!key || key->empty()) return no_secret();
    const auto told = pick(sign_.in, seen_);
    if (!told) return forged("it carries no signature");
    if (sign_.kind == Sign::Kind::token) return same(told->text(), *key, "its token is another one");
    if (auto fresh = check_time(now); !fresh) return fresh;
    const auto code = code_of(sign_, signable(), *values_);
    if (!code) return forged("what is signed cannot be put together");
    const std::string expected = sign_.form == Sign::Form::hex ? base::to_hex(*code) : *code;
    return same(bytes_of(told->text(), sign_.form), expected, "its signature is another one");
  }

  std::vector<WebhookHint> hints() const {
    std::vector<WebhookHint> found;
    const Json* events = webhooks_.events ? body_.at(*webhooks_.events) : &body_;
    if (!events) return found;
    if (!events->is_array()) add(*events, found);
    for (const auto& event : events->items()) add(event, found);
    return found;
  }

  Result<void> read_body() {
    auto body = base::parse_json(call_.body);
    if (!body) return tl::unexpected(body.error());
    body_ = std::move(*body);
    return {};
  }

 private:
  static Result<void> same(std::string_view told, std::string_view expected, std::string_view otherwise) {
    if (base::same_in_constant_time(told, expected)) return {};
    return forged(std::string(otherwise));
  }
  static Result<void> no_secret() {
    return base::failure("connector.unsupported",
                         "the secret of the webhook is not given, so that no call can be believed");
  }

  std::optional<std::string> text(const Text& template_text) {
    return fill_signed(template_text, signable(), *values_);
  }

  Signable signable() const { return {call_.method, call_.url, call_.body, time_}; }

  Result<void> check_basic() {
    const auto user = text(sign_.user), password = text(sign_.key);
    if (!user || !password || password->empty()) return no_secret();
    return same(seen_.header("Authorization"), "Basic " + base::to_base64(*user + ":" + *password),
                "its password is another one");
  }

  /// An old call that is sent again says nothing new.
  Result<void> check_time(base::Instant now) {
    if (!sign_.timestamp) return {};
    const auto told = pick(*sign_.timestamp, seen_);
    if (!told) return forged("it does not say when it was signed");
    time_ = told->text();
    const auto at = read_instant_text(time_, sign_.timestamp_form);
    if (!at) return forged("it does not say when it was signed in the form that the connector states");
    if (*at > now + sign_.tolerance || *at < now - sign_.tolerance)
      return forged("it was signed at " + base::to_rfc3339(*at) + ", which is not now");
    return {};
  }

  const std::string* stream_for(std::string_view type) const {
    for (const auto& [word, stream] : webhooks_.hints) {
      if (word == type) return &stream;
    }
    for (const auto& [word, stream] : webhooks_.hints) {
      if (word.ends_with('*') && type.starts_with(std::string_view(word).substr(0, word.size() - 1))) return &stream;
    }
    return nullptr;
  }

  void add(const Json& event, std::vector<WebhookHint>& found) const {
    const Json* type = event.at(webhooks_.type);
    const std::string* stream = type ? stream_for(type->text()) : nullptr;
    const Json* named = stream ? event.at(webhooks_.id) : nullptr;
    if (!named) return;
    for (auto& id : id_list(*named, Form::json)) {
      WebhookHint hint{*stream, std::move(id)};
      if (!hint.id.empty() && std::ranges::find(found, hint) == found.end()) found.push_back(std::move(hint));
    }
  }

  const Webhooks& webhooks_;
  const Sign& sign_;
  const WebhookCall& call_;
  const Values* values_;
  Json body_;
  Seen seen_;
  std::string time_;
};

}  // namespace

Result<std::vector<WebhookHint>> read_webhook(const Compiled& compiled,
                                              const std::map<std::string, std::string>& secrets,
                                              const WebhookCall& call, base::Instant now) {
  const auto& webhooks = compiled.plan().webhooks;
  if (!webhooks) return base::failure("connector.unsupported", "the connector says nothing of webhooks");
  Values values;
  for (const auto& [name, value] : secrets) values.set_text("settings." + name, value);
  Checked checked(*webhooks, call, values);
  if (auto fine = checked.check(now); !fine) return tl::unexpected(fine.error());
  if (auto read = checked.read_body(); !read) return tl::unexpected(read.error());
  return checked.hints();
}

}  // namespace goodword::connector
