// The labelled threads of tests/rules/corpus, as the CRM would hold them: one contact, what was said.
#pragma once

#include "model/dossier.hpp"
#include "shipped.hpp"

namespace goodword::rules {

inline base::Json corpus_file(const std::string& name) {
  const std::string path = std::string(GOODWORD_SOURCE_DIR) + "/tests/rules/corpus/" + name + ".json";
  auto json = base::parse_json(read_text(path));
  if (!json) throw std::runtime_error(path + ": " + base::to_text(json.error()));
  return *json;
}

/// The kind a CRM file maps such an activity to.
inline std::string kind_of(const base::Json& activity) {
  const std::string kind = activity.text_or("kind", "");
  return kind == "email" ? "email_" + activity.text_or("direction", "") : kind;
}

inline model::Dossier dossier_of(const base::Json& thread) {
  model::Dossier made;
  made.crm = "main";
  made.contact.values[model::contact::id] = std::string("1");
  for (const auto& one : thread.find("activities")->items()) {
    model::Record activity(model::Kind::activity);
    activity.values[model::activity::id] = thread.text_or("id", "") + "-" + std::to_string(made.activities.size());
    activity.values[model::activity::kind] = kind_of(one);
    activity.values[model::activity::title] = one.text_or("title", "");
    activity.values[model::activity::text] = one.text_or("text", "");
    activity.values[model::activity::at] = days_ago(one.real_or("days_ago", 0));
    made.activities.push_back(std::move(activity));
  }
  return made;
}

}  // namespace goodword::rules
