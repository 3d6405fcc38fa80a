#include "connector/picks.hpp"

#include <re2/re2.h>

#include <algorithm>

#include "base/text.hpp"
#include "connector/forms.hpp"

namespace goodword::connector {
namespace {

using base::Json;

bool any_text(const Json& value, const auto& holds) {
  if (value.is_string() || value.is_number()) return holds(value.text());
  return std::ranges::any_of(value.items(), [&](const Json& item) { return any_text(item, holds); });
}

std::optional<Json> text_or_nothing(std::string text) {
  return text.empty() ? std::nullopt : std::optional(Json(std::move(text)));
}

}  // namespace

bool valid_pointer(std::string_view pointer) {
  if (pointer.empty()) return true;
  if (pointer.front() != '/' || pointer.find('*') != std::string_view::npos) return false;
  for (auto tilde = pointer.find('~'); tilde != std::string_view::npos; tilde = pointer.find('~', tilde + 1)) {
    if (tilde + 1 >= pointer.size() || (pointer[tilde + 1] != '0' && pointer[tilde + 1] != '1')) return false;
  }
  return true;
}

std::vector<std::string> pointer_tokens(std::string_view pointer) {
  if (pointer.empty()) return {};
  std::vector<std::string> tokens = base::split(pointer.substr(1), '/');
  for (auto& token : tokens) {
    for (auto at = token.find("~1"); at != std::string::npos; at = token.find("~1", at + 1)) token.replace(at, 2, "/");
    for (auto at = token.find("~0"); at != std::string::npos; at = token.find("~0", at + 1)) token.replace(at, 2, "~");
  }
  return tokens;
}

std::optional<Pick> pick_of(std::string_view word) {
  if (word == "status") return Pick{Pick::Kind::status, {}};
  if (word == "link:next") return Pick{Pick::Kind::link_next, {}};
  if (word.starts_with("header:") && word.size() > 7) return Pick{Pick::Kind::header, std::string(word.substr(7))};
  if (!valid_pointer(word)) return std::nullopt;
  return Pick{Pick::Kind::pointer, std::string(word)};
}

const Json* Seen::at(std::string_view pointer) const {
  if (body) return body->at(pointer);
  if (!outside) return nullptr;
  const auto found = std::ranges::find(*outside, pointer, &std::pair<std::string, Json>::first);
  return found == outside->end() ? nullptr : &found->second;
}

std::string Seen::header(std::string_view name) const {
  if (!headers) return {};
  ports::HttpResponse view;
  view.headers = *headers;
  return view.header(name);
}

std::string next_link(std::string_view header) {
  while (!header.empty()) {
    const auto open = header.find('<');
    const auto close = open == std::string_view::npos ? open : header.find('>', open);
    if (close == std::string_view::npos) return {};
    const auto end = std::min(header.find('<', close), header.size());
    std::string words = base::lower(header.substr(close + 1, end - close - 1));
    std::erase(words, '"');
    std::erase(words, ' ');
    if (words.find("rel=next") != std::string::npos) return std::string(header.substr(open + 1, close - open - 1));
    header.remove_prefix(end);
  }
  return {};
}

std::optional<Json> pick(const Pick& pick, const Seen& seen) {
  switch (pick.kind) {
    case Pick::Kind::status: return Json(seen.status);
    case Pick::Kind::header: return text_or_nothing(seen.header(pick.text));
    case Pick::Kind::link_next: return text_or_nothing(next_link(seen.header("Link")));
    case Pick::Kind::pointer: break;
  }
  const Json* value = seen.at(pick.text);
  return value && !value->is_null() ? std::optional(*value) : std::nullopt;
}

std::string words_in(const Json& value) {
  if (value.is_string() || value.is_number()) return std::string(base::trim(value.text()));
  for (const auto& item : value.items()) {
    if (auto words = words_in(item); !words.empty()) return words;
  }
  return {};
}

bool Expectation::holds(const Json* found) const {
  const bool missing = !found || found->is_null();
  switch (kind) {
    case Kind::nothing: return missing;
    case Kind::present: return !missing;
    default: break;
  }
  if (missing) return kind == Kind::one_of && std::ranges::any_of(value.items(), &Json::is_null);
  switch (kind) {
    case Kind::equal: return *found == value;
    case Kind::one_of: return std::ranges::find(value.items(), *found) != value.items().end();
    case Kind::has:
      return any_text(*found, [&](const std::string& text) { return text.find(value.text()) != std::string::npos; });
    case Kind::match:
      return any_text(*found, [&](const std::string& text) { return re2::RE2::PartialMatch(text, *pattern); });
    case Kind::over: {
      const auto number =
          found->is_string() || found->is_number() ? read_number(found->text(), Form::plain) : std::nullopt;
      return number && *number > value.real().value_or(0);
    }
    case Kind::nothing:
    case Kind::present: break;
  }
  return false;
}

base::Result<Expectation> expectation_of(const Json& json) {
  Expectation made;
  made.value = json;
  if (json.is_null()) {
    made.kind = Expectation::Kind::nothing;
  } else if (json.is_array()) {
    made.kind = Expectation::Kind::one_of;
  } else if (json.is_object()) {
    if (json.members().size() != 1) return base::failure("connector.invalid", "an expectation has exactly one word");
    const auto& [word, value] = json.members().front();
    made.value = value;
    if (word == "has") {
      made.kind = Expectation::Kind::has;
    } else if (word == "over" && value.is_number()) {
      made.kind = Expectation::Kind::over;
    } else if (word == "present" && value.boolean()) {
      made.kind = Expectation::Kind::present;
    } else if (word == "match") {
      made.kind = Expectation::Kind::match;
      re2::RE2::Options options;
      options.set_log_errors(false);
      options.set_max_mem(1 << 20);
      made.pattern = std::make_shared<const re2::RE2>(value.text(), options);
      if (!made.pattern->ok())
        return base::failure("connector.invalid", "not a pattern RE2 takes: " + made.pattern->error());
    } else {
      return base::failure("connector.invalid", "\"" + word + "\" is no expectation (has, match, over, present: true)");
    }
  }
  return made;
}

bool Test::holds(const Seen& seen) const {
  return std::ranges::all_of(parts, [&](const auto& part) {
    if (part.first.kind == Pick::Kind::pointer) return part.second.holds(seen.at(part.first.text));
    const auto value = pick(part.first, seen);
    return part.second.holds(value ? &*value : nullptr);
  });
}

}  // namespace goodword::connector
