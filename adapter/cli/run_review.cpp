// review: what waits for a person, one by one on a terminal or by arguments.
#include <algorithm>

#include "base/text.hpp"
#include "cli/look_up.hpp"
#include "cli/review_talk.hpp"
#include "cli/run.hpp"
#include "cli/show.hpp"
#include "daemon/jobs.hpp"
#include "engine/desk.hpp"

namespace goodword::cli {
namespace {

using base::Json;

base::Result<void> add_open_offers(daemon::Assembly& program, const std::string& crm, std::vector<ReviewItem>& items) {
  const auto referrals = program.store().referrals(crm);
  if (!referrals) return tl::unexpected(referrals.error());
  for (const auto& referral : *referrals) {
    if (!model::is_live(referral.state)) continue;
    const auto dossier = program.store().dossier(referral.contact);
    if (!dossier) return tl::unexpected(dossier.error());
    const std::string name = *dossier ? model::display_name((*dossier)->contact) : referral.contact.id;
    items.push_back({"referral", crm, referral.id, name,
                     std::string(model::to_text(referral.state)) + ", " +
                         model::needs_in_words(referral, program.circle().services, "en") + " to " + referral.partner});
  }
  return {};
}

/// Everything that waits for a person in one CRM: of the newest plan, of the outbox.
base::Result<void> add_review_items(daemon::Assembly& program, const std::string& crm, std::vector<ReviewItem>& items) {
  daemon::SilentObserver observer;
  const auto plan = daemon::plan_crm(program, crm, observer);
  if (!plan) return tl::unexpected(plan.error());
  for (const auto& alone : plan->plan.left_alone) {
    if (alone.code != "calm_limit") items.push_back({alone.code, crm, alone.subject.id, alone.name, alone.text});
  }
  if (const auto added = add_open_offers(program, crm, items); !added) return added;
  const std::vector<model::OperationState> states = {model::OperationState::needs_review};
  const auto operations = program.store().operations(crm, states, 1000);
  if (!operations) return tl::unexpected(operations.error());
  for (const auto& operation : *operations) {
    items.push_back({"write", crm, operation.id, operation.change.subject.id,
                     std::string(model::to_text(operation.change.action)) + ": " + operation.detail});
  }
  return {};
}

/// What is missing or wrong in the words about a yes; empty if nothing is.
std::string slip_in_consent(const Call& call) {
  const std::string how = call.one("--how"), party = call.one("--party");
  if (how != "phone" && how != "mail" && how != "in_person")
    return "say how the yes was given: --how phone, mail or in_person";
  if (call.one("--by").empty()) return "say who asked: --by SELLER";
  const bool known = party.empty() || party == "prospect" || party == "partner";
  return known ? "" : "--party is prospect or partner, not " + party;
}

/// A referral that waits for an answer, and whom it is about.
struct Waiting {
  daemon::Assembly* program = nullptr;
  engine::ReferralEntry entry;
  model::Dossier dossier;
};

std::optional<Waiting> find_waiting(Session& session, const Call& call, int& failure) {
  auto* program = session.assembly(failure);
  const auto all = read_referral_list(session, program, engine::ReferralsShown::all, failure);
  if (!all) return std::nullopt;
  const std::string words = call.one("REFERRAL");
  if (referrals_named(*all, words).empty())
    return failure = session.console().complain("no referral " + words + "; goodword review lists them"), std::nullopt;
  const auto* entry = find_referral(session, *all, words, failure);
  if (entry == nullptr) return std::nullopt;
  auto dossier = program->store().dossier(entry->referral.contact);
  if (!dossier) return failure = session.console().fail(dossier.error()), std::nullopt;
  if (!*dossier) return failure = session.console().complain("the contact is no longer in the CRM"), std::nullopt;
  return Waiting{program, *entry, std::move(**dossier)};
}

bool is_of_partner(const Call& call, const model::Referral& referral) {
  const std::string party = call.one("--party");
  return party == "partner" || (party.empty() && model::acts_next(referral.state) == "partner");
}

int keep_answer(Session& session, const Waiting& waiting, const base::Result<ports::DeskCommit>& commit,
                const std::string& said) {
  if (!commit) return session.console().fail(commit.error());
  const auto stored = waiting.program->store().commit_desk(*commit);
  if (!stored) return session.console().fail(stored.error());
  const auto& referral = waiting.entry.referral;
  session.console().line("Recorded: " + said + ". Next: goodword plan " + referral.contact.crm);
  return done;
}

}  // namespace

int run_review(Session& session, const Call& call) {
  int failure = done;
  const auto crms = session.chosen_crms({}, failure);
  if (crms.empty()) return failure;
  std::vector<ReviewItem> items;
  for (const auto& crm : crms) {
    if (const auto added = add_review_items(*session.assembly(failure), crm, items); !added)
      return session.console().fail(added.error());
  }
  const auto& console = session.console();
  Json all = Json::array();
  for (const auto& item : items) {
    all.push(Json::object(
        {{"kind", Json(item.kind)}, {"id", Json(item.id)}, {"name", Json(item.name)}, {"text", Json(item.text)}}));
    if (!console.json())
      console.line(padded(item.kind, 13) + padded(item.id.substr(0, 18), 20) + padded(item.name, 26) + item.text);
  }
  if (console.json())
    console.json_line(Json::object({{"format_version", Json(1)}, {"items", std::move(all)}}));
  else if (items.empty())
    console.line("Nothing waits for you.");
  else if (console.terminal() && console.ask("\nGo through them one by one? (yes/no)") == "yes")
    return talk_through(session, call, items);
  else
    console.line(
        "\nReferrals: goodword review consent ID --how phone --by YOU, or goodword review decline ID --by YOU. Writes: "
        "goodword review settle ID --arrived or --lost. Verdicts: goodword review keep CONTACT.");
  return done;
}

int run_review_consent(Session& session, const Call& call) {
  int failure = done;
  const auto waiting = find_waiting(session, call, failure);
  if (!waiting) return failure;
  if (const auto slip = slip_in_consent(call); !slip.empty()) return session.console().complain(slip);
  const auto& [program, entry, dossier] = *waiting;
  const auto now = program->clock().now();
  const auto party = is_of_partner(call, entry.referral) ? model::Party::partner : model::Party::prospect;
  const auto scope = call.has("--meeting") ? model::Scope::meeting : model::Scope::introduction;
  const engine::SpokenYes yes{party, call.one("--by"), call.one("--how"), "review", now, scope};
  const auto commit = engine::record_yes(dossier, entry.referral, yes,
                                         {program->policy(), program->circle(), program->letters(), {}, now});
  return keep_answer(session, *waiting, commit,
                     "yes of the " + std::string(model::to_text(party)) + " to " + entry.referral.partner + ", " +
                         yes.how + ", asked by " + yes.by);
}

int run_review_decline(Session& session, const Call& call) {
  int failure = done;
  const auto waiting = find_waiting(session, call, failure);
  if (!waiting) return failure;
  const auto& [program, entry, dossier] = *waiting;
  const bool partner = is_of_partner(call, entry.referral), wants_us = call.has("--wants-us");
  if (partner && wants_us) return session.console().complain("--wants-us is what a prospect says, not a partner");
  const auto now = program->clock().now();
  const engine::SpokenAnswer said{partner    ? "partner_no"
                                  : wants_us ? "prospect_wants_us"
                                             : "prospect_no",
                                  author_of(session, call), call.one("--how"), call.one("--reason"), now};
  const auto commit = engine::record_answer(dossier, entry.referral, said,
                                            {program->policy(), program->circle(), program->letters(), {}, now});
  return keep_answer(session, *waiting, commit,
                     std::string(partner    ? "no of the partner"
                                 : wants_us ? "they would rather have us"
                                            : "no of the prospect") +
                         ", told by " + said.by);
}

int run_review_keep(Session& session, const Call& call) {
  int failure = done;
  const auto dossier = find_one(session, call.one("CONTACT"), failure);
  if (!dossier) return failure;
  auto* program = session.assembly(failure);
  const model::PersonAnswer answer{dossier->ref(),        "keep", "yes", "review", author_of(session, call),
                                   program->clock().now()};
  if (const auto saved = program->store().save_answer(answer); !saved) return session.console().fail(saved.error());
  session.console().line(model::display_name(dossier->contact) + " stays with us. It counts from the next plan.");
  return say_ledger(session, *dossier);
}

int run_review_settle(Session& session, const Call& call) {
  if (call.has("--arrived") == call.has("--lost")) return session.console().complain("say one of --arrived and --lost");
  return settle_write(session, call.one("OPERATION"), call.has("--arrived") ? Arrival::arrived : Arrival::lost,
                      author_of(session, call));
}

}  // namespace goodword::cli
