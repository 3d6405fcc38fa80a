#include <algorithm>

#include "base/text.hpp"
#include "cli/run.hpp"
#include "cli/show.hpp"

namespace goodword::cli {
namespace {

using base::Json;

std::string name_of(const model::Firm& firm, const std::string& seller) {
  const auto found = std::ranges::find(firm.sellers, seller, &model::Seller::id);
  if (found != firm.sellers.end()) return found->name;
  return seller.empty() ? "Nobody's: these contacts have no seller" : seller;
}

bool is_empty(const engine::TodayList& list) {
  return list.weekly_hours == 0 && list.prospects.empty() && list.back.empty() && list.steps.empty() &&
         list.asks.empty() && list.ties.empty();
}

/// The day of everybody: prospects, what waits, whom to ask, ties.
base::Result<engine::TodayReport> gather(daemon::Assembly& program, const std::vector<std::string>& crms,
                                         base::Instant now) {
  const auto& circle = program.circle();
  auto report = engine::today(program.store(), crms, circle, now);
  if (!report) return report;
  const auto partners = program.read_partners();
  if (!partners) return tl::unexpected(partners.error());
  engine::add_ties(*report, *partners);
  const auto asks = engine::read_ask_book({program.store(), circle, program.policy().tag_prefix, now}, crms, *partners);
  if (!asks) return tl::unexpected(asks.error());
  engine::add_asks(*report, *asks, now);
  auto incoming = engine::read_incoming(program.store(), circle, program.policy(), *partners);
  if (!incoming) return tl::unexpected(incoming.error());
  engine::add_words_owed(*report, engine::words_owed(std::move(*incoming)), now);
  return report;
}

/// Leaves the list of one seller, where one is named; says so where there is none.
std::string keep_seller(engine::TodayReport& report, const model::Firm& firm, const std::string& wanted) {
  if (wanted.empty()) return "";
  std::erase_if(report.lists,
                [&](const auto& list) { return list.seller != wanted && name_of(firm, list.seller) != wanted; });
  if (!report.lists.empty()) return "";
  std::vector<std::string> known;
  for (const auto& seller : firm.sellers) known.push_back(seller.id);
  return "no seller " + wanted + " in firm.json; known: " + base::join(known, ", ");
}

}  // namespace

int run_today(Session& session, const Call& call) {
  int failure = done;
  const auto crms = session.chosen_crms({}, failure);
  if (crms.empty()) return failure;
  auto* program = session.assembly(failure);
  if (program == nullptr) return failure;
  const auto& firm = program->circle().firm;
  const auto now = program->clock().now();
  auto report = gather(*program, crms, now);
  if (!report) return session.console().fail(report.error());
  if (const auto slip = keep_seller(*report, firm, call.one("--seller")); !slip.empty())
    return session.console().complain(slip);
  if (session.console().json()) {
    auto json = engine::to_json(*report);
    session.console().json_line(json.set("format_version", Json(1)));
    return done;
  }
  for (const auto& list : report->lists) {
    if (!is_empty(list)) session.console().line(show_today(list, name_of(firm, list.seller), firm.currency, now));
  }
  for (const auto& due : report->erasures)
    session.console().line("To be told to erase whom we forgot: " + due.partner + ", which got details on " +
                           base::to_text(base::date_of(due.released)) + "; then goodword forgotten told " +
                           due.referral);
  if (report->to_review > 0)
    session.console().line(base::grouped(report->to_review) + " writes may not have arrived: goodword review");
  return done;
}

}  // namespace goodword::cli
