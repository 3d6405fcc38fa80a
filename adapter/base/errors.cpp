#include <algorithm>
#include <array>

#include "base/error.hpp"

namespace goodword::base {
namespace {

// Ordered by code (a test says so). Exit codes: 1 some records failed, 2 usage, 4 CRM unreachable or refused,
// 5 store, 6 a brake was pulled, 78 configuration.
constexpr std::array rows = {
    ErrorRow{"brake.agreement", Scope::crm, 6, "the working agreement it was offered under is not in force any more",
             "agree anew and put it into partners.json, or tell the prospect that it will not be"},
    ErrorRow{"brake.cold_asks", Scope::record, 6, "the seller asked enough people this week who are not ready for it",
             "do first what is named as missing; or say why it cannot wait: goodword asks add WHOM --despite \"…\""},
    ErrorRow{"brake.consent", Scope::crm, 6, "a consent a change depends on is no longer in force",
             "look at goodword review; ask the person again if they still wish it"},
    ErrorRow{"brake.many_changes", Scope::crm, 6, "the plan changes more than the brakes allow",
             "read goodword plan; if it is right, apply it with --all, or raise brakes in goodword.json"},
    ErrorRow{"brake.old_plan", Scope::crm, 6, "the plan is older than the brakes allow",
             "make a new one: goodword plan"},
    ErrorRow{"brake.partner", Scope::crm, 6, "the partner takes nobody now: it is paused, or has no room",
             "ask it, and say its room anew: goodword partners room"},
    ErrorRow{"brake.plan_only", Scope::crm, 6, "the CRM was not promoted, so nothing is written to it",
             "look at goodword plan, then goodword crm promote NAME"},
    ErrorRow{"brake.shrunk", Scope::crm, 6, "the CRM returned far fewer records than before",
             "check the login's rights in the CRM, then goodword sync --full"},
    ErrorRow{"connector.field", Scope::record, 1, "one field of a record does not have the form the connector states",
             "see goodword rejects list; mend the field in the CRM or map it differently"},
    ErrorRow{"connector.invalid", Scope::process, 78, "a connector file is wrong", "mend the file at the line named"},
    ErrorRow{"connector.repeated_page", Scope::stream, 4, "the CRM sent the same page twice, so paging cannot end",
             "report it with goodword connector requests; the stream was stopped, nothing was lost"},
    ErrorRow{"connector.unsupported", Scope::record, 1, "the CRM has no such operation",
             "the plan says what was put into the note instead"},
    ErrorRow{"json.duplicate_key", Scope::record, 78, "a JSON object names one key twice", "take one of them away"},
    ErrorRow{"json.not_utf8", Scope::record, 4, "text is not valid UTF-8",
             "save the file as UTF-8; for a CRM, report it to its vendor"},
    ErrorRow{"json.syntax", Scope::record, 78, "text is not JSON", "mend it at the line named"},
    ErrorRow{"json.too_deep", Scope::record, 4, "JSON is nested deeper than 64 levels",
             "check that the address is the CRM's API"},
    ErrorRow{"json.too_large", Scope::record, 4, "JSON or a text in it is larger than allowed",
             "check that the address is the CRM's API"},
    ErrorRow{"login.needed", Scope::crm, 4, "a person has to log in to the CRM",
             "goodword auth login NAME; goodword auth status says why"},
    ErrorRow{"login.unreadable", Scope::crm, 78, "the tokens that are held of a login cannot be opened",
             "put the key file back that was there; without it, goodword auth login NAME"},
    ErrorRow{"remote.changed", Scope::record, 1, "someone changed the record first",
             "nothing to do: it is planned anew at the next sync"},
    ErrorRow{"remote.gone", Scope::record, 1, "the record is not in the CRM any more", "nothing to do"},
    ErrorRow{"remote.login", Scope::crm, 4, "the CRM refused the login",
             "check the secret and the login's rights, then goodword crm check NAME"},
    ErrorRow{"remote.needs_person", Scope::record, 1, "whether a write arrived cannot be found out",
             "look at goodword review"},
    ErrorRow{"remote.rate_limited", Scope::crm, 4, "the CRM asks us to wait", "nothing to do: the next run goes on"},
    ErrorRow{"remote.refused", Scope::stream, 4, "the CRM refused a request", "the CRM's own words are in the message"},
    ErrorRow{"remote.rejected", Scope::record, 1, "the CRM refused one record",
             "the CRM's own words are in the message; see goodword rejects list"},
    ErrorRow{"remote.restart", Scope::stream, 4, "the CRM no longer knows our place in its list",
             "nothing to do: the stream is read again"},
    ErrorRow{"remote.too_large", Scope::record, 4, "a request is larger than the CRM takes",
             "nothing to do: it is sent in parts"},
    ErrorRow{"remote.unavailable", Scope::crm, 4, "the CRM is down or failed to answer properly",
             "nothing to do: the next run goes on"},
    ErrorRow{"secret.missing", Scope::crm, 78, "a secret cannot be read",
             "check the reference in the CRM file and that the service may read it"},
    ErrorRow{"settings.exists", Scope::process, 78, "a settings file is there already",
             "edit it, or move it away first"},
    ErrorRow{"settings.invalid", Scope::process, 78, "a settings file is wrong",
             "mend it at the line named, then goodword validate"},
    ErrorRow{"settings.missing", Scope::process, 78, "a settings file is missing", "goodword init makes it"},
    ErrorRow{"store.busy", Scope::store, 5, "another process holds the store",
             "wait for it, or stop it: goodword status names it"},
    ErrorRow{"store.constraint", Scope::store, 5, "the store refused a change that would break a promise",
             "report it: this is a defect, and the refusal kept it from doing harm"},
    ErrorRow{"store.full", Scope::store, 5, "the disk is full", "make room; nothing was half written"},
    ErrorRow{"store.unusable", Scope::store, 5, "the store cannot be opened or read",
             "check path and rights; restore a backup if it is damaged"},
    ErrorRow{"usage", Scope::process, 2, "the command was not understood", "see --help"},
    ErrorRow{"wire.forged", Scope::record, 4, "a call that says it is the CRM's does not carry its signature",
             "check the webhook's secret here and in the CRM; nothing was believed"},
    ErrorRow{"wire.lost", Scope::record, 4, "the connection broke after the request was sent",
             "nothing to do: reads are repeated, writes are looked for"},
    ErrorRow{"wire.not_sent", Scope::crm, 4, "the CRM cannot be reached", "check network, address and certificate"},
    ErrorRow{"wire.port_taken", Scope::process, 78, "another program listens on the port", "choose another port"},
    ErrorRow{"wire.refused_origin", Scope::crm, 4, "an answer pointed to another host than the connector declares",
             "check the connector's origins; nothing was sent there"},
    ErrorRow{"wire.stopped", Scope::process, 0, "stopped on request", "nothing to do"},
    ErrorRow{"wire.too_large", Scope::stream, 4, "an answer is larger than allowed",
             "check that the address is the CRM's API"},
};

}  // namespace

std::span<const ErrorRow> error_table() { return rows; }

const ErrorRow* error_row(std::string_view code) {
  const auto row = std::ranges::find(rows, code, &ErrorRow::code);
  return row == rows.end() ? nullptr : &*row;
}

tl::unexpected<Error> failure(std::string_view code, std::string detail, Retry retry) {
  const ErrorRow* row = error_row(code);
  return tl::unexpected<Error>(Error{.code = std::string(code),
                                     .scope = row ? row->scope : Scope::process,
                                     .retry = retry,
                                     .detail = std::move(detail)});
}

Error while_doing(Error error, std::string step) {
  error.trail.push_back(std::move(step));
  return error;
}

std::string to_text(const Error& error) {
  std::string text = error.detail + " (" + error.code;
  for (const auto& step : error.trail) text += "; while " + step;
  return text + ")";
}

std::string_view to_text(Scope scope) {
  switch (scope) {
    case Scope::record: return "record";
    case Scope::stream: return "stream";
    case Scope::crm: return "crm";
    case Scope::store: return "store";
    case Scope::process: return "process";
  }
  return "process";
}

}  // namespace goodword::base
