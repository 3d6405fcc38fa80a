#include "engine/incoming.hpp"

#include <algorithm>
#include <array>

#include "engine/brief.hpp"

namespace goodword::engine {
namespace {

using base::Instant;
using base::Json;
using base::Result;
using model::Received;

constexpr std::array<std::string_view, 6> stage_names = {"received", "contacted", "working", "declined", "won", "lost"};

/// What their opportunities say: won beats open, open beats lost.
std::optional<IncomingState> by_opportunities(const model::Dossier& dossier, const Received& received) {
  std::optional<IncomingState> found;
  for (const auto& one : dossier.opportunities) {
    const auto created = one.instant(model::opportunity::created);
    if (!created || base::date_of(*created) < base::date_of(received.at)) continue;
    const auto& state = one.text(model::opportunity::state);
    const auto ended = one.instant(model::opportunity::close_date).value_or(*created);
    if (state == "won") return IncomingState{IncomingStage::won, ended};
    if (state == "open") found = IncomingState{IncomingStage::working, *created};
    if (state == "lost" && !found) found = IncomingState{IncomingStage::lost, ended};
  }
  return found;
}

std::optional<Instant> first_word(const model::Dossier& dossier, const Received& received) {
  std::optional<Instant> first;
  for (const auto& one : dossier.activities) {
    const auto& kind = one.text(model::activity::kind);
    const auto at = one.instant(model::activity::at);
    if (kind == "note" || kind == "task" || !at || *at <= received.at) continue;
    first = first ? std::min(*first, *at) : *at;
  }
  return first;
}

bool not_for_us(model::Verdict verdict) {
  return verdict == model::Verdict::let_go || verdict == model::Verdict::refer || verdict == model::Verdict::exclude;
}

bool is_settled(IncomingStage stage) {
  return stage == IncomingStage::won || stage == IncomingStage::lost || stage == IncomingStage::declined;
}

/// The first word says that they came; the second what came of it.
void owe(Incoming& incoming, const std::optional<Instant>& last_word, const Policy& policy) {
  const auto& state = incoming.state;
  if (!last_word || *last_word <= incoming.received.at) {
    incoming.owed = "acknowledgement";
    incoming.by = acknowledge_by(incoming.received, policy);
  } else if (is_settled(state.stage) && *last_word <= state.since) {
    incoming.owed = "outcome-giver";
    incoming.by = base::date_of(state.since + policy.thanks_within);
  }
}

}  // namespace

std::string_view to_text(IncomingStage stage) { return stage_names[static_cast<std::size_t>(stage)]; }

IncomingState incoming_state(const model::Dossier& dossier, const Received& received) {
  if (const auto found = by_opportunities(dossier, received)) return *found;
  const auto& decision = dossier.decision;
  if (decision && decision->at > received.at && not_for_us(decision->verdict))
    return {IncomingStage::declined, decision->at};
  if (const auto word = first_word(dossier, received)) return {IncomingStage::contacted, *word};
  return {IncomingStage::received, received.at};
}

Result<std::vector<Incoming>> read_incoming(ports::Store& store, const Circle& circle, const Policy& policy,
                                            const std::vector<PartnerReading>& partners) {
  const auto all = store.received();
  if (!all) return tl::unexpected(all.error());
  std::vector<Incoming> made;
  for (const auto& received : *all) {
    const auto* reading = reading_of(partners, received.partner);
    if (reading == nullptr) continue;
    const auto dossier = store.dossier(received.contact);
    if (!dossier) return tl::unexpected(dossier.error());
    if (!*dossier) continue;
    const auto seller = who_meets(store, circle.firm, **dossier);
    if (!seller) return tl::unexpected(seller.error());
    const auto& company = (*dossier)->company;
    Incoming incoming{received,
                      model::display_name((*dossier)->contact),
                      company ? company->text(model::company::name) : "",
                      reading->partner.name,
                      *seller,
                      incoming_state(**dossier, received),
                      "",
                      {}};
    owe(incoming, reading->tie.last_contact, policy);
    made.push_back(std::move(incoming));
  }
  std::ranges::reverse(made);
  return made;
}

std::vector<Incoming> words_owed(std::vector<Incoming> all) {
  std::erase_if(all, [](const Incoming& one) { return one.owed.empty(); });
  return all;
}

Json to_json(const Incoming& incoming) {
  Json owed;
  if (!incoming.owed.empty())
    owed = Json::object({{"letter", Json(incoming.owed)}, {"by", Json(base::to_text(incoming.by))}});
  return Json::object({{"contact", Json(model::to_text(incoming.received.contact))},
                       {"name", Json(incoming.name)},
                       {"company", Json(incoming.company)},
                       {"from", Json(incoming.received.partner)},
                       {"need", Json(incoming.received.need)},
                       {"said", Json(incoming.received.said)},
                       {"received", Json(base::to_rfc3339(incoming.received.at))},
                       {"seller", Json(incoming.seller)},
                       {"stage", Json(to_text(incoming.state.stage))},
                       {"since", Json(base::to_rfc3339(incoming.state.since))},
                       {"owed", std::move(owed)}});
}

}  // namespace goodword::engine
