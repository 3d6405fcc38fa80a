// An Odoo with somebody at the screen, our login through one of its doors, and what it holds by an account of its own.
#pragma once

#include <catch2/catch.hpp>

#include "rig.hpp"
#include "sandbox/odoo.hpp"
#include "truth.hpp"

namespace goodword::dialects {

using base::Json;

/// How we come in: the shipped connector, and the Odoo it is for. Pages of three, so that few rows meet their ends.
struct OdooDoor {
  std::string connector;
  int version;
  std::string path;
  bool signs_in() const { return connector == "odoo-rpc"; }
  std::string crm_file(int page) const {
    return R"({"connector": ")" + connector + R"(", "settings": {"url": "https://odoo.north.example")" +
           (signs_in() ? R"(, "database": "north", "user": "sync"}, "secrets": {"password": {"file": "x"}})"
                       : R"(}, "secrets": {"key": {"file": "x"}})") +
           R"(, "change": {"patterns": {"model": {"pages": {"size": )" + std::to_string(page) +
           R"(}}}, "streams": {"contacts": {"custom": {"region": {"from": "/x_region", "type": "text", "class": "business", "write": true}}}}}})";
  }
};
inline const OdooDoor json2{"odoo", 19, "/json/2/"}, rpc14{"odoo-rpc", 14, "/web/dataset/call_kw"},
    rpc17{"odoo-rpc", 17, "/web/dataset/call_kw"};

struct OdooDesk {
  testing::StageClock clock;
  sandbox::Odoo crm;
  Rig rig;
  OdooDoor door;
  std::string dev, firm, customer, currency, stage;
  int people = 0;

  explicit OdooDesk(const OdooDoor& by, int page = 3)
      : crm(north(by)),
        rig(crm, clock, {by.crm_file(page), {{"key", "sandbox-key"}, {"password", "sandbox-password"}}}),
        door(by) {
    clock.pass(std::chrono::microseconds(534473));  // writes stand between two seconds
    edit([&](sandbox::Rows& rows) {
      rows.add_column("res.partner", {"x_region"});
      const auto partner =
          rows.create("res.partner", Json::object({{"name", "Dev Anand"}, {"type", "contact"}, {"active", true}}));
      dev = rows.create(
          "res.users",
          Json::object(
              {{"name", "Dev Anand"}, {"login", "dev@firm.example"}, {"partner_id", id(partner)}, {"active", true}}));
      customer = rows.create("res.partner.category", Json::object({{"name", "Customer"}, {"active", true}}));
      currency = rows.create("res.currency", Json::object({{"name", "GBP"}}));
      stage = rows.create("crm.stage", Json::object({{"name", "Talks"}}));
      firm = rows.create("res.partner", Json::object({{"name", "Kestrelby Dairy"},
                                                      {"is_company", true},
                                                      {"type", "contact"},
                                                      {"website", "https://www.kestrelby.example/"},
                                                      {"city", "Ripon"},
                                                      {"user_id", id(dev)},
                                                      {"active", true}}));
    });
    clock.pass(std::chrono::hours(1));
  }

  static Json id(const std::string& digits) { return Json::number(digits); }
  void edit(const std::function<void(sandbox::Rows&)>& work) { crm.with_rows(work); }
  /// `began`: when the transaction did, if it was not now.
  std::string person(std::optional<base::Instant> began = {}) {
    std::string made;
    edit([&](sandbox::Rows& rows) {
      const std::string number = std::to_string(++people);
      made = rows.create("res.partner",
                         Json::object({{"name", Json("Joan No. " + number)},
                                       {"email", Json("p" + number + "@kestrelby.example")},
                                       {"type", "contact"},
                                       {"parent_id", id(firm)},
                                       {"user_id", id(dev)},
                                       {"category_id", Json::array({id(customer)})},
                                       {"active", true}}),
                         began);
    });
    return made;
  }
  std::vector<std::string> persons(int count) {
    std::vector<std::string> ids;
    for (int i = 0; i < count; ++i) ids.push_back(person());
    return ids;
  }
  std::string message(const std::string& model, const std::string& of, const char* type, Json more = Json::object()) {
    more.set("model", Json(model)).set("res_id", id(of)).set("message_type", type);
    more.set("body", "<p>Good &amp; early morning</p>").set("date", Json(base::to_rfc3339(clock.now())));
    std::string made;
    edit([&](sandbox::Rows& rows) { made = rows.create("mail.message", more); });
    return made;
  }
  std::string activity(const std::string& model, const std::string& of) {
    Json fields = Json::object({{"res_model", Json(model)},
                                {"res_id", id(of)},
                                {"summary", "Ring up"},
                                {"note", "<p>At noon</p>"},
                                {"user_id", id(dev)},
                                {"date_deadline", "2026-11-20"}});
    if (door.version >= 17) fields.set("active", true);
    std::string made;
    edit([&](sandbox::Rows& rows) { made = rows.create("mail.activity", fields); });
    return made;
  }
  /// A lead with a note, a note, a mail and an activity of this person, and what no person wrote.
  void dealings(const std::string& contact) {
    std::string lead;
    edit([&](sandbox::Rows& rows) {
      lead = rows.create("crm.lead", Json::object({{"name", "Copy"},
                                                   {"type", "opportunity"},
                                                   {"partner_id", id(contact)},
                                                   {"user_id", id(dev)},
                                                   {"stage_id", id(stage)},
                                                   {"expected_revenue", Json::number("1200.0")},
                                                   {"company_currency", id(currency)},
                                                   {"probability", Json::number("20.0")},
                                                   {"active", true}}));
    });
    message("res.partner", contact, "comment");
    message("res.partner", contact, "email", Json::object({{"subject", "Hello"}}));
    message("res.partner", contact, "notification");
    message("crm.lead", lead, "comment");
    activity("res.partner", contact);
  }
  void set(const std::string& model, const std::string& of, const std::string& column, Json value) {
    edit([&](sandbox::Rows& rows) { rows.write(model, of, Json::object({{column, std::move(value)}})); });
  }
  Json get(const std::string& model, const std::string& of, const std::string& column) const {
    Json value;
    crm.with_rows([&](const sandbox::Rows& rows) { value = (*rows.find(model, of))[column]; });
    return value;
  }
  /// "Customer;gw:refer"
  std::string labels(const std::string& person) const {
    std::vector<std::string> names;
    const Json tags = get("res.partner", person, "category_id");
    for (const auto& tag : tags.items()) names.push_back(get("res.partner.category", tag.text(), "name").text());
    return base::join(names, ";");
  }
  int count(const std::string& model) const {
    int there = 0;
    crm.with_rows([&](const sandbox::Rows& rows) {
      for (const auto* row : rows.all(model)) there += row->deleted ? 0 : 1;
    });
    return there;
  }
  Held truth() const;
  std::string difference() { return dialects::difference(truth(), rig.held()); }
  /// Nothing goes wrong: one pull after the lag, and another when the weekly look at all ids is due.
  std::string settle() {
    crm.calm();
    for (const auto wait : {base::Duration(std::chrono::minutes(11)), base::Duration(std::chrono::hours(24 * 7 + 1))}) {
      clock.pass(wait);
      if (const auto wrong = rig.pull(); !wrong.empty()) return "pull: " + wrong;
    }
    return difference();
  }
  /// Which methods were called how often since the last time, through whatever door: "res.partner/write 2".
  std::string calls() {
    std::map<std::string, int> all;
    for (const auto& request : crm.requests()) {
      std::string name = request.path.substr(request.path.starts_with("/json/2/") ? 8 : 0);
      const auto body = base::parse_json(request.body);
      if (request.path.starts_with("/web/dataset/") && body)
        name = body->at("/params/model")->text() + "/" + body->at("/params/method")->text();
      ++all[name];
    }
    crm.forget_requests();
    return said(all);
  }
  static std::string said(const std::map<std::string, int>& all) {
    std::string text;
    for (const auto& [name, count] : all) text += name + " " + std::to_string(count) + "\n";
    return text;
  }

 private:
  sandbox::OdooOptions north(const OdooDoor& by) {
    return {.frame = {.now = [this] { return clock.now(); }}, .version = by.version};
  }
};

inline base::Instant second_of(base::Instant at) { return std::chrono::floor<std::chrono::seconds>(at); }

inline Said said_on_record(const sandbox::Row& row, const char* stream, const char* model_column) {
  const bool of_lead = row[model_column].text() == "crm.lead";
  Said said(row, std::string(of_lead ? "lead_" : "") + stream + ":" + row.id);
  said.moment("created", second_of(row.created));
  if (of_lead) return said.number_as_text("opportunity", "res_id");
  return said.list("contacts", {"res_id"}).number_as_text("company", "res_id");
}

inline Held OdooDesk::truth() const {
  using enum model::Kind;
  Held held;
  crm.with_rows([&](const sandbox::Rows& rows) {
    const auto name = [&](const char* model, const Json& of) { return (*rows.find(model, of.text()))["name"]; };
    add_truth(held, rows, "res.users", user, [](const sandbox::Row& row) {
      return Said(row, row.id)
          .same("name", "name")
          .list("emails", {row["email"].is_null() ? "login" : "email"})
          .same("active", "active");
    });
    for (const auto* row : rows.all("res.partner")) {
      if (row->deleted || (*row)["type"].text() != "contact") continue;
      const bool is_firm = (*row)["is_company"].boolean();
      Said said(*row, row->id);
      said.same("name", "name").same("city", "city").number_as_text("owner", "user_id").list("phones", {"phone"});
      said.put("archived", !(*row)["active"].boolean()).moment("created", second_of(row->created));
      Json tags = Json::array();
      for (const auto& tag : (*row)["category_id"].items()) tags.push(name("res.partner.category", tag));
      if (!tags.items().empty()) said.put("tags", std::move(tags));
      if (is_firm) {
        said.put("domain", "kestrelby.example");
      } else {
        said.list("emails", {"email"}).same("title", "function").number_as_text("company", "parent_id");
        if (!(*row)["x_region"].text().empty()) said.put("custom", region_of((*row)["x_region"]));
      }
      held[{is_firm ? company : contact, row->id}] = said.done();
    }
    add_truth(held, rows, "crm.lead", opportunity, [&](const sandbox::Row& row) {
      Said said(row, row.id);
      const bool won = row["probability"].text() == "100.0";
      said.same("name", "name").put("stage", name("crm.stage", row["stage_id"])).same("close_date", "date_deadline");
      said.put("state", won ? "won" : row["active"].boolean() ? "open" : "lost").list("contacts", {"partner_id"});
      said.number_as_text("company", "partner_id").number_as_text("owner", "user_id");
      said.put("amount", Json::object({{"minor", 120000}, {"currency", "GBP"}}));
      return said.put("probability", won ? 100 : 20).moment("created", second_of(row.created));
    });
    for (const auto* row : rows.all("mail.message")) {
      const std::string& type = (*row)["message_type"].text();
      if (row->deleted || (*row)["hidden"].boolean() || (type != "comment" && type != "email")) continue;
      Said said = said_on_record(*row, "messages", "model");
      said.put("kind", type == "email" ? "email" : "note").same("title", "subject");
      said.put("text", Json(base::html_to_text((*row)["body"].text())));
      said.moment("at", second_of(*base::parse_rfc3339((*row)["date"].text())));
      held[{model::Kind::activity, base::parse_json(said.done())->text_or("id", "")}] = said.done();
    }
    for (const auto* row : rows.all("mail.activity")) {
      const bool done = door.version >= 17 && !(*row)["active"].boolean();
      if (row->deleted || (done && door.signs_in())) continue;  // before 19 what is done is as good as gone
      Said said = said_on_record(*row, "tasks", "res_model");
      said.put("kind", "task").same("title", "summary").number_as_text("owner", "user_id").day("due", "date_deadline");
      said.put("text", Json(base::html_to_text((*row)["note"].text()))).moment("at", second_of(row->created));
      if (!door.signs_in()) said.put("done", done);
      held[{model::Kind::activity, base::parse_json(said.done())->text_or("id", "")}] = said.done();
    }
  });
  return held;
}

}  // namespace goodword::dialects
