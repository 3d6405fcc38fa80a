#include "store/person.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "store/body.hpp"
#include "store/rows_of.hpp"
#include "store/sqlite_store.hpp"
#include "store/words.hpp"

namespace goodword::store {
namespace {

using base::Result;
using model::Kind;
using model::Ref;

std::vector<std::string> texts(Rows rows) {
  std::vector<std::string> list;
  while (rows.next()) list.push_back(rows.text(0));
  return list;
}

void read_records(Transaction& work, const PersonIds& person, ports::PersonRows& held) {
  const std::pair<Kind, const std::vector<std::string>&> kinds[] = {
      {Kind::contact, person.contacts}, {Kind::opportunity, person.opportunities}, {Kind::activity, person.activities}};
  for (const auto& [kind, ids] : kinds) {
    auto rows = work.rows(
        "SELECT body, seen_at, gone_at FROM record WHERE crm = ?1 AND kind = ?2"
        " AND id IN (SELECT value FROM json_each(?3)) ORDER BY moment, id",
        person.crm, model::to_text(kind), list_body(ids));
    while (rows.next())
      held.records.push_back({model::record_from_json(kind, rows.body(0)), rows.instant(1), rows.moment(2)});
  }
}

void read_rejects(Transaction& work, const PersonIds& person, ports::PersonRows& held) {
  std::vector<std::string> ids = person.contacts;
  ids.insert(ids.end(), person.opportunities.begin(), person.opportunities.end());
  ids.insert(ids.end(), person.activities.begin(), person.activities.end());
  auto rows = work.rows(
      "SELECT crm, stream, record_id, pointer, reason, payload FROM reject WHERE crm = ?1"
      " AND record_id IN (SELECT value FROM json_each(?2)) ORDER BY key",
      person.crm, list_body(ids));
  while (rows.next())
    held.rejects.push_back({rows.text(0), rows.text(1), rows.text(2), rows.text(3), rows.text(4), rows.text(5)});
}

void read_said(Transaction& work, const std::string& crm, const std::string& ids, ports::PersonRows& held) {
  {
    static const std::string sql = "SELECT " + std::string(answer_columns) +
                                   ", a.contact FROM person_answer a WHERE a.crm = ?1 AND a.kind = 'contact'"
                                   " AND a.contact IN (SELECT value FROM json_each(?2)) ORDER BY a.at, a.key";
    auto rows = work.rows(sql, crm, ids);
    while (rows.next()) held.answers.push_back(answer_of(rows, 0, rows.text(7)));
  }
  {
    auto rows = work.rows(
        "SELECT contact, by_day, purpose, seller, author, at, cold, missing, despite, dropped FROM ask WHERE crm = ?1"
        " AND contact IN (SELECT value FROM json_each(?2)) ORDER BY key",
        crm, ids);
    while (rows.next()) {
      held.asks.push_back({{{crm, Kind::contact, rows.text(0)}},
                           base::parse_date(rows.text(1)).value_or(base::Date{}),
                           rows.text(2),
                           rows.text(3),
                           rows.text(4),
                           rows.instant(5),
                           rows.truth(6),
                           rows.text(7),
                           rows.text(8),
                           rows.truth(9)});
    }
  }
  auto rows = work.rows(
      "SELECT contact, partner, need, said, author, at FROM received WHERE crm = ?1"
      " AND contact IN (SELECT value FROM json_each(?2)) ORDER BY at, key",
      crm, ids);
  while (rows.next()) {
    held.received.push_back(
        {{crm, Kind::contact, rows.text(0)}, rows.text(1), rows.text(2), rows.text(3), rows.text(4), rows.instant(5)});
  }
}

void read_decided(Transaction& work, const std::string& crm, const std::string& ids, ports::PersonRows& held) {
  {
    auto rows = work.rows(
        "SELECT body FROM decision WHERE crm = ?1 AND contact IN (SELECT value FROM json_each(?2)) ORDER BY at, key",
        crm, ids);
    while (rows.next()) held.decisions.push_back(model::decision_from_json(rows.body(0)));
  }
  {
    static const std::string sql =
        "SELECT r.contact, " + std::string(referral_columns) +
        " FROM referral r WHERE r.crm = ?1 AND r.contact IN (SELECT value FROM json_each(?2)) ORDER BY r.opened, r.id";
    auto rows = work.rows(sql, crm, ids);
    while (rows.next()) held.referrals.push_back({referral_of(rows, 1, rows.text(0)), {}, {}, {}});
  }
  static const std::string sql =
      "SELECT " + std::string(operation_columns) +
      " FROM operation o WHERE o.crm = ?1 AND o.subject IN (SELECT value FROM json_each(?2)) AND o.kind = 'contact'"
      " ORDER BY o.key";
  auto rows = work.rows(sql, crm, ids);
  while (rows.next()) held.operations.push_back(operation_of(rows, 0));
}

}  // namespace

PersonIds ids_of_person(Transaction& work, const Ref& contact) {
  PersonIds person{contact.crm, {contact.id}, {}, {}, {}};
  {
    auto row = work.rows("SELECT survivor FROM alias WHERE crm = ?1 AND kind = 'contact' AND old = ?2", contact.crm,
                         contact.id);
    if (row.next()) person.contacts.front() = row.text(0);
  }
  const auto merged =
      texts(work.rows("SELECT old FROM alias WHERE crm = ?1 AND kind = 'contact' AND survivor = ?2 ORDER BY old",
                      contact.crm, person.contacts.front()));
  person.contacts.insert(person.contacts.end(), merged.begin(), merged.end());
  const auto contacts = list_body(person.contacts);
  constexpr std::string_view that_name =
      "SELECT DISTINCT from_id FROM link WHERE crm = ?1 AND to_kind = 'contact' AND from_kind = ?2"
      " AND to_id IN (SELECT value FROM json_each(?3)) ORDER BY 1";
  person.opportunities = texts(work.rows(that_name, contact.crm, "opportunity", contacts));
  person.activities = texts(work.rows(that_name, contact.crm, "activity", contacts));
  person.alone = texts(
      work.rows("SELECT value FROM json_each(?2) WHERE NOT EXISTS (SELECT 1 FROM link WHERE crm = ?1 AND from_kind = "
                "'opportunity'"
                " AND from_id = value AND to_kind = 'contact' AND to_id NOT IN (SELECT value FROM json_each(?3)))",
                contact.crm, list_body(person.opportunities), contacts));
  const auto nobodys = texts(
      work.rows("SELECT DISTINCT l.from_id FROM link l WHERE l.crm = ?1 AND l.to_kind = 'opportunity' AND l.from_kind "
                "= 'activity'"
                " AND l.to_id IN (SELECT value FROM json_each(?2)) AND NOT EXISTS (SELECT 1 FROM link WHERE crm = ?1"
                " AND from_kind = 'activity' AND from_id = l.from_id AND to_kind = 'contact') ORDER BY 1",
                contact.crm, list_body(person.alone)));
  person.activities.insert(person.activities.end(), nobodys.begin(), nobodys.end());
  return person;
}

std::vector<std::string> addresses_of(Transaction& work, const PersonIds& person) {
  std::vector<std::string> addresses;
  auto rows = work.rows(
      "SELECT body FROM record WHERE crm = ?1 AND kind = 'contact' AND id IN (SELECT value FROM json_each(?2))",
      person.crm, list_body(person.contacts));
  while (rows.next()) {
    const auto contact = model::record_from_json(Kind::contact, rows.body(0));
    for (const auto& address : contact.texts(model::contact::emails)) {
      if (const auto trimmed = base::trim(address); !trimmed.empty()) addresses.push_back(base::lower(trimmed));
    }
  }
  std::ranges::sort(addresses);
  addresses.erase(std::ranges::unique(addresses).begin(), addresses.end());
  return addresses;
}

std::vector<Ref> others_with(Transaction& work, const PersonIds& person, std::string_view address) {
  std::vector<Ref> others;
  auto rows = work.rows(
      "SELECT crm, id, body FROM record WHERE key IN (SELECT record FROM record_word WHERE word = ?1"
      " UNION SELECT record FROM fresh_record_word WHERE word = ?1) ORDER BY crm, id",
      word_number(address));
  while (rows.next()) {
    Ref other{rows.text(0), Kind::contact, rows.text(1)};
    const bool same = other.crm == person.crm && std::ranges::find(person.contacts, other.id) != person.contacts.end();
    const auto contact = model::record_from_json(Kind::contact, rows.body(2));
    const bool has_it = std::ranges::any_of(contact.texts(model::contact::emails), [&](const std::string& one) {
      return base::lower(base::trim(one)) == address;
    });
    if (!same && has_it) others.push_back(std::move(other));
  }
  return others;
}

Result<ports::PersonRows> SqliteStore::person(const Ref& contact) {
  ports::PersonRows held;
  {
    auto work = reading();
    const auto person = ids_of_person(work, contact);
    held.contact = {contact.crm, Kind::contact, person.contacts.front()};
    held.ids = person.contacts;
    const auto ids = list_body(person.contacts);
    read_records(work, person, held);
    read_rejects(work, person, held);
    read_said(work, contact.crm, ids, held);
    read_decided(work, contact.crm, ids, held);
    for (const auto& address : addresses_of(work, person)) {
      for (auto& other : others_with(work, person, address)) held.same_address.push_back(std::move(other));
    }
    if (const auto read = work.commit(); !read) return tl::unexpected(read.error());
  }
  for (auto& one : held.referrals) {
    auto events = referral_events(one.referral.id);
    auto consents = this->consents(one.referral.id);
    if (!events) return tl::unexpected(events.error());
    if (!consents) return tl::unexpected(consents.error());
    one.events = std::move(*events), one.consents = std::move(*consents);
    for (const auto scope : {model::Scope::meeting, model::Scope::introduction}) {
      const auto release = release_of(one.referral.id, scope);
      if (!release) return tl::unexpected(release.error());
      if (*release) one.releases.push_back(**release);
    }
  }
  return held;
}

}  // namespace goodword::store
