#include "engine/ledger.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "rules/past.hpp"

namespace goodword::engine {
namespace {

using base::Instant;
using base::Json;
using base::Result;

constexpr int months_shown = 12;
constexpr std::size_t page_size = 200;

std::string month_of(Instant at) { return base::to_text(base::date_of(at)).substr(0, 7); }

/// Adds up one partner, or all of them.
class Line {
 public:
  Line(LedgerLine& line, const model::Firm& firm) : line_(line), firm_(firm) {}

  void gave(const match::PastReferral& one) {
    line_.offered += 1;
    line_.agreed += one.agreed ? 1 : 0;
    line_.asked += one.offered ? 1 : 0;
    line_.accepted += one.accepted ? 1 : 0;
    line_.introduced += one.introduced ? 1 : 0;
    line_.ended += one.introduced && one.ended ? 1 : 0;
    if (one.offered && one.answered)
      days_ += std::max(0.0, base::days_between(*one.offered, *one.answered)), ++answers_;
    add_end(one);
  }
  void got(const ReceivedOutcome& one) {
    ++line_.received;
    line_.received_ended += one.ended ? 1 : 0;
    line_.received_won += one.won ? 1 : 0;
    if (one.value) line_.received_value += base::to_units(*one.value);
  }
  void finish() {
    if (answers_ > 0) line_.answer_days = days_ / answers_;
  }

 private:
  /// What came of it, how it was, and what was paid.
  void add_end(const match::PastReferral& one) {
    judge(line_.prospects, one.prospect_content);
    judge(line_.partner, one.partner_content);
    if (!one.settled.empty() && one.settled != "none") ++line_.settled[one.settled];
    if (one.earned) line_.earned += model::in_firms_currency(firm_, *one.earned).value_or(0);
    if (!one.won) return;
    ++line_.won;
    const auto value = one.value ? model::in_firms_currency(firm_, *one.value) : std::nullopt;
    line_.value_won += value.value_or(0);
    line_.value_unknown += value ? 0 : 1;
  }
  static void judge(Judged& of, std::optional<bool> content) {
    if (content) ++(*content ? of.content : of.complained);
  }

  LedgerLine& line_;
  const model::Firm& firm_;
  double days_ = 0;
  int answers_ = 0;
};

/// The line of all goes by no id; partners who left the circle count in it alone.
void add_up(Ledger& ledger, const Circle& circle, std::span<const ReceivedOutcome> received, Instant since) {
  std::map<std::string_view, Line> lines;
  for (auto& line : ledger.partners) lines.emplace(line.id, Line(line, circle.firm));
  Line all(ledger.all, circle.firm);
  const auto add = [&](std::string_view partner, auto count) {
    count(all);
    if (const auto found = lines.find(partner); found != lines.end()) count(found->second);
  };
  for (const auto& one : circle.past) {
    const auto begun = one.begun ? one.begun : one.introduced;
    if (begun && *begun >= since) add(one.partner, [&](Line& line) { line.gave(one); });
  }
  for (const auto& one : received) {
    if (one.received.at >= since) add(one.received.partner, [&](Line& line) { line.got(one); });
  }
  for (auto& [id, line] : lines) line.finish();
  all.finish();
}

std::vector<LedgerMonth> months_of(const Circle& circle, std::span<const ReceivedOutcome> received, Instant now) {
  std::vector<LedgerMonth> months;
  auto month = std::chrono::year_month(base::date_of(now).year(), base::date_of(now).month());
  month -= std::chrono::months(months_shown - 1);
  for (int i = 0; i < months_shown; ++i, month += std::chrono::months(1))
    months.push_back({base::to_text(base::Date(month / std::chrono::day(1))).substr(0, 7), 0, 0});
  const auto at = [&](Instant moment) { return std::ranges::find(months, month_of(moment), &LedgerMonth::month); };
  for (const auto& one : circle.past) {
    if (!one.introduced) continue;
    if (const auto found = at(*one.introduced); found != months.end()) ++found->introduced;
  }
  for (const auto& one : received) {
    if (const auto found = at(one.received.at); found != months.end()) ++found->received;
  }
  return months;
}

using Deals = std::map<model::Ref, std::vector<model::Record>>;

Result<void> read_deals(ports::Store& store, const std::string& crm, const std::vector<std::string>& ids,
                        Deals& deals) {
  for (std::size_t i = 0; i < ids.size(); i += page_size) {
    const auto page = store.dossiers_of(crm, std::span(ids).subspan(i, std::min(page_size, ids.size() - i)));
    if (!page) return tl::unexpected(page.error());
    for (const auto& dossier : *page) deals[dossier.ref()] = dossier.opportunities;
  }
  return {};
}

ReceivedOutcome outcome_of(const model::Received& received, const std::vector<model::Record>& deals,
                           const model::Firm& firm, Instant now) {
  ReceivedOutcome made{received, false, false, {}};
  double won = 0;
  for (const auto& deal : deals) {
    const auto closed = rules::closed_at(deal, now);
    if (!closed || *closed < base::start_of(base::date_of(received.at))) continue;
    made.ended = true;
    if (deal.text(model::opportunity::state) != "won") continue;
    made.won = true;
    const auto amount = deal.money(model::opportunity::amount);
    won += amount ? model::in_firms_currency(firm, *amount).value_or(0) : 0;
  }
  if (won > 0) made.value = base::from_units(won, firm.currency);
  return made;
}

Json json_of(const Judged& judged) {
  return Json::object({{"content", Json(judged.content)}, {"complained", Json(judged.complained)}});
}

Json json_of(const LedgerLine& line) {
  const auto share = match::share_of(line.won, line.ended);
  Json settled = Json::object({});
  for (const auto& [kind, count] : line.settled) settled.set(kind, Json(count));
  return Json::object({{"id", Json(line.id)},
                       {"name", Json(line.name)},
                       {"kind", Json(line.kind)},
                       {"offered", Json(line.offered)},
                       {"agreed", Json(line.agreed)},
                       {"asked", Json(line.asked)},
                       {"accepted", Json(line.accepted)},
                       {"introduced", Json(line.introduced)},
                       {"ended", Json(line.ended)},
                       {"won", Json(line.won)},
                       {"won_share_low", Json(share.low)},
                       {"won_share_high", Json(share.high)},
                       {"value_won", Json(line.value_won)},
                       {"value_unknown", Json(line.value_unknown)},
                       {"answer_days", line.answer_days ? Json(*line.answer_days) : Json()},
                       {"received", Json(line.received)},
                       {"received_ended", Json(line.received_ended)},
                       {"received_won", Json(line.received_won)},
                       {"received_value", Json(line.received_value)},
                       {"earned", Json(line.earned)},
                       {"settled", std::move(settled)},
                       {"prospects_judged", json_of(line.prospects)},
                       {"partner_judged", json_of(line.partner)}});
}

}  // namespace

Ledger ledger_of(const Circle& circle, std::span<const ReceivedOutcome> received, Instant since, Instant now) {
  Ledger ledger;
  for (const auto& partner : circle.partners) {
    auto& line = ledger.partners.emplace_back();
    line.id = partner.id;
    line.name = partner.name;
    line.kind = model::to_text(partner.kind);
  }
  add_up(ledger, circle, received, since);
  std::erase_if(ledger.partners, [](const LedgerLine& line) { return line.is_empty(); });
  std::ranges::stable_sort(ledger.partners, [](const LedgerLine& a, const LedgerLine& b) {
    return std::pair(a.introduced, a.received) > std::pair(b.introduced, b.received);
  });
  ledger.months = months_of(circle, received, now);
  if (const auto* pack = rules::reciprocity_barred_by(circle.book.packs)) ledger.no_comparison = pack->title;
  return ledger;
}

Result<std::vector<ReceivedOutcome>> read_received(ports::Store& store, const model::Firm& firm, Instant now) {
  const auto all = store.received();
  if (!all) return tl::unexpected(all.error());
  std::map<std::string, std::set<std::string>> people;
  for (const auto& one : *all) people[one.contact.crm].insert(one.contact.id);
  Deals deals;
  for (const auto& [crm, ids] : people) {
    if (const auto read = read_deals(store, crm, {ids.begin(), ids.end()}, deals); !read)
      return tl::unexpected(read.error());
  }
  std::vector<ReceivedOutcome> made;
  for (const auto& one : *all) made.push_back(outcome_of(one, deals[one.contact], firm, now));
  return made;
}

Json to_json(const Ledger& ledger) {
  Json partners = Json::array(), months = Json::array();
  for (const auto& line : ledger.partners) partners.push(json_of(line));
  for (const auto& one : ledger.months) {
    months.push(Json::object(
        {{"month", Json(one.month)}, {"introduced", Json(one.introduced)}, {"received", Json(one.received)}}));
  }
  return Json::object({{"partners", std::move(partners)},
                       {"all", json_of(ledger.all)},
                       {"months", std::move(months)},
                       {"no_comparison", Json(ledger.no_comparison)}});
}

}  // namespace goodword::engine
