"""OpenAPI documents, and what is wrong with a request by them.

A request must have its path and method in a document, every query parameter declared and of the declared type, those that
are required present, and a body that fits its schema. A document names what a service takes and hardly ever says that it
takes nothing else; here whatever it names no key for is refused, since several services ignore an unknown key in silence.
Documents of OpenAPI 3.0 are read as those of 3.1, whose schemas are JSON Schema 2020-12.
"""
import json
import re
import urllib.parse
import warnings
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Optional

try:
    import jsonschema
    import yaml
except ImportError as missing:
    jsonschema, MISSING = None, missing.name
else:
    FORMATS = jsonschema.FormatChecker(formats=())
    warnings.filterwarnings("ignore", category=DeprecationWarning, module="jsonschema")

METHODS = ("get", "put", "post", "delete", "patch")


@dataclass(frozen=True)
class Request:
    purpose: str  # what sends it
    method: str
    url: str
    headers: Optional[dict]  # names in small letters; None where only some are known
    body: Any  # parsed; None where there is none
    form: bool = False  # the body came as a form: a dictionary of texts

    @property
    def path(self) -> str:
        return urllib.parse.unquote(urllib.parse.urlsplit(self.url).path)

    @property
    def query(self) -> list:
        return urllib.parse.parse_qsl(urllib.parse.urlsplit(self.url).query, keep_blank_values=True)


@dataclass(frozen=True)
class Route:
    name: str  # "GET /persons/{id}", with what stands before the document's paths
    pattern: re.Pattern
    literal: int  # segments without placeholders: the more, the closer
    operation: dict
    shared: list  # parameters of the path


def at_home(node, file: str):
    """References of a document, in place, as those of a whole that holds all documents by their files' names."""
    if isinstance(node, list):
        for part in node:
            at_home(part, file)
    if not isinstance(node, dict):
        return
    for part in node.values():
        at_home(part, file)
    if isinstance(node.get("$ref"), str):
        other, _, pointer = node["$ref"].partition("#")
        node["$ref"] = f"#/documents/{other.removeprefix('./') or file}{pointer}"


def modern(node):
    """A schema of 3.0 said in the words of 3.1, in place."""
    if isinstance(node, list):
        for part in node:
            modern(part)
    if not isinstance(node, dict):
        return
    for part in node.values():
        modern(part)
    if node.pop("nullable", False) is True:
        if isinstance(node.get("type"), str):
            node["type"] = [node["type"], "null"]
        if isinstance(node.get("enum"), list) and None not in node["enum"]:
            node["enum"].append(None)
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if isinstance(node.get(exclusive), bool):
            if node.pop(exclusive) and bound in node:
                node[exclusive] = node.pop(bound)


class Tight:
    """Refuses, in every place of a value, the keys that no part of its schema names."""

    def __init__(self, whole: dict):
        self.whole, self.seen = whole, set()

    def resolve(self, node):
        """What a reference means; itself otherwise."""
        while isinstance(node, dict) and "$ref" in node:
            pointer, node = node["$ref"], self.whole
            for part in pointer[2:].split("/"):
                node = node[urllib.parse.unquote(part).replace("~1", "/").replace("~0", "~")]
        return node

    def names_keys(self, schema, within=()) -> bool:
        schema = self.resolve(schema)
        if not isinstance(schema, dict) or id(schema) in within:
            return False
        parts = [part for kind in ("allOf", "anyOf", "oneOf") for part in schema.get(kind) or []]
        return bool(schema.get("properties")) or any(self.names_keys(part, (*within, id(schema))) for part in parts)

    def close(self, schema, whole=True):
        """whole: the schema stands for a value, and not for a part of one."""
        if not isinstance(schema, dict):
            return
        if whole and "additionalProperties" not in schema and self.names_keys(schema):
            schema["unevaluatedProperties"] = False
        if id(schema) in self.seen:
            return
        self.seen.add(id(schema))
        for inner in (schema.get("properties") or {}).values():
            self.close(inner)
        for kind in ("items", "additionalProperties"):
            self.close(schema.get(kind))
        for kind in ("allOf", "anyOf", "oneOf"):
            for part in schema.get(kind) or []:
                self.close(part, whole=False)


def read(file: Path) -> dict:
    text = file.read_text(encoding="utf-8")
    return json.loads(text) if file.suffix == ".json" else yaml.load(text, Loader=yaml.CSafeLoader)


def is_time(text) -> bool:
    try:
        if not isinstance(text, str):
            return True
        return "T" in text and datetime.fromisoformat(text.replace("Z", "+00:00")).tzinfo is not None
    except ValueError:
        return False


def is_day(text) -> bool:
    return not isinstance(text, str) or re.fullmatch(r"\d{4}-(0\d|1[0-2])-([0-2]\d|3[01])", text) is not None


if jsonschema:
    FORMATS.checkers.update({"date-time": (is_time, ()), "date": (is_day, ())})


class Documents:
    """All documents of one vendor: (file, what stands before its paths)."""

    def __init__(self, files: list):
        self.routes, documents = [], {}
        for file, under in files:
            document = documents[file.name] = read(file)
            if str(document.get("openapi", "")).startswith("3.0"):
                modern(document)
            at_home(document, file.name)
            self.add_routes(document, under)
        self.whole = {"documents": documents}
        self.tight = Tight(self.whole)
        for document in documents.values():
            for schema in (document.get("components", {}).get("schemas") or {}).values():
                self.tight.close(schema, whole=False)

    def add_routes(self, document: dict, under: str):
        for path, operations in (document.get("paths") or {}).items():
            parts = (re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(part)) for part in (under + path).split("/"))
            pattern = re.compile("/".join(parts))
            literal = sum(1 for part in path.split("/") if "{" not in part)
            for method in METHODS:
                if method in operations:
                    self.routes.append(Route(f"{method.upper()} {under}{path}", pattern, literal, operations[method],
                                             operations.get("parameters", [])))

    def route(self, request: Request) -> Optional[Route]:
        fitting = [route for route in self.routes
                   if route.name.startswith(request.method + " ") and route.pattern.fullmatch(request.path)]
        return max(fitting, key=lambda route: route.literal, default=None)

    def has_path(self, request: Request) -> bool:
        return any(route.pattern.fullmatch(request.path) for route in self.routes)

    def wrong(self, value, schema) -> list:
        """(where, what) of each fault"""
        self.tight.close(schema)
        judge = jsonschema.Draft202012Validator({**schema, **self.whole}, format_checker=FORMATS)
        faults = list(judge.iter_errors(value))
        return [("/" + "/".join(map(str, fault.absolute_path)), said(fault)) for fault in faults
                if not any(follows(fault, other) for other in faults)]

    def problems(self, request: Request) -> tuple:
        """(the operation's name, what is wrong)"""
        route = self.route(request)
        if route is None:
            what = f"method {request.method}" if self.has_path(request) else "path"
            return f"{request.method} {request.path}", [f"{what} is not in the documents"]
        declared = {}
        for parameter in route.shared + route.operation.get("parameters", []):
            parameter = self.tight.resolve(parameter)
            declared[(parameter["in"], parameter["name"])] = parameter
        return route.name, [*self.query_problems(request, declared), *self.other_problems(request, declared),
                            *self.body_problems(request, route)]

    def query_problems(self, request: Request, declared: dict):
        given, deep = {}, {}
        for name, value in request.query:
            base, *keys = re.findall(r"[^\[\]]+|(?<=\[)(?=\])", name)
            if ("query", name) in declared:
                given.setdefault(name, []).append(value)
            elif keys and declared.get(("query", base), {}).get("style") == "deepObject":
                deep.setdefault(base, []).append((keys, value))
            else:
                yield f"query parameter {name} is not in the documents"
        for name, parts in deep.items():
            for where, what in self.wrong(nested(parts), declared[("query", name)].get("schema", {})):
                yield f"query parameter {name}{where}: {what}"
        for name, values in given.items():
            parameter = declared[("query", name)]
            schema = parameter.get("schema") or next(iter((parameter.get("content") or {}).values()), {}).get("schema", {})
            value = self.value_of(values, schema, parameter)
            for where, what in self.wrong(value, schema):
                yield f"query parameter {name}{'' if where == '/' else where}: {what}"

    def value_of(self, texts: list, schema: dict, parameter: dict):
        """The texts of a query, as what the schema calls them."""
        schema = self.tight.resolve(schema)
        kind = kinds_of(schema)
        if "array" not in kind:
            return typed(texts[0], kind)
        parts = texts if parameter.get("explode", True) and len(texts) > 1 else texts[0].split(",")
        items = self.tight.resolve(schema.get("items", {}))
        return [typed(part, kinds_of(items)) for part in parts]

    @staticmethod
    def other_problems(request: Request, declared: dict):
        """Of what must be there: parameters and headers. What logs in is declared elsewhere."""
        names = {name for name, _ in request.query}
        for (place, name), parameter in declared.items():
            if not parameter.get("required") or name.lower() == "authorization":
                continue
            if place == "query" and name not in names:
                yield f"query parameter {name} is missing"
            if place == "header" and request.headers is not None and name.lower() not in request.headers:
                yield f"header {name} is missing"

    def body_problems(self, request: Request, route: Route):
        declared = self.tight.resolve(route.operation.get("requestBody") or {})
        content = declared.get("content") or {}
        if request.body is None:
            if declared.get("required"):
                yield "the body is missing"
            return
        wanted = "application/x-www-form-urlencoded" if request.form else "application/json"
        schema = next((media.get("schema") for name, media in content.items() if name.split(";")[0] in (wanted, "*/*")), None)
        if schema is None:
            yield f"no body of {wanted} is in the documents"
            return
        body = request.body
        if request.form:
            named = self.tight.resolve(schema).get("properties", {})
            body = {name: typed(value, kinds_of(named.get(name, {}))) for name, value in body.items()}
        for where, what in self.wrong(body, schema):
            yield f"body at {where}: {what}"


def nested(parts: list):
    """What a[0][key][]=x and the like, less the name, are together; numbers and nothing count elements of a list."""
    if [] in [keys for keys, _ in parts]:
        return parts[0][1]
    inside = {}
    for (key, *keys), value in parts:
        inside.setdefault(key or f"{len(inside)}", []).append((keys, value))
    inside = {key: nested(below) for key, below in inside.items()}
    return list(inside.values()) if all(key.isdigit() for key in inside) else inside


def of_the_path(problem: str) -> bool:
    """Whether there is no such path or method; all else is about what is sent there."""
    return problem.startswith(("path is", "method "))


def kinds_of(schema: dict) -> list:
    kind = schema.get("type", [])
    return [kind] if isinstance(kind, str) else kind


def typed(text: str, kinds: list):
    """A text as the first of these types that it can be; as it stands where it can be none of them."""
    if "integer" in kinds and re.fullmatch(r"-?\d+", text):
        return int(text)
    if "number" in kinds and re.fullmatch(r"-?\d+(\.\d+)?", text):
        return float(text)
    return text == "true" if "boolean" in kinds and text in ("true", "false") else text


def follows(fault, other) -> bool:
    """Keys that nobody named are told of wherever something inside is wrong, too: what holds it was not looked at then."""
    if fault.validator != "unevaluatedProperties":
        return False
    path, inner = list(fault.absolute_path), list(other.absolute_path)
    return inner[:len(path)] == path and (len(inner) > len(path) or other.validator != fault.validator)


def said(fault) -> str:
    """What is wrong, with the nearest reason where a value fits none of several forms."""
    if fault.context:
        best = max(fault.context, key=lambda one: len(one.absolute_path))
        return f"{fault.message[:120]} (nearest: /{'/'.join(map(str, best.absolute_path))}: {best.message[:120]})"
    return fault.message[:200]
