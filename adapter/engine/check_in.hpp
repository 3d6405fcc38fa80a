// The monthly letter to a partner: what we introduced and heard of, and what we would like to know.
//
// Pure. It names no prospect: counts and kinds of work only. A person sends it; Goodword mails nobody.
#pragma once

#include "engine/letters.hpp"
#include "engine/partners.hpp"

namespace goodword::engine {

/// Subject and text, at most 120 words. Errors: settings.invalid.
base::Result<Titled> check_in_letter(const Circle& circle, const Letters& letters, const PartnerReading& reading,
                                     std::string_view language, base::Instant now);

}  // namespace goodword::engine
