// Values for the tests of stores: small, believable, and each builder sets what its arguments say and nothing else.
#pragma once

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <string>

#include "base/error.hpp"
#include "model/dossier.hpp"
#include "ports/store.hpp"

namespace goodword::samples {

/// A folder of its own, taken away at the end.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// The value, or the test fails with the error's own words.
template <class T>
T must(base::Result<T> result) {
  if (!result) FAIL(base::to_text(result.error()));
  return std::move(*result);
}
inline void must(base::Result<void> result) {
  if (!result) FAIL(base::to_text(result.error()));
}

/// The error's code, or "" where there was none.
template <class T>
std::string code_of(const base::Result<T>& result) {
  return result ? std::string() : result.error().code;
}

/// 3 Nov 2026 09:00 UTC and so many minutes.
base::Instant at(int minutes);

model::Record contact(const std::string& id, const std::string& name = "Hanna Quist");
model::Record company(const std::string& id, const std::string& name = "Nordvik Foods");
model::Record opportunity(const std::string& id, const std::vector<std::string>& contacts,
                          const std::string& of_company = "");
model::Record activity(const std::string& id, const std::vector<std::string>& contacts, int minutes);
model::Record with(model::Record record, model::FieldIndex field, model::Value value);

ports::PageCommit page(model::Kind kind, std::span<const model::Record> records, const std::string& mark = "m1",
                       std::int64_t run = 0);
ports::PageCounts store_records(ports::Store& store, model::Kind kind, const std::vector<model::Record>& records);

model::Change add_tag(const std::string& contact, const std::string& tag, const std::string& cause = "decision-1");
model::Change remove_tag(const std::string& contact, const std::string& tag, const std::string& cause);
model::Change note(const std::string& contact, const std::string& body);
/// Queues it and takes it to done. Returns its id.
std::string deliver(ports::Store& store, const model::Change& change, const std::string& created = "");
model::Outcome outcome(const std::string& operation, model::Outcome::Kind kind);

model::Decision decision(const std::string& id, const std::string& contact, model::Verdict verdict);
model::Referral referral(const std::string& id, const std::string& contact, model::ReferralState state);
/// A yes to partner "forge" from minute 0 to minute 1000.
model::Consent consent(const std::string& id, const std::string& referral, model::Party party);
ports::DeskCommit desk();

}  // namespace goodword::samples
