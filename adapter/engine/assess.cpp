#include "engine/assess.hpp"

#include <algorithm>
#include <deque>
#include <map>

#include "engine/desk.hpp"
#include "engine/matching.hpp"
#include "engine/release.hpp"
#include "rules/assess.hpp"
#include "rules/folded.hpp"
#include "rules/hour.hpp"

namespace goodword::engine {
namespace {

using base::Instant;
using base::Result;
using model::Decision;
using model::Dossier;

constexpr int page_size = 200;
constexpr int most_outcomes = 50'000;
constexpr double fallback_weekly_hours = 38;  ///< a firm that named no seller: two half-time sellers

/// A contact that has been read and waits for its verdict.
struct Read {
  Dossier dossier;
  rules::Assessment assessment;
  std::string seller;
  rules::MatchSummary match;
  rules::Bar bar;
};

/// What closed opportunities say about chance and size.
Result<rules::History> history_of(World& world) {
  const auto closed = world.store.closed_opportunities(world.crm, most_outcomes);
  if (!closed) return tl::unexpected(closed.error());
  rules::History history;
  std::vector<double> sizes;
  std::map<std::string, std::vector<double>> by_service;
  for (const auto& record : *closed) {
    ++history.outcomes.closed;
    if (record.text(model::opportunity::state) != "won") continue;
    ++history.outcomes.won;
    const auto amount = record.money(model::opportunity::amount);
    if (!amount || amount->minor <= 0) continue;
    if (!amount->currency.empty() && amount->currency != world.circle.firm.currency) continue;
    sizes.push_back(base::to_units(*amount));
    for (const auto& service :
         rules::services_named(world.circle.services, rules::folded(record.text(model::opportunity::name)))) {
      by_service[service].push_back(sizes.back());
    }
  }
  history.won_with_size = static_cast<int>(sizes.size());
  history.median_size = rules::median_of(sizes);
  for (auto& [service, list] : by_service) {
    if (static_cast<double>(list.size()) < world.circle.book.settings.size_enough) continue;
    if (const auto median = rules::median_of(list)) history.median_by_service[service] = *median;
  }
  return history;
}

/// CRM user id to seller id: as firm.json says, else by the user's name.
Result<std::map<std::string, std::string>> sellers_by_user(World& world) {
  std::map<std::string, std::string> sellers;
  const auto users = world.store.records(world.crm, model::Kind::user, 10'000);
  if (!users) return tl::unexpected(users.error());
  for (const auto& seller : world.circle.firm.sellers) {
    const auto stated = seller.users.find(world.crm);
    if (stated != seller.users.end()) sellers[stated->second] = seller.id;
    for (const auto& user : *users) {
      const std::string name = user.text(model::user::name).empty()
                                   ? user.text(model::user::first_name) + " " + user.text(model::user::last_name)
                                   : user.text(model::user::name);
      if (stated == seller.users.end() && name == seller.name) sellers[user.id()] = seller.id;
    }
  }
  return sellers;
}

class Assessing {
 public:
  explicit Assessing(World& world)
      : world_(world), now_(world.clock.now()), firm_(world.circle.firm), tag_front_(world.policy.tag_prefix + ":") {}

  Result<Assessed> run() {
    if (const auto read = read_all(); !read) return tl::unexpected(read.error());
    if (const auto heard = settle_answers(); !heard) return tl::unexpected(heard.error());
    for (auto& one : reads_) one.match = matches_for(world_.circle, one.assessment, one.dossier, now_);
    if (const auto priced = price_hours(); !priced) return tl::unexpected(priced.error());
    find_busy();
    share_partners();
    if (const auto decided = decide_all(); !decided) return tl::unexpected(decided.error());
    if (const auto filled = fill_input(); !filled) return tl::unexpected(filled.error());
    return std::move(result_);
  }

 private:
  // Reading

  Result<void> read_all() {
    const auto history = history_of(world_);
    if (!history) return tl::unexpected(history.error());
    history_ = *history;
    auto sellers = sellers_by_user(world_);
    if (!sellers) return tl::unexpected(sellers.error());
    sellers_ = std::move(*sellers);
    for (auto& seller : firm_.sellers) {
      for (const auto& [user, id] : sellers_) {
        if (id == seller.id) seller.users[world_.crm] = user;
      }
    }
    std::string after;
    while (true) {
      auto page = world_.store.dossiers(world_.crm, after, page_size);
      if (!page) return tl::unexpected(page.error());
      if (page->empty()) return {};
      after = page->back().contact.id();
      for (auto& dossier : *page) read(std::move(dossier));
      world_.observer.progress({world_.crm, "decide", "contacts", seen_, 0});
    }
  }

  rules::Assessment assessment_of(const Dossier& dossier) const {
    const rules::Ground ground{world_.circle.book, firm_, world_.circle.services, tag_front_, history_};
    return rules::read_prospect(ground, dossier, now_);
  }

  void read(Dossier dossier) {
    ++seen_;
    Read one{std::move(dossier), {}, "", {}, {}};
    one.assessment = assessment_of(one.dossier);
    count_standing(one.assessment.standing.standing);
    const bool carries_ours = !one.dossier.marks.empty() || !one.dossier.referrals.empty() || one.dossier.decision;
    if (one.assessment.standing.standing != rules::Standing::prospect && !carries_ours) return;
    const auto seller = sellers_.find(one.dossier.contact.text(model::contact::owner));
    if (seller != sellers_.end()) one.seller = seller->second;
    count_open_tasks(one);
    reads_.push_back(std::move(one));
  }

  void count_standing(rules::Standing standing) {
    switch (standing) {
      case rules::Standing::prospect: ++result_.input.prospects; break;
      case rules::Standing::client: ++result_.input.clients; break;
      case rules::Standing::other: ++result_.input.others; break;
    }
  }

  /// A task of ours counts as open until the CRM shows it done.
  void count_open_tasks(const Read& one) {
    for (const auto& mark : one.dossier.marks) {
      if (mark.action != model::Action::task) continue;
      const bool done = std::ranges::any_of(one.dossier.activities, [&](const model::Record& activity) {
        return model::is_made_by(activity, mark.action, mark.created) &&
               activity.truth(model::activity::done).value_or(false);
      });
      if (!done) ++result_.input.open_tasks[one.seller];
    }
  }

  // The desk

  Result<void> settle_answers() {
    std::vector<std::pair<Read*, Heard>> answered, yeses;
    for (auto& one : reads_) {
      auto heard = hear_one(one);
      if (!heard) return tl::unexpected(heard.error());
      std::ranges::move(heard->questions, std::back_inserter(result_.desk.questions));
      if (!heard->empty()) (heard->commit.consents.empty() ? answered : yeses).emplace_back(&one, std::move(*heard));
    }
    if (const auto held = hold_yeses_at_once(yeses); !held) return held;
    for (auto* list : {&answered, &yeses}) {
      for (auto& [one, heard] : *list) {
        if (const auto kept = keep_answers(*one, heard.commit); !kept) return kept;
      }
    }
    return {};
  }

  /// Yeses that come in by the dozen are an import or a bulk edit, not conversations: they are taken out of the list,
  /// and the referral's events remember it, so that none counts the next day either. A person confirms each.
  Result<void> hold_yeses_at_once(std::vector<std::pair<Read*, Heard>>& yeses) {
    std::vector<std::pair<Read*, Heard>> fresh;
    for (auto& yes : yeses) {
      const auto events = world_.store.referral_events(yes.second.commit.consents.front().referral);
      if (!events) return tl::unexpected(events.error());
      const auto event = at_once(yes.second).event;
      if (std::ranges::find(*events, event, &model::ReferralEvent::event) == events->end())
        fresh.push_back(std::move(yes));
      else
        ask_about(yes);
    }
    yeses = std::move(fresh);
    if (yeses.size() <= static_cast<std::size_t>(world_.policy.most_consents_a_sync)) return {};
    ports::DeskCommit held;
    held.at = now_;
    for (const auto& yes : yeses) {
      held.events.push_back(at_once(yes.second));
      ask_about(yes);
    }
    yeses.clear();
    return world_.store.commit_desk(held);
  }

  static model::ReferralEvent at_once(const Heard& heard) {
    auto event = heard.commit.events.front();
    event.event += "_at_once";
    return event;
  }

  void ask_about(const std::pair<Read*, Heard>& yes) {
    const auto& dossier = yes.first->dossier;
    result_.desk.questions.push_back({dossier.ref(), model::display_name(dossier.contact), "question",
                                      "a yes that came in at once with many others: a person confirms each "
                                      "(goodword review consent " +
                                          yes.second.commit.consents.front().referral + ")"});
  }

  Result<Heard> hear_one(const Read& one) {
    DeskGround ground{world_.policy, world_.circle, {}, now_};
    if (!one.dossier.referrals.empty()) {
      const auto consents = world_.store.consents(one.dossier.referrals.back().id);
      if (!consents) return tl::unexpected(consents.error());
      for (const auto& consent : *consents) {
        if (!consent.withdrawn) ground.consents_in_force.push_back(consent.id);
      }
    }
    return hear(one.dossier, one.assessment.desk, ground);
  }

  Result<void> keep_answers(Read& one, ports::DeskCommit& commit) {
    commit.at = now_;
    if (const auto stored = world_.store.commit_desk(commit); !stored) return stored;
    ++result_.desk.answers;
    result_.desk.consents += static_cast<int>(commit.consents.size());
    auto again = world_.store.dossier(one.dossier.ref());
    if (!again) return tl::unexpected(again.error());
    if (!*again) return {};
    one.dossier = std::move(**again);
    one.assessment = assessment_of(one.dossier);
    return {};
  }

  // Hours

  double weekly_hours(const std::string& seller) const {
    const auto& sellers = world_.circle.firm.sellers;
    const auto found = std::ranges::find(sellers, seller, &model::Seller::id);
    if (found != sellers.end()) return found->weekly_hours;
    return sellers.empty() ? fallback_weekly_hours : 0;
  }

  /// Prospects nobody owns compete for nobody's hours: their bar is the mean of the sellers'.
  Result<void> price_hours() {
    const auto& settings = world_.circle.book.settings;
    std::map<std::string, std::vector<rules::Candidate>> by_seller;
    for (const auto& one : reads_) {
      if (competes(one))
        by_seller[one.seller].push_back(
            {one.dossier.contact.id(), one.assessment.hour.value, one.assessment.hour.hours});
    }
    double sum = 0;
    int count = 0;
    for (const auto& [seller, candidates] : by_seller) {
      if (weekly_hours(seller) <= 0) continue;
      const auto week = rules::week_price(candidates, rules::hours_to_fill(weekly_hours(seller), settings),
                                          world_.circle.firm.hour_cost, settings);
      const auto bar = bar_of(seller, week.price);
      if (!bar) return tl::unexpected(bar.error());
      bars_[seller] = *bar;
      sum += *bar;
      ++count;
    }
    mean_bar_ = count > 0 ? sum / count : world_.circle.firm.hour_cost;
    for (auto& one : reads_) one.bar.per_hour = bars_.contains(one.seller) ? bars_[one.seller] : mean_bar_;
    return {};
  }

  Result<double> bar_of(const std::string& seller, double price) {
    const std::chrono::sys_days today(base::date_of(now_));
    const auto monday = today - (std::chrono::weekday(today) - std::chrono::Monday);
    const auto saved = world_.store.save_hour_price(seller, std::chrono::year_month_day(monday), price);
    if (!saved) return tl::unexpected(saved.error());
    const auto prices = world_.store.hour_prices(seller, 2);
    if (!prices) return tl::unexpected(prices.error());
    const auto before = prices->size() > 1 ? std::optional<double>((*prices)[1]) : std::nullopt;
    return rules::bar_from(price, before, world_.circle.book.settings);
  }

  static bool competes(const Read& one) {
    return one.assessment.standing.standing == rules::Standing::prospect && !one.assessment.objected &&
           one.assessment.exclude == rules::Exclusion::no && one.assessment.need.fit != rules::NeedFit::not_ours;
  }

  static rules::Stood stood(const Dossier& dossier) {
    if (!dossier.decision) return rules::Stood::never;
    return dossier.decision->hour.above ? rules::Stood::above : rules::Stood::below;
  }

  void find_busy() {
    const auto& settings = world_.circle.book.settings;
    std::vector<rules::SellerHours> hours;
    for (const auto& seller : world_.circle.firm.sellers)
      hours.push_back({seller.id, settings.price_weeks * seller.weekly_hours});
    if (hours.empty()) hours.push_back({"", settings.price_weeks * fallback_weekly_hours});
    std::vector<rules::BusyCandidate> above;
    for (const auto& one : reads_) {
      if (!competes(one) || !rules::above_bar(one.assessment.hour.back, one.bar.per_hour, stood(one.dossier), settings))
        continue;
      rules::BusyCandidate candidate{one.dossier.contact.id(),
                                     one.seller,
                                     one.assessment.hour.back,
                                     one.assessment.hour.hours,
                                     one.dossier.decision && one.dossier.decision->verdict == model::Verdict::pursue,
                                     {}};
      for (const auto& seller : hours) {
        if (seller.seller != one.seller) candidate.may_take.push_back(seller.seller);
      }
      above.push_back(std::move(candidate));
    }
    const auto busy = rules::busy_ones(above, hours, settings);
    for (auto& one : reads_) one.bar.busy = std::ranges::binary_search(busy, one.dossier.contact.id());
  }

  // Verdicts

  Decision decide_one(const Read& one) const {
    return rules::decide(world_.circle.book, one.assessment, {one.bar, one.match, one.dossier.decision}, now_);
  }

  /// Those who would be referred share the partners' room; who gets none is decided again without a partner.
  void share_partners() {
    std::vector<Competitor> batch;
    std::map<std::string, int> taken;
    for (auto& one : reads_) {
      const auto live = std::ranges::find_if(one.dossier.referrals,
                                             [](const auto& referral) { return model::is_live(referral.state); });
      if (live != one.dossier.referrals.end()) {
        ++taken[live->partner];
        std::ranges::stable_partition(one.match.matches,
                                      [&](const auto& match) { return match.partner == live->partner; });
        continue;
      }
      const auto verdict = decide_one(one).verdict;
      if (verdict == model::Verdict::refer || verdict == model::Verdict::team_up)
        batch.push_back({one.dossier.contact.id(), &one.match});
    }
    share_out(batch, world_.circle.partners, taken);
  }

  Result<void> decide_all() {
    std::vector<Decision> changed;
    for (auto& one : reads_) {
      const auto previous = one.dossier.decision;
      Decision decision = decide_one(one);
      const bool same = previous && model::same_outcome(*previous, decision);
      decision.contact = one.dossier.ref();
      decision.id = same ? previous->id : model::decision_id(decision, previous ? previous->id : "");
      decision.at = same ? previous->at : now_;
      ++result_.decided;
      if (!same) ++result_.changed_verdicts;
      if (!previous || decision != *previous) changed.push_back(decision);
      one.dossier.decision = std::move(decision);
    }
    return world_.store.save_decisions(changed);
  }

  // The plan's input

  Result<void> fill_input() {
    auto& input = result_.input;
    input.crm = world_.crm;
    input.now = now_;
    input.abilities = world_.remote.abilities();
    const auto read_at = data_time();
    if (!read_at) return tl::unexpected(read_at.error());
    input.data_at = *read_at;
    if (const auto counted = count_on_their_way(); !counted) return counted;
    input.subjects.reserve(reads_.size());
    // What was thought about one is given up as the next is taken: both of all at once would be twice the memory.
    for (; !reads_.empty(); reads_.pop_front()) {
      Read& one = reads_.front();
      Subject subject{std::move(one.dossier),
                      {},
                      std::move(one.seller),
                      one.assessment.keep || one.assessment.is_private || one.assessment.objected,
                      std::nullopt};
      subject.decision = *subject.dossier.decision;
      if (const auto prepared = prepare_introduction(subject); !prepared) return prepared;
      subject.dossier.activities.clear();
      input.subjects.push_back(std::move(subject));
    }
    return {};
  }

  /// After a kill a plan may be half delivered: what is queued counts as if it were there.
  Result<void> count_on_their_way() {
    using enum model::OperationState;
    const std::vector<model::OperationState> states = {fresh, sending, unknown, needs_review};
    const auto queued = world_.store.operations(world_.crm, states, most_outcomes);
    if (!queued) return tl::unexpected(queued.error());
    for (const auto& operation : *queued) {
      result_.input.on_their_way.insert(operation.id);
      if (operation.change.action == model::Action::task) ++result_.input.open_tasks[operation.change.seller];
    }
    return {};
  }

  Result<void> prepare_introduction(Subject& subject) {
    for (const auto& referral : subject.dossier.referrals) {
      if (referral.state != model::ReferralState::partner_accepted || subject.closed_to_partners) continue;
      auto entry = planned_introduction(world_, subject.dossier, referral, now_);
      if (entry)
        subject.introduction = std::move(*entry);
      else if (entry.error().code != "brake.consent")
        return tl::unexpected(entry.error());
    }
    return {};
  }

  /// The oldest of the streams that every sync reads.
  Result<Instant> data_time() {
    std::optional<Instant> oldest;
    for (const auto& stream : world_.remote.streams()) {
      if (stream.every.count() > 0) continue;
      const auto pulled = world_.store.last_pulled(world_.crm, stream.name);
      if (!pulled) return tl::unexpected(pulled.error());
      if (*pulled && (!oldest || **pulled < *oldest)) oldest = *pulled;
    }
    return oldest.value_or(now_);
  }

  World& world_;
  Instant now_;
  model::Firm firm_;       ///< with each seller's user in this CRM
  std::string tag_front_;  ///< "gw:"
  rules::History history_;
  std::map<std::string, std::string> sellers_;
  std::map<std::string, double> bars_;
  double mean_bar_ = 0;
  std::int64_t seen_ = 0;
  std::deque<Read> reads_;  ///< grows without copying what is in it
  Assessed result_;
};

}  // namespace

Result<Assessed> assess(World& world) { return Assessing(world).run(); }

}  // namespace goodword::engine
