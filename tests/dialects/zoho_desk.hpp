// A Zoho CRM with somebody at the screen, our login, and what it holds by an account of its own.
#pragma once

#include <catch2/catch.hpp>

#include "connector/tokens.hpp"
#include "rig.hpp"
#include "sandbox/zoho.hpp"
#include "truth.hpp"

namespace goodword::dialects {

using base::Json;

/// Pages of three, so that few rows meet their ends.
inline const std::string zoho_file = R"({"connector": "zoho", "settings": {"client_id": "1000.SANDBOX"},
  "secrets": {"client_secret": {"file": "x"}}, "change": {
  "patterns": {"module": {"pages": [
    {"kind": "cursor", "from": "/info/next_page_token", "size": 3, "expires": "24h", "ends": [{"/info/more_records": false}]},
    {"kind": "number", "first": 1, "ends": [{"/info/more_records": false}]}]}},
  "streams": {"contacts": {"custom": {"region": {"from": "/Region", "write": true, "type": "text", "class": "business"}}}}}})";

struct ZohoDesk {
  testing::StageClock clock;
  sandbox::Zoho crm;
  connector::MemoryTokens book;
  Rig rig;
  std::string dev, firm, customer;
  int people = 0;

  explicit ZohoDesk(sandbox::ZohoOptions options = {}, const std::string& file = zoho_file)
      : crm(with_clock(std::move(options))),
        book(held()),
        rig(crm, clock, {file, {{"client_secret", "sandbox-secret"}}, &book}) {
    crm.with_rows([&](sandbox::Rows& rows) {
      rows.add_column("Contacts", {"Region"});
      dev = rows.create(
          "users",
          Json::object(
              {{"first_name", "Dev"}, {"last_name", "Anand"}, {"email", "dev@firm.example"}, {"status", "active"}}));
      customer = rows.create("tags", Json::object({{"name", "Customer"}, {"module", "Contacts"}}));
      firm = rows.create("Accounts", Json::object({{"Account_Name", "Kestrelby Dairy"},
                                                   {"Website", "https://www.kestrelby.example/"},
                                                   {"Billing_City", "Ripon"},
                                                   {"Owner", Json(dev)}}));
    });
    clock.pass(std::chrono::hours(1));
  }

  void edit(const std::function<void(sandbox::Rows&)>& work) { crm.with_rows(work); }
  std::string person(const std::string& last_name = {}) {
    std::string made;
    edit([&](sandbox::Rows& rows) {
      const std::string number = std::to_string(++people);
      made = rows.create("Contacts", Json::object({{"First_Name", "Joan"},
                                                   {"Last_Name", Json(last_name.empty() ? "No. " + number : last_name)},
                                                   {"Email", Json("p" + number + "@kestrelby.example")},
                                                   {"Account_Name", Json(firm)},
                                                   {"Owner", Json(dev)},
                                                   {"Tag", Json::array({Json(customer)})}}));
    });
    return made;
  }
  std::vector<std::string> persons(int count) {
    std::vector<std::string> ids;
    for (int i = 0; i < count; ++i) ids.push_back(person());
    return ids;
  }
  /// A deal, a task, a meeting, a call and a note with this contact.
  void dealings(const std::string& contact) {
    edit([&](sandbox::Rows& rows) {
      rows.create("Deals", Json::object({{"Deal_Name", "Copy"},
                                         {"Stage", "Closed Won"},
                                         {"Contact_Name", Json(contact)},
                                         {"Account_Name", Json(firm)},
                                         {"Owner", Json(dev)},
                                         {"Amount", 1200},
                                         {"Closing_Date", "2026-10-30"}}));
      const auto with = [&](Json fields) {
        return fields.set("Who_Id", Json(contact)).set("Owner", Json(dev)).set("Description", "Good morning");
      };
      rows.create("Tasks",
                  with(Json::object({{"Subject", "Ring up"}, {"Status", "Not Started"}, {"Due_Date", "2026-11-20"}})));
      rows.create("Events", with(Json::object({{"Event_Title", "Lunch"}, {"Start_DateTime", "2026-11-05T12:00:00Z"}})));
      rows.create("Calls", with(Json::object({{"Subject", "Hello"}, {"Call_Start_Time", "2026-11-01T08:00:00Z"}})));
      rows.create("Notes", Json::object({{"Note_Content", "Looks for copy"},
                                         {"Note_Title", "Talk"},
                                         {"Parent_Id", Json(contact)},
                                         {"Owner", Json(dev)}}));
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
  /// Tags of a contact, by name.
  std::string tags(const std::string& row) const {
    std::vector<std::string> names;
    crm.with_rows([&](const sandbox::Rows& rows) {
      for (const auto& tag : (*rows.find("Contacts", row))["Tag"].items())
        names.push_back((*rows.find("tags", tag.text()))["name"].text());
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
  /// Nothing goes wrong: a pull once the lag has passed, one when the looks for deletions are due, and one when those
  /// at all ids are.
  std::string settle() {
    crm.calm();
    for (const auto hours : {1, 7, 24 * 8}) {
      clock.pass(std::chrono::hours(hours));
      if (const auto wrong = rig.pull(); !wrong.empty()) return "pull: " + wrong;
    }
    return difference();
  }
  sandbox::Exchange ask(const std::string& method, const std::string& path, const std::string& body = {},
                        ports::Headers headers = {}) {
    clock.pass(std::chrono::seconds(1));
    if (session_.empty()) session_ = crm.agree().access;
    headers.emplace_back("Authorization", "Zoho-oauthtoken " + session_);
    return crm.exchange({method, "https://www.zohoapis.com/crm/v8" + path, std::move(headers), body});
  }

 private:
  sandbox::ZohoOptions with_clock(sandbox::ZohoOptions options) {
    options.frame.now = [this] { return clock.now(); };
    return options;
  }
  /// As after `goodword auth login`, and an hour later.
  ports::HeldTokens held() {
    const sandbox::Pass pass = crm.agree();
    ports::TokenSet tokens{.access = pass.access,
                           .refresh = pass.refresh,
                           .had = clock.now(),
                           .ends = clock.now() + std::chrono::hours(1)};
    tokens.kept.set("api_domain", Json("https://www.zohoapis.com"));
    return {.generation = 1, .tokens = tokens};
  }
  std::string session_;
};

inline Said said_meeting(const sandbox::Row& row, const char* stream, const char* kind) {
  Said said(row, std::string(stream) + ":" + row.id);
  said.put("kind", kind).same("text", "Description").list("contacts", {"Who_Id"}).same("about", "What_Id");
  said.same("owner", "Owner").moment("created", row.created);
  return said;
}

inline Said said_contact(const sandbox::Rows& rows, const sandbox::Row& row) {
  Said said(row, row.id);
  said.same("first_name", "First_Name").same("last_name", "Last_Name").list("emails", {"Email", "Secondary_Email"});
  said.list("phones", {"Phone", "Mobile"}).same("title", "Title").same("company", "Account_Name");
  said.same("owner", "Owner").put("no_mail", row["Email_Opt_Out"].boolean()).moment("created", row.created);
  Json tags = Json::array();
  for (const auto& tag : row["Tag"].items()) tags.push((*rows.find("tags", tag.text()))["name"]);
  if (!tags.items().empty()) said.put("tags", std::move(tags));
  if (!row["Region"].is_null()) said.put("custom", region_of(row["Region"]));
  return said;
}

inline void add_zoho_activities(Held& held, const sandbox::Rows& rows) {
  using enum model::Kind;
  add_truth(held, rows, "Tasks", activity, [](const sandbox::Row& row) {
    Said said = said_meeting(row, "tasks", "task");
    const auto closed = base::parse_rfc3339(row["Closed_Time"].text());
    said.same("title", "Subject").day("due", "Due_Date").put("done", row["Status"].text() == "Completed");
    return said.moment("at", closed.value_or(row.created));
  });
  add_truth(held, rows, "Events", activity, [](const sandbox::Row& row) {
    Said said = said_meeting(row, "meetings", "meeting");
    return said.same("title", "Event_Title").moment("at", *base::parse_rfc3339(row["Start_DateTime"].text()));
  });
  add_truth(held, rows, "Calls", activity, [](const sandbox::Row& row) {
    Said said = said_meeting(row, "calls", "call");
    return said.same("title", "Subject").moment("at", *base::parse_rfc3339(row["Call_Start_Time"].text()));
  });
  add_truth(held, rows, "Notes", activity, [](const sandbox::Row& row) {
    Said said(row, "notes:" + row.id);
    said.put("kind", "note").same("title", "Note_Title").same("text", "Note_Content").same("owner", "Owner");
    said.list("contacts", {"Parent_Id"}).same("about", "Parent_Id").moment("at", row.created);
    return said.moment("created", row.created);
  });
}

inline Held ZohoDesk::truth() const {
  using enum model::Kind;
  Held held;
  crm.with_rows([&](const sandbox::Rows& rows) {
    add_truth(held, rows, "users", user, [](const sandbox::Row& row) {
      Said said(row, row.id);
      said.same("first_name", "first_name").same("last_name", "last_name").list("emails", {"email"});
      return said.put("active", row["status"].text() == "active");
    });
    add_truth(held, rows, "Accounts", company, [](const sandbox::Row& row) {
      Said said(row, row.id);
      said.same("name", "Account_Name").put("domain", "kestrelby.example").same("city", "Billing_City");
      return said.same("owner", "Owner").moment("created", row.created);
    });
    add_truth(held, rows, "Contacts", contact, [&](const sandbox::Row& row) { return said_contact(rows, row); });
    add_truth(held, rows, "Deals", opportunity, [](const sandbox::Row& row) {
      Said said(row, row.id);
      said.same("name", "Deal_Name").same("stage", "Stage").put("state", "won").list("contacts", {"Contact_Name"});
      said.same("company", "Account_Name").same("owner", "Owner").same("close_date", "Closing_Date");
      said.put("amount", Json::object({{"minor", 120000}, {"currency", "GBP"}}));
      return said.moment("created", row.created);
    });
    add_zoho_activities(held, rows);
  });
  return held;
}

}  // namespace goodword::dialects
