#include "draft/openapi.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "draft/schema_walk.hpp"

namespace goodword::draft {
namespace {

using base::Json;

const Json& empty_object() {
  static const Json none = Json::object();
  return none;
}

const Json& part(const Json& json, std::string_view key) {
  const Json* found = json.find(key);
  return found ? *found : empty_object();
}

void gather_files(const Json& json, std::set<std::string>& files) {
  if (const Json* ref = json.find("$ref"); ref && ref->is_string()) {
    std::string file = ref->text().substr(0, ref->text().find('#'));
    file = file.substr(file.rfind('/') == std::string::npos ? 0 : file.rfind('/') + 1);
    if (!file.empty()) files.insert(file);
  }
  for (const auto& item : json.items()) gather_files(item, files);
  for (const auto& [key, value] : json.members()) gather_files(value, files);
}

/// Words at the end of an address that stand for whoever asks.
bool names_us(std::string_view path) {
  static const std::set<std::string, std::less<>> words = {"me",      "self",        "whoami", "userinfo",
                                                           "current", "currentuser", "myself", "appuser"};
  while (path.ends_with('/')) path.remove_suffix(1);
  return words.contains(folded(path.substr(path.rfind('/') + 1)));
}

class Reader {
 public:
  Reader(const Documents& documents, const std::string& name)
      : walk_(documents), root_(documents.at(name)), name_(name), old_(root_.has("swagger")) {}

  Material read();

 private:
  /// A request as the document states it.
  struct Stated {
    std::string method, path;
    Spot json;
    std::vector<Parameter> parameters;
  };

  Spot spot(const Json& json) const { return {&json, &name_}; }
  void servers();
  void logins();
  void login(const std::string& name, const Json& scheme);
  void flows(Login made, const Json& scheme);
  std::vector<Stated> stated() const;
  Stated stated_in(Spot item, const std::string& path, std::string_view word, const Json& operation) const;
  void parameter(Spot spot, std::vector<Parameter>& made) const;
  void body(Spot operation, std::vector<Parameter>& made) const;
  Spot answer_schema(Spot operation, const Json** example) const;
  Outline answer(Spot operation) const;
  void consider(const Stated& request);
  int merit(const Stated& request, const List& list) const;
  void find_one(List& list) const;
  std::optional<Named> name_of(const std::string& path) const;
  void undescribed(const List& list);

  SchemaWalk walk_;
  const Json& root_;
  const std::string& name_;
  bool old_;
  std::vector<Stated> stated_;
  std::map<std::string, int> merits_;  ///< by stream: of the request that was taken
  Material made_;
};

void Reader::servers() {
  if (old_) {
    const auto schemes = root_.texts("schemes");
    const bool safe = schemes.empty() || std::ranges::find(schemes, "https") != schemes.end();
    const std::string host = root_.text_or("host", "");
    if (!host.empty())
      made_.servers.push_back({(safe ? "https://" : "http://") + host + root_.text_or("basePath", ""), {}});
    return;
  }
  for (const auto& server : part(root_, "servers").items()) {
    Server made{server.text_or("url", ""), {}};
    for (const auto& [name, variable] : part(server, "variables").members()) {
      Parameter about{.name = name};
      about.usual = variable.text_or("default", "");
      about.words = variable.texts("enum");
      about.about = variable.text_or("description", "");
      made.variables.push_back(std::move(about));
    }
    made_.servers.push_back(std::move(made));
  }
}

void Reader::flows(Login made, const Json& scheme) {
  struct Flow {
    std::string_view word;
    Login::Kind kind;
  };
  constexpr std::array<Flow, 5> known = {
      Flow{"authorizationCode", Login::Kind::code}, Flow{"accessCode", Login::Kind::code},
      Flow{"clientCredentials", Login::Kind::client}, Flow{"application", Login::Kind::client},
      Flow{"password", Login::Kind::password}};
  const auto add = [&](const Json& flow, Login::Kind kind) {
    made.kind = kind;
    made.authorize = flow.text_or("authorizationUrl", "");
    made.token = flow.text_or("tokenUrl", "");
    made.scopes.clear();
    for (const auto& [scope, about] : part(flow, "scopes").members()) made.scopes.push_back(scope);
    if (!made.token.empty()) made_.logins.push_back(made);
  };
  for (const auto& [word, kind] : known) {
    if (old_ && scheme.text_or("flow", "") == word) add(scheme, kind);
    if (const Json* flow = part(scheme, "flows").find(word)) add(*flow, kind);
  }
}

void Reader::login(const std::string& name, const Json& scheme) {
  Login made{.name = name};
  made.about = scheme.text_or("description", "");
  made.where = scheme.text_or("name", "");
  const std::string type = scheme.text_or("type", ""), in = scheme.text_or("in", "");
  const std::string how = base::lower(scheme.text_or("scheme", ""));
  if (type == "oauth2") return flows(made, scheme);
  if (type == "apiKey" && in == "header") made.kind = Login::Kind::header;
  if (type == "apiKey" && in == "query") made.kind = Login::Kind::query;
  if (type == "basic" || how == "basic") made.kind = Login::Kind::basic;
  if (how == "bearer") made.kind = Login::Kind::bearer;
  made_.logins.push_back(std::move(made));
}

void Reader::logins() {
  const Json& schemes = old_ ? part(root_, "securityDefinitions") : part(part(root_, "components"), "securitySchemes");
  for (const auto& [name, scheme] : schemes.members())
    if (const Spot found = walk_.resolved(spot(scheme))) login(name, *found.json);
  // A key or a password is at hand at once; logins in the browser take an app of one's own.
  std::ranges::stable_sort(made_.logins, {}, [](const Login& one) {
    return one.kind == Login::Kind::other ? 2 : one.kind >= Login::Kind::code ? 1 : 0;
  });
}

void Reader::parameter(Spot raw, std::vector<Parameter>& made) const {
  const Spot found = walk_.resolved(raw);
  if (!found) return;
  const std::string in = found.json->text_or("in", "");
  if (in == "body" || in == "formData" || in == "cookie") return;
  const Spot stated = old_ ? found : walk_.resolved(found["schema"]);
  const Json& schema = stated ? *stated.json : empty_object();
  Parameter about{.name = found.json->text_or("name", "")};
  about.in = in == "header" ? Parameter::In::header : in == "path" ? Parameter::In::path : Parameter::In::query;
  about.required = found.json->boolean_or("required", false);
  about.about = found.json->text_or("description", schema.text_or("description", ""));
  about.type = type_in(schema);
  about.format = schema.text_or("format", "");
  if (const Json* most = schema.find("maximum")) about.most = most->integer();
  if (const Json* least = schema.find("minimum")) about.least = least->integer();
  if (const Json* preset = schema.find("default")) about.preset = preset->integer();
  about.usual = usual_of(*found.json).empty() ? usual_of(schema) : usual_of(*found.json);
  about.words = schema.texts("enum");
  made.push_back(std::move(about));
}

/// Top-level members of a JSON body are parameters, too.
void Reader::body(Spot operation, std::vector<Parameter>& made) const {
  Spot schema;
  if (old_) {
    for (const auto& one : part(*operation.json, "parameters").items()) {
      const Spot found = walk_.resolved({&one, operation.file});
      if (found && found.json->text_or("in", "") == "body") schema = walk_.resolved(found["schema"]);
    }
  } else {
    const Spot stated = walk_.resolved(operation["requestBody"]);
    if (stated) schema = walk_.resolved(stated["content"]["application/json"]["schema"]);
  }
  if (!schema) return;
  const auto required = schema.json->texts("required");
  for (const auto& seen : walk_.outline(schema)) {
    if (seen.place.size() != 1) continue;
    Parameter about{.name = seen.place[0], .in = Parameter::In::body};
    about.required = std::ranges::find(required, about.name) != required.end();
    about.about = seen.about;
    about.type = seen.what == Seen::What::number ? "integer" : seen.what == Seen::What::text ? "string" : "";
    about.format = seen.format;
    about.usual = seen.example;
    about.words = seen.words;
    made.push_back(std::move(about));
  }
}

Reader::Stated Reader::stated_in(Spot item, const std::string& path, std::string_view word,
                                 const Json& operation) const {
  Stated made{word == "get" ? "GET" : "POST", path, {&operation, item.file}, {}};
  for (const auto* holder : {item.json, &operation})
    for (const auto& one : part(*holder, "parameters").items()) parameter({&one, item.file}, made.parameters);
  if (word == "post") body(made.json, made.parameters);
  // Where the document says what stands in a path for an example, that is what is listed.
  for (const auto& one : made.parameters) {
    const auto at = made.path.find("{" + one.name + "}");
    if (one.in == Parameter::In::path && at != std::string::npos && named_by("/" + one.usual))
      made.path.replace(at, one.name.size() + 2, one.usual);
  }
  return made;
}

std::vector<Reader::Stated> Reader::stated() const {
  std::vector<Stated> all;
  for (const auto& [path, raw] : part(root_, "paths").members()) {
    const Spot item = walk_.resolved(spot(raw));
    if (!item) continue;
    for (const auto& [word, operation] : item.json->members())
      if (word == "get" || word == "post") all.push_back(stated_in(item, path, word, operation));
  }
  return all;
}

Spot Reader::answer_schema(Spot operation, const Json** example) const {
  const Spot answers = operation["responses"];
  for (const char* status : {"200", "2XX", "2xx", "default"}) {
    const Spot answer = walk_.resolved(answers[status]);
    if (!answer) continue;
    if (old_) return answer["schema"];
    for (const auto& [type, stated] : part(*answer.json, "content").members()) {
      if (type.find("json") == std::string::npos && type != "*/*") continue;
      *example = stated.find("example");
      for (const auto& [name, one] : part(stated, "examples").members())
        if (const Spot given = walk_.resolved({&one, answer.file}); given && !*example)
          *example = given.json->find("value");
      const Json* schema = stated.find("schema");
      if (schema || *example) return {schema, answer.file};
    }
  }
  return {};
}

/// The schema's places, and beside them what an example in the document shows.
Outline Reader::answer(Spot operation) const {
  const Json* example = nullptr;
  const Spot schema = answer_schema(operation, &example);
  Outline outline = schema ? walk_.outline(schema) : Outline{};
  if (!example) return outline;
  for (auto& shown : outline_of(*example)) {
    const auto known = std::ranges::find(outline, shown.place, &Seen::place);
    if (known == outline.end())
      outline.push_back(std::move(shown));
    else if (known->example.empty())
      known->example = shown.example;
  }
  return outline;
}

int Reader::merit(const Stated& request, const List& list) const {
  int points = request.method == "GET" ? 20 : 0;
  points -= 3 * static_cast<int>(std::ranges::count(request.path, '/'));
  if (request.json.json->boolean_or("deprecated", false)) points -= 50;
  for (const auto& one : list.parameters) {
    if (one.required && one.in != Parameter::In::path && one.usual.empty()) points -= 15;
  }
  return points;
}

/// Where one record is in an answer: the whole, or a member; nothing where it has no id.
std::optional<Place> one_in(const Outline& answer, std::string_view stream) {
  if (id_in(answer, {}, stream)) return Place{};
  for (const auto& seen : answer)
    if (seen.place.size() == 1 && seen.what == Seen::What::object && id_in(answer, seen.place, stream))
      return seen.place;
  return std::nullopt;
}

/// The request that reads one record of a list, and where the record is in its answer.
void Reader::find_one(List& list) const {
  const auto bare = [](std::string path) {
    while (path.ends_with('/')) path.pop_back();
    return path;
  };
  std::string base = bare(list.path);
  if (list.method == "POST") base = base.substr(0, base.rfind('/'));
  for (const auto& other : stated_) {
    const std::string path = bare(other.path);
    const bool below = path.starts_with(base + "/{") && path.find('/', base.size() + 1) == std::string::npos;
    if (other.method != "GET" || !below || !path.ends_with('}')) continue;
    const auto one = one_in(answer(other.json), list.stream);
    if (!one) return;
    list.by_id = base + "/${id}" + (other.path.ends_with('/') ? "/" : "");
    list.one = pointer_of(*one);
    return;
  }
}

/// By its path, or by the path that reads one: what is called /objects/0-3 may have /objects/0-3/{dealId} below it.
std::optional<Named> Reader::name_of(const std::string& path) const {
  if (auto told = named_by(path)) return told;
  for (const auto& other : stated_) {
    const std::string below = path + "/{";
    if (!other.path.starts_with(below) || !other.path.ends_with("Id}")) continue;
    const std::string word = other.path.substr(below.size(), other.path.size() - below.size() - 3);
    if (word.find('/') == std::string::npos) return named_by("/" + word);
  }
  return std::nullopt;
}

/// An answer whose content the document does not state tells nothing of records.
void Reader::undescribed(const List& list) {
  if (list.method == "GET" && list.answer.empty())
    made_.troubles.push_back(
        list.method + " " + list.path + " may list " + list.stream +
        ", but the document does not say what its answer holds; save one and give it with --answer");
}

void Reader::consider(const Stated& request) {
  const bool asks = request.method == "GET" || request.path.ends_with("/search") || request.path.ends_with("/query") ||
                    request.path.ends_with("/list");
  const auto named = name_of(request.path);
  if (!asks || !named || request.path.find('{') != std::string::npos) return;
  List list{.kind = named->kind, .stream = named->stream, .activity = named->activity};
  list.method = request.method;
  list.path = request.path;
  list.said = request.method + " " + request.path + " in " + name_ +
              (request.json.json->line() > 0 ? ":" + std::to_string(request.json.json->line()) : "");
  list.parameters = request.parameters;
  list.answer = answer(request.json);
  list.records = lists_of_records(list.answer, list.stream);
  if (list.records.empty()) return undescribed(list);
  const int points = merit(request, list);
  const auto before = merits_.find(list.stream);
  if (before != merits_.end() && before->second >= points) return;
  merits_[list.stream] = points;
  find_one(list);
  std::erase_if(made_.lists, [&](const List& other) { return other.stream == list.stream; });
  made_.lists.push_back(std::move(list));
}

Material Reader::read() {
  made_.title = part(root_, "info").text_or("title", name_);
  made_.version = part(root_, "info").text_or("version", "");
  made_.said = name_;
  servers();
  logins();
  stated_ = stated();
  for (const auto& request : stated_) {
    consider(request);
    if (request.method == "GET" && names_us(request.path) && request.path.find('{') == std::string::npos &&
        (made_.check.empty() || request.path.size() < made_.check.size()))
      made_.check = request.path;
  }
  return std::move(made_);
}

}  // namespace

std::vector<std::string> files_referred_to(const Json& document) {
  std::set<std::string> files;
  gather_files(document, files);
  return {files.begin(), files.end()};
}

base::Result<Material> material_of(const Documents& documents, const std::string& name) {
  const Json& root = documents.at(name);
  const std::string version = root.text_or("openapi", root.text_or("swagger", ""));
  if ((!version.starts_with("3.") && version != "2.0") || !root.has("paths"))
    return base::failure("usage", name +
                                      " is no OpenAPI document: it has neither \"openapi\": \"3.…\" nor \"swagger\": " +
                                      "\"2.0\" beside \"paths\"");
  return together({Reader(documents, name).read()});
}

}  // namespace goodword::draft
