#include "invariants/paper_crm.hpp"

#include <algorithm>
#include <stdexcept>

namespace goodword::invariants {
namespace {

using model::Action;
using model::Outcome;

constexpr int page_size = 1000;

class Pages : public ports::Pull {
 public:
  Pages(std::vector<model::Record> records, std::string mark, bool whole)
      : records_(std::move(records)), mark_(std::move(mark)), whole_(whole) {}
  base::Result<std::optional<ports::PulledPage>> next(std::stop_token) override {
    if (ended_) return std::optional<ports::PulledPage>();
    ports::PulledPage page;
    page.records = std::move(records_);
    page.mark = mark_;
    page.complete = whole_;
    ended_ = true;
    return page;
  }

 private:
  std::vector<model::Record> records_;
  std::string mark_;
  bool whole_, ended_ = false;
};

base::Error out_of_reach() {
  return {"remote.unavailable", base::Scope::crm, base::Retry::now, "the CRM does not answer"};
}

Outcome outcome_of(const model::Operation& operation, Outcome::Kind kind) { return {operation.id, kind, "", {}, {}}; }

}  // namespace

std::string PaperCrm::add(std::string given, std::string city, std::set<std::string> tags) {
  Card card;
  card.id = std::to_string(1001 + cards_.size());
  card.given = std::move(given);
  card.family = "Canary" + card.id;
  card.email = "canary" + card.id + "@prospect.example";
  card.city = std::move(city);
  card.tags = std::move(tags);
  const auto id = card.id;
  cards_[id] = std::move(card);
  touched(id);
  return id;
}

Card& PaperCrm::touched(const std::string& contact) {
  auto& card = cards_.at(contact);
  by_version_.erase(card.version);
  card.version = ++version_;
  card.changed = clock_.now();
  by_version_[card.version] = contact;
  return card;
}

void PaperCrm::tag(const std::string& contact, const std::string& tag) { touched(contact).tags.insert(tag); }
void PaperCrm::untag(const std::string& contact, const std::string& tag) { touched(contact).tags.erase(tag); }
void PaperCrm::move_to(const std::string& contact, const std::string& city) { touched(contact).city = city; }

void PaperCrm::note(const std::string& contact, const std::string& text) {
  slips_.push_back({std::to_string(slips_.size() + 1), contact, "", text, false, false, "", clock_.now(), ++version_});
}

void PaperCrm::finish_tasks(const std::string& contact) {
  for (auto& slip : slips_) {
    if (slip.contact != contact || !slip.task || slip.done) continue;
    slip.done = true;
    slip.version = ++version_;
  }
}

std::vector<ports::StreamRow> PaperCrm::streams() const {
  return {{"contacts", model::Kind::contact, {}, false, "contacts"},
          {"notes", model::Kind::activity, {}, false, "notes"},
          {"tasks", model::Kind::activity, {}, false, "tasks"}};
}

std::vector<ports::Ability> PaperCrm::abilities() const {
  using model::Kind;
  using model::Sameness;
  std::vector<ports::Ability> all;
  for (const auto action : {Action::add_tag, Action::remove_tag, Action::remove_note, Action::remove_task})
    all.push_back({action, Kind::contact, Sameness::a, page_size});
  for (const auto action : {Action::note, Action::task}) all.push_back({action, Kind::contact, Sameness::b, page_size});
  return all;
}

model::Record PaperCrm::contact_record(const Card& card) const {
  namespace at = model::contact;
  model::Record record(model::Kind::contact);
  record.values[at::id] = card.id;
  record.values[at::first_name] = card.given;
  record.values[at::last_name] = card.family;
  record.values[at::emails] = std::vector<std::string>{card.email};
  record.values[at::owner] = std::string(testing::dev_user);
  record.values[at::stage] = std::string("lead");
  record.values[at::tags] = std::vector<std::string>(card.tags.begin(), card.tags.end());
  record.values[at::city] = card.city;
  record.values[at::changed] = card.changed;
  return record;
}

model::Record PaperCrm::slip_record(const Slip& slip) const {
  namespace at = model::activity;
  model::Record record(model::Kind::activity);
  record.values[at::id] = slip.id;
  record.values[at::kind] = std::string(slip.task ? "task" : "note");
  record.values[at::title] = slip.title;
  record.values[at::text] = slip.text;
  record.values[at::contacts] = std::vector<std::string>{slip.contact};
  record.values[at::owner] = std::string(testing::dev_user);
  record.values[at::at] = slip.at;
  record.values[at::created] = slip.at;
  record.values[at::changed] = slip.at;
  if (slip.task) record.values[at::done] = slip.done;
  return record;
}

std::vector<model::Record> PaperCrm::since(std::string_view stream, std::int64_t version) const {
  std::vector<model::Record> records;
  if (stream == "contacts") {
    for (auto one = by_version_.upper_bound(version); one != by_version_.end(); ++one)
      records.push_back(contact_record(cards_.at(one->second)));
    return records;
  }
  for (const auto& slip : slips_) {
    if (slip.version > version && slip.task == (stream == "tasks")) records.push_back(slip_record(slip));
  }
  return records;
}

base::Result<std::unique_ptr<ports::Pull>> PaperCrm::pull(std::string_view stream, ports::PullMode mode,
                                                          std::string_view mark) {
  if (down) return tl::unexpected(out_of_reach());
  const bool whole = mode == ports::PullMode::full || mark.empty();
  const auto from = whole ? 0 : std::stoll(std::string(mark));
  return std::make_unique<Pages>(since(stream, from), std::to_string(version_), whole);
}

base::Result<ports::PulledPage> PaperCrm::read(std::string_view source, std::span<const std::string> ids,
                                               std::stop_token) {
  ports::PulledPage page;
  for (const auto& record : since(source, 0)) {
    if (std::ranges::find(ids, record.id()) != ids.end()) page.records.push_back(record);
  }
  return page;
}

std::vector<Outcome> PaperCrm::apply(std::span<const model::Operation> batch, std::stop_token) {
  std::vector<Outcome> outcomes;
  for (const auto& operation : batch) {
    if (down || read_only) {
      outcomes.push_back(outcome_of(operation, Outcome::Kind::not_sent));
      outcomes.back().error = out_of_reach();
      continue;
    }
    if (on_arrival) on_arrival(operation, cards_.at(operation.change.subject.id));
    outcomes.push_back(carry_out(operation));
    outcomes.back().server_time = clock_.now();
    if (on_carried_out) on_carried_out();
  }
  return outcomes;
}

Outcome PaperCrm::carry_out(const model::Operation& operation) {
  const auto& change = operation.change;
  switch (change.action) {
    case Action::add_tag:
    case Action::remove_tag: {
      const bool add = change.action == Action::add_tag;
      if (cards_.at(change.subject.id).tags.contains(change.value) == add)
        return outcome_of(operation, Outcome::Kind::already);
      add ? tag(change.subject.id, change.value) : untag(change.subject.id, change.value);
      return outcome_of(operation, Outcome::Kind::done);
    }
    case Action::note:
    case Action::task: return make(operation);
    default: return take_away(operation);
  }
}

Outcome PaperCrm::make(const model::Operation& operation) {
  const auto& change = operation.change;
  slips_.push_back({std::to_string(slips_.size() + 1), change.subject.id, change.title,
                    change.body + "\n" + operation.marker, change.action == Action::task, false, operation.marker,
                    clock_.now(), ++version_});
  auto outcome = outcome_of(operation, Outcome::Kind::done);
  outcome.created = slips_.back().id;
  return outcome;
}

/// What is taken away is emptied: nothing is listed as gone here.
Outcome PaperCrm::take_away(const model::Operation& operation) {
  const auto slip = std::ranges::find(slips_, operation.change.value, &Slip::id);
  if (slip == slips_.end() || slip->marker.empty()) throw std::logic_error("what is no slip of ours is to be removed");
  slip->title.clear();
  slip->text.clear();
  slip->done = true;
  slip->version = ++version_;
  return outcome_of(operation, Outcome::Kind::done);
}

base::Result<ports::ReadBack> PaperCrm::read_back(const model::Operation& operation, std::stop_token) {
  if (down) return tl::unexpected(out_of_reach());
  const auto slip = std::ranges::find(slips_, operation.marker, &Slip::marker);
  if (slip == slips_.end()) return ports::ReadBack{ports::Found::no, ""};
  return ports::ReadBack{ports::Found::yes, slip->id};
}

}  // namespace goodword::invariants
