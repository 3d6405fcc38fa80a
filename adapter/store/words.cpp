#include "store/words.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace goodword::store {
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

void change_words(Transaction& work, const Whose& whose, const std::vector<std::string>& before,
                  const std::vector<std::string>& words) {
  for (const auto& word : before) {
    if (std::ranges::binary_search(words, word)) continue;
    work.run("DELETE FROM contact_word WHERE word = ?1 AND crm = ?2 AND contact = ?3", word, whose.crm, whose.contact);
  }
  for (const auto& word : words) {
    if (std::ranges::binary_search(before, word)) continue;
    work.run("INSERT INTO contact_word (word, crm, contact) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING", word,
             whose.crm, whose.contact);
  }
}

}  // namespace goodword::store
