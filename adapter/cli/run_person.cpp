// export: what is held of a person.
#include "base/text.hpp"
#include "cli/look_up.hpp"
#include "cli/output_file.hpp"
#include "cli/run.hpp"
#include "cli/show.hpp"
#include "engine/person_document.hpp"

namespace goodword::cli {

int run_export(Session& session, const Call& call) {
  int failure = done;
  auto* program = session.assembly(failure);
  const auto contact = find_person(session, program, call.one("PERSON"), ports::Gone::included, failure);
  if (!contact) return failure;
  const auto held = program->store().person(*contact);
  if (!held) return session.console().fail(held.error());
  const auto now = program->clock().now();
  const auto document = engine::person_document(*held, program->circle(), now);
  const std::string file = call.one("--output");
  if (!file.empty() && !write_file(file, base::write_pretty(document) + "\n", Readers::owner))
    return session.console().complain("the export cannot be written to " + file + ": is there such a folder?");
  const auto noted = program->store().save_audit(
      {now, author_of(session, call), model::audited::exported, model::to_text(*contact), ""});
  if (!noted) return session.console().fail(noted.error());
  if (session.console().json()) {
    session.console().json_line(document);
    return done;
  }
  session.console().line(base::trim(show_person(*held, program->circle().partners)));
  session.console().line(file.empty() ? "The whole of it, as a file: goodword export " + contact->id + " --output FILE"
                                      : "The whole of it is in " + file + ", which only you can read.");
  return done;
}

}  // namespace goodword::cli
