#include "engine/desk.hpp"

#include <algorithm>
#include <array>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "engine/follow_up.hpp"
#include "engine/letters.hpp"
#include "engine/outcomes.hpp"
#include "engine/together.hpp"

namespace goodword::engine {
namespace {

using base::Instant;
using model::Party;
using model::Referral;
using model::ReferralState;
using rules::DeskWord;

/// An answer of the desk, the event it is, and the receipt a yes leaves.
struct AnswerRow {
  std::string_view word;
  std::string_view event;
  bool is_yes = false;
};
constexpr std::array answer_rows = {
    AnswerRow{"prospect-yes", "prospect_yes", true},     AnswerRow{"prospect-no", "prospect_no"},
    AnswerRow{"prospect-wants-us", "prospect_wants_us"}, AnswerRow{"prospect-meet-first", "prospect_meet_first", true},
    AnswerRow{"partner-yes", "partner_yes", true},       AnswerRow{"partner-no", "partner_no"},
    AnswerRow{"partner-asks", "partner_asks"},           AnswerRow{"partner-told", "tell_partner"},
    AnswerRow{"partner-names", "partner_names_another"},
};

/// What a yes in this state is for.
model::Scope scope_of(ReferralState state, std::string_view event) {
  const bool meeting = state == ReferralState::meeting_offered || event == "prospect_meet_first";
  return meeting ? model::Scope::meeting : model::Scope::introduction;
}

bool waits_for_answer(const Referral& referral) {
  return std::ranges::any_of(
      answer_rows, [&](const auto& row) { return model::referral_step(referral.state, row.event) != nullptr; });
}

std::string name_of(const model::Dossier& dossier) {
  const std::string company = dossier.company ? dossier.company->text(model::company::name) : "";
  return company.empty() ? model::display_name(dossier.contact) : company;
}

model::LeftAlone question(const model::Dossier& dossier, std::string text) {
  return {dossier.ref(), name_of(dossier), "question", std::move(text)};
}

/// When what waits for an answer went out: the offer to the prospect, the card to the partner, the letters to both
/// before a meeting.
Instant went_out(const Referral& referral, const DeskGround& ground) {
  Instant out = referral.opened;
  for (const auto& event : ground.events_of(referral)) {
    if (event.event.starts_with("offer_") || event.event == "arrange_meeting") out = event.at;
  }
  return out;
}

/// Whether a word was said after the offer went out: a line by its time, a tag by not having been there.
bool said_since(const DeskWord& word, const Referral& referral, Instant out) {
  if (!word.tag.empty()) return std::ranges::find(referral.tags_then, word.tag) == referral.tags_then.end();
  return word.at >= out;
}

bool is_recorded(std::span<const model::ReferralEvent> events, std::string_view event, const DeskWord& word) {
  return std::ranges::any_of(events,
                             [&](const auto& one) { return one.event == event && one.proof == proof_of(word); });
}

/// The best telling of one answer: a line that says how, else any line, else the tag. Some answers may come twice, a
/// question and its answer: each line and each tag counts once.
const DeskWord* telling(const rules::DeskReading& desk, const AnswerRow& row, const Referral& referral,
                        const DeskGround& ground) {
  // The prospect may take it back at any time, whoever was asked last.
  const Instant out = row.event == "withdraw" ? referral.opened : went_out(referral, ground);
  const DeskWord* best = nullptr;
  for (const auto& said : desk.words) {
    const bool known = is_recorded(ground.events_of(referral), row.event, said);
    if (said.word != row.word || known || !said_since(said, referral, out)) continue;
    const bool better =
        best == nullptr || (best->how.empty() && !said.how.empty()) || (!best->tag.empty() && said.tag.empty());
    if (better) best = &said;
  }
  return best;
}

void take_step(const Referral& referral, std::string_view event, const SpokenYes& said, const DeskGround& ground,
               ports::DeskCommit& commit) {
  const auto* row = model::referral_step(referral.state, event);
  if (row == nullptr) return;
  Referral moved = referral;
  moved.state = row->to;
  moved.next_by = next_by(moved, event, ground.now, {}, ground.policy);
  commit.referrals.push_back(moved);
  commit.events.push_back({referral.id, std::string(event), said.at, said.by, said.how, said.proof, said.reason});
}

void keep_that_they_want_us(const Referral& referral, const SpokenYes& said, ports::DeskCommit& commit) {
  commit.answers.push_back(
      {referral.contact, "wants_us", "yes", "said so when offered " + referral.partner, said.by, said.at});
}

/// All answers that the open offer could have got.
struct Told {
  const AnswerRow* row;
  const DeskWord* word;
};
std::vector<Told> told_about(const rules::DeskReading& desk, const Referral& referral, const DeskGround& ground) {
  std::vector<Told> told;
  for (const auto& row : answer_rows) {
    if (model::referral_step(referral.state, row.event) == nullptr) continue;
    if (const DeskWord* word = telling(desk, row, referral, ground)) told.push_back({&row, word});
  }
  std::ranges::stable_sort(told, [](const Told& a, const Told& b) { return a.word->at > b.word->at; });
  return told;
}

/// Whom a partner names is asked like any other, with a yes of its own: the name alone moves nothing, and what a seller
/// ordered stands.
void hear_named(const model::Dossier& dossier, const SpokenYes& said, const DeskGround& ground, Heard& heard) {
  if (const auto* named = partner_named(ground.circle, said.reason)) {
    heard.commit.answers.push_back(
        {dossier.ref(), std::string(named_in_place), named->id, "named by a partner", said.by, said.at});
    return;
  }
  heard.questions.push_back(
      question(dossier, "the partner names " + said.reason + ", who is not in the circle yet: goodword partners add"));
}

void hear_answer(const model::Dossier& dossier, const Referral& referral, const rules::DeskReading& desk,
                 const DeskGround& ground, Heard& heard) {
  const auto told = told_about(desk, referral, ground);
  if (told.empty()) return;
  const auto& [row, word] = told.front();
  if (told.size() > 1) {
    heard.questions.push_back(question(dossier, "answers contradict each other: " + std::string(told[1].row->word) +
                                                    " and, later, " + std::string(row->word)));
    if (told[0].word->at == told[1].word->at) return;
  }
  if (!names(*word, ground.circle, referral.partner)) {
    heard.questions.push_back(
        question(dossier, "the answer names " + word->partner + ", but the open offer is to " + referral.partner));
    return;
  }
  if (row->is_yes && (word->how.empty() || word->by.empty())) {
    heard.questions.push_back(
        question(dossier, std::string(row->word) + ": who asked, and how? Write a note: " + ground.policy.tag_prefix +
                              ": " + std::string(row->word) + " by phone, or: goodword review consent " + referral.id));
    return;
  }
  const SpokenYes said{row->word.starts_with("partner") ? Party::partner : Party::prospect,
                       word->by,
                       word->how,
                       proof_of(*word),
                       std::min(word->at, ground.now),
                       scope_of(referral.state, row->event),
                       word->value};
  take_step(referral, row->event, said, ground, heard.commit);
  if (row->is_yes) heard.commit.consents.push_back(consent_for(referral, said, ground));
  if (row->event == "partner_names_another") hear_named(dossier, said, ground, heard);
  if (row->event == "prospect_wants_us") keep_that_they_want_us(referral, said, heard.commit);
}

/// A withdrawal stops whatever is on its way, and recalls what has left: of every referral of theirs, for nobody says
/// which one they mean.
void hear_withdrawal(const model::Dossier& dossier, const rules::DeskReading& desk, const DeskGround& ground,
                     Heard& heard) {
  ports::DeskCommit withdrawn;
  for (const auto& referral : dossier.referrals) {
    const DeskWord* word = telling(desk, {"withdraw", "withdraw"}, referral, ground);
    if (word == nullptr) continue;
    const SpokenYes said{Party::prospect, word->by, word->how, proof_of(*word), std::min(word->at, ground.now)};
    take_step(referral, "withdraw", said, ground, withdrawn);
    const auto consents = ground.consents.find(referral.id);
    if (consents != ground.consents.end()) std::ranges::copy(consents->second, std::back_inserter(withdrawn.withdrawn));
  }
  if (!withdrawn.events.empty() || !withdrawn.withdrawn.empty()) heard.commit = std::move(withdrawn);
}

/// A word that takes back, said after all offers had ended: nothing is left to take back, and nothing more is offered
/// until a person lifts it. One that ended a referral of theirs, or was lifted already, says nothing new.
void hear_late_withdrawal(const model::Dossier& dossier, const rules::DeskReading& desk, const DeskGround& ground,
                          Heard& heard) {
  if (dossier.referrals.empty()) return;
  for (const auto& word : desk.words) {
    const std::string why = "took it back: " + proof_of(word);
    const auto ends_or_ended = [&](const Referral& one) {
      return model::referral_step(one.state, "withdraw") != nullptr || !said_since(word, one, one.opened) ||
             is_recorded(ground.events_of(one), "withdraw", word);
    };
    if (word.word != "withdraw" || std::ranges::any_of(dossier.referrals, ends_or_ended) ||
        std::ranges::find(dossier.answers, why, &model::PersonAnswer::source) != dossier.answers.end())
      continue;
    heard.commit.answers.push_back({dossier.ref(), "private", "yes", why, word.by, std::min(word.at, ground.now)});
    heard.questions.push_back(
        question(dossier, "a yes was taken back after all was over, so nothing more is offered: goodword answer " +
                              dossier.contact.id() + " private=no lifts it"));
  }
}

/// A tag that answers an offer nobody made is a question, not a yes.
void hear_stray_answers(const model::Dossier& dossier, const rules::DeskReading& desk, Heard& heard) {
  for (const auto& word : desk.words) {
    if (word.tag.empty() || std::ranges::find(answer_rows, word.word, &AnswerRow::word) == answer_rows.end()) continue;
    heard.questions.push_back(
        question(dossier, word.tag + ": no offer to a partner is open, so this counts for nothing yet"));
  }
}

/// What an owner says against sharing, kept word for word: the note it stands in may go. What was typed in is kept
/// already.
void log_objection(const model::Dossier& dossier, const DeskWord& word, Heard& heard) {
  if (word.record.kind != model::Kind::activity) return;
  const auto words = std::string(base::trim(word.value + " " + word.source));
  const model::PersonAnswer said{dossier.ref(), "objection", words, "", word.by, word.at};
  if (!words.empty() && std::ranges::count(dossier.answers, said) == 0) heard.commit.answers.push_back(said);
}

/// A tag carries no time of its own: it says no more than that this partner sent them, once.
void hear_sender(const model::Dossier& dossier, const DeskWord& word, const DeskGround& ground, Heard& heard) {
  const auto* partner = partner_named(ground.circle, word.value);
  if (partner == nullptr) {
    heard.questions.push_back(
        question(dossier, "from=" + word.value + ": no such partner; goodword partners list names them"));
    return;
  }
  const model::Received received{dossier.ref(), partner->id, "", word.source, word.by, word.at};
  const bool known = std::ranges::any_of(dossier.received, [&](const model::Received& one) {
    return one.partner == partner->id && (!word.tag.empty() || one.at == word.at);
  });
  if (!known && word.at <= ground.now) heard.commit.received.push_back(received);
}

/// Answers to the one offer that is open, or questions where there are several, or none.
void hear_offers(const model::Dossier& dossier, const rules::DeskReading& desk, const DeskGround& ground,
                 Heard& heard) {
  std::vector<const Referral*> open;
  for (const auto& referral : dossier.referrals) {
    if (waits_for_answer(referral)) open.push_back(&referral);
  }
  if (open.size() > 1) {
    heard.questions.push_back(question(dossier, "more than one offer is open; goodword review consent names the one"));
  } else if (open.size() == 1) {
    hear_answer(dossier, *open.front(), desk, ground, heard);
  } else if (dossier.referrals.empty()) {
    hear_stray_answers(dossier, desk, heard);
  }
}

}  // namespace

std::string proof_of(const DeskWord& word) {
  return word.tag.empty() ? model::to_text(word.record) : "tag " + word.tag;
}

bool names(const DeskWord& word, const Circle& circle, const std::string& partner) {
  if (word.partner.empty() || base::lower(word.partner) == base::lower(partner)) return true;
  const auto* known = model::partner_by_id(circle.partners, partner);
  return known != nullptr && base::lower(word.partner) == base::lower(known->name);
}

std::vector<std::string> fields_to_ask_for(model::Scope scope) {
  if (scope == model::Scope::meeting) return {"name", "company"};
  return {"name", "email", "need"};
}

const model::Partner* partner_named(const Circle& circle, const std::string& words) {
  const auto found = std::ranges::find_if(circle.partners, [&](const model::Partner& one) {
    return base::lower(one.id) == base::lower(words) || base::lower(one.name) == base::lower(words);
  });
  return found == circle.partners.end() ? nullptr : &*found;
}

Heard hear(const model::Dossier& dossier, const rules::DeskReading& desk, const DeskGround& ground) {
  Heard heard;
  hear_offers(dossier, desk, ground, heard);
  hear_withdrawal(dossier, desk, ground, heard);
  hear_late_withdrawal(dossier, desk, ground, heard);
  if (heard.commit.referrals.empty()) hear_news(dossier, desk, ground, heard);
  for (const auto& word : desk.words) {
    if (word.word == "objection" || word.word == "keep") log_objection(dossier, word, heard);
    if (word.word == "from") hear_sender(dossier, word, ground, heard);
  }
  for (const auto& problem : desk.problems) heard.questions.push_back(question(dossier, problem));
  return heard;
}

base::Result<ports::DeskCommit> record_yes(const model::Dossier& dossier, const Referral& referral,
                                           const SpokenYes& yes, const DeskGround& ground) {
  const std::string_view event = yes.party == Party::partner          ? "partner_yes"
                                 : yes.scope == model::Scope::meeting ? "prospect_meet_first"
                                                                      : "prospect_yes";
  if (model::referral_step(referral.state, event) == nullptr || referral.contact != dossier.ref()) {
    return base::failure("usage", "referral " + referral.id + " is " + std::string(model::to_text(referral.state)) +
                                      ": it waits for no yes of the " + std::string(model::to_text(yes.party)));
  }
  SpokenYes said = yes;
  said.scope = scope_of(referral.state, event);
  ports::DeskCommit commit;
  take_step(referral, event, said, ground, commit);
  commit.consents.push_back(consent_for(referral, said, ground));
  commit.at = ground.now;
  return commit;
}

model::Consent consent_for(const Referral& referral, const SpokenYes& yes, const DeskGround& ground) {
  const auto& circle = ground.circle;
  const auto* partner = model::partner_by_id(circle.partners, referral.partner);
  const std::string service = model::needs_in_words(referral, circle.services, ground.policy.language);
  model::Consent consent;
  const bool meeting = yes.scope == model::Scope::meeting;
  const bool together = !meeting && referral.kind == model::ReferralKind::together;
  const std::string seed = referral.id + "|" + std::string(model::to_text(yes.party)) + "|" + referral.partner;
  consent.id = base::sha256_hex(seed + (meeting ? "|meeting" : "")).substr(0, 16);
  consent.referral = referral.id;
  consent.party = yes.party;
  consent.scope = yes.scope;
  consent.receiver = referral.partner;
  if (yes.party == Party::prospect) consent.fields = fields_to_ask_for(yes.scope);
  consent.purpose = (together ? "serving together" : std::string(model::to_text(yes.scope))) + " for " + service;
  const auto& language = ground.policy.language;
  const std::string wording = "consent-" + std::string(model::to_text(yes.party)) +
                              (meeting    ? "-meeting"
                               : together ? "-together"
                                          : "");
  Words words = agreement_words(referral.agreed);
  words.insert({{"partner", partner ? partner->name : referral.partner},
                {"service", service},
                {"shared", shared_in_words(consent.fields, ground.letters, language)},
                {"terms", referral.terms}});
  consent.wording = phrase(ground.letters, language, wording, words);
  consent.recorded_by = yes.by;
  consent.how = yes.how;
  consent.proof = yes.proof;
  consent.at = std::min(yes.at, ground.now);
  consent.until = consent.at + ground.policy.consent_life;
  return consent;
}

base::Result<ports::DeskCommit> record_answer(const model::Dossier& dossier, const Referral& referral,
                                              const SpokenAnswer& answer, const DeskGround& ground) {
  const auto row = std::ranges::find(answer_rows, answer.event, &AnswerRow::event);
  const bool follows = model::referral_step(referral.state, answer.event) != nullptr;
  if (row == answer_rows.end() || row->is_yes || !follows || referral.contact != dossier.ref()) {
    return base::failure("usage", "referral " + referral.id + " is " + std::string(model::to_text(referral.state)) +
                                      ": \"" + base::spaced(answer.event) + "\" does not follow");
  }
  const SpokenYes said{answer.event.starts_with("prospect") ? Party::prospect : Party::partner,
                       answer.by,
                       answer.how,
                       "review",
                       answer.at,
                       model::Scope::introduction,
                       answer.reason};
  ports::DeskCommit commit;
  take_step(referral, answer.event, said, ground, commit);
  if (row->event == "prospect_wants_us") keep_that_they_want_us(referral, said, commit);
  commit.at = ground.now;
  return commit;
}

}  // namespace goodword::engine
