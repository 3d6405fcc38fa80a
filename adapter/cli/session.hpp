// One run of one command: its console, its settings, and, once somebody asks, the assembled program.
#pragma once

#include <functional>
#include <memory>
#include <stop_token>

#include "cli/command.hpp"
#include "cli/console.hpp"
#include "daemon/assembly.hpp"
#include "daemon/environment.hpp"

namespace goodword::cli {

class Session {
 public:
  Session(Console console, daemon::Environment environment, Call call)
      : console_(std::move(console)), environment_(std::move(environment)), call_(std::move(call)) {}

  const Console& console() const { return console_; }
  const daemon::Environment& environment() const { return environment_; }
  std::filesystem::path config_folder() const;
  std::filesystem::path share_folder() const;

  /// Settings, read once. Nullptr after the problems were printed; the exit code is in `failure`.
  const daemon::Settings* settings(int& failure);
  /// The assembled program, built once. Nullptr after the problem was printed.
  daemon::Assembly* assembly(int& failure);
  /// The same without rules and connectors, for commands that only look into the store.
  daemon::Assembly* looking(int& failure);
  /// The same, with as much of the rules as says who is in scope.
  daemon::Assembly* scoped(int& failure);
  /// From the next assembly on, a client of one's own is around the wire.
  using AroundWire = std::function<std::unique_ptr<ports::HttpClient>(std::unique_ptr<ports::HttpClient>)>;
  void listen_in(AroundWire around) { around_wire_ = std::move(around); }
  /// CRM names from arguments, or all; nullptr-like empty with `failure` set where one is unknown.
  std::vector<std::string> chosen_crms(const std::vector<std::string>& wanted, int& failure);
  /// Requested by INT and TERM.
  std::stop_token stop() const;
  /// Progress for a long run: a line that is rewritten on a terminal, nothing otherwise.
  ports::Observer& observer();

 private:
  std::unique_ptr<daemon::Assembly> build(daemon::AssemblyParts::Depth depth, int& failure);

  Console console_;
  daemon::Environment environment_;
  Call call_;
  std::unique_ptr<daemon::Settings> settings_;
  std::unique_ptr<daemon::Assembly> assembly_, scoped_, looking_;
  std::unique_ptr<ports::Observer> observer_;
  AroundWire around_wire_;
};

}  // namespace goodword::cli
