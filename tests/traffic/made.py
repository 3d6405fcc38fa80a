"""Recorded answers to what was made: does a note of ours get the id that such an answer gives?

Nobody recorded notes. What makes a person or a company is answered in the same words, so these answers are given to notes:
one by one, or together where the connector sends many in one call, and then with a recorded refusal in the place of one.
"""
import json
import re
from collections import Counter

from ours import Ours, Report
from vendor import Vendor, at

TOGETHER = 7


def note(number: int, kind: str) -> dict:
    return {"id": f"n{number}", "action": "note", "kind": kind, "subject": str(1000 + number), "body": "a note",
            "marker": f"[gw:n{number}]"}


def making_cases(vendor: Vendor):
    """(what, case, {operation: (became, id)})"""
    how = vendor.file["made"]
    made = [one for one in vendor.recorded if re.fullmatch(how["request"], one.request) and one.status in (200, 201)]
    refusals = [one.parsed for one in vendor.recorded if one.status == 404]
    size = TOGETHER if how.get("together") else 1
    for start in range(0, len(made), size):
        group = made[start:start + size]
        expected = {f"n{i}": ("done", str(at(one.parsed, how["id"]))) for i, one in enumerate(group)}
        bodies = [one.parsed for one in group]
        yield "as recorded", answered(group, bodies, how), expected
        if size > 1 and len(group) > 1 and refusals:
            refused = refusals[start // size % len(refusals)][0]
            bodies[1] = {"success": False, "errors": [{"statusCode": refused["errorCode"], "message": refused["message"],
                                                       "fields": refused["fields"]}]}
            yield "one refused", answered(group, bodies, how), {**expected, "n1": ("failed", None)}


def answered(group: list, bodies: list, how: dict) -> dict:
    together = how.get("together")
    return {"do": "apply", "operations": [note(i, how["kind"]) for i in range(len(group))], "answers": [
        {"to": how["to"], "status": 200 if together else group[0].status, "headers": group[0].headers,
         "body": json.dumps(bodies if together else bodies[0])}]}


def check_made(ours: Ours, vendor: Vendor) -> Report:
    report = Report(f"{vendor.name}: recorded answers to what was made, given to notes", [
        "answer", "calls", "notes", "done", "failed", "with the id that the answer gives"])
    cases, counts = list(making_cases(vendor)), {}
    for (what, _, expected), got in zip(cases, ours.answer([case for _, case, _ in cases])):
        count = counts.setdefault(what, Counter())
        count["calls"] += 1
        for outcome in got["outcomes"]:
            became, created = outcome["became"], outcome.get("created")
            count["notes"] += 1
            count[became] += 1
            count["right"] += became == "done" and (became, created) == expected[outcome["id"]]
            if (became, created) != expected[outcome["id"]]:
                report.complain(f"{what}: {outcome['id']} became {became} as {created}, the answer says "
                                f"{expected[outcome['id']]}; {outcome.get('error', {}).get('code', '')}")
        if len(got["outcomes"]) != len(expected) or got["unasked"]:
            report.complain(f"{what}: not every note has an outcome")
    for what, count in counts.items():
        report.row(what, *(count[name] for name in ("calls", "notes", "done", "failed", "right")))
    if not counts:
        report.complain(f"no recorded answer is one of {vendor.file['made']['request']}")
    return report
