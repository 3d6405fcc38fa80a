// Opens an address in the browser of whoever sits at this machine.
#pragma once

#include <string>

#include "daemon/environment.hpp"

namespace goodword::daemon {

/// By xdg-open, where there is a desktop; does not wait, and says nothing where it fails: the address was printed.
void open_in_browser(const std::string& address, const Environment& environment);

}  // namespace goodword::daemon
