#include <map>

#include "store/rows_of.hpp"
#include "store/sqlite_store.hpp"

namespace goodword::store {
namespace {

using base::Result;
using model::Dossier;
using model::Kind;

// A page is a range of ids, so that each query reads all of its contacts at once: nine queries a page, however many
// contacts it has. `family` joins to each contact the ids that were merged into it; what hangs on those is its own.
// CROSS JOIN keeps the order as written: SQLite knows too little of a page to see that it is the small side.
constexpr std::string_view page_tables =
    "WITH page (id) AS MATERIALIZED (SELECT id FROM record WHERE crm = ?1 AND kind = 'contact' AND id BETWEEN ?2 AND ?3"
    " AND gone_at IS NULL),"
    " family (contact, id) AS MATERIALIZED (SELECT id, id FROM page UNION ALL SELECT page.id, alias.old FROM page"
    " CROSS JOIN alias ON alias.crm = ?1 AND alias.kind = 'contact' AND alias.survivor = page.id),"
    // The company as it is called now, and the ids that were merged into it.
    " firm (contact, id) AS MATERIALIZED (SELECT page.id, coalesce(alias.survivor, of_company.company) FROM page"
    " CROSS JOIN of_company ON of_company.crm = ?1 AND of_company.contact = page.id"
    " LEFT JOIN alias ON alias.crm = ?1 AND alias.kind = 'company' AND alias.old = of_company.company),"
    " firms (contact, id) AS MATERIALIZED (SELECT contact, id FROM firm UNION ALL SELECT firm.contact, alias.old FROM "
    "firm"
    " CROSS JOIN alias ON alias.crm = ?1 AND alias.kind = 'company' AND alias.survivor = firm.id),"
    // Opportunities of a contact; those of its company where they name nobody.
    " deal (contact, id) AS MATERIALIZED (SELECT family.contact, link.from_id FROM family CROSS JOIN link ON link.crm "
    "= ?1"
    " AND link.to_kind = 'contact' AND link.to_id = family.id AND link.from_kind = 'opportunity'"
    " UNION SELECT firms.contact, link.from_id FROM firms CROSS JOIN link ON link.crm = ?1 AND link.to_kind = 'company'"
    " AND link.to_id = firms.id AND link.from_kind = 'opportunity' WHERE NOT EXISTS (SELECT 1 FROM link named"
    " WHERE named.crm = ?1 AND named.from_kind = 'opportunity' AND named.from_id = link.from_id AND named.to_kind = "
    "'contact')),"
    // Activities likewise; those of its opportunities where they name nobody.
    " act (contact, id) AS (SELECT family.contact, link.from_id FROM family CROSS JOIN link ON link.crm = ?1"
    " AND link.to_kind = 'contact' AND link.to_id = family.id AND link.from_kind = 'activity'"
    " UNION SELECT deal.contact, link.from_id FROM deal CROSS JOIN link ON link.crm = ?1 AND link.to_kind = "
    "'opportunity'"
    " AND link.to_id = deal.id AND link.from_kind = 'activity' WHERE NOT EXISTS (SELECT 1 FROM link named"
    " WHERE named.crm = ?1 AND named.from_kind = 'activity' AND named.from_id = link.from_id AND named.to_kind = "
    "'contact')) ";

std::string over_page(std::string_view select) { return std::string(page_tables) + std::string(select); }

/// The contacts of one page, and what each query adds to them.
class Page {
 public:
  Page(Transaction& work, std::string_view crm) : work_(work), crm_(crm) {}

  void contacts_after(std::string_view after, int limit) {
    auto rows = work_.rows(
        "SELECT id, body, seen_at FROM record WHERE crm = ?1 AND kind = 'contact' AND id > ?2"
        " AND gone_at IS NULL ORDER BY id LIMIT ?3",
        crm_, after, limit);
    take_contacts(rows);
  }

  void contact(std::string_view id) {
    auto rows = work_.rows(
        "SELECT id, body, seen_at FROM record WHERE crm = ?1 AND kind = 'contact' AND id ="
        " coalesce((SELECT survivor FROM alias WHERE crm = ?1 AND kind = 'contact' AND old = ?2), ?2)"
        " AND gone_at IS NULL",
        crm_, id);
    take_contacts(rows);
  }

  std::vector<Dossier> filled() {
    if (list_.empty()) return {};
    companies();
    opportunities();
    activities();
    answers();
    marks();
    decisions();
    referrals();
    return std::move(list_);
  }

 private:
  void take_contacts(Rows& rows) {
    while (rows.next()) {
      Dossier dossier;
      dossier.crm = crm_;
      dossier.contact = model::record_from_json(Kind::contact, rows.body(1));
      dossier.seen_at = rows.instant(2);
      place_[rows.text(0)] = list_.size();
      list_.push_back(std::move(dossier));
    }
    if (list_.empty()) return;
    first_ = place_.begin()->first;
    last_ = place_.rbegin()->first;
  }

  /// For each row of a query over the page, whose first column is a contact of it.
  template <class Take>
  void each(std::string_view sql, Take take) {
    auto rows = work_.rows(sql, crm_, first_, last_);
    while (rows.next()) {
      const auto place = place_.find(rows.text(0));
      if (place != place_.end()) take(rows, list_[place->second]);
    }
  }

  void companies() {
    static const std::string sql = over_page(
        "SELECT firm.contact, record.body FROM firm CROSS JOIN record ON record.crm = ?1 AND record.kind = 'company'"
        " AND record.id = firm.id AND record.gone_at IS NULL");
    each(sql,
         [](Rows& row, Dossier& dossier) { dossier.company = model::record_from_json(Kind::company, row.body(1)); });
  }

  void opportunities() {
    static const std::string sql = over_page(
        "SELECT deal.contact, record.body FROM deal CROSS JOIN record ON record.crm = ?1 AND record.kind = "
        "'opportunity'"
        " AND record.id = deal.id AND record.gone_at IS NULL ORDER BY deal.contact, record.id");
    each(sql, [](Rows& row, Dossier& dossier) {
      dossier.opportunities.push_back(model::record_from_json(Kind::opportunity, row.body(1)));
    });
  }

  void activities() {
    static const std::string sql = over_page(
        "SELECT act.contact, record.body FROM act CROSS JOIN record ON record.crm = ?1 AND record.kind = 'activity'"
        " AND record.id = act.id AND record.gone_at IS NULL ORDER BY act.contact, record.moment, record.id");
    each(sql, [](Rows& row, Dossier& dossier) {
      dossier.activities.push_back(model::record_from_json(Kind::activity, row.body(1)));
    });
  }

  void answers() {
    static const std::string sql =
        over_page("SELECT family.contact, " + std::string(answer_columns) +
                  " FROM family CROSS JOIN person_answer a ON a.crm = ?1 AND a.contact = family.id"
                  " ORDER BY family.contact, a.at, a.key");
    each(sql, [](Rows& row, Dossier& dossier) { dossier.answers.push_back(answer_of(row, 1, row.text(0))); });
  }

  /// Done and not taken back; a tag only until a later operation took it off.
  void marks() {
    static const std::string sql = over_page(
        "SELECT family.contact, o.id, coalesce(o.run, 0), o.action, o.value, o.created, o.change, o.done_at,"
        " o.ours = 1 AND o.undone_by = '', o.undone_by = '' FROM family CROSS JOIN operation o ON o.crm = ?1 AND "
        "o.subject = family.id"
        " AND o.kind = 'contact' WHERE o.state = 'done' AND o.action IN ('add_tag', 'remove_tag', 'note', 'task')"
        " ORDER BY o.key");
    each(sql, [](Rows& row, Dossier& dossier) {
      const auto action = model::action_of(row.text(3)).value_or(model::Action::add_tag);
      const bool tag = action == model::Action::add_tag;
      if (action == model::Action::remove_tag) {
        if (!row.truth(9)) return;  // taken back: what it took off stands again
        std::erase_if(dossier.marks, [&](const model::Mark& mark) {
          return mark.action == model::Action::add_tag && mark.value == row.text(4);
        });
      } else if (row.truth(8)) {
        dossier.marks.push_back({row.text(1), row.integer(2), action, tag ? row.text(4) : "", row.text(5),
                                 row.body(6).text_or("cause", ""), row.moment(7)});
      }
    });
  }

  /// Its own decision before that of a contact merged into it, else the newest of those.
  void decisions() {
    static const std::string sql = over_page(
        "SELECT family.contact, d.body FROM family CROSS JOIN decision_in_force f ON f.crm = ?1 AND f.contact = "
        "family.id"
        " CROSS JOIN decision d ON d.key = f.decision ORDER BY family.contact, family.id = family.contact, d.key");
    each(sql, [](Rows& row, Dossier& dossier) {
      dossier.decision = model::decision_from_json(row.body(1));
      dossier.decision->contact = dossier.ref();
    });
  }

  void referrals() {
    static const std::string sql =
        over_page("SELECT family.contact, " + std::string(referral_columns) +
                  " FROM family CROSS JOIN referral r ON r.crm = ?1 AND r.contact = family.id"
                  " ORDER BY family.contact, r.opened, r.id");
    each(sql, [](Rows& row, Dossier& dossier) { dossier.referrals.push_back(referral_of(row, 1, row.text(0))); });
  }

  Transaction& work_;
  std::string crm_, first_, last_;
  std::vector<Dossier> list_;
  std::map<std::string, std::size_t> place_;
};

}  // namespace

Result<std::vector<Dossier>> SqliteStore::dossiers(std::string_view crm, std::string_view after, int limit) {
  auto work = reading();
  Page page(work, crm);
  page.contacts_after(after, limit);
  auto filled = page.filled();
  return work.commit(std::move(filled));
}

Result<std::optional<Dossier>> SqliteStore::dossier(const model::Ref& contact) {
  auto work = reading();
  Page page(work, contact.crm);
  if (contact.kind == Kind::contact) page.contact(contact.id);
  auto filled = page.filled();
  std::optional<Dossier> found;
  if (!filled.empty()) found = std::move(filled.front());
  return work.commit(std::move(found));
}

}  // namespace goodword::store
