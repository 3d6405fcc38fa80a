#include "engine/partners.hpp"

#include <algorithm>
#include <array>

#include "engine/crm_partners.hpp"
#include "match/match.hpp"

namespace goodword::engine {
namespace {

using base::Instant;
using base::Json;
using base::Result;
using model::Partner;

/// What to do about a limit, for a partner of partners.json and for one that was added or imported.
struct AdviceRow {
  std::string_view limit, of_file, of_store;
};
constexpr std::array advice_table = {
    AdviceRow{"paused", "take \"paused\" out of its entry in partners.json",
              "goodword partners add ID --change --resume"},
    AdviceRow{"service", "name its \"services\" in partners.json",
              "goodword partners add ID --change --service SERVICE"},
    AdviceRow{"reliability", "if you vouch for it: \"trusted\": true in partners.json",
              "if you vouch for it: goodword partners add ID --change --trusted"},
    AdviceRow{"room", "ask it, then: goodword partners room ID N", "ask it, then: goodword partners room ID N"}};

std::string with_id(std::string_view text, const std::string& id) {
  std::string made(text);
  if (const auto at = made.find(" ID "); at != std::string::npos) made.replace(at + 1, 2, id);
  return made;
}

Obstacle obstacle_of(const model::NoMatch& limit, const Partner& partner) {
  const auto row = std::ranges::find(advice_table, limit.limit, &AdviceRow::limit);
  const bool file = partner.origin == partners_file;
  return {limit.limit, limit.text, with_id(file ? row->of_file : row->of_store, partner.id)};
}

PartnerRecord came_of(const std::vector<match::PastReferral>& past, const std::string& partner) {
  PartnerRecord made;
  int answers = 0;
  double days = 0;
  for (const auto& one : past) {
    if (one.partner != partner) continue;
    made.offered += one.offered ? 1 : 0;
    made.introduced += one.introduced ? 1 : 0;
    made.ended += one.ended ? 1 : 0;
    made.won += one.won ? 1 : 0;
    made.served_well += one.served_well ? 1 : 0;
    made.complaints += one.prospect_content == false ? 1 : 0;
    if (!one.answered) continue;
    ++(one.accepted ? made.accepted : made.declined);
    if (!one.offered) continue;
    ++answers;
    days += std::max(0.0, base::days_between(*one.offered, *one.answered));
  }
  if (answers > 0) made.answer_days = days / answers;
  return made;
}

/// Keeps the latest of what is known, and from where.
class LastContact {
 public:
  LastContact(Tie& tie, Instant now) : tie_(tie), now_(now) {}
  void heard(std::optional<Instant> at, const std::string& how) {
    if (!at || *at > now_ || (tie_.last_contact && *tie_.last_contact >= *at)) return;
    tie_.last_contact = at;
    tie_.how = how;
  }

 private:
  Tie& tie_;
  Instant now_;
};

/// Notes and tasks are words among us; whatever else a CRM records went between us and them.
void hear_from(const model::Dossier& dossier, LastContact& last) {
  for (const auto& activity : dossier.activities) {
    const auto& kind = activity.text(model::activity::kind);
    if (kind != "note" && kind != "task")
      last.heard(activity.instant(model::activity::at), kind + " in " + dossier.crm);
  }
}

bool is_of_crm(const Partner& partner) { return partner.origin.starts_with("crm "); }

/// A partner that names the record of one that a CRM marks is that one: it is completed, and stands for both.
void complete_by_marks(Circle& circle) {
  auto& partners = circle.partners;
  const auto marked = std::ranges::stable_partition(partners, [](const Partner& one) { return !is_of_crm(one); });
  std::vector<Partner> of_crm(marked.begin(), marked.end());
  partners.erase(marked.begin(), marked.end());
  for (auto& one : of_crm) {
    const auto named = std::ranges::find(partners, one.mark, &Partner::mark);
    if (named == partners.end())
      partners.push_back(std::move(one));
    else
      *named = filled_from(std::move(*named), one);
  }
  circle.marked.clear();
  for (const auto& one : partners) {
    if (one.mark) circle.marked[record_of(*one.mark)] = one.id;
  }
}

class Reading {
 public:
  Reading(const Circle& circle, ports::Store& store, const TiePolicy& ties, Instant now)
      : circle_(circle), store_(store), ties_(ties), now_(now) {}

  Result<std::vector<PartnerReading>> run() {
    auto rooms = store_.rooms_said("");
    if (!rooms) return tl::unexpected(rooms.error());
    auto check_ins = store_.check_ins();
    if (!check_ins) return tl::unexpected(check_ins.error());
    rooms_ = std::move(*rooms);
    check_ins_ = std::move(*check_ins);
    // Whose services are looked for makes no difference to whether there is any record.
    records_ = match::track_records(circle_.past, circle_.partners, circle_.services, "", now_);
    std::vector<PartnerReading> made;
    for (const auto& partner : circle_.partners) {
      auto reading = read(partner);
      if (!reading) return tl::unexpected(reading.error());
      made.push_back(std::move(*reading));
    }
    return made;
  }

 private:
  Result<PartnerReading> read(const Partner& partner) {
    PartnerReading made{partner, came_of(circle_.past, partner.id), {}, {}, {}};
    std::ranges::copy_if(rooms_, std::back_inserter(made.rooms),
                         [&](const model::SaidRoom& said) { return said.partner == partner.id; });
    const match::CircleView view{circle_.firm, circle_.services, circle_.partners, records_};
    for (const auto& limit : match::limits_for_all(partner, view, base::date_of(now_)))
      made.obstacles.push_back(obstacle_of(limit, partner));
    if (const auto told = read_tie(made); !told) return tl::unexpected(told.error());
    return made;
  }

  Result<void> read_tie(PartnerReading& reading) {
    const auto& partner = reading.partner;
    LastContact last(reading.tie, now_);
    if (partner.last_contact) last.heard(base::start_of(*partner.last_contact), partner.origin);
    for (const auto& one : circle_.past) {
      if (one.partner == partner.id) last.heard(one.answered, "answer about a referral");
    }
    for (const auto& held : check_ins_) {
      if (held.partner != partner.id) continue;
      last.heard(held.at, "check-in by " + held.by);
      if (held.at <= now_ && !reading.tie.checked_in) reading.tie.checked_in = held.at;
    }
    if (const auto heard = hear_records(partner, last); !heard) return heard;
    if (!reading.is_outside() || partner.paused) return {};
    const auto over = [&](std::optional<Instant> at, base::Duration span) { return at && now_ - *at > span; };
    reading.tie.cold = over(reading.tie.last_contact, ties_.cold_after);
    reading.tie.check_in_due = !reading.tie.checked_in || over(reading.tie.checked_in, ties_.check_in_every);
    return {};
  }

  /// The contacts that are this partner: by its mark, and by its e-mail address.
  Result<void> hear_records(const Partner& partner, LastContact& last) {
    std::vector<model::Ref> refs;
    if (partner.mark && !partner.mark->contact.empty())
      refs.push_back({partner.mark->crm, model::Kind::contact, partner.mark->contact});
    if (!partner.email.empty()) {
      auto found = store_.find_contacts(partner.email);
      if (!found) return tl::unexpected(found.error());
      std::ranges::copy(*found, std::back_inserter(refs));
    }
    for (const auto& ref : refs) {
      const auto dossier = store_.dossier(ref);
      if (!dossier) return tl::unexpected(dossier.error());
      if (*dossier) hear_from(**dossier, last);
    }
    return {};
  }

  const Circle& circle_;
  ports::Store& store_;
  TiePolicy ties_;
  Instant now_;
  std::vector<model::SaidRoom> rooms_;
  std::vector<model::CheckIn> check_ins_;
  std::vector<match::TrackRecord> records_;
};

int served_well(const PartnerReading& reading) { return reading.record.served_well + reading.partner.served_well; }

template <class Wanted>
std::vector<const PartnerReading*> best_of(const std::vector<PartnerReading>& circle, Wanted wanted) {
  std::vector<const PartnerReading*> made;
  for (const auto& reading : circle) {
    if (wanted(reading)) made.push_back(&reading);
  }
  std::ranges::stable_sort(made, [](const auto* a, const auto* b) { return worth_more(*a, *b); });
  return made;
}

Json day_json(std::optional<Instant> at) { return at ? Json(base::to_text(base::date_of(*at))) : Json(); }

}  // namespace

std::optional<model::Room> room_in_force(const std::optional<model::Room>& stated,
                                         const std::optional<model::Room>& said, base::Date today) {
  if (!said) return stated;
  if (!stated || said->until >= today) return said;
  return stated->until > said->until ? stated : said;
}

Result<void> gather_circle(Circle& circle, ports::Store& store, const std::vector<Partner>& stated, Instant now) {
  const auto added = store.partners();
  if (!added) return tl::unexpected(added.error());
  const auto rooms = store.rooms_said("");
  if (!rooms) return tl::unexpected(rooms.error());
  const auto steps = store.past_steps();
  if (!steps) return tl::unexpected(steps.error());
  circle.partners = stated;
  for (const auto& partner : *added) {
    if (model::partner_by_id(stated, partner.id) == nullptr) circle.partners.push_back(partner);
  }
  complete_by_marks(circle);
  std::ranges::sort(circle.partners, {}, &Partner::id);
  for (auto& partner : circle.partners) {
    const auto said = std::ranges::find(*rooms, partner.id, &model::SaidRoom::partner);
    if (said != rooms->end()) partner.room = room_in_force(partner.room, said->room, base::date_of(now));
  }
  circle.past = match::past_referrals(*steps);
  circle.records.clear();
  for (const auto& service : circle.services) {
    auto records = match::track_records(circle.past, circle.partners, circle.services, service.id, now);
    if (!records.empty()) circle.records[service.id] = std::move(records);
  }
  return {};
}

Result<std::vector<PartnerReading>> read_partners(const Circle& circle, ports::Store& store, const TiePolicy& ties,
                                                  Instant now) {
  return Reading(circle, store, ties, now).run();
}

const PartnerReading* reading_of(const std::vector<PartnerReading>& partners, std::string_view id) {
  const auto found = std::ranges::find_if(partners, [&](const auto& one) { return one.partner.id == id; });
  return found == partners.end() ? nullptr : &*found;
}

bool earns_arrangement(const PartnerReading& reading, base::Date today) {
  constexpr int often = 3;
  const auto& partner = reading.partner;
  const int well = served_well(reading), ended = reading.record.ended + partner.finished;
  const bool on_paper =
      std::ranges::any_of(partner.arrangements, [&](const auto& one) { return model::is_in_force(one, today); });
  return reading.is_outside() && !on_paper && well >= often && 3 * well >= 2 * ended;
}

bool worth_more(const PartnerReading& a, const PartnerReading& b) {
  if (served_well(a) != served_well(b)) return served_well(a) > served_well(b);
  if (a.partner.trusted != b.partner.trusted) return a.partner.trusted;
  return a.tie.last_contact < b.tie.last_contact;
}

std::vector<const PartnerReading*> cold_ties(const std::vector<PartnerReading>& circle, std::size_t most) {
  auto made = best_of(circle, [](const PartnerReading& reading) { return reading.tie.cold; });
  if (made.size() > most) made.resize(most);
  return made;
}

std::vector<const PartnerReading*> due_check_ins(const std::vector<PartnerReading>& circle) {
  return best_of(circle, [](const PartnerReading& reading) { return reading.tie.check_in_due; });
}

Json to_json(const PartnerReading& reading) {
  auto partner = reading.partner;
  partner.weaknesses.clear();  // never leave the store
  Json obstacles = Json::array(), rooms = Json::array();
  for (const auto& one : reading.obstacles)
    obstacles.push(Json::object({{"limit", Json(one.limit)}, {"text", Json(one.text)}, {"advice", Json(one.advice)}}));
  for (const auto& said : reading.rooms)
    rooms.push(Json::object({{"places", Json(said.room.places)},
                             {"until", Json(base::to_text(said.room.until))},
                             {"by", Json(said.by)},
                             {"at", Json(base::to_rfc3339(said.at))}}));
  const auto& record = reading.record;
  const auto& tie = reading.tie;
  Json json = model::to_json(partner);
  json.set("origin", Json(partner.origin))
      .set("recommended", Json(reading.is_outside() && reading.obstacles.empty()))
      .set("obstacles", std::move(obstacles))
      .set("record", Json::object({{"offered", Json(record.offered)},
                                   {"accepted", Json(record.accepted)},
                                   {"declined", Json(record.declined)},
                                   {"introduced", Json(record.introduced)},
                                   {"ended", Json(record.ended)},
                                   {"won", Json(record.won)},
                                   {"served_well", Json(record.served_well)},
                                   {"complaints", Json(record.complaints)},
                                   {"answer_days", record.answer_days ? Json(*record.answer_days) : Json()}}))
      .set("tie", Json::object({{"last_contact", day_json(tie.last_contact)},
                                {"how", Json(tie.how)},
                                {"cold", Json(tie.cold)},
                                {"checked_in", day_json(tie.checked_in)},
                                {"check_in_due", Json(tie.check_in_due)}}))
      .set("rooms_said", std::move(rooms));
  return json;
}

}  // namespace goodword::engine
