#include "contract/samples.hpp"

#include <cstdlib>

namespace goodword::samples {

using model::Kind;
using model::Record;

Folder::Folder() {
  std::string name = (std::filesystem::temp_directory_path() / "goodword-XXXXXX").string();
  if (!mkdtemp(name.data())) FAIL("no folder for the test");
  path_ = name;
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

base::Instant at(int minutes) {
  return base::start_of(base::Date(std::chrono::year(2026), std::chrono::month(11), std::chrono::day(3))) +
         std::chrono::hours(9) + std::chrono::minutes(minutes);
}

Record with(Record record, model::FieldIndex field, model::Value value) {
  record.values[field] = std::move(value);
  return record;
}

Record contact(const std::string& id, const std::string& name) {
  Record record(Kind::contact);
  record.values[model::contact::id] = id;
  record.values[model::contact::name] = name;
  return record;
}

Record company(const std::string& id, const std::string& name) {
  Record record(Kind::company);
  record.values[model::company::id] = id;
  record.values[model::company::name] = name;
  return record;
}

Record opportunity(const std::string& id, const std::vector<std::string>& contacts, const std::string& of_company) {
  Record record(Kind::opportunity);
  record.values[model::opportunity::id] = id;
  record.values[model::opportunity::state] = std::string("open");
  if (!contacts.empty()) record.values[model::opportunity::contacts] = contacts;
  if (!of_company.empty()) record.values[model::opportunity::company] = of_company;
  return record;
}

Record activity(const std::string& id, const std::vector<std::string>& contacts, int minutes) {
  Record record(Kind::activity);
  record.values[model::activity::id] = id;
  record.values[model::activity::kind] = std::string("note");
  record.values[model::activity::at] = at(minutes);
  if (!contacts.empty()) record.values[model::activity::contacts] = contacts;
  return record;
}

ports::PageCommit page(Kind kind, std::span<const Record> records, const std::string& mark, std::int64_t run) {
  ports::PageCommit commit;
  commit.crm = "main";
  commit.stream = std::string(model::to_text(kind));
  commit.kind = kind;
  commit.run = run;
  commit.records = records;
  commit.mark = mark;
  commit.at = at(0);
  return commit;
}

ports::PageCounts store_records(ports::Store& store, Kind kind, const std::vector<Record>& records) {
  return must(store.commit_page(page(kind, records)));
}

model::Change add_tag(const std::string& contact, const std::string& tag, const std::string& cause) {
  model::Change change;
  change.subject = {"main", Kind::contact, contact};
  change.action = model::Action::add_tag;
  change.field = "tags";
  change.prior = "customer;food";
  change.value = tag;
  change.cause = cause;
  change.rule = "verdict row 10";
  change.why = "no budget before spring";
  change.seller = "dev";
  return change;
}

model::Change remove_tag(const std::string& contact, const std::string& tag, const std::string& cause) {
  auto change = add_tag(contact, tag, cause);
  change.action = model::Action::remove_tag;
  return change;
}

model::Change note(const std::string& contact, const std::string& body) {
  auto change = add_tag(contact, "", "note of " + contact);
  change.action = model::Action::note;
  change.field = "note";
  change.prior.clear();
  change.body = body;
  change.due = at(60);
  return change;
}

model::Outcome outcome(const std::string& operation, model::Outcome::Kind kind) {
  model::Outcome result;
  result.operation = operation;
  result.kind = kind;
  return result;
}

std::string deliver(ports::Store& store, const model::Change& change, const std::string& created) {
  const std::vector<model::Change> changes = {change};
  must(store.enqueue(0, changes, at(1)));
  const std::vector<std::string> ids = {model::operation_id(change)};
  must(store.mark_sending(ids, at(2)));
  std::vector<model::Outcome> outcomes = {outcome(ids.front(), model::Outcome::Kind::done)};
  outcomes.front().created = created;
  must(store.mark_outcomes(outcomes, at(3)));
  return ids.front();
}

model::Decision decision(const std::string& id, const std::string& contact, model::Verdict verdict) {
  model::Decision decision;
  decision.id = id;
  decision.contact = {"main", Kind::contact, contact};
  decision.at = at(0);
  decision.rules_version = "1";
  decision.verdict = verdict;
  decision.row = 10;
  decision.reasons = {{22, "too small for us"}};
  return decision;
}

model::Referral referral(const std::string& id, const std::string& contact, model::ReferralState state) {
  model::Referral referral;
  referral.id = id;
  referral.contact = {"main", Kind::contact, contact};
  referral.need = "website";
  referral.partner = "forge";
  referral.seller = "dev";
  referral.state = state;
  referral.alternatives = {"anvil", "kiln"};
  referral.terms = "nothing";
  referral.tags_then = {"gw:ask-prospect"};
  referral.opened = at(0);
  referral.next_by = at(500);
  return referral;
}

model::Consent consent(const std::string& id, const std::string& referral, model::Party party) {
  model::Consent consent;
  consent.id = id;
  consent.referral = referral;
  consent.party = party;
  consent.receiver = "forge";
  consent.fields = {"name", "email"};
  consent.purpose = "introduction";
  consent.wording = "May I give your name to Forge?";
  consent.recorded_by = "dev";
  consent.how = "phone";
  consent.proof = "task 9913";
  consent.at = at(0);
  consent.until = at(1000);
  return consent;
}

ports::DeskCommit desk() {
  ports::DeskCommit commit;
  commit.at = at(0);
  return commit;
}

}  // namespace goodword::samples
