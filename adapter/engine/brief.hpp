// Who was sent to us by a partner: a prepared brief for whoever meets them.
//
// A brief is read inside the firm only: it says what was seen, which is never written into a CRM. Goodword mails
// nobody.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/letters.hpp"
#include "engine/partners.hpp"
#include "engine/world.hpp"

namespace goodword::engine {

struct BriefInput {
  const model::Dossier& dossier;
  const Circle& circle;
  const Policy& policy;
  std::string seller;    ///< id of who meets them, or empty
  std::string language;  ///< of the brief
};

/// Who meets somebody for the first time, by who owns them.
std::string first_contact(const model::Firm& firm, const std::string& owner);
/// The same by the contact: id of a seller, empty where nobody owns it. Errors: those of the store.
base::Result<std::string> who_meets(ports::Store& store, const model::Firm& firm, const model::Dossier& dossier);
/// The newest word on who sent them; none: nobody did, as far as is known.
const model::Received* newest_received(const model::Dossier& dossier);
/// The day by which the partner is to hear that we got them: policy.acknowledge_days working days.
base::Date acknowledge_by(const model::Received& received, const Policy& policy);
/// Title and text, at most 120 words. Pure. Errors: settings.invalid.
base::Result<Titled> brief_letter(const BriefInput& input, const Letters& letters);

}  // namespace goodword::engine
