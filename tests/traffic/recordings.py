"""What the recordings hold, read without our program: exchanges, and what a person would find in each record.

The rules here are deliberately blunt. Whatever looks like an e-mail address is one, and whatever property is called a
name is a name: nothing is taken over from the connector file, so that a property it forgot is missed by us and found
here.
"""
import json
import re
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Optional

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared" / "vendor" / "traffic"
# How the recorded addresses call our streams; "2-…" is an object type that account had made for itself.
STREAMS = {"CONTACT": "contacts", "COMPANY": "companies"}
ADDRESS = re.compile(r"[^\s@;,]+@[^\s@;,]+\.[^\s@;,]+")


@dataclass(frozen=True)
class Exchange:
    line: int
    method: str
    path: str
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
    def stream(self) -> Optional[str]:
        """Ours, for answers about objects of v3."""
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

    def answer(self, to: str) -> dict:
        """As the program under test wants it."""
        return {"to": to, "status": self.status, "headers": self.headers, "body": self.body}


def exchanges(vendor: str = "hubspot", repo: str = "grouparoo__hubspot") -> list:
    """All that was recorded, in order; empty where the recordings are absent."""
    file = SHARED / vendor / repo / "interactions.jsonl"
    if not file.exists():
        return []
    read = []
    for number, text in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        one = json.loads(text)
        request, response = one["request"], one["response"]
        path = re.sub(r"^https?://[^/]+|\?.*$", "", request["url"])
        sent = json.loads(request["body"]) if request["body"].startswith("{") else None
        read.append(Exchange(number, request["method"], path, sent, response["status"], response["headers"],
                             response["body"]))
    return read


def quotes(vendor: str = "hubspot") -> list:
    """Answers that people quoted in public: status and body as text."""
    file = SHARED / "_issue_quotes" / "bodies.jsonl"
    if not file.exists():
        return []
    told = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [(one["status"], json.dumps(one.get("body") or one["body_as_quoted"]))
            for one in told if one["vendor"] == vendor]


def moment(text) -> Optional[datetime]:
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(timezone.utc) if text else None


@dataclass(frozen=True)
class Facts:
    """What one record of an answer says of itself."""
    id: str
    names: frozenset
    emails: frozenset
    created: Optional[datetime]
    changed: Optional[datetime]


def facts(record: dict) -> Facts:
    properties = {key: value for key, value in record["properties"].items() if value}
    names = {value for key, value in properties.items() if key.replace("_", "") in ("firstname", "lastname", "name")}
    emails = {found for value in properties.values() for found in ADDRESS.findall(value)}
    changed = [value for key, value in properties.items() if key.endswith("lastmodifieddate")]
    created = [value for key, value in properties.items() if key.endswith("createdate")]
    return Facts(record["id"], frozenset(names), frozenset(emails), moment(created[0] if created else None),
                 moment(changed[0] if changed else record.get("updatedAt")))
