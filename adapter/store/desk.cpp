#include "store/asks.hpp"
#include "store/audit.hpp"
#include "store/body.hpp"
#include "store/colleagues.hpp"
#include "store/outbox.hpp"
#include "store/pipeline.hpp"
#include "store/rows_of.hpp"
#include "store/sqlite_store.hpp"

namespace goodword::store {
namespace {

using base::Result;
using model::Consent;
using model::Referral;

void write_referral(Transaction& work, const Referral& referral) {
  make_due(work, referral.contact);
  const auto state = model::to_text(referral.state);
  const auto alternatives = list_body(referral.alternatives);
  const auto tags = list_body(referral.tags_then);
  const auto kind = model::to_text(referral.kind);
  const auto also = list_body(referral.also);
  const auto agreed = referral.agreed ? body_of(model::to_json(*referral.agreed)) : std::string();
  if (work.any("SELECT 1 FROM referral WHERE id = ?1", referral.id)) {
    work.run(
        "UPDATE referral SET need = ?2, partner = ?3, seller = ?4, state = ?5, alternatives = ?6, terms = ?7,"
        " tags_then = ?8, opened = ?9, next_by = ?10, kind = ?11, agreed = ?12, also = ?13 WHERE id = ?1",
        referral.id, referral.need, referral.partner, referral.seller, state, alternatives, referral.terms, tags,
        referral.opened, referral.next_by, kind, agreed, also);
    return;
  }
  work.run(
      "INSERT INTO referral (id, crm, contact, need, partner, seller, state, alternatives, terms, tags_then, opened, "
      "next_by, kind, agreed, also)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
      referral.id, referral.contact.crm, referral.contact.id, referral.need, referral.partner, referral.seller, state,
      alternatives, referral.terms, tags, referral.opened, referral.next_by, kind, agreed, also);
}

model::ReferralEvent event_of(const Rows& row) {
  model::ReferralEvent event{row.text(0), row.text(1), row.instant(2), row.text(3),
                             row.text(4), row.text(5), row.text(6)};
  if (!row.text(8).empty()) event.value = base::Money{row.integer(7), row.text(8)};
  return event;
}

model::Scope scope_of(const std::string& text) {
  return text == model::to_text(model::Scope::meeting) ? model::Scope::meeting : model::Scope::introduction;
}

Consent consent_of(const Rows& row) {
  Consent consent;
  consent.id = row.text(0);
  consent.referral = row.text(1);
  consent.party = row.text(2) == model::to_text(model::Party::partner) ? model::Party::partner : model::Party::prospect;
  consent.receiver = row.text(3);
  consent.fields = list_of(row.body(4));
  consent.purpose = row.text(5);
  consent.wording = row.text(6);
  consent.recorded_by = row.text(7);
  consent.how = row.text(8);
  consent.proof = row.text(9);
  consent.at = row.instant(10);
  consent.until = row.instant(11);
  consent.withdrawn = row.moment(12);
  consent.scope = scope_of(row.text(13));
  return consent;
}

/// The same receipt again is no news; another one under its id is refused by the store itself.
void write_consent(Transaction& work, const Consent& consent) {
  {
    auto row = work.rows(
        "SELECT id, referral, party, receiver, fields, purpose, wording, recorded_by, how, proof, at, until,"
        " withdrawn, scope FROM consent WHERE id = ?1",
        consent.id);
    if (row.next() && consent_of(row) == consent) return;
  }
  work.run(
      "INSERT INTO consent (id, referral, party, receiver, fields, purpose, wording, recorded_by, how, proof, at, "
      "until,"
      " withdrawn, scope) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
      consent.id, consent.referral, model::to_text(consent.party), consent.receiver, list_body(consent.fields),
      consent.purpose, consent.wording, consent.recorded_by, consent.how, consent.proof, consent.at, consent.until,
      consent.withdrawn, model::to_text(consent.scope));
  note(work, {consent.at, consent.recorded_by, model::audited::consent_recorded, "referral " + consent.referral,
              "consent " + consent.id + " of the " + std::string(model::to_text(consent.party)) + " for " +
                  consent.receiver + ": " + list_body(consent.fields) + ", " +
                  std::string(model::to_text(consent.scope)) + ", until " + base::to_rfc3339(consent.until)});
}

/// Whoever told of the referral that the consent is of.
std::string author_in(const ports::DeskCommit& desk, const std::string& referral) {
  const auto event = std::ranges::find(desk.events, referral, &model::ReferralEvent::referral);
  return event == desk.events.end() ? "" : event->by;
}

void withdraw(Transaction& work, const std::string& consent, const ports::DeskCommit& desk) {
  std::string referral;
  {
    auto row = work.rows("SELECT referral FROM consent WHERE id = ?1", consent);
    if (!row.next()) return work.refuse("there is no consent " + consent);
    referral = row.text(0);
  }
  // Withdrawn twice: the first moment is the one that counts.
  if (work.run("UPDATE consent SET withdrawn = ?2 WHERE id = ?1 AND withdrawn IS NULL", consent, desk.at) == 0) return;
  note(work, {desk.at, author_in(desk, referral), model::audited::consent_withdrawn, "referral " + referral,
              "consent " + consent});
}

void write_answer(Transaction& work, const model::PersonAnswer& answer) {
  const auto fresh = work.run(
      "INSERT INTO person_answer (crm, kind, contact, about, value, source, author, at)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING",
      answer.contact.crm, model::to_text(answer.contact.kind), answer.contact.id, answer.about, answer.value,
      answer.source, answer.by, answer.at);
  if (fresh > 0) note_answer(work, answer.contact, answer.about, {answer.at, answer.by});
  if (answer.contact.kind == model::Kind::company) {
    make_company_due(work, answer.contact.crm, answer.contact.id);
    return find_colleagues(work, answer.contact.crm);
  }
  make_due(work, answer.contact);
}

void write_event(Transaction& work, const model::ReferralEvent& event) {
  work.run(
      "INSERT INTO referral_event (referral, event, at, author, how, proof, reason, value, currency)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
      event.referral, event.event, event.at, event.by, event.how, event.proof, event.reason,
      event.value ? std::optional(event.value->minor) : std::nullopt, event.value ? event.value->currency : "");
  note(work, {event.at, event.by, model::audited::referral_event, "referral " + event.referral, event.event});
}

void write_desk(Transaction& work, const ports::DeskCommit& desk) {
  for (const auto& referral : desk.referrals) write_referral(work, referral);
  for (const auto& event : desk.events) write_event(work, event);
  for (const auto& consent : desk.consents) write_consent(work, consent);
  for (const auto& id : desk.withdrawn) withdraw(work, id, desk);
  for (const auto& answer : desk.answers) write_answer(work, answer);
  write_asks(work, desk);
  queue_changes(work, desk.run, desk.changes);
}

}  // namespace

Result<void> SqliteStore::commit_desk(const ports::DeskCommit& desk) {
  auto work = writing();
  write_desk(work, desk);
  return work.commit();
}

Result<void> SqliteStore::save_answer(const model::PersonAnswer& answer) {
  auto work = writing();
  write_answer(work, answer);
  return work.commit();
}

Result<void> SqliteStore::record_release(const model::Release& release, const ports::DeskCommit& with) {
  auto work = writing();
  // The desk first: what it withdraws must already count when the release is judged.
  write_desk(work, with);
  work.run(
      "INSERT INTO release (referral, scope, prospect_consent, partner_consent, at, payload_hash)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
      release.referral, model::to_text(release.scope), release.prospect_consent, release.partner_consent, release.at,
      release.payload_hash);
  note(work, {release.at, "", model::audited::released, "referral " + release.referral,
              "consents " + release.prospect_consent + ", " + release.partner_consent + "; " +
                  std::string(model::to_text(release.scope)) + ", content " + release.payload_hash});
  return work.commit();
}

Result<std::optional<model::Release>> SqliteStore::release_of(std::string_view referral, model::Scope scope) {
  auto work = reading();
  std::optional<model::Release> found;
  auto row = work.rows(
      "SELECT referral, prospect_consent, partner_consent, at, payload_hash FROM release"
      " WHERE referral = ?1 AND scope = ?2",
      referral, model::to_text(scope));
  if (row.next()) found = model::Release{row.text(0), row.text(1), row.text(2), row.instant(3), row.text(4), scope};
  return work.commit(std::move(found));
}

Result<std::vector<Referral>> SqliteStore::referrals(std::string_view crm) {
  static const std::string sql =
      "SELECT coalesce((SELECT survivor FROM alias WHERE crm = r.crm AND kind = 'contact' AND old = r.contact), "
      "r.contact), " +
      std::string(referral_columns) + " FROM referral r WHERE r.crm = ?1 ORDER BY r.opened, r.id";
  auto work = reading();
  std::vector<Referral> list;
  auto rows = work.rows(sql, crm);
  while (rows.next()) list.push_back(referral_of(rows, 1, rows.text(0)));
  return work.commit(std::move(list));
}

Result<std::vector<model::ReferralEvent>> SqliteStore::referral_events(std::string_view referral) {
  auto work = reading();
  std::vector<model::ReferralEvent> list;
  auto rows = work.rows(
      "SELECT referral, event, at, author, how, proof, reason, value, currency FROM referral_event WHERE referral = ?1"
      " ORDER BY key",
      referral);
  while (rows.next()) list.push_back(event_of(rows));
  return work.commit(std::move(list));
}

Result<std::vector<Consent>> SqliteStore::consents(std::string_view referral) {
  auto work = reading();
  std::vector<Consent> list;
  auto rows = work.rows(
      "SELECT id, referral, party, receiver, fields, purpose, wording, recorded_by, how, proof, at, until,"
      " withdrawn, scope FROM consent WHERE referral = ?1 ORDER BY at, id",
      referral);
  while (rows.next()) list.push_back(consent_of(rows));
  return work.commit(std::move(list));
}

}  // namespace goodword::store
