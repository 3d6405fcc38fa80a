// Values as text for people: pure functions from what the program knows to what a terminal shows.
#pragma once

#include <string>
#include <vector>

#include "engine/asks.hpp"
#include "engine/clients.hpp"
#include "engine/objection.hpp"
#include "engine/partners.hpp"
#include "engine/referrals.hpp"
#include "engine/replay.hpp"
#include "engine/report.hpp"
#include "engine/sync.hpp"
#include "engine/today.hpp"
#include "model/circle.hpp"
#include "model/dossier.hpp"
#include "ports/observer.hpp"
#include "ports/remote.hpp"
#include "ports/store.hpp"

namespace goodword::cli {

enum class Detail { brief, full };

/// The plan as in the design's first minutes: per contact what goes and comes, what is left alone, the cost.
std::string show_plan(const model::Plan& plan, const model::Firm& firm, base::Instant now, Detail detail);

struct ExplainInput {
  const model::Dossier& dossier;
  const std::vector<model::Partner>& partners;
  const model::Firm& firm;
  const std::vector<model::Service>& services;
  std::vector<model::Operation> written;
  std::vector<model::Consent> consents;
  std::string standing;  ///< "prospect: open opportunity 4471"
  std::string owner;
  base::Instant now{};
  std::string prefix;
  std::vector<engine::Objection> objections = {};
  std::vector<std::string> ledger = {};   ///< what sharing came to, where somebody objects
  std::vector<std::string> watched = {};  ///< what would bring them back, of who is gone
  std::vector<std::string> turned = {};   ///< what brought them back, where something did
};
std::string show_contact(const ExplainInput& input);
/// The ledger as tables; `one` narrows it to a partner's id.
std::string show_ledger(const engine::Ledger& ledger, const std::string& one, const std::string& currency);
/// What is said of those who were sent to us, and of the others.
struct ClientRow {
  std::string name, referred, others;
};
std::vector<ClientRow> client_rows(const engine::ClientReport& report, const std::string& currency);
/// How cost, margin and payment come to be known, where none is.
std::string field_advice(const engine::ClientReport& report);
std::vector<std::string> brought_lines(const engine::Brought& brought);
std::string show_clients(const engine::ClientReport& report, const std::string& currency);
/// "2 of 3 (67%, 90% interval 25-92%)"; "none has ended yet".
std::string share_words(int k, int n);
std::string show_referrals(const std::vector<engine::ReferralEntry>& entries, base::Instant now);
std::string show_referral(const engine::ReferralEntry& entry, base::Instant now);

/// What is held of a person, in figures.
std::string show_person(const ports::PersonRows& held, const std::vector<model::Partner>& partners);
/// To whom details of theirs went, when, which, under which referral: a line each.
std::vector<std::string> receiver_lines(const ports::PersonRows& held, const std::vector<model::Partner>& partners);

/// A line for a long run: a bar where the whole is known, otherwise the count alone.
std::string progress_text(const ports::Progress& progress);
std::string show_sync(const engine::SyncReport& report);
std::string show_write(const engine::WriteReport& report, std::string_view crm);

struct StatusRow {
  ports::CrmState state;
  ports::CrmCounts counts;
  std::optional<ports::TokenRow> login = {};  ///< its tokens, where it has any
};
/// One word: ok, ok-but-empty, partial, stalled, paused, new, blocked.
std::string status_word(const StatusRow& row, base::Instant now, base::Duration every);
/// "plan only", "writes" or "paused".
std::string mode_word(ports::CrmMode mode);
/// The command that is to be run next, or empty.
std::string next_step(const StatusRow& row, const std::string& word);
std::string show_status(const std::vector<StatusRow>& rows, base::Instant now, base::Duration every);
/// How the CRM's clock stands to ours, and what was spent of which budget of calls: lines, indented.
std::vector<std::string> show_standing(const ports::Standing& standing, base::Instant now);
/// The same: "clock", "quota", "wait_until".
void put_standing(base::Json& document, const ports::Standing& standing);
/// One seller's list; `who` is the seller's name.
std::string show_today(const engine::TodayList& list, const std::string& who, const std::string& currency,
                       base::Instant now);
/// Whom to ask, whom Goodword would ask, what came of it, and the counts. `since` leaves out what ended before.
std::string show_asks(const engine::AskBook& book, const model::Firm& firm, base::Instant since, base::Instant now);
/// What a result means, for people: "named somebody".
std::string result_words(std::string_view result);
std::string show_replay(const engine::ReplayReport& report, const std::string& crm);
struct PartnersInput {
  const std::vector<engine::PartnerReading>& readings;
  const engine::Circle& circle;
  base::Instant now{};
};
/// The register, and below it the ties that went cold.
std::string show_partners(const PartnersInput& input);
/// Everything about one.
std::string show_partner(const PartnersInput& input, const engine::PartnerReading& reading);
/// What there is to do about the circle: empty where there is nothing.
std::string show_circle(const std::vector<engine::PartnerReading>& readings, base::Instant now);
/// "Pellwick Copy (71 days)": for a prompt about ties that went cold, at most three.
std::string show_cold_ties(const std::vector<engine::PartnerReading>& readings, base::Instant now);

}  // namespace goodword::cli
