// A CRM on paper: people with tags, notes and tasks, and no wire. What the walk needs by the hundred thousand.
//
// It keeps what a person at the screen does apart from what arrives through Remote, and tells a listener of each write
// at the moment at which it arrives. Everything here is read in order of its version, as a CRM lists by last change.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "ports/remote.hpp"
#include "stage/stage.hpp"

namespace goodword::invariants {

/// What one contact is in the CRM.
struct Card {
  std::string id, given, family, email, city;
  std::set<std::string> tags;
  base::Instant changed{};
  std::int64_t version = 0;
};

/// A note or a task.
struct Slip {
  std::string id, contact, title, text;
  bool task = false, done = false;
  std::string marker;  ///< of the operation that made it; empty: a person wrote it
  base::Instant at{};
  std::int64_t version = 0;
};

class PaperCrm : public ports::Remote {
 public:
  explicit PaperCrm(const testing::StageClock& clock) : clock_(clock) {}

  // What people do
  std::string add(std::string given, std::string city, std::set<std::string> tags);
  void tag(const std::string& contact, const std::string& tag);
  void untag(const std::string& contact, const std::string& tag);
  void note(const std::string& contact, const std::string& text);
  void move_to(const std::string& contact, const std::string& city);
  void finish_tasks(const std::string& contact);

  const std::map<std::string, Card>& cards() const { return cards_; }
  const std::vector<Slip>& slips() const { return slips_; }

  /// Told of each operation right before and right after it is carried out; may throw, as a process that dies.
  std::function<void(const model::Operation&, const Card&)> on_arrival;
  std::function<void()> on_carried_out;
  bool down = false;       ///< every call fails, nothing arrives
  bool read_only = false;  ///< what is to be written does not arrive

  std::vector<ports::StreamRow> streams() const override;
  std::vector<ports::Ability> abilities() const override;
  base::Result<std::string> check(std::stop_token) override { return std::string("paper"); }
  base::Result<std::unique_ptr<ports::Pull>> pull(std::string_view stream, ports::PullMode mode,
                                                  std::string_view mark) override;
  base::Result<ports::PulledPage> read(std::string_view source, std::span<const std::string> ids,
                                       std::stop_token) override;
  base::Result<std::vector<ports::SetupItem>> missing_setup(std::span<const std::string>, std::stop_token) override {
    return std::vector<ports::SetupItem>();
  }
  base::Result<void> create_setup(const ports::SetupItem&, std::span<const std::string>, std::stop_token) override {
    return {};
  }
  std::vector<model::Outcome> apply(std::span<const model::Operation> batch, std::stop_token) override;
  base::Result<ports::ReadBack> read_back(const model::Operation& operation, std::stop_token) override;
  int calls_needed(std::span<const model::Change> changes) const override { return static_cast<int>(changes.size()); }
  ports::CallCount calls() const override { return {}; }

 private:
  Card& touched(const std::string& contact);
  model::Outcome carry_out(const model::Operation& operation);
  model::Outcome make(const model::Operation& operation);
  model::Outcome take_away(const model::Operation& operation);
  model::Record contact_record(const Card& card) const;
  model::Record slip_record(const Slip& slip) const;
  std::vector<model::Record> since(std::string_view stream, std::int64_t version) const;

  const testing::StageClock& clock_;
  std::map<std::string, Card> cards_;
  std::vector<Slip> slips_;
  std::map<std::int64_t, std::string> by_version_;
  std::int64_t version_ = 0;
};

}  // namespace goodword::invariants
