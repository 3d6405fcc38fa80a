#include "engine/replay.hpp"

#include <algorithm>
#include <set>

#include "engine/crm_partners.hpp"
#include "engine/ground.hpp"
#include "engine/learning.hpp"
#include "engine/matching.hpp"
#include "engine/reading.hpp"

namespace goodword::engine {
namespace {

namespace opp = model::opportunity;
using base::Instant;
using base::Result;
using model::Decision;
using model::Dossier;
using model::Verdict;

constexpr int page_size = 200;
constexpr int most_outcomes = 50'000;
constexpr double least_dated = 0.5;  ///< below it too little is known of the past

/// What the looks so far made of one contact.
struct Trace {
  Instant first_seen{};
  bool to_ask = false;
  Decision last;  ///< what a later look needs of it, see trimmed()
  std::optional<Instant> given_away;
};

bool gives_away(Verdict verdict) {
  return verdict == Verdict::refer || verdict == Verdict::let_go || verdict == Verdict::exclude;
}

bool asks_for_yes(const Decision& decision, const Circle& circle) {
  if ((decision.verdict != Verdict::refer && decision.verdict != Verdict::team_up) || decision.matches.empty())
    return false;
  const auto* partner = model::partner_by_id(circle.partners, decision.matches.front().partner);
  return partner != nullptr && partner->kind != model::PartnerKind::colleague;
}

/// Verdict, reasons and hour: what the next look reads, and what is told in the end.
Decision trimmed(Decision decision) {
  decision.signs.clear();
  decision.matches.clear();
  decision.no_matches.clear();
  decision.screen.clear();
  decision.chance.contributions.clear();
  return decision;
}

std::string words_of(const Decision& decision) {
  return decision.reasons.empty() ? std::string() : decision.reasons.front().text;
}

class Replaying {
 public:
  Replaying(ports::Store& store, const std::string& crm, const Circle& circle, std::string_view prefix, Instant now)
      : store_(store), crm_(crm), circle_(circle), tag_front_(std::string(prefix) + ":"), now_(now) {}

  Result<ReplayReport> run(const ReplayWish& wish) {
    if (wish.from >= now_)
      return base::failure("usage", "rules are replayed over the past: " + base::to_text(base::date_of(wish.from)) +
                                        " is not before today");
    if (const auto ready = prepare(); !ready) return tl::unexpected(ready.error());
    for (Instant at = wish.from; at < now_; at += std::chrono::days(wish.days_between)) {
      if (const auto looked = look(at); !looked) return tl::unexpected(looked.error());
    }
    if (const auto told = what_came_of_them(); !told) return tl::unexpected(told.error());
    if (const auto counted = count_introductions(wish.from); !counted) return tl::unexpected(counted.error());
    return std::move(report_);
  }

 private:
  rules::Ground ground() const { return {circle_.book, firm_, circle_.services, tag_front_, history_}; }

  Result<void> prepare() {
    auto sellers = sellers_by_user(store_, crm_, circle_.firm);
    if (!sellers) return tl::unexpected(sellers.error());
    sellers_ = std::move(*sellers);
    firm_ = with_users(circle_.firm, crm_, sellers_);
    auto closed = store_.closed_opportunities(crm_, most_outcomes);
    if (!closed) return tl::unexpected(closed.error());
    closed_ = std::move(*closed);
    auto deals = deals_of(store_, crm_, ground(), closed_, now_);
    if (!deals) return tl::unexpected(deals.error());
    deals_ = std::move(*deals);
    return {};
  }

  /// What had been learned by then.
  void learn_until(Instant at) {
    std::vector<model::Record> closed;
    std::ranges::copy_if(closed_, std::back_inserter(closed), [&](const model::Record& one) {
      const auto closing = rules::closed_at(one, now_);
      return closing && *closing <= at;
    });
    history_ = counted(circle_, closed);
    std::vector<rules::ClosedDeal> deals;
    std::ranges::copy_if(deals_, std::back_inserter(deals), [&](const auto& deal) { return deal.closed <= at; });
    for (auto& deal : deals) rules::age(deal, circle_.book.settings, at);
    auto trained = rules::train(std::move(deals), circle_.book, circle_.firm.buy_share);
    history_.model = std::make_shared<const rules::ChanceModel>(std::move(trained.model));
  }

  Result<void> look(Instant at) {
    learn_until(at);
    looking_ = {at, 0, {}};
    std::vector<std::string> prospects;
    std::vector<model::PipelineRow> competing;
    const auto survey = [&](const Dossier& dossier) {
      if (is_given_away(dossier.contact.id())) return;
      const auto reading = read_at(dossier, at);
      if (!reading) return;
      prospects.push_back(dossier.contact.id());
      const auto dated = rules::dated_facts(circle_.book, dossier, at, now_);
      report_.facts += dated.all;
      report_.dated += dated.dated;
      auto row = row_of(*reading);
      if (row.competes) competing.push_back(std::move(row));
    };
    if (const auto surveyed = each_contact(survey); !surveyed) return surveyed;
    price(competing);
    const auto busy = busy_among(competing, ground_, circle_);
    const auto decide = [&](const Dossier& dossier) { decide_one(dossier, at, busy); };
    if (const auto decided = each_of(prospects, decide); !decided) return decided;
    report_.looks.push_back(looking_);
    return {};
  }

  bool is_given_away(const std::string& contact) const {
    const auto trace = traces_.find(contact);
    return trace != traces_.end() && trace->second.given_away;
  }

  /// Nothing where the contact was no prospect then, wishes no scoring today, or is a partner.
  std::optional<Reading> read_at(const Dossier& today, Instant at) const {
    const auto desk = rules::read_desk(circle_.book, firm_, circle_.services, today, tag_front_);
    if (desk.newest("no-scoring") != nullptr || partner_standing(circle_, today)) return std::nullopt;
    auto past = rules::past_of(today, at, now_);
    const auto trace = traces_.find(today.contact.id());
    if (trace != traces_.end()) past.dossier.decision = trace->second.last;
    Reading reading{std::move(past.dossier), {}, ""};
    reading.assessment = rules::read_prospect(ground(), reading.dossier, at, past.withheld);
    if (reading.assessment.standing.standing != rules::Standing::prospect) return std::nullopt;
    const auto seller = sellers_.find(today.contact.text(model::contact::owner));
    if (seller != sellers_.end()) reading.seller = model::hands_of(firm_, seller->second).seller;
    return reading;
  }

  void price(const std::vector<model::PipelineRow>& competing) {
    std::map<std::string, double> bars;
    for (const auto& [seller, week] : week_prices(competing, circle_))
      bars[seller] = rules::bar_from(week.price, std::nullopt, circle_.book.settings);
    ground_.set_bars(std::move(bars), circle_.firm.hour_cost);
  }

  void decide_one(const Dossier& today, Instant at, const std::vector<std::string>& busy) {
    const auto reading = read_at(today, at);
    if (!reading) return;
    const std::string& contact = today.contact.id();
    const auto match = matches_for(circle_, reading->assessment, reading->dossier, at);
    const rules::Bar bar{ground_.bar_of(reading->seller), std::ranges::binary_search(busy, contact)};
    const auto decision = rules::decide(circle_.book, reading->assessment, {bar, match, reading->dossier.decision}, at);
    Trace& trace = traces_.try_emplace(contact, Trace{at, false, {}, std::nullopt}).first->second;
    trace.to_ask = trace.to_ask || asks_for_yes(decision, circle_);
    if (gives_away(decision.verdict)) trace.given_away = at;
    ++looking_.prospects;
    ++looking_.verdicts[decision.verdict];
    trace.last = trimmed(decision);
    trace.last.at = at;
  }

  // What came of them

  Result<void> what_came_of_them() {
    std::vector<std::string> contacts;
    for (const auto& [contact, trace] : traces_) contacts.push_back(contact);
    return each_of(contacts, [this](const Dossier& dossier) {
      const auto trace = traces_.find(dossier.contact.id());
      if (trace != traces_.end()) tell(dossier, trace->second);  // it is not where a sync merged it meanwhile
    });
  }

  /// The first that was closed after a moment: one that was won, if any was.
  const model::Record* closed_after(const Dossier& dossier, Instant at) const {
    const model::Record* found = nullptr;
    for (const auto& opportunity : dossier.opportunities) {
      const auto closed = rules::closed_at(opportunity, now_);
      if (!closed || *closed <= at) continue;
      const bool won = opportunity.text(opp::state) == "won";
      if (found == nullptr || (won && found->text(opp::state) != "won")) found = &opportunity;
    }
    return found;
  }

  void tell(const Dossier& dossier, const Trace& trace) {
    if (trace.to_ask) ++report_.to_ask;
    if (trace.given_away)
      tell_given_away(dossier, trace);
    else
      tell_kept(dossier, trace.first_seen);
  }

  void tell_kept(const Dossier& dossier, Instant since) {
    const auto* closed = closed_after(dossier, since);
    if (closed != nullptr) ++(closed->text(opp::state) == "won" ? report_.kept_won : report_.kept_lost);
  }

  void tell_given_away(const Dossier& dossier, const Trace& trace) {
    const Instant at = *trace.given_away;
    const auto* closed = closed_after(dossier, at);
    const Instant until = closed != nullptr ? *rules::closed_at(*closed, now_) : now_;
    const double hours = rules::hours_between(dossier, at, until, circle_.book.settings);
    if (closed != nullptr && closed->text(opp::state) == "won") {
      report_.won.push_back({dossier.ref(), model::display_name(dossier.contact), closed->text(opp::name),
                             closed->money(opp::amount), trace.last.verdict, at, words_of(trace.last), hours});
      return;
    }
    ++(closed != nullptr ? report_.lost : report_.open);
    report_.hours_freed += hours;
  }

  /// What left since then, and whether it might: by the journal, whatever the rules.
  Result<void> count_introductions(Instant from) {
    const auto referrals = store_.referrals(crm_);
    if (!referrals) return tl::unexpected(referrals.error());
    for (const auto& referral : *referrals) {
      const auto release = store_.release_of(referral.id);
      if (!release) return tl::unexpected(release.error());
      if (!*release || (*release)->at < from) continue;
      const auto consents = store_.consents(referral.id);
      if (!consents) return tl::unexpected(consents.error());
      const auto in_force = [&](const std::string& id) {
        return std::ranges::any_of(*consents, [&](const model::Consent& one) {
          const Instant at = (*release)->at;
          return one.id == id && one.at <= at && at < one.until && (!one.withdrawn || *one.withdrawn > at);
        });
      };
      ++report_.introductions;
      if (!in_force((*release)->prospect_consent) || !in_force((*release)->partner_consent)) ++report_.without_yes;
    }
    return {};
  }

  template <class Work>
  Result<void> each_contact(Work work) {
    std::string after;
    while (true) {
      const auto page = store_.dossiers(crm_, after, page_size);
      if (!page) return tl::unexpected(page.error());
      if (page->empty()) return {};
      for (const auto& dossier : *page) work(dossier);
      after = page->back().contact.id();
    }
  }

  template <class Work>
  Result<void> each_of(const std::vector<std::string>& contacts, Work work) {
    for (std::size_t i = 0; i < contacts.size(); i += page_size) {
      const auto many = std::min<std::size_t>(page_size, contacts.size() - i);
      const auto page = store_.dossiers_of(crm_, std::span(contacts).subspan(i, many));
      if (!page) return tl::unexpected(page.error());
      for (const auto& dossier : *page) work(dossier);
    }
    return {};
  }

  ports::Store& store_;
  const std::string& crm_;
  const Circle& circle_;
  const std::string tag_front_;
  const Instant now_;
  model::Firm firm_;
  std::map<std::string, std::string> sellers_;
  std::vector<model::Record> closed_;
  std::vector<rules::ClosedDeal> deals_;
  rules::History history_;
  Ground ground_;
  std::map<std::string, Trace> traces_;  ///< by contact
  ReplayLook looking_;
  ReplayReport report_;
};

}  // namespace

double ReplayReport::dated_share() const {
  return facts == 0 ? 0 : static_cast<double>(dated) / static_cast<double>(facts);
}
bool ReplayReport::tells() const { return dated_share() >= least_dated; }

Result<ReplayReport> replay(ports::Store& store, const Circle& circle, std::string_view tag_prefix, Instant now,
                            const ReplayWish& wish) {
  return Replaying(store, wish.crm, circle, tag_prefix, now).run(wish);
}

base::Json to_json(const ReplayReport& report) {
  using base::Json;
  Json looks = Json::array(), won = Json::array();
  for (const auto& look : report.looks) {
    Json verdicts = Json::object({});
    for (const auto& [verdict, count] : look.verdicts) verdicts.set(std::string(model::to_text(verdict)), Json(count));
    looks.push(Json::object({{"at", Json(base::to_rfc3339(look.at))},
                             {"prospects", Json(look.prospects)},
                             {"verdicts", std::move(verdicts)}}));
  }
  for (const auto& one : report.won) {
    Json deal = Json::object({{"contact", Json(model::to_text(one.contact))},
                              {"name", Json(one.name)},
                              {"opportunity", Json(one.opportunity)},
                              {"verdict", Json(std::string(model::to_text(one.verdict)))},
                              {"at", Json(base::to_rfc3339(one.at))},
                              {"reason", Json(one.reason)},
                              {"hours", Json(one.hours)}});
    if (one.amount) deal.set("amount", Json(base::to_people(*one.amount)));
    won.push(std::move(deal));
  }
  return Json::object(
      {{"looks", std::move(looks)},
       {"facts", Json(report.facts)},
       {"facts_dated", Json(report.dated)},
       {"tells", Json(report.tells())},
       {"given_away",
        Json::object({{"won", std::move(won)}, {"lost", Json(report.lost)}, {"open", Json(report.open)}})},
       {"kept", Json::object({{"won", Json(report.kept_won)}, {"lost", Json(report.kept_lost)}})},
       {"hours_freed", Json(report.hours_freed)},
       {"to_ask", Json(report.to_ask)},
       {"introductions", Json(report.introductions)},
       {"without_yes", Json(report.without_yes)}});
}

}  // namespace goodword::engine
