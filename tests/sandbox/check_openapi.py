#!/usr/bin/env python3
"""Holds logged requests against the vendor's own OpenAPI documents: path and method exist, query parameters are declared,
bodies are valid with unknown keys refused.

  check_openapi.py FILE.jsonl…            every request of the files (sandbox::write_json_lines)
  check_openapi.py --run PROGRAM          runs PROGRAM with SANDBOX_REQUEST_LOG set, then checks what it asked
  check_openapi.py --self-test            proves that a wrong path, query parameter and body key fail

  --accepted-only   leaves out requests that were answered 4xx: tests send wrong ones on purpose
  --wider           lets pass what the service takes although its documents do not say so (WIDER below)

Exit: 0 all valid, 1 some are not, 77 skipped (documents or python3-jsonschema are not here)."""
import copy
import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.parse

SPECS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../shared/vendor/specs/hubspot")

# Keys that a document requires and the service does not. Schema -> (keys, reason).
OVER_STRICT = {
    "PublicObjectSearchRequest": (["after", "properties", "sorts", "limit", "filterGroups"],
                                  "the vendor's guide and recorded searches leave each of them out"),
    "BatchReadInputSimplePublicObjectId": (["propertiesWithHistory"], "recorded reads have no history"),
    "SimplePublicObjectInputForCreate": (["associations"], "records without associations are created every day"),
    "SimplePublicObjectBatchInputForCreate": (["associations"], "recorded batches have none"),
}
# Names that the service takes for the one that its document uses.
SAME_TYPE = {"contact": "contacts", "0-1": "contacts", "company": "companies", "0-2": "companies", "deals": "0-3",
             "deal": "0-3", "note": "notes", "0-46": "notes", "task": "tasks", "0-27": "tasks", "email": "emails",
             "0-49": "emails"}
# Types whose document is not in the collection and has the shape of another.
LIKE_NOTES = {"calls", "meetings", "call", "meeting", "0-48", "0-47"}
# Endpoints whose document is not in the collection at all: reading without parameters, nothing else.
WITHOUT_DOCUMENT = [("GET", r"/crm/v3/pipelines/[^/]+"), ("GET", r"/account-info/v3/details")]


def widen(schemas):
    """What the service takes beyond its documents: sorts as objects, which the vendor's guide shows."""
    sorts = schemas.get("PublicObjectSearchRequest", {}).get("properties", {}).get("sorts")
    if sorts:
        sorts["items"] = {"anyOf": [{"type": "string"}, {
            "type": "object", "additionalProperties": False, "required": ["propertyName"],
            "properties": {"propertyName": {"type": "string"}, "direction": {"enum": ["ASCENDING", "DESCENDING"]}}}]}


def tighten(node):
    """Unknown keys refused wherever keys are named; examples that are null are no values."""
    if isinstance(node, dict):
        if "properties" in node and isinstance(node["properties"], dict) and "additionalProperties" not in node:
            node["additionalProperties"] = False
        for value in node.values():
            tighten(value)
    elif isinstance(node, list):
        for value in node:
            tighten(value)


class Documents:
    def __init__(self, wider):
        self.routes = []  # (pattern, literal segments, method, operation, document)
        for name in sorted(os.listdir(SPECS)):
            if name.endswith(".json"):
                with open(os.path.join(SPECS, name), encoding="utf-8") as file:
                    self.add(json.load(file), wider)

    def add(self, document, wider):
        schemas = document["components"]["schemas"]
        tighten(schemas)
        for schema, (keys, _) in OVER_STRICT.items():
            if schema in schemas:
                schemas[schema]["required"] = [k for k in schemas[schema].get("required", []) if k not in keys]
        if wider:
            widen(schemas)
        for path, operations in document["paths"].items():
            pattern = re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path) + "$")
            literal = sum(1 for part in path.split("/") if not part.startswith("{"))
            for method, operation in operations.items():
                self.routes.append((pattern, literal, method.upper(), operation, document))

    def find(self, method, path):
        fitting = [r for r in self.routes if r[0].match(path)]
        of_method = [r for r in fitting if r[2] == method]
        return bool(fitting), max(of_method, key=lambda r: r[1], default=None)


def documented_path(path):
    parts = path.split("/")
    if path.startswith("/crm/v3/objects/") and len(parts) > 4:
        name = parts[4].lower()
        parts[4] = "notes" if name in LIKE_NOTES else SAME_TYPE.get(name, name)
    return "/".join(parts)


def query_problems(operation, query):
    declared = {p["name"]: p for p in operation.get("parameters", []) if p["in"] == "query"}
    given = urllib.parse.parse_qsl(query, keep_blank_values=True)
    problems = [f"query parameter {name} is not declared" for name, _ in given if name not in declared]
    for name, value in given:
        kind = declared.get(name, {}).get("schema", {}).get("type")
        if (kind == "integer" and not re.fullmatch(r"-?\d+", value)) or (kind == "boolean" and value not in ("true", "false")):
            problems.append(f"query parameter {name}={value} is no {kind}")
    names = {name for name, _ in given}
    problems += [f"query parameter {n} is missing" for n, p in declared.items() if p.get("required") and n not in names]
    return problems


def body_problems(operation, document, text):
    import jsonschema
    declared = operation.get("requestBody")
    if declared is None:
        return ["a body where none is declared"] if text not in ("", "{}") else []
    if not text:
        return ["no body"] if declared.get("required") else []
    try:
        body = json.loads(text)
    except ValueError as error:
        return [f"body is no JSON: {error}"]
    schema = copy.copy(declared["content"]["application/json"]["schema"])
    schema["components"] = document["components"]
    if "$ref" in schema:  # beside $ref draft 7 sees nothing, so the reference is followed here
        schema = {**document["components"]["schemas"][schema["$ref"].split("/")[-1]], "components": document["components"]}
    validator = jsonschema.Draft7Validator(schema)
    return [f"body at /{'/'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in validator.iter_errors(body)]


def problems_of(documents, request):
    path = documented_path(request["path"])
    for method, pattern in WITHOUT_DOCUMENT:
        if request["method"] == method and re.fullmatch(pattern, path):
            return ["a query where none is known"] if request["query"] else []
    known_path, route = documents.find(request["method"], path)
    if route is None:
        return [f"method {request['method']} is not declared" if known_path else "path is not declared"]
    _, _, _, operation, document = route
    return query_problems(operation, request["query"]) + body_problems(operation, document, request["body"])


def check(documents, requests):
    bad = 0
    for request in requests:
        for problem in problems_of(documents, request):
            bad += 1
            print(f"{request['method']} {request['path']}{'?' + request['query'] if request['query'] else ''}: {problem}")
    return bad


def self_test(documents):
    def request(method, path, query="", body=""):
        return {"method": method, "path": path, "query": query, "body": body}
    good = [request("GET", "/crm/v3/objects/contacts", "limit=100&after=5&properties=email,city&archived=true"),
            request("POST", "/crm/v3/objects/contacts/search", body=json.dumps(
                {"filterGroups": [{"filters": [{"propertyName": "lastmodifieddate", "operator": "GTE", "value": "1"}]}],
                 "sorts": ["lastmodifieddate"], "limit": 200})),
            request("POST", "/crm/v3/objects/notes", body='{"properties":{"hs_timestamp":"1"}}'),
            request("GET", "/crm/v3/objects/deals/7"), request("GET", "/crm/v3/objects/meetings", "limit=5"),
            request("PUT", "/crm/v4/objects/notes/1/associations/default/contacts/2"),
            request("GET", "/crm/v3/pipelines/deals")]
    wrong = {"path is not declared": request("GET", "/crm/v3/objects/contacts/1/notes"),
             "method PUT is not declared": request("PUT", "/crm/v3/objects/contacts"),
             "query parameter count is not declared": request("GET", "/crm/v3/objects/contacts", "count=5"),
             "query parameter limit=ten is no integer": request("GET", "/crm/v3/objects/contacts", "limit=ten"),
             "'tags' was unexpected": request("POST", "/crm/v3/objects/contacts", body='{"properties":{},"tags":[]}'),
             "7 is not of type 'string'": request("PATCH", "/crm/v3/objects/contacts/1", body='{"properties":{"x":7}}'),
             "'LIKE' is not one of": request("POST", "/crm/v3/objects/contacts/search", body=json.dumps(
                 {"filterGroups": [{"filters": [{"propertyName": "x", "operator": "LIKE"}]}]})),
             "'inputs' is a required property": request("POST", "/crm/v3/objects/contacts/batch/update", body="{}"),
             "a body where none is declared": request("GET", "/crm/v3/owners", body='{"a":1}'),
             "a query where none is known": request("GET", "/account-info/v3/details", "x=1"),
             "body is no JSON": request("POST", "/crm/v3/objects/contacts", body="{"),
             "no body": request("POST", "/crm/v3/objects/contacts")}
    failed = check(documents, good)
    for expected, one in wrong.items():
        found = problems_of(documents, one)
        if not any(expected in problem for problem in found):
            failed += 1
            print(f"self-test: {one['method']} {one['path']} should say \"{expected}\", said {found}")
    print(f"self-test: {len(good)} good and {len(wrong)} wrong requests, {failed} judged wrongly")
    return failed


def read(paths):
    for path in paths:
        with open(path, encoding="utf-8") as file:
            yield from (json.loads(line) for line in file if line.strip())


def main(arguments):
    flags = {a for a in arguments if a.startswith("--")}
    paths = [a for a in arguments if not a.startswith("--")]
    if not os.path.isdir(SPECS):
        print("skipped: the vendor's documents are not beside this source tree (../shared/vendor/specs/hubspot)")
        return 77
    try:
        import jsonschema  # noqa: F401
    except ImportError:
        print("skipped: python3-jsonschema is not installed")
        return 77
    documents = Documents("--wider" in flags)
    if "--self-test" in flags:
        return 1 if self_test(documents) else 0
    with tempfile.TemporaryDirectory() as folder:
        if "--run" in flags:
            log = os.path.join(folder, "requests.jsonl")
            subprocess.run(paths, env={**os.environ, "SANDBOX_REQUEST_LOG": log}, stdout=subprocess.DEVNULL, check=False)
            if not os.path.exists(log):
                print(f"{paths[0]} logged no requests")
                return 1
            paths = [log]
        requests = [r for r in read(paths) if "--accepted-only" not in flags or not 400 <= r["status"] < 500]
    bad = check(documents, requests)
    print(f"{len(requests)} requests checked, {bad} problems")
    return 1 if bad or not requests else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
