// The service's log: one line an event, to standard error (journald takes it from there), control characters escaped.
// Ids and counts only; no personal value passes through here.
#pragma once

#include <string_view>

namespace goodword::daemon {

enum class LogLevel { debug, info, warning, error };

/// Events below this level are dropped. Default: info.
void set_log_level(LogLevel level);
void log_line(LogLevel level, std::string_view text);

}  // namespace goodword::daemon
