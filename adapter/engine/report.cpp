#include "engine/report.hpp"

namespace goodword::engine {

using base::Json;

Json to_json(const DeliverReport& report) {
  Json failures = Json::array();
  for (const auto& [id, why] : report.failures)
    failures.push(Json::object({{"operation", Json(id)}, {"why", Json(why)}}));
  Json json = Json::object({{"done", Json(report.done)},
                            {"already", Json(report.already)},
                            {"failed", Json(report.failed)},
                            {"changed", Json(report.changed)},
                            {"waiting", Json(report.waiting)},
                            {"unknown", Json(report.unknown)},
                            {"needs_review", Json(report.needs_review)},
                            {"failures", std::move(failures)}});
  if (report.stopped) json.set("stopped", Json(base::to_text(*report.stopped)));
  return json;
}

Json to_json(const SyncReport& report) {
  Json streams = Json::array();
  for (const auto& stream : report.pull.streams) {
    Json json = Json::object({{"stream", Json(stream.stream)},
                              {"pages", Json(stream.pages)},
                              {"read", Json(stream.read)},
                              {"added", Json(stream.counts.added)},
                              {"changed", Json(stream.counts.changed)},
                              {"same", Json(stream.counts.same)},
                              {"gone", Json(stream.counts.gone)},
                              {"rejected", Json(stream.counts.rejected)}});
    if (stream.error) json.set("error", Json(base::to_text(*stream.error)));
    streams.push(std::move(json));
  }
  Json questions = Json::array();
  for (const auto& question : report.desk.questions) {
    questions.push(Json::object(
        {{"contact", Json(question.subject.id)}, {"code", Json(question.code)}, {"text", Json(question.text)}}));
  }
  Json learned = Json::array();
  for (const auto& words : report.learned) learned.push(Json(words));
  Json json = Json::object(
      {{"format_version", Json(1)},
       {"run", Json(report.run)},
       {"expired", Json::object({{"people", Json(report.expired.people)}, {"others", Json(report.expired.others)}})},
       {"crm", Json(report.crm)},
       {"wrote", Json(report.wrote)},
       {"streams", std::move(streams)},
       {"answers", Json(report.desk.answers)},
       {"consents", Json(report.desk.consents)},
       {"questions", std::move(questions)},
       {"learned", std::move(learned)},
       {"decided", Json(report.decided)},
       {"changed_verdicts", Json(report.changed_verdicts)},
       {"plan", Json(report.plan.number)},
       {"planned_changes", Json(static_cast<std::int64_t>(model::count_changes(report.plan)))},
       {"deliver", to_json(report.deliver)},
       {"audit", Json(model::to_text(report.audit))},
       {"calls", Json::object({{"reads", Json(report.calls.reads)},
                               {"writes", Json(report.calls.writes)},
                               {"others", Json(report.calls.others)},
                               {"bytes", Json(static_cast<std::int64_t>(report.calls.bytes))}})}});
  if (report.pull.stopped) json.set("stopped", Json(base::to_text(*report.pull.stopped)));
  return json;
}

}  // namespace goodword::engine
