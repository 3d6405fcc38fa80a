#include "simulation/deeds.hpp"

#include <array>
#include <ostream>

#include "sandbox/census.hpp"
#include "stage/stage.hpp"

namespace goodword::simulation {
namespace {

using sandbox::ObjectType;

constexpr std::array names = {"create", "import_many",  "edit",       "clear",     "archive",
                              "merge",  "join_company", "write_note", "make_deal", "close_deal"};

}  // namespace

std::ostream& operator<<(std::ostream& out, const Deed& deed) {
  return out << names[static_cast<std::size_t>(deed.what)] << "(" << deed.which << ", " << deed.other << ", late "
             << deed.late << ")";
}

People::People(sandbox::HubSpot& crm) : crm_(crm), person_(crm, std::string(testing::dev_user)) {
  crm_.with_world([&](sandbox::World& world) {
    world.add_owner({std::string(testing::dev_user), "dev@firm.example", "Dev", "Anand", "9071", world.now()});
  });
}

std::string People::some(ObjectType type, int which) const {
  std::vector<sandbox::RecordId> live;
  std::as_const(crm_).with_world([&](const sandbox::World& world) {
    for (const auto& [id, item] : world.items(type)) {
      if (!item.archived) live.push_back(id);
    }
  });
  return live.empty() ? "" : std::to_string(live[static_cast<std::size_t>(which) % live.size()]);
}

/// Of two kinds that a deed may be done to, contacts are the ones it mostly is.
ObjectType People::kind_of(const Deed& deed) const {
  return deed.other % 3 == 0 ? ObjectType::companies : ObjectType::contacts;
}

void People::create(ObjectType type) {
  if (type == ObjectType::companies) {
    person_.create(type, {{"name", fresh("Firm")}, {"city", fresh("City")}});
  } else {
    person_.create(type, {{"firstname", fresh("First")}, {"lastname", fresh("Last")}, {"phone", fresh("+44 20")}});
  }
}

void People::edit(const Deed& deed, bool clear) {
  const auto type = kind_of(deed);
  const auto id = some(type, deed.which);
  if (id.empty()) return;
  const char* name = deed.other % 2 == 0 ? "city" : "phone";
  person_.set_property(type, id, name, clear ? "" : fresh(deed.other % 2 == 0 ? "City" : "+44 20"));
}

void People::merge(const Deed& deed) {
  const auto type = kind_of(deed);
  const auto survivor = some(type, deed.which), loser = some(type, deed.which + 1 + deed.other);
  if (survivor.empty() || survivor == loser) return;
  // What a chain of merges leaves behind is known for contacts alone; see the connector's README.
  const auto swallowed = sandbox::record_of(crm_, type, loser)->value("hs_merged_object_ids");
  if (type == ObjectType::companies && !swallowed.empty()) return;
  person_.merge(type, survivor, loser);
  if (type == ObjectType::contacts) merged_contacts_.emplace_back(loser, survivor);
}

void People::write_note(const std::string& contact) {
  if (!contact.empty()) person_.write_note(contact, fresh("Said"));
}

void People::make_deal(const std::string& contact) {
  if (!contact.empty()) person_.create_deal(contact, fresh("Deal"), "qualifiedtobuy", std::to_string(++words_));
}

void People::carry_out(const Deed& deed) {
  crm_.set_index_lag(std::chrono::seconds(deed.late));
  const auto contact = some(ObjectType::contacts, deed.which);
  switch (deed.what) {
    case Do::create: create(kind_of(deed)); break;
    case Do::import_many:
      for (int i = 0; i < 4 + deed.other; ++i) create(kind_of(deed));  // all at one moment
      break;
    case Do::edit: edit(deed, false); break;
    case Do::clear: edit(deed, true); break;
    case Do::archive: {
      const auto type = deed.other == 1 ? ObjectType::notes : kind_of(deed);
      if (const auto id = some(type, deed.which); !id.empty()) person_.remove(type, id);
      break;
    }
    case Do::merge: merge(deed); break;
    case Do::join_company: {
      const auto company = some(ObjectType::companies, deed.other);
      if (!contact.empty() && !company.empty())
        person_.associate(ObjectType::contacts, contact, ObjectType::companies, company);
      break;
    }
    case Do::write_note: write_note(contact); break;
    case Do::make_deal: make_deal(contact); break;
    case Do::close_deal: {
      const auto deal = some(ObjectType::deals, deed.which);
      if (!deal.empty())
        person_.set_property(ObjectType::deals, deal, "dealstage", deed.other % 2 == 0 ? "closedwon" : "closedlost");
      break;
    }
  }
  crm_.set_index_lag({});
}

}  // namespace goodword::simulation
