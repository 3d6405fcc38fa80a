#include "engine/today.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "engine/came_back.hpp"
#include "engine/ground.hpp"

namespace goodword::engine {
namespace {

using base::Instant;
using base::Json;
using base::Result;
using model::PipelineRow;
using model::ReferralState;
using model::Verdict;
using ports::PipelinePart;

constexpr std::size_t most_shown = 5;
constexpr std::size_t most_partners = 2;  ///< among those to ask
constexpr auto soon = std::chrono::days(7);
constexpr std::size_t most_ties = 3;
constexpr int most_waiting = 1000;

/// What waits; what the partner has is only worth a line when word of it is overdue.
std::string waits_for(const model::Referral& referral, const std::string& partner, Instant now) {
  if (referral.state == ReferralState::disputed) return "settle with " + partner + " what came of it, and note it";
  if (model::phase_of(referral.state) == model::ReferralPhase::work)
    return referral.next_by && *referral.next_by < now ? "ask how it goes with " + partner + ", and note it" : "";
  switch (referral.state) {
    case ReferralState::offered_prospect: return "ask about " + partner + ", and note the answer";
    case ReferralState::prospect_accepted: return "said yes: ask " + partner + ", without a name";
    case ReferralState::wants_meeting: return "wants to meet " + partner + " first: ask, without a name";
    case ReferralState::meeting_offered:
    case ReferralState::offered_partner: return partner + " has not answered yet";
    case ReferralState::meeting_agreed: return "both said yes to a meeting: it can be arranged";
    case ReferralState::meeting: return "met " + partner + "? Ask, and note the answer";
    case ReferralState::needs_info: return partner + " wants to know more: answer, and note it";
    case ReferralState::partner_accepted: return "both said yes: the introduction can be written";
    case ReferralState::won: return "works with " + partner + " now: thank both";
    default: return "";
  }
}

bool stopped(Verdict verdict) {
  return verdict == Verdict::refer || verdict == Verdict::let_go || verdict == Verdict::exclude;
}

/// Whose hour it takes now: who finds out or makes first contact, else the seller.
const std::string& doer_of(const PipelineRow& row) { return row.prospector.empty() ? row.seller : row.prospector; }

class Gathering {
 public:
  Gathering(ports::Store& store, const Circle& circle, base::Instant now) : store_(store), circle_(circle), now_(now) {
    for (const auto& seller : circle.firm.sellers) lists_[seller.id].weekly_hours = seller.weekly_hours;
  }

  Result<void> add(const std::string& crm) {
    const auto start = store_.begin_deciding(crm);
    if (!start) return tl::unexpected(start.error());
    const auto ground = ground_from_json(start->ground);
    for (const auto& [seller, bar] : ground.bars) {
      auto& list = lists_[seller];
      list.bar = std::max(list.bar, bar);
      // In every CRM that competes for the seller's hours.
      const bool so_far = priced_.insert(seller).second || list.left_over;
      list.left_over = so_far && ground.left_over.contains(seller);
    }
    for (const auto part : {&Gathering::add_prospects, &Gathering::add_returns, &Gathering::add_steps}) {
      if (const auto added = (this->*part)(crm); !added) return added;
    }
    const std::vector<model::OperationState> states = {model::OperationState::needs_review};
    const auto waiting = store_.operations(crm, states, most_waiting);
    if (!waiting) return tl::unexpected(waiting.error());
    report_.to_review += static_cast<int>(waiting->size());
    return {};
  }

  TodayReport finish() {
    for (auto& [seller, list] : lists_) {
      list.seller = seller;
      cut(list.prospects, [](const auto& a, const auto& b) { return a.back > b.back; });
      std::ranges::stable_sort(list.steps, [](const auto& a, const auto& b) { return a.due < b.due; });
      std::ranges::stable_sort(list.back, [](const auto& a, const auto& b) { return a.at > b.at; });
      report_.lists.push_back(std::move(list));
    }
    return std::move(report_);
  }

 private:
  template <class Item, class Before>
  static void cut(std::vector<Item>& items, Before before) {
    std::ranges::stable_sort(items, before);
    if (items.size() > most_shown) items.resize(most_shown);
  }

  Result<void> add_prospects(const std::string& crm) {
    const auto rows = store_.pipeline(crm, PipelinePart::spent_on);
    if (!rows) return tl::unexpected(rows.error());
    std::map<std::string, std::vector<PipelineRow>> best;
    for (const auto& row : *rows) {
      count(row);
      if (row.verdict == Verdict::pursue || !row.prospector.empty()) best[doer_of(row)].push_back(row);
    }
    for (auto& [seller, pursued] : best) {
      cut(pursued, [](const auto& a, const auto& b) { return a.back > b.back; });
      for (const auto& row : pursued) {
        if (const auto shown = show(crm, row); !shown) return shown;
      }
    }
    return {};
  }

  void count(const PipelineRow& row) {
    auto& list = lists_[row.seller];
    if (row.verdict == Verdict::pursue) {
      ++lists_[doer_of(row)].pursued;
      list.hours.wanted += row.hours;
      list.hours.kept += row.spent;
    } else if (stopped(row.verdict)) {
      list.hours.stopped += row.spent;
      list.hours.freed += row.hours / circle_.book.settings.price_weeks;
    } else {
      list.hours.others += row.spent;
    }
  }

  Result<void> show(const std::string& crm, const PipelineRow& row) {
    const auto dossier = store_.dossier({crm, model::Kind::contact, row.contact});
    if (!dossier) return tl::unexpected(dossier.error());
    if (!*dossier || !(*dossier)->decision) return {};
    const auto& decision = *(*dossier)->decision;
    TodayProspect shown{
        (*dossier)->ref(), model::display_name((*dossier)->contact),        company_of(**dossier), "", row.back,
        row.hours,         decision.question ? decision.question->text : ""};
    for (const auto& opportunity : (*dossier)->opportunities) {
      if (opportunity.id() == decision.opportunity) shown.opportunity = opportunity.text(model::opportunity::name);
    }
    if (!row.prospector.empty()) shown.sold_by = row.seller;
    for (const auto& id : decision.openers) {
      if (const auto* partner = model::partner_by_id(circle_.partners, id)) shown.openers.push_back(partner->name);
    }
    lists_[doer_of(row)].prospects.push_back(std::move(shown));
    return {};
  }

  static std::string company_of(const model::Dossier& dossier) {
    return dossier.company ? dossier.company->text(model::company::name) : "";
  }

  Result<void> add_returns(const std::string& crm) {
    auto back = who_came_back(store_, crm, circle_, now_);
    if (!back) return tl::unexpected(back.error());
    for (auto& one : *back) lists_[one.seller].back.push_back(std::move(one));
    return {};
  }

  Result<void> add_steps(const std::string& crm) {
    const auto referrals = store_.referrals(crm);
    if (!referrals) return tl::unexpected(referrals.error());
    for (const auto& referral : *referrals) {
      const auto* partner = model::partner_by_id(circle_.partners, referral.partner);
      std::string text = waits_for(referral, partner ? partner->name : referral.partner, now_);
      if (text.empty()) continue;
      const auto dossier = store_.dossier(referral.contact);
      if (!dossier) return tl::unexpected(dossier.error());
      if (!*dossier) continue;
      lists_[referral.seller].steps.push_back({referral.contact, model::display_name((*dossier)->contact),
                                               std::move(text), referral.next_by,
                                               referral.next_by && *referral.next_by < now_});
    }
    return {};
  }

  ports::Store& store_;
  const Circle& circle_;
  base::Instant now_;
  std::map<std::string, TodayList> lists_;  ///< by seller
  std::set<std::string> priced_;            ///< sellers whose hours a CRM has priced
  TodayReport report_;
};

Json json_of(const TodayList& list) {
  Json prospects = Json::array(), back = Json::array(), steps = Json::array(), asks = Json::array(),
       ties = Json::array();
  for (const auto& one : list.prospects)
    prospects.push(Json::object({{"contact", Json(model::to_text(one.contact))},
                                 {"name", Json(one.name)},
                                 {"company", Json(one.company)},
                                 {"opportunity", Json(one.opportunity)},
                                 {"back", Json(one.back)},
                                 {"hours", Json(one.hours)},
                                 {"question", Json(one.question)},
                                 {"sold_by", Json(one.sold_by)},
                                 {"openers", Json::array_of(one.openers)}}));
  for (const auto& one : list.back) back.push(to_json(one));
  for (const auto& one : list.steps)
    steps.push(Json::object({{"contact", Json(model::to_text(one.contact))},
                             {"name", Json(one.name)},
                             {"text", Json(one.text)},
                             {"due", one.due ? Json(base::to_rfc3339(*one.due)) : Json()},
                             {"overdue", Json(one.overdue)}}));
  for (const auto& one : list.asks)
    asks.push(Json::object({{"contact", one.partner.empty() ? Json(model::to_text(one.contact)) : Json()},
                            {"name", Json(one.name)},
                            {"company", Json(one.company)},
                            {"partner", Json(one.partner)},
                            {"due", one.due ? Json(base::to_text(*one.due)) : Json()},
                            {"overdue", Json(one.overdue)},
                            {"asked", Json(one.asked)},
                            {"purpose", Json(one.purpose)},
                            {"reason", Json(one.reason)},
                            {"missing", Json(one.missing)}}));
  for (const auto& one : list.ties)
    ties.push(Json::object({{"partner", Json(one.partner)},
                            {"name", Json(one.name)},
                            {"last_contact", Json(base::to_text(base::date_of(one.last_contact)))}}));
  return Json::object({{"seller", Json(list.seller)},
                       {"weekly_hours", Json(list.weekly_hours)},
                       {"bar", Json(list.bar)},
                       {"left_over", Json(list.left_over)},
                       {"pursued", Json(list.pursued)},
                       {"prospects", std::move(prospects)},
                       {"back", std::move(back)},
                       {"steps", std::move(steps)},
                       {"asks", std::move(asks)},
                       {"ties", std::move(ties)},
                       {"asked", Json::object({{"asked", Json(list.asked.asked)}, {"given", Json(list.asked.given)}})},
                       {"hours", Json::object({{"wanted", Json(list.hours.wanted)},
                                               {"kept", Json(list.hours.kept)},
                                               {"stopped", Json(list.hours.stopped)},
                                               {"others", Json(list.hours.others)},
                                               {"freed", Json(list.hours.freed)}})}});
}

/// The list of who keeps something, or the one of what nobody owns.
TodayList& list_of(TodayReport& report, const std::string& seller) {
  auto list = std::ranges::find(report.lists, seller, &TodayList::seller);
  if (list == report.lists.end()) list = std::ranges::find(report.lists, "", &TodayList::seller);
  if (list == report.lists.end()) list = report.lists.insert(list, TodayList());
  return *list;
}

/// What is planned to be done soon, what came of an ask, and no more.
std::optional<TodayAsk> todays(const AskEntry& entry, Instant now) {
  const auto& ask = entry.ask;
  if (!ask.is_open()) return std::nullopt;
  TodayAsk made{ask.whom.contact, entry.name, entry.company, "", ask.whom.partner};
  made.asked = ask.was_asked();
  if (!ask.plan) return made;
  made.due = ask.plan->by;
  made.purpose = ask.plan->purpose;
  made.missing = ask.plan->missing;
  made.overdue = *made.due < base::date_of(now);
  return base::start_of(*made.due) - now > soon ? std::nullopt : std::optional(made);
}

/// Overdue first, then by day; then those who are ready, then those who nearly are.
int place_of(const TodayAsk& ask) { return ask.due || ask.asked ? 0 : ask.missing.empty() ? 1 : 2; }
bool goes_before(const TodayAsk& a, const TodayAsk& b) {
  return place_of(a) != place_of(b) ? place_of(a) < place_of(b) : a.due < b.due;
}

}  // namespace

Result<TodayReport> today(ports::Store& store, const std::vector<std::string>& crms, const Circle& circle,
                          base::Instant now) {
  Gathering gathering(store, circle, now);
  for (const auto& crm : crms) {
    if (const auto added = gathering.add(crm); !added) return tl::unexpected(added.error());
  }
  auto report = gathering.finish();
  auto told = store.to_tell();
  if (!told) return tl::unexpected(told.error());
  std::ranges::copy_if(*told, std::back_inserter(report.erasures), [](const auto& due) { return !due.told; });
  for (auto& due : report.erasures) {
    if (const auto* partner = model::partner_by_id(circle.partners, due.partner)) due.partner = partner->name;
  }
  return report;
}

void add_ties(TodayReport& report, const std::vector<PartnerReading>& circle) {
  for (const auto* one : cold_ties(circle, circle.size())) {
    auto& ties = list_of(report, one->partner.owner).ties;
    if (ties.size() < most_ties) ties.push_back({one->partner.id, one->partner.name, *one->tie.last_contact});
  }
}

void add_words_owed(TodayReport& report, const std::vector<Incoming>& owed, Instant now) {
  for (const auto& one : owed) {
    auto& steps = list_of(report, one.seller).steps;
    const auto due = base::start_of(one.by);
    const std::string what = one.owed == "acknowledgement"
                                 ? " sent them: thank " + one.partner + "; goodword brief "
                                 : " sent them, and it is settled: tell " + one.partner + "; goodword letters preview ";
    steps.push_back({one.received.contact, one.name, one.partner + what + one.received.contact.id, due,
                     due + std::chrono::days(1) < now});
    std::ranges::stable_sort(steps, [](const auto& a, const auto& b) { return a.due < b.due; });
  }
}

void add_asks(TodayReport& report, const AskBook& book, Instant now) {
  for (const auto& entry : book.entries) {
    if (auto ask = todays(entry, now)) list_of(report, entry.ask.seller()).asks.push_back(std::move(*ask));
  }
  std::map<std::string, std::size_t> partners;
  for (const auto& one : book.proposals) {
    const bool partner = !one.whom.partner.empty();
    if (partner && (!one.missing.empty() || ++partners[one.seller] > most_partners)) continue;
    TodayAsk ask{one.whom.contact, one.name, one.company, one.missing, one.whom.partner};
    ask.reason = one.reason;
    list_of(report, one.seller).asks.push_back(std::move(ask));
  }
  for (auto& list : report.lists) {
    std::ranges::stable_sort(list.asks, goes_before);
    if (list.asks.size() > most_shown) list.asks.resize(most_shown);
  }
  for (const auto& [seller, count] : book.counts) {
    auto& asked = list_of(report, seller).asked;
    asked.asked += count.asked;
    asked.given += count.given;
  }
}

Json to_json(const TodayReport& report) {
  Json lists = Json::array();
  for (const auto& list : report.lists) lists.push(json_of(list));
  Json erasures = Json::array();
  for (const auto& due : report.erasures)
    erasures.push(Json::object({{"referral", Json(due.referral)},
                                {"partner", Json(due.partner)},
                                {"since", Json(base::to_rfc3339(due.since))}}));
  return Json::object(
      {{"lists", std::move(lists)}, {"to_review", Json(report.to_review)}, {"erasures", std::move(erasures)}});
}

}  // namespace goodword::engine
