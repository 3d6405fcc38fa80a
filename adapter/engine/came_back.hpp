// Who was let go, put off or handed over and is back: what changed, and the old file; as a note says it to the seller,
// and as screens do.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/plan.hpp"
#include "model/pipeline.hpp"

namespace goodword::engine {

/// Whether a decision says that they came back lately, and they have not gone again.
bool is_just_back(const model::Decision& decision, base::Instant now);

/// The cause of the note, and of the task: one each a return.
std::string back_cause(const model::Return& back);
std::string welcome_cause(const model::Return& back);

/// What would bring somebody back, in words for the screen: "another need, one of ours; then: payroll".
std::vector<std::string> watched_in_words(const model::Watch& watch, const Circle& circle);
/// What turned: "they need process improvement now, payroll then".
std::vector<std::string> turns_in_words(const model::Return& back, const Circle& circle);
/// "put off", "let go" or "handed over".
std::string_view went_in_words(const model::Watch& watch);

/// Values of the note and of the task: neutral, as the person concerned may read it.
Words back_words(const Subject& subject, const Policy& policy, const Circle& circle, const Letters& letters);

/// The last day on which there was a word with them, up to a moment; nothing: there was none.
std::optional<base::Instant> last_word(const model::Dossier& dossier, base::Instant until);

struct CameBack {
  model::Ref contact;
  std::string name, company;
  std::string seller;           ///< id of who is to welcome them, or empty
  base::Instant at{}, since{};  ///< back since; had gone on
  std::string went;             ///< put off, let go or handed over
  std::string seller_then;      ///< id of who handled them then, or empty
  std::vector<std::string> turned;
  std::optional<base::Instant> spoken;  ///< the newest word with them since they are back

  friend bool operator==(const CameBack&, const CameBack&) = default;
};

/// Those of a CRM who are just back, newest first. Errors: those of the store.
base::Result<std::vector<CameBack>> who_came_back(ports::Store& store, const std::string& crm, const Circle& circle,
                                                  base::Instant now);

base::Json to_json(const CameBack& one);

}  // namespace goodword::engine
