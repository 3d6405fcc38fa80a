#include "engine/matching.hpp"

#include <algorithm>
#include <array>

#include "match/assign.hpp"
#include "match/inside.hpp"
#include "match/match.hpp"
#include "rules/screen.hpp"
#include "rules/stated.hpp"

namespace goodword::engine {
namespace {

using model::ReferralState;

constexpr int best_score = 1000;
constexpr std::size_t most_shown = 3;
constexpr int no_limit = 1000;  ///< places of a colleague who named no limit

/// Partners that said no to this need, that the prospect did not want, or that had it and did not serve it.
std::vector<std::string> declined_for(const model::Dossier& dossier, const std::string& service) {
  std::vector<std::string> declined;
  for (const auto& referral : dossier.referrals) {
    using enum ReferralState;
    constexpr std::array ended = {prospect_declined, partner_declined, chose_us,        withdrawn, silent, expired,
                                  named_another,     given_back,       never_contacted, lost,      no_fit};
    if (std::ranges::count(ended, referral.state) > 0 && model::is_about(referral, service))
      declined.push_back(referral.partner);
  }
  return declined;
}

/// Someone who turned a partner down because they want us is not offered another one for that need.
bool chose_us(const model::Dossier& dossier, const std::string& service) {
  return std::ranges::any_of(dossier.referrals, [&](const model::Referral& referral) {
    return referral.state == ReferralState::chose_us && model::is_about(referral, service);
  });
}

match::Wish wish_for(const rules::Assessment& assessment, const model::Dossier& dossier, const std::string& service) {
  match::Wish wish;
  wish.id = dossier.contact.id() + "|" + service;
  wish.need = assessment.need.need;
  wish.need.service = service;
  if (dossier.company) {
    wish.company_name = dossier.company->text(model::company::name);
    wish.company_domain = dossier.company->text(model::company::domain);
  }
  if (!assessment.hour.size_estimated) wish.deal_size = base::to_units(assessment.hour.size);
  wish.is_private = assessment.is_private;
  wish.declined = declined_for(dossier, service);
  return wish;
}

/// A partner for the whole need serves every part of it.
void keep_those_for_all(match::MatchResult& found, const rules::Assessment& assessment, const model::Dossier& dossier,
                        const match::CircleView& circle, base::Date today) {
  for (const auto& service : assessment.need.open) {
    const auto wish = wish_for(assessment, dossier, service);
    std::erase_if(found.matches, [&](const model::Match& match) {
      const auto* partner = model::partner_by_id(circle.partners, match.partner);
      auto limit = partner ? match::hard_limit(wish, *partner, circle, today) : std::nullopt;
      if (limit) found.no_matches.push_back(*limit);
      return limit.has_value();
    });
  }
}

/// Of those who would serve it, the ones with whom it could be served together.
match::MatchResult those_agreed(match::MatchResult found, match::Wish wish, const match::CircleView& circle,
                                base::Date today) {
  wish.together = true;
  std::erase_if(found.matches, [&](const model::Match& match) {
    const auto* partner = model::partner_by_id(circle.partners, match.partner);
    auto limit = partner ? match::hard_limit(wish, *partner, circle, today) : std::nullopt;
    if (limit) found.no_matches.push_back(*limit);
    return limit.has_value();
  });
  return found;
}

/// What bars the firm bars its colleagues too.
bool is_barred(const Circle& circle, const rules::Assessment& assessment, base::Instant now) {
  const auto answers = rules::screened(circle.book, assessment, rules::no_partner_facts(), now);
  return rules::answer_to(answers, "serve") == model::Answer3::no;
}

/// Whom the screen says no to is dropped, and somebody else may take the place.
class Screening {
 public:
  Screening(const Circle& circle, const rules::Assessment& assessment, const model::Dossier& dossier, base::Instant now)
      : circle_(circle), assessment_(assessment), dossier_(dossier), now_(now) {}

  const std::vector<model::ScreenAnswer>& of(const std::string& partner) {
    auto [place, fresh] = done_.try_emplace(partner);
    const auto* known = fresh ? model::partner_by_id(circle_.partners, partner) : nullptr;
    if (known != nullptr)
      place->second = rules::screened(circle_.book, assessment_,
                                      rules::partner_facts(*known, dossier_.referrals, base::date_of(now_)), now_);
    return place->second;
  }

  bool bars(const model::Match& match) { return refers(match.partner) == model::Answer3::no; }
  model::Answer3 refers(const std::string& partner) { return rules::answer_to(of(partner), "refer"); }

  match::MatchResult match(match::Wish wish, const match::CircleView& view) {
    while (true) {
      auto found = match::match_partners(wish, view, base::date_of(now_));
      const auto before = wish.barred.size();
      for (const auto& match : found.matches) {
        if (bars(match)) wish.barred.push_back(match.partner);
      }
      if (wish.barred.size() > before) continue;
      for (auto& out : found.no_matches) {
        if (out.limit == "law") out.text += ": " + why_not(out.partner);
      }
      return found;
    }
  }

  /// What decide() is to know: the screens of those found, or of those the law took out where nobody was.
  void keep(rules::MatchSummary& summary) {
    for (const auto* list : {&summary.matches, &summary.together}) {
      for (const auto& match : *list) summary.screens.push_back({match.partner, of(match.partner)});
    }
    if (!summary.matches.empty()) return;
    for (const auto& out : summary.no_matches) {
      if (out.limit == "law") summary.screens.push_back({out.partner, of(out.partner)});
    }
  }

 private:
  std::string why_not(const std::string& partner) {
    const auto& answers = of(partner);
    const auto refer = std::ranges::find(answers, "refer", &model::ScreenAnswer::question);
    return refer == answers.end() ? "" : refer->text + " [" + refer->clause + "]";
  }

  const Circle& circle_;
  const rules::Assessment& assessment_;
  const model::Dossier& dossier_;
  base::Instant now_;
  std::map<std::string, std::vector<model::ScreenAnswer>> done_;
};

/// Everybody outside whom neither a limit nor the law keeps from any part of the need: more than the three that are
/// proposed, for a client whom we may not serve has a right to a choice.
std::vector<model::FreePeer> free_peers_for(const Circle& circle, const rules::Assessment& assessment,
                                            const model::Dossier& dossier, Screening& screening, base::Date today) {
  std::vector<model::FreePeer> free;
  for (const auto& partner : circle.partners) {
    const bool kept = std::ranges::any_of(assessment.need.open, [&](const std::string& service) {
      const auto wish = wish_for(assessment, dossier, service);
      return match::hard_limit(wish, partner, view_for(circle, service), today).has_value();
    });
    if (kept || partner.kind == model::PartnerKind::colleague) continue;
    const auto refers = screening.refers(partner.id);
    if (refers != model::Answer3::no) free.push_back({partner.id, refers == model::Answer3::review});
  }
  std::ranges::sort(free, {}, &model::FreePeer::partner);
  return free;
}

void propose_nobody(match::MatchResult& whole, match::MatchResult& beside) {
  for (const auto& match : whole.matches)
    whole.no_matches.push_back({match.partner, "declined", "the prospect was offered a partner and wants us"});
  whole.matches.clear();
  beside.matches.clear();
}

/// Colleagues who do everything that is wanted, where none of it is ours: a hand-over in the house goes before any
/// introduction.
std::vector<model::Match> colleagues_for(const rules::Assessment& assessment, const match::CircleView& circle) {
  std::vector<model::Match> found;
  for (const auto& partner : circle.partners) {
    const bool does_all = std::ranges::all_of(assessment.need.open, [&](const std::string& service) {
      const auto colleagues = match::look_inside(circle, service).colleagues;
      return std::ranges::find(colleagues, partner.id) != colleagues.end();
    });
    const bool serves = assessment.need.not_served.empty() || match::reaches(assessment.need.need, partner);
    if (does_all && serves) found.push_back({partner.id, best_score, {}, {"a colleague of ours"}, {}});
  }
  return found;
}

model::InsideLook seen_inside(const rules::Assessment& assessment, const match::CircleView& view) {
  auto seen = match::look_inside(view, assessment.need.need.service);
  if (const auto& why = assessment.need.not_served; !why.empty()) {
    seen.ours = false;
    seen.text += ", but " + why;
  }
  return seen;
}

/// Colleagues who do everything go first; where nobody does all of it, several firms do: each the part it is best at,
/// one offer after the other. Whether it is in parts.
bool offer_whole(std::vector<model::Match> inside, const match::MatchResult& next, bool has_rest,
                 match::MatchResult& whole) {
  whole.matches.insert(whole.matches.begin(), inside.begin(), inside.end());
  if (whole.matches.size() > most_shown) whole.matches.resize(most_shown);
  const bool in_parts = has_rest && whole.matches.empty() && !next.matches.empty();
  if (in_parts) whole = next;
  return in_parts;
}

}  // namespace

match::CircleView view_for(const Circle& circle, const std::string& service) {
  const auto found = circle.records.find(service);
  const auto records = found == circle.records.end() ? std::span<const match::TrackRecord>() : std::span(found->second);
  return {circle.firm, circle.services, circle.partners, records, circle.limits};
}

rules::MatchSummary matches_for(const Circle& circle, const rules::Assessment& assessment,
                                const model::Dossier& dossier, base::Instant now) {
  rules::MatchSummary summary;
  const std::string& service = assessment.need.need.service;
  if (service.empty()) return summary;
  const auto view = view_for(circle, service);
  const auto today = base::date_of(now);
  summary.inside = seen_inside(assessment, view);
  Screening screening(circle, assessment, dossier, now);
  auto next = screening.match(wish_for(assessment, dossier, service), view);
  auto whole = next;
  keep_those_for_all(whole, assessment, dossier, view, today);
  auto beside = those_agreed(whole, wish_for(assessment, dossier, service), view, today);
  const bool barred = is_barred(circle, assessment, now);
  if (barred) summary.free_peers = free_peers_for(circle, assessment, dossier, screening, today);
  if (assessment.need.fit == rules::NeedFit::not_ours && !assessment.is_private && !barred) {
    auto inside = colleagues_for(assessment, view);
    std::erase_if(inside, [&](const model::Match& match) { return screening.bars(match); });
    summary.in_parts = offer_whole(std::move(inside), next, !assessment.need.need.rest.empty(), whole);
  }
  if (!assessment.need.missing.empty())
    beside = those_agreed(std::move(next), wish_for(assessment, dossier, service), view, today);
  if (chose_us(dossier, service)) propose_nobody(whole, beside);
  summary.whole = whole.matches.empty() ? rules::Offer::none : rules::Offer::ok;
  summary.beside = beside.matches.empty() ? rules::Offer::none : rules::Offer::ok;
  summary.together = beside.matches;
  auto& shown = whole.matches.empty() ? beside : whole;
  summary.matches = std::move(shown.matches);
  summary.no_matches = std::move(shown.no_matches);
  screening.keep(summary);
  return summary;
}

void share_out(std::span<Competitor> batch, const std::vector<model::Partner>& partners,
               const std::map<std::string, int>& taken) {
  match::AssignmentTask task;
  for (const auto& partner : partners) {
    const auto held = taken.find(partner.id);
    const int most = partner.kind == model::PartnerKind::colleague ? no_limit : 0;
    const int places = (partner.room ? partner.room->places : most) - (held == taken.end() ? 0 : held->second);
    task.rooms.push_back({partner.id, std::max(0, places)});
  }
  for (const auto& one : batch) {
    for (const auto& match : one.match->matches)
      task.pairs.push_back({one.contact, match.partner, match.score, match.partner == one.held});
  }
  const auto result = match::assign(task);
  std::map<std::string_view, std::string_view> partner_of;
  for (const auto& assigned : result.assigned) partner_of[assigned.prospect] = assigned.partner;
  for (auto& one : batch) {
    auto& matches = one.match->matches;
    if (const auto partner = partner_of[one.contact]; !partner.empty()) {
      const auto its_place = [&](const model::Match& match) { return match.partner == partner; };
      std::ranges::stable_partition(matches, its_place);
      std::ranges::stable_partition(one.match->together, its_place);
      continue;
    }
    for (const auto& match : matches)
      one.match->no_matches.push_back({match.partner, "room", "its room is taken by others in this batch"});
    matches.clear();
    one.match->together.clear();
    one.match->whole = one.match->beside = rules::Offer::none;
  }
}

}  // namespace goodword::engine
