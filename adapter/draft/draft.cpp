#include "draft/draft.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "draft/guess.hpp"

namespace goodword::draft {

using base::Json;

void Notes::guess(const std::string& pointer, const Json& what, std::string why) const {
  std::string text = what.is_string() ? what.text() : base::write_json(what);
  draft.guesses.push_back({at + pointer, base::shorten(text, 80), std::move(why)});
}

const Parameter* parameter_named(const List& list, std::string_view words) {
  for (const auto& word : base::split(words, ' ')) {
    for (const auto& one : list.parameters) {
      const bool sent = one.in == Parameter::In::query || one.in == Parameter::In::body;
      if (sent && folded(one.name) == word) return &one;
    }
  }
  return nullptr;
}

std::string part_for(Parameter::In in) {
  return in == Parameter::In::header ? "headers" : in == Parameter::In::body ? "json" : "query";
}

std::string name_from(std::string_view text) {
  const auto small = [](char c) { return c >= 'a' && c <= 'z'; };
  std::string name;
  char before = ' ';
  for (const char c : text) {
    const std::string letter = folded({&c, 1});
    // "apiKey" is api_key, "APIKey" is apikey.
    const bool new_word = letter.empty() || (letter[0] != c && small(before));
    if (new_word && !name.empty() && name.back() != '_') name += '_';
    name += letter;
    before = c;
  }
  while (name.ends_with('_')) name.pop_back();
  if (name.empty()) return "login";
  return small(name[0]) ? name : "login_" + name;
}

namespace {

/// By its last name, or by the last two: "next.after".
bool ends_in(const Place& place, std::string_view word) {
  const auto dot = word.find('.');
  const std::string last = folded(place.back());
  if (dot == std::string_view::npos) return last == word;
  return place.size() > 1 && folded(place[place.size() - 2]) == word.substr(0, dot) && last == word.substr(dot + 1);
}

/// A value beside the records: in no list, and no number where a text is wanted is too little.
bool stands_beside(const Seen& seen, const Place& records, Seen::What what) {
  if (seen.place.empty() || std::ranges::find(seen.place, "*") != seen.place.end()) return false;
  if (!records.empty() && begins_with(seen.place, records)) return false;
  return seen.what == what || (what == Seen::What::text && seen.what == Seen::What::number);
}

}  // namespace

const Seen* beside_named(const List& list, const Place& records, std::string_view words, Seen::What what) {
  for (const auto& word : base::split(words, ' ')) {
    for (const auto& seen : list.answer)
      if (stands_beside(seen, records, what) && ends_in(seen.place, word)) return &seen;
  }
  return nullptr;
}

namespace {

constexpr std::string_view asked_fields = "properties attributeselect fields select";

/// Whether somebody has to say what is sent: a login and the form of bodies are not the author's to choose.
bool must_be_said(const Parameter& parameter) {
  const std::string name = folded(parameter.name);
  return parameter.required && parameter.in != Parameter::In::path && name != "authorization" &&
         name != "contenttype" && name != "accept";
}

/// Parameters that must be there and have a value that suits everybody.
void required(const List& list, Json& request, const Notes& notes) {
  for (const auto& one : list.parameters) {
    const std::string part = part_for(one.in);
    if (!must_be_said(one) || (request.find(part) && request.find(part)->has(one.name))) continue;
    const std::string value = !one.usual.empty() ? one.usual : one.words.empty() ? "" : one.words.front();
    if (value.empty()) {
      notes.missing(list.stream + ": what to send as \"" + one.name + "\" (" + part + "), which the document requires");
      continue;
    }
    if (!request.has(part)) request.set(part, Json::object());
    const bool number = one.type == "integer" || one.type == "number";
    request.find(part)->set(one.name, number ? Json::number(value) : Json(value));
    notes.guess("/request/" + part + "/" + base::pointer_escape(one.name), Json(value),
                "required; an example or the first of its words");
  }
}

/// Who must be asked for fields by name gives hardly any by itself.
void ask_for_fields(const List& list, Json& stream, const Notes& notes) {
  const auto* parameter = parameter_named(list, asked_fields);
  const Json* fields = stream.find("fields");
  const bool under = std::ranges::any_of(fields->members(), [](const auto& one) {
    return base::write_json(one.second).find("\"/properties/") != std::string::npos;
  });
  if (!parameter || parameter->in != Parameter::In::query || !under) return;
  Json* request = stream.find("request");
  if (!request->has("query")) request->set("query", Json::object());
  request->find("query")->set(parameter->name, Json("${fields}"));
  stream.set("fields_under", Json("/properties"));
  notes.guess("/request/query/" + parameter->name, Json("${fields}"), "fields must be asked for by name");
}

Json stream_of(const List& list, const Notes& notes) {
  const Place& records = list.records.front();
  Json stream = Json::object({{"kind", Json(model::to_text(list.kind))}});
  Json request = Json::object({{"path", Json(list.path)}});
  if (list.method != "GET") request.set("method", Json(list.method));
  Paging paging = guess_pages(list, records, notes);
  if (!paging.query.members().empty()) request.set("query", std::move(paging.query));
  if (!paging.body.members().empty() || list.method == "POST") request.set("json", std::move(paging.body));
  required(list, request, notes);
  stream.set("request", std::move(request)).set("records", Json(pointer_of(records)));
  std::string why = records.empty() ? "the whole answer is a list" : "a list of objects with an id";
  if (list.records.size() > 1) why += "; " + std::to_string(list.records.size() - 1) + " others are in the answer";
  notes.guess("/records", *stream.find("records"), why);
  stream.set("pages", std::move(paging.pages));
  stream.set("changes", Json());  // keeps its place in the file
  if (!list.by_id.empty()) {
    stream.set("by_id", Json::object({{"batch", Json(1)},
                                      {"record", Json(list.one)},
                                      {"request", Json::object({{"path", Json(list.by_id)}})}}));
    notes.guess("/by_id", Json(list.by_id), "the document reads one record there");
  }
  stream.set("fields", guess_fields(list, records, notes.below("/fields")));
  stream.set("changes", guess_changes(list, {stream.find("fields")->has("changed")}, notes));
  ask_for_fields(list, stream, notes);
  return stream;
}

/// The cheapest request that needs the login: who we are, or one record of the first list.
Json check_of(const Material& material, const Json& streams, const Notes& notes) {
  if (!material.check.empty()) {
    notes.guess("/check", Json(material.check), "it says who we are");
    return Json::object({{"request", Json::object({{"path", Json(material.check)}})}});
  }
  Json request = *streams.members().front().second.find("request");
  for (const char* part : {"query", "json"}) {
    Json* values = request.find(part);
    if (!values) continue;
    std::erase_if(values->members(), [](const auto& one) {
      return one.second.text().find("${") != std::string::npos && one.second.text() != "${size}";
    });
    for (auto& [name, value] : values->members())
      if (value.text() == "${size}") value = Json(1);
  }
  notes.guess("/check", *request.find("path"), "nothing says who we are, so one record of a list is asked for");
  return Json::object({{"request", std::move(request)}});
}

void streams_of(const Material& material, Json& connector, const Notes& notes) {
  Json streams = Json::object();
  for (const auto& list : material.lists) {
    const Notes own = notes.below("/streams/" + list.stream);
    Json stream = stream_of(list, own);
    own.guess("", Json(list.path), list.said);
    streams.set(list.stream, std::move(stream));
  }
  connector.set("check", check_of(material, streams, notes));
  connector.set("budgets", Json::object({{"calls", Json::object({{"kind", Json("window")},
                                                                 {"most", Json(2)},
                                                                 {"per", Json("1s")},
                                                                 {"share", Json("login")}})}}));
  notes.guess("/budgets/calls", Json("2 calls a second"), "slow enough for nearly all; look up what the vendor allows");
  connector.set("streams", std::move(streams));
}

}  // namespace

Draft draft_of(const Material& material, const Wish& wish) {
  Draft draft;
  const Notes notes{draft, ""};
  draft.missing = material.troubles;
  if (material.lists.empty()) {
    notes.missing("a list to begin with: no request in " + (material.said.empty() ? "what was given" : material.said) +
                  " answers with a list of contacts, companies, opportunities, activities or users that have an id. "
                  "Lists under another "
                  "record (/lists/{id}/members) are not guessed; save such an answer and give it with --answer");
    return draft;
  }
  Json connector = Json::object();
  if (!wish.schema.empty()) connector.set("$schema", Json(wish.schema));
  connector.set("connector", Json(wish.name)).set("version", Json("0.1.0"));
  connector.set("title", Json(material.title.empty() ? wish.name : material.title));
  connector.set("api", Json(material.version.empty() ? "unknown" : material.version)).set("proven", Json("none"));
  guess_login(material, connector, notes);
  streams_of(material, connector, notes);
  const auto lists_kind = [&](model::Kind kind) {
    return std::ranges::any_of(material.lists, [&](const List& list) { return list.kind == kind; });
  };
  if (!lists_kind(model::Kind::contact))
    notes.missing("contacts: no list of them was found, and nothing is decided without them");
  notes.missing(
      "how deletions are told (\"deleted\"). A sweep, {\"kind\": \"sweep\", \"every\": \"24h\"}, takes for gone "
      "whatever the whole list "
      "does not name: add it only once the paging is proven");
  draft.connector = std::move(connector);
  // What was guessed and then replaced by a better guess is not told.
  std::erase_if(draft.guesses, [&](const Guess& guess) { return !draft.connector.at(guess.pointer); });
  return draft;
}

}  // namespace goodword::draft
