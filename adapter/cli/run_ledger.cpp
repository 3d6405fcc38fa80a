// ledger, report: what giving and receiving came to.
#include <fstream>

#include "base/text.hpp"
#include "cli/look_up.hpp"
#include "cli/output_file.hpp"
#include "cli/report_page.hpp"
#include "cli/run.hpp"
#include "cli/show.hpp"
#include "engine/clients.hpp"

namespace goodword::cli {
namespace {

using base::Json;

/// The moment of --since, or the beginning of all; nothing, and `failure` set, where it is no day.
std::optional<base::Instant> since_in(Session& session, const Call& call, int& failure) {
  if (!call.has("--since")) return base::Instant{};
  const auto day = day_in(session, call, "--since", failure);
  return day ? std::optional(base::start_of(*day)) : std::nullopt;
}

/// The ledger from then on; nothing, and `failure` set, where it cannot be read.
std::optional<engine::Ledger> read_ledger(Session& session, base::Instant since, int& failure) {
  auto* program = session.assembly(failure);
  if (program == nullptr) return std::nullopt;
  const auto now = program->clock().now();
  const auto received = engine::read_received(program->store(), program->circle().firm, now);
  if (received) return engine::ledger_of(program->circle(), *received, since, now);
  failure = session.console().fail(received.error());
  return std::nullopt;
}

}  // namespace

int run_ledger(Session& session, const Call& call) {
  int failure = done;
  const auto since = since_in(session, call, failure);
  if (!since) return failure;
  const auto ledger = read_ledger(session, *since, failure);
  if (!ledger) return failure;
  auto* program = session.assembly(failure);
  std::string one;
  if (call.has("PARTNER")) {
    const auto all = read_register(session, program, failure);
    if (!all) return failure;
    const auto* partner = find_partner(session, *all, call.one("PARTNER"), failure);
    if (partner == nullptr) return failure;
    one = partner->partner.id;
  }
  if (session.console().json())
    session.console().json_line(engine::to_json(*ledger).set("format_version", Json(1)));
  else
    session.console().line(base::trim(show_ledger(*ledger, one, program->circle().firm.currency)));
  return done;
}

int run_report(Session& session, const Call& call) {
  int failure = done;
  const auto since = since_in(session, call, failure);
  if (!since) return failure;
  const auto ledger = read_ledger(session, *since, failure);
  if (!ledger) return failure;
  auto* program = session.assembly(failure);
  const auto& firm = program->circle().firm;
  const auto clients = engine::read_clients(program->store(), program->crms(), firm, *since, program->clock().now());
  if (!clients) return session.console().fail(clients.error());
  if (!call.has("--html")) {
    if (session.console().json())
      session.console().json_line(
          engine::to_json(*ledger).set("clients", engine::to_json(*clients)).set("format_version", Json(1)));
    else
      session.console().line(std::string(base::trim(show_ledger(*ledger, "", firm.currency))) + "\n\n" +
                             std::string(base::trim(show_clients(*clients, firm.currency))));
    return done;
  }
  const std::string path = call.one("--html");
  const auto page =
      report_page({*ledger, *clients, firm.name, firm.currency, program->clock().now(), call.one("--since")});
  if (!write_file(path, page, Readers::everybody))
    return session.console().complain("the report cannot be written to " + path + ": is there such a folder?");
  session.console().line("Wrote " + path + ". Open it in a browser; it prints on paper as well.");
  return done;
}

}  // namespace goodword::cli
