#include "rules/heard.hpp"

#include <catch2/catch.hpp>

#include "people.hpp"
#include "rules/folded.hpp"

using namespace goodword;
using namespace goodword::rules;

namespace {

Author author_of(const std::string& kind, const std::string& text, const std::string& owner = "7") {
  auto dossier = joan();
  auto one = activity("1", kind, text);
  one.values[model::activity::owner] = owner;
  dossier.activities = {one};
  const auto hearing = hear(shipped(), ottermere(), dossier, "gw:", today());
  return hearing.texts.empty() ? Author::nobody : hearing.texts.front().author;
}

std::vector<std::string> sentences(const std::string& text) {
  std::vector<std::string> made;
  for (const auto& one : sentences_of(text)) made.push_back(one.words);
  return made;
}

}  // namespace

TEST_CASE("seniority fell where we spoke with the head before and only with the staff since") {
  auto dossier = joan();
  dossier.contact.values[model::contact::title] = std::string("Assistant");
  dossier.activities = {activity("1", "meeting", "We met.", 5)};
  const auto fell = [&] { return number_fact(facts_of(shipped(), dossier, today()), "seniority_fell").value_or(0); };
  CHECK(fell() == 0);
  dossier.others = {{"2", "CEO", days_ago(90)}, {"3", "Manager", days_ago(200)}};
  CHECK(fell() == 3);
  dossier.others.push_back({"4", "Head of Sales", days_ago(10)});
  CHECK(fell() == 1);
  dossier.others.back().last = days_ago(-3);  // planned, not yet held
  CHECK(fell() == 3);
  dossier.others.front().last = days_ago(40);  // still in touch with the chief
  CHECK(fell() == 0);
}

TEST_CASE("who speaks follows from the kind, and in a mail without direction from greeting and signature") {
  CHECK(author_of("email_in", "Yes.") == Author::prospect);
  CHECK(author_of("email_out", "Yes.") == Author::nobody);
  CHECK(author_of("note", "She agreed.") == Author::seller);
  CHECK(author_of("task", "Ask who decides.") == Author::nobody);
  CHECK(author_of("email", "Hi Dev,\nyes please.") == Author::prospect);
  CHECK(author_of("email", "Dear Joan,\nplease tell me who decides.") == Author::nobody);
  CHECK(author_of("email", "Yes please.\nBest regards\nJoan Marsh") == Author::prospect);
  CHECK(author_of("email", "Yes please.\nBest regards\nDev Anand") == Author::nobody);
  CHECK(author_of("email", "Yes please.") == Author::nobody);
  CHECK(author_of("email", "Yes please.", "") == Author::prospect);
}

TEST_CASE("our own notes and what is planned say nothing") {
  auto dossier = joan();
  dossier.activities = {activity("1", "note", "Goodword suggests asking. [gw:1a2b3c4d5e6f]"),
                        activity("2", "note", "No deadline."), activity("3", "note", "Not yet said.", -2)};
  model::Mark mark;
  mark.created = "2";
  dossier.marks = {mark};
  CHECK(hear(shipped(), ottermere(), dossier, "gw:", today()).texts.empty());
}

TEST_CASE("quotes, forwarded mails, signatures and lines for us are not the author's words") {
  CHECK(own_words(shipped(),
                  "Fine.\n> Who decides?\nThanks for that one.\n\nOn Tue, 3 Nov 2026 at 09:12, Dev wrote:\nold") ==
        "Fine.\nThanks for that one.\n\n");
  CHECK(own_words(shipped(), "Fine.\nKind regards,\nJoan\nno deadline") == "Fine.\n");
  CHECK(own_words(shipped(), "Passt.\nMit freundlichen Grüßen\nJoan") == "Passt.\n");
  CHECK(own_words(shipped(), "Fine.\n-----Original Message-----\nFrom: x") == "Fine.\n");
  CHECK(own_words(shipped(), "On Tue, 3 Nov 2026 at 09:12, Dev Anand <dev@example.org>\nwrote:\nold") == "");
  CHECK(own_words(shipped(), "<p>Fine.</p><blockquote>Who decides?</blockquote>").find("decides") == std::string::npos);
}

TEST_CASE("sentences end where people end them, not at dates and abbreviations") {
  CHECK(sentences("We met Mr. Cole on 3. June. He said, e.g. this: yes! Really?") ==
        std::vector<std::string>{"We met Mr. Cole on 3. June.", "He said, e.g. this: yes!", "Really?"});
  CHECK(sentences("one\ntwo; three 4.5 km") == std::vector<std::string>{"one", "two;", "three 4.5 km"});
  CHECK(sentences_of("Who decides?").front().question);
}

TEST_CASE("folding makes accents, capitals and apostrophes one") {
  CHECK(folded("Größe DON’T don't FÜR café") == "groesse dont dont fuer cafe");
  CHECK(words_of("a-b, c1") == std::vector<std::string>{"a", "b", "c1"});
}

TEST_CASE("languages are told by their commonest words, others are not used and named") {
  CHECK(language_of(shipped(), folded("We have not decided what we want to do with it.")) == "en");
  CHECK(language_of(shipped(), folded("Wir haben noch nicht entschieden, was wir wollen.")) == "de");
  CHECK(language_of(shipped(), folded("Nie wiem, czy to jest dla nas, ale mamy czas.")) == "pl");
  CHECK(language_of(shipped(), "ok") == "");
  auto dossier = joan();
  dossier.activities = {activity("1", "note", "Nie wiem, czy to jest dla nas, ale mamy czas."),
                        activity("2", "note", "Nie mamy terminu, ale jest plan."), activity("3", "fax", "x"),
                        activity("4", "email", "Whoever wrote this.")};
  const auto hearing = hear(shipped(), ottermere(), dossier, "gw:", today());
  CHECK(hearing.texts.empty());
  CHECK(hearing.not_used == std::vector<std::string>{"2 texts in Polish (no patterns for it)",
                                                     "1 activity of kind \"fax\" (not in activity_kinds)",
                                                     "1 mail (who wrote it is not clear)"});
}

TEST_CASE("mails of one subject are one thread, notes stand alone") {
  auto dossier = joan();
  auto one = activity("1", "email_in", "Yes."), two = activity("2", "email_in", "No."),
       note = activity("3", "note", "Maybe.");
  one.values[model::activity::title] = std::string("Your offer");
  two.values[model::activity::title] = std::string("AW: Re: your offer ");
  dossier.activities = {one, two, note};
  const auto texts = hear(shipped(), ottermere(), dossier, "gw:", today()).texts;
  REQUIRE(texts.size() == 3);
  CHECK(texts[0].group == texts[1].group);
  CHECK(texts[2].group == "3");
}

TEST_CASE("a prospect has an open opportunity, a lead state, or a fresh activity, a client is only scanned") {
  const auto scope = compile_scope_rules(shipped_files());
  REQUIRE(scope);
  const auto standing = [&](const model::Dossier& dossier) {
    const auto made = standing_of(shipped(), dossier, today());
    CHECK(standing_of(*scope, dossier, today()) == made);  // it needs no sign rule
    CHECK(facts_of(*scope, dossier, today()) == facts_of(shipped(), dossier, today()));
    return made;
  };
  auto dossier = joan();
  CHECK(standing(dossier) == StandingReading{Standing::other, "no open opportunity, no lead state, no activity"});
  dossier.activities = {activity("1", "call", "Hello.", 181)};
  CHECK(standing(dossier) == StandingReading{Standing::other, "last activity 181 days ago"});
  dossier.activities = {activity("1", "call", "Hello.", 179), activity("2", "task", "Call her.", 1)};
  CHECK(standing(dossier) == StandingReading{Standing::prospect, "last activity 179 days ago"});
  dossier.contact.values[model::contact::stage] = std::string("Lead");
  CHECK(standing(dossier) == StandingReading{Standing::prospect, "lead state \"Lead\""});
  dossier.opportunities = {deal("4471", "Layout", 6000)};
  CHECK(standing(dossier) == StandingReading{Standing::prospect, "open opportunity 4471"});
  dossier.opportunities[0].values[model::opportunity::state] = std::string("won");
  CHECK(standing(dossier) == StandingReading{Standing::client, "won opportunity 4471"});
  dossier.contact.values[model::contact::archived] = true;
  CHECK(standing(dossier).standing == Standing::other);
}

TEST_CASE("facts carry record, field and type, and their names are a closed list") {
  auto dossier = joan();
  dossier.contact.values[model::contact::title] = std::string("Managing Director");
  dossier.opportunities = {deal("2", "B", 5), deal("1", "Layout", 6000, "Angebot")};
  const auto facts = facts_of(shipped(), dossier, today());
  CHECK(facts.at("seniority") == Fact{4.0, {"main", model::Kind::contact, "20417"}, "title", std::nullopt});
  CHECK(facts.at("deal_size") == Fact{6000.0, {"main", model::Kind::opportunity, "1"}, "amount", std::nullopt});
  CHECK(text_fact(facts, "stage_kind") == "proposal");
  CHECK(number_fact(facts, "opportunity_age_days") == Approx(23));
  for (const auto& [name, fact] : facts) CHECK((fact_row(name) != nullptr || name.starts_with("custom.")));
}

TEST_CASE("titles are read in both languages") {
  const auto level = [](const std::string& title) {
    auto dossier = joan();
    dossier.contact.values[model::contact::title] = title;
    return number_fact(facts_of(shipped(), dossier, today()), "seniority").value_or(0);
  };
  CHECK(level("Geschäftsführerin") == 4);
  CHECK(level("Head of Procurement") == 3);
  CHECK(level("Vertriebsleiter") == 3);
  CHECK(level("Office Manager") == 2);
  CHECK(level("Assistant to the CEO") == 1);
  CHECK(level("Wizard") == 0);
}
