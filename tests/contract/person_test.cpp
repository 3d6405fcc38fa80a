#include "contract/makers.hpp"
#include "contract/samples.hpp"

using namespace goodword;
using namespace goodword::samples;
using model::Kind;
using model::Party;

namespace {

model::Record mailed(const std::string& id, const std::string& name, const std::string& address) {
  return with(contact(id, name), model::contact::emails, std::vector<std::string>{address});
}

model::Record on_deal(const std::string& id, const std::string& deal) {
  return with(activity(id, {}, 9), model::activity::opportunity, deal);
}

std::vector<std::string> ids_of(const ports::PersonRows& held, Kind kind) {
  std::vector<std::string> ids;
  for (const auto& row : held.records) {
    if (row.record.kind == kind) ids.push_back(row.record.id());
  }
  return ids;
}

using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE("all that is held of a person is found, with what was merged into them and what has gone") {
  FOR_EVERY_STORE(maker, folder, store) {
    const model::Ref one{"main", Kind::contact, "1"};
    store_records(*store, Kind::contact,
                  {mailed("1", "Hanna Quist", "hanna@nordvik.example"), mailed("2", "H. Quist", "hq@nordvik.example"),
                   mailed("3", "Bo Ek", "BO@nordvik.example")});
    store_records(*store, Kind::opportunity,
                  {opportunity("hers", {"1"}), opportunity("both", {"1", "3"}), opportunity("his", {"3"})});
    store_records(*store, Kind::activity,
                  {activity("a", {"1"}, 1), activity("b", {"1", "3"}, 2), activity("c", {"3"}, 3),
                   activity("old", {"2"}, 4), on_deal("d", "hers"), on_deal("e", "both"), on_deal("f", "his")});
    auto merging = page(Kind::contact, {});
    const std::vector<std::pair<std::string, std::string>> merged = {{"2", "1"}};
    merging.merged = merged;
    must(store->commit_page(merging));
    const model::Decision decisions[] = {decision("d1", "1", model::Verdict::refer),
                                         decision("d2", "2", model::Verdict::pursue),
                                         decision("d3", "3", model::Verdict::refer)};
    must(store->save_decisions(decisions));
    auto commit = desk();
    commit.referrals = {referral("r1", "2", model::ReferralState::partner_accepted),
                        referral("r2", "3", model::ReferralState::proposed)};
    commit.consents = {consent("p", "r1", Party::prospect), consent("q", "r1", Party::partner)};
    commit.answers = {{one, "budget", "no", "", "dev", at(3)},
                      {{"main", Kind::contact, "3"}, "budget", "yes", "", "dev", at(3)}};
    must(store->commit_desk(commit));
    must(store->record_release({"r1", "p", "q", at(10), "hash"}, desk()));
    deliver(*store, note("2", "written to the old one"));
    deliver(*store, note("3", "written to Bo"));
    must(store->mark_gone("main", Kind::contact, Ids{"1"}, at(30)));

    for (const char* id : {"1", "2"}) {
      const auto held = must(store->person({"main", Kind::contact, id}));
      CHECK(held.contact == one);
      CHECK(held.ids == Ids{"1", "2"});
      CHECK(ids_of(held, Kind::contact) == Ids{"1", "2"});
      CHECK(held.records.front().gone_at == std::optional(at(30)));
      CHECK(ids_of(held, Kind::opportunity) == Ids{"both", "hers"});
      CHECK(ids_of(held, Kind::activity) == Ids{"a", "b", "old", "d"});
      CHECK(held.decisions.size() == 2);
      CHECK(held.answers == std::vector{commit.answers.front()});
      REQUIRE(held.referrals.size() == 1);
      CHECK(held.referrals.front().consents.size() == 2);
      CHECK(held.referrals.front().releases.size() == 1);
      CHECK(held.operations.size() == 1);
      CHECK(held.same_address.empty());
    }
    CHECK(must(store->find_contacts("hanna@nordvik.example")).empty());
    CHECK(must(store->find_contacts("hanna@nordvik.example", ports::Gone::included)) == std::vector{one});
    CHECK(must(store->find_contacts("hq@nordvik.example", ports::Gone::included)) == std::vector{one});
    CHECK(must(store->find_contacts("2", ports::Gone::included)) == std::vector{one});
  }
}

TEST_CASE("who shares an address with a person is told") {
  FOR_EVERY_STORE(maker, folder, store) {
    store_records(*store, Kind::contact,
                  {mailed("1", "Hanna Quist", "info@nordvik.example"), mailed("3", "Bo Ek", "INFO@nordvik.example "),
                   mailed("4", "info@nordvik.example", "ann@nordvik.example")});
    const auto held = must(store->person({"main", Kind::contact, "1"}));
    CHECK(held.same_address == std::vector{model::Ref{"main", Kind::contact, "3"}});
    CHECK(must(store->person({"main", Kind::contact, "nobody"})).records.empty());
  }
}
