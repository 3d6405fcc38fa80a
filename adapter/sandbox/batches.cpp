// /crm/v3/objects/{type}/batch/…: up to 100 records a call.
//
// Results do not come in the order of the inputs (recorded traffic shows it), so a client has to pair them by id or by
// objectWriteTraceId. With a trace id on every input a bad one costs only itself and the answer is 207; without, it
// costs the whole batch and the answer is 400.
#include <algorithm>

#include "sandbox/pages.hpp"
#include "sandbox/routes.hpp"

namespace goodword::sandbox {
namespace {

using base::Json;

constexpr std::size_t most_inputs = 100;

struct Inputs {
  ObjectType type;
  const Json* list = nullptr;
  std::optional<Refusal> wrong;
};

Inputs read_inputs(const Call& call, std::initializer_list<std::string_view> keys,
                   std::initializer_list<std::string_view> input_keys) {
  Inputs inputs{*object_type_of(call.arguments[0]), call.body.find("inputs"), foreign_key(call.body, keys, "the body")};
  if (inputs.wrong) return inputs;
  if (inputs.list == nullptr || !inputs.list->is_array()) {
    inputs.wrong = invalid("Invalid input JSON: inputs must be an array");
  } else if (inputs.list->items().size() > most_inputs) {
    inputs.wrong = invalid("The maximum number of inputs in a batch is 100, but was " +
                           std::to_string(inputs.list->items().size()));
  } else {
    for (const auto& input : inputs.list->items()) {
      if (!inputs.wrong) inputs.wrong = foreign_key(input, input_keys, "inputs");
    }
  }
  return inputs;
}

bool all_traced(const Json& list) {
  return std::ranges::all_of(list.items(), [](const Json& input) { return input.has("objectWriteTraceId"); });
}

class Batch {
 public:
  explicit Batch(const World& world) : started_(time_text(world.now())) {}

  void add(Json result, const Json& input) {
    if (const Json* trace = input.find("objectWriteTraceId")) result.set("objectWriteTraceId", *trace);
    results_.insert(results_.begin(), std::move(result));
  }
  void add(Refusal refusal, const Json& input) {
    refusal.more.emplace_back("context", context("objectWriteTraceId", {input.text_or("objectWriteTraceId", "")}));
    errors_.push_back(error_json(refusal));
  }
  void add_missing(ObjectType type, const std::vector<std::string>& ids) {
    if (ids.empty()) return;
    std::string word(name_of(type).singular);
    std::ranges::transform(word, word.begin(), [](char c) { return static_cast<char>(c - 'a' + 'A'); });
    errors_.push_back(error_json(
        {404,
         "OBJECT_NOT_FOUND",
         "Could not get some " + word + " objects, they may be deleted or not exist. Check that ids are valid.",
         {{"context", context("ids", ids)}}}));
  }

  Answer finish(const World& world, int status) {
    Json body = Json::object({{"status", "COMPLETE"},
                              {"results", Json(std::move(results_))},
                              {"startedAt", Json(started_)},
                              {"completedAt", Json(time_text(world.now()))}});
    if (errors_.empty()) return answer(status, body);
    const int count = static_cast<int>(errors_.size());
    body.set("numErrors", count).set("errors", Json(std::move(errors_)));
    return answer(207, body);
  }

 private:
  std::string started_;
  Json::Array results_, errors_;
};

}  // namespace

Answer batch_read(Desk& desk, const Call& call) {
  if (auto foreign = foreign_parameter(call, {"archived"})) return refuse(*foreign);
  const auto inputs = read_inputs(call, {"inputs", "properties", "propertiesWithHistory", "idProperty"}, {"id"});
  if (inputs.wrong) return refuse(*inputs.wrong);
  const Wanted wanted{call.body.texts("properties"), call.body.texts("propertiesWithHistory"), {}};
  const bool archived = call.parameter("archived").value_or("false") == "true";
  Batch batch(desk.world);
  std::vector<std::string> missing;
  std::vector<RecordId> given;
  for (const auto& input : inputs.list->items()) {
    const std::string id = input.text_or("id", "");
    const Item* item = live_record(desk.world, inputs.type, id, call.body.text_or("idProperty", ""));
    if (archived) {
      const auto number = record_id(id);
      item = number ? desk.world.find(inputs.type, *number) : nullptr;
      if (item != nullptr && !item->archived) item = nullptr;
    }
    if (item == nullptr) {
      missing.push_back(id);
    } else if (!std::ranges::count(given, item->id)) {
      given.push_back(item->id);
      batch.add(shown(desk.world, inputs.type, *item, wanted), Json::object());
    }
  }
  batch.add_missing(inputs.type, missing);
  return batch.finish(desk.world, 200);
}

Answer batch_create(Desk& desk, const Call& call) {
  if (auto foreign = foreign_parameter(call, {})) return refuse(*foreign);
  const auto inputs = read_inputs(call, {"inputs"}, {"properties", "associations", "objectWriteTraceId"});
  if (inputs.wrong) return refuse(*inputs.wrong);
  if (!all_traced(*inputs.list)) {
    for (const auto& input : inputs.list->items()) {
      NewRecord record;
      if (auto refusal = read_new_record(desk.world, inputs.type, input, record)) return refuse(*refusal);
    }
  }
  Batch batch(desk.world);
  for (const auto& input : inputs.list->items()) {
    NewRecord record;
    if (auto refusal = read_new_record(desk.world, inputs.type, input, record)) {
      batch.add(std::move(*refusal), input);
      continue;
    }
    const RecordId id = create_record(desk.world, inputs.type, record);
    batch.add(shown_after_write(desk.world, inputs.type, *desk.world.find(inputs.type, id), record.values), input);
  }
  return batch.finish(desk.world, 201);
}

Answer batch_update(Desk& desk, const Call& call) {
  if (auto foreign = foreign_parameter(call, {})) return refuse(*foreign);
  const auto inputs = read_inputs(call, {"inputs"}, {"id", "idProperty", "properties", "objectWriteTraceId"});
  if (inputs.wrong) return refuse(*inputs.wrong);
  if (!all_traced(*inputs.list)) {
    for (const auto& input : inputs.list->items()) {
      Values values;
      if (auto refusal = read_update(desk.world, inputs.type, input, values)) return refuse(*refusal);
    }
  }
  Batch batch(desk.world);
  std::vector<std::string> missing;
  for (const auto& input : inputs.list->items()) {
    const std::string id = input.text_or("id", "");
    const Item* item = live_record(desk.world, inputs.type, id, input.text_or("idProperty", ""));
    Values values;
    if (item == nullptr) {
      missing.push_back(id);
    } else if (auto refusal = read_update(desk.world, inputs.type, input, values)) {
      batch.add(std::move(*refusal), input);
    } else {
      desk.world.write(inputs.type, item->id, values, Author{});
      batch.add(shown_after_write(desk.world, inputs.type, *item, values), input);
    }
  }
  batch.add_missing(inputs.type, missing);
  return batch.finish(desk.world, 200);
}

Answer batch_archive(Desk& desk, const Call& call) {
  if (auto foreign = foreign_parameter(call, {})) return refuse(*foreign);
  const auto inputs = read_inputs(call, {"inputs"}, {"id"});
  if (inputs.wrong) return refuse(*inputs.wrong);
  for (const auto& input : inputs.list->items()) {
    if (const Item* item = live_record(desk.world, inputs.type, input.text_or("id", ""), "")) {
      desk.world.archive(inputs.type, item->id);
    }
  }
  return {204, "", {}};
}

}  // namespace goodword::sandbox
