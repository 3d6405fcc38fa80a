#include "scenarios/player.hpp"

#include <algorithm>
#include <stdexcept>

#include "base/text.hpp"
#include "engine/desk.hpp"
#include "sandbox/census.hpp"

namespace goodword::testing {
namespace {

using base::trim;
using sandbox::ObjectType;

[[noreturn]] void bad(const Step& step, const std::string& why) { throw std::runtime_error(step.where() + ": " + why); }

std::vector<std::string> parts(std::string_view text, char separator) {
  std::vector<std::string> list;
  for (const auto& part : base::split(text, separator)) {
    if (!trim(part).empty()) list.emplace_back(trim(part));
  }
  return list;
}

/// "left SEPARATOR right", both trimmed.
std::pair<std::string, std::string> halves(const Step& step, const std::string& text, const std::string& separator) {
  const auto at = text.find(separator);
  if (at == std::string::npos) bad(step, "expected \"" + separator + "\"");
  return {std::string(trim(std::string_view(text).substr(0, at))),
          std::string(trim(std::string_view(text).substr(at + separator.size())))};
}

bool take(std::string& text, std::string_view prefix) {
  if (!std::string_view(text).starts_with(prefix)) return false;
  text = std::string(trim(std::string_view(text).substr(prefix.size())));
  return true;
}

void set_partner_part(const Step& step, std::string part, model::Partner& partner) {
  if (take(part, "offers "))
    partner.services = parts(part, ',');
  else if (take(part, "in "))
    partner.places.push_back({part.substr(0, part.rfind(' ')), part.substr(part.rfind(' ') + 1), {}, {}});
  else if (take(part, "kind "))
    partner.kind = model::partner_kind_of(part).value();
  else if (part == "trusted")
    partner.trusted = true;
  else if (take(part, "room "))
    partner.room = model::Room{std::stoi(part), *base::parse_date("2027-12-31")};
  else if (take(part, "excludes "))
    partner.excludes = parts(part, ',');
  else if (take(part, "industries "))
    partner.industries = parts(part, ',');
  else if (take(part, "languages "))
    partner.languages = parts(part, ',');
  else if (take(part, "strong in "))
    partner.strengths = parts(part, ',');
  else if (take(part, "deals up to "))
    partner.deal_size.most = std::stod(part);
  else if (take(part, "earns us "))
    partner.terms = part;
  else
    bad(step, "unknown about a partner: " + part);
}

}  // namespace

Player::Player() : dev_(stage_.crm, std::string(dev_user)), priya_(stage_.crm, std::string(priya_user)) {
  auto& firm = stage_.circle.firm;
  firm.name = "Ottermere & Vance";
  firm.trade = "operations consulting";
  firm.currency = "GBP";
  firm.languages = {"en"};
  firm.sellers = {{"dev", "Dev Anand", {}, 19}, {"priya", "Priya Raman", {}, 19}};
}

const std::map<std::string, Player::Act>& Player::acts() {
  static const std::map<std::string, Act> all = {
      {"service", &Player::service},   {"firm", &Player::firm},       {"partner", &Player::partner},
      {"prospect", &Player::prospect}, {"deal", &Player::deal},       {"note", &Player::activity},
      {"call", &Player::activity},     {"mail", &Player::activity},   {"tag", &Player::tag},
      {"untag", &Player::untag},       {"say", &Player::say},         {"done", &Player::finish_task},
      {"days", &Player::days},         {"promote", &Player::promote}, {"sync", &Player::sync},
      {"full", &Player::sync},         {"undo", &Player::undo},       {"answer", &Player::answer},
      {"confirm", &Player::confirm},   {"expect", &Player::expect}};
  return all;
}

std::vector<std::string> Player::play(const Scenario& scenario) {
  for (const auto& step : scenario.steps) {
    const auto act = acts().find(step.word);
    if (act == acts().end()) bad(step, "unknown word");
    (this->*act->second)(step);
  }
  return failures_;
}

void Player::check(const Step& step, bool holds, const std::string& found) {
  if (!holds) failures_.push_back(step.where() + "   found: " + found);
}

std::string Player::contact(const Step& step, const std::string& name) const {
  const auto found = contacts_.find(name);
  if (found == contacts_.end()) bad(step, "nobody called " + name);
  return found->second;
}

void Player::service(const Step& step) {
  const auto [id, names] = halves(step, step.rest, ":");
  stage_.circle.services.push_back({id, "", {{"en", parts(names, ',')}}});
}

void Player::firm(const Step& step) {
  std::string rest = step.rest;
  auto& firm = stage_.circle.firm;
  if (take(rest, "offers "))
    firm.services = parts(rest, ',');
  else if (take(rest, "deals up to "))
    firm.deal_size.most = std::stod(rest);
  else if (take(rest, "hours "))
    for (auto& seller : firm.sellers) seller.weekly_hours = std::stod(rest);
  else if (take(rest, "costs "))
    firm.hour_cost = std::stod(rest);
  else
    bad(step, "unknown about the firm");
}

void Player::partner(const Step& step) {
  const auto [id, rest] = halves(step, step.rest, ":");
  const auto list = parts(rest, ';');
  model::Partner partner;
  partner.id = id;
  partner.name = list.at(0);
  partner.person = "Ewan Pell";
  for (std::size_t i = 1; i < list.size(); ++i) set_partner_part(step, list[i], partner);
  stage_.circle.partners.push_back(partner);
}

void Player::prospect(const Step& step) {
  auto list = parts(step.rest, ';');
  const auto [name, company] = halves(step, list.at(0), " of ");
  sandbox::Values person = {{"firstname", name.substr(0, name.find(' '))},
                            {"lastname", name.substr(name.find(' ') + 1)},
                            {"email", base::lower(name.substr(0, name.find(' '))) + "@" +
                                          base::lower(company.substr(0, company.find(' '))) + ".example"},
                            {"lifecyclestage", "lead"},
                            {"hubspot_owner_id", std::string(dev_user)}};
  sandbox::Values house = {{"name", company}};
  for (std::size_t i = 1; i < list.size(); ++i) {
    std::string part = list[i];
    if (take(part, "city "))
      person["city"] = part;
    else if (take(part, "staff "))
      house["numberofemployees"] = part;
    else if (take(part, "owner "))
      person["hubspot_owner_id"] = std::string(part == "Priya" ? priya_user : dev_user);
    else if (take(part, "stage "))
      person["lifecyclestage"] = part;
    else if (take(part, "email "))
      person["email"] = part;
    else if (take(part, "title "))
      person["jobtitle"] = part;
    else
      bad(step, "unknown about a prospect: " + part);
  }
  contacts_[name] = dev_.create(ObjectType::contacts, person);
  companies_[name] = dev_.create(ObjectType::companies, house);
  dev_.associate(ObjectType::contacts, contacts_[name], ObjectType::companies, companies_[name]);
}

void Player::deal(const Step& step) {
  const auto [name, rest] = halves(step, step.rest, ":");
  const auto list = parts(rest, ',');
  if (list.size() != 3) bad(step, "expected \"title\", amount, stage");
  const std::string title = list[0].substr(1, list[0].size() - 2);
  dev_.create_deal(contact(step, name), title, list[2], list[1]);
}

void Player::activity(const Step& step) {
  const auto [head, text] = halves(step, step.rest, ":");
  const auto list = parts(head, ',');
  const int days = list.size() > 1 ? std::stoi(list[1]) : 0;
  const bool mine = list.size() > 2;
  const std::string owner(mine && list[2] == "by Priya" ? priya_user : dev_user);
  const auto at = std::to_string((base::to_micros(stage_.clock.now()) - std::int64_t(days) * 86'400'000'000) / 1000);
  sandbox::Values values = {{"hs_timestamp", at}};
  ObjectType type = ObjectType::notes;
  if (step.word == "note") values["hs_note_body"] = text;
  if (step.word == "call") type = ObjectType::calls, values["hs_call_body"] = text, values["hs_call_title"] = "Call";
  if (step.word == "mail")
    type = ObjectType::emails, values["hs_email_text"] = text,
    values["hs_email_subject"] = "Re:", values["hs_email_direction"] = "INCOMING_EMAIL";
  if (step.word != "mail") values["hubspot_owner_id"] = owner;
  const std::string id = dev_.create(type, values);
  dev_.associate(type, id, ObjectType::contacts, contact(step, list[0]));
}

void Player::tag(const Step& step) {
  const auto [name, tag] = halves(step, step.rest, ":");
  stage_.set_up();
  dev_.add_tag(contact(step, name), "gw_tags", tag);
}

void Player::untag(const Step& step) {
  const auto [name, tag] = halves(step, step.rest, ":");
  dev_.remove_tag(contact(step, name), "gw_tags", tag);
}

void Player::say(const Step& step) {
  const auto [head, line] = halves(step, step.rest, ":");
  const auto by = head.find(" by ");
  auto& person = head.find(" by Priya") == std::string::npos ? dev_ : priya_;
  person.write_note(contact(step, head.substr(0, by)), line);
}

void Player::finish_task(const Step& step) {
  const auto [name, words] = halves(step, step.rest, ":");
  for (const auto& task : sandbox::activities_of(stage_.crm, ObjectType::tasks, contact(step, name))) {
    if (task.value("hs_task_subject").find(words) != std::string::npos) return dev_.complete_task(task.id);
  }
  bad(step, "no such task");
}

void Player::days(const Step& step) { stage_.clock.pass(std::chrono::hours(24) * std::stoi(step.rest)); }
void Player::promote(const Step&) {
  stage_.set_up();
  stage_.promote();
}

void Player::sync(const Step& step) {
  auto wish = everything();
  if (step.word == "full") wish.mode = ports::PullMode::full;
  if (step.rest == "limited") wish.reach = engine::Reach::limited;
  last_ = stage_.sync(wish);
}

void Player::undo(const Step&) {
  const auto report = stage_.undo(last_.run);
  last_.deliver = report.deliver;
  stage_.clock.pass(std::chrono::minutes(5));
}

void Player::answer(const Step& step) {
  const auto [name, rest] = halves(step, step.rest, ":");
  const auto [about, value] = halves(step, rest, "=");
  const auto saved = stage_.store().save_answer(
      {{"main", model::Kind::contact, contact(step, name)}, about, value, "by phone", "dev", stage_.clock.now()});
  if (!saved) bad(step, base::to_text(saved.error()));
}

void Player::confirm(const Step& step) {
  const auto [head, how] = halves(step, step.rest, ":");
  const auto by = head.find(" by ");
  const auto dossier = stage_.dossier(contact(step, head.substr(0, by)));
  if (dossier.referrals.empty()) bad(step, "no referral waits for a yes");
  const auto& referral = dossier.referrals.back();
  const bool partner = referral.state == model::ReferralState::offered_partner;
  const engine::SpokenYes yes{partner ? model::Party::partner : model::Party::prospect, "dev", how, "review",
                              stage_.clock.now()};
  const auto commit =
      engine::record_yes(dossier, referral, yes, {stage_.policy, stage_.circle, {}, stage_.clock.now()});
  if (!commit) bad(step, base::to_text(commit.error()));
  if (const auto stored = stage_.store().commit_desk(*commit); !stored) bad(step, base::to_text(stored.error()));
}

void Player::expect(const Step& step) {
  std::string rest = step.rest;
  if (take(rest, "writes "))
    return check(step, last_.deliver.done == std::stoi(rest), std::to_string(last_.deliver.done));
  if (take(rest, "planned "))
    return check(step, model::count_changes(last_.plan) == static_cast<std::size_t>(std::stoi(rest)),
                 std::to_string(model::count_changes(last_.plan)));
  if (take(rest, "counts ")) {
    const std::string found = std::to_string(last_.plan.prospects) + " " + std::to_string(last_.plan.clients) + " " +
                              std::to_string(last_.plan.others);
    return check(step, rest == found, found);
  }
  for (const auto& [name, id] : contacts_) {
    if (take(rest, name + " ")) return expect_about(step, name, rest);
  }
  bad(step, "expects what about whom?");
}

void Player::expect_about(const Step& step, const std::string& name, const std::string& rest) {
  const std::string id = contact(step, name);
  const auto space = rest.find(' ');
  std::string what = rest.substr(0, space),
              more = space == std::string::npos ? "" : std::string(trim(rest.substr(space)));
  if (what == "no") {
    const auto next = more.find(' ');
    what += " " + more.substr(0, next);
    more = next == std::string::npos ? "" : std::string(trim(more.substr(next)));
  }
  const std::vector<std::string> written = {"tags", "tag", "no tag", "note", "no note", "task", "no task", "alone"};
  if (std::ranges::find(written, what) != written.end()) return expect_written(step, id, what, more);
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
    const std::string state =
        dossier.referrals.empty() ? "none" : std::string(model::to_text(dossier.referrals.back().state));
    return check(step, state == rest, state);
  }
  if (!dossier.decision) return check(step, rest == "undecided", "no decision");
  const auto& decision = *dossier.decision;
  std::string reasons;
  for (const auto& reason : decision.reasons) reasons += std::to_string(reason.number) + " ";
  if (what == "verdict") {
    std::string found(model::to_text(decision.verdict));
    if (rest.find(" to ") != std::string::npos)
      found += " to " + (decision.matches.empty() ? "nobody" : decision.matches.front().partner);
    return check(step, found == rest,
                 found + " (row " + std::to_string(decision.row) + ", reasons " + reasons + ")" +
                     (decision.held ? " held" : ""));
  }
  if (what == "reason") return check(step, (" " + reasons).find(" " + rest + " ") != std::string::npos, reasons);
  if (what == "row") return check(step, std::to_string(decision.row) == rest, std::to_string(decision.row));
  if (what == "question")
    return check(step, decision.question && decision.question->about == rest,
                 decision.question ? decision.question->about : "none");
  if (what == "sign") {
    for (const auto& sign : decision.signs) {
      if (rest.starts_with(sign.sign + " "))
        return check(step, rest.substr(sign.sign.size() + 1) == model::to_text(sign.state),
                     std::string(model::to_text(sign.state)));
    }
  }
  bad(step, "unknown expectation " + what);
}

}  // namespace goodword::testing
