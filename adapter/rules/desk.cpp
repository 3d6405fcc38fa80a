#include "rules/desk.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "rules/evidence.hpp"
#include "rules/node.hpp"
#include "rules/ready.hpp"
#include "rules/stated.hpp"

namespace goodword::rules {
namespace {

namespace act = model::activity;
namespace con = model::contact;

constexpr std::array rows = {
    DeskRow{"approve", "yes, do what is proposed"},
    DeskRow{"keep", "we keep this prospect, whatever the figures say"},
    DeskRow{"private", "never refer this person"},
    DeskRow{"pass-on", "please find someone who serves them better"},
    DeskRow{"exclude", "never to be passed on to anybody: confirmed"},
    DeskRow{"no-scoring", "the person objects: no score, no verdict"},
    DeskRow{"prospect-yes", "the prospect agreed to be introduced"},
    DeskRow{"prospect-no", "the prospect does not want the introduction"},
    DeskRow{"prospect-wants-us", "the prospect wants us, not a partner"},
    DeskRow{"prospect-meet-first", "the prospect would like to meet the partner before deciding"},
    DeskRow{"partner-yes", "the partner will take it, or will meet them"},
    DeskRow{"partner-no", "the partner will not"},
    DeskRow{"partner-asks", "the partner wants to know more before it answers"},
    DeskRow{"partner-told", "the partner was told what it wanted to know"},
    DeskRow{"partner-names", "the partner names somebody who would serve them better: partner-names=NAME"},
    DeskRow{"withdraw", "take the offer back"},
    DeskRow{"need", "what they are looking for: a service's id"},
    DeskRow{"call-after", "not before this day"},
    DeskRow{"start", "the day they want to start"},
    DeskRow{"objection", "why the owner will not share them, in words"},
    DeskRow{"acknowledged", "the partner said that it has the introduction"},
    DeskRow{"contacted", "the partner wrote to them, or called"},
    DeskRow{"met", "they met"},
    DeskRow{"working", "the partner works for them"},
    DeskRow{"on-hold", "it waits"},
    DeskRow{"won", "work came of it; won=6400 says what it is worth"},
    DeskRow{"lost", "they talked, and no work came of it"},
    DeskRow{"no-fit", "it did not suit"},
    DeskRow{"given-back", "the partner gave it back"},
    DeskRow{"never-contacted", "the partner never wrote to them"},
    DeskRow{"duplicate", "the partner knew them already"},
    DeskRow{"invalid", "what was sent on was wrong"},
    DeskRow{"disputed", "the two do not agree on what came of it"},
    DeskRow{"thanked-prospect", "the prospect was thanked"},
    DeskRow{"thanked-partner", "the partner was thanked"},
    DeskRow{"settled", "what was agreed on is paid, waived or not owed"},
    DeskRow{"prospect-content", "asked how it was, the prospect would go that way again"},
    DeskRow{"prospect-complains", "asked how it was, the prospect would not"},
    DeskRow{"partner-content", "asked how it was, the partner would take such an introduction again"},
    DeskRow{"partner-complains", "asked how it was, the partner would not"},
    DeskRow{"corrected", "the outcome was noted in error: they still work on it"},
    DeskRow{"entered-in-error", "the referral was never meant: it counts for nothing"},
    DeskRow{"from", "the partner who sent them to us: its id or name"},
};

// Tags of ours: verdicts and states. A person may leave them, and they tell nothing.
constexpr std::array<std::string_view, 13> our_tags = {
    "pursue",       "nurture",     "find-out",   "refer",   "team-up",   "let-go", "do-not-refer",
    "ask-prospect", "ask-partner", "introduced", "stalled", "came-back", "review"};

bool is_plain_word(std::string_view word) { return std::ranges::find(rows, word, &DeskRow::word) != rows.end(); }
bool takes_value(std::string_view word) {
  return word == "need" || word == "call-after" || word == "start" || word == "from";
}

std::vector<std::string> known_words(const RuleBook& book) {
  std::vector<std::string> known;
  for (const auto& row : rows) known.emplace_back(row.word);
  for (const auto& answer : book.answers) {
    if (std::ranges::find(known, answer.about) == known.end()) known.push_back(answer.about);
  }
  for (const auto* kinds : {&book.signs, &book.exclusions}) {
    for (const auto& kind : *kinds) {
      if (std::ranges::find(known, kind.id) == known.end()) known.push_back(kind.id);
    }
  }
  for (const auto& row : readiness_answers()) known.emplace_back(row.about);
  for (const auto& row : fact_table()) {
    if (askable_fact(row.name) != nullptr) known.emplace_back(row.name);
  }
  return known;
}

std::string_view take_token(std::string_view& rest) {
  rest = base::trim(rest);
  const auto end = rest.find_first_of(" \t");
  const auto token = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view() : base::trim(rest.substr(end));
  return token;
}

/// WORD[=VALUE], the value in quotes where it has several words.
void take_word(std::string_view& rest, DeskWord& made) {
  const auto stop = rest.find_first_of("= \t");
  made.word = base::lower(base::trim(rest.substr(0, stop)));
  rest = stop == std::string_view::npos ? std::string_view() : base::trim(rest.substr(stop));
  if (!rest.starts_with('=')) return;
  rest = base::trim(rest.substr(1));
  const auto quote_end = rest.starts_with('"') ? rest.find('"', 1) : std::string_view::npos;
  if (quote_end != std::string_view::npos) {
    made.value = std::string(rest.substr(1, quote_end - 1));
    rest = base::trim(rest.substr(quote_end + 1));
    return;
  }
  std::string_view value = take_token(rest);
  while (!value.empty() && (value.back() == ',' || value.back() == ';')) value.remove_suffix(1);
  made.value = std::string(value);
}

std::string how_of(std::string_view word) {
  const std::string low = base::lower(word);
  if (low == "phone" || low == "call" || low == "telephone" || low == "telefon") return "phone";
  if (low == "mail" || low == "email" || low == "e-mail" || low == "letter") return "mail";
  if (low == "in_person" || low == "person" || low == "meeting") return "in_person";
  return {};
}

/// "by phone", "by in person", "in person": the way it was said, taken from the front; empty where none stands there.
std::string take_way(std::string_view& rest) {
  std::string_view after = rest;
  std::string_view token = take_token(after);
  if (base::lower(token) == "by")
    token = take_token(after);
  else if (base::lower(token) != "in")
    return "";
  if (base::lower(token) == "in" && base::lower(after).starts_with("person")) token = take_token(after);
  const auto how = how_of(token);
  if (!how.empty()) rest = after;
  return how;
}

/// [to PARTNER] [by HOW, or: in person] [DATE] in any order at the front; what follows is the source.
void take_details(std::string_view rest, DeskWord& made) {
  for (bool again = true; again && !rest.empty();) {
    if (made.how.empty()) made.how = take_way(rest);
    std::string_view after = rest;
    const std::string_view token = take_token(after);
    again = false;
    if (base::lower(token) == "to" && made.partner.empty() && !after.empty()) {
      made.partner = std::string(take_token(after));
      again = true;
    } else if (const auto day = base::parse_date(token.substr(0, 10)); day && token.size() <= 11) {
      made.at = base::start_of(*day);
      again = true;
    }
    if (again) rest = after;
  }
  made.source = std::string(base::trim(rest));
}

std::string owner_of(const model::Firm& firm, const std::string& crm, const std::string& user) {
  for (const auto& seller : firm.sellers) {
    const auto found = seller.users.find(crm);
    if (found != seller.users.end() && found->second == user) return seller.id;
  }
  return user;
}

class DeskReader {
 public:
  DeskReader(const RuleBook& book, const model::Firm& firm, const std::vector<model::Service>& services,
             const model::Dossier& dossier)
      : book_(book), firm_(firm), services_(services), dossier_(dossier), known_(known_words(book)) {}

  DeskReading read(std::string_view prefix) {
    const std::string front = base::lower(prefix);
    for (const auto& tag : dossier_.contact.texts(con::tags)) {
      if (base::lower(tag).starts_with(front)) read_tag(tag, std::string_view(tag).substr(front.size()));
    }
    for (const auto& activity : dossier_.activities) read_activity(activity, front);
    for (const auto& answer : dossier_.answers) read_order(answer);
    std::ranges::stable_sort(made_.words, {}, &DeskWord::at);
    return std::move(made_);
  }

 private:
  void read_tag(const std::string& tag, std::string_view word) {
    if (std::ranges::find(our_tags, base::lower(word)) != our_tags.end()) return;
    DeskWord made;
    made.tag = tag;
    made.record = dossier_.ref();
    made.at = dossier_.contact.instant(con::changed).value_or(dossier_.seen_at);
    made.word = base::lower(word);
    for (const std::string_view mark : {"need-", "from-"}) {
      if (!made.word.starts_with(mark)) continue;
      made.value = made.word.substr(mark.size());
      made.word = mark.substr(0, mark.size() - 1);
    }
    check("tag " + tag, std::move(made));
  }

  /// What was typed in counts as what was written: keep=yes as gw: keep. "no" takes back what was said before, but
  /// for a tag, which a person takes off.
  void read_order(const model::PersonAnswer& answer) {
    constexpr std::array orders = {"keep", "private", "pass-on", "exclude", "no-scoring"};
    const bool order = std::ranges::count(orders, answer.about) > 0;
    const bool need = answer.about == "need" && model::service_by_id(services_, answer.value) != nullptr;
    if (order && base::lower(answer.value) == "no") {
      std::erase_if(made_.words, [&](const DeskWord& word) {
        return word.word == answer.about && word.tag.empty() && word.at <= answer.at;
      });
    } else if (order || need) {
      // A partner may be named to whom somebody is to be passed on.
      const bool to = answer.about == "pass-on" && base::lower(answer.value) != "yes";
      made_.words.push_back({answer.about, need ? answer.value : "", to ? answer.value : "", "", answer.source,
                             answer.by, "", answer.at, answer.contact});
    }
  }

  void read_activity(const model::Record& activity, const std::string& prefix) {
    const auto kind = book_.scope.kinds.find(activity.text(act::kind));
    const bool counts =
        kind != book_.scope.kinds.end() && kind->second == KindOf::report && !is_ours(dossier_, activity);
    if (!counts) return;
    for (const auto& line : base::split(unquoted(book_, activity.text(act::text)), '\n')) {
      const auto trimmed = base::trim(line);
      if (!base::lower(trimmed).starts_with(prefix)) continue;
      read_line(activity, trimmed, base::trim(trimmed.substr(prefix.size())));
    }
  }

  void read_line(const model::Record& activity, std::string_view line, std::string_view rest) {
    DeskWord made;
    made.record = {dossier_.crm, model::Kind::activity, activity.id()};
    made.at = activity.instant(act::at).value_or(activity.instant(act::created).value_or(dossier_.seen_at));
    made.by = owner_of(firm_, dossier_.crm, activity.text(act::owner));
    take_word(rest, made);
    if (is_plain_word(made.word) && made.word == "need" && made.value.empty())
      made.value = std::string(take_token(rest));
    take_details(rest, made);
    check(activity.text(act::kind) + " " + activity.id() + ": \"" + base::shorten(line, 80) + "\"", std::move(made));
  }

  /// The fact whose value is none of its type, or nullptr.
  static const FactRow* mistold(const DeskWord& made) {
    const FactRow* fact = askable_fact(made.word);
    const bool told = fact != nullptr && !made.value.empty() && made.value != "unknown";
    return told && !value_in(*fact, made.value) ? fact : nullptr;
  }

  std::string fault_in_need(DeskWord& made) const {
    std::vector<std::string> ids;
    for (const auto& service : services_) ids.push_back(service.id);
    made.value = base::lower(made.value);
    return model::service_by_id(services_, made.value) ? "" : "no such service; " + nearest_advice(made.value, ids);
  }

  std::string fault_in_amount(const std::string& value) const {
    const bool good = value.empty() || amount_in(value, firm_.currency);
    return good ? "" : "an amount is expected, as in won=6400 or won=\"6400 EUR\"";
  }

  /// Words that say something only with a value, or with one of a form.
  std::string fault_in_value(const DeskWord& made) const {
    if (made.word == "objection")
      return made.value.empty() && made.source.empty() ? "words are expected, as in objection=\"my own client\"" : "";
    if (made.word == "from" || made.word == "partner-names")
      return made.value.empty() ? "a name is expected, as in " + made.word + "=pellwick" : "";
    if (made.word == "won") return fault_in_amount(made.value);
    if (takes_value(made.word))
      return base::parse_date(made.value) ? "" : "a day is expected, as in " + made.word + "=2027-03-01";
    if (is_plain_word(made.word) || !made.value.empty()) return "";
    return made.tag.empty() ? "a value is missing, as in " + made.word + "=yes" : "unknown tag";
  }

  /// Why a word counts for nothing; empty: it counts.
  std::string fault_in(DeskWord& made) const {
    if (std::ranges::find(known_, made.word) == known_.end())
      return "unknown word; " + nearest_advice(made.word, known_);
    if (const FactRow* fact = mistold(made))
      return std::string(form_of(fact->type)) + " is expected, not \"" + made.value + "\"";
    const auto* row = readiness_answer(made.word);
    if (row != nullptr && !made.value.empty()) return slip_in_readiness(*row, made.value);
    return made.word == "need" ? fault_in_need(made) : fault_in_value(made);
  }

  void check(const std::string& where, DeskWord made) {
    if (const auto fault = fault_in(made); !fault.empty())
      made_.problems.push_back(where + ": " + fault);
    else
      made_.words.push_back(std::move(made));
  }

  const RuleBook& book_;
  const model::Firm& firm_;
  const std::vector<model::Service>& services_;
  const model::Dossier& dossier_;
  std::vector<std::string> known_;
  DeskReading made_;
};

}  // namespace

const DeskWord* DeskReading::newest(std::string_view word) const {
  const DeskWord* found = nullptr;
  for (const auto& one : words) {
    if (one.word == word) found = &one;
  }
  return found;
}

std::optional<base::Money> amount_in(std::string_view text, std::string_view currency) {
  text = base::trim(text);
  const auto space = text.find(' ');
  const auto code = space == std::string_view::npos ? currency : base::trim(text.substr(space));
  const bool is_code = code.size() == 3 && std::ranges::all_of(code, [](char c) { return c >= 'A' && c <= 'Z'; });
  return is_code ? base::parse_money(text.substr(0, space), code) : std::nullopt;
}

std::span<const DeskRow> desk_table() { return rows; }

DeskReading read_desk(const RuleBook& book, const model::Firm& firm, const std::vector<model::Service>& services,
                      const model::Dossier& dossier, std::string_view tag_prefix) {
  if (tag_prefix.empty()) return {};
  return DeskReader(book, firm, services, dossier).read(tag_prefix);
}

std::vector<model::PersonAnswer> answers_on_desk(const RuleBook& book, const DeskReading& desk,
                                                 const model::Ref& contact) {
  std::vector<model::PersonAnswer> made;
  for (const auto& word : desk.words) {
    if (word.word == "prospect-wants-us") {
      made.push_back({contact, "wants_us", "yes", word.source, word.by, word.at});
    } else if (!is_plain_word(word.word) &&
               (knows_answer(book, word.word) || askable_fact(word.word) || readiness_answer(word.word))) {
      made.push_back({contact, word.word, word.value, word.source, word.by, word.at});
    }
  }
  return made;
}

}  // namespace goodword::rules
