#include "model/audit.hpp"

#include <array>
#include <charconv>

#include "base/digest.hpp"

namespace goodword::model {

const std::string first_link(64, '0');

std::string audit_hash(const AuditRow& row) {
  const auto& entry = row.entry;
  std::string bytes;
  for (const std::string& field : {std::to_string(row.number), std::to_string(base::to_micros(entry.at)), entry.by,
                                   entry.what, entry.subject, entry.detail, row.previous}) {
    bytes += std::to_string(field.size()) + ":" + field + ",";
  }
  return base::sha256_hex(bytes);
}

std::string to_text(const AuditHead& head) { return std::to_string(head.number) + ":" + head.hash; }

std::optional<AuditHead> audit_head_of(std::string_view text) {
  AuditHead head;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), head.number);
  const auto hash = text.substr(static_cast<std::size_t>(end - text.data()));
  const bool sound = fault == std::errc() && head.number >= 0 && hash.size() == first_link.size() + 1 &&
                     hash.front() == ':' && hash.find_first_not_of("0123456789abcdef", 1) == std::string_view::npos;
  if (!sound) return std::nullopt;
  head.hash = hash.substr(1);
  return head;
}

std::span<const AuditRule> audit_rules() {
  using Kept = std::optional<AuditHead>;
  static const std::array rules = {
      AuditRule{
          "number",
          [](const AuditRow& row, const AuditHead& before, const Kept&) { return row.number == before.number + 1; },
          "it is missing, or numbered otherwise"},
      AuditRule{"content",
                [](const AuditRow& row, const AuditHead&, const Kept&) { return row.hash == audit_hash(row); },
                "it is not what was written"},
      AuditRule{"link",
                [](const AuditRow& row, const AuditHead& before, const Kept&) { return row.previous == before.hash; },
                "it does not follow the row before it: one of them was changed, put in or taken out"},
      AuditRule{"kept",
                [](const AuditRow& row, const AuditHead&, const Kept& kept) {
                  return !kept || kept->number != row.number || kept->hash == row.hash;
                },
                "it is not the row whose head was kept: the chain was written anew"},
  };
  return rules;
}

void AuditCheck::read(const AuditRow& row) {
  if (fault_) return;
  for (const auto& rule : rules_) {
    if (rule.holds(row, head_, kept_)) continue;
    fault_ = {head_.number + 1, std::string(rule.why)};
    return;
  }
  head_ = {row.number, row.hash};
  if (row.entry.what == audited::restored) restored_ = row.number;
}

std::optional<AuditFault> AuditCheck::end() const {
  if (!fault_ && kept_ && kept_->number > head_.number)
    return AuditFault{head_.number + 1,
                      "the chain ends before it, and the head that was kept is row " + std::to_string(kept_->number)};
  return fault_;
}

}  // namespace goodword::model
