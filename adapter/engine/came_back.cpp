#include "engine/came_back.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "engine/wording.hpp"
#include "rules/watch.hpp"

namespace goodword::engine {
namespace {

using base::Instant;
using base::Json;
using base::Result;
using model::WatchedFact;

constexpr std::size_t most_turns = 3, most_deals = 2, longest_name = 40;

/// A fact for people; empty where its value is only an id.
std::string shown(const Circle& circle, const std::string& about, const std::string& value, std::string_view language) {
  if (value.empty()) return {};
  if (about == "need") return model::service_name(circle.services, value, language);
  const auto amount = rules::watched_amount(value);
  if (amount && (about == "budget" || about == "size")) return base::to_people(*amount);
  return about == "timing" || about == "place" ? value : "";
}

std::string now_and_then(const std::string& now, const std::string& then) {
  return now + (then.empty() ? "" : " now, " + then + " then");
}

std::string turn_in_words(const WatchedFact& fact, const Circle& circle) {
  const auto both = now_and_then(shown(circle, fact.about, fact.now, "en"), shown(circle, fact.about, fact.was, "en"));
  if (fact.about == "need") return "they need " + both;
  if (fact.about == "budget") return "an amount: " + both;
  if (fact.about == "size") return "a smaller piece of work: " + both;
  if (fact.about == "timing") return "the day they named has come: " + fact.was;
  if (fact.about == "opportunity") return "a new opportunity";
  if (fact.about == "answer") return "what was open is answered";
  return fact.about == "good_sign" ? "a good sign that was not there" : fact.about + ": " + both;
}

std::string seller_called(const Circle& circle, const std::string& id) {
  const auto found = std::ranges::find(circle.firm.sellers, id, &model::Seller::id);
  return found == circle.firm.sellers.end() ? id : found->name;
}

/// What stood in the file when they left: the need then, and the opportunities of that time.
std::string known_then(const model::Dossier& dossier, const model::Watch& then, const Circle& circle,
                       std::string_view language) {
  std::vector<std::string> known;
  if (!then.need.empty()) known.push_back(model::service_name(circle.services, then.need, language));
  std::size_t deals = 0;
  for (const auto& deal : dossier.opportunities) {
    const auto created = deal.instant(model::opportunity::created);
    if ((created && *created > then.since) || deals == most_deals) continue;
    const auto amount = deal.money(model::opportunity::amount);
    known.push_back(base::shorten(deal.text(model::opportunity::name), longest_name) +
                    (amount ? " (" + base::to_people(*amount) + ")" : ""));
    ++deals;
  }
  return base::join(known, ", ");
}

bool is_word(const model::Record& activity) {
  const auto& kind = activity.text(model::activity::kind);
  return kind != "note" && kind != "task";
}

}  // namespace

bool is_just_back(const model::Decision& decision, Instant now) {
  return decision.back && !decision.watch && now - decision.back->at < rules::counts_as_back;
}

std::string back_cause(const model::Return& back) { return "back:" + back.from.decision; }
std::string welcome_cause(const model::Return& back) { return "welcome:" + back.from.decision; }

std::vector<std::string> watched_in_words(const model::Watch& watch, const Circle& circle) {
  std::vector<std::string> lines;
  for (const auto& fact : watch.facts) {
    const auto was = fact.about == "timing" ? "" : shown(circle, fact.about, fact.was, "en");
    lines.push_back(fact.wanted + (was.empty() ? "" : "; then: " + was));
  }
  return lines;
}

std::vector<std::string> turns_in_words(const model::Return& back, const Circle& circle) {
  std::vector<std::string> words;
  for (const auto& fact : back.from.facts) words.push_back(turn_in_words(fact, circle));
  return words;
}

std::string_view went_in_words(const model::Watch& watch) {
  switch (watch.verdict) {
    case model::Verdict::nurture: return "put off";
    case model::Verdict::refer: return "handed over";
    default: return "let go";
  }
}

Words back_words(const Subject& subject, const Policy& policy, const Circle& circle, const Letters& letters) {
  const auto& back = *subject.decision.back;
  const auto& language = policy.language;
  std::vector<std::string> turned;
  for (const auto& fact : back.from.facts) {
    if (turned.size() == most_turns) break;
    std::string name = "back-" + fact.about;
    std::ranges::replace(name, '_', '-');
    turned.push_back(phrase(letters, language, name, {{"now", shown(circle, fact.about, fact.now, language)}}));
  }
  model::Decision then;
  for (const int number : back.from.reasons) then.reasons.push_back({number, ""});
  const auto spoken = last_word(subject.dossier, back.from.since);
  const bool handed_over = back.from.verdict == model::Verdict::refer;
  return {{"given", given_name(subject.dossier.contact)},
          {"contact", subject.dossier.contact.id()},
          {"since", letter_day(base::date_of(back.from.since), language)},
          {"put_off", back.from.verdict == model::Verdict::nurture ? "yes" : ""},
          {"handed_over", handed_over ? "yes" : ""},
          {"reason", handed_over ? "" : neutral_reason(then, letters, language)},
          {"changed", base::join(turned, " ")},
          {"seller", seller_called(circle, back.from.seller)},
          {"known", known_then(subject.dossier, back.from, circle, language)},
          {"last_day", spoken ? letter_day(base::date_of(*spoken), language) : ""}};
}

std::optional<Instant> last_word(const model::Dossier& dossier, Instant until) {
  std::optional<Instant> last;
  for (const auto& activity : dossier.activities) {
    const auto at = activity.instant(model::activity::at);
    if (is_word(activity) && at && *at <= until) last = last ? std::max(*last, *at) : *at;
  }
  return last;
}

Result<std::vector<CameBack>> who_came_back(ports::Store& store, const std::string& crm, const Circle& circle,
                                            Instant now) {
  const auto rows = store.pipeline(crm, ports::PipelinePart::came_back);
  if (!rows) return tl::unexpected(rows.error());
  std::vector<CameBack> made;
  for (const auto& row : *rows) {
    if (now - *row.came_back >= rules::counts_as_back) continue;
    const auto dossier = store.dossier({crm, model::Kind::contact, row.contact});
    if (!dossier) return tl::unexpected(dossier.error());
    if (!*dossier || !(*dossier)->decision || !is_just_back(*(*dossier)->decision, now)) continue;
    const auto& back = *(*dossier)->decision->back;
    const auto& company = (*dossier)->company;
    const auto spoken = last_word(**dossier, now);
    const auto& seller = row.seller.empty() ? back.from.seller : row.seller;
    made.push_back({(*dossier)->ref(), model::display_name((*dossier)->contact),
                    company ? company->text(model::company::name) : "", seller, back.at, back.from.since,
                    std::string(went_in_words(back.from)), back.from.seller, turns_in_words(back, circle),
                    spoken && *spoken > back.at ? spoken : std::nullopt});
  }
  std::ranges::stable_sort(made, [](const auto& a, const auto& b) { return a.at > b.at; });
  return made;
}

Json to_json(const CameBack& one) {
  return Json::object({{"contact", Json(model::to_text(one.contact))},
                       {"name", Json(one.name)},
                       {"company", Json(one.company)},
                       {"seller", Json(one.seller)},
                       {"at", Json(base::to_rfc3339(one.at))},
                       {"since", Json(base::to_rfc3339(one.since))},
                       {"went", Json(one.went)},
                       {"seller_then", Json(one.seller_then)},
                       {"turned", Json::array_of(one.turned)},
                       {"spoken", one.spoken ? Json(base::to_rfc3339(*one.spoken)) : Json()}});
}

}  // namespace goodword::engine
