#include "scenarios/player.hpp"

#include <algorithm>

#include "engine/crm_partners.hpp"
#include "engine/desk.hpp"
#include "sandbox/census.hpp"
#include "scenarios/words.hpp"

namespace goodword::testing {
namespace {

using base::trim;
using sandbox::ObjectType;

/// "2" or "2 until 2026-12-01".
model::Room room_in(const Step& step, const std::string& text) {
  const auto at = text.find(" until ");
  const auto until = base::parse_date(at == std::string::npos ? "2027-12-31" : text.substr(at + 7));
  if (!until) bad(step, "room until when?");
  return {std::stoi(text), *until};
}

std::pair<std::string, base::Json> fact_in(const Step& step, const std::string& text) {
  const auto [name, value] = halves(step, text, "=");
  return {name, base::Json(value)};
}

/// "shared, they lead, each bills": what makes an arrangement a working agreement.
void set_mode(const Step& step, const std::string& text, model::Arrangement& arrangement) {
  const auto words = parts(text, ',');
  if (words.size() != 3) bad(step, "expected MODE, we|they lead, we|they|each bill(s)");
  arrangement.mode = model::work_mode_of(words[0]);
  arrangement.leads = words[1].substr(0, words[1].find(' '));
  arrangement.bills = words[2].substr(0, words[2].find(' '));
  if (!arrangement.mode) bad(step, "no mode " + words[0]);
}

model::Arrangement arrangement_in(const Step& step, const std::string& text) {
  const auto [head, who] = halves(step, text, ":");
  const auto [service, day] = halves(step, head, " until ");
  auto [they, we] = halves(step, who, ", we ");
  const auto until = base::parse_date(day);
  if (!until || !they.starts_with("they ")) bad(step, "expected SERVICE until DAY: they WORDS, we WORDS");
  const auto as = we.find(" as ");
  model::Arrangement made{{service}, they.substr(5), we.substr(0, as), std::nullopt, *until, "in the safe"};
  if (as != std::string::npos) set_mode(step, we.substr(as + 4), made);
  return made;
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
    partner.room = room_in(step, part);
  else if (take(part, "wants "))
    partner.wants = parts(part, ',');
  else if (take(part, "does not want "))
    partner.does_not_want = parts(part, ',');
  else if (take(part, "served well "))
    partner.served_well = std::stoi(part), partner.finished = std::stoi(halves(step, part, " of ").second);
  else if (take(part, "last contact "))
    partner.last_contact = base::parse_date(part);
  else if (take(part, "tie with "))
    partner.owner = base::lower(part);
  else if (take(part, "opens for us "))
    partner.opens_for_us = parts(part, ',');
  else if (take(part, "we open "))
    partner.we_open = parts(part, ',');
  else if (take(part, "fact "))
    partner.facts.insert(fact_in(step, part));
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
  else if (take(part, "agreed "))
    partner.arrangements.push_back(arrangement_in(step, part));
  else if (take(part, "endorsed by "))
    partner.endorsements.push_back({base::lower(halves(step, part, ":").first), halves(step, part, ":").second, {}});
  else if (take(part, "earns us "))
    partner.terms = part;
  else
    bad(step, "unknown about a partner: " + part);
}

}  // namespace

Player::Player(Ruling ruling)
    : ruling_(std::move(ruling)), dev_(stage_.crm, std::string(dev_user)), priya_(stage_.crm, std::string(priya_user)) {
  stage_.circle.book = ruling_.book;
  stage_.circle.limits = ruling_.limits;
  stage_.circle.sources = ruling_.sources;
  auto& firm = stage_.circle.firm;
  firm.name = "Ottermere & Vance";
  firm.trade = "operations consulting";
  firm.currency = "GBP";
  firm.languages = {"en"};
  firm.sellers = {{"dev", "Dev Anand", {}, 19}, {"priya", "Priya Raman", {}, 19}};
}

const std::map<std::string, Player::Act>& Player::acts() {
  static const std::map<std::string, Act> all = {
      {"service", &Player::service},   {"firm", &Player::firm},         {"partner", &Player::partner},
      {"prospect", &Player::prospect}, {"deal", &Player::deal},         {"lose", &Player::lose},
      {"amount", &Player::amount},     {"note", &Player::activity},     {"crowd", &Player::crowd},
      {"room", &Player::room},         {"check-in", &Player::check_in}, {"meeting", &Player::activity},
      {"call", &Player::activity},     {"mail", &Player::activity},     {"tag", &Player::tag},
      {"untag", &Player::untag},       {"say", &Player::say},           {"done", &Player::finish_task},
      {"days", &Player::days},         {"promote", &Player::promote},   {"sync", &Player::sync},
      {"full", &Player::sync},         {"undo", &Player::undo},         {"answer", &Player::answer},
      {"confirm", &Player::confirm},   {"ask", &Player::ask},           {"asked", &Player::asked},
      {"drop", &Player::drop},         {"expect", &Player::expect}};
  return all;
}

std::vector<std::string> Player::play(const Scenario& scenario) {
  for (const auto& written : scenario.steps) {
    const auto said = ruling_.unsaid.empty() ? written : unsaid(written, ruling_.unsaid);
    if (!said) continue;
    const Step& step = *said;
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
  const auto [id, rest] = halves(step, step.rest, ":");
  const auto list = parts(rest, ';');
  model::Service service{id, "", {{"en", parts(list.at(0), ',')}}};
  for (std::size_t i = 1; i < list.size(); ++i) {
    std::string part = list[i];
    if (take(part, "class "))
      service.law_class = part;
    else if (take(part, "part of "))
      service.parent = part;
    else
      bad(step, "unknown about a service: " + part);
  }
  stage_.circle.services.push_back(std::move(service));
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
  else if (take(rest, "has tags "))
    stage_.other_tags = parts(rest, ',');
  else if (take(rest, "marks "))
    mark(step, rest);
  else if (take(rest, "pack "))
    firm.packs.push_back(rest);
  else if (take(rest, "fact "))
    firm.facts.insert(fact_in(step, rest));
  else if (take(rest, "serves "))
    firm.countries = parts(rest, ',');
  else if (take(rest, "works in "))
    firm.languages = parts(rest, ',');
  else if (take(rest, "wants "))
    firm.industries = parts(rest, ',');
  else if (rest == "Priya prospects for Dev")
    firm.sellers.at(1).prospects_for = {"dev"};
  else if (rest == "only Dev sells")
    firm.sellers.resize(1);
  else if (take(rest, "reviews every "))
    stage_.policy.review_days = std::stoi(rest);
  else
    bad(step, "unknown about the firm");
}

/// "TAG as ally", a kind of partner, or "TAG as copywriting", a service: as crms/main.json would say.
void Player::mark(const Step& step, const std::string& rest) {
  const auto [tag, meaning] = halves(step, rest, " as ");
  const bool kind = model::partner_kind_of(meaning).has_value();
  marks_.find(kind ? "tags" : "services")->set(tag, base::Json(meaning));
  stage_.circle.partner_marks["main"] = engine::partner_marks_from(marks_);
}

void Player::partner(const Step& step) {
  const auto [id, rest] = halves(step, step.rest, ":");
  const auto list = parts(rest, ';');
  model::Partner partner;
  partner.id = id;
  partner.name = list.at(0);
  partner.person = "Ewan Pell";
  for (std::size_t i = 1; i < list.size(); ++i) set_partner_part(step, list[i], partner);
  partner.origin = engine::partners_file;
  std::erase_if(partners_, [&](const auto& one) { return one.id == partner.id; });  // said again: stated anew
  partners_.push_back(partner);
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
    else if (take(part, "country "))
      person["country"] = part;
    else if (take(part, "industry "))
      house["industry"] = part;
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

/// "30 of Tarn Mills": so many people who are prospects and nothing else.
void Player::crowd(const Step& step) {
  const auto [count, company] = halves(step, step.rest, " of ");
  for (int i = 1; i <= std::stoi(count); ++i) {
    Step one = step;
    one.rest = "Guest " + std::to_string(i) + " of " + company;
    prospect(one);
  }
}

void Player::deal(const Step& step) {
  const auto [who, rest] = halves(step, step.rest, ":");
  const auto names = parts(who, ',');
  const std::string& name = names.front();
  const auto list = parts(rest, ',');
  if (list.size() != 3) bad(step, "expected \"title\", amount, stage");
  const std::string title = list[0].substr(1, list[0].size() - 2);
  deals_[name] = dev_.create_deal(contact(step, name), title, list[2], list[1]);
  for (std::size_t i = 1; i < names.size(); ++i)
    dev_.associate(ObjectType::deals, deals_[name], ObjectType::contacts, contact(step, names[i]));
}

void Player::lose(const Step& step) {
  const auto deal = deals_.find(step.rest);
  if (deal == deals_.end()) bad(step, "no deal of " + step.rest);
  dev_.set_property(ObjectType::deals, deal->second, "dealstage", "closedlost");
}

void Player::amount(const Step& step) {
  const auto [name, amount] = halves(step, step.rest, ":");
  const auto deal = deals_.find(name);
  if (deal == deals_.end()) bad(step, "no deal of " + name);
  dev_.set_property(ObjectType::deals, deal->second, "amount", amount);
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
  if (step.word == "meeting")
    type = ObjectType::meetings, values["hs_meeting_body"] = text, values["hs_meeting_title"] = "Meeting";
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

/// The circle as it stands now, as every run of the program gathers it.
void Player::gather() {
  const auto gathered = engine::gather_circle(stage_.circle, stage_.store(), partners_, stage_.clock.now());
  if (!gathered) throw std::runtime_error(base::to_text(gathered.error()));
}

/// "pellwick by Dev: 2 until 2026-12-01"
void Player::room(const Step& step) {
  const auto [head, words] = halves(step, step.rest, ":");
  const auto [partner, by] = halves(step, head, " by ");
  const auto saved = stage_.store().save_room({partner, room_in(step, words), base::lower(by), stage_.clock.now()});
  if (!saved) bad(step, base::to_text(saved.error()));
}

/// "pellwick by Dev: what was said"
void Player::check_in(const Step& step) {
  const auto [head, note] = halves(step, step.rest, ":");
  const auto [partner, by] = halves(step, head, " by ");
  const auto saved = stage_.store().save_check_in({partner, stage_.clock.now(), base::lower(by), note});
  if (!saved) bad(step, base::to_text(saved.error()));
}

/// Rules as of this moment: packs that the firm names, and what is switched off whatever the steps said.
void Player::lay_down_rules() {
  std::vector<rules::Pack> named;
  const auto& firm = stage_.circle.firm;
  for (const auto& pack : ruling_.packs) {
    if (std::ranges::find(firm.packs, pack.id) != firm.packs.end()) named.push_back(pack);
  }
  stage_.circle.book = ruling_.book;
  if (!named.empty()) rules::put_in_force(stage_.circle.book, rules::packs_in_force(named, firm, {}));
  for (const auto& [number, value] : ruling_.policy) stage_.policy.*number = value;
  gather();
}

void Player::sync(const Step& step) {
  lay_down_rules();
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
  const auto commit = engine::record_yes(dossier, referral, yes,
                                         {stage_.policy, stage_.circle, stage_.letters, {}, stage_.clock.now()});
  if (!commit) bad(step, base::to_text(commit.error()));
  if (const auto stored = stage_.store().commit_desk(*commit); !stored) bad(step, base::to_text(stored.error()));
}

}  // namespace goodword::testing
