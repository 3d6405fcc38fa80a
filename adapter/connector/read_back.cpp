#include "connector/read_back.hpp"

#include "base/text.hpp"

namespace goodword::connector {
namespace {

using base::Json;
using base::Result;
using ports::Found;
using ports::ReadBack;

/// Clocks differ a little; what is asked for begins earlier than we first tried.
constexpr auto before_first_try = std::chrono::minutes(5);

std::string text_at(const Json& json, std::string_view pointer) {
  const Json* value = json.at(pointer);
  return value ? words_in(*value) : "";
}

}  // namespace

/// Id and text of everything one page names.
Result<std::vector<std::pair<std::string, std::string>>> ReadBackRoom::texts(const ReadBackPlan& plan, const Json& body,
                                                                             std::stop_token stop) {
  std::vector<std::pair<std::string, std::string>> found;
  const Json* list = body.at(plan.ids.empty() ? plan.records : plan.ids);
  if (!list) return found;
  if (plan.ids.empty()) {
    for (const auto& one : list->items()) found.emplace_back(text_at(one, plan.id), text_at(one, plan.text));
    return found;
  }
  std::vector<std::string> ids;
  for (const auto& one : list->items()) ids.push_back(text_at(one, plan.id));
  const Stream* stream = stream_named(session_.plan(), plan.through);
  auto records = records_.by_id(*stream, ids, Records::Depth::record, stop);
  if (!records) return tl::unexpected(records.error());
  const auto text = model::field_index(stream->kind, "text");
  for (const auto& one : *records) found.emplace_back(one.record.id(), text ? one.record.text(*text) : "");
  return found;
}

Result<ReadBack> ReadBackRoom::find(const Search& search, std::stop_token stop) {
  const ReadBackPlan& plan = search.plan;
  Pager pager(plan.pages);
  while (true) {
    Call call{.request = &plan.request, .purpose = Purpose::by_id, .values = search.values, .url = pager.url()};
    pager.put(call.values);
    auto answer = session_.call(call, stop);
    if (!answer) return tl::unexpected(answer.error());
    const Action action = answer->verdict.action;
    // The record itself is gone, and with it whatever was to stand on it.
    if (action == Action::gone || action == Action::skip || action == Action::empty) return ReadBack{Found::no, ""};
    if (action != Action::ok) return ReadBack{};
    auto page = texts(plan, answer->body, stop);
    if (!page) return tl::unexpected(page.error());
    for (const auto& [id, text] : *page) {
      const bool here = search.whole ? text == search.text : text.find(search.text) != std::string::npos;
      if (here) return ReadBack{Found::yes, id};
    }
    PageFacts facts{.seen = answer->seen(), .rows = static_cast<std::int64_t>(page->size())};
    if (!page->empty()) facts.after = page->back().first;
    const auto more = pager.advance(facts);
    if (!more) return ReadBack{};
    if (!*more) return ReadBack{Found::no, ""};
  }
}

Result<ReadBack> ReadBackRoom::look(const model::Operation& operation, std::stop_token stop) {
  const auto& change = operation.change;
  const Write* write = write_for(session_.plan(), change.action, change.subject.kind);
  if (!write || !write->read_back || operation.marker.empty()) return ReadBack{};
  Search search{.plan = *write->read_back, .values = {}, .text = operation.marker};
  search.values.set_text("id", change.subject.id).set_text("key", operation.id).set_text("marker", operation.marker);
  search.values.set("attempted", Given(operation.first_tried.value_or(session_.server_now()) - before_first_try));
  return find(search, stop);
}

/// Where it carries no marker of ours, what ties the thing that was made to its record names the record.
Result<ReadBack> ReadBackRoom::look_for_step(const Write& step, const model::Operation& operation,
                                             std::string_view created, std::stop_token stop) {
  if (!step.read_back) return ReadBack{};
  const bool marked = uses(step.request, "marker");
  const std::string& id = operation.change.subject.id;
  Search search{.plan = *step.read_back, .values = {}, .text = marked ? operation.marker : id, .whole = !marked};
  search.values.set_text("id", id).set_text("key", operation.id).set_text("marker", operation.marker);
  search.values.set_text("created", created);
  search.values.set("attempted", Given(operation.first_tried.value_or(session_.server_now()) - before_first_try));
  return find(search, stop);
}

}  // namespace goodword::connector
