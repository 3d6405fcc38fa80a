// A town: one firm with three partners, two CRMs full of prospects, one store, the real engine; and whatever a mutant
// breaks of it. People's deeds go through here, so that the book of what they said is the oracle's alone.
//
// A process can die at any change and at any write; the town then opens the store again, as the next process would.
#pragma once

#include <array>
#include <memory>
#include <optional>

#include "invariants/paper_crm.hpp"
#include "stage/relay_store.hpp"

namespace goodword::invariants {

/// The program with one thing broken: a store that lies, a number or a table handed on as a value.
struct Mutant {
  std::string name;
  std::function<std::unique_ptr<ports::Store>(ports::Store&)> store = {};
  std::function<void(engine::Policy&)> policy = {};
  std::function<void(engine::Circle&)> circle = {};
};

/// What a person said about a prospect, as the oracle keeps it.
struct Said {
  std::string word, to, how;
  base::Instant at{};
  bool tag = false, review = false;
};

struct Died {};

/// Counts what passes and breaks it at a drawn point: the process dies there, or the store refuses.
class Fuse : public testing::RelayStore {
 public:
  enum class What { nothing, die, refuse };
  using RelayStore::RelayStore;
  void set(What what, int at) { what_ = what, left_ = at; }
  void pass();
  int passed() const { return passed_; }

  Result<ports::PageCounts> commit_pages(std::span<const ports::PageCommit> pages) override;
  Result<void> save_decisions(std::span<const model::Decision> decisions) override;
  Result<void> commit_desk(const ports::DeskCommit& desk) override;
  Result<void> record_release(const model::Release& release, const ports::DeskCommit& with) override;
  Result<void> mark_sending(Ids ids, At at) override;
  Result<void> mark_outcomes(std::span<const model::Outcome> outcomes, At at) override;

 protected:
  void before(const std::string&) override { pass(); }
  void after(const std::string&) override { pass(); }

 private:
  bool refuses();
  What what_ = What::nothing;
  int left_ = 0, passed_ = 0;
};

class Town {
 public:
  Town(int people, const Mutant& mutant);
  Town(const Town&) = delete;

  static constexpr std::array<std::string_view, 2> crms = {"main", "second"};
  /// The order in which a prospect should get them, whatever they pay.
  static constexpr std::array<std::string_view, 3> best_first = {"pellwick", "sallow", "tilden"};

  testing::StageClock clock;
  engine::Policy policy;
  engine::Circle circle;

  PaperCrm& crm(std::string_view name) { return name == crms[0] ? main_ : second_; }
  std::filesystem::path file() const { return folder_.path() / "store.sqlite"; }
  /// As the engine sees it, broken or not.
  ports::Store& store() { return broken_ ? *broken_ : static_cast<ports::Store&>(*fuse_); }

  // What people do
  void say(const model::Ref& contact, const Said& said);
  const std::vector<Said>& said_about(const model::Ref& contact) const;
  model::Partner* partner(std::string_view id);

  // What the program does; Died is thrown by none of them: the town is open again
  struct Ran {
    bool died = false;
    std::string error;  ///< what stopped it, if anything did
    int points = 0;     ///< at which it could have died
  };
  Ran sync(std::string_view crm, engine::Writing writing = engine::Writing::as_promoted);
  Ran undo(std::string_view crm, std::int64_t run, std::vector<model::LeftAlone>* kept = nullptr);
  Ran apply(const model::Plan& plan, engine::ApplyReport* report = nullptr);
  Ran confirm(const model::Referral& referral, model::Party party);
  Ran note_news(const model::Referral& referral, const std::string& event);
  Ran forget(const model::Ref& contact);
  /// The next of these breaks at the `at`th point.
  void light(Fuse::What what, int at) { fuse_->set(what, at); }

 private:
  void reopen();
  void with_world(std::string_view crm, const std::function<void(engine::World&)>& work);
  Ran guarded(const std::function<std::string()>& work);

  testing::TestFolder folder_;
  const Mutant& mutant_;
  PaperCrm main_{clock}, second_{clock};
  engine::Letters letters_ = testing::shipped_letters();
  testing::Quiet quiet_;
  std::unique_ptr<ports::Store> store_;
  std::unique_ptr<Fuse> fuse_;
  std::unique_ptr<ports::Store> broken_;
  std::map<model::Ref, std::vector<Said>> said_;
};

}  // namespace goodword::invariants
