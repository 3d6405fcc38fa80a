#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "cli/console.hpp"
#include "cli/show.hpp"

namespace goodword::cli {
namespace {

using model::Action;
using model::Change;

/// As people call them; the id where no seller of the firm has it.
std::string seller_name(const model::Firm& firm, const std::string& id) {
  const auto found = std::ranges::find(firm.sellers, id, &model::Seller::id);
  return found == firm.sellers.end() ? id : base::split(found->name, ' ').front();
}

std::string heading(const model::PlanEntry& entry, const model::Firm& firm) {
  std::string who = entry.company.empty() ? entry.name : entry.company + ", " + entry.name;
  if (!entry.seller.empty()) who += " (" + seller_name(firm, entry.seller) + ")";
  const std::string verdict = entry.from == entry.to || entry.to.empty() ? entry.to : entry.from + " -> " + entry.to;
  return padded(who, 48) + "  " + padded(verdict, 20) + "  " + entry.why;
}

std::string tags_line(const std::vector<Change>& changes) {
  std::string line;
  for (const auto& change : changes) {
    if (change.action == Action::remove_tag) line += "  - " + change.value;
    if (change.action == Action::add_tag) line += "  + " + change.value;
  }
  return line.empty() ? "" : "  tag   " + line;
}

/// What is made, and for whom.
std::string beginning(const Change& change, const model::Firm& firm, base::Instant now) {
  if (change.action == Action::note) return "  note    + ";
  if (change.action == Action::draft_email) return "  draft   + to " + change.to + ": ";
  std::string line = "  task    + ";
  if (!change.seller.empty()) line += seller_name(firm, change.seller) + ", ";
  if (change.due) line += base::day_text(base::date_of(*change.due), base::date_of(now)) + ": ";
  return line;
}

std::string text_line(const Change& change, const model::Firm& firm, base::Instant now, Detail detail) {
  const bool titled = change.action != Action::note;
  const std::string text = titled ? change.title : change.body;
  const std::string line = beginning(change, firm, now);
  if (detail == Detail::full) {
    std::string full = line + text + (titled && !change.body.empty() ? "\n" + change.body : "");
    std::string indented;
    for (const auto& part : base::split(full, '\n')) indented += (indented.empty() ? "" : "\n            ") + part;
    return indented;
  }
  const std::string flat = base::escape_line(base::shorten(text, 100));
  const auto characters = base::count_characters(change.body);
  return line + (titled ? flat
                        : "\"" + flat + "\"" +
                              (characters > 100 ? "  (" + std::to_string(characters) + " characters: --full)" : ""));
}

std::string change_line(const Change& change, const model::Firm& firm, base::Instant now, Detail detail) {
  switch (change.action) {
    case Action::add_tag:
    case Action::remove_tag: return {};
    case Action::note:
    case Action::task:
    case Action::draft_email: return text_line(change, firm, now, detail);
    case Action::list_add: return "  list    + " + change.value;
    case Action::list_remove: return "  list    - " + change.value;
    case Action::associate: return "  tie     + " + change.field + " " + change.value;
    case Action::dissociate: return "  tie     - " + change.field + " " + change.value;
    case Action::set_field: return "  field   " + change.field + "  " + change.prior + " -> " + change.value;
    case Action::remove_note: return "  note    - " + change.value;
    case Action::remove_task: return "  task    - " + change.value;
    case Action::remove_draft: return "  draft   - " + change.value;
  }
  return {};
}

std::string left_alone(const model::Plan& plan, Detail detail) {
  if (plan.left_alone.empty()) return {};
  std::string text = "\nLeft alone on purpose\n";
  std::map<std::string, int> more;
  std::map<std::string, int> shown;
  for (const auto& alone : plan.left_alone) {
    if (detail == Detail::brief && ++shown[alone.code] > 3) {
      ++more[alone.text];
      continue;
    }
    text += "  " + padded(alone.name, 26) + "  " + alone.text + "\n";
  }
  for (const auto& [why, count] : more) text += "  " + padded(std::to_string(count) + " more", 26) + "  " + why + "\n";
  return text;
}

bool leaves_to_partner(const model::Plan& plan) {
  return std::ranges::any_of(plan.entries, [](const auto& entry) {
    return std::ranges::any_of(entry.moves, [](const auto& move) { return move.event.event == "introduce"; });
  });
}

}  // namespace

std::string show_plan(const model::Plan& plan, const model::Firm& firm, base::Instant now, Detail detail) {
  std::string text = "Plan " + std::to_string(plan.number) + " for " + plan.crm + ". Made " +
                     base::age_text(plan.made_at, now) + " from data read " + base::age_text(plan.data_at, now) +
                     ". Nothing has been written.\n";
  text += base::grouped(static_cast<std::int64_t>(model::count_changes(plan))) + " changes on " +
          base::grouped(static_cast<std::int64_t>(plan.entries.size())) +
          " contacts. In scope: " + base::grouped(plan.prospects) + " prospects; " + base::grouped(plan.clients) +
          " clients and " + base::grouped(plan.others) + " others are read, never tagged.\n";
  for (const auto& entry : plan.entries) {
    text += "\n" + heading(entry, firm) + "\n";
    if (const auto tags = tags_line(entry.changes); !tags.empty()) text += tags + "\n";
    for (const auto& change : entry.changes) {
      if (const auto line = change_line(change, firm, now, detail); !line.empty()) text += line + "\n";
    }
  }
  text += left_alone(plan, detail);
  text += "\nCost   " + base::grouped(plan.calls) + " calls to the CRM.  ";
  text += leaves_to_partner(plan) ? "Introductions become drafts in your CRM; you send them.\n"
                                  : "Nothing leaves to any partner in this plan.\n";
  if (plan.entries.empty()) return text + "Next   nothing to apply: the CRM says what the verdicts say\n";
  return text + "Next   goodword apply " + std::to_string(plan.number) +
         "    or look closer: goodword explain contact " + plan.entries.front().contact.id + "\n";
}

}  // namespace goodword::cli
