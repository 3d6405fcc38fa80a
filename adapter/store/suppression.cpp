#include "store/suppression.hpp"

#include <algorithm>

#include "base/digest.hpp"
#include "base/text.hpp"

namespace goodword::store {
namespace {

using model::Kind;
using model::Record;

/// Fields that hold words, and fields of the operator's that may: whose they are nobody can tell.
void blank_words(Record& record) {
  const auto fields = model::fields_of(record.kind);
  for (std::size_t i = 1; i < fields.size(); ++i) {
    if (fields[i].cls != model::FieldClass::business) record.values[i] = {};
  }
  std::erase_if(record.custom, [](const auto& custom) { return custom.cls != model::FieldClass::business; });
}

}  // namespace

Suppression::Suppression(Transaction& work, std::string_view crm) : work_(work), crm_(crm) {
  any_ = work.any("SELECT 1 FROM suppressed WHERE crm = ?1 LIMIT 1", crm_) ||
         work.any("SELECT 1 FROM suppressed_address LIMIT 1");
}

std::string Suppression::hash_of(std::string_view address) {
  if (key_.empty()) {
    auto row = work_.rows("SELECT id FROM instance");
    if (row.next()) key_ = row.text(0);
  }
  return base::to_hex(base::hmac_sha256(key_, base::lower(base::trim(address))));
}

bool Suppression::suppress(Kind kind, std::string_view id) {
  any_ = true;
  return work_.run("INSERT INTO suppressed (crm, kind, id) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING", crm_,
                   model::to_text(kind), id) > 0;
}

bool Suppression::lift(Kind kind, std::string_view id) {
  return work_.run("DELETE FROM suppressed WHERE crm = ?1 AND kind = ?2 AND id = ?3", crm_, model::to_text(kind), id) >
         0;
}

bool Suppression::lift_address(std::string_view address) {
  return work_.run("DELETE FROM suppressed_address WHERE hash = ?1", hash_of(address)) > 0;
}

void Suppression::suppress_address(std::string_view address) {
  work_.run("INSERT INTO suppressed_address (hash) VALUES (?1) ON CONFLICT DO NOTHING", hash_of(address));
  any_ = true;
}

bool Suppression::is_suppressed(Kind kind, std::string_view id) {
  return !id.empty() &&
         work_.any("SELECT 1 FROM suppressed WHERE crm = ?1 AND kind = ?2 AND id = ?3", crm_, model::to_text(kind), id);
}

bool Suppression::is_forgotten(const Record& contact) {
  if (is_suppressed(Kind::contact, contact.id())) return true;
  // Whoever is here already is somebody else, whatever address they are given later.
  if (work_.any("SELECT 1 FROM record WHERE crm = ?1 AND kind = 'contact' AND id = ?2", crm_, contact.id()))
    return false;
  for (const auto& address : contact.texts(model::contact::emails)) {
    if (!work_.any("SELECT 1 FROM suppressed_address WHERE hash = ?1", hash_of(address))) continue;
    if (!contact.id().empty()) suppress(Kind::contact, contact.id());
    return true;
  }
  return false;
}

bool Suppression::without_forgotten(const std::vector<std::string>& contacts, std::vector<std::string>& others) {
  for (const auto& id : contacts) {
    if (!is_suppressed(Kind::contact, id)) others.push_back(id);
  }
  return others.size() < contacts.size();
}

/// Whether one of them was forgotten and may be read again.
bool Suppression::names_lifted(const std::vector<std::string>& contacts) {
  return std::ranges::any_of(contacts, [&](const std::string& id) {
    return work_.any("SELECT 1 FROM lifted WHERE crm = ?1 AND contact = ?2", crm_, id);
  });
}

std::optional<Record> Suppression::allowed_opportunity(const Record& record) {
  std::vector<std::string> others;
  const bool named = without_forgotten(record.texts(model::opportunity::contacts), others);
  if (!named && !is_suppressed(Kind::opportunity, record.id())) return record;
  if (!named && names_lifted(others)) {
    lift(Kind::opportunity, record.id());
    return record;
  }
  if (others.empty()) suppress(Kind::opportunity, record.id());
  if (others.empty() && record.text(model::opportunity::company).empty()) return std::nullopt;
  Record left = record;
  blank_words(left);
  left.values[model::opportunity::name] = {};
  left.values[model::opportunity::contacts] = {};
  if (!others.empty()) left.values[model::opportunity::contacts] = std::move(others);
  return left;
}

std::optional<Record> Suppression::allowed_activity(const Record& record) {
  std::vector<std::string> others;
  const auto& contacts = record.texts(model::activity::contacts);
  if (contacts.empty()) {
    const bool on_theirs = is_suppressed(Kind::opportunity, record.text(model::activity::opportunity)) ||
                           is_suppressed(Kind::opportunity, record.text(model::activity::about));
    return on_theirs ? std::nullopt : std::optional(record);
  }
  if (!without_forgotten(contacts, others)) return record;
  if (others.empty()) return std::nullopt;
  Record left = record;
  blank_words(left);
  left.values[model::activity::contacts] = std::move(others);
  return left;
}

std::optional<Record> Suppression::allowed(const Record& record) {
  if (!any_) return record;
  switch (record.kind) {
    case Kind::contact: return is_forgotten(record) ? std::nullopt : std::optional(record);
    case Kind::opportunity: return allowed_opportunity(record);
    case Kind::activity: return allowed_activity(record);
    default: return record;
  }
}

}  // namespace goodword::store
