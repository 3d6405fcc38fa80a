// crm add on a terminal: asks for what arguments did not say, tries it, offers fields, and writes at the very end.
#pragma once

#include "cli/adding.hpp"

namespace goodword::cli {

/// Exit code; usage where somebody stopped before the end, and then nothing is left of it.
int talk_through_adding(Session& session, Adding& adding);

}  // namespace goodword::cli
