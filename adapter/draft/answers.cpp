#include "draft/answers.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace goodword::draft {
namespace {

using base::Json;

struct Address {
  std::string origin, path, query;
};

Address address_of(std::string_view url) {
  const auto host = url.find("://");
  const auto start = host == std::string_view::npos ? std::string_view::npos : url.find_first_of("/?", host + 3);
  if (start == std::string_view::npos) return {std::string(url), "/", ""};
  const auto question = url.find('?');
  return {std::string(url.substr(0, start)), std::string(url.substr(start, question - start)),
          question == std::string_view::npos ? "" : std::string(url.substr(question + 1))};
}

std::string decoded(std::string_view text) {
  std::string plain;
  const auto digit = [](char c) {
    return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 87 : -1;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escaped = text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0;
    plain += escaped ? static_cast<char>(16 * digit(text[i + 1]) + digit(text[i + 2])) : text[i] == '+' ? ' ' : text[i];
    if (escaped) i += 2;
  }
  return plain;
}

std::vector<Parameter> parameters_of(const Heard& heard) {
  std::vector<Parameter> made;
  for (const auto& pair : base::split(address_of(heard.url).query, '&')) {
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    Parameter one{.name = decoded(pair.substr(0, equals))};
    if (equals != std::string::npos) one.usual = decoded(pair.substr(equals + 1));
    made.push_back(std::move(one));
  }
  for (const auto& [name, value] : heard.sent.members()) {
    Parameter one{.name = name, .in = Parameter::In::body};
    one.usual = value.text();
    if (value.is_number()) one.type = "integer";
    made.push_back(std::move(one));
  }
  return made;
}

/// A list whose address says nothing of its kind is one of people, if its records have an e-mail address.
std::optional<Named> named_by_records(const Outline& answer) {
  for (const auto& seen : answer) {
    if (!seen.place.empty() && folded(seen.place.back()).find("email") != std::string::npos)
      return Named{model::Kind::contact, "contacts", ""};
  }
  return std::nullopt;
}

}  // namespace

base::Result<Heard> heard_from(const Json& file, std::string_view name, std::string_view url) {
  Heard heard{.name = std::string(name), .url = std::string(url)};
  const Json* request = file.find("request");
  const Json* response = file.find("response");
  if (request && response && request->has("url")) {
    heard.url = request->text_or("url", "");
    heard.method = request->text_or("method", request->has("json") ? "POST" : "GET");
    std::string query;
    if (const Json* stated = request->find("query"))
      for (const auto& [key, value] : stated->members())
        query += (query.empty() ? "?" : "&") + base::percent_encode(key) + "=" + base::percent_encode(value.text());
    heard.url += query;
    if (const Json* sent = request->find("json")) heard.sent = *sent;
    if (const Json* headers = response->find("headers"))
      for (const auto& [key, value] : headers->members()) heard.headers.emplace_back(key, value.text());
    if (const Json* body = response->find("json")) heard.body = *body;
  } else {
    heard.body = file;
  }
  if (heard.url.find("://") == std::string::npos)
    return base::failure("usage", heard.name + " does not say which address was asked: add --url https://… after it, " +
                                      "or save it as {\"request\": {\"url\": …}, \"response\": {\"json\": …}}");
  return heard;
}

Material material_of(const std::vector<Heard>& heard, const std::string& base) {
  std::vector<Material> parts;
  for (const auto& one : heard) {
    Address address = address_of(one.url);
    if (!base.empty() && one.url.starts_with(base + "/")) {
      address.path = address_of("x://y" + one.url.substr(base.size())).path;
      address.origin = base;
    }
    Material made{.said = one.name};
    if (address.origin != base) made.servers.push_back({address.origin, {}});
    const Outline outline = outline_of(one.body);
    auto named = named_by(address.path);
    if (!named) named = named_by_records(outline);
    List list{.kind = named ? named->kind : model::Kind::contact, .stream = named ? named->stream : ""};
    if (named) list.activity = named->activity;
    list.method = one.method;
    list.path = address.path;
    list.said = one.method + " " + address.path + " as answered in " + one.name;
    list.parameters = parameters_of(one);
    list.headers = one.headers;
    list.answer = outline;
    list.records = lists_of_records(outline, list.stream);
    if (!named)
      made.troubles.push_back(one.name + ": neither its address " + address.path +
                              " nor its records say what is listed");
    else if (list.records.empty())
      made.troubles.push_back(one.name + " holds no list of records with an id");
    else
      made.lists.push_back(std::move(list));
    parts.push_back(std::move(made));
  }
  Material whole = together(std::move(parts));
  if (base.empty() && !whole.servers.empty()) {
    const std::string& url = whole.servers[0].url;
    whole.title = url.substr(url.find("://") + 3);
  }
  return whole;
}

const List* list_of(const Material& material, const Heard& heard) {
  const std::string path = address_of(heard.url).path;
  for (const auto& list : material.lists)
    if (list.method == heard.method && path.ends_with(list.path)) return &list;
  return nullptr;
}

}  // namespace goodword::draft
