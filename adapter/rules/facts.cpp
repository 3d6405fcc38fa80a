#include "rules/facts.hpp"

#include <algorithm>
#include <array>

#include "rules/book.hpp"
#include "rules/folded.hpp"

namespace goodword::rules {
namespace {

namespace con = model::contact;
namespace com = model::company;
namespace opp = model::opportunity;
namespace act = model::activity;

class Collector {
 public:
  Collector(const RuleBook& book, const model::Dossier& dossier, base::Instant now)
      : book_(book), dossier_(dossier), now_(now) {}

  Facts collect() {
    from_contact();
    from_company();
    from_opportunity();
    from_activities();
    return std::move(facts_);
  }

 private:
  void put(std::string_view name, FactValue value, const model::Record& record, std::string_view field,
           std::optional<base::Instant> at = std::nullopt) {
    if (const auto* words = std::get_if<std::string>(&value); words && words->empty()) return;
    facts_.try_emplace(std::string(name),
                       Fact{std::move(value), {dossier_.crm, record.kind, record.id()}, std::string(field), at});
  }

  void put_number(std::string_view name, std::optional<double> value, const model::Record& record,
                  std::string_view field) {
    if (value) put(name, *value, record, field);
  }

  void custom(const model::Record& record) {
    for (const auto& one : record.custom) {
      const std::string name = "custom." + one.name;
      if (const auto* words = std::get_if<std::string>(&one.value)) put(name, *words, record, one.name);
      if (const auto* value = std::get_if<double>(&one.value)) put(name, *value, record, one.name);
      if (const auto* value = std::get_if<bool>(&one.value)) put(name, *value, record, one.name);
      if (const auto* value = std::get_if<base::Money>(&one.value)) put(name, base::to_units(*value), record, one.name);
    }
  }

  void from_contact() {
    const auto& c = dossier_.contact;
    put("contact_stage", c.text(con::stage), c, "stage");
    put("title", c.text(con::title), c, "title");
    put("city", c.text(con::city), c, "city");
    put("country", c.text(con::country), c, "country");
    put("language", c.text(con::language), c, "language");
    if (c.has(con::tags)) put("tags", c.texts(con::tags), c, "tags");
    if (const auto no_mail = c.truth(con::no_mail)) put("no_mail", *no_mail, c, "no_mail");
    if (const int level = seniority_of(c.text(con::title))) put("seniority", static_cast<double>(level), c, "title");
    custom(c);
  }

  /// 0: the title says nothing.
  int seniority_of(const std::string& written) const {
    const std::string title = folded(written);
    const auto level = std::ranges::find_if(book_.seniority, [&](const SeniorityLevel& one) {
      return one.titles.found_in(title) && !one.unless.found_in(title);
    });
    return title.empty() || level == book_.seniority.end() ? 0 : level->level;
  }

  /// The most senior of those we were in touch with and are no longer, less the most senior of those we are.
  void from_people(const model::Record& newest) {
    int before = 0, now = 0;
    const auto count = [&](int level, base::Instant last) {
      const bool past = base::days_between(last, now_) > book_.settings.signs_in_touch_days;
      (past ? before : now) = std::max(past ? before : now, level);
    };
    count(seniority_of(dossier_.contact.text(con::title)), *newest.instant(act::at));
    for (const auto& other : dossier_.others) {
      if (other.last && *other.last <= now_) count(seniority_of(other.title), *other.last);
    }
    if (before > 0 && now > 0 && before > now) put("seniority_fell", static_cast<double>(before - now), newest, "at");
  }

  void from_company() {
    if (!dossier_.company) return;
    const auto& c = *dossier_.company;
    put("company_name", c.text(com::name), c, "name");
    put("industry", c.text(com::industry), c, "industry");
    put("city", c.text(com::city), c, "city");
    put("country", c.text(com::country), c, "country");
    put_number("company_size", c.number(com::size), c, "size");
    custom(c);
  }

  void from_opportunity() {
    const model::Record* o = open_opportunity(dossier_);
    if (!o) return;
    put("opportunity_name", o->text(opp::name), *o, "name");
    put("stage", o->text(opp::stage), *o, "stage");
    put_number("probability", o->number(opp::probability), *o, "probability");
    if (const auto amount = o->money(opp::amount); amount && amount->minor > 0)
      put("deal_size", base::to_units(*amount), *o, "amount");
    if (const auto created = o->instant(opp::created))
      put("opportunity_age_days", base::days_between(*created, now_), *o, "created");
    if (const auto changed = o->instant(opp::changed))
      put("opportunity_idle_days", base::days_between(*changed, now_), *o, "changed");
    if (const auto close = o->date(opp::close_date))
      put("close_in_days", base::days_between(now_, base::start_of(*close)), *o, "close_date");
    const std::string stage = folded(o->text(opp::stage));
    const auto known = std::ranges::find_if(book_.stages, [&](const Stage& one) { return one.names.found_in(stage); });
    if (!stage.empty() && known != book_.stages.end()) put("stage_kind", known->id, *o, "stage");
    custom(*o);
  }

  void from_activities() {
    double meetings = 0, touches = 0;
    const model::Record* newest = nullptr;
    for (const auto& activity : dossier_.activities) {
      const auto at = activity.instant(act::at);
      const auto kind = book_.scope.kinds.find(activity.text(act::kind));
      const bool counts =
          kind != book_.scope.kinds.end() && kind->second != KindOf::ignored && !is_ours(dossier_, activity);
      if (!counts || !at || *at > now_) continue;
      ++touches;
      if (activity.text(act::kind) == "meeting") ++meetings;
      if (!newest || *newest->instant(act::at) <= *at) newest = &activity;
    }
    put("touches", touches, newest ? *newest : dossier_.contact, "kind");
    if (!newest) return;
    put("active_days", base::days_between(*newest->instant(act::at), now_), *newest, "at");
    put("meetings", meetings, *newest, "kind");
    from_people(*newest);
  }

  const RuleBook& book_;
  const model::Dossier& dossier_;
  base::Instant now_;
  Facts facts_;
};

bool is_client(const RuleBook& book, const model::Dossier& dossier, std::string& why) {
  for (const auto& o : dossier.opportunities) {
    if (o.text(opp::state) != "won") continue;
    why = "won opportunity " + o.id();
    return true;
  }
  const auto& c = dossier.contact;
  if (book.scope.client_stages.found_in(folded(c.text(con::stage)))) {
    why = "marked as a client by its stage \"" + c.text(con::stage) + "\"";
    return true;
  }
  const auto marks = [&](const std::string& tag) { return book.scope.client_tags.found_in(folded(tag)); };
  const auto tag = std::ranges::find_if(c.texts(con::tags), marks);
  if (tag == c.texts(con::tags).end()) return false;
  why = "marked as a client by its tag \"" + *tag + "\"";
  return true;
}

}  // namespace

std::string_view to_text(Standing standing) {
  constexpr std::array<std::string_view, 3> names = {"prospect", "client", "other"};
  return names[static_cast<std::size_t>(standing)];
}

const model::Record* open_opportunity(const model::Dossier& dossier) {
  const model::Record* best = nullptr;
  for (const auto& o : dossier.opportunities) {
    if (o.text(opp::state) != "open") continue;
    const auto changed = [](const model::Record& r) { return r.instant(opp::changed).value_or(base::Instant{}); };
    if (!best || changed(o) > changed(*best) || (changed(o) == changed(*best) && o.id() < best->id())) best = &o;
  }
  return best;
}

StandingReading standing_of(const RuleBook& book, const model::Dossier& dossier, base::Instant now) {
  const auto& c = dossier.contact;
  if (c.truth(con::archived).value_or(false)) return {Standing::other, "archived in the CRM"};
  std::string why;
  if (is_client(book, dossier, why)) return {Standing::client, why};
  if (const auto* o = open_opportunity(dossier)) return {Standing::prospect, "open opportunity " + o->id()};
  if (book.scope.lead_stages.found_in(folded(c.text(con::stage)))) {
    return {Standing::prospect, "lead state \"" + c.text(con::stage) + "\""};
  }
  const auto days = number_fact(facts_of(book, dossier, now), "active_days");
  if (!days) return {Standing::other, "no open opportunity, no lead state, no activity"};
  const std::string ago = "last activity " + std::to_string(static_cast<int>(*days)) + " days ago";
  return {*days <= book.settings.scope_active_days ? Standing::prospect : Standing::other, ago};
}

Facts facts_of(const RuleBook& book, const model::Dossier& dossier, base::Instant now) {
  return Collector(book, dossier, now).collect();
}

std::optional<double> number_fact(const Facts& facts, std::string_view name) {
  const auto found = facts.find(name);
  if (found == facts.end()) return std::nullopt;
  const auto* value = std::get_if<double>(&found->second.value);
  return value ? std::optional(*value) : std::nullopt;
}

std::string text_fact(const Facts& facts, std::string_view name) {
  const auto found = facts.find(name);
  if (found == facts.end()) return {};
  const auto* value = std::get_if<std::string>(&found->second.value);
  return value ? *value : std::string();
}

}  // namespace goodword::rules
