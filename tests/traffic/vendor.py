"""A vendor whose answers were recorded, as its file in vendors/ tells: where the recordings are, which answers hold records,
what a record says of itself, and what an answer means by the vendor's documents. Nothing here knows how our program decides.

A new vendor is a new file: `answers` say which exchanges hold records (`request` fits "METHOD /path" whole, `query` is
looked for in the question), of which stream of ours, and `as` what they are read; `ways` say how the program
comes to read them so; `otherwise` answers whatever else it asks.
"""
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

import recordings

HERE = Path(__file__).resolve().parent
# The same words for their documents and for our program.
WAIT, LOGIN, STOP, REFUSED, GONE, LESS, FINE, UNSURE = (
    "wait and ask again", "log in anew", "stop, tell a person", "this record is refused", "this record is gone",
    "ask for less at once", "fine", "unsure, look before writing")
OURS = {"throttled": WAIT, "retry": WAIT, "login": LOGIN, "stop_stream": STOP, "stop_crm": STOP, "quarantine": REFUSED,
        "gone": GONE, "split": LESS, "ok": FINE, "empty": FINE, "unknown": UNSURE}


@dataclass(frozen=True)
class Meaning:
    what: str
    limit: Optional[str] = None  # which limit was reached; None where the documents do not say
    least: int = 0  # seconds to wait at least
    most: int = 24 * 3600


def at(value: Any, pointer: str):
    """What a JSON Pointer leads to; None where it leads nowhere."""
    for part in pointer.split("/")[1:]:
        if isinstance(value, list):
            value = value[int(part)] if part.isdigit() and int(part) < len(value) else None
        else:
            value = value.get(part) if isinstance(value, dict) else None
    return value


def told(body: str):
    try:
        return json.loads(body)
    except ValueError:
        return None


class Vendor:
    def __init__(self, name: str):
        self.name = name
        self.file = json.loads((HERE / "vendors" / f"{name}.json").read_text(encoding="utf-8"))
        self.connector = HERE.parents[1] / "connectors" / self.file["crm"]["connector"] / "connector.json"
        self.recorded = recordings.exchanges(self.file["recordings"])
        self.otherwise = [self.always(one) for one in self.file["otherwise"]]

    def always(self, one: dict) -> dict:
        """An answer that may be given any number of times; one that was recorded has what was blackened put in."""
        body = one.get("body")
        if "recorded" in one and self.recorded:
            found = next(answer for answer in self.recorded if answer.request == one["recorded"] and answer.status == 200)
            body = {**found.parsed, **one["with"]}
        return {"to": one["to"], "status": 200, "body": json.dumps(body)}

    def rule(self, one: recordings.Exchange) -> Optional[dict]:
        """Which of its answers this is; None where it holds no records."""
        if one.status not in (200, 201):
            return None
        return next((rule for rule in self.file["answers"] if re.fullmatch(rule["request"], one.request) and
                     re.search(rule.get("query", ""), one.query)), None)

    def records(self, one: recordings.Exchange, rule: dict) -> list:
        found = at(one.parsed, rule["records"])
        return found if isinstance(found, list) else [found] if found else []

    def facts(self, record: dict) -> recordings.Facts:
        described = self.file["record"]
        values = at(record, described.get("values", ""))
        own = {key: value for key, value in values.items() if key not in described.get("beside", [])}
        times = {name: next((found for found in (at(record, place) for place in described[name]) if found), None)
                 for name in ("created", "changed")}
        gone = any(at(record, place) == value for place, value in described.get("gone", {}).items())
        return recordings.facts(str(at(record, described["id"])), own, times["created"], times["changed"], gone)

    def body(self, one: recordings.Exchange, rule: dict) -> str:
        """As the program is to meet it: as it was recorded, or in the form of a newer version of the API."""
        newer = self.file.get("newer")
        if not newer:
            return one.body
        return json.dumps({**newer["around"], "data": [in_new_form(record, newer) for record in self.records(one, rule)]})

    def purpose(self, one: recordings.Exchange) -> str:
        return next(rule["purpose"] for rule in self.file["purposes"] if re.fullmatch(rule["request"], one.request))

    def calls_itself(self, body: str) -> str:
        """How the answer calls its own fault."""
        said = told(body)
        return next((found for found in (at(said, place) for place in self.file["calls_itself"]) if found), "")

    def meaning(self, status: int, body: str, purpose: str) -> Optional[Meaning]:
        """None where the documents do not say."""
        for one in self.file["meanings"]:
            if re.fullmatch(one["status"], str(status)) and re.search(one.get("says", ""), body):
                what = one["means"]
                if isinstance(what, dict):
                    what = what.get(purpose, what.get("*"))
                return what and Meaning(what, one.get("limit"), one.get("least", 0), one.get("most", 24 * 3600))
        raise LookupError(f"vendors/{self.name}.json says nothing of status {status}")


def in_new_form(record: dict, newer: dict) -> dict:
    """A record of an older version, put as the vendor's guide says that the newer one has it."""
    said = {key: value for key, value in record.items() if not re.fullmatch(newer["own"], key)}
    said[newer["own_under"]] = {key: value for key, value in record.items() if re.fullmatch(newer["own"], key)}
    for old, new in newer["renamed"].items():
        said[new] = said.pop(old, None)
    for name in newer["bare"]:  # a related record has become its id
        related = said.get(name)
        said[name] = related.get("value") if isinstance(related, dict) else related
    for name in newer["times"]:
        said[name] = said[name].replace(" ", "T") + "Z" if said.get(name) else None
    for old, new in newer["listed"].items():
        said[new] = [] if said.get(old) is None else [said[old]]
    for old, new in newer["opposite"].items():
        said[new] = not said.get(old)
    return said


def vendors() -> list:
    return [Vendor(file.stem) for file in sorted((HERE / "vendors").glob("*.json"))]


def outcomes(status: int, body: str, ids: list, key: str = "id") -> dict:
    """Of each thing sent to HubSpot: done, failed or unknown, as the answer says. `key`: what results carry of what was sent."""
    if status == 204:
        return {one: "done" for one in ids}
    said = told(body) or {}
    became = {one: "unknown" for one in ids}
    for result in said.get("results", []):
        if result.get(key) in became:
            became[result[key]] = "done"
    for error in said.get("errors", []):
        named = error.get("context", {}).get("ids" if key == "id" else key, [])
        for one in [named] if isinstance(named, str) else named:
            if one in became:
                became[one] = "failed"
    return became
