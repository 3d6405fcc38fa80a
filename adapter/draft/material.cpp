#include "draft/material.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.hpp"

namespace goodword::draft {
namespace {

using model::Kind;

struct Word {
  std::string_view word;
  Kind kind;
  std::string_view activity = "";
};

/// What vendors call their lists, folded. Of a kind that several lists have, the first word here is taken.
constexpr std::array list_words = {
    Word{"contacts", Kind::contact},
    Word{"contact", Kind::contact},
    Word{"people", Kind::contact},
    Word{"persons", Kind::contact},
    Word{"person", Kind::contact},
    Word{"subscribers", Kind::contact},
    Word{"members", Kind::contact},
    Word{"customers", Kind::contact},
    Word{"leads", Kind::contact},
    Word{"lead", Kind::contact},
    Word{"companies", Kind::company},
    Word{"company", Kind::company},
    Word{"organizations", Kind::company},
    Word{"organisations", Kind::company},
    Word{"accounts", Kind::company},
    Word{"account", Kind::company},
    Word{"deals", Kind::opportunity},
    Word{"deal", Kind::opportunity},
    Word{"opportunities", Kind::opportunity},
    Word{"opportunity", Kind::opportunity},
    Word{"users", Kind::user},
    Word{"user", Kind::user},
    Word{"owners", Kind::user},
    Word{"admins", Kind::user},
    Word{"workspacemembers", Kind::user},
    Word{"notes", Kind::activity, "note"},
    Word{"note", Kind::activity, "note"},
    Word{"tasks", Kind::activity, "task"},
    Word{"task", Kind::activity, "task"},
    Word{"calls", Kind::activity, "call"},
    Word{"call", Kind::activity, "call"},
    Word{"meetings", Kind::activity, "meeting"},
    Word{"meeting", Kind::activity, "meeting"},
    Word{"emails", Kind::activity, "email"},
    Word{"activities", Kind::activity},
};
/// Words of a path that say nothing of what is listed.
constexpr std::array<std::string_view, 12> telling_nothing = {"query", "search", "list",    "records", "all",   "items",
                                                              "find",  "index",  "objects", "json",    "query", "get"};

std::size_t rank_of(std::string_view stream) {
  const auto found = std::ranges::find(list_words, folded(stream), &Word::word);
  return static_cast<std::size_t>(found - list_words.begin());
}

/// Words by which vendors call the list in an answer, besides that of the stream.
constexpr std::array<std::string_view, 9> holders = {"data",  "results", "records", "items",  "list",
                                                     "value", "values",  "entries", "content"};

int merit(const Place& list, std::string_view stream) {
  if (list.empty()) return 100;
  const std::string last = folded(list.back());
  int points = 60 - 10 * static_cast<int>(list.size());
  const auto holder = std::ranges::find(holders, last);
  if (last == folded(stream)) points += 40;
  if (holder != holders.end()) points += 30 - static_cast<int>(holder - holders.begin());
  if (last == "included" || last == "errors" || last == "links") points -= 100;
  return points;
}

bool is_id(std::string_view word, std::string_view stream) {
  static const std::set<std::string, std::less<>> plain = {"id", "uuid", "guid", "recordid", "objectid", "gid"};
  if (plain.contains(word)) return true;
  std::string single(folded(stream));
  const auto drop = [&](std::string_view ending, std::string_view instead) {
    if (single.ends_with(ending)) single.replace(single.size() - ending.size(), ending.size(), instead);
  };
  if (single == "people") single = "person";
  drop("ies", "y");
  drop("s", "");
  return word == single + "id" || word == "id" + single;
}

/// "/id", "/node/id" of edges, or "/id/record_id": one that is told in parts.
bool leads_to_id(const Place& place, std::string_view stream) {
  if (place.size() == 1) return is_id(folded(place[0]), stream);
  if (place.size() == 2 && folded(place[0]) == "node") return folded(place[1]) == "id";
  return place.size() == 2 && folded(place[0]) == "id" && folded(place[1]).ends_with("id");
}

}  // namespace

std::optional<Named> named_by(std::string_view path) {
  auto parts = base::split(path, '/');
  std::ranges::reverse(parts);
  for (const auto& part : parts) {
    if (part.empty()) continue;
    if (part.find('{') != std::string::npos) return std::nullopt;
    std::string word = folded(part.substr(0, part.find('.')));
    if (std::ranges::find(telling_nothing, word) != telling_nothing.end()) continue;
    const auto found = std::ranges::find(list_words, word, &Word::word);
    if (found == list_words.end()) return std::nullopt;
    return Named{found->kind, word, std::string(found->activity)};
  }
  return std::nullopt;
}

std::optional<Place> id_in(const Outline& answer, const Place& element, std::string_view stream) {
  std::optional<Place> best;
  for (const auto& seen : answer) {
    if (!begins_with(seen.place, element) || seen.place.size() == element.size()) continue;
    if (seen.what != Seen::What::text && seen.what != Seen::What::number) continue;
    Place found(seen.place.begin() + static_cast<std::ptrdiff_t>(element.size()), seen.place.end());
    if (!leads_to_id(found, stream)) continue;
    // The record's own id comes last of those in parts: workspace, object, record.
    const bool better = !best || (best->size() == found.size() && (found.size() == 2 || folded(found.back()) == "id"));
    if (better) best = std::move(found);
  }
  return best;
}

std::vector<Place> lists_of_records(const Outline& answer, std::string_view stream) {
  std::vector<Place> found;
  for (const auto& seen : answer) {
    const bool nested = std::ranges::find(seen.place, "*") != seen.place.end();
    if (seen.what != Seen::What::list || nested || seen.place.size() > 3) continue;
    Place element = seen.place;
    element.emplace_back("*");
    if (id_in(answer, element, stream)) found.push_back(seen.place);
  }
  std::ranges::stable_sort(found, [&](const Place& a, const Place& b) { return merit(a, stream) > merit(b, stream); });
  return found;
}

namespace {

/// What an answer showed, completed by what the document says of the same list.
void complete(List& seen, const List& said) {
  for (const auto& parameter : said.parameters) {
    const auto found = std::ranges::find(seen.parameters, parameter.name, &Parameter::name);
    if (found == seen.parameters.end())
      seen.parameters.push_back(parameter);
    else
      *found = parameter;
  }
  if (seen.by_id.empty()) {
    seen.by_id = said.by_id;
    seen.one = said.one;
  }
}

void add(Material& whole, List list) {
  for (auto& known : whole.lists) {
    if (known.path == list.path && known.method == list.method) return complete(known, list);
  }
  // One list for each kind, and for each kind of activity.
  for (auto& known : whole.lists) {
    if (known.kind != list.kind || known.activity != list.activity) continue;
    if (rank_of(list.stream) < rank_of(known.stream)) known = std::move(list);
    return;
  }
  whole.lists.push_back(std::move(list));
}

}  // namespace

Material together(std::vector<Material> parts) {
  Material whole;
  for (auto& part : parts) {
    if (whole.title.empty()) whole.title = part.title;
    if (whole.version.empty()) whole.version = part.version;
    if (whole.servers.empty()) whole.servers = std::move(part.servers);
    if (whole.logins.empty()) whole.logins = std::move(part.logins);
    if (whole.check.empty()) whole.check = part.check;
    whole.said += (whole.said.empty() ? "" : ", ") + part.said;
    for (auto& list : part.lists) add(whole, std::move(list));
    std::ranges::move(part.troubles, std::back_inserter(whole.troubles));
  }
  std::ranges::stable_sort(whole.lists, {}, [](const List& list) { return list.kind; });
  return whole;
}

}  // namespace goodword::draft
