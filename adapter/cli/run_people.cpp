// explain, answer: where people look closer and say what they know.
#include <algorithm>

#include "base/text.hpp"
#include "cli/look_up.hpp"
#include "cli/run.hpp"
#include "cli/run_asks.hpp"
#include "cli/show.hpp"
#include "engine/came_back.hpp"
#include "engine/crm_partners.hpp"
#include "rules/assess.hpp"
#include "rules/stated.hpp"

namespace goodword::cli {
namespace {

using base::Json;

std::string owner_name(daemon::Assembly& program, const model::Dossier& dossier) {
  const std::string owner = dossier.contact.text(model::contact::owner);
  const auto users = program.store().records(dossier.crm, model::Kind::user, 10'000);
  if (!users) return owner;
  const auto found = std::ranges::find_if(*users, [&](const model::Record& user) { return user.id() == owner; });
  if (found == users->end()) return owner;
  const std::string full = found->text(model::user::name);
  return full.empty() ? found->text(model::user::first_name) + " " + found->text(model::user::last_name) : full;
}

Json consent_json(const model::Consent& consent) {
  return Json::object({{"party", Json(model::to_text(consent.party))},
                       {"receiver", Json(consent.receiver)},
                       {"how", Json(consent.how)},
                       {"recorded_by", Json(consent.recorded_by)},
                       {"at", Json(base::to_rfc3339(consent.at))},
                       {"until", Json(base::to_rfc3339(consent.until))},
                       {"wording", Json(consent.wording)},
                       {"proof", Json(consent.proof)}});
}

Json contact_json(const ExplainInput& input) {
  Json written = Json::array(), referrals = Json::array(), consents = Json::array(), received = Json::array();
  Json objections = Json::array(), ledger = Json::array();
  for (const auto& one : input.objections)
    objections.push(
        Json::object({{"words", Json(one.words)}, {"by", Json(one.by)}, {"at", Json(base::to_rfc3339(one.at))}}));
  for (const auto& line : input.ledger) ledger.push(Json(line));
  for (const auto& one : input.dossier.received)
    received.push(Json::object({{"partner", Json(one.partner)},
                                {"need", Json(one.need)},
                                {"said", Json(one.said)},
                                {"by", Json(one.by)},
                                {"at", Json(base::to_rfc3339(one.at))}}));
  for (const auto& operation : input.written) {
    written.push(Json::object({{"operation", Json(operation.id)},
                               {"run", Json(operation.run)},
                               {"state", Json(model::to_text(operation.state))},
                               {"created", Json(operation.created)},
                               {"undone_by", Json(operation.undone_by)},
                               {"change", model::to_json(operation.change)}}));
  }
  for (const auto& referral : input.dossier.referrals) referrals.push(model::to_json(referral));
  for (const auto& consent : input.consents) consents.push(consent_json(consent));
  return Json::object({{"format_version", Json(1)},
                       {"contact", model::to_json(input.dossier.contact)},
                       {"standing", Json(input.standing)},
                       {"decision", input.dossier.decision ? model::to_json(*input.dossier.decision) : Json()},
                       {"received", std::move(received)},
                       {"objections", std::move(objections)},
                       {"ledger", std::move(ledger)},
                       {"referrals", std::move(referrals)},
                       {"consents", std::move(consents)},
                       {"written", std::move(written)}});
}

std::string slip_in_fact(const rules::FactRow& fact, const std::string& value) {
  if (value == "unknown" || rules::value_in(fact, value)) return "";
  return std::string(fact.name) + " is " + std::string(rules::form_of(fact.type)) + ", not " + value;
}

/// Why nobody can answer that; empty where it is an answer.
std::string slip_in_answer(daemon::Assembly& program, const model::PersonAnswer& answer) {
  if (const auto* fact = rules::askable_fact(answer.about)) return slip_in_fact(*fact, answer.value);
  if (const auto* row = rules::readiness_answer(answer.about)) return rules::slip_in_readiness(*row, answer.value);
  std::vector<std::string> known = {"need", "keep", "private", "objection"};
  for (const auto& row : program.circle().book.answers) known.push_back(row.about);
  for (const auto& row : rules::readiness_answers()) known.emplace_back(row.about);
  if (std::ranges::find(known, answer.about) != known.end()) return "";
  std::ranges::sort(known);
  known.erase(std::unique(known.begin(), known.end()), known.end());
  const std::string near = base::nearest(answer.about, known);
  return "nothing is asked about " + answer.about +
         (near.empty() ? "; known: " + base::join(known, ", ") : "; did you mean " + near + "?");
}

/// One answer about a company counts for everybody there.
void address(const rules::FactRow& fact, const model::Dossier& dossier, model::PersonAnswer& answer) {
  if (fact.of == rules::FactOf::company && dossier.company)
    answer.contact = {dossier.crm, model::Kind::company, dossier.company->id()};
}

std::string whom_it_is_about(const model::PersonAnswer& answer, const model::Dossier& dossier) {
  const bool company = answer.contact.kind == model::Kind::company;
  return company ? dossier.company->text(model::company::name) : model::display_name(dossier.contact);
}

}  // namespace

int run_explain_contact(Session& session, const Call& call) {
  int failure = done;
  auto* program = session.scoped(failure);
  const auto dossier = find_one(session, program, call.one("CONTACT"), failure);
  if (!dossier) return failure;
  const auto& circle = program->circle();
  const auto now = program->clock().now();
  auto written = program->store().operations_on(dossier->ref());
  if (!written) return session.console().fail(written.error());
  const auto standing = engine::standing_in(circle, *dossier, now);
  ExplainInput input{*dossier,
                     circle.partners,
                     circle.firm,
                     circle.services,
                     std::move(*written),
                     {},
                     std::string(rules::to_text(standing.standing)) + ": " + standing.why,
                     owner_name(*program, *dossier),
                     now,
                     program->policy().tag_prefix};
  if (dossier->decision && dossier->decision->watch)
    input.watched = engine::watched_in_words(*dossier->decision->watch, circle);
  if (dossier->decision && dossier->decision->back)
    input.turned = engine::turns_in_words(*dossier->decision->back, circle);
  input.objections = engine::objections_of(*dossier);
  if (!input.objections.empty()) {
    const auto received = program->store().received();
    if (!received) return session.console().fail(received.error());
    input.ledger = engine::ledger_answer(*dossier, circle, *received);
  }
  for (const auto& referral : dossier->referrals) {
    const auto consents = program->store().consents(referral.id);
    if (!consents) return session.console().fail(consents.error());
    std::ranges::copy(*consents, std::back_inserter(input.consents));
  }
  if (session.console().json())
    session.console().json_line(contact_json(input));
  else
    session.console().line(base::trim(show_contact(input)));
  return done;
}

int run_explain_error(Session& session, const Call& call) {
  const std::string code = call.one("CODE");
  if (!code.empty() && base::error_row(code) == nullptr) {
    std::vector<std::string> known;
    for (const auto& row : base::error_table()) known.emplace_back(row.code);
    const std::string near = base::nearest(code, known);
    return session.console().complain("no error code " + code + (near.empty() ? "" : "; did you mean " + near + "?"));
  }
  Json all = Json::array();
  for (const auto& row : base::error_table()) {
    if (!code.empty() && row.code != code) continue;
    all.push(Json::object({{"code", Json(row.code)},
                           {"stops", Json(base::to_text(row.scope))},
                           {"exit_code", Json(row.exit_code)},
                           {"meaning", Json(row.meaning)},
                           {"advice", Json(row.advice)}}));
    if (session.console().json()) continue;
    session.console().line(session.console().styled(row.code, Style::bold));
    session.console().line("  means     " + std::string(row.meaning));
    session.console().line("  do        " + std::string(row.advice));
    session.console().line("  stops     this " + std::string(base::to_text(row.scope)) + "; exit code " +
                           std::to_string(row.exit_code));
  }
  if (session.console().json())
    session.console().json_line(Json::object({{"format_version", Json(1)}, {"errors", std::move(all)}}));
  return done;
}

int say_ledger(Session& session, const model::Dossier& dossier) {
  int failure = done;
  auto* program = session.assembly(failure);
  const auto received = program->store().received();
  if (!received) return session.console().fail(received.error());
  session.console().line("What sharing came to so far:");
  for (const auto& line : engine::ledger_answer(dossier, program->circle(), *received))
    session.console().line("  " + line);
  return done;
}

int run_answer(Session& session, const Call& call) {
  int failure = done;
  const auto dossier = find_one(session, call.one("CONTACT"), failure);
  if (!dossier) return failure;
  const std::string given = call.one("SIGN=ANSWER");
  const auto sign = given.find('=');
  if (sign == std::string::npos || sign == 0 || sign + 1 == given.size())
    return session.console().complain("say it as decider=yes or timing=\"before Easter\", not " + given);
  if (given.substr(0, sign) == "asked")
    return note_asked(session, call, {call.one("CONTACT"), given.substr(sign + 1), call.one("SOURCE")});
  auto* program = session.assembly(failure);
  model::PersonAnswer answer{dossier->ref(),     given.substr(0, sign),    given.substr(sign + 1),
                             call.one("SOURCE"), author_of(session, call), program->clock().now()};
  if (const auto slip = slip_in_answer(*program, answer); !slip.empty()) return session.console().complain(slip);
  if (const auto* fact = rules::askable_fact(answer.about)) address(*fact, *dossier, answer);
  if (const auto saved = program->store().save_answer(answer); !saved) return session.console().fail(saved.error());
  session.console().line("Noted: " + answer.about + " = " + answer.value + " for " +
                         whom_it_is_about(answer, *dossier) + ". It counts from the next plan: goodword plan " +
                         dossier->crm);
  if (answer.about == "objection" || answer.about == "keep") return say_ledger(session, *dossier);
  return done;
}

}  // namespace goodword::cli
