// explain write, skip, request: why something was written or was not, and what goes over the wire for it.
#include <algorithm>

#include "base/text.hpp"
#include "cli/look_up.hpp"
#include "cli/run.hpp"
#include "cli/show.hpp"
#include "connector/remote.hpp"
#include "connector/requests.hpp"
#include "daemon/jobs.hpp"
#include "engine/crm_partners.hpp"
#include "rules/assess.hpp"

namespace goodword::cli {
namespace {

using base::Json;
using model::Operation;
using model::OperationState;

/// Operations whose id begins with `word`; a whole id is one.
base::Result<std::vector<Operation>> operations_like(daemon::Assembly& program, const std::string& word) {
  std::vector<Operation> found;
  for (const auto& crm : program.crms()) {
    auto all = all_operations(program, crm);
    if (!all) return all;
    std::ranges::copy_if(*all, std::back_inserter(found),
                         [&](const Operation& operation) { return operation.id.starts_with(word); });
  }
  return found;
}

/// The one operation that a word means; says so and returns nothing where it means none or several.
std::optional<Operation> one_operation(Session& session, const std::string& word, int& failure) {
  auto* program = session.assembly(failure);
  if (program == nullptr) return std::nullopt;
  auto found = operations_like(*program, word);
  if (!found) {
    failure = session.console().fail(found.error());
    return std::nullopt;
  }
  failure = usage;
  if (word.size() < 6 || found->empty()) {
    session.console().message("goodword: no write whose id begins with " + word +
                              " (at least 6 signs); goodword explain contact lists a contact's writes");
    return std::nullopt;
  }
  if (found->size() > 1) {
    session.console().message("goodword: " + std::to_string(found->size()) +
                              " writes begin like that; give more signs");
    return std::nullopt;
  }
  failure = done;
  return found->front();
}

std::string state_text(const Operation& operation, base::Instant now) {
  std::string text = std::string(model::to_text(operation.state));
  if (operation.attempts > 0) text += ", attempt " + std::to_string(operation.attempts);
  if (operation.done_at) text += ", " + base::age_text(*operation.done_at, now);
  if (!operation.created.empty()) text += ", id " + operation.created + " in the CRM";
  if (!operation.detail.empty()) text += ": " + operation.detail;
  return text;
}

std::string_view if_lost(model::Sameness sameness) {
  switch (sameness) {
    case model::Sameness::a: return "A: it is sent again, for the same write twice is one";
    case model::Sameness::b:
      return "B: its marker is looked for under the contact; only if it is not there, it is sent";
    case model::Sameness::c:
      return "C: its marker is searched for after the CRM's lag; only if it is not there, it is sent";
    case model::Sameness::d: return "D: nothing is sent again; a person looks (goodword review)";
  }
  return "";
}

const ports::Ability* ability_of(const std::vector<ports::Ability>& abilities, const model::Change& change) {
  const auto found = std::ranges::find_if(abilities, [&](const ports::Ability& ability) {
    return ability.action == change.action && ability.kind == change.subject.kind;
  });
  return found == abilities.end() ? nullptr : &*found;
}

void line(const Session& session, std::string_view label, const std::string& text) {
  if (!text.empty()) session.console().line(padded(label, 12) + wrapped(text, 12, 110).substr(12));
}

void show(const Session& session, const Operation& operation, const std::string& name, base::Instant now) {
  const auto& change = operation.change;
  line(session, "Write",
       operation.id.substr(0, 12) + ": " + std::string(model::to_text(change.action)) + " " +
           (change.value.empty() ? change.title : change.value) + " on " + name + " (" +
           model::to_text(change.subject) + ")");
  line(session, "State", state_text(operation, now));
  line(session, "Why", change.why + (change.rule.empty() ? "" : "  [" + change.rule + "]"));
  line(session, "Before", change.prior);
  line(session, "To", base::escape_line(change.to));
  line(session, "Text", base::escape_line(change.body));
  if (!operation.undone_by.empty()) line(session, "Taken back", "by " + operation.undone_by.substr(0, 12));
}

struct Skip {
  std::string what, why;
};

void add_left_behind(const std::vector<Operation>& operations, std::vector<Skip>& skips) {
  for (const auto& operation : operations) {
    if (operation.state == OperationState::done) continue;
    skips.push_back(
        {std::string(model::to_text(operation.change.action)) + " " + operation.id.substr(0, 12),
         std::string(model::to_text(operation.state)) + (operation.detail.empty() ? "" : ": " + operation.detail)});
  }
}

void add_of_crm(const ports::CrmState& state, std::vector<Skip>& skips) {
  if (state.mode == ports::CrmMode::plan_only)
    skips.push_back({"the CRM", "is plan-only, so nothing is written to anybody: goodword crm promote " + state.name});
  if (state.mode == ports::CrmMode::paused)
    skips.push_back({"the CRM", "is paused: goodword crm resume " + state.name});
  if (!state.last_error.empty())
    skips.push_back({"the last sync", "was not whole, so it wrote nothing: " + state.last_error});
}

void add_of_plan(const model::Plan& plan, const model::Ref& contact, std::vector<Skip>& skips) {
  for (const auto& alone : plan.left_alone) {
    if (alone.subject == contact) skips.push_back({alone.code, alone.text});
  }
  const auto entry = std::ranges::find(plan.entries, contact, &model::PlanEntry::contact);
  if (entry != plan.entries.end())
    skips.push_back(
        {"plan " + std::to_string(plan.number),
         std::to_string(entry->changes.size()) + " changes wait for goodword apply " + std::to_string(plan.number)});
}

/// Every reason there is why nothing (more) was written to a contact.
base::Result<std::vector<Skip>> skips_of(daemon::Assembly& program, const model::Dossier& dossier,
                                         ports::Observer& observer) {
  std::vector<Skip> skips;
  const auto state = program.store().crm_state(dossier.crm);
  if (!state) return tl::unexpected(state.error());
  add_of_crm(*state, skips);
  const auto standing = engine::standing_in(program.circle(), dossier, program.clock().now());
  if (standing.standing != rules::Standing::prospect)
    skips.push_back({"scope", std::string(rules::to_text(standing.standing)) + ": " + standing.why});
  if (dossier.decision && dossier.decision->held)
    skips.push_back({"verdict", std::string(model::to_people(dossier.decision->verdict)) +
                                    " is held until a person has looked: goodword review"});
  const auto report = daemon::plan_crm(program, dossier.crm, observer);
  if (!report) return tl::unexpected(report.error());
  add_of_plan(report->plan, dossier.ref(), skips);
  const auto operations = program.store().operations_on(dossier.ref());
  if (!operations) return tl::unexpected(operations.error());
  add_left_behind(*operations, skips);
  if (skips.empty()) skips.push_back({"nothing", "was left out: the CRM says what the verdict says"});
  return skips;
}

}  // namespace

int run_explain_write(Session& session, const Call& call) {
  int failure = done;
  const auto operation = one_operation(session, call.one("WRITE"), failure);
  if (!operation) return failure;
  auto* program = session.assembly(failure);
  if (session.console().json()) {
    session.console().json_line(Json::object({{"format_version", Json(1)},
                                              {"operation", Json(operation->id)},
                                              {"run", Json(operation->run)},
                                              {"state", Json(model::to_text(operation->state))},
                                              {"attempts", Json(operation->attempts)},
                                              {"created", Json(operation->created)},
                                              {"detail", Json(operation->detail)},
                                              {"undone_by", Json(operation->undone_by)},
                                              {"change", model::to_json(operation->change)}}));
    return done;
  }
  const auto dossier = program->store().dossier(operation->change.subject);
  if (!dossier) return session.console().fail(dossier.error());
  show(session, *operation, *dossier ? model::display_name((*dossier)->contact) : "somebody who is gone",
       program->clock().now());
  const auto abilities = connector::abilities_of(*program->connector(operation->change.subject.crm));
  if (const auto* ability = ability_of(abilities, operation->change))
    line(session, "If lost", std::string(if_lost(ability->sameness)));
  session.console().line(padded("Look closer", 12) + "goodword explain request " + operation->id.substr(0, 12) +
                         ", goodword explain contact " + operation->change.subject.id + ", goodword undo " +
                         std::to_string(operation->run));
  return done;
}

int run_explain_request(Session& session, const Call& call) {
  int failure = done;
  const auto operation = one_operation(session, call.one("WRITE"), failure);
  if (!operation) return failure;
  const auto* compiled = session.assembly(failure)->connector(operation->change.subject.crm);
  const auto requests = connector::requests_of(*compiled, *operation);
  if (requests.empty())
    return session.console().fail(base::failure("connector.unsupported", "the connector has no such write").value());
  for (const auto& request : requests) session.console().line(connector::to_text(request));
  return done;
}

int run_explain_skip(Session& session, const Call& call) {
  int failure = done;
  const auto dossier = find_one(session, call.one("CONTACT"), failure);
  if (!dossier) return failure;
  const auto skips = skips_of(*session.assembly(failure), *dossier, session.observer());
  if (!skips) return session.console().fail(skips.error());
  Json all = Json::array();
  if (!session.console().json())
    session.console().line("Why nothing (more) was written to " + model::display_name(dossier->contact) + ":");
  for (const auto& skip : *skips) {
    all.push(Json::object({{"what", Json(skip.what)}, {"why", Json(skip.why)}}));
    if (!session.console().json())
      session.console().line("  " + padded(skip.what, 22) + wrapped(skip.why, 24, 110).substr(24));
  }
  if (session.console().json())
    session.console().json_line(Json::object({{"format_version", Json(1)}, {"skipped", std::move(all)}}));
  return done;
}

}  // namespace goodword::cli
