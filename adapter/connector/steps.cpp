// Further calls about what a write made: the note is there, now it is tied to its record.
//
// An operation is done when all of its calls are. Where one is lost, the operation is unknown: reading back finds what
// was made, looks for each further call by its own class, and sends those that are missing.
#include <algorithm>

#include "connector/writer.hpp"

namespace goodword::connector {
namespace {

using base::Error;
using base::Result;
using model::Outcome;
using ports::Found;
using ports::ReadBack;

bool went_well(const Outcome& outcome) {
  return outcome.kind == Outcome::Kind::done || outcome.kind == Outcome::Kind::already;
}

Error lost(std::string detail) { return base::failure("wire.lost", std::move(detail)).value(); }

/// A further call that did not go well leaves something half done. What was made stands; what is lost or was not sent
/// is looked for, and what was refused is said.
void judge(Outcome& outcome) {
  if (went_well(outcome)) {
    outcome.kind = Outcome::Kind::done;
    return;
  }
  const bool open = outcome.kind == Outcome::Kind::not_sent || outcome.kind == Outcome::Kind::unknown;
  outcome.kind = open ? Outcome::Kind::unknown : Outcome::Kind::failed;
  Error error = outcome.error.value_or(lost("the CRM did not say why"));
  error.detail = "it was made in the CRM (" + outcome.created + "), but what follows was " +
                 (open ? "not confirmed: " : "refused: ") + error.detail;
  outcome.error = std::move(error);
}

}  // namespace

/// After a lost answer: those whose further call arrived the first time need none.
Writer::Items Writer::without_those_there(const Write& step, Items items, std::stop_token stop) {
  if (!step.read_back) return items;
  Items kept;
  for (auto& item : items) {
    if (item.operation->attempts == 0) {
      kept.push_back(std::move(item));
      continue;
    }
    const auto there = read_back_.look_for_step(step, *item.operation, item.outcome->created, stop);
    if (there && there->found == Found::yes) continue;
    if (there && there->found == Found::no) {
      kept.push_back(std::move(item));
      continue;
    }
    item.outcome->kind = Outcome::Kind::unknown;
    item.outcome->error = there ? lost("it cannot be told whether it is there") : there.error();
    judge(*item.outcome);
  }
  return kept;
}

void Writer::send_step(const Write& step, std::span<Item> items, std::stop_token stop) {
  std::vector<std::string> created;
  for (const auto& item : items) created.push_back(item.outcome->created);
  send(step, items, stop);
  for (std::size_t i = 0; i < items.size(); ++i) {
    items[i].outcome->created = created[i];
    judge(*items[i].outcome);
  }
}

void Writer::follow_up(const Write& write, std::span<const Item> items, std::stop_token stop) {
  if (write.then.empty()) return;
  for (const auto& item : items) {
    if (!went_well(*item.outcome) || !item.outcome->created.empty()) continue;
    item.outcome->kind = Outcome::Kind::unknown;
    item.outcome->error = lost("the CRM's answer does not name what was made, and more is to be said about it");
  }
  for (const auto& step : write.then) {
    Items left;
    for (const auto& item : items) {
      if (!went_well(*item.outcome) || item.outcome->created.empty()) continue;
      left.push_back(item);
      left.back().values.set_text("created", item.outcome->created);
    }
    left = without_those_there(step, std::move(left), stop);
    const auto most = static_cast<std::size_t>(std::max(1, step.batch));
    for (std::size_t at = 0; at < left.size(); at += most)
      send_step(step, std::span(left).subspan(at, std::min(most, left.size() - at)), stop);
  }
}

Result<ReadBack> Writer::catch_up(const model::Operation& operation, ReadBack found, std::stop_token stop) {
  const auto& change = operation.change;
  const Write* write = write_for(session_.plan(), change.action, change.subject.kind);
  if (!write || found.found != Found::yes) return found;
  Outcome outcome{operation.id, Outcome::Kind::done, found.created, std::nullopt, std::nullopt};
  for (const auto& step : write->then) {
    // Nobody can tell whether it was sent.
    if (step.sameness == model::Sameness::d) return ReadBack{};
    Items one = {{&operation, &outcome, values_of(operation)}};
    one[0].values.set_text("created", found.created);
    if (step.read_back) {
      const auto there = read_back_.look_for_step(step, operation, found.created, stop);
      if (!there) return there;
      if (there->found == Found::yes) continue;
      if (there->found == Found::cannot_tell) return ReadBack{};
    }
    send_step(step, one, stop);
    if (outcome.kind == Outcome::Kind::unknown) return tl::unexpected(*outcome.error);
    if (outcome.kind != Outcome::Kind::done) return ReadBack{};
  }
  return found;
}

}  // namespace goodword::connector
