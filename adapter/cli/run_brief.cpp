// brief, referrals receive, referrals incoming: who was sent to us by a partner, what whoever meets them should know,
// and what word the partner is owed.
#include "base/text.hpp"
#include "cli/console.hpp"
#include "cli/look_up.hpp"
#include "cli/run.hpp"
#include "engine/brief.hpp"
#include "engine/incoming.hpp"
#include "engine/personal_letters.hpp"

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

/// The letter to send now, with what to do next.
std::string show_received(const engine::PersonalLetter& letter, const model::Dossier& dossier,
                          const model::Received& received, const engine::Policy& policy, base::Date today) {
  const auto by = base::start_of(engine::acknowledge_by(received, policy));
  return "Noted: " + model::display_name(dossier.contact) + " was sent by " + received.partner +
         ". The letter to send by " + base::day_text(base::date_of(by), today) +
         ":\n\nTo: " + base::join(letter.address, ", ") + "\n\n" + letter.text +
         "\n\nOnce it is on its way: goodword partners check-in " + received.partner +
         " --done\nFor whoever meets them: goodword brief " + dossier.contact.id();
}

std::string owed_text(const engine::Incoming& one, base::Date today) {
  return one.owed.empty() ? "" : one.owed + ", by " + base::day_text(one.by, today);
}

std::string show_incoming(const std::vector<engine::Incoming>& all, base::Date today) {
  if (all.empty())
    return "No partner has sent anybody, as far as is noted: goodword referrals receive CONTACT --from PARTNER";
  std::vector<std::vector<std::string>> rows = {
      {"who", "from", "sent", "we are", "since", "who meets", "they are owed"}};
  for (const auto& one : all) {
    rows.push_back({one.company.empty() ? one.name : one.name + ", " + one.company, one.partner,
                    base::day_text(base::date_of(one.received.at), today), std::string(to_text(one.state.stage)),
                    base::day_text(base::date_of(one.state.since), today), one.seller, owed_text(one, today)});
  }
  return std::string(base::trim(in_columns(rows)));
}

}  // namespace

int run_referrals_receive(Session& session, const Call& call) {
  int failure = done;
  if (!call.has("--from")) return session.console().complain("who sent them? --from PARTNER");
  auto dossier = find_one(session, call.one("CONTACT"), failure);
  if (!dossier) return failure;
  auto& program = *session.assembly(failure);
  const auto received = received_in(session, call, dossier->ref(), failure);
  if (!received) return failure;
  dossier->received.push_back(*received);
  const auto seller = engine::who_meets(program.store(), program.circle().firm, *dossier);
  if (!seller) return session.console().fail(seller.error());
  engine::LetterInput input{*dossier, program.circle(), program.policy(), program.letters()};
  input.seller = *seller;
  input.language = call.one("--language");
  input.now = program.clock().now();
  const auto letter = engine::personal_letter(*engine::letter_kind("acknowledgement"), input);
  if (!letter) return session.console().fail(letter.error());
  ports::DeskCommit commit;
  commit.received = {*received};
  if (const auto stored = program.store().commit_desk(commit); !stored) return session.console().fail(stored.error());
  if (session.console().json()) {
    session.console().json_line(Json::object({{"format_version", Json(1)},
                                              {"contact", Json(model::to_text(dossier->ref()))},
                                              {"from", Json(received->partner)},
                                              {"letter", Json(letter->name)},
                                              {"language", Json(letter->language)},
                                              {"to", Json(base::join(letter->address, ", "))},
                                              {"text", Json(letter->text)}}));
    return done;
  }
  session.console().line(show_received(*letter, *dossier, *received, program.policy(), base::date_of(input.now)));
  return done;
}

int run_referrals_incoming(Session& session, const Call& call) {
  int failure = done;
  const auto all = read_register(session, session.scoped(failure), failure);
  if (!all) return failure;
  auto& program = *all->program;
  auto incoming = engine::read_incoming(program.store(), program.circle(), program.policy(), all->readings);
  if (!incoming) return session.console().fail(incoming.error());
  const auto shown = call.has("--owed") ? engine::words_owed(std::move(*incoming)) : std::move(*incoming);
  if (!session.console().json()) {
    session.console().line(show_incoming(shown, base::date_of(all->now)));
    return done;
  }
  Json rows = Json::array();
  for (const auto& one : shown) rows.push(engine::to_json(one));
  session.console().json_line(Json::object({{"format_version", Json(1)}, {"incoming", std::move(rows)}}));
  return done;
}

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
