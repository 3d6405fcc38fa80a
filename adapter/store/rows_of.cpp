#include "store/rows_of.hpp"

#include "store/body.hpp"

namespace goodword::store {

model::Operation operation_of(const Rows& row, int first) {
  model::Operation operation;
  operation.id = row.text(first);
  operation.run = row.integer(first + 1);
  operation.change = model::change_from_json(row.body(first + 2));
  operation.state = model::operation_state_of(row.text(first + 3)).value_or(model::OperationState::needs_review);
  operation.attempts = static_cast<int>(row.integer(first + 4));
  operation.marker = row.text(first + 5);
  operation.created = row.text(first + 6);
  operation.detail = row.text(first + 7);
  operation.first_tried = row.moment(first + 8);
  operation.done_at = row.moment(first + 9);
  operation.undone_by = row.text(first + 10);
  return operation;
}

model::Referral referral_of(const Rows& row, int first, std::string contact) {
  model::Referral referral;
  referral.id = row.text(first);
  referral.contact = {row.text(first + 1), model::Kind::contact, std::move(contact)};
  referral.need = row.text(first + 2);
  referral.partner = row.text(first + 3);
  referral.seller = row.text(first + 4);
  referral.state = model::referral_state_of(row.text(first + 5)).value_or(model::ReferralState::closed);
  referral.alternatives = list_of(row.body(first + 6));
  referral.terms = row.text(first + 7);
  referral.tags_then = list_of(row.body(first + 8));
  referral.opened = row.instant(first + 9);
  referral.next_by = row.moment(first + 10);
  referral.kind = model::referral_kind_of(row.text(first + 11)).value_or(model::ReferralKind::introduction);
  if (!row.text(first + 12).empty()) referral.agreed = model::arrangement_from_json(row.body(first + 12));
  referral.also = list_of(row.body(first + 13));
  return referral;
}

model::PersonAnswer answer_of(const Rows& row, int first, std::string contact) {
  model::PersonAnswer answer;
  answer.contact = {row.text(first), model::kind_of(row.text(first + 1)).value_or(model::Kind::contact),
                    std::move(contact)};
  answer.about = row.text(first + 2);
  answer.value = row.text(first + 3);
  answer.source = row.text(first + 4);
  answer.by = row.text(first + 5);
  answer.at = row.instant(first + 6);
  return answer;
}

}  // namespace goodword::store
