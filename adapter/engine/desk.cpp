#include "engine/desk.hpp"

#include <algorithm>
#include <array>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "engine/letters.hpp"
#include "engine/outcomes.hpp"

namespace goodword::engine {
namespace {

using base::Instant;
using model::Party;
using model::Referral;
using model::ReferralState;
using rules::DeskWord;

/// An answer of the desk, the event it is, and the state of the offer that waits for it.
struct AnswerRow {
  std::string_view word;
  std::string_view event;
  ReferralState waits;
  bool is_yes = false;
};
constexpr std::array answer_rows = {
    AnswerRow{"prospect-yes", "prospect_yes", ReferralState::offered_prospect, true},
    AnswerRow{"prospect-no", "prospect_no", ReferralState::offered_prospect},
    AnswerRow{"prospect-wants-us", "prospect_wants_us", ReferralState::offered_prospect},
    AnswerRow{"partner-yes", "partner_yes", ReferralState::offered_partner, true},
    AnswerRow{"partner-no", "partner_no", ReferralState::offered_partner},
};

std::string name_of(const model::Dossier& dossier) {
  const std::string company = dossier.company ? dossier.company->text(model::company::name) : "";
  return company.empty() ? model::display_name(dossier.contact) : company;
}

model::LeftAlone question(const model::Dossier& dossier, std::string text) {
  return {dossier.ref(), name_of(dossier), "question", std::move(text)};
}

/// Whether a word was said after the offer went out: a line by its time, a tag by not having been there.
bool said_since(const DeskWord& word, const Referral& referral) {
  if (!word.tag.empty()) return std::ranges::find(referral.tags_then, word.tag) == referral.tags_then.end();
  return word.at >= referral.opened;
}

/// The best telling of one answer: a line that says how, else any line, else the tag.
const DeskWord* telling(const rules::DeskReading& desk, std::string_view word, const Referral& referral) {
  const DeskWord* best = nullptr;
  for (const auto& said : desk.words) {
    if (said.word != word || !said_since(said, referral)) continue;
    const bool better =
        best == nullptr || (best->how.empty() && !said.how.empty()) || (!best->tag.empty() && said.tag.empty());
    if (better) best = &said;
  }
  return best;
}

bool names(const DeskWord& word, const Circle& circle, const std::string& partner) {
  if (word.partner.empty() || base::lower(word.partner) == base::lower(partner)) return true;
  const auto* known = model::partner_by_id(circle.partners, partner);
  return known != nullptr && base::lower(word.partner) == base::lower(known->name);
}

std::string proof_of(const DeskWord& word) {
  return word.tag.empty() ? model::to_text(word.record) : "tag " + word.tag;
}

model::Consent consent_for(const Referral& referral, const SpokenYes& yes, const DeskGround& ground) {
  const auto& circle = ground.circle;
  const auto* partner = model::partner_by_id(circle.partners, referral.partner);
  const std::string service = model::service_name(circle.services, referral.need, ground.policy.language);
  model::Consent consent;
  consent.id = base::sha256_hex(referral.id + "|" + std::string(model::to_text(yes.party)) + "|" + referral.partner)
                   .substr(0, 16);
  consent.referral = referral.id;
  consent.party = yes.party;
  consent.receiver = referral.partner;
  if (yes.party == Party::prospect) consent.fields = {"name", "email", "need"};
  consent.purpose = "introduction for " + service;
  const auto& language = ground.policy.language;
  consent.wording =
      phrase(ground.letters, language, yes.party == Party::prospect ? "consent-prospect" : "consent-partner",
             {{"partner", partner ? partner->name : referral.partner},
              {"service", service},
              {"shared", shared_in_words(consent.fields, ground.letters, language)},
              {"terms", referral.terms}});
  consent.recorded_by = yes.by;
  consent.how = yes.how;
  consent.proof = yes.proof;
  consent.at = std::min(yes.at, ground.now);
  consent.until = consent.at + ground.policy.consent_life;
  return consent;
}

void take_step(const Referral& referral, std::string_view event, const SpokenYes& said, ports::DeskCommit& commit) {
  const auto* row = model::referral_step(referral.state, event);
  if (row == nullptr) return;
  Referral moved = referral;
  moved.state = row->to;
  moved.next_by.reset();
  commit.referrals.push_back(moved);
  commit.events.push_back({referral.id, std::string(event), said.at, said.by, said.how, said.proof, ""});
}

/// All answers that the open offer could have got.
struct Told {
  const AnswerRow* row;
  const DeskWord* word;
};
std::vector<Told> told_about(const rules::DeskReading& desk, const Referral& referral) {
  std::vector<Told> told;
  for (const auto& row : answer_rows) {
    if (row.waits != referral.state) continue;
    if (const DeskWord* word = telling(desk, row.word, referral)) told.push_back({&row, word});
  }
  std::ranges::stable_sort(told, [](const Told& a, const Told& b) { return a.word->at > b.word->at; });
  return told;
}

void hear_answer(const model::Dossier& dossier, const Referral& referral, const rules::DeskReading& desk,
                 const DeskGround& ground, Heard& heard) {
  const auto told = told_about(desk, referral);
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
  const SpokenYes said{row->word.starts_with("partner") ? Party::partner : Party::prospect, word->by, word->how,
                       proof_of(*word), std::min(word->at, ground.now)};
  take_step(referral, row->event, said, heard.commit);
  if (row->is_yes) heard.commit.consents.push_back(consent_for(referral, said, ground));
  if (row->event == "prospect_wants_us") {
    heard.commit.answers.push_back(
        {dossier.ref(), "wants_us", "yes", "said so when offered " + referral.partner, said.by, said.at});
  }
}

/// A withdrawal stops whatever is on its way, and recalls what has left.
void hear_withdrawal(const rules::DeskReading& desk, const Referral& referral, const DeskGround& ground, Heard& heard) {
  const DeskWord* word = telling(desk, "withdraw", referral);
  if (word == nullptr) return;
  const SpokenYes said{Party::prospect, word->by, word->how, proof_of(*word), std::min(word->at, ground.now)};
  heard.commit = {};
  take_step(referral, "withdraw", said, heard.commit);
  heard.commit.withdrawn = ground.consents_in_force;
}

const std::vector<std::string_view>& offer_words() {
  static const std::vector<std::string_view> words = {"prospect-yes", "prospect-no", "prospect-wants-us", "partner-yes",
                                                      "partner-no"};
  return words;
}

/// A tag that answers an offer nobody made is a question, not a yes.
void hear_stray_answers(const model::Dossier& dossier, const rules::DeskReading& desk, Heard& heard) {
  for (const auto& word : desk.words) {
    if (word.tag.empty() || std::ranges::find(offer_words(), word.word) == offer_words().end()) continue;
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
    const bool waits =
        referral.state == ReferralState::offered_prospect || referral.state == ReferralState::offered_partner;
    if (waits) open.push_back(&referral);
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

const model::Partner* partner_named(const Circle& circle, const std::string& words) {
  const auto found = std::ranges::find_if(circle.partners, [&](const model::Partner& one) {
    return base::lower(one.id) == base::lower(words) || base::lower(one.name) == base::lower(words);
  });
  return found == circle.partners.end() ? nullptr : &*found;
}

Heard hear(const model::Dossier& dossier, const rules::DeskReading& desk, const DeskGround& ground) {
  Heard heard;
  hear_offers(dossier, desk, ground, heard);
  if (!dossier.referrals.empty()) hear_withdrawal(desk, dossier.referrals.back(), ground, heard);
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
  const auto waits = yes.party == Party::prospect ? ReferralState::offered_prospect : ReferralState::offered_partner;
  if (referral.state != waits || referral.contact != dossier.ref()) {
    return base::failure("usage", "referral " + referral.id + " is " + std::string(model::to_text(referral.state)) +
                                      ": it waits for no yes of the " + std::string(model::to_text(yes.party)));
  }
  ports::DeskCommit commit;
  take_step(referral, yes.party == Party::prospect ? "prospect_yes" : "partner_yes", yes, commit);
  commit.consents.push_back(consent_for(referral, yes, ground));
  commit.at = ground.now;
  return commit;
}

}  // namespace goodword::engine
