// What crm add does once it has its answers: tries the login, maps fields, writes the files all at once at the end. By
// arguments and on a terminal alike; add_talk.hpp asks.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "cli/session.hpp"
#include "daemon/add_crm.hpp"
#include "daemon/trial.hpp"

namespace goodword::cli {

class Adding {
 public:
  Adding(Session& session, const Call& call);

  daemon::AddState& state() { return state_; }
  bool dry_run() const { return call_.has("--dry-run"); }
  bool is_to_be_tried() const { return call_.has("--check") || call_.has("--field"); }
  /// Logs in, in the browser where that is how it is done, and says who we are there and what is missing. Errors:
  /// usage, settings.invalid, secret.missing, remote.*, wire.*; nothing is kept then.
  base::Result<void> try_out();
  /// Of the CRM that was tried out. Errors: remote.*, wire.*.
  base::Result<std::vector<daemon::FieldOffer>> fields();
  void map(std::span<const daemon::FieldOffer> offers);
  /// Maps those that --field names, by their label or their name for rules; false where it names none. Errors: usage.
  base::Result<bool> map_named();
  /// Writes secrets and the CRM's file, keeps the login and says what comes next; with --dry-run prints the file. Exit
  /// code.
  int write();

 private:
  int print() const;
  int keep_tokens();
  std::string next_steps() const;

  Session& session_;
  const Call& call_;
  daemon::AddState state_;
  daemon::Settings settings_;  ///< as far as they are right: how to go out, which tags
  std::unique_ptr<daemon::Trial> trial_;
};

}  // namespace goodword::cli
