#include "conformance/sample.hpp"

#include "model/kinds.hpp"

namespace goodword::conformance {
namespace {

using base::Json;

Json texts(const std::vector<std::string>& items) {
  Json list = Json::array();
  for (const auto& item : items) list.push(Json(item));
  return list;
}

void add_records(Json& list, const ports::PulledPage& page) {
  for (const auto& record : page.records) list.push(model::to_json(record));
}

Json error_of(const base::Error& error) { return Json::object({{"error", Json(error.code)}}); }

model::Kind kind_of(const Json& json) {
  return model::kind_of(json.text_or("kind", "contact")).value_or(model::Kind::contact);
}

model::Operation operation_of(const Json& json) {
  model::Operation operation;
  operation.id = json.text_or("id", "");
  operation.marker = json.text_or("marker", "");
  operation.attempts = static_cast<int>(json.integer_or("attempts", 0));
  operation.created = json.text_or("created", "");
  operation.first_tried = base::parse_rfc3339(json.text_or("first_tried", ""));
  model::Change& change = operation.change;
  change.subject = {"sample", kind_of(json), json.text_or("subject", "")};
  change.action = model::action_of(json.text_or("action", "")).value_or(model::Action::set_field);
  change.field = json.text_or("field", "");
  change.prior = json.text_or("prior", "");
  change.value = json.text_or("value", "");
  change.title = json.text_or("title", "");
  change.body = json.text_or("body", "");
  change.owner = json.text_or("owner", "");
  change.due = base::parse_rfc3339(json.text_or("due", ""));
  return operation;
}

}  // namespace

Json Player::play(const Json& step) {
  const std::string what = step.text_or("do", "");
  if (what == "check") return check();
  if (what == "pull") return pull(step);
  if (what == "read") return read(step);
  if (what == "missing_setup") return missing_setup(step);
  if (what == "create_setup") return create_setup(step);
  if (what == "own_fields") return own_fields();
  if (what == "apply") return apply(step);
  if (what == "read_back") return read_back(step);
  return Json("a step cannot do \"" + what + "\"");
}

Json Player::check() {
  const auto said = remote_.check({});
  return said ? Json::object({{"ok", Json(true)}}) : error_of(said.error());
}

Json Player::pull(const Json& step) {
  const std::string stream = step.text_or("stream", "");
  const auto mode = step.text_or("mode", "full") == "increment" ? ports::PullMode::increment : ports::PullMode::full;
  Json records = Json::array(), rejects = Json::array(), merged = Json::array();
  std::vector<std::string> gone;
  Json got = Json::object();
  bool complete = false;
  std::int64_t pages = 0;
  const std::int64_t most = step.integer_or("most_pages", INT64_MAX);
  auto pull = remote_.pull(stream, mode, marks_[stream]);
  while (pull && pages < most) {
    const auto page = (*pull)->next({});
    if (!page) got.set("error", Json(page.error().code));
    if (!page || !*page) break;
    ++pages;
    add_records(records, **page);
    for (const auto& reject : (*page)->rejects)
      rejects.push(Json::object({{"record", Json(reject.record_id)}, {"pointer", Json(reject.pointer)}}));
    for (const auto& [from, to] : (*page)->merged) merged.push(texts({from, to}));
    gone.insert(gone.end(), (*page)->gone.begin(), (*page)->gone.end());
    if (!(*page)->mark.empty()) marks_[stream] = (*page)->mark;
    complete = (*page)->complete;
  }
  if (!pull) return error_of(pull.error());
  got.set("pages", Json(pages));
  for (auto& [key, list] :
       {std::pair{"records", records}, {"rejects", rejects}, {"merged", merged}, {"gone", texts(gone)}}) {
    if (!list.items().empty()) got.set(key, list);
  }
  if (complete) got.set("complete", Json(true));
  return got;
}

Json Player::read(const Json& step) {
  const auto page = remote_.read(step.text_or("stream", ""), step.texts("ids"), {});
  if (!page) return error_of(page.error());
  Json list = Json::array();
  add_records(list, *page);
  return Json::object({{"records", list}});
}

Json Player::missing_setup(const Json& step) {
  const auto missing = remote_.missing_setup(step.texts("tags"), {});
  if (!missing) return error_of(missing.error());
  std::vector<std::string> names;
  for (const auto& item : *missing) names.push_back(item.name);
  return Json::object({{"missing", texts(names)}});
}

Json Player::create_setup(const Json& step) {
  const auto done = remote_.create_setup({step.text_or("item", ""), "", true}, step.texts("tags"), {});
  return done ? Json::object({{"ok", Json(true)}}) : error_of(done.error());
}

Json Player::own_fields() {
  const auto found = remote_.own_fields({});
  if (!found) return error_of(found.error());
  Json list = Json::array();
  for (const auto& field : *found) list.push(texts({field.stream, field.label, field.pointer}));
  return Json::object({{"fields", std::move(list)}});
}

Json Player::apply(const Json& step) {
  std::vector<model::Operation> batch;
  if (const Json* list = step.find("operations"))
    for (const auto& item : list->items()) batch.push_back(operation_of(item));
  Json outcomes = Json::array();
  for (const auto& outcome : remote_.apply(batch, {})) {
    Json told = Json::object({{"id", Json(outcome.operation)}, {"became", Json(model::to_text(outcome.kind))}});
    if (!outcome.created.empty()) told.set("created", Json(outcome.created));
    if (outcome.error) told.set("error", Json(outcome.error->code));
    outcomes.push(told);
  }
  return Json::object({{"outcomes", outcomes}});
}

Json Player::read_back(const Json& step) {
  const Json* written = step.find("operation");
  const auto found = remote_.read_back(operation_of(written ? *written : Json()), {});
  if (!found) return error_of(found.error());
  Json got = Json::object({{"found", Json(found->found == ports::Found::yes  ? "yes"
                                          : found->found == ports::Found::no ? "no"
                                                                             : "cannot_tell")}});
  if (!found->created.empty()) got.set("created", Json(found->created));
  return got;
}

std::vector<Played> play(const Json& sample, ports::Remote& remote, ReplayClient& client, StillClock& clock) {
  std::vector<Played> played;
  Player player(remote);
  const Json* steps = sample.find("steps");
  if (!steps) return played;
  for (const auto& step : steps->items()) {
    if (const auto now = base::parse_rfc3339(step.text_or("now", ""))) clock.set(*now);
    client.expect(step.find("exchanges") ? *step.find("exchanges") : Json());
    const base::Duration before = clock.waited();
    Json got = player.play(step);
    if (step.find("expect") && step.find("expect")->has("waited"))
      got.set("waited", Json(base::to_text(clock.waited() - before)));
    Played one{.step = step, .got = std::move(got), .faults = client.faults(), .exchanges = {}};
    for (const auto& exchange : client.exchanges())
      if (exchange.used) one.exchanges.push_back(exchange);
    played.push_back(std::move(one));
  }
  return played;
}

}  // namespace goodword::conformance
