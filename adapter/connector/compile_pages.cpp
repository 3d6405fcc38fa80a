// How pages follow each other: one rule or a list of rules, what is asked before the first, what is confirmed.
#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "connector/compiler.hpp"

namespace goodword::connector {
namespace {

using base::Json;

const Names page_kinds = {"one", "cursor", "next", "number", "offset", "keyset", "queue"};
constexpr std::array<std::string_view, 7> own_name = {"", "cursor", "", "page", "offset", "after_id", ""};

bool by_count(const Pages& rule) { return rule.kind == PageKind::number || rule.kind == PageKind::offset; }
bool by_value(const Pages& rule) {
  return rule.kind >= PageKind::cursor && !by_count(rule) && rule.kind < PageKind::queue;
}

void add_pointer(std::vector<std::string>& list, const Pick& pick) {
  if (pick.kind != Pick::Kind::pointer) return;
  if (std::ranges::find(list, pick.text) == list.end()) list.push_back(pick.text);
}

void add_pointers(std::vector<std::string>& list, const Test& test) {
  for (const auto& [pick, expected] : test.parts) add_pointer(list, pick);
}

void add_rule(std::vector<std::string>& list, const Pages& pages) {
  if (pages.kind == PageKind::cursor || pages.kind == PageKind::next) add_pointer(list, pages.from);
  if (pages.total) add_pointer(list, *pages.total);
  if (pages.pages) add_pointer(list, *pages.pages);
  for (const auto& end : pages.ends) add_pointers(list, end);
}

void add_own_names(Names& names, const Json& rule) {
  const auto kind = std::ranges::find(page_kinds, rule.text_or("kind", "one"));
  const auto index = static_cast<std::size_t>(kind - page_kinds.begin());
  if (index < own_name.size() && !own_name[index].empty()) names.emplace_back(own_name[index]);
  const Json* keep = rule.at("/begin/keep");
  for (const auto& [name, pick] : keep ? keep->members() : Json::Object{}) names.push_back("begin." + name);
}

}  // namespace

Allowed page_names(Names names, const Json* pages) {
  names.insert(names.end(), {"fields", "size"});
  if (pages && pages->is_array()) {
    for (const auto& rule : pages->items()) add_own_names(names, rule);
  } else if (pages) {
    add_own_names(names, *pages);
  }
  return {.names = std::move(names), .in_each = {}};
}

void Compiler::add_outside(Shape& shape, const Pages& pages, const Request& request) {
  add_rule(shape.outside, pages);
  for (const auto& other : pages.others) add_rule(shape.outside, other);
  for (const std::vector<Rule>* list : {&std::as_const(plan_).answers, &request.answers}) {
    for (const auto& rule : *list) {
      add_pointers(shape.outside, rule.when);
      if (rule.wait_at) add_pointer(shape.outside, *rule.wait_at);
    }
  }
  for (const auto& place : plan_.message) add_pointer(shape.outside, place);
}

void Compiler::check_ends(const Place& place, const Pages& made, const Request& first) {
  const bool ends = made.short_page || made.empty_page || !made.ends.empty() || made.total || made.pages;
  const auto name = own_name[static_cast<std::size_t>(made.kind)];
  if (!name.empty() && !first.path.empty() && !uses(first, name)) {
    faults_.add(place, "pages by " + page_kinds[static_cast<std::size_t>(made.kind)] + " need ${" + std::string(name) +
                           "} in the request");
  }
  if (made.kind >= PageKind::number && !ends) {
    faults_.add(place, "these pages have no end",
                "add \"ends\": [\"short_page\"], [\"empty_page\"], a test, or \"total\"");
  }
  if (made.short_page && made.size < 1)
    faults_.add(place, "a short page is known by its \"size\", which is not stated");
  if (made.kind == PageKind::keyset && !made.first)
    faults_.add(place, "pages by keyset say what comes before the \"first\" id");
}

/// A list goes on by the first rule that has a next value: one that always has one ends the list.
void Compiler::check_list(const Place& place, const std::vector<Pages>& rules) {
  if (rules.empty()) return faults_.add(place, "a list of page kinds holds at least one");
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const Place at = place.item(i);
    const bool last = i + 1 == rules.size();
    if (!by_count(rules[i]) && !by_value(rules[i]))
      faults_.add(at, "pages of this kind stand alone, not in a list of kinds");
    if (by_count(rules[i]) && !last)
      faults_.add(at, "pages that are counted always have a next one, so what follows them is never reached",
                  "let the counted kind stand last");
    if (i > 0 && rules[i].begin)
      faults_.add(at["begin"], "what is asked before the first page stands in the first rule");
  }
  if (std::ranges::count_if(rules, by_value) > 1)
    faults_.add(place,
                "two kinds of a list go on from a value of the answer, and the place of a page is only one of them");
}

void Compiler::ends(const Place& place, Pages& made) {
  for (std::size_t i = 0; place && i < place->items().size(); ++i) {
    const Place end = place.item(i);
    if (end->is_object()) {
      made.ends.push_back(test(end).value_or(Test{}));
    } else if (end->text() == "short_page") {
      made.short_page = true;
    } else if (end->text() == "empty_page") {
      made.empty_page = true;
    } else {
      faults_.unknown(end, end->text(), "end of pages", {"short_page", "empty_page"});
    }
  }
}

/// What is asked before the first page, and what is confirmed after each.
void Compiler::page_calls(const Place& place, Pages& made) {
  Names kept;
  if (const Place at = place["begin"]) {
    Begin begin;
    begin.request = request(at["request"], Allowed{});
    for (const auto& name : keys_of(at["keep"])) {
      begin.keep.emplace_back("begin." + name, pick(at["keep"][name]).value_or(Pick{}));
      kept.push_back("begin." + name);
    }
    made.begin = std::move(begin);
  }
  if (const Place at = place["ack"]) {
    kept.emplace_back("acks");
    made.ack = request(at["request"], Allowed{.names = kept, .in_each = {}});
    if (!uses(*made.ack, "acks"))
      faults_.add(at["request"], "what confirms a page places ${acks}, the list of what came");
    if (!at["from"]) faults_.add(at, "what is confirmed stands somewhere in each record", "add \"from\"");
  }
}

Pages Compiler::page_rule(const Place& at, const Request& first) {
  Pages made;
  const std::string kind = at.text("kind", "one");
  const auto found = std::ranges::find(page_kinds, kind);
  if (found == page_kinds.end()) faults_.unknown(at["kind"], kind, "page kind", page_kinds);
  made.kind = static_cast<PageKind>(std::min<std::ptrdiff_t>(found - page_kinds.begin(), 6));
  if (const auto from = pick(at["from"])) made.from = *from;
  if (const Json* begin = at->find("first"); begin && !begin->is_null()) made.first = *begin;
  made.size = static_cast<int>(at->integer_or("size", 0));
  made.most = at->integer_or("most", 100'000);
  made.total = pick(at["total"]);
  made.pages = pick(at["pages"]);
  made.expires = duration(at, "expires").value_or(base::Duration{});
  ends(at["ends"], made);
  page_calls(at, made);
  check_ends(at, made, first);
  return made;
}

Pages Compiler::pages(const Place& place, const Json& effective, const Request& first) {
  // Nothing that is stated stands where a fault could point to.
  const Place at{!effective.is_array() && effective.members().empty() && place.json ? place.json : &effective,
                 place.pointer};
  if (!effective.is_array()) return page_rule(at, first);
  std::vector<Pages> rules;
  for (std::size_t i = 0; i < effective.items().size(); ++i) rules.push_back(page_rule(at.item(i), first));
  check_list(at, rules);
  if (rules.empty()) return {};
  Pages made = std::move(rules.front());
  made.others.assign(std::make_move_iterator(rules.begin() + 1), std::make_move_iterator(rules.end()));
  return made;
}

Pages Compiler::plain_pages(const Place& place, const Request& first) {
  if (!place) return {};
  Pages made = pages(place, *place.json, first);
  if (made.begin || made.kind == PageKind::queue)
    faults_.add(place, "a queue, or a request before the first page, belongs to the pages of a stream");
  return made;
}

}  // namespace goodword::connector
