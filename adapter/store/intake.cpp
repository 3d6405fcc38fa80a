#include "store/intake.hpp"

#include "store/colleagues.hpp"
#include "store/words.hpp"

namespace goodword::store {
namespace {

using model::Kind;
using model::Record;

struct Link {
  Kind kind;
  const std::string& id;
};

/// Whom and what a record names, but a contact's company, which stands apart (colleagues.hpp). `about` says no kind;
/// what it names in practice are opportunities and companies.
std::vector<Link> links_of(const Record& record) {
  std::vector<Link> links;
  const auto add = [&](Kind kind, const std::string& id) {
    if (!id.empty()) links.push_back({kind, id});
  };
  if (record.kind == Kind::opportunity) {
    for (const auto& id : record.texts(model::opportunity::contacts)) add(Kind::contact, id);
    add(Kind::company, record.text(model::opportunity::company));
  }
  if (record.kind == Kind::activity) {
    for (const auto& id : record.texts(model::activity::contacts)) add(Kind::contact, id);
    add(Kind::company, record.text(model::activity::company));
    add(Kind::opportunity, record.text(model::activity::opportunity));
    add(Kind::company, record.text(model::activity::about));
    add(Kind::opportunity, record.text(model::activity::about));
  }
  return links;
}

std::optional<base::Instant> first_of(const Record& record, std::initializer_list<model::FieldIndex> fields) {
  for (const auto field : fields) {
    if (const auto instant = record.instant(field)) return instant;
  }
  return std::nullopt;
}

/// When it happened or closed: the order in which people read it.
std::optional<base::Instant> moment_of(const Record& record) {
  if (record.kind == Kind::activity) {
    return first_of(record,
                    {model::activity::at, model::activity::due, model::activity::created, model::activity::changed});
  }
  if (record.kind != Kind::opportunity) return std::nullopt;
  if (const auto day = record.date(model::opportunity::close_date)) return base::start_of(*day);
  return first_of(record, {model::opportunity::changed, model::opportunity::created});
}

bool is_closed(const Record& record) {
  if (record.kind != Kind::opportunity) return false;
  const auto& state = record.text(model::opportunity::state);
  return state == "won" || state == "lost";
}

std::optional<base::Instant> changed_of(const Record& record) {
  const auto field = model::field_index(record.kind, "changed");
  return field ? record.instant(*field) : std::nullopt;
}

constexpr std::string_view due_by_opportunity =
    "INSERT INTO due (crm, contact) SELECT far.crm, far.to_id FROM link near JOIN link far ON far.crm = near.crm"
    " AND far.from_kind = 'opportunity' AND far.from_id = near.to_id AND far.to_kind = 'contact'"
    " WHERE near.crm = ?1 AND near.from_kind = 'activity' AND near.from_id = ?2 AND near.to_kind = 'opportunity'"
    " AND NOT EXISTS (SELECT 1 FROM link named WHERE named.crm = ?1 AND named.from_kind = 'activity'"
    " AND named.from_id = ?2 AND named.to_kind = 'contact') ON CONFLICT DO NOTHING";

constexpr std::string_view due_by_company =
    "INSERT INTO due_company (crm, company) SELECT near.crm, near.to_id FROM link near WHERE near.crm = ?1"
    " AND near.from_kind = 'opportunity' AND near.from_id = ?2 AND near.to_kind = 'company'"
    " AND NOT EXISTS (SELECT 1 FROM link named WHERE named.crm = ?1 AND named.from_kind = 'opportunity'"
    " AND named.from_id = ?2 AND named.to_kind = 'contact') ON CONFLICT DO NOTHING";

}  // namespace

void Intake::take(const Record& record) {
  const auto kind = model::to_text(record.kind);
  // A CRM that lags may still show a record that was swallowed: it stays swallowed.
  if (is_alias(kind, record.id())) {
    ++counts_.same;
    return;
  }
  const RecordText text = text_of(record);
  if (expects_new_ && write_new(record, text)) return;
  const auto before = known(kind, record.id());
  expects_new_ = !before;
  if (before && before->hash == text.hash && !before->gone) {
    ++counts_.same;
  } else if (before) {
    rewrite(record, *before, text);
  } else {
    write_new(record, text);
  }
}

/// False: there is a record of this id already, and nothing was written.
bool Intake::write_new(const Record& record, const RecordText& text) {
  const auto kind = model::to_text(record.kind);
  const auto written = work_.run(
      "INSERT INTO record (crm, kind, id, hash, changed, seen_at, moment, closed, body)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (crm, kind, id) DO NOTHING",
      crm_, kind, record.id(), text.hash, changed_of(record), at_, moment_of(record), is_closed(record), text.body);
  if (written == 0) return false;
  if (record.kind == Kind::contact) {
    change_words(work_, {crm_, record.id()}, {}, words_of(record));
    if (record.has(model::contact::company)) employ(work_, crm_, record);
  }
  relink(record);
  make_due(kind, record.id());
  ++counts_.added;
  ++more_[kind];
  return true;
}

void Intake::rewrite(const Record& record, const Known& before, const RecordText& text) {
  const auto kind = model::to_text(record.kind);
  make_due(kind, record.id());  // whom it named so far
  if (record.kind == Kind::contact) {
    rename(record, before);
    employ(work_, crm_, record);
  }
  work_.run(
      "UPDATE record SET hash = ?2, changed = ?3, seen_at = ?4, gone_at = NULL, moment = ?5, closed = ?6, body = ?7"
      " WHERE key = ?1",
      before.key, text.hash, changed_of(record), at_, moment_of(record), is_closed(record), text.body);
  work_.run("DELETE FROM link WHERE crm = ?1 AND from_kind = ?2 AND from_id = ?3", crm_, kind, record.id());
  relink(record);
  make_due(kind, record.id());
  ++counts_.changed;
  if (before.gone) ++more_[kind];
}

void Intake::relink(const Record& record) {
  for (const auto& link : links_of(record)) {
    work_.run(
        "INSERT INTO link (crm, from_kind, from_id, to_kind, to_id) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
        crm_, model::to_text(record.kind), record.id(), model::to_text(link.kind), link.id);
  }
}

void Intake::rename(const Record& contact, const Known& before) {
  std::vector<std::string> old;
  {
    auto row = work_.rows("SELECT body FROM record WHERE key = ?1", before.key);
    if (row.next()) old = words_of(model::record_from_json(Kind::contact, row.body(0)));
  }
  change_words(work_, {crm_, contact.id()}, old, words_of(contact));
}

void Intake::take_away(Kind kind, std::string_view id) {
  const auto name = model::to_text(kind);
  const auto before = known(name, id);
  if (!before || before->gone) return;
  work_.run("UPDATE record SET gone_at = ?2 WHERE key = ?1", before->key, at_);
  make_due(name, id);
  ++counts_.gone;
  --more_[name];
}

void Intake::merge(Kind kind, std::string_view old, std::string_view survivor) {
  const auto name = model::to_text(kind);
  std::string last(survivor);
  {
    auto row = work_.rows("SELECT survivor FROM alias WHERE crm = ?1 AND kind = ?2 AND old = ?3", crm_, name, survivor);
    if (row.next()) last = row.text(0);
  }
  if (old == last || old.empty() || last.empty()) return;
  has_aliases_[name] = true;
  work_.run("UPDATE alias SET survivor = ?4 WHERE crm = ?1 AND kind = ?2 AND survivor = ?3", crm_, name, old, last);
  const auto known_already = work_.any(
      "SELECT 1 FROM alias WHERE crm = ?1 AND kind = ?2 AND old = ?3 AND survivor = ?4", crm_, name, old, last);
  if (known_already) return;
  work_.run(
      "INSERT INTO alias (crm, kind, old, survivor) VALUES (?1, ?2, ?3, ?4)"
      " ON CONFLICT (crm, kind, old) DO UPDATE SET survivor = excluded.survivor",
      crm_, name, old, last);
  take_away(kind, old);
  make_due(name, last);
}

void Intake::settle() {
  for (const auto& [kind, more] : more_) {
    if (more == 0) continue;
    // Not below zero: the CHECK looks at the row before the conflict is resolved.
    work_.run("INSERT INTO tally (crm, kind, records) VALUES (?1, ?2, 0) ON CONFLICT DO NOTHING", crm_, kind);
    work_.run("UPDATE tally SET records = records + ?3 WHERE crm = ?1 AND kind = ?2", crm_, kind, more);
  }
  sort_words_in(work_, When::many);
}

std::optional<Intake::Known> Intake::known(std::string_view kind, std::string_view id) {
  auto row = work_.rows("SELECT key, hash, gone_at IS NOT NULL FROM record WHERE crm = ?1 AND kind = ?2 AND id = ?3",
                        crm_, kind, id);
  if (!row.next()) return std::nullopt;
  return Known{row.integer(0), row.text(1), row.truth(2)};
}

bool Intake::is_alias(std::string_view kind, std::string_view id) {
  const auto [asked, first] = has_aliases_.try_emplace(kind, false);
  if (first) asked->second = work_.any("SELECT 1 FROM alias WHERE crm = ?1 AND kind = ?2 LIMIT 1", crm_, kind);
  return asked->second && work_.any("SELECT 1 FROM alias WHERE crm = ?1 AND kind = ?2 AND old = ?3", crm_, kind, id);
}

void Intake::make_due(std::string_view kind, std::string_view id) {
  if (kind == "contact") {
    work_.run("INSERT INTO due (crm, contact) VALUES (?1, ?2) ON CONFLICT DO NOTHING", crm_, id);
  } else if (kind == "company") {
    make_company_due(work_, crm_, id);
  } else {
    work_.run(
        "INSERT INTO due (crm, contact) SELECT crm, to_id FROM link WHERE crm = ?1 AND from_kind = ?2 AND from_id = ?3"
        " AND to_kind = 'contact' ON CONFLICT DO NOTHING",
        crm_, kind, id);
    // Where no contact is named: those of an activity's opportunity, those of an opportunity's company.
    work_.run(kind == "activity" ? due_by_opportunity : due_by_company, crm_, id);
  }
}

}  // namespace goodword::store
