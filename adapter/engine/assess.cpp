#include "engine/assess.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "engine/answers.hpp"
#include "engine/came_back.hpp"
#include "engine/desk.hpp"
#include "engine/follow_up.hpp"
#include "engine/ground.hpp"
#include "engine/learning.hpp"
#include "engine/matching.hpp"
#include "engine/offers.hpp"
#include "engine/partner_survey.hpp"
#include "engine/reading.hpp"
#include "engine/release.hpp"

namespace goodword::engine {
namespace {

using base::Result;
using model::Decision;
using model::Dossier;
using model::PipelineRow;
using ports::PipelinePart;
using ports::Who;

constexpr int page_size = 200;
constexpr int most_queued = 50'000;

/// What is asked for about one page of contacts, and goes back to the store with it.
struct Page {
  std::vector<Decision> decisions;
  std::vector<PipelineRow> rows;
};

/// Who would be referred, and may have to go without.
struct Candidate {
  std::string held;  ///< the partner of its last decision
  rules::MatchSummary match;
};

class Assessing {
 public:
  Assessing(World& world, Scope scope) : world_(world), scope_(scope), now_(world.clock.now()), answers_(world) {}

  Result<Assessed> run() {
    if (const auto begun = begin(); !begun) return tl::unexpected(begun.error());
    if (const auto surveyed = survey(); !surveyed) return tl::unexpected(surveyed.error());
    if (batch_) {
      if (const auto priced = price_hours(world_, ground_); !priced) return tl::unexpected(priced.error());
    }
    if (const auto found = find_busy(); !found) return tl::unexpected(found.error());
    if (const auto decided = decide(); !decided) return tl::unexpected(decided.error());
    if (const auto shared = share_partners(); !shared) return tl::unexpected(shared.error());
    return finish();
  }

 private:
  Result<void> begin() {
    if (const auto woken = world_.store.wake(world_.crm, now_); !woken) return woken;
    const auto start = world_.store.begin_deciding(world_.crm);
    if (!start) return tl::unexpected(start.error());
    result_.stamp = start->stamp;
    ground_ = ground_from_json(start->ground);
    const auto rules = rules_version(world_);
    const auto circle = circle_version(world_);
    const auto today = base::to_text(base::date_of(now_));
    new_rules_ = ground_.rules != rules;
    new_circle_ = ground_.circle != circle;
    const auto state = world_.store.crm_state(world_.crm);
    if (!state) return tl::unexpected(state.error());
    result_.planned_only = state->mode != ports::CrmMode::apply;
    catches_up_ = ground_.planned_only && !result_.planned_only;
    ground_.planned_only = result_.planned_only;
    batch_ = new_rules_ || is_review_day();
    ground_.rules = rules;
    ground_.circle = circle;
    if (batch_) ground_.day = today;
    auto reader = Reader::make(world_);
    if (!reader) return tl::unexpected(reader.error());
    reader_.emplace(std::move(*reader));
    if (batch_) {
      auto learned = learn(world_, *reader_, ground_.history);
      if (!learned) return tl::unexpected(learned.error());
      ground_.history = std::move(learned->history);
      ground_.history.answers = std::exchange(ground_.answered, {});
      result_.learned = std::move(learned->words);
    }
    reader_->use(ground_.history);
    return open_plan();
  }

  /// A clock that went back begins anew.
  bool is_review_day() const {
    const auto last = base::parse_date(ground_.day);
    if (!last) return true;
    const auto days = (std::chrono::sys_days(base::date_of(now_)) - std::chrono::sys_days(*last)).count();
    return days < 0 || days >= world_.policy.review_days;
  }

  Result<void> open_plan() {
    PlanGround ground;
    ground.crm = world_.crm;
    ground.now = now_;
    ground.abilities = world_.remote.abilities();
    const auto read_at = data_time();
    if (!read_at) return tl::unexpected(read_at.error());
    ground.data_at = *read_at;
    using enum model::OperationState;
    const std::vector<model::OperationState> states = {fresh, sending, unknown, needs_review};
    const auto queued = world_.store.operations(world_.crm, states, most_queued);
    if (!queued) return tl::unexpected(queued.error());
    // After a kill a plan may be half delivered: what is queued counts as if it were there.
    for (const auto& operation : *queued) {
      ground.on_their_way.insert(operation.id);
      if (operation.change.action == model::Action::task) ++queued_tasks_[operation.change.seller];
    }
    planner_.emplace(std::move(ground), world_.policy, world_.circle, world_.letters);
    return {};
  }

  /// The oldest of the streams that every sync reads.
  Result<base::Instant> data_time() {
    std::optional<base::Instant> oldest;
    for (const auto& stream : world_.remote.streams()) {
      if (stream.every.count() > 0) continue;
      const auto pulled = world_.store.last_pulled(world_.crm, stream.name);
      if (!pulled) return tl::unexpected(pulled.error());
      if (*pulled && (!oldest || **pulled < *oldest)) oldest = *pulled;
    }
    return oldest.value_or(now_);
  }

  /// `work` on the dossiers of these contacts, a page at a time; what it puts into the page is stored.
  template <class Work>
  Result<void> each(std::span<const std::string> contacts, Work work) {
    auto dossiers = world_.store.dossiers_of(world_.crm, contacts);
    if (!dossiers) return tl::unexpected(dossiers.error());
    Page page;
    for (auto& dossier : *dossiers) {
      if (const auto worked = work(std::move(dossier), page); !worked) return worked;
    }
    if (const auto saved = world_.store.save_decisions(page.decisions); !saved) return saved;
    return world_.store.save_pipeline(world_.crm, page.rows);
  }

  /// The same for all of some kind, with word of how far it is.
  template <class Work>
  Result<void> each(Who who, std::string_view step, Work work) {
    const auto total = total_of(who);
    if (!total) return tl::unexpected(total.error());
    std::string after;
    for (std::int64_t seen = 0;;) {
      const auto contacts = world_.store.contacts(world_.crm, who, after, page_size);
      if (!contacts) return tl::unexpected(contacts.error());
      if (contacts->empty()) return {};
      after = contacts->back();
      if (const auto worked = each(std::span(*contacts), work); !worked) return worked;
      seen += static_cast<std::int64_t>(contacts->size());
      world_.observer.progress({world_.crm, step, "contacts", seen, *total});
    }
  }

  /// About how many that will be; 0: not known.
  Result<std::int64_t> total_of(Who who) {
    if (who == Who::due) return 0;
    if (who == Who::in_scope) {
      auto sums = world_.store.pipeline_sums(world_.crm);
      if (!sums) return tl::unexpected(sums.error());
      return sums->standings["prospect"];
    }
    auto counts = world_.store.counts(world_.crm);
    if (!counts) return tl::unexpected(counts.error());
    return counts->records["contact"];
  }

  template <class Work>
  Result<void> each_in_pages(const std::vector<std::string>& contacts, Work work) {
    for (std::size_t i = 0; i < contacts.size(); i += page_size) {
      const auto many = std::min<std::size_t>(page_size, contacts.size() - i);
      if (const auto worked = each(std::span(contacts).subspan(i, many), work); !worked) return worked;
    }
    return {};
  }

  // First round: what changed, and what people answered

  bool reads_everyone() const { return new_rules_ || scope_ == Scope::everyone; }
  bool decides_everyone() const { return batch_ || catches_up_ || scope_ == Scope::everyone; }

  Result<void> survey() {
    auto partners = PartnerSurvey::begin(world_);
    if (!partners) return tl::unexpected(partners.error());
    const auto take = [&](Dossier dossier, Page& page) -> Result<void> {
      const auto reading = reader_->read(std::move(dossier));
      partners->look_at(reading.dossier);
      const auto answered = answers_.take(reading);
      if (!answered) return tl::unexpected(answered.error());
      if (*answered)
        answered_.push_back(reading.dossier.contact.id());
      else
        keep_row(row_of(reading), page);
      return {};
    };
    if (const auto read = each(reads_everyone() ? Who::everyone : Who::due, "read", take); !read) return read;
    if (const auto kept = partners->keep(now_); !kept) return kept;
    auto yeses = answers_.finish();
    if (!yeses) return tl::unexpected(yeses.error());
    std::ranges::copy(*yeses, std::back_inserter(answered_));
    return each_in_pages(answered_, [this](Dossier dossier, Page& page) -> Result<void> {
      keep_row(row_of(reader_->read(std::move(dossier))), page);
      return {};
    });
  }

  void keep_row(PipelineRow row, Page& page) {
    if (!decides_everyone() && row.in_scope) changed_[row.contact] = row;
    page.rows.push_back(std::move(row));
  }

  /// Who is above the bar: everyone's rows in a batch, otherwise those that were, and those that changed.
  Result<void> find_busy() {
    const auto part = decides_everyone() ? PipelinePart::competing : PipelinePart::above_bar;
    auto rows = world_.store.pipeline(world_.crm, part);
    if (!rows) return tl::unexpected(rows.error());
    std::erase_if(*rows, [&](const PipelineRow& row) { return changed_.contains(row.contact); });
    for (const auto& [contact, row] : changed_) rows->push_back(row);
    busy_ = busy_among(*rows, ground_, world_.circle);
    return {};
  }

  // Second round: verdicts

  Result<void> decide() {
    const auto take = [this](Dossier dossier, Page& page) { return decide_one(std::move(dossier), page); };
    if (decides_everyone()) return each(Who::in_scope, "decide", take);
    std::set<std::string> contacts;
    for (const auto& [contact, row] : changed_) contacts.insert(contact);
    if (new_circle_) {
      if (const auto added = add_needy(contacts); !added) return added;
    }
    return each_in_pages({contacts.begin(), contacts.end()}, take);
  }

  Result<void> add_needy(std::set<std::string>& contacts) {
    std::string after;
    while (true) {
      const auto needy = world_.store.contacts(world_.crm, Who::needy, after, page_size);
      if (!needy) return tl::unexpected(needy.error());
      if (needy->empty()) return {};
      after = needy->back();
      contacts.insert(needy->begin(), needy->end());
    }
  }

  Result<void> decide_one(Dossier dossier, Page& page) {
    Reading reading = reader_->read(std::move(dossier));
    if (!reading.in_scope()) {
      page.rows.push_back(row_of(reading));
      return {};
    }
    if (batch_) rules::count_answers(reading.assessment.signs, ground_.answered);
    auto match = matches_for(world_.circle, reading.assessment, reading.dossier, now_);
    if (const auto partner = settled_partner(reading, match); !partner.empty()) {
      std::ranges::stable_partition(match.matches, [&](const auto& one) { return one.partner == partner; });
      return settle_one(std::move(reading), match, page);
    }
    const auto verdict = verdict_on(reading, match).verdict;
    if (verdict != model::Verdict::refer && verdict != model::Verdict::team_up)
      return settle_one(std::move(reading), match, page);
    competitors_[reading.dossier.contact.id()] = {row_of(reading).partner, std::move(match)};
    return {};
  }

  /// The partner of the referral that is under way, else the one a seller or, in its own place, a partner named, where
  /// it suits; empty: it is open.
  std::string settled_partner(const Reading& reading, const rules::MatchSummary& match) const {
    if (const auto* live = reading.live_referral()) return live->partner;
    const auto& assessment = reading.assessment;
    const auto words = assessment.pass_on ? assessment.pass_on_to : named_by_partner(reading.dossier);
    const auto* named = words.empty() ? nullptr : partner_named(world_.circle, words);
    const bool suits = named != nullptr && std::ranges::count(match.matches, named->id, &model::Match::partner) > 0;
    return suits ? named->id : "";
  }

  /// Id of the partner that the last one asked named in its place; empty: it named none.
  static std::string named_by_partner(const Dossier& dossier) {
    const auto* last = newest_offer(dossier.referrals);
    if (last == nullptr || last->state != model::ReferralState::named_another) return "";
    const auto found = std::find_if(dossier.answers.rbegin(), dossier.answers.rend(),
                                    [](const model::PersonAnswer& answer) { return answer.about == named_in_place; });
    return found == dossier.answers.rend() ? "" : found->value;
  }

  Decision verdict_on(const Reading& reading, const rules::MatchSummary& match) const {
    const rules::Bar bar{ground_.bar_of(reading.seller),
                         std::ranges::binary_search(busy_, reading.dossier.contact.id())};
    auto made = rules::decide(world_.circle.book, reading.assessment, {bar, match, reading.dossier.decision}, now_);
    if (rules::would_gain_by_introduction(world_.circle.book, reading.assessment, made))
      made.openers = match::door_openers(view_for(world_.circle, made.need.service), made.need.industry);
    return made;
  }

  Result<void> settle_one(Reading reading, const rules::MatchSummary& match, Page& page) {
    const auto previous = reading.dossier.decision;
    Decision decision = verdict_on(reading, match);
    const bool same = previous && model::same_outcome(*previous, decision);
    decision.contact = reading.dossier.ref();
    decision.id = same ? previous->id : model::decision_id(decision, previous ? previous->id : "");
    decision.at = same ? previous->at : now_;
    if (decision.watch && decision.watch->seller.empty()) decision.watch->seller = reading.seller;
    ++result_.decided;
    if (!same) ++result_.changed_verdicts;
    if (!previous || decision != *previous) page.decisions.push_back(decision);
    reading.dossier.decision = std::move(decision);
    page.rows.push_back(row_of(reading));
    return plan_one(std::move(reading));
  }

  // Last round: those who would be referred share the partners' room; who gets none is decided without a partner

  Result<void> share_partners() {
    const auto placed = world_.store.pipeline(world_.crm, PipelinePart::placed);
    if (!placed) return tl::unexpected(placed.error());
    std::map<std::string, int> taken;
    for (const auto& row : *placed) {
      if (!competitors_.contains(row.contact)) ++taken[row.partner];
    }
    std::vector<Competitor> batch;
    std::vector<std::string> contacts;
    for (auto& [contact, candidate] : competitors_) {
      batch.push_back({contact, candidate.held, &candidate.match});
      contacts.push_back(contact);
    }
    share_out(batch, world_.circle.partners, taken);
    return each_in_pages(contacts, [this](Dossier dossier, Page& page) {
      const auto& match = competitors_.at(dossier.contact.id()).match;
      return settle_one(reader_->read(std::move(dossier)), match, page);
    });
  }

  // The plan

  /// Who finds out where that is not the seller; of who is back to nobody, whoever handled them, if still with us.
  void name_hands(const std::string& prospector, Subject& subject) const {
    if (!prospector.empty()) {
      subject.owner = reader_->user_of(subject.seller);
      subject.prospector = prospector;
      subject.prospector_user = reader_->user_of(prospector);
    }
    if (!subject.seller.empty() || !is_just_back(subject.decision, now_)) return;
    subject.owner = reader_->user_of(subject.decision.back->from.seller);
    if (!subject.owner.empty()) subject.seller = subject.decision.back->from.seller;
  }

  Result<void> plan_one(Reading reading) {
    const auto& assessment = reading.assessment;
    Subject subject{std::move(reading.dossier),
                    {},
                    std::move(reading.seller),
                    assessment.keep || assessment.is_private || assessment.objected,
                    std::nullopt};
    subject.decision = *subject.dossier.decision;
    name_hands(reading.prospector, subject);
    for (const auto& referral : subject.dossier.referrals) {
      if (is_under_way(referral)) {
        auto events = world_.store.referral_events(referral.id);
        if (!events) return tl::unexpected(events.error());
        subject.events[referral.id] = std::move(*events);
      }
      if (card_for(referral) != nullptr) {
        auto fit = companies_like(world_.store, subject.dossier);
        if (!fit) return tl::unexpected(fit.error());
        subject.fit = *fit;
      }
      if (!awaits_introduction(referral.state) || subject.closed_to_partners) continue;
      auto entry = planned_introduction(world_, subject.dossier, referral, now_);
      if (entry)
        subject.introduction = std::move(*entry);
      else if (entry.error().code.starts_with("brake."))
        subject.held_back = entry.error();
      else
        return tl::unexpected(entry.error());
    }
    return planner_->add(subject);
  }

  Result<Assessed> finish() {
    auto sums = world_.store.pipeline_sums(world_.crm);
    if (!sums) return tl::unexpected(sums.error());
    PlanSums all;
    all.open_tasks = std::move(sums->open_tasks);
    for (const auto& [seller, tasks] : queued_tasks_) all.open_tasks[seller] += tasks;
    all.prospects = static_cast<int>(sums->standings["prospect"]);
    all.clients = static_cast<int>(sums->standings["client"]);
    all.others = static_cast<int>(sums->standings["other"]);
    result_.plan = planner_->finish(all);
    result_.desk = answers_.report();
    result_.ground = to_json(ground_);
    return std::move(result_);
  }

  World& world_;
  Scope scope_;
  base::Instant now_;
  Answers answers_;
  Ground ground_;
  bool new_rules_ = false, new_circle_ = false, batch_ = false, catches_up_ = false;
  std::optional<Reader> reader_;
  std::optional<Planner> planner_;
  std::map<std::string, int> queued_tasks_;     ///< by seller, on their way to the CRM
  std::vector<std::string> answered_;           ///< contacts whose answer was just recorded
  std::map<std::string, PipelineRow> changed_;  ///< read in the first round; empty where everybody is decided
  std::vector<std::string> busy_;
  std::map<std::string, Candidate> competitors_;  ///< for partners' room, by contact
  Assessed result_;
};

}  // namespace

Result<Assessed> assess(World& world, Scope scope) { return Assessing(world, scope).run(); }

}  // namespace goodword::engine
