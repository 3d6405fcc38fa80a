#include "sandbox/soql.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/instant.hpp"
#include "base/text.hpp"

namespace goodword::sandbox {
namespace {

using base::Json;

struct Token {
  enum class Type { word, text, sign, end } type = Type::end;
  std::string text;
};

bool in_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.'; }

std::optional<Token> text_token(const std::string& text, std::size_t& at) {
  Token token{Token::Type::text, {}};
  for (++at; at < text.size() && text[at] != '\''; ++at) {
    if (text[at] == '\\' && at + 1 < text.size()) {
      const char escaped = text[++at];
      if (std::string_view("nrtbf\"'\\_%").find(escaped) == std::string_view::npos) return std::nullopt;
      token.text += escaped == 'n' ? '\n' : escaped == 'r' ? '\r' : escaped == 't' ? '\t' : escaped;
    } else {
      token.text += text[at];
    }
  }
  if (at++ >= text.size()) return std::nullopt;
  return token;
}

bool one_of(char c, std::string_view these) { return these.find(c) != std::string_view::npos; }

/// A name, a word or a number; times are numbers with more in them.
Token word_token(const std::string& text, std::size_t& at) {
  const bool number = !std::isalpha(static_cast<unsigned char>(text[at])) && text[at] != '_';
  const std::size_t begin = at++;
  while (at < text.size() && (in_word(text[at]) || (number && one_of(text[at], ":-+")))) ++at;
  return {Token::Type::word, text.substr(begin, at - begin)};
}

Token sign_token(const std::string& text, std::size_t& at) {
  const std::string_view two = std::string_view(text).substr(at, 2);
  const bool both = two == "<=" || two == ">=" || two == "!=" || two == "<>";
  const std::size_t begin = at;
  at += both ? 2 : 1;
  return {Token::Type::sign, text.substr(begin, at - begin)};
}

/// Nothing if a text does not end or a character belongs nowhere.
std::optional<std::vector<Token>> tokens_of(const std::string& text) {
  std::vector<Token> tokens;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (std::isspace(static_cast<unsigned char>(c))) {
      ++at;
    } else if (c == '\'') {
      auto token = text_token(text, at);
      if (!token) return std::nullopt;
      tokens.push_back(std::move(*token));
    } else if (in_word(c) || one_of(c, "-+")) {
      tokens.push_back(word_token(text, at));
    } else if (one_of(c, "(),=<>!")) {
      tokens.push_back(sign_token(text, at));
    } else {
      return std::nullopt;
    }
  }
  tokens.push_back({});
  return tokens;
}

std::string capitals(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

class Parser {
 public:
  explicit Parser(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  std::optional<SoqlQuery> query() {
    SoqlQuery query;
    if (!word("SELECT") || !selected(query) || !word("FROM") || !name(query.object)) return std::nullopt;
    if (word("WHERE")) {
      query.where = condition();
      if (!query.where) return std::nullopt;
    }
    return tail(query) && now().type == Token::Type::end ? std::optional(std::move(query)) : std::nullopt;
  }
  std::string near() const { return now().type == Token::Type::end ? "<EOF>" : now().text; }

 private:
  const Token& now() const { return tokens_[at_]; }
  bool word(std::string_view wanted) {
    const bool is = now().type == Token::Type::word && capitals(now().text) == wanted;
    if (is) ++at_;
    return is;
  }
  bool sign(std::string_view wanted) {
    const bool is = now().type == Token::Type::sign && now().text == wanted;
    if (is) ++at_;
    return is;
  }
  bool name(std::string& into) {
    if (now().type != Token::Type::word || !std::isalpha(static_cast<unsigned char>(now().text[0]))) return false;
    into = tokens_[at_++].text;
    return true;
  }
  bool selected(SoqlQuery& query) {
    if (word("COUNT")) return sign("(") && sign(")");
    do {
      if (!name(query.fields.emplace_back())) return false;
    } while (sign(","));
    return true;
  }
  bool tail(SoqlQuery& query) {
    if (word("ORDER") && !(word("BY") && ordered(query))) return false;
    if (word("LIMIT") && !count(query.limit)) return false;
    return !word("OFFSET") || count(query.offset);
  }
  bool ordered(SoqlQuery& query) {
    do {
      SoqlOrder order;
      if (!name(order.field)) return false;
      if (!word("ASC") && word("DESC")) order.way = SoqlOrder::Way::down;
      query.order.push_back(std::move(order));
    } while (sign(","));
    return true;
  }
  bool count(std::optional<std::size_t>& into) {
    const std::string& digits = now().text;
    if (now().type != Token::Type::word || digits.size() > 9 || !std::ranges::all_of(digits, ::isdigit)) return false;
    into = std::stoul(digits);
    ++at_;
    return true;
  }
  std::optional<SoqlCondition> condition() {
    auto first = part();
    if (!first) return std::nullopt;
    SoqlCondition whole;
    for (const auto& [joint, kind] : {std::pair{"AND", SoqlCondition::Kind::all}, {"OR", SoqlCondition::Kind::any}}) {
      if (!word(joint)) continue;
      whole.kind = kind;
      whole.parts.push_back(std::move(*first));
      do {
        auto next = part();
        if (!next) return std::nullopt;
        whole.parts.push_back(std::move(*next));
      } while (word(joint));
      return whole;  // what follows is no AND or OR of the other kind: those need brackets
    }
    return first;
  }
  std::optional<SoqlCondition> part() {
    if (word("NOT")) {
      auto denied = part();
      if (!denied) return std::nullopt;
      SoqlCondition no;
      no.kind = SoqlCondition::Kind::no;
      no.parts.push_back(std::move(*denied));
      return no;
    }
    if (sign("(")) {
      auto inner = condition();
      return sign(")") ? inner : std::nullopt;
    }
    SoqlCondition compare;
    return name(compare.field) && compared(compare) ? std::optional(std::move(compare)) : std::nullopt;
  }
  bool compared(SoqlCondition& compare) {
    if (now().type == Token::Type::sign) {
      compare.op = tokens_[at_++].text;
      if (compare.op == "<>") compare.op = "!=";
      static constexpr std::array<std::string_view, 6> known = {"=", "!=", "<", "<=", ">", ">="};
      return std::ranges::find(known, compare.op) != known.end() && literal(compare);
    }
    if (word("LIKE")) {
      compare.op = "LIKE";
      return literal(compare);
    }
    const bool no = word("NOT");
    if (word("IN")) {
      compare.op = no ? "NOT IN" : "IN";
    } else if (!no && word("INCLUDES")) {
      compare.op = "INCLUDES";
    } else {
      return false;
    }
    if (!sign("(")) return false;
    do {
      if (!literal(compare)) return false;
    } while (sign(","));
    return sign(")");
  }
  bool literal(SoqlCondition& compare) {
    using enum SoqlLiteral::Type;
    const Token token = now();
    SoqlLiteral value{text, token.text};
    if (token.type == Token::Type::word) {
      const std::string word = capitals(token.text);
      if (word == "TRUE" || word == "FALSE") {
        value = {boolean, base::lower(word)};
      } else if (word == "NULL") {
        value = {null, {}};
      } else if (token.text.find('T') != std::string::npos && base::parse_rfc3339(token.text)) {
        value.type = instant;
      } else if (base::parse_date(token.text)) {
        value.type = date;
      } else if (Json::number(token.text).is_number()) {
        value.type = number;
      } else {
        return false;
      }
    } else if (token.type != Token::Type::text) {
      return false;
    }
    ++at_;
    compare.values.push_back(std::move(value));
    return true;
  }

  std::vector<Token> tokens_;
  std::size_t at_ = 0;
};

/// % stands for anything, _ for one character.
bool like(std::string_view text, std::string_view pattern) {
  if (pattern.empty()) return text.empty();
  if (pattern[0] == '%') return like(text, pattern.substr(1)) || (!text.empty() && like(text.substr(1), pattern));
  return !text.empty() && (pattern[0] == '_' || pattern[0] == text[0]) && like(text.substr(1), pattern.substr(1));
}

Json json_of(const SoqlLiteral& literal) {
  using enum SoqlLiteral::Type;
  if (literal.type == null) return Json();
  if (literal.type == boolean) return Json(literal.text == "true");
  if (literal.type == number) return Json::number(literal.text);
  return Json(literal.text);
}

/// A multi-select picklist: one value has all that are named in one of these.
bool includes(const std::string& held, const std::vector<SoqlLiteral>& values) {
  const auto chosen = base::split(held, ';');
  return std::ranges::any_of(values, [&](const SoqlLiteral& value) {
    return std::ranges::all_of(base::split(value.text, ';'),
                               [&](const auto& one) { return std::ranges::find(chosen, one) != chosen.end(); });
  });
}

bool matches(const SoqlCondition& condition, const Json& held) {
  const std::string& op = condition.op;
  const auto is = [&](const SoqlLiteral& value) { return compare(held, json_of(value)) == 0; };
  if (op == "IN" || op == "=") return std::ranges::any_of(condition.values, is);
  if (op == "NOT IN" || op == "!=") return std::ranges::none_of(condition.values, is);
  if (held.is_null() || condition.values[0].type == SoqlLiteral::Type::null) return false;
  if (op == "LIKE") return like(base::lower(held.text()), base::lower(condition.values[0].text));
  if (op == "INCLUDES") return includes(held.text(), condition.values);
  const int order = compare(held, json_of(condition.values[0]));
  if (order == 0) return op.ends_with('=');
  return op.starts_with('<') == (order < 0);
}

}  // namespace

int compare(const Json& a, const Json& b) {
  const auto way = [](const auto& x, const auto& y) { return x < y ? -1 : y < x ? 1 : 0; };
  if (a.is_null() || b.is_null()) return way(!a.is_null(), !b.is_null());
  if (a.is_number() && b.is_number()) return way(*a.real(), *b.real());
  if (a.is_boolean() && b.is_boolean()) return way(a.boolean(), b.boolean());
  const auto x = base::parse_rfc3339(a.text()), y = base::parse_rfc3339(b.text());
  if (x && y) return way(*x, *y);
  return way(base::lower(a.text()), base::lower(b.text()));
}

std::optional<SoqlQuery> parse_soql(const std::string& text, std::string& wrong) {
  auto tokens = tokens_of(text);
  if (!tokens) {
    wrong = "line 1:1 no viable alternative at character";
    return std::nullopt;
  }
  Parser parser(std::move(*tokens));
  auto query = parser.query();
  if (!query) wrong = "unexpected token: '" + parser.near() + "'";
  return query;
}

std::vector<const SoqlCondition*> comparisons(const SoqlCondition& condition) {
  if (condition.kind == SoqlCondition::Kind::compare) return {&condition};
  std::vector<const SoqlCondition*> all;
  for (const auto& part : condition.parts) {
    for (const auto* one : comparisons(part)) all.push_back(one);
  }
  return all;
}

bool holds(const SoqlCondition& condition, const std::function<Json(const std::string&)>& value) {
  const auto part_holds = [&](const SoqlCondition& part) { return holds(part, value); };
  switch (condition.kind) {
    case SoqlCondition::Kind::all: return std::ranges::all_of(condition.parts, part_holds);
    case SoqlCondition::Kind::any: return std::ranges::any_of(condition.parts, part_holds);
    case SoqlCondition::Kind::no: return !part_holds(condition.parts[0]);
    case SoqlCondition::Kind::compare: break;
  }
  return matches(condition, value(condition.field));
}

}  // namespace goodword::sandbox
