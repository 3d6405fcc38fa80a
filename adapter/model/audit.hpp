// The audit: who did what and when, as a chain in which every row carries the hash of the one before it.
//
// Pure: the store appends rows, a door prints and checks them. Rows hold ids and hashes and nothing of a person, so
// that forgetting somebody breaks no chain. A chain shows that a row was changed, taken out or put in; that its end was
// cut off, or all of it written anew, shows only against a head that was kept elsewhere.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/instant.hpp"

namespace goodword::model {

/// What is audited; the spelling in the store and in output.
namespace audited {
inline constexpr const char* consent_recorded = "consent_recorded";
inline constexpr const char* consent_withdrawn = "consent_withdrawn";
inline constexpr const char* released = "released";
inline constexpr const char* referral_event = "referral_event";
inline constexpr const char* operation_done = "operation_done";
inline constexpr const char* answered = "answered";
inline constexpr const char* crm_mode = "crm_mode";
inline constexpr const char* pack_reviewed = "pack_reviewed";
inline constexpr const char* restored = "restored";
inline constexpr const char* exported = "exported";
inline constexpr const char* forgotten = "forgotten";
inline constexpr const char* partner_told = "partner_told";
inline constexpr const char* expired = "expired";
inline constexpr const char* lifted = "lifted";
}  // namespace audited

struct AuditEntry {
  base::Instant at{};
  std::string by = {};       ///< a person or a file of settings; empty: Goodword by itself
  std::string what = {};     ///< one of audited
  std::string subject = {};  ///< "main contact 4471", "referral 1a2b3c", "crm main": never a name
  std::string detail = {};   ///< ids, states, scope and hashes: never a text about a person

  friend bool operator==(const AuditEntry&, const AuditEntry&) = default;
};

struct AuditRow {
  std::int64_t number = 0;  ///< from 1, without gaps
  AuditEntry entry;
  std::string previous;  ///< hash of the row before; of the first: first_link
  std::string hash;      ///< audit_hash(*this)

  friend bool operator==(const AuditRow&, const AuditRow&) = default;
};

/// What the first row follows: 64 zeros.
extern const std::string first_link;

/// SHA-256, hex, of number, at (microseconds since 1970), by, what, subject, detail and previous, each written as a
/// netstring ("5:hello,"), so that no two rows have the same bytes.
std::string audit_hash(const AuditRow& row);

/// The last row of a chain. Kept outside of the store, it vouches for all rows up to it.
struct AuditHead {
  std::int64_t number = 0;
  std::string hash = first_link;

  friend bool operator==(const AuditHead&, const AuditHead&) = default;
};
/// "NUMBER:HASH".
std::string to_text(const AuditHead& head);
std::optional<AuditHead> audit_head_of(std::string_view text);

/// Where a chain is broken first, and how, for people.
struct AuditFault {
  std::int64_t number = 0;
  std::string why;

  friend bool operator==(const AuditFault&, const AuditFault&) = default;
};

/// What must hold of a row, given the head before it and the head that was kept elsewhere.
struct AuditRule {
  std::string_view name;
  bool (*holds)(const AuditRow& row, const AuditHead& before, const std::optional<AuditHead>& kept);
  std::string_view why;  ///< said of a row it does not hold of
};
std::span<const AuditRule> audit_rules();

/// Reads a chain from its first row to its last, in pieces of any size. The first fault stays.
class AuditCheck {
 public:
  /// `kept`: a head that was kept elsewhere must be a row of the chain. Only a test hands on other rules.
  explicit AuditCheck(std::optional<AuditHead> kept = {}, std::span<const AuditRule> rules = audit_rules())
      : kept_(std::move(kept)), rules_(rules) {}

  void read(const AuditRow& row);
  /// Call after the last row.
  std::optional<AuditFault> end() const;
  /// Of what was read and found sound.
  const AuditHead& head() const { return head_; }
  /// The last row that tells of a restore, 0: none. Where nothing could be taken over, later rows are lost with it.
  std::int64_t restored() const { return restored_; }

 private:
  std::optional<AuditHead> kept_;
  std::span<const AuditRule> rules_;
  AuditHead head_;
  std::int64_t restored_ = 0;
  std::optional<AuditFault> fault_;
};

}  // namespace goodword::model
