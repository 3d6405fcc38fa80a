// Requests, answer rules, picks and tests: the blocks that stand everywhere in a connector file.
#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "connector/compiler.hpp"

namespace goodword::connector {
namespace {

using base::Json;

constexpr std::array<std::string_view, 7> moments = {"since", "until", "now", "due", "attempted", "timestamp", "mark"};
/// Free text of people: never put inside other text of a path, query or header (its grammar is not ours to quote).
constexpr std::array<std::string_view, 5> free_text = {"title", "body", "to", "label", "tag"};

bool known(std::span<const std::string_view> words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

/// What stands in a record is theirs, too.
bool is_free_text(std::string_view name) { return known(free_text, name) || name.starts_with("record."); }

/// In a query placeholders are quoted by us: one that stands between quotes would end them.
void check_query_text(Faults& faults, const Place& place) {
  bool inside = false;
  for (const auto& segment : split_placeholders(place->text())) {
    for (std::size_t i = 0; i < segment.text.size(); ++i) {
      if (segment.text[i] == '\\')
        ++i;
      else if (segment.text[i] == '\'')
        inside = !inside;
    }
    if (inside && !segment.name.empty())
      faults.add(place, "${" + segment.name + "} stands between quotes in a query",
                 "take the quotes away: they are put around it");
  }
}

/// Words of ours that stand where they mean nothing.
void check_words(Faults& faults, const Place& place) {
  if (const auto word = unknown_template_word(*place.json, place.pointer)) {
    const Place at{place.json, word->second};
    if (is_template_word(word->first))
      return faults.add(at, word->first + " stands alone in its object, and around a text or a template");
    return faults.unknown(at, word->first, "template object", {"$each", "$text", "$repeat", "$soql", "$odata", "$sql"});
  }
  for (const auto& [key, value] : place->members()) {
    if (query_of(key) && place->members().size() == 1) check_query_text(faults, place[key]);
    if (value.is_object() || value.is_array()) check_words(faults, place[key]);
  }
  for (std::size_t i = 0; i < place->items().size(); ++i) {
    if (!place->items()[i].is_string()) check_words(faults, place.item(i));
  }
}

void check_bare(Faults& faults, const Place& place, const Json& json) {
  if (json.is_string() && json.text().find("${}") != std::string::npos)
    faults.add(place, "a placeholder without a name");
  for (const auto& item : json.items()) check_bare(faults, place, item);
  for (const auto& [key, value] : json.members()) check_bare(faults, place, value);
}

std::vector<Param> params(const Place& place) {
  std::vector<Param> made;
  if (!place) return made;
  for (const auto& [key, value] : place->members()) made.push_back({key, make_template(value)});
  return made;
}

void names_outside_each(const Template& made, Names& names) {
  if (made.kind == Template::Kind::each) return;
  collect_names(made.text, names);
  for (const auto& member : made.members) names_outside_each(member.value, names);
  for (const auto& item : made.items) names_outside_each(item, names);
}

Names all_names(const Request& made) {
  Names names;
  collect_names(made.path, names);
  for (const auto* list : {&made.query, &made.headers, &made.form}) {
    for (const auto& param : *list) collect_names(param.value, names);
  }
  if (made.json) collect_names(*made.json, names);
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

}  // namespace

Names keys_of(const Place& place) {
  Names keys;
  if (place.json)
    for (const auto& [key, value] : place->members()) keys.push_back(key);
  return keys;
}

std::string Compiler::pointer(const Place& place, std::string_view key, std::string_view otherwise) {
  const Place at = place[key];
  if (!at) return std::string(otherwise);
  if (!valid_pointer(at->text())) faults_.add(at, "\"" + at->text() + "\" is no JSON Pointer (RFC 6901, no wildcards)");
  return at->text();
}

std::optional<base::Duration> Compiler::duration(const Place& place, std::string_view key) {
  const Place at = place[key];
  if (!at) return std::nullopt;
  const auto made = base::parse_duration(at->text());
  if (!made) faults_.add(at, "\"" + at->text() + "\" is no length of time", "write 30s, 5m, 24h or 7d");
  return made;
}

std::optional<Pick> Compiler::pick(const Place& place) {
  if (!place.json) return std::nullopt;
  const auto made = place->is_string() ? pick_of(place->text()) : std::nullopt;
  if (!made)
    faults_.add(place, "\"" + place->text() + "\" picks nothing", "a JSON Pointer, status, header:NAME or link:next");
  return made;
}

std::optional<Test> Compiler::test(const Place& place) {
  if (!place.json || !place->is_object()) return std::nullopt;
  Test made;
  for (const auto& [word, expected] : place->members()) {
    const Place at = place[word];
    const auto where = pick_of(word);
    if (!where) {
      faults_.add(at, "\"" + word + "\" picks nothing", "a JSON Pointer, status, header:NAME or link:next");
      continue;
    }
    auto expectation = expectation_of(expected);
    if (!expectation) {
      faults_.add(at, expectation.error().detail);
      continue;
    }
    made.parts.emplace_back(*where, std::move(*expectation));
  }
  return made;
}

std::vector<Rule> Compiler::rules(const Place& place) {
  std::vector<Rule> made;
  if (!place) return made;
  for (std::size_t i = 0; i < place->items().size(); ++i) {
    const Place at = place.item(i);
    Rule rule;
    if (auto when = test(at["when"])) rule.when = std::move(*when);
    const auto action = action_of(at.text("do"));
    if (!action) faults_.unknown(at["do"], at.text("do"), "action", action_words());
    rule.action = action.value_or(Action::quarantine);
    rule.say = at.text("say");
    rule.budget = at.text("budget");
    const Place budgets{file_.find("budgets"), "/budgets"};
    if (!rule.budget.empty() && !budgets[rule.budget])
      faults_.unknown(at["budget"], rule.budget, "budget", keys_of(budgets));
    if (const Place wait = at["wait"]) {
      rule.wait = base::parse_duration(wait->text());
      if (!rule.wait) rule.wait_at = pick(wait);
    }
    made.push_back(std::move(rule));
  }
  return made;
}

std::optional<Form> Compiler::form(const Place& place) {
  const auto made = form_of(place->text());
  if (!made) faults_.unknown(place, place->text(), "form", form_words());
  return made;
}

Spelling Compiler::spelling(const Place& forms, const Allowed& allowed) {
  Spelling made;
  const std::string ids = file_.text_or("ids", "text");
  made.ids_are_numbers = ids == "number";
  made.ids_are_guids = ids == "guid";
  made.zone = zone_.zone;
  made.zone_fact = zone_.fact;
  if (!forms) return made;
  for (const auto& [name, word] : forms->members()) {
    const Place at = forms[name];
    const auto chosen = form(at);
    if (!chosen) continue;
    // "since" may be spelled in the list's request for the increment that is a patch of it.
    const bool may_stand = name == "since" || name == "until" || name == "now" ||
                           std::ranges::count(allowed.names, name) || std::ranges::count(allowed.in_each, name);
    if (!may_stand) faults_.add(at, "${" + name + "} cannot stand in this request, so it has no form here");
    if (known(moments, name) != is_instant_form(*chosen)) {
      faults_.add(at, "the form \"" + word.text() + "\" does not fit ${" + name + "}");
    }
    made.forms.emplace(name, *chosen);
  }
  return made;
}

void Compiler::spends(const Place& place, Request& made) {
  const Place budgets{file_.find("budgets"), "/budgets"};
  if (place) {
    for (const auto& [name, amount] : place->members()) {
      if (!budgets[name]) {
        faults_.unknown(place[name], name, "budget", keys_of(budgets));
        continue;
      }
      spent_.push_back(name);
      if (amount.is_object()) {
        made.spend.push_back({name, 0, static_cast<int>(std::max<std::int64_t>(1, amount.integer_or("each", 1)))});
      } else {
        made.spend.push_back({name, static_cast<int>(amount.integer().value_or(1)), 0});
      }
    }
  }
}

void Compiler::check_names(const Place& place, const Request& made, const Allowed& allowed) {
  Names outside;
  collect_names(made.path, outside);
  for (const auto* list : {&made.query, &made.headers, &made.form}) {
    for (const auto& param : *list) names_outside_each(param.value, outside);
  }
  if (made.json) names_outside_each(*made.json, outside);
  const auto listed = [](const Names& names, const std::string& name) {
    return std::ranges::find(names, name) != names.end();
  };
  for (const auto& name : made.names) {
    const bool secret = listed(secret_names_, name);
    if (secret && !allowed.secrets) {
      faults_.add(place, "the secret ${" + name + "} stands where it must not",
                  "secrets stand in auth, origins and webhooks only");
      continue;
    }
    const bool everywhere =
        name == "now" || name == "request_id" || secret || (allowed.facts && listed(fact_names_, name));
    if (everywhere || listed(allowed.names, name)) continue;
    if (listed(allowed.in_each, name)) {
      if (listed(outside, name)) faults_.add(place, "${" + name + "} belongs to one item and stands outside of $each");
      continue;
    }
    Names all = allowed.names;
    all.insert(all.end(), allowed.in_each.begin(), allowed.in_each.end());
    all.insert(all.end(), {"now", "request_id"});
    if (allowed.facts) all.insert(all.end(), fact_names_.begin(), fact_names_.end());
    faults_.unknown(place, name, "placeholder here", all);
  }
}

void Compiler::check_free_text(const Place& place, const Request& made) {
  const auto complain = [&](const std::string& name) {
    faults_.add(place, "the free text ${" + name + "} stands inside other text of a path, query or header",
                "let it stand alone");
  };
  for (const auto* list : {&made.query, &made.headers, &made.form}) {
    for (const auto& param : *list) {
      if (list == &made.form || param.value.kind != Template::Kind::text) continue;
      for (const auto& segment : param.value.text) {
        if (is_free_text(segment.name)) complain(segment.name);
      }
    }
  }
  for (std::size_t i = 0; i < made.path.size(); ++i) {
    const auto& segment = made.path[i];
    if (!is_free_text(segment.name)) continue;
    const bool ends = i + 1 == made.path.size() || made.path[i + 1].text.starts_with("/");
    if (!segment.text.ends_with("/") || !ends) complain(segment.name);
  }
}

/// A request that writes times in the zone that the CRM tells asks for it before.
void Compiler::need_zone(Request& made) {
  if (made.spelling.zone_fact.empty()) return;
  const bool writes = std::ranges::any_of(
      made.spelling.forms, [&](const auto& form) { return has_no_zone(form.second) && uses(made, form.first); });
  if (!writes) return;
  made.names.push_back(made.spelling.zone_fact);
  std::ranges::sort(made.names);
}

Request Compiler::request(const Place& place, const Json& effective, const Allowed& allowed) {
  const Place at{&effective, place.pointer};
  Request made;
  made.pointer = place.pointer;
  made.origin = at.text("origin", "api");
  asked_.push_back(made.origin);
  if (!plan_.origins.contains(made.origin))
    faults_.unknown(at["origin"], made.origin, "origin", keys_of({file_.find("origins"), ""}));
  const std::string path = at.text("path");
  if (path.empty() || (!path.starts_with("/") && !path.starts_with("${"))) {
    faults_.add(at["path"] ? at["path"] : place, "a request has a path that begins with \"/\"");
  }
  made.path = split_placeholders(path);
  made.query = params(at["query"]);
  made.headers = params(at["headers"]);
  made.form = params(at["form"]);
  if (const Json* body = effective.find("json"); body && !body->is_null()) {
    check_words(faults_, at["json"]);
    check_bare(faults_, at, *body);
    made.json = make_template(*body);
  }
  for (const std::string_view part : {"query", "form"}) {
    // Names of parameters are the CRM's own and may begin with "$".
    for (const auto& name : keys_of(at[part])) check_words(faults_, at[part][name]);
  }
  made.method = at.text("method", made.json || !made.form.empty() ? "POST" : "GET");
  made.names = all_names(made);
  made.spelling = spelling(at["forms"], allowed);
  need_zone(made);
  spends(at["spend"], made);
  made.answers = rules(at["answers"]);
  check_names(at.json->is_null() ? place : at, made, allowed);
  check_free_text(at, made);
  return made;
}

Request Compiler::request(const Place& place, const Allowed& allowed) {
  if (!place.json) {
    faults_.add(place, "a request is missing here");
    return {};
  }
  return request(place, base::merge_patch(request_base_, *place.json), allowed);
}

}  // namespace goodword::connector
