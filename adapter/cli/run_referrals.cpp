// referrals: what became of those who were offered a better home, and noting what people tell of it.
#include <algorithm>

#include "base/text.hpp"
#include "cli/look_up.hpp"
#include "cli/run.hpp"
#include "cli/show.hpp"
#include "engine/outcomes.hpp"
#include "engine/referrals.hpp"
#include "rules/desk.hpp"

namespace goodword::cli {
namespace {

using base::Json;
using engine::ReferralEntry;

bool is_partner(const ReferralEntry& entry, const std::string& words) {
  return words.empty() || entry.referral.partner == words || base::lower(entry.partner) == base::lower(words);
}

std::vector<std::string> known_words() {
  std::vector<std::string> known;
  for (const auto& row : engine::news_table()) known.emplace_back(row.word);
  return known;
}

/// The event that a word tells; nothing, and `failure` set, where it tells none.
std::optional<std::string> event_in(const Session& session, const std::string& word, int& failure) {
  for (const auto& row : engine::news_table()) {
    if (row.word == word) return std::string(row.event);
  }
  const auto known = known_words();
  const std::string near = base::nearest(word, known);
  failure = session.console().complain(
      "nothing is told by \"" + word + "\"" +
      (near.empty() ? "; known: " + base::join(known, ", ") : "; did you mean " + near + "?"));
  return std::nullopt;
}

std::optional<engine::SpokenNews> news_in(Session& session, const Call& call, daemon::Assembly& program, int& failure) {
  const auto event = event_in(session, base::lower(call.one("WORD")), failure);
  if (!event) return std::nullopt;
  const auto at = moment_of(session, call, program.clock().now(), failure);
  if (!at) return std::nullopt;
  engine::SpokenNews news{*event, author_of(session, call), call.one("--how"), call.one("--reason"), {}, *at};
  news.settled = call.one("--as");
  const auto kinds = engine::settlements();
  if (call.has("--as") && (news.event != "settle" || std::ranges::find(kinds, news.settled) == kinds.end())) {
    failure = session.console().complain("--as goes with settled: " +
                                         base::join(std::vector<std::string>(kinds.begin(), kinds.end()), ", "));
    return std::nullopt;
  }
  if (!call.has("--value")) return news;
  news.value = rules::amount_in(call.one("--value"), program.circle().firm.currency);
  if (news.value) return news;
  failure = session.console().complain("--value is an amount such as 6400 or \"6400 EUR\", not " + call.one("--value"));
  return std::nullopt;
}

/// What is noted about them: pass-on, and the need where it is said.
std::vector<model::PersonAnswer> orders_of(const Session& session, const Call& call, const model::Ref& contact,
                                           const std::string& partner, base::Instant now) {
  const std::string by = author_of(session, call), reason = call.one("--reason");
  std::vector<model::PersonAnswer> orders = {{contact, "pass-on", partner.empty() ? "yes" : partner, reason, by, now}};
  if (call.has("--need")) orders.push_back({contact, "need", call.one("--need"), reason, by, now});
  return orders;
}

void say_passed_on(const Session& session, const Call& call, const daemon::Assembly& program,
                   const model::Dossier& dossier, const engine::PartnerReading* partner) {
  session.console().line("Noted: " + model::display_name(dossier.contact) + " is to be passed on" +
                         (partner ? " to " + partner->partner.name : "") + ". goodword plan " + dossier.crm +
                         " proposes the offer; nothing leaves before both said yes.");
  const bool known = dossier.decision && !dossier.decision->need.service.empty();
  if (!known && !call.has("--need"))
    session.console().line("What they look for is not known yet: say it with --need, or in the CRM with a tag " +
                           program.policy().tag_prefix + ":need-SERVICE.");
}

}  // namespace

int run_refer(Session& session, const Call& call) {
  int failure = done;
  const auto all = read_register(session, session.scoped(failure), failure);
  if (!all) return failure;
  auto& program = *all->program;
  const auto dossier = find_one(session, all->program, call.one("CONTACT"), failure);
  if (!dossier) return failure;
  const auto* partner = call.has("--to") ? find_partner(session, *all, call.one("--to"), failure) : nullptr;
  if (call.has("--to") && partner == nullptr) return failure;
  if (const auto slip = slip_in_need(program.circle(), call.one("--need")); !slip.empty())
    return session.console().complain(slip);
  const std::string id = partner ? partner->partner.id : "";
  ports::DeskCommit commit;  // both orders or neither
  commit.answers = orders_of(session, call, dossier->ref(), id, all->now);
  commit.at = all->now;
  if (const auto stored = program.store().commit_desk(commit); !stored) return session.console().fail(stored.error());
  say_passed_on(session, call, program, *dossier, partner);
  return done;
}

int run_referrals(Session& session, const Call& call) {
  int failure = done;
  auto* program = session.scoped(failure);
  const auto shown = call.has("--all") ? engine::ReferralsShown::all : engine::ReferralsShown::open;
  auto entries = read_referral_list(session, program, shown, failure);
  if (!entries) return failure;
  std::erase_if(*entries, [&](const auto& entry) { return !is_partner(entry, call.one("--partner")); });
  if (session.console().json()) {
    Json all = Json::array();
    for (const auto& entry : *entries) all.push(engine::to_json(entry));
    session.console().json_line(Json::object({{"format_version", Json(1)}, {"referrals", std::move(all)}}));
  } else {
    session.console().line(base::trim(show_referrals(*entries, program->clock().now())));
  }
  return done;
}

int run_referrals_show(Session& session, const Call& call) {
  int failure = done;
  auto* program = session.scoped(failure);
  const auto entry = find_referral(session, program, call.one("REFERRAL"), failure);
  if (!entry) return failure;
  if (session.console().json()) {
    session.console().json_line(engine::to_json(*entry).set("format_version", Json(1)));
  } else {
    session.console().line(base::trim(show_referral(*entry, program->clock().now())));
  }
  return done;
}

int run_referrals_record(Session& session, const Call& call) {
  int failure = done;
  auto* program = session.scoped(failure);
  const auto entry = find_referral(session, program, call.one("REFERRAL"), failure);
  if (!entry) return failure;
  const auto news = news_in(session, call, *program, failure);
  if (!news) return failure;
  engine::DeskGround ground{program->policy(),      program->circle(),
                            program->letters(),     {},
                            program->clock().now(), {{entry->referral.id, entry->events}}};
  const auto consents = program->store().consents(entry->referral.id);
  if (!consents) return session.console().fail(consents.error());
  for (const auto& consent : *consents) {
    if (!consent.withdrawn) ground.consents[entry->referral.id].push_back(consent.id);
  }
  const auto commit = engine::record_news(entry->referral, *news, ground);
  if (!commit) return session.console().complain(commit.error().detail);
  if (const auto stored = program->store().commit_desk(*commit); !stored) return session.console().fail(stored.error());
  const auto& moved = commit->referrals.front();
  session.console().line("Noted: " + entry->name + " and " + entry->partner + ", " + call.one("WORD") + ", by " +
                         news->by + ". The referral is " + base::spaced(model::to_text(moved.state)) +
                         (moved.next_by ? "; the next word is due by " +
                                              base::day_text(base::date_of(*moved.next_by), base::date_of(ground.now))
                                        : "") +
                         ".");
  return done;
}

}  // namespace goodword::cli
