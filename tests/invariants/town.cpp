#include "invariants/town.hpp"

#include <algorithm>
#include <stdexcept>

#include "engine/forget.hpp"
#include "engine/outcomes.hpp"
#include "store/sqlite.hpp"

namespace goodword::invariants {
namespace {

template <class T>
T must(base::Result<T> result) {
  if (!result) throw std::runtime_error(base::to_text(result.error()));
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

/// Sign rules read threads of mail, which nobody writes here, and take most of the time.
rules::RuleBook book_without_signs() {
  static const rules::RuleBook book = [] {
    auto shipped = testing::shipped_rules();
    shipped.rules.clear();
    return shipped;
  }();
  return book;
}

model::Partner partner_called(std::string_view id, std::string name, std::vector<std::string> strengths,
                              std::vector<std::string> affinity, std::string terms) {
  model::Partner partner;
  partner.id = std::string(id);
  partner.name = std::move(name);
  partner.kind = model::PartnerKind::competitor;
  partner.services = {"copywriting", "payroll"};
  partner.strengths = std::move(strengths);
  partner.affinity = std::move(affinity);
  partner.weaknesses = {"canaryweakness"};
  partner.places = {{"Ripon", "GB", {}, {}}};
  partner.trusted = true;
  partner.room = model::Room{100'000, *base::parse_date("2099-12-31")};
  partner.terms = std::move(terms);
  return partner;
}

base::Error refused_commit() { return {"store.full", base::Scope::store, base::Retry::never, "no space"}; }

}  // namespace

void Fuse::pass() {
  ++passed_;
  if (what_ != What::die || --left_ != 0) return;
  what_ = What::nothing;
  throw Died();
}

bool Fuse::refuses() {
  if (what_ != What::refuse || --left_ != 0) return false;
  what_ = What::nothing;
  return true;
}

base::Result<ports::PageCounts> Fuse::commit_pages(std::span<const ports::PageCommit> pages) {
  if (refuses()) return tl::unexpected(refused_commit());
  return RelayStore::commit_pages(pages);
}
base::Result<void> Fuse::save_decisions(std::span<const model::Decision> decisions) {
  if (refuses()) return tl::unexpected(refused_commit());
  return RelayStore::save_decisions(decisions);
}
base::Result<void> Fuse::commit_desk(const ports::DeskCommit& desk) {
  if (refuses()) return tl::unexpected(refused_commit());
  return RelayStore::commit_desk(desk);
}
base::Result<void> Fuse::record_release(const model::Release& release, const ports::DeskCommit& with) {
  if (refuses()) return tl::unexpected(refused_commit());
  return RelayStore::record_release(release, with);
}
base::Result<void> Fuse::mark_sending(Ids ids, At at) {
  if (refuses()) return tl::unexpected(refused_commit());
  return RelayStore::mark_sending(ids, at);
}
base::Result<void> Fuse::mark_outcomes(std::span<const model::Outcome> outcomes, At at) {
  if (refuses()) return tl::unexpected(refused_commit());
  return RelayStore::mark_outcomes(outcomes, at);
}

Town::Town(int people, const Mutant& mutant) : mutant_(mutant) {
  circle.book = book_without_signs();
  circle.services = {{"process", "", {{"en", {"process improvement"}}}},
                     {"copywriting", "", {{"en", {"copywriting"}}}},
                     {"payroll", "", {{"en", {"payroll"}}}}};
  circle.firm.name = "Ottermere & Vance";
  circle.firm.currency = "GBP";
  circle.firm.services = {"process"};
  circle.firm.sellers = {
      {"dev", "Dev Anand", {{"main", std::string(testing::dev_user)}, {"second", std::string(testing::dev_user)}}, 19}};
  const std::vector<std::string> both = {"copywriting", "payroll"};
  circle.partners = {partner_called("pellwick", "Pellwick Copy", both, both, ""),
                     partner_called("sallow", "Sallow & Reed", both, {}, "20% of the first invoice"),
                     partner_called("tilden", "Tilden Office", {}, {}, "")};
  policy.open_tasks_per_seller = 1'000'000;
  policy.most_consents_a_sync = std::max(3, people * 7 / 10);
  policy.review_days = 3;
  if (mutant.policy) mutant.policy(policy);
  if (mutant.circle) mutant.circle(circle);
  for (const auto name : crms) {
    auto& paper = crm(name);
    for (int i = 0; i < people; ++i) paper.add("Joan", "Ripon", {"gw:need-copywriting"});
    paper.on_carried_out = [this] { fuse_->pass(); };
  }
  reopen();
  for (const auto name : crms) {
    auto state = must(store_->crm_state(name));
    state.mode = ports::CrmMode::apply;
    must(store_->set_crm_state(state, clock.now()));
  }
}

void Town::reopen() {
  broken_.reset();
  fuse_.reset();
  store_.reset();
  store_ = must(store::open_sqlite(file(), {}));
  fuse_ = std::make_unique<Fuse>(*store_);
  if (mutant_.store) broken_ = mutant_.store(*fuse_);
}

model::Partner* Town::partner(std::string_view id) {
  const auto found = std::ranges::find(circle.partners, id, &model::Partner::id);
  return found == circle.partners.end() ? nullptr : &*found;
}

void Town::say(const model::Ref& contact, const Said& said) {
  auto& paper = crm(contact.crm);
  auto kept = said;
  kept.at = clock.now();
  said_[contact].push_back(kept);
  if (said.review) return;
  if (said.tag) return paper.tag(contact.id, "gw:" + said.word);
  std::string line = "gw: " + said.word;
  if (!said.to.empty()) line += " to " + said.to;
  if (!said.how.empty()) line += " by " + said.how;
  paper.note(contact.id, line);
}

const std::vector<Said>& Town::said_about(const model::Ref& contact) const {
  static const std::vector<Said> nothing;
  const auto found = said_.find(contact);
  return found == said_.end() ? nothing : found->second;
}

void Town::with_world(std::string_view name, const std::function<void(engine::World&)>& work) {
  engine::World world{std::string(name), store(), crm(name), clock, quiet_, policy, circle, letters_};
  work(world);
}

Town::Ran Town::guarded(const std::function<std::string()>& work) {
  Ran ran;
  const int before = fuse_->passed();
  try {
    ran.error = work();
  } catch (const Died&) {
    ran.died = true;
  }
  ran.points = fuse_->passed() - before;
  if (ran.died) reopen();
  fuse_->set(Fuse::What::nothing, 0);
  clock.pass(std::chrono::minutes(5));
  return ran;
}

Town::Ran Town::sync(std::string_view name, engine::Writing writing) {
  return guarded([&] {
    base::Result<engine::SyncReport> report;
    auto wish = testing::everything();
    wish.writing = writing;
    with_world(name, [&](engine::World& world) { report = engine::sync(world, wish, {}); });
    if (!report) return base::to_text(report.error());
    if (report->pull.stopped) return base::to_text(*report->pull.stopped);
    return report->deliver.stopped ? base::to_text(*report->deliver.stopped) : std::string();
  });
}

Town::Ran Town::undo(std::string_view name, std::int64_t run, std::vector<model::LeftAlone>* kept) {
  return guarded([&] {
    base::Result<engine::WriteReport> report;
    with_world(name, [&](engine::World& world) { report = engine::undo_now(world, run, {}); });
    if (report && kept != nullptr) *kept = report->kept;
    return report ? std::string() : base::to_text(report.error());
  });
}

Town::Ran Town::apply(const model::Plan& plan, engine::ApplyReport* told) {
  return guarded([&] {
    base::Result<engine::WriteReport> report;
    with_world(plan.crm,
               [&](engine::World& world) { report = engine::apply_now(world, plan, engine::Reach::all, {}); });
    if (report && told != nullptr) *told = report->apply;
    return report ? std::string() : base::to_text(report.error());
  });
}

Town::Ran Town::confirm(const model::Referral& referral, model::Party party) {
  say(referral.contact, {std::string(model::to_text(party)) + "-yes", referral.partner, "phone", {}, false, true});
  return guarded([&]() -> std::string {
    const auto dossier = must(store().dossier(referral.contact));
    engine::SpokenYes yes{party, "dev", "phone", "review", clock.now()};
    if (referral.state == model::ReferralState::meeting_offered) yes.scope = model::Scope::meeting;
    const auto commit = engine::record_yes(*dossier, referral, yes, {policy, circle, letters_, {}, clock.now(), {}});
    if (!commit) return base::to_text(commit.error());
    const auto stored = store().commit_desk(*commit);
    return stored ? std::string() : base::to_text(stored.error());
  });
}

Town::Ran Town::note_news(const model::Referral& referral, const std::string& event) {
  return guarded([&]() -> std::string {
    const auto events = must(store().referral_events(referral.id));
    const auto commit = engine::record_news(referral, {event, "dev", "", "", {}, clock.now()},
                                            {policy, circle, letters_, {}, clock.now(), {{referral.id, events}}});
    if (!commit) return base::to_text(commit.error());
    const auto stored = store().commit_desk(*commit);
    return stored ? std::string() : base::to_text(stored.error());
  });
}

Town::Ran Town::forget(const model::Ref& contact) {
  return guarded([&]() -> std::string {
    const auto report = engine::forget(store(), contact, {"dev", "they asked"}, clock.now());
    return report ? std::string() : base::to_text(report.error());
  });
}

}  // namespace goodword::invariants
