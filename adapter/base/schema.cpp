// valijson's header comes before RapidJSON's own: it defines what a failed assertion does.
#define VALIJSON_USE_EXCEPTIONS 1
#include <valijson/adapters/rapidjson_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include <algorithm>
#include <exception>
#include <tuple>

#include "base/schema.hpp"
#include "base/schema_faults.hpp"

namespace goodword::base {
namespace {

/// valijson holds texts against patterns with std::regex, which recurses once a letter: long ones are cut for it.
Json with_short_texts(const Json& json) {
  switch (json.type()) {
    case Json::Type::string:
      return json.text().size() > longest_pattern_text ? Json(std::string(longest_pattern_text, 'x')) : json;
    case Json::Type::array: {
      Json copy = Json::array();
      for (const Json& item : json.items()) copy.push(with_short_texts(item));
      return copy;
    }
    case Json::Type::object: {
      Json copy = Json::object();
      // Straight into the members: set() looks for the key, and parse() has already refused duplicates.
      for (const auto& [key, value] : json.members()) copy.members().emplace_back(key, with_short_texts(value));
      return copy;
    }
    default: return json;
  }
}

/// "format" asks valijson for the text of whatever stands there, a number included, and that throws. Only texts have
/// a format, so the question is put under that condition.
Json with_formats_for_texts(const Json& schema) {
  if (schema.is_array()) {
    Json copy = Json::array();
    for (const Json& item : schema.items()) copy.push(with_formats_for_texts(item));
    return copy;
  }
  if (!schema.is_object()) return schema;
  Json copy = Json::object();
  Json format;
  for (const auto& [key, value] : schema.members()) {
    if (key == "format" && value.is_string()) {
      format = value;
    } else {
      copy.members().emplace_back(key, with_formats_for_texts(value));
    }
  }
  if (format.is_null()) return copy;
  Json condition =
      Json::object({{"if", Json::object({{"type", "string"}})}, {"then", Json::object({{"format", format}})}});
  if (Json* all = copy.find("allOf")) {
    all->push(std::move(condition));
  } else {
    copy.set("allOf", Json::array({std::move(condition)}));
  }
  return copy;
}

rapidjson::Document to_rapidjson(const Json& json) {
  rapidjson::Document document;
  const std::string text = write_json(json);
  document.Parse<rapidjson::kParseIterativeFlag>(text.data(), text.size());
  if (document.HasParseError()) throw std::runtime_error("a number is too large to be computed with");
  return document;
}

/// valijson's path "<root>", "[a]", "[0]" as a pointer.
std::string pointer_of(const std::vector<std::string>& context) {
  std::string pointer;
  for (std::size_t i = 1; i < context.size(); ++i) {
    std::string_view step = context[i];
    if (step.starts_with('[') && step.ends_with(']')) step = step.substr(1, step.size() - 2);
    pointer += "/" + pointer_escape(step);
  }
  return pointer;
}

/// valijson adds such a line for every parent of a fault.
bool tells_of_a_parent(const valijson::ValidationResults::Error& error) {
  return error.description.starts_with("Failed to validate");
}

std::vector<Problem> in_valijsons_words(const valijson::ValidationResults& results, const Json& document,
                                        std::string_view file) {
  std::vector<Problem> problems;
  const bool only_parents = std::all_of(results.begin(), results.end(), tells_of_a_parent);
  for (const auto& error : results) {
    if (!only_parents && tells_of_a_parent(error)) continue;
    std::string pointer = pointer_of(error.context);
    const Json* place = document.at(pointer);
    problems.push_back({std::string(file), place ? place->line() : 0, std::move(pointer), error.description, ""});
  }
  if (problems.empty()) problems.push_back({std::string(file), 0, "", "does not fit its schema", ""});
  return problems;
}

void sort_and_fold(std::vector<Problem>& problems) {
  const auto order = [](const Problem& p) { return std::tie(p.line, p.pointer, p.message); };
  std::ranges::stable_sort(problems, [&](const Problem& a, const Problem& b) { return order(a) < order(b); });
  problems.erase(std::unique(problems.begin(), problems.end()), problems.end());
}

}  // namespace

struct Schema::Prepared {
  Json json;
  valijson::Schema parsed;
  std::vector<Problem> broken;  ///< the schema itself
};

Schema::Schema(Json schema, std::string_view name) {
  auto made = std::make_shared<Prepared>();
  made->json = std::move(schema);
  try {
    const rapidjson::Document source = to_rapidjson(with_formats_for_texts(made->json));
    valijson::SchemaParser(valijson::SchemaParser::kDraft7)
        .populateSchema(valijson::adapters::RapidJsonAdapter(source), made->parsed);
  } catch (const std::exception& broken) {
    made->broken = {
        {std::string(name), 0, "", std::string("the schema is broken: ") + broken.what(), "reinstall the package"}};
  }
  prepared_ = std::move(made);
}

std::vector<Problem> Schema::problems(const Json& document, std::string_view file) const {
  if (!prepared_->broken.empty()) return prepared_->broken;
  std::vector<Problem> problems = schema_faults(prepared_->json, document, file);
  valijson::ValidationResults results;
  bool valid = false;
  try {
    const rapidjson::Document target = to_rapidjson(with_short_texts(document));
    valid = valijson::Validator().validate(prepared_->parsed, valijson::adapters::RapidJsonAdapter(target), &results);
  } catch (const std::exception& fault) {
    results.pushError({"<root>"}, fault.what());
  }
  // valijson judges, schema_faults finds the words. What only one of the two sees is shown all the same: a keyword that
  // schema_faults does not know, or a long text that was cut for valijson.
  if (!valid && problems.empty()) problems = in_valijsons_words(results, document, file);
  sort_and_fold(problems);
  return problems;
}

std::vector<Problem> schema_problems(const Json& schema, std::string_view schema_name, const Json& document,
                                     std::string_view file) {
  return Schema(schema, schema_name).problems(document, file);
}

}  // namespace goodword::base
