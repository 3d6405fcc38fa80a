#include <algorithm>
#include <map>

#include "store/rows_of.hpp"
#include "store/sqlite_store.hpp"

namespace goodword::store {
namespace {

using base::Result;
using model::Dossier;
using model::Kind;

// A page is a list of ids, so that each query reads all of its contacts at once: ten queries a page, however many
// contacts it has. `family` joins to each contact the ids that were merged into it; what hangs on those is its own.
// CROSS JOIN keeps the order as written: SQLite knows too little of a page to see that it is the small side.
constexpr std::string_view page_tables =
    ", page (id) AS MATERIALIZED (SELECT DISTINCT id FROM wanted),"
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

/// Most contacts of a page. One that has fewer names its last again, so that only two forms of each query exist: as a
/// table of parameters, since a list in one text could not hold every id.
constexpr std::size_t most_of_page = 200;

std::string wanted(std::size_t contacts) {
  std::string text = "WITH wanted (id) AS (VALUES (?2)";
  for (std::size_t i = 1; i < contacts; ++i) text += ",(?" + std::to_string(i + 2) + ")";
  return text + ")";
}

/// A query over one contact, and the same over a page of them.
class PageQuery {
 public:
  explicit PageQuery(std::string_view rest)
      : of_one_(wanted(1) + std::string(rest)), of_page_(wanted(most_of_page) + std::string(rest)) {}
  const std::string& text(const std::vector<std::string>& ids) const { return ids.size() == 1 ? of_one_ : of_page_; }

 private:
  std::string of_one_, of_page_;
};

PageQuery over_page(std::string_view select) { return PageQuery(std::string(page_tables) + std::string(select)); }

std::vector<std::string> filled_up(std::span<const std::string> contacts) {
  std::vector<std::string> ids(contacts.begin(), contacts.end());
  if (ids.size() > 1) ids.resize(most_of_page, ids.back());
  return ids;
}

/// The contacts of one page, and what each query adds to them.
class Page {
 public:
  Page(Transaction& work, std::string_view crm) : work_(work), crm_(crm) {}

  void contacts(std::span<const std::string> ids) {
    static const PageQuery sql(
        " SELECT DISTINCT record.id, record.body, record.seen_at FROM wanted CROSS JOIN record ON record.crm = ?1"
        " AND record.kind = 'contact' AND record.id = coalesce((SELECT survivor FROM alias WHERE crm = ?1"
        " AND kind = 'contact' AND old = wanted.id), wanted.id) WHERE record.gone_at IS NULL ORDER BY record.id");
    if (ids.empty()) return;
    const auto all = filled_up(ids);
    auto rows = work_.rows(sql.text(all), crm_, all);
    take_contacts(rows);
  }

  std::vector<Dossier> filled() {
    if (list_.empty()) return {};
    companies();
    opportunities();
    activities();
    others();
    answers();
    marks();
    decisions();
    referrals();
    received();
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
    std::vector<std::string> ids;
    for (const auto& [id, place] : place_) ids.push_back(id);
    ids_ = filled_up(ids);
  }

  /// For each row of a query over the page, whose first column is a contact of it.
  template <class Take>
  void each(const PageQuery& query, Take take) {
    auto rows = work_.rows(query.text(ids_), crm_, ids_);
    while (rows.next()) {
      const auto place = place_.find(rows.text(0));
      if (place != place_.end()) take(rows, list_[place->second]);
    }
  }

  void companies() {
    static const PageQuery sql = over_page(
        "SELECT firm.contact, record.body FROM firm CROSS JOIN record ON record.crm = ?1 AND record.kind = 'company'"
        " AND record.id = firm.id AND record.gone_at IS NULL");
    each(sql,
         [](Rows& row, Dossier& dossier) { dossier.company = model::record_from_json(Kind::company, row.body(1)); });
  }

  void opportunities() {
    static const PageQuery sql = over_page(
        "SELECT deal.contact, record.body FROM deal CROSS JOIN record ON record.crm = ?1 AND record.kind = "
        "'opportunity'"
        " AND record.id = deal.id AND record.gone_at IS NULL ORDER BY deal.contact, record.id");
    each(sql, [](Rows& row, Dossier& dossier) {
      dossier.opportunities.push_back(model::record_from_json(Kind::opportunity, row.body(1)));
    });
  }

  void activities() {
    static const PageQuery sql = over_page(
        "SELECT act.contact, record.body FROM act CROSS JOIN record ON record.crm = ?1 AND record.kind = 'activity'"
        " AND record.id = act.id AND record.gone_at IS NULL ORDER BY act.contact, record.moment, record.id");
    each(sql, [](Rows& row, Dossier& dossier) {
      dossier.activities.push_back(model::record_from_json(Kind::activity, row.body(1)));
    });
  }

  void others() {
    static const PageQuery sql = over_page(
        "SELECT deal.contact, record.id, record.body, max(done.moment) FROM deal"
        " CROSS JOIN link named ON named.crm = ?1 AND named.from_kind = 'opportunity' AND named.from_id = deal.id"
        " AND named.to_kind = 'contact' AND named.to_id <> deal.contact"
        " CROSS JOIN record ON record.crm = ?1 AND record.kind = 'contact' AND record.id = named.to_id"
        " AND record.gone_at IS NULL"
        " LEFT JOIN link act ON act.crm = ?1 AND act.to_kind = 'contact' AND act.to_id = named.to_id"
        " AND act.from_kind = 'activity'"
        " LEFT JOIN record done ON done.crm = ?1 AND done.kind = 'activity' AND done.id = act.from_id"
        " AND done.gone_at IS NULL AND json_extract(iif(json_valid(done.body), done.body, NULL), '$.kind')"
        " IN ('call', 'meeting', 'email', 'email_in', 'email_out') GROUP BY deal.contact, record.id ORDER BY "
        "deal.contact, record.id");
    each(sql, [](Rows& row, Dossier& dossier) {
      const auto other = model::record_from_json(Kind::contact, row.body(2));
      dossier.others.push_back({row.text(1), other.text(model::contact::title), row.moment(3)});
    });
  }

  void answers() {
    static const PageQuery sql =
        over_page("SELECT family.contact, " + std::string(answer_columns) +
                  ", a.contact, a.key FROM family CROSS JOIN person_answer a ON a.crm = ?1 AND a.contact = family.id"
                  " AND a.kind = 'contact' UNION ALL SELECT firms.contact, " +
                  std::string(answer_columns) +
                  ", a.contact, a.key FROM firms CROSS JOIN person_answer a ON a.crm = ?1 AND a.contact = firms.id"
                  " AND a.kind = 'company' ORDER BY 1, 8, 10");
    each(sql, [](Rows& row, Dossier& dossier) {
      auto answer = answer_of(row, 1, row.text(0));
      if (answer.contact.kind == Kind::company) answer.contact.id = row.text(8);
      dossier.answers.push_back(std::move(answer));
    });
  }

  /// Done and not taken back; a tag only until a later operation took it off.
  void marks() {
    static const PageQuery sql = over_page(
        "SELECT family.contact, o.id, coalesce(o.run, 0), o.action, o.value, o.created, o.change, o.done_at,"
        " o.ours = 1 AND o.undone_by = '', o.undone_by = '' FROM family CROSS JOIN operation o ON o.crm = ?1 AND "
        "o.subject = family.id"
        " AND o.kind = 'contact' WHERE o.state = 'done' AND o.action IN ('add_tag', 'remove_tag', 'note', 'task',"
        " 'draft_email', 'list_add', 'associate')"
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
    static const PageQuery sql = over_page(
        "SELECT family.contact, d.body FROM family CROSS JOIN decision_in_force f ON f.crm = ?1 AND f.contact = "
        "family.id"
        " CROSS JOIN decision d ON d.key = f.decision ORDER BY family.contact, family.id = family.contact, d.key");
    each(sql, [](Rows& row, Dossier& dossier) {
      dossier.decision = model::decision_from_json(row.body(1));
      dossier.decision->contact = dossier.ref();
    });
  }

  void referrals() {
    static const PageQuery sql = over_page("SELECT family.contact, " + std::string(referral_columns) +
                                           " FROM family CROSS JOIN referral r ON r.crm = ?1 AND r.contact = family.id"
                                           " ORDER BY family.contact, r.opened, r.id");
    each(sql, [](Rows& row, Dossier& dossier) { dossier.referrals.push_back(referral_of(row, 1, row.text(0))); });
  }

  void received() {
    static const PageQuery sql = over_page(
        "SELECT family.contact, r.partner, r.need, r.said, r.author, r.at FROM family CROSS JOIN received r"
        " ON r.crm = ?1 AND r.contact = family.id ORDER BY family.contact, r.at, r.key");
    each(sql, [](Rows& row, Dossier& dossier) {
      dossier.received.push_back({dossier.ref(), row.text(1), row.text(2), row.text(3), row.text(4), row.instant(5)});
    });
  }

  Transaction& work_;
  std::string crm_;
  std::vector<std::string> ids_;
  std::vector<Dossier> list_;
  std::map<std::string, std::size_t> place_;
};

}  // namespace

Result<std::vector<Dossier>> SqliteStore::dossiers(std::string_view crm, std::string_view after, int limit) {
  const auto ids = contacts(crm, ports::Who::everyone, after, limit);
  if (!ids) return tl::unexpected(ids.error());
  return dossiers_of(crm, *ids);
}

Result<std::vector<Dossier>> SqliteStore::dossiers_of(std::string_view crm, std::span<const std::string> contacts) {
  auto work = reading();
  std::vector<Dossier> all;
  while (!contacts.empty()) {
    const auto many = std::min(contacts.size(), most_of_page);
    Page page(work, crm);
    page.contacts(contacts.first(many));
    std::ranges::move(page.filled(), std::back_inserter(all));
    contacts = contacts.subspan(many);
  }
  return work.commit(std::move(all));
}

Result<std::optional<Dossier>> SqliteStore::dossier(const model::Ref& contact) {
  if (contact.kind != Kind::contact) return std::nullopt;
  auto found = dossiers_of(contact.crm, std::span(&contact.id, 1));
  if (!found) return tl::unexpected(found.error());
  if (found->empty()) return std::nullopt;
  return std::move(found->front());
}

}  // namespace goodword::store
