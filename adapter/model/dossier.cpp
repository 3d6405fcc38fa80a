#include "model/dossier.hpp"

namespace goodword::model {

std::string activity_id(std::string_view stream, std::string_view id) {
  return std::string(stream) + ":" + std::string(id);
}

bool is_made_by(const Record& activity, Action action, std::string_view created) {
  const std::string& id = activity.id();
  if (created.empty() || !id.ends_with(created)) return false;
  const auto before = std::string_view(id).substr(0, id.size() - created.size());
  if (!before.empty() && !before.ends_with(':')) return false;
  const std::string& kind = activity.text(activity::kind);
  if (action == Action::draft_email) return kind.starts_with("email");
  return kind == (action == Action::task ? "task" : "note");
}

}  // namespace goodword::model
