#include "connector/remote.hpp"

#include <algorithm>

#include "connector/pull.hpp"
#include "connector/read_back.hpp"
#include "connector/session.hpp"
#include "connector/setup.hpp"
#include "connector/under.hpp"
#include "connector/writer.hpp"

namespace goodword::connector {
namespace {

using base::Result;
using ports::PullMode;

constexpr std::string_view deleted = ".deleted", recheck = ".recheck", sweep = ".sweep";

class Interpreter : public ports::Remote {
 public:
  Interpreter(const Compiled& compiled, RemoteParts parts)
      : plan_(compiled.shared()),
        session_(*plan_, std::move(parts)),
        tables_(session_),
        records_(session_, tables_),
        read_back_(session_, records_),
        writer_(session_, tables_, records_, read_back_),
        setup_(session_, tables_) {}

  std::vector<ports::StreamRow> streams() const override;
  std::vector<ports::Ability> abilities() const override;
  Result<std::string> check(std::stop_token stop) override;
  Result<std::unique_ptr<ports::Pull>> pull(std::string_view stream, PullMode mode, std::string_view mark) override;
  Result<ports::PulledPage> read(std::string_view source, std::span<const std::string> ids,
                                 std::stop_token stop) override;
  Result<std::vector<ports::SetupItem>> missing_setup(std::span<const std::string> tags,
                                                      std::stop_token stop) override {
    return setup_.missing(tags, stop);
  }
  Result<void> create_setup(const ports::SetupItem& item, std::span<const std::string> tags,
                            std::stop_token stop) override {
    return setup_.create(item, tags, stop);
  }
  Result<std::vector<ports::OwnField>> own_fields(std::stop_token stop) override;
  std::vector<model::Outcome> apply(std::span<const model::Operation> batch, std::stop_token stop) override {
    return writer_.send(batch, stop);
  }
  Result<ports::ReadBack> read_back(const model::Operation& operation, std::stop_token stop) override {
    auto found = read_back_.look(operation, stop);
    if (!found) return found;
    return writer_.catch_up(operation, std::move(*found), stop);
  }
  int calls_needed(std::span<const model::Change> changes) const override { return writer_.calls_needed(changes); }
  ports::CallCount calls() const override { return session_.calls(); }
  Result<ports::Standing> standing() override { return session_.standing(); }

 private:
  struct Wish {
    const Stream* stream;  ///< nothing: there is none
    Walk::Kind kind;
  };
  Wish wish_of(std::string_view name, PullMode mode) const;
  static bool only_marks(const Wish& wish, PullMode mode, std::string_view mark);
  Result<void> learn_the_time();

  std::shared_ptr<const Plan> plan_;  ///< owners: this, and the Compiled it was made from
  Session session_;
  Tables tables_;
  Records records_;
  ReadBackRoom read_back_;
  Writer writer_;
  SetupRoom setup_;
};

/// The stream whose records a stream brings: itself, or the one that its hints wake.
const Stream& source_of(const Plan& plan, const Stream& stream) {
  const Stream* woken = stream.kind == model::Kind::hint ? stream_named(plan, stream.wakes) : nullptr;
  return woken ? *woken : stream;
}

/// Where a record has its own field of this name: in the place of the star, or below.
std::string place_of(const std::string& under, std::string_view name) {
  const auto star = under.find('*');
  if (star == std::string::npos) return under + "/" + base::pointer_escape(name);
  return under.substr(0, star) + base::pointer_escape(name) + under.substr(star + 1);
}

std::vector<ports::StreamRow> Interpreter::streams() const {
  std::vector<ports::StreamRow> rows;
  for (const auto& stream : plan_->streams) {
    const Stream& source = source_of(*plan_, stream);
    const auto add = [&](std::string_view ending, base::Duration every, bool sweeps) {
      rows.push_back({stream.name + std::string(ending), source.kind, every, sweeps, source.name});
    };
    const bool hint = stream.kind == model::Kind::hint;
    // Where the CRM keeps our place, a place that it lost is followed by everything: what is not in it has vanished.
    const bool kept_there = stream.changes.kind > ChangeKind::since && stream.changes.kind != ChangeKind::queue;
    add("", stream.changes.every, !hint && (stream.sweeps || (kept_there && stream.deletes && stream.by_id)));
    if (stream.by_id && !hint) rows.back().remembers = stream.changes.expires;
    if (hint) continue;
    if (stream.deleted) {
      add(deleted, stream.deleted->every, false);
      rows.back().remembers = stream.deleted->retention;
    }
    if (stream.recheck > base::Duration{}) add(recheck, stream.recheck, false);
    if (stream.sweeps) add(sweep, stream.sweep_every, true);
  }
  return rows;
}

std::vector<ports::Ability> Interpreter::abilities() const { return abilities_of(Compiled(plan_)); }

Result<std::string> Interpreter::check(std::stop_token stop) {
  std::string who = plan_->connector + " " + plan_->version + ", login " + plan_->login;
  const auto origin = session_.origins().find("api");
  if (origin != session_.origins().end()) who += ", at " + origin_of(origin->second);
  if (!plan_->check) return who;
  Call call{.request = &*plan_->check, .purpose = Purpose::other};
  auto answer = session_.call(call, stop);
  if (!answer) return tl::unexpected(answer.error());
  if (answer->verdict.action != Action::ok && answer->verdict.action != Action::empty) {
    return tl::unexpected(error_of(answer->verdict, answer->response, "checking the login"));
  }
  return who;
}

/// Asks something small, for any answer tells the CRM's time.
Result<void> Interpreter::learn_the_time() {
  if (session_.knows_server_time()) return {};
  const auto asked = check({});
  if (!asked) return tl::unexpected(asked.error());
  return {};
}

/// The stream and the kind of walk that a row's name and a mode stand for.
Interpreter::Wish Interpreter::wish_of(std::string_view name, PullMode mode) const {
  auto kind = mode == PullMode::full ? Walk::Kind::full : Walk::Kind::increment;
  for (const std::string_view ending : {deleted, recheck, sweep}) {
    if (!name.ends_with(ending) || stream_named(*plan_, name)) continue;
    name.remove_suffix(ending.size());
    kind = ending == deleted ? Walk::Kind::feed : Walk::Kind::again;
  }
  const Stream* stream = stream_named(*plan_, name);
  return {kind == Walk::Kind::feed && stream && !stream->deleted ? nullptr : stream, kind};
}

/// Before the first pull nothing is held that could have been deleted. A feed that lists all deletions tells them the
/// next time; one that is asked by time would not. Hints and second looks have nothing to tell of records that are only
/// being read for the first time.
bool Interpreter::only_marks(const Wish& wish, PullMode mode, std::string_view mark) {
  const bool whole_feed = wish.kind == Walk::Kind::feed && !uses(wish.stream->deleted->request, "since");
  if (whole_feed) return mark.empty() && mode == PullMode::increment;
  if (wish.stream->kind == model::Kind::hint) return mark.empty() || mode == PullMode::full;
  return wish.kind == Walk::Kind::again && mark.empty();
}

Result<std::unique_ptr<ports::Pull>> Interpreter::pull(std::string_view name, PullMode mode, std::string_view mark) {
  const Wish wish = wish_of(name, mode);
  const auto& [stream, kind] = wish;
  if (!stream)
    return base::failure("connector.unsupported", "the connector has no stream \"" + std::string(name) + "\"");
  if (only_marks(wish, mode, mark)) {
    if (kind != Walk::Kind::feed) {
      if (auto known = learn_the_time(); !known) return tl::unexpected(known.error());
    }
    return only_a_mark(session_.server_now());
  }
  if (stream->under) {
    const bool anew = mode == PullMode::full || kind == Walk::Kind::again;
    const std::string_view from = anew ? std::string_view() : mark;
    return UnderPull::begin(*stream, *stream_named(*plan_, stream->under->stream), {session_, tables_, records_}, from);
  }
  auto walk = Walk::begin(*stream, kind, mark, session_.server_now());
  if (!walk) return tl::unexpected(walk.error());
  return std::make_unique<StreamPull>(*stream, std::string(name), std::move(*walk),
                                      StreamPull::Rooms{session_, tables_, records_}, StreamPull::Part{});
}

Result<ports::PulledPage> Interpreter::read(std::string_view source, std::span<const std::string> ids,
                                            std::stop_token stop) {
  const Stream* stream = stream_named(*plan_, source);
  if (!stream || !stream->by_id) {
    return base::failure("connector.unsupported", "records of \"" + std::string(source) + "\" cannot be read by id");
  }
  auto found = records_.by_id(*stream, ids, Records::Depth::related, stop);
  if (!found) return tl::unexpected(found.error());
  ports::PulledPage page;
  for (auto& one : *found) {
    for (auto& reject : one.rejects) {
      reject.crm = session_.parts().crm;
      reject.stream = source;
      page.rejects.push_back(std::move(reject));
    }
    page.records.push_back(std::move(one.record));
  }
  return page;
}

Result<std::vector<ports::OwnField>> Interpreter::own_fields(std::stop_token stop) {
  std::vector<ports::OwnField> found;
  for (const auto& stream : plan_->streams) {
    if (!stream.own) continue;
    const std::vector<std::string> names = {stream.own->table};
    if (auto known = tables_.need(names, stop); !known) return tl::unexpected(known.error());
    for (const auto& [name, label] : tables_.rows(stream.own->table)) {
      std::string pointer = place_of(stream.own->under, name);
      const auto& taken = stream.shape.slots;
      if (std::ranges::find(taken, pointer) == taken.end())
        found.push_back({stream.name, label.empty() ? name : label, std::move(pointer)});
    }
  }
  return found;
}

}  // namespace

std::vector<ports::Ability> abilities_of(const Compiled& compiled) {
  std::vector<ports::Ability> made;
  for (const auto& write : compiled.plan().writes)
    made.push_back({write.action, write.kind, write.sameness, write.batch, write.longest, write.lag});
  return made;
}

std::vector<model::Kind> kinds_read(const Compiled& compiled) {
  std::vector<model::Kind> kinds;
  for (const auto& stream : compiled.plan().streams) {
    if (stream.kind != model::Kind::hint && std::ranges::find(kinds, stream.kind) == kinds.end())
      kinds.push_back(stream.kind);
  }
  return kinds;
}

std::unique_ptr<ports::Remote> make_remote(const Compiled& compiled, RemoteParts parts) {
  return std::make_unique<Interpreter>(compiled, std::move(parts));
}

}  // namespace goodword::connector
