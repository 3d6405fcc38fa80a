#include "daemon/trial.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "daemon/clock.hpp"
#include "daemon/random.hpp"
#include "daemon/secrets.hpp"
#include "daemon/settings_parts.hpp"
#include "http/client.hpp"

namespace goodword::daemon {
namespace {

using base::Json;
using base::Result;

constexpr std::size_t most_fields = 200;  ///< that are looked at

/// The problems of two files that do not go together, as one error.
base::Error unfit(const std::vector<base::Problem>& problems) {
  std::vector<std::string> lines;
  for (const auto& problem : problems) lines.push_back(base::to_text(problem));
  return {.code = "settings.invalid", .detail = base::join(lines, "\n")};
}

Result<std::map<std::string, std::string>> secrets_of(const TrialParts& parts, const Json& crm) {
  ReferencedSecrets secrets(parts.environment, parts.settings.config_folder);
  auto values = parts.answers.typed;
  for (const auto& [name, ref] : crm.find("secrets")->members()) {
    if (values.contains(name)) continue;
    auto value = secrets.reveal(secret_ref(name, ref));
    if (!value) return tl::unexpected(value.error());
    values[name] = std::move(*value);
  }
  return values;
}

/// The first page of a stream; nothing where there is none.
Result<std::vector<model::Record>> first_page(ports::Remote& remote, const std::string& stream, std::stop_token stop) {
  auto pull = remote.pull(stream, ports::PullMode::full, "");
  if (!pull) return tl::unexpected(pull.error());
  auto page = (*pull)->next(stop);
  if (!page) return tl::unexpected(page.error());
  return *page ? std::move((*page)->records) : std::vector<model::Record>();
}

SeenField seen_in(const std::vector<model::Record>& records, model::Kind kind, const ports::OwnField& field,
                  const std::string& name) {
  SeenField seen{.field = field, .kind = kind, .looked_at = records.size()};
  for (const auto& record : records) {
    const auto* held = record.custom_value(name);
    const auto* text = held ? std::get_if<std::string>(&held->value) : nullptr;
    if (text && !text->empty()) seen.values.push_back(*text);
  }
  return seen;
}

}  // namespace

std::unique_ptr<ports::HttpClient> wire_of(const Options& options) {
  http::ClientOptions wire;
  wire.allow_private_addresses = options.privacy_private_addresses;
  wire.proxy = options.wire_proxy;
  wire.extra_ca_file = options.wire_extra_ca_file;
  return std::make_unique<http::CurlClient>(wire);
}

Trial::Trial(Json connector, Json crm, connector::Compiled compiled)
    : connector_(std::move(connector)),
      crm_(std::move(crm)),
      compiled_(std::move(compiled)),
      clock_(std::make_unique<SystemClock>()),
      random_(std::make_unique<SystemRandom>()) {}

Trial::~Trial() = default;

connector::RemoteParts Trial::remote_parts() {
  return {
      .crm = "trial", .http = *http_, .clock = *clock_, .random = *random_, .secrets = secrets_, .tokens = &tokens_};
}

Result<std::unique_ptr<Trial>> Trial::make(const TrialParts& parts) {
  const auto file = crm_file(parts.connector, parts.answers, parts.settings.share_folder);
  if (!file) return tl::unexpected(file.error());
  auto crm = base::parse_settings_json(file->text, file->path.string());
  if (!crm) return tl::unexpected(crm.error());
  const auto made = connector::compile(parts.connector, parts.connector.text_or("connector", "") + "/connector.json",
                                       *crm, file->path.string());
  if (!made.compiled) return tl::unexpected(unfit(made.problems));
  auto secrets = secrets_of(parts, *crm);
  if (!secrets) return tl::unexpected(secrets.error());
  std::unique_ptr<Trial> trial(new Trial(parts.connector, std::move(*crm), *made.compiled));
  trial->secrets_ = std::move(*secrets);
  trial->http_ = wire_of(parts.settings.options);
  trial->login_ = std::make_unique<connector::Authorization>(trial->compiled_, trial->remote_parts());
  trial->remote_ = connector::make_remote(trial->compiled_, trial->remote_parts());
  return trial;
}

/// Has them read as text, by the connector with them mapped. A stream that cannot be read keeps no other from it.
Result<std::vector<SeenField>> Trial::look(const std::vector<ports::OwnField>& listed, std::stop_token stop) {
  Json crm = crm_;
  const Json* change = crm_.find("change");
  crm.set("change", base::merge_patch(change ? *change : Json::object(), change_to_look(listed)));
  const auto made = connector::compile(connector_, "connector.json", crm, "crm.json");
  if (!made.compiled) return tl::unexpected(unfit(made.problems));
  const auto remote = connector::make_remote(*made.compiled, remote_parts());
  std::vector<SeenField> seen;
  std::optional<base::Error> failed;
  for (const auto& row : remote->streams()) {
    const auto of_it = [&](const ports::OwnField& field) { return field.stream == row.name; };
    if (std::ranges::none_of(listed, of_it)) continue;
    const auto records = first_page(*remote, row.name, stop);
    if (!records) failed = records.error();
    for (std::size_t i = 0; records && i < listed.size(); ++i) {
      if (of_it(listed[i])) seen.push_back(seen_in(*records, row.kind, listed[i], name_to_look(i)));
    }
  }
  if (failed && seen.empty()) return tl::unexpected(*failed);
  return seen;
}

Result<std::vector<FieldOffer>> Trial::fields(std::stop_token stop) {
  auto listed = remote_->own_fields(stop);
  if (!listed) return tl::unexpected(listed.error());
  if (listed->empty()) return std::vector<FieldOffer>();
  if (listed->size() > most_fields) listed->resize(most_fields);
  const auto seen = look(*listed, stop);
  if (!seen) return tl::unexpected(seen.error());
  return field_offers(*seen, base::date_of(clock_->now()));
}

}  // namespace goodword::daemon
