// A Salesforce organisation with somebody at the screen, our login, and what it holds by an account of its own.
#pragma once

#include <catch2/catch.hpp>

#include "connector/tokens.hpp"
#include "rig.hpp"
#include "sandbox/salesforce.hpp"
#include "truth.hpp"

namespace goodword::dialects {

using base::Json;

inline constexpr const char* salesforce_file = R"({"connector": "salesforce", "login": "web",
  "settings": {"consumer_key": "3MVG9.sandbox", "currency": "GBP"}, "secrets": {"consumer_secret": {"file": "x"}},
  "change": {"streams": {"contacts": {"custom": {"region": {"from": "/Region__c", "type": "text", "class": "business", "write": true}}}}}})";

struct SalesforceDesk {
  testing::StageClock clock;
  sandbox::Salesforce crm;
  connector::MemoryTokens book;
  Rig rig;
  std::string dev, firm;
  int people = 0;

  explicit SalesforceDesk(sandbox::SalesforceOptions options = {}, const char* file = salesforce_file,
                          const std::string& key = {})
      : crm(with_clock(std::move(options))), book(held()), rig(crm, clock, who(file, key)) {
    crm.with_rows([&](sandbox::Rows& rows) {
      rows.add_column("Contact", {"Goodword_Tags__c"});
      rows.add_column("Contact", {"Region__c"});
      dev = rows.create(
          "User",
          Json::object(
              {{"FirstName", "Dev"}, {"LastName", "Anand"}, {"Email", "dev@firm.example"}, {"IsActive", true}}));
      firm = rows.create("Account", Json::object({{"Name", "Kestrelby Dairy"},
                                                  {"Website", "https://www.kestrelby.example/"},
                                                  {"BillingCity", "Ripon"},
                                                  {"OwnerId", Json(dev)}}));
    });
    clock.pass(std::chrono::hours(1));
  }

  void edit(const std::function<void(sandbox::Rows&)>& work) { crm.with_rows(work); }
  std::string person(const std::string& last_name = {}) {
    std::string id;
    edit([&](sandbox::Rows& rows) {
      const std::string number = std::to_string(++people);
      id = rows.create("Contact", Json::object({{"FirstName", "Joan"},
                                                {"LastName", Json(last_name.empty() ? "No. " + number : last_name)},
                                                {"Email", Json("p" + number + "@kestrelby.example")},
                                                {"AccountId", Json(firm)},
                                                {"OwnerId", Json(dev)},
                                                {"Goodword_Tags__c", "Customer"}}));
    });
    return id;
  }
  std::vector<std::string> persons(int count) {
    std::vector<std::string> ids;
    for (int i = 0; i < count; ++i) ids.push_back(person());
    return ids;
  }
  /// An opportunity, a mail and a meeting with this contact.
  void dealings(const std::string& contact) {
    edit([&](sandbox::Rows& rows) {
      rows.create("Opportunity", Json::object({{"Name", "Copy"},
                                               {"StageName", "Closed Won"},
                                               {"ContactId", Json(contact)},
                                               {"AccountId", Json(firm)},
                                               {"OwnerId", Json(dev)},
                                               {"Amount", 1200},
                                               {"CloseDate", "2026-10-30"}}));
      rows.create("Task", Json::object({{"Subject", "Hello"},
                                        {"Status", "Completed"},
                                        {"TaskSubtype", "Email"},
                                        {"WhoId", Json(contact)},
                                        {"OwnerId", Json(dev)},
                                        {"Description", "Good morning"},
                                        {"CompletedDateTime", "2026-11-01T08:00:00Z"}}));
      rows.create("Event", Json::object({{"Subject", "Lunch"},
                                         {"StartDateTime", "2026-11-05T12:00:00Z"},
                                         {"WhoId", Json(contact)},
                                         {"OwnerId", Json(dev)}}));
    });
  }
  void set(const std::string& table, const std::string& id, const std::string& column, Json value) {
    edit([&](sandbox::Rows& rows) { rows.write(table, id, Json::object({{column, std::move(value)}})); });
  }
  std::string get(const std::string& table, const std::string& id, const std::string& column) const {
    std::string text;
    crm.with_rows([&](const sandbox::Rows& rows) { text = (*rows.find(table, id))[column].text(); });
    return text;
  }
  /// Rows of a table that are there.
  int count(const std::string& table) const {
    int there = 0;
    crm.with_rows([&](const sandbox::Rows& rows) {
      for (const auto* row : rows.all(table)) there += row->deleted ? 0 : 1;
    });
    return there;
  }
  Held truth() const;
  std::string difference() { return dialects::difference(truth(), rig.held()); }
  /// The lag has passed and nothing goes wrong: one pull, and another when the looks for deletions are due.
  std::string settle() {
    crm.calm();
    for (const auto wait : {base::Duration(std::chrono::minutes(10)), base::Duration(std::chrono::hours(7))}) {
      clock.pass(wait);
      if (const auto wrong = rig.pull(); !wrong.empty()) return "pull: " + wrong;
    }
    return difference();
  }
  /// "{status} {errorCode}" of a request with a session.
  sandbox::Exchange ask(const std::string& method, const std::string& path, const std::string& body = {},
                        ports::Headers headers = {}) {
    headers.emplace_back("Authorization", "Bearer " + session_);
    return crm.exchange(
        {method, "https://north.my.salesforce.com/services/data/v60.0" + path, std::move(headers), body});
  }
  void open_session() { session_ = crm.agree().access; }

 private:
  sandbox::SalesforceOptions with_clock(sandbox::SalesforceOptions options) {
    options.frame.now = [this] { return clock.now(); };
    return options;
  }
  /// As after `goodword auth login`.
  ports::HeldTokens held() {
    const sandbox::Pass pass = crm.agree();
    ports::TokenSet tokens{.access = pass.access, .refresh = pass.refresh, .had = clock.now()};
    tokens.kept.set("instance_url", Json("https://north.my.salesforce.com"));
    return {.generation = 1, .tokens = tokens};
  }
  Operator who(const char* file, const std::string& key) {
    Operator who{file, {{"consumer_secret", "sandbox-secret"}}, &book};
    if (!key.empty()) who = {file, {{"private_key", key}}, nullptr};
    return who;
  }
  std::string session_;
};

inline Said said_activity(const sandbox::Row& row, const char* stream) {
  Said said(row, std::string(stream) + ":" + row.id);
  said.same("title", "Subject").same("text", "Description").same("owner", "OwnerId").same("about", "WhatId");
  said.list("contacts", {"WhoId"}).moment("created", row.created);
  return said;
}

inline Held SalesforceDesk::truth() const {
  using enum model::Kind;
  Held held;
  crm.with_rows([&](const sandbox::Rows& rows) {
    add_truth(held, rows, "User", user, [](const sandbox::Row& row) {
      return Said(row, row.id)
          .same("first_name", "FirstName")
          .same("last_name", "LastName")
          .list("emails", {"Email"})
          .same("active", "IsActive");
    });
    add_truth(held, rows, "Account", company, [](const sandbox::Row& row) {
      Said said(row, row.id);
      said.same("name", "Name").same("city", "BillingCity").same("owner", "OwnerId").moment("created", row.created);
      return row["Website"].is_null() ? said : said.put("domain", "kestrelby.example");
    });
    add_truth(held, rows, "Contact", contact, [](const sandbox::Row& row) {
      Said said(row, row.id);
      said.same("first_name", "FirstName")
          .same("last_name", "LastName")
          .list("emails", {"Email"})
          .list("phones", {"Phone", "MobilePhone"});
      said.same("title", "Title")
          .same("company", "AccountId")
          .same("owner", "OwnerId")
          .put("no_mail", false)
          .moment("created", row.created);
      if (!row["Region__c"].is_null()) said.put("custom", region_of(row["Region__c"]));
      if (row["Goodword_Tags__c"].is_null()) return said;
      return said.put("tags", Json::array_of(base::split(row["Goodword_Tags__c"].text(), ';')));
    });
    add_truth(held, rows, "Opportunity", opportunity, [](const sandbox::Row& row) {
      Said said(row, row.id);
      said.same("name", "Name")
          .same("stage", "StageName")
          .put("state", "won")
          .list("contacts", {"ContactId"})
          .same("company", "AccountId");
      said.same("owner", "OwnerId")
          .put("amount", Json::object({{"minor", 120000}, {"currency", "GBP"}}))
          .same("close_date", "CloseDate");
      return said.moment("created", row.created);
    });
    add_truth(held, rows, "Task", activity, [](const sandbox::Row& row) {
      Said said = said_activity(row, "tasks");
      const bool done = row["Status"].text() == "Completed";
      said.put("kind", row["Subject"].text() == "Note" ? "note"
                       : row["TaskSubtype"].is_null()  ? "task"
                                                       : "email")
          .put("done", done);
      said.day("due", "ActivityDate");
      return said.moment("at", row["CompletedDateTime"].is_null()
                                   ? row.created
                                   : *base::parse_rfc3339(row["CompletedDateTime"].text()));
    });
    add_truth(held, rows, "Event", activity, [](const sandbox::Row& row) {
      return said_activity(row, "events")
          .put("kind", "meeting")
          .moment("at", *base::parse_rfc3339(row["StartDateTime"].text()));
    });
  });
  return held;
}

}  // namespace goodword::dialects
