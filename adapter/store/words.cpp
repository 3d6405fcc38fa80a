#include "store/words.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace goodword::store {
namespace {

/// Few enough to look through and to hold, and so many that their neighbours in the sorted table mostly share a page.
constexpr std::int64_t many = 100'000;
constexpr std::size_t words_a_statement = 1000;

using Word = std::pair<std::int64_t, std::int64_t>;  ///< number, record

std::vector<Word> appended(Transaction& work) {
  std::vector<Word> words;
  auto rows = work.rows("SELECT word, record FROM fresh_record_word");
  while (rows.next()) words.emplace_back(rows.integer(0), rows.integer(1));
  return words;
}

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

/// FNV-1a of 64 bits.
std::int64_t word_number(std::string_view word) {
  std::uint64_t number = 0xcbf29ce484222325u;
  for (const unsigned char byte : word) number = (number ^ byte) * 0x100000001b3u;
  return static_cast<std::int64_t>(number);
}

std::vector<std::string> drop_words(Transaction& work, std::int64_t record, const std::vector<std::string>& before,
                                    std::vector<std::string> words) {
  for (const auto& word : before) {
    if (std::ranges::binary_search(words, word)) continue;
    work.run("DELETE FROM record_word WHERE word = ?1 AND record = ?2", word_number(word), record);
  }
  std::erase_if(words, [&](const auto& word) { return std::ranges::binary_search(before, word); });
  return words;
}

void append_words(Transaction& work, const Held& words) {
  work.run("INSERT INTO fresh_record_word (word, record) SELECT a, b FROM held(?1)", words);
}

void sort_words_in(Transaction& work, When when) {
  {
    // Nothing is ever taken out but all of it, so the last key is the count.
    auto last = work.rows("SELECT coalesce(max(key), 0) FROM fresh_record_word");
    const std::int64_t waiting = last.next() ? last.integer(0) : 0;
    if (waiting == 0 || (when == When::many && waiting < many)) return;
  }
  // Sorted here: SQLite sorts texts it makes of the rows, which takes three times as long.
  auto words = appended(work);
  std::ranges::sort(words);
  Held some;
  for (std::size_t i = 0; i < words.size(); ++i) {
    some.add(words[i].first, words[i].second);
    if (some.rows().size() < words_a_statement && i + 1 < words.size()) continue;
    work.run("INSERT INTO record_word (word, record) SELECT a, b FROM held(?1) WHERE true ON CONFLICT DO NOTHING",
             some);
    some.clear();
  }
  work.run("DELETE FROM fresh_record_word");
}

}  // namespace goodword::store
