// Clients, lost deals, and the long silent rest of the CRM: what the chance is learned from, and who is to be left
// alone.
#include <algorithm>

#include "sandbox/story_parts.hpp"

namespace goodword::sandbox {
namespace {

// Silent for longer than any scope looks back.
constexpr int silent_since = 200;

constexpr std::array reasons = {std::string_view("no budget"), std::string_view("chose another firm"),
                                std::string_view("no decision"), std::string_view("something came up"),
                                std::string_view("not the right time")};

std::string some_title(Scribe& scribe, int deciders_of_ten) {
  const int throw_of_ten = scribe.dice.between(1, 10);
  const Words titles = throw_of_ten <= deciders_of_ten ? titles_of_deciders()
                       : throw_of_ten < 10             ? titles_of_managers()
                                                       : titles_of_staff();
  return std::string(scribe.dice.pick(titles));
}

Sign sign_at(Scribe& scribe) { return static_cast<Sign>(scribe.dice.between(0, static_cast<int>(sign_count) - 1)); }

/// When a deal was talked about, in days ago.
struct Days {
  int from, until;
};

/// Of ten sentences about a deal's signs, so many speak against them; the others for.
void talks(Scribe& scribe, const Party& party, std::string_view service, int good_of_ten, Days days) {
  const auto [from, until] = days;
  const auto side = [&] { return scribe.dice.between(1, 10) <= good_of_ten ? Side::good : Side::bad; };
  const int middle = (from + until) / 2;
  scribe.mail_from(party, "Enquiry",
                   {scribe.say(chatter().openings, party), scribe.say(wish_words(service), party),
                    scribe.say(mail_words(sign_at(scribe), side()), party)},
                   from - 1);
  scribe.call(party,
              joined({scribe.say(note_words(sign_at(scribe), side()), party),
                      scribe.say(note_words(sign_at(scribe), side()), party)}),
              (from + middle) / 2);
  if (scribe.dice.one_in(2)) {
    scribe.note(
        party,
        joined({scribe.say(chatter().note_fillers, party), scribe.say(note_words(sign_at(scribe), side()), party)}),
        middle);
  }
  // How much is said tells little of how it ends: lost deals are talked about as long as won ones.
  for (int more = scribe.dice.between(0, 6); more > 0; --more)
    scribe.call(party, scribe.say(chatter().note_fillers, party), scribe.dice.between(until + 1, from - 1));
}

void won_deal(Scribe& scribe, Party& party) {
  const int closed = scribe.dice.between(20, 640), opened = closed + scribe.dice.between(30, 120);
  const auto service = scribe.dice.pick(our_services());
  scribe.open_deal(party,
                   {deal_name(scribe, service), "qualifiedtobuy", scribe.dice.between(12, 60) * 500, opened, -closed});
  talks(scribe, party, service, 9, {opened, closed});
  scribe.close_deal(party, "closedwon", closed);
  scribe.set_stage(party, "customer", closed);
}

void lost_deal(Scribe& scribe, Party& party) {
  const int closed = scribe.dice.between(silent_since, 700), opened = closed + scribe.dice.between(40, 180);
  const auto service = scribe.dice.pick(our_services());
  scribe.open_deal(party,
                   {deal_name(scribe, service), "qualifiedtobuy", scribe.dice.between(8, 56) * 500, opened, -closed});
  talks(scribe, party, service, 3, {opened, closed});
  scribe.close_deal(party, "closedlost", closed, scribe.dice.pick(std::span<const std::string_view>(reasons)));
}

}  // namespace

void tell_clients(Scribe& scribe, int count) {
  Party last;
  for (int told = 0; told < count; ++told) {
    const Casting casting{some_seller(scribe), some_title(scribe, 9), "customer", 780};
    if (told > 0 && scribe.dice.one_in(4)) {
      const Party second = scribe.colleague(last, {last.seller, some_title(scribe, 3), "customer", 500});
      scribe.note(second, joined({scribe.say(chatter().note_fillers, second), scribe.say(chatter().delivered, second)}),
                  scribe.dice.between(20, 150));
      continue;
    }
    Party client = scribe.settle(casting);
    won_deal(scribe, client);
    if (scribe.dice.one_in(5)) {
      Party again = client;
      won_deal(scribe, again);
    }
    const int talk = scribe.dice.between(4, 60);
    scribe.call(client, joined({scribe.say(chatter().delivered, client), scribe.say(chatter().delivered, client)}),
                talk);
    scribe.done_task(client, "Send the closing report", talk + 1);
    last = client;
  }
}

void tell_others(Scribe& scribe, int count) {
  const int firms = count * 42 / 100, lost = count * 42 / 100;
  std::vector<Party> parties;
  for (int told = 0; told < count; ++told) {
    const Casting casting{some_seller(scribe), some_title(scribe, told < lost ? 2 : 4), "other",
                          scribe.dice.between(890, 1100)};
    const bool new_firm = static_cast<int>(parties.size()) < firms;
    Party party = new_firm ? scribe.settle(casting)
                           : scribe.colleague(scribe.dice.pick(std::span<const Party>(parties)), casting);
    if (new_firm) parties.push_back(party);
    if (told < lost) {
      lost_deal(scribe, party);
    } else if (!scribe.dice.one_in(3)) {
      scribe.note(party, scribe.say(chatter().outdated, party), scribe.dice.between(silent_since, 850));
    }
  }
}

}  // namespace goodword::sandbox
