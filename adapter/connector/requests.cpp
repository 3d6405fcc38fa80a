#include "connector/requests.hpp"

#include "connector/plan.hpp"
#include "connector/sign.hpp"
#include "connector/writer.hpp"

namespace goodword::connector {
namespace {

using base::Json;

constexpr std::string_view mask = "***";

/// Two of everything, so that lists and batches show as what they are.
Values invented(const Plan& plan) {
  Values values;
  for (const auto& secret : plan.secrets) values.set_text("settings." + secret, mask);
  for (const auto& [name, place] : plan.auth.keep) values.set_text(name, mask);
  for (const auto* name : {"login.token", "login.refresh", "login.code", "login.verifier", "login.state",
                           "login.challenge", "login.assertion"})
    values.set_text(name, mask);
  values.set_text("login.redirect", "http://localhost:18917/callback");
  for (const auto& [origin, domains] : plan.within) {
    std::vector<std::string> names;
    collect_names(plan.origins.at(origin), names);
    // The login's answer names the host; any within the domains it must lie in may stand for it.
    for (const auto& name : names) values.set_text(name, "https://login-says." + domains.front());
  }
  for (const auto& fact : plan.facts) {
    const Json value = !fact.probes.empty() ? fact.probes.front().value : fact.otherwise.value_or(Json("fact"));
    values.set(fact.name, Given(value));
  }
  const auto moment = *base::parse_rfc3339("2026-11-03T09:00:00Z");
  for (const auto* name : {"now", "since", "until", "attempted", "due"}) values.set(name, Given(moment));
  const std::vector<std::string> ids = {"1001", "1002"}, tags = {"gw:pursue", "gw:refer"};
  values.set_list("ids", ids).set_list("tags", tags);
  values.set("request_id", Given(Json(1))).set("offset", Given(Json(0)));
  values.set_list("created_ids", std::vector<std::string>{"9001", "9002"}).set_list("acks", ids);
  values.set_text("mark", "mark").set_text("parent.id", "2001").set_text("version", "v1");
  values.set_text("id", "1001").set_text("created", "9001").set_text("tag", "gw:pursue").set_text("tag.id", "7");
  values.set_text("key", "0123456789abcdef").set_text("marker", "[gw:0123456789ab]").set_text("label", "gw:pursue");
  values.set_text("title", "Call them").set_text("body", "An invented note.").set_text("owner", "17");
  values.set_text("to", "joan@example.com").set_text("list", "51").set_text("other", "3001");
  values.set_text("other_kind", "company");
  values.set("changes", Given(Json::object({{"field", Json("value")}})));
  return values;
}

class Printer {
 public:
  explicit Printer(const Plan& plan) : plan_(plan), values_(invented(plan)) {
    const Spelling spelling;
    for (const auto& [name, text] : plan.origins) {
      const auto url = fill_text(text, {values_, spelling});
      if (url && *url) origins_[name] = **url;
    }
  }

  void add(std::string purpose, const Request& request, const Values& more = {}) {
    Values values = more;
    values.see_behind(&values_);
    std::vector<Values> items(2, Values(&values));
    items[1].set_text("id", "1002").set_text("created", "9002").set_text("tag", "gw:refer");
    print(std::move(purpose), request, values, items);
  }

  /// With the values of one operation; what only the CRM knows stays invented.
  void add_one(std::string purpose, const Request& request, const Values& own) {
    Values values = own;
    values.see_behind(&values_);
    const std::vector<Values> items(1, Values(&values));
    print(std::move(purpose), request, values, items);
  }

  void print(std::string purpose, const Request& request, const Values& values, std::span<const Values> items) {
    Spelling spelling = request.spelling;
    spelling.zone_fact.clear();  // only the CRM knows; here it is UTC
    auto made = build(request, {values, spelling, items}, origins_);
    PrintedRequest printed;
    printed.purpose = std::move(purpose);
    const bool logs_in = printed.purpose.starts_with("login");
    const Send& shown = logs_in ? plan_.auth.client : plan_.auth.send;
    const bool bare = printed.purpose == "login, the page a person opens";
    if (made && !bare) {
      if (const auto added = add_login(*made, shown, values_); !added) made = tl::unexpected(added.error());
    }
    if (made && plan_.auth.signature) {
      const auto moment = *base::parse_rfc3339("2026-11-03T09:00:00Z");
      if (const auto done = sign_request(*made, *plan_.auth.signature, values_, moment); !done)
        made = tl::unexpected(done.error());
    }
    if (made) {
      printed.method = made->method;
      printed.url = made->url;
      printed.headers = hidden(made->headers, shown);
      mask_signature(printed.headers);
      printed.body = made->body;
    } else {
      printed.body = base::to_text(made.error());
    }
    printed_.push_back(std::move(printed));
  }

  /// What a login sends is a secret whatever it is made of; a mask put into base64 would look like one.
  static ports::Headers hidden(ports::Headers headers, const Send& shown) {
    for (auto& [name, value] : headers) {
      for (const auto& own : shown.headers) {
        if (own.name == name && own.base64) value = own.scheme + " " + std::string(mask);
      }
    }
    return headers;
  }

  /// A signature with the mask for a key would look like one.
  void mask_signature(ports::Headers& headers) const {
    if (!plan_.auth.signature) return;
    const Sign& sign = *plan_.auth.signature;
    const std::string before = fill_signed(sign.prefix, {}, values_).value_or("");
    for (auto& [name, value] : headers) {
      if (holds_signature(sign, name)) value = before + std::string(mask);
    }
  }

  void fact(const Fact& fact);
  void table(const Table& table);
  void stream(const Stream& stream);
  void setup(const Setup& setup);
  static void told(const Write& write, Values& values);
  void write(const Write& write);
  void write(const Write& write, const model::Operation& operation);
  std::vector<PrintedRequest> take() { return std::move(printed_); }

  /// Placeholders of the page, as at the first page.
  static Values page(const Pages& pages, const Stream* stream) {
    Values values;
    if (pages.size > 0) values.set("size", Given(Json(pages.size)));
    if (pages.kind == PageKind::keyset) values.set("after_id", Given(pages.first.value_or(Json("0"))));
    if (stream) values.set_list("fields", stream->ask);
    return values;
  }

 private:
  const Plan& plan_;
  Values values_;
  Origins origins_;
  std::vector<PrintedRequest> printed_;
};

void Printer::fact(const Fact& fact) {
  if (fact.request) add(fact.name, *fact.request);
  for (const auto& probe : fact.probes) {
    if (probe.request) add(fact.name, *probe.request);
  }
}

void Printer::table(const Table& table) {
  if (table.request) add("table " + table.name, *table.request, page(table.pages, nullptr));
  if (table.create) add("table " + table.name + ", a new label", *table.create);
}

void Printer::setup(const Setup& setup) {
  add("set-up " + setup.name + ", look", setup.check);
  if (setup.create) add("set-up " + setup.name + ", make", *setup.create);
  if (setup.extend) add("set-up " + setup.name + ", extend", *setup.extend);
  if (setup.each_tag) add("set-up " + setup.name + ", a tag", *setup.each_tag);
}

void Printer::stream(const Stream& stream) {
  const std::string name = "stream " + stream.name;
  add(name + ", everything", stream.request, page(stream.pages, &stream));
  for (const auto* pages : {&stream.pages, &stream.changes.pages}) {
    if (pages->begin) add(name + ", before its first page", pages->begin->request);
    if (pages->ack) add(name + ", once a page is stored", *pages->ack);
  }
  if (stream.changes.kind != ChangeKind::none) {
    Values values = page(stream.changes.pages, &stream);
    add(name + ", what changed", stream.changes.request, values);
    if (stream.changes.tie) add(name + ", one moment by id", *stream.changes.tie, values.set_text("after_id", "0"));
  }
  if (stream.by_id) add(name + ", by id", stream.by_id->request, page(Pages{}, &stream));
  for (const auto& related : stream.related)
    add(name + ", its " + related.name, related.request, page(related.pages, nullptr));
  if (stream.deleted) add(name + ", deleted", stream.deleted->request, page(stream.deleted->pages, &stream));
}

/// What the CRM will tell of the record, and of the tags: ids where it takes ids.
void Printer::told(const Write& write, Values& values) {
  for (const auto& [field, index] : write.fields) {
    const auto& row = model::fields_of(write.kind)[index];
    const bool id = row.type == model::Type::ref;
    values.set_text(field, id ? "3001" : "their " + std::string(row.name));
  }
  if (sends_tag_ids(write)) values.set_list("tags", std::vector<std::string>{"6", "7"});
}

void Printer::write(const Write& write) {
  const std::string name = std::string(to_text(write.action)) + " on " + std::string(to_text(write.kind));
  Values values;
  told(write, values);
  add(name, write.request, values);
  for (const auto& step : write.then) {
    add(name + ", then", step.request);
    if (step.read_back)
      add(name + ", then, whether it arrived", step.read_back->request, page(step.read_back->pages, nullptr));
  }
  if (write.read_back)
    add(name + ", whether it arrived", write.read_back->request, page(write.read_back->pages, nullptr));
}

void Printer::write(const Write& write, const model::Operation& operation) {
  const std::string name = std::string(to_text(write.action)) + " on " + std::string(to_text(write.kind));
  Values values = values_of(operation);
  const std::vector<std::string> ids = {operation.change.subject.id}, tags = {operation.change.value};
  values.set_list("ids", ids);
  if (write.action == model::Action::add_tag || write.action == model::Action::remove_tag)
    values.set_list("tags", tags);
  if (write.action == model::Action::set_field)
    values.set("changes", Given(Json::object({{operation.change.field, Json(operation.change.value)}})));
  told(write, values);
  const Stream* stream = stream_named(plan_, write.stream);
  if (looks_first(write) && stream && stream->by_id) {
    Values look = page(Pages{}, stream);
    look.set_list("ids", ids).set_text("id", operation.change.subject.id);
    add_one(name + ", the look before it", stream->by_id->request, look);
  }
  add_one(name, write.request, values);
  for (const auto& step : write.then) add_one(name + ", then", step.request, values);
  if (!write.read_back) return;
  Values look = page(write.read_back->pages, nullptr);
  look.set_text("id", operation.change.subject.id).set_text("marker", operation.marker).set_list("ids", ids);
  add_one(name + ", whether it arrived", write.read_back->request, look);
}

}  // namespace

std::vector<PrintedRequest> requests_of(const Compiled& compiled, const model::Operation& operation) {
  Printer printer(compiled.plan());
  const Write* write = write_for(compiled.plan(), operation.change.action, operation.change.subject.kind);
  if (write) printer.write(*write, operation);
  return printer.take();
}

std::vector<PrintedRequest> requests_of(const Compiled& compiled) {
  const Plan& plan = compiled.plan();
  Printer printer(plan);
  if (plan.auth.authorize) printer.add("login, the page a person opens", *plan.auth.authorize);
  if (plan.auth.exchange) printer.add("login, the code for tokens", *plan.auth.exchange);
  if (plan.auth.request) printer.add("login", *plan.auth.request);
  if (plan.auth.revoke) printer.add("login, giving it up", *plan.auth.revoke);
  if (plan.check) printer.add("check", *plan.check);
  for (const auto& fact : plan.facts) printer.fact(fact);
  for (const auto& table : plan.tables) printer.table(table);
  for (const auto& stream : plan.streams) printer.stream(stream);
  for (const auto& setup : plan.setups) printer.setup(setup);
  for (const auto& write : plan.writes) printer.write(write);
  return printer.take();
}

std::string to_text(const PrintedRequest& request) {
  std::string text = "# " + request.purpose + "\n" + request.method + " " + request.url + "\n";
  for (const auto& [name, value] : request.headers) text += name + ": " + value + "\n";
  if (!request.body.empty()) text += request.body + "\n";
  return text;
}

}  // namespace goodword::connector
