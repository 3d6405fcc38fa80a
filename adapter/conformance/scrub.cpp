#include "conformance/scrub.hpp"

#include <algorithm>
#include <array>

#include "base/instant.hpp"
#include "base/text.hpp"
#include "connector/picks.hpp"

namespace goodword::conformance {
namespace {

using base::Json;
using Sort = Invented::Sort;

const Json::Object& members_of(const Json& json, std::string_view key) {
  static const Json::Object none;
  const Json* found = json.find(key);
  return found ? found->members() : none;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool all_digits(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_digit); }

/// Small letters and digits alone.
std::string folded(std::string_view name) {
  std::string word;
  for (const char c : base::lower(name))
    if (is_digit(c) || is_letter(c)) word += c;
  return word;
}

bool has_any(std::string_view word, std::initializer_list<std::string_view> parts) {
  return std::ranges::any_of(parts, [&](auto part) { return word.find(part) != std::string_view::npos; });
}

/// The name itself, of one that is told with what it stands in: "org/value".
std::string_view own(std::string_view name) {
  const auto slash = name.rfind('/');
  return slash == std::string_view::npos ? name : name.substr(slash + 1);
}

bool names_an_id(std::string_view name) {
  const std::string word = folded(own(name));
  if (has_any(word, {"said", "paid", "valid", "android"})) return false;
  return word.ends_with("id") || word.ends_with("ids") || has_any(word, {"uuid", "guid", "cursor", "marker"});
}

bool is_time(const std::string& text) {
  if (text.size() < 10 || !is_digit(text[0])) return false;
  if (base::parse_rfc3339(text)) return true;
  std::string joined = text;
  if (joined.size() > 10 && joined[10] == ' ') joined[10] = 'T';
  if (base::parse_rfc3339(joined) || base::parse_rfc3339(joined + "Z")) return true;
  return text.size() == 10 && base::parse_rfc3339(text + "T00:00:00Z").has_value();
}

/// An id that tells nothing: digits, or letters and digits so mixed that nobody's name is in it.
bool tells_nothing(std::string_view text) {
  if (all_digits(text)) return true;
  std::size_t numbers = 0, run = 0, longest = 0;
  for (const char c : text) {
    if (!is_digit(c) && !is_letter(c) && c != '-' && c != '_') return false;
    numbers += is_digit(c) ? 1 : 0;
    run = is_letter(c) ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return text.size() >= 15 && numbers >= 3 && longest <= 12;
}

bool is_address(std::string_view text) { return text.starts_with("https://") || text.starts_with("http://"); }
bool is_path(std::string_view text) {
  return text.size() > 1 && text[0] == '/' && text[1] != '/' && text.find(' ') == std::string_view::npos;
}

/// Whether the whole is an e-mail address.
bool is_email(std::string_view text) {
  const auto at = text.find('@');
  return at != std::string_view::npos && at > 0 && text.find('.', at) != std::string_view::npos &&
         text.find_first_of(" ;,<>/") == std::string_view::npos;
}

bool says_nothing(const std::string& text) { return text == "true" || text == "false" || is_time(text); }

Sort sort_of_name(std::string_view word) {
  if (word.starts_with("first") || word.starts_with("given")) return Sort::first_name;
  if (word.starts_with("last") || word.starts_with("family") || word == "surname") return Sort::last_name;
  return word.ends_with("name") ? Sort::name : Sort::text;
}

std::string host_of(std::string_view url) {
  const auto start = url.find("://");
  return start == std::string_view::npos ? "" : std::string(url.substr(0, url.find_first_of("/?#", start + 3)));
}

}  // namespace

Scrubber::Scrubber(const Json& connector, const Json& crm, const std::vector<std::string>& words)
    : words_(words.begin(), words.end()) {
  for (const char* kept : {"content-type", "date", "retry-after"}) headers_.insert(kept);
  const Json* change = crm.find("change");
  const Json whole = change ? base::merge_patch(connector, *change) : connector;
  learn_fields(whole);
  learn_crm(connector, crm);
  learn_names(connector);
  if (const Json* ours = crm_.find("change")) learn_names(*ours);
}

/// A field's places: pointers in the vendor's record, of which the last name counts.
void Scrubber::learn_place(const Known& known, std::string_view pointer) {
  if (pointer.starts_with("outer:")) pointer.remove_prefix(6);
  if (!pointer.starts_with('/')) return;
  auto tokens = connector::pointer_tokens(pointer);
  std::erase_if(tokens, all_digits);
  if (tokens.empty()) return;
  const bool alone = tokens.size() == 1;
  const std::string name = alone ? tokens[0] : tokens[tokens.size() - 2] + "/" + tokens.back();
  const auto [at, fresh] = fields_.emplace(name, known);
  // Of two that share a name, the one that is about a person counts.
  if (!fresh && at->second.cls == model::FieldClass::business) at->second = known;
  static const std::set<std::string, std::less<>> say_little = {"value", "values", "id", "name", "text", "title"};
  if (!alone && !say_little.contains(tokens.back())) fields_.emplace(tokens.back(), known);
}

void Scrubber::learn_field(const Known& known, const Json& field) {
  if (field.is_string()) return learn_place(known, field.text());
  for (const auto& one : field.items()) learn_field(known, one);
  const std::string from = field.text_or("from", "");
  learn_place(known, from + field.text_or("each", ""));
  learn_place(known, from);
  if (const Json* all = field.find("all")) learn_field(known, *all);
}

const Scrubber::Known* Scrubber::known(const std::string& name) const {
  auto found = fields_.find(name);
  if (found == fields_.end()) found = fields_.find(own(name));
  return found == fields_.end() ? nullptr : &found->second;
}

void Scrubber::learn_fields(const Json& json) {
  for (const auto& [name, stream] : members_of(json, "streams")) {
    const auto kind = model::kind_of(stream.text_or("kind", "")).value_or(model::Kind::contact);
    const auto learn_all = [&](const Json* fields) {
      for (const auto& [field, where] : fields ? fields->members() : Json::Object{}) {
        const auto index = model::field_index(kind, field);
        if (!index) continue;
        const auto& row = model::fields_of(kind)[*index];
        learn_field({row.type, row.cls, field}, where);
      }
    };
    learn_all(stream.find("fields"));
    for (const auto& [relation, entry] : members_of(stream, "related")) learn_all(entry.find("fields"));
    for (const auto& [field, where] : members_of(stream, "custom")) {
      const std::string cls = where.text_or("class", "");
      learn_field({model::type_of(where.text_or("type", "")).value_or(model::Type::text),
                   model::field_class_of(cls).value_or(model::FieldClass::free_text), field},
                  where);
    }
  }
}

/// Texts that the file compares with tell nothing of anybody.
void Scrubber::learn_words(const Json& json) {
  if (json.is_string()) words_.insert(json.text());
  for (const auto& item : json.items()) learn_words(item);
  const bool looks = json.members().size() == 1 && (json.has("has") || json.has("match"));
  if (looks && json.members()[0].second.is_string()) looked_for_.push_back(json);
  for (const auto& [name, value] : json.members()) {
    words_.insert(name);
    learn_words(value);
  }
}

/// Names in the file: parts of addresses, members, headers; and, where it compares, the texts.
void Scrubber::learn_names(const Json& json) {
  static const std::set<std::string, std::less<>> comparing = {"when",    "where", "first", "ok",
                                                               "missing", "ends",  "words"};
  const auto add = [&](const std::string& text) {
    if (text.starts_with("header:")) headers_.insert(base::lower(text.substr(7)));
    for (auto& part : base::split(text.substr(0, text.find('?')), '/')) names_.insert(std::move(part));
  };
  if (json.is_string()) add(json.text());
  for (const auto& item : json.items()) learn_names(item);
  for (const auto& [name, value] : json.members()) {
    add(name);
    learn_names(value);
    if (comparing.contains(name)) learn_words(value);
  }
}

/// Addresses in the operator's file are those of the firm.
Json Scrubber::with_our_hosts(const Json& json) {
  Json copy = json;
  if (copy.is_string() && is_address(copy.text())) {
    const std::string host = host_of(copy.text());
    const auto found = hosts_.emplace(host, "https://crm" + std::to_string(hosts_.size() + 1) + ".example").first;
    copy = Json(found->second + copy.text().substr(host.size()));
  }
  for (auto& item : copy.items()) item = with_our_hosts(item);
  for (auto& [name, inner] : copy.members()) inner = with_our_hosts(inner);
  return copy;
}

/// One with a default names something in the CRM, such as a property; one without says whose account it is.
Json Scrubber::setting(const std::string& name, const Json& given, const Json& connector) {
  const Json* declared = connector.at("/settings/" + base::pointer_escape(name));
  const bool plain = declared && declared->has("default") && given.text().find('@') == std::string::npos;
  const bool text = given.is_string() && declared && declared->text_or("type", "text") == "text";
  if (plain) names_.insert(given.text());
  return text && !plain ? Json(name) : with_our_hosts(given);
}

void Scrubber::learn_crm(const Json& connector, const Json& crm) {
  crm_ = Json::object();
  if (const Json* login = crm.find("login")) crm_.set("login", *login);
  if (const Json* change = crm.find("change")) crm_.set("change", with_our_hosts(*change));
  Json settings = Json::object();
  for (const auto& [name, given] : members_of(crm, "settings")) settings.set(name, setting(name, given, connector));
  crm_.set("settings", std::move(settings));
  // Hosts that the file names are the vendor's.
  for (const auto& [name, origin] : members_of(connector, "origins")) {
    const std::string host = host_of(origin.is_object() ? origin.text_or("url", "") : origin.text());
    if (host.find("${") == std::string::npos) hosts_.emplace(host, host);
  }
}

std::string Scrubber::id(const std::string& id) const {
  const auto* other = invented_.known(id);
  return other ? *other : id;
}

/// What the file looks for in a text stays findable: that part of it, or those words that match by themselves.
std::string Scrubber::prose(const std::string& text) {
  std::string made = invented_.instead_of(text, Sort::text);
  for (const auto& one : looked_for_) {
    const auto expectation = connector::expectation_of(one);
    const Json whole(text);
    if (!expectation || !expectation->holds(&whole)) continue;
    if (const Json* part = one.find("has")) made += " " + part->text();
    if (one.has("has")) continue;
    for (const auto& word : base::split(text, ' ')) {
      const Json alone(word);
      if (word.find('@') == std::string::npos && expectation->holds(&alone)) made += " " + word;
    }
  }
  return made;
}

std::string Scrubber::part_of_address(const std::string& part) {
  const bool kept = part.empty() || names_.contains(part) || (part.size() < 7 && all_digits(part));
  return kept ? part : invented_.instead_of(part, Sort::id);
}

std::string Scrubber::path(std::string_view path) {
  const auto question = path.find('?');
  std::string made;
  bool first = true;
  for (const auto& part : base::split(path.substr(0, question), '/')) {
    made += (first ? "" : "/") + part_of_address(part);
    first = false;
  }
  if (question == std::string_view::npos) return made;
  char between = '?';
  for (const auto& pair : base::split(path.substr(question + 1), '&')) {
    const auto equals = pair.find('=');
    const std::string given = equals == std::string::npos ? "" : pair.substr(equals + 1);
    made += between + pair.substr(0, equals) + "=" + part_of_address(given);
    between = '&';
  }
  return made;
}

std::string Scrubber::address(const std::string& url) {
  const std::string host = host_of(url);
  const auto ours = hosts_.find(host);
  return ours == hosts_.end() ? invented_.instead_of(url, Sort::site) : ours->second + path(url.substr(host.size()));
}

std::string Scrubber::digits(const std::string& text, const std::string& name) {
  const std::string word = folded(own(name));
  if (has_any(word, {"phone", "mobile", "fax", "tel"})) return invented_.instead_of(text, Sort::phone);
  if (has_any(word, {"zip", "postal", "birth", "ssn", "tax", "vat", "iban", "account"}) && !names_an_id(name))
    return invented_.instead_of(text, Sort::digits);
  const bool moment = text.size() == 10 || text.size() == 13;
  const bool kept =
      text.size() < 7 || names_an_id(name) || (moment && has_any(word, {"at", "time", "date", "reset", "on"}));
  return kept ? text : invented_.instead_of(text, Sort::digits);
}

/// A value whose field the file maps: its class and type say what it is.
std::string Scrubber::by_known(const std::string& text, const Known& known, const std::string& name) {
  using model::Type;
  switch (known.type) {
    case Type::email: return invented_.instead_of(text, Sort::email);
    case Type::phone: return invented_.instead_of(text, Sort::phone);
    case Type::money:
    case Type::number:
      return invented_.instead_of(text, text.find('.') == std::string::npos ? Sort::digits : Sort::decimal);
    case Type::ref: return tells_nothing(text) ? text : invented_.instead_of(text, Sort::id);
    case Type::instant:
    case Type::date:
    case Type::boolean: return by_name(text, name);
    case Type::text:
    case Type::url: break;
  }
  if (known.field == "first_name") return invented_.instead_of(text, Sort::first_name);
  if (known.field == "last_name") return invented_.instead_of(text, Sort::last_name);
  if (known.field == "country" && text.size() == 2) return text;
  if (known.field == "language" && text.size() <= 5) return text;
  if (known.field == "domain" && !is_address(text)) return invented_.instead_of(text, Sort::site).substr(8);
  return known.cls == model::FieldClass::identity ? invented_.instead_of(text, Sort::name) : prose(text);
}

/// A value that the file does not map, or whose type says little.
std::string Scrubber::by_name(const std::string& text, const std::string& name) {
  const std::string word = folded(own(name));
  if (has_any(word, {"birth", "dob"})) return is_time(text) ? "1970-01-01" : invented_.instead_of(text, Sort::text);
  if (says_nothing(text)) return text;
  if (all_digits(text)) return digits(text, name);
  if (Json::number(text).is_number()) return invented_.instead_of(text, Sort::decimal);
  if (has_any(word, {"phone", "mobile", "fax"})) return invented_.instead_of(text, Sort::phone);
  if (has_any(word, {"currency"}) && text.size() == 3) return text;
  if (names_an_id(name)) return tells_nothing(text) ? text : invented_.instead_of(text, Sort::id);
  const auto sort = sort_of_name(word);
  return sort == Sort::text ? prose(text) : invented_.instead_of(text, sort);
}

/// A value that is more than one, or leads somewhere.
std::optional<std::string> Scrubber::composed(const std::string& text, const std::string& name) {
  const char separator = text.find(';') != std::string::npos ? ';' : ',';
  if (text.find('@') != std::string::npos && text.find(separator) != std::string::npos) {
    std::vector<std::string> parts;
    for (const auto& part : base::split(text, separator))
      parts.push_back(this->text(std::string(base::trim(part)), name));
    return base::join(parts, std::string(1, separator));
  }
  if (is_address(text)) return address(text);
  if (is_path(text) && !known(name)) return path(text);
  if (!text.starts_with('{') && !text.starts_with('[')) return std::nullopt;
  const auto inner = base::parse_json(text);
  return inner ? std::optional(base::write_json(value(*inner, name))) : std::nullopt;
}

std::string Scrubber::text(const std::string& text, const std::string& name) {
  if (text.empty() || words_.contains(text)) return text;
  if (const auto* before = invented_.known(text)) return *before;
  if (is_email(text)) return invented_.instead_of(text, Sort::email);
  if (auto parts = composed(text, name)) return *std::move(parts);
  const auto* mapped = known(name);
  return mapped ? by_known(text, *mapped, name) : by_name(text, name);
}

Json Scrubber::number(const Json& json, const std::string& name) {
  const std::string& text = json.text();
  const auto* mapped = known(name);
  if (mapped && (mapped->type == model::Type::money || mapped->type == model::Type::phone))
    return Json::number(invented_.instead_of(text, text.find('.') == std::string::npos ? Sort::digits : Sort::decimal));
  if (!all_digits(text)) return text.size() < 5 ? json : Json::number(invented_.instead_of(text, Sort::decimal));
  const std::string other = digits(text, name);
  return all_digits(other) ? Json::number(other)
                           : Json::number(invented_.instead_of(text + "#", Sort::digits).substr(0, text.size()));
}

/// Names are the vendor's, unless they are made of what people wrote.
std::string Scrubber::key(const std::string& name) {
  const bool plain = std::ranges::all_of(name, [](char c) {
    return is_digit(c) || is_letter(c) || std::string_view("_-.$@:#/").find(c) != std::string_view::npos;
  });
  return names_.contains(name) || (plain && !is_email(name)) ? name : invented_.instead_of(name, Sort::text);
}

Json Scrubber::object(const Json& json, const std::string& name) {
  Json made = Json::object();
  for (const auto& [inner, item] : json.members()) {
    // {"value": …} and the like say nothing: the name outside does, unless the file knows the one inside.
    const std::string word = folded(inner), whole = std::string(own(name)) + "/" + inner;
    const bool bare = (word == "value" || word == "values" || word == "text") && !known(whole);
    made.set(key(inner), value(item, bare ? name : whole));
  }
  return made;
}

Json Scrubber::value(const Json& json, const std::string& name) {
  switch (json.type()) {
    case Json::Type::string: return Json(text(json.text(), name));
    case Json::Type::number: return number(json, name);
    case Json::Type::object: return object(json, name);
    case Json::Type::array: break;
    case Json::Type::null:
    case Json::Type::boolean: return json;
  }
  Json made = Json::array();
  for (const auto& item : json.items()) made.push(value(item, name));
  return made;
}

Json Scrubber::headers(const ports::HttpResponse& response) {
  Json made = Json::object();
  for (const auto& [name, given] : response.headers) {
    const std::string word = base::lower(name);
    if (word == "link") {
      if (const auto next = connector::next_link(given); !next.empty())
        made.set(name, Json("<" + text(next, "link") + ">; rel=\"next\""));
      continue;
    }
    if (!headers_.contains(word) || word == "set-cookie" || word == "authorization") continue;
    const bool plain = word == "content-type" || word == "date" || word == "retry-after";
    made.set(name, Json(plain || given.size() < 7 ? given : text(given, name)));
  }
  return made;
}

Json Scrubber::answer(const ports::HttpResponse& response) {
  Json made = Json::object({{"status", Json(response.status)}});
  Json kept = headers(response);
  if (!kept.members().empty()) made.set("headers", std::move(kept));
  if (response.body.empty()) return made;
  const auto body = base::parse_json(response.body);
  if (body) return made.set("json", value(*body, ""));
  return made.set("body", Json("what was no JSON"));
}

}  // namespace goodword::conformance
