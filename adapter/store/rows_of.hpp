// Rows turned into the model's values: a column list and its reader side by side, so that they cannot drift apart.
//
// Each list goes into a SELECT; its reader takes the number of the column at which the list begins.
#pragma once

#include <string_view>

#include "model/change.hpp"
#include "model/referral.hpp"
#include "store/transaction.hpp"

namespace goodword::store {

inline constexpr std::string_view operation_columns =
    "o.id, coalesce(o.run, 0), iif(o.change = '{}', json_object('subject', json_object('crm', o.crm, 'kind', o.kind, "
    "'id',"
    " o.subject), 'action', o.action, 'value', o.value), o.change), o.state, o.attempts, o.marker, o.created, "
    "o.detail, o.first_tried, o.done_at,"
    " o.undone_by";
model::Operation operation_of(const Rows& row, int first);

inline constexpr std::string_view referral_columns =
    "r.id, r.crm, r.need, r.partner, r.seller, r.state, r.alternatives, r.terms, r.tags_then, r.opened, r.next_by, "
    "r.kind, r.agreed, r.also";
/// `contact` is the id the contact has now: a merge may have changed it.
model::Referral referral_of(const Rows& row, int first, std::string contact);

inline constexpr std::string_view answer_columns = "a.crm, a.kind, a.about, a.value, a.source, a.author, a.at";
model::PersonAnswer answer_of(const Rows& row, int first, std::string contact);

}  // namespace goodword::store
