#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "daemon/options.hpp"

using namespace goodword;
using namespace goodword::daemon;
using namespace std::chrono_literals;

namespace {

struct Read {
  Options options;
  Origins origins;
  std::vector<std::string> problems;
};

Read read(std::string_view json, std::map<std::string, std::string> variables = {}) {
  Read result;
  const auto parsed = base::parse_settings_json(json, "goodword.json");
  REQUIRE(parsed);
  std::vector<base::Problem> problems;
  result.options = read_options(*parsed, "goodword.json", {std::move(variables), true, {}}, result.origins, problems);
  for (const auto& problem : problems) result.problems.push_back(to_text(problem));
  return result;
}

using Lines = std::vector<std::string>;

std::string schema_path() { return std::string(GOODWORD_SOURCE_DIR) + "/schemas/goodword.schema.json"; }

}  // namespace

TEST_CASE("schemas/goodword.schema.json says what the table of options says") {
  std::ostringstream text;
  text << std::ifstream(schema_path()).rdbuf();
  const auto schema = base::parse_json(text.str());
  REQUIRE(schema);
  INFO("to write it anew: test_daemon \"[write-schema]\"");
  CHECK(base::write_pretty(*schema) == base::write_pretty(options_schema()));
}

TEST_CASE("the table writes its schema", "[.][write-schema]") {
  std::ofstream(schema_path()) << base::write_pretty(options_schema()) << '\n';
}

TEST_CASE("every default of the table is valid under the table's own schema") {
  for (const Option& option : option_table()) {
    if (option.fallback.empty()) continue;
    CAPTURE(option.key);
    CHECK(read("{}", {{variable_of(option), std::string(option.fallback)}}).problems == Lines{});
  }
}

TEST_CASE("every option can be set by its environment variable and is printed as it was given") {
  const auto given = [](const Option& option) -> std::string {
    switch (option.type) {
      case OptionType::text: return option.key == "wire.proxy" ? "http://proxy.office:3128" : "de";
      case OptionType::path: return "/there/x";
      case OptionType::choice: return "debug";
      case OptionType::integer: return "7";
      case OptionType::share: return "0.25";
      case OptionType::duration: return "5h";
      case OptionType::boolean: return "true";
      case OptionType::hours: return "22:00-06:00,12:00-13:00";
      case OptionType::overrides: return R"({"deciding.json#/bar":1})";
    }
    return "";
  };
  for (const Option& option : option_table()) {
    CAPTURE(option.key);
    const auto result = read("{}", {{variable_of(option), given(option)}});
    CHECK(result.problems == Lines{});
    CHECK(value_text(result.options, option) == given(option));
    CHECK(result.origins.of_key.at(std::string(option.key)) == "environment " + variable_of(option));
  }
}

TEST_CASE("the environment goes before the file, the file before the default") {
  const auto result = read("{\n\"calm\": {\n\"open_tasks_per_seller\": 3,\n\"first_apply_contacts\": 9}}",
                           {{"GOODWORD_CALM_OPEN_TASKS_PER_SELLER", "4"}});
  CHECK(result.problems == Lines{});
  CHECK(result.options.calm_open_tasks_per_seller == 4);
  CHECK(result.origins.of_key.at("calm.open_tasks_per_seller") == "environment GOODWORD_CALM_OPEN_TASKS_PER_SELLER");
  CHECK(result.options.calm_first_apply_contacts == 9);
  CHECK(result.origins.of_key.at("calm.first_apply_contacts") == "goodword.json:4");
  CHECK(result.options.schedule_every == base::Duration(15min));
  CHECK(result.origins.of_key.at("schedule.every") == "default");
}

TEST_CASE("an unknown key names the nearest one, a wrong type what was expected, and both are told") {
  CHECK(read("{\"calm\": {\"open_task_per_seller\": 3},\n\"schedule\": {\"every\": 15},\n\"lgo\": {}}").problems ==
        Lines{"goodword.json:1 /calm/open_task_per_seller: unknown key; did you mean \"open_tasks_per_seller\"?",
              "goodword.json:2 /schedule/every: expected a text, found a number; how often the daemon syncs each CRM",
              "goodword.json:3 /lgo: unknown key; did you mean \"log\"?"});
}

TEST_CASE("a wrong value of a variable names the variable, and the default stands in for it") {
  const auto result = read("{}", {{"GOODWORD_BRAKES_MOST_SHARE", "half"}, {"GOODWORD_LOG_LEVEL", "loud"}});
  CHECK(result.problems == Lines{"environment GOODWORD_BRAKES_MOST_SHARE: expected a number, found a text; a plan that "
                                 "touches a larger share of "
                                 "the prospects stops for a person",
                                 "environment GOODWORD_LOG_LEVEL: \"loud\" is none of \"debug\", \"info\", \"warning\" "
                                 "and \"error\"; how much is "
                                 "logged"});
  CHECK(result.options.brakes_most_share == 1);
}

TEST_CASE("a proxy is a plain address: no login, no path, no other scheme") {
  for (const std::string proxy : {"https://proxy.office:3128", "http://me:secret@proxy.office", "proxy.office:3128",
                                  "http://proxy.office/x", "http://", "http://a b"}) {
    CAPTURE(proxy);
    const auto result = read("{}", {{"GOODWORD_WIRE_PROXY", proxy}});
    CHECK(result.problems.size() == 1);
    CHECK(result.options.wire_proxy.empty());
  }
}

TEST_CASE("a variable that is nearly one of ours is told, another's is left alone") {
  CHECK(read("{}", {{"GOODWORD_STORE_PTH", "/x"}, {"GOODWORD_SOMETHING_ELSE", "1"}, {"PATH", "/bin"}}).problems ==
        Lines{"environment GOODWORD_STORE_PTH: unknown variable; did you mean GOODWORD_STORE_PATH?"});
}
