#include "connector/results.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "connector/template.hpp"

namespace goodword::connector {
namespace {

using base::Json;

std::string text_at(const Json& json, std::string_view pointer) {
  const Json* value = json.at(pointer);
  return value ? words_in(*value) : "";
}

std::string words_at(const Json& json, const std::string& pointer) {
  return pointer.empty() ? "" : base::escape_line(base::shorten(base::clean(text_at(json, pointer)), 200));
}

/// The item whose marker stands in what was made.
std::vector<std::size_t> marked(const Match& match, const Json& element, std::span<const ItemKey> items) {
  std::vector<std::size_t> found;
  const std::string text = match.marker.empty() ? "" : text_at(element, match.marker);
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!items[i].marker.empty() && text.find(items[i].marker) != std::string::npos) found.push_back(i);
  }
  return found;
}

/// The items an element of the answer is about: one, or all that a list of ids names.
std::vector<std::size_t> meant(const Match& match, const Json& element, std::size_t position,
                               std::span<const ItemKey> items) {
  std::vector<std::size_t> found;
  if (match.by == Match::By::order) {
    if (position < items.size()) found.push_back(position);
    return found;
  }
  const Json* named = element.at(match.pointer);
  if (!named) return marked(match, element, items);
  const auto add = [&](const Json& name) {
    for (std::size_t i = 0; i < items.size(); ++i) {
      if ((match.by == Match::By::id ? items[i].id : items[i].key) == name.text()) found.push_back(i);
    }
  };
  if (named->is_array()) {
    for (const auto& name : named->items()) add(name);
  } else {
    add(*named);
  }
  return found;
}

/// Those whose id or key the answer lists were done; of the others it says nothing.
void confirm(const Results& results, const Json& body, std::span<const ItemKey> items, std::vector<ItemResult>& made) {
  const Json* list = body.at(results.confirm);
  if (!list) return;
  const auto count = [&](const Json& named) {
    const std::string& name = named.text();
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (!name.empty() && (items[i].id == name || items[i].key == name)) made[i] = {ItemResult::Kind::done, "", ""};
    }
  };
  if (!list->is_array()) return count(*list);
  for (const auto& named : list->items()) count(named);
}

bool fine(const std::optional<Test>& ok, const Json& element) { return !ok || ok->holds(Seen{.body = &element}); }

ItemResult one_result(const Results& results, const Json& element) {
  if (!fine(results.ok, element)) return {ItemResult::Kind::failed, "", words_at(element, results.message)};
  if (results.id.empty()) return {ItemResult::Kind::done, "", ""};
  std::string created = text_at(element, results.id);
  // The id of what was made is how it is taken back: an answer without it is no answer.
  if (created.empty()) return {};
  return {ItemResult::Kind::done, std::move(created), ""};
}

void take_items(const Results& results, const Json& body, std::span<const ItemKey> items,
                std::vector<ItemResult>& made) {
  const Json* list = body.at(results.items);
  for (std::size_t i = 0; list && i < list->items().size(); ++i) {
    const Json& element = list->items()[i];
    auto about = meant(results.match, element, i, items);
    // A refusal that names nobody is about the only one there is.
    if (about.empty() && items.size() == 1 && !fine(results.ok, element)) about.push_back(0);
    for (const auto index : about) made[index] = one_result(results, element);
  }
}

}  // namespace

std::vector<ItemResult> match_results(const Results& results, const Json& body, std::span<const ItemKey> items) {
  std::vector<ItemResult> made(items.size());
  if (results.confirms && fine(results.ok, body)) {
    confirm(results, body, items, made);
  } else if (results.has_items) {
    take_items(results, body, items, made);
  } else {
    std::ranges::fill(made, one_result(results, body));
  }
  const Json* errors = results.has_errors ? body.at(results.error_items) : nullptr;
  for (std::size_t i = 0; errors && i < errors->items().size(); ++i) {
    const Json& error = errors->items()[i];
    for (const auto index : meant(results.error_match, error, i, items)) {
      made[index] = {ItemResult::Kind::failed, "", words_at(error, results.error_message)};
    }
  }
  return made;
}

}  // namespace goodword::connector
