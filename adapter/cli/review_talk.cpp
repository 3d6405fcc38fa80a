#include "cli/review_talk.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "cli/look_up.hpp"
#include "engine/desk.hpp"
#include "engine/release.hpp"

namespace goodword::cli {
namespace {

/// What can be said of an open offer, by its key.
struct AnswerKey {
  std::string_view key;
  std::string_view event;
  std::string_view label;
  model::Scope scope = model::Scope::introduction;
  bool yes = false;
};
constexpr std::array answer_keys = {
    AnswerKey{"y", "prospect_yes", "they say yes", model::Scope::introduction, true},
    AnswerKey{"n", "prospect_no", "they say no"},
    AnswerKey{"w", "prospect_wants_us", "they would rather have us"},
    AnswerKey{"m", "prospect_meet_first", "they would meet first", model::Scope::meeting, true},
    AnswerKey{"y", "partner_yes", "the partner says yes", model::Scope::introduction, true},
    AnswerKey{"n", "partner_no", "the partner says no"},
    AnswerKey{"a", "partner_asks", "the partner wants to know more"},
    AnswerKey{"t", "tell_partner", "the partner was told"},
};
constexpr std::string_view leave_it = "s skip, q stop";

/// Whether to go on with the next.
enum class Go { on, stop };

/// Each line of a letter by itself, broken at spaces.
std::string indented(std::string_view text, std::size_t indent) {
  std::string all;
  for (const auto& line : base::split(text, '\n')) all += wrapped(line, indent, line_width) + "\n";
  return std::string(all.substr(0, all.find_last_not_of(" \n") + 1));
}

/// Whether a task or note is about another referral of the same person.
bool is_of_another(const std::string& cause, const model::Dossier& dossier, const model::Referral& referral) {
  return std::ranges::any_of(dossier.referrals, [&](const model::Referral& one) {
    return one.id != referral.id && cause.find(one.id) != std::string::npos;
  });
}

/// One walk through the list.
class Talk {
 public:
  Talk(Session& session, const Call& call, daemon::Assembly& program)
      : session_(session), call_(call), program_(program) {}

  Go about(const ReviewItem& item) {
    if (item.kind == "referral") return about_referral(item);
    if (item.kind == "write") return about_write(item);
    return about_contact(item);
  }

  int failure() const { return failure_; }
  int recorded() const { return recorded_; }

 private:
  const Console& say() const { return session_.console(); }
  void failed(const base::Error& error) { failure_ = say().fail(error); }

  /// The key that was typed, one of `keys`; anything else is asked again, the end of the input stops.
  std::string key_of(const std::vector<std::string>& keys, const std::string& question) {
    while (true) {
      const auto typed = say().ask(question);
      if (!typed) return "q";
      const auto key = base::lower(*typed);
      if (key == "s" || key == "q" || std::ranges::find(keys, key) != keys.end()) return key;
      say().message("Please type one of: " + base::join(keys, ", ") + ", s, q.");
    }
  }

  Go about_referral(const ReviewItem& item) {
    const auto entry = find_referral(session_, &program_, item.id, failure_);
    if (!entry) return Go::on;
    const auto dossier = program_.store().dossier(entry->referral.contact);
    if (!dossier) return failed(dossier.error()), Go::stop;
    if (!*dossier) return Go::on;
    say_what_was_asked(**dossier, entry->referral);
    std::vector<const AnswerKey*> possible;
    std::vector<std::string> keys, labels;
    for (const auto& row : answer_keys) {
      if (model::referral_step(entry->referral.state, row.event) == nullptr) continue;
      possible.push_back(&row);
      keys.emplace_back(row.key);
      labels.push_back(std::string(row.key) + " " + std::string(row.label));
    }
    if (possible.empty()) return say().line("  Nothing to answer: the next sync goes on with it."), Go::on;
    const auto key = key_of(keys, base::join(labels, ", ") + ", " + std::string(leave_it) + ":");
    if (key == "q") return Go::stop;
    const auto chosen = std::ranges::find(possible, key, [](const AnswerKey* row) { return row->key; });
    if (chosen != possible.end()) record(**chosen, **dossier, entry->referral);
    return Go::on;
  }

  /// The last task or note of ours about it: what the seller was asked to say.
  void say_what_was_asked(const model::Dossier& dossier, const model::Referral& referral) {
    const auto written = program_.store().operations_on(dossier.ref());
    if (!written) return failed(written.error());
    const auto asked = std::find_if(written->rbegin(), written->rend(), [&](const model::Operation& one) {
      return model::makes_text(one.change.action) && !is_of_another(one.change.cause, dossier, referral);
    });
    if (asked != written->rend()) say().line(indented(asked->change.body, 2));
    if (dossier.decision && !dossier.decision->need.evidence.empty())
      say().line(hanging("  Why: ", "\"" + dossier.decision->need.evidence + "\"", 7, line_width));
  }

  engine::DeskGround ground() const {
    return {program_.policy(), program_.circle(), program_.letters(), {}, program_.clock().now()};
  }

  void record(const AnswerKey& row, const model::Dossier& dossier, const model::Referral& referral) {
    auto commit = row.yes ? yes_to_record(row, dossier, referral) : answer_to_record(row, dossier, referral);
    if (!commit) return failed(commit.error());
    if (!*commit) return say().line("  Not recorded.");
    // The question may have stood for hours, beside a service that goes on.
    const auto now = program_.store().dossier(dossier.ref());
    if (!now) return failed(now.error());
    const bool same = *now && std::ranges::find((*now)->referrals, referral) != (*now)->referrals.end();
    if (!same) return say().line("  Not recorded: it has changed meanwhile. Begin again: goodword review");
    if (const auto stored = program_.store().commit_desk(**commit); !stored) return failed(stored.error());
    ++recorded_;
    say().line("  Recorded: " + std::string(row.label) + ".");
  }

  using Commit = std::optional<ports::DeskCommit>;

  base::Result<Commit> answer_to_record(const AnswerKey& row, const model::Dossier& dossier,
                                        const model::Referral& referral) {
    const auto why = say().ask("Why, in their words? (may stay empty)");
    if (!why) return Commit();
    auto made = engine::record_answer(
        dossier, referral, {std::string(row.event), author_of(session_, call_), "", *why, program_.clock().now()},
        ground());
    if (!made) return tl::unexpected(made.error());
    return Commit(std::move(*made));
  }

  /// Nothing where the person, having seen the letters, would rather not.
  base::Result<Commit> yes_to_record(const AnswerKey& row, const model::Dossier& dossier,
                                     const model::Referral& referral) {
    const auto how = base::lower(say().ask("How was it said: phone, mail or in person?").value_or(""));
    if (how != "phone" && how != "mail" && how != "in person" && how != "in_person") {
      say().message("A yes counts with how it was said: phone, mail or in person.");
      return Commit();
    }
    const engine::SpokenYes yes{row.event == "partner_yes" ? model::Party::partner : model::Party::prospect,
                                author_of(session_, call_),
                                how == "in person" ? "in_person" : how,
                                "review",
                                program_.clock().now(),
                                row.scope};
    auto made = engine::record_yes(dossier, referral, yes, ground());
    if (!made) return tl::unexpected(made.error());
    if (const auto shown = show_letters(dossier, referral, made->consents.front()); !shown)
      return tl::unexpected(shown.error());
    if (say().ask("Record this yes? (yes/no)").value_or("") != "yes") return Commit();
    return Commit(std::move(*made));
  }

  /// With the yes that is there, or one as it would be recorded now.
  base::Result<model::Consent> yes_of(model::Party party, const model::Referral& referral,
                                      const model::Consent& fresh) {
    if (fresh.party == party) return fresh;
    const auto given = program_.store().consents(referral.id);
    if (!given) return tl::unexpected(given.error());
    const auto now = program_.clock().now();
    const auto there = std::ranges::find_if(*given, [&](const model::Consent& one) {
      return one.party == party && one.scope == fresh.scope && !one.withdrawn && now < one.until;
    });
    if (there != given->end()) return *there;
    return engine::consent_for(referral, {party, referral.seller, "phone", "review", now, fresh.scope}, ground());
  }

  base::Result<void> show_letters(const model::Dossier& dossier, const model::Referral& referral,
                                  const model::Consent& fresh) {
    const auto prospect = yes_of(model::Party::prospect, referral, fresh);
    if (!prospect) return tl::unexpected(prospect.error());
    const auto partner = yes_of(model::Party::partner, referral, fresh);
    if (!partner) return tl::unexpected(partner.error());
    const auto letters =
        engine::letters_to_come({program_.circle(), program_.policy(), program_.letters(), program_.clock().now()},
                                dossier, referral, {*prospect, *partner});
    if (!letters) return tl::unexpected(letters.error());
    say().line(say().styled("  What they agree to", Style::bold));
    say().line(wrapped(fresh.wording, 4, line_width));
    say().line(say().styled("  To the prospect, once both have said yes", Style::bold));
    say().line(indented(letters->to_prospect, 4));
    say().line(say().styled("  To the partner", Style::bold));
    say().line(indented(letters->to_partner, 4));
    return {};
  }

  Go about_write(const ReviewItem& item) {
    const auto key = key_of(
        {"a", "l"}, "Look into the CRM. a it arrived, l it is lost: send it again, " + std::string(leave_it) + ":");
    if (key == "q") return Go::stop;
    if (key == "s") return Go::on;
    failure_ =
        settle_write(session_, item.id, key == "a" ? Arrival::arrived : Arrival::lost, author_of(session_, call_));
    recorded_ += failure_ == done ? 1 : 0;
    return failure_ == done ? Go::on : Go::stop;
  }

  Go about_contact(const ReviewItem& item) {
    const auto key = key_of({"k"}, "k keep them with us, " + std::string(leave_it) + ":");
    if (key != "k") return key == "q" ? Go::stop : Go::on;
    const model::PersonAnswer answer{{item.crm, model::Kind::contact, item.id},
                                     "keep",
                                     "yes",
                                     "review",
                                     author_of(session_, call_),
                                     program_.clock().now()};
    if (const auto saved = program_.store().save_answer(answer); !saved) return failed(saved.error()), Go::stop;
    ++recorded_;
    return say().line("  They stay with us, from the next plan on."), Go::on;
  }

  Session& session_;
  const Call& call_;
  daemon::Assembly& program_;
  int failure_ = done;
  int recorded_ = 0;
};

}  // namespace

int talk_through(Session& session, const Call& call, std::span<const ReviewItem> items) {
  int failure = done;
  auto* program = session.assembly(failure);
  if (program == nullptr) return failure;
  Talk talk(session, call, *program);
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto& console = session.console();
    console.line("\n" + console.styled(std::to_string(i + 1) + " of " + std::to_string(items.size()) + "  " +
                                           items[i].name + ": " + items[i].text,
                                       Style::bold));
    if (talk.about(items[i]) == Go::stop) break;
  }
  session.console().line("\nRecorded: " + std::to_string(talk.recorded()) +
                         ". Nothing was written into a CRM; what follows from it: goodword plan");
  return talk.failure();
}

int settle_write(Session& session, const std::string& id, Arrival what, const std::string& by) {
  int failure = done;
  auto* program = session.assembly(failure);
  if (program == nullptr) return failure;
  const auto operation = program->store().operation(id);
  if (!operation) return session.console().fail(operation.error());
  if (!*operation) return session.console().complain("no operation " + id + "; goodword review lists them");
  const bool arrived = what == Arrival::arrived;
  const auto state = arrived ? model::OperationState::done : model::OperationState::fresh;
  const auto moved = program->store().set_operation_state((*operation)->id, state, "settled in review by " + by,
                                                          program->clock().now());
  if (!moved) return session.console().fail(moved.error());
  session.console().line(arrived ? "Taken as written." : "It is sent again at the next sync.");
  return done;
}

}  // namespace goodword::cli
