// A Store that hands every call on to another one and says before and after each call that changes something.
//
// Killers and mutants derive from it and override only what they are about.
#pragma once

#include <type_traits>

#include "ports/store.hpp"

namespace goodword::testing {

class RelayStore : public ports::Store {
 public:
  explicit RelayStore(ports::Store& inner) : inner_(inner) {}

  template <class T>
  using Result = base::Result<T>;
  using Text = std::string_view;
  using At = base::Instant;
  using Kind = model::Kind;
  using Ids = std::span<const std::string>;

  // Changing
  Result<ports::Lease> take_lease(Text name, Text owner, At until, At now) override {
    return change("take_lease", [&] { return inner_.take_lease(name, owner, until, now); });
  }
  Result<void> renew_lease(const ports::Lease& lease, At until) override {
    return change("renew_lease", [&] { return inner_.renew_lease(lease, until); });
  }
  Result<void> give_up_lease(const ports::Lease& lease) override {
    return change("give_up_lease", [&] { return inner_.give_up_lease(lease); });
  }
  Result<void> end_lease(Text name) override {
    return change("end_lease", [&] { return inner_.end_lease(name); });
  }
  Result<void> set_crm_state(const ports::CrmState& state, At at, Text by) override {
    return change("set_crm_state", [&] { return inner_.set_crm_state(state, at, by); });
  }
  Result<void> save_token(const ports::TokenRow& row, std::int64_t after) override {
    return change("save_token", [&] { return inner_.save_token(row, after); });
  }
  Result<void> change_budgets(std::span<const ports::BudgetKey> keys, const ports::BudgetBook::Work& work) override {
    return change("change_budgets", [&] { return inner_.change_budgets(keys, work); });
  }
  Result<void> set_pulled(Text crm, Text stream, At at) override {
    return change("set_pulled", [&] { return inner_.set_pulled(crm, stream, at); });
  }
  Result<ports::PageCounts> commit_pages(std::span<const ports::PageCommit> pages) override {
    return change("commit_pages", [&] { return inner_.commit_pages(pages); });
  }
  Result<void> mark_gone(Text crm, Kind kind, Ids ids, At at) override {
    return change("mark_gone", [&] { return inner_.mark_gone(crm, kind, ids, at); });
  }
  Result<int> drop_rejects(Text crm, Text record) override {
    return change("drop_rejects", [&] { return inner_.drop_rejects(crm, record); });
  }
  Result<void> save_decisions(std::span<const model::Decision> decisions) override {
    return change("save_decisions", [&] { return inner_.save_decisions(decisions); });
  }
  Result<void> end_deciding(const ports::DecidingEnd& end) override {
    return change("end_deciding", [&] { return inner_.end_deciding(end); });
  }
  Result<void> save_pipeline(Text crm, std::span<const model::PipelineRow> rows) override {
    return change("save_pipeline", [&] { return inner_.save_pipeline(crm, rows); });
  }
  Result<void> save_answer(const model::PersonAnswer& answer) override {
    return change("save_answer", [&] { return inner_.save_answer(answer); });
  }
  Result<void> save_hour_price(Text seller, base::Date week, double price) override {
    return change("save_hour_price", [&] { return inner_.save_hour_price(seller, week, price); });
  }
  Result<std::int64_t> open_run(Text kind, Text crm, At at) override {
    return change("open_run", [&] { return inner_.open_run(kind, crm, at); });
  }
  Result<void> close_run(std::int64_t run, const base::Json& report, At at) override {
    return change("close_run", [&] { return inner_.close_run(run, report, at); });
  }
  Result<std::int64_t> save_plan(const model::Plan& plan) override {
    return change("save_plan", [&] { return inner_.save_plan(plan); });
  }
  Result<int> enqueue(std::int64_t run, std::span<const model::Change> changes, At at) override {
    return change("enqueue", [&] { return inner_.enqueue(run, changes, at); });
  }
  Result<void> mark_sending(Ids ids, At at) override {
    return change("mark_sending", [&] { return inner_.mark_sending(ids, at); });
  }
  Result<void> mark_outcomes(std::span<const model::Outcome> outcomes, At at) override {
    return change("mark_outcomes", [&] { return inner_.mark_outcomes(outcomes, at); });
  }
  Result<void> set_operation_state(Text id, model::OperationState state, Text detail, At at) override {
    return change("set_operation_state", [&] { return inner_.set_operation_state(id, state, detail, at); });
  }
  Result<void> mark_undone(Text id, Text undo, At at) override {
    return change("mark_undone", [&] { return inner_.mark_undone(id, undo, at); });
  }
  /// The outbox's first step has no call of its own: a contact's changes become durable with its referral's step.
  Result<void> commit_desk(const ports::DeskCommit& desk) override {
    return change(desk.changes.empty() ? "commit_desk" : "commit_desk and enqueue",
                  [&] { return inner_.commit_desk(desk); });
  }
  Result<void> record_release(const model::Release& release, const ports::DeskCommit& with) override {
    return change("record_release", [&] { return inner_.record_release(release, with); });
  }
  Result<void> save_partners(std::span<const model::Partner> partners, At at) override {
    return change("save_partners", [&] { return inner_.save_partners(partners, at); });
  }
  Result<void> drop_partners(Ids ids) override {
    return change("drop_partners", [&] { return inner_.drop_partners(ids); });
  }
  Result<void> save_room(const model::SaidRoom& said) override {
    return change("save_room", [&] { return inner_.save_room(said); });
  }
  Result<void> save_check_in(const model::CheckIn& held) override {
    return change("save_check_in", [&] { return inner_.save_check_in(held); });
  }
  Result<ports::Traces> erase(const ports::Erasure& erasure) override {
    return change("erase", [&] { return inner_.erase(erasure); });
  }
  Result<void> mark_told(Text referral, Text by, At at) override {
    return change("mark_told", [&] { return inner_.mark_told(referral, by, at); });
  }
  Result<void> save_audit(const model::AuditEntry& entry) override {
    return change("save_audit", [&] { return inner_.save_audit(entry); });
  }

  // Looking
  Result<ports::CrmState> crm_state(Text crm) override { return inner_.crm_state(crm); }
  Result<ports::CrmCounts> counts(Text crm) override { return inner_.counts(crm); }
  Result<std::optional<ports::TokenRow>> token(Text crm) override { return inner_.token(crm); }
  Result<std::string> mark(Text crm, Text stream) override { return inner_.mark(crm, stream); }
  Result<std::optional<At>> last_pulled(Text crm, Text stream) override { return inner_.last_pulled(crm, stream); }
  Result<std::vector<bool>> hold(Text crm, Kind kind, std::span<const ports::RawRecord> records) override {
    return inner_.hold(crm, kind, records);
  }
  Result<std::vector<std::string>> unseen(Text crm, Kind kind, std::int64_t run) override {
    return inner_.unseen(crm, kind, run);
  }
  Result<std::vector<model::Reject>> rejects(Text crm, int limit) override { return inner_.rejects(crm, limit); }
  Result<std::vector<model::Dossier>> dossiers(Text crm, Text after, int limit) override {
    return inner_.dossiers(crm, after, limit);
  }
  Result<std::vector<model::Dossier>> dossiers_of(Text crm, Ids contacts) override {
    return inner_.dossiers_of(crm, contacts);
  }
  Result<void> wake(Text crm, At now) override {
    return change("wake", [&] { return inner_.wake(crm, now); });
  }
  Result<ports::DecidingStart> begin_deciding(Text crm) override { return inner_.begin_deciding(crm); }
  Result<std::vector<std::string>> contacts(Text crm, ports::Who who, Text after, int limit) override {
    return inner_.contacts(crm, who, after, limit);
  }
  Result<std::vector<model::PipelineRow>> pipeline(Text crm, ports::PipelinePart part) override {
    return inner_.pipeline(crm, part);
  }
  Result<model::PipelineSums> pipeline_sums(Text crm) override { return inner_.pipeline_sums(crm); }
  Result<std::optional<model::Dossier>> dossier(const model::Ref& contact) override { return inner_.dossier(contact); }
  Result<std::vector<model::Ref>> find_contacts(Text words, ports::Gone gone) override {
    return inner_.find_contacts(words, gone);
  }
  Result<ports::PersonRows> person(const model::Ref& contact) override { return inner_.person(contact); }
  Result<std::vector<model::Record>> records(Text crm, Kind kind, int limit) override {
    return inner_.records(crm, kind, limit);
  }
  Result<std::vector<model::Record>> records_of(Text crm, model::Kind kind, std::span<const std::string> ids) override {
    return inner_.records_of(crm, kind, ids);
  }
  Result<std::vector<model::Record>> closed_opportunities(Text crm, int limit) override {
    return inner_.closed_opportunities(crm, limit);
  }
  Result<std::vector<model::Decision>> decision_history(const model::Ref& contact, int limit) override {
    return inner_.decision_history(contact, limit);
  }
  Result<std::vector<double>> hour_prices(Text seller, int weeks) override { return inner_.hour_prices(seller, weeks); }
  Result<std::vector<ports::RunRow>> runs(int limit) override { return inner_.runs(limit); }
  Result<std::optional<model::Plan>> plan(std::int64_t number) override { return inner_.plan(number); }
  Result<std::vector<model::Operation>> operations(Text crm, std::span<const model::OperationState> states,
                                                   int limit) override {
    return inner_.operations(crm, states, limit);
  }
  Result<std::vector<model::Operation>> operations_of_run(std::int64_t run) override {
    return inner_.operations_of_run(run);
  }
  Result<std::vector<model::Operation>> operations_on(const model::Ref& record) override {
    return inner_.operations_on(record);
  }
  Result<std::optional<model::Operation>> operation(Text id) override { return inner_.operation(id); }
  Result<std::vector<model::Referral>> referrals(Text crm) override { return inner_.referrals(crm); }
  Result<std::vector<model::ReferralEvent>> referral_events(Text referral) override {
    return inner_.referral_events(referral);
  }
  Result<std::vector<model::Consent>> consents(Text referral) override { return inner_.consents(referral); }
  Result<ports::CompanyFit> count_companies(Text crm, double least, double below, Text country) override {
    return inner_.count_companies(crm, least, below, country);
  }
  using ports::Store::release_of;
  Result<std::optional<model::Release>> release_of(Text referral, model::Scope scope) override {
    return inner_.release_of(referral, scope);
  }
  Result<std::vector<model::Partner>> partners() override { return inner_.partners(); }
  Result<std::vector<model::SaidRoom>> rooms_said(Text partner) override { return inner_.rooms_said(partner); }
  Result<std::vector<model::CheckIn>> check_ins() override { return inner_.check_ins(); }
  Result<std::vector<model::PastStep>> past_steps() override { return inner_.past_steps(); }
  Result<std::vector<model::Ask>> asks() override { return inner_.asks(); }
  Result<std::vector<model::Asked>> asked() override { return inner_.asked(); }
  Result<std::vector<model::Received>> received() override { return inner_.received(); }
  Result<std::vector<ports::Forgotten>> forgotten() override { return inner_.forgotten(); }
  Result<ports::Expired> expire(const ports::Expiry& expiry) override {
    return change("expire", [&] { return inner_.expire(expiry); });
  }
  Result<ports::Lifted> lift(const ports::Lift& lift) override {
    return change("lift", [&] { return inner_.lift(lift); });
  }
  Result<std::vector<ports::ToTell>> to_tell() override { return inner_.to_tell(); }
  Result<std::vector<model::AuditRow>> audit(std::int64_t after, int limit) override {
    return inner_.audit(after, limit);
  }
  Result<model::AuditHead> audit_head() override { return inner_.audit_head(); }

 protected:
  virtual void before(const std::string&) {}
  virtual void after(const std::string&) {}
  ports::Store& inner_;

 private:
  template <class Call>
  std::invoke_result_t<Call> change(const std::string& name, const Call& call) {
    before(name);
    auto result = call();
    after(name);
    return result;
  }
};

}  // namespace goodword::testing
