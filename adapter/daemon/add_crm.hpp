// Connecting a CRM: which question comes next, given what is known, and what an answer makes of it. Values in, values
// out: the command line asks, reads the connector's file, tries the login and writes.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "daemon/init.hpp"

namespace goodword::daemon {

/// What is known so far. Only `connector`, `answers` and `taken` come from elsewhere.
struct AddState {
  base::Json connector;  ///< null until a kind of CRM is chosen
  CrmAnswers answers;
  std::vector<std::string> taken;  ///< names of the CRMs that there are
  std::set<std::string> passed;    ///< settings that keep their default
};

struct AddQuestion {
  enum class What { kind, name, login, setting, secret };
  What what = What::kind;
  std::string key;                            ///< of the setting or secret
  std::string text;                           ///< for a person; what ends it is the asker's
  std::string say = {};                       ///< the connector's own words on where to find it
  std::vector<std::string> choices = {};      ///< of logins and choices: also answered by number, from 1
  std::optional<std::string> otherwise = {};  ///< what an empty answer means

  friend bool operator==(const AddQuestion&, const AddQuestion&) = default;
};

/// Nothing: everything is known. The kind comes first, then the name, the login, and what that login needs.
std::optional<AddQuestion> next_question(const AddState& state);

/// Takes an answer in; what is wrong with it, for a person, or empty. A secret's answer is the secret. The kind is not
/// answered here: whoever reads its file puts it into the state.
std::string take_answer(AddState& state, const AddQuestion& question, const std::string& given);
/// The same for a secret, with where it is instead of what it is.
std::string take_reference(AddState& state, const AddQuestion& question, const std::string& given);

/// What `crm add` needs and was not given: "--secret token=REF (Access token of a private app)".
std::vector<std::string> missing_arguments(const AddState& state);

/// How one gets in by an entry of "auth", in a few words.
std::string_view way_in(const base::Json& login);

}  // namespace goodword::daemon
