// An Attio workspace with somebody at the screen, our key, and what it holds by an account of its own.
#pragma once

#include <catch2/catch.hpp>

#include "rig.hpp"
#include "sandbox/attio.hpp"
#include "truth.hpp"

namespace goodword::dialects {

using base::Json;

/// Pages of three, so that few rows meet their ends.
inline const std::string attio_file =
    R"({"connector": "attio", "login": "key", "secrets": {"key": {"file": "x"}}, "change": {
  "patterns": {"record": {"pages": {"size": 3}}, "note": {"pages": {"size": 3}}},
  "streams": {"tasks": {"pages": {"size": 3}},
    "contacts": {"custom": {"region": {"from": "/values/region/0/value", "write": "/region", "type": "text", "class": "business"}}}}}})";

struct AttioDesk {
  testing::StageClock clock;
  sandbox::Attio crm;
  Rig rig;
  std::string dev, firm, customer;
  int people = 0;

  explicit AttioDesk(sandbox::AttioOptions options = {})
      : crm(with_clock(std::move(options))), rig(crm, clock, {attio_file, {{"key", "sandbox-key"}}}) {
    crm.add_attribute("people", "gw_tags", "select");
    crm.add_attribute("people", "region", "text");
    customer = crm.add_option("people", "gw_tags", "Customer");
    crm.with_rows([&](sandbox::Rows& rows) {
      dev = rows.create("members", Json::object({{"first_name", "Dev"},
                                                 {"last_name", "Anand"},
                                                 {"email_address", "dev@firm.example"},
                                                 {"access_level", "member"}}));
      firm = rows.create("companies", Json::object({{"name", "Kestrelby Dairy"},
                                                    {"domains", Json::array({"kestrelby.example"})},
                                                    {"primary_location", Json::object({{"locality", "Ripon"}})}}));
    });
    clock.pass(std::chrono::hours(1));
  }

  void edit(const std::function<void(sandbox::Rows&)>& work) { crm.with_rows(work); }
  std::string person(const std::string& last_name = {}) {
    std::string made;
    edit([&](sandbox::Rows& rows) {
      const std::string number = std::to_string(++people), last = last_name.empty() ? "No. " + number : last_name;
      made = rows.create("people",
                         Json::object({{"name", Json::object({{"first_name", "Joan"}, {"last_name", Json(last)}})},
                                       {"email_addresses", Json::array({Json("p" + number + "@kestrelby.example")})},
                                       {"company", Json(firm)},
                                       {"gw_tags", Json::array({Json(customer)})}}));
    });
    return made;
  }
  std::vector<std::string> persons(int count) {
    std::vector<std::string> ids;
    for (int i = 0; i < count; ++i) ids.push_back(person());
    return ids;
  }
  /// A deal, a task and three notes: of this person, the company and the deal.
  void dealings(const std::string& contact) {
    edit([&](sandbox::Rows& rows) {
      const auto deal = rows.create(
          "deals", Json::object({{"name", "Copy"},
                                 {"stage", "Lead"},
                                 {"owner", Json(dev)},
                                 {"value", Json::object({{"currency_value", 1200}, {"currency_code", "GBP"}})},
                                 {"associated_people", Json::array({Json(contact)})},
                                 {"associated_company", Json(firm)}}));
      rows.create("tasks", Json::object({{"content", "Ring up"},
                                         {"deadline_at", "2026-11-20T09:00:00Z"},
                                         {"is_completed", false},
                                         {"linked_object", "people"},
                                         {"linked", Json::array({Json(contact)})},
                                         {"assignees", Json::array({Json(dev)})}}));
      for (const auto& [object, parent] :
           {std::pair("people", contact), std::pair("companies", firm), std::pair("deals", deal)}) {
        rows.create("notes", Json::object({{"parent_object", object},
                                           {"parent_record_id", Json(parent)},
                                           {"title", "Talk"},
                                           {"content", "Looks for copy"},
                                           {"author", Json(dev)}}));
      }
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
  /// Tags of a person by name, sorted: the order of a multi-select says nothing.
  std::string tags(const std::string& row) const {
    std::vector<std::string> names;
    crm.with_rows([&](const sandbox::Rows& rows) {
      for (const auto& option : (*rows.find("people", row))["gw_tags"].items())
        names.push_back((*rows.find("options", option.text()))["title"].text());
    });
    std::ranges::sort(names);
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
  /// Nothing goes wrong: two pulls when all is due, and so are the looks for what is missing.
  std::string settle() {
    crm.calm();
    for (int day = 0; day < 2; ++day) {
      clock.pass(std::chrono::hours(25));
      if (const auto wrong = rig.pull(); !wrong.empty()) return "pull: " + wrong;
    }
    return difference();
  }
  sandbox::Exchange ask(const std::string& method, const std::string& path, const std::string& body = {}) {
    clock.pass(std::chrono::seconds(1));
    return crm.exchange({method, "https://api.attio.com/v2" + path, {{"Authorization", "Bearer sandbox-key"}}, body});
  }

 private:
  sandbox::AttioOptions with_clock(sandbox::AttioOptions options) {
    options.frame.now = [this] { return clock.now(); };
    return options;
  }
};

inline Said said_person(const sandbox::Rows& rows, const sandbox::Row& row) {
  Said said(row, row.id);
  const std::string first = row["name"].text_or("first_name", ""), last = row["name"].text_or("last_name", "");
  said.put("name", Json(first + " " + last)).put("first_name", Json(first)).put("last_name", Json(last));
  said.put("emails", row["email_addresses"]).same("title", "job_title").same("company", "company");
  Json tags = Json::array();
  for (const auto& option : row["gw_tags"].items()) tags.push((*rows.find("options", option.text()))["title"]);
  if (!tags.items().empty()) said.put("tags", std::move(tags));
  if (!row["region"].text().empty()) said.put("custom", region_of(row["region"]));
  return said.moment("created", row.created);
}

/// A note is an activity of the stream that its parent's kind has.
inline Said said_note(const sandbox::Row& row) {
  const std::string of = row["parent_object"].text();
  const std::string stream = of == "people" ? "notes" : of == "companies" ? "company_notes" : "deal_notes";
  Said said(row, stream + ":" + row.id);
  said.put("kind", "note").same("title", "title").same("text", "content");
  if (of == "people") said.list("contacts", {"parent_record_id"});
  if (of == "companies") said.same("company", "parent_record_id");
  if (of == "deals") said.same("opportunity", "parent_record_id");
  said.put("owner", row["author"].is_null() ? Json(sandbox::attio_workspace) : row["author"]);
  return said.moment("at", row.created).moment("created", row.created);
}

inline Held AttioDesk::truth() const {
  using enum model::Kind;
  Held held;
  crm.with_rows([&](const sandbox::Rows& rows) {
    add_truth(held, rows, "members", user, [](const sandbox::Row& row) {
      Said said(row, row.id);
      said.same("first_name", "first_name").same("last_name", "last_name").list("emails", {"email_address"});
      return said.put("active", row["access_level"].text() != "suspended");
    });
    add_truth(held, rows, "companies", company, [](const sandbox::Row& row) {
      return Said(row, row.id)
          .same("name", "name")
          .put("domain", row["domains"].items()[0])
          .put("city", *row["primary_location"].find("locality"))
          .moment("created", row.created);
    });
    add_truth(held, rows, "people", contact, [&](const sandbox::Row& row) { return said_person(rows, row); });
    add_truth(held, rows, "deals", opportunity, [](const sandbox::Row& row) {
      Said said(row, row.id);
      said.same("name", "name").same("stage", "stage").put("state", "open").same("owner", "owner");
      said.put("amount", Json::object({{"minor", 120000}, {"currency", "GBP"}}));
      said.put("contacts", row["associated_people"]).same("company", "associated_company");
      return said.moment("created", row.created);
    });
    add_truth(held, rows, "tasks", activity, [](const sandbox::Row& row) {
      Said said(row, "tasks:" + row.id);
      said.put("kind", "task").same("text", "content").put("done", row["is_completed"].boolean());
      if (const auto due = base::parse_rfc3339(row["deadline_at"].text())) said.moment("due", *due);
      said.put("contacts", row["linked"]);
      if (!row["assignees"].items().empty()) said.put("owner", row["assignees"].items()[0]);
      return said.moment("at", row.created).moment("created", row.created);
    });
    add_truth(held, rows, "notes", activity, said_note);
  });
  return held;
}

}  // namespace goodword::dialects
