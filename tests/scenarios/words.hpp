// Taking the words of a step apart; what is not understood throws, with the line.
#pragma once

#include <stdexcept>

#include "base/text.hpp"
#include "scenarios/case_file.hpp"

namespace goodword::testing {

[[noreturn]] inline void bad(const Step& step, const std::string& why) {
  throw std::runtime_error(step.where() + ": " + why);
}

inline std::vector<std::string> parts(std::string_view text, char separator) {
  std::vector<std::string> list;
  for (const auto& part : base::split(text, separator)) {
    if (!base::trim(part).empty()) list.emplace_back(base::trim(part));
  }
  return list;
}

/// "left SEPARATOR right", both trimmed.
inline std::pair<std::string, std::string> halves(const Step& step, const std::string& text,
                                                  const std::string& separator) {
  const auto at = text.find(separator);
  if (at == std::string::npos) bad(step, "expected \"" + separator + "\"");
  return {std::string(base::trim(std::string_view(text).substr(0, at))),
          std::string(base::trim(std::string_view(text).substr(at + separator.size())))};
}

inline bool take(std::string& text, std::string_view prefix) {
  if (!std::string_view(text).starts_with(prefix)) return false;
  text = std::string(base::trim(std::string_view(text).substr(prefix.size())));
  return true;
}

}  // namespace goodword::testing
