#include "store/words.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace goodword::store {
namespace {

/// Few enough to look through, and so many that their neighbours in the sorted table mostly share a page.
constexpr std::int64_t many = 100'000;

}  // namespace

std::vector<std::string> words_of(const model::Record& contact) {
  std::vector<std::string> words;
  const auto add = [&](std::string_view text) {
    if (const auto word = base::trim(text); !word.empty()) words.push_back(base::lower(word));
  };
  for (const auto& address : contact.texts(model::contact::emails)) add(address);
  add(contact.text(model::contact::name));
  add(contact.text(model::contact::first_name) + " " + contact.text(model::contact::last_name));
  std::ranges::sort(words);
  words.erase(std::ranges::unique(words).begin(), words.end());
  return words;
}

std::vector<std::string> drop_words(Transaction& work, const Whose& whose, const std::vector<std::string>& before,
                                    std::vector<std::string> words) {
  for (const auto& word : before) {
    if (std::ranges::binary_search(words, word)) continue;
    work.run("DELETE FROM contact_word WHERE word = ?1 AND crm = ?2 AND contact = ?3", word, whose.crm, whose.contact);
  }
  std::erase_if(words, [&](const auto& word) { return std::ranges::binary_search(before, word); });
  return words;
}

void append_words(Transaction& work, std::string_view crm, const Held& words) {
  work.run("INSERT INTO fresh_word (word, crm, contact) SELECT a, ?1, b FROM held(?2)", crm, words);
}

void sort_words_in(Transaction& work, When when) {
  {
    // Nothing is ever taken out but all of it, so the last key is the count.
    auto last = work.rows("SELECT coalesce(max(key), 0) FROM fresh_word");
    const std::int64_t waiting = last.next() ? last.integer(0) : 0;
    if (waiting == 0 || (when == When::many && waiting < many)) return;
  }
  work.run(
      "INSERT INTO contact_word (word, crm, contact) SELECT word, crm, contact FROM fresh_word"
      " ORDER BY word, crm, contact ON CONFLICT DO NOTHING");
  work.run("DELETE FROM fresh_word");
}

}  // namespace goodword::store
