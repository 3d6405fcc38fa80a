// One login on one CRM, as the engine sees it: records come in pages, operations go out in batches.
//
// connector/remote implements it by interpreting a connector file; tests bring their own. A Remote is used by one
// worker at a time. It retries reads and waits for budgets itself (one layer of backing off); it never repeats a write.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "model/change.hpp"
#include "model/record.hpp"
#include "ports/holdings.hpp"

namespace goodword::ports {

struct StreamRow {
  std::string name;  ///< "contacts"; a feed of deletions is a stream of its own: "contacts.deleted"
  model::Kind kind = model::Kind::contact;
  base::Duration every{};      ///< least time between two pulls; 0: each sync
  bool sweeps = false;         ///< a complete pass tells which records vanished
  std::string source;          ///< the stream whose records these are: "contacts" for "contacts.deleted"
  base::Duration remembers{};  ///< how long the CRM tells what this stream tells; 0: for ever
};

/// full: everything; increment: what changed since the mark (full where there is no mark).
enum class PullMode { full, increment };

struct PulledPage {
  std::vector<model::Record> records;
  std::vector<std::optional<std::uint64_t>> digests;  ///< RawRecord's, of each record that has one; may be shorter
  std::vector<std::string> same;                      ///< ids of records passed over
  std::vector<model::Reject> rejects;
  std::vector<std::string> gone;                            ///< ids the CRM says were deleted or archived
  std::vector<std::pair<std::string, std::string>> merged;  ///< swallowed id, survivor id
  std::string mark;        ///< place after this page, to be stored with it; opaque JSON text
  bool complete = false;   ///< last page of a full pass: what was not seen has vanished, if the stream sweeps
  bool more_soon = false;  ///< the next page is on the wire already: this one may wait to be stored with it
};

class Pull {
 public:
  virtual ~Pull() = default;
  /// Lets it pass over records that are held as they come; before the first next(). Without it all are handed out.
  virtual void pass_over(Holdings& held) { static_cast<void>(held); }
  /// The next page, or nothing at the end. The page after it is asked for before this returns.
  virtual base::Result<std::optional<PulledPage>> next(std::stop_token stop) = 0;
};

struct SetupItem {
  std::string name;        ///< entry of the connector's "setup"
  std::string say;         ///< for people: what is missing
  bool can_create = true;  ///< otherwise a person does it
};

/// A field that somebody made at this CRM and that no mapping takes yet.
struct OwnField {
  std::string stream;   ///< of whose records
  std::string label;    ///< as people see it there
  std::string pointer;  ///< of its value in a record of the CRM's

  friend bool operator==(const OwnField&, const OwnField&) = default;
};

/// What the CRM can be asked to do, and how.
struct Ability {
  model::Action action;
  model::Kind kind;
  model::Sameness sameness = model::Sameness::d;
  int batch = 1;
  std::size_t longest = 0;  ///< characters of a body, 0: not stated
  base::Duration lag{};     ///< sameness c: wait before searching
};

struct CallCount {
  int reads = 0, writes = 0, others = 0;  ///< others: login, tables, facts, setup
  std::size_t bytes = 0;
};

/// A budget of calls as it stands, spent by all processes together.
struct BudgetStanding {
  std::string name;
  std::string_view kind;  ///< window, sliding, bucket, concurrent
  base::Duration per{};   ///< of which time; 0: calls that run at once
  std::int64_t spent = 0, most = 0;
  std::int64_t reserve = 0;                 ///< of `most`: left to others
  bool most_from_crm = false;               ///< else as the connector states it
  std::optional<base::Instant> told;        ///< when the CRM last said how much is spent
  std::optional<base::Instant> ends;        ///< of a window
  std::optional<base::Instant> wait_until;  ///< nothing that spends it goes out before
};

/// What the answers told so far beside records.
struct Standing {
  std::optional<base::Duration> ahead = {};  ///< the CRM's clock is before this machine's; nothing: it did not tell
  std::vector<BudgetStanding> budgets = {};
  std::optional<base::Instant> wait_until = {};  ///< nothing at all goes out before
};

enum class Found { yes, no, cannot_tell };
struct ReadBack {
  Found found = Found::cannot_tell;
  std::string created;  ///< id in the CRM, with yes
};

class Remote {
 public:
  virtual ~Remote() = default;
  virtual std::vector<StreamRow> streams() const = 0;
  virtual std::vector<Ability> abilities() const = 0;
  /// Credentials and reach; the text says who we are there, for people.
  virtual base::Result<std::string> check(std::stop_token stop) = 0;
  /// `mark` is what the last stored page carried, empty at first.
  virtual base::Result<std::unique_ptr<Pull>> pull(std::string_view stream, PullMode mode, std::string_view mark) = 0;
  /// Records of a stream (StreamRow::source) by id, with the fields that could not be taken; records that are gone are
  /// absent. Errors: connector.unsupported where they cannot be read by id.
  virtual base::Result<PulledPage> read(std::string_view source, std::span<const std::string> ids,
                                        std::stop_token stop) = 0;
  /// What must be created before writing (tag property, categories); empty when all is there.
  virtual base::Result<std::vector<SetupItem>> missing_setup(std::span<const std::string> tags,
                                                             std::stop_token stop) = 0;
  virtual base::Result<void> create_setup(const SetupItem& item, std::span<const std::string> tags,
                                          std::stop_token stop) = 0;
  /// Nothing where the CRM is not asked for them, or has none.
  virtual base::Result<std::vector<OwnField>> own_fields(std::stop_token stop) {
    static_cast<void>(stop);
    return std::vector<OwnField>();
  }
  /// One batch of one action; at most Ability::batch operations. Always as many outcomes as operations, in their order.
  virtual std::vector<model::Outcome> apply(std::span<const model::Operation> batch, std::stop_token stop) = 0;
  /// Whether an operation whose answer was lost arrived (sameness b and c).
  virtual base::Result<ReadBack> read_back(const model::Operation& operation, std::stop_token stop) = 0;
  /// Calls that delivering these changes will take, guard reads included.
  virtual int calls_needed(std::span<const model::Change> changes) const = 0;
  virtual CallCount calls() const = 0;
  /// Asks the CRM nothing. Errors: store.*.
  virtual base::Result<Standing> standing() { return Standing{}; }
};

}  // namespace goodword::ports
