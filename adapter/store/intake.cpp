#include "store/intake.hpp"

#include <algorithm>
#include <array>

#include "store/colleagues.hpp"
#include "store/record_text.hpp"
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
  static const std::array fields = [] {
    std::array<std::optional<model::FieldIndex>, 6> made;
    for (std::size_t kind = 0; kind < made.size(); ++kind)
      made[kind] = model::field_index(static_cast<Kind>(kind), "changed");
    return made;
  }();
  const auto field = fields[static_cast<std::size_t>(record.kind)];
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

void Intake::expect(std::span<const Record> records) {
  std::vector<std::string_view> ids;
  for (const auto& record : records) {
    if (record.kind == records.front().kind) ids.push_back(record.id());
  }
  // One that comes twice is known the second time.
  if (!ids.empty()) range_ = KnownRange::around(work_, {crm_, model::to_text(records.front().kind)}, std::move(ids));
  if (range_) range_kind_ = records.front().kind;
}

void Intake::take(const Record& record, std::optional<std::uint64_t> came_in) {
  // A CRM that lags may still show a record that was swallowed: it stays swallowed.
  if (is_alias(model::to_text(record.kind), record.id())) {
    ++counts_.same;
    return;
  }
  auto text = text_of(record);
  const auto content = content_number(text);
  const auto digest = came_in ? std::optional(static_cast<std::int64_t>(*came_in)) : std::nullopt;
  const auto before = known(record.kind, record.id());
  if (!before) {
    write_new({record, texts_.emplace_back(std::move(text)), {next_key(), content, false, digest}});
  } else if (before->content == content && !before->gone) {
    if (before->digest != digest) work_.run("UPDATE record SET digest = ?2 WHERE key = ?1", before->key, digest);
    ++counts_.same;
  } else {
    rewrite({record, text, {before->key, content, before->gone, digest}});
  }
}

void Intake::write_new(const Taken& taken) {
  const auto& [record, text, row] = taken;
  const auto kind = model::to_text(record.kind);
  new_records_.add(record.id(), row.content, text, changed_of(record), moment_of(record),
                   std::int64_t{is_closed(record)}, kind, row.key, row.digest);
  if (record.kind == Kind::contact) {
    add_words(row.key, words_of(record));
    const auto& company = record.text(model::contact::company);
    if (!company.empty()) new_companies_.add(record.id(), company);
  }
  relink(record);
  make_due(kind, record.id());
  ++counts_.added;
  ++more_[kind];
}

void Intake::write_waiting() {
  if (!new_records_.empty()) {
    work_.run(
        "INSERT INTO record (key, crm, kind, id, content, changed, seen_at, moment, closed, body, digest)"
        " SELECT h, ?1, g, a, b, d, ?2, e, f, c, i FROM held(?3)",
        crm_, at_, new_records_);
  }
  if (!new_words_.empty()) append_words(work_, new_words_);
  if (!new_companies_.empty()) employ(work_, crm_, new_companies_);
  if (!new_due_.empty()) {
    work_.run("INSERT INTO due (crm, contact) SELECT ?1, a FROM held(?2) WHERE true ON CONFLICT DO NOTHING", crm_,
              new_due_);
  }
  for (Held* held : {&new_records_, &new_words_, &new_companies_, &new_due_}) held->clear();
  texts_.clear();
}

void Intake::add_words(std::int64_t record, const std::vector<std::string>& words) {
  for (const auto& word : words) new_words_.add(word_number(word), record);
}

/// As SQLite would number them; its words need the number before the record is written.
std::int64_t Intake::next_key() {
  if (last_key_ == 0) {
    auto row = work_.rows("SELECT coalesce(max(key), 0) FROM record");
    if (row.next()) last_key_ = row.integer(0);
  }
  return ++last_key_;
}

void Intake::rewrite(const Taken& taken) {
  const auto& [record, text, row] = taken;
  const auto kind = model::to_text(record.kind);
  make_due(kind, record.id());  // whom it named so far
  if (record.kind == Kind::contact) {
    rename(record, row.key);
    const auto& company = record.text(model::contact::company);
    if (company.empty()) {
      dismiss(work_, crm_, record.id());
    } else {
      new_companies_.add(record.id(), company);
    }
  }
  work_.run(
      "UPDATE record SET content = ?2, changed = ?3, seen_at = ?4, gone_at = NULL, moment = ?5, closed = ?6, body = ?7,"
      " digest = ?8 WHERE key = ?1",
      row.key, row.content, changed_of(record), at_, moment_of(record), is_closed(record), text, row.digest);
  work_.run("DELETE FROM link WHERE crm = ?1 AND from_kind = ?2 AND from_id = ?3", crm_, kind, record.id());
  relink(record);
  make_due(kind, record.id());
  ++counts_.changed;
  if (row.gone) ++more_[kind];
}

void Intake::relink(const Record& record) {
  for (const auto& link : links_of(record)) {
    work_.run(
        "INSERT INTO link (crm, from_kind, from_id, to_kind, to_id) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
        crm_, model::to_text(record.kind), record.id(), model::to_text(link.kind), link.id);
  }
}

void Intake::rename(const Record& contact, std::int64_t key) {
  std::vector<std::string> old;
  {
    auto row = work_.rows("SELECT body FROM record WHERE key = ?1", key);
    if (row.next()) old = words_of(model::record_from_json(Kind::contact, row.body(0)));
  }
  add_words(key, drop_words(work_, key, old, words_of(contact)));
}

void Intake::take_away(Kind kind, std::string_view id) {
  const auto name = model::to_text(kind);
  write_waiting();
  const auto before = look_up(work_, {crm_, name}, id);
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
  write_waiting();  // while `last` lives
}

void Intake::settle() {
  write_waiting();
  for (const auto& [kind, more] : more_) {
    if (more == 0) continue;
    // Not below zero: the CHECK looks at the row before the conflict is resolved.
    work_.run("INSERT INTO tally (crm, kind, records) VALUES (?1, ?2, 0) ON CONFLICT DO NOTHING", crm_, kind);
    work_.run("UPDATE tally SET records = records + ?3 WHERE crm = ?1 AND kind = ?2", crm_, kind, more);
  }
  sort_words_in(work_, When::many);
}

std::optional<KnownRow> Intake::known(Kind kind, std::string_view id) {
  if (range_ && range_kind_ == kind) return range_->find(id);
  write_waiting();
  return look_up(work_, {crm_, model::to_text(kind)}, id);
}

bool Intake::is_alias(std::string_view kind, std::string_view id) {
  const auto [asked, first] = has_aliases_.try_emplace(kind, false);
  if (first) asked->second = work_.any("SELECT 1 FROM alias WHERE crm = ?1 AND kind = ?2 LIMIT 1", crm_, kind);
  return asked->second && work_.any("SELECT 1 FROM alias WHERE crm = ?1 AND kind = ?2 AND old = ?3", crm_, kind, id);
}

void Intake::make_due(std::string_view kind, std::string_view id) {
  if (kind == "contact") {
    new_due_.add(id);
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
