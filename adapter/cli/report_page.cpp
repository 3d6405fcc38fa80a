#include "cli/report_page.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.hpp"
#include "cli/console.hpp"
#include "cli/show.hpp"

namespace goodword::cli {
namespace {

using engine::Ledger;
using engine::LedgerLine;

constexpr int width = 720, label_width = 170, row_height = 30, most_rows = 20;
constexpr std::string_view ink = "#1f2933", given = "#2f6f8f", got = "#c2762b", pale = "#d9e2ec";

std::string safe(std::string_view text) { return base::text_to_html(base::clean(text)); }
std::string px(double value) { return base::Json(std::round(value * 10) / 10).text(); }

std::string text_at(double x, double y, std::string_view words, std::string_view anchor = "start") {
  return "<text x=\"" + px(x) + "\" y=\"" + px(y) + "\" text-anchor=\"" + std::string(anchor) + "\">" + safe(words) +
         "</text>";
}
std::string bar(double x, double y, double w, double h, std::string_view fill) {
  return "<rect x=\"" + px(x) + "\" y=\"" + px(y) + "\" width=\"" + px(std::max(w, 0.0)) + "\" height=\"" + px(h) +
         "\" fill=\"" + std::string(fill) + "\"/>";
}
std::string line(double x1, double y1, double x2, double y2, std::string_view stroke) {
  return "<line x1=\"" + px(x1) + "\" y1=\"" + px(y1) + "\" x2=\"" + px(x2) + "\" y2=\"" + px(y2) + "\" stroke=\"" +
         std::string(stroke) + "\"/>";
}
std::string plot(std::string_view title, int height, const std::string& inside) {
  return "<figure><figcaption>" + safe(title) + "</figcaption><svg role=\"img\" aria-label=\"" + safe(title) +
         "\" viewBox=\"0 0 " + std::to_string(width) + " " + std::to_string(height) + "\">" + inside +
         "</svg></figure>\n";
}

/// From offers to work won, each step with its number.
std::string funnel(const LedgerLine& all) {
  const std::array steps = {std::pair("offered to prospects", all.offered), std::pair("prospects said yes", all.agreed),
                            std::pair("partners said yes", all.accepted), std::pair("introduced", all.introduced),
                            std::pair("work won", all.won)};
  const double most = std::max(1, steps.front().second), room = width - label_width - 60;
  std::string inside;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const double y = static_cast<double>(i) * row_height;
    const double w = steps[i].second / most * room;
    inside += text_at(label_width - 10, y + 20, steps[i].first, "end") + bar(label_width, y + 6, w, 18, given) +
              text_at(label_width + w + 8, y + 20, std::to_string(steps[i].second));
  }
  return plot("From offer to work", static_cast<int>(steps.size()) * row_height + 6, inside);
}

/// Share won of what ended, with its interval: a point without it would promise what three cases cannot.
std::string conversion(const Ledger& ledger) {
  const double room = width - label_width - 70;
  const auto x_of = [&](double share) { return label_width + share * room; };
  std::string inside;
  int rows = 0;
  const auto row = [&](const std::string& name, const LedgerLine& one) {
    const double y = rows++ * row_height + 15;
    inside += text_at(label_width - 10, y + 5, base::shorten(name, 24), "end");
    if (one.ended == 0) {
      inside += text_at(label_width, y + 5, "none has ended yet");
      return;
    }
    const auto share = match::share_of(one.won, one.ended);
    inside += line(x_of(share.low), y, x_of(share.high), y, ink) + "<circle cx=\"" +
              px(x_of(static_cast<double>(one.won) / one.ended)) + "\" cy=\"" + px(y) + "\" r=\"5\" fill=\"" +
              std::string(given) + "\"/>" +
              text_at(width, y + 5, std::to_string(one.won) + " of " + std::to_string(one.ended), "end");
  };
  row("all partners", ledger.all);
  for (const auto& one : ledger.partners) {
    if (one.introduced > 0 && rows < most_rows) row(one.name, one);
  }
  const double bottom = rows * row_height + 4;
  std::string grid;
  for (const double share : {0.0, 0.25, 0.5, 0.75, 1.0})
    grid += line(x_of(share), 0, x_of(share), bottom, pale) +
            text_at(x_of(share), bottom + 16, px(share * 100) + "%", "middle");
  return plot("Won, of introductions that ended (line: 90% interval)", static_cast<int>(bottom) + 24, grid + inside);
}

/// Given to the right, received to the left, of one line.
std::string balance(const Ledger& ledger) {
  int most = 1, rows = 0;
  for (const auto& one : ledger.partners) most = std::max({most, one.introduced, one.received});
  const double middle = label_width + (width - label_width) / 2.0, room = (width - label_width) / 2.0 - 40;
  std::string inside;
  for (const auto& one : ledger.partners) {
    if (one.introduced + one.received == 0 || rows == most_rows) continue;
    const double y = rows++ * row_height + 20;
    const double right = one.introduced * room / most, left = one.received * room / most;
    inside += text_at(label_width - 10, y + 14, base::shorten(one.name, 24), "end") + bar(middle, y, right, 18, given) +
              bar(middle - left, y, left, 18, got) +
              text_at(middle + right + 6, y + 14, std::to_string(one.introduced)) +
              text_at(middle - left - 6, y + 14, std::to_string(one.received), "end");
  }
  if (rows == 0) return "";
  const double bottom = rows * row_height + 20;
  inside += line(middle, 16, middle, bottom, ink) + text_at(middle + 8, 12, "we introduced") +
            text_at(middle - 8, 12, "they sent us", "end");
  return plot("Given and received", static_cast<int>(bottom) + 6, inside);
}

/// "2026-02" as "Feb 26".
std::string month_word(const std::string& month) {
  constexpr std::array names = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto number = static_cast<std::size_t>(std::stoi(month.substr(5)));
  return std::string(names[(number - 1) % names.size()]) + " " + month.substr(2, 2);
}

std::string by_month(const Ledger& ledger) {
  int most = 1;
  for (const auto& one : ledger.months) most = std::max({most, one.introduced, one.received});
  constexpr double height = 140;
  const double step = static_cast<double>(width) / static_cast<double>(std::max<std::size_t>(1, ledger.months.size()));
  std::string inside;
  for (std::size_t i = 0; i < ledger.months.size(); ++i) {
    const auto& one = ledger.months[i];
    const double x = static_cast<double>(i) * step, a = one.introduced * 110.0 / most, b = one.received * 110.0 / most;
    inside += bar(x + step / 2 - 14, height - a, 13, a, given) + bar(x + step / 2 + 1, height - b, 13, b, got) +
              text_at(x + step / 2, height + 16, month_word(one.month), "middle");
    if (one.introduced > 0)
      inside += text_at(x + step / 2 - 8, height - a - 4, std::to_string(one.introduced), "middle");
    if (one.received > 0) inside += text_at(x + step / 2 + 8, height - b - 4, std::to_string(one.received), "middle");
  }
  inside += line(0, height, width, height, ink);
  return plot("Introductions made (blue) and prospects received (orange), by month", static_cast<int>(height) + 24,
              inside);
}

std::string cell(const std::string& text) { return "<td>" + safe(text) + "</td>"; }

std::string table(const ReportPage& page) {
  std::string rows;
  for (const auto& one : page.ledger.partners) {
    rows += "<tr><th scope=\"row\">" + safe(one.name) + "</th>" + cell(one.kind) +
            cell(std::to_string(one.introduced)) + cell(share_words(one.won, one.ended)) +
            cell(whole_money(one.value_won, page.currency)) + cell(std::to_string(one.received)) +
            cell(std::to_string(one.received_won)) + "</tr>\n";
  }
  return "<table><thead><tr><th>Partner</th><th>Kind</th><th>Introduced</th><th>Won</th><th>Worth</th>"
         "<th>Sent us</th><th>Became clients</th></tr></thead><tbody>\n" +
         rows + "</tbody></table>\n";
}

std::string clients(const ReportPage& page) {
  std::string rows, lines;
  for (const auto& one : client_rows(page.clients, page.currency))
    rows += "<tr><th scope=\"row\">" + safe(one.name) + "</th>" + cell(one.referred) + cell(one.others) + "</tr>\n";
  for (const auto& one : brought_lines(page.clients.brought)) lines += "<li>" + safe(one) + "</li>\n";
  return "<h2>Clients who were sent to us, beside the others</h2>\n<p class=\"note\">Medians; in brackets of how many "
         "it is known. " +
         safe(base::trim(field_advice(page.clients))) +
         "</p>\n<table><thead><tr><th></th><th>Sent to us</th><th>Others</th></tr></thead><tbody>\n" + rows +
         "</tbody></table>\n<h2>What giving brought</h2>\n<ul>\n" + lines + "</ul>\n";
}

constexpr std::string_view style =
    "body{font:16px/1.5 system-ui,sans-serif;color:#1f2933;max-width:46rem;margin:2rem auto;padding:0 1rem}"
    "h1{font-size:1.6rem;margin:0}h2{font-size:1.15rem;margin:2rem 0 .5rem}figure{margin:2rem "
    "0}figcaption{font-weight:600;margin-bottom:.5rem}"
    "svg{width:100%;height:auto}svg text{font:13px system-ui,sans-serif;fill:#1f2933}"
    "table{border-collapse:collapse;width:100%;font-size:.85rem}th,td{text-align:left;padding:.3rem .5rem;"
    "border-bottom:1px solid #d9e2ec;vertical-align:top}p.note{color:#52606d;font-size:.9rem}"
    "@media print{body{margin:0;max-width:none}figure{break-inside:avoid}}";

}  // namespace

std::string report_page(const ReportPage& page) {
  const auto& ledger = page.ledger;
  const std::string when = base::to_text(base::date_of(page.now));
  std::string html =
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width\"><title>Referrals of " +
      safe(page.firm) + "</title><style>" + std::string(style) + "</style></head><body>\n";
  html += "<h1>Referrals of " + safe(page.firm) + "</h1>\n<p class=\"note\">" +
          (page.since.empty() ? std::string("All so far") : "Since " + safe(page.since)) + ", as of " + when +
          ". Prospects are not named.</p>\n";
  if (ledger.partners.empty()) return html + "<p>Nothing was given or received yet.</p></body></html>\n";
  html += funnel(ledger.all) + conversion(ledger);
  if (ledger.no_comparison.empty())
    html += balance(ledger);
  else
    html += "<p class=\"note\">Given and received are not held against each other: " + safe(ledger.no_comparison) +
            "</p>\n";
  return html + by_month(ledger) + table(page) + clients(page) + "</body></html>\n";
}

}  // namespace goodword::cli
