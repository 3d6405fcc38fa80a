// Decisions as JSON: kept in the store, printed by `explain --json`.
#include "model/decision.hpp"

namespace goodword::model {
namespace {

using base::Json;

Json to_json(const Ref& ref) {
  return Json::object({{"crm", Json(ref.crm)}, {"kind", Json(to_text(ref.kind))}, {"id", Json(ref.id)}});
}

Ref ref_from(const Json* json) {
  if (json == nullptr) return {};
  return {json->text_or("crm", ""), kind_of(json->text_or("kind", "contact")).value_or(Kind::contact),
          json->text_or("id", "")};
}

Json time_json(base::Instant at) { return Json(base::to_rfc3339(at)); }
base::Instant time_from(const Json& json, std::string_view key) {
  return base::parse_rfc3339(json.text_or(key, "")).value_or(base::Instant{});
}

// Declared before the template that names them: argument-dependent look-up does not reach an unnamed namespace.
Json to_json(const Evidence& e);
Json to_json(const SignReading& s);
Json to_json(const Contribution& c);
Json to_json(const Reason& r);
Json to_json(const MatchTerm& t);
Json to_json(const Match& m);
Json to_json(const NoMatch& n);
Json to_json(const FreePeer& p);
Json to_json(const WatchedFact& f);
Json to_json(const WantedLine& w);
Json to_json(const ScreenAnswer& s);

template <class List>
Json list_json(const List& list) {
  Json json = Json::array();
  for (const auto& item : list) {
    if constexpr (std::is_same_v<std::decay_t<decltype(item)>, std::string>)
      json.push(Json(item));
    else
      json.push(to_json(item));
  }
  return json;
}

template <class Read>
auto list_from(const Json& json, std::string_view key, Read read) {
  std::vector<decltype(read(json))> list;
  if (const Json* items = json.find(key)) {
    for (const auto& item : items->items()) list.push_back(read(item));
  }
  return list;
}

Json to_json(const Evidence& e) {
  return Json::object({{"sign", Json(e.sign)},
                       {"rule", Json(e.rule)},
                       {"group", Json(e.group)},
                       {"against", Json(e.against)},
                       {"answer", Json(e.answer)},
                       {"strength", Json(e.strength)},
                       {"at", time_json(e.at)},
                       {"quote", Json(e.quote)},
                       {"record", to_json(e.record)},
                       {"field", Json(e.field)},
                       {"by", Json(e.by)}});
}
Evidence evidence_from(const Json& j) {
  return {
      j.text_or("sign", ""),         j.text_or("rule", ""),    j.text_or("group", ""), j.boolean_or("against", false),
      j.boolean_or("answer", false), j.real_or("strength", 0), time_from(j, "at"),     j.text_or("quote", ""),
      ref_from(j.find("record")),    j.text_or("field", ""),   j.text_or("by", "")};
}

Json to_json(const SignReading& s) {
  return Json::object({{"sign", Json(s.sign)},
                       {"name", Json(s.name)},
                       {"good", Json(s.good)},
                       {"state", Json(to_text(s.state))},
                       {"d", Json(s.d)},
                       {"disputed", Json(s.disputed)},
                       {"evidence", list_json(s.evidence)}});
}
SignReading sign_from(const Json& j) {
  SignReading sign{j.text_or("sign", ""),
                   j.text_or("name", ""),
                   j.boolean_or("good", false),
                   SignState::unknown,
                   j.real_or("d", 0),
                   j.boolean_or("disputed", false),
                   list_from(j, "evidence", evidence_from)};
  const std::string state = j.text_or("state", "unknown");
  sign.state = state == "seen" ? SignState::seen : state == "ruled_out" ? SignState::ruled_out : SignState::unknown;
  return sign;
}

Json to_json(const Contribution& c) {
  return Json::object({{"name", Json(c.name)}, {"points", Json(c.points)}, {"outcomes", Json(c.outcomes)}});
}
Contribution contribution_from(const Json& j) {
  return {j.text_or("name", ""), j.real_or("points", 0), static_cast<int>(j.integer_or("outcomes", 0))};
}

Json to_json(const Chance& c) {
  return Json::object({{"value", Json(c.value)},
                       {"low", Json(c.low)},
                       {"high", Json(c.high)},
                       {"outcomes", Json(c.outcomes)},
                       {"contributions", list_json(c.contributions)}});
}
Chance chance_from(const Json& j) {
  return {j.real_or("value", 0), j.real_or("low", 0), j.real_or("high", 0),
          static_cast<int>(j.integer_or("outcomes", 0)), list_from(j, "contributions", contribution_from)};
}

Json to_json(const HourValue& h) {
  return Json::object({{"size", Json::object({{"minor", Json(h.size.minor)}, {"currency", Json(h.size.currency)}})},
                       {"margin", Json(h.margin)},
                       {"hours", Json(h.hours)},
                       {"value", Json(h.value)},
                       {"back", Json(h.back)},
                       {"bar", Json(h.bar)},
                       {"above", Json(h.above)},
                       {"size_estimated", Json(h.size_estimated)},
                       {"estimate", Json(h.estimate)},
                       {"converted", Json(h.converted)}});
}
HourValue hour_from(const Json& j) {
  HourValue hour{{},
                 j.real_or("margin", 0),
                 j.real_or("hours", 0),
                 j.real_or("value", 0),
                 j.real_or("back", 0),
                 j.real_or("bar", 0),
                 j.boolean_or("above", false),
                 j.boolean_or("size_estimated", false),
                 j.text_or("estimate", ""),
                 j.text_or("converted", "")};
  if (const Json* size = j.find("size")) hour.size = {size->integer_or("minor", 0), size->text_or("currency", "")};
  return hour;
}

Json to_json(const Need& n) {
  Json json = Json::object({{"service", Json(n.service)},
                            {"industry", Json(n.industry)},
                            {"city", Json(n.city)},
                            {"country", Json(n.country)},
                            {"language", Json(n.language)},
                            {"confirmed", Json(n.confirmed)},
                            {"evidence", Json(n.evidence)},
                            {"record", to_json(n.record)},
                            {"by", Json(n.by)}});
  if (n.company_size) json.set("company_size", Json(*n.company_size));
  if (n.wanted_from) json.set("wanted_from", time_json(*n.wanted_from));
  if (!n.rest.empty()) json.set("rest", list_json(n.rest));
  if (n.in_parts) json.set("in_parts", Json(true));
  return json;
}
Need need_from(const Json& j) {
  Need need{j.text_or("service", ""),
            j.text_or("industry", ""),
            j.text_or("city", ""),
            j.text_or("country", ""),
            j.text_or("language", ""),
            {},
            {},
            j.boolean_or("confirmed", false),
            j.text_or("evidence", ""),
            ref_from(j.find("record")),
            j.text_or("by", "")};
  if (const Json* size = j.find("company_size")) need.company_size = size->real();
  need.wanted_from = base::parse_rfc3339(j.text_or("wanted_from", ""));
  need.rest = j.texts("rest");
  need.in_parts = j.boolean_or("in_parts", false);
  return need;
}

Json to_json(const Reason& r) { return Json::object({{"number", Json(r.number)}, {"text", Json(r.text)}}); }
Reason reason_from(const Json& j) { return {static_cast<int>(j.integer_or("number", 0)), j.text_or("text", "")}; }

Json to_json(const MatchTerm& t) {
  return Json::object(
      {{"name", Json(t.name)}, {"value", Json(t.value)}, {"known", Json(t.known)}, {"text", Json(t.text)}});
}
MatchTerm term_from(const Json& j) {
  return {j.text_or("name", ""), static_cast<int>(j.integer_or("value", 50)), j.boolean_or("known", true),
          j.text_or("text", "")};
}

Json to_json(const Match& m) {
  return Json::object({{"partner", Json(m.partner)},
                       {"score", Json(m.score)},
                       {"terms", list_json(m.terms)},
                       {"pros", list_json(m.pros)},
                       {"cons", list_json(m.cons)}});
}
Match match_from(const Json& j) {
  return {j.text_or("partner", ""), static_cast<int>(j.integer_or("score", 0)), list_from(j, "terms", term_from),
          j.texts("pros"), j.texts("cons")};
}

Json to_json(const NoMatch& n) {
  return Json::object({{"partner", Json(n.partner)}, {"limit", Json(n.limit)}, {"text", Json(n.text)}});
}
NoMatch no_match_from(const Json& j) {
  return {j.text_or("partner", ""), j.text_or("limit", ""), j.text_or("text", "")};
}

Json to_json(const ScreenAnswer& s) {
  Json json =
      Json::object({{"question", Json(s.question)}, {"answer", Json(to_text(s.answer))}, {"text", Json(s.text)}});
  if (!s.rule.empty()) {
    json.set("pack", Json(s.pack)).set("rule", Json(s.rule)).set("version", Json(s.version));
    json.set("clause", Json(s.clause));
  }
  if (!s.missing.empty()) json.set("missing", Json(s.missing));
  if (!s.duties.empty()) json.set("duties", list_json(s.duties));
  return json;
}
ScreenAnswer screen_from(const Json& j) {
  const std::string answer = j.text_or("answer", "review");
  return {j.text_or("question", ""), answer == "yes" ? Answer3::yes : answer == "no" ? Answer3::no : Answer3::review,
          j.text_or("text", ""),     j.text_or("pack", ""),
          j.text_or("rule", ""),     static_cast<int>(j.integer_or("version", 0)),
          j.text_or("clause", ""),   j.text_or("missing", ""),
          j.texts("duties")};
}

Json to_json(const InsideLook& i) {
  return Json::object({{"ours", Json(i.ours)},
                       {"nearest", list_json(i.nearest)},
                       {"colleagues", list_json(i.colleagues)},
                       {"text", Json(i.text)}});
}
InsideLook inside_from(const Json& j) {
  return {j.boolean_or("ours", false), j.texts("nearest"), j.texts("colleagues"), j.text_or("text", "")};
}

Json to_json(const WantedLine& w) {
  Json json = Json::object({{"aspect", Json(w.aspect)}, {"wanted", Json(w.wanted)}});
  if (!w.found.empty()) json.set("found", Json(w.found)).set("fits", Json(w.fits));
  return json;
}
WantedLine wanted_from(const Json& j) {
  return {j.text_or("aspect", ""), j.text_or("wanted", ""), j.text_or("found", ""), j.boolean_or("fits", false)};
}

Json to_json(const Question& q) {
  Json json = Json::object(
      {{"about", Json(q.about)}, {"text", Json(q.text)}, {"gain", Json(q.gain)}, {"decides", Json(q.decides)}});
  if (q.asked > 0) json.set("asked", Json(q.asked));
  if (q.asked_at) json.set("asked_at", time_json(*q.asked_at));
  return json;
}

Json to_json(const FreePeer& p) { return Json::object({{"partner", Json(p.partner)}, {"held", Json(p.held)}}); }
FreePeer free_peer_from(const Json& j) { return {j.text_or("partner", ""), j.boolean_or("held", false)}; }

Json to_json(const WatchedFact& f) {
  Json json = Json::object({{"about", Json(f.about)}, {"wanted", Json(f.wanted)}});
  if (!f.was.empty()) json.set("was", Json(f.was));
  if (!f.now.empty()) json.set("now", Json(f.now));
  return json;
}
WatchedFact watched_from(const Json& j) {
  return {j.text_or("about", ""), j.text_or("was", ""), j.text_or("wanted", ""), j.text_or("now", "")};
}

Json to_json(const Watch& w) {
  Json reasons = Json::array();
  for (const int number : w.reasons) reasons.push(Json(number));
  return Json::object({{"decision", Json(w.decision)},
                       {"since", time_json(w.since)},
                       {"verdict", Json(to_text(w.verdict))},
                       {"need", Json(w.need)},
                       {"reasons", std::move(reasons)},
                       {"seller", Json(w.seller)},
                       {"facts", list_json(w.facts)}});
}
Watch watch_from(const Json& j) {
  Watch watch;
  watch.decision = j.text_or("decision", "");
  watch.since = time_from(j, "since");
  watch.verdict = verdict_of(j.text_or("verdict", "")).value_or(Verdict::let_go);
  watch.need = j.text_or("need", "");
  if (const Json* reasons = j.find("reasons"); reasons != nullptr && reasons->is_array()) {
    for (const auto& number : reasons->items()) watch.reasons.push_back(static_cast<int>(number.integer().value_or(0)));
  }
  watch.seller = j.text_or("seller", "");
  watch.facts = list_from(j, "facts", watched_from);
  return watch;
}

}  // namespace

Json to_json(const Decision& d) {
  Json json = Json::object({{"format_version", Json(1)},
                            {"id", Json(d.id)},
                            {"contact", to_json(d.contact)},
                            {"at", time_json(d.at)},
                            {"rules_version", Json(d.rules_version)},
                            {"verdict", Json(to_text(d.verdict))},
                            {"held", Json(d.held)},
                            {"row", Json(d.row)},
                            {"opportunity", Json(d.opportunity)},
                            {"reasons", list_json(d.reasons)},
                            {"signs", list_json(d.signs)},
                            {"chance", to_json(d.chance)},
                            {"hour", to_json(d.hour)},
                            {"need", to_json(d.need)},
                            {"inside", to_json(d.inside)},
                            {"matches", list_json(d.matches)},
                            {"no_matches", list_json(d.no_matches)},
                            {"screen", list_json(d.screen)},
                            {"not_used", list_json(d.not_used)}});
  if (!d.openers.empty()) json.set("openers", list_json(d.openers));
  if (!d.wanted.empty()) json.set("wanted", list_json(d.wanted));
  if (!d.free_peers.empty()) json.set("free_peers", list_json(d.free_peers));
  if (d.question) json.set("question", to_json(*d.question));
  if (d.again) json.set("again", time_json(*d.again));
  if (d.watch) json.set("watch", to_json(*d.watch));
  if (d.back) json.set("back", Json::object({{"at", time_json(d.back->at)}, {"from", to_json(d.back->from)}}));
  return json;
}

Decision decision_from_json(const Json& j) {
  const Json none;
  const auto part = [&](std::string_view key) -> const Json& { return j.find(key) ? *j.find(key) : none; };
  Decision d;
  d.id = j.text_or("id", "");
  d.contact = ref_from(j.find("contact"));
  d.at = time_from(j, "at");
  d.rules_version = j.text_or("rules_version", "");
  d.verdict = verdict_of(j.text_or("verdict", "none")).value_or(Verdict::none);
  d.held = j.boolean_or("held", false);
  d.row = static_cast<int>(j.integer_or("row", 0));
  d.opportunity = j.text_or("opportunity", "");
  d.reasons = list_from(j, "reasons", reason_from);
  d.signs = list_from(j, "signs", sign_from);
  d.chance = chance_from(part("chance"));
  d.hour = hour_from(part("hour"));
  d.need = need_from(part("need"));
  d.wanted = list_from(j, "wanted", wanted_from);
  d.inside = inside_from(part("inside"));
  d.matches = list_from(j, "matches", match_from);
  d.no_matches = list_from(j, "no_matches", no_match_from);
  d.free_peers = list_from(j, "free_peers", free_peer_from);
  d.screen = list_from(j, "screen", screen_from);
  d.not_used = j.texts("not_used");
  d.openers = j.texts("openers");
  if (const Json* q = j.find("question"); q != nullptr && q->is_object()) {
    d.question = Question{q->text_or("about", ""), q->text_or("text", ""), q->real_or("gain", 0),
                          q->boolean_or("decides", false)};
    d.question->asked = static_cast<int>(q->integer_or("asked", 0));
    d.question->asked_at = base::parse_rfc3339(q->text_or("asked_at", ""));
  }
  d.again = base::parse_rfc3339(j.text_or("again", ""));
  if (const Json* watch = j.find("watch")) d.watch = watch_from(*watch);
  if (const Json* back = j.find("back")) {
    const Json* from = back->find("from");
    d.back = Return{time_from(*back, "at"), from != nullptr ? watch_from(*from) : Watch{}};
  }
  return d;
}

}  // namespace goodword::model
