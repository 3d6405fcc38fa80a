#include "engine/personal_letters.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "engine/brief.hpp"
#include "engine/came_back.hpp"
#include "engine/follow_up.hpp"
#include "engine/incoming.hpp"
#include "engine/release.hpp"
#include "engine/wording.hpp"
#include "model/country.hpp"

namespace goodword::engine {
namespace {

using base::Instant;
using base::Result;
using model::Dossier;
using model::Partner;
using model::Party;

constexpr auto away_for = std::chrono::days(60);  ///< after which it is good to hear from somebody again
constexpr std::size_t longest_name = 80;          ///< characters
constexpr std::size_t most_offered = 3;
constexpr std::size_t most_offered_characters = 90;
constexpr int legal_reason = 25;  ///< is told to nobody

constexpr LetterKind kinds[] = {{"thanks-prospect", "thank_prospect", Party::prospect},
                                {"thanks-partner", "thank_partner", Party::partner},
                                {"acknowledgement", "", Party::partner},
                                {"outcome-giver", "", Party::partner},
                                {"farewell", "", Party::prospect},
                                {"welcome-back", "", Party::prospect}};

tl::unexpected<base::Error> no_ground(const std::string& why) { return base::failure("usage", why); }

std::string seller_name(const LetterInput& input) {
  const auto& sellers = input.circle.firm.sellers;
  const auto found = std::ranges::find(sellers, input.seller, &model::Seller::id);
  return found == sellers.end() ? "" : found->name;
}

/// Nobody is called by a number.
std::string called(const model::Record& contact) {
  const bool named = model::display_name(contact) != contact.id();
  return named ? base::shorten(given_name(contact), longest_name) : "";
}

std::string service_in(const LetterInput& input, const std::string& need, const std::string& language) {
  return need.empty() ? "" : model::service_name(input.circle.services, need, language);
}

const Partner* reader_of(const LetterKind& kind, const LetterInput& input) {
  const auto& partners = input.circle.partners;
  if (input.referral != nullptr) return model::partner_by_id(partners, input.referral->partner);
  const auto* received = newest_received(input.dossier);
  return kind.to == Party::partner && received ? model::partner_by_id(partners, received->partner) : nullptr;
}

std::string language_of(const LetterKind& kind, const LetterInput& input, const Partner* partner) {
  if (!input.language.empty()) return input.language;
  std::vector<std::string> spoken;
  if (kind.to == Party::partner && partner != nullptr) spoken = partner->languages;
  const auto& stated = input.dossier.contact.text(model::contact::language);
  if (kind.to == Party::prospect && !stated.empty()) spoken = {base::lower(stated).substr(0, 2)};
  return letter_language(input.letters, kind.name, spoken, input.policy.language);
}

/// By when the partner had been in touch, as far as anybody told.
std::string contacted_by(const LetterInput& input, const std::string& language) {
  const auto found = std::ranges::find_if(
      input.events, [](const auto& event) { return event.event == "contact" || event.event == "meet"; });
  return found == input.events.end() ? "" : letter_day(base::date_of(found->at), language);
}

Result<Words> thanks_words(const LetterInput& input, const Partner* partner, const std::string& language) {
  if (input.referral == nullptr) return no_ground("thanks are for an introduction, and there is no referral");
  const auto& referral = *input.referral;
  if (referral.state != model::ReferralState::won && referral.state != model::ReferralState::closed)
    return no_ground("referral " + referral.id + " is " + base::spaced(model::to_text(referral.state)) +
                     ": no work came of it yet, so nobody is thanked for it");
  if (partner == nullptr) return no_ground("referral " + referral.id + " names a partner that is not in the circle");
  const auto& decision = input.dossier.decision;
  const bool same_need = decision && decision->need.service == referral.need;
  Words words = names_for_partner(input.dossier, input.consent);
  words.insert({{"service", model::needs_in_words(referral, input.circle.services, language)},
                {"quote", same_need ? own_words_of(input.dossier, input.policy, input.circle, input.now) : ""},
                {"since", letter_day(base::date_of(introduced_at(referral, input.events)), language)},
                {"contacted", contacted_by(input, language)},
                {"together", referral.kind == model::ReferralKind::together ? "together" : ""},
                {"partner", partner->name},
                {"person", person_of(*partner)},
                {"partner_firm", person_of(*partner) == partner->name ? "" : partner->name},
                {"person_given", given_name(*partner)}});
  return words;
}

Result<Words> giver_words(const LetterInput& input, const Partner* partner, const std::string& language) {
  const auto* received = newest_received(input.dossier);
  if (received == nullptr)
    return no_ground("nobody is noted to have sent them: goodword brief " + input.dossier.contact.id() +
                     " --from PARTNER");
  if (partner == nullptr) return no_ground(received->partner + ", who sent them, is not in the circle");
  const auto& dossier = input.dossier;
  const auto stage = incoming_state(dossier, *received).stage;
  const bool won = stage == IncomingStage::won;
  const bool lost = stage == IncomingStage::lost || stage == IncomingStage::declined;
  return Words{
      {"given_full", model::display_name(dossier.contact)},
      {"service", service_in(input, received->need, language)},
      {"since", letter_day(base::date_of(received->at), language)},
      {"won", won ? "won" : ""},
      {"lost", lost ? "lost" : ""},
      {"open", won || lost ? "" : "open"},
      {"by_day",
       letter_day(base::working_days_after(base::date_of(received->at), input.policy.first_contact_days), language)},
      {"person_given", given_name(*partner)}};
}

std::string offered_by(const LetterInput& input, const std::string& language) {
  std::vector<std::string> names;
  for (const auto& service : input.circle.firm.services) {
    if (names.size() == most_offered) break;
    names.push_back(model::service_name(input.circle.services, service, language));
  }
  return base::shorten(base::join(names, ", "), most_offered_characters);
}

/// The first of the reasons that may be told and says something about us and our work; 0: none does.
int told_reason(const model::Decision& decision) {
  const auto found = std::ranges::find_if(decision.reasons, [](const model::Reason& reason) {
    return reason.number == 20 || reason.number == 21 || reason.number == 24 || reason.number == 27;
  });
  return found == decision.reasons.end() ? 0 : found->number;
}

Result<Words> farewell_words(const LetterInput& input, const std::string& language) {
  const auto& decision = input.dossier.decision;
  if (!decision || decision->verdict != model::Verdict::let_go)
    return no_ground("a farewell is for whom we let go, and the verdict is " +
                     (decision ? std::string(model::to_people(decision->verdict)) : std::string("not there yet")));
  if (std::ranges::count(decision->reasons, legal_reason, &model::Reason::number) > 0)
    return no_ground("why we let go of them is the law's and is told to nobody: this letter is yours to word");
  constexpr int plans = 27;
  const auto& need = decision->need;
  const int reason = told_reason(*decision);
  const auto change = render(input.letters, language, "change-" + std::to_string(reason == 0 ? plans : reason),
                             {{"offered", offered_by(input, language)}});
  if (!change) return tl::unexpected(change.error());
  return Words{{"service", need.confirmed ? service_in(input, need.service, language) : ""},
               {"reason", reason == 0 ? "" : phrase(input.letters, language, "reason-" + std::to_string(reason))},
               {"change", *change}};
}

/// The last word before the newest silence of 60 days that was broken since.
std::optional<Instant> before_the_silence(const Dossier& dossier, Instant now) {
  std::vector<Instant> words;
  for (const auto& activity : dossier.activities) {
    const auto& kind = activity.text(model::activity::kind);
    const auto at = activity.instant(model::activity::at);
    if (kind != "note" && kind != "task" && at && *at <= now) words.push_back(*at);
  }
  std::ranges::sort(words);
  for (auto at = words.size(); at > 1; --at) {
    if (words[at - 1] - words[at - 2] >= away_for) return words[at - 2];
  }
  return std::nullopt;
}

Result<Words> welcome_words(const LetterInput& input, const std::string& language) {
  const auto& decision = input.dossier.decision;
  if (decision && decision->verdict == model::Verdict::exclude)
    return no_ground("the verdict is " + std::string(model::to_people(decision->verdict)) +
                     ": nobody is welcomed back there");
  auto since = before_the_silence(input.dossier, input.now);
  const auto* back = decision && decision->back ? &*decision->back : nullptr;
  if (!since && back != nullptr) since = last_word(input.dossier, back->from.since);
  if (!since && back != nullptr) return Words{{"since", ""}};
  if (!since) return no_ground("nobody came back: between calls, meetings and mails there were never 60 quiet days");
  return Words{{"since", letter_day(base::date_of(*since), language)}};
}

Result<Words> words_of(const LetterKind& kind, const LetterInput& input, const Partner* partner,
                       const std::string& language) {
  if (!kind.event.empty()) return thanks_words(input, partner, language);
  if (kind.name == "outcome-giver" || kind.name == "acknowledgement") return giver_words(input, partner, language);
  return kind.name == "farewell" ? farewell_words(input, language) : welcome_words(input, language);
}

std::vector<std::string> lines_of(std::initializer_list<std::string> lines) {
  std::vector<std::string> made;
  for (const auto& line : lines) {
    std::string clean = base::clean(line);
    std::ranges::replace(clean, '\n', ' ');
    clean = base::shorten(base::trim(clean), longest_name);
    if (!clean.empty() && std::ranges::find(made, clean) == made.end()) made.push_back(std::move(clean));
  }
  return made;
}

/// Post within our own country names none.
std::vector<std::string> address_of(const LetterKind& kind, const LetterInput& input, const Partner* partner) {
  const auto abroad = [&](const std::string& country) {
    return model::same_country(country, input.circle.firm.place.country) ? std::string() : country;
  };
  if (kind.to == Party::partner) {
    const auto place = partner->places.empty() ? model::Place{} : partner->places.front();
    return lines_of({partner->person, partner->name, place.city, abroad(place.country)});
  }
  const auto& contact = input.dossier.contact;
  const auto& company = input.dossier.company;
  const auto either = [&](model::FieldIndex own, model::FieldIndex firms) {
    return contact.text(own).empty() && company ? company->text(firms) : contact.text(own);
  };
  return lines_of({model::display_name(contact), company ? company->text(model::company::name) : "",
                   either(model::contact::city, model::company::city),
                   abroad(either(model::contact::country, model::company::country))});
}

}  // namespace

std::span<const LetterKind> letter_kinds() { return kinds; }

const LetterKind* letter_kind(std::string_view name) {
  const auto found = std::ranges::find(kinds, name, &LetterKind::name);
  return found == std::end(kinds) ? nullptr : &*found;
}

Result<PersonalLetter> personal_letter(const LetterKind& kind, const LetterInput& input) {
  const auto* partner = reader_of(kind, input);
  PersonalLetter letter{std::string(kind.name), language_of(kind, input, partner), "", {}};
  auto words = words_of(kind, input, partner, letter.language);
  if (!words) return tl::unexpected(words.error());
  if (kind.to == Party::prospect) words->insert_or_assign("given", called(input.dossier.contact));
  words->insert({{"seller", seller_name(input)}, {"firm", input.circle.firm.name}});
  for (auto& [name, value] : *words) value = base::shorten(value, name == "quote" ? value.size() : 2 * longest_name);
  const auto text = render_letter(input.letters, letter.language, kind.name, *words);
  if (!text) return tl::unexpected(text.error());
  letter.text = *text;
  letter.address = address_of(kind, input, partner);
  return letter;
}

}  // namespace goodword::engine
