// Everything the store knows about one contact: the bounded input of a decision.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/ask.hpp"
#include "model/change.hpp"
#include "model/decision.hpp"
#include "model/record.hpp"
#include "model/referral.hpp"

namespace goodword::model {

/// Something of ours that we have put into the CRM and not taken back: a tag, a note, a task, a draft, a tie.
struct Mark {
  std::string operation;  ///< id in the outbox
  std::int64_t run = 0;
  Action action = Action::add_tag;
  std::string value;    ///< the tag
  std::string created;  ///< id of the note, task or draft
  std::string cause;
  std::optional<base::Instant> done_at;

  friend bool operator==(const Mark&, const Mark&) = default;
};

/// How an activity is named in the store: CRMs number notes, tasks and mails apart, so the same number may name
/// several.
std::string activity_id(std::string_view stream, std::string_view id);
/// Whether an activity is the note, task or draft that an operation made: `created` is the id in the CRM.
bool is_made_by(const Record& activity, Action action, std::string_view created);

/// Somebody else who is named on an opportunity of the contact.
struct OnTheDeal {
  std::string id, title;
  std::optional<base::Instant> last;  ///< call, meeting or mail with them

  friend bool operator==(const OnTheDeal&, const OnTheDeal&) = default;
};

struct Dossier {
  std::string crm;
  Record contact{Kind::contact};
  base::Instant seen_at{};  ///< when the contact's present content was read
  std::optional<Record> company;
  std::vector<Record> opportunities;  ///< of the contact; of its company where they name no contact; by id
  std::vector<Record> activities;     ///< oldest first
  std::vector<OnTheDeal> others;      ///< on the same opportunities; by id
  std::vector<PersonAnswer> answers;  ///< about the contact and, with its ref, about its company; oldest first
  std::vector<Mark> marks;
  std::optional<Decision> decision;  ///< the one in force
  std::vector<Referral> referrals;   ///< oldest first
  std::vector<Received> received;    ///< from whom they came to us, oldest first

  Ref ref() const { return {crm, Kind::contact, contact.id()}; }
};

}  // namespace goodword::model
