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
  return list.weekly_hours == 0 && list.prospects.empty() && list.steps.empty() && list.asks.empty() &&
         list.ties.empty();
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
  auto report = engine::today(program->store(), crms, program->circle(), now);
  if (!report) return session.console().fail(report.error());
  const auto partners = program->read_partners();
  if (!partners) return session.console().fail(partners.error());
  engine::add_ties(*report, *partners);
  const auto asks =
      engine::read_ask_book({program->store(), program->circle(), program->policy().tag_prefix, now}, crms, *partners);
  if (!asks) return session.console().fail(asks.error());
  engine::add_asks(*report, *asks, now);
  const auto unthanked = engine::unthanked(program->store(), program->circle(), program->policy(), *partners);
  if (!unthanked) return session.console().fail(unthanked.error());
  engine::add_unthanked(*report, *unthanked, now);
  if (const auto wanted = call.one("--seller"); !wanted.empty()) {
    std::erase_if(report->lists,
                  [&](const auto& list) { return list.seller != wanted && name_of(firm, list.seller) != wanted; });
    if (report->lists.empty()) {
      std::vector<std::string> known;
      for (const auto& seller : firm.sellers) known.push_back(seller.id);
      return session.console().complain("no seller " + wanted + " in firm.json; known: " + base::join(known, ", "));
    }
  }
  if (session.console().json()) {
    auto json = engine::to_json(*report);
    session.console().json_line(json.set("format_version", Json(1)));
    return done;
  }
  for (const auto& list : report->lists) {
    if (!is_empty(list)) session.console().line(show_today(list, name_of(firm, list.seller), firm.currency, now));
  }
  if (report->to_review > 0)
    session.console().line(base::grouped(report->to_review) + " writes may not have arrived: goodword review");
  return done;
}

}  // namespace goodword::cli
