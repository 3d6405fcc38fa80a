// Six prospects whom the demo speaks of by name. Their words are fixed; hours of the day and the rest of the world are
// not.
#include "sandbox/story_parts.hpp"

namespace goodword::sandbox {
namespace {

const std::string dev(dev_user), priya(priya_user);

/// Wants copywriting, which the firm does not offer.
void joan_marsh(Scribe& scribe) {
  Party joan = scribe.settle({dev, "operations lead", "salesqualifiedlead", 60, Tongue::english, "Joan", "Marsh",
                              "Kestrelby Dairy", "kestrelby.example", "Ripon", "food", 40});
  scribe.open_deal(joan, {"Website and brochure", "qualifiedtobuy", 6000, 23, 60});
  scribe.verbatim_mail(
      joan, "Our talk",
      "Dear Dev,\n\ngood to meet you. Before we go on, could you send me your brochure and two references?\n\n"
      "Kind regards\nJoan Marsh\nKestrelby Dairy",
      22);
  scribe.call(joan, "Joan has no idea when they will start. She asked for a price list as well.", 13);
  scribe.verbatim_mail(
      joan, "Examples",
      "Hello Dev,\n\ncould you also send us more examples from food firms, please? And a breakdown by week.\n\n"
      "Best wishes\nJoan Marsh\nKestrelby Dairy",
      10);
  scribe.meeting(joan, "Visit to Kestrelby",
                 "Tour of the bottling hall, well run. Joan signs up to £10,000 on her own.", 6);
  scribe.call(joan, "Joan still has no date: no idea when they will start.", 5);
  scribe.mail_to(joan, "Re: Our talk",
                 {"Thanks for the tour of the bottling hall.",
                  "May I ask who writes your texts at present, and by when you want the new ones?"},
                 4);
  scribe.verbatim_mail(
      joan, "What we want",
      "Dear Dev,\n\nthe words on our site put people off: we lost two listings over it, £18,000 a year. We want a "
      "site that shops can order from, before Easter if we can. We are looking for a copywriter as much as for "
      "anything else. Could you send me samples of that kind of work?\n\nKind regards\nJoan Marsh\nKestrelby Dairy",
      1);
  scribe.note(
      joan,
      "Joan rang after her mail: it is the words she needs, not our work.\ngw: need=copywriting her mail and her call",
      1);
}

/// A fair chance, but who decides is not known.
void ruth_oyelaran(Scribe& scribe) {
  Party ruth = scribe.settle({dev, "practice coordinator", "salesqualifiedlead", 90, Tongue::english, "Ruth",
                              "Oyelaran", "Mossgate Clinics", "mossgate.example", "Leeds", "health", 120});
  scribe.open_deal(ruth, {"Process improvement, front desks", "qualifiedtobuy", 7000, 40, 75});
  scribe.meeting(ruth, "First talk", "Four clinics, four ways to book. The goal is to halve the time a caller waits.",
                 38);
  scribe.verbatim_mail(
      ruth, "Figures",
      "Dear Dev,\n\nmissed appointments cost us about £5,000 a month. We need help with process improvement at the "
      "front desk.\n\nBest wishes\nRuth Oyelaran\nMossgate Clinics",
      20);
  scribe.note(ruth, "Ruth is quick and honest. Next time: ask her who signs.", 9);
}

/// Small for the effort; turns a referral down because he wants the firm itself.
void rob_ives(Scribe& scribe) {
  Party rob = scribe.settle({priya, "transport manager", "salesqualifiedlead", 120, Tongue::english, "Rob", "Ives",
                             "Vantorp Freight", "vantorp.example", "Wakefield", "logistics", 85});
  scribe.open_deal(rob, {"Warehouse layout, cross-dock", "qualifiedtobuy", 7500, 55, 50});
  scribe.verbatim_mail(
      rob, "Cross-dock",
      "Hello Priya,\n\nour warehouse layout is out of date and the lorries wait. I have no idea when the board will "
      "look at it, though.\n\nCheers\nRob Ives\nVantorp Freight",
      48);
  scribe.call(rob, "Rob would rather not talk about what could go wrong. Good on everything else.", 30);
  scribe.note(rob, "Tour of the cross-dock. They haven't done the numbers yet.\ngw: need=warehouse-operations his mail",
              12);
}

/// Right firm, wrong time; Dev sees it otherwise later on.
void mark_hollin(Scribe& scribe) {
  Party mark = scribe.settle({dev, "owner", "lead", 150, Tongue::english, "Mark", "Hollin", "Hollin Joinery",
                              "hollin.example", "Skipton", "furniture", 35});
  scribe.open_deal(mark, {"Production planning", "appointmentscheduled", 24000, 70, 200});
  scribe.verbatim_mail(
      mark, "Not yet",
      "Dear Dev,\n\nwe need help with production planning, that is plain: late kitchens cost us £6,000 a month. But "
      "the "
      "new saw comes first. Please come back to us after the winter.\n\nRegards\nMark Hollin\nHollin Joinery",
      25);
  scribe.note(mark, "Good fit. Mark signs himself.\ngw: call-after=" + scribe.date_to_come(170) + " his mail", 24);
}

/// No date and nobody who decides, for four months.
void ian_cole(Scribe& scribe) {
  Party ian = scribe.settle({priya, "project assistant", "lead", 170, Tongue::english, "Ian", "Cole",
                             "Bellweather Toys", "bellweather.example", "York", "retail", 60});
  scribe.open_deal(ian, {"Production scheduling", "appointmentscheduled", 3500, 130, 20});
  scribe.call(ian, "Ian could not tell me when the decision is due. He does not know who decides.", 122);
  scribe.verbatim_mail(
      ian, "Re: Planning",
      "Hello Priya,\n\nwe don't have a timeline yet, and I can't sign anything myself. We have never put a number on "
      "it either.\n\nCheers\nIan Cole\nBellweather Toys",
      80);
  scribe.note(ian, "Asked again who decides. Ian does not know who decides, and there is no deadline.", 41);
  scribe.call(ian, "No date, no decider, no goal. Ian could not say what it would save them.", 11);
}

/// Would be passed on, were one fact known.
void sofia_lindqvist(Scribe& scribe) {
  Party sofia = scribe.settle({dev, "finance manager", "lead", 80, Tongue::english, "Sofia", "Lindqvist",
                               "Arbelle Biotech", "arbelle.example", "Leeds", "biotech", 210});
  scribe.open_deal(sofia, {"Bookkeeping", "appointmentscheduled", 9000, 33, 45});
  scribe.verbatim_mail(
      sofia, "A question",
      "Dear Dev,\n\nour bookkeeping is behind since the merger. Could you recommend somebody for bookkeeping who knows "
      "grants? The goal is to close each month within five days.\n\nKind regards\nSofia Lindqvist\nArbelle Biotech",
      15);
  scribe.call(sofia, "Sofia manages the budget for it. Did not ask whether they are listed on an exchange.", 8);
}

}  // namespace

void tell_heroes(Scribe& scribe) {
  joan_marsh(scribe);
  ruth_oyelaran(scribe);
  rob_ives(scribe);
  mark_hollin(scribe);
  ian_cole(scribe);
  sofia_lindqvist(scribe);
}

}  // namespace goodword::sandbox
