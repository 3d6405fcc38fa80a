#include "sandbox/logins.hpp"

namespace goodword::sandbox {

std::string Logins::access_for(base::Instant now) {
  std::string token = "access-" + std::to_string(++made_);
  access_[token] = lasts_ > base::Duration::zero() ? std::optional(now + lasts_) : std::nullopt;
  return token;
}

Pass Logins::sign_in(base::Instant now) {
  Pass pass{access_for(now), "refresh-" + std::to_string(made_)};
  refresh_tokens_[pass.refresh] = {++families_, false};
  return pass;
}

std::optional<Pass> Logins::renew(std::string_view refresh, base::Instant now) {
  const auto found = refresh_tokens_.find(refresh);
  if (found == refresh_tokens_.end()) return std::nullopt;
  const int family = found->second.family;
  if (found->second.spent) {
    std::erase_if(refresh_tokens_, [&](const auto& token) { return token.second.family == family; });
    end_access();
    ++ended_;
    return std::nullopt;
  }
  ++renewals_;
  Pass pass{access_for(now), std::string(refresh)};
  if (refresh_ == Refresh::rotates) {
    found->second.spent = true;
    pass.refresh = "refresh-" + std::to_string(made_);
    refresh_tokens_[pass.refresh] = {family, false};
  }
  return pass;
}

bool Logins::good(std::string_view access, base::Instant now) const {
  const auto found = access_.find(access);
  return found != access_.end() && (!found->second || now < *found->second);
}

}  // namespace goodword::sandbox
