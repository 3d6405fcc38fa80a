// What went wrong, in a form that both a program and an operator can act on.
//
// An Error names a code from one closed table (errors.cpp), how much must stop because of it, whether trying again can
// help, and what happened to which thing. Messages name ids and files, never secrets and never personal values.
// Everyone returns these; only doors turn them into text and exit codes.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "base/instant.hpp"

namespace goodword::base {

/// How much has to stop.
enum class Scope { record, stream, crm, store, process };

/// When trying the same again can help. `at` is used with Retry::at only.
enum class Retry { never, now, at, when_changed };

struct Error {
  std::string code;  ///< a row of error_table(), such as "remote.rate_limited"
  Scope scope = Scope::process;
  Retry retry = Retry::never;
  std::string detail;                   ///< one sentence: what, where, why
  std::optional<Instant> at = {};       ///< earliest useful moment, with Retry::at
  std::vector<std::string> trail = {};  ///< outermost last: what was being done meanwhile

  friend bool operator==(const Error&, const Error&) = default;
};

template <class T>
using Result = tl::expected<T, Error>;

/// A row of the closed table of error codes. `exit_code` is that of docs "Exit codes" when a command ends with it.
struct ErrorRow {
  std::string_view code;
  Scope scope;
  int exit_code;
  std::string_view meaning;
  std::string_view advice;  ///< what the operator should do
};

/// All error codes there are, ordered by code.
std::span<const ErrorRow> error_table();

/// The row of a code, or nullptr for a code that is not in the table (a test forbids that).
const ErrorRow* error_row(std::string_view code);

/// An Error with the scope its table row states.
[[nodiscard]] tl::unexpected<Error> failure(std::string_view code, std::string detail, Retry retry = Retry::never);

/// `error` with one more step of trail: "while storing page 3 of contacts".
[[nodiscard]] Error while_doing(Error error, std::string step);

/// "detail (code; while …)", for messages to people.
std::string to_text(const Error& error);

std::string_view to_text(Scope scope);

}  // namespace goodword::base
