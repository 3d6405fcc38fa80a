#include "connector/compile.hpp"

#include <algorithm>
#include <set>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "connector/compiler.hpp"

namespace goodword::connector {
namespace {

using base::Json;

/// Another mapping, another digest; more than the mapping may change it, which costs one reading of everything.
std::uint64_t digest_of(const Json& connector, const Json& crm) {
  const auto version = base::xxh64(GOODWORD_VERSION, 0);
  return base::xxh64(base::write_json(crm), base::xxh64(base::write_json(connector), version));
}

Json from_crm_file(const Json& json) {
  Json copy = json;
  if (copy.line() > 0) copy.set_line(copy.line() + operator_lines);
  for (auto& item : copy.items()) item = from_crm_file(item);
  for (auto& [key, value] : copy.members()) value = from_crm_file(value);
  return copy;
}

std::string without_slash(std::string text) {
  while (text.ends_with('/')) text.pop_back();
  return text;
}

/// What stands for a setting nobody gave, when a connector is only looked at.
Json example_for(const Place& setting, std::string_view name) {
  const std::string type = setting.text("type", "text");
  if (type == "url") return "https://crm.example";
  if (type == "number") return 1;
  if (type == "boolean") return true;
  if (const Place of = setting["of"]; of && !of->items().empty()) return of->items().front();
  return Json(std::string(name));
}

/// Whether a value has the setting's type; else what is expected.
std::string type_fault(const Place& setting, const Json& value) {
  const std::string type = setting.text("type", "text");
  if (value.is_null()) return "";
  if (type == "number") return value.is_number() ? "" : "a number";
  if (type == "boolean") return value.is_boolean() ? "" : "true or false";
  if (!value.is_string()) return "text";
  if (type == "url" && !may_carry_secrets(value.text())) return "an https address (http only for this machine)";
  if (type == "choice" && setting["of"]) {
    const auto& of = setting["of"]->items();
    if (std::ranges::find(of, value) == of.end()) return "one of " + base::write_json(*setting["of"].json);
  }
  return "";
}

}  // namespace

Compiler::Compiler(const Json& connector, const Json& crm, Faults& faults)
    : file_(put_together(connector, crm)), crm_(from_crm_file(crm)), faults_(faults) {
  const Names left = keys_of({file_.find("streams"), ""});
  for (const auto& name : keys_of({connector.find("streams"), ""}))
    drops_streams_ = drops_streams_ || std::ranges::find(left, name) == left.end();
}

void Compiler::settings() {
  const Place declared{file_.find("settings"), "/settings"};
  const Place given{crm_.find("settings"), std::string(in_crm_file) + "/settings"};
  const Place secrets{crm_.find("secrets"), std::string(in_crm_file) + "/secrets"};
  Names known;
  for (const auto& name : keys_of(declared)) {
    if (declared[name].text("type") == "secret") {
      secret(declared[name], name, secrets[name]);
    } else {
      known.push_back(name);
      setting(declared[name], name, given[name]);
    }
  }
  for (const auto& name : keys_of(given)) {
    if (std::ranges::find(known, name) == known.end()) faults_.unknown(given[name], name, "setting", known);
  }
  for (const auto& name : keys_of(secrets)) {
    if (std::ranges::find(secret_names_, "settings." + name) == secret_names_.end()) {
      faults_.unknown(secrets[name], name, "secret of this connector", plan_.secrets);
    }
  }
}

/// Whether the chosen login needs a setting.
bool Compiler::is_for_login(const Place& declared) const {
  return declared.text("for").empty() || declared.text("for") == plan_.login;
}

/// A file without a CRM is only looked at: nothing is missing then.
void Compiler::miss(const Place& declared, std::string_view where, const std::string& what, const std::string& advice) {
  if (crm_.is_null() || !is_for_login(declared)) return;
  faults_.add({&crm_, std::string(in_crm_file) + std::string(where)}, what + " is not given", advice);
}

void Compiler::secret(const Place& declared, const std::string& name, const Place& given) {
  // A default of null says that it can be done without.
  const bool needed = !declared->has("default");
  if (!given && needed) {
    miss(declared, "/secrets", "the secret \"" + name + "\"",
         "add \"" + name + "\": {\"credential\": …}, {\"file\": …}, {\"command\": […]} or {\"environment\": …}");
  }
  if (is_for_login(declared) && (given || needed || crm_.is_null())) plan_.secrets.push_back(name);
  secret_names_.push_back("settings." + name);
}

void Compiler::setting(const Place& declared, const std::string& name, const Place& given) {
  const Json* chosen = given.json ? given.json : declared->find("default");
  if (!chosen) miss(declared, "/settings", "the setting \"" + name + "\"", declared.text("say"));
  Json held = chosen ? *chosen : is_for_login(declared) ? example_for(declared, name) : Json();
  if (const auto fault = type_fault(declared, held); !fault.empty()) {
    faults_.add(given.json ? given : declared, "the setting \"" + name + "\" must be " + fault);
  }
  if (declared.text("type") == "url") held = Json(without_slash(held.text()));
  if (!held.is_null()) plan_.constants[name] = as_plain_text(held).value_or("");
  constants_.emplace_back("settings." + name, std::move(held));
}

void Compiler::login() {
  const Place auths{file_.find("auth"), "/auth"};
  const Names known = keys_of(auths);
  const Place chosen{crm_.find("login"), std::string(in_crm_file) + "/login"};
  plan_.login = chosen ? chosen->text() : known.empty() ? "" : known.front();
  if (!auths[plan_.login]) faults_.unknown(chosen ? chosen : auths, plan_.login, "login of this connector", known);
}

void Compiler::origins() {
  const Place all{file_.find("origins"), "/origins"};
  for (const auto& name : keys_of(all)) {
    const Place at = all[name];
    std::string url = at->is_object() ? at.text("url") : at->text();
    if (const Place by_login = at->is_object() ? at["by_login"] : Place{}; by_login && by_login[plan_.login]) {
      url = by_login[plan_.login]->text();
    }
    plan_.origins[name] = split_placeholders(without_slash(url));
    if (url.find("${login.") != std::string::npos) {
      plan_.within[name] = at->texts("within");
      if (plan_.within[name].empty())
        faults_.add(at, "an address that comes from the login's answer says in which domains it must lie",
                    "add \"within\": [\"example.com\"]");
      continue;
    }
    Values blind;
    for (const auto& secret : secret_names_) blind.set_text(secret, "x");
    const Spelling spelling;
    const auto text = fill_text(plan_.origins[name], {blind, spelling});
    if (!text || !*text) {
      faults_.add(at, "\"" + url + "\" has a placeholder that cannot stand in an origin", "settings and secrets can");
    } else if (!may_carry_secrets(**text)) {
      faults_.add(at, "\"" + url + "\" is no address to send secrets to",
                  "write https://… (http only for this machine)");
    }
  }
  if (!plan_.origins.contains("api")) faults_.add(all, "no origin is named \"api\", the one that requests use");
}

void Compiler::facts() {
  const Place all{file_.find("facts"), "/facts"};
  for (const auto& name : keys_of(all)) {
    const Place at = all[name];
    Fact fact;
    fact.name = "fact." + name;
    if (const Place probes = at["first_of"]) {
      for (std::size_t i = 0; i < probes->items().size(); ++i) {
        const Place probe = probes.item(i);
        Fact::Probe made;
        if (probe["request"]) made.request = request(probe["request"], Allowed{});
        made.when = test(probe["when"]);
        if (const Json* value = probe->find("value")) made.value = *value;
        if (made.request && !made.when) faults_.add(probe, "a probe that asks says \"when\" it holds");
        fact.probes.push_back(std::move(made));
      }
    } else {
      fact.request = request(at["request"], Allowed{});
      fact.take = pick(at["take"]).value_or(Pick{});
      if (const Json* otherwise = at->find("else")) fact.otherwise = *otherwise;
    }
    plan_.facts.push_back(std::move(fact));
  }
}

/// Of a row, so nothing but what stands in the row can be asked for.
Test Compiler::row_test(const Place& place) {
  Test made = test(place).value_or(Test{});
  for (const auto& [where, expectation] : made.parts) {
    if (where.kind != Pick::Kind::pointer)
      faults_.add(place, "what is said of a row is picked from the row, not from status or headers");
  }
  return made;
}

void Compiler::tables() {
  const Place all{file_.find("tables"), "/tables"};
  for (const auto& name : keys_of(all)) {
    const Place at = all[name];
    Table table;
    table.name = name;
    for (const auto& id : keys_of(at["words"])) table.words.emplace_back(id, at["words"][id]->text());
    if (at["request"]) {
      table.request =
          request(at["request"], Allowed{.names = {"cursor", "page", "offset", "after_id", "size"}, .in_each = {}});
      table.records = pointer(at, "records");
      table.expand = pointer(at, "expand");
      table.id = pointer(at, "id", "/id");
      table.label = pointer(at, "label", "/name");
      if (at["where"]) table.where = row_test(at["where"]);
      table.pages = plain_pages(at["pages"], *table.request);
    }
    table.every = duration(at, "every").value_or(std::chrono::hours(24));
    if (const Place create = at["create"]) {
      table.create = request(create["request"], Allowed{.names = {"label"}, .in_each = {}});
      table.created = pick(create["id"]).value_or(Pick{});
      if (!uses(*table.create, "label"))
        faults_.add(create["request"], "${label} does not stand in the request that makes a label");
    }
    plan_.tables.push_back(std::move(table));
  }
}

void Compiler::setups() {
  const Place all{file_.find("setup"), "/setup"};
  for (const auto& name : keys_of(all)) {
    const Place at = all[name];
    Setup setup{.name = name,
                .say = at.text("say", name),
                .check = request(at["check"], Allowed{}),
                .missing = {},
                .tag_items = {},
                .tag = {},
                .create = {},
                .extend = {},
                .each_tag = {}};
    setup.missing = test(at["missing"]).value_or(Test{});
    if (at["create"]) setup.create = request(at["create"], Allowed{.names = {}, .in_each = {"tag"}});
    if (at["each_tag"]) setup.each_tag = request(at["each_tag"], Allowed{.names = {"tag"}, .in_each = {}});
    if (at["extend"]) setup.extend = request(at["extend"], Allowed{.names = {}, .in_each = {"tag"}});
    if (const Place tags = at["tags"]) {
      setup.tag_items = pointer(tags, "items");
      setup.tag = pointer(tags, "tag");
    }
    plan_.setups.push_back(std::move(setup));
  }
}

Plan Compiler::run() {
  plan_.connector = file_.text_or("connector", "");
  plan_.version = file_.text_or("version", "");
  login();
  settings();
  check_constants_in_queries({&file_, ""}, constants_, faults_);
  file_ = put_in(file_, constants_);
  if (const Json* base_request = file_.find("request")) request_base_ = *base_request;
  for (const auto& name : keys_of({file_.find("facts"), ""})) fact_names_.push_back("fact." + name);
  if (const Json* empty = file_.find("empty")) {
    empty_ = empty->items();
  } else {
    empty_ = {Json("")};
  }
  const Place root{&file_, ""};
  zone_ = zone(root["zone"]);
  origins();
  if (const Place chosen = Place{file_.find("auth"), "/auth"}[plan_.login]) auth(chosen);
  budgets();
  plan_.answers = rules(root["answers"]);
  if (const Place message = root["message"]) {
    for (std::size_t i = 0; i < message->items().size(); ++i) {
      if (const auto made = pick(message.item(i))) plan_.message.push_back(*made);
    }
  }
  facts();
  if (root["check"]) plan_.check = request(root["check"]["request"], Allowed{});
  tables();
  streams();
  setups();
  writes();
  scopes();
  webhooks(root["webhooks"]);
  check_spent(root["budgets"]);
  // A host that only another login asks is none of this CRM's.
  const auto unasked = [&](const auto& origin) { return std::ranges::find(asked_, origin.first) == asked_.end(); };
  std::erase_if(plan_.origins, unasked);
  std::erase_if(plan_.within, unasked);
  return std::move(plan_);
}

CompileResult compile(const Json& connector, std::string_view connector_file, const Json& crm,
                      std::string_view crm_file) {
  Faults faults(connector_file, crm_file);
  Compiler compiler(connector, crm, faults);
  Plan made = compiler.run();
  made.digest = digest_of(connector, crm);
  auto plan = std::make_shared<const Plan>(std::move(made));
  CompileResult result{.compiled = {}, .problems = faults.problems(), .notes = faults.notes()};
  if (faults.empty()) result.compiled = Compiled(std::move(plan));
  return result;
}

const std::string& Compiled::connector() const { return plan_->connector; }
const std::string& Compiled::version() const { return plan_->version; }
const std::string& Compiled::login() const { return plan_->login; }
const std::vector<std::string>& Compiled::secrets() const { return plan_->secrets; }

std::vector<std::string> origins_of(const Compiled& compiled) {
  Values blind;
  for (const auto& secret : compiled.secrets()) blind.set_text("settings." + secret, "x");
  const Spelling spelling;
  std::set<std::string> origins;
  for (const auto& [name, text] : compiled.plan().origins) {
    const auto within = compiled.plan().within.find(name);
    if (within != compiled.plan().within.end()) {
      for (const auto& domain : within->second) origins.insert("https://*." + domain);
      continue;
    }
    const auto url = fill_text(text, {blind, spelling});
    if (url && *url) origins.insert(origin_of(**url));
  }
  return {origins.begin(), origins.end()};
}

const Stream* stream_named(const Plan& plan, std::string_view name) {
  const auto found = std::ranges::find(plan.streams, name, &Stream::name);
  return found == plan.streams.end() ? nullptr : &*found;
}

const Stream* stream_of(const Plan& plan, model::Kind kind) {
  const auto found = std::ranges::find_if(plan.streams, [&](const Stream& s) { return s.kind == kind && s.by_id; });
  return found == plan.streams.end() ? nullptr : &*found;
}

const Table* table_named(const Plan& plan, std::string_view name) {
  const auto found = std::ranges::find(plan.tables, name, &Table::name);
  return found == plan.tables.end() ? nullptr : &*found;
}

const Write* write_for(const Plan& plan, model::Action action, model::Kind kind) {
  const auto found =
      std::ranges::find_if(plan.writes, [&](const Write& w) { return w.action == action && w.kind == kind; });
  return found == plan.writes.end() ? nullptr : &*found;
}

bool sends_tag_ids(const Write& write) {
  return !write.tag_table.empty() && (uses(write.request, "tag.id") || uses(write.request, "tags"));
}

}  // namespace goodword::connector
