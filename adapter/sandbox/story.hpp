// The demo's world, made from a number: 240 contacts at about 150 companies, their deals, mails, calls, meetings and
// notes.
//
// The seed changes people, texts and figures; a few named people (heroes) are in every world, because the demo tells
// about them. Nobody here knows any rule: who is a prospect, and what becomes of them, follows from what the CRM holds.
// Called by the demo and by tests, once on an empty CRM; next_day() is called after each sync that the people may
// answer to.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sandbox/hubspot.hpp"

namespace goodword::sandbox {

struct StoryOptions {
  std::uint64_t seed = 1;
  base::Instant now{};  ///< the morning on which the demo begins; everything told lies before it
  int contacts = 240;
};

/// Users of the CRM, and so owners of its records.
inline constexpr std::string_view dev_user = "7101";
inline constexpr std::string_view priya_user = "7102";

void tell_story(HubSpot& crm, const StoryOptions& options);

/// How the engine under test writes in this CRM: which property its tags are in, and what they begin with.
struct TagDesk {
  std::string property = "gw_tags";
  std::string prefix = "gw";
};

/// Something a made-up person did in the CRM.
struct Deed {
  std::string person;   ///< who did it: "Dev Anand"
  std::string contact;  ///< about whom: "Joan Marsh"
  std::string text;     ///< what, in words for the demo's reader
  base::Instant at{};

  friend bool operator==(const Deed&, const Deed&) = default;
};

/// The made-up people answer what they have been asked since they last looked: each once, and only if asked. Nothing to
/// answer: no deeds. Their edits carry their own user ids and the CRM's present time.
std::vector<Deed> next_day(HubSpot& crm, const TagDesk& tags);

}  // namespace goodword::sandbox
