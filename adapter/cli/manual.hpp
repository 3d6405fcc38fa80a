// Man pages and completions, made from the table of commands: what a command is called and takes stands nowhere twice.
// The build writes them to files for packages (packaging/CMakeLists.txt); `goodword manual NAME` prints one. Pure text,
// no side effects; the version comes from version.hpp.
#pragma once

#include <string>
#include <string_view>

namespace goodword::cli {

/// goodword(1): commands, options, exit codes, files. In roff, for man.
std::string manual_page();
/// goodword.json(5): every option, with its default and its variable in the environment.
std::string manual_of_settings();
/// goodword-errors(7): every error code, what it means and what to do.
std::string manual_of_errors();
/// goodword-life-cycle(7): every state of a referral, what can happen in it, who acts next and by when.
std::string manual_of_life_cycle();

/// goodword-six-months(7): the story of a small firm, from the scenario that the tests play (share/manual).
std::string manual_of_story(std::string_view scenario);

std::string bash_completion();
std::string zsh_completion();
std::string fish_completion();

}  // namespace goodword::cli
