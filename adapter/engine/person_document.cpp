#include "engine/person_document.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.hpp"

namespace goodword::engine {
namespace {

using base::Json;

/// What a partner says against itself when it tells of these is its own matter.
constexpr std::array<std::string_view, 3> partners_own = {"partner_no", "give_back", "miss"};

/// What must not be told, by the packs as they are now.
class Secrets {
 public:
  explicit Secrets(const std::vector<rules::Pack>& packs) {
    for (const auto& pack : packs) {
      if (!pack.confidential) {
        open_.insert(pack.id);
        continue;
      }
      for (const auto& rule : pack.rules) facts_.insert(rule.facts.begin(), rule.facts.end());
    }
  }
  /// One that is not in force any more may have been confidential.
  bool covers_pack(const std::string& pack) const { return !pack.empty() && !open_.contains(pack); }
  bool covers_fact(const std::string& fact) const { return facts_.contains(fact); }
  /// Without the lines of the desk that state such a fact.
  std::string without(const std::string& text) const {
    std::vector<std::string> kept;
    for (const auto& line : base::split(text, '\n')) {
      const auto states = [&](const std::string& fact) { return line.find(fact) != std::string::npos; };
      if (std::ranges::none_of(facts_, states)) kept.emplace_back(line);
    }
    return base::join(kept, "\n");
  }

 private:
  std::set<std::string> open_, facts_;
};

Json moment(base::Instant at) { return Json(base::to_rfc3339(at)); }

/// A document for each of a list.
template <class List, class Make>
Json each(const List& list, Make make) {
  Json json = Json::array();
  for (const auto& one : list) json.push(make(one));
  return json;
}

Json record_json(const ports::HeldRecord& held, const Secrets& secrets) {
  auto record = held.record;
  if (record.kind == model::Kind::activity && record.has(model::activity::text))
    record.values[model::activity::text] = secrets.without(record.text(model::activity::text));
  Json json = Json::object({{"kind", Json(model::to_text(record.kind))},
                            {"id", Json(record.id())},
                            {"read_at", moment(held.seen_at)},
                            {"fields", model::to_json(record)}});
  if (held.gone_at) json.set("gone_at", moment(*held.gone_at));
  return json;
}

Json reject_json(const model::Reject& reject) {
  return Json::object({{"stream", Json(reject.stream)},
                       {"record", Json(reject.record_id)},
                       {"pointer", Json(reject.pointer)},
                       {"reason", Json(reject.reason)},
                       {"payload", Json(reject.payload)}});
}

Json screen_json(const model::ScreenAnswer& answer, const Secrets& secrets) {
  Json json = Json::object({{"question", Json(answer.question)}, {"answer", Json(model::to_text(answer.answer))}});
  if (secrets.covers_pack(answer.pack) || secrets.covers_fact(answer.missing)) return json;
  json.set("text", Json(answer.text));
  if (!answer.rule.empty()) json.set("rule", Json(answer.rule)).set("clause", Json(answer.clause));
  return json;
}

/// Without what the screen says where that is confidential: a held verdict repeats it.
std::vector<std::string> reasons_of(const model::Decision& decision, const Secrets& secrets) {
  std::vector<std::string> reasons;
  for (const auto& reason : decision.reasons) {
    const bool secret = std::ranges::any_of(decision.screen, [&](const model::ScreenAnswer& answer) {
      return answer.text == reason.text && (secrets.covers_pack(answer.pack) || secrets.covers_fact(answer.missing));
    });
    if (!secret) reasons.push_back(reason.text);
  }
  return reasons;
}

Json decision_json(const model::Decision& decision, const Secrets& secrets) {
  const Json whole = model::to_json(decision);
  Json json = Json::object();
  for (const char* part : {"id", "at", "rules_version", "verdict", "held", "row", "signs", "chance", "hour", "need",
                           "wanted", "again", "not_used", "watch", "back"}) {
    if (const Json* value = whole.find(part)) json.set(part, *value);
  }
  json.set("contact", Json(decision.contact.id));
  json.set("reasons", Json::array_of(reasons_of(decision, secrets)));
  json.set("partners_proposed", each(decision.matches, [](const model::Match& match) { return Json(match.partner); }));
  json.set("screen", each(decision.screen, [&](const auto& answer) { return screen_json(answer, secrets); }));
  if (decision.question && !secrets.covers_fact(decision.question->about))
    json.set("question", Json(decision.question->text));
  return json;
}

Json answer_json(const model::PersonAnswer& answer) {
  return Json::object({{"about", Json(answer.about)},
                       {"value", Json(answer.value)},
                       {"source", Json(answer.source)},
                       {"by", Json(answer.by)},
                       {"at", moment(answer.at)}});
}

Json ask_json(const model::Ask& ask) {
  return Json::object({{"by_day", Json(base::to_text(ask.by))},
                       {"purpose", Json(ask.purpose)},
                       {"seller", Json(ask.seller)},
                       {"by", Json(ask.author)},
                       {"at", moment(ask.at)},
                       {"missing", Json(ask.missing)},
                       {"despite", Json(ask.despite)},
                       {"dropped", Json(ask.dropped)}});
}

Json received_json(const model::Received& received) {
  return Json::object({{"partner", Json(received.partner)},
                       {"need", Json(received.need)},
                       {"said", Json(received.said)},
                       {"by", Json(received.by)},
                       {"at", moment(received.at)}});
}

Json event_json(const model::ReferralEvent& event) {
  const bool own = std::ranges::find(partners_own, event.event) != partners_own.end();
  return Json::object({{"event", Json(event.event)},
                       {"at", moment(event.at)},
                       {"by", Json(event.by)},
                       {"how", Json(event.how)},
                       {"proof", Json(event.proof)},
                       {"reason", Json(own ? "" : event.reason)}});
}

Json consent_json(const model::Consent& consent) {
  Json json = Json::object({{"id", Json(consent.id)},
                            {"party", Json(model::to_text(consent.party))},
                            {"receiver", Json(consent.receiver)},
                            {"fields", Json::array_of(consent.fields)},
                            {"purpose", Json(consent.purpose)},
                            {"wording", Json(consent.wording)},
                            {"recorded_by", Json(consent.recorded_by)},
                            {"how", Json(consent.how)},
                            {"proof", Json(consent.proof)},
                            {"at", moment(consent.at)},
                            {"until", moment(consent.until)}});
  if (consent.withdrawn) json.set("withdrawn", moment(*consent.withdrawn));
  return json;
}

/// Who got what when: the fields are those of the prospect's yes, under which they left.
Json release_json(const ports::HeldReferral& held, const model::Release& release) {
  const auto yes = std::ranges::find(held.consents, release.prospect_consent, &model::Consent::id);
  return Json::object(
      {{"at", moment(release.at)},
       {"scope", Json(model::to_text(release.scope))},
       {"receiver", Json(held.referral.partner)},
       {"fields", Json::array_of(yes == held.consents.end() ? std::vector<std::string>() : yes->fields)},
       {"prospect_consent", Json(release.prospect_consent)},
       {"partner_consent", Json(release.partner_consent)},
       {"letters_sha256", Json(release.payload_hash)}});
}

Json referral_json(const ports::HeldReferral& held, const Circle& circle) {
  const auto& referral = held.referral;
  const auto* partner = model::partner_by_id(circle.partners, referral.partner);
  Json json = Json::object({{"id", Json(referral.id)},
                            {"need", Json(referral.need)},
                            {"partner", Json(referral.partner)},
                            {"partner_name", Json(partner ? partner->name : referral.partner)},
                            {"seller", Json(referral.seller)},
                            {"state", Json(model::to_text(referral.state))},
                            {"kind", Json(model::to_text(referral.kind))},
                            {"agreed", Json(referral.agreed ? model::agreement_in_words(*referral.agreed) : "")},
                            {"terms", Json(referral.terms)},
                            {"opened", moment(referral.opened)},
                            {"events", each(held.events, event_json)},
                            {"consents", each(held.consents, consent_json)}});
  json.set("releases", each(held.releases, [&](const auto& release) { return release_json(held, release); }));
  return json;
}

Json written_json(const model::Operation& operation) {
  const auto& change = operation.change;
  Json json = Json::object({{"id", Json(operation.id)},
                            {"action", Json(model::to_text(change.action))},
                            {"state", Json(model::to_text(operation.state))},
                            {"value", Json(change.value)},
                            {"title", Json(change.title)},
                            {"body", Json(change.body)},
                            {"why", Json(change.why)},
                            {"id_in_crm", Json(operation.created)},
                            {"taken_back", Json(!operation.undone_by.empty())}});
  if (operation.done_at) json.set("done_at", moment(*operation.done_at));
  return json;
}

std::string name_of(const ports::PersonRows& held) {
  return held.records.empty() ? held.contact.id : model::display_name(held.records.front().record);
}

}  // namespace

Json person_document(const ports::PersonRows& held, const Circle& circle, base::Instant now) {
  const Secrets secrets(circle.book.packs);
  std::vector<model::PersonAnswer> answers;
  std::ranges::copy_if(held.answers, std::back_inserter(answers),
                       [&](const auto& answer) { return !secrets.covers_fact(answer.about); });
  return Json::object(
      {{"format_version", Json(1)},
       {"made_at", moment(now)},
       {"firm", Json(circle.firm.name)},
       {"person",
        Json::object(
            {{"crm", Json(held.contact.crm)}, {"ids", Json::array_of(held.ids)}, {"name", Json(name_of(held))}})},
       {"records", each(held.records, [&](const auto& record) { return record_json(record, secrets); })},
       {"not_taken", each(held.rejects, reject_json)},
       {"decisions", each(held.decisions, [&](const auto& decision) { return decision_json(decision, secrets); })},
       {"answers", each(answers, answer_json)},
       {"asks", each(held.asks, ask_json)},
       {"received", each(held.received, received_json)},
       {"referrals", each(held.referrals, [&](const auto& referral) { return referral_json(referral, circle); })},
       {"written", each(held.operations, written_json)}});
}

}  // namespace goodword::engine
