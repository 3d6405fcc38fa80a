// What the made-up people say: sentences by topic, with slots, and the names they and their firms have.
//
// Words only; who says what, when and why is in the story_*.cpp files. Slots: {me} the contact's first name, {firm} the
// company, {boss} somebody senior, {day} a date to come, {month}, {money}, {n} a small number, {thing} a part of the
// work.
#pragma once

#include <span>
#include <string_view>

namespace goodword::sandbox {

using Words = std::span<const std::string_view>;

/// The seven warning signs, a to g.
enum class Sign { timing, power, information, access, business_case, risk, outcome };
inline constexpr std::size_t sign_count = 7;
/// Speaks for the sign, or against it.
enum class Side { bad, good };

/// A prospect's own words, as in a mail.
Words mail_words(Sign sign, Side side);
/// A seller's words about a prospect, as in a note or after a call.
Words note_words(Sign sign, Side side);
/// In German, by the prospect.
Words german_words(Sign sign, Side side);

/// Wishes for a service of the demo's vocabulary, by its id; empty for an id that nobody wishes for here.
Words wish_words(std::string_view service);
Words german_wish_words(std::string_view service);

struct Chatter {
  Words openings, closings;   ///< first and last sentences of mails
  Words ours_openings, ours;  ///< our own mails
  Words note_fillers;         ///< notes that say nothing about a sign
  Words later;                ///< asks to come back in {month}
  Words good_signs;           ///< value, influence, way to win
  Words nuisance;             ///< what nobody should be passed on for
  Words delivered;            ///< about work for clients
  Words outdated;             ///< of long ago
};
const Chatter& chatter();
const Chatter& german_chatter();
Words polish_notes();

struct Industry {
  std::string_view value, label;
  Words company_kinds;  ///< "Dairy", "Foods"
  Words things;         ///< for {thing}
};
std::span<const Industry> industries();
Words first_names();
Words last_names();
Words german_first_names();
Words german_last_names();
Words name_starts();  ///< of firms: "Alder" + "moor"
Words name_ends();
Words cities();
Words german_cities();
Words titles_of_deciders();
Words titles_of_managers();
Words titles_of_staff();
Words german_titles_of_deciders();
Words german_titles_of_managers();

}  // namespace goodword::sandbox
