#include "base/problem.hpp"

namespace goodword::base {

std::string to_text(const Problem& problem) {
  std::string text = problem.file;
  if (problem.line > 0) text += ":" + std::to_string(problem.line);
  if (!problem.pointer.empty()) text += " " + problem.pointer;
  if (!text.empty()) text += ": ";
  text += problem.message;
  if (!problem.advice.empty()) text += "; " + problem.advice;
  return text;
}

}  // namespace goodword::base
