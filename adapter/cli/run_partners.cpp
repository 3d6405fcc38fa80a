// partners: the register, one partner's whole profile, its room, and the monthly check-in.
#include <algorithm>
#include <charconv>

#include "base/text.hpp"
#include "cli/look_up.hpp"
#include "cli/run.hpp"
#include "cli/show.hpp"
#include "daemon/partner_table.hpp"
#include "daemon/settings_files.hpp"
#include "engine/check_in.hpp"

namespace goodword::cli {
namespace {

using base::Json;
using engine::PartnerReading;

constexpr int most_places = 1000;
constexpr std::size_t most_table_bytes = 8u << 20;

PartnersInput input_of(const Register& all) { return {all.readings, all.program->circle(), all.now}; }

std::optional<int> places_in(const std::string& text) {
  int places = -1;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), places);
  if (fault != std::errc() || end != text.data() + text.size() || places < 0 || places > most_places)
    return std::nullopt;
  return places;
}

Json letter_json(const PartnerReading& reading, const engine::Titled& letter, const std::string& language) {
  const auto& tie = reading.tie;
  return Json::object({{"partner", Json(reading.partner.id)},
                       {"name", Json(reading.partner.name)},
                       {"person", Json(reading.partner.person)},
                       {"email", Json(reading.partner.email)},
                       {"due", Json(tie.check_in_due)},
                       {"checked_in", tie.checked_in ? Json(base::to_text(base::date_of(*tie.checked_in))) : Json()},
                       {"language", Json(language)},
                       {"subject", Json(letter.title)},
                       {"letter", Json(letter.body)}});
}

int print_letters(const Session& session, const Register& all, const Call& call,
                  const std::vector<const PartnerReading*>& whom) {
  const auto& console = session.console();
  Json letters = Json::array();
  for (const auto* one : whom) {
    const auto& house = all.program->policy().language;
    const auto language = call.has("--language") ? call.one("--language")
                                                 : engine::letter_language(all.program->letters(), "check-in",
                                                                           one->partner.languages, house);
    const auto letter = engine::check_in_letter(all.program->circle(), all.program->letters(), *one, language, all.now);
    if (!letter) return console.fail(letter.error());
    letters.push(letter_json(*one, *letter, language));
    if (console.json()) continue;
    if (!one->partner.email.empty()) console.line("To: " + one->partner.email);
    console.line("Subject: " + letter->title + "\n\n" + letter->body);
  }
  if (console.json()) console.json_line(Json::object({{"format_version", Json(1)}, {"check_ins", std::move(letters)}}));
  return done;
}

int list_due(const Session& session, const Register& all, const std::vector<const PartnerReading*>& due) {
  if (due.empty()) {
    session.console().line("Nobody is due a check-in.");
    return done;
  }
  const auto day = [&](std::optional<base::Instant> at, const char* otherwise) {
    return at ? base::day_text(base::date_of(*at), base::date_of(all.now)) : std::string(otherwise);
  };
  std::vector<std::vector<std::string>> rows = {{"partner", "name", "last check-in", "last contact", "whom"}};
  for (const auto* one : due) {
    rows.push_back({one->partner.id, one->partner.name, day(one->tie.checked_in, "never"),
                    day(one->tie.last_contact, "not known"), one->partner.person});
  }
  session.console().line(in_columns(rows));
  session.console().line(
      "A letter to send: goodword partners check-in NAME. When it is sent or you spoke: add --done.");
  return done;
}

int record_check_in(const Session& session, const Register& all, const Call& call, const PartnerReading& reading) {
  int failure = done;
  auto at = all.now;
  if (call.has("--on")) {
    const auto day = day_in(session, call, "--on", failure);
    if (!day) return failure;
    if (base::start_of(*day) > all.now)
      return session.console().complain("--on is a day that has been, not " + call.one("--on"));
    if (*day != base::date_of(all.now)) at = base::start_of(*day);
  }
  const model::CheckIn held{reading.partner.id, at, author_of(session, call), call.one("--note")};
  if (const auto saved = all.program->store().save_check_in(held); !saved) return session.console().fail(saved.error());
  const auto next = base::date_of(at + all.program->settings().options.partners_check_in_every);
  session.console().line("Noted: check-in with " + reading.partner.name + " on " + base::to_text(base::date_of(at)) +
                         " by " + held.by + ". The next is due after " + base::to_text(next) + ".");
  return done;
}

/// Sets what was typed, as partners.json would have it.
Json with_options(const Call& call, Json partner) {
  struct Row {
    std::string_view flag;
    const char* key;
    bool list;
  };
  constexpr std::array rows = {Row{"--name", "name", false},        Row{"--kind", "kind", false},
                               Row{"--person", "person", false},    Row{"--email", "email", false},
                               Row{"--phone", "phone", false},      Row{"--owner", "owner", false},
                               Row{"--service", "services", true},  Row{"--industry", "industries", true},
                               Row{"--want", "wants", true},        Row{"--dont-want", "does_not_want", true},
                               Row{"--language", "languages", true}};
  for (const auto& row : rows) {
    if (!call.has(row.flag)) continue;
    Json list = Json::array();
    for (const auto& word : base::split(call.one(row.flag), ',')) {
      if (const auto item = base::trim(word); !item.empty()) list.push(Json(item));
    }
    partner.set(row.key, row.list ? std::move(list) : Json(call.one(row.flag)));
  }
  if (call.has("--city") || call.has("--country")) {
    Json place = Json::object({{"city", Json(call.one("--city"))}});
    if (call.has("--country")) place.set("country", Json(call.one("--country")));
    partner.set("places", Json::array({std::move(place)}));
  }
  if (call.has("--trusted")) partner.set("trusted", Json(true));
  if (call.has("--pause") || call.has("--resume")) partner.set("paused", Json(call.has("--pause")));
  if (call.has("--room"))
    partner.set("room",
                Json::object({{"places", Json::number(call.one("--room"))}, {"until", Json(call.one("--until"))}}));
  return partner;
}

/// What keeps `partners add` from being done, before the profile is looked at; empty if nothing does.
std::string slip_in_add(const Call& call, const model::Partner* known) {
  const std::string id = call.one("ID");
  if (known != nullptr && known->origin == engine::partners_file)
    return "there is a partner " + id + " already, in partners.json: change it there";
  if (known != nullptr && !call.has("--change"))
    return "there is a partner " + id + " already: goodword partners show " + id + "; add --change to change it";
  if (known == nullptr && call.has("--change"))
    return "there is no partner " + id + " to change: goodword partners list";
  if (known == nullptr && call.one("--name").empty()) return "say its name: --name NAME";
  if (call.has("--pause") && call.has("--resume")) return "say one of --pause and --resume";
  if (call.has("--room") && !base::parse_date(call.one("--until"))) return "room holds until a day: --until 2026-12-31";
  return "";
}

/// All that is wrong, a line each; empty if nothing is.
std::string slip_in_profile(const daemon::Settings& settings, const Json& partner) {
  std::vector<std::string> texts;
  for (const auto& problem : daemon::partner_problems(settings, partner, "partners add"))
    texts.push_back((problem.pointer.empty() ? "" : problem.pointer + ": ") + problem.message +
                    (problem.advice.empty() ? "" : "; " + problem.advice));
  return base::join(texts, "\n");
}

/// Neither a record nor anybody's word.
bool is_doubted(const model::Partner& partner) {
  return !partner.trusted && partner.finished == 0 && partner.kind != model::PartnerKind::colleague;
}

std::string words_for(daemon::ImportedPartner::What what) {
  using What = daemon::ImportedPartner::What;
  return what == What::added ? "new" : what == What::changed ? "changed" : "as it was";
}

int show_import(const Session& session, const daemon::PartnerImport& read, bool dry) {
  const auto& console = session.console();
  Json all = Json::array();
  std::map<std::string, int> counts;
  for (const auto& one : read.partners) {
    const auto words = words_for(one.what);
    ++counts[words];
    Json fields = Json::array();
    for (const auto& field : one.fields) fields.push(Json(field));
    all.push(Json::object({{"partner", Json(one.partner.id)},
                           {"name", Json(one.partner.name)},
                           {"what", Json(words)},
                           {"fields", std::move(fields)}}));
    if (!console.json() && one.what != daemon::ImportedPartner::What::same)
      console.line(padded(words, 10) + padded(one.partner.id, 20) + one.partner.name +
                   (one.fields.empty() ? "" : ": " + base::join(one.fields, ", ")));
  }
  if (console.json()) {
    console.json_line(
        Json::object({{"format_version", Json(1)}, {"stored", Json(!dry)}, {"partners", std::move(all)}}));
    return done;
  }
  if (!read.other_columns.empty()) console.line("Passed over: " + base::join(read.other_columns, ", "));
  const auto doubted = std::ranges::count_if(read.partners, is_doubted, &daemon::ImportedPartner::partner);
  console.line(std::to_string(counts["new"]) + " new, " + std::to_string(counts["changed"]) + " changed, " +
               std::to_string(counts["as it was"]) + " as they were" + (dry ? "; nothing was stored" : "") + ".");
  if (doubted > 0)
    console.line(
        "Nobody vouches for " + std::to_string(doubted) +
        " of them and they have no record, so they are not recommended: a column \"trusted\" says that you do.");
  return done;
}

}  // namespace

int run_partners_list(Session& session, const Call&) {
  int failure = done;
  const auto all = read_register(session, session.looking(failure), failure);
  if (!all) return failure;
  if (session.console().json()) {
    Json list = Json::array();
    for (const auto& one : all->readings) list.push(engine::to_json(one));
    session.console().json_line(Json::object({{"format_version", Json(1)}, {"partners", std::move(list)}}));
    return done;
  }
  session.console().line(base::trim(show_partners(input_of(*all))));
  return done;
}

int run_partners_show(Session& session, const Call& call) {
  int failure = done;
  const auto all = read_register(session, session.looking(failure), failure);
  if (!all) return failure;
  const auto* one = find_partner(session, *all, call.one("NAME"), failure);
  if (one == nullptr) return failure;
  if (session.console().json()) {
    session.console().json_line(Json::object({{"format_version", Json(1)}, {"partner", engine::to_json(*one)}}));
    return done;
  }
  session.console().line(base::trim(show_partner(input_of(*all), *one)));
  return done;
}

int run_partners_add(Session& session, const Call& call) {
  int failure = done;
  auto* program = session.looking(failure);
  if (program == nullptr) return failure;
  const std::string id = call.one("ID");
  const auto* known = model::partner_by_id(program->circle().partners, id);
  if (const auto slip = slip_in_add(call, known); !slip.empty()) return session.console().complain(slip);
  // As it was stored, without the room that was said since.
  const auto stored = program->store().partners();
  if (!stored) return session.console().fail(stored.error());
  const auto* before = model::partner_by_id(*stored, id);
  const Json json = with_options(
      call, before != nullptr ? model::to_json(*before) : Json::object({{"id", Json(id)}, {"kind", "ally"}}));
  if (const auto slip = slip_in_profile(program->settings(), json); !slip.empty())
    return session.console().complain(slip);
  auto partner = model::partner_from_json(json);
  // What a person said of a partner that a CRM marks is no longer the CRM's to change.
  partner.origin = before != nullptr && before->origin == "import" ? "import" : "command";
  if (const auto saved = program->store().save_partner(partner, program->clock().now()); !saved)
    return session.console().fail(saved.error());
  session.console().line((before != nullptr ? "Changed " : "Added ") + partner.name +
                         (is_doubted(partner) ? ". Nobody vouches for it yet, so it is not recommended: goodword "
                                                "partners add " +
                                                    id + " --change --trusted if you do"
                                              : "") +
                         ".");
  return done;
}

int run_partners_import(Session& session, const Call& call) {
  int failure = done;
  auto* program = session.looking(failure);
  if (program == nullptr) return failure;
  const std::string file = call.one("FILE");
  const auto text = daemon::read_whole(file, most_table_bytes);
  if (!text) return session.console().complain(file + ": " + text.error().detail);
  const auto stored = program->store().partners();
  if (!stored) return session.console().fail(stored.error());
  using daemon::OtherColumns;
  auto read = daemon::read_partner_table(program->settings(), *stored, *text, file,
                                         call.has("--other-columns") ? OtherColumns::pass_over : OtherColumns::refuse);
  if (!read.problems.empty()) return session.console().fail(read.problems, "the table; nothing was stored");
  const bool dry = call.has("--dry-run");
  std::vector<model::Partner> fresh;
  for (const auto& one : read.partners) {
    if (one.what != daemon::ImportedPartner::What::same) fresh.push_back(one.partner);
  }
  if (!dry && !fresh.empty()) {
    if (const auto saved = program->store().save_partners(fresh, program->clock().now()); !saved)
      return session.console().fail(saved.error());
  }
  return show_import(session, read, dry);
}

int run_partners_room(Session& session, const Call& call) {
  int failure = done;
  auto* program = session.looking(failure);
  const auto all = read_register(session, program, failure);
  if (!all) return failure;
  const auto* one = find_partner(session, *all, call.one("NAME"), failure);
  if (one == nullptr) return failure;
  const auto places = places_in(call.one("N"));
  if (!places)
    return session.console().complain("room is a number from 0 to " + std::to_string(most_places) + ", not " +
                                      call.one("N"));
  auto until = base::date_of(all->now + program->settings().options.partners_room_life);
  if (call.has("--until")) {
    const auto day = day_in(session, call, "--until", failure);
    if (!day) return failure;
    if (*day < base::date_of(all->now))
      return session.console().complain("--until " + call.one("--until") + " is over already");
    until = *day;
  }
  const model::SaidRoom said{one->partner.id, {*places, until}, author_of(session, call), all->now};
  if (const auto saved = program->store().save_room(said); !saved) return session.console().fail(saved.error());
  session.console().line(one->partner.name + ": room for " + std::to_string(*places) + " until " +
                         base::to_text(until) + ", said by " + said.by + ". It counts from the next sync or plan on.");
  for (const auto& obstacle : one->obstacles) {
    if (obstacle.limit != "room")
      session.console().line("Still not recommended: " + obstacle.text + "; " + obstacle.advice);
  }
  return done;
}

int run_partners_check_in(Session& session, const Call& call) {
  int failure = done;
  const bool named = !call.one("NAME").empty();
  if (!named && call.has("--done"))
    return session.console().complain("with whom? goodword partners check-in NAME --done");
  const auto all = read_register(session, session.assembly(failure), failure);
  if (!all) return failure;
  if (!named) {
    const auto due = engine::due_check_ins(all->readings);
    return session.console().json() ? print_letters(session, *all, call, due) : list_due(session, *all, due);
  }
  const auto* one = find_partner(session, *all, call.one("NAME"), failure);
  if (one == nullptr) return failure;
  return call.has("--done") ? record_check_in(session, *all, call, *one) : print_letters(session, *all, call, {one});
}

}  // namespace goodword::cli
