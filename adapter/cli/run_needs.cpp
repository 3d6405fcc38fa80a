// needs: what people around us look for, and taking down what one of them said.
#include <algorithm>

#include "base/text.hpp"
#include "cli/console.hpp"
#include "cli/look_up.hpp"
#include "cli/run.hpp"
#include "engine/needs.hpp"

namespace goodword::cli {
namespace {

using engine::NeedsReport;

std::string show_counts(const NeedsReport& report, const engine::Circle& circle) {
  std::vector<std::vector<std::string>> rows = {{"looked for", "by", "of them clients", "who does it"}};
  for (const auto& [service, sums] : report.counts) {
    const std::string others =
        sums.partners == 0 ? "nobody in the circle" : std::to_string(sums.partners) + " of the circle";
    rows.push_back({model::service_name(circle.services, service, "en"), std::to_string(sums.all),
                    std::to_string(sums.clients), sums.ours ? "we do; " + others : others});
  }
  return in_columns(rows);
}

std::string show_needs(const NeedsReport& report, const engine::Circle& circle) {
  if (report.needs.empty())
    return "No need is known yet. Take one down: goodword needs add CONTACT SERVICE, or a tag in the CRM.";
  std::vector<std::vector<std::string>> rows = {{"who", "looks for", "known", "goes to", "state"}};
  for (const auto& one : report.needs) {
    const std::string who = one.company.empty() ? one.name : one.name + ", " + one.company;
    rows.push_back({who + (one.client ? " (client)" : ""), model::service_name(circle.services, one.service, "en"),
                    one.confirmed ? one.first ? "said so, to us first" : "said so" : "a guess",
                    one.partner.empty() ? one.ours ? "us" : "" : one.partner, base::spaced(one.state)});
  }
  std::string text = show_counts(report, circle) + "\n" + in_columns(rows);
  if (report.confirmed > 0)
    text += "\nOf " + std::to_string(report.confirmed) + " who said what they look for, " +
            std::to_string(report.first) + " came to us first with it, as far as that was noted.";
  return text;
}

}  // namespace

int run_needs(Session& session, const Call&) {
  int failure = done;
  auto* program = session.scoped(failure);
  if (program == nullptr) return failure;
  const auto report = engine::read_needs(program->store(), program->crms(), program->circle());
  if (!report) return session.console().fail(report.error());
  if (session.console().json())
    session.console().json_line(engine::to_json(*report));
  else
    session.console().line(show_needs(*report, program->circle()));
  return done;
}

int run_needs_add(Session& session, const Call& call) {
  int failure = done;
  auto* program = session.scoped(failure);
  if (program == nullptr) return failure;
  const auto dossier = find_one(session, program, call.one("CONTACT"), failure);
  if (!dossier) return failure;
  const auto service = base::lower(call.one("SERVICE"));
  if (const auto slip = slip_in_need(program->circle(), service); !slip.empty())
    return session.console().complain(slip);
  const auto now = program->clock().now();
  const auto by = author_of(session, call), said = call.one("--said");
  ports::DeskCommit commit;  // both or neither
  commit.answers = {{dossier->ref(), "need", service, said, by, now}};
  if (call.has("--asked-us-first"))
    commit.answers.push_back({dossier->ref(), std::string(engine::asked_us_first), service, said, by, now});
  commit.at = now;
  if (const auto stored = program->store().commit_desk(commit); !stored) return session.console().fail(stored.error());
  const bool ours = match::nearest_kinship(program->circle().services, service, program->circle().firm.services) !=
                    match::Kinship::none;
  session.console().line(
      "Noted: " + model::display_name(dossier->contact) + " looks for " +
      model::service_name(program->circle().services, service, "en") + ", which " + (ours ? "we do" : "we do not") +
      ". goodword plan " + dossier->crm +
      (ours ? " reads them with it." : " says who could serve it; nothing leaves before both said yes."));
  return done;
}

}  // namespace goodword::cli
