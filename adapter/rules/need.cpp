#include "rules/need.hpp"

#include <algorithm>
#include <cctype>

#include "base/text.hpp"
#include "rules/folded.hpp"

namespace goodword::rules {
namespace {

constexpr std::size_t longest_quote = 160;
constexpr std::size_t short_name = 4;      // "SEO", "tax": must stand alone
constexpr std::size_t longest_ending = 2;  // "audits", "Übersetzungen"

bool is_letter(char c) { return std::isalnum(static_cast<unsigned char>(c)) || static_cast<unsigned char>(c) >= 0x80; }

/// Whether `name` stands in the text as a word, perhaps with a plural's ending.
bool stands_in(std::string_view text, std::string_view name) {
  const std::size_t ending = name.size() <= short_name ? 0 : longest_ending;
  for (auto at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
    if (at > 0 && is_letter(text[at - 1])) continue;
    std::size_t end = at + name.size();
    while (end < text.size() && is_letter(text[end])) ++end;
    if (end - at - name.size() <= ending) return true;
  }
  return false;
}

bool is_within(const std::vector<model::Service>& services, std::string_view id, std::string_view wider) {
  for (std::size_t step = 0; step <= services.size(); ++step) {
    const auto* service = model::service_by_id(services, id);
    if (!service || service->parent.empty()) return false;
    if (service->parent == wider) return true;
    id = service->parent;
  }
  return false;
}

/// The services' names, folded once for many sentences.
class Vocabulary {
 public:
  explicit Vocabulary(const std::vector<model::Service>& services) : services_(services) {
    for (const auto& service : services) {
      for (const auto& [language, names] : service.names) {
        for (const auto& name : names) {
          if (!name.empty()) names_.emplace_back(&service, folded(name));
        }
      }
    }
  }

  /// Ids of the services that stand in the text, the most special ones only, in the vocabulary's order.
  std::vector<std::string> named_in(std::string_view folded_text) const {
    std::vector<const model::Service*> found;
    for (const auto& [service, name] : names_) {
      if ((found.empty() || found.back() != service) && stands_in(folded_text, name)) found.push_back(service);
    }
    std::vector<std::string> special;
    for (const auto* one : found) {
      const auto narrower = [&](const model::Service* other) { return is_within(services_, other->id, one->id); };
      if (std::ranges::none_of(found, narrower)) special.push_back(one->id);
    }
    return special;
  }

 private:
  const std::vector<model::Service>& services_;
  std::vector<std::pair<const model::Service*, std::string>> names_;
};

void add_once(std::vector<std::string>& list, const std::string& id) {
  if (std::ranges::find(list, id) == list.end()) list.push_back(id);
}

struct Guess {
  std::vector<std::string> services;
  std::string evidence, by;
  model::Ref record;
  bool confirmed = false;
};

Guess from_person(const std::vector<model::Service>& services, const model::Dossier& dossier, const DeskReading& desk) {
  Guess made;
  base::Instant newest{};
  const auto take = [&](const std::string& id, base::Instant at, Guess guess) {
    if (!model::service_by_id(services, id) || (at < newest && !made.services.empty())) return;
    // Two needs said at one moment (two tags) are two needs; a later one replaces an earlier one.
    if (at > newest || made.services.empty()) made = std::move(guess);
    add_once(made.services, id);
    newest = at;
  };
  for (const auto& answer : dossier.answers) {
    if (answer.about == "need")
      take(base::lower(answer.value), answer.at, {{}, answer.source, answer.by, answer.contact, true});
  }
  for (const auto& word : desk.words) {
    if (word.word == "need")
      take(word.value, word.at, {{}, word.tag.empty() ? word.source : word.tag, word.by, word.record, true});
  }
  return made;
}

std::string service_of_field(const std::vector<model::Service>& services, const std::string& value) {
  if (const auto* service = model::service_by_id(services, base::lower(value))) return service->id;
  const auto named = services_named(services, folded(value));
  return named.empty() ? std::string() : named.front();
}

Guess from_fields(const RuleBook& book, const std::vector<model::Service>& services, const Facts& facts) {
  for (const auto& field : book.need_fields) {
    const auto fact = facts.find("custom." + field);
    if (fact == facts.end()) continue;
    const std::string id = service_of_field(services, text_fact(facts, "custom." + field));
    if (!id.empty()) return {{id}, "field " + field, "", fact->second.record, false};
  }
  return {};
}

bool wishes(const RuleBook& book, const Heard& heard, const Sentence& sentence) {
  return std::ranges::any_of(book.wishes, [&](const WishRule& wish) {
    const bool language = wish.language.empty() || heard.language.empty() || wish.language == heard.language;
    return language && wish.wishes.found_in(sentence.folded) && !wish.unless.found_in(sentence.folded);
  });
}

Guess from_words(const RuleBook& book, const std::vector<model::Service>& services, std::span<const Heard> texts) {
  const Vocabulary vocabulary(services);
  for (auto heard = texts.rbegin(); heard != texts.rend(); ++heard) {  // the newest text that names a need decides
    Guess made;
    for (const auto& sentence : heard->sentences) {
      const auto named = vocabulary.named_in(sentence.folded);
      if (named.empty() || !wishes(book, *heard, sentence)) continue;
      for (const auto& id : named) add_once(made.services, id);
      if (made.evidence.empty()) made.evidence = base::shorten(sentence.words, longest_quote);
      made.record = heard->record;
    }
    if (!made.services.empty()) return made;
  }
  return {};
}

Guess from_deal_name(const std::vector<model::Service>& services, const Facts& facts) {
  const std::string name = text_fact(facts, "opportunity_name");
  if (name.empty()) return {};
  return {services_named(services, folded(name)), "deal \"" + base::shorten(name, longest_quote) + "\"", "",
          facts.at("opportunity_name").record, false};
}

NeedFit fit_of(const NeedReading& reading) {
  if (reading.services.empty()) return NeedFit::unknown;
  if (reading.missing.empty()) return NeedFit::ours;
  return reading.missing.size() == reading.services.size() ? NeedFit::not_ours : NeedFit::part;
}

std::string language_heard(std::span<const Heard> texts) {
  for (auto heard = texts.rbegin(); heard != texts.rend(); ++heard) {
    if (heard->author == Author::prospect && !heard->language.empty()) return heard->language;
  }
  return {};
}

void add_circumstances(model::Need& need, const NeedSources& sources) {
  need.industry = text_fact(sources.facts, "industry");
  need.city = text_fact(sources.facts, "city");
  need.country = text_fact(sources.facts, "country");
  need.company_size = number_fact(sources.facts, "company_size");
  const std::string heard = language_heard(sources.heard);
  const std::string stated = base::lower(text_fact(sources.facts, "language")).substr(0, 2);
  need.language = heard.empty() ? stated : heard;
}

/// "Call me after", or a wanted start: the newest that a person told us.
std::optional<base::Instant> wanted_from(const model::Dossier& dossier, const DeskReading& desk) {
  std::optional<base::Date> day;
  for (const auto& answer : dossier.answers) {
    if (answer.about != "start" && answer.about != "call-after" && answer.about != "call_after") continue;
    if (const auto given = base::parse_date(answer.value)) day = given;
  }
  for (const auto& word : desk.words) {
    if (word.word == "start" || word.word == "call-after") day = base::parse_date(word.value);
  }
  return day ? std::optional(base::start_of(*day)) : std::nullopt;
}

/// A whole solution may take several firms: one need after the other, in the order in which they were told, and the
/// first again once a partner has each.
void take_next(const model::Dossier& dossier, NeedReading& made) {
  const auto is_placed = [&](const std::string& id) {
    return std::ranges::any_of(dossier.referrals, [&](const model::Referral& referral) {
      const bool covers = model::is_about(referral, id) || model::is_about(referral, model::all_needs);
      return covers && model::is_placed(referral.state);
    });
  };
  made.open = made.services;
  made.need.service = made.services.front();
  if (made.missing.empty()) return;
  auto missing = made.missing;
  if (!std::ranges::all_of(missing, is_placed)) {
    std::erase_if(missing, is_placed);
    std::erase_if(made.open, is_placed);
  }
  made.need.service = missing.front();
  made.need.rest.assign(missing.begin() + 1, missing.end());
}

}  // namespace

bool offers(const model::Firm& firm, const std::vector<model::Service>& services, std::string_view id) {
  return std::ranges::any_of(firm.services, [&](const std::string& ours) {
    return ours == id || is_within(services, id, ours) || is_within(services, ours, id);
  });
}

std::vector<std::string> services_named(const std::vector<model::Service>& services, std::string_view folded_text) {
  return Vocabulary(services).named_in(folded_text);
}

NeedReading need_of(const RuleBook& book, const model::Firm& firm, const std::vector<model::Service>& services,
                    const model::Dossier& dossier, const NeedSources& sources) {
  const Guess deal = from_deal_name(services, sources.facts);
  Guess guess = from_person(services, dossier, sources.desk);
  if (!guess.services.empty()) {
    // What a person confirmed is shown with the prospect's own sentence where there is one.
    const Guess said = from_words(book, services, sources.heard);
    const bool same = std::ranges::find(said.services, guess.services.front()) != said.services.end();
    if (same) guess.evidence = said.evidence, guess.record = said.record;
  }
  if (guess.services.empty()) guess = from_fields(book, services, sources.facts);
  if (guess.services.empty()) guess = from_words(book, services, sources.heard);
  if (guess.services.empty()) guess = deal;

  NeedReading made;
  made.services = guess.services;
  for (const auto& id : made.services) {
    if (!offers(firm, services, id)) made.missing.push_back(id);
  }
  made.fit = fit_of(made);
  made.opened_for_ours =
      std::ranges::any_of(deal.services, [&](const std::string& id) { return offers(firm, services, id); });
  if (!made.services.empty()) {
    take_next(dossier, made);
    made.need.confirmed = guess.confirmed;
    made.need.evidence = guess.evidence;
    made.need.record = guess.record;
    made.need.by = guess.by;
  }
  made.supported = std::ranges::find(deal.services, made.need.service) != deal.services.end();
  made.need.wanted_from = wanted_from(dossier, sources.desk);
  add_circumstances(made.need, sources);
  return made;
}

}  // namespace goodword::rules
