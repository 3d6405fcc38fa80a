// Connector files that tests of one part of the format make: all else about them is as small as may be.
#pragma once

#include "world.hpp"

namespace goodword::connector::test {

/// `more` holds further keys of the file, each with a comma behind it.
inline base::Json made_of(const std::string& streams, const std::string& more = "") {
  return settings(R"({"connector": "made", "version": "1.0.0", "origins": {"api": "https://crm.example"},
    "auth": {"none": {"kind": "none"}}, "answers": [], )" +
                  more + R"("streams": {)" + streams + "}}");
}

/// All problems of the file, one a line.
inline std::string faults_of(const base::Json& file) {
  return problems_text(compile(file, "connector.json", settings("{}"), "crm.json").problems);
}

inline const ports::Headers at_nine = {{"Date", "Tue, 03 Nov 2026 09:00:00 GMT"}};

/// "GET /path?query body" of what was asked, one a line.
inline std::string asked(const World& world) {
  std::string text;
  for (const auto& request : world.crm.seen) {
    text += (text.empty() ? "" : "\n") + request.method + " " + request.url.substr(request.url.find('/', 8));
    if (!request.body.empty()) text += " " + request.body;
  }
  return text;
}

/// What a pull brought: ids of records, then of those that are gone; pages are set apart by "|". At the end the error's
/// code, if there was one.
struct Brought {
  std::string records, mark;
  bool complete = false;
};
inline Brought bring(ports::Remote& remote, std::string_view stream, ports::PullMode mode, std::string mark = {}) {
  Brought brought{.records = {}, .mark = std::move(mark)};
  auto pull = remote.pull(stream, mode, brought.mark);
  if (!pull) return {pull.error().code, brought.mark};
  while (true) {
    auto page = (*pull)->next({});
    if (!page) brought.records += (brought.records.empty() ? "" : " ") + page.error().code;
    if (!page || !*page) return brought;
    if (!brought.records.empty()) brought.records += " |";
    for (const auto& record : (*page)->records) brought.records += " " + record.id();
    for (const auto& id : (*page)->gone) brought.records += " -" + id;
    brought.mark = (*page)->mark;
    brought.complete = (*page)->complete;
  }
}

}  // namespace goodword::connector::test
