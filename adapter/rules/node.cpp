#include "rules/node.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace goodword::rules {
namespace {

const base::Json& nothing() {
  static const base::Json null;
  return null;
}

}  // namespace

std::string nearest_advice(std::string_view word, std::span<const std::string> known) {
  if (known.empty()) return {};
  const std::string near = base::nearest(word, known);
  return near.empty() ? "known: " + base::join(known, ", ") : "did you mean \"" + near + "\"?";
}

void Node::problem(std::string message, std::string advice) const {
  problems_->push_back({file_, json_->line(), pointer_, std::move(message), std::move(advice)});
}

Node Node::child(std::string_view key, const base::Json& json) const {
  return Node(json, file_, pointer_ + "/" + base::pointer_escape(key), *problems_, patterns_);
}

Node Node::member(std::string_view key) const {
  const base::Json* found = json_->find(key);
  return child(key, found ? *found : nothing());
}

void Node::only(std::span<const std::string> known) const {
  if (!json_->is_object()) {
    problem("an object is expected here");
    return;
  }
  for (const auto& [key, value] : json_->members()) {
    if (std::ranges::find(known, key) == known.end()) {
      child(key, value).problem("unknown key \"" + key + "\"", nearest_advice(key, known));
    }
  }
}

bool Node::is(std::string_view key, base::Json::Type type, std::string_view called) const {
  const base::Json* found = json_->find(key);
  if (!found) return false;
  if (found->type() == type) return true;
  child(key, *found).problem("\"" + std::string(key) + "\" must be " + std::string(called));
  return false;
}

std::string Node::text(std::string_view key) const {
  if (!has(key)) problem("\"" + std::string(key) + "\" is missing");
  return text_or(key, "");
}

std::string Node::text_or(std::string_view key, std::string_view otherwise) const {
  return is(key, base::Json::Type::string, "a text") ? json_->find(key)->text() : std::string(otherwise);
}

double Node::number(std::string_view key, double least, double most) const {
  if (!has(key)) problem("\"" + std::string(key) + "\" is missing");
  return number_or(key, least, most, least);
}

double Node::number_or(std::string_view key, double least, double most, double otherwise) const {
  if (!is(key, base::Json::Type::number, "a number")) return otherwise;
  const double value = json_->find(key)->real().value_or(otherwise);
  if (value >= least && value <= most) return value;
  const auto plain = [](double number) { return base::write_json(base::Json(number)); };
  member(key).problem(plain(value) + " is outside " + plain(least) + " to " + plain(most));
  return otherwise;
}

bool Node::truth_or(std::string_view key, bool otherwise) const {
  return is(key, base::Json::Type::boolean, "true or false") ? json_->find(key)->boolean() : otherwise;
}

std::vector<std::string> Node::texts(std::string_view key) const {
  std::vector<std::string> made;
  for (const auto& item : items(key)) {
    if (item.json().is_string()) {
      made.push_back(item.json().text());
    } else {
      item.problem("a text is expected here");
    }
  }
  return made;
}

Pattern Node::pattern(std::string_view key) const {
  if (patterns_ == Patterns::at_first_use) return Pattern::at_first_use(texts(key));
  auto compiled = Pattern::compile(texts(key));
  if (compiled) return *compiled;
  member(key).problem(compiled.error().detail, "the syntax is RE2's");
  return {};
}

std::size_t Node::word(std::string_view key, std::span<const std::string_view> words) const {
  const std::string given = text(key);
  const auto found = std::ranges::find(words, given);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  const std::vector<std::string> known(words.begin(), words.end());
  if (!given.empty()) member(key).problem("unknown word \"" + given + "\"", nearest_advice(given, known));
  return 0;
}

std::vector<Node> Node::items() const {
  std::vector<Node> made;
  for (std::size_t i = 0; i < json_->items().size(); ++i) made.push_back(child(std::to_string(i), json_->items()[i]));
  return made;
}

std::vector<Node> Node::items(std::string_view key) const {
  if (!is(key, base::Json::Type::array, "a list")) return {};
  return member(key).items();
}

std::vector<std::pair<std::string, Node>> Node::members(std::string_view key) const {
  std::vector<std::pair<std::string, Node>> made;
  if (!is(key, base::Json::Type::object, "an object")) return made;
  const Node inside = member(key);
  for (const auto& [name, value] : inside.json().members()) made.emplace_back(name, inside.child(name, value));
  return made;
}

}  // namespace goodword::rules
