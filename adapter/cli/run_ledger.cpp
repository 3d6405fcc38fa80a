// ledger, report: what giving and receiving came to.
#include <fstream>

#include "base/text.hpp"
#include "cli/look_up.hpp"
#include "cli/output_file.hpp"
#include "cli/report_page.hpp"
#include "cli/run.hpp"
#include "cli/show.hpp"
#include "engine/ledger.hpp"

namespace goodword::cli {
namespace {

using base::Json;

/// The ledger from --since on; nothing, and `failure` set, where it cannot be read.
std::optional<engine::Ledger> read_ledger(Session& session, const Call& call, int& failure) {
  auto* program = session.assembly(failure);
  if (program == nullptr) return std::nullopt;
  base::Instant since{};
  if (call.has("--since")) {
    const auto day = day_in(session, call, "--since", failure);
    if (!day) return std::nullopt;
    since = base::start_of(*day);
  }
  const auto now = program->clock().now();
  const auto received = engine::read_received(program->store(), program->circle().firm, now);
  if (received) return engine::ledger_of(program->circle(), *received, since, now);
  failure = session.console().fail(received.error());
  return std::nullopt;
}

void print(const Session& session, const engine::Ledger& ledger, const std::string& one, const std::string& currency) {
  if (session.console().json())
    session.console().json_line(engine::to_json(ledger).set("format_version", Json(1)));
  else
    session.console().line(base::trim(show_ledger(ledger, one, currency)));
}

}  // namespace

int run_ledger(Session& session, const Call& call) {
  int failure = done;
  const auto ledger = read_ledger(session, call, failure);
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
  print(session, *ledger, one, program->circle().firm.currency);
  return done;
}

int run_report(Session& session, const Call& call) {
  int failure = done;
  const auto ledger = read_ledger(session, call, failure);
  if (!ledger) return failure;
  auto* program = session.assembly(failure);
  const auto& firm = program->circle().firm;
  if (!call.has("--html")) {
    print(session, *ledger, "", firm.currency);
    return done;
  }
  const std::string path = call.one("--html");
  const auto page = report_page({*ledger, firm.name, firm.currency, program->clock().now(), call.one("--since")});
  if (!write_file(path, page, Readers::everybody))
    return session.console().complain("the report cannot be written to " + path + ": is there such a folder?");
  session.console().line("Wrote " + path + ". Open it in a browser; it prints on paper as well.");
  return done;
}

}  // namespace goodword::cli
