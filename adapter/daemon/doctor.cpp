#include "daemon/doctor.hpp"

#include <sys/stat.h>
#include <sys/statvfs.h>

#include <algorithm>

#include "base/text.hpp"
#include "daemon/lock.hpp"
#include "daemon/packs.hpp"
#include "daemon/random.hpp"
#include "daemon/secrets.hpp"
#include "daemon/tokens.hpp"
#include "store/sqlite.hpp"

namespace goodword::daemon {
namespace {

namespace fs = std::filesystem;
using Kind = Finding::Kind;

constexpr std::uintmax_t little_room = 512ULL << 20U;
/// Where Debian's ca-certificates puts what libcurl trusts.
constexpr const char* trusted_certificates = "/etc/ssl/certs/ca-certificates.crt";

Finding good(std::string subject, std::string text) { return {Kind::good, std::move(subject), std::move(text), ""}; }
Finding hint(std::string subject, std::string text, std::string advice) {
  return {Kind::hint, std::move(subject), std::move(text), std::move(advice)};
}
Finding wrong(std::string subject, std::string text, std::string advice) {
  return {Kind::wrong, std::move(subject), std::move(text), std::move(advice)};
}

/// Whether people other than owner and group may read the file.
bool open_to_others(const fs::path& file) {
  struct stat status {};
  return ::stat(file.c_str(), &status) == 0 && (status.st_mode & 07U) != 0;
}

void examine_settings(const SettingsReading& reading, std::vector<Finding>& found) {
  const auto folder = reading.settings.config_folder.string();
  for (const auto& problem : reading.problems)
    found.push_back(wrong("settings", base::to_text(problem), "mend it, then goodword validate"));
  if (reading.problems.empty()) found.push_back(good("settings", "all files in " + folder + " are right"));
  if (reading.settings.crms.empty() && reading.problems.empty())
    found.push_back(hint("settings", "no CRM is connected", "goodword crm add"));
}

Finding examine_secret(const CrmSettings& crm, const ports::SecretRef& ref, const Settings& settings,
                       const Environment& environment) {
  const std::string subject = "crm " + crm.name;
  if (ref.source == "credential" && environment.get("CREDENTIALS_DIRECTORY").empty())
    return hint(subject, "the secret \"" + ref.name + "\" is a credential that only the service is given", "");
  const auto value = ReferencedSecrets(environment, settings.config_folder).reveal(ref);
  if (!value) return wrong(subject, base::to_text(value.error()), "goodword explain error " + value.error().code);
  const std::string place = ref.value.empty() ? "" : ref.value.front();
  if (ref.source == "file" && open_to_others(settings.config_folder / fs::path(place)))
    return wrong(subject, "everybody may read the secret in " + place, "chmod 600 " + place);
  return good(subject, "the secret \"" + ref.name + "\" can be read");
}

void examine_secrets(const Settings& settings, const Environment& environment, std::vector<Finding>& found) {
  for (const auto& crm : settings.crms) {
    for (const auto& ref : crm.secrets) found.push_back(examine_secret(crm, ref, settings, environment));
  }
}

/// Packs in force that counsel has not reviewed: they answer no or review, never yes.
void examine_packs(const Settings& settings, std::vector<Finding>& found) {
  const auto packs = compiled_packs(settings);
  if (!packs) return;
  std::vector<std::string> open;
  for (const auto& pack : rules::packs_in_force(*packs, settings.firm, settings.reviews)) {
    if (!pack.reviewed) open.push_back(pack.id);
  }
  if (!open.empty())
    found.push_back(hint("rule packs", base::join(open, ", ") + " in force, not reviewed by counsel: never a yes",
                         "goodword packs show NAME, then goodword packs review NAME"));
}

void examine_store(const fs::path& store, std::vector<Finding>& found) {
  std::error_code fault;
  if (!fs::exists(store, fault)) {
    found.push_back(hint("store", store.string() + " is not there yet", "the first goodword sync makes it"));
    return;
  }
  const auto sound = store::check_sqlite(store);
  found.push_back(sound ? good("store", store.string() + " is sound")
                        : wrong("store", base::to_text(sound.error()), "goodword restore BACKUP"));
  if (open_to_others(store))
    found.push_back(wrong("store", "everybody may read " + store.string(), "chmod 600 " + store.string()));
  const auto room = fs::space(store.has_parent_path() ? store.parent_path() : fs::path("."), fault);
  if (!fault && room.available < little_room)
    found.push_back(hint(
        "disk", base::grouped(static_cast<std::int64_t>(room.available >> 20U)) + " MB are free where the store is",
        "make room: a full disk stops every sync"));
}

void examine_service(const fs::path& store, std::vector<Finding>& found) {
  std::error_code fault;
  if (!fs::exists(store, fault)) return;
  const auto lock = FileLock::take(store, "service");
  if (!lock && lock.error().code == "store.busy")
    found.push_back(good("service", "it is running"));
  else
    found.push_back(hint("service", "it is not running, so nothing is synced by itself",
                         "systemctl enable --now goodword, or goodword daemon"));
}

std::int64_t count(const std::map<std::string, std::int64_t>& counts, std::string_view key) {
  const auto found = counts.find(std::string(key));
  return found == counts.end() ? 0 : found->second;
}

std::vector<Finding> examine_crm(const ports::CrmState& state, const ports::CrmCounts& counts, base::Instant now,
                                 base::Duration every) {
  std::vector<Finding> found;
  const std::string subject = "crm " + state.name;
  if (!state.last_error.empty())
    found.push_back(wrong(subject, "the last sync failed: " + state.last_error, "goodword crm check " + state.name));
  if (!state.last_try) found.push_back(hint(subject, "it was never read", "goodword sync " + state.name));
  if (state.mode == ports::CrmMode::paused)
    found.push_back(hint(subject, "it is paused", "goodword crm resume " + state.name));
  else if (state.last_good_sync && now - *state.last_good_sync > every * 4)
    found.push_back(wrong(subject, "the last good sync was " + base::age_text(*state.last_good_sync, now),
                          "goodword sync " + state.name));
  if (state.in_repair)
    found.push_back(hint(subject, "the store was restored; what was written since is looked for at the next sync",
                         "goodword sync " + state.name));
  if (const auto open = count(counts.operations, "needs_review"); open > 0)
    found.push_back(hint(subject, base::grouped(open) + " writes wait for a person", "goodword review"));
  if (counts.rejects > 0)
    found.push_back(hint(subject, base::grouped(counts.rejects) + " records or fields could not be taken",
                         "goodword rejects list " + state.name));
  if (found.empty()) found.push_back(good(subject, "the last sync was good"));
  return found;
}

/// What is held of a login; whether it can be opened is seen without its CRM.
void examine_login(ports::Store& store, const ports::TokenRow& row, const Settings& settings,
                   const Environment& environment, std::vector<Finding>& found) {
  const std::string subject = "login " + row.crm;
  TokenKeys keys(environment, settings.options.store_path);
  SystemRandom random;
  StoredTokens book({store, random, settings.options.store_path}, keys, row.crm, row.login);
  const std::string log_in = "goodword auth login " + row.crm;
  if (const auto held = book.read(); !held) {
    found.push_back(
        wrong(subject, base::to_text(held.error()), "put " + keys.file().string() + " back as it was, or " + log_in));
  } else if (!row.needs_login.empty()) {
    found.push_back(wrong(subject, row.needs_login, log_in));
  } else if (row.sent) {
    found.push_back(hint(subject,
                         "a renewal of " + base::to_rfc3339(*row.sent) +
                             " was cut off; if it brought a new refresh token, that one is lost",
                         "goodword auth refresh " + row.crm + "; if the CRM refuses, " + log_in));
  }
}

}  // namespace

std::string_view to_text(Finding::Kind kind) {
  switch (kind) {
    case Kind::good: return "good";
    case Kind::hint: return "hint";
    case Kind::wrong: return "wrong";
  }
  return "";
}

std::vector<Finding> examine_machine(const SettingsReading& reading, const Environment& environment) {
  std::vector<Finding> found;
  examine_settings(reading, found);
  examine_secrets(reading.settings, environment, found);
  if (reading.problems.empty()) examine_packs(reading.settings, found);
  const fs::path store = reading.settings.options.store_path;
  if (!store.empty()) {
    examine_store(store, found);
    examine_service(store, found);
  }
  std::error_code fault;
  found.push_back(fs::exists(trusted_certificates, fault)
                      ? good("certificates", std::string(trusted_certificates) + " is there")
                      : wrong("certificates", "no authority is trusted, so no https CRM can be reached",
                              "apt install ca-certificates"));
  return found;
}

base::Result<std::vector<Finding>> examine_crms(ports::Store& store, const Settings& settings,
                                                const Environment& environment, base::Instant now) {
  std::vector<Finding> found;
  for (const auto& crm : settings.crms) {
    const auto state = store.crm_state(crm.name);
    if (!state) return tl::unexpected(state.error());
    const auto counts = store.counts(crm.name);
    if (!counts) return tl::unexpected(counts.error());
    std::ranges::move(examine_crm(*state, *counts, now, settings.options.schedule_every), std::back_inserter(found));
    const auto login = store.token(crm.name);
    if (!login) return tl::unexpected(login.error());
    if (*login) examine_login(store, **login, settings, environment, found);
  }
  const auto told = store.to_tell();
  if (!told) return tl::unexpected(told.error());
  if (const auto open = std::ranges::count_if(*told, [](const auto& due) { return !due.told; }); open > 0)
    found.push_back(hint(
        "privacy",
        base::grouped(open) + (open == 1 ? " partner is" : " partners are") + " to be told to erase a person we forgot",
        "goodword forgotten"));
  return found;
}

}  // namespace goodword::daemon
