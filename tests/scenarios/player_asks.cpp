// Asking for referrals: planned, recorded, and what the list of asks then says.
#include <algorithm>

#include "engine/brief.hpp"
#include "engine/objection.hpp"
#include "scenarios/player.hpp"
#include "scenarios/words.hpp"

namespace goodword::testing {
namespace {

/// The list of asks, a line each, as `goodword asks` has it: those of one seller.
std::string asks_of(const engine::AskBook& book, const std::string& seller) {
  std::string text;
  for (const auto& entry : book.entries) {
    const auto& ask = entry.ask;
    if (ask.seller() != seller) continue;
    text += entry.name + ": " + std::string(ask.state);
    if (ask.plan) text += " by " + base::to_text(ask.plan->by) + " for " + ask.plan->purpose;
    if (ask.asked_at) text += "; asked " + base::to_text(base::date_of(*ask.asked_at)) + " " + ask.words;
    if (ask.plan && ask.plan->cold) text += "; cold: " + ask.plan->missing + "; despite: " + ask.plan->despite;
    text += "\n";
  }
  for (const auto& one : book.proposals) {
    if (one.seller != seller) continue;
    text += "proposed " + one.name + ", " + one.source + ": " +
            (one.missing.empty() ? one.reason : "not yet, " + one.missing) + "\n";
  }
  const auto count = book.counts.find(seller);
  if (count != book.counts.end())
    text += "asked " + std::to_string(count->second.asked) + ", given " + std::to_string(count->second.given) +
            ", cold " + std::to_string(count->second.cold) + "\n";
  return text;
}

/// "Joan Marsh by Dev" to who and seller id.
std::pair<std::string, std::string> who_and_seller(const Step& step, const std::string& head) {
  const auto [who, seller] = halves(step, head, " by ");
  return {who, base::lower(seller)};
}

}  // namespace

model::AskedOf Player::whom(const Step& step, const std::string& name) const {
  std::string partner = name;
  if (take(partner, "partner ")) return {{}, partner};
  return {{"main", model::Kind::contact, contact(step, name)}};
}

std::vector<engine::PartnerReading> Player::read_circle(const Step& step) {
  gather();
  auto partners = engine::read_partners(stage_.circle, stage_.store(), ruling_.ties, stage_.clock.now());
  if (!partners) bad(step, base::to_text(partners.error()));
  return std::move(*partners);
}

engine::AskGround Player::ask_ground() {
  return {stage_.store(), stage_.circle, stage_.policy.tag_prefix, stage_.clock.now()};
}

void Player::ask(const Step& step) {
  const auto [head, rest] = halves(step, step.rest, ":");
  const auto [name, seller] = who_and_seller(step, head);
  const auto list = parts(rest, ';');
  const auto by = base::parse_date(list.empty() ? "" : list.front());
  if (!by) bad(step, "asked by which day?");
  model::Ask wish{whom(step, name), *by, "", seller, seller, stage_.clock.now()};
  for (std::size_t i = 1; i < list.size(); ++i) {
    std::string part = list[i];
    if (take(part, "for "))
      wish.purpose = part;
    else if (take(part, "despite "))
      wish.despite = part;
    else
      bad(step, "unknown about an ask: " + part);
  }
  const auto subject = engine::ask_subject(ask_ground(), wish.whom, read_circle(step));
  if (!subject) bad(step, base::to_text(subject.error()));
  const auto asks = engine::asks_in(stage_.store()).value();
  const auto plan = engine::plan_ask(wish, *subject, asks, stage_.policy.cold_asks_per_seller);
  refused_ = plan ? "" : base::to_text(plan.error());
  if (!plan) return;
  ports::DeskCommit commit;
  commit.asks = {*plan};
  if (const auto stored = stage_.store().commit_desk(commit); !stored) bad(step, base::to_text(stored.error()));
}

void Player::asked(const Step& step) {
  const auto [head, rest] = halves(step, step.rest, ":");
  const auto [name, seller] = who_and_seller(step, head);
  const auto end = rest.find(' ');
  const model::Asked told{whom(step, name), rest.substr(0, end),
                          end == std::string::npos ? "" : std::string(base::trim(rest.substr(end))), seller,
                          stage_.clock.now()};
  const auto subject = engine::ask_subject(ask_ground(), told.whom, read_circle(step));
  if (!subject) bad(step, base::to_text(subject.error()));
  const auto asks = engine::asks_in(stage_.store()).value();
  const auto stored = stage_.store().commit_desk(engine::told_asked(told, *subject, asks));
  if (!stored) bad(step, base::to_text(stored.error()));
}

void Player::drop(const Step& step) {
  const auto [name, seller] = who_and_seller(step, step.rest);
  ports::DeskCommit commit;
  commit.asks = {{whom(step, name), base::date_of(stage_.clock.now()), "", seller, seller, stage_.clock.now()}};
  commit.asks.back().dropped = true;
  if (const auto stored = stage_.store().commit_desk(commit); !stored) bad(step, base::to_text(stored.error()));
}

void Player::expect_ledger(const Step& step, const std::string& id, const std::string& rest) {
  gather();
  const auto dossier = stage_.dossier(id);
  std::string text;
  for (const auto& one : engine::objections_of(dossier)) text += "objection of " + one.by + ": " + one.words + "\n";
  for (const auto& line : engine::ledger_answer(dossier, stage_.circle, stage_.store().received().value()))
    text += line + "\n";
  check(step, text.find(rest) != std::string::npos, "\n" + text);
}

void Player::expect_brief(const Step& step, const std::string& id, const std::string& rest) {
  gather();
  const auto dossier = stage_.dossier(id);
  const auto sellers = engine::sellers_by_user(stage_.store(), "main", stage_.circle.firm).value();
  const auto owner = sellers.find(dossier.contact.text(model::contact::owner));
  const std::string seller = owner == sellers.end() ? "" : engine::first_contact(stage_.circle.firm, owner->second);
  const auto letter =
      engine::brief_letter({dossier, stage_.circle, stage_.policy, seller, stage_.policy.language}, stage_.letters);
  if (!letter) bad(step, base::to_text(letter.error()));
  const auto text = letter->title + "\n" + letter->body;
  check(step, text.find(rest) != std::string::npos, "\n" + text);
}

void Player::expect_asks(const Step& step, const std::string& seller, std::string rest) {
  const auto book = engine::read_ask_book(ask_ground(), {"main"}, read_circle(step));
  if (!book) bad(step, base::to_text(book.error()));
  const std::string text = asks_of(*book, seller);
  const bool wanted = !take(rest, "no ");
  check(step, (text.find(rest) != std::string::npos) == wanted, "\n" + text);
}

}  // namespace goodword::testing
