#include "engine/asks.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "rules/assess.hpp"

namespace goodword::engine {
namespace {

using base::Instant;
using base::Json;
using base::Result;
using model::AskedOf;
using model::PipelineRow;
using rules::AskReading;

constexpr std::size_t most_looked_at = 20;  ///< of a seller's contacts, to find whom to ask

std::string front_of(std::string_view prefix) { return std::string(prefix) + ":"; }

std::string company_of(const model::Dossier& dossier) {
  return dossier.company ? dossier.company->text(model::company::name) : "";
}

std::optional<Instant> last_asked(std::span<const AskReading> asks, const AskedOf& whom) {
  std::optional<Instant> last;
  for (const auto& one : asks) {
    if (one.whom == whom && one.was_asked() && (!last || *last < one.asked_at)) last = one.asked_at;
  }
  return last;
}

/// The same for a partner as readiness is for a contact, by what is known of the tie.
std::vector<std::string> partner_lacks(const PartnerReading& reading, std::optional<Instant> asked, int again_days,
                                       Instant now) {
  std::vector<std::string> missing;
  if (!reading.tie.last_contact) missing.emplace_back("speak with them first: no contact is on record");
  if (reading.tie.cold) missing.emplace_back("speak with them first: the tie has gone cold");
  if (asked && now - *asked < std::chrono::days(again_days))
    missing.push_back("was asked less than " + std::to_string(again_days) + " days ago");
  return missing;
}

std::string why_ready(const rules::Readiness& readiness) {
  const char* known = readiness.rung >= 5   ? "has bought from us"
                      : readiness.rung == 4 ? "has met us"
                                            : "talked with us";
  return std::string(known) + "; we were in touch on " + std::to_string(readiness.days) + " days";
}

class Gathering {
 public:
  Gathering(const AskGround& ground, const std::vector<PartnerReading>& partners)
      : ground_(ground), partners_(partners), front_(front_of(ground.tag_prefix)) {}

  Result<AskBook> run(const std::vector<std::string>& crms) {
    auto asks = asks_in(ground_.store);
    if (!asks) return tl::unexpected(asks.error());
    asks_ = std::move(*asks);
    book_.counts = rules::count_asks(asks_, ground_.now);
    if (const auto added = add_entries(); !added) return tl::unexpected(added.error());
    for (const auto& crm : crms) {
      if (const auto added = propose_contacts(crm); !added) return tl::unexpected(added.error());
    }
    if (const auto added = propose_partners(); !added) return tl::unexpected(added.error());
    std::ranges::stable_sort(book_.proposals, {}, [](const auto& one) { return !one.missing.empty(); });
    return std::move(book_);
  }

 private:
  /// By the day that somebody was to be asked; what is over, newest first.
  static bool before(const AskEntry& a, const AskEntry& b) {
    if (a.ask.is_open() != b.ask.is_open()) return a.ask.is_open();
    const auto day = [](const AskEntry& one) {
      return one.ask.plan ? base::start_of(one.ask.plan->by) : one.ask.asked_at.value_or(Instant());
    };
    return a.ask.is_open() ? day(a) < day(b) : a.ask.asked_at.value_or(day(a)) > b.ask.asked_at.value_or(day(b));
  }

  Result<void> add_entries() {
    for (const auto& ask : asks_) {
      AskEntry entry{ask, ask.whom.partner, ""};
      if (const auto* partner = reading_of(partners_, ask.whom.partner)) entry.name = partner->partner.name;
      if (ask.whom.partner.empty()) {
        const auto dossier = ground_.store.dossier(ask.whom.contact);
        if (!dossier) return tl::unexpected(dossier.error());
        entry.name = *dossier ? model::display_name((*dossier)->contact) : ask.whom.contact.id;
        entry.company = *dossier ? company_of(**dossier) : "";
      }
      book_.entries.push_back(std::move(entry));
    }
    std::ranges::stable_sort(book_.entries, before);
    return {};
  }

  /// Warmth fades: the row says who may be ready, the dossier of today who is.
  Result<void> propose_contacts(const std::string& crm) {
    auto rows = ground_.store.pipeline(crm, ports::PipelinePart::to_ask);
    if (!rows) return tl::unexpected(rows.error());
    std::ranges::stable_sort(*rows, std::greater(), &PipelineRow::asking);
    std::map<std::string, std::size_t> looked_at;
    const auto& circle = ground_.circle;
    for (const auto& row : *rows) {
      const model::Ref contact{crm, model::Kind::contact, row.contact};
      if (rules::open_ask(asks_, {contact}) != nullptr || ++looked_at[row.seller] > most_looked_at) continue;
      const auto dossier = ground_.store.dossier(contact);
      if (!dossier) return tl::unexpected(dossier.error());
      if (!*dossier) continue;
      const auto found =
          rules::readiness_now({circle.book, circle.firm, circle.services, front_}, **dossier, ground_.now);
      if (found.missing.size() > 1) continue;
      book_.proposals.push_back({{contact},
                                 model::display_name((*dossier)->contact),
                                 company_of(**dossier),
                                 row.seller,
                                 row.standing == "client" ? "customer" : "prospect",
                                 why_ready(found),
                                 found.ready ? "" : found.missing.front()});
    }
    return {};
  }

  Result<void> propose_partners() {
    const auto received = ground_.store.received();
    if (!received) return tl::unexpected(received.error());
    const auto& circle = ground_.circle;
    const match::CircleView view{circle.firm, circle.services, circle.partners};
    const bool barred = rules::reciprocity_barred_by(circle.book.packs) != nullptr;
    for (const auto& reading : partners_) {
      const auto& partner = reading.partner;
      const AskedOf whom{{}, partner.id};
      if (!reading.is_outside() || partner.paused || rules::open_ask(asks_, whom) != nullptr) continue;
      const auto sent = std::ranges::count(*received, partner.id, &model::Received::partner);
      const auto reasons = match::reasons_to_ask(
          {partner, view, reading.record.introduced, static_cast<int>(sent), base::date_of(ground_.now), !barred},
          circle.sources);
      const auto missing = partner_lacks(reading, last_asked(asks_, whom), again_days(), ground_.now);
      if (reasons.empty() || missing.size() > 1) continue;
      std::vector<std::string> texts;
      for (const auto& reason : reasons) texts.push_back(reason.text);
      const bool rival = partner.kind == model::PartnerKind::competitor;
      book_.proposals.push_back({whom, partner.name, "", partner.owner, rival ? "competitor" : "other trade",
                                 base::join(texts, "; "), missing.empty() ? "" : missing.front()});
    }
    return {};
  }

  int again_days() const { return static_cast<int>(ground_.circle.book.settings.ready_again_days); }

  const AskGround& ground_;
  const std::vector<PartnerReading>& partners_;
  std::string front_;
  std::vector<AskReading> asks_;
  AskBook book_;
};

std::string why_never(const rules::Assessment& assessment, const model::Dossier& dossier) {
  if (assessment.objected) return "the person asked us to make no judgement about them";
  if (assessment.is_private) return "somebody marked them as private";
  const bool excluded = dossier.decision && dossier.decision->verdict == model::Verdict::exclude;
  return excluded || assessment.exclude != rules::Exclusion::no ? "they are excluded" : "";
}

Result<AskSubject> contact_subject(const AskGround& ground, const model::Ref& contact) {
  const auto dossier = ground.store.dossier(contact);
  if (!dossier) return tl::unexpected(dossier.error());
  if (!*dossier) return base::failure("usage", "no contact " + model::to_text(contact));
  const auto sellers = sellers_by_user(ground.store, contact.crm, ground.circle.firm);
  if (!sellers) return tl::unexpected(sellers.error());
  const auto front = front_of(ground.tag_prefix);
  const rules::Ground rules_ground{ground.circle.book, ground.circle.firm, ground.circle.services, front};
  AskSubject made;
  const auto seller = sellers->find((*dossier)->contact.text(model::contact::owner));
  if (seller != sellers->end()) made.seller = model::hands_of(ground.circle.firm, seller->second).seller;
  made.never = why_never(rules::read_prospect(rules_ground, **dossier, ground.now), **dossier);
  made.missing = rules::readiness_now(rules_ground, **dossier, ground.now).missing;
  return made;
}

Json whom_json(const AskedOf& whom, const std::string& name, const std::string& company) {
  Json json = Json::object({{"name", Json(name)}, {"company", Json(company)}});
  if (whom.partner.empty())
    json.set("contact", Json(model::to_text(whom.contact)));
  else
    json.set("partner", Json(whom.partner));
  return json;
}

Json entry_json(const AskEntry& entry) {
  const auto& ask = entry.ask;
  Json json = whom_json(ask.whom, entry.name, entry.company);
  json.set("result", Json(ask.state))
      .set("open", Json(ask.is_open()))
      .set("seller", Json(ask.seller()))
      .set("asked_at", ask.asked_at ? Json(base::to_rfc3339(*ask.asked_at)) : Json())
      .set("words", Json(ask.words))
      .set("due", ask.plan ? Json(base::to_text(ask.plan->by)) : Json())
      .set("purpose", Json(ask.plan ? ask.plan->purpose : ""))
      .set("planned_by", Json(ask.plan ? ask.plan->author : ""))
      .set("cold", Json(ask.plan && ask.plan->cold))
      .set("missing", Json(ask.plan ? ask.plan->missing : ""))
      .set("despite", Json(ask.plan ? ask.plan->despite : ""));
  return json;
}

}  // namespace

Result<std::vector<AskReading>> asks_in(ports::Store& store) {
  const auto plans = store.asks();
  if (!plans) return tl::unexpected(plans.error());
  const auto asked = store.asked();
  if (!asked) return tl::unexpected(asked.error());
  return rules::read_asks(*plans, *asked);
}

Result<AskBook> read_ask_book(const AskGround& ground, const std::vector<std::string>& crms,
                              const std::vector<PartnerReading>& partners) {
  return Gathering(ground, partners).run(crms);
}

Json to_json(const AskBook& book) {
  Json asks = Json::array(), proposed = Json::array(), counts = Json::object();
  for (const auto& entry : book.entries) asks.push(entry_json(entry));
  for (const auto& one : book.proposals) {
    Json json = whom_json(one.whom, one.name, one.company);
    proposed.push(json.set("seller", Json(one.seller))
                      .set("source", Json(one.source))
                      .set("reason", Json(one.reason))
                      .set("missing", Json(one.missing)));
  }
  for (const auto& [seller, count] : book.counts)
    counts.set(seller,
               Json::object({{"asked", Json(count.asked)}, {"given", Json(count.given)}, {"cold", Json(count.cold)}}));
  return Json::object(
      {{"asks", std::move(asks)}, {"proposed", std::move(proposed)}, {"four_weeks", std::move(counts)}});
}

Result<AskSubject> ask_subject(const AskGround& ground, const AskedOf& whom,
                               const std::vector<PartnerReading>& partners) {
  if (whom.partner.empty()) return contact_subject(ground, whom.contact);
  const auto* reading = reading_of(partners, whom.partner);
  if (reading == nullptr) return base::failure("usage", "no partner " + whom.partner);
  const auto asks = asks_in(ground.store);
  if (!asks) return tl::unexpected(asks.error());
  AskSubject made;
  made.seller = reading->partner.owner;
  if (reading->partner.paused) made.never = "it is paused";
  made.missing = partner_lacks(*reading, last_asked(*asks, whom),
                               static_cast<int>(ground.circle.book.settings.ready_again_days), ground.now);
  return made;
}

Result<model::Ask> plan_ask(model::Ask wish, const AskSubject& subject, std::span<const AskReading> asks,
                            int most_cold) {
  if (!subject.never.empty()) return base::failure("usage", "nobody is to ask them: " + subject.never);
  wish.cold = !subject.missing.empty();
  wish.missing = base::join(subject.missing, "; ");
  if (!wish.cold) {
    wish.despite.clear();
    return wish;
  }
  // An open plan about the same person is moved by this one: it counts once.
  const auto* open = rules::open_ask(asks, wish.whom);
  const bool moves = open != nullptr && open->plan && open->plan->cold && open->seller() == wish.seller;
  const int cold = rules::cold_asks(asks, wish.seller, wish.at) - (moves ? 1 : 0);
  if (cold < most_cold || !wish.despite.empty()) return wish;
  return base::failure("brake.cold_asks", "not ready to be asked: " + wish.missing + ". In seven days " +
                                              (wish.seller.empty() ? "nobody in particular" : wish.seller) +
                                              " planned " + std::to_string(cold) +
                                              " asks of people who were not ready, and calm.cold_asks_per_seller is " +
                                              std::to_string(most_cold));
}

ports::DeskCommit told_asked(const model::Asked& asked, const AskSubject& subject, std::span<const AskReading> asks) {
  ports::DeskCommit commit;
  commit.asked = {asked};
  if (base::lower(asked.result) == "no" || rules::open_ask(asks, asked.whom) != nullptr) return commit;
  model::Ask plan{asked.whom, base::date_of(asked.at), "", subject.seller, asked.by, asked.at};
  if (plan.seller.empty()) plan.seller = asked.by;
  plan.cold = !subject.missing.empty();
  plan.missing = base::join(subject.missing, "; ");
  commit.asks = {std::move(plan)};
  return commit;
}

Result<void> hear_asked(World& world, const Reading& reading, ports::DeskCommit& commit) {
  const auto& dossier = reading.dossier;
  const auto is_known = [&](const rules::DeskWord& word) {
    return std::ranges::any_of(dossier.answers, [&](const model::PersonAnswer& answer) {
      return answer.about == "asked" && answer.at == word.at && answer.value == word.value;
    });
  };
  for (const auto& word : reading.assessment.desk.words) {
    if (word.word != "asked" || word.at > world.clock.now() || is_known(word)) continue;
    const auto asks = asks_in(world.store);
    if (!asks) return tl::unexpected(asks.error());
    const auto front = front_of(world.policy.tag_prefix);
    const auto& circle = world.circle;
    // As it stood before they were asked.
    const auto ready =
        rules::readiness_now({circle.book, circle.firm, circle.services, front}, dossier, word.at - base::Duration(1));
    auto told = told_asked({{dossier.ref()}, word.value, word.source, word.by, word.at},
                           {reading.seller, "", ready.missing}, *asks);
    std::ranges::move(told.asks, std::back_inserter(commit.asks));
    std::ranges::move(told.asked, std::back_inserter(commit.asked));
  }
  return {};
}

}  // namespace goodword::engine
