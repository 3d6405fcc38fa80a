// The doors, who may come in, and how each door says a mistake.
#include "sandbox/odoo.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"

namespace goodword::sandbox {
namespace {

using base::Json;

constexpr std::string_view session_door = "/web/dataset/call_kw", sign_in_door = "/web/session/authenticate";

bool is_rpc(const Call& call) {
  return call.path == "/jsonrpc" || call.path == sign_in_door || call.path.starts_with(session_door);
}

Answer web_page_of(int status, const std::string& title) {
  return {status,
          "<!doctype html>\n<html lang=en>\n<title>" + title + "</title>\n<h1>" + title + "</h1>\n",
          {{"Content-Type", "text/html; charset=utf-8"}}};
}

OdooWrong key_refused(const char* why) { return {401, "werkzeug.exceptions.Unauthorized", why}; }

OdooWrong bad_login() { return {403, "odoo.exceptions.AccessDenied", "Access Denied"}; }

OdooWrong no_database(const std::string& name) {
  return {500, "psycopg2.OperationalError",
          "connection to server at \"127.0.0.1\", port 5432 failed: FATAL:  database \"" + name + "\" does not exist"};
}

OdooWrong not_taken(const std::string& method, std::string_view argument) {
  return {500, "builtins.TypeError", method + "() got an unexpected keyword argument '" + std::string(argument) + "'"};
}

/// The cookie's value; what else stands there is passed over, attributes of cookies too.
std::string session_in(const ports::HttpRequest& request) {
  for (const auto& part : base::split(ports::HttpResponse{0, request.headers, {}, 0}.header("cookie"), ';')) {
    const auto pair = base::trim(part);
    if (pair.starts_with("session_id=")) return std::string(pair.substr(11));
  }
  return {};
}

}  // namespace

Odoo::Odoo(OdooOptions options)
    : Dialect(options.frame, Rows(options.frame.now, tables(options.version), std::chrono::microseconds(1))),
      options_(std::move(options)),
      logins_(Logins::Refresh::stays) {
  partner_ = rows().create(
      "res.partner",
      Json::object({{"name", "Sync"}, {"email", "sync@firm.example"}, {"type", "contact"}, {"active", true}}));
  user_ = rows().create("res.users", Json::object({{"name", "Sync"},
                                                   {"login", Json(options_.login)},
                                                   {"email", "sync@firm.example"},
                                                   {"partner_id", Json::number(partner_)},
                                                   {"active", true}}));
  for (const auto& [name, model, label] : {std::array{"mail.mt_comment", "mail.message.subtype", "Discussions"},
                                           std::array{"mail.mt_note", "mail.message.subtype", "Note"},
                                           std::array{"mail.mt_activities", "mail.message.subtype", "Activities"},
                                           std::array{"mail.mail_activity_data_todo", "mail.activity.type", "To-Do"},
                                           std::array{"mail.mail_activity_data_call", "mail.activity.type", "Call"}})
    xmlids_[name] = rows().create(model, Json::object({{"name", label}}));
}

void Odoo::end_sessions() {
  const std::scoped_lock lock(mutex_);
  logins_.end_access();
}

void Odoo::unlink(const std::string& model, const std::string& id) {
  const std::scoped_lock lock(mutex_);
  take_away(model, id);
}

/// As JSON-2 says it; finish() puts it into the other doors' envelope.
Answer Odoo::refused(const OdooWrong& wrong) {
  return answer(wrong.status, Json::object({{"name", Json(wrong.name)},
                                            {"message", Json(wrong.message)},
                                            {"arguments", Json::array({Json(wrong.message)})},
                                            {"context", Json::object()},
                                            {"debug", "Traceback (most recent call last):\n  File ..."}}));
}

/// Too many calls and maintenance are told by whatever stands before Odoo: unproven.
Answer Odoo::said(Fault fault) {
  switch (fault) {
    case Fault::token_expired: logins_.end_access(); return refused(key_refused("Invalid apikey"));
    case Fault::throttled: return web_page_of(429, "Too Many Requests");
    case Fault::forbidden: return refused({403, "odoo.exceptions.AccessError", "You are not allowed to do this."});
    case Fault::unavailable: return web_page_of(503, "Service Unavailable");
    default: return refused({500, "psycopg2.OperationalError", "could not connect to server: Connection refused"});
  }
}

std::optional<Answer> Odoo::login(const Call& call, const ports::HttpRequest& request) {
  const bool json2 = call.path.starts_with("/json/2/") && options_.version >= 19;
  if (call.origin != "https://" + options_.host || (!json2 && !is_rpc(call))) return web_page_of(404, "404 Not Found");
  if (call.method != "POST") return web_page_of(405, "405 Method Not Allowed");
  const ports::HttpResponse as_headers{0, request.headers, {}, 0};
  if (!as_headers.header("content-type").starts_with("application/json"))
    return web_page_of(415, "415 Unsupported Media Type");
  if (json2) return login_by_key(as_headers);
  const auto body = base::parse_json(request.body);
  envelope_ = body && body->has("id") ? *body->find("id") : Json();
  if (!call.path.starts_with(session_door) || logins_.good(session_in(request), now())) return std::nullopt;
  return refused(key_refused("Session expired"));
}

std::optional<Answer> Odoo::login_by_key(const ports::HttpResponse& as_headers) const {
  const auto database = as_headers.header("x-odoo-database"), word = as_headers.header("authorization");
  if (!database.empty() && database != options_.database) return web_page_of(404, "404 Not Found");
  if (word.size() < 8 || base::lower(word.substr(0, 7)) != "bearer ")
    return refused(key_refused("User not authenticated, use an API Key with a Bearer Authorization header."));
  return word.substr(7) == options_.key ? std::nullopt : std::optional(refused(key_refused("Invalid apikey")));
}

Answer Odoo::carry_out(Call& call, const ports::HttpRequest& request) {
  if (!call.parameters.empty()) return web_page_of(400, "400 Bad Request");
  const auto body = base::parse_json(request.body);
  if (!body || !body->is_object()) return refused({400, "werkzeug.exceptions.BadRequest", "Invalid JSON data"});
  if (is_rpc(call)) return json_rpc(call, *body);
  if (path_is(call, "POST", "json/2/*/*")) return by_name(call, *body);
  return web_page_of(404, "404 Not Found");
}

/// The other doors answer 200 whatever happens, in an envelope; what a server before Odoo says stands as it is.
void Odoo::finish(Answer& answer, const Call& call) {
  const Json id = std::exchange(envelope_, {});
  const bool page = !ports::HttpResponse{0, answer.headers, {}, 0}.header("content-type").empty();
  answer.headers.emplace_back("Date", base::to_http_date(now()));
  answer.headers.emplace_back("Connection", "close");
  if (page) return;
  answer.headers.emplace_back("Content-Type", "application/json; charset=utf-8");
  if (!is_rpc(call)) return;
  const Json code = options_.version < 18 ? 200 : 0;
  Json error = Json::object({{"code", code}, {"message", "Odoo Server Error"}});
  if (answer.status == 401 && call.path == "/jsonrpc") answer.body = refused(bad_login()).body;
  if (answer.status == 401 && call.path != "/jsonrpc") {
    error = Json::object({{"code", 100}, {"message", "Odoo Session Expired"}});
    answer.body = refused({200, "odoo.http.SessionExpiredException", "Session expired"}).body;
  }
  std::string head = R"({"jsonrpc":"2.0","id":)" + base::write_json(id);
  if (answer.status >= 400) {
    const std::string told = base::write_json(error);
    head += ",\"error\":" + told.substr(0, told.size() - 1) + ",\"data\":" + answer.body + "}";
  } else {
    head += ",\"result\":" + answer.body;
  }
  answer.body = head + "}";
  answer.status = 200;
}

bool Odoo::has_model(const std::string& model) const { return rows().table(model) != nullptr; }

const Odoo::Method* Odoo::method_of(std::string_view model, std::string_view name) const {
  const auto& all = methods();
  const auto found = std::ranges::find(all, name, &Method::name);
  if (found == all.end()) return nullptr;
  const bool thread = model == "res.partner" || model == "crm.lead";
  if (found->of == Method::Of::threads && !thread) return nullptr;
  return name == "action_feedback" && model != "mail.activity" ? nullptr : &*found;
}

OdooWrong Odoo::unknown_method(const std::string& model, const std::string& method) const {
  if (method.starts_with("_"))
    return {403, "odoo.exceptions.AccessError",
            "Private methods (such as '" + model + "." + method + "') cannot be called remotely."};
  return {404, "werkzeug.exceptions.NotFound", "The method '" + model + "." + method + "' does not exist"};
}

Answer Odoo::by_name(const Call& call, const Json& body) {
  const std::string &model = call.arguments[0], &name = call.arguments[1];
  if (!has_model(model))
    return refused({404, "werkzeug.exceptions.NotFound", "the model '" + model + "' does not exist"});
  const Method* method = method_of(model, name);
  if (method == nullptr) return refused(unknown_method(model, name));
  Ask ask{rows().table(model), {}, Json::object(), Json::object()};
  for (const auto& [key, value] : body.members()) {
    if (key == "context") {
      ask.context = value;
    } else if (key == "ids") {
      for (const auto& id : value.items()) ask.ids.push_back(id.is_number() ? id.text() : "no number");
    } else {
      ask.arguments.set(key, value);
    }
  }
  if (method->of == Method::Of::model && !ask.ids.empty())
    return refused({422, "werkzeug.exceptions.UnprocessableEntity", "cannot call " + model + "." + name + " with ids"});
  return called(model, *method, std::move(ask));
}

Answer Odoo::called(const std::string& model, const Method& method, Ask ask) {
  if (model == "ir.model")  // a plain user; on 17 at least
    return refused({403, "odoo.exceptions.AccessError", "You are not allowed to access 'Models' (ir.model) records."});
  const auto has = [](const std::vector<std::string_view>& names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
  };
  for (const auto& [name, value] : ask.arguments.members()) {
    if (has(method.arguments, name) || has(method.only_by_name, name)) continue;
    if (method.others_of.empty()) return refused(not_taken(std::string(method.name), name));
    if (odoo_column(*rows().table(method.others_of), name) == nullptr)
      return refused(invalid_field(*rows().table(method.others_of), name));
  }
  for (const auto& name : method.required) {
    if (!ask.arguments.has(name))
      return refused({500, "builtins.TypeError", "missing a required argument: '" + std::string(name) + "'"});
  }
  for (const auto& id : ask.ids) {
    if (!record_id(id)) return refused({500, "builtins.TypeError", "ids must be a list of numbers"});
  }
  return (this->*method.work)(ask);
}

Answer Odoo::json_rpc(const Call& call, const Json& body) {
  const Json* params = body.find("params");
  if (!unknown_key(body, {"jsonrpc", "method", "id", "params"}).empty() || body.text_or("jsonrpc", "") != "2.0" ||
      body.text_or("method", "") != "call" || params == nullptr || !params->is_object())
    return refused({400, "werkzeug.exceptions.BadRequest", "Invalid JSON-RPC data"});
  if (call.path == sign_in_door) return sign_in(*params);
  if (call.path == "/jsonrpc") return service(*params);
  if (const auto key = unknown_key(*params, {"model", "method", "args", "kwargs"}); !key.empty())
    return refused(not_taken("call_kw", key));
  for (const char* name : {"model", "method", "args", "kwargs"}) {
    if (!params->has(name))
      return refused(
          {500, "builtins.TypeError", "call_kw() missing 1 required positional argument: '" + std::string(name) + "'"});
  }
  const auto path = "/" + params->text_or("model", "") + "/" + params->text_or("method", "");
  if (call.path != session_door && call.path != std::string(session_door) + path)
    return web_page_of(404, "404 Not Found");
  return by_place(params->text_or("model", ""), params->text_or("method", ""), *params->find("args"),
                  *params->find("kwargs"));
}

/// The web client's login. A password only: a key opens no session.
Answer Odoo::sign_in(const Json& params) {
  if (const auto key = unknown_key(params, {"db", "login", "password", "base_location"}); !key.empty())
    return refused(not_taken("authenticate", key));
  if (params.text_or("db", "") != options_.database) return refused(no_database(params.text_or("db", "")));
  if (params.text_or("login", "") != options_.login || params.text_or("password", "") != options_.password)
    return refused(bad_login());
  Answer good = answer(200, Json::object({{"uid", Json::number(user_)},
                                          {"is_admin", false},
                                          {"name", "Sync"},
                                          {"username", Json(options_.login)},
                                          {"db", Json(options_.database)},
                                          {"server_version", Json(std::to_string(options_.version) + ".0")}}));
  good.headers.emplace_back("Set-Cookie",
                            "session_id=" + logins_.sign_in(now()).access + "; Max-Age=604800; HttpOnly; Path=/");
  return good;
}

/// /jsonrpc: everything in each call, password or key too.
Answer Odoo::service(const Json& params) {
  if (const auto key = unknown_key(params, {"service", "method", "args"}); !key.empty())
    return refused(not_taken("dispatch_rpc", key));
  const Json* given = params.find("args");
  const Json::Array args = given == nullptr ? Json::Array{} : given->items();
  const std::string what = params.text_or("service", "") + "." + params.text_or("method", "");
  if (what != "common.authenticate" && what != "object.execute_kw")
    return refused({500, "builtins.Exception", "Method not found: " + what});
  if (args.size() < 4) return refused({500, "builtins.TypeError", what + "() takes more arguments"});
  if (args[0].text() != options_.database) return refused(no_database(args[0].text()));
  const bool known = args[2].text() == options_.key || args[2].text() == options_.password;
  if (what == "common.authenticate")
    return answer(200, known && args[1].text() == options_.login ? Json::number(user_) : Json(false));
  return known && args[1].text() == user_ ? executed(args) : refused(bad_login());
}

Answer Odoo::executed(const Json::Array& args) {
  if (args.size() < 6 || args.size() > 7)
    return refused({500, "builtins.TypeError", "execute_kw() takes 6 or 7 arguments"});
  return by_place(args[3].text(), args[4].text(), args[5], args.size() == 7 ? args[6] : Json::object());
}

Answer Odoo::by_place(const std::string& model, const std::string& name, Json args, Json kwargs) {
  // Its words differ by door and version: unproven.
  if (!has_model(model)) return refused({500, "builtins.KeyError", model});
  const Method* method = method_of(model, name);
  if (method == nullptr) {
    OdooWrong wrong = unknown_method(model, name);
    if (wrong.status == 404) wrong.name = "builtins.AttributeError";
    return refused(wrong);
  }
  if (!args.is_array() || !kwargs.is_object())
    return refused({500, "builtins.TypeError", "args is a list, kwargs an object"});
  Ask ask{rows().table(model), {}, std::move(kwargs), Json::object()};
  if (const Json* context = ask.arguments.find("context")) ask.context = *context;
  ask.arguments.erase("context");
  if (auto wrong = name_places(*method, args.items(), ask)) return refused(*wrong);
  return called(model, *method, std::move(ask));
}

/// What stands at a place gets the name that the place has; the ids stand first.
std::optional<OdooWrong> Odoo::name_places(const Method& method, const Json::Array& places, Ask& ask) {
  const std::string call = std::string(method.name) + "()";
  std::size_t next = 0;
  if (method.of != Method::Of::model) {
    if (places.empty()) return OdooWrong{500, "builtins.IndexError", "list index out of range"};
    for (const auto& id : places[0].is_array() ? places[0].items() : Json::Array{places[0]})
      ask.ids.push_back(id.is_number() ? id.text() : "no number");
    next = 1;
  }
  for (std::size_t i = next; i < places.size(); ++i) {
    if (i - next >= method.arguments.size())
      return OdooWrong{500, "builtins.TypeError", call + " takes fewer positional arguments"};
    const std::string name(method.arguments[i - next]);
    if (ask.arguments.has(name))
      return OdooWrong{500, "builtins.TypeError", call + " got multiple values for argument '" + name + "'"};
    ask.arguments.set(name, places[i]);
  }
  return std::nullopt;
}

}  // namespace goodword::sandbox
