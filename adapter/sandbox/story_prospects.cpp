// Prospects in their usual proportions. What they write and what is noted about them differs by how their story stands;
// what a rule makes of it is not known here.
#include <algorithm>

#include "sandbox/story_parts.hpp"

namespace goodword::sandbox {
namespace {

enum class Plot { likely, later, thin, elsewhere, weak, both, nuisance };

struct Share {
  Plot plot;
  int percent;
};
constexpr std::array shares = {Share{Plot::likely, 26}, Share{Plot::later, 21}, Share{Plot::thin, 26},
                               Share{Plot::elsewhere, 16}, Share{Plot::weak, 6}};
constexpr int both_count = 2, nuisance_count = 2;
constexpr int german_count = 6;

constexpr std::array all_signs = {Sign::timing,        Sign::power, Sign::information, Sign::access,
                                  Sign::business_case, Sign::risk,  Sign::outcome};

/// A prospect's file: what sort of story, and whose it is.
struct File {
  Plot plot;
  std::string seller;
};

/// One prospect's story in the making.
struct Tale {
  Scribe& scribe;
  Party party;
  std::string_view service;

  bool german() const { return party.tongue == Tongue::german; }
  std::string wish() {
    const Words own = german() ? german_wish_words(service) : Words();
    return scribe.say(own.empty() ? wish_words(service) : own, party);
  }
  std::string mailed(Sign sign, Side side) {
    return scribe.say(german() ? german_words(sign, side) : mail_words(sign, side), party);
  }
  std::string noted(Sign sign, Side side) { return scribe.say(note_words(sign, side), party); }
  std::string opening() { return scribe.say(german() ? german_chatter().openings : chatter().openings, party); }
  std::string closing() { return scribe.say(german() ? german_chatter().closings : chatter().closings, party); }
  std::string subject() {
    return scribe.dice.one_in(3) ? "Re: your visit" : scribe.dice.one_in(2) ? "Next steps" : "Our talk";
  }
};

Sign some_sign(Scribe& scribe) { return scribe.dice.pick(std::span<const Sign>(all_signs)); }

std::string a_title(Scribe& scribe, Tongue tongue, Words titles) {
  const bool decides = titles.data() == titles_of_deciders().data();
  if (tongue == Tongue::german) titles = decides ? german_titles_of_deciders() : german_titles_of_managers();
  return std::string(scribe.dice.pick(titles));
}

Tale cast(Scribe& scribe, Tongue tongue, Words titles, std::string stage, std::string_view service) {
  Casting casting{scribe.on_duty, a_title(scribe, tongue, titles), std::move(stage), scribe.dice.between(130, 600),
                  tongue};
  return {scribe, scribe.settle(casting), service};
}

/// A sum in steps of five hundred.
int sum(Scribe& scribe, int least, int most) { return scribe.dice.between(least, most) * 500; }

void likely(Scribe& scribe, Tongue tongue) {
  Tale tale = cast(scribe, tongue, titles_of_deciders(), scribe.dice.one_in(2) ? "opportunity" : "salesqualifiedlead",
                   scribe.dice.pick(our_services()));
  // Most are early: what is far along is soon decided either way.
  static constexpr std::array<std::string_view, 7> stages = {
      "qualifiedtobuy",        "qualifiedtobuy",        "qualifiedtobuy", "appointmentscheduled",
      "presentationscheduled", "decisionmakerboughtin", "contractsent"};
  const int age = scribe.dice.between(25, 110);
  scribe.open_deal(tale.party, {deal_name(scribe, tale.service),
                                std::string(scribe.dice.pick(std::span<const std::string_view>(stages))),
                                sum(scribe, 18, 56), age, scribe.dice.between(15, 80)});
  scribe.mail_from(tale.party, tale.subject(),
                   {tale.opening(), tale.wish(), tale.mailed(Sign::business_case, Side::good)}, age - 2);
  scribe.meeting(tale.party, "First visit",
                 joined({tale.noted(Sign::access, Side::good), tale.noted(Sign::risk, Side::good)}), age * 2 / 3);
  scribe.mail_to(tale.party, "Summary of our visit",
                 {scribe.say(chatter().ours_openings, tale.party), scribe.say(chatter().ours, tale.party)}, age / 2);
  scribe.call(tale.party, joined({tale.noted(Sign::timing, Side::good), tale.noted(Sign::power, Side::good)}), age / 3);
  std::vector<std::string> last = {tale.opening(), tale.mailed(Sign::outcome, Side::good)};
  if (!tale.german()) last.push_back(scribe.say(chatter().good_signs, tale.party));
  scribe.mail_from(tale.party, tale.subject(), last, std::max(2, age / 8));
  if (scribe.dice.one_in(4)) {  // no file is all of one colour
    const Sign doubtful = some_sign(scribe);
    scribe.note(tale.party, joined({scribe.say(chatter().note_fillers, tale.party), tale.noted(doubtful, Side::bad)}),
                3);
  }
}

void later(Scribe& scribe, Tongue tongue) {
  Tale tale = cast(scribe, tongue, scribe.dice.one_in(3) ? titles_of_managers() : titles_of_deciders(), "lead",
                   scribe.dice.pick(our_services()));
  const int age = scribe.dice.between(30, 140);
  if (!scribe.dice.one_in(4)) {
    scribe.open_deal(tale.party, {deal_name(scribe, tale.service), "appointmentscheduled", sum(scribe, 24, 32), age,
                                  scribe.dice.between(150, 300)});
  }
  scribe.mail_from(tale.party, tale.subject(), {tale.opening(), tale.wish(), tale.mailed(Sign::outcome, Side::good)},
                   age - 3);
  scribe.call(tale.party, joined({tale.noted(Sign::business_case, Side::good), tale.noted(Sign::power, Side::good)}),
              age / 2);
  const std::string put_off = scribe.say(tale.german() ? german_chatter().later : chatter().later, tale.party);
  scribe.mail_from(tale.party, "Timing", {tale.opening(), put_off, tale.closing()}, std::max(3, age / 4));
  scribe.note(tale.party,
              joined({scribe.say(chatter().note_fillers, tale.party)}) +
                  "\ngw: call-after=" + scribe.date_to_come(scribe.dice.between(80, 220)) + " mail",
              std::max(2, age / 5));
}

void thin(Scribe& scribe, Tongue tongue) {
  Tale tale = cast(scribe, tongue, titles_of_managers(), scribe.dice.one_in(3) ? "lead" : "salesqualifiedlead",
                   scribe.dice.pick(our_services()));
  const int age = scribe.dice.between(10, 70);
  const bool knows_why = scribe.dice.one_in(3);
  if (scribe.dice.one_in(8)) {  // in scope by a talk alone
    scribe.set_stage(tale.party, "other", age);
  } else {
    const int amount = knows_why ? sum(scribe, 14, 17) : sum(scribe, 17, 20);
    scribe.open_deal(tale.party, {deal_name(scribe, tale.service), "qualifiedtobuy", amount, age, 60});
  }
  scribe.mail_from(tale.party, tale.subject(), {tale.opening(), tale.wish(), tale.closing()}, std::max(2, age - 4));
  std::vector<std::string> said = {scribe.say(chatter().note_fillers, tale.party)};
  if (knows_why) said.push_back(tale.noted(Sign::outcome, Side::good));
  scribe.note(tale.party, joined(said), std::max(1, age / 2));
}

/// Wants what the firm does not do.
void elsewhere(Scribe& scribe, std::string_view service) {
  Tale tale = cast(scribe, Tongue::english, scribe.dice.one_in(2) ? titles_of_managers() : titles_of_deciders(), "lead",
                   service);
  const int age = scribe.dice.between(8, 90);
  if (!scribe.dice.one_in(3)) {
    scribe.open_deal(tale.party, {deal_name(scribe, service), "appointmentscheduled", sum(scribe, 4, 18), age, 45});
  }
  scribe.mail_from(tale.party, tale.subject(),
                   {tale.opening(), tale.wish(), tale.mailed(some_sign(scribe), Side::good), tale.closing()},
                   std::max(2, age - 5));
  std::string text = joined({scribe.say(chatter().note_fillers, tale.party),
                             tale.noted(Sign::timing, scribe.dice.one_in(2) ? Side::bad : Side::good)});
  if (scribe.dice.one_in(2)) text += "\ngw: need=" + std::string(service) + " mail";
  scribe.call(tale.party, text, std::max(1, age / 3));
}

void weak(Scribe& scribe, Tongue tongue) {
  Tale tale = cast(scribe, tongue, titles_of_staff(), "lead", scribe.dice.pick(our_services()));
  const int age = scribe.dice.between(50, 150);
  scribe.open_deal(tale.party, {deal_name(scribe, tale.service), "appointmentscheduled", sum(scribe, 3, 9), age, 30});
  scribe.mail_from(tale.party, tale.subject(),
                   {tale.opening(), tale.mailed(Sign::timing, Side::bad), tale.mailed(Sign::power, Side::bad)},
                   age - 5);
  scribe.note(tale.party, joined({tale.noted(Sign::business_case, Side::bad), tale.noted(Sign::access, Side::bad)}),
              age * 2 / 3);
  scribe.mail_from(tale.party, "A few more things",
                   {tale.opening(), tale.mailed(Sign::information, Side::bad), tale.closing()}, age / 3);
  scribe.call(tale.party, joined({tale.noted(Sign::information, Side::bad), tale.noted(some_sign(scribe), Side::bad)}),
              age / 6);
}

/// Two services in one wish, one of them the firm's own.
void both(Scribe& scribe) {
  Tale tale = cast(scribe, Tongue::english, titles_of_deciders(), "opportunity", "process-improvement");
  scribe.open_deal(tale.party, {"Relaunch", "presentationscheduled", sum(scribe, 30, 60), 45, 40});
  const std::string other = scribe.say(wish_words(scribe.dice.one_in(2) ? "bookkeeping" : "payroll"), tale.party);
  scribe.mail_from(tale.party, "Two things at once",
                   {tale.opening(), tale.wish(), other, tale.mailed(Sign::business_case, Side::good)}, 12);
  scribe.call(tale.party, joined({tale.noted(Sign::power, Side::good), tale.noted(Sign::timing, Side::good)}), 6);
}

void nuisance(Scribe& scribe) {
  Tale tale = cast(scribe, Tongue::english, titles_of_managers(), "lead", scribe.dice.pick(our_services()));
  scribe.open_deal(tale.party, {deal_name(scribe, tale.service), "appointmentscheduled", sum(scribe, 4, 12), 60, 30});
  scribe.call(tale.party, scribe.say(chatter().nuisance, tale.party), 35);
  scribe.note(tale.party, scribe.say(chatter().nuisance, tale.party) + "\ngw: exclude never again", 14);
}

void tell(Scribe& scribe, Plot plot, Tongue tongue) {
  switch (plot) {
    case Plot::likely: likely(scribe, tongue); break;
    case Plot::later: later(scribe, tongue); break;
    case Plot::thin: thin(scribe, tongue); break;
    case Plot::elsewhere: elsewhere(scribe, another_service(scribe)); break;
    case Plot::weak: weak(scribe, tongue); break;
    case Plot::both: both(scribe); break;
    case Plot::nuisance: nuisance(scribe); break;
  }
}

/// Notes of a seller who speaks Polish, on two thin files.
void polish_files(Scribe& scribe) {
  for (const auto text : polish_notes()) {
    Tale tale = cast(scribe, Tongue::english, titles_of_managers(), "lead", scribe.dice.pick(our_services()));
    scribe.open_deal(tale.party,
                     {deal_name(scribe, tale.service), "appointmentscheduled", sum(scribe, 12, 20), 50, 60});
    scribe.note(tale.party, text, scribe.dice.between(5, 30));
  }
}

}  // namespace

void tell_prospects(Scribe& scribe, int count) {
  const auto polish = static_cast<int>(polish_notes().size());
  std::vector<Plot> plots(both_count, Plot::both);
  plots.insert(plots.end(), nuisance_count, Plot::nuisance);
  for (const auto& [plot, percent] : shares)
    plots.insert(plots.end(), static_cast<std::size_t>(count * percent / 100), plot);
  plots.resize(static_cast<std::size_t>(std::max(count - polish, 0)), Plot::thin);
  std::vector<File> files;
  for (const Plot plot : plots) {  // each seller gets as many of each sort
    const auto same = std::ranges::count(files, plot, &File::plot);
    files.push_back({plot, std::string(same % 2 == 0 ? dev_user : priya_user)});
  }
  for (std::size_t i = files.size(); i > 1; --i) {  // ids say nothing about what becomes of people
    std::swap(files[i - 1], files[static_cast<std::size_t>(scribe.dice.between(0, static_cast<int>(i) - 1))]);
  }
  int germans = 0;
  for (const auto& [plot, seller] : files) {
    const bool german = plot <= Plot::thin && germans < german_count;
    germans += german;
    scribe.on_duty = seller;
    tell(scribe, plot, german ? Tongue::german : Tongue::english);
  }
  polish_files(scribe);
}

}  // namespace goodword::sandbox
