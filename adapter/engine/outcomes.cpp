#include "engine/outcomes.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "engine/follow_up.hpp"

namespace goodword::engine {
namespace {

using model::Referral;
using model::ReferralEvent;
using rules::DeskWord;

constexpr std::array rows = {NewsRow{"acknowledged", "acknowledge"},
                             NewsRow{"contacted", "contact"},
                             NewsRow{"met", "meet"},
                             NewsRow{"working", "start_work"},
                             NewsRow{"on-hold", "hold"},
                             NewsRow{"won", "win"},
                             NewsRow{"lost", "lose"},
                             NewsRow{"no-fit", "find_no_fit"},
                             NewsRow{"given-back", "give_back"},
                             NewsRow{"never-contacted", "miss"},
                             NewsRow{"duplicate", "know_already"},
                             NewsRow{"invalid", "find_invalid"},
                             NewsRow{"disputed", "dispute"},
                             NewsRow{"thanked-prospect", "thank_prospect"},
                             NewsRow{"thanked-partner", "thank_partner"},
                             NewsRow{"settled", "settle"},
                             NewsRow{"prospect-content", "prospect_content"},
                             NewsRow{"prospect-complains", "prospect_complains"},
                             NewsRow{"partner-content", "partner_content"},
                             NewsRow{"partner-complains", "partner_complains"},
                             NewsRow{"corrected", "correct"},
                             NewsRow{"entered-in-error", "enter_in_error"}};

constexpr auto kinds = std::to_array<std::string_view>({"none", "fee", "discount", "waived", "barred"});

/// "fee: transferred"; of a value without a word a fee; "none" where neither says more.
std::string settled_as(std::string_view word, bool has_value, const std::string& words) {
  const bool known = std::ranges::find(kinds, word) != kinds.end();
  const std::string kind(known ? word : has_value ? "fee" : "none");
  const std::string rest(known || has_value ? words : base::trim(std::string(word) + " " + words));
  return rest.empty() ? kind : kind + ": " + rest;
}

const NewsRow* row_of(std::string_view word) {
  const auto found = std::ranges::find(rows, word, &NewsRow::word);
  return found == rows.end() ? nullptr : &*found;
}

/// Whether people tell it: offers, answers, introductions and what the clock does have ways of their own.
bool is_news(std::string_view event) { return std::ranges::find(rows, event, &NewsRow::event) != rows.end(); }

bool is_meant(const DeskWord& word, const Referral& referral, const Circle& circle) {
  if (!word.tag.empty()) return std::ranges::find(referral.tags_then, word.tag) == referral.tags_then.end();
  if (word.at < base::start_of(base::date_of(referral.opened))) return false;
  return names(word, circle, referral.partner);
}

/// One of those that news may be about, as it is after what has been heard so far.
struct Told {
  Referral referral;
  base::Instant newest;  ///< when it was last heard of
};

/// All that are under way, and those that ended after an introduction and of which something may still be told.
std::vector<Told> told_about(const model::Dossier& dossier, const DeskGround& ground) {
  std::vector<Told> made;
  for (const auto& referral : dossier.referrals) {
    const bool over = model::phase_of(referral.state) == model::ReferralPhase::over;
    const bool ended = over && model::referral_step(referral.state, "prospect_content") != nullptr;
    if (!ended && !is_under_way(referral)) continue;
    const auto events = ground.events_of(referral);
    Told told{referral, introduced_at(referral, events)};
    for (const auto& event : events) {
      if (event.event != "ask") told.newest = std::max(told.newest, event.at);
    }
    made.push_back(std::move(told));
  }
  return made;
}

/// Whether it was heard before; or, where several partners had them and it names none, whether the same was told of one
/// of them since. A tag tells it once, of whomever.
bool is_heard(const DeskWord& word, const NewsRow& row, const DeskGround& ground, const ports::DeskCommit& commit) {
  const auto introduced = std::ranges::count_if(ground.events, [](const auto& one) {
    return std::ranges::find(one.second, "introduce", &ReferralEvent::event) != one.second.end();
  });
  const bool names_nobody = introduced > 1 && word.partner.empty();
  const auto tells = [&](const ReferralEvent& event) {
    if (event.event != row.event) return false;
    return event.proof == proof_of(word) || (names_nobody && (!word.tag.empty() || event.at >= word.at));
  };
  return std::ranges::any_of(commit.events, tells) ||
         std::ranges::any_of(ground.events, [&](const auto& one) { return std::ranges::any_of(one.second, tells); });
}

/// Whom the word may be about: the partner it names; else those under way, or where none is the newest that ended.
std::vector<Told*> meant_by(const DeskWord& word, const NewsRow& row, std::vector<Told>& told,
                            const DeskGround& ground) {
  const bool any_under_way = std::ranges::any_of(told, [](const Told& one) { return is_under_way(one.referral); });
  std::vector<Told*> meant;
  for (auto& one : told) {
    const bool newest = any_under_way ? is_under_way(one.referral) : &one == &told.back();
    const bool looked_at = newest || !word.partner.empty();
    // A line of the day carries no hour; what is older than the last news is no news.
    const bool is_news = word.at + std::chrono::hours(24) >= one.newest;
    const bool follows = model::referral_step(one.referral.state, row.event) != nullptr;
    if (looked_at && is_news && follows && is_meant(word, one.referral, ground.circle)) meant.push_back(&one);
  }
  return meant;
}

/// Several partners have them at once, and nobody said whose news this is.
model::LeftAlone which_one(const model::Dossier& dossier, const DeskWord& word, const std::vector<Told*>& meant,
                           const DeskGround& ground) {
  std::vector<std::string> partners;
  for (const auto* one : meant) partners.push_back(one->referral.partner);
  const auto prefix = ground.policy.tag_prefix;
  return {dossier.ref(), model::display_name(dossier.contact), "question",
          (word.tag.empty() ? prefix + ": " + word.word : word.tag) + ": of which partner? Write a note: " + prefix +
              ": " + word.word + (word.value.empty() ? "" : "=" + word.value) + " to " +
              base::join(partners, ", or to ")};
}

ReferralEvent news_event(const Referral& referral, const NewsRow& row, const DeskWord& word, const DeskGround& ground) {
  ReferralEvent event{
      referral.id, std::string(row.event), std::min(word.at, ground.now), word.by, word.how, proof_of(word),
      word.source};
  if (row.event == "win" || row.event == "settle")
    event.value = rules::amount_in(word.value, ground.circle.firm.currency);
  if (row.event == "settle") event.reason = settled_as(base::lower(word.value), event.value.has_value(), event.reason);
  return event;
}

/// The referral after the event, and the event, put into the commit; false where it is not so far.
bool take(Referral& referral, ReferralEvent event, const DeskGround& ground, ports::DeskCommit& commit) {
  const auto* step = model::referral_step(referral.state, event.event);
  if (step == nullptr) return false;
  referral.state = step->to;
  const auto known = ground.events_of(referral);
  std::vector<ReferralEvent> before(known.begin(), known.end());
  std::ranges::copy_if(commit.events, std::back_inserter(before),
                       [&](const ReferralEvent& one) { return one.referral == referral.id; });
  referral.next_by = next_by(referral, event.event, ground.now, before, ground.policy);
  std::erase_if(commit.referrals, [&](const Referral& one) { return one.id == referral.id; });
  commit.referrals.push_back(referral);
  // What was never meant stands on no yes: nothing more leaves under one.
  const auto consents = ground.consents.find(referral.id);
  if (event.event == "enter_in_error" && consents != ground.consents.end())
    std::ranges::copy(consents->second, std::back_inserter(commit.withdrawn));
  commit.events.push_back(std::move(event));
  return true;
}

}  // namespace

std::span<const NewsRow> news_table() { return rows; }
std::span<const std::string_view> settlements() { return kinds; }

void hear_news(const model::Dossier& dossier, const rules::DeskReading& desk, const DeskGround& ground, Heard& heard) {
  auto told = told_about(dossier, ground);
  for (const auto& word : desk.words) {  // by time
    const auto* row = row_of(word.word);
    if (row == nullptr || is_heard(word, *row, ground, heard.commit)) continue;
    const auto meant = meant_by(word, *row, told, ground);
    if (meant.size() > 1) heard.questions.push_back(which_one(dossier, word, meant, ground));
    if (meant.size() != 1) continue;
    take(meant.front()->referral, news_event(meant.front()->referral, *row, word, ground), ground, heard.commit);
  }
}

base::Result<ports::DeskCommit> record_news(const Referral& referral, const SpokenNews& news,
                                            const DeskGround& ground) {
  Referral moved = referral;
  ports::DeskCommit commit;
  commit.at = ground.now;
  ReferralEvent event{referral.id, news.event, std::min(news.at, ground.now), news.by, news.how, "review", news.reason};
  event.value = news.value;
  if (news.event == "settle") event.reason = settled_as(news.settled, news.value.has_value(), news.reason);
  if (is_news(news.event) && take(moved, std::move(event), ground, commit)) return commit;
  std::vector<std::string> possible;
  for (const auto& row : rows) {
    if (model::referral_step(referral.state, row.event) != nullptr) possible.emplace_back(row.word);
  }
  return base::failure("usage", "referral " + referral.id + " is " + std::string(model::to_text(referral.state)) +
                                    ": \"" + news.event + "\" does not follow; " +
                                    (possible.empty() ? "nothing more can be told of it"
                                                      : "what can be told: " + base::join(possible, ", ")));
}

}  // namespace goodword::engine
