// The words a plan writes into a CRM: neutral business language that the person concerned may read.
//
// No warning sign, no opinion and no legal reason can get in: the values handed to templates are chosen here, one by
// one.
#pragma once

#include "engine/letters.hpp"
#include "engine/plan.hpp"

namespace goodword::engine {

/// Values for the templates of one contact. `partner` may be null.
/// Over the words of words_for(): what the prospect was offered, whatever they need next.
void tell_as_offered(const model::Referral& referral, const Circle& circle, std::string_view language, Words& words);

Words words_for(const Subject& subject, const model::Partner* partner, const Policy& policy, const Circle& circle,
                const Letters& letters);

/// The template of the note that a verdict takes; empty: it takes none. `partner` may be null.
std::string note_template(const model::Decision& decision, const model::Partner* partner);

/// One sentence for people on why, from the reasons that may be told: "This is outside our usual field."
std::string neutral_reason(const model::Decision& decision, const Letters& letters, std::string_view language);

/// The prospect's own sentence on what is needed, from a text that the prospect wrote; empty where there is none. At
/// most 120 characters, with a stop at its end.
std::string own_words_of(const model::Dossier& dossier, const Policy& policy, const Circle& circle, base::Instant now);

/// The size band a card tells: from `least`, fewer than `below` employees.
struct SizeBand {
  int least, below;
};
SizeBand size_band_of(double employees);

/// Need, size band and region, as a partner may read them before anybody said yes: nobody can be recognised by it. The
/// region, then the size, then both are left out until at least so many of the companies that are known fit; empty
/// where even then there are fewer: no card can hide who it is.
std::string blind_card(const Subject& subject, const ports::CompanyFit& fit, const Policy& policy, const Circle& circle,
                       const Letters& letters);

}  // namespace goodword::engine
