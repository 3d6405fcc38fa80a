// A Pipedrive account with somebody at the screen, our login, and what it holds by an account of its own.
#pragma once

#include <catch2/catch.hpp>

#include "connector/tokens.hpp"
#include "rig.hpp"
#include "sandbox/pipedrive.hpp"
#include "truth.hpp"

namespace goodword::dialects {

using base::Json;

inline const std::string region = "dcf558aac1ae4e8c4f849ba5e668430d8df9be12";

/// Pages of three, so that few rows meet their ends.
inline const std::string pipedrive_file = R"({"connector": "pipedrive", LOGIN, "change": {
  "patterns": {"item": {"pages": {"size": 3}}},
  "streams": {"notes": {"pages": {"size": 3}},
    "contacts": {"custom": {"region": {"from": "/custom_fields/dcf558aac1ae4e8c4f849ba5e668430d8df9be12", "write": "/custom_fields/dcf558aac1ae4e8c4f849ba5e668430d8df9be12", "type": "text", "class": "business"}}}}}})";

inline std::string pipedrive_by(const std::string& login) {
  std::string file = pipedrive_file;
  return file.replace(file.find("LOGIN"), 5, login);
}
inline const std::string by_key = pipedrive_by(R"("login": "api_token", "secrets": {"token": {"file": "x"}})");
inline const std::string by_agreement = pipedrive_by(
    R"("login": "oauth", "settings": {"client_id": "sandbox-app"}, "secrets": {"client_secret": {"file": "x"}})");

struct PipedriveDesk {
  testing::StageClock clock;
  sandbox::Pipedrive crm;
  connector::MemoryTokens book;
  Rig rig;
  std::string dev, firm, stage, customer;
  int people = 0;

  explicit PipedriveDesk(sandbox::PipedriveOptions options = {}, const std::string& file = by_key)
      : crm(with_clock(std::move(options))),
        book(held()),
        rig(crm, clock,
            {file,
             {{"token", "sandbox-token"}, {"client_secret", "sandbox-secret"}},
             file == by_key ? nullptr : &book}) {
    crm.with_rows([&](sandbox::Rows& rows) {
      rows.add_column("persons", {region});
      dev = rows.create("users",
                        Json::object({{"name", "Dev Anand"}, {"email", "dev@firm.example"}, {"active_flag", true}}));
      stage = rows.create("stages", Json::object({{"name", "Talks"}, {"pipeline_id", 1}}));
      customer = rows.create("labels", Json::object({{"label", "Customer"}}));
      firm = rows.create("organizations", Json::object({{"name", "Kestrelby Dairy"},
                                                        {"owner_id", id(dev)},
                                                        {"address", Json::object({{"locality", "Ripon"}})}}));
    });
    clock.pass(std::chrono::minutes(50));
  }

  static Json id(const std::string& digits) { return Json::number(digits); }
  void edit(const std::function<void(sandbox::Rows&)>& work) { crm.with_rows(work); }
  std::string person(const std::string& last_name = {}) {
    std::string made;
    edit([&](sandbox::Rows& rows) {
      const std::string number = std::to_string(++people), last = last_name.empty() ? "No. " + number : last_name;
      const Json mail =
          Json::object({{"value", Json("p" + number + "@kestrelby.example")}, {"primary", true}, {"label", "work"}});
      made = rows.create("persons", Json::object({{"name", Json("Joan " + last)},
                                                  {"first_name", "Joan"},
                                                  {"last_name", Json(last)},
                                                  {"owner_id", id(dev)},
                                                  {"org_id", id(firm)},
                                                  {"emails", Json::array({mail})},
                                                  {"label_ids", Json::array({id(customer)})}}));
    });
    return made;
  }
  std::vector<std::string> persons(int count) {
    std::vector<std::string> ids;
    for (int i = 0; i < count; ++i) ids.push_back(person());
    return ids;
  }
  /// A deal, an archived one, a call, a note and a mail with this person.
  void dealings(const std::string& contact) {
    edit([&](sandbox::Rows& rows) {
      for (const bool archived : {false, true}) {
        Json deal = Json::object({{"title", "Copy"},
                                  {"owner_id", id(dev)},
                                  {"person_id", id(contact)},
                                  {"org_id", id(firm)},
                                  {"stage_id", id(stage)},
                                  {"value", 1200},
                                  {"currency", "GBP"},
                                  {"status", "open"},
                                  {"is_archived", archived}});
        if (archived) deal.set("archive_time", "2026-10-30T09:00:00Z");
        rows.create("deals", std::move(deal));
      }
      rows.create("activities", Json::object({{"subject", "Ring up"},
                                              {"type", "call"},
                                              {"owner_id", id(dev)},
                                              {"person_id", id(contact)},
                                              {"note", "Good morning"}}));
      rows.create("notes",
                  Json::object({{"content", "Looks for copy"}, {"person_id", id(contact)}, {"user_id", id(dev)}}));
      const Json from = Json::array({Json::object({{"linked_person_id", id(contact)}})});
      rows.create("mailThreads", Json::object({{"folder", "inbox"},
                                               {"subject", "Hello"},
                                               {"snippet", "Good day"},
                                               {"user_id", id(dev)},
                                               {"deleted_flag", 0},
                                               {"parties", Json::object({{"from", from}, {"to", Json::array()}})},
                                               {"last_message_timestamp", "2026-11-01T08:00:00Z"}}));
    });
  }
  void set(const std::string& table, const std::string& row, const std::string& column, Json value) {
    edit([&](sandbox::Rows& rows) { rows.write(table, row, Json::object({{column, std::move(value)}})); });
  }
  Json get(const std::string& table, const std::string& row, const std::string& column) const {
    Json value;
    crm.with_rows([&](const sandbox::Rows& rows) { value = (*rows.find(table, row))[column]; });
    return value;
  }
  /// Labels of a person, by name.
  std::string labels(const std::string& row) const {
    std::vector<std::string> names;
    crm.with_rows([&](const sandbox::Rows& rows) {
      for (const auto& label : (*rows.find("persons", row))["label_ids"].items())
        names.push_back((*rows.find("labels", label.text()))["label"].text());
    });
    return base::join(names, ";");
  }
  int count(const std::string& table) const {
    int there = 0;
    crm.with_rows([&](const sandbox::Rows& rows) {
      for (const auto* row : rows.all(table)) there += row->deleted ? 0 : 1;
    });
    return there;
  }
  Held truth() const;
  std::string difference() { return dialects::difference(truth(), rig.held()); }
  /// Nothing goes wrong: a pull once the lag has passed, and one once the weekly looks are due.
  std::string settle() {
    crm.calm();
    for (const auto wait : {base::Duration(std::chrono::minutes(10)), base::Duration(std::chrono::hours(24 * 8))}) {
      clock.pass(wait);
      if (const auto wrong = rig.pull(); !wrong.empty()) return "pull: " + wrong;
    }
    return difference();
  }
  sandbox::Exchange ask(const std::string& method, const std::string& path, const std::string& body = {}) {
    clock.pass(std::chrono::seconds(1));
    return crm.exchange({method, "https://api.pipedrive.com" + path, {{"x-api-token", "sandbox-token"}}, body});
  }

 private:
  sandbox::PipedriveOptions with_clock(sandbox::PipedriveOptions options) {
    options.frame.now = [this] { return clock.now(); };
    return options;
  }
  ports::HeldTokens held() {
    const sandbox::Pass pass = crm.agree();
    ports::TokenSet tokens{.access = pass.access,
                           .refresh = pass.refresh,
                           .had = clock.now(),
                           .ends = clock.now() + std::chrono::hours(1)};
    tokens.kept.set("api_domain", Json("https://north.pipedrive.com"));
    return {.generation = 1, .tokens = tokens};
  }
};

inline Said said_dealing(const sandbox::Row& row, const std::string& said_id) {
  Said said(row, said_id);
  said.list("contacts", {"person_id"}).number_as_text("company", "org_id").moment("created", row.created);
  return said;
}

inline Said said_deal(const sandbox::Row& row) {
  Said said = said_dealing(row, row.id);
  said.same("name", "title").number_as_text("owner", "owner_id").put("stage", "Talks");
  said.put("amount", Json::object({{"minor", 120000}, {"currency", row["currency"]}}));
  const bool archived = row["is_archived"].boolean();
  if (archived) said.put("close_date", "2026-10-30");
  return said.put("state", archived ? "lost" : row["status"].text().c_str());
}

inline Held PipedriveDesk::truth() const {
  using enum model::Kind;
  Held held;
  crm.with_rows([&](const sandbox::Rows& rows) {
    add_truth(held, rows, "users", user, [](const sandbox::Row& row) {
      return Said(row, row.id).same("name", "name").list("emails", {"email"}).same("active", "active_flag");
    });
    add_truth(held, rows, "organizations", company, [](const sandbox::Row& row) {
      return Said(row, row.id)
          .same("name", "name")
          .put("city", "Ripon")
          .number_as_text("owner", "owner_id")
          .moment("created", row.created);
    });
    add_truth(held, rows, "persons", contact, [&](const sandbox::Row& row) {
      Said said(row, row.id);
      said.same("name", "name")
          .same("first_name", "first_name")
          .same("last_name", "last_name")
          .number_as_text("company", "org_id");
      said.number_as_text("owner", "owner_id")
          .moment("created", row.created)
          .put("emails", Json::array({row["emails"].items()[0].text_or("value", "")}));
      Json tags = Json::array();
      for (const auto& label : row["label_ids"].items()) tags.push((*rows.find("labels", label.text()))["label"]);
      if (!tags.items().empty()) said.put("tags", std::move(tags));
      if (!row[region].is_null()) said.put("custom", region_of(row[region]));
      return said;
    });
    add_truth(held, rows, "deals", opportunity, said_deal);
    add_truth(held, rows, "activities", activity, [](const sandbox::Row& row) {
      Said said = said_dealing(row, "activities:" + row.id);
      said.put("kind", row["type"])
          .same("title", "subject")
          .same("text", "note")
          .number_as_text("owner", "owner_id")
          .day("due", "due_date");
      return said.put("done", row["done"].boolean()).moment("at", row.created);
    });
    add_truth(held, rows, "notes", activity, [](const sandbox::Row& row) {
      return said_dealing(row, "notes:" + row.id)
          .put("kind", "note")
          .put("text", Json(base::html_to_text(row["content"].text())))
          .number_as_text("owner", "user_id")
          .moment("at", row.created);
    });
    add_truth(held, rows, "mailThreads", activity, [](const sandbox::Row& row) {
      Said said = said_dealing(row, "mail_inbox:" + row.id);
      said.put("kind", "email").same("title", "subject").same("text", "snippet").number_as_text("owner", "user_id");
      said.put("contacts", Json::array({Json(row["parties"].at("/from/0/linked_person_id")->text())}));
      return said.moment("at", *base::parse_rfc3339(row["last_message_timestamp"].text()));
    });
  });
  return held;
}

}  // namespace goodword::dialects
