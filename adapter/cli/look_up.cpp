#include "cli/look_up.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "engine/tags.hpp"
#include "rules/folded.hpp"

namespace goodword::cli {
namespace {

/// "mueller" finds Müller.
bool says(const std::string& text, const std::string& words) {
  return rules::folded(text).find(rules::folded(words)) != std::string::npos;
}
bool is_same(const std::string& text, const std::string& words) { return rules::folded(text) == rules::folded(words); }

}  // namespace

std::vector<std::string> tags_for_setup(const daemon::Assembly& program) {
  const auto& prefix = program.policy().tag_prefix;
  auto tags = engine::all_our_tags(prefix);
  std::ranges::copy(engine::all_answer_tags(prefix), std::back_inserter(tags));
  for (const auto& service : program.circle().services) tags.push_back(prefix + ":need-" + service.id);
  return tags;
}

std::optional<model::Ref> find_person(const Session& session, daemon::Assembly* program, const std::string& words,
                                      ports::Gone gone, int& failure) {
  if (program == nullptr) return std::nullopt;
  const auto found = program->store().find_contacts(words, gone);
  if (!found) {
    failure = session.console().fail(found.error());
    return std::nullopt;
  }
  failure = usage;
  if (found->empty()) {
    session.console().message("goodword: no contact with the id, e-mail or full name " + words +
                              "; goodword sync reads the newest");
    return std::nullopt;
  }
  if (found->size() > 1) {
    session.console().message("goodword: " + std::to_string(found->size()) + " contacts fit; name one by its id:");
    for (const auto& ref : *found) session.console().message("  " + model::to_text(ref));
    return std::nullopt;
  }
  failure = done;
  return found->front();
}

std::optional<model::Dossier> find_one(const Session& session, daemon::Assembly* program, const std::string& words,
                                       int& failure) {
  const auto contact = find_person(session, program, words, ports::Gone::left_out, failure);
  if (!contact) return std::nullopt;
  auto dossier = program->store().dossier(*contact);
  if (dossier) return std::move(*dossier);
  failure = session.console().fail(dossier.error());
  return std::nullopt;
}

std::optional<model::Dossier> find_one(Session& session, const std::string& words, int& failure) {
  return find_one(session, session.assembly(failure), words, failure);
}

std::optional<engine::ReferralEntry> find_referral(Session& session, daemon::Assembly* program,
                                                   const std::string& words, int& failure) {
  const auto entries = read_referral_list(session, program, engine::ReferralsShown::all, failure);
  const auto* entry = entries ? find_referral(session, *entries, words, failure) : nullptr;
  return entry ? std::optional(*entry) : std::nullopt;
}

std::optional<Register> read_register(Session& session, daemon::Assembly* program, int& failure) {
  if (program == nullptr) return std::nullopt;
  auto readings = program->read_partners();
  if (!readings) {
    failure = session.console().fail(readings.error());
    return std::nullopt;
  }
  return Register{program, std::move(*readings), program->clock().now()};
}

const engine::PartnerReading* find_partner(const Session& session, const Register& all, const std::string& words,
                                           int& failure) {
  std::vector<const engine::PartnerReading*> exact, near;
  std::vector<std::string> ids;
  for (const auto& one : all.readings) {
    if (one.partner.id == words) return &one;
    ids.push_back(one.partner.id);
    if (is_same(one.partner.name, words) || is_same(one.partner.person, words)) exact.push_back(&one);
    if (says(one.partner.name, words) || says(one.partner.person, words)) near.push_back(&one);
  }
  const auto& found = exact.empty() ? near : exact;
  if (found.size() == 1) return found.front();
  std::vector<std::string> fitting;
  for (const auto* one : found) fitting.push_back(one->partner.id);
  const auto slip = base::nearest(words, ids);
  failure = session.console().complain(
      found.empty() ? "no partner " + words +
                          (slip.empty() ? "; goodword partners list names them" : "; did you mean " + slip + "?")
                    : std::to_string(found.size()) + " partners fit " + words + ": " + base::join(fitting, ", ") +
                          "; name one by its id");
  return nullptr;
}

std::optional<std::vector<engine::ReferralEntry>> read_referral_list(Session& session, daemon::Assembly* program,
                                                                     engine::ReferralsShown shown, int& failure) {
  if (program == nullptr) return std::nullopt;
  auto entries =
      engine::read_referrals(program->store(), program->crms(), program->circle(), program->clock().now(), shown);
  if (entries) return std::move(*entries);
  failure = session.console().fail(entries.error());
  return std::nullopt;
}

std::vector<const engine::ReferralEntry*> referrals_named(const std::vector<engine::ReferralEntry>& entries,
                                                          const std::string& words) {
  constexpr std::size_t shortest_id = 6;
  std::vector<const engine::ReferralEntry*> by_id, by_contact;
  for (const auto& entry : entries) {
    if (words.size() >= shortest_id && entry.referral.id.starts_with(words)) by_id.push_back(&entry);
    if (entry.referral.contact.id == words || base::lower(entry.name) == base::lower(words))
      by_contact.push_back(&entry);
  }
  return by_id.size() == 1 || by_contact.empty() ? by_id : by_contact;
}

const engine::ReferralEntry* find_referral(const Session& session, const std::vector<engine::ReferralEntry>& entries,
                                           const std::string& words, int& failure) {
  const auto named = referrals_named(entries, words);
  if (!named.empty() && (named.size() == 1 || !named.front()->referral.id.starts_with(words))) return named.front();
  failure = session.console().complain(
      named.empty() ? "no referral with that id, and none of a contact with that id or name: " + words +
                          "; goodword referrals --all lists them"
                    : std::to_string(named.size()) + " referrals begin like that: " + words);
  return nullptr;
}

std::optional<base::Date> day_in(const Session& session, const Call& call, std::string_view flag, int& failure) {
  const auto day = base::parse_date(call.one(flag));
  if (!day)
    failure = session.console().complain(std::string(flag) + " is a day such as 2026-12-31, not " + call.one(flag));
  return day;
}

std::optional<base::Instant> moment_of(Session& session, const Call& call, base::Instant now, int& failure) {
  if (!call.has("--on")) return now;
  const auto day = day_in(session, call, "--on", failure);
  if (!day) return std::nullopt;
  if (base::start_of(*day) > now) {
    failure = session.console().complain("--on is a day that has been, not " + call.one("--on"));
    return std::nullopt;
  }
  return *day == base::date_of(now) ? now : base::start_of(*day);
}

std::string author_of(const Session& session, const Call& call) {
  const std::string by = call.one("--by");
  if (!by.empty()) return by;
  const std::string user = session.environment().get("USER");
  return user.empty() ? "operator" : user;
}

base::Result<std::vector<model::Operation>> all_operations(daemon::Assembly& program, std::string_view crm) {
  using enum model::OperationState;
  constexpr int every_one = 1'000'000;
  const std::vector<model::OperationState> states = {fresh,  sending, model::OperationState::done,
                                                     failed, unknown, needs_review};
  return program.store().operations(crm, states, every_one);
}

std::string slip_in_need(const engine::Circle& circle, const std::string& need) {
  if (need.empty() || model::service_by_id(circle.services, need) != nullptr) return "";
  std::vector<std::string> known;
  for (const auto& service : circle.services) known.push_back(service.id);
  const std::string near = base::nearest(need, known);
  return "there is no service " + need +
         (near.empty() ? "; known: " + base::join(known, ", ") : "; did you mean " + near + "?");
}

}  // namespace goodword::cli
