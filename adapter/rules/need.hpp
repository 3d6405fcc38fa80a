// What a prospect is looking for, as one of the services firm and partners share, and whether we offer it.
//
// A person's word (tag, note line, answer) is confirmed. A mapped field or a sentence in which a wish and the name of a
// service meet is a guess, shown as one; the deal's name supports a guess, and is one where there is nothing better.
#pragma once

#include <string>
#include <vector>

#include "model/circle.hpp"
#include "model/dossier.hpp"
#include "rules/book.hpp"
#include "rules/desk.hpp"
#include "rules/verdict.hpp"

namespace goodword::rules {

struct NeedReading {
  model::Need need;  ///< `service` is the one that decides: the first we lack that no partner has yet, if we lack any
  NeedFit fit = NeedFit::unknown;
  std::vector<std::string> services;  ///< all that are needed
  std::vector<std::string> missing;   ///< those of them that are not ours
  std::vector<std::string> open;      ///< of all, what no partner has yet; all of it, once partners have each
  std::string not_served;             ///< why none of it is ours, whatever the service: country or language
  bool opened_for_ours = false;       ///< the deal's name names a service of ours
  bool supported = false;             ///< the deal's name names the need as well

  friend bool operator==(const NeedReading&, const NeedReading&) = default;
};

struct NeedSources {
  const Facts& facts;
  std::span<const Heard> heard;
  const DeskReading& desk;
};

NeedReading need_of(const RuleBook& book, const model::Firm& firm, const std::vector<model::Service>& services,
                    const model::Dossier& dossier, const NeedSources& sources);

/// Whether the firm offers a service: itself, as part of a wider one, or a part of it.
bool offers(const model::Firm& firm, const std::vector<model::Service>& services, std::string_view id);

/// Ids of the services that a folded text names, the most special ones only.
std::vector<std::string> services_named(const std::vector<model::Service>& services, std::string_view folded_text);

}  // namespace goodword::rules
