// The dialect itself: what each door grants, and what it refuses in which words.
#include "odoo_desk.hpp"

using namespace goodword;
using namespace goodword::dialects;
using namespace std::chrono_literals;

namespace {

struct Caller : OdooDesk {
  explicit Caller(const OdooDoor& by = json2) : OdooDesk(by) {}
  ports::HttpResponse ask(const std::string& path, const std::string& body, ports::Headers headers = {}) {
    headers.emplace_back("Content-Type", "application/json");
    return crm.exchange({"POST", "https://odoo.north.example" + path, std::move(headers), body}).response;
  }
  ports::HttpResponse json2_answer(const std::string& method, const std::string& body) {
    return ask("/json/2/" + method, body, {{"Authorization", "bearer sandbox-key"}});
  }
  /// "500 builtins.ValueError", or "200 " and what is answered.
  std::string told(const std::string& method, const std::string& body) {
    const auto answer = json2_answer(method, body);
    const auto json = base::parse_json(answer.body);
    return std::to_string(answer.status) + " " +
           (answer.status == 200 || !json ? answer.body : json->text_or("name", "?"));
  }
  /// The result of execute_kw, or "error NAME".
  std::string executed(const std::string& model, const std::string& method, const std::string& args,
                       const std::string& kwargs = "{}") {
    return service("object", "execute_kw",
                   R"(["north",)" + crm.user() + R"(,"sandbox-key",")" + model + R"(",")" + method + R"(",)" + args +
                       "," + kwargs + "]");
  }
  std::string service(const std::string& name, const std::string& method, const std::string& args) {
    const auto answer = ask("/jsonrpc", R"({"jsonrpc":"2.0","method":"call","id":7,"params":{"service":")" + name +
                                            R"(","method":")" + method + R"(","args":)" + args + "}}");
    const auto json = *base::parse_json(answer.body);
    CHECK(answer.status == 200);
    CHECK(json.integer_or("id", 0) == 7);
    const Json* error = json.at("/error/data/name");
    return error == nullptr ? base::write_json(*json.find("result")) : "error " + error->text();
  }
};

}  // namespace

TEST_CASE("Odoo's dialect compares times as the version does") {
  // Of 200 rows of one moment, with parts of a second, against that second.
  const auto counts = [](const OdooDoor& door) {
    Caller desk(door);
    desk.clock.pass(1h);
    const std::string moment = sandbox::odoo_text(desk.clock.now());
    desk.persons(200);
    std::string all;
    for (const char* how : {">", ">=", "=", "<="}) {
      all += " " + desk.executed("res.partner", "search_count",
                                 R"([[["write_date",")" + std::string(how) + R"(",")" + moment +
                                     R"("],["name","like","Joan"]]])");
    }
    return all;
  };
  CHECK(counts(rpc14) == " 200 200 0 0");
  CHECK(counts(rpc17) == " 200 200 0 0");
  CHECK(counts(json2) == " 0 200 200 200");
}

TEST_CASE("Odoo's dialect answers JSON-2 in the shapes of a real server") {
  Caller desk;
  const auto id = desk.person();
  CHECK(
      desk.told(
          "res.partner/search_read",
          R"({"domain":[["id","=",)" + id +
              R"(]],"fields":["name","email","phone","write_date","category_id","parent_id","is_company"],"limit":2})") ==
      R"(200 [{"id":)" + id +
          R"(,"name":"Joan No. 1","email":"p1@kestrelby.example","phone":false,"write_date":"2026-11-02 10:00:00","category_id":[1],"parent_id":[)" +
          desk.firm + R"(,"Kestrelby Dairy"],"is_company":false}])");
  CHECK(desk.told("res.partner/read", R"({"ids":[)" + id + R"(],"fields":["parent_id","display_name"],"load":null})") ==
        R"(200 [{"id":)" + id + R"(,"parent_id":)" + desk.firm + R"(,"display_name":"Kestrelby Dairy, Joan No. 1"}])");
  CHECK(desk.told("res.partner/read", R"({"ids":[999999],"fields":["name"]})") == "200 []");
  CHECK(desk.told("res.partner.category/create", R"({"vals_list":[{"name":"vip"},{"name":"vip"}]})") == "200 [2,3]");
  CHECK(desk.told("res.partner/write",
                  R"({"ids":[)" + id + R"(],"vals":{"function":"CTO","category_id":[[4,2],[3,1]]}})") == "200 true");
  CHECK(desk.labels(id) == "vip");
  CHECK(desk.told("res.partner/write",
                  R"({"ids":[)" + id + R"(],"vals":{"category_id":[[6,0,[1,3]]],"function":false}})") == "200 true");
  CHECK(desk.labels(id) == "Customer;vip");
  CHECK(desk.get("res.partner", id, "function").is_null());
  CHECK(desk.told("res.partner/message_post",
                  R"({"ids":[)" + id +
                      R"(],"body":"<p>a<script>x</script></p>","body_is_html":true,"message_type":"comment"})") ==
        "200 [1]");
  CHECK(desk.get("mail.message", "1", "body").text() == "<p>a</p>");
  CHECK(desk.told("res.partner/message_post", R"({"ids":[)" + id + R"(],"body":"<p>b</p>"})") == "200 [2]");
  CHECK(desk.get("mail.message", "2", "body").text().find("&lt;p&gt;b") != std::string::npos);
  CHECK(
      desk.told(
          "res.partner/activity_schedule",
          R"({"ids":[)" + id +
              R"(],"act_type_xmlid":"mail.mail_activity_data_todo","date_deadline":"2026-12-01","summary":"Call","user_id":1})") ==
      "200 [1]");
  CHECK(desk.told("mail.activity/action_feedback", R"({"ids":[1],"feedback":"done"})") == "200 3");
  CHECK(desk.told("mail.activity/search", R"({"domain":[]})") == "200 []");
  CHECK(desk.told("mail.activity/search", R"({"domain":[],"context":{"active_test":false}})") == "200 [1]");
  CHECK(desk.told("res.partner/unlink", R"({"ids":[)" + id + "]}") == "200 true");
  CHECK(desk.count("mail.message") == 0);
}

TEST_CASE("Odoo's dialect refuses in JSON-2 with the names and the status of a real server") {
  Caller desk;
  const auto id = desk.person();
  const std::string ids = R"({"ids":[)" + id + "],";
  CHECK(desk.told("res.nope/search", R"({"domain":[]})") == "404 werkzeug.exceptions.NotFound");
  CHECK(desk.told("res.partner/nope", "{}") == "404 werkzeug.exceptions.NotFound");
  CHECK(desk.told("crm.stage/message_post", "{}") == "404 werkzeug.exceptions.NotFound");
  CHECK(desk.told("res.partner/_write", "{}") == "403 odoo.exceptions.AccessError");
  CHECK(desk.told("ir.model/search", R"({"domain":[]})") == "403 odoo.exceptions.AccessError");
  CHECK(desk.told("res.partner/write", R"({"ids":[)" + desk.get("res.users", desk.dev, "partner_id").text() +
                                           R"(],"vals":{"function":"x"}})") == "403 odoo.exceptions.AccessError");
  CHECK(desk.told("res.partner/write", R"({"ids":[)" + id + R"(,999999],"vals":{"function":"x"}})") ==
        "404 odoo.exceptions.MissingError");
  CHECK(desk.get("res.partner", id, "function").is_null());
  CHECK(desk.told("res.partner/write", ids + R"("vals":{"nope":1}})") == "500 builtins.KeyError");
  CHECK(desk.told("res.partner/create", R"({"vals_list":[{"name":"x","nope":1}]})") == "500 builtins.ValueError");
  CHECK(desk.told("res.partner/search_read", R"({"domain":[],"fields":["nope"]})") == "500 builtins.ValueError");
  CHECK(desk.told("res.partner/search_read", R"({"domain":[["nope","=",1]]})") == "500 builtins.ValueError");
  CHECK(desk.told("res.partner/search_read", R"({"domain":[],"order":"nope asc"})") == "500 builtins.ValueError");
  CHECK(desk.told("res.partner/search_read", R"({"domain":[],"order":"id sideways"})") == "500 builtins.ValueError");
  CHECK(desk.told("res.partner/search_read", R"({"domain":["|",["id","=",1]]})") == "500 builtins.ValueError");
  CHECK(desk.told("res.partner/search_read", R"({"domain":[["id","in",["1"]]]})") == "500 builtins.ValueError");
  CHECK(desk.told("res.partner/search_read", R"({"domain":[["write_date",">","2026-11-02T10:00:00Z"]]})") ==
        "500 builtins.ValueError");
  CHECK(desk.told("res.partner/search_read", R"({"domain":[],"limit":-1})").starts_with("500 psycopg2"));
  CHECK(desk.told("res.partner/search_read", R"({"domain":[],"filter":[]})") == "500 builtins.TypeError");
  CHECK(desk.told("res.partner/search_read", R"({"ids":[1],"domain":[]})") ==
        "422 werkzeug.exceptions.UnprocessableEntity");
  CHECK(desk.told("res.partner/write", ids + R"("values":{}})") == "500 builtins.TypeError");
  CHECK(desk.told("res.partner/write", ids + R"("vals":{"type":"friend"}})") == "500 builtins.ValueError");
  CHECK(desk.told("res.partner/write", ids + R"("vals":{"name":"a\u0000b"}})") == "500 builtins.ValueError");
  CHECK(desk.told("res.partner/write", ids + R"("vals":{"category_id":[[4,99]]}})") ==
        "422 odoo.exceptions.ValidationError");
  CHECK(desk.told("res.partner/create", R"({"vals_list":[{"email":"x@y.example"}]})") ==
        "422 odoo.exceptions.ValidationError");
  CHECK(desk.told("crm.tag/create", R"({"vals_list":[{"name":"a"}]})") == "200 [1]");
  CHECK(desk.told("crm.tag/create", R"({"vals_list":[{"name":"a"}]})") == "422 odoo.exceptions.ValidationError");
  CHECK(desk.told("res.partner/message_post", R"({"ids":[1,)" + id + R"(],"body":"x"})") == "500 builtins.ValueError");
  CHECK(desk.told("res.partner/message_post", ids + R"("subtype_xmlid":"mail.nope"})") == "500 builtins.ValueError");
  CHECK(desk.told("res.partner/activity_schedule", ids + R"("colour":1})") == "500 builtins.ValueError");
  CHECK(desk.ask("/json/2/res.partner/search", "{}").status == 401);
  CHECK(desk.ask("/json/2/res.partner/search", "{}", {{"Authorization", "bearer other"}}).body.find("Invalid apikey") !=
        std::string::npos);
  CHECK(desk.ask("/json/2/res.partner/search", "{}",
                 {{"Authorization", "bearer sandbox-key"}, {"X-Odoo-Database", "south"}})
            .status == 404);
  CHECK(desk.json2_answer("res.partner/search", "{").status == 400);
  CHECK(desk.crm
            .exchange({"POST",
                       "https://odoo.north.example/json/2/res.partner/search",
                       {{"Authorization", "bearer sandbox-key"}},
                       "{}"})
            .response.status == 415);
  Caller older(rpc17);
  CHECK(older.json2_answer("res.partner/search", R"({"domain":[]})").status == 404);
}

TEST_CASE("Odoo's dialect searches as domains say") {
  Caller desk;
  const auto ids = desk.persons(3);
  desk.set("res.partner", ids[0], "function", "Head of Copy");
  desk.set("res.partner", ids[1], "active", false);
  desk.set("res.partner", ids[2], "category_id", Json::array());
  const auto count = [&](const std::string& terms) {
    return desk.told("res.partner/search_count", R"({"domain":[["email","like","@kestrelby"],)" + terms + "]}");
  };
  CHECK(count(R"(["function","ilike","head of"])") == "200 1");
  CHECK(count(R"(["function","=",false])") == "200 1");
  CHECK(count(R"(["active","in",[true,false]])") == "200 3");
  CHECK(count(R"(["function","!=","x"])") == "200 2");
  CHECK(count(R"("|",["id","=",)" + ids[0] + R"(],["id","=",)" + ids[2] + "]") == "200 2");
  CHECK(count(R"("!",["id","<=",)" + ids[0] + "]") == "200 1");
  CHECK(count(R"(["category_id","in",[1]])") == "200 1");
  CHECK(count(R"(["type","not in",["invoice","delivery"]])") == "200 2");
  CHECK(count(R"(["is_company","=",false])") == "200 2");
}

TEST_CASE("Odoo's dialect speaks /jsonrpc, always with 200, as versions do") {
  Caller desk(rpc17);
  const auto id = desk.person();
  CHECK(desk.service("common", "authenticate", R"(["north","sync","sandbox-key",{}])") == desk.crm.user());
  CHECK(desk.service("common", "authenticate", R"(["north","sync","wrong",{}])") == "false");
  CHECK(desk.service("common", "authenticate", R"(["south","sync","sandbox-key",{}])") ==
        "error psycopg2.OperationalError");
  CHECK(desk.service("object", "execute_kw", R"(["north",1,"wrong","res.partner","search",[[]]])") ==
        "error odoo.exceptions.AccessDenied");
  CHECK(desk.executed("res.partner", "search_read", R"([[["id","=",)" + id + R"(]],["name"]])") ==
        R"([{"id":)" + id + R"(,"name":"Joan No. 1"}])");
  CHECK(desk.executed("res.partner", "read", "[[999999]]") == "[]");
  CHECK(desk.executed("res.partner", "write", "[[999999],{}]") == "error odoo.exceptions.MissingError");
  CHECK(desk.executed("res.partner", "write", "[[" + id + R"(],{"nope":1}])") == "error builtins.ValueError");
  CHECK(desk.executed("res.partner", "write", "[[" + id + R"(],{},{}])") == "error builtins.TypeError");
  CHECK(desk.executed("res.partner", "nope", "[]") == "error builtins.AttributeError");
  CHECK(desk.executed("res.partner.category", "create", R"([{"name":"one"}])") == "2");
  CHECK(desk.executed("res.partner.category", "create", R"([[{"name":"two"}]])") == "[3]");
  CHECK(desk.executed("res.partner", "message_post", "[" + id + "]", R"({"body":"x"})") == "1");
  CHECK(desk.executed("res.partner", "activity_schedule", "[[" + id + "]]", R"({"summary":"x"})") ==
        "\"mail.activity(1,)\"");
  Caller newer;
  const auto other = newer.person();
  CHECK(newer.executed("res.partner", "message_post", "[[" + other + "]]", R"({"body":"x"})") == "[1]");
  CHECK(newer.executed("res.partner", "write", "[[" + other + R"(],{"nope":1}])") == "error builtins.KeyError");
  Caller old(rpc14);
  const auto person = old.person();
  CHECK(old.executed("res.partner", "message_post", "[[" + person + "]]",
                     R"({"body":"<p>x</p>","body_is_html":true})") == "1");
  CHECK(old.get("mail.message", "1", "body").text() == "<p>x</p>");
  CHECK(old.executed("mail.activity", "search_read", R"([[["active","=",true]]])") == "error builtins.ValueError");
}

TEST_CASE("Odoo's dialect lets the web client in by password, and says when a session ended") {
  Caller desk(rpc17);
  const auto sign_in = [&](const std::string& password) {
    return desk.ask("/web/session/authenticate",
                    R"({"jsonrpc":"2.0","method":"call","id":1,"params":{"db":"north","login":"sync","password":")" +
                        password + "\"}}");
  };
  CHECK(sign_in("sandbox-key").body.find("AccessDenied") != std::string::npos);  // a key opens no session
  const std::string cookie = sign_in("sandbox-password").header("set-cookie");
  const auto call = [&](const std::string& path, const std::string& params) {
    return desk.ask(path, R"({"jsonrpc":"2.0","method":"call","id":2,"params":)" + params + "}", {{"Cookie", cookie}});
  };
  const std::string search = R"({"model":"res.users","method":"search","args":[[]],"kwargs":{}})";
  CHECK(call("/web/dataset/call_kw", search).body == R"({"jsonrpc":"2.0","id":2,"result":[1,2]})");
  CHECK(call("/web/dataset/call_kw/res.users/search", search).body == R"({"jsonrpc":"2.0","id":2,"result":[1,2]})");
  CHECK(call("/web/dataset/call_kw", R"({"model":"res.users","method":"search","args":[[]]})")
            .body.find("builtins.TypeError") != std::string::npos);
  desk.crm.end_sessions();
  const auto ended = *base::parse_json(call("/web/dataset/call_kw", search).body);
  CHECK(ended.at("/error/code")->text() == "100");
  CHECK(ended.at("/error/data/name")->text() == "odoo.http.SessionExpiredException");
}
