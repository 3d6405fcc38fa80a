#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "cli/console.hpp"
#include "cli/show.hpp"
#include "engine/came_back.hpp"

namespace goodword::cli {
namespace {

using model::Decision;
using model::SignReading;
using model::SignState;

constexpr std::size_t contact_label_width = 17;

std::string row(std::string_view label, const std::string& text) {
  return hanging(label, text, contact_label_width, line_width) + "\n";
}

std::string percent(double share) { return std::to_string(static_cast<int>(std::lround(share * 100))) + "%"; }
std::string day(base::Instant at, base::Instant now) { return base::day_text(base::date_of(at), base::date_of(now)); }

std::string source_of(const model::Evidence& evidence, base::Instant now) {
  if (evidence.answer)
    return "answer" + (evidence.by.empty() ? "" : " of " + evidence.by) + ", " + day(evidence.at, now);
  return std::string(model::to_text(evidence.record.kind)) + " " + evidence.record.id + ", " + day(evidence.at, now);
}

std::string who(const ExplainInput& input) {
  const auto& contact = input.dossier.contact;
  std::string text = model::display_name(contact);
  const auto add = [&](const std::string& part) {
    if (!part.empty()) text += ", " + part;
  };
  add(contact.text(model::contact::title));
  if (input.dossier.company) {
    add(input.dossier.company->text(model::company::name));
    if (const auto size = input.dossier.company->number(model::company::size))
      add(base::grouped(std::llround(*size)) + " staff");
  }
  add(contact.text(model::contact::city));
  text += "\n" + input.dossier.crm + " " + contact.id() + ". " +
          (input.owner.empty() ? "No owner" : "Owner " + input.owner) + ". Read " +
          base::age_text(input.dossier.seen_at, input.now) + ". In scope as " + input.standing + ".\n";
  for (const auto& opportunity : input.dossier.opportunities) {
    const auto amount = opportunity.money(model::opportunity::amount);
    text +=
        "Deal \"" + opportunity.text(model::opportunity::name) + "\"" +
        (amount ? ", " + base::to_people(*amount) : "") + ", " + opportunity.text(model::opportunity::state) +
        (opportunity.text(model::opportunity::stage).empty() ? ""
                                                             : ", in " + opportunity.text(model::opportunity::stage)) +
        "\n";
  }
  return text;
}

std::string headline(const ExplainInput& input, const Decision& decision) {
  std::string verdict(model::to_people(decision.verdict));
  std::ranges::transform(verdict, verdict.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  if (decision.verdict == model::Verdict::none) verdict = "NO VERDICT";
  const bool names = decision.verdict == model::Verdict::refer || decision.verdict == model::Verdict::team_up;
  if (names && !decision.matches.empty()) {
    const auto* partner = model::partner_by_id(input.partners, decision.matches.front().partner);
    verdict += (decision.verdict == model::Verdict::refer ? " to " : " with ") +
               (partner ? partner->name : decision.matches.front().partner);
  }
  std::string reasons;
  for (const auto& reason : decision.reasons) {
    reasons += (reasons.empty() ? "" : "; ") + reason.text +
               (reason.number > 0 ? " [" + std::to_string(reason.number) + "]" : "");
  }
  return verdict + (decision.held ? " (held for a person, not written)" : "") + ". " + reasons + ".\n" +
         std::string(2, ' ') + "Decided " + base::age_text(decision.at, input.now) + ", row " +
         std::to_string(decision.row) + " of the verdict table, rules " + decision.rules_version.substr(0, 8) +
         "\n  To overrule: tag " + input.prefix + ":keep in the CRM, or  goodword review keep " +
         input.dossier.contact.id() + "\n";
}

/// "times 1.8 on the odds": a factor below 1 with one digit more.
std::string on_the_odds(double points) {
  const double factor = std::exp(points), steps = factor < 1 ? 100 : 10;
  return "times " + base::Json(std::round(factor * steps) / steps).text() + " on the odds";
}

/// What gave most to the chance, for or against.
std::string chance_rows(const model::Chance& chance) {
  std::string text;
  for (const auto& one : chance.contributions) {
    text += row(text.empty() ? "Why that chance" : "",
                one.name + ": " + on_the_odds(one.points) + " (" +
                    (one.outcomes > 0 ? std::to_string(one.outcomes) + " closed deals" : "no closed deals yet") + ")");
  }
  return text;
}

std::string size_words(const model::HourValue& hour) {
  if (hour.size_estimated) return " (estimate: " + hour.estimate + ")";
  return hour.converted.empty() ? "" : " (" + hour.converted + ")";
}

/// Only what is known, and what stands against it first.
std::string wanted_rows(const Decision& decision) {
  std::vector<std::string> against, fits;
  for (const auto& line : decision.wanted) {
    if (line.found.empty()) continue;
    const std::string words = line.aspect + " " + line.found;
    (line.fits ? fits : against).push_back(line.fits ? words : words + ", not " + line.wanted);
  }
  std::string text = base::join(against, "; ");
  if (!fits.empty()) text += (text.empty() ? "fits: " : "; fits: ") + base::join(fits, ", ");
  return text.empty() ? "" : row("Whom you want", text);
}

/// What else they need that is not ours, and whose turn it is.
std::string rest_row(const ExplainInput& input, const Decision& decision) {
  std::vector<std::string> names;
  for (const auto& id : decision.need.rest) names.push_back(model::service_name(input.services, id, "en"));
  if (names.empty()) return "";
  return row(
      "", "and " + base::join(names, ", ") +
              (decision.need.in_parts ? ": for another firm, once this is introduced" : ": the same firm serves it"));
}

std::string need_rows(const ExplainInput& input, const Decision& decision) {
  const auto& need = decision.need;
  std::string text;
  if (need.service.empty()) {
    text += row("What they need", "not known");
  } else {
    std::string said = model::service_name(input.services, need.service, "en");
    for (const auto& part : {need.industry, need.city})
      if (!part.empty()) said += ", " + part;
    said += need.confirmed ? "" : " (a guess until a person confirms it)";
    if (!need.evidence.empty())
      said += "  \"" + base::shorten(need.evidence, 120) + "\" (" + model::to_text(need.record) + ")";
    text += row("What they need", said);
    text += rest_row(input, decision);
  }
  text += wanted_rows(decision);
  std::vector<std::string> openers;
  for (const auto& id : decision.openers) {
    const auto* partner = model::partner_by_id(input.partners, id);
    openers.push_back(partner ? partner->name : id);
  }
  if (!openers.empty())
    text += row("A way in", base::join(openers, " or ") + " can open doors in " + need.industry +
                                ": they know of us, not yet what we offer");
  text += row("Inside first", decision.inside.text.empty() ? "no need known to look for" : decision.inside.text);
  const auto& hour = decision.hour;
  const auto& chance = decision.chance;
  text += row("If we keep it", "chance " + percent(chance.value) + " (" + percent(chance.low) + "-" +
                                   percent(chance.high) + ", " + std::to_string(chance.outcomes) + " closed deals) x " +
                                   base::to_people(hour.size) + size_words(hour) + " x " + percent(hour.margin) +
                                   " margin / " + base::Json(std::round(hour.hours * 10) / 10).text() +
                                   " h = " + whole_money(hour.back, input.firm.currency) + " an hour");
  text += row("", "the bar is " + whole_money(hour.bar, input.firm.currency) + " an hour: this is " +
                      (hour.above ? "above" : "below") + " it");
  return text + chance_rows(chance);
}

std::string watch_rows(const ExplainInput& input, const Decision& decision) {
  const auto went = [&](const model::Watch& watch) {
    return std::string(engine::went_in_words(watch)) + " " + day(watch.since, input.now) +
           (watch.seller.empty() ? "" : ", with " + watch.seller);
  };
  std::string text;
  if (decision.watch) {
    for (const auto& line : input.watched) text += row(text.empty() ? "Would bring back" : "", line);
    text += row(text.empty() ? "Would bring back" : "", went(*decision.watch));
  }
  if (const auto& back = decision.back)
    text += row("Back again",
                day(back->at, input.now) + ": " + base::join(input.turned, "; ") + "; was " + went(back->from));
  return text;
}

std::string sign_row(const SignReading& sign, base::Instant now, const std::string& label) {
  const std::string state = sign.state == SignState::seen        ? "seen     "
                            : sign.state == SignState::ruled_out ? "ruled out"
                                                                 : "not known";
  std::string text = state + "  " + padded(sign.sign, 1) + "  " + padded(sign.name, 18);
  if (!sign.evidence.empty()) {
    const auto& first = sign.evidence.front();
    text += " \"" + base::shorten(first.quote, 70) + "\" (" + source_of(first, now) +
            (sign.evidence.size() > 1 ? ", and " + std::to_string(sign.evidence.size() - 1) + " more" : "") + ")";
  }
  return padded(label, contact_label_width) + text + (sign.disputed ? "  disputed" : "") + "\n";
}

/// Good signs or warning signs: what was seen and ruled out, a row each; what is not known, in one.
std::string sign_group(const Decision& decision, base::Instant now, bool good) {
  std::string text, unknown;
  const auto label = [&] { return !text.empty() ? "" : good ? "Good signs" : "Warning signs"; };
  for (const auto state : {SignState::seen, SignState::ruled_out}) {
    for (const auto& sign : decision.signs) {
      if (sign.good == good && sign.state == state) text += sign_row(sign, now, label());
    }
  }
  for (const auto& sign : decision.signs) {
    if (sign.good == good && sign.state == SignState::unknown)
      unknown += (unknown.empty() ? "" : ", ") + (good ? "" : sign.sign + " ") + sign.name;
  }
  return unknown.empty() ? text : text + row(label(), "not known: " + unknown);
}

std::string sign_rows(const Decision& decision, base::Instant now) {
  std::string text = sign_group(decision, now, false) + sign_group(decision, now, true);
  if (decision.question) {
    text += row("Ask next", "\"" + decision.question->text + "\"" +
                                (decision.question->decides ? "  (an answer would change the verdict)"
                                                            : "  (would not change the verdict)"));
  }
  return text;
}

std::string partner_rows(const ExplainInput& input, const Decision& decision) {
  std::string text;
  int place = 0;
  for (const auto& match : decision.matches) {
    const auto* partner = model::partner_by_id(input.partners, match.partner);
    std::string line = std::to_string(++place) + "  " + (partner ? partner->name : match.partner) + "  (" +
                       std::to_string(match.score) + ")";
    for (const auto& pro : match.pros) line += "  + " + pro;
    for (const auto& con : match.cons) line += "  - " + con;
    text += row(place == 1 ? "Partners" : "", line);
  }
  for (const auto& none : decision.no_matches) {
    const auto* partner = model::partner_by_id(input.partners, none.partner);
    text += row(place++ == 0 ? "Partners" : "", "-  " + (partner ? partner->name : none.partner) + "  " + none.text);
  }
  return text;
}

/// Who may serve whom we may not.
std::string free_row(const ExplainInput& input, const Decision& decision) {
  std::vector<std::string> names;
  for (const auto& peer : decision.free_peers) {
    const auto* partner = model::partner_by_id(input.partners, peer.partner);
    std::string name = partner ? partner->name + " (" + std::string(model::to_text(partner->kind)) + ")" : peer.partner;
    names.push_back(name + (peer.held ? ", once a question is settled: goodword review" : ""));
  }
  return names.empty() ? "" : row("Free to take it", base::join(names, "; "));
}

std::string screen_line(const model::ScreenAnswer& answer) {
  const std::string said = answer.answer == model::Answer3::no ? "NO" : std::string(model::to_text(answer.answer));
  std::string text = padded(answer.question, 10) + padded(said, 8) + answer.text;
  if (!answer.rule.empty())
    text += "  [" + answer.rule + ", version " + std::to_string(answer.version) + ": " + answer.clause + "]";
  if (!answer.missing.empty()) text += "  missing: " + answer.missing;
  return text;
}

/// A row a question; then what is to be done, each duty once.
std::string screen_rows(const Decision& decision) {
  std::string text;
  std::vector<std::string> duties;
  for (const auto& answer : decision.screen) {
    text += row(text.empty() ? "May we" : "", screen_line(answer));
    for (const auto& duty : answer.duties) {
      if (std::ranges::find(duties, duty) == duties.end()) duties.push_back(duty);
    }
  }
  for (const auto& duty : duties) text += row(&duty == &duties.front() ? "Duties" : "", duty);
  return text;
}

/// What an owner said against sharing, and what the ledger answers.
std::string objection_rows(const ExplainInput& input) {
  std::string text;
  for (const auto& one : input.objections)
    text += row(text.empty() ? "Objection" : "",
                "\"" + one.words + "\" (" + (one.by.empty() ? "" : one.by + ", ") + day(one.at, input.now) + ")");
  for (const auto& line : input.ledger) text += row(&line == &input.ledger.front() ? "The ledger says" : "", line);
  return text;
}

std::string received_rows(const ExplainInput& input) {
  std::string text;
  for (const auto& one : input.dossier.received) {
    const auto* partner = model::partner_by_id(input.partners, one.partner);
    text += row(text.empty() ? "Sent to us by" : "",
                (partner ? partner->name : one.partner) + ", " + day(one.at, input.now) +
                    (one.said.empty() ? "" : ": \"" + one.said + "\"") + ", noted by " + one.by);
  }
  return text;
}

std::string referral_rows(const ExplainInput& input) {
  std::string text;
  for (const auto& referral : input.dossier.referrals) {
    const auto* partner = model::partner_by_id(input.partners, referral.partner);
    std::string line = model::needs_in_words(referral, input.services, "en") + " to " +
                       (partner ? partner->name : referral.partner) + ": " +
                       std::string(model::to_text(referral.state)) + ", since " + day(referral.opened, input.now);
    if (referral.next_by) line += "; next by " + day(*referral.next_by, input.now);
    text += row(text.empty() ? "Referrals" : "", line);
  }
  for (const auto& consent : input.consents) {
    text += row("", "yes of the " + std::string(model::to_text(consent.party)) + " to " + consent.receiver + ", " +
                        consent.how + ", " + day(consent.at, input.now) + ", recorded by " + consent.recorded_by +
                        ": " + base::join(consent.fields, ", ") + (consent.withdrawn ? " (withdrawn)" : ""));
  }
  return text;
}

std::string written_rows(const ExplainInput& input) {
  std::string text;
  for (const auto& operation : input.written) {
    const std::string what = std::string(model::to_text(operation.change.action)) + " " +
                             (operation.change.value.empty() ? operation.created : operation.change.value);
    std::string line = operation.id.substr(0, 12) + "  run " + std::to_string(operation.run) + ": " + what + ", " +
                       std::string(model::to_text(operation.state));
    if (!operation.undone_by.empty()) line += ", taken back";
    if (operation.state == model::OperationState::failed) line += " (" + operation.detail + ")";
    text += row(text.empty() ? "Written" : "", line);
  }
  return text.empty() ? row("Written", "nothing") : text;
}

}  // namespace

std::string show_contact(const ExplainInput& input) {
  std::string text = who(input) + "\n";
  if (!input.dossier.decision) return text + "No verdict yet: goodword plan decides.\n";
  const Decision& decision = *input.dossier.decision;
  text += headline(input, decision) + "\n" + need_rows(input, decision) + watch_rows(input, decision) + "\n" +
          sign_rows(decision, input.now) + "\n";
  text += partner_rows(input, decision) + free_row(input, decision) + screen_rows(decision) + objection_rows(input) +
          received_rows(input) + referral_rows(input) + written_rows(input);
  if (!decision.not_used.empty()) text += row("Not used", base::join(decision.not_used, "; "));
  return text;
}

}  // namespace goodword::cli
