// asks: whom to ask for a referral, by when, for what, and what came of it.
#include <algorithm>

#include "base/text.hpp"
#include "cli/look_up.hpp"
#include "cli/run.hpp"
#include "cli/run_asks.hpp"
#include "cli/show.hpp"
#include "engine/asks.hpp"

namespace goodword::cli {
namespace {

using base::Json;
using model::AskedOf;

constexpr std::string_view partner_mark = "partner:";
constexpr auto a_week = std::chrono::days(7);
constexpr auto four_weeks = std::chrono::days(28);

/// Somebody who was named, with what is known of asks and of the circle.
struct Named {
  Register circle;
  AskedOf whom;
  std::string name;
};

engine::AskGround ground_of(const Register& all) {
  return {all.program->store(), all.program->circle(), all.program->policy().tag_prefix, all.now};
}

/// Nothing, and `failure` set, where nobody is meant or more than one.
std::optional<Named> find_whom(Session& session, const std::string& words, int& failure) {
  auto all = read_register(session, session.assembly(failure), failure);
  if (!all) return std::nullopt;
  if (words.starts_with(partner_mark)) {
    const auto* one = find_partner(session, *all, words.substr(partner_mark.size()), failure);
    if (one == nullptr) return std::nullopt;
    Named made{{}, {{}, one->partner.id}, one->partner.name};
    made.circle = std::move(*all);
    return made;
  }
  const auto dossier = find_one(session, words, failure);
  if (!dossier) return std::nullopt;
  return Named{std::move(*all), {dossier->ref()}, model::display_name(dossier->contact)};
}

std::string known_sellers(const model::Firm& firm) {
  std::vector<std::string> known;
  for (const auto& seller : firm.sellers) known.push_back(seller.id);
  return base::join(known, ", ");
}

bool is_seller(const model::Firm& firm, const std::string& words) {
  return std::ranges::any_of(firm.sellers,
                             [&](const auto& seller) { return seller.id == words || seller.name == words; });
}

std::string seller_id(const model::Firm& firm, const std::string& words) {
  const auto found = std::ranges::find_if(
      firm.sellers, [&](const auto& seller) { return seller.id == words || seller.name == words; });
  return found == firm.sellers.end() ? "" : found->id;
}

/// What a proposal about them says, for who takes it.
base::Result<std::string> purpose_of(Session& session, const Named& named) {
  int failure = done;
  const auto book =
      engine::read_ask_book(ground_of(named.circle), session.chosen_crms({}, failure), named.circle.readings);
  if (!book) return tl::unexpected(book.error());
  const auto found = std::ranges::find(book->proposals, named.whom, &engine::AskProposal::whom);
  const bool partner = !named.whom.partner.empty() && found != book->proposals.end();
  return partner ? found->reason : std::string("whom they know that we could help");
}

/// By when: as typed, else in a week.
std::optional<base::Date> due_in(const Session& session, const Call& call, base::Instant now, int& failure) {
  if (base::parse_date(call.one("--by"))) {
    failure =
        session.console().complain("--by is who says so; the day by which they are asked is --due " + call.one("--by"));
    return std::nullopt;
  }
  if (!call.has("--due")) return base::date_of(now + a_week);
  const auto day = day_in(session, call, "--due", failure);
  if (!day || *day >= base::date_of(now)) return day;
  failure = session.console().complain("--due " + call.one("--due") + " is over already");
  return std::nullopt;
}

int store_commit(Session& session, daemon::Assembly& program, const ports::DeskCommit& commit) {
  const auto stored = program.store().commit_desk(commit);
  return stored ? static_cast<int>(done) : session.console().fail(stored.error());
}

bool is_of(const model::Firm& firm, const std::string& seller, const std::string& wanted) {
  return seller == seller_id(firm, wanted);
}

/// What was said in words, for people and for programs.
void say(const Session& session, const std::string& text) { session.console().line(text); }

}  // namespace

int note_asked(Session& session, const Call& call, const AskedWords& words) {
  int failure = done;
  const auto named = find_whom(session, words.whom, failure);
  if (!named) return failure;
  auto& program = *named->circle.program;
  const auto* row = rules::readiness_answer("asked");
  if (const auto slip = rules::slip_in_readiness(*row, words.result); !slip.empty())
    return session.console().complain(slip);
  const auto at = moment_of(session, call, named->circle.now, failure);
  if (!at) return failure;
  const auto subject = engine::ask_subject(ground_of(named->circle), named->whom, named->circle.readings);
  if (!subject) return session.console().fail(subject.error());
  const auto asks = engine::asks_in(program.store());
  if (!asks) return session.console().fail(asks.error());
  const auto* open = rules::open_ask(*asks, named->whom);
  if (open != nullptr && open->plan && base::date_of(*at) < base::date_of(open->plan->at))
    return session.console().complain("that was before it was planned, on " +
                                      base::to_text(base::date_of(open->plan->at)) + ": asks drop the plan first");
  const auto result = base::lower(words.result);
  const model::Asked asked{named->whom, result, words.said, author_of(session, call), *at};
  const auto stored = store_commit(session, program, engine::told_asked(asked, *subject, *asks));
  if (stored != done) return stored;
  say(session, result == "no"
                   ? "Noted: " + named->name + " was not asked after all."
                   : "Noted: " + named->name + " was asked, " + base::to_text(base::date_of(*at)) + ", by " + asked.by +
                         ": " + result_words(result) + (words.said.empty() ? "" : " (" + words.said + ")") + ".");
  if (result == "later") say(session, "To come back to it: goodword asks add WHOM --due DATE");
  return done;
}

int run_asks(Session& session, const Call& call) {
  int failure = done;
  const auto crms = session.chosen_crms({}, failure);
  if (crms.empty()) return failure;
  const auto all = read_register(session, session.assembly(failure), failure);
  if (!all) return failure;
  const auto& firm = all->program->circle().firm;
  auto book = engine::read_ask_book(ground_of(*all), crms, all->readings);
  if (!book) return session.console().fail(book.error());
  if (const auto wanted = call.one("--seller"); !wanted.empty()) {
    if (!is_seller(firm, wanted))
      return session.console().complain("no seller " + wanted + " in firm.json; known: " + known_sellers(firm));
    std::erase_if(book->entries, [&](const auto& one) { return !is_of(firm, one.ask.seller(), wanted); });
    std::erase_if(book->proposals, [&](const auto& one) { return !is_of(firm, one.seller, wanted); });
    std::erase_if(book->counts, [&](const auto& one) { return !is_of(firm, one.first, wanted); });
  }
  if (session.console().json()) {
    auto json = engine::to_json(*book);
    session.console().json_line(json.set("format_version", Json(1)));
    return done;
  }
  const auto since = call.has("--all") ? base::Instant() : all->now - four_weeks;
  session.console().line(base::trim(show_asks(*book, firm, since, all->now)));
  return done;
}

int run_asks_add(Session& session, const Call& call) {
  int failure = done;
  const auto named = find_whom(session, call.one("WHOM"), failure);
  if (!named) return failure;
  auto& program = *named->circle.program;
  const auto& firm = program.circle().firm;
  const auto now = named->circle.now;
  const auto due = due_in(session, call, now, failure);
  if (!due) return failure;
  const auto subject = engine::ask_subject(ground_of(named->circle), named->whom, named->circle.readings);
  if (!subject) return session.console().fail(subject.error());
  const auto seller = call.has("--seller") ? seller_id(firm, call.one("--seller")) : subject->seller;
  if (seller.empty())
    return session.console().complain(
        call.has("--seller") ? "no seller " + call.one("--seller") + " in firm.json; known: " + known_sellers(firm)
                             : "nobody owns this tie; say who asks: --seller " + known_sellers(firm));
  const auto purpose = call.has("--for") ? call.one("--for") : purpose_of(session, *named);
  if (!purpose) return session.console().fail(purpose.error());
  const auto asks = engine::asks_in(program.store());
  if (!asks) return session.console().fail(asks.error());
  model::Ask wish{named->whom, *due, *purpose, seller, author_of(session, call), now};
  wish.despite = call.one("--despite");
  const auto plan = engine::plan_ask(std::move(wish), *subject, *asks, program.policy().cold_asks_per_seller);
  if (!plan) return session.console().fail(plan.error());
  ports::DeskCommit commit;
  commit.asks = {*plan};
  if (const auto stored = store_commit(session, program, commit); stored != done) return stored;
  say(session, "On the list: " + seller + " asks " + named->name + " by " + base::to_text(*due) + ", for: " + *purpose);
  if (plan->cold) say(session, "This is a cold ask. Better first: " + plan->missing);
  return done;
}

int run_asks_record(Session& session, const Call& call) {
  return note_asked(session, call, {call.one("WHOM"), call.one("RESULT"), call.one("WORDS")});
}

int run_asks_drop(Session& session, const Call& call) {
  int failure = done;
  const auto named = find_whom(session, call.one("WHOM"), failure);
  if (!named) return failure;
  const auto asks = engine::asks_in(named->circle.program->store());
  if (!asks) return session.console().fail(asks.error());
  const auto* open = rules::open_ask(*asks, named->whom);
  if (open == nullptr || open->was_asked())
    return session.console().complain(named->name + " is not on the list of those to be asked: goodword asks");
  auto drop = *open->plan;
  drop.author = author_of(session, call);
  drop.at = named->circle.now;
  drop.dropped = true;
  ports::DeskCommit commit;
  commit.asks = {drop};
  if (const auto stored = store_commit(session, *named->circle.program, commit); stored != done) return stored;
  say(session, named->name + " is off the list.");
  return done;
}

}  // namespace goodword::cli
