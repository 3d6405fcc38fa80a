// brief: who was sent to us by a partner, and what whoever meets them should know.
#include "base/text.hpp"
#include "cli/look_up.hpp"
#include "cli/run.hpp"
#include "engine/brief.hpp"

namespace goodword::cli {
namespace {

using base::Json;

/// What was typed about who sent them; nothing, and `failure` set, where it cannot be taken.
std::optional<model::Received> received_in(Session& session, const Call& call, const model::Ref& contact,
                                           int& failure) {
  const auto all = read_register(session, session.assembly(failure), failure);
  if (!all) return std::nullopt;
  const auto* partner = find_partner(session, *all, call.one("--from"), failure);
  if (partner == nullptr) return std::nullopt;
  const auto& services = all->program->circle().services;
  const auto need = call.one("--need");
  if (!need.empty() && model::service_by_id(services, need) == nullptr) {
    std::vector<std::string> ids;
    for (const auto& service : services) ids.push_back(service.id);
    const auto near = base::nearest(need, ids);
    failure = session.console().complain("no service " + need + " in services.json" +
                                         (near.empty() ? "" : "; did you mean " + near + "?"));
    return std::nullopt;
  }
  auto at = all->now;
  if (call.has("--on")) {
    const auto day = day_in(session, call, "--on", failure);
    if (!day) return std::nullopt;
    if (base::start_of(*day) > all->now) {
      failure = session.console().complain("--on is a day that has been, not " + call.one("--on"));
      return std::nullopt;
    }
    if (*day != base::date_of(all->now)) at = base::start_of(*day);
  }
  return model::Received{contact, partner->partner.id, need, call.one("--said"), author_of(session, call), at};
}

Json brief_json(const engine::BriefInput& input, const engine::Titled& letter) {
  const auto* received = engine::newest_received(input.dossier);
  Json from;
  if (received != nullptr)
    from = Json::object({{"partner", Json(received->partner)},
                         {"need", Json(received->need)},
                         {"said", Json(received->said)},
                         {"by", Json(received->by)},
                         {"at", Json(base::to_rfc3339(received->at))},
                         {"acknowledge_by", Json(base::to_text(engine::acknowledge_by(*received, input.policy)))}});
  return Json::object({{"format_version", Json(1)},
                       {"contact", Json(model::to_text(input.dossier.ref()))},
                       {"from", std::move(from)},
                       {"seller", Json(input.seller)},
                       {"language", Json(input.language)},
                       {"subject", Json(letter.title)},
                       {"brief", Json(letter.body)}});
}

}  // namespace

int run_brief(Session& session, const Call& call) {
  int failure = done;
  auto dossier = find_one(session, call.one("CONTACT"), failure);
  if (!dossier) return failure;
  auto& program = *session.assembly(failure);
  for (const auto* flag : {"--need", "--said", "--on"}) {
    if (call.has(flag) && !call.has("--from"))
      return session.console().complain(std::string(flag) + " goes with --from PARTNER");
  }
  if (call.has("--from")) {
    const auto received = received_in(session, call, dossier->ref(), failure);
    if (!received) return failure;
    ports::DeskCommit commit;
    commit.received = {*received};
    if (const auto stored = program.store().commit_desk(commit); !stored) return session.console().fail(stored.error());
    dossier->received.push_back(*received);
  }
  const auto seller = engine::who_meets(program.store(), program.circle().firm, *dossier);
  if (!seller) return session.console().fail(seller.error());
  const auto& language = program.policy().language;
  const engine::BriefInput input{*dossier, program.circle(), program.policy(), *seller,
                                 call.has("--language") ? call.one("--language") : language};
  const auto letter = engine::brief_letter(input, program.letters());
  if (!letter) return session.console().fail(letter.error());
  if (session.console().json()) {
    session.console().json_line(brief_json(input, *letter));
    return done;
  }
  session.console().line(letter->title + "\n\n" + letter->body);
  if (engine::newest_received(*dossier) == nullptr)
    session.console().line("\nSay who sent them: goodword brief " + dossier->contact.id() + " --from PARTNER");
  return done;
}

}  // namespace goodword::cli
