#include "conformance/coverage.hpp"

#include <algorithm>

#include "connector/picks.hpp"
#include "connector/query.hpp"

namespace goodword::conformance {
namespace {

using base::Json;

bool has_placeholder(std::string_view text) { return text.find("${") != std::string_view::npos; }

/// The texts between placeholders, in their order, each found after the one before; the ends must fit.
bool text_fits(std::string_view pattern, std::string_view text, bool within_segment) {
  const auto start = pattern.find("${");
  if (start == std::string_view::npos) return pattern == text;
  if (!text.starts_with(pattern.substr(0, start))) return false;
  const auto end = pattern.find('}', start);
  const std::string_view rest = pattern.substr(end + 1);
  text.remove_prefix(start);
  for (std::size_t taken = 0; taken <= text.size(); ++taken) {
    if (within_segment && taken > 0 && text[taken - 1] == '/') return false;
    if (text_fits(rest, text.substr(taken), within_segment)) return true;
  }
  return false;
}

bool json_fits(const Json& pattern, const Json& made);

/// The text of a query in a query language, or nullptr.
const Json* query_text(const Json& pattern) {
  const auto& members = pattern.members();
  return members.size() == 1 && connector::query_of(members[0].first) ? &members[0].second : nullptr;
}

bool may_be_absent(const Json& pattern) {
  if (query_text(pattern)) return true;
  return pattern.is_null() || (pattern.is_string() && has_placeholder(pattern.text())) || pattern.has("$text") ||
         pattern.has("$repeat");
}

bool object_fits(const Json& pattern, const Json& made) {
  if (!made.is_object()) return false;
  bool open = false;
  std::size_t known = 0;
  for (const auto& [key, value] : pattern.members()) {
    if (key == "..." || has_placeholder(key)) {
      open = true;
      continue;
    }
    const Json* found = made.find(key);
    if (!found && !may_be_absent(value)) return false;
    if (found && !json_fits(value, *found)) return false;
    if (found) ++known;
  }
  return open || known == made.members().size();
}

bool list_fits(const Json& pattern, const Json& made) {
  if (!made.is_array() || made.items().size() != pattern.items().size()) return false;
  for (std::size_t i = 0; i < pattern.items().size(); ++i) {
    if (!json_fits(pattern.items()[i], made.items()[i])) return false;
  }
  return true;
}

bool string_fits(const std::string& text, const Json& made) {
  const bool alone = text.starts_with("${") && text.find('}') == text.size() - 1;
  return alone || (made.is_string() && text_fits(text, made.text(), false));
}

bool json_fits(const Json& pattern, const Json& made) {
  if (pattern.is_string()) return string_fits(pattern.text(), made);
  if (const Json* each = pattern.find("$each")) {
    return made.is_array() &&
           std::ranges::all_of(made.items(), [&](const Json& item) { return json_fits(*each, item); });
  }
  if (pattern.has("$text") || pattern.has("$repeat")) return true;
  if (const Json* query = query_text(pattern)) return string_fits(query->text(), made);
  if (pattern.is_object()) return object_fits(pattern, made);
  return pattern.is_array() ? list_fits(pattern, made) : pattern == made;
}

bool query_fits(const Json& pattern, const Json& made) {
  for (const auto& [key, value] : made.members()) {
    const Json* wanted = pattern.find(key);
    if (!wanted) return false;
    const Json* query = query_text(*wanted);
    if (query && !text_fits(query->text(), value.text(), false)) return false;
    const bool free = query || (wanted->is_string() && has_placeholder(wanted->text()));
    if (!free && base::write_json(*wanted) != value.text() && wanted->text() != value.text()) return false;
  }
  return true;
}

const Json& part(const Json& json, std::string_view key) {
  static const Json nothing;
  const Json* found = json.find(key);
  return found ? *found : nothing;
}

void replace_all(std::string& text, const std::string& what, const std::string& by) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
}

/// Constants in keys and values: alone they keep their type.
Json put_in(const Json& json, const std::string& prefix, const Json& constants) {
  std::string text = base::write_json(json);
  for (const auto& [name, value] : constants.members()) {
    const std::string placeholder = "${" + prefix + name + "}";
    replace_all(text, "\"" + placeholder + "\":", base::write_json(Json(value.text())) + ":");
    replace_all(text, "\"" + placeholder + "\"", base::write_json(value));
    replace_all(text, placeholder, value.text());
  }
  return base::parse_json(text).value_or(json);
}

Json with_patterns(const Json& file, const Json& stream) {
  const std::string like = stream.text_or("like", "");
  const Json* pattern = like.empty() ? nullptr : part(file, "patterns").find(like);
  return pattern ? base::merge_patch(with_patterns(file, *pattern), stream) : stream;
}

/// Streams that are asked by id: the first of each kind, and those that lost answers are looked for in.
bool asked_by_id(const Json& file, const std::string& name, const std::string& kind) {
  for (const auto& [operation, write] : part(file, "writes").members()) {
    const Json* through = write.at("/sameness/read_back/through");
    if (through && through->text() == name) return true;
  }
  for (const auto& [other, stream] : part(file, "streams").members()) {
    const Json whole = with_patterns(file, stream);
    if (whole.text_or("kind", "") == kind && whole.has("by_id")) return other == name;
  }
  return false;
}

}  // namespace

bool could_be(const Json& pattern, const Json& made) {
  const bool has_body = pattern.has("json") || pattern.has("form");
  if (pattern.text_or("method", has_body ? "POST" : "GET") != made.text_or("method", has_body ? "POST" : "GET"))
    return false;
  const std::string url = made.text_or("url", ""), path = pattern.text_or("path", "");
  const auto host = url.find("//");
  const auto start = host == std::string::npos ? std::string::npos : url.find('/', host + 2);
  bool address = false;
  for (std::size_t at = start; at != std::string::npos && !address; at = url.find('/', at + 1))
    address = text_fits(path, std::string_view(url).substr(at), true);
  return address && query_fits(part(pattern, "query"), part(made, "query")) &&
         (!pattern.has("json") || json_fits(part(pattern, "json"), part(made, "json")));
}

Coverage::Coverage(const Json& file) : general_(part(file, "request")), settings_(Json::object()) {
  for (const auto& [name, setting] : part(file, "settings").members())
    if (const Json* value = setting.find("default"); value && !value->is_null()) settings_.set(name, *value);
  const Json none = Json::object();
  add_rules("/answers", file.find("answers"));
  for (const auto& [name, auth] : part(file, "auth").members())
    if (const Json* request = auth.find("request")) add_request("/auth/" + name, *request, none);
  if (const Json* check = file.at("/check/request")) add_request("/check", *check, none);
  for (const auto& [name, fact] : part(file, "facts").members())
    if (const Json* request = fact.find("request")) add_request("/facts/" + name, *request, none);
  for (const auto& [name, table] : part(file, "tables").members()) {
    if (const Json* request = table.find("request")) add_request("/tables/" + name, *request, none);
    if (const Json* create = table.at("/create/request")) add_request("/tables/" + name + "/create", *create, none);
  }
  for (const auto& [name, stream] : part(file, "streams").members()) {
    const Json whole = with_patterns(file, stream);
    add_stream(name, whole, file);
    add_pages("/streams/" + name + "/pages", part(whole, "pages"), part(whole, "with"));
    add_pages("/streams/" + name + "/changes/pages", part(part(whole, "changes"), "pages"), part(whole, "with"));
  }
  for (const auto& [name, entry] : part(file, "setup").members())
    for (const char* step : {"check", "create", "extend", "each_tag"})
      if (const Json* request = entry.find(step)) add_request("/setup/" + name + "/" + step, *request, none);
  for (const auto& [name, write] : part(file, "writes").members()) add_write(name, write);
}

void Coverage::add_request(std::string name, const Json& request, const Json& constants) {
  const Json whole = general_.is_null() ? request : base::merge_patch(general_, request);
  add_rules(name + "/answers", request.find("answers"));
  requests_.push_back({std::move(name), put_in(put_in(whole, "with.", constants), "settings.", settings_), false});
}

void Coverage::add_rules(const std::string& name, const Json* rules) {
  if (!rules) return;
  for (std::size_t i = 0; i < rules->items().size(); ++i)
    rules_.push_back({name + "/" + std::to_string(i), part(rules->items()[i], "when"), false});
}

void Coverage::add_stream(const std::string& name, const Json& stream, const Json& file) {
  const std::string at = "/streams/" + name;
  const Json& constants = part(stream, "with");
  const Json& first = part(stream, "request");
  const std::string kind = stream.text_or("kind", "");
  // What a hint names is read anyway by the first pull of the stream it wakes, so its own first pull asks nothing.
  if (kind != "hint") add_request(at, first, constants);
  if (const Json* patch = stream.at("/changes/request");
      patch && part(part(stream, "changes"), "kind").text() != "none") {
    const Json increment = base::merge_patch(first, *patch);
    add_request(at + "/changes", increment, constants);
    // The walk through one moment is the same request for every stream of a pattern: one of them is enough.
    const Json* tie = stream.at("/changes/cap/tie");
    if (tie && kind == "contact") add_request(at + "/tie", base::merge_patch(increment, *tie), constants);
  }
  const Json* by_id = stream.at("/by_id/request");
  if (by_id && kind != "hint" && asked_by_id(file, name, kind)) add_request(at + "/by_id", *by_id, constants);
  if (const Json* deleted = stream.at("/deleted/request")) add_request(at + "/deleted", *deleted, constants);
  for (const auto& [relation, entry] : part(stream, "related").members())
    if (const Json* request = entry.find("request")) add_request(at + "/related/" + relation, *request, constants);
}

/// What is asked before the first page, and what is confirmed after each.
void Coverage::add_pages(const std::string& name, const Json& pages, const Json& constants) {
  for (const auto& rule : pages.items()) add_pages(name, rule, constants);
  for (const char* step : {"begin", "ack"})
    if (const Json* request = part(pages, step).find("request")) add_request(name + "/" + step, *request, constants);
}

void Coverage::add_write(const std::string& name, const Json& write) {
  for (const auto& [kind, constants] : part(write, "on").members()) {
    const std::string at = "/writes/" + name + "/" + kind;
    if (const Json* request = write.find("request")) add_request(at, *request, constants);
    if (const Json* request = write.at("/sameness/read_back/request"))
      add_request(at + "/read_back", *request, constants);
    std::size_t number = 0;
    for (const auto& step : part(write, "then").items()) {
      const std::string name_of_step = at + "/then/" + std::to_string(number++);
      if (const Json* request = step.find("request")) add_request(name_of_step, *request, constants);
      if (const Json* request = step.at("/sameness/read_back/request"))
        add_request(name_of_step + "/read_back", *request, constants);
    }
  }
  if (const Json* undo = write.at("/undo/request")) add_request("/writes/" + name + "/undo", *undo, Json::object());
}

void Coverage::add(const Exchange& exchange) {
  std::vector<const Part*> fitting;
  for (auto& request : requests_) {
    if (!could_be(request.json, exchange.request)) continue;
    request.reached = true;
    fitting.push_back(&request);
  }
  const int status = static_cast<int>(exchange.response.integer_or("status", 200));
  ports::Headers headers;
  for (const auto& [name, value] : part(exchange.response, "headers").members())
    headers.emplace_back(name, value.text());
  const connector::Seen seen{
      .status = status, .headers = &headers, .body = exchange.response.find("json"), .outside = nullptr};
  bool decided = false;
  // A request's own rules come before the general ones; the first that holds decides.
  const auto try_rules = [&](const std::string& prefix) {
    for (auto& rule : rules_) {
      if (decided || !rule.name.starts_with(prefix + "/")) continue;
      connector::Test test;
      for (const auto& [word, expected] : rule.json.members()) {
        auto pick = connector::pick_of(word);
        auto expectation = connector::expectation_of(expected);
        if (pick && expectation) test.parts.emplace_back(*pick, *std::move(expectation));
      }
      if (!test.holds(seen)) continue;
      rule.reached = decided = true;
    }
  };
  for (const Part* request : fitting) try_rules(request->name + "/answers");
  try_rules("/answers");
}

std::size_t Coverage::reached() const {
  return static_cast<std::size_t>(std::ranges::count(requests_, true, &Part::reached) +
                                  std::ranges::count(rules_, true, &Part::reached));
}

std::vector<std::string> Coverage::missed() const {
  std::vector<std::string> names;
  for (const auto* list : {&requests_, &rules_})
    for (const auto& part : *list)
      if (!part.reached) names.push_back(part.name);
  return names;
}

}  // namespace goodword::conformance
