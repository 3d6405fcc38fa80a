#include <catch2/catch.hpp>
#include <functional>
#include <vector>

#include "model/audit.hpp"

using namespace goodword;
using model::AuditHead;
using model::AuditRow;

namespace {

using Chain = std::vector<AuditRow>;

/// Links and hashes the rows from `first` on anew, as somebody would who can write everywhere.
void forge(Chain& chain, std::size_t first) {
  for (std::size_t i = first; i < chain.size(); ++i) {
    chain[i].previous = i == 0 ? model::first_link : chain[i - 1].hash;
    chain[i].hash = model::audit_hash(chain[i]);
  }
}

Chain chain_of_five() {
  Chain chain;
  for (int i = 1; i <= 5; ++i) {
    chain.push_back({i,
                     {base::from_micros(i * 1'000'000), "dev", "answered", "main contact " + std::to_string(i), "keep"},
                     "",
                     ""});
  }
  forge(chain, 0);
  return chain;
}

std::optional<model::AuditFault> fault_in(const Chain& chain, const std::optional<AuditHead>& kept = {},
                                          std::span<const model::AuditRule> rules = model::audit_rules()) {
  model::AuditCheck check(kept, rules);
  for (const auto& row : chain) check.read(row);
  return check.end();
}

struct Attack {
  std::string name;
  enum { by_itself, with_head } shows;
  std::int64_t shows_at;
  std::function<void(Chain&)> commit;
};

/// What somebody may do who can write the table.
const std::vector<Attack> attacks = {
    {"a row is edited", Attack::by_itself, 3, [](Chain& chain) { chain[2].entry.by = "priya"; }},
    {"its moment is", Attack::by_itself, 3, [](Chain& chain) { chain[2].entry.at += std::chrono::microseconds(1); }},
    {"a word wanders from one field to the next", Attack::by_itself, 3,
     [](Chain& chain) {
       chain[2].entry.subject += chain[2].entry.detail;
       chain[2].entry.detail.clear();
     }},
    {"a row is edited and hashed anew", Attack::by_itself, 4,
     [](Chain& chain) {
       chain[2].entry.by = "priya";
       chain[2].hash = model::audit_hash(chain[2]);
     }},
    {"a row is taken out", Attack::by_itself, 3, [](Chain& chain) { chain.erase(chain.begin() + 2); }},
    {"a row is taken out and the rest linked anew", Attack::by_itself, 3,
     [](Chain& chain) {
       chain.erase(chain.begin() + 2);
       forge(chain, 2);
     }},
    {"two rows change places", Attack::by_itself, 3, [](Chain& chain) { std::swap(chain[2].entry, chain[3].entry); }},
    {"a row is put in", Attack::by_itself, 3,
     [](Chain& chain) {
       chain.insert(chain.begin() + 2, chain[1]);
       for (std::size_t i = 0; i < chain.size(); ++i) chain[i].number = static_cast<std::int64_t>(i) + 1;
     }},
    {"rows are numbered from 0", Attack::by_itself, 1,
     [](Chain& chain) {
       for (auto& row : chain) --row.number;
       forge(chain, 0);
     }},
    {"the end is cut off", Attack::with_head, 3, [](Chain& chain) { chain.resize(2); }},
    {"all of it is taken away", Attack::with_head, 1, [](Chain& chain) { chain.clear(); }},
    {"all of it is written anew", Attack::with_head, 4,
     [](Chain& chain) {
       chain[2].entry.by = "priya";
       forge(chain, 2);
     }},
};

/// The head of the fourth row was kept elsewhere, where the attack shows with a head alone.
std::optional<model::AuditFault> fault_after(const Attack& attack,
                                             std::span<const model::AuditRule> rules = model::audit_rules()) {
  auto chain = chain_of_five();
  std::optional<AuditHead> kept;
  if (attack.shows == Attack::with_head) kept = AuditHead{4, chain[3].hash};
  attack.commit(chain);
  return fault_in(chain, kept, rules);
}

}  // namespace

TEST_CASE("A chain that nobody touched is sound, and its head can be kept and read again") {
  const auto chain = chain_of_five();
  CHECK(fault_in(chain) == std::nullopt);
  CHECK(fault_in({}) == std::nullopt);
  const AuditHead head{5, chain.back().hash};
  CHECK(model::audit_head_of(model::to_text(head)) == head);
  CHECK(fault_in(chain, head) == std::nullopt);
  CHECK(fault_in(chain, AuditHead{}) == std::nullopt);
  CHECK(fault_in(chain, AuditHead{2, chain[1].hash}) == std::nullopt);
  for (const char* wrong : {"", "5", "5:", "5:abc", ":", "x:0", "-1:0"})
    CHECK(model::audit_head_of(wrong) == std::nullopt);
  const std::string hash = chain.back().hash;
  CHECK(model::audit_head_of("5" + hash) == std::nullopt);
  CHECK(model::audit_head_of("-5:" + hash) == std::nullopt);
  CHECK(model::audit_head_of("5:" + hash.substr(1) + "G") == std::nullopt);
}

TEST_CASE("The hash of a row is the one that the header describes") {
  AuditRow row{7, {base::from_micros(42), "dev", "answered", "main contact 1", ""}, model::first_link, ""};
  // printf '1:7,2:42,3:dev,8:answered,14:main contact 1,0:,64:000…0,' | sha256sum
  CHECK(model::audit_hash(row) == "1ab08a92aa75c27747fccc5601b85e2607fb822ad7680449071eb637e38135e1");
}

TEST_CASE("Whatever is done to a chain shows, at the first row that is wrong") {
  for (const auto& attack : attacks) {
    INFO(attack.name);
    const auto fault = fault_after(attack);
    REQUIRE(fault);
    CHECK(fault->number == attack.shows_at);
    CHECK(!fault->why.empty());
  }
}

TEST_CASE("Without any one of its rules the check would miss an attack") {
  for (const auto& left_out : model::audit_rules()) {
    INFO(left_out.name);
    std::vector<model::AuditRule> rules;
    for (const auto& rule : model::audit_rules()) {
      if (rule.name != left_out.name) rules.push_back(rule);
    }
    int missed = 0;
    for (const auto& attack : attacks) missed += !fault_after(attack, rules);
    CHECK(missed > 0);
  }
}

TEST_CASE("A restore is told") {
  auto chain = chain_of_five();
  chain[1].entry.what = model::audited::restored;
  forge(chain, 0);
  model::AuditCheck check;
  for (const auto& row : chain) check.read(row);
  CHECK(check.end() == std::nullopt);
  CHECK(check.restored() == 2);
}
