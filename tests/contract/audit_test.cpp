#include "contract/makers.hpp"
#include "contract/samples.hpp"

using namespace goodword;
using namespace goodword::samples;
using model::Party;
using model::ReferralState;

namespace {

struct Told {
  std::string what, by, subject, detail;
  friend bool operator==(const Told&, const Told&) = default;
};

std::vector<Told> told(ports::Store& store) {
  std::vector<Told> list;
  for (const auto& row : must(store.audit(0, 1000)))
    list.push_back({row.entry.what, row.entry.by, row.entry.subject, row.entry.detail});
  return list;
}

void check_chain(ports::Store& store) {
  model::AuditCheck check;
  for (const auto& row : must(store.audit(0, 1000))) check.read(row);
  CHECK(check.end() == std::nullopt);
  CHECK(check.head() == must(store.audit_head()));
}

model::ReferralEvent step(const std::string& event) {
  return {"r1", event, at(3), "dev", "phone", "task 9913", "she said so"};
}

}  // namespace

TEST_CASE("what is audited is in the audit with what it tells of, and nothing of a person is") {
  FOR_EVERY_STORE(maker, folder, store) {
    store_records(*store, model::Kind::contact, {contact("1")});
    CHECK(must(store->audit_head()) == model::AuditHead{});
    auto commit = desk();
    commit.referrals = {referral("r1", "1", ReferralState::partner_accepted)};
    commit.events = {step("partner_yes")};
    commit.consents = {consent("p", "r1", Party::prospect), consent("q", "r1", Party::partner)};
    commit.answers = {{{"main", model::Kind::contact, "1"}, "budget", "Hanna has none", "Hanna", "priya", at(3)}};
    commit.asked = {{{{"main", model::Kind::contact, "1"}}, "given", "two names", "dev", at(4)}};
    must(store->commit_desk(commit));
    must(store->record_release({"r1", "p", "q", at(10), "hash"}, desk()));
    const auto operation = deliver(*store, note("1", "Hanna Quist was introduced"));
    auto back = desk();
    back.withdrawn = {"p"};
    back.events = {step("withdraw")};
    must(store->commit_desk(back));
    auto state = must(store->crm_state("main"));
    state.mode = ports::CrmMode::apply;
    must(store->set_crm_state(state, at(20), "priya"));
    must(store->save_audit({at(21), "dev", model::audited::pack_reviewed, "pack gdpr", "version 2"}));
    const std::vector<Told> expected = {
        {"referral_event", "dev", "referral r1", "partner_yes"},
        {"consent_recorded", must(store->consents("r1")).front().recorded_by, "referral r1", told(*store).at(1).detail},
        {"consent_recorded", must(store->consents("r1")).back().recorded_by, "referral r1", told(*store).at(2).detail},
        {"answered", "priya", "main contact 1", "budget"},
        {"answered", "dev", "main contact 1", "asked"},
        {"released", "", "referral r1", "consents p, q; introduction, content hash"},
        {"operation_done", "", "main contact 1", "note " + operation},
        {"referral_event", "dev", "referral r1", "withdraw"},
        {"consent_withdrawn", "dev", "referral r1", "consent p"},
        {"crm_mode", "priya", "crm main", "plan_only to apply"},
        {"pack_reviewed", "dev", "pack gdpr", "version 2"},
    };
    CHECK(told(*store) == expected);
    CHECK(told(*store).at(1).detail.starts_with("consent p of the prospect for forge: ["));
    for (const auto& row : told(*store)) CHECK(row.detail.find("Hanna") == std::string::npos);
    check_chain(*store);
  }
}

TEST_CASE("what was said already is not audited again, and what was refused not at all") {
  FOR_EVERY_STORE(maker, folder, store) {
    store_records(*store, model::Kind::contact, {contact("1")});
    auto commit = desk();
    commit.referrals = {referral("r1", "1", ReferralState::partner_accepted)};
    commit.consents = {consent("p", "r1", Party::prospect)};
    commit.answers = {{{"main", model::Kind::contact, "1"}, "keep", "yes", "", "priya", at(3)}};
    must(store->commit_desk(commit));
    const auto once = told(*store);
    must(store->commit_desk(commit));
    auto state = must(store->crm_state("main"));
    state.last_error = "wire.timeout";
    must(store->set_crm_state(state, at(4)));
    CHECK(told(*store) == once);
    CHECK(code_of(store->record_release({"r1", "p", "q", at(10), "hash"}, desk())) == "store.constraint");
    auto refused = desk();
    refused.events = {step("partner_yes")};
    refused.withdrawn = {"no such consent"};
    CHECK(code_of(store->commit_desk(refused)) == "store.constraint");
    CHECK(told(*store) == once);
    check_chain(*store);
  }
}
