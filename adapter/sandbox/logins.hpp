// Who may come in: access tokens that end, and refresh tokens that stay or are spent by being shown.
//
// A spent refresh token that comes back ends its whole family, as strict authorisation servers do. Where a login has a
// fixed key instead, a dialect needs none of this. Not thread safe: Dialect holds the lock.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/instant.hpp"

namespace goodword::sandbox {

struct Pass {
  std::string access, refresh;
};

class Logins {
 public:
  enum class Refresh { stays, rotates };

  /// `lasts`: of access tokens; 0: until they are ended.
  explicit Logins(Refresh refresh, base::Duration lasts = {}) : refresh_(refresh), lasts_(lasts) {}

  /// A person agreed, or a machine proved who it is: a new family.
  Pass sign_in(base::Instant now);
  /// Nothing if the token is not known, spent or its family ended.
  std::optional<Pass> renew(std::string_view refresh, base::Instant now);
  bool good(std::string_view access, base::Instant now) const;
  /// All access tokens end at this moment; refresh tokens stay.
  void end_access() { access_.clear(); }
  void set_refresh(Refresh refresh) { refresh_ = refresh; }

  int renewals() const { return renewals_; }     ///< that were given
  int families_ended() const { return ended_; }  ///< since a spent token came back

 private:
  struct Kept {
    int family = 0;
    bool spent = false;
  };
  std::string access_for(base::Instant now);

  Refresh refresh_;
  base::Duration lasts_;
  std::map<std::string, std::optional<base::Instant>, std::less<>> access_;  ///< and when each ends
  std::map<std::string, Kept, std::less<>> refresh_tokens_;
  int made_ = 0, families_ = 0, renewals_ = 0, ended_ = 0;
};

}  // namespace goodword::sandbox
