// The table of commands in its parts, in the order of help; commands.cpp puts them together.
#pragma once

#include "cli/command.hpp"

namespace goodword::cli {

std::span<const Command> daily_commands();
std::span<const Command> referrals_commands();
std::span<const Command> reasons_commands();
std::span<const Command> circle_commands();
std::span<const Command> care_commands();

}  // namespace goodword::cli
