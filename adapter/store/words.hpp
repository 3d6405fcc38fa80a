// What a contact can be found by besides its id: e-mail addresses and full names, in lower case.
//
// A word that a contact no longer has may still stand in the store for a while; whoever looks a word up asks the
// contact itself. Used inside a transaction.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/record.hpp"
#include "store/transaction.hpp"

namespace goodword::store {

/// Sorted, each once.
std::vector<std::string> words_of(const model::Record& contact);

/// The number a word is kept as; the same in every version and on every machine.
std::int64_t word_number(std::string_view word);

/// Takes away those of `before` that do not stand in `words`, and returns those that are new.
std::vector<std::string> drop_words(Transaction& work, std::int64_t record, const std::vector<std::string>& before,
                                    std::vector<std::string> words);
/// Appends words: column a is the word's number, b the key of its record.
void append_words(Transaction& work, const Held& words);

enum class When { many, now };
/// Sorts in what was appended: `many`: if that is worth it.
void sort_words_in(Transaction& work, When when);

}  // namespace goodword::store
