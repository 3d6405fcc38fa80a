// What the made-up people do in the CRM once they have been asked.
#include <algorithm>

#include "base/text.hpp"
#include "sandbox/census.hpp"
#include "sandbox/people.hpp"
#include "sandbox/scribe.hpp"
#include "sandbox/story.hpp"

namespace goodword::sandbox {
namespace {

class Town {
 public:
  Town(HubSpot& crm, const TagDesk& tags) : crm_(crm), tags_(tags) {}

  void joan_says_yes() {
    const std::string joan = contact_id(crm_, "joan.marsh@kestrelby.example");
    if (!asked(joan, {"ask-prospect"}) || answered(joan, "prospect-yes")) return;
    Person dev(crm_, std::string(dev_user));
    dev.write_note(joan, line("prospect-yes to pellwick by phone", "her name, mail and need only"));
    dev.add_tag(joan, tags_.property, tag("prospect-yes"));
    complete_tasks(dev, joan);
    tell(dev, "Joan Marsh", "said yes by phone: to Pellwick; her name, mail and need only");
  }
  void pellwick_says_yes() {
    const std::string joan = contact_id(crm_, "joan.marsh@kestrelby.example");
    if (!asked(joan, {"ask-partner"}) || answered(joan, "partner-yes")) return;
    Person dev(crm_, std::string(dev_user));
    dev.write_note(joan, line("partner-yes to pellwick by phone", "Ewan Pell, on the card alone"));
    dev.add_tag(joan, tags_.property, tag("partner-yes"));
    complete_tasks(dev, joan);
    tell(dev, "Joan Marsh", "Pellwick said yes to a card with no name on it");
  }
  void rob_wants_us() {
    const std::string rob = contact_id(crm_, "rob.ives@vantorp.example");
    if (!asked(rob, {"ask-prospect", "refer"}) || answered(rob, "prospect-wants-us")) return;
    Person priya(crm_, std::string(priya_user));
    priya.write_note(rob, "Offered Dunmarrow. Rob: no, we want you.\n" + line("prospect-wants-us by phone", ""));
    priya.add_tag(rob, tags_.property, tag("prospect-wants-us"));
    complete_tasks(priya, rob);
    tell(priya, "Rob Ives", "was offered Dunmarrow: \"no, we want you\"");
  }
  void dev_takes_nurture_off() {
    const std::string mark = contact_id(crm_, "mark.hollin@hollin.example");
    if (!has(mark, "nurture")) return;
    Person dev(crm_, std::string(dev_user));
    dev.remove_tag(mark, tags_.property, tag("nurture"));
    tell(dev, "Mark Hollin", "took " + tag("nurture") + " off Hollin Joinery");
  }
  std::vector<Deed> deeds() { return std::move(deeds_); }

 private:
  std::string tag(std::string_view word) const { return tags_.prefix + ":" + std::string(word); }
  bool has(const std::string& contact, std::string_view word) const {
    const auto tags = tags_of(crm_, contact, tags_.property);
    return std::ranges::count(tags, tag(word)) > 0;
  }
  bool asked(const std::string& contact, std::initializer_list<std::string_view> words) const {
    return std::ranges::any_of(words, [&](std::string_view word) { return has(contact, word); });
  }
  /// The answer may have been taken off the contact again, once read; the note stays.
  bool answered(const std::string& contact, std::string_view word) const {
    const auto notes = activities_of(crm_, ObjectType::notes, contact);
    return std::ranges::any_of(notes, [&](const Seen& note) {
      return note.value("hs_note_body").find(tags_.prefix + ": " + std::string(word)) != std::string::npos;
    });
  }
  std::string line(std::string_view words, std::string_view source) const {
    return tags_.prefix + ": " + std::string(words) + " " + base::to_text(base::date_of(now())) +
           (source.empty() ? "" : " " + std::string(source));
  }
  base::Instant now() const {
    base::Instant instant;
    crm_.with_world([&](World& world) { instant = world.now(); });
    return instant;
  }
  void complete_tasks(Person& person, const std::string& contact) {
    for (const auto& task : activities_of(crm_, ObjectType::tasks, contact)) {
      if (task.value("hs_task_status") != "COMPLETED") person.complete_task(task.id);
    }
  }
  void tell(const Person& person, std::string contact, std::string text) {
    deeds_.push_back({std::string(seller_name(person.user())), std::move(contact), std::move(text), now()});
  }

  HubSpot& crm_;
  const TagDesk& tags_;
  std::vector<Deed> deeds_;
};

}  // namespace

std::vector<Deed> next_day(HubSpot& crm, const TagDesk& tags) {
  Town town(crm, tags);
  town.joan_says_yes();
  town.pellwick_says_yes();
  town.rob_wants_us();
  town.dev_takes_nurture_off();
  return town.deeds();
}

}  // namespace goodword::sandbox
