#include "store/sqlite_store.hpp"

namespace goodword::store {

using base::Result;
using ports::Lease;

Result<Lease> SqliteStore::take_lease(std::string_view name, std::string_view owner, base::Instant until,
                                      base::Instant now) {
  auto work = writing();
  Lease lease{std::string(name), std::string(owner), 1, until};
  if (owner.empty()) work.refuse("a lease needs an owner");
  bool known = false;
  {
    auto held = work.rows("SELECT owner, fence, until FROM lease WHERE name = ?1", name);
    if (held.next()) {
      known = true;
      lease.fence = held.integer(1) + 1;
      if (!held.text(0).empty() && held.instant(2) > now) {
        work.fail(base::failure("store.busy",
                                "\"" + lease.name + "\" is held by " + held.text(0) + " until " +
                                    base::to_rfc3339(held.instant(2)),
                                base::Retry::at)
                      .value());
      }
    }
  }
  if (known) {
    work.run("UPDATE lease SET owner = ?2, fence = ?3, until = ?4 WHERE name = ?1", name, owner, lease.fence, until);
  } else {
    work.run("INSERT INTO lease (name, owner, fence, until) VALUES (?1, ?2, ?3, ?4)", name, owner, lease.fence, until);
  }
  return work.commit(std::move(lease));
}

Result<void> SqliteStore::renew_lease(const Lease& lease, base::Instant until) {
  auto work = writing();
  const auto renewed = work.run("UPDATE lease SET until = ?4 WHERE name = ?1 AND owner = ?2 AND fence = ?3", lease.name,
                                lease.owner, lease.fence, until);
  if (work.ok() && renewed == 0) {
    work.fail(base::failure("store.busy", "\"" + lease.name + "\" is no longer held by " + lease.owner).value());
  }
  return work.commit();
}

Result<void> SqliteStore::give_up_lease(const Lease& lease) {
  auto work = writing();
  // A lease that was lost meanwhile is another's: there is nothing to give up.
  work.run("UPDATE lease SET owner = '', until = 0 WHERE name = ?1 AND owner = ?2 AND fence = ?3", lease.name,
           lease.owner, lease.fence);
  return work.commit();
}

Result<void> SqliteStore::end_lease(std::string_view name) {
  auto work = writing();
  work.run("UPDATE lease SET owner = '', until = 0, fence = fence + 1 WHERE name = ?1", name);
  return work.commit();
}

}  // namespace goodword::store
