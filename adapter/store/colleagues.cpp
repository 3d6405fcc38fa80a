#include "store/colleagues.hpp"

namespace goodword::store {

void employ(Transaction& work, std::string_view crm, const Held& contacts) {
  work.run(
      "INSERT INTO of_company (crm, contact, company) SELECT ?1, a, b FROM held(?2) WHERE true"
      " ON CONFLICT (crm, contact) DO UPDATE SET company = excluded.company",
      crm, contacts);
}

void dismiss(Transaction& work, std::string_view crm, std::string_view contact) {
  work.run("DELETE FROM of_company WHERE crm = ?1 AND contact = ?2", crm, contact);
}

void make_company_due(Transaction& work, std::string_view crm, std::string_view company) {
  work.run("INSERT INTO due_company (crm, company) VALUES (?1, ?2) ON CONFLICT DO NOTHING", crm, company);
}

void find_colleagues(Transaction& work, std::string_view crm) {
  if (!work.any("SELECT 1 FROM due_company WHERE crm = ?1 LIMIT 1", crm)) return;
  work.run(
      "INSERT INTO due (crm, contact) SELECT crm, contact FROM of_company WHERE crm = ?1 AND company IN"
      " (SELECT company FROM due_company WHERE crm = ?1) ON CONFLICT DO NOTHING",
      crm);
  work.run("DELETE FROM due_company WHERE crm = ?1", crm);
}

}  // namespace goodword::store
