#include "conformance/invented.hpp"

namespace goodword::conformance {
namespace {

std::string filled(int number, std::size_t digits) {
  std::string text = std::to_string(number);
  return text.size() < digits ? std::string(digits - text.size(), '0') + text : text;
}

/// Of the same length, so that what takes it for a number of some size still does.
std::string digits_like(const std::string& value, int number) {
  const bool negative = value.starts_with('-');
  std::string made = filled(number, value.size() - (negative ? 1 : 0));
  if (made[0] == '0') made[0] = '9';
  return (negative ? "-" : "") + made;
}

std::string make(const std::string& value, Invented::Sort sort, int number) {
  const std::string n = std::to_string(number);
  switch (sort) {
    case Invented::Sort::email: return "person" + n + "@example.com";
    // No country has this code.
    case Invented::Sort::phone: return "+999 555 " + filled(number, 6);
    case Invented::Sort::first_name: return "First" + n;
    case Invented::Sort::last_name: return "Last" + n;
    case Invented::Sort::name: return "Name " + n;
    case Invented::Sort::id: return "id-" + n;
    case Invented::Sort::digits: return digits_like(value, number);
    case Invented::Sort::decimal: return n + ".5";
    case Invented::Sort::site: return "https://site" + n + ".example";
    case Invented::Sort::text: break;
  }
  return "Text " + n;
}

}  // namespace

const std::string& Invented::instead_of(const std::string& value, Sort sort) {
  const auto found = made_.find(value);
  if (found != made_.end()) return found->second;
  return made_.emplace(value, make(value, sort, ++numbers_[sort])).first->second;
}

const std::string* Invented::known(const std::string& value) const {
  const auto found = made_.find(value);
  return found == made_.end() ? nullptr : &found->second;
}

}  // namespace goodword::conformance
