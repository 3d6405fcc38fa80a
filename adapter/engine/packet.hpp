// An introduction packet as a mail to send: letter, address card and receipt, in a file that mail programs open. Pure.
#pragma once

#include <string>

#include "engine/release.hpp"

namespace goodword::engine {

/// RFC 5322 and MIME, a draft without sender or date: whoever sends it adds both. Every part is base64, so no byte of
/// what came from a CRM stands in the mail's own lines; the subject is an encoded word (RFC 2047).
std::string mail_of(const Packet& packet);

}  // namespace goodword::engine
