// packs …: rule packs, which are in force, and that counsel reviewed them.
#include <algorithm>

#include "base/text.hpp"
#include "cli/run.hpp"
#include "daemon/clock.hpp"
#include "daemon/packs.hpp"

namespace goodword::cli {
namespace {

using base::Json;
using rules::Pack;
using rules::PackRule;

constexpr std::size_t pack_label_width = 15;

struct Shelf {
  const daemon::Settings* settings = nullptr;
  std::vector<Pack> packs;
};

/// Settings and packs; without settings, with `failure` set, where something is wrong in them.
Shelf shelf_of(Session& session, int& failure) {
  const auto* settings = session.settings(failure);
  if (settings == nullptr) return {};
  auto packs = daemon::compiled_packs(*settings);
  if (packs) return {settings, std::move(*packs)};
  failure = session.console().fail(packs.error());
  return {};
}

const Pack* find_pack(const Session& session, const Shelf& shelf, const std::string& name) {
  const auto found = std::ranges::find(shelf.packs, name, &Pack::id);
  if (found != shelf.packs.end()) return &*found;
  std::vector<std::string> known;
  for (const auto& pack : shelf.packs) known.push_back(pack.id);
  const std::string near = base::nearest(name, known);
  session.console().complain(
      "no rule pack " + name +
      (near.empty() ? "; there are: " + base::join(known, ", ") : "; did you mean " + near + "?"));
  return nullptr;
}

std::string review_text(const Pack& pack, const daemon::Settings& settings) {
  if (const auto* review = rules::review_of(pack, settings.reviews))
    return review->counsel + ", " + review->date + " (recorded by " + review->by + ")";
  const auto older = std::ranges::find(settings.reviews, pack.id, &rules::PackReview::pack);
  return older == settings.reviews.end() ? "not reviewed" : "not reviewed as it is now";
}

Json summary_json(const Pack& pack, const daemon::Settings& settings) {
  const auto standing = rules::standing_of(pack, settings.firm);
  const auto* review = rules::review_of(pack, settings.reviews);
  Json json = Json::object({{"id", Json(pack.id)},
                            {"version", Json(pack.version)},
                            {"digest", Json(pack.digest)},
                            {"title", Json(pack.title)},
                            {"in_force", Json(standing.in_force)},
                            {"why", Json(standing.why)},
                            {"reviewed", Json(review != nullptr)}});
  if (review != nullptr)
    json.set(
        "review",
        Json::object({{"by", Json(review->by)}, {"counsel", Json(review->counsel)}, {"date", Json(review->date)}}));
  return json;
}

std::string labelled(std::string_view label, const std::string& text) {
  return hanging("  " + std::string(label), text, pack_label_width, line_width);
}

std::string answers_text(const PackRule& rule) {
  std::vector<std::string> words;
  for (const auto& [question, answer] : rule.answers)
    words.push_back(question + " " + std::string(model::to_text(answer)));
  return base::join(words, ", ");
}

std::string dates_text(const PackRule& rule) {
  const std::string from = rule.from ? "from " + base::to_text(*rule.from) : "";
  const std::string until = rule.until ? "until " + base::to_text(*rule.until) : "";
  return from + (from.empty() || until.empty() ? "" : " ") + until;
}

void show_rule(const Console& console, const PackRule& rule) {
  console.line();
  console.line(console.styled(rule.id, Style::bold) + ", version " + std::to_string(rule.version));
  const auto say = [&](std::string_view label, const std::string& text) {
    if (!text.empty()) console.line(labelled(label, text));
  };
  say("says", rule.title);
  say("answers", answers_text(rule));
  say("rests on", base::join(rule.facts, ", "));
  say("places", base::join(rule.places, ", "));
  say("dates", dates_text(rule));
  for (const auto& duty : rule.duties) say("duty", duty);
  say("source", rule.statute + ", " + rule.clause + (rule.url.empty() ? "" : ", " + rule.url));
  say("note", rule.note);
}

Json rule_json(const PackRule& rule) {
  Json answers = Json::object(), facts = Json::array(), duties = Json::array(), places = Json::array();
  for (const auto& [question, answer] : rule.answers) answers.set(question, Json(model::to_text(answer)));
  for (const auto& fact : rule.facts) facts.push(Json(fact));
  for (const auto& duty : rule.duties) duties.push(Json(duty));
  for (const auto& place : rule.places) places.push(Json(place));
  return Json::object({{"id", Json(rule.id)},
                       {"version", Json(rule.version)},
                       {"title", Json(rule.title)},
                       {"answers", std::move(answers)},
                       {"facts", std::move(facts)},
                       {"places", std::move(places)},
                       {"dates", Json(dates_text(rule))},
                       {"duties", std::move(duties)},
                       {"statute", Json(rule.statute)},
                       {"clause", Json(rule.clause)},
                       {"url", Json(rule.url)},
                       {"note", Json(rule.note)}});
}

/// packs.json is no part of the store, so the store is told.
int audit_review(Session& session, const rules::PackReview& review) {
  int failure = done;
  auto* program = session.looking(failure);
  if (program == nullptr) return failure;
  const auto noted = program->store().save_audit({program->clock().now(), review.by, model::audited::pack_reviewed,
                                                  "pack " + review.pack,
                                                  "version " + std::to_string(review.version) + ", " + review.digest});
  return noted ? static_cast<int>(done) : session.console().fail(noted.error());
}

}  // namespace

int run_packs_list(Session& session, const Call&) {
  int failure = done;
  const auto shelf = shelf_of(session, failure);
  if (shelf.settings == nullptr) return failure;
  const Console& console = session.console();
  Json all = Json::array();
  if (!console.json()) console.line(padded("pack", 22) + padded("version", 9) + padded("in force", 44) + "counsel");
  for (const auto& pack : shelf.packs) {
    all.push(summary_json(pack, *shelf.settings));
    if (console.json()) continue;
    const auto standing = rules::standing_of(pack, shelf.settings->firm);
    console.line(padded(pack.id, 22) + padded(std::to_string(pack.version), 9) +
                 padded((standing.in_force ? "yes: " : "no: ") + standing.why, 44) +
                 (standing.in_force ? review_text(pack, *shelf.settings) : "-"));
  }
  if (console.json())
    console.json_line(Json::object({{"format_version", Json(1)}, {"packs", std::move(all)}}));
  else
    console.line("\nProduct input for review by counsel, not legal advice. Look closer: goodword packs show NAME");
  return done;
}

int run_packs_show(Session& session, const Call& call) {
  int failure = done;
  const auto shelf = shelf_of(session, failure);
  if (shelf.settings == nullptr) return failure;
  const Pack* pack = find_pack(session, shelf, call.one("NAME"));
  if (pack == nullptr) return usage;
  const Console& console = session.console();
  if (console.json()) {
    Json rules = Json::array();
    for (const auto& rule : pack->rules) rules.push(rule_json(rule));
    console.json_line(summary_json(*pack, *shelf.settings)
                          .set("format_version", Json(1))
                          .set("about", Json(pack->about))
                          .set("reciprocity", Json(pack->reciprocity_off ? "off" : "on"))
                          .set("rules", std::move(rules)));
    return done;
  }
  const auto standing = rules::standing_of(*pack, shelf.settings->firm);
  console.line(console.styled(pack->title, Style::bold) + "  (" + pack->id + ", version " +
               std::to_string(pack->version) + ", " + pack->digest + ")");
  console.line(wrapped(pack->about, 0, line_width));
  console.line(labelled("in force", (standing.in_force ? "yes: " : "no: ") + standing.why));
  console.line(labelled("counsel", review_text(*pack, *shelf.settings)));
  if (pack->reciprocity_off) console.line(labelled("reciprocity", "off: who gave whom how much may not count"));
  for (const auto& rule : pack->rules) show_rule(console, rule);
  return done;
}

int run_packs_review(Session& session, const Call& call) {
  int failure = done;
  const auto shelf = shelf_of(session, failure);
  if (shelf.settings == nullptr) return failure;
  const Pack* pack = find_pack(session, shelf, call.one("NAME"));
  if (pack == nullptr) return usage;
  const std::string by(base::trim(call.one("--by"))), counsel(base::trim(call.one("--counsel")));
  if (by.empty() || counsel.empty())
    return session.console().complain("say who records it and who reviewed it: --by PERSON --counsel NAME");
  const auto today = base::to_text(base::date_of(daemon::SystemClock().now()));
  const rules::PackReview review{pack->id, pack->version, pack->digest, by, counsel, today};
  if (const auto kept = daemon::record_review(*shelf.settings, review); !kept)
    return session.console().fail(kept.error());
  if (const int code = audit_review(session, review); code != done) return code;
  session.console().line("Recorded in packs.json: " + counsel + " reviewed " + pack->id + ", version " +
                         std::to_string(pack->version) +
                         ". It counts from the next plan; a running service reads it "
                         "when it is restarted.");
  return done;
}

}  // namespace goodword::cli
