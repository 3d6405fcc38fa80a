// Requests held against the vendor's own OpenAPI documents: path, method, query parameters, and every key and type of
// the body must be there. What a document requires beyond that is not asked: the services are known to be less strict.
#include <catch2/catch.hpp>
#include <iostream>
#include <set>

#include "base/text.hpp"
#include "files.hpp"

using namespace goodword;
using namespace goodword::conformance;
using base::Json;

namespace {

struct Document {
  std::string name;
  Json json;

  const Json& resolved(const Json& schema) const {
    const Json* ref = schema.find("$ref");
    const Json* target = ref ? json.at(std::string_view(ref->text()).substr(1)) : nullptr;
    return target ? resolved(*target) : schema;
  }
};

bool path_fits(std::string_view pattern, std::string_view path) {
  const auto wanted = base::split(pattern, '/'), given = base::split(path, '/');
  if (wanted.size() != given.size()) return false;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (!wanted[i].starts_with('{') && wanted[i] != given[i]) return false;
  }
  return true;
}

bool type_fits(const std::string& type, const Json& value) {
  if (type == "string") return value.is_string();
  if (type == "integer") return value.integer().has_value();
  if (type == "number") return value.is_number();
  if (type == "boolean") return value.is_boolean();
  if (type == "array") return value.is_array();
  return type != "object" || value.is_object();
}

void check_body(const Document& document, const Json& raw, const Json& value, const std::string& at,
                std::vector<std::string>& faults) {
  const Json& schema = document.resolved(raw);
  if (!type_fits(schema.text_or("type", ""), value)) {
    faults.push_back(at + " is no " + schema.text_or("type", ""));
    return;
  }
  if (const Json* words = schema.find("enum"); words && !std::ranges::count(words->items(), value))
    faults.push_back(at + " is not one of the words");
  if (const Json* items = schema.find("items")) {
    for (const auto& item : value.items()) check_body(document, *items, item, at + "/-", faults);
  }
  const Json* properties = schema.find("properties");
  const Json* others = schema.find("additionalProperties");
  for (const auto& [key, inner] : value.members()) {
    const Json* known = properties ? properties->find(key) : nullptr;
    if (known) {
      check_body(document, *known, inner, at + "/" + key, faults);
    } else if (others && others->is_object()) {
      check_body(document, *others, inner, at + "/" + key, faults);
    } else {
      faults.push_back(at + "/" + key + " is not in the document");
    }
  }
}

std::vector<std::string> check_request(const Document& document, const Json& operation, const Json& request) {
  std::vector<std::string> faults;
  std::set<std::string> known;
  if (const Json* parameters = operation.find("parameters")) {
    for (const auto& parameter : parameters->items()) {
      const Json& declared = document.resolved(parameter);
      if (declared.text_or("in", "") == "query") known.insert(declared.text_or("name", ""));
    }
  }
  if (const Json* query = request.find("query")) {
    for (const auto& [name, value] : query->members())
      if (!known.contains(name)) faults.push_back("query parameter " + name + " is not in the document");
  }
  const Json* body = request.find("json");
  const Json* schema = operation.at("/requestBody/content/application~1json/schema");
  if (body && !schema) faults.push_back("the document has no body here");
  if (body && schema) check_body(document, *schema, *body, "", faults);
  return faults;
}

/// Finds the operation; a path without placeholders wins over one with.
std::pair<const Document*, const Json*> operation_for(const std::vector<Document>& documents, const std::string& path,
                                                      const std::string& method) {
  std::pair<const Document*, const Json*> found{nullptr, nullptr};
  for (const auto& document : documents) {
    for (const auto& [pattern, operations] : document.json.find("paths")->members()) {
      if (!path_fits(pattern, path)) continue;
      const Json* operation = operations.find(base::lower(method));
      if (operation && (!found.second || pattern == path)) found = {&document, operation};
    }
  }
  return found;
}

std::string path_of(const std::string& url) {
  const auto host = url.find("//");
  return url.substr(url.find('/', host + 2));
}

}  // namespace

TEST_CASE("every request to HubSpot stands in HubSpot's own documents, keys and types of the body included") {
  std::vector<Document> documents;
  for (const auto& file : files_in(shared_dir() / "vendor" / "specs" / "hubspot"))
    documents.push_back({file.filename().string(), json_of(file)});
  if (documents.empty()) {
    WARN("skipped: the vendor's documents are absent");
    return;
  }
  int checked = 0;
  std::set<std::string> unknown;
  for (const auto& file : files_in(source_dir() / "connectors" / "hubspot" / "samples")) {
    const Json sample = json_of(file);
    for (const auto& step : sample.find("steps")->items()) {
      if (!step.has("exchanges")) continue;
      for (const auto& exchange : step.find("exchanges")->items()) {
        const Json& request = *exchange.find("request");
        const std::string path = path_of(request.text_or("url", ""));
        const auto [document, operation] =
            operation_for(documents, path, request.text_or("method", request.has("json") ? "POST" : "GET"));
        if (!operation) {
          unknown.insert(path);
          continue;
        }
        ++checked;
        INFO(file.filename() << " " << path << " " << document->name);
        CHECK(check_request(*document, *operation, request) == std::vector<std::string>{});
      }
    }
  }
  std::cout << "hubspot: " << checked << " requests of samples held against the vendor's documents\n";
  CHECK(checked > 80);
  // These stand in the vendor's collection, whose documents for them are not in the shared folder.
  CHECK(unknown == std::set<std::string>{"/crm/v3/objects/calls", "/crm/v3/objects/calls/search",
                                         "/crm/v3/objects/meetings", "/crm/v3/objects/meetings/search",
                                         "/crm/v3/pipelines/deals"});
}
