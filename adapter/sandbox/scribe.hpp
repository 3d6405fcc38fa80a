// Writes the made-up world into the CRM: parties, deals and what was said, each at its own moment and by its own
// author.
//
// Knows how records look, not what the story is (story_*.cpp) nor its words (story_words*.cpp). Used while the story is
// told, with the CRM's lock held.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/dice.hpp"
#include "sandbox/story_words.hpp"
#include "sandbox/world.hpp"

namespace goodword::sandbox {

enum class Tongue { english, german };

/// A contact with a firm, as the story speaks of them.
struct Party {
  RecordId contact = 0;
  RecordId company = 0;  ///< 0: none
  RecordId deal = 0;     ///< 0: none; what is said is filed there too
  std::string first, last, title, email, firm, seller;
  const Industry* industry = nullptr;
  Tongue tongue = Tongue::english;
};

/// What is fixed about a party; the rest is thrown.
struct Casting {
  std::string seller;
  std::string title;
  std::string stage = "lead";  ///< lifecycle stage
  int days_known = 200;
  Tongue tongue = Tongue::english;
  std::string first = {}, last = {}, firm = {}, domain = {}, city = {}, industry = {};
  int staff = 0;
};

struct DealPlan {
  std::string name, stage;
  int amount = 0;
  int days_ago = 0;
  int days_to_close = 30;  ///< expected, from the story's morning
};

class Scribe {
 public:
  Scribe(World& world, std::uint64_t seed, base::Instant now) : dice(seed), world_(world), decks_(dice), now_(now) {}

  Dice dice;
  std::string on_duty;  ///< the seller whose prospects are told about

  /// A working hour of a working day, so many days before the story's morning.
  base::Instant moment(int days_ago);
  /// A day to come, as "12 March".
  std::string day_to_come(int least, int most);

  /// A day to come, as "2027-03-12".
  std::string date_to_come(int days);

  Party settle(const Casting& casting);
  /// Another contact at the same firm.
  Party colleague(const Party& party, const Casting& casting);
  void open_deal(Party& party, const DealPlan& plan);
  /// Won or lost, `days_ago`; a lost one has a reason.
  void close_deal(const Party& party, std::string_view stage, int days_ago, std::string_view reason = {});
  void set_stage(const Party& party, std::string_view lifecycle, int days_ago);

  /// One sentence of these words with its slots filled.
  std::string say(Words words, const Party& party);
  std::string filled(std::string_view line, const Party& party);

  /// Each files a text with contact, company and deal.
  void mail_from(const Party& party, std::string_view subject, const std::vector<std::string>& sentences, int days_ago);
  void mail_to(const Party& party, std::string_view subject, const std::vector<std::string>& sentences, int days_ago);
  /// The contact's own words, as they stand.
  void verbatim_mail(const Party& party, std::string_view subject, std::string_view text, int days_ago);
  void note(const Party& party, std::string_view text, int days_ago);
  void call(const Party& party, std::string_view text, int days_ago);
  void meeting(const Party& party, std::string_view title, std::string_view text, int days_ago);
  void done_task(const Party& party, std::string_view subject, int days_ago);

 private:
  RecordId found_company(const Casting& casting, const Industry& industry, std::string& firm, std::string& domain);
  void add_contact(Party& party, const Casting& casting, const std::string& domain);
  void file(ObjectType type, Values values, const Party& party, base::Instant at);
  std::string first_name(Tongue tongue);
  std::string new_firm_stem();

  World& world_;
  Decks decks_;
  base::Instant now_;
  std::set<std::string> stems_, emails_;
  std::string last_ours_;  ///< the last sentence of ours that a contact was sent: what the answer quotes
  RecordId last_reader_ = 0;
  RecordId filed_for_ = 0;  ///< whose activity was filed last, and at what moment
  base::Instant filed_at_{};
};

/// Pieces as one text.
std::string joined(const std::vector<std::string>& sentences);
/// Name of the seller with this user id.
std::string_view seller_name(std::string_view user);

}  // namespace goodword::sandbox
