// A CRM that has nothing but a list of contacts, for the tests of reading: what it shows, what it hides, what it is
// asked for by id. It takes no writes.
#pragma once

#include <algorithm>

#include "ports/remote.hpp"

namespace goodword::testing {

class ListedRemote : public ports::Remote {
 public:
  std::vector<std::string> listed;  ///< ids the list shows
  std::vector<std::string> hidden;  ///< alive, but not in the list
  bool complete = true;             ///< what the last page says about the pass
  std::vector<std::string> asked;   ///< ids it was asked for, in order
  std::vector<std::size_t> batches;

  std::vector<ports::StreamRow> streams() const override {
    return {{"contacts", model::Kind::contact, {}, true, "contacts"}};
  }
  std::vector<ports::Ability> abilities() const override { return {}; }
  base::Result<std::string> check(std::stop_token) override { return std::string(); }

  base::Result<std::unique_ptr<ports::Pull>> pull(std::string_view, ports::PullMode, std::string_view) override {
    ports::PulledPage page;
    for (const auto& id : listed) page.records.push_back(contact(id));
    page.mark = "{}";
    page.complete = complete;
    return std::make_unique<OnePage>(std::move(page));
  }

  base::Result<ports::PulledPage> read(std::string_view, std::span<const std::string> ids, std::stop_token) override {
    batches.push_back(ids.size());
    ports::PulledPage found;
    for (const auto& id : ids) {
      asked.push_back(id);
      const bool alive = std::ranges::find(listed, id) != listed.end() || std::ranges::find(hidden, id) != hidden.end();
      if (alive) found.records.push_back(contact(id));
    }
    return found;
  }

  base::Result<std::vector<ports::SetupItem>> missing_setup(std::span<const std::string>, std::stop_token) override {
    return std::vector<ports::SetupItem>();
  }
  base::Result<void> create_setup(const ports::SetupItem&, std::span<const std::string>, std::stop_token) override {
    return {};
  }
  std::vector<model::Outcome> apply(std::span<const model::Operation>, std::stop_token) override { return {}; }
  base::Result<ports::ReadBack> read_back(const model::Operation&, std::stop_token) override {
    return ports::ReadBack{};
  }
  int calls_needed(std::span<const model::Change>) const override { return 0; }
  ports::CallCount calls() const override { return {}; }

 private:
  class OnePage : public ports::Pull {
   public:
    explicit OnePage(ports::PulledPage page) : page_(std::move(page)) {}
    base::Result<std::optional<ports::PulledPage>> next(std::stop_token) override {
      return std::exchange(page_, std::nullopt);
    }

   private:
    std::optional<ports::PulledPage> page_;
  };

  static model::Record contact(const std::string& id) {
    model::Record record(model::Kind::contact);
    record.values[model::contact::id] = id;
    record.values[model::contact::name] = "Person " + id;
    return record;
  }
};

}  // namespace goodword::testing
