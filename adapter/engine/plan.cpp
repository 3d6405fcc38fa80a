#include "engine/plan.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "engine/came_back.hpp"
#include "engine/follow_up.hpp"
#include "engine/law.hpp"
#include "engine/offers.hpp"
#include "engine/release.hpp"
#include "engine/tags.hpp"
#include "engine/together.hpp"
#include "engine/wording.hpp"
#include "rules/assess.hpp"

namespace goodword::engine {
namespace {

using base::Result;
using model::Action;
using model::Change;
using model::Decision;
using model::Mark;
using model::PlanEntry;
using model::Referral;
using model::ReferralState;
using model::Verdict;

/// A task that waits for its place among the most valuable ones of its seller.
struct Candidate {
  std::size_t entry = 0;
  double worth = 0;
  Change task;
  std::optional<PlanEntry> with;  ///< offer that only makes sense with its task
};

}  // namespace

class Planning {
 public:
  Planning(PlanGround ground, const Policy& policy, const Circle& circle, const Letters& letters)
      : ground_(std::move(ground)), policy_(policy), circle_(circle), letters_(letters) {
    plan_.crm = ground_.crm;
    plan_.made_at = ground_.now;
    plan_.data_at = ground_.data_at;
  }

  Result<void> add(const Subject& subject) {
    if (const auto planned = plan_subject(subject); !planned) return planned;
    const bool waits = !candidates_.empty() && candidates_.back().entry == plan_.entries.size() - 1;
    if (is_empty(entry()) && !waits) plan_.entries.pop_back();
    return {};
  }

  model::Plan finish(const PlanSums& sums) {
    plan_.prospects = sums.prospects;
    plan_.clients = sums.clients;
    plan_.others = sums.others;
    place_tasks(sums.open_tasks);
    std::erase_if(plan_.entries, is_empty);
    std::ranges::sort(plan_.entries, {}, [](const PlanEntry& entry) { return entry.contact.id; });
    return std::move(plan_);
  }

 private:
  Result<void> plan_subject(const Subject& subject) {
    plan_.entries.push_back(opening(subject));
    plan_verdict_tag(subject);
    if (const auto planned = plan_referral(subject); !planned) return planned;
    plan_state_tag(subject);
    take_off_recorded_answers(subject);
    if (const auto planned = plan_return(subject); !planned) return planned;
    return plan_note(subject);
  }

  static bool is_empty(const PlanEntry& entry) { return entry.changes.empty() && entry.moves.empty(); }
  PlanEntry& entry() { return plan_.entries.back(); }

  PlanEntry opening(const Subject& subject) const {
    PlanEntry entry;
    entry.contact = subject.dossier.ref();
    entry.name = model::display_name(subject.dossier.contact);
    entry.company = subject.dossier.company ? subject.dossier.company->text(model::company::name) : "";
    entry.seller = subject.seller;
    entry.from = "new";
    for (const auto verdict : {Verdict::pursue, Verdict::nurture, Verdict::find_out, Verdict::refer, Verdict::team_up,
                               Verdict::let_go, Verdict::exclude}) {
      if (standing_tags(subject, {verdict_tag(policy_.tag_prefix, verdict)}).size() == 1)
        entry.from = model::to_people(verdict);
    }
    entry.to = subject.decision.verdict == Verdict::none ? "not decided" : model::to_people(subject.decision.verdict);
    entry.why = entry_why(subject);
    return entry;
  }

  Change change_for(const Subject& subject, Action action) const {
    Change change;
    change.subject = subject.dossier.ref();
    change.action = action;
    change.owner = subject.owner.empty() ? subject.dossier.contact.text(model::contact::owner) : subject.owner;
    change.seller = subject.seller;
    change.cause = subject.decision.id;
    change.rule = "verdict row " + std::to_string(subject.decision.row);
    change.why = entry_why(subject);
    return change;
  }

  static std::string entry_why(const Subject& subject) {
    const auto& reasons = subject.decision.reasons;
    const auto row = std::ranges::find(reasons, 0, &model::Reason::number);  // the table's own words carry no number
    if (row != reasons.end()) return row->text;
    return reasons.empty() ? std::string(model::to_people(subject.decision.verdict)) : reasons.front().text;
  }

  Change tag_change(const Subject& subject, Action action, const std::string& tag, std::string cause) const {
    Change change = change_for(subject, action);
    change.field = "tags";
    change.prior = base::join(subject.dossier.contact.texts(model::contact::tags), ";");
    change.value = tag;
    change.cause = std::move(cause);
    return change;
  }

  base::Date today() const { return base::date_of(ground_.now); }

  bool can(Action action) const {
    return std::ranges::any_of(ground_.abilities, [&](const ports::Ability& ability) {
      return ability.action == action && ability.kind == model::Kind::contact;
    });
  }

  bool carries(const Subject& subject, const std::string& tag) const {
    const auto& held = subject.dossier.contact.texts(model::contact::tags);
    return std::ranges::find(held, tag) != held.end();
  }

  std::vector<std::string> standing_tags(const Subject& subject, const std::vector<std::string>& among) const {
    std::vector<std::string> standing;
    for (const auto& mark : subject.dossier.marks) {
      const bool listed = mark.action == Action::add_tag && std::ranges::find(among, mark.value) != among.end();
      if (listed && stands(mark, subject.dossier)) standing.push_back(mark.value);
    }
    return standing;
  }

  const Mark* taken_off_by_person(const Subject& subject, const std::vector<std::string>& among) const {
    for (const auto& mark : subject.dossier.marks) {
      const bool listed = mark.action == Action::add_tag && std::ranges::find(among, mark.value) != among.end();
      if (listed && !stands(mark, subject.dossier)) return &mark;
    }
    return nullptr;
  }

  void leave_alone(const Subject& subject, std::string code, std::string text) {
    const auto& company = entry().company;
    plan_.left_alone.push_back(
        {subject.dossier.ref(), company.empty() ? entry().name : company, std::move(code), std::move(text)});
  }

  void plan_verdict_tag(const Subject& subject) {
    const auto among = all_verdict_tags(policy_.tag_prefix);
    if (subject.decision.held) {
      leave_alone(subject, "held",
                  "would be " + std::string(model::to_people(subject.decision.verdict)) + ": " + entry_why(subject));
      if (const auto question = questions_.ask(subject, circle_)) plan_.left_alone.push_back(*question);
      return;
    }
    if (!can(Action::add_tag)) return;
    if (const Mark* mark = taken_off_by_person(subject, among)) {
      leave_alone(subject, "person_edit", "a person took " + mark->value + " off: that edit stands (goodword review)");
      return;
    }
    const std::string wanted = verdict_tag(policy_.tag_prefix, subject.decision.verdict);
    for (const auto& tag : standing_tags(subject, among)) {
      if (tag != wanted) entry().changes.push_back(tag_change(subject, Action::remove_tag, tag, subject.decision.id));
    }
    const auto standing = standing_tags(subject, {wanted});
    if (!wanted.empty() && standing.empty() && !carries(subject, wanted)) {
      entry().changes.push_back(tag_change(subject, Action::add_tag, wanted, subject.decision.id));
    }
  }

  // Referrals

  Result<void> plan_referral(const Subject& subject) {
    const Referral* live = open_offer(subject.dossier.referrals);
    const auto followed = plan_follow_ups(subject, live);
    if (!followed) return tl::unexpected(followed.error());
    if (live == nullptr) return *followed ? Result<void>() : plan_offer(subject);
    if (subject.closed_to_partners || subject.decision.verdict == Verdict::exclude) {
      step(subject, *live, "withdraw", "a person asked to keep this contact with us");
      return {};
    }
    if (!law_lets(subject.decision, *live)) {
      leave_alone(subject, "law", "it may not go on now: goodword explain contact " + subject.dossier.contact.id());
      return {};
    }
    if (awaits_introduction(live->state)) return plan_introduction(subject, *live), Result<void>();
    if (const auto agreed = still_agreed(circle_, *live, today()); !agreed)
      leave_alone(subject, "agreement", "stops here: " + agreed.error().detail);
    else if (const auto* card = card_for(*live))
      return plan_partner_card(subject, *live, *card);
    if (live->next_by && *live->next_by < ground_.now) step(subject, *live, "expire", "no answer in time");
    return {};
  }

  void step(const Subject& subject, const Referral& referral, std::string_view event, const std::string& why) {
    if (const auto move = move_on(subject, referral, event, why, {policy_, ground_.now}))
      entry().moves.push_back(*move);
  }

  void plan_introduction(const Subject& subject, const Referral& live) {
    if (!subject.introduction && subject.held_back.code == "brake.consent")
      return step(subject, live, "expire", subject.held_back.detail);
    if (!subject.introduction)
      return leave_alone(subject, subject.held_back.code.substr(6), "both said yes, but " + subject.held_back.detail);
    const auto carried = [&](const Change& change) { return !model::makes_text(change.action) || can(change.action); };
    if (!std::ranges::all_of(subject.introduction->changes, carried))
      return leave_alone(subject, "not_supported", "this CRM takes no notes: print the letters instead");
    for (auto change : subject.introduction->changes) {
      if (can(change.action)) entry().changes.push_back(std::move(change));
    }
    std::ranges::copy(subject.introduction->moves, std::back_inserter(entry().moves));
  }

  /// A task, or a note where the CRM has none.
  Result<void> tell(const Subject& subject, const Referral& referral, std::string_view name, std::string cause) {
    const auto* partner = model::partner_by_id(circle_.partners, referral.partner);
    Words words = words_for(subject, partner, policy_, circle_, letters_);
    tell_as_offered(referral, circle_, policy_.language, words);
    return can(Action::task) ? add_task(subject, name, words, std::move(cause))
                             : add_note(subject, name, words, std::move(cause));
  }

  /// What is due of those whom partners have already; whether anything is.
  Result<bool> plan_follow_ups(const Subject& subject, const Referral* live) {
    // An introduction goes out by itself: what else is due waits for the next sync.
    if (live != nullptr && awaits_introduction(live->state)) return false;
    if (const auto* recalled = to_recall(subject.dossier)) {
      if (const auto told = tell(subject, *recalled, "task-recall", recall_cause(*recalled)); !told)
        return tl::unexpected(told.error());
      return true;
    }
    const auto due = follow_ups(subject, policy_, ground_.now);
    for (const auto& one : due) {
      if (!one.move.event.event.empty()) entry().moves.push_back(one.move);
      if (one.task.empty()) continue;
      if (const auto told = tell(subject, one.move.referral, one.task, one.cause); !told)
        return tl::unexpected(told.error());
    }
    return !due.empty();
  }

  Result<void> plan_partner_card(const Subject& subject, const Referral& referral, const CardRow& card) {
    const auto* partner = model::partner_by_id(circle_.partners, referral.partner);
    if (partner == nullptr) {
      step(subject, referral, "withdraw", "the partner is no longer in the circle");
      return {};
    }
    Words words = words_for(subject, partner, policy_, circle_, letters_);
    tell_as_offered(referral, circle_, policy_.language, words);
    step(subject, referral, card.event, "the prospect said yes");
    const std::string cause = std::string(card.event) + ":" + referral.id;
    return can(Action::task) ? add_task(subject, card.task, words, cause) : add_note(subject, card.note, words, cause);
  }

  /// A confirmed need and a partner for it: the prospect is asked. A guess is confirmed first, and nothing is offered.
  /// A colleague is no third party: the seller hands over, and the prospect is told.
  Result<void> plan_offer(const Subject& subject) {
    const Decision& decision = subject.decision;
    const bool together = decision.verdict == Verdict::team_up;
    const bool may = (decision.verdict == Verdict::refer || together) && !decision.held && !decision.matches.empty() &&
                     !subject.closed_to_partners && !decision.need.service.empty() &&
                     !is_settled(subject.dossier, decision.need.service);
    if (!may) return plan_question(subject);
    const auto* partner = model::partner_by_id(circle_.partners, decision.matches.front().partner);
    if (partner == nullptr || has_task_for(subject, decision.id)) return {};
    const Words words = words_for(subject, partner, policy_, circle_, letters_);
    if (!decision.need.confirmed) return add_candidate(subject, "task-confirm-need", words, std::nullopt);
    if (partner->kind == model::PartnerKind::colleague)
      return add_candidate(subject, "task-hand-over", words, std::nullopt);
    if (together) return plan_joint_offer(subject, *partner, words);
    return add_candidate(subject, "task-ask-prospect", words, offer_to(subject, *partner, nullptr));
  }

  /// The referral that is opened, and the tag that says so in the place of what was said before.
  PlanEntry offer_to(const Subject& subject, const model::Partner& partner, const model::Arrangement* agreement) const {
    PlanEntry offer;
    offer.moves = {opening_move(subject, partner, agreement, {policy_, ground_.now})};
    if (!can(Action::add_tag)) return offer;
    const std::string cause = "offered_prospect:" + offer.moves.front().referral.id;
    const std::string wanted = state_tag(policy_.tag_prefix, ReferralState::offered_prospect);
    for (const auto& tag : standing_tags(subject, all_state_tags(policy_.tag_prefix))) {
      if (tag != wanted) offer.changes.push_back(tag_change(subject, Action::remove_tag, tag, cause));
    }
    offer.changes.push_back(tag_change(subject, Action::add_tag, wanted, cause));
    return offer;
  }

  /// What was agreed with the partner is told, with a letter that asks; without an agreement nobody hears of it.
  Result<void> plan_joint_offer(const Subject& subject, const model::Partner& partner, Words words) {
    const auto* agreement = agreement_with(circle_, partner, subject.decision.need.service, today());
    if (agreement == nullptr) return {};
    const auto letter = joint_offer_letter({circle_, policy_, letters_, ground_.now}, subject, partner, *agreement);
    if (!letter) return tl::unexpected(letter.error());
    words["letter_offer"] = *letter;
    return add_candidate(subject, "task-ask-together", words, offer_to(subject, partner, agreement));
  }

  Result<void> plan_question(const Subject& subject) {
    const Decision& decision = subject.decision;
    if (decision.verdict != Verdict::find_out || decision.held || !decision.question ||
        has_task_for(subject, decision.id))
      return {};
    const Words words = words_for(subject, nullptr, policy_, circle_, letters_);
    if (subject.prospector.empty()) return add_candidate(subject, "task-find-out", words, std::nullopt);
    Subject theirs = subject;
    theirs.seller = subject.prospector;
    if (!subject.prospector_user.empty()) theirs.owner = subject.prospector_user;
    return add_candidate(theirs, "task-find-out", words, std::nullopt);
  }

  bool has_task_for(const Subject& subject, const std::string& cause) const {
    return std::ranges::any_of(subject.dossier.marks, [&](const Mark& mark) {
      return (mark.action == Action::task || mark.action == Action::note) && mark.cause == cause;
    });
  }

  Result<Change> task_from(const Subject& subject, std::string_view name, const Words& words, std::string cause) const {
    const auto text = render(letters_, policy_.language, name, words);
    if (!text) return tl::unexpected(text.error());
    const Titled titled = split_title(*text);
    Change task = change_for(subject, Action::task);
    task.field = "task";
    task.title = base::shorten(titled.title, 120);
    task.body = titled.body;
    task.due = working_days_on(ground_.now, policy_.task_days);
    task.cause = std::move(cause);
    return task;
  }

  Result<void> add_task(const Subject& subject, std::string_view name, const Words& words, std::string cause) {
    const auto task = task_from(subject, name, words, std::move(cause));
    if (!task) return tl::unexpected(task.error());
    entry().changes.push_back(*task);
    return {};
  }

  Result<void> add_note(const Subject& subject, std::string_view name, const Words& words, std::string cause) {
    if (!can(Action::note)) return {};
    const auto text = render(letters_, policy_.language, name, words);
    if (!text) return tl::unexpected(text.error());
    Change note = change_for(subject, Action::note);
    note.field = "note";
    note.body = *text;
    note.cause = std::move(cause);
    entry().changes.push_back(note);
    return {};
  }

  /// Where the CRM has no tasks, the sentence goes into a note and no limit of tasks applies.
  Result<void> add_candidate(const Subject& subject, std::string_view name, const Words& words,
                             std::optional<PlanEntry> with, const std::string& cause = "") {
    auto task = task_from(subject, name, words, cause.empty() ? subject.decision.id : cause);
    if (!task) return tl::unexpected(task.error());
    if (!can(Action::task)) {
      task->body = task->title + "\n" + task->body;
      task->title.clear();
      task->action = Action::note;
      task->field = "note";
      task->due.reset();
    }
    const auto& hour = subject.decision.hour;
    const bool pursued = subject.decision.verdict == Verdict::pursue;  // who is back: no other of them has a task
    const double gain = subject.decision.question ? subject.decision.question->gain : 0.0;
    const double worth = std::max({0.0, gain, pursued ? hour.value - hour.hours * hour.bar : 0.0});
    const double freed = std::max(0.0, hour.hours * hour.bar - rules::forgone(subject.decision));
    candidates_.push_back(
        {plan_.entries.size() - 1, with ? worth + freed + 1 : std::max(worth, freed / 2), *task, std::move(with)});
    return {};
  }

  /// At most so many open tasks a seller, the most valuable first; the others wait for the next batch.
  void place_tasks(std::map<std::string, int> open) {
    std::ranges::sort(candidates_, [this](const Candidate& a, const Candidate& b) {
      return a.worth != b.worth ? a.worth > b.worth : contact_of(a) < contact_of(b);
    });
    for (auto& candidate : candidates_) {
      PlanEntry& entry = plan_.entries[candidate.entry];
      if (ground_.on_their_way.contains(model::operation_id(candidate.task))) continue;
      const bool limited = candidate.task.action == Action::task;
      if (limited && open[candidate.task.seller] >= policy_.open_tasks_per_seller) {
        plan_.left_alone.push_back(
            {entry.contact, entry.company.empty() ? entry.name : entry.company, "calm_limit",
             "over the limit of " + std::to_string(policy_.open_tasks_per_seller) + " open tasks a seller"});
        continue;
      }
      if (limited) ++open[candidate.task.seller];
      entry.changes.push_back(candidate.task);
      if (!candidate.with) continue;
      entry.moves.push_back(candidate.with->moves.front());
      std::ranges::copy(candidate.with->changes, std::back_inserter(entry.changes));
    }
  }

  const std::string& contact_of(const Candidate& candidate) const { return plan_.entries[candidate.entry].contact.id; }

  // Tags and notes that follow from the above

  void plan_state_tag(const Subject& subject) {
    if (!can(Action::add_tag)) return;
    const auto among = all_state_tags(policy_.tag_prefix);
    std::string wanted;
    std::string cause = subject.decision.id;
    if (!subject.dossier.referrals.empty()) {
      const Referral latest = at_hand_after(subject.dossier.referrals, entry().moves);
      wanted = state_tag(policy_.tag_prefix, latest.state);
      cause = std::string(model::to_text(latest.state)) + ":" + latest.id;
      // A tag that made way for an offer to somebody else comes back after it: that is another change than the first.
      const auto& offer = newest_offer(subject.dossier.referrals)->id;
      if (offer != latest.id) cause += " after " + offer;
    }
    const bool planned =
        std::ranges::any_of(entry().changes, [&](const Change& change) { return change.value == wanted; });
    for (const auto& tag : standing_tags(subject, among)) {
      if (tag != wanted) entry().changes.push_back(tag_change(subject, Action::remove_tag, tag, cause));
    }
    if (wanted.empty() || planned || !standing_tags(subject, {wanted}).empty() || carries(subject, wanted)) return;
    if (taken_off_by_person(subject, {wanted}) != nullptr) return;
    entry().changes.push_back(tag_change(subject, Action::add_tag, wanted, cause));
  }

  void take_off_recorded_answers(const Subject& subject) {
    if (!can(Action::remove_tag)) return;
    const auto* referral = at_hand(subject.dossier.referrals);
    for (const auto& tag : recorded_answer_tags(policy_.tag_prefix, subject.dossier)) {
      Change change = tag_change(subject, Action::remove_tag, tag,
                                 "answer:" + referral->id + ":" + std::string(model::to_text(referral->state)));
      change.rule = "desk";
      change.why = "the answer is recorded";
      entry().changes.push_back(change);
    }
  }

  /// A note only where the verdict's tag changes, and only for verdicts that ask something of the seller.
  Result<void> plan_note(const Subject& subject) {
    const std::string wanted = verdict_tag(policy_.tag_prefix, subject.decision.verdict);
    const bool newly = std::ranges::any_of(entry().changes, [&](const Change& change) {
      return change.action == Action::add_tag && change.value == wanted;
    });
    if (!newly && can(Action::add_tag)) return {};
    if (subject.decision.held || has_note(subject)) return {};
    const auto* partner = subject.decision.matches.empty()
                              ? nullptr
                              : model::partner_by_id(circle_.partners, subject.decision.matches.front().partner);
    const std::string name = note_template(subject.decision, partner);
    if (name.empty()) return {};
    return add_note(subject, name, words_for(subject, partner, policy_, circle_, letters_),
                    "note:" + subject.decision.id);
  }

  /// A note once a return, whatever is decided of them since, and a task where the verdict brings none by itself.
  Result<void> plan_return(const Subject& subject) {
    const auto& decision = subject.decision;
    if (decision.held || !is_just_back(decision, ground_.now)) return {};
    const auto words = back_words(subject, policy_, circle_, letters_);
    const auto note = back_cause(*decision.back), task = welcome_cause(*decision.back);
    if (!has_task_for(subject, note)) {
      if (const auto added = add_note(subject, "note-back", words, note); !added) return added;
    }
    if (decision.verdict != Verdict::pursue || !can(Action::task) || has_task_for(subject, task)) return {};
    return add_candidate(subject, "task-back", words, std::nullopt, task);
  }

  bool has_note(const Subject& subject) const {
    return std::ranges::any_of(subject.dossier.marks, [&](const Mark& mark) {
      return mark.action == Action::note && mark.cause == "note:" + subject.decision.id;
    });
  }

  PlanGround ground_;
  const Policy& policy_;
  const Circle& circle_;
  const Letters& letters_;
  model::Plan plan_;
  std::vector<Candidate> candidates_;
  LawQuestions questions_;
};

Planner::Planner(PlanGround ground, const Policy& policy, const Circle& circle, const Letters& letters)
    : planning_(std::make_unique<Planning>(std::move(ground), policy, circle, letters)) {}

Planner::~Planner() = default;

Result<void> Planner::add(const Subject& subject) { return planning_->add(subject); }

model::Plan Planner::finish(const PlanSums& sums) { return planning_->finish(sums); }

}  // namespace goodword::engine
