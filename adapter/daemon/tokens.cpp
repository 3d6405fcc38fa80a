#include "daemon/tokens.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/digest.hpp"
#include "base/seal.hpp"
#include "base/text.hpp"
#include "daemon/lock.hpp"
#include "daemon/secrets.hpp"
#include "store/owner.hpp"

namespace goodword::daemon {
namespace {

using base::Json;
using base::Result;

constexpr const char* credential_name = "goodword-token-key";
/// A request for a token ends in under a third of it.
constexpr auto turn_life = std::chrono::minutes(4);

tl::unexpected<base::Error> unreadable(std::string detail) {
  return base::failure("login.unreadable", std::move(detail), base::Retry::when_changed);
}

std::string drawn(ports::Random& random, std::size_t size) {
  std::string bytes;
  while (bytes.size() < size) {
    const std::uint64_t word = random.next();
    for (int shift = 0; shift < 64 && bytes.size() < size; shift += 8)
      bytes += static_cast<char>((word >> shift) & 255U);
  }
  return bytes;
}

std::optional<std::string> bytes_of(std::string_view hex) {
  const auto digit = [](char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1; };
  std::string bytes;
  if (hex.size() != 2 * base::seal_key_size) return std::nullopt;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    const int high = digit(hex[i]), low = digit(hex[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes += static_cast<char>(high * 16 + low);
  }
  return bytes;
}

/// Says nothing of the key but which one it is.
std::string id_of(std::string_view key) {
  return base::to_hex(base::hmac_sha256(key, "goodword token key")).substr(0, 12);
}

void forget(std::vector<TokenKeys::Key>& keys) {
  for (auto& key : keys) base::wipe(key.bytes);
  keys.clear();
}

/// Whoever holds the file's lock is alive; the lease is for those who cannot see the file.
class Turn : public ports::TokenTurn {
 public:
  Turn(ports::Store& store, FileLock lock, ports::Lease lease)
      : store_(store), lock_(std::move(lock)), lease_(std::move(lease)) {}
  ~Turn() override { static_cast<void>(store_.give_up_lease(lease_)); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  ports::Store& store_;
  FileLock lock_;
  ports::Lease lease_;
};

}  // namespace

TokenKeys::TokenKeys(const Environment& environment, const std::filesystem::path& store)
    : file_(store.parent_path() / "token.key") {
  const std::string folder = environment.get("CREDENTIALS_DIRECTORY");
  std::error_code fault;
  const auto given = std::filesystem::path(folder) / credential_name;
  if (folder.empty() || !std::filesystem::exists(given, fault)) return;
  credential_ = true;
  file_ = given;
}

TokenKeys::~TokenKeys() { forget(keys_); }

/// Made under a name of its own and then linked, so that of two who make it at once both use the same.
Result<void> TokenKeys::make(ports::Random& random) const {
  const std::string fresh = file_.string() + "." + std::to_string(::getpid());
  const auto failed = [&](const std::string& what) {
    const std::string why = std::strerror(errno);
    ::unlink(fresh.c_str());
    return unreadable(what + ": " + why);
  };
  const int made = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (made < 0) return failed(fresh + " cannot be made");
  store::give_to_owner_of_folder(made, fresh);
  std::string bytes = drawn(random, base::seal_key_size);
  std::string line = base::to_hex(bytes) + "\n";
  base::wipe(bytes);
  const bool written =
      ::write(made, line.data(), line.size()) == static_cast<ssize_t>(line.size()) && ::fsync(made) == 0;
  base::wipe(line);
  ::close(made);
  if (!written) return failed(fresh + " cannot be written");
  if (::link(fresh.c_str(), file_.c_str()) != 0 && errno != EEXIST) return failed(file_.string() + " cannot be made");
  ::unlink(fresh.c_str());
  const auto parent = file_.has_parent_path() ? file_.parent_path() : std::filesystem::path(".");
  const int folder = ::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool durable = folder >= 0 && ::fsync(folder) == 0;
  if (folder >= 0) ::close(folder);
  if (!durable) return failed(file_.string() + " cannot be made durable");
  return {};
}

Result<void> TokenKeys::read(WhenMissing missing, ports::Random* random) {
  if (!keys_.empty()) return {};
  std::error_code fault;
  if (!std::filesystem::exists(file_, fault)) {
    if (missing == WhenMissing::fail) return unreadable("the key file " + file_.string() + " is not there");
    if (auto made = make(*random); !made) return made;
  }
  auto text = secret_text(file_, credential_ ? Openness::as_it_is : Openness::owner_only);
  if (!text) return unreadable("the key file: " + text.error().detail);
  // Half a file that is being written must not count as all of it.
  int number = 0, broken = 0;
  std::vector<Key> found;
  for (const auto& line : base::split(*text, '\n')) {
    ++number;
    if (base::trim(line).empty()) continue;
    auto bytes = bytes_of(base::trim(line));
    if (!bytes) {
      broken = number;
      break;
    }
    found.push_back({id_of(*bytes), std::move(*bytes)});
  }
  base::wipe(*text);
  if (broken == 0 && !found.empty()) {
    keys_ = std::move(found);
    return {};
  }
  forget(found);
  if (broken == 0) return unreadable("the key file " + file_.string() + " is empty");
  return unreadable("line " + std::to_string(broken) + " of the key file " + file_.string() +
                    " is no key: 64 hex digits in small letters");
}

Result<TokenKeys::Key> TokenKeys::sealing(ports::Random& random) {
  const std::scoped_lock alone(mutex_);
  if (auto there = read(WhenMissing::make, &random); !there) return tl::unexpected(there.error());
  return keys_.front();
}

Result<TokenKeys::Key> TokenKeys::opening(std::string_view id) {
  const std::scoped_lock alone(mutex_);
  const bool held = !keys_.empty();
  if (auto there = read(WhenMissing::fail, nullptr); !there) return tl::unexpected(there.error());
  auto found = std::ranges::find(keys_, id, &Key::id);
  if (found == keys_.end() && held) {
    // A key may have been added to the file since it was read.
    forget(keys_);
    if (auto there = read(WhenMissing::fail, nullptr); !there) return tl::unexpected(there.error());
    found = std::ranges::find(keys_, id, &Key::id);
  }
  if (found != keys_.end()) return *found;
  return unreadable("they were sealed with the key " + std::string(id) + ", and " + file_.string() + " has " +
                    keys_.front().id);
}

/// What the text belongs to: it cannot be put into another row, and an older one cannot pass for a newer.
std::string StoredTokens::bound(std::int64_t generation) const {
  return "goodword tokens 1\n" + crm_ + "\n" + login_ + "\n" + std::to_string(generation);
}

Result<std::string> StoredTokens::open(const ports::TokenRow& row) {
  auto key = keys_.opening(row.key);
  if (!key) return tl::unexpected(key.error());
  const auto bytes = base::from_base64(row.sealed);
  const std::size_t nonce = base::seal_nonce_size;
  std::optional<std::string> text;
  if (bytes && bytes->size() > nonce)
    text = base::unseal(key->bytes, std::string_view(*bytes).substr(0, nonce), std::string_view(*bytes).substr(nonce),
                        bound(row.generation));
  base::wipe(key->bytes);
  if (text) return *text;
  return unreadable("what the store holds was changed by somebody, or is of another CRM: its seal is broken");
}

Result<ports::HeldTokens> StoredTokens::read() {
  const auto row = parts_.store.token(crm_);
  if (!row) return tl::unexpected(row.error());
  ports::HeldTokens held;
  if (!*row) return held;
  held.generation = (*row)->generation;
  if ((*row)->login != login_) return held;
  held.needs_login = (*row)->needs_login;
  held.sent = (*row)->sent;
  if ((*row)->sealed.empty()) return held;
  const auto doing = "opening the tokens of " + crm_;
  auto text = open(**row);
  if (!text) return tl::unexpected(base::while_doing(text.error(), doing));
  const auto json = base::parse_json(*text);
  base::wipe(*text);
  if (!json) return tl::unexpected(base::while_doing(unreadable("what was sealed is no JSON").value(), doing));
  ports::TokenSet tokens;
  tokens.access = json->text_or("access", "");
  tokens.refresh = json->text_or("refresh", "");
  if (const Json* kept = json->find("kept")) tokens.kept = *kept;
  tokens.scopes = (*row)->scopes;
  tokens.had = (*row)->had;
  tokens.ends = (*row)->ends;
  held.tokens = std::move(tokens);
  return held;
}

Result<std::int64_t> StoredTokens::generation() {
  const auto row = parts_.store.token(crm_);
  if (!row) return tl::unexpected(row.error());
  return *row ? (*row)->generation : 0;
}

Result<std::unique_ptr<ports::TokenTurn>> StoredTokens::take_turn(base::Instant now) {
  const std::string name = "token-" + crm_;
  auto lock = FileLock::take(parts_.store_path, name);
  if (!lock) {
    if (lock.error().code == "store.busy") return nullptr;
    return tl::unexpected(lock.error());
  }
  // Who holds the lock is alone on this machine: a lease that is still there was left behind by the dead.
  if (const auto ended = parts_.store.end_lease(name); !ended) return tl::unexpected(ended.error());
  auto lease = parts_.store.take_lease(name, "process " + std::to_string(::getpid()), now + turn_life, now);
  if (!lease) {
    if (lease.error().code == "store.busy") return nullptr;
    return tl::unexpected(lease.error());
  }
  return std::make_unique<Turn>(parts_.store, std::move(*lock), std::move(*lease));
}

Result<void> StoredTokens::seal_into(ports::TokenRow& row, const ports::TokenSet& tokens) {
  auto key = keys_.sealing(parts_.random);
  if (!key) return tl::unexpected(key.error());
  const std::string nonce = drawn(parts_.random, base::seal_nonce_size);
  std::string text = base::write_json(
      Json::object({{"access", Json(tokens.access)}, {"refresh", Json(tokens.refresh)}, {"kept", tokens.kept}}));
  row.sealed = base::to_base64(nonce + base::seal(key->bytes, nonce, text, bound(row.generation)));
  row.key = key->id;
  row.scopes = tokens.scopes;
  row.had = tokens.had;
  row.ends = tokens.ends;
  base::wipe(text);
  base::wipe(key->bytes);
  return {};
}

Result<void> StoredTokens::write(const ports::HeldTokens& held, std::int64_t after) {
  ports::TokenRow row{.crm = crm_,
                      .login = login_,
                      .generation = held.generation,
                      .sealed = {},
                      .key = {},
                      .scopes = {},
                      .needs_login = {}};
  if (held.generation == after) {
    // The same tokens: what is sealed stays as it is, and only what is known of it changes.
    const auto there = parts_.store.token(crm_);
    if (!there) return tl::unexpected(there.error());
    if (*there && (*there)->generation == after) row = **there;
  } else if (held.tokens) {
    if (auto sealed = seal_into(row, *held.tokens); !sealed) return sealed;
  }
  row.needs_login = held.needs_login;
  row.sent = held.sent;
  return parts_.store.save_token(row, after);
}

}  // namespace goodword::daemon
