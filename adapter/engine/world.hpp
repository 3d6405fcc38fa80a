// One CRM's world: what a use case needs to work on it, and the settings it obeys.
//
// Built by the daemon room (assembly), borrowed by every use case, owned by one worker at a time. Nothing here acts.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/instant.hpp"
#include "match/circle.hpp"
#include "match/record.hpp"
#include "match/sources.hpp"
#include "model/circle.hpp"
#include "ports/clock.hpp"
#include "ports/observer.hpp"
#include "ports/remote.hpp"
#include "ports/store.hpp"
#include "rules/book.hpp"

namespace goodword::engine {

/// The operator's limits on what is written, and when we stop to ask. Every number comes from goodword.json.
struct Policy {
  std::string tag_prefix = "gw";
  int open_tasks_per_seller = 5;
  int first_apply_contacts = 25;     ///< of a CRM's first apply, unless told to do all
  int cold_asks_per_seller = 2;      ///< in seven days: of people who are not ready to be asked for a referral
  int most_changes = 500;            ///< brake: a plan with more stops
  double most_share = 1.0;           ///< brake: share of the prospects a plan may touch after the first
  double shrink_share = 0.05;        ///< brake: share of records that may vanish in one pass
  std::size_t rows_a_commit = 1000;  ///< of pages that are stored together, about
  base::Duration oldest_page = std::chrono::seconds(1);  ///< a page that waits for others to be stored with
  base::Duration plan_age = std::chrono::hours(24);
  int most_consents_a_sync = 3;  ///< more stop for a person
  int most_attempts = 1000;
  base::Duration keep_gone{};  ///< after so long nothing is kept of who is gone from the CRM; 0: it is kept
  int review_days = 1;         ///< between two batches: the price of an hour, and everybody's verdict
  int task_days = 2;           ///< a task is due so many days from now
  int acknowledge_days = 3;    ///< working days until a partner is to hear that we got whom it sent
  int first_contact_days = 5;  ///< working days until a partner has written to whom it was introduced to
  base::Duration progress_after = std::chrono::days(14);  ///< without news it is asked how it goes
  base::Duration outcome_after = std::chrono::days(30);   ///< after the introduction: what came of it
  base::Duration outcome_again = std::chrono::days(90);
  base::Duration thanks_within = std::chrono::hours(48);
  base::Duration offer_answer = std::chrono::days(14);
  base::Duration partner_answer = std::chrono::days(7);  ///< five working days
  base::Duration consent_life = std::chrono::days(90);
  int card_companies = 20;  ///< so many of the companies known must fit what a card tells a partner
  std::string language = "en";
};

/// How a CRM marks partners: "partners" of its file. Words are folded.
struct PartnerMarks {
  std::map<std::string, model::PartnerKind> tags;
  std::map<std::string, std::map<std::string, model::PartnerKind>> fields;  ///< the operator's own: value to kind
  std::map<std::string, std::string> services;                              ///< tag to service
  std::vector<std::string> service_fields;                                  ///< fields whose words name services
};

/// The firm and its circle, with the rules it decides by.
struct Circle {
  model::Firm firm;
  std::vector<model::Service> services;
  std::vector<model::Partner> partners;
  rules::RuleBook book;
  std::string version;                                     ///< of firm and services, as the operator wrote them
  std::vector<match::PastReferral> past;                   ///< every referral to a partner so far
  std::map<std::string, PartnerMarks> partner_marks = {};  ///< by CRM
  std::map<model::Ref, std::string> marked = {};  ///< contacts and companies that are partners of the register: ids
  std::map<std::string, std::vector<match::TrackRecord>> records = {};  ///< by wanted service: what came of them
  /// Code, as the tables in the book are.
  std::vector<match::Limit> limits{match::hard_limits().begin(), match::hard_limits().end()};
  std::vector<match::SourceReason> sources{match::source_reasons().begin(), match::source_reasons().end()};
};

/// Templates by language and name, as the letters folder holds them: "en/introduction-prospect".
struct Letters {
  std::vector<std::pair<std::string, std::string>> templates;
};

/// What the letters of an introduction become in a CRM. Nobody is mailed either way.
enum class LettersAs {
  note,  ///< one note with both
  draft  ///< a mail each that waits to be sent, where the CRM can hold one
};

struct World {
  std::string crm;
  ports::Store& store;
  ports::Remote& remote;
  ports::Clock& clock;
  ports::Observer& observer;
  const Policy& policy;
  const Circle& circle;
  const Letters& letters;
  LettersAs letters_as = LettersAs::note;
};

}  // namespace goodword::engine
