#include "sandbox/story.hpp"

#include <array>

#include "sandbox/story_parts.hpp"

namespace goodword::sandbox {
namespace {

// Ids as a portal of some years has them; the heroes' are fixed, so that texts can name them.
constexpr RecordId first_hero = 20417, first_contact = 20101;

constexpr std::array<std::string_view, 3> ours = {"process-improvement", "warehouse-operations", "production-planning"};
// What people want besides.
constexpr std::array<std::string_view, 5> frequent = {"copywriting", "web-design", "bookkeeping", "payroll",
                                                      "branding"};
constexpr std::array<std::string_view, 6> rare = {"translation", "recruiting",   "employment-law",
                                                  "it-support",  "energy-audit", "leadership-coaching"};

struct DealName {
  std::string_view service;
  std::array<std::string_view, 3> names;
};
constexpr std::array deal_names = {
    DealName{"process-improvement",
             {"Process improvement", "Order to invoice, process review", "Process improvement, both sites"}},
    DealName{"warehouse-operations", {"Warehouse layout", "Order picking and dispatch", "Warehouse operations review"}},
    DealName{"production-planning", {"Production planning", "Capacity planning, two halls", "Production scheduling"}},
    DealName{"copywriting", {"Catalogue texts", "Product texts", "Copywriting"}},
    DealName{"web-design", {"New website", "Web shop", "Website"}},
    DealName{"bookkeeping", {"Bookkeeping", "Bookkeeping, two days a month", "Bookkeeping"}},
    DealName{"payroll", {"Payroll", "Payroll with shift pay", "Payroll"}},
};

void set_up_account(World& world, base::Instant now) {
  const auto years_ago = now - std::chrono::hours(24 * 1200);
  world.add_owner({std::string(dev_user), "dev@ottermere.example", "Dev", "Anand", "8801", years_ago});
  world.add_owner({std::string(priya_user), "priya@ottermere.example", "Priya", "Raman", "8802", years_ago});
  // A portal may have its own list of industries; this one has.
  Property industry = *world.catalogue().find(ObjectType::companies, "industry");
  industry.choices.clear();
  for (const auto& one : industries()) {
    industry.choices.push_back(
        {std::string(one.value), std::string(one.label), static_cast<int>(industry.choices.size()), false});
  }
  world.catalogue().put(ObjectType::companies, industry);
}

}  // namespace

std::span<const std::string_view> our_services() { return ours; }
std::string_view another_service(Scribe& scribe) {
  if (scribe.dice.one_in(6)) return scribe.dice.pick(std::span<const std::string_view>(rare));
  return scribe.dice.pick(std::span<const std::string_view>(frequent));
}

std::string deal_name(Scribe& scribe, std::string_view service) {
  for (const auto& [id, names] : deal_names) {
    if (id == service) return std::string(scribe.dice.pick(std::span<const std::string_view>(names)));
  }
  return "First talk";
}

std::string some_seller(Scribe& scribe) { return std::string(scribe.dice.one_in(2) ? dev_user : priya_user); }

void tell_story(HubSpot& crm, const StoryOptions& options) {
  crm.with_world([&](World& world) {
    // What is told is old: search has seen it all, whatever its lag.
    const auto lag = world.index_lag();
    world.set_index_lag({});
    set_up_account(world, options.now);
    for (const auto type : {ObjectType::companies, ObjectType::deals}) world.set_next_id(type, 5001);
    for (const auto type :
         {ObjectType::notes, ObjectType::tasks, ObjectType::calls, ObjectType::emails, ObjectType::meetings}) {
      world.set_next_id(type, 3001 + 2000 * static_cast<RecordId>(type));
    }
    Scribe scribe(world, options.seed, options.now);
    world.set_next_id(ObjectType::contacts, first_hero);
    tell_heroes(scribe);
    world.set_next_id(ObjectType::contacts, first_contact);
    const int prospects = options.contacts * scribe.dice.between(23, 25) / 100;
    const int clients = options.contacts * scribe.dice.between(16, 18) / 100;
    tell_prospects(scribe, prospects);
    tell_clients(scribe, clients);
    tell_others(scribe, options.contacts - hero_count - prospects - clients);
    world.set_next_id(ObjectType::contacts, first_hero + options.contacts);
    world.set_index_lag(lag);
  });
}

}  // namespace goodword::sandbox
