#include "rules/heard.hpp"

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "rules/book.hpp"
#include "rules/folded.hpp"

namespace goodword::rules {
namespace {

namespace act = model::activity;

enum class Side { ours, theirs, unclear };

/// Names of the people a mail may greet or be signed by: words of at least three letters.
std::vector<std::string> name_words(std::span<const std::string> names) {
  std::vector<std::string> made;
  for (const auto& name : names) {
    for (auto& word : words_of(folded(name))) {
      if (word.size() >= 3) made.push_back(std::move(word));
    }
  }
  return made;
}

struct Names {
  std::vector<std::string> ours, theirs;
};

Names names_in(const model::Firm& firm, const model::Dossier& dossier) {
  std::vector<std::string> sellers;
  for (const auto& seller : firm.sellers) sellers.push_back(seller.name);
  const auto& c = dossier.contact;
  const std::vector<std::string> contact = {c.text(model::contact::name), c.text(model::contact::first_name),
                                            c.text(model::contact::last_name)};
  return {name_words(sellers), name_words(contact)};
}

bool names_one(std::string_view line, const std::vector<std::string>& names) {
  const auto words = words_of(folded(line));
  return std::ranges::any_of(words,
                             [&](const std::string& word) { return std::ranges::find(names, word) != names.end(); });
}

/// Whom the first line greets: greeting one of us means that they wrote it.
Side by_greeting(const RuleBook& book, std::string_view own, const Names& names) {
  constexpr std::size_t longest_greeting = 60;  // characters of a first line in which a greeting stands
  const std::string_view first = base::trim(own).substr(0, base::trim(own).find('\n')).substr(0, longest_greeting);
  const std::string_view greeting = first.substr(0, first.find_first_of(",!:"));
  const bool greets = book.scope.greetings.found_in(folded(greeting)) || base::count_words(greeting) <= 2;
  if (!greets) return Side::unclear;
  const bool ours = names_one(greeting, names.ours), theirs = names_one(greeting, names.theirs);
  if (ours == theirs) return Side::unclear;
  return ours ? Side::theirs : Side::ours;
}

/// Who signed, by the last two words of the author's part and the lines after the closing.
Side by_signature(const RuleBook& book, std::string_view text, std::string_view own, const Names& names) {
  std::string tail;
  const auto own_words_list = words_of(own);
  for (std::size_t i = own_words_list.size() > 2 ? own_words_list.size() - 2 : 0; i < own_words_list.size(); ++i)
    tail += " " + own_words_list[i];
  constexpr std::size_t lines_of_a_signature = 3;
  const auto lines = base::split(text, '\n');
  const auto own_lines = static_cast<std::size_t>(std::ranges::count(own, '\n'));
  for (std::size_t i = own_lines; i < lines.size() && i < own_lines + lines_of_a_signature; ++i) {
    if (book.scope.quote_starts.found_in(folded(lines[i]))) break;
    tail += " " + lines[i];
  }
  const bool ours = names_one(tail, names.ours), theirs = names_one(tail, names.theirs);
  if (ours == theirs) return Side::unclear;
  return ours ? Side::ours : Side::theirs;
}

Author author_of_mail(const RuleBook& book, const model::Record& mail, const Names& names) {
  const std::string& text = mail.text(act::text);
  const std::string own = own_words(book, text);
  Side side = by_greeting(book, own, names);
  if (side == Side::unclear) side = by_signature(book, text, own, names);
  if (side == Side::unclear && mail.text(act::owner).empty()) side = Side::theirs;
  return side == Side::theirs ? Author::prospect : Author::nobody;
}

Author author_of(KindOf kind, const RuleBook& book, const model::Record& activity, const Names& names) {
  switch (kind) {
    case KindOf::incoming: return Author::prospect;
    case KindOf::report: return Author::seller;
    case KindOf::mail: return author_of_mail(book, activity, names);
    case KindOf::outgoing:
    case KindOf::ignored: return Author::nobody;
  }
  return Author::nobody;
}

/// The subject without "Re:", "AW:", "Fwd:": mails that share it are one thread.
std::string thread_of(const model::Record& activity) {
  std::string subject = folded(base::trim(activity.text(act::title)));
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view mark : {"re:", "aw:", "fw:", "fwd:", "wg:", "sv:", "antw:"}) {
      if (!subject.starts_with(mark)) continue;
      subject = base::trim(std::string_view(subject).substr(mark.size()));
      again = true;
    }
  }
  return subject.empty() ? activity.id() : "thread " + subject;
}

/// A subject that answers another says nothing of its author's own.
std::string own_title(const model::Record& activity) {
  const std::string subject = folded(base::trim(activity.text(act::title)));
  return thread_of(activity) == "thread " + subject ? activity.text(act::title) : std::string();
}

std::string without_our_lines(std::string_view text, std::string_view tag_prefix) {
  std::string kept;
  for (const auto& line : base::split(text, '\n')) {
    const bool ours = !tag_prefix.empty() && base::lower(base::trim(line)).starts_with(base::lower(tag_prefix));
    if (!ours) kept += line + "\n";
  }
  return kept;
}

Heard heard_in(const RuleBook& book, const model::Dossier& dossier, const model::Record& activity,
               std::string_view tag_prefix) {
  Heard made;
  made.kind = activity.text(act::kind);
  made.record = {dossier.crm, model::Kind::activity, activity.id()};
  made.at = activity.instant(act::at).value_or(activity.instant(act::created).value_or(base::Instant{}));
  std::string text = without_our_lines(own_words(book, activity.text(act::text), Quotes::questions_kept), tag_prefix);
  const auto kind = book.scope.kinds.find(made.kind);
  const bool report = kind != book.scope.kinds.end() && kind->second == KindOf::report;
  if (report && !activity.text(act::title).empty()) text = activity.text(act::title) + "\n" + text;
  made.title = sentences_of(own_title(activity));
  if (!report) made.signature = sentences_of(signature_of(book, activity.text(act::text)));
  made.group = report ? activity.id() : thread_of(activity);
  made.sentences = sentences_of(text);
  made.clauses = clauses_of(made.sentences);
  for (const auto& sentence : made.sentences) made.folded += sentence.folded + "\n";
  for (const auto& clause : made.clauses) made.folded_clauses += clause.folded + "\n";
  made.language = language_of(book, made.folded);
  return made;
}

const Language* language_named(const RuleBook& book, std::string_view id) {
  const auto found = std::ranges::find(book.languages, id, &Language::id);
  return found == book.languages.end() ? nullptr : &*found;
}

std::string counted(int count, std::string_view one, std::string_view many) {
  return std::to_string(count) + " " + std::string(count == 1 ? one : many);
}

struct Unused {
  std::map<std::string, int> languages, kinds;
  int mails = 0;
};

std::vector<std::string> told(const Unused& unused) {
  std::vector<std::string> made;
  for (const auto& [language, count] : unused.languages)
    made.push_back(counted(count, "text", "texts") + " in " + language + " (no patterns for it)");
  for (const auto& [kind, count] : unused.kinds)
    made.push_back(counted(count, "activity", "activities") + " of kind \"" + kind + "\" (not in activity_kinds)");
  if (unused.mails > 0) made.push_back(counted(unused.mails, "mail", "mails") + " (who wrote it is not clear)");
  return made;
}

}  // namespace

bool is_ours(const model::Dossier& dossier, const model::Record& activity) {
  if (model::has_marker(activity.text(act::text)) || model::has_marker(activity.text(act::title))) return true;
  return std::ranges::any_of(
      dossier.marks, [&](const model::Mark& mark) { return model::is_made_by(activity, mark.action, mark.created); });
}

Hearing hear(const RuleBook& book, const model::Firm& firm, const model::Dossier& dossier, std::string_view tag_prefix,
             base::Instant now) {
  Hearing made;
  Unused unused;
  const Names names = names_in(firm, dossier);
  for (const auto& activity : dossier.activities) {
    if (is_ours(dossier, activity) || book.scope.unheard_titles.found_in(folded(activity.text(act::title)))) continue;
    const auto kind = book.scope.kinds.find(activity.text(act::kind));
    if (kind == book.scope.kinds.end()) {
      ++unused.kinds[activity.text(act::kind)];
      continue;
    }
    Heard heard = heard_in(book, dossier, activity, tag_prefix);
    heard.author = author_of(kind->second, book, activity, names);
    if (heard.at > now || heard.sentences.empty()) continue;
    if (heard.author == Author::nobody) {
      if (kind->second == KindOf::mail &&
          by_greeting(book, own_words(book, activity.text(act::text)), names) != Side::ours)
        ++unused.mails;
      continue;
    }
    const Language* language = language_named(book, heard.language);
    if (language && !language->patterns) {
      ++unused.languages[language->name];
      continue;
    }
    made.texts.push_back(std::move(heard));
  }
  std::ranges::stable_sort(made.texts, {}, [](const Heard& h) { return std::make_pair(h.at, h.record); });
  made.not_used = told(unused);
  return made;
}

}  // namespace goodword::rules
