// Finding what an operator names in words.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/session.hpp"
#include "engine/referrals.hpp"
#include "model/dossier.hpp"

namespace goodword::cli {

/// The one contact that words name, by id, e-mail or full name. Says so and returns nothing where there is none or more
/// than one, or no program.
std::optional<model::Ref> find_person(const Session& session, daemon::Assembly* program, const std::string& words,
                                      ports::Gone gone, int& failure);
/// The one contact that words name; says so and returns nothing where there is none or more than one, or no program.
std::optional<model::Dossier> find_one(const Session& session, daemon::Assembly* program, const std::string& words,
                                       int& failure);
/// The same, in the whole program.
std::optional<model::Dossier> find_one(Session& session, const std::string& words, int& failure);

/// The circle as it is known, with the program that knows it.
struct Register {
  daemon::Assembly* program = nullptr;
  std::vector<engine::PartnerReading> readings;
  base::Instant now{};
};
/// Nothing, and `failure` set, where it cannot be read.
std::optional<Register> read_register(Session& session, daemon::Assembly* program, int& failure);
/// The one partner that words name: by id, by name or person, else by a part of the name that only one has. Says so and
/// returns nullptr where there is none or more than one.
const engine::PartnerReading* find_partner(const Session& session, const Register& all, const std::string& words,
                                           int& failure);
/// Nothing, and `failure` set, where they cannot be read.
std::optional<std::vector<engine::ReferralEntry>> read_referral_list(Session& session, daemon::Assembly* program,
                                                                     engine::ReferralsShown shown, int& failure);
/// Those that words name: by id or the beginning of it, else all of a contact of that id or name, the open ones first.
std::vector<const engine::ReferralEntry*> referrals_named(const std::vector<engine::ReferralEntry>& entries,
                                                          const std::string& words);
/// The one that words name; of a contact's the newest that is open, or the newest of all. Says so and returns nullptr
/// where there is none or more than one.
const engine::ReferralEntry* find_referral(const Session& session, const std::vector<engine::ReferralEntry>& entries,
                                           const std::string& words, int& failure);
/// The same among all there are; nothing, and `failure` set, where there is none.
std::optional<engine::ReferralEntry> find_referral(Session& session, daemon::Assembly* program,
                                                   const std::string& words, int& failure);
/// A day that was typed; nothing, and `failure` set, where it is none.
std::optional<base::Date> day_in(const Session& session, const Call& call, std::string_view flag, int& failure);

/// When it was: --on, else now; a day that is over counts whole. Nothing, and `failure` set, for a day to come.
std::optional<base::Instant> moment_of(Session& session, const Call& call, base::Instant now, int& failure);

/// Who says so: --by, else the user of this machine.
std::string author_of(const Session& session, const Call& call);

/// Prints what sharing came to so far, for who would rather not share this contact. Exit code.
int say_ledger(Session& session, const model::Dossier& dossier);

/// Every tag of ours that a CRM may be asked for: what a set-up must know.
std::vector<std::string> tags_for_setup(const daemon::Assembly& program);

/// Every operation of a CRM's outbox, whatever its state, oldest first.
base::Result<std::vector<model::Operation>> all_operations(daemon::Assembly& program, std::string_view crm);

/// Why nobody looks for such a thing; empty: the firm's vocabulary has it, or none was named.
std::string slip_in_need(const engine::Circle& circle, const std::string& need);

}  // namespace goodword::cli
