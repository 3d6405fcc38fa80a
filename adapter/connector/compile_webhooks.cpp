// Webhooks: how a call is known to be the CRM's, and what it names.
#include <algorithm>

#include "connector/compiler.hpp"

namespace goodword::connector {
namespace {

const Names sign_kinds = {"hmac_sha256", "hmac_sha1", "token", "basic"};
const Names sign_forms = {"hex", "base64", "raw"};

}  // namespace

/// A text of a signature: secrets, and what was called.
Text Compiler::signed_text(const Place& place, Names more) {
  if (!place) return {};
  const Text made = split_placeholders(place->text());
  more.insert(more.end(), secret_names_.begin(), secret_names_.end());
  for (const auto& segment : made) {
    if (!segment.name.empty() && std::ranges::find(more, segment.name) == more.end())
      faults_.unknown(place, segment.name, "placeholder here", more);
  }
  return made;
}

void Compiler::keyed(const Place& place, Sign& made) {
  const Place in = place["in"] ? place["in"] : place["from"];
  if (!place["key"]) faults_.add(place, "a signature is made with a key", "add \"key\": \"${settings.…}\"");
  if (!in) return faults_.add(place, "nothing says where the signature stands in a call", "add \"in\": \"header:…\"");
  made.in = pick(in).value_or(Pick{});
  if (made.kind == Sign::Kind::token) return;
  made.over = signed_text(place["over"], {"method", "url", "path", "body", "timestamp"});
  Names over;
  collect_names(made.over, over);
  const bool dated = std::ranges::find(over, "timestamp") != over.end();
  if (dated != static_cast<bool>(place["timestamp"]))
    faults_.add(place,
                "\"timestamp\" and ${timestamp} in \"over\" go together: a time that is not signed proves nothing");
}

Sign Compiler::sign(const Place& place) {
  Sign made;
  const auto kind = std::ranges::find(sign_kinds, place.text("kind"));
  if (kind == sign_kinds.end()) faults_.unknown(place["kind"], place.text("kind"), "kind of signature", sign_kinds);
  made.kind = static_cast<Sign::Kind>(std::min<std::ptrdiff_t>(kind - sign_kinds.begin(), 3));
  const auto form = std::ranges::find(sign_forms, place.text("form", "hex"));
  if (form == sign_forms.end()) faults_.unknown(place["form"], place.text("form"), "form of a signature", sign_forms);
  made.form = static_cast<Sign::Form>(std::min<std::ptrdiff_t>(form - sign_forms.begin(), 2));
  if (made.kind == Sign::Kind::basic) {
    if (!place["user"] || !place["password"]) faults_.add(place, "basic says \"user\" and \"password\"");
    made.user = signed_text(place["user"], {});
    made.key = signed_text(place["password"], {});
    return made;
  }
  made.key = signed_text(place["key"], {});
  keyed(place, made);
  if (const Place at = place["timestamp"]) {
    made.timestamp = pick(at["from"]);
    if (at["form"]) made.timestamp_form = this->form(at["form"]).value_or(Form::epoch_s);
  }
  made.tolerance = duration(place, "tolerance").value_or(std::chrono::minutes(5));
  return made;
}

/// What comes in is acted on by what its body says.
void Compiler::check_over_body(const Place& place, const Sign& made) {
  if (made.kind != Sign::Kind::hmac_sha256 && made.kind != Sign::Kind::hmac_sha1) return;
  Names over;
  collect_names(made.over, over);
  if (std::ranges::find(over, "body") == over.end())
    faults_.add(place, "a signature that is not over the ${body} proves nothing of it", "add \"over\": \"${body}\"");
  if (place["prefix"])
    faults_.add(place["prefix"],
                "\"prefix\" is for signatures of ours; of the CRM's, what stands before \"=\" is passed over");
}

void Compiler::webhooks(const Place& place) {
  if (!place) return;
  Webhooks made;
  made.sign = sign(place["signature"]);
  check_over_body(place["signature"], made.sign);
  if (place["events"]) made.events = pointer(place, "events");
  made.type = pointer(place, "type");
  if (!place["id"] && !place["ids"])
    faults_.add(place, "nothing says which records a call names", "add \"id\" or \"ids\"");
  made.id = pointer(place, place["ids"] ? "ids" : "id");
  for (const auto& type : keys_of(place["hints"])) {
    const Place at = place["hints"][type];
    const Stream* stream = stream_named(plan_, at->text());
    // An operator who drops a stream need not drop what would be told of it.
    if (!stream && crm_.find("change")) continue;
    if (!stream) {
      Names known;
      for (const auto& one : plan_.streams) known.push_back(one.name);
      faults_.unknown(at, at->text(), "stream", known);
    }
    made.hints.emplace_back(type, at->text());
  }
  plan_.webhooks = std::move(made);
}

}  // namespace goodword::connector
