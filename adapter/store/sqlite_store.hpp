// ports::Store on two connections to one SQLite file: one that writes and one that only reads.
//
// The methods stand in a file per subject: leases, crms, runs, intake (pages), lookup, dossiers, decisions, pipeline,
// outbox, desk, circle, asks, person, erasure, audit, tokens, budgets. Each is one Transaction. Made by open_sqlite();
// a store opened read-only has no writer, and its writes are refused.
#pragma once

#include <memory>

#include "ports/store.hpp"
#include "store/transaction.hpp"

namespace goodword::store {

class SqliteStore final : public ports::Store {
 public:
  /// `writer` is empty for a store opened read-only.
  SqliteStore(std::unique_ptr<Connection> writer, std::unique_ptr<Connection> reader)
      : writer_(std::move(writer)), reader_(std::move(reader)) {}

  base::Result<ports::Lease> take_lease(std::string_view name, std::string_view owner, base::Instant until,
                                        base::Instant now) override;
  base::Result<void> renew_lease(const ports::Lease& lease, base::Instant until) override;
  base::Result<void> give_up_lease(const ports::Lease& lease) override;
  base::Result<void> end_lease(std::string_view name) override;

  base::Result<ports::CrmState> crm_state(std::string_view crm) override;
  base::Result<void> set_crm_state(const ports::CrmState& state, base::Instant at, std::string_view by) override;
  base::Result<ports::CrmCounts> counts(std::string_view crm) override;
  base::Result<std::optional<ports::TokenRow>> token(std::string_view crm) override;
  base::Result<void> save_token(const ports::TokenRow& row, std::int64_t after) override;
  base::Result<void> change_budgets(std::span<const ports::BudgetKey> keys,
                                    const ports::BudgetBook::Work& work) override;

  base::Result<std::string> mark(std::string_view crm, std::string_view stream) override;
  base::Result<std::optional<base::Instant>> last_pulled(std::string_view crm, std::string_view stream) override;
  base::Result<void> set_pulled(std::string_view crm, std::string_view stream, base::Instant at) override;
  base::Result<std::vector<bool>> hold(std::string_view crm, model::Kind kind,
                                       std::span<const ports::RawRecord> records) override;
  base::Result<ports::PageCounts> commit_pages(std::span<const ports::PageCommit> pages) override;
  base::Result<std::vector<std::string>> unseen(std::string_view crm, model::Kind kind, std::int64_t run) override;
  base::Result<void> mark_gone(std::string_view crm, model::Kind kind, std::span<const std::string> ids,
                               base::Instant at) override;
  base::Result<std::vector<model::Reject>> rejects(std::string_view crm, int limit) override;
  base::Result<int> drop_rejects(std::string_view crm, std::string_view record) override;

  base::Result<std::vector<model::Dossier>> dossiers(std::string_view crm, std::string_view after, int limit) override;
  base::Result<std::vector<model::Dossier>> dossiers_of(std::string_view crm,
                                                        std::span<const std::string> contacts) override;
  base::Result<std::optional<model::Dossier>> dossier(const model::Ref& contact) override;
  base::Result<std::vector<model::Ref>> find_contacts(std::string_view words, ports::Gone gone) override;
  base::Result<ports::PersonRows> person(const model::Ref& contact) override;
  base::Result<std::vector<model::Record>> records(std::string_view crm, model::Kind kind, int limit) override;
  base::Result<ports::CompanyFit> count_companies(std::string_view crm, double least, double below,
                                                  std::string_view country) override;
  base::Result<std::vector<model::Record>> records_of(std::string_view crm, model::Kind kind,
                                                      std::span<const std::string> ids) override;
  base::Result<std::vector<model::Record>> closed_opportunities(std::string_view crm, int limit) override;

  base::Result<void> save_decisions(std::span<const model::Decision> decisions) override;
  base::Result<std::vector<model::Decision>> decision_history(const model::Ref& contact, int limit) override;
  base::Result<void> wake(std::string_view crm, base::Instant now) override;
  base::Result<ports::DecidingStart> begin_deciding(std::string_view crm) override;
  base::Result<void> end_deciding(const ports::DecidingEnd& end) override;
  base::Result<std::vector<std::string>> contacts(std::string_view crm, ports::Who who, std::string_view after,
                                                  int limit) override;
  base::Result<void> save_pipeline(std::string_view crm, std::span<const model::PipelineRow> rows) override;
  base::Result<std::vector<model::PipelineRow>> pipeline(std::string_view crm, ports::PipelinePart part) override;
  base::Result<model::PipelineSums> pipeline_sums(std::string_view crm) override;
  base::Result<void> save_answer(const model::PersonAnswer& answer) override;
  base::Result<std::vector<double>> hour_prices(std::string_view seller, int weeks) override;
  base::Result<void> save_hour_price(std::string_view seller, base::Date week, double price) override;

  base::Result<std::int64_t> open_run(std::string_view kind, std::string_view crm, base::Instant at) override;
  base::Result<void> close_run(std::int64_t run, const base::Json& report, base::Instant at) override;
  base::Result<std::vector<ports::RunRow>> runs(int limit) override;
  base::Result<std::int64_t> save_plan(const model::Plan& plan) override;
  base::Result<std::optional<model::Plan>> plan(std::int64_t number) override;

  base::Result<int> enqueue(std::int64_t run, std::span<const model::Change> changes, base::Instant at) override;
  base::Result<std::vector<model::Operation>> operations(std::string_view crm,
                                                         std::span<const model::OperationState> states,
                                                         int limit) override;
  base::Result<std::vector<model::Operation>> operations_of_run(std::int64_t run) override;
  base::Result<std::vector<model::Operation>> operations_on(const model::Ref& record) override;
  base::Result<std::optional<model::Operation>> operation(std::string_view id) override;
  base::Result<void> mark_sending(std::span<const std::string> ids, base::Instant at) override;
  base::Result<void> mark_outcomes(std::span<const model::Outcome> outcomes, base::Instant at) override;
  base::Result<void> set_operation_state(std::string_view id, model::OperationState state, std::string_view detail,
                                         base::Instant at) override;
  base::Result<void> mark_undone(std::string_view id, std::string_view undo, base::Instant at) override;

  base::Result<void> commit_desk(const ports::DeskCommit& desk) override;
  base::Result<std::vector<model::Referral>> referrals(std::string_view crm) override;
  base::Result<std::vector<model::ReferralEvent>> referral_events(std::string_view referral) override;
  base::Result<std::vector<model::Consent>> consents(std::string_view referral) override;
  base::Result<void> record_release(const model::Release& release, const ports::DeskCommit& with) override;
  base::Result<std::optional<model::Release>> release_of(std::string_view referral, model::Scope scope) override;

  base::Result<std::vector<model::Partner>> partners() override;
  base::Result<void> save_partners(std::span<const model::Partner> partners, base::Instant at) override;
  base::Result<void> drop_partners(std::span<const std::string> ids) override;
  base::Result<std::vector<model::SaidRoom>> rooms_said(std::string_view partner) override;
  base::Result<void> save_room(const model::SaidRoom& said) override;
  base::Result<std::vector<model::CheckIn>> check_ins() override;
  base::Result<void> save_check_in(const model::CheckIn& held) override;
  base::Result<std::vector<model::PastStep>> past_steps() override;

  base::Result<std::vector<model::Ask>> asks() override;
  base::Result<std::vector<model::Asked>> asked() override;
  base::Result<std::vector<model::Received>> received() override;

  base::Result<ports::Traces> erase(const ports::Erasure& erasure) override;
  base::Result<std::vector<ports::Forgotten>> forgotten() override;
  base::Result<ports::Expired> expire(const ports::Expiry& expiry) override;
  base::Result<ports::Lifted> lift(const ports::Lift& lift) override;
  base::Result<std::vector<ports::ToTell>> to_tell() override;
  base::Result<void> mark_told(std::string_view referral, std::string_view by, base::Instant at) override;

  base::Result<void> save_audit(const model::AuditEntry& entry) override;
  base::Result<std::vector<model::AuditRow>> audit(std::int64_t after, int limit) override;
  base::Result<model::AuditHead> audit_head() override;

 private:
  Transaction writing(Durability durability = Durability::at_commit);
  Transaction reading() { return Transaction(*reader_); }

  // The reader goes first: whoever closes the file last checkpoints it, and that is the writer's.
  std::unique_ptr<Connection> writer_;
  std::unique_ptr<Connection> reader_;
};

}  // namespace goodword::store
