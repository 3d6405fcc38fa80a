// Tokens kept in memory: for playing samples and for a Remote that was given no book.
#pragma once

#include "ports/tokens.hpp"

namespace goodword::connector {

class MemoryTokens : public ports::TokenBook {
 public:
  MemoryTokens() = default;
  explicit MemoryTokens(ports::HeldTokens held) : held_(std::move(held)) {}

  base::Result<ports::HeldTokens> read() override { return held_; }
  base::Result<std::int64_t> generation() override { return held_.generation; }
  base::Result<std::unique_ptr<ports::TokenTurn>> take_turn(base::Instant) override {
    return std::make_unique<ports::TokenTurn>();
  }
  base::Result<void> write(const ports::HeldTokens& held, std::int64_t after) override {
    if (held_.generation != after) return base::failure("store.busy", "other tokens are held by now");
    held_ = held;
    return {};
  }

 private:
  ports::HeldTokens held_;
};

}  // namespace goodword::connector
