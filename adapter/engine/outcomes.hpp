// What people tell of a referral after the introduction, as events: the partner wrote, they met, work came of it, or
// not. From note lines and tags of the desk, or as typed in. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "engine/desk.hpp"

namespace goodword::engine {

/// A word of the desk and the event it tells: "given-back", give_back.
struct NewsRow {
  std::string_view word;
  std::string_view event;
};
std::span<const NewsRow> news_table();

/// What one contact's desk tells of the referrals that are under way; each word once, later ones on top of earlier
/// ones. Of several, a word is about the partner it names; one that names none and fits several is a question.
void hear_news(const model::Dossier& dossier, const rules::DeskReading& desk, const DeskGround& ground, Heard& heard);

/// How terms were settled: none, fee, discount, waived, barred.
std::span<const std::string_view> settlements();

/// News as typed in.
struct SpokenNews {
  std::string event, by, how, reason;
  std::optional<base::Money> value;
  base::Instant at{};
  std::string settled = {};  ///< with settle alone: one of settlements(); empty: a fee, where there is a value
};
/// Errors: usage where the referral is not so far, naming what can be told of it.
base::Result<ports::DeskCommit> record_news(const model::Referral& referral, const SpokenNews& news,
                                            const DeskGround& ground);

}  // namespace goodword::engine
