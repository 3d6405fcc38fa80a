// auth …: logins with tokens.
#include "base/text.hpp"
#include "cli/browser_login.hpp"
#include "cli/run.hpp"
#include "cli/show.hpp"
#include "connector/authorization.hpp"

namespace goodword::cli {
namespace {

using base::Json;
using base::Result;
using Kind = connector::Authorization::Kind;

std::string until(const ports::HeldTokens& held) {
  if (!held.tokens || !held.tokens->ends) return "until the CRM refuses it";
  return "until " + base::to_rfc3339(*held.tokens->ends);
}

void show_scopes(const Session& session, const std::vector<connector::MissingScope>& missing) {
  for (const auto& one : missing)
    session.console().line("  missing   scope " + one.scope +
                           (one.needed_for.empty() ? "" : ", needed for " + base::join(one.needed_for, ", ")));
}

/// The CRM's login, or nullptr after the problem was printed.
std::unique_ptr<daemon::CrmLogin> login_of(Session& session, const std::string& name, int& failure) {
  if (session.chosen_crms({name}, failure).empty()) return nullptr;
  auto login = session.assembly(failure)->login(name);
  if (login) return std::move(*login);
  failure = session.console().fail(login.error());
  return nullptr;
}

int show_renewed(const Session& session, const std::string& name, connector::Authorization& authorization,
                 std::string_view what) {
  const auto held = authorization.held();
  if (!held) return session.console().fail(held.error());
  session.console().line(name + ": " + std::string(what) + "; the access token holds " + until(*held));
  const auto missing = authorization.missing_scopes();
  if (!missing) return session.console().fail(missing.error());
  show_scopes(session, *missing);
  return done;
}

int nothing_to_do(const Session& session, const std::string& name) {
  session.console().line(name +
                         " is reached with a secret that its file refers to, so nobody has to log in: goodword "
                         "crm check " +
                         name);
  return done;
}

struct LoginRow {
  std::string crm, login, state, detail, next;
  Kind kind = Kind::no_tokens;
  ports::TokenRow row;
  std::vector<connector::MissingScope> missing;
};

/// One word or two, why, and what to do.
void judge(LoginRow& row, ports::TokenBook& book, base::Instant now) {
  const auto held = book.read();
  const std::string log_in =
      (row.kind == Kind::by_a_person ? "goodword auth login " : "goodword auth refresh ") + row.crm;
  if (!held) {
    row.state = "unreadable";
    row.detail = base::to_text(held.error());
    row.next = log_in;
  } else if (!held->needs_login.empty()) {
    row.state = "needs login";
    row.detail = held->needs_login;
    row.next = log_in;
  } else if (!held->tokens) {
    row.state = row.kind == Kind::by_a_person ? "needs login" : "not yet";
    row.detail =
        row.kind == Kind::by_a_person ? "nobody has logged in to it yet" : "the next run gets a token by itself";
    if (row.kind == Kind::by_a_person) row.next = log_in;
  } else {
    row.state = held->tokens->ends && *held->tokens->ends <= now ? "ended" : "good";
    if (row.state == "ended") row.detail = "the next run renews it";
  }
  if (held && held->sent) {
    row.detail = "a renewal of " + base::to_rfc3339(*held->sent) +
                 " was cut off before its answer was stored: the next run shows the old refresh token once more, and "
                 "if the CRM refuses that, log in again";
    row.next = "goodword auth refresh " + row.crm;
  }
}

Result<LoginRow> row_of(daemon::Assembly& program, const std::string& crm) {
  const auto& compiled = *program.connector(crm);
  LoginRow row{.crm = crm,
               .login = compiled.login(),
               .state = "none needed",
               .detail = {},
               .next = {},
               .row = {},
               .missing = {}};
  row.kind = connector::kind_of(compiled);
  if (row.kind == Kind::no_tokens) return row;
  const auto held = program.store().token(crm);
  if (!held) return tl::unexpected(held.error());
  if (*held && (*held)->login == row.login) row.row = **held;
  judge(row, *program.token_book(crm), program.clock().now());
  row.missing = connector::missing_scopes(compiled, row.row.scopes);
  return row;
}

Json json_of(const LoginRow& row) {
  const bool held = !row.row.sealed.empty();
  Json missing = Json::array();
  for (const auto& one : row.missing) missing.push(Json(one.scope));
  return Json::object({{"crm", Json(row.crm)},
                       {"login", Json(row.login)},
                       {"state", Json(row.state)},
                       {"why", Json(row.detail)},
                       {"refreshed", held ? Json(base::to_rfc3339(row.row.had)) : Json()},
                       {"ends", held && row.row.ends ? Json(base::to_rfc3339(*row.row.ends)) : Json()},
                       {"cut_off", row.row.sent ? Json(base::to_rfc3339(*row.row.sent)) : Json()},
                       {"scopes", Json(row.row.scopes)},
                       {"missing_scopes", std::move(missing)},
                       {"next", Json(row.next)}});
}

void show_row(const Session& session, const LoginRow& row, base::Instant now) {
  const bool held = !row.row.sealed.empty();
  session.console().line(row.crm + ": login " + row.login + ", " + row.state +
                         (held ? ", last renewed " + base::age_text(row.row.had, now) : ""));
  if (held)
    session.console().line("  holds     " + (row.row.ends ? "until " + base::to_rfc3339(*row.row.ends)
                                                          : std::string("until the CRM refuses it")));
  if (!row.row.scopes.empty()) session.console().line("  scopes    " + row.row.scopes);
  show_scopes(session, row.missing);
  if (!row.detail.empty()) session.console().line(hanging("  why", row.detail, 12, line_width));
  if (!row.next.empty()) session.console().line("  next      " + row.next);
}

}  // namespace

int run_auth_login(Session& session, const Call& call) {
  int failure = done;
  const std::string name = call.one("NAME");
  const auto login = login_of(session, name, failure);
  if (!login) return failure;
  auto* program = session.assembly(failure);
  auto& authorization = **login;
  if (authorization.kind() == Kind::no_tokens) return nothing_to_do(session, name);
  const auto in = authorization.kind() == Kind::by_itself
                      ? authorization.renew(session.stop())
                      : log_in_by_browser(session, call, *program->connector(name), program->random(), authorization);
  if (!in) return session.console().fail(base::while_doing(in.error(), "logging in to " + name));
  return show_renewed(session, name, authorization, "logged in");
}

int run_auth_refresh(Session& session, const Call& call) {
  int failure = done;
  const std::string name = call.one("NAME");
  const auto login = login_of(session, name, failure);
  if (!login) return failure;
  if ((*login)->kind() == Kind::no_tokens) return nothing_to_do(session, name);
  if (const auto renewed = (*login)->renew(session.stop()); !renewed)
    return session.console().fail(base::while_doing(renewed.error(), "renewing the login of " + name));
  return show_renewed(session, name, **login, "renewed");
}

int run_auth_revoke(Session& session, const Call& call) {
  int failure = done;
  const std::string name = call.one("NAME");
  const auto login = login_of(session, name, failure);
  if (!login) return failure;
  if ((*login)->kind() == Kind::no_tokens) return nothing_to_do(session, name);
  const bool agreed =
      call.has("--yes") || session.console().ask("Give up the login of " + name + "? (yes/no)") == "yes";
  if (!agreed) {
    session.console().line("Nothing was given up. To do it: goodword auth revoke " + name + " --yes");
    return done;
  }
  const auto told = (*login)->revoke(session.stop());
  if (!told) return session.console().fail(base::while_doing(told.error(), "giving up the login of " + name));
  session.console().line(
      name + ": the login is given up" +
      (*told ? ", and the CRM was told" : "; the CRM could not be told: take the app's access away there, too"));
  return done;
}

int run_auth_status(Session& session, const Call& call) {
  int failure = done;
  const auto names = session.chosen_crms(call.all("NAME"), failure);
  if (names.empty()) return failure;
  auto* program = session.assembly(failure);
  bool well = true;
  Json all = Json::array();
  for (const auto& name : names) {
    const auto row = row_of(*program, name);
    if (!row) return session.console().fail(row.error());
    well = well && row->state != "needs login" && row->state != "unreadable";
    all.push(json_of(*row));
    if (!session.console().json()) show_row(session, *row, program->clock().now());
  }
  if (session.console().json())
    session.console().json_line(Json::object({{"format_version", Json(1)}, {"logins", std::move(all)}}));
  return well ? done : pending;
}

}  // namespace goodword::cli
