// letters: what is to be written by hand, to whom and by when; as text, as print sheets, and noted once it is written.
#include <algorithm>

#include "base/text.hpp"
#include "cli/look_up.hpp"
#include "cli/output_file.hpp"
#include "cli/run.hpp"
#include "engine/brief.hpp"
#include "engine/gifts.hpp"
#include "engine/letters_due.hpp"
#include "engine/outcomes.hpp"
#include "engine/packet.hpp"
#include "engine/print_sheet.hpp"
#include "rules/desk.hpp"

namespace goodword::cli {
namespace {

using base::Json;
using engine::DueLetter;
using engine::LetterKind;
using engine::ReferralEntry;

/// Everything a letter is made from, read once.
struct Desk {
  daemon::Assembly* program = nullptr;
  engine::LetterGrounds grounds;
  std::vector<DueLetter> letters;
  base::Instant now{};
};

std::optional<Desk> read_desk(Session& session, int& failure) {
  auto all = read_register(session, session.assembly(failure), failure);
  if (!all) return std::nullopt;
  auto& program = *all->program;
  auto referrals = read_referral_list(session, &program, engine::ReferralsShown::all, failure);
  if (!referrals) return std::nullopt;
  auto incoming = engine::read_incoming(program.store(), program.circle(), program.policy(), all->readings);
  if (!incoming) {
    failure = session.console().fail(incoming.error());
    return std::nullopt;
  }
  Desk desk{&program, {std::move(*referrals), engine::words_owed(std::move(*incoming))}, {}, all->now};
  for (const auto& crm : program.crms()) {
    auto back = engine::who_came_back(program.store(), crm, program.circle(), desk.now);
    if (!back) {
      failure = session.console().fail(back.error());
      return std::nullopt;
    }
    std::ranges::move(*back, std::back_inserter(desk.grounds.back));
  }
  desk.letters = engine::letters_due(desk.grounds, program.circle(), program.policy(), desk.now);
  return desk;
}

/// One letter to write: whose it is about, the referral where it is for one, and which.
struct Wanted {
  model::Dossier dossier;
  const ReferralEntry* referral = nullptr;
  const LetterKind* kind = nullptr;
  std::optional<base::Instant> due;
};

const LetterKind* kind_named(const Session& session, const std::string& name, int& failure) {
  if (const auto* kind = engine::letter_kind(name)) return kind;
  std::vector<std::string> known;
  for (const auto& kind : engine::letter_kinds()) known.emplace_back(kind.name);
  const auto near = base::nearest(name, known);
  failure = session.console().complain(
      "no letter is called " + name +
      (near.empty() ? "; there are: " + base::join(known, ", ") : "; did you mean " + near + "?"));
  return nullptr;
}

const ReferralEntry* entry_by_id(const Desk& desk, const std::string& id) {
  const auto found =
      std::ranges::find_if(desk.grounds.referrals, [&](const auto& entry) { return entry.referral.id == id; });
  return found == desk.grounds.referrals.end() ? nullptr : &*found;
}

std::optional<model::Dossier> read_dossier(const Session& session, const Desk& desk, const model::Ref& contact,
                                           int& failure) {
  auto dossier = desk.program->store().dossier(contact);
  if (!dossier) {
    failure = session.console().fail(dossier.error());
    return std::nullopt;
  }
  if (!*dossier) failure = session.console().complain(model::to_text(contact) + " is not in the store any more");
  return std::move(*dossier);
}

/// The letters that are due, of all or of one contact.
std::optional<std::vector<Wanted>> wanted_due(const Session& session, const Desk& desk, const model::Ref* contact,
                                              int& failure) {
  std::vector<Wanted> wanted;
  for (const auto& letter : engine::still_due(desk.letters)) {
    if (contact != nullptr && letter.contact != *contact) continue;
    auto dossier = read_dossier(session, desk, letter.contact, failure);
    if (!dossier) return std::nullopt;
    wanted.push_back(
        {std::move(*dossier), entry_by_id(desk, letter.referral), engine::letter_kind(letter.name), letter.due});
  }
  return wanted;
}

/// What WHOM and LETTER name; without LETTER what is due for them. Says so and returns nothing where that is nothing.
std::optional<std::vector<Wanted>> wanted_in(Session& session, const Call& call, const Desk& desk, int& failure) {
  const auto words = call.one("WHOM"), name = call.one("LETTER");
  const auto* kind = name.empty() ? nullptr : kind_named(session, name, failure);
  if (!name.empty() && kind == nullptr) return std::nullopt;
  const auto named = referrals_named(desk.grounds.referrals, words);
  const auto* entry = named.empty() ? nullptr : find_referral(session, desk.grounds.referrals, words, failure);
  if (!named.empty() && entry == nullptr) return std::nullopt;
  auto dossier = entry != nullptr ? read_dossier(session, desk, entry->referral.contact, failure)
                                  : find_one(session, desk.program, words, failure);
  if (!dossier) return std::nullopt;
  if (kind != nullptr) return std::vector<Wanted>{{std::move(*dossier), entry, kind, {}}};
  const auto contact = dossier->ref();
  auto wanted = wanted_due(session, desk, &contact, failure);
  if (!wanted || !wanted->empty()) return wanted;
  failure = session.console().complain("no letter is due for " + model::display_name(dossier->contact) +
                                       "; name the one you mean: goodword help letters preview");
  return std::nullopt;
}

std::optional<engine::PersonalLetter> write(const Session& session, const Call& call, const Desk& desk,
                                            const Wanted& wanted, int& failure) {
  auto& program = *desk.program;
  const bool thanks = !wanted.kind->event.empty();
  engine::LetterInput input{wanted.dossier, program.circle(), program.policy(), program.letters()};
  if (thanks && wanted.referral != nullptr) {
    input.referral = &wanted.referral->referral;
    input.events = wanted.referral->events;
    input.seller = input.referral->seller;
  } else {
    const auto seller = engine::who_meets(program.store(), program.circle().firm, wanted.dossier);
    if (seller) input.seller = *seller;
  }
  input.language = call.one("--language");
  input.now = desk.now;
  auto letter = engine::written_letter(program.store(), *wanted.kind, input);
  if (letter) return std::move(*letter);
  failure = letter.error().code == "usage" ? session.console().complain(letter.error().detail)
                                           : session.console().fail(letter.error());
  return std::nullopt;
}

std::string command_for(const DueLetter& letter) {
  return letter.referral.empty() ? letter.contact.id : letter.referral.substr(0, 8);
}

std::string day_of(base::Instant at, base::Instant now) {
  return base::day_text(base::date_of(at), base::date_of(now));
}

std::string state_of(const DueLetter& letter, base::Instant now) {
  if (letter.written) return "written " + day_of(*letter.written, now);
  return letter.due ? (letter.overdue ? "OVERDUE " : "by ") + day_of(*letter.due, now) : "";
}

std::string show_letters(const std::vector<DueLetter>& letters, base::Instant now) {
  if (letters.empty()) return "No letter is to be written. goodword letters list --all also shows those that were.";
  std::vector<std::vector<std::string>> rows = {{"whom", "letter", "to", "about", "who writes", "when"}};
  for (const auto& one : letters)
    rows.push_back({command_for(one), one.name, one.to, one.about, one.seller, state_of(one, now)});
  return in_columns(rows) +
         "\nRead one: goodword letters preview WHOM LETTER   All as print sheets: goodword letters "
         "print --due --output letters.html";
}

/// For whoever writes: by when, and what to type then.
std::string note_for(const Wanted& wanted, base::Instant now) {
  const bool thanks = !wanted.kind->event.empty() && wanted.referral != nullptr;
  std::string then;
  if (thanks)
    then = "goodword letters done " + wanted.referral->referral.id.substr(0, 8) + " " + std::string(wanted.kind->name);
  const bool giver = wanted.kind->name == "outcome-giver" || wanted.kind->name == "acknowledgement";
  if (giver && !wanted.dossier.received.empty())
    then = "goodword partners check-in " + wanted.dossier.received.back().partner + " --done";
  return std::string(wanted.kind->name) + ", about " + model::display_name(wanted.dossier.contact) +
         (wanted.due ? ". To be written by " + day_of(*wanted.due, now) : "") +
         (then.empty() ? "." : ". Once it is on its way: " + then);
}

}  // namespace

int run_letters_list(Session& session, const Call& call) {
  int failure = done;
  auto desk = read_desk(session, failure);
  if (!desk) return failure;
  const auto letters = call.has("--all") ? desk->letters : engine::still_due(desk->letters);
  if (!session.console().json()) {
    session.console().line(show_letters(letters, desk->now));
    for (const auto& rule : engine::gift_rules(desk->program->circle(), base::date_of(desk->now)))
      session.console().line("Gifts: " + rule + ".");
    return done;
  }
  Json all = Json::array();
  for (const auto& letter : letters) all.push(engine::to_json(letter));
  session.console().json_line(Json::object({{"format_version", Json(1)}, {"letters", std::move(all)}}));
  return done;
}

int run_letters_preview(Session& session, const Call& call) {
  int failure = done;
  const auto desk = read_desk(session, failure);
  if (!desk) return failure;
  const auto wanted = wanted_in(session, call, *desk, failure);
  if (!wanted) return failure;
  Json all = Json::array();
  for (const auto& one : *wanted) {
    const auto letter = write(session, call, *desk, one, failure);
    if (!letter) return failure;
    all.push(Json::object({{"letter", Json(letter->name)},
                           {"language", Json(letter->language)},
                           {"to", Json(base::join(letter->address, ", "))},
                           {"text", Json(letter->text)}}));
    if (!session.console().json())
      session.console().line((&one == &wanted->front() ? "" : "\n") + std::string("To: ") +
                             base::join(letter->address, ", ") + "\n\n" + letter->text);
  }
  if (session.console().json())
    session.console().json_line(Json::object({{"format_version", Json(1)}, {"letters", std::move(all)}}));
  return done;
}

int run_letters_print(Session& session, const Call& call) {
  int failure = done;
  const auto file = call.one("--output");
  if (file.empty()) return session.console().complain("where to? --output letters.html");
  if (call.has("--due") == call.has("WHOM"))
    return session.console().complain("name a referral or a contact, or say --due for all that are to be written");
  const auto desk = read_desk(session, failure);
  if (!desk) return failure;
  const auto wanted =
      call.has("--due") ? wanted_due(session, *desk, nullptr, failure) : wanted_in(session, call, *desk, failure);
  if (!wanted) return failure;
  std::vector<engine::PrintSheet> sheets;
  for (const auto& one : *wanted) {
    const auto letter = write(session, call, *desk, one, failure);
    if (!letter) return failure;
    sheets.push_back({*letter, note_for(one, desk->now)});
  }
  if (sheets.empty()) {
    session.console().line("No letter is to be written; nothing was printed.");
    return done;
  }
  if (!write_file(file, engine::print_sheets(sheets), Readers::owner))
    return session.console().complain("cannot write " + file);
  session.console().line(std::to_string(sheets.size()) + (sheets.size() == 1 ? " letter" : " letters") + " in " + file +
                         ". It names people: delete it once the letters are written.");
  return done;
}

int run_letters_packet(Session& session, const Call& call) {
  int failure = done;
  const auto file = call.one("--output");
  if (file.empty()) return session.console().complain("where to? --output introduction.eml");
  auto* program = session.assembly(failure);
  if (program == nullptr) return failure;
  const auto entry = find_referral(session, program, call.one("REFERRAL"), failure);
  if (!entry) return failure;
  const auto dossier = program->store().dossier(entry->referral.contact);
  if (!dossier) return session.console().fail(dossier.error());
  if (!*dossier) return session.console().complain("the contact is no longer in the CRM");
  auto policy = program->policy();
  if (call.has("--language")) policy.language = call.one("--language");
  const auto packet = engine::introduction_packet(
      program->store(), {program->circle(), policy, program->letters(), program->clock().now()}, **dossier,
      entry->referral);
  if (!packet)
    return packet.error().code == "usage" ? session.console().complain(packet.error().detail)
                                          : session.console().fail(packet.error());
  if (!write_file(file, engine::mail_of(*packet), Readers::owner))
    return session.console().complain("cannot write " + file);
  session.console().line("A mail to " + entry->partner + (packet->to.empty() ? " (no address is known)" : "") + " in " +
                         file + ". It holds what " + entry->name + " agreed to share: delete it once it is sent.");
  return done;
}

namespace {

/// Thank-yous with a gift to the same partner or prospect, of all referrals.
std::optional<std::vector<model::ReferralEvent>> gifts_before(Session& session, const engine::LetterKind& kind,
                                                              const engine::ReferralEntry& entry, int& failure) {
  auto& store = session.assembly(failure)->store();
  const auto all = store.referrals(entry.referral.contact.crm);
  if (!all) failure = session.console().fail(all.error());
  if (!all) return std::nullopt;
  std::vector<model::ReferralEvent> gifts;
  for (const auto& referral : *all) {
    const bool same = kind.to == model::Party::partner ? referral.partner == entry.referral.partner
                                                       : referral.contact == entry.referral.contact;
    if (!same) continue;
    const auto events = store.referral_events(referral.id);
    if (!events) failure = session.console().fail(events.error());
    if (!events) return std::nullopt;
    std::ranges::copy_if(*events, std::back_inserter(gifts), [&](const model::ReferralEvent& event) {
      return event.event == kind.event && event.value.has_value();
    });
  }
  return gifts;
}

/// What the gift is worth, and the words that are kept with it; nothing, and `failure` set, where something stands
/// against it.
std::optional<std::pair<base::Money, std::string>> gift_in(Session& session, const Call& call,
                                                           const engine::LetterKind& kind,
                                                           const engine::ReferralEntry& entry, int& failure) {
  auto* program = session.assembly(failure);
  if (program == nullptr) return std::nullopt;
  const auto& circle = program->circle();
  const auto value = rules::amount_in(call.one("--gift"), circle.firm.currency);
  if (!value) {
    failure = session.console().complain("--gift is an amount such as 30 or \"30 EUR\", not " + call.one("--gift"));
    return std::nullopt;
  }
  auto before = gifts_before(session, kind, entry, failure);
  if (!before) return std::nullopt;
  const bool to_partner = kind.to == model::Party::partner;
  const auto* partner = to_partner ? model::partner_by_id(circle.partners, entry.referral.partner) : nullptr;
  const auto answer = engine::may_give(circle, {partner, *value, std::move(*before)}, program->clock().now());
  const std::string year =
      "gifts to " + (to_partner ? entry.partner : entry.name) + " this year come to " + base::to_people(answer.year);
  if (answer.answer == model::Answer3::no && !call.has("--despite")) {
    failure = session.console().complain(year + ": " + answer.why +
                                         ". Nothing was noted. If it was given all the same, say why with --despite "
                                         "REASON, and tell counsel");
    return std::nullopt;
  }
  if (answer.answer == model::Answer3::review) session.console().line("For counsel: " + year + "; " + answer.why + ".");
  for (const auto& duty : answer.duties) session.console().line("Mind: " + duty + ".");
  return std::pair(*value,
                   call.has("--despite") ? "gift, despite " + answer.why + ": " + call.one("--despite") : "gift");
}

}  // namespace

int run_letters_done(Session& session, const Call& call) {
  int failure = done;
  const auto* kind = kind_named(session, call.one("LETTER"), failure);
  if (kind == nullptr) return failure;
  if (kind->event.empty())
    return session.console().complain("letters done notes thanks-prospect and thanks-partner, not " +
                                      call.one("LETTER") +
                                      "; word to a partner: goodword partners check-in NAME --done; who is back "
                                      "counts as written to with the first call, meeting or mail in the CRM");
  auto* program = session.scoped(failure);
  const auto entry = find_referral(session, program, call.one("REFERRAL"), failure);
  if (!entry) return failure;
  const auto now = program->clock().now();
  const auto at = moment_of(session, call, now, failure);
  if (!at) return failure;
  engine::SpokenNews news{std::string(kind->event), author_of(session, call), "", "", {}, *at};
  if (call.has("--gift")) {
    auto gift = gift_in(session, call, *kind, *entry, failure);
    if (!gift) return failure;
    news.value = gift->first;
    news.reason = std::move(gift->second);
  }
  const engine::DeskGround ground{
      program->policy(), program->circle(), program->letters(), {}, now, {{entry->referral.id, entry->events}}};
  const auto commit = engine::record_news(entry->referral, news, ground);
  if (!commit) return session.console().complain(commit.error().detail);
  if (const auto stored = program->store().commit_desk(*commit); !stored) return session.console().fail(stored.error());
  session.console().line("Noted: " + call.one("LETTER") + " for " + entry->name + " and " + entry->partner +
                         ", written by " + news.by + ".");
  return done;
}

}  // namespace goodword::cli
