#include "sandbox/scribe.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "sandbox/story.hpp"

namespace goodword::sandbox {
namespace {

constexpr std::array months = {"January", "February", "March",     "April",   "May",      "June",
                               "July",    "August",   "September", "October", "November", "December"};

Author by(const Party& party) { return {"CRM_UI", party.seller}; }

std::string paragraph(std::string_view text) { return "<p>" + base::text_to_html(text) + "</p>"; }

std::string seller_email(std::string_view user) {
  return user == dev_user ? "dev@ottermere.example" : "priya@ottermere.example";
}

std::string mail_headers(const std::string& from, const std::string& to) {
  return R"({"from":{"email":")" + from + R"("},"to":[{"email":")" + to + R"("}],"cc":[],"bcc":[]})";
}

std::string capital(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

}  // namespace

std::string joined(const std::vector<std::string>& sentences) { return base::join(sentences, " "); }

std::string_view seller_name(std::string_view user) { return user == dev_user ? "Dev Anand" : "Priya Raman"; }

base::Instant Scribe::moment(int days_ago) {
  auto day = std::chrono::floor<std::chrono::days>(now_) - std::chrono::days(days_ago);
  const std::chrono::weekday weekday{std::chrono::time_point_cast<std::chrono::days>(day)};
  if (weekday == std::chrono::Saturday) day -= std::chrono::days(1);
  if (weekday == std::chrono::Sunday) day -= std::chrono::days(2);
  return day + std::chrono::hours(dice.between(8, 16)) + std::chrono::minutes(dice.between(0, 59)) +
         std::chrono::seconds(dice.between(0, 59));
}

std::string Scribe::day_to_come(int least, int most) {
  const base::Date day = base::date_of(now_ + std::chrono::hours(24 * dice.between(least, most)));
  return std::to_string(static_cast<unsigned>(day.day())) + " " + months[static_cast<unsigned>(day.month()) - 1];
}

std::string Scribe::date_to_come(int days) {
  return base::to_text(base::date_of(now_ + std::chrono::hours(24 * days)));
}

std::string Scribe::first_name(Tongue tongue) {
  return std::string(decks_.draw(tongue == Tongue::german ? german_first_names() : first_names()));
}

std::string Scribe::new_firm_stem() {
  for (;;) {
    std::string stem = std::string(dice.pick(name_starts())) + std::string(dice.pick(name_ends()));
    if (stems_.insert(stem).second) return stem;
  }
}

RecordId Scribe::found_company(const Casting& casting, const Industry& industry, std::string& firm,
                               std::string& domain) {
  const bool german = casting.tongue == Tongue::german;
  const std::string stem = casting.firm.empty() ? new_firm_stem() : casting.firm;
  if (firm.empty()) firm = stem + " " + std::string(dice.pick(industry.company_kinds)) + (german ? " GmbH" : "");
  if (domain.empty()) domain = base::lower(stem) + ".example";
  const std::string city =
      casting.city.empty() ? std::string(dice.pick(german ? german_cities() : cities())) : casting.city;
  const int staff = casting.staff > 0 ? casting.staff : dice.between(2, 36) * dice.between(2, 6);
  return world_.create(ObjectType::companies,
                       {{"name", firm},
                        {"domain", domain},
                        {"city", city},
                        {"country", german ? "Germany" : "United Kingdom"},
                        {"industry", std::string(industry.value)},
                        {"numberofemployees", std::to_string(staff)},
                        {"hubspot_owner_id", casting.seller},
                        {"lifecyclestage", casting.stage == "customer" ? "customer" : "other"}},
                       {"CRM_UI", casting.seller}, moment(casting.days_known));
}

void Scribe::add_contact(Party& party, const Casting& casting, const std::string& domain) {
  const bool german = casting.tongue == Tongue::german;
  party.tongue = casting.tongue;
  party.seller = casting.seller;
  party.title = casting.title;
  party.first = casting.first.empty() ? first_name(casting.tongue) : casting.first;
  party.last =
      casting.last.empty() ? std::string(decks_.draw(german ? german_last_names() : last_names())) : casting.last;
  const std::string mailbox = base::lower(party.first) + "." + base::lower(party.last);
  party.email = mailbox + "@" + domain;
  for (int again = 2; !emails_.insert(party.email).second; ++again)
    party.email = mailbox + std::to_string(again) + "@" + domain;
  // Numbers that both countries keep for stories.
  const std::string digits = std::to_string(dice.between(100, 999));
  Values values = {{"firstname", party.first},
                   {"lastname", party.last},
                   {"email", party.email},
                   {"jobtitle", party.title},
                   {"company", party.firm},
                   {"lifecyclestage", casting.stage},
                   {"phone", (german ? "+49 30 23125 " : "+44 1632 960") + digits},
                   {"hubspot_owner_id", party.seller},
                   {"hs_language", german ? "de" : "en"},
                   {"country", german ? "Germany" : "United Kingdom"},
                   {"lead_score", std::to_string(dice.between(1, 99))}};
  if (party.company != 0) values["city"] = world_.find(ObjectType::companies, party.company)->values.at("city");
  party.contact = world_.create(ObjectType::contacts, values, by(party), moment(casting.days_known));
  if (party.company != 0) {
    world_.links().add({ObjectType::contacts, party.contact}, {ObjectType::companies, party.company}, *link_type(1));
  }
}

Party Scribe::settle(const Casting& casting) {
  Party party;
  const auto named = std::ranges::find(industries(), casting.industry, &Industry::value);
  party.industry = named != industries().end() ? &*named : &dice.pick(industries());
  party.firm = casting.domain.empty() ? "" : casting.firm;
  std::string domain = casting.domain;
  party.company = found_company(casting, *party.industry, party.firm, domain);
  add_contact(party, casting, domain);
  return party;
}

Party Scribe::colleague(const Party& party, const Casting& casting) {
  Party other = party;
  other.deal = 0;
  add_contact(other, casting, party.email.substr(party.email.find('@') + 1));
  return other;
}

void Scribe::open_deal(Party& party, const DealPlan& plan) {
  const auto close = now_ + std::chrono::hours(24 * plan.days_to_close);
  party.deal = world_.create(ObjectType::deals,
                             {{"dealname", plan.name},
                              {"dealstage", plan.stage},
                              {"pipeline", "default"},
                              {"amount", std::to_string(plan.amount)},
                              {"deal_currency_code", "GBP"},
                              {"closedate", base::to_rfc3339(close)},
                              {"dealtype", "newbusiness"},
                              {"hubspot_owner_id", party.seller}},
                             by(party), moment(plan.days_ago));
  world_.links().add({ObjectType::deals, party.deal}, {ObjectType::contacts, party.contact},
                     *default_link_type(ObjectType::deals, ObjectType::contacts));
  if (party.company != 0)
    world_.links().add({ObjectType::deals, party.deal}, {ObjectType::companies, party.company}, *link_type(5));
}

void Scribe::close_deal(const Party& party, std::string_view stage, int days_ago, std::string_view reason) {
  const auto at = moment(days_ago);
  Values values = {{"dealstage", std::string(stage)}, {"closedate", base::to_rfc3339(at)}};
  if (!reason.empty()) values["closed_lost_reason"] = std::string(reason);
  world_.write(ObjectType::deals, party.deal, values, by(party), at);
}

void Scribe::set_stage(const Party& party, std::string_view lifecycle, int days_ago) {
  world_.write(ObjectType::contacts, party.contact, {{"lifecyclestage", std::string(lifecycle)}}, by(party),
               moment(days_ago));
}

std::string Scribe::say(Words words, const Party& party) {
  return words.empty() ? std::string() : filled(decks_.draw(words), party);
}

std::string Scribe::filled(std::string_view line, const Party& party) {
  static constexpr std::array<std::string_view, 5> bosses = {
      "the managing director", "our managing director", "the owner", "our finance director", "the operations director"};
  std::string text;
  for (std::size_t i = 0; i < line.size();) {
    const auto end = line[i] == '{' ? line.find('}', i) : std::string_view::npos;
    if (end == std::string_view::npos) {
      text += line[i++];
      continue;
    }
    const std::string_view slot = line.substr(i + 1, end - i - 1);
    if (slot == "me") text += party.first;
    if (slot == "firm") text += party.firm;
    if (slot == "boss") text += dice.pick(std::span<const std::string_view>(bosses));
    if (slot == "day") text += day_to_come(14, 120);
    if (slot == "month") {
      const std::string day = day_to_come(80, 210);
      text += day.substr(day.find(' ') + 1);
    }
    if (slot == "money") text += "£" + base::grouped(dice.between(3, 48) * 500);
    if (slot == "n") text += std::to_string(dice.between(2, 9));
    if (slot == "thing") text += dice.pick(party.industry->things);
    i = end + 1;
  }
  return capital(text);
}

void Scribe::file(ObjectType type, Values values, const Party& party, base::Instant at) {
  // What is told later on one day happened later.
  const bool same_day = party.contact == filed_for_ && base::date_of(at) == base::date_of(filed_at_);
  if (same_day && at <= filed_at_) at = filed_at_ + std::chrono::minutes(dice.between(6, 24));
  filed_for_ = party.contact;
  filed_at_ = at;
  values["hs_timestamp"] = base::to_rfc3339(at);
  values["hubspot_owner_id"] = party.seller;
  const RecordId id = world_.create(type, values, by(party), at);
  const auto join = [&](ObjectType to, RecordId end) {
    if (end != 0) world_.links().add({type, id}, {to, end}, *default_link_type(type, to));
  };
  join(ObjectType::contacts, party.contact);
  join(ObjectType::companies, party.company);
  join(ObjectType::deals, party.deal);
}

void Scribe::verbatim_mail(const Party& party, std::string_view subject, std::string_view text, int days_ago) {
  file(ObjectType::emails,
       {{"hs_email_subject", std::string(subject)},
        {"hs_email_text", std::string(text)},
        {"hs_email_status", "SENT"},
        {"hs_email_direction", "INCOMING_EMAIL"},
        {"hs_email_headers", mail_headers(party.email, seller_email(party.seller))}},
       party, moment(days_ago));
}

void Scribe::mail_from(const Party& party, std::string_view subject, const std::vector<std::string>& sentences,
                       int days_ago) {
  const bool german = party.tongue == Tongue::german;
  const std::string seller(seller_name(party.seller));
  const std::string to = seller.substr(0, seller.find(' '));
  std::string text = (german           ? "Guten Tag "
                      : dice.one_in(2) ? "Hello "
                                       : "Dear ") +
                     to + ",\n\n" + joined(sentences) + "\n\n";
  text += std::string(german           ? "Mit freundlichen Grüßen"
                      : dice.one_in(2) ? "Kind regards"
                                       : "Best wishes") +
          "\n" + party.first + " " + party.last + "\n" + party.title + ", " + party.firm;
  if (last_reader_ == party.contact && dice.one_in(2)) {
    text += "\n\nOn Tuesday " + seller + " wrote:\n> " + last_ours_;
  }
  verbatim_mail(party, subject, text, days_ago);
}

void Scribe::mail_to(const Party& party, std::string_view subject, const std::vector<std::string>& sentences,
                     int days_ago) {
  const std::string seller(seller_name(party.seller));
  last_ours_ = sentences.back();
  last_reader_ = party.contact;
  const std::string text =
      "Dear " + party.first + ",\n\n" + joined(sentences) + "\n\nBest wishes\n" + seller + "\nOttermere & Vance";
  file(ObjectType::emails,
       {{"hs_email_subject", std::string(subject)},
        {"hs_email_text", text},
        {"hs_email_status", "SENT"},
        {"hs_email_direction", "EMAIL"},
        {"hs_email_headers", mail_headers(seller_email(party.seller), party.email)}},
       party, moment(days_ago));
}

void Scribe::note(const Party& party, std::string_view text, int days_ago) {
  file(ObjectType::notes, {{"hs_note_body", paragraph(text)}}, party, moment(days_ago));
}

void Scribe::call(const Party& party, std::string_view text, int days_ago) {
  file(ObjectType::calls,
       {{"hs_call_title", "Call with " + party.first + " " + party.last},
        {"hs_call_body", paragraph(text)},
        {"hs_call_direction", dice.one_in(3) ? "INBOUND" : "OUTBOUND"},
        {"hs_call_status", "COMPLETED"},
        {"hs_call_duration", std::to_string(dice.between(2, 40) * 60000)}},
       party, moment(days_ago));
}

void Scribe::meeting(const Party& party, std::string_view title, std::string_view text, int days_ago) {
  const auto at = moment(days_ago);
  file(ObjectType::meetings,
       {{"hs_meeting_title", std::string(title)},
        {"hs_meeting_body", paragraph(text)},
        {"hs_meeting_outcome", "COMPLETED"},
        {"hs_meeting_start_time", base::to_rfc3339(at)},
        {"hs_meeting_end_time", base::to_rfc3339(at + std::chrono::hours(1))}},
       party, at);
}

void Scribe::done_task(const Party& party, std::string_view subject, int days_ago) {
  file(ObjectType::tasks,
       {{"hs_task_subject", std::string(subject)},
        {"hs_task_status", "COMPLETED"},
        {"hs_task_type", "TODO"},
        {"hs_task_priority", "NONE"}},
       party, moment(days_ago));
}

}  // namespace goodword::sandbox
