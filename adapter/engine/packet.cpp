#include "engine/packet.hpp"

#include "base/digest.hpp"
#include "base/text.hpp"

namespace goodword::engine {
namespace {

constexpr std::size_t line_of_base64 = 76;
constexpr std::size_t characters_of_a_word = 10;  ///< of a subject, in one encoded word: at most 75 bytes of line

std::string wrapped(std::string_view bytes) {
  const std::string whole = base::to_base64(bytes);
  std::string text;
  for (std::size_t at = 0; at < whole.size(); at += line_of_base64) text += whole.substr(at, line_of_base64) + "\r\n";
  return text;
}

std::string one_line(std::string_view text) {
  std::string line = base::clean(text);
  for (char& c : line) {
    if (c == '\n' || c == '\t') c = ' ';
  }
  return line;
}

/// Encoded words of whole characters, folded.
std::string header_text(std::string_view text) {
  const std::string line = one_line(text);
  std::string made, word;
  std::size_t characters = 0;
  const auto close = [&] {
    if (word.empty()) return;
    made += (made.empty() ? "" : "\r\n ") + ("=?UTF-8?B?" + base::to_base64(word) + "?=");
    word.clear();
    characters = 0;
  };
  for (const char c : line) {
    const bool begins = (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    if (begins && characters == characters_of_a_word) close();
    if (begins) ++characters;
    word += c;
  }
  close();
  return made;
}

/// An address that is one, or nothing: it stands in a line of its own.
std::string address_line(const std::string& address) {
  const bool plain =
      address.find('@') != std::string::npos && address.find_first_of("\r\n\t <>,;:\"()[]\\") == std::string::npos;
  return plain ? "To: " + address + "\r\n" : "";
}

std::string part(const std::string& type, const std::string& name, std::string_view bytes) {
  const std::string place = name.empty() ? "inline" : "attachment; filename=\"" + name + "\"";
  return "Content-Type: " + type + "\r\nContent-Disposition: " + place +
         "\r\nContent-Transfer-Encoding: base64\r\n\r\n" + wrapped(bytes);
}

}  // namespace

std::string mail_of(const Packet& packet) {
  // Base64 has no "-", so the boundary cannot stand in a part.
  const std::string boundary = "goodword-" + packet.receipt.text_or("hash", "").substr(0, 24);
  const std::string between = "--" + boundary + "\r\n";
  return address_line(packet.to) + "Subject: " + header_text(packet.subject) +
         "\r\nX-Unsent: 1\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"" + boundary +
         "\"\r\n\r\n" + between + part("text/plain; charset=utf-8", "", packet.letter + "\n") + between +
         part("text/vcard; charset=utf-8", "contact.vcf", packet.vcard) + between +
         part("application/json", "introduction.json", base::write_pretty(packet.receipt)) + "--" + boundary + "--\r\n";
}

}  // namespace goodword::engine
