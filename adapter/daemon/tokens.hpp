// Tokens of a CRM's login, sealed in the store, and the key that opens them.
//
// Made by the assembly, one per world. The key is the credential "goodword-token-key", else the file token.key beside
// the store, made (0600) when something is sealed first: 64 hex digits a line, the first seals, all of them open. It is
// in no backup of the store. Turns to renew are a lease, and a file lock that shows that a holder is dead.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "daemon/environment.hpp"
#include "ports/clock.hpp"
#include "ports/random.hpp"
#include "ports/store.hpp"
#include "ports/tokens.hpp"

namespace goodword::daemon {

class TokenKeys {
 public:
  enum class WhenMissing { make, fail };
  struct Key {
    std::string id, bytes;
  };

  TokenKeys(const Environment& environment, const std::filesystem::path& store);
  ~TokenKeys();
  TokenKeys(const TokenKeys&) = delete;
  TokenKeys& operator=(const TokenKeys&) = delete;

  /// The key to seal with. Errors: login.unreadable, saying what is wrong with the file.
  base::Result<Key> sealing(ports::Random& random);
  /// Errors: login.unreadable, where no key there is has this id.
  base::Result<Key> opening(std::string_view id);
  const std::filesystem::path& file() const { return file_; }

 private:
  base::Result<void> read(WhenMissing missing, ports::Random* random);
  base::Result<void> make(ports::Random& random) const;

  std::filesystem::path file_;
  bool credential_ = false;
  std::mutex mutex_;  ///< each CRM has a thread of its own
  std::vector<Key> keys_;
};

class StoredTokens : public ports::TokenBook {
 public:
  struct Parts {
    ports::Store& store;
    ports::Random& random;
    std::filesystem::path store_path;
  };
  /// `login`: the chosen entry of the connector's "auth"; tokens of another one are not its.
  StoredTokens(Parts parts, TokenKeys& keys, std::string crm, std::string login)
      : parts_(std::move(parts)), keys_(keys), crm_(std::move(crm)), login_(std::move(login)) {}

  base::Result<ports::HeldTokens> read() override;
  base::Result<std::int64_t> generation() override;
  base::Result<std::unique_ptr<ports::TokenTurn>> take_turn(base::Instant now) override;
  base::Result<void> write(const ports::HeldTokens& held, std::int64_t after) override;

 private:
  std::string bound(std::int64_t generation) const;
  base::Result<std::string> open(const ports::TokenRow& row);
  base::Result<void> seal_into(ports::TokenRow& row, const ports::TokenSet& tokens);

  Parts parts_;
  TokenKeys& keys_;
  std::string crm_, login_;
};

}  // namespace goodword::daemon
