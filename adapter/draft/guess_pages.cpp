// Paging and changes by the names of parameters and of what stands beside the records.
#include <algorithm>

#include "base/text.hpp"
#include "draft/guess.hpp"

namespace goodword::draft {
namespace {

using base::Json;

constexpr std::string_view size_words =
    "limit perpage pagesize maxsize maxresults maxpagesize top take count rows size pagelimit limitpagelength";
constexpr std::string_view cursor_words =
    "cursor after pagetoken pageafter startingafter pagecursor nextpagetoken nextcursor continuationtoken token";
constexpr std::string_view offset_words = "offset skip startindex startat limitstart start pageoffset";
constexpr std::string_view number_words = "page pagenumber pageno pageindex currentpage";
constexpr std::string_view keyset_words = "afterid sinceid idgreater idgreaterthan minid";

constexpr std::string_view told_cursor =
    "nextcursor cursornext nextpagetoken next.after pagenextafter endcursor nexttoken continuationtoken nextpagecursor "
    "cursors.after pagination.cursor meta.cursor cursor next.startingafter nextpagestart";
constexpr std::string_view told_next =
    "nextlink odatanextlink nextpageurl nexturl nextpageuri nextrecordsurl links.next next.link next.href paging.next "
    "pagination.next meta.next nextpage next";
constexpr std::string_view told_more =
    "hasmore morerecords hasnextpage hasnext moreitemsincollection hasmoreitems more";
constexpr std::string_view told_total = "total totalcount totalresults totalrecords totalitems totalsize";

/// "at most 100", "between 1 and 500": the largest number that a description names after such words.
std::optional<std::int64_t> most_in(std::string_view about) {
  const std::string text = base::lower(about);
  for (const std::string_view word :
       {"max", "up to", "between 1 and", "at most", "limit of", "limited to", "cannot exceed"}) {
    const auto at = text.find(word);
    if (at == std::string::npos) continue;
    const auto from = text.find_first_of("0123456789", at + word.size());
    if (from == std::string::npos || from > at + word.size() + 40) continue;
    std::int64_t number = 0;
    for (std::size_t i = from; i < text.size() && number < 100'000; ++i) {
      if (text[i] == ',') continue;
      if (text[i] < '0' || text[i] > '9') break;
      number = number * 10 + (text[i] - '0');
    }
    if (number > 1 && number <= 10'000) return number;
  }
  return std::nullopt;
}

std::optional<std::int64_t> number_in(const std::string& text) { return Json::number(text).integer(); }

class Pages {
 public:
  Pages(const List& list, const Place& records, const Notes& notes) : list_(list), records_(records), notes_(notes) {}

  Paging guess();

 private:
  void put(const Parameter& parameter, std::string_view placeholder, const std::string& why);
  bool by_cursor();
  bool by_next();
  bool by_link();
  bool by_id();
  bool by_count();
  void size();
  void ends();
  void say(std::string_view kind, const std::string& why) {
    made_.pages.set("kind", Json(kind));
    notes_.guess("/pages", Json(kind), why);
  }
  const Seen* told(std::string_view words, Seen::What what) const { return beside_named(list_, records_, words, what); }

  const List& list_;
  const Place& records_;
  const Notes& notes_;
  Paging made_{.pages = Json::object()};
};

void Pages::put(const Parameter& parameter, std::string_view placeholder, const std::string& why) {
  const bool in_body = parameter.in == Parameter::In::body;
  const Json text("${" + std::string(placeholder) + "}");
  (in_body ? made_.body : made_.query).set(parameter.name, text);
  notes_.guess(std::string("/request/") + (in_body ? "json/" : "query/") + base::pointer_escape(parameter.name), text,
               why);
}

/// How many a page: what the document allows at most, else what was asked for, else fifty, which nobody refuses.
void Pages::size() {
  const auto* parameter = parameter_named(list_, size_words);
  if (!parameter) return;
  std::string why = "nothing says how many a page may hold";
  std::int64_t records = 50;
  if (parameter->most && *parameter->most > 1) {
    records = *parameter->most;
    why = "the document's maximum";
  } else if (const auto told = most_in(parameter->about)) {
    records = *told;
    why = "its description says so";
  } else if (const auto usual = number_in(parameter->usual); usual && *usual > 1) {
    records = *usual;
    why = "as it was asked for, or is by default; more may be allowed";
  } else if (parameter->preset && *parameter->preset > 1) {
    records = *parameter->preset;
    why = "its default; more may be allowed";
  }
  records = std::min<std::int64_t>(records, 1000);
  made_.pages.set("size", Json(records));
  notes_.guess("/pages/size", Json(records), why);
  put(*parameter, "size", "the parameter is called \"" + parameter->name + "\"");
}

bool Pages::by_cursor() {
  const auto* parameter = parameter_named(list_, cursor_words);
  const Seen* next = told(told_cursor, Seen::What::text);
  if (!parameter || !next) return false;
  say("cursor",
      "the answer has \"" + next->place.back() + "\" and the parameter is called \"" + parameter->name + "\"");
  made_.pages.set("from", Json(pointer_of(next->place)));
  put(*parameter, "cursor", "the next page is asked for with it");
  return true;
}

/// The address of the next page, in the answer.
bool Pages::by_next() {
  const Seen* next = told(told_next, Seen::What::text);
  if (!next) return false;
  const std::string name = folded(next->place.back());
  const bool address = next->format.starts_with("ur") || next->example.starts_with("http") ||
                       next->example.starts_with("/") || name.ends_with("link") || name.ends_with("url") ||
                       name.ends_with("uri") ||
                       (next->place.size() > 1 && folded(next->place[next->place.size() - 2]) == "links");
  if (!address) return false;
  say("next", "the answer has an address in \"" + next->place.back() + "\"");
  made_.pages.set("from", Json(pointer_of(next->place)));
  return true;
}

bool Pages::by_link() {
  const auto found = std::ranges::find_if(list_.headers, [](const auto& one) {
    return folded(one.first) == "link" && one.second.find("next") != std::string::npos;
  });
  if (found == list_.headers.end()) return false;
  say("next", "the answer has a Link header with rel=next");
  made_.pages.set("from", Json("link:next"));
  return true;
}

bool Pages::by_id() {
  const auto* parameter = parameter_named(list_, keyset_words);
  Place element = records_;
  element.emplace_back("*");
  const auto id = id_in(list_.answer, element, list_.stream);
  if (!parameter || !id) return false;
  say("keyset", "the parameter \"" + parameter->name + "\" asks for ids above one");
  made_.pages.set("from", Json(pointer_of(*id))).set("first", Json(0));
  put(*parameter, "after_id", "ids above the last one are asked for with it; check that they come in that order");
  return true;
}

bool Pages::by_count() {
  const auto* number = parameter_named(list_, number_words);
  const auto* offset = parameter_named(list_, offset_words);
  if (number) {
    const auto usual = number_in(number->usual);
    const std::int64_t first = number->preset         ? *number->preset
                               : usual && *usual <= 1 ? *usual
                                                      : number->least.value_or(1);
    say("number", "the parameter is called \"" + number->name + "\"");
    made_.pages.set("first", Json(std::min<std::int64_t>(std::max<std::int64_t>(first, 0), 1)));
    notes_.guess("/pages/first", *made_.pages.find("first"),
                 number->preset || number->least ? "the document says so" : "most begin at 1; a few at 0");
    put(*number, "page", "the number of the page is asked for with it");
  } else if (offset) {
    say("offset", "the parameter is called \"" + offset->name + "\"");
    made_.pages.set("first", Json(0));
    put(*offset, "offset", "how many records to pass over is asked for with it");
  }
  return number || offset;
}

/// A short page would save a call, but who is given fewer than he asked for would stop too early.
void Pages::ends() {
  const std::string kind = made_.pages.text_or("kind", "");
  if (const Seen* more = told(told_more, Seen::What::truth)) {
    made_.pages.set("ends", Json::array({Json::object({{pointer_of(more->place), Json(false)}})}));
    notes_.guess("/pages/ends", *made_.pages.find("ends"), "the answer has \"" + more->place.back() + "\"");
  } else if (kind != "cursor" && kind != "next") {
    made_.pages.set("ends", Json::array({Json("empty_page")}));
    notes_.guess("/pages/ends", Json("empty_page"),
                 told(told_total, Seen::What::number) ? "safe; the answer also tells a total, see \"total\""
                                                      : "safe: it costs one call more than \"short_page\"");
  }
}

Paging Pages::guess() {
  if (!by_cursor() && !by_next() && !by_link() && !by_id() && !by_count()) {
    say("one", "nothing asks for a further page");
    const Seen* next = told(told_cursor, Seen::What::text);
    notes_.missing(
        list_.stream + ": how the next page is asked for" +
        (next ? ": the answer has \"" + next->place.back() + "\", but no parameter is known that takes it" : "") +
        ". If the first answer holds all there is, nothing is missing");
    return std::move(made_);
  }
  size();
  ends();
  return std::move(made_);
}

bool asks_since(const Parameter& parameter) {
  const std::string name = folded(parameter.name);
  const auto has_one = [&](std::initializer_list<std::string_view> words) {
    return std::ranges::any_of(words, [&](auto word) { return name.find(word) != std::string::npos; });
  };
  if (parameter.in == Parameter::In::path) return false;
  if (name == "since" || name == "sincetime" || name == "sincedate") return true;
  if (has_one({"before", "until", "created"}) || name.ends_with("lte") || !has_one({"updat", "modif", "chang"}))
    return false;
  return has_one({"since", "after", "gte", "from", "start"}) || name.ends_with("min");
}

/// How the parameter spells a time; empty: as most do.
std::string form_of(const Parameter& parameter) {
  const bool header = parameter.in == Parameter::In::header && folded(parameter.name) == "ifmodifiedsince";
  if (header && parameter.format != "date-time") return "http_date";
  if (parameter.type == "integer" || parameter.type == "number") return "epoch_s";
  return parameter.format == "date" ? "date" : "";
}

}  // namespace

Paging guess_pages(const List& list, const Place& records, const Notes& notes) {
  return Pages(list, records, notes).guess();
}

Json guess_changes(const List& list, Knows knows, const Notes& notes) {
  const auto found = std::ranges::find_if(list.parameters, asks_since);
  if (found == list.parameters.end() || !knows.changed) {
    const std::string why = found == list.parameters.end()
                                ? "no parameter asks for what changed since a time"
                                : "\"" + found->name + "\" asks since a time, but no field says when a record changed";
    notes.guess("/changes", Json("none"), why + ", so everything is read once a day");
    return Json::object({{"kind", Json("none")}, {"every", Json("24h")}});
  }
  const std::string part = part_for(found->in);
  Json request = Json::object({{part, Json::object({{found->name, Json("${since}")}})}});
  if (const std::string form = form_of(*found); !form.empty())
    request.set("forms", Json::object({{"since", Json(form)}}));
  notes.guess("/changes", Json("since"), "the parameter is called \"" + found->name + "\"");
  notes.guess("/changes/lag", Json("5m"), "how late a change may show is not told; this is long");
  return Json::object(
      {{"kind", Json("since")}, {"order", Json("none")}, {"lag", Json("5m")}, {"request", std::move(request)}});
}

}  // namespace goodword::draft
