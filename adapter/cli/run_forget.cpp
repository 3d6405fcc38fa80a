// forget: a person is taken away, stays away, and whoever got their details is told.
#include <algorithm>

#include "base/text.hpp"
#include "cli/look_up.hpp"
#include "cli/run.hpp"
#include "cli/show.hpp"
#include "daemon/jobs.hpp"

namespace goodword::cli {
namespace {

using base::Json;

std::string label(std::string_view name, const std::string& text) { return hanging(name, text, 16, 110); }

std::string changes(std::size_t count) {
  return base::grouped(static_cast<std::int64_t>(count)) + (count == 1 ? " change" : " changes");
}

/// What goes, what stays, and what a person has to see to.
void show_what_comes(const Session& session, const daemon::Assembly& program, const ports::PersonRows& held,
                     const engine::UndoPlan& traces) {
  const auto& console = session.console();
  console.line(base::trim(show_person(held, program.circle().partners)));
  console.line(
      label("Goes", "all of it: records, decisions, answers, what was said and written, and plans that name them"));
  console.line(label("Stays",
                     "ids, states and times of referrals, who agreed to what, who got it, and the audit, "
                     "without a word of theirs; so that they are not read in again, their id and a keyed hash "
                     "of each address"));
  console.line(label("In the CRM", "the contact stays: delete it there. Of ours, " +
                                       changes(model::count_changes(traces.plan)) +
                                       " are taken back with the next sync that writes"));
  for (const auto& kept : traces.kept) console.line(label("", "not taken back: " + kept.text));
  for (const auto& other : held.same_address)
    console.line(
        label("Same address", model::to_text(other) + " is another contact and stays; its address is not kept out"));
  console.line(label("Backups", "those made until now still hold them; goodword restore forgets them again"));
}

bool agrees(const Session& session, const Call& call, int& failure) {
  if (call.has("--yes")) return true;
  if (!session.console().terminal()) {
    failure = session.console().complain("nothing was forgotten: nobody can be asked here; add --yes");
    return false;
  }
  failure = done;
  if (session.console().ask("Forget them? It cannot be undone. (yes/no)") == "yes") return true;
  session.console().line("Nothing was forgotten.");
  return false;
}

std::string partner_name(const daemon::Assembly& program, const std::string& id) {
  const auto* partner = model::partner_by_id(program.circle().partners, id);
  return partner ? partner->name : id;
}

Json to_json(const ports::ToTell& due) {
  Json json = Json::object({{"referral", Json(due.referral)},
                            {"partner", Json(due.partner)},
                            {"released", Json(base::to_rfc3339(due.released))},
                            {"since", Json(base::to_rfc3339(due.since))}});
  if (due.told) json.set("told", Json(base::to_rfc3339(*due.told))).set("by", Json(due.by));
  return json;
}

Json to_json(const ports::Forgotten& one) {
  return Json::object({{"contact", Json(model::to_text(one.contact))},
                       {"at", Json(base::to_rfc3339(one.at))},
                       {"by", Json(one.by)},
                       {"reason", Json(one.reason)}});
}

void show_forgotten(const Session& session, const daemon::Assembly& program,
                    const std::vector<ports::Forgotten>& forgotten, const std::vector<ports::ToTell>& to_tell) {
  std::vector<std::vector<std::string>> people = {{"contact", "on", "by", "reason"}};
  for (const auto& one : forgotten)
    people.push_back({model::to_text(one.contact), base::to_text(base::date_of(one.at)), one.by, one.reason});
  session.console().line(forgotten.empty() ? "Nobody was forgotten." : base::trim(in_columns(people)));
  if (to_tell.empty()) return;
  std::vector<std::vector<std::string>> partners = {{"referral", "partner", "details left on", "told"}};
  for (const auto& due : to_tell)
    partners.push_back({due.referral, partner_name(program, due.partner), base::to_text(base::date_of(due.released)),
                        due.told ? base::to_text(base::date_of(*due.told)) + " by " + due.by : "not yet"});
  session.console().line("\n" + std::string(base::trim(in_columns(partners))));
}

}  // namespace

int run_forget(Session& session, const Call& call) {
  int failure = done;
  auto* program = session.scoped(failure);
  const auto contact = find_person(session, program, call.one("PERSON"), ports::Gone::included, failure);
  if (!contact) return failure;
  const auto held = program->store().person(*contact);
  if (!held) return session.console().fail(held.error());
  const auto traces = engine::traces_in_crm(program->store(), *held, program->clock().now());
  if (!traces) return session.console().fail(traces.error());
  show_what_comes(session, *program, *held, *traces);
  if (!agrees(session, call, failure)) return failure;
  const engine::WhoForgets who{author_of(session, call), call.one("--reason")};
  const auto report = daemon::forget_person(*program, *contact, who, session.observer());
  if (!report) return session.console().fail(report.error());
  session.console().line("Forgotten: " + model::to_text(*contact) + ".");
  for (const auto& line : receiver_lines(*held, program->circle().partners))
    session.console().line("Tell the partner to erase them too, while you know the name: " + line);
  if (!receiver_lines(*held, program->circle().partners).empty())
    session.console().line("Once told: goodword forgotten told REFERRAL. Until then goodword today names it.");
  if (report->traces == ports::Traces::in_log)
    session.console().line("Another process is reading the store, so its log holds traces until the next command.");
  return done;
}

int run_forgotten_told(Session& session, const Call& call) {
  int failure = done;
  auto* program = session.looking(failure);
  if (program == nullptr) return failure;
  const std::string words = call.one("REFERRAL");
  const auto all = program->store().to_tell();
  if (!all) return session.console().fail(all.error());
  std::vector<ports::ToTell> named;
  std::ranges::copy_if(*all, std::back_inserter(named),
                       [&](const auto& due) { return !words.empty() && due.referral.starts_with(words) && !due.told; });
  if (named.size() != 1)
    return session.console().complain((named.empty() ? "no partner is to be told of " : "more than one begins with ") +
                                      words + ": goodword forgotten");
  const auto noted =
      program->store().mark_told(named.front().referral, author_of(session, call), program->clock().now());
  if (!noted) return session.console().fail(noted.error());
  session.console().line("Noted: " + partner_name(*program, named.front().partner) +
                         " was told to erase what it got on " + base::to_text(base::date_of(named.front().released)) +
                         ".");
  return done;
}

int run_forgotten_lift(Session& session, const Call& call) {
  int failure = done;
  auto* program = session.looking(failure);
  if (program == nullptr) return failure;
  const auto crms = session.chosen_crms({call.one("CRM")}, failure);
  if (crms.empty()) return failure;
  ports::Lift lift{{crms.front(), model::Kind::contact, call.one("--contact")},
                   {},
                   program->clock().now(),
                   author_of(session, call),
                   call.one("--reason")};
  for (const auto& address : base::split(call.one("--address"), ',')) {
    if (!base::trim(address).empty()) lift.addresses.emplace_back(base::trim(address));
  }
  if (lift.contact.id.empty() && lift.addresses.empty())
    return session.console().complain("name what is kept out: --contact ID, --address EMAIL, or both");
  const auto lifted = program->store().lift(lift);
  if (!lifted) return session.console().fail(lifted.error());
  if (lifted->contacts + lifted->addresses == 0)
    return session.console().complain("nothing of that is kept out; goodword forgotten lists who was forgotten");
  const auto kept_out = lift.addresses.size() - static_cast<std::size_t>(lifted->addresses);
  session.console().line("May be read again" +
                         std::string(lifted->contacts > 0 ? ": " + model::to_text(lift.contact) : "") +
                         (lifted->addresses > 0 ? " and " + std::to_string(lifted->addresses) + " addresses" : "") +
                         ". Next: goodword sync --full " + crms.front());
  if (lift.addresses.empty())
    session.console().line("Their addresses are still kept out, as far as they were: name them with --address.");
  if (kept_out > 0) session.console().line(std::to_string(kept_out) + " of the addresses was not kept out.");
  return done;
}

int run_forgotten(Session& session, const Call&) {
  int failure = done;
  auto* program = session.looking(failure);
  if (program == nullptr) return failure;
  const auto forgotten = program->store().forgotten();
  const auto to_tell = program->store().to_tell();
  if (!forgotten) return session.console().fail(forgotten.error());
  if (!to_tell) return session.console().fail(to_tell.error());
  if (!session.console().json()) {
    show_forgotten(session, *program, *forgotten, *to_tell);
    return done;
  }
  Json people = Json::array(), partners = Json::array();
  for (const auto& one : *forgotten) people.push(to_json(one));
  for (const auto& due : *to_tell) partners.push(to_json(due));
  session.console().json_line(
      Json::object({{"format_version", Json(1)}, {"forgotten", std::move(people)}, {"to_tell", std::move(partners)}}));
  return done;
}

}  // namespace goodword::cli
