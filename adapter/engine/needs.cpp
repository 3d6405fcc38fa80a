#include "engine/needs.hpp"

#include <algorithm>
#include <tuple>

namespace goodword::engine {
namespace {

using base::Json;
using base::Result;

constexpr int page_size = 500;

void count(const KnownNeed& need, const Circle& circle, NeedsReport& report) {
  auto& sums = report.counts[need.service];
  if (sums.all == 0) {
    sums.ours = need.ours;
    sums.partners = static_cast<int>(std::ranges::count_if(circle.partners, [&](const model::Partner& partner) {
      return match::nearest_kinship(circle.services, need.service, partner.services) != match::Kinship::none;
    }));
  }
  ++sums.all;
  sums.clients += need.client ? 1 : 0;
  report.confirmed += need.confirmed ? 1 : 0;
  report.first += need.confirmed && need.first ? 1 : 0;
}

}  // namespace

std::optional<KnownNeed> need_in(const model::Dossier& dossier, const Circle& circle) {
  if (!dossier.decision || dossier.decision->need.service.empty()) return std::nullopt;
  const auto& decision = *dossier.decision;
  KnownNeed need;
  need.contact = dossier.ref();
  need.name = model::display_name(dossier.contact);
  need.company = dossier.company ? dossier.company->text(model::company::name) : "";
  need.service = decision.need.service;
  need.confirmed = decision.need.confirmed;
  need.client = rules::standing_of(circle.book, dossier, decision.at).standing == rules::Standing::client;
  need.first = std::ranges::any_of(dossier.answers, [&](const model::PersonAnswer& answer) {
    return answer.about == asked_us_first && answer.value == need.service;
  });
  need.ours = match::nearest_kinship(circle.services, need.service, circle.firm.services) != match::Kinship::none;
  need.state = model::to_people(decision.verdict);
  if (!decision.matches.empty()) need.partner = decision.matches.front().partner;
  for (const auto& referral : dossier.referrals) {
    if (!model::is_about(referral, need.service)) continue;
    need.partner = referral.partner;
    need.state = model::to_text(referral.state);
  }
  return need;
}

Result<NeedsReport> read_needs(ports::Store& store, std::span<const std::string> crms, const Circle& circle) {
  NeedsReport report;
  for (const auto& crm : crms) {
    std::string after;
    while (true) {
      const auto contacts = store.contacts(crm, ports::Who::needy, after, page_size);
      if (!contacts) return tl::unexpected(contacts.error());
      if (contacts->empty()) break;
      after = contacts->back();
      const auto dossiers = store.dossiers_of(crm, *contacts);
      if (!dossiers) return tl::unexpected(dossiers.error());
      for (const auto& dossier : *dossiers) {
        const auto need = need_in(dossier, circle);
        if (!need) continue;
        count(*need, circle, report);
        report.needs.push_back(*need);
      }
    }
  }
  std::ranges::sort(report.needs, [](const KnownNeed& a, const KnownNeed& b) {
    return std::tie(a.service, a.name, a.contact) < std::tie(b.service, b.name, b.contact);
  });
  return report;
}

Json to_json(const NeedsReport& report) {
  Json needs = Json::array(), counts = Json::object({});
  for (const auto& need : report.needs)
    needs.push(Json::object({{"contact", Json(model::to_text(need.contact))},
                             {"name", Json(need.name)},
                             {"company", Json(need.company)},
                             {"service", Json(need.service)},
                             {"client", Json(need.client)},
                             {"confirmed", Json(need.confirmed)},
                             {"asked_us_first", Json(need.first)},
                             {"ours", Json(need.ours)},
                             {"partner", Json(need.partner)},
                             {"state", Json(need.state)}}));
  for (const auto& [service, sums] : report.counts)
    counts.set(service, Json::object({{"all", Json(sums.all)},
                                      {"clients", Json(sums.clients)},
                                      {"partners", Json(sums.partners)},
                                      {"ours", Json(sums.ours)}}));
  return Json::object({{"format_version", Json(1)},
                       {"needs", std::move(needs)},
                       {"services", std::move(counts)},
                       {"confirmed", Json(report.confirmed)},
                       {"asked_us_first", Json(report.first)}});
}

}  // namespace goodword::engine
