#include "engine/print_sheet.hpp"

#include "base/text.hpp"

namespace goodword::engine {
namespace {

constexpr std::string_view head = R"(<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>Letters</title>
<style>
@page { size: A4; margin: 25mm 22mm; }
body { margin: 0; background: #f4f4f2; color: #1a1a1a; }
section { box-sizing: border-box; max-width: 166mm; margin: 8mm auto; padding: 14mm; background: #fff;
  overflow-wrap: anywhere; }
address { font: 11pt/1.4 Georgia, serif; margin-bottom: 14mm; }
.letter { font: 12.5pt/1.6 Georgia, serif; }
.note { font: 9pt/1.4 sans-serif; color: #555; border-top: 1px solid #bbb; margin: 14mm 0 0; padding-top: 3mm; }
@media print {
  body { background: none; }
  section { max-width: none; margin: 0; padding: 0; break-after: page; }
  section:last-child { break-after: auto; }
}
</style>
</head>
<body>
)";

std::string in_html(std::string_view text) { return base::text_to_html(base::clean(text)); }

std::string section(const PrintSheet& sheet) {
  return "<section>\n<address>" + in_html(base::join(sheet.letter.address, "\n")) +
         "</address>\n<div class=\"letter\" lang=\"" + in_html(sheet.letter.language) + "\">" +
         in_html(sheet.letter.text) + "</div>\n<p class=\"note\">" + in_html(sheet.note) + "</p>\n</section>\n";
}

}  // namespace

std::string print_sheets(std::span<const PrintSheet> sheets) {
  std::string text(head);
  for (const auto& sheet : sheets) text += section(sheet);
  return text + "</body>\n</html>\n";
}

}  // namespace goodword::engine
