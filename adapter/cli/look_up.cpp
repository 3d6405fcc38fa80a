#include "cli/look_up.hpp"

namespace goodword::cli {

std::optional<model::Dossier> find_one(Session& session, const std::string& words, int& failure) {
  auto* program = session.assembly(failure);
  if (program == nullptr) return std::nullopt;
  const auto found = program->store().find_contacts(words);
  if (!found) {
    failure = session.console().fail(found.error());
    return std::nullopt;
  }
  failure = usage;
  if (found->empty()) {
    session.console().message("goodword: no contact with the id, e-mail or full name " + words +
                              "; goodword sync reads the newest");
    return std::nullopt;
  }
  if (found->size() > 1) {
    session.console().message("goodword: " + std::to_string(found->size()) + " contacts fit; name one by its id:");
    for (const auto& ref : *found) session.console().message("  " + model::to_text(ref));
    return std::nullopt;
  }
  auto dossier = program->store().dossier(found->front());
  if (!dossier) {
    failure = session.console().fail(dossier.error());
    return std::nullopt;
  }
  failure = done;
  return std::move(*dossier);
}

std::string author_of(const Session& session, const Call& call) {
  const std::string by = call.one("--by");
  if (!by.empty()) return by;
  const std::string user = session.environment().get("USER");
  return user.empty() ? "operator" : user;
}

base::Result<std::vector<model::Operation>> all_operations(daemon::Assembly& program, std::string_view crm) {
  using enum model::OperationState;
  constexpr int every_one = 1'000'000;
  const std::vector<model::OperationState> states = {fresh,  sending, model::OperationState::done,
                                                     failed, unknown, needs_review};
  return program.store().operations(crm, states, every_one);
}

base::Result<std::vector<model::Operation>> operations_on(daemon::Assembly& program, const model::Ref& contact) {
  auto all = all_operations(program, contact.crm);
  if (!all) return all;
  std::erase_if(*all, [&](const model::Operation& operation) { return operation.change.subject != contact; });
  return all;
}

}  // namespace goodword::cli
