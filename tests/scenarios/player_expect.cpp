// What is expected: counts, a seller's day, what was written, what was decided.
#include <algorithm>

#include "engine/clients.hpp"
#include "sandbox/census.hpp"
#include "scenarios/player.hpp"
#include "scenarios/words.hpp"

namespace goodword::testing {
namespace {

using sandbox::ObjectType;

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

std::string rounded(double value) {
  const auto tenths = static_cast<long>(value * 10 + 0.5);
  return std::to_string(tenths / 10) + (tenths % 10 == 0 ? "" : "." + std::to_string(tenths % 10));
}

std::string line_of(const engine::TodayAsk& ask) {
  if (ask.asked) return "what came of asking " + ask.name + "\n";
  if (ask.due)
    return "ask " + ask.name + (ask.overdue ? " since " : " by ") + base::to_text(*ask.due) + ": " + ask.purpose + "\n";
  if (!ask.missing.empty()) return "ask " + ask.name + " not yet: " + ask.missing + "\n";
  return "ask " + ask.name + (ask.partner.empty() ? " for a referral\n" : ": " + ask.reason + "\n");
}

/// A seller's day, a line each, as `goodword today` has it.
std::string lines_of(const engine::TodayList& list) {
  std::string text;
  int place = 0;
  for (const auto& one : list.prospects)
    text += std::to_string(++place) + ". " + one.name + ": an hour returns " + rounded(one.back) +
            "; ask: " + one.question + (one.sold_by.empty() ? "" : " (for " + one.sold_by + ")") +
            (one.openers.empty() ? "" : "; a word from " + base::join(one.openers, ", ")) + "\n";
  for (const auto& one : list.back)
    text += one.name + " is back: " + base::join(one.turned, "; ") + "; " + one.went + " " +
            base::to_text(base::date_of(one.since)) + " by " + one.seller_then + "\n";
  for (const auto& one : list.steps) text += one.name + ": " + one.text + (one.overdue ? " (overdue)" : "") + "\n";
  for (const auto& one : list.asks) text += line_of(one);
  if (list.asked.asked > 0)
    text += "asked " + std::to_string(list.asked.asked) + ", given " + std::to_string(list.asked.given) + "\n";
  for (const auto& one : list.ties) text += "call " + one.name + ": the tie went cold\n";
  text += "hours: kept " + rounded(list.hours.kept) + ", stopped " + rounded(list.hours.stopped) + ", others " +
          rounded(list.hours.others) + ", freed a week " + rounded(list.hours.freed) + "\n";
  return text;
}

/// What is known of a partner, a line each, as `goodword partners show` has it.
std::string known_of(const engine::PartnerReading& reading, base::Instant now) {
  const auto& partner = reading.partner;
  std::string text = "kind " + std::string(model::to_text(partner.kind)) + "\nfrom " + partner.origin + "\noffers " +
                     base::join(partner.services, ", ") + "\nopens for us " + base::join(partner.opens_for_us, ", ") +
                     "\nwe open " + base::join(partner.we_open, ", ") + "\n";
  if (partner.room)
    text += "room " + std::to_string(partner.room->places) + " until " + base::to_text(partner.room->until) + "\n";
  for (const auto& one : partner.arrangements)
    text += "on paper until " + base::to_text(one.until) + ": they " + one.they + ", we " + one.we + "\n";
  for (const auto& one : reading.obstacles) text += "in the way: " + one.limit + "\n";
  if (reading.tie.last_contact)
    text += "last contact " + base::to_text(base::date_of(*reading.tie.last_contact)) + "\n";
  if (engine::earns_arrangement(reading, base::date_of(now))) text += "to be put on paper\n";
  const auto& record = reading.record;
  text += "offered " + std::to_string(record.offered) + ", introduced " + std::to_string(record.introduced) + "\n";
  text +=
      "served well " + std::to_string(record.served_well) + ", complaints " + std::to_string(record.complaints) + "\n";
  if (record.ended > 0)
    text += "won " + std::to_string(record.won) + " of " + std::to_string(record.ended) + ": " +
            match::share_text(record.won, record.ended) + "\n";
  return text + (reading.tie.cold ? "cold\n" : "");
}

std::string reasons_in(const model::Decision& decision) {
  std::string text;
  for (const auto& reason : decision.reasons) text += std::to_string(reason.number) + " ";
  return text;
}

struct Found {
  bool holds = false;
  std::string text;
};

Found verdict(const model::Decision& decision, const std::string& wanted) {
  std::string found(model::to_text(decision.verdict));
  if (holds(wanted, " to ")) found += " to " + (decision.matches.empty() ? "nobody" : decision.matches.front().partner);
  const std::string more = " (row " + std::to_string(decision.row) + ", reasons " + reasons_in(decision) + ")" +
                           (decision.held ? " held" : "");
  return {found == wanted, found + more};
}

Found sign(const model::Decision& decision, const std::string& rest) {
  for (const auto& one : decision.signs) {
    if (rest.starts_with(one.sign + " "))
      return {rest.substr(one.sign.size() + 1) == model::to_text(one.state), std::string(model::to_text(one.state))};
  }
  return {false, "no such sign"};
}

Found evidence(const model::Decision& decision, const std::string& rest) {
  const auto space = rest.find(' ');
  Found found;
  for (const auto& one : decision.signs) {
    if (one.sign != rest.substr(0, space)) continue;
    for (const auto& piece : one.evidence) {
      const std::string told =
          piece.quote + " [" + piece.rule + " " + model::to_text(piece.record) + " " + piece.by + "]";
      found.text += told + "; ";
      found.holds = found.holds || holds(told, rest.substr(space + 1));
    }
  }
  return found;
}

Found partners(const model::Decision& decision, const std::string& wanted) {
  std::vector<std::string> ids;
  for (const auto& match : decision.matches) ids.push_back(match.partner);
  const std::string found = ids.empty() ? "none" : base::join(ids, ", ");
  return {found == wanted, found};
}

Found free_peers(const model::Decision& decision, const std::string& wanted) {
  std::vector<std::string> ids;
  for (const auto& peer : decision.free_peers) ids.push_back(peer.partner);
  const std::string found = ids.empty() ? "none" : base::join(ids, ", ");
  return {found == wanted, found};
}

Found told(const std::vector<std::string>& reasons, const std::string& wanted) {
  const std::string all = base::join(reasons, "; ");
  return {holds(all, wanted), all};
}

Found out(const model::Decision& decision, const std::string& rest) {
  Found found;
  for (const auto& one : decision.no_matches) {
    found.text += one.partner + " " + one.limit + "; ";
    found.holds = found.holds || rest == one.partner + " " + one.limit;
  }
  return found;
}

/// "pay no not to a non-lawyer"
Found law(const model::Decision& decision, const std::string& rest) {
  Found found;
  for (const auto& answer : decision.screen) {
    const std::string line = answer.question + " " + std::string(model::to_text(answer.answer)) + " " + answer.text +
                             " " + answer.rule + " " + answer.missing;
    found.text += line + "; ";
    const auto first = answer.question + " " + std::string(model::to_text(answer.answer));
    if (rest.starts_with(first)) found.holds = holds(line, base::trim(rest.substr(first.size())));
  }
  return found;
}

Found says(const model::Decision& decision, const std::string& wanted) {
  std::vector<std::string> all;
  for (const auto& reason : decision.reasons) all.push_back(reason.text);
  return told(all, wanted);
}

Found again(const model::Decision& decision, const std::string& days, base::Instant now) {
  if (!decision.again) return {false, "never"};
  const auto hours = std::chrono::duration_cast<std::chrono::hours>(*decision.again - now).count();
  const std::string found = std::to_string((hours + 12) / 24);
  return {found == days, found};
}

Found question(const model::Decision& decision, const std::string& about) {
  const std::string found = decision.question ? decision.question->about : "none";
  return {found == about, found};
}

std::vector<std::string> reasons_for(const model::Decision& decision) {
  return decision.matches.empty() ? std::vector<std::string>() : decision.matches.front().pros;
}
std::vector<std::string> reasons_against(const model::Decision& decision) {
  return decision.matches.empty() ? std::vector<std::string>() : decision.matches.front().cons;
}

using Look = Found (*)(const model::Decision&, const std::string&);
const std::map<std::string, Look>& looks() {
  static const std::map<std::string, Look> all = {
      {"verdict", verdict},
      {"sign", sign},
      {"evidence", evidence},
      {"partners", partners},
      {"out", out},
      {"free", free_peers},
      {"law", law},
      {"says", says},
      {"question", question},
      {"no", [](const auto& decision, const auto&) { return question(decision, "none"); }},
      {"for", [](const auto& decision, const auto& rest) { return told(reasons_for(decision), rest); }},
      {"against", [](const auto& decision, const auto& rest) { return told(reasons_against(decision), rest); }},
      {"inside", [](const auto& decision, const auto& rest) { return told({decision.inside.text}, rest); }},
      {"opener", [](const auto& decision, const auto& rest) { return told(decision.openers, rest); }},
      {"no-opener",
       [](const auto& decision, const auto&) {
         return Found{decision.openers.empty(), base::join(decision.openers, ", ")};
       }},
      {"back-by",
       [](const auto& decision, const auto& rest) {
         std::vector<std::string> wanted;
         if (decision.watch) {
           for (const auto& fact : decision.watch->facts) wanted.push_back(fact.wanted);
         }
         return told(wanted, rest);
       }},
      {"held",
       [](const auto& decision, const auto&) {
         return Found{decision.held, decision.held ? "held" : "not held"};
       }},
      {"need",
       [](const auto& decision, const auto& rest) {
         return Found{decision.need.service == rest, decision.need.service};
       }},
      {"row",
       [](const auto& decision, const auto& rest) {
         return Found{std::to_string(decision.row) == rest, std::to_string(decision.row)};
       }},
      {"reason", [](const auto& decision, const auto& rest) {
         return Found{holds(" " + reasons_in(decision), " " + rest + " "), reasons_in(decision)};
       }}};
  return all;
}

}  // namespace

void Player::expect(const Step& step) {
  std::string rest = step.rest;
  if (expect_count(step, rest)) return;
  if (take(rest, "refused ")) return check(step, holds(refused_, rest), refused_);
  if (take(rest, "partner ")) return expect_partner(step, rest);
  if (take(rest, "clients ")) return expect_clients(step, rest);
  for (const auto* seller : {"Dev", "Priya"}) {
    if (take(rest, "asks " + std::string(seller) + " ")) return expect_asks(step, base::lower(seller), rest);
    if (take(rest, "today " + std::string(seller) + " ")) return expect_today(step, base::lower(seller), rest);
  }
  // The longest name that fits: "Guest 12" is not "Guest 1".
  std::string named;
  for (const auto& [name, id] : contacts_) {
    if (rest.starts_with(name + " ") && name.size() > named.size()) named = name;
  }
  if (named.empty()) bad(step, "expects what about whom?");
  expect_about(step, named, rest.substr(named.size() + 1));
}

bool Player::expect_count(const Step& step, std::string rest) {
  const auto is = [&](std::size_t found) {
    check(step, std::to_string(found) == rest, std::to_string(found));
    return true;
  };
  if (take(rest, "writes ")) return is(static_cast<std::size_t>(last_.deliver.done));
  if (take(rest, "planned ")) return is(model::count_changes(last_.plan));
  if (take(rest, "mails sent ")) {
    return is(static_cast<std::size_t>(
        std::ranges::count_if(sandbox::records_of(stage_.crm, ObjectType::emails),
                              [](const auto& mail) { return mail.value("hs_email_direction") != "INCOMING_EMAIL"; })));
  }
  if (take(rest, "written ")) {
    return is(static_cast<std::size_t>(std::ranges::count_if(contacts_, [&](const auto& contact) {
      return std::ranges::any_of(stage_.tags(contact.second), [](const auto& tag) { return tag.starts_with("gw:"); });
    })));
  }
  if (take(rest, "tasks ")) {
    const std::string user(take(rest, "Priya ") ? priya_user : dev_user);
    take(rest, "Dev ");
    const auto tasks = sandbox::records_of(stage_.crm, ObjectType::tasks);
    return is(static_cast<std::size_t>(std::ranges::count_if(tasks, [&](const auto& task) {
      return task.value("hubspot_owner_id") == user && task.value("hs_task_status") != "COMPLETED";
    })));
  }
  if (!take(rest, "counts ")) return false;
  const std::string found = std::to_string(last_.plan.prospects) + " " + std::to_string(last_.plan.clients) + " " +
                            std::to_string(last_.plan.others);
  check(step, rest == found, found);
  return true;
}

void Player::expect_clients(const Step& step, const std::string& rest) {
  const auto report = engine::read_clients(stage_.store(), {"main"}, stage_.circle.firm, {}, stage_.clock.now());
  if (!report) bad(step, base::to_text(report.error()));
  const auto group = [](const engine::ClientGroup& one) {
    return std::to_string(one.won) + " won of " + std::to_string(one.closed) + ", size " +
           base::Json(one.size.value).text() + "\n";
  };
  std::string text = "sent to us: " + group(report->referred) + "others: " + group(report->others);
  for (const auto& one : report->brought.industries)
    text += one.name + ": " + std::to_string(one.people) + " sent, " + std::to_string(one.won) + " won" +
            (one.entered ? ", entered" : "") + "\n";
  check(step, holds(text, rest), "\n" + text);
}

void Player::expect_partner(const Step& step, const std::string& rest) {
  for (const auto& one : read_circle(step)) {
    if (!rest.starts_with(one.partner.name + " ")) continue;
    std::string wanted = rest.substr(one.partner.name.size() + 1);
    const std::string text = known_of(one, stage_.clock.now());
    const bool is_wanted = !take(wanted, "no ");
    return check(step, holds(text, wanted) == is_wanted, "\n" + text);
  }
  check(step, false, "no such partner");
}

void Player::expect_today(const Step& step, const std::string& seller, std::string rest) {
  auto report = engine::today(stage_.store(), {"main"}, stage_.circle, stage_.clock.now());
  if (!report) bad(step, base::to_text(report.error()));
  const auto partners = read_circle(step);
  engine::add_ties(*report, partners);
  const auto asks = engine::read_ask_book(ask_ground(), {"main"}, partners);
  if (!asks) bad(step, base::to_text(asks.error()));
  engine::add_asks(*report, *asks, stage_.clock.now());
  auto incoming = engine::read_incoming(stage_.store(), stage_.circle, stage_.policy, partners);
  if (!incoming) bad(step, base::to_text(incoming.error()));
  engine::add_words_owed(*report, engine::words_owed(std::move(*incoming)), stage_.clock.now());
  const auto list = std::ranges::find(report->lists, seller, &engine::TodayList::seller);
  const std::string text = list == report->lists.end() ? "" : lines_of(*list);
  const bool wanted = !take(rest, "no ");
  check(step, holds(text, rest) == wanted, "\n" + text);
}

void Player::expect_about(const Step& step, const std::string& name, const std::string& rest) {
  const std::string id = contact(step, name);
  const auto space = rest.find(' ');
  std::string what = rest.substr(0, space),
              more = space == std::string::npos ? "" : std::string(base::trim(rest.substr(space)));
  if (what == "no" && more != "question") {
    const auto next = more.find(' ');
    what += " " + more.substr(0, next);
    more = next == std::string::npos ? "" : std::string(base::trim(more.substr(next)));
  }
  const std::vector<std::string> written = {"tags", "tag", "no tag", "note", "no note", "task", "no task", "alone"};
  if (std::ranges::find(written, what) != written.end()) return expect_written(step, id, what, more);
  if (what == "ledger") return expect_ledger(step, id, more);
  if (what == "brief") return expect_brief(step, id, more);
  expect_decision(step, stage_.dossier(id), what, more);
}

void Player::expect_written(const Step& step, const std::string& id, const std::string& what, const std::string& rest) {
  const auto tags = stage_.tags(id);
  const bool has = std::ranges::find(tags, rest) != tags.end();
  if (what == "tags") {
    auto wanted = parts(rest, ',');
    std::ranges::sort(wanted);
    if (rest == "none") wanted.clear();
    return check(step, tags == wanted, base::join(tags, ", "));
  }
  if (what == "tag") return check(step, has, base::join(tags, ", "));
  if (what == "no tag") return check(step, !has, base::join(tags, ", "));
  if (what == "alone") {
    std::string all;
    bool found = false;
    for (const auto& alone : last_.plan.left_alone) {
      if (alone.subject.id != id) continue;
      all += alone.text + "; ";
      found = found || alone.text.find(rest) != std::string::npos;
    }
    return check(step, found, all);
  }
  const bool tasks = what.ends_with("task");
  std::string all;
  bool found = false;
  for (const auto& seen : sandbox::activities_of(stage_.crm, tasks ? ObjectType::tasks : ObjectType::notes, id)) {
    const std::string text =
        tasks ? seen.value("hs_task_subject") + "\n" + seen.value("hs_task_body") : seen.value("hs_note_body");
    all += "\n      " + text;
    found = found || text.find(rest) != std::string::npos;
  }
  check(step, found == !what.starts_with("no "), all);
}

void Player::expect_decision(const Step& step, const model::Dossier& dossier, const std::string& what,
                             const std::string& rest) {
  if (what == "referral") {
    // "introduced": the newest; "closed to pellwick": the newest with that partner.
    const auto to = rest.find(" to ");
    const std::string partner = to == std::string::npos ? "" : rest.substr(to + 4);
    std::string state = "none";
    for (const auto& referral : dossier.referrals) {
      if (partner.empty() || referral.partner == partner) state = model::to_text(referral.state);
    }
    return check(step, state == rest.substr(0, to), state);
  }
  if (!dossier.decision) return check(step, rest == "undecided", "no decision");
  const auto look = looks().find(what);
  const bool dated = what == "again";
  if (!dated && look == looks().end()) bad(step, "unknown expectation " + what);
  const Found found =
      dated ? again(*dossier.decision, rest, stage_.clock.now()) : look->second(*dossier.decision, rest);
  check(step, found.holds, found.text);
}

}  // namespace goodword::testing
