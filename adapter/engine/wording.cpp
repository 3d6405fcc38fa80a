#include "engine/wording.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <limits>
#include <set>

#include "base/text.hpp"
#include "engine/endorsement.hpp"
#include "engine/law.hpp"
#include "engine/together.hpp"
#include "rules/heard.hpp"

namespace goodword::engine {
namespace {

/// Reason 25 is the law's and is never told.
constexpr int legal_reason = 25;

constexpr int no_end = std::numeric_limits<int>::max();
constexpr std::array size_bands = {SizeBand{0, 10},     SizeBand{10, 50},     SizeBand{50, 200},
                                   SizeBand{200, 1000}, SizeBand{1000, 5000}, SizeBand{5000, no_end}};

/// "10 to 50 staff" and so on.
std::string size_text(double employees, const Letters& letters, std::string_view language) {
  const auto band = size_band_of(employees);
  if (band.below == no_end) return phrase(letters, language, "card-size-over");
  return phrase(letters, language, "card-size",
                {{"least", std::to_string(std::max(1, band.least))}, {"most", std::to_string(band.below)}});
}

std::set<std::string> words_of(const std::string& text) {
  std::set<std::string> words;
  std::string word;
  for (const char c : base::lower(text) + " ") {
    if (std::isalnum(static_cast<unsigned char>(c)) || static_cast<unsigned char>(c) >= 0x80) {
      word += c;
      continue;
    }
    if (word.size() > 2) words.insert(word);
    word.clear();
  }
  return words;
}

/// What a prospect could be recognised by, in words. An address or a number is no country anyway.
std::set<std::string> telling_words(const model::Dossier& dossier) {
  using namespace model;
  const auto& person = dossier.contact;
  std::string all;
  for (const auto& field : {contact::name, contact::first_name, contact::last_name, contact::city, contact::title})
    all += person.text(field) + " ";
  if (dossier.company) {
    for (const auto& field : {company::name, company::domain, company::city, company::industry})
      all += dossier.company->text(field) + " ";
  }
  for (const auto& deal : dossier.opportunities) all += deal.text(opportunity::name) + " ";
  return words_of(all);
}

/// The country, where the CRM's field holds that and nothing else: people write addresses and names into it too.
std::string region_of(const Subject& subject, const Letters& letters, std::string_view language) {
  const std::string& country = subject.decision.need.country;
  const bool plain = std::ranges::all_of(
      country, [](unsigned char c) { return std::isalpha(c) || c >= 0x80 || c == ' ' || c == '-' || c == '.'; });
  const auto telling = telling_words(subject.dossier);
  const auto said = words_of(country);
  const bool tells = std::ranges::any_of(said, [&](const auto& word) { return telling.contains(word); });
  return country.empty() || !plain || tells ? phrase(letters, language, "card-region-open") : country;
}

/// What stands on paper on serving somebody together, where that is the verdict: nobody is told of it without.
std::string agreement_of(const model::Decision& decision, const model::Partner& partner, const Circle& circle) {
  if (decision.verdict != model::Verdict::team_up) return "";
  const auto* agreed = agreement_with(circle, partner, decision.need.service, base::date_of(decision.at));
  return agreed == nullptr ? "" : model::agreement_in_words(*agreed);
}

/// In words: what one firm is offered for, and what is another's turn.
struct ServicesOffered {
  std::string offered, rest;
};
ServicesOffered services_offered(const model::Decision& decision, const Circle& circle, std::string_view language) {
  const auto& need = decision.need;
  std::vector<std::string> offered, rest;
  if (!need.service.empty()) offered.push_back(model::service_name(circle.services, need.service, language));
  for (const auto& id : need.rest)
    (need.in_parts ? rest : offered).push_back(model::service_name(circle.services, id, language));
  return {base::join(offered, ", "), base::join(rest, ", ")};
}

std::string note_for_refer(const model::Decision& decision, const model::Partner* partner) {
  if (partner == nullptr) return "";
  if (!decision.need.confirmed) return "note-refer-guess";
  return partner->kind == model::PartnerKind::colleague ? "note-hand-over" : "note-refer";
}

}  // namespace

SizeBand size_band_of(double employees) {
  return *std::ranges::find_if(size_bands, [&](const SizeBand& band) { return employees < band.below; });
}

std::string note_template(const model::Decision& decision, const model::Partner* partner) {
  switch (decision.verdict) {
    case model::Verdict::refer: return note_for_refer(decision, partner);
    case model::Verdict::team_up: return partner == nullptr ? "" : "note-team-up";
    case model::Verdict::let_go: return "note-let-go";
    default: return "";
  }
}

std::string neutral_reason(const model::Decision& decision, const Letters& letters, std::string_view language) {
  std::vector<std::string> sentences;
  for (const auto& reason : decision.reasons) {
    if (reason.number < 20 || reason.number > 27 || reason.number == legal_reason) continue;
    const auto sentence = phrase(letters, language, "reason-" + std::to_string(reason.number));
    if (!sentence.empty() && std::ranges::find(sentences, sentence) == sentences.end()) sentences.push_back(sentence);
  }
  return base::join(sentences, " ");
}

std::string own_words_of(const model::Dossier& dossier, const Policy& policy, const Circle& circle, base::Instant now) {
  constexpr std::size_t longest_quote = 120;
  if (!dossier.decision || dossier.decision->need.record.kind != model::Kind::activity) return "";
  const auto& need = dossier.decision->need;
  // A deal's name, a seller's note or a tag is evidence of the need, and no word of the prospect's.
  const auto heard = rules::hear(circle.book, circle.firm, dossier, policy.tag_prefix + ":", now);
  const bool theirs = std::ranges::any_of(heard.texts, [&](const auto& text) {
    return text.record == need.record && text.author == rules::Author::prospect;
  });
  std::string words = theirs ? base::shorten(need.evidence, longest_quote) : "";
  const bool ends = words.empty() || std::string_view(".?!").find(words.back()) != std::string_view::npos;
  return ends || words.ends_with("…") ? words : words + ".";  // the letter goes on after it
}

std::string blind_card(const Subject& subject, const ports::CompanyFit& fit, const Policy& policy, const Circle& circle,
                       const Letters& letters) {
  const auto& need = subject.decision.need;
  const auto& language = policy.language;
  const std::string service = model::service_name(circle.services, need.service, language);
  const std::string size = need.company_size ? size_text(*need.company_size, letters, language) : "";
  const std::string open = phrase(letters, language, "card-region-open");
  const std::string region = region_of(subject, letters, language);
  const bool sized = !size.empty(), placed = region != open;
  struct Card {
    bool possible;
    std::int64_t fits;
    std::vector<std::string> parts;
  };
  // From the most telling to the least.
  const Card cards[] = {{sized && placed, fit.by_both, {service, size, region}},
                        {sized, fit.by_size, {service, size, open}},
                        {placed, fit.by_country, {service, region}},
                        {true, fit.all, {service, open}}};
  for (const auto& card : cards) {
    if (card.possible && card.fits >= policy.card_companies) return base::join(card.parts, ", ");
  }
  return "";
}

void tell_as_offered(const model::Referral& referral, const Circle& circle, std::string_view language, Words& words) {
  words["service"] = model::needs_in_words(referral, circle.services, language);
  words["service_id"] = referral.need;
  words["terms"] = referral.terms;
  if (referral.agreed) words["agreement"] = model::agreement_in_words(*referral.agreed);
}

Words words_for(const Subject& subject, const model::Partner* partner, const Policy& policy, const Circle& circle,
                const Letters& letters) {
  const auto& decision = subject.decision;
  const auto& dossier = subject.dossier;
  const auto [offered, rest] = services_offered(decision, circle, policy.language);
  const auto pros = decision.matches.empty() ? std::vector<std::string>() : decision.matches.front().pros;
  return {{"given", given_name(dossier.contact)},
          {"company", dossier.company ? dossier.company->text(model::company::name) : ""},
          {"prefix", policy.tag_prefix},
          {"service", offered},
          {"rest", rest},
          {"service_id", decision.need.service},
          {"partner", partner ? partner->name : ""},
          {"person", partner ? person_of(*partner) : ""},
          {"proof", partner ? partner->proof : ""},
          {"endorsement",
           partner ? endorsement_by(circle, *partner, subject.seller, decision.need.service, base::date_of(decision.at))
                   : ""},
          {"pros", base::join(pros, ", ")},
          {"reason", neutral_reason(decision, letters, policy.language)},
          {"question", decision.question ? decision.question->text : ""},
          {"about", decision.question ? decision.question->about : ""},
          {"card", subject.fit ? blind_card(subject, *subject.fit, policy, circle, letters) : ""},
          {"terms", partner ? terms_allowed(decision, *partner) : ""},
          {"agreement", partner ? agreement_of(decision, *partner, circle) : ""}};
}

}  // namespace goodword::engine
