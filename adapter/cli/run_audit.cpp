// audit, audit verify: who did what and when, and that nobody changed the record of it.
#include "base/text.hpp"
#include "cli/run.hpp"
#include "cli/session.hpp"

namespace goodword::cli {
namespace {

using base::Json;

Json to_json(const model::AuditRow& row) {
  return Json::object({{"number", Json(row.number)},
                       {"at", Json(base::to_rfc3339(row.entry.at))},
                       {"by", Json(row.entry.by)},
                       {"what", Json(row.entry.what)},
                       {"subject", Json(row.entry.subject)},
                       {"detail", Json(row.entry.detail)},
                       {"previous", Json(row.previous)},
                       {"hash", Json(row.hash)}});
}

std::string show(const std::vector<model::AuditRow>& rows) {
  std::vector<std::vector<std::string>> cells = {{"number", "at", "by", "what", "subject", "detail"}};
  for (const auto& [number, entry, previous, hash] : rows) {
    cells.push_back({std::to_string(number), base::to_rfc3339(entry.at), entry.by.empty() ? "goodword" : entry.by,
                     base::spaced(entry.what), entry.subject, entry.detail});
  }
  return in_columns(cells);
}

/// The whole chain, a part at a time: it grows by a row for every write there ever was.
base::Result<model::AuditCheck> checked(ports::Store& store, std::optional<model::AuditHead> kept) {
  constexpr int part = 10'000;
  model::AuditCheck check(std::move(kept));
  std::int64_t last = -1;  // a forger may number from anywhere
  while (true) {
    const auto rows = store.audit(last, part);
    if (!rows) return tl::unexpected(rows.error());
    for (const auto& row : *rows) check.read(row);
    if (rows->size() < part) return check;
    last = rows->back().number;
  }
}

}  // namespace

int run_audit(Session& session, const Call& call) {
  int failure = done;
  auto* program = session.looking(failure);
  if (program == nullptr) return failure;
  const int limit = call.has("--limit") ? std::atoi(call.one("--limit").c_str()) : 50;
  if (limit < 1) return session.console().complain("--limit takes a number from 1, not " + call.one("--limit"));
  const auto head = program->store().audit_head();
  if (!head) return session.console().fail(head.error());
  const auto rows = program->store().audit(head->number - limit, limit);
  if (!rows) return session.console().fail(rows.error());
  if (!session.console().json()) {
    session.console().line(rows->empty() ? "Nothing was done yet that is audited." : base::trim(show(*rows)));
    return done;
  }
  Json all = Json::array();
  for (const auto& row : *rows) all.push(to_json(row));
  session.console().json_line(Json::object({{"format_version", Json(1)}, {"audit", std::move(all)}}));
  return done;
}

int run_audit_verify(Session& session, const Call& call) {
  int failure = done;
  const auto kept = model::audit_head_of(call.one("--head"));
  if (call.has("--head") && !kept)
    return session.console().complain("--head is NUMBER:HASH as goodword audit verify prints it, not " +
                                      call.one("--head"));
  auto* program = session.looking(failure);
  if (program == nullptr) return failure;
  const auto check = checked(program->store(), kept);
  if (!check) return session.console().fail(check.error());
  const auto fault = check->end();
  const std::string head = model::to_text(check->head());
  if (session.console().json()) {
    Json said = Json::object({{"format_version", Json(1)}, {"sound", Json(!fault)}, {"head", Json(head)}});
    if (fault) said.set("broken_at", Json(fault->number)).set("why", Json(fault->why));
    session.console().json_line(said);
  } else if (fault) {
    session.console().line("The audit is broken at row " + std::to_string(fault->number) + ": " + fault->why +
                           ". Sound up to " + head + ".");
    if (check->restored() > 0)
      session.console().line("The store was restored (row " + std::to_string(check->restored()) +
                             "): rows that came after the backup may stand in the store that was put aside then.");
  } else {
    session.console().line("The audit is sound" + std::string(kept ? " and holds the head that was kept" : "") +
                           ". Head, to keep elsewhere: " + head);
  }
  return fault ? pending : done;
}

}  // namespace goodword::cli
