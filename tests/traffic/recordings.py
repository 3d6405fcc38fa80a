"""What the recordings hold, read without our program: exchanges, and what a person would find in each record.

The rules here are deliberately blunt. Whatever looks like an e-mail address is one, and whatever member is called a name is a
name: nothing is taken over from the connector file, so that a member it forgot is missed by us and found here.
"""
import json
import re
import urllib.parse
from dataclasses import dataclass
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Optional

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared" / "vendor" / "traffic"
# How HubSpot's recorded addresses call our streams; "2-…" is an object type that account had made for itself.
STREAMS = {"CONTACT": "contacts", "COMPANY": "companies"}
ADDRESS = re.compile(r"[^\s@;,]+@[^\s@;,]+\.[^\s@;,]+")


@dataclass(frozen=True)
class Exchange:
    line: int
    script: str  # whose recording it is: time goes on within one
    method: str
    path: str
    query: str  # as a person would write it
    sent: Any  # parsed
    status: int
    headers: dict
    body: str

    @property
    def parsed(self):
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    @property
    def request(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def stream(self) -> Optional[str]:
        """Ours, for HubSpot's answers about objects of v3."""
        found = re.match(r"/crm/v3/objects/([^/]+)/", self.path)
        if not found:
            return None
        return STREAMS.get(found[1], "members" if found[1].startswith("2-") else None)

    @property
    def verb(self) -> str:
        """search, create, update, archive"""
        return self.path.rsplit("/", 1)[-1]

    @property
    def records(self) -> list:
        return (self.parsed or {}).get("results", [])

    def answer(self, to: str, body: Optional[str] = None) -> dict:
        """As the program under test wants it."""
        return {"to": to, "status": self.status, "headers": self.headers, "body": self.body if body is None else body}


def exchanges(folder: str) -> list:
    """All that was recorded, in order; empty where the recordings are absent."""
    file = SHARED / folder / "interactions.jsonl"
    if not file.exists():
        return []
    read = []
    for number, text in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        one = json.loads(text)
        request, response = one["request"], one["response"]
        path, _, query = re.sub(r"^https?://[^/]+", "", request["url"]).partition("?")
        sent = json.loads(request["body"]) if request["body"].startswith("{") else None
        read.append(Exchange(number, one["src"], request["method"], path, urllib.parse.unquote(query), sent,
                             response["status"], response["headers"], response["body"]))
    return read


def quotes(vendor: str) -> list:
    """Answers that people quoted in public: status and body as text."""
    file = SHARED / "_issue_quotes" / "bodies.jsonl"
    if not file.exists():
        return []
    told = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [(one["status"], json.dumps(one.get("body") or one["body_as_quoted"]))
            for one in told if one["vendor"] == vendor]


def moment(text) -> Optional[datetime]:
    """Times as vendors write them; without a zone they are in UTC."""
    if not text:
        return None
    read = datetime.fromisoformat(re.sub(r"([+-]\d\d)(\d\d)$", r"\1:\2", text.replace("Z", "+00:00")))
    return read.astimezone(timezone.utc) if read.tzinfo else read.replace(tzinfo=timezone.utc)


def texts_in(value):
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else []:
        yield from texts_in(inner)


@dataclass(frozen=True)
class Facts:
    """What one record of an answer says of itself."""
    id: str
    names: frozenset
    emails: frozenset
    created: Optional[datetime]
    changed: Optional[datetime]
    gone: bool = False  # it says that it was deleted


def facts(id: str, values: dict, created, changed, gone: bool = False) -> Facts:
    names = {value for key, value in values.items()
             if value and key.lower().replace("_", "") in ("firstname", "lastname", "name")}
    emails = {found for text in texts_in(values) for found in ADDRESS.findall(text)}
    return Facts(id, frozenset(names), frozenset(emails), moment(created), moment(changed), gone)


def asks_for(search: dict, properties: dict) -> bool:
    """Whether a search for equal values would find a record with these."""
    return any(all(test["operator"] == "EQ" and properties.get(test["propertyName"]) == test["value"]
                   for test in group["filters"]) for group in search["filterGroups"])


def lateness(recorded: list) -> dict:
    """By stream: for each record that was created and then searched for, the seconds after which it was last missing
    (None: never) and first there (None: never)."""
    alive, seen = {}, {}
    for one in recorded:
        if one.stream is None or one.status >= 400:
            continue
        at = parsedate_to_datetime(one.headers["Date"])
        if one.verb == "create":
            for record in one.records:
                alive[(one.script, one.stream, record["id"])] = (at, record["properties"])
        elif one.verb == "archive":
            for record in one.sent["inputs"]:
                alive.pop((one.script, one.stream, record["id"]), None)
        elif one.verb == "search":
            there = {record["id"] for record in one.records}
            for key, (created, properties) in alive.items():
                if key[:2] != (one.script, one.stream) or not asks_for(one.sent, properties):
                    continue
                missing, first = seen.get(key, (None, None))
                if first is None:
                    passed = (at - created).total_seconds()
                    seen[key] = (missing, passed) if key[2] in there else (passed, None)
    return {stream: [times for key, times in seen.items() if key[1] == stream] for _, stream, _ in seen}
