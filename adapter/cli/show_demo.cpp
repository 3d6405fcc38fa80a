#include <algorithm>
#include <cmath>
#include <map>

#include "base/text.hpp"
#include "cli/console.hpp"
#include "cli/show_demo.hpp"

namespace goodword::cli {
namespace {

using daemon::DemoTold;
using model::Action;
using model::Verdict;

std::string one_decimal(double number) {
  const auto tenths = std::llround(number * 10);
  return std::to_string(tenths / 10) + "." + std::to_string(std::abs(tenths % 10));
}

std::string_view meaning(Verdict verdict) {
  switch (verdict) {
    case Verdict::none: return "";
    case Verdict::pursue: return "worth your hours";
    case Verdict::nurture: return "right firm, wrong time";
    case Verdict::find_out: return "one answer would settle it";
    case Verdict::refer: return "someone else serves them better";
    case Verdict::team_up: return "the work needs two firms";
    case Verdict::let_go: return "kindly: low chance, no better home known";
    case Verdict::exclude: return "never passed on to anybody";
  }
  return "";
}

std::string partner_name(const DemoCast& cast, const std::string& id) {
  const auto* partner = model::partner_by_id(cast.partners, id);
  return partner ? partner->name : id;
}

std::string opening(const DemoCast& cast) {
  double hours = 0;
  for (const auto& seller : cast.firm.sellers) hours += seller.weekly_hours;
  std::map<model::PartnerKind, int> kinds;
  for (const auto& partner : cast.partners) ++kinds[partner.kind];
  const auto some = [](int count, const std::string& one, const std::string& more) {
    return std::to_string(count) + " " + (count == 1 ? one : more);
  };
  return "Goodword demo. All of it happens on this machine, in a made-up CRM. Nothing is sent to anyone.\n\n"
         "The firm    " +
         cast.firm.name + ", " + cast.firm.trade + ", " + cast.firm.place.city + ": " +
         some(static_cast<int>(cast.firm.sellers.size()), "seller", "sellers") + ", " + one_decimal(hours) +
         " selling hours a week\n" + "Its circle  " +
         some(kinds[model::PartnerKind::colleague], "colleague", "colleagues") + ", " +
         some(kinds[model::PartnerKind::ally], "firm", "firms") + " of other trades, " +
         some(kinds[model::PartnerKind::competitor], "competitor", "competitors") + "\n";
}

std::string read_part(const DemoTold& told, const DemoCast& cast) {
  return "\n1 Read      simulated " + cast.crm_title + ": " + base::grouped(told.contacts) + " people\n            " +
         base::grouped(told.prospects) + " prospects to decide, " + base::grouped(told.clients) +
         " clients to look after, " + base::grouped(told.others) + " left alone (not in your scope)\n";
}

std::string decide_part(const DemoTold& told, const DemoCast& cast) {
  std::string text = "\n2 Decide    prospects                                                hours a week\n";
  for (const auto& row : told.verdicts) {
    if (row.prospects == 0) continue;
    text += "            " + padded_left(std::to_string(row.prospects), 4) + "  " +
            padded(model::to_people(row.verdict), 10) + padded(meaning(row.verdict), 44) +
            padded_left(one_decimal(row.hours_a_week), 8) + "\n";
  }
  const auto& currency = cast.firm.currency;
  return text + "            An hour on the " + std::to_string(told.kept) + " returns " +
         whole_money(told.hour_on_kept, currency) + " on average; on the " + std::to_string(told.stopped) +
         " you would stop, " + whole_money(told.hour_on_stopped, currency) + ". " + one_decimal(told.hours_gained) +
         " hours a week gained.\n";
}

std::string deal_of(const model::Dossier& hero) {
  for (const auto& opportunity : hero.opportunities) {
    if (opportunity.text(model::opportunity::state) != "open") continue;
    const auto amount = opportunity.money(model::opportunity::amount);
    return ": deal \"" + opportunity.text(model::opportunity::name) + "\"" +
           (amount ? ", " + base::to_people(*amount) : "");
  }
  return "";
}

std::string look_part(const DemoTold& told, const DemoCast& cast) {
  if (!told.hero) return "\n3 Look      nobody is to be referred with a need that is sure: see goodword plan\n";
  const auto& hero = *told.hero;
  const auto& decision = *hero.decision;
  std::string text =
      "\n3 Look      " + model::display_name(hero.contact) +
      (hero.company ? ", " + hero.company->text(model::company::name) : "") +
      (hero.contact.text(model::contact::city).empty() ? "" : ", " + hero.contact.text(model::contact::city)) +
      deal_of(hero) + "\n";
  std::string why = "wants " + model::service_name(cast.services, decision.need.service, "en");
  if (!decision.need.evidence.empty()) why += ": \"" + base::shorten(decision.need.evidence, 90) + "\"";
  text += "            " + padded(model::to_people(decision.verdict), 9) + wrapped(why, 21, 100).substr(21) + "\n";
  if (!decision.inside.text.empty())
    text += "            " + padded("inside", 9) + wrapped(decision.inside.text, 21, 100).substr(21) + "\n";
  for (std::size_t i = 0; i < decision.matches.size(); ++i) {
    const auto& match = decision.matches[i];
    text +=
        "            " + padded(i == 0 ? "to" : "or", 9) +
        wrapped(partner_name(cast, match.partner) + (match.pros.empty() ? "" : ": " + base::join(match.pros, ", ")) +
                    (match.cons.empty() ? "" : "; but " + base::join(match.cons, ", ")),
                21, 100)
            .substr(21) +
        "\n";
  }
  return text + "            but      nobody has asked " + hero.contact.text(model::contact::first_name) +
         " yet: nothing about " + hero.contact.text(model::contact::first_name) + " may leave, and nothing has\n";
}

std::string first_name(const DemoCast& cast, const std::string& seller) {
  const auto found = std::ranges::find(cast.firm.sellers, seller, &model::Seller::id);
  return found == cast.firm.sellers.end() ? seller : found->name.substr(0, found->name.find(' '));
}

std::string change_text(const model::Change& change, const DemoCast& cast) {
  switch (change.action) {
    case Action::add_tag: return "+ tag  " + change.value;
    case Action::remove_tag: return "- tag  " + change.value;
    case Action::task:
      return "+ task " + first_name(cast, change.seller) +
             (change.due ? ", by " + base::day_text(base::date_of(*change.due), base::date_of(cast.now)) : "") + ": " +
             change.title;
    case Action::draft_email: return "+ draft to " + change.to + ": " + change.title;
    default: return "+ note \"" + base::shorten(base::escape_line(change.body), 60) + "\"";
  }
}

std::string plan_part(const DemoTold& told, const DemoCast& cast) {
  std::map<Action, int> kinds;
  for (const auto& entry : told.plan.entries) {
    for (const auto& change : entry.changes) ++kinds[change.action];
  }
  const auto made_on = base::day_text(base::date_of(told.plan.made_at), base::date_of(cast.now));
  std::string text = "\n4 Plan      made on " + made_on + ": " +
                     base::grouped(static_cast<std::int64_t>(model::count_changes(told.plan))) +
                     " changes, each marked " + cast.prefix + ": and reversible:\n            " +
                     std::to_string(kinds[Action::add_tag]) + " tags, " + std::to_string(kinds[Action::note]) +
                     " notes, " + std::to_string(kinds[Action::task]) + " tasks (at most " +
                     std::to_string(cast.tasks_per_seller) + " a seller)\n";
  int shown = 0;
  for (const auto& entry : told.plan.entries) {
    const bool is_hero = told.hero && entry.contact.id == told.hero->contact.id();
    const bool asks = entry.to == "find out" && entry.changes.size() > 1;
    if (!is_hero && (!asks || shown >= 1)) continue;
    if (!is_hero) ++shown;
    bool first = true;
    for (const auto& change : entry.changes) {
      text += "              " +
              padded(first ? (entry.company.empty() ? entry.name : base::shorten(entry.company, 24)) : "", 26) +
              change_text(change, cast) + "\n";
      first = false;
    }
  }
  return text + "            No field, tag or note of yours is touched. " + std::to_string(told.plan.calls) +
         " calls.\n";
}

std::string write_part(const DemoTold& told) {
  return "\n5 Write     " +
         std::string(told.was_killed ? "killed after " + std::to_string(told.written_before_kill) +
                                           ", in the middle of a write; started again: "
                                     : "") +
         std::to_string(told.written) + " written, " + std::to_string(told.read_back) + " found again in the CRM, " +
         (told.doubled == 0 ? "none twice" : std::to_string(told.doubled) + " TWICE") + "\n";
}

std::string days_part(const DemoTold& told, const DemoCast& cast) {
  std::string text = "\n6 Next days (up to today; the made-up people answer in the CRM, as yours would)\n";
  for (const auto& deed : told.deeds) {
    text += "            " + padded(deed.contact, 16) +
            wrapped(deed.text + "   [" + deed.person + "]", 28, 104).substr(28) + "\n";
  }
  for (const auto& kept : told.kept_edits)
    text += "            " + padded(kept.name, 16) + wrapped(kept.text, 28, 104).substr(28) + "\n";
  for (const auto& consent : told.consents) {
    text += "            " + padded("recorded", 16) + "yes of the " + std::string(model::to_text(consent.party)) +
            " to " + partner_name(cast, consent.receiver) + ", by " + consent.how +
            (consent.fields.empty() ? "" : "; " + base::join(consent.fields, ", ") + " only") + "\n";
  }
  return text;
}

/// The first of the two letters in the note: from "Dear" up to the heading of the next.
std::string first_letter(const std::string& note) {
  const auto begin = note.find("Dear ");
  if (begin == std::string::npos) return note;
  const auto end = note.find("\n\nTo ", begin);
  return note.substr(begin, end == std::string::npos ? end : end - begin);
}

std::string letter_part(const DemoTold& told, const DemoCast& cast) {
  if (!told.introduced) return "\n7 Introduce nobody: two yeses are needed, and there are not two\n";
  std::string text =
      "\n7 Introduce two yeses, so two letters, as drafts in the CRM for the seller to send; the first:\n";
  for (const auto& line : base::split(first_letter(told.to_prospect), '\n')) {
    if (line.empty()) {
      text += "            |\n";
      continue;
    }
    for (const auto& part : base::split(wrapped(line, 0, 88), '\n')) text += "            | " + part + "\n";
  }
  const std::string partner = partner_name(cast, told.introduced->partner);
  if (told.introduced->next_by) {
    text += "            next     " + partner + " writes by " +
            base::day_text(base::date_of(*told.introduced->next_by), base::date_of(cast.now)) +
            "; details left only as these drafts, after both yeses: before, nothing had\n";
  }
  return text;
}

}  // namespace

std::string show_demo(const DemoTold& told, const DemoCast& cast) {
  std::string text = opening(cast) + read_part(told, cast) + decide_part(told, cast) + look_part(told, cast) +
                     plan_part(told, cast) + write_part(told) + days_part(told, cast) + letter_part(told, cast);
  text += "\n8 Again     " + std::to_string(told.answers_read) + " answers read, " +
          std::to_string(told.later_changes) + " changes written, " + std::to_string(told.repeated) + " repeated; " +
          base::grouped(told.calls) + " calls in all (goodword undo " + std::to_string(told.write_run) +
          " takes the first plan back)\n";
  return text;
}

}  // namespace goodword::cli
