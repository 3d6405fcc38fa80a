#include "engine/letter_table.hpp"

#include <algorithm>
#include <kainjow/mustache.hpp>
#include <set>

#include "base/text.hpp"

namespace goodword::engine {
namespace {

// Notes and tasks: neutral words that the person concerned may read (wording.cpp).
constexpr std::string_view desk =
    "given company prefix service rest service_id partner person proof endorsement pros reason question about card "
    "terms "
    "agreement";

constexpr std::string_view asking_to_join =
    "given company prefix service rest service_id partner person proof endorsement pros reason question about card "
    "terms "
    "agreement letter_offer";

constexpr std::string_view back = "given contact since put_off handed_over reason changed seller known last_day";

constexpr LetterRow rows[] = {
    {"acknowledgement", "given_full service since by_day won lost open person_given seller firm"},
    {"back-answer", "now"},
    {"back-budget", "now"},
    {"back-good-sign", "now"},
    {"back-need", "now"},
    {"back-opportunity", "now"},
    {"back-place", "now"},
    {"back-size", "now"},
    {"back-timing", "now"},
    {"brief",
     "given_full company service impressions seen ruled_out question seller partner person person_given since quote "
     "by_day"},
    {"card-region-open", ""},
    {"card-size", "least most"},
    {"card-size-over", ""},
    {"change-20", "offered"},
    {"change-21", "offered"},
    {"change-24", "offered"},
    {"change-27", "offered"},
    {"check-in", "partner person_given since introduced kinds won room room_until wants seller firm"},
    {"consent-partner", "partner service shared terms"},
    {"consent-partner-meeting", "partner service shared terms"},
    {"consent-partner-together", "partner service shared terms they we we_lead they_lead we_bill they_bill"},
    {"consent-prospect", "partner service shared terms"},
    {"consent-prospect-meeting", "partner service shared terms"},
    {"consent-prospect-together", "partner service shared terms they we we_lead they_lead we_bill they_bill"},
    {"farewell", "given service reason change seller firm"},
    {"introduction-details", "name email phone"},
    {"introduction-partner",
     "given given_full company service partner person person_given letter_details by_day consent_day terms seller "
     "firm"},
    {"introduction-prospect",
     "given company service quote partner partner_firm person proof endorsement shared by_day consent_day terms seller "
     "firm"},
    {"meeting-partner", "given given_full company service partner person person_given consent_day seller firm"},
    {"meeting-prospect", "given service partner partner_firm person proof shared terms seller firm"},
    {"note-ask-meeting", desk},
    {"note-ask-partner", desk},
    {"note-ask-to-join", desk},
    {"note-back", back},
    {"note-find-out", desk},
    {"note-hand-over", desk},
    {"note-introduction", "given partner person letter_prospect letter_partner"},
    {"note-let-go", desk},
    {"note-meeting", "given partner person letter_prospect letter_partner"},
    {"note-refer", desk},
    {"note-refer-guess", desk},
    {"note-team-up", desk},
    {"note-together", "given partner person letter_prospect letter_partner"},
    {"offer-together",
     "given service quote partner partner_firm person proof endorsement shared they we we_lead they_lead we_bill "
     "they_bill terms "
     "seller firm"},
    {"outcome-giver", "given_full service since by_day won lost open person_given seller firm"},
    {"packet-subject", "service firm"},
    {"reason-20", ""},
    {"reason-21", ""},
    {"reason-22", ""},
    {"reason-23", ""},
    {"reason-24", ""},
    {"reason-26", ""},
    {"reason-27", ""},
    {"shared-and", ""},
    {"shared-company", ""},
    {"shared-email", ""},
    {"shared-name", ""},
    {"shared-need", ""},
    {"shared-phone", ""},
    {"task-ask-meeting", desk},
    {"task-ask-partner", desk},
    {"task-ask-prospect", desk},
    {"task-ask-to-join", desk},
    {"task-ask-together", asking_to_join},
    {"task-back", back},
    {"task-confirm-need", desk},
    {"task-find-out", desk},
    {"task-follow-up-acknowledge", desk},
    {"task-follow-up-contact", desk},
    {"task-follow-up-outcome", desk},
    {"task-follow-up-progress", desk},
    {"task-hand-over", desk},
    {"task-recall", desk},
    {"task-thank", desk},
    {"thanks-partner", "given given_full company service since contacted person_given together seller firm"},
    {"thanks-prospect", "given service quote since partner partner_firm person together seller firm"},
    {"together-partner",
     "given given_full company service partner person person_given letter_details by_day consent_day they we we_lead "
     "they_lead we_bill they_bill terms seller firm"},
    {"together-prospect",
     "given company service quote partner partner_firm person proof endorsement shared by_day consent_day they we "
     "we_lead "
     "they_lead we_bill they_bill "
     "terms seller firm"},
    {"welcome-back", "given since seller firm"},
};

/// The names between {{ and }}, without their section signs.
std::set<std::string> names_in(const std::string& text) {
  std::set<std::string> names;
  for (auto at = text.find("{{"); at != std::string::npos; at = text.find("{{", at + 2)) {
    const auto end = text.find("}}", at);
    if (end == std::string::npos) break;
    std::string name(base::trim(std::string_view(text).substr(at + 2, end - at - 2)));
    if (!name.empty() && std::string_view("#^/&").find(name.front()) != std::string_view::npos)
      name = base::trim(std::string_view(name).substr(1));
    if (!name.empty() && name.front() != '!') names.insert(name);
  }
  return names;
}

std::string did_you_mean(const std::string& word, const std::vector<std::string>& known) {
  const auto near = base::nearest(word, known);
  return near.empty() ? "; there are: " + base::join(known, ", ") : "; did you mean " + near + "?";
}

}  // namespace

std::span<const LetterRow> letter_table() { return rows; }

const LetterRow* letter_row(std::string_view name) {
  const auto found = std::ranges::find(rows, name, &LetterRow::name);
  return found == std::end(rows) ? nullptr : &*found;
}

std::string fault_in(const std::string& source, std::string_view values) {
  kainjow::mustache::mustache compiled(source);
  if (!compiled.is_valid()) return compiled.error_message();
  const auto known = base::split(values, ' ');
  for (const auto& wanted : names_in(source)) {
    const auto bare = wanted.starts_with("has_") ? wanted.substr(4) : wanted;
    if (std::ranges::find(known, bare) == known.end())
      return "names the unknown value " + wanted + did_you_mean(bare, known);
  }
  return "";
}

std::string fault_in_letter(std::string_view name, const std::string& source) {
  if (const auto* row = letter_row(name)) return fault_in(source, row->values);
  std::vector<std::string> known;
  for (const auto& row : rows) known.emplace_back(row.name);
  return "no letter is called so" + did_you_mean(std::string(name), known);
}

}  // namespace goodword::engine
