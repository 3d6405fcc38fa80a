// The table of commands in its parts, in the order of help; commands.cpp puts them together.
#pragma once

#include "cli/command.hpp"

namespace goodword::cli {

// Arguments and flags that several commands take.
inline constexpr Argument contact_argument{"CONTACT", "id, e-mail or full name"};
inline constexpr Argument asked_argument{"WHOM", "id, e-mail or full name of a contact, or partner:NAME"};
inline constexpr Argument referral_argument{
    "REFERRAL", "its id or the first signs of it; or the contact: id or full name, the newest one"};
inline constexpr Flag by_flag{"--by", "SELLER", "who says so"};
inline constexpr Flag on_flag{"--on", "DATE", "when (default: now)"};

std::span<const Command> daily_commands();
std::span<const Command> auth_commands();
std::span<const Command> referrals_commands();
std::span<const Command> reasons_commands();
std::span<const Command> circle_commands();
std::span<const Command> care_commands();

}  // namespace goodword::cli
