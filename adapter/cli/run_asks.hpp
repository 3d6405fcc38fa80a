// Noting that somebody was asked: the same words for `asks record` and `answer CONTACT asked=given`.
#pragma once

#include <string>

#include "cli/session.hpp"

namespace goodword::cli {

struct AskedWords {
  std::string whom;    ///< a contact's id, e-mail or name; partner:NAME
  std::string result;  ///< of rules::readiness_answer("asked")
  std::string said;
};

/// Stores it, with the plan it had none of; reads --on and --by. Returns the exit code.
int note_asked(Session& session, const Call& call, const AskedWords& words);

}  // namespace goodword::cli
