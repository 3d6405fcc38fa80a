#include "store/erasure.hpp"

#include <algorithm>

#include "store/audit.hpp"
#include "store/body.hpp"
#include "store/intake.hpp"
#include "store/outbox.hpp"
#include "store/person.hpp"
#include "store/sqlite_store.hpp"
#include "store/suppression.hpp"

namespace goodword::store {
namespace {

using base::Result;
using model::Kind;
using model::Record;

constexpr std::string_view log_holds_traces = "PRAGMA user_version = 1";

void delete_record(Transaction& work, const model::Ref& ref) {
  const auto kind = model::to_text(ref.kind);
  for (const std::string_view sql :
       {std::string_view("DELETE FROM record_word WHERE record = (SELECT key FROM record WHERE crm = ?1 AND kind = ?2"
                         " AND id = ?3)"),
        std::string_view("DELETE FROM fresh_record_word WHERE record = (SELECT key FROM record WHERE crm = ?1 AND"
                         " kind = ?2 AND id = ?3)"),
        std::string_view("DELETE FROM link WHERE crm = ?1 AND from_kind = ?2 AND from_id = ?3"),
        std::string_view("DELETE FROM record WHERE crm = ?1 AND kind = ?2 AND id = ?3")}) {
    work.run(sql, ref.crm, kind, ref.id);
  }
}

/// Whether the person is to stay away.
enum class Return { kept_out, welcome };

/// One person's erasure; the steps are in the order of run().
class Eraser {
 public:
  Eraser(Transaction& work, const ports::Erasure& erasure, Return if_they_return = Return::kept_out)
      : work_(work),
        erasure_(erasure),
        return_(if_they_return),
        person_(ids_of_person(work, erasure.contact)),
        ids_(list_body(person_.contacts)) {}

  void run() {
    const auto addresses = addresses_of(work_, person_);
    remember(addresses);
    forget_rejects(addresses);
    take_records();
    blank_decisions();
    blank_words();
    end_referrals();
    blank_operations();
    forget_plans();
    const bool asked = return_ == Return::kept_out;
    note(work_, {erasure_.at, erasure_.by, asked ? model::audited::forgotten : model::audited::expired,
                 model::to_text(contact()), ""});
    Suppression suppression(work_, person_.crm);
    for (const auto& [kind, id] : kept_out_for_now_) suppression.lift(kind, id);
  }

 private:
  model::Ref contact() const { return {person_.crm, Kind::contact, person_.contacts.front()}; }

  /// First, so that what is read from here on is read as it will be read again.
  void remember(const std::vector<std::string>& addresses) {
    Suppression suppression(work_, person_.crm);
    const auto keep_out = [&](Kind kind, const std::string& id) {
      if (suppression.suppress(kind, id) && return_ == Return::welcome) kept_out_for_now_.emplace_back(kind, id);
    };
    for (const auto& id : person_.contacts) keep_out(Kind::contact, id);
    if (return_ == Return::welcome) return;
    for (const auto& id : person_.alone) keep_out(Kind::opportunity, id);
    work_.run("DELETE FROM lifted WHERE crm = ?1 AND contact IN (SELECT value FROM json_each(?2))", person_.crm, ids_);
    work_.run(
        "INSERT INTO forgotten (crm, contact, at, author, reason) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
        person_.crm, person_.contacts.front(), erasure_.at, erasure_.by, erasure_.reason);
    // An address that somebody else has as well would keep that person out.
    for (const auto& address : addresses) {
      if (others_with(work_, person_, address).empty()) suppression.suppress_address(address);
    }
  }

  void forget_rejects(const std::vector<std::string>& addresses) {
    for (const auto* list : {&person_.contacts, &person_.opportunities, &person_.activities}) {
      work_.run("DELETE FROM reject WHERE crm = ?1 AND record_id IN (SELECT value FROM json_each(?2))", person_.crm,
                list_body(*list));
    }
    for (const auto& address : addresses) {
      work_.run("DELETE FROM reject WHERE instr(lower(payload), ?1) > 0 OR instr(lower(reason), ?1) > 0", address);
    }
  }

  struct Row {
    Record record;
    bool gone = false;
  };
  std::vector<Row> rows_of(Kind kind, const std::vector<std::string>& ids) {
    std::vector<Row> list;
    auto rows = work_.rows(
        "SELECT body, gone_at IS NOT NULL FROM record WHERE crm = ?1 AND kind = ?2"
        " AND id IN (SELECT value FROM json_each(?3))",
        person_.crm, model::to_text(kind), list_body(ids));
    while (rows.next()) list.push_back({model::record_from_json(kind, rows.body(0)), rows.truth(1)});
    return list;
  }

  /// What is about others too stays as far as it is.
  void take_records() {
    Suppression suppression(work_, person_.crm);
    Intake intake(work_, person_.crm, erasure_.at);
    // The intake looks at what it is given until it has settled.
    std::vector<std::vector<Row>> read;
    std::vector<Record> kept;
    std::vector<model::Ref> dropped;
    const std::pair<Kind, const std::vector<std::string>&> kinds[] = {{Kind::activity, person_.activities},
                                                                      {Kind::opportunity, person_.opportunities},
                                                                      {Kind::contact, person_.contacts}};
    for (const auto& [kind, ids] : kinds) {
      for (const auto& [record, gone] : read.emplace_back(rows_of(kind, ids))) {
        auto left = gone ? std::nullopt : suppression.allowed(record);
        // Nobody asked for it: what the CRM has, and others are in, stays as it is.
        if (left && return_ == Return::welcome) continue;
        if (left) {
          kept.push_back(std::move(*left));
          continue;
        }
        intake.take_away(kind, record.id());
        dropped.push_back({person_.crm, kind, record.id()});
      }
    }
    for (const auto& record : kept) intake.take(record, std::nullopt);
    intake.settle();
    for (const auto& ref : dropped) delete_record(work_, ref);
    work_.run("DELETE FROM of_company WHERE crm = ?1 AND contact IN (SELECT value FROM json_each(?2))", person_.crm,
              ids_);
    work_.run("DELETE FROM due WHERE crm = ?1 AND contact IN (SELECT value FROM json_each(?2))", person_.crm, ids_);
  }

  /// That there was a decision, and which, is history; what it rested on is theirs.
  void blank_decisions() {
    work_.run("DELETE FROM decision_in_force WHERE crm = ?1 AND contact IN (SELECT value FROM json_each(?2))",
              person_.crm, ids_);
    work_.run("DELETE FROM pipeline WHERE crm = ?1 AND contact IN (SELECT value FROM json_each(?2))", person_.crm,
              ids_);
    std::vector<std::pair<std::int64_t, model::Decision>> bare;
    {
      auto rows = work_.rows(
          "SELECT key, id, contact, at, verdict FROM decision WHERE crm = ?1"
          " AND contact IN (SELECT value FROM json_each(?2))",
          person_.crm, ids_);
      while (rows.next()) {
        model::Decision decision;
        decision.id = rows.text(1);
        decision.contact = {person_.crm, Kind::contact, rows.text(2)};
        decision.at = rows.instant(3);
        decision.verdict = model::verdict_of(rows.text(4)).value_or(model::Verdict::none);
        bare.emplace_back(rows.integer(0), std::move(decision));
      }
    }
    for (const auto& [key, decision] : bare)
      work_.run("UPDATE decision SET body = ?2 WHERE key = ?1", key, body_of(model::to_json(decision)));
  }

  void blank_words() {
    for (const std::string_view sql :
         // Asked, and with what result, is a figure; the words are theirs.
         {std::string_view("DELETE FROM person_answer WHERE crm = ?1 AND kind = 'contact' AND about <> 'asked'"
                           " AND contact IN (SELECT value FROM json_each(?2))"),
          std::string_view("UPDATE OR IGNORE person_answer SET source = '' WHERE crm = ?1 AND kind = 'contact'"
                           " AND contact IN (SELECT value FROM json_each(?2))"),
          std::string_view("DELETE FROM person_answer WHERE crm = ?1 AND kind = 'contact' AND source <> ''"
                           " AND contact IN (SELECT value FROM json_each(?2))"),
          std::string_view("UPDATE ask SET purpose = '', missing = '', despite = '' WHERE crm = ?1"
                           " AND contact IN (SELECT value FROM json_each(?2))"),
          std::string_view("UPDATE received SET said = '' WHERE crm = ?1"
                           " AND contact IN (SELECT value FROM json_each(?2))"),
          std::string_view("UPDATE run SET report = json_remove(report, '$.questions') WHERE crm = ?1 AND EXISTS"
                           " (SELECT 1 FROM json_each(iif(json_valid(report), report, '{}'), '$.questions') q"
                           " WHERE json_extract(q.value, '$.contact') IN (SELECT value FROM json_each(?2)))")}) {
      work_.run(sql, person_.crm, ids_);
    }
  }

  void end_referrals() {
    std::vector<std::pair<std::string, std::string>> referrals;
    {
      auto rows =
          work_.rows("SELECT id, state FROM referral WHERE crm = ?1 AND contact IN (SELECT value FROM json_each(?2))",
                     person_.crm, ids_);
      while (rows.next()) referrals.emplace_back(rows.text(0), rows.text(1));
    }
    for (const auto& [id, state] : referrals) {
      work_.run("UPDATE referral_event SET how = '', proof = '', reason = '' WHERE referral = ?1", id);
      withdraw_consents(id);
      if (return_ == Return::kept_out)
        work_.run(
            "INSERT INTO to_tell (referral, partner, released, since) SELECT e.referral, r.partner, min(e.at), ?2 FROM "
            "release e"
            " JOIN referral r ON r.id = e.referral WHERE e.referral = ?1 GROUP BY e.referral ON CONFLICT DO NOTHING",
            id, erasure_.at);
      end_referral(id, state);
    }
  }

  void withdraw_consents(const std::string& referral) {
    std::vector<std::string> in_force;
    {
      auto rows =
          work_.rows("SELECT id FROM consent WHERE referral = ?1 AND withdrawn IS NULL AND until > ?2 ORDER BY at, id",
                     referral, erasure_.at);
      while (rows.next()) in_force.push_back(rows.text(0));
    }
    for (const auto& id : in_force) {
      work_.run("UPDATE consent SET withdrawn = ?2 WHERE id = ?1", id, erasure_.at);
      note(work_,
           {erasure_.at, erasure_.by, model::audited::consent_withdrawn, "referral " + referral, "consent " + id});
    }
    work_.run("UPDATE consent SET wording = '', proof = '' WHERE referral = ?1 AND (wording <> '' OR proof <> '')",
              referral);
  }

  void end_referral(const std::string& id, const std::string& state) {
    const auto from = model::referral_state_of(state);
    const auto* step = from ? model::referral_step(*from, "erase") : nullptr;
    if (step == nullptr) return;
    work_.run("UPDATE referral SET state = ?2, tags_then = '[]', next_by = NULL WHERE id = ?1", id,
              model::to_text(step->to));
    work_.run(
        "INSERT INTO referral_event (referral, event, at, author, how, proof, reason) VALUES (?1, ?2, ?3, ?4, '', '', "
        "'')",
        id, step->event, erasure_.at, erasure_.by);
    note(work_, {erasure_.at, erasure_.by, model::audited::referral_event, "referral " + id, std::string(step->event)});
  }

  /// What was not sent is not sent; what was written keeps its id in the CRM.
  void blank_operations() {
    work_.run(
        "UPDATE operation SET state = 'failed' WHERE crm = ?1 AND kind = 'contact' AND subject IN (SELECT value FROM"
        " json_each(?2)) AND state IN ('new', 'sending', 'unknown', 'needs_review')",
        person_.crm, ids_);
    work_.run(
        "UPDATE operation SET detail = '', change = '{}', value = iif(action = 'set_field', '', value)"
        " WHERE crm = ?1 AND kind = 'contact' AND subject IN (SELECT value FROM json_each(?2))",
        person_.crm, ids_);
  }

  void forget_plans() {
    work_.run(
        "DELETE FROM plan_part WHERE plan IN (SELECT number FROM plan WHERE crm = ?1) AND"
        " json_extract(iif(json_valid(body), body, '{}'), iif(what = 'entry', '$.contact.id', '$.subject.id'))"
        " IN (SELECT value FROM json_each(?2))",
        person_.crm, ids_);
  }

  Transaction& work_;
  const ports::Erasure& erasure_;
  Return return_;
  PersonIds person_;
  std::string ids_;  ///< of the contacts, as a body
  std::vector<std::pair<Kind, std::string>> kept_out_for_now_;
};

/// Contacts that are gone and were not merged: what was merged goes with its survivor.
std::vector<std::string> long_gone(Transaction& work, const ports::Expiry& expiry) {
  std::vector<std::string> ids;
  auto rows = work.rows(
      "SELECT r.id FROM record r WHERE r.crm = ?1 AND r.kind = 'contact' AND r.gone_at < ?2 AND NOT EXISTS"
      " (SELECT 1 FROM alias a WHERE a.crm = ?1 AND a.kind = 'contact' AND a.old = r.id) ORDER BY r.gone_at LIMIT ?3",
      expiry.crm, expiry.before, expiry.most);
  while (rows.next()) ids.push_back(rows.text(0));
  return ids;
}

/// Other kinds hold what was said with people as well.
int drop_others(Transaction& work, const ports::Expiry& expiry) {
  std::vector<model::Ref> refs;
  {
    auto rows = work.rows("SELECT kind, id FROM record WHERE crm = ?1 AND kind <> 'contact' AND gone_at < ?2 LIMIT ?3",
                          expiry.crm, expiry.before, 10 * expiry.most);
    while (rows.next()) {
      if (const auto kind = model::kind_of(rows.text(0))) refs.push_back({expiry.crm, *kind, rows.text(1)});
    }
  }
  for (const auto& ref : refs) delete_record(work, ref);
  return static_cast<int>(refs.size());
}

}  // namespace

Result<ports::Traces> empty_log(Connection& connection) {
  const auto holds = connection.ask("PRAGMA user_version");
  if (!holds) return tl::unexpected(holds.error());
  if (*holds == "0") return ports::Traces::none;
  const auto busy = connection.ask("PRAGMA wal_checkpoint(TRUNCATE)");
  if (!busy) return tl::unexpected(busy.error());
  if (*busy != "0") return ports::Traces::in_log;
  if (const auto noted = connection.execute("PRAGMA user_version = 0"); !noted) return tl::unexpected(noted.error());
  return ports::Traces::none;
}

void erase_person(Transaction& work, const ports::Erasure& erasure) { Eraser(work, erasure).run(); }

void erase_all_forgotten(Transaction& work, base::Instant at) {
  std::vector<ports::Erasure> all;
  {
    auto rows = work.rows("SELECT crm, contact, author, reason FROM forgotten");
    while (rows.next()) {
      ports::Erasure erasure;
      erasure.contact = {rows.text(0), Kind::contact, rows.text(1)};
      erasure.by = rows.text(2), erasure.reason = rows.text(3), erasure.at = at;
      all.push_back(std::move(erasure));
    }
  }
  for (const auto& erasure : all) erase_person(work, erasure);
}

Result<ports::Traces> SqliteStore::erase(const ports::Erasure& erasure) {
  {
    auto work = writing();
    erase_person(work, erasure);
    queue_changes(work, erasure.run, erasure.changes);
    work.run(log_holds_traces);
    if (const auto done = work.commit(); !done) return tl::unexpected(done.error());
  }
  const std::scoped_lock lock(writer_->mutex());
  return empty_log(*writer_);
}

Result<ports::Expired> SqliteStore::expire(const ports::Expiry& expiry) {
  ports::Expired done;
  {
    auto work = writing();
    for (const auto& id : long_gone(work, expiry)) {
      const ports::Erasure erasure{{expiry.crm, Kind::contact, id}, expiry.at, "", "", 0, {}};
      Eraser(work, erasure, Return::welcome).run();
      ++done.people;
    }
    done.others = drop_others(work, expiry);
    if (done.people + done.others > 0) work.run(log_holds_traces);
    if (const auto kept = work.commit(); !kept) return tl::unexpected(kept.error());
  }
  if (done.people + done.others == 0) return done;
  const std::scoped_lock lock(writer_->mutex());
  if (const auto emptied = empty_log(*writer_); !emptied) return tl::unexpected(emptied.error());
  return done;
}

Result<ports::Lifted> SqliteStore::lift(const ports::Lift& lift) {
  auto work = writing();
  ports::Lifted done;
  Suppression suppression(work, lift.contact.crm);
  if (!lift.contact.id.empty()) {
    done.contacts = suppression.lift(Kind::contact, lift.contact.id) ? 1 : 0;
    work.run("DELETE FROM forgotten WHERE crm = ?1 AND contact = ?2", lift.contact.crm, lift.contact.id);
    if (done.contacts > 0)
      work.run("INSERT OR REPLACE INTO lifted (crm, contact, at, author, reason) VALUES (?1, ?2, ?3, ?4, ?5)",
               lift.contact.crm, lift.contact.id, lift.at, lift.by, lift.reason);
  }
  for (const auto& address : lift.addresses) done.addresses += suppression.lift_address(address) ? 1 : 0;
  if (done.contacts + done.addresses > 0) {
    const auto subject = lift.contact.id.empty() ? "" : model::to_text(lift.contact);
    note(work, {lift.at, lift.by, model::audited::lifted, subject, lift.reason});
  }
  return work.commit(std::move(done));
}

Result<std::vector<ports::Forgotten>> SqliteStore::forgotten() {
  auto work = reading();
  std::vector<ports::Forgotten> list;
  auto rows = work.rows("SELECT crm, contact, at, author, reason FROM forgotten ORDER BY at, crm, contact");
  while (rows.next()) {
    list.push_back({{rows.text(0), Kind::contact, rows.text(1)}, rows.instant(2), rows.text(3), rows.text(4)});
  }
  return work.commit(std::move(list));
}

Result<std::vector<ports::ToTell>> SqliteStore::to_tell() {
  auto work = reading();
  std::vector<ports::ToTell> list;
  auto rows =
      work.rows("SELECT referral, partner, released, since, told, author FROM to_tell ORDER BY since, referral");
  while (rows.next()) {
    list.push_back({rows.text(0), rows.text(1), rows.instant(2), rows.instant(3), rows.moment(4), rows.text(5)});
  }
  return work.commit(std::move(list));
}

Result<void> SqliteStore::mark_told(std::string_view referral, std::string_view by, base::Instant at) {
  auto work = writing();
  const auto told =
      work.run("UPDATE to_tell SET told = ?2, author = ?3 WHERE referral = ?1 AND told IS NULL", referral, at, by);
  if (work.ok() && told == 0) work.refuse("nobody is to be told of an erasure for referral " + std::string(referral));
  note(work, {at, std::string(by), model::audited::partner_told, "referral " + std::string(referral), ""});
  return work.commit();
}

}  // namespace goodword::store
