"""Whether the judge sees: a small document, requests that fit it, and one wrong request for each thing that it must refuse."""
import tempfile
from pathlib import Path

import openapi
import sent

THING = """
openapi: 3.0.1
paths:
  /things:
    get:
      parameters:
        - {name: limit, in: query, required: true, schema: {type: integer, maximum: 100}}
        - {name: since, in: query, schema: {type: string, format: date-time}}
        - {name: ids, in: query, explode: false, schema: {type: array, items: {type: integer}}}
        - {name: sort, in: query, schema: {type: string, enum: [id, name]}}
        - {name: where, in: query, style: deepObject, schema: {type: array, items: {$ref: '#/components/schemas/Test'}}}
        - {name: X-Version, in: header, required: true, schema: {type: string}}
    post: {requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/New'}}}}}
  /things/{id}:
    patch: {requestBody: {content: {application/json: {schema: {$ref: './other.yml#/components/schemas/Change'}}}}}
    delete: {}
  /things/mine: {get: {}}
  /token:
    post: {requestBody: {content: {application/x-www-form-urlencoded: {schema: {properties: {seconds: {type: integer}}}}}}}
components:
  schemas:
    Test: {type: object, required: [type], properties: {type: {enum: [after, in]}, value: {}}}
    Base: {type: object, properties: {name: {type: string}, owner: {type: string, nullable: true}}}
    New:
      required: [name]
      allOf: [{$ref: '#/components/schemas/Base'}, {properties: {tags: {type: array, items: {$ref: '#/components/schemas/Tag'}}}}]
    Tag: {type: object, properties: {label: {type: string}}}
"""
OTHER = """
openapi: 3.1.0
paths: {}
components: {schemas: {Change: {type: object, properties: {due: {type: [string, 'null'], format: date}}}}}
"""
HEADERS = {"x-version": "1"}


def ask(method, path, body=None, headers=None, form=False):
    headers = HEADERS if headers is None else headers
    return openapi.Request("self-test", method, "https://api.example.com/v1" + path, headers, body, form)


GOOD = [
    ask("GET", "/things?limit=5&since=2026-11-25T09:00:00Z&ids=1,2&sort=id&where[0][type]=in&where[0][value][]=x"),
    ask("GET", "/things/mine"), ask("POST", "/things", {"name": "a", "owner": None, "tags": [{"label": "x"}]}),
    ask("PATCH", "/things/7", {"due": "2026-11-25"}), ask("PATCH", "/things/7", {"due": None}), ask("DELETE", "/things/7"),
    ask("POST", "/token", {"seconds": "5"}, form=True)]
WRONG = [
    ("path is not in the documents", ask("GET", "/thing")), ("method PUT is not", ask("PUT", "/things")),
    ("method PATCH is not", ask("PATCH", "/things")), ("limit is missing", ask("GET", "/things")),
    ("limit: 'ten' is not", ask("GET", "/things?limit=ten")), ("limit: 500 is greater", ask("GET", "/things?limit=500")),
    ("parameter page is not", ask("GET", "/things?limit=5&page=2")), ("ids/1: 'x' is not", ask("GET", "/things?limit=5&ids=1,x")),
    ("sort: 'date' is not one of", ask("GET", "/things?limit=5&sort=date")),
    ("since: '2026-11-25' is not a 'date-time'", ask("GET", "/things?limit=5&since=2026-11-25")),
    ("where/0: 'type' is a required", ask("GET", "/things?limit=5&where[0][value]=x")),
    ("where/0/type: 'until' is not", ask("GET", "/things?limit=5&where[0][type]=until")),
    ("where/0: Unevaluated properties", ask("GET", "/things?limit=5&where[0][type]=in&where[0][field]=x")),
    ("header X-Version is missing", ask("GET", "/things?limit=5", headers={"accept": "x"})),
    ("the body is missing", ask("POST", "/things")), ("'name' is a required", ask("POST", "/things", {"owner": "x"})),
    ("/name: 7 is not of type", ask("POST", "/things", {"name": 7})),
    ("at /: Unevaluated properties", ask("POST", "/things", {"name": "a", "colour": "red"})),
    ("at /tags/0: Unevaluated properties", ask("POST", "/things", {"name": "a", "tags": [{"colour": "red"}]})),
    ("/due: '25.11.2026' is not a 'date'", ask("PATCH", "/things/7", {"due": "25.11.2026"})),
    ("at /: Unevaluated properties", ask("PATCH", "/things/7", {"when": "2026-11-25"})),
    ("no body of application/json", ask("DELETE", "/things/7", {"a": 1})),
    ("/seconds: 'many' is not", ask("POST", "/token", {"seconds": "many"}, form=True))]
PRINTED = """# set_field on contact
PATCH https://api.example.com/v1/things/7
X-Version: 1
Content-Type: application/json
{"due":"2026-11-25","field":"value"}"""


def self_test() -> int:
    """How many were judged wrongly; says which."""
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / "thing.yml", Path(folder) / "other.yml"]
        for file, text in zip(files, (THING, OTHER)):
            file.write_text(text, encoding="utf-8")
        documents = openapi.Documents([(file, "/v1") for file in files])
    bad = 0
    for request in [*GOOD, sent.parsed(PRINTED)]:
        problems = documents.problems(request)[1]
        bad += bool(problems)
        if problems:
            print(f"self-test: {request.method} {request.url} is right, and was called wrong: {problems}")
    for expected, request in WRONG:
        problems = documents.problems(request)[1]
        if len(problems) != 1 or expected not in problems[0]:
            bad += 1
            print(f"self-test: {request.method} {request.url} {request.body} should say \"{expected}\" alone, said {problems}")
    of_paths = [expected for expected, request in WRONG if openapi.of_the_path(documents.problems(request)[1][0])]
    if len(of_paths) != 3:
        bad += 1
        print(f"self-test: three wrong requests have no such path or method; called so were {of_paths}")
    print(f"self-test: {len(GOOD) + 1} good and {len(WRONG)} wrong requests, {bad} judged wrongly")
    return bad
