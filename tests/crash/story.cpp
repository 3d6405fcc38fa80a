#include "crash/story.hpp"

#include <algorithm>
#include <stdexcept>

#include "base/text.hpp"
#include "sandbox/census.hpp"

namespace goodword::testing {
namespace {

using model::Kind;
using model::OperationState;
using sandbox::ObjectType;
using std::chrono::days;

constexpr int rounds_to_rest = 8;
constexpr int enough = 1000;

template <class T>
T must(base::Result<T> result) {
  if (!result) throw std::runtime_error(base::to_text(result.error()));
  return std::move(*result);
}

model::Partner pellwick() {
  model::Partner partner;
  partner.id = "pellwick";
  partner.kind = model::PartnerKind::competitor;
  partner.name = "Pellwick Copy";
  partner.person = "Ewan Pell";
  partner.services = {"copywriting"};
  partner.places = {{"Ripon", "GB", {}, {}}};
  partner.trusted = true;
  partner.room = model::Room{3, *base::parse_date("2027-12-31")};
  return partner;
}

std::string made_text(const sandbox::Seen& seen) {
  std::string line;
  for (const char* name : {"hs_note_body", "hs_task_subject", "hs_task_body", "hs_task_status", "hubspot_owner_id"}) {
    if (!seen.value(name).empty()) line += " | " + seen.value(name);
  }
  return line;
}

void add_crm(const Stage& stage, const std::map<std::string, std::string>& contacts, std::vector<std::string>& lines) {
  for (const auto& [name, id] : contacts) {
    lines.push_back("crm tags of " + name + ": " + base::join(stage.tags(id), ", "));
    for (const auto type : {ObjectType::notes, ObjectType::tasks}) {
      for (const auto& seen : sandbox::activities_of(stage.crm, type, id))
        lines.push_back("crm text at " + name + made_text(seen));
    }
  }
  for (const auto& text : sandbox::doubled_texts(stage.crm)) lines.push_back("crm text twice: " + text);
}

/// Records are compared by content, activities without the id that the CRM gave them.
void add_records(ports::Store& store, std::vector<std::string>& lines) {
  for (const auto kind : {Kind::contact, Kind::company, Kind::opportunity, Kind::user}) {
    for (const auto& record : must(store.records("main", kind, enough))) {
      auto content = model::to_json(record);
      content.erase("changed");
      lines.push_back("store " + std::string(model::to_text(kind)) + " " + base::write_canonical(content));
    }
  }
  for (const auto& record : must(store.records("main", Kind::activity, enough))) {
    lines.push_back("store activity at " + base::join(record.texts(model::activity::contacts), ",") + ": " +
                    record.text(model::activity::title) + " | " + record.text(model::activity::text));
  }
}

void add_outbox(const Stage& stage, ports::Store& store, std::vector<std::string>& lines) {
  using enum OperationState;
  const std::vector<OperationState> all = {fresh, sending, done, failed, unknown, needs_review};
  for (const auto& operation : must(store.operations("main", all, enough))) {
    const auto& change = operation.change;
    std::string line = "outbox " + operation.id + " " + std::string(model::to_text(change.action)) + " " +
                       change.value + " " + std::string(model::to_text(operation.state));
    const bool makes = change.action == model::Action::note || change.action == model::Action::task;
    // A tag that stands already may be asked for again under another cause: the same tag twice is one.
    if (!makes && operation.state == done) continue;
    if (makes) line += ", in the CRM " + std::to_string(sandbox::holders_of(stage.crm, operation.marker)) + " times";
    lines.push_back(line);
  }
}

bool in_force(const std::vector<model::Consent>& consents, const std::string& id, base::Instant at) {
  const auto found = std::ranges::find(consents, id, &model::Consent::id);
  return found != consents.end() && !found->withdrawn && found->at <= at && at < found->until;
}

void add_referrals(ports::Store& store, std::vector<std::string>& lines) {
  for (const auto& referral : must(store.referrals("main"))) {
    const std::string name = "referral " + referral.id + " ";
    lines.push_back(name + referral.need + " to " + referral.partner + ": " +
                    std::string(model::to_text(referral.state)));
    for (const auto& event : must(store.referral_events(referral.id))) lines.push_back(name + "event " + event.event);
    const auto consents = must(store.consents(referral.id));
    for (const auto& consent : consents)
      lines.push_back(name + "consent of the " + std::string(model::to_text(consent.party)) + " by " + consent.how);
    const auto release = must(store.release_of(referral.id));
    if (!release) continue;
    const bool both = in_force(consents, release->prospect_consent, release->at) &&
                      in_force(consents, release->partner_consent, release->at);
    lines.push_back(name + "released " + release->payload_hash + (both ? " with both consents" : " WITHOUT CONSENT"));
  }
}

}  // namespace

Story::Story() : dev_(stage.crm, std::string(dev_user)) {
  auto& circle = stage.circle;
  circle.services = {{"process", "", {{"en", {"process improvement"}}}},
                     {"copywriting", "", {{"en", {"copywriting", "copywriter"}}}},
                     {"payroll", "", {{"en", {"payroll"}}}}};
  circle.firm.name = "Ottermere & Vance";
  circle.firm.currency = "GBP";
  circle.firm.languages = {"en"};
  circle.firm.services = {"process"};
  circle.firm.sellers = {{"dev", "Dev Anand", {}, 19}};
  circle.partners = {pellwick()};
  stage.set_up();
  // Ids of one kind of activity are not those of another: the store knows activities by id alone.
  stage.crm.with_world([](sandbox::World& world) {
    world.set_next_id(ObjectType::tasks, 5001);
    world.set_next_id(ObjectType::emails, 6001);
    world.set_next_id(ObjectType::calls, 7001);
    world.set_next_id(ObjectType::meetings, 8001);
  });
  prospect("Joan", "Marsh", "Kestrelby Dairy", days(4));
  prospect("Ruth", "Oye", "Mossgate Clinics", days(3));
  prospect("Ann", "Lowe", "Tarn Mills", days(2));
  prospect("Ian", "Cole", "Bellweather Toys", days(1));
  dev_.create_deal(contacts_["Ruth"], "Process improvement", "appointmentscheduled", "12000");
  dev_.write_note(contacts_["Ian"], "She said: we are looking for a copywriter for our site.");
  dev_.add_tag(contacts_["Joan"], "gw_tags", "gw:need-copywriting");
  stage.clock.pass(days(30));  // older than any overlap with which a stream is read again
  dev_.add_tag(contacts_["Ann"], "gw_tags", "gw:need-payroll");
  stage.clock.pass(days(1));
  stage.promote();
  stage.close();
}

std::string Story::prospect(const std::string& first, const std::string& last, const std::string& company,
                            base::Duration ago) {
  stage.clock.pass(ago);
  const auto person = dev_.create(ObjectType::contacts, {{"firstname", first},
                                                         {"lastname", last},
                                                         {"email", base::lower(first) + "@example.com"},
                                                         {"city", "Ripon"},
                                                         {"lifecyclestage", "lead"},
                                                         {"hubspot_owner_id", std::string(dev_user)}});
  const auto house = dev_.create(ObjectType::companies, {{"name", company}, {"numberofemployees", "40"}});
  dev_.associate(ObjectType::contacts, person, ObjectType::companies, house);
  return contacts_[first] = person;
}

void Story::before(int chapter) {
  stage.clock.pass(days(chapter == 0 ? 0 : 1));
  const auto& joan = contacts_["Joan"];
  if (chapter == 1) {
    dev_.add_tag(joan, "gw_tags", "gw:prospect-yes");
    dev_.write_note(joan, "gw: prospect-yes by phone");
  }
  if (chapter == 2) {
    dev_.add_tag(joan, "gw_tags", "gw:partner-yes");
    dev_.write_note(joan, "gw: partner-yes by mail");
    dev_.remove_tag(contacts_["Ann"], "gw_tags", "gw:need-payroll");  // who was let go is back
    dev_.add_tag(contacts_["Ann"], "gw_tags", "gw:need-process");
  }
}

void Story::sync_into(std::vector<std::string>& troubles, bool& quiet) {
  const auto report = stage.try_sync(everything());
  stage.clock.pass(std::chrono::minutes(5));
  quiet = false;
  if (!report) return troubles.push_back(base::to_text(report.error()));
  for (const auto& stream : report->pull.streams) {
    if (stream.error) return troubles.push_back(base::to_text(*stream.error));
  }
  const auto& sent = report->deliver;
  if (report->pull.stopped || sent.stopped)
    return troubles.push_back(base::to_text(*(report->pull.stopped ? report->pull.stopped : sent.stopped)));
  if (sent.failed + sent.changed + sent.needs_review > 0) troubles.push_back("an operation failed");
  std::size_t moves = 0;
  for (const auto& entry : report->plan.entries) moves += entry.moves.size();
  quiet =
      sent.done + sent.already + sent.waiting + sent.unknown == 0 && model::count_changes(report->plan) + moves == 0;
}

std::vector<std::string> Story::come_to_rest() {
  std::vector<std::string> troubles;
  bool quiet = false;
  for (int round = 0; round < rounds_to_rest && !quiet; ++round) sync_into(troubles, quiet);
  if (quiet) return {};
  troubles.push_back("did not come to rest");
  return troubles;
}

std::vector<std::string> Story::end_state() {
  std::vector<std::string> lines;
  add_crm(stage, contacts_, lines);
  add_records(stage.store(), lines);
  add_outbox(stage, stage.store(), lines);
  add_referrals(stage.store(), lines);
  std::ranges::sort(lines);
  return lines;
}

std::vector<std::string> differences(std::vector<std::string> expected, std::vector<std::string> found) {
  for (auto& line : found) line = base::escape_line(line);  // as expected lines are, which came through a file
  std::ranges::sort(expected);
  std::ranges::sort(found);
  std::vector<std::string> missing, extra, all;
  std::ranges::set_difference(expected, found, std::back_inserter(missing));
  std::ranges::set_difference(found, expected, std::back_inserter(extra));
  for (const auto& line : missing) all.push_back("missing: " + line);
  for (const auto& line : extra) all.push_back("too much: " + line);
  return all;
}

}  // namespace goodword::testing
