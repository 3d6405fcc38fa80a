#include "invariants/oracle.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <stdexcept>

namespace goodword::invariants {
namespace {

using model::ReferralState;
using std::chrono::days;

const auto consent_life = days(90);  // "consent until introduced, at most 90 days"
const auto prospect_answer = days(14), partner_answer = days(7);

/// Rows of a question to the store's file, as text.
using Row = std::vector<std::string>;
std::vector<Row> ask(sqlite3* file, const char* sql, const std::vector<std::string>& with) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(file, sql, -1, &statement, nullptr) != SQLITE_OK)
    throw std::runtime_error(sqlite3_errmsg(file));
  for (std::size_t i = 0; i < with.size(); ++i)
    sqlite3_bind_text(statement, static_cast<int>(i) + 1, with[i].c_str(), -1, SQLITE_TRANSIENT);
  std::vector<Row> rows;
  while (sqlite3_step(statement) == SQLITE_ROW) {
    Row row;
    for (int i = 0; i < sqlite3_column_count(statement); ++i) {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, i));
      row.emplace_back(text == nullptr ? "" : text);
    }
    rows.push_back(std::move(row));
  }
  sqlite3_finalize(statement);
  return rows;
}

base::Instant instant(const std::string& micros) { return base::from_micros(micros.empty() ? 0 : std::stoll(micros)); }

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

bool is_open(ReferralState state) {
  using enum ReferralState;
  constexpr std::array open = {offered_prospect, prospect_accepted, wants_meeting, meeting_offered, meeting_agreed,
                               meeting,          offered_partner,   needs_info,    partner_accepted};
  return std::ranges::count(open, state) > 0;
}

bool is_verdict(std::string_view tag) {
  constexpr std::array verdicts = {"gw:pursue",  "gw:nurture", "gw:find-out",    "gw:refer",
                                   "gw:team-up", "gw:let-go",  "gw:do-not-refer"};
  return std::ranges::count(verdicts, tag) > 0;
}

bool is_state(std::string_view tag) {
  return tag == "gw:ask-prospect" || tag == "gw:ask-partner" || tag == "gw:introduced";
}

/// What people leave on a contact for good: no answer to an offer.
bool is_standing_order(std::string_view tag) {
  return tag.starts_with("gw:need-") || tag == "gw:keep" || tag == "gw:private" || tag == "gw:exclude" ||
         tag == "gw:no-scoring";
}

const std::array<Yes, 4>& yeses() {
  static const std::array<Yes, 4> all = {
      Yes{"prospect", "introduction", "prospect-yes", {"offer_prospect", "arrange_meeting"}},
      Yes{"prospect", "meeting", "prospect-meet-first", {"offer_prospect"}},
      Yes{"partner", "introduction", "partner-yes", {"offer_partner"}},
      Yes{"partner", "meeting", "partner-yes", {"offer_meeting"}}};
  return all;
}

/// Which yes an event tells of, by the state it happened in.
std::string given_by(ReferralState from, std::string_view event) {
  if (event == "prospect_yes") return "prospect introduction";
  if (event == "prospect_meet_first") return "prospect meeting";
  if (event == "partner_yes")
    return from == ReferralState::meeting_offered ? "partner meeting" : "partner introduction";
  return "";
}

base::Instant latest(const Known& known, const std::vector<std::string_view>& events) {
  base::Instant at = base::from_micros(0);
  for (const auto& one : known.events) {
    if (std::ranges::find(events, one.event) != events.end()) at = one.at;
  }
  return at;
}

}  // namespace

Oracle::Oracle(Town& town, int most_yeses) : town_(town), most_yeses_(most_yeses) {
  if (sqlite3_open_v2(town.file().c_str(), &file_, SQLITE_OPEN_READWRITE, nullptr) != SQLITE_OK)
    throw std::runtime_error("the store's file cannot be read");
  for (const auto crm : Town::crms) watch(crm);
}

Oracle::~Oracle() { sqlite3_close(file_); }

void Oracle::watch(std::string_view crm) {
  town_.crm(crm).on_arrival = [this](const model::Operation& operation, const Card& card) { arrives(operation, card); };
}

void Oracle::wrong(int invariant, const model::Ref& contact, const std::string& what) {
  const auto name = invariant == 0 ? std::string("ranking") : "invariant " + std::to_string(invariant);
  found_.push_back(name + ": " + model::to_text(contact) + ": " + what);
}

void Oracle::sync_begins(std::string_view crm) { begun_[std::string(crm)] = town_.clock.now(); }

/// What was said before a sync that went through is read; of one that died it is not known.
void Oracle::sync_ended(std::string_view crm, const Town::Ran& ran) {
  const auto begun = begun_.extract(std::string(crm));
  if (!ran.died && ran.error.empty()) listening_[std::string(crm)] = begun.mapped();
}

const Known* Oracle::newest(const model::Ref& contact) const {
  const auto found = of_contact_.find(contact);
  return found == of_contact_.end() ? nullptr : &known_.at(found->second.back());
}

std::vector<const Known*> Oracle::of(const model::Ref& contact) const {
  std::vector<const Known*> all;
  const auto found = of_contact_.find(contact);
  if (found == of_contact_.end()) return all;
  for (const auto& id : found->second) all.push_back(&known_.at(id));
  return all;
}

bool Oracle::ordered(const model::Ref& contact, std::string_view word) const {
  const auto read = listening_.find(contact.crm);
  return read != listening_.end() && std::ranges::any_of(town_.said_about(contact), [&](const Said& said) {
           return said.word == word && said.at <= read->second;
         });
}

bool Oracle::is_given(const Known& known, const Yes& yes, const Said& said) const {
  return said.word == yes.word && !said.tag && !said.how.empty() && (said.to.empty() || said.to == known.row.partner) &&
         said.at >= latest(known, yes.answers);
}

bool Oracle::is_in_force(const Known& known, const Yes& yes, base::Instant now) const {
  // A process that reads before it writes has heard what was said before it began.
  const auto begun = begun_.find(known.row.contact.crm);
  const auto read = listening_.find(known.row.contact.crm);
  const auto heard = begun != begun_.end()      ? begun->second
                     : read != listening_.end() ? read->second
                                                : base::from_micros(0);
  bool given = false;
  for (const auto& said : town_.said_about(known.row.contact)) {
    if (said.word == "withdraw" && said.at >= known.row.opened && said.at <= heard) return false;
    given = given || (is_given(known, yes, said) && said.at <= now && now < said.at + consent_life);
  }
  return given;
}

// At the moment at which something reaches a CRM

void Oracle::arrives(const model::Operation& operation, const Card& card) {
  const auto& contact = operation.change.subject;
  const auto journal = ask(file_, "SELECT state, run FROM operation WHERE id = ?", {operation.id});
  if (journal.size() != 1 || journal[0][0] != "sending" || journal[0][1].empty())
    wrong(8, contact, "a write reached the CRM that the journal does not hold as being sent");
  const auto action = operation.change.action;
  const bool makes = action == model::Action::add_tag || action == model::Action::note || action == model::Action::task;
  if (makes && forgotten_.contains(contact)) found_.push_back("forgotten: something was written about " + contact.id);
  sends_details(operation, contact);
  reads_neutral(operation, card);
  touches_ours_alone(operation, contact);
}

void Oracle::sends_details(const model::Operation& operation, const model::Ref& contact) {
  const std::string text = operation.change.title + "\n" + operation.change.body;
  const std::string_view cause = operation.change.cause;
  const bool introduces = cause.starts_with("introduce:"), meets = cause.starts_with("meet:");
  if (has(text, "@prospect.example") && !introduces)
    return wrong(1, contact, "contact details stand in something else than letters of introduction");
  if (!introduces && !meets) return;
  read_events();
  const auto known = known_.find(std::string(cause.substr(cause.find(':') + 1)));
  if (known == known_.end()) return wrong(1, contact, "letters for a referral that nobody knows");
  for (const auto& yes : yeses()) {
    if (yes.scope == (introduces ? "introduction" : "meeting") && !is_in_force(known->second, yes, town_.clock.now()))
      wrong(1, contact, "contact details left without a yes in force of the " + std::string(yes.party));
  }
  if (ordered(contact, "exclude")) wrong(6, contact, "contact details of somebody who is excluded left");
}

void Oracle::reads_neutral(const model::Operation& operation, const Card& card) {
  const auto& change = operation.change;
  const std::string text = change.title + "\n" + change.body + "\n" + change.value;
  if (has(text, "canaryopinion")) wrong(13, change.subject, "an opinion was written into the CRM");
  if (has(text, "canaryconflict")) wrong(14, change.subject, "the reason of a confidential conflict was written");
  if (has(text, "canaryweakness")) wrong(15, change.subject, "a partner's weakness left the store");
  const bool is_card = change.cause.starts_with("offer_partner:") || change.cause.starts_with("offer_meeting:");
  if (is_card && (has(text, card.family) || has(text, card.email) || has(text, card.city)))
    wrong(1, change.subject, "the card that names nobody names them");
}

base::Instant Oracle::meant_at(const model::Operation& operation) const {
  const auto run = ask(file_, "SELECT began FROM run WHERE number = ?", {std::to_string(operation.run)});
  return run.empty() ? base::from_micros(0) : instant(run[0][0]);
}

void Oracle::touches_ours_alone(const model::Operation& operation, const model::Ref& contact) {
  const auto& change = operation.change;
  const bool adds = change.action == model::Action::add_tag, removes = change.action == model::Action::remove_tag;
  if (!adds && !removes) return;
  const std::string& tag = change.value;
  const bool undoes = change.cause.starts_with("undo:");
  if (!tag.starts_with("gw:") || (removes && is_standing_order(tag)))
    wrong(11, contact, "what people put there was touched: " + tag);
  if (adds && !undoes && !is_verdict(tag) && !is_state(tag)) wrong(11, contact, "no tag of ours was written: " + tag);
  const bool other = removes || is_verdict(tag);  // another verdict ends what a person said by taking one off
  const auto meant = meant_at(operation);
  const auto off = taken_off_.find(contact);
  if (adds && off != taken_off_.end() && off->second.contains(tag) && off->second.at(tag) < meant)
    wrong(11, contact, "a tag that a person took off was written again: " + tag);
  if (other && off != taken_off_.end()) taken_off_.erase(off);
  const bool objected = std::ranges::any_of(
      town_.said_about(contact), [&](const Said& said) { return said.word == "no-scoring" && said.at < meant; });
  if (adds && is_verdict(tag) && objected && ordered(contact, "no-scoring"))
    wrong(17, contact, "a verdict was written about somebody who objects");
}

// After each step, from the store's own file

std::vector<std::string> Oracle::look() {
  read_events();
  check_objections();
  check_forgotten();
  if (std::exchange(yeses_, 0) > most_yeses_) found_.push_back("invariant 3: a bulk of yeses counted without a person");
  return std::exchange(found_, {});
}

void Oracle::read_events() {
  const auto rows =
      ask(file_,
          "SELECT e.key, e.event, e.at, e.author, e.how, e.proof, r.id, r.crm, r.contact, r.need, "
          "r.partner, r.seller, r.state, r.terms, r.opened, r.next_by FROM referral_event e JOIN referral "
          "r ON r.id = e.referral WHERE e.key > ? ORDER BY e.key",
          {std::to_string(last_event_)});
  std::map<std::string, model::Referral> before, after;
  for (const auto& row : rows) {
    last_event_ = std::stoll(row[0]);
    auto [place, fresh] = known_.try_emplace(row[6]);
    auto& known = place->second;
    model::Referral now;
    now.id = row[6];
    now.contact = {row[7], model::Kind::contact, row[8]};
    now.need = row[9], now.partner = row[10], now.seller = row[11], now.terms = row[13];
    now.state = model::referral_state_of(row[12]).value_or(ReferralState::proposed);
    now.opened = instant(row[14]);
    if (!row[15].empty()) now.next_by = instant(row[15]);
    if (fresh) {
      of_contact_[now.contact].push_back(now.id);
      known.row = now;
    }
    before.try_emplace(now.id, known.row);
    known.row = now;
    happens(known, {now.id, row[1], instant(row[2]), row[3], row[4], row[5], "", {}});
    after[now.id] = now;
  }
  for (const auto& [id, row] : after) {
    check_row(known_.at(id), before.at(id));
    check_consents(known_.at(id));
  }
}

void Oracle::happens(Known& known, const model::ReferralEvent& event) {
  known.events.push_back(event);
  if (event.event.ends_with("_at_once")) return;
  const auto* step = model::referral_step(known.state, event.event);
  if (step == nullptr) {
    return wrong(12, known.row.contact,
                 event.event + " happened in " + std::string(model::to_text(known.state)) + ", against the table");
  }
  ++taken_[{known.state, event.event}];
  const auto given = given_by(known.state, event.event);
  if (!given.empty()) ++known.given[given];
  yeses_ += !given.empty() && event.proof != "review";
  known.state = step->to;
  if (event.event == "offer_prospect") is_offered(known, event.at);
  if (event.event == "introduce") is_introduced(known, "introduction", event.at);
  if (event.event == "arrange_meeting") is_introduced(known, "meeting", event.at);
}

void Oracle::is_offered(const Known& known, base::Instant) {
  const auto& row = known.row;
  for (const auto* order : {"exclude", "private", "keep", "no-scoring"}) {
    if (ordered(row.contact, order))
      wrong(6, row.contact, "offered to a partner although a person said " + std::string(order));
  }
  std::set<std::string> had;
  for (const auto& id : of_contact_.at(row.contact)) {
    const auto& other = known_.at(id);
    if (id == row.id || other.row.need != row.need) continue;
    had.insert(other.row.partner);
    if (is_open(other.state)) wrong(2, row.contact, "a second offer for " + row.need + " is out");
    const bool said_no = std::ranges::any_of(other.events, [](const auto& one) { return one.event == "partner_no"; });
    const bool meant = other.state != ReferralState::entered_in_error;  // else it was never said
    if (said_no && meant && other.row.partner == row.partner)
      wrong(7, row.contact, row.partner + " declined and is asked again for the same need");
  }
  const auto* partner = town_.partner(row.partner);
  if (partner == nullptr || partner->paused || !partner->room || partner->room->places == 0)
    return wrong(4, row.contact, "offered to a partner that takes nobody");
  if (row.terms != partner->terms) wrong(10, row.contact, "the terms of the offer are not those of the partner");
  const bool named = std::ranges::any_of(town_.said_about(row.contact),
                                         [&](const Said& said) { return said.word == "partner-names=" + row.partner; });
  for (const auto better : Town::best_first) {
    if (named) break;  // a partner thinks that this one serves them best
    if (better == row.partner) break;
    const auto* other = town_.partner(better);
    const bool takes = other != nullptr && !other->paused && other->room && other->room->places > 0;
    if (takes && !had.contains(std::string(better)))
      wrong(0, row.contact, row.partner + " goes before " + std::string(better) + ", who serves them better");
  }
}

void Oracle::is_introduced(const Known& known, std::string_view scope, base::Instant at) {
  const auto& row = known.row;
  for (const auto& yes : yeses()) {
    if (yes.scope == scope && !is_in_force(known, yes, at))
      wrong(1, row.contact, "introduced without a yes in force of the " + std::string(yes.party));
  }
  const auto* partner = town_.partner(row.partner);
  if (partner == nullptr || partner->paused || !partner->room || partner->room->places == 0)
    wrong(4, row.contact, "introduced to a partner that takes nobody");
  if (ordered(row.contact, "exclude")) wrong(6, row.contact, "somebody who is excluded was introduced");
  if (ask(file_, "SELECT 1 FROM release WHERE referral = ? AND scope = ?", {row.id, std::string(scope)}).size() != 1)
    wrong(1, row.contact, "introduced, and no release is on record");
}

void Oracle::check_row(const Known& known, const model::Referral& before) {
  const auto& row = known.row;
  if (row.state != known.state)
    wrong(12, row.contact,
          "is " + std::string(model::to_text(row.state)) + ", and its events lead to " +
              std::string(model::to_text(known.state)));
  if (row.terms != before.terms) wrong(10, row.contact, "the terms changed after the offer");
  if (row.partner != before.partner) wrong(3, row.contact, "the partner changed after the offer");
  int open = 0;
  for (const auto& id : of_contact_.at(row.contact))
    open += is_open(known_.at(id).state) && known_.at(id).row.need == row.need;
  if (open > 1) wrong(2, row.contact, std::to_string(open) + " offers are out for " + row.need);
  const bool waits = row.state == ReferralState::offered_prospect || row.state == ReferralState::offered_partner;
  if (!waits) return;
  const bool of_prospect = row.state == ReferralState::offered_prospect;
  const auto by = town_.clock.now() + (of_prospect ? prospect_answer : partner_answer);
  if (!row.next_by || *row.next_by > by)
    wrong(12, row.contact,
          std::string("it is not said by when the ") + (of_prospect ? "prospect" : "partner") + " is to answer");
}

void Oracle::check_consents(const Known& known) {
  const auto& row = known.row;
  const auto rows = ask(file_,
                        "SELECT party, receiver, fields, purpose, wording, recorded_by, how, proof, at, until, "
                        "withdrawn, scope FROM consent WHERE referral = ?",
                        {row.id});
  // What we take back ourselves ends the offer, and takes no yes of theirs back.
  const bool erased = known.state == ReferralState::erased;  // who, when and for what are kept; no words
  const bool ended = erased || (known.events.back().event == "withdraw" && known.events.back().proof != "plan");
  auto given = known.given;
  for (const auto& consent : rows) {
    if (--given[consent[0] + " " + consent[11]] < 0)
      wrong(3, row.contact, "a consent of the " + consent[0] + " that nobody gave");
    if (consent[1] != row.partner) wrong(3, row.contact, "a consent for another receiver");
    const bool whole = (consent[0] == "partner" || consent[2] != "[]") && !consent[3].empty() && !consent[5].empty() &&
                       !consent[6].empty() && (erased || !(consent[4].empty() || consent[7].empty()));
    if (!whole) wrong(3, row.contact, "a consent without fields, purpose, wording, who, how or proof");
    if (instant(consent[9]) > instant(consent[8]) + consent_life)
      wrong(3, row.contact, "a consent that holds for longer than 90 days");
    const auto yes = std::ranges::find_if(
        yeses(), [&](const Yes& one) { return one.party == consent[0] && one.scope == consent[11]; });
    const auto said = std::ranges::any_of(town_.said_about(row.contact), [&](const Said& one) {
      return is_given(known, *yes, one) && one.how == consent[6] && one.at == instant(consent[8]);
    });
    if (!said) wrong(3, row.contact, "a consent of the " + consent[0] + " that nobody said after the offer went out");
    const bool ran_out = erased && instant(consent[9]) <= town_.clock.now();  // nothing is left to be taken back
    if (ended && !ran_out && consent[10].empty()) wrong(3, row.contact, "a consent is in force after it was withdrawn");
  }
  for (const auto& [yes, left] : given) {
    if (left > 0) wrong(3, row.contact, "a yes of the " + yes + " without a receipt");
  }
}

void Oracle::check_forgotten() {
  for (const auto& contact : forgotten_) {
    for (const char* held : {"SELECT 1 FROM record WHERE crm = ? AND kind = 'contact' AND id = ?",
                             "SELECT 1 FROM decision_in_force WHERE crm = ? AND contact = ?",
                             "SELECT 1 FROM referral WHERE crm = ? AND contact = ? AND state <> 'erased'",
                             "SELECT 1 FROM consent c JOIN referral r ON r.id = c.referral WHERE r.crm = ? AND "
                             "r.contact = ? AND c.withdrawn IS NULL AND c.until > (SELECT at FROM forgotten f WHERE "
                             "f.crm = r.crm AND f.contact = r.contact)"}) {
      if (!ask(file_, held, {contact.crm, contact.id}).empty())
        found_.push_back("forgotten: " + model::to_text(contact) + " is held again: " + held);
    }
  }
}

void Oracle::check_objections() {
  for (const auto crm : Town::crms) {
    for (const auto& [id, card] : town_.crm(crm).cards()) {
      const model::Ref contact{std::string(crm), model::Kind::contact, id};
      if (!card.tags.contains("gw:no-scoring") || !ordered(contact, "no-scoring")) continue;
      const auto verdict =
          ask(file_, "SELECT verdict FROM decision_in_force WHERE crm = ? AND contact = ?", {std::string(crm), id});
      if (!verdict.empty() && verdict[0][0] != "none") wrong(17, contact, "a verdict on somebody who objects");
    }
  }
}

}  // namespace goodword::invariants
