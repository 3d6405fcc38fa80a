// Everything that outlives the process. Each call is one transaction: all of it is durable when it returns, or none.
//
// store/ implements it on SQLite; one contract suite tests every implementation. Calls may come from several threads;
// one connection writes. Instants come from the caller: the store has no clock. Errors: store.busy, store.full,
// store.unusable, store.constraint.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "model/ask.hpp"
#include "model/audit.hpp"
#include "model/change.hpp"
#include "model/circle.hpp"
#include "model/decision.hpp"
#include "model/dossier.hpp"
#include "model/pipeline.hpp"
#include "model/record.hpp"
#include "model/referral.hpp"
#include "ports/budgets.hpp"
#include "ports/erasure.hpp"
#include "ports/holdings.hpp"
#include "ports/person.hpp"

namespace goodword::ports {

enum class CrmMode { plan_only, apply, paused };

struct CrmState {
  std::string name;
  CrmMode mode = CrmMode::plan_only;  ///< a CRM nobody promoted only gets plans
  CrmMode before_pause = CrmMode::plan_only;
  std::string origins;  ///< hosts confirmed at first use, space-separated
  bool first_apply_done = false;
  std::optional<base::Instant> last_good_sync;
  std::optional<base::Instant> last_try;
  std::string last_error;  ///< "detail (code)" of the last try, empty if it was good
  /// The store is a restored or copied one: what it does not know of may have been written. Ends with a whole sync.
  bool in_repair = false;

  friend bool operator==(const CrmState&, const CrmState&) = default;
};

/// Exclusive use of a name ("crm main", "daemon") until a moment. The fence number grows with every new holder.
struct Lease {
  std::string name, owner;
  std::int64_t fence = 0;
  base::Instant until{};
};

/// The tokens of a CRM's login, sealed: the store cannot read them. Without any, `sealed` is empty.
struct TokenRow {
  std::string crm = {};
  std::string login = {};             ///< entry of the connector's "auth" that they are of
  std::int64_t generation = 0;        ///< grows with each new set
  std::string sealed = {}, key = {};  ///< ciphertext, and which key it was sealed with
  std::string scopes = {};
  base::Instant had{};
  std::optional<base::Instant> ends = {};
  std::string needs_login = {};  ///< why a person has to log in
  std::optional<base::Instant> sent = {};

  friend bool operator==(const TokenRow&, const TokenRow&) = default;
};

/// One page of one stream, with the place to go on from.
struct PageCommit {
  std::string crm, stream;
  model::Kind kind = model::Kind::contact;
  std::int64_t run = 0;
  std::span<const model::Record> records;
  std::span<const std::optional<std::uint64_t>> digests;  ///< of the records, in their order; may be shorter
  std::span<const std::string> same;                      ///< ids of records that hold() was true of
  std::span<const model::Reject> rejects;
  std::span<const std::string> gone;
  std::span<const std::pair<std::string, std::string>> merged;
  std::string mark;
  base::Instant at{};
};

struct PageCounts {
  std::int64_t added = 0, changed = 0, same = 0, gone = 0, rejected = 0;
};

struct RunRow {
  std::int64_t number = 0;
  std::string kind;  ///< sync, apply, undo, answer
  std::string crm;
  base::Instant began{};
  std::optional<base::Instant> ended;
  base::Json report;  ///< counts; null while it runs
};

/// What people said, read from the desk or typed in, and what follows from it. One transaction.
struct DeskCommit {
  std::vector<model::Referral> referrals;  ///< new ones, or known ones in their new state
  std::vector<model::ReferralEvent> events;
  std::vector<model::Consent> consents;
  std::vector<model::PersonAnswer> answers;
  std::vector<model::Ask> asks;
  std::vector<model::Asked> asked;
  std::vector<model::Received> received;
  std::vector<std::string> withdrawn;  ///< consent ids
  std::int64_t run = 0;
  std::vector<model::Change> changes;  ///< to enqueue with it
  base::Instant at{};
};

/// Which contacts of a CRM, gone ones left out.
enum class Who {
  everyone,
  due,       ///< something changed about them since they were decided; ids as they came, merged ones included
  in_scope,  ///< of the pipeline
  needy      ///< of those, the ones to whom a change of the circle may matter
};

/// Whether contacts count that are no longer in the CRM.
enum class Gone { left_out, included };

/// Which rows of the pipeline.
enum class PipelinePart {
  competing,  ///< for hours
  above_bar,  ///< of those: above it at the last decision
  placed,     ///< take a partner's room
  to_ask,     ///< for a referral: ready or nearly so
  came_back,  ///< had gone, and are back
  spent_on    ///< prospects, and whoever hours went to
};

struct DecidingStart {
  base::Json ground;       ///< as the last batch left it; null: none yet
  std::int64_t stamp = 0;  ///< what comes in from now on is due anew
};

struct DecidingEnd {
  std::string crm;
  std::int64_t stamp = 0;
  base::Json ground;
  std::span<const std::string> unsettled;  ///< contacts with planned changes or open questions: looked at again
};

struct CrmCounts {
  std::map<std::string, std::int64_t> records;     ///< by kind, gone ones not counted
  std::map<std::string, std::int64_t> operations;  ///< by state
  std::map<std::string, std::int64_t> verdicts;    ///< of decisions in force
  std::int64_t rejects = 0;
};

/// Companies known in a CRM, and how many of them a description fits.
struct CompanyFit {
  std::int64_t all = 0;
  std::int64_t by_size = 0, by_country = 0, by_both = 0;

  friend bool operator==(const CompanyFit&, const CompanyFit&) = default;
};

class Store {
 public:
  virtual ~Store() = default;

  // Leases
  /// Errors: store.busy, naming the holder and until when.
  virtual base::Result<Lease> take_lease(std::string_view name, std::string_view owner, base::Instant until,
                                         base::Instant now) = 0;
  /// Fails with store.busy if the lease was lost meanwhile.
  virtual base::Result<void> renew_lease(const Lease& lease, base::Instant until) = 0;
  virtual base::Result<void> give_up_lease(const Lease& lease) = 0;
  /// Ends a lease whose holder is known to be dead; the fence stays, so that the dead cannot renew.
  virtual base::Result<void> end_lease(std::string_view name) = 0;

  // CRMs
  virtual base::Result<CrmState> crm_state(std::string_view crm) = 0;  ///< defaults for an unknown name
  /// `by` and `at` are for the audit, where the mode becomes another one; empty: Goodword by itself.
  virtual base::Result<void> set_crm_state(const CrmState& state, base::Instant at, std::string_view by = {}) = 0;
  virtual base::Result<CrmCounts> counts(std::string_view crm) = 0;
  virtual base::Result<std::optional<TokenRow>> token(std::string_view crm) = 0;
  /// Takes the place of generation `after` (0: of none). Errors: store.busy where another one stands there by now. A
  /// backup has no tokens: one that is old may be spent, and spending it again would end the login.
  virtual base::Result<void> save_token(const TokenRow& row, std::int64_t after) = 0;
  /// As BudgetBook::change. Kept across restarts; what the last moments before a power cut brought may be lost.
  virtual base::Result<void> change_budgets(std::span<const BudgetKey> keys, const BudgetBook::Work& work) = 0;

  // Reading in
  virtual base::Result<std::string> mark(std::string_view crm, std::string_view stream) = 0;  ///< empty: none
  /// When the stream's last complete pull ended.
  virtual base::Result<std::optional<base::Instant>> last_pulled(std::string_view crm, std::string_view stream) = 0;
  virtual base::Result<void> set_pulled(std::string_view crm, std::string_view stream, base::Instant at) = 0;
  /// Which of these records are there, not gone, and were last committed with this digest; as many answers.
  virtual base::Result<std::vector<bool>> hold(std::string_view crm, model::Kind kind,
                                               std::span<const RawRecord> records) = 0;
  /// Pages one after the other, with their marks: all of them become durable, or none; counts of them together. Same id
  /// and content: counted as same, not written. A changed record of a contact, or one linked to it, makes the
  /// contact due. Merged ids become aliases of the survivor. Rejects of a record that now came whole are dropped.
  virtual base::Result<PageCounts> commit_pages(std::span<const PageCommit> pages) = 0;
  base::Result<PageCounts> commit_page(const PageCommit& page) { return commit_pages({&page, 1}); }
  /// Ids of a stream's kind that are in the store and were not in any page of this run; call after a complete pass.
  virtual base::Result<std::vector<std::string>> unseen(std::string_view crm, model::Kind kind, std::int64_t run) = 0;
  virtual base::Result<void> mark_gone(std::string_view crm, model::Kind kind, std::span<const std::string> ids,
                                       base::Instant at) = 0;
  virtual base::Result<std::vector<model::Reject>> rejects(std::string_view crm, int limit) = 0;
  /// Forgets what was rejected of one record (of none: of those without an id). Returns how many.
  virtual base::Result<int> drop_rejects(std::string_view crm, std::string_view record) = 0;

  // Looking
  /// Contacts that are not gone, by id, after `after`; at most `limit`.
  virtual base::Result<std::vector<model::Dossier>> dossiers(std::string_view crm, std::string_view after,
                                                             int limit) = 0;
  /// Of these contacts, ascending if they are; a merged one is its survivor, one that is gone is left out.
  virtual base::Result<std::vector<model::Dossier>> dossiers_of(std::string_view crm,
                                                                std::span<const std::string> contacts) = 0;
  virtual base::Result<std::optional<model::Dossier>> dossier(const model::Ref& contact) = 0;
  /// Contacts with this id, e-mail (any case) or full name; of one that was merged, the one it is now.
  virtual base::Result<std::vector<model::Ref>> find_contacts(std::string_view words, Gone gone = Gone::left_out) = 0;
  virtual base::Result<PersonRows> person(const model::Ref& contact) = 0;
  virtual base::Result<std::vector<model::Record>> records(std::string_view crm, model::Kind kind, int limit) = 0;
  /// Those of these ids that are there and not gone, in the order given.
  virtual base::Result<std::vector<model::Record>> records_of(std::string_view crm, model::Kind kind,
                                                              std::span<const std::string> ids) = 0;
  /// How many companies there are, how many have so many employees (from `least`, fewer than `below`), how many stand
  /// in that country, in whatever case it is written. Gone ones are not counted.
  virtual base::Result<CompanyFit> count_companies(std::string_view crm, double least, double below,
                                                   std::string_view country) = 0;
  /// Opportunities won or lost, newest first.
  virtual base::Result<std::vector<model::Record>> closed_opportunities(std::string_view crm, int limit) = 0;

  // Deciding
  /// Appends to history and makes them the ones in force; one with a known id replaces that row.
  virtual base::Result<void> save_decisions(std::span<const model::Decision> decisions) = 0;
  /// Makes due whose referral has waited for somebody until `now` or longer.
  virtual base::Result<void> wake(std::string_view crm, base::Instant now) = 0;
  /// What deciding about a CRM stands on. It may be cut off anywhere: until end_deciding() everything stays due.
  virtual base::Result<DecidingStart> begin_deciding(std::string_view crm) = 0;
  /// What was due at begin_deciding() no longer is, but for the unsettled ones; the ground is kept. One transaction.
  virtual base::Result<void> end_deciding(const DecidingEnd& end) = 0;
  /// Ids, ascending, after `after`; at most `limit`.
  virtual base::Result<std::vector<std::string>> contacts(std::string_view crm, Who who, std::string_view after,
                                                          int limit) = 0;
  /// Rows replace those of the same contacts; a contact that goes takes its row with it.
  virtual base::Result<void> save_pipeline(std::string_view crm, std::span<const model::PipelineRow> rows) = 0;
  virtual base::Result<std::vector<model::PipelineRow>> pipeline(std::string_view crm, PipelinePart part) = 0;
  virtual base::Result<model::PipelineSums> pipeline_sums(std::string_view crm) = 0;
  virtual base::Result<std::vector<model::Decision>> decision_history(const model::Ref& contact, int limit) = 0;
  virtual base::Result<void> save_answer(const model::PersonAnswer& answer) = 0;
  /// The price of an hour in past weeks, per seller, newest first: the bar is made of it.
  virtual base::Result<std::vector<double>> hour_prices(std::string_view seller, int weeks) = 0;
  virtual base::Result<void> save_hour_price(std::string_view seller, base::Date week, double price) = 0;

  // Plans and runs
  virtual base::Result<std::int64_t> open_run(std::string_view kind, std::string_view crm, base::Instant at) = 0;
  virtual base::Result<void> close_run(std::int64_t run, const base::Json& report, base::Instant at) = 0;
  virtual base::Result<std::vector<RunRow>> runs(int limit) = 0;  ///< newest first
  virtual base::Result<std::int64_t> save_plan(const model::Plan& plan) = 0;
  virtual base::Result<std::optional<model::Plan>> plan(std::int64_t number) = 0;  ///< 0: the newest

  // Outbox and journal
  /// Changes become operations in state new; one whose id is known already is left as it is. Returns how many are new.
  virtual base::Result<int> enqueue(std::int64_t run, std::span<const model::Change> changes, base::Instant at) = 0;
  virtual base::Result<std::vector<model::Operation>> operations(std::string_view crm,
                                                                 std::span<const model::OperationState> states,
                                                                 int limit) = 0;  ///< oldest first
  virtual base::Result<std::vector<model::Operation>> operations_of_run(std::int64_t run) = 0;
  /// On one record, oldest first.
  virtual base::Result<std::vector<model::Operation>> operations_on(const model::Ref& record) = 0;
  virtual base::Result<std::optional<model::Operation>> operation(std::string_view id) = 0;
  /// new or unknown -> sending, attempt counted; durable before the first byte goes out.
  virtual base::Result<void> mark_sending(std::span<const std::string> ids, base::Instant at) = 0;
  /// sending or unknown -> done | failed | unknown | needs_review | new (not sent), by outcome kind. Where a done
  /// operation's cause is "undo:ID", operation ID is marked as undone by it in the same transaction.
  virtual base::Result<void> mark_outcomes(std::span<const model::Outcome> outcomes, base::Instant at) = 0;
  /// Any other step may_follow() allows; others are refused with store.constraint.
  virtual base::Result<void> set_operation_state(std::string_view id, model::OperationState state,
                                                 std::string_view detail, base::Instant at) = 0;
  /// Says that `undo` took `id` back.
  virtual base::Result<void> mark_undone(std::string_view id, std::string_view undo, base::Instant at) = 0;

  // Referrals and consent
  virtual base::Result<void> commit_desk(const DeskCommit& desk) = 0;
  virtual base::Result<std::vector<model::Referral>> referrals(std::string_view crm) = 0;
  virtual base::Result<std::vector<model::ReferralEvent>> referral_events(std::string_view referral) = 0;
  virtual base::Result<std::vector<model::Consent>> consents(std::string_view referral) = 0;
  /// Refused with store.constraint unless both consents are in force for that referral and receiver at release.at.
  /// The referral's new state, its event and the letters' changes become durable with it.
  virtual base::Result<void> record_release(const model::Release& release, const DeskCommit& with) = 0;
  virtual base::Result<std::optional<model::Release>> release_of(std::string_view referral, model::Scope scope) = 0;
  base::Result<std::optional<model::Release>> release_of(std::string_view referral) {
    return release_of(referral, model::Scope::introduction);
  }

  // Partners that were added or imported (partners.json has the others), and what is said of any of them
  virtual base::Result<std::vector<model::Partner>> partners() = 0;
  /// Those with a known id replace what stood there. One transaction.
  virtual base::Result<void> save_partners(std::span<const model::Partner> partners, base::Instant at) = 0;
  virtual base::Result<void> drop_partners(std::span<const std::string> ids) = 0;
  base::Result<void> save_partner(const model::Partner& partner, base::Instant at) {
    return save_partners({&partner, 1}, at);
  }
  /// Of one partner, or of all where none is named; the newest word first. Never changed, only said anew.
  virtual base::Result<std::vector<model::SaidRoom>> rooms_said(std::string_view partner) = 0;
  virtual base::Result<void> save_room(const model::SaidRoom& said) = 0;
  virtual base::Result<std::vector<model::CheckIn>> check_ins() = 0;  ///< newest first
  virtual base::Result<void> save_check_in(const model::CheckIn& held) = 0;
  /// Every step of every referral, oldest first.
  virtual base::Result<std::vector<model::PastStep>> past_steps() = 0;

  // Asking for referrals; commit_desk() writes it. A merged contact is the one it was merged into
  virtual base::Result<std::vector<model::Ask>> asks() = 0;           ///< in the order in which they were said
  virtual base::Result<std::vector<model::Asked>> asked() = 0;        ///< oldest first
  virtual base::Result<std::vector<model::Received>> received() = 0;  ///< oldest first

  // Forgetting
  /// Takes away all that is held of a person, ends their referrals, and sees to it that reading in does not bring them
  /// back: by id, and by address where nobody else has it. One transaction. Ids, states, times, and who agreed to what
  /// and who got it stay, without a word of theirs.
  virtual base::Result<Traces> erase(const Erasure& erasure) = 0;
  virtual base::Result<std::vector<Forgotten>> forgotten() = 0;  ///< oldest first
  /// Takes away what has been gone from the CRM for long, people as erase() does. One transaction.
  virtual base::Result<Expired> expire(const Expiry& expiry) = 0;
  /// From the next whole pull on they are read again. That they were forgotten stays in the audit.
  virtual base::Result<Lifted> lift(const Lift& lift) = 0;
  /// Partners to be told, and those who were; oldest first.
  virtual base::Result<std::vector<ToTell>> to_tell() = 0;
  /// Errors: store.constraint where nobody is to be told.
  virtual base::Result<void> mark_told(std::string_view referral, std::string_view by, base::Instant at) = 0;

  // The audit. What these calls do that is audited they note themselves, in the same transaction
  /// For what is done outside of the store.
  virtual base::Result<void> save_audit(const model::AuditEntry& entry) = 0;
  /// Rows after a number, in order.
  virtual base::Result<std::vector<model::AuditRow>> audit(std::int64_t after, int limit) = 0;
  virtual base::Result<model::AuditHead> audit_head() = 0;
};

}  // namespace goodword::ports
