#include "engine/wording.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>

#include "base/text.hpp"
#include "rules/heard.hpp"

namespace goodword::engine {
namespace {

/// Reason 25 is the law's and is never told.
constexpr int legal_reason = 25;

/// "10 to 50 staff" and so on: wide enough that no single company is meant.
std::string size_band(double employees, const Letters& letters, std::string_view language) {
  constexpr std::array<int, 6> edges = {1, 10, 50, 200, 1000, 5000};
  for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
    if (employees < edges[i + 1])
      return phrase(letters, language, "card-size",
                    {{"least", std::to_string(edges[i])}, {"most", std::to_string(edges[i + 1])}});
  }
  return phrase(letters, language, "card-size-over");
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

std::string note_for_refer(const model::Decision& decision, const model::Partner* partner) {
  if (partner == nullptr) return "";
  if (!decision.need.confirmed) return "note-refer-guess";
  return partner->kind == model::PartnerKind::colleague ? "note-hand-over" : "note-refer";
}

}  // namespace

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

std::string blind_card(const Subject& subject, const Circle& circle, const Letters& letters,
                       std::string_view language) {
  const auto& need = subject.decision.need;
  std::vector<std::string> parts = {model::service_name(circle.services, need.service, language)};
  if (need.company_size) parts.push_back(size_band(*need.company_size, letters, language));
  parts.push_back(region_of(subject, letters, language));
  return base::join(parts, ", ");
}

Words words_for(const Subject& subject, const model::Partner* partner, const Policy& policy, const Circle& circle,
                const Letters& letters) {
  const auto& decision = subject.decision;
  const auto& dossier = subject.dossier;
  const auto pros = decision.matches.empty() ? std::vector<std::string>() : decision.matches.front().pros;
  return {{"given", given_name(dossier.contact)},
          {"company", dossier.company ? dossier.company->text(model::company::name) : ""},
          {"prefix", policy.tag_prefix},
          {"service", decision.need.service.empty()
                          ? ""
                          : model::service_name(circle.services, decision.need.service, policy.language)},
          {"service_id", decision.need.service},
          {"partner", partner ? partner->name : ""},
          {"person", partner ? person_of(*partner) : ""},
          {"proof", partner ? partner->proof : ""},
          {"pros", base::join(pros, ", ")},
          {"reason", neutral_reason(decision, letters, policy.language)},
          {"question", decision.question ? decision.question->text : ""},
          {"about", decision.question ? decision.question->about : ""},
          {"card", decision.need.service.empty() ? "" : blind_card(subject, circle, letters, policy.language)},
          {"terms", partner ? partner->terms : ""}};
}

}  // namespace goodword::engine
