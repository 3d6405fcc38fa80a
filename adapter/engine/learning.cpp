#include "engine/learning.hpp"

#include <algorithm>
#include <set>

#include "rules/folded.hpp"
#include "rules/hour.hpp"

namespace goodword::engine {
namespace {

using base::Result;

constexpr int most_outcomes = 50'000;
constexpr std::size_t page_size = 200;

}  // namespace

rules::History counted(const Circle& circle, const std::vector<model::Record>& closed) {
  rules::History history;
  std::vector<double> sizes;
  std::map<std::string, std::vector<double>> by_service;
  for (const auto& record : closed) {
    ++history.outcomes.closed;
    if (record.text(model::opportunity::state) != "won") continue;
    ++history.outcomes.won;
    const auto amount = record.money(model::opportunity::amount);
    if (!amount || amount->minor <= 0) continue;
    const auto size = model::in_firms_currency(circle.firm, *amount);
    if (!size) continue;
    sizes.push_back(*size);
    for (const auto& service :
         rules::services_named(circle.services, rules::folded(record.text(model::opportunity::name)))) {
      by_service[service].push_back(sizes.back());
    }
  }
  history.won_with_size = static_cast<int>(sizes.size());
  history.median_size = rules::median_of(sizes);
  for (auto& [service, list] : by_service) {
    if (static_cast<double>(list.size()) < circle.book.settings.size_enough) continue;
    if (const auto median = rules::median_of(list)) history.median_by_service[service] = *median;
  }
  return history;
}

Result<std::vector<rules::ClosedDeal>> deals_of(ports::Store& store, std::string_view crm, const rules::Ground& ground,
                                                const std::vector<model::Record>& closed, base::Instant now) {
  std::vector<rules::ClosedDeal> deals;
  std::set<std::string> named;
  for (const auto& record : closed) {
    if (auto deal = rules::bare_deal(ground.book, record, now)) deals.push_back(std::move(*deal));
    for (const auto& contact : record.texts(model::opportunity::contacts)) named.insert(contact);
  }
  const std::vector<std::string> contacts(named.begin(), named.end());
  for (std::size_t i = 0; i < contacts.size(); i += page_size) {
    const auto some = std::span(contacts).subspan(i, std::min(page_size, contacts.size() - i));
    const auto dossiers = store.dossiers_of(crm, some);
    if (!dossiers) return tl::unexpected(dossiers.error());
    for (const auto& dossier : *dossiers)
      std::ranges::move(rules::closed_deals(ground, dossier, now), std::back_inserter(deals));
  }
  return deals;
}

Result<Learned> learn(World& world, const Reader& reader, const rules::History& before) {
  const auto closed = world.store.closed_opportunities(world.crm, most_outcomes);
  if (!closed) return tl::unexpected(closed.error());
  Learned learned{counted(world.circle, *closed), {}};
  auto& history = learned.history;
  history.learned_from = rules::outcomes_version(*closed, world.circle.book);
  if (before.model && before.learned_from == history.learned_from) {
    history.model = before.model;
    return learned;
  }
  world.observer.progress({world.crm, "learn", "closed opportunities", 0, static_cast<std::int64_t>(closed->size())});
  auto deals = deals_of(world.store, world.crm, reader.ground(), *closed, world.clock.now());
  if (!deals) return tl::unexpected(deals.error());
  auto trained = rules::train(std::move(*deals), world.circle.book, world.circle.firm.buy_share);
  history.model = std::make_shared<const rules::ChanceModel>(std::move(trained.model));
  learned.words = {"learned the chance from " + std::to_string(trained.report.outcomes) + " closed opportunities, " +
                   std::to_string(trained.report.won) + " of them won"};
  std::ranges::move(trained.report.words, std::back_inserter(learned.words));
  return learned;
}

}  // namespace goodword::engine
