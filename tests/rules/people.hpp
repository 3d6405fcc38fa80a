// Records for tests, in few words: a contact, its deal, what was said.
#pragma once

#include <string>
#include <vector>

#include "model/circle.hpp"
#include "model/dossier.hpp"
#include "shipped.hpp"

namespace goodword::rules {

inline model::Firm ottermere() {
  model::Firm firm;
  firm.name = "Ottermere & Vance";
  firm.currency = "GBP";
  firm.services = {"operations", "training"};
  firm.deal_size = {1000, 40000};
  firm.sellers = {{"dev", "Dev Anand", {{"main", "7"}}, 19}, {"priya", "Priya Nair", {{"main", "8"}}, 19}};
  return firm;
}

inline std::vector<model::Service> vocabulary() {
  return {{"writing", "", {{"en", {"Writing"}}, {"de", {"Texten"}}}},
          {"copywriting",
           "writing",
           {{"en", {"Copywriting", "copywriter", "words on our site", "brochure"}}, {"de", {"Werbetexte"}}}},
          {"operations", "", {{"en", {"Operations advice", "warehouse layout"}}, {"de", {"Lagerplanung"}}}},
          {"training", "operations", {{"en", {"Shift training"}}}},
          {"audit", "", {{"en", {"Audit", "SEO"}}, {"de", {"Prüfung"}}}}};
}

inline model::Record activity(const std::string& id, const std::string& kind, const std::string& text, double age = 1) {
  model::Record made(model::Kind::activity);
  made.values[model::activity::id] = id;
  made.values[model::activity::kind] = kind;
  made.values[model::activity::text] = text;
  made.values[model::activity::owner] = std::string("7");
  made.values[model::activity::at] = days_ago(age);
  return made;
}

inline model::Record deal(const std::string& id, const std::string& name, std::int64_t pounds,
                          const std::string& stage = "Discovery") {
  model::Record made(model::Kind::opportunity);
  made.values[model::opportunity::id] = id;
  made.values[model::opportunity::name] = name;
  made.values[model::opportunity::stage] = stage;
  made.values[model::opportunity::state] = std::string("open");
  if (pounds > 0) made.values[model::opportunity::amount] = base::Money{pounds * 100, "GBP"};
  made.values[model::opportunity::created] = days_ago(23);
  made.values[model::opportunity::changed] = days_ago(3);
  return made;
}

inline model::Dossier joan() {
  model::Dossier made;
  made.crm = "main";
  made.seen_at = days_ago(0);
  made.contact.values[model::contact::id] = std::string("20417");
  made.contact.values[model::contact::first_name] = std::string("Joan");
  made.contact.values[model::contact::last_name] = std::string("Marsh");
  made.contact.values[model::contact::changed] = days_ago(2);
  return made;
}

inline void tag(model::Dossier& dossier, std::vector<std::string> tags) {
  dossier.contact.values[model::contact::tags] = std::move(tags);
}

}  // namespace goodword::rules
