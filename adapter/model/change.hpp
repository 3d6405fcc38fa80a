// A change to a CRM, and its way there.
//
// A Change is one line of a plan: pure intent with its prior value and its reason. An Operation is a change in the
// outbox: it has an identity, a state and attempts. engine/plan makes changes, engine/deliver moves operations, the
// store keeps them, connector/ sends them. The states are a closed table; any other step is refused by the store.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/instant.hpp"
#include "base/json.hpp"
#include "model/record.hpp"
#include "model/referral.hpp"

namespace goodword::model {

/// What connectors can be asked to do. The last five take back what we made.
enum class Action {
  add_tag,
  remove_tag,
  note,
  task,
  set_field,
  draft_email,  ///< a mail that waits for a person to send it
  list_add,
  associate,  ///< ties two records
  remove_note,
  remove_task,
  remove_draft,
  list_remove,
  dissociate
};

/// How a lost answer is resolved: A retry, B read back through the parent, C search after a lag, D ask a person.
enum class Sameness { a, b, c, d };

enum class OperationState { fresh, sending, done, failed, unknown, needs_review };  // fresh is spelled "new"

struct Change {
  Ref subject;
  Action action = Action::add_tag;
  std::string field;  ///< "tags", "note", "task", which draft, the other record's kind, or the custom field's name
  std::string prior;  ///< value before, as planned from, or the id of the tie that is taken back; else empty
  std::string value;  ///< the tag, list, other record or new value, or for remove_* the id in the CRM
  std::string title;  ///< of a task or draft
  std::string body;   ///< of a note, task or draft, plain text
  std::string to;     ///< of a draft: its receiver's address
  std::string owner;  ///< user id in the CRM who is to act, or empty
  std::optional<base::Instant> due;
  std::string cause;   ///< decision id, referral id and step, or operation id that is undone: seeds the operation id
  std::string rule;    ///< why, by rule: "verdict row 10", "desk prospect_yes"
  std::string why;     ///< why, for people: neutral business language, goes into plan output
  std::string seller;  ///< seller id of the owner, for calm limits and output

  friend bool operator==(const Change&, const Change&) = default;
};

struct Operation {
  std::string id;  ///< operation_id(change)
  std::int64_t run = 0;
  Change change;
  OperationState state = OperationState::fresh;
  int attempts = 0;
  std::string marker;   ///< "[gw:1a2b3c4d5e6f]": stands in the text where the class needs reading back
  std::string created;  ///< id of what was made in the CRM
  std::string detail;   ///< last error, for people
  std::optional<base::Instant> first_tried;
  std::optional<base::Instant> done_at;  ///< the CRM's own time where it told it
  std::string undone_by;                 ///< operation id, once it was taken back

  friend bool operator==(const Operation&, const Operation&) = default;
};

/// What became of one operation that was sent.
struct Outcome {
  enum class Kind {
    done,      ///< the CRM said yes
    already,   ///< it was so before: done, and nothing to undo
    changed,   ///< a person was faster: dropped, planned anew
    gone,      ///< the record is not there any more
    failed,    ///< the CRM said no to this one
    not_sent,  ///< nothing left this machine: may be tried again
    unknown    ///< sent, and no answer that can be trusted
  };
  std::string operation;
  Kind kind = Kind::unknown;
  std::string created;
  std::optional<base::Instant> server_time;
  std::optional<base::Error> error;

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

std::string_view to_text(Action action);
std::optional<Action> action_of(std::string_view text);
/// What takes it back, where that is an action of its own; nothing for tags and fields, and for what takes back.
std::optional<Action> opposite_of(Action action);
/// It makes a text of its own in the CRM: a note, a task or a draft.
bool makes_text(Action action);
std::string_view to_text(OperationState state);
std::optional<OperationState> operation_state_of(std::string_view text);
std::string_view to_text(Sameness sameness);
std::string_view to_text(Outcome::Kind kind);

/// Whether the outbox may go from one state to another.
bool may_follow(OperationState from, OperationState to);

/// 32 hex digits: hash of (crm, subject, action, field, target value, cause). The same intent has the same id for ever.
std::string operation_id(const Change& change);
/// "[gw:" + the first 12 digits of the operation id + "]".
std::string marker_of(std::string_view operation_id);
/// Whether a text carries any marker of ours.
bool has_marker(std::string_view text);

base::Json to_json(const Change& change);
Change change_from_json(const base::Json& json);

/// Something the plan leaves alone on purpose, and why.
struct LeftAlone {
  Ref subject;
  std::string name;  ///< of the company or contact, for people
  std::string code;  ///< person_edit, held, calm_limit, private, paused, not_supported
  std::string text;

  friend bool operator==(const LeftAlone&, const LeftAlone&) = default;
};

/// A step of a referral that becomes true when its entry is applied: the changes tell people about it.
struct ReferralMove {
  Referral referral;  ///< in its new state; a new one is opened by it
  ReferralEvent event;
  std::string prospect_consent, partner_consent;  ///< consents an introduction stands on

  friend bool operator==(const ReferralMove&, const ReferralMove&) = default;
};

/// One contact's part of a plan, in the order it is printed and applied.
struct PlanEntry {
  Ref contact;
  std::string name, company, seller;
  std::string from, to;  ///< verdicts, for people
  std::string why;
  std::vector<Change> changes;
  std::vector<ReferralMove> moves;

  friend bool operator==(const PlanEntry&, const PlanEntry&) = default;
};

struct Plan {
  std::int64_t number = 0;
  std::string crm;
  base::Instant made_at{};
  base::Instant data_at{};  ///< when the oldest part of the data was read
  std::vector<PlanEntry> entries;
  std::vector<LeftAlone> left_alone;
  int prospects = 0, clients = 0, others = 0;
  int calls = 0;  ///< API calls that applying it needs

  friend bool operator==(const Plan&, const Plan&) = default;
};

std::size_t count_changes(const Plan& plan);
base::Json to_json(const Plan& plan);
Plan plan_from_json(const base::Json& json);
/// The parts of a plan alone: a large one is kept in pieces.
base::Json to_json(const PlanEntry& entry);
PlanEntry plan_entry_from_json(const base::Json& json);
base::Json to_json(const LeftAlone& alone);
LeftAlone left_alone_from_json(const base::Json& json);

}  // namespace goodword::model
