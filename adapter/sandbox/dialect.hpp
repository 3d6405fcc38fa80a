// The frame on which a made-up CRM of any vendor stands: the lock, the rows, the faults and the log of requests. A
// dialect brings the vendor's endpoints, its login and its words.
//
// HOW TO WRITE ONE. Write it from the vendor's documents, specifications and recordings, never from our connector file:
// what both got wrong alike could not show. Be strict: refuse every parameter, header value and body key that the
// vendor's documents do not have, though the real service ignores many. A fact from memory is marked "unproven". One
// header NAME.hpp with a class of Dialect, one or two sources of at most 450 lines together.
//   - constructor: the tables (Column), the grain of the CRM's times, how ids look
//   - login(): nothing if the request may come in (token, limits of calls), else the refusal in the vendor's form
//   - carry_out(): the endpoints; find them with path_is(), read rows by rows().seen(), change them by rows()
//   - said(): how the vendor says 401, 429, 403, 500, 503 and that a cursor ended, for faults and for its own use
//   - rewind(): where pages go by a cursor
//   - finish(): headers of every answer
//   - in a batch, ask item_fails() for each item: that is the fault partial_batch
// Tests: tests/dialects. People at the screen edit by with_rows(). All public members may be called from several
// threads; the protected ones are called with the lock held.
#pragma once

#include <functional>
#include <initializer_list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/call.hpp"
#include "sandbox/faults.hpp"
#include "sandbox/request_log.hpp"
#include "sandbox/rows.hpp"
#include "sandbox/server.hpp"

namespace goodword::sandbox {

struct DialectOptions {
  std::function<base::Instant()> now;              ///< the CRM's clock; must be given
  std::function<void(base::Duration)> pause = {};  ///< how slow answers pass time; empty: they are only said to be slow
};

class Dialect : public Server {
 public:
  Exchange exchange(const ports::HttpRequest& request) final;

  /// Adds a rule to those that strike requests from now on.
  void add_fault(FaultRule rule);
  /// Nothing goes wrong any more; what fired stays counted.
  void calm();
  int faults_fired(Fault fault) const;

  /// Bodies of logins, which are forms, are not kept.
  std::vector<LoggedRequest> requests() const;
  void forget_requests();

  /// A person at the screen, or an oracle: runs `work` with the lock held.
  void with_rows(const std::function<void(Rows&)>& work);
  void with_rows(const std::function<void(const Rows&)>& work) const;

 protected:
  Dialect(DialectOptions options, Rows rows) : options_(std::move(options)), rows_(std::move(rows)) {}

  virtual std::optional<Answer> login(const Call& call, const ports::HttpRequest& request) = 0;
  /// `body` as sent. A request that leads nowhere is refused as the vendor does.
  virtual Answer carry_out(Call& call, const ports::HttpRequest& request) = 0;
  /// Of token_expired, throttled, forbidden, unavailable, server_error and cursor_expired. token_expired should end
  /// the tokens that are out, so that only a new one is let in.
  virtual Answer said(Fault fault) = 0;
  /// Makes the request one for the first page; false if it was one, or if there are no pages.
  virtual bool rewind(Call& call) const = 0;
  virtual void finish(Answer& answer, const Call& call) = 0;
  /// Where the records stand in an answer, for faults that spoil one.
  virtual AnswerShape shape() const = 0;

  Rows& rows() { return rows_; }
  const Rows& rows() const { return rows_; }
  base::Instant now() const { return rows_.now(); }
  /// Fault partial_batch: every second item of a batch, from the first.
  bool item_fails(std::size_t index) const { return partial_ && index % 2 == 0; }
  mutable std::mutex mutex_;  ///< for public members of a dialect's own

 private:
  Answer admitted(Call& call, const ports::HttpRequest& request, const std::optional<FaultRule>& rule);

  DialectOptions options_;
  Rows rows_;
  Faults faults_;
  std::vector<LoggedRequest> log_;
  bool partial_ = false;
};

/// Whether the path is this one; its stars ("v2/persons/*") become call.arguments.
bool path_is(Call& call, std::string_view method, std::string_view pattern);
/// The first parameter of the query, or key of the object, that is not in the list; empty if all are.
std::string unknown_parameter(const Call& call, std::initializer_list<std::string_view> known);
std::string unknown_key(const base::Json& object, std::initializer_list<std::string_view> known);
/// What stands behind "Bearer " (or another scheme) in the header Authorization.
std::string bearer_of(const ports::HttpRequest& request, std::string_view scheme = "Bearer ");
/// Whether a value has the type of its column; null always has.
bool fits(const Column& column, const base::Json& value);

}  // namespace goodword::sandbox
