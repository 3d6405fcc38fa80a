"""HubSpot's recorded answers to writes: what became of each item?"""
import json
from collections import Counter

from ours import KINDS, Ours, Report
from vendor import Vendor, outcomes


def written_properties(one) -> list:
    """(id, property, value): one property for each record that a recorded update wrote, of those crm.json lets us."""
    allowed = {"contacts": ("lastname", "firstname", "email"), "companies": ("website", "name", "domain")}[one.stream]
    chosen = []
    for record in one.sent["inputs"]:
        name = next((name for name in allowed if record["properties"].get(name)), None)
        if name:
            chosen.append((record["id"], name, record["properties"][name]))
    return chosen


def before(one, chosen: list) -> dict:
    """The answer to looking before writing: everything still as planned from."""
    results = [{"id": id, "properties": {name: "before"}, "updatedAt": "2022-02-17T18:54:22.300Z", "archived": False}
               for id, name, _ in chosen]
    return {"to": "/batch/read", "body": json.dumps({"status": "COMPLETE", "results": results})}


def update_case(one, status: int, body: str) -> dict:
    chosen = written_properties(one)
    operations = [{"id": id, "action": "set_field", "kind": KINDS[one.stream], "subject": id, "field": "put_" + name,
                   "prior": "before", "value": value} for id, name, value in chosen]
    return {"do": "apply", "operations": operations, "answers": [
        before(one, chosen), {"to": "/batch/update", "status": status, "headers": one.headers, "body": body}]}


def marker(key: str) -> str:
    return f"[gw:{key}]"


def note_case(one, keys: list, body: str, status: int = 0) -> dict:
    operations = [{"id": key, "action": "note", "kind": "contact", "subject": str(1000 + i), "body": "a note",
                   "marker": marker(key)}
                  for i, key in enumerate(keys)]
    return {"do": "apply", "operations": operations,
            "answers": [{"to": "/batch/create", "status": status or one.status, "headers": one.headers, "body": body}]}


def with_keys(one) -> tuple:
    """A recorded creation as it would have been with objectWriteTraceId, which is echoed: the results keep the order
    they came in, which is not the order they were sent in."""
    said = json.loads(one.body)
    keys = []
    for number, sent in enumerate(one.sent["inputs"]):
        keys.append(f"key{number}")
        same = [result for result in said["results"] if "objectWriteTraceId" not in result and
                all(result["properties"].get(name) == value for name, value in sent["properties"].items())]
        if same:
            same[0]["objectWriteTraceId"] = keys[-1]
    return keys, said


def damaged(said: dict, names: list, context: str) -> list:
    """(how, status, body): the answer as it would be had some items failed, in the form of the vendor's schema."""
    def named(result):
        return result.get("objectWriteTraceId") if context != "ids" else result["id"]

    def error(ids, message="Property values were not valid"):
        return {"status": "error", "category": "VALIDATION_ERROR", "message": message, "context": {context: ids}}

    first, rest = names[0], [result for result in said["results"] if named(result) != names[0]]
    whole = {"status": "COMPLETE", "numErrors": 1}
    return [
        ("one error", 207, dict(whole, results=rest, errors=[error([first])])),
        ("one error, under status 200", 200, dict(whole, results=rest, errors=[error([first])])),
        ("an error that names nobody", 207, dict(whole, results=rest, errors=[{"status": "error", "message": "no"}])),
        ("one error for all", 207, dict(whole, results=[], errors=[error(names)])),
        ("named as result and as error", 207, dict(whole, results=said["results"], errors=[error([first])])),
        ("an error about somebody else", 207, dict(whole, results=said["results"], errors=[error(["stranger"])])),
        ("less named than sent", 200, dict(whole, results=rest)),
        ("neither results nor errors", 207, dict(whole)),
    ]


def with_text(said: dict) -> str:
    """The same without the keys, which the documents' example lacks: what was made repeats the text that was sent."""
    results = [dict(result, properties=dict(result["properties"], hs_note_body=f"a note {marker(result['objectWriteTraceId'])}"))
               for result in said["results"]]
    for result in results:
        del result["objectWriteTraceId"]
    return json.dumps(dict(said, results=results))


def documented_case(one):
    """The documents' own example of a batch that partly failed: the error names its key, the result does not."""
    body = json.dumps({
        "status": "COMPLETE", "numErrors": 1,
        "results": [{"id": "1145814089", "properties": {"hs_object_id": "1145814089"}, "archived": False}],
        "errors": [{"status": "error", "category": "VALIDATION_ERROR", "message": "Property values were not valid",
                    "context": {"objectWriteTraceId": ["549b1c2a9351"]}}]})
    keys = ["549b1c2a9350", "549b1c2a9351"]
    return ("create, as the documents show 207", one, note_case(one, keys, body, 207),
            outcomes(207, body, keys, "objectWriteTraceId"))


def writing_cases(recorded: list):
    """(what, exchange, case, expected by operation)"""
    yield documented_case(recorded[0])
    for one in recorded:
        if one.stream is None or one.status not in (200, 201, 204):
            continue
        if one.verb == "update" and one.stream != "members":
            chosen = [id for id, _, _ in written_properties(one)]
            if not chosen:
                continue
            yield ("update, as recorded", one, update_case(one, one.status, one.body),
                   outcomes(one.status, one.body, chosen))
            for how, status, body in damaged(one.parsed, chosen, "ids") if len(chosen) > 1 else []:
                text = json.dumps(body)
                yield f"update, {how}", one, update_case(one, status, text), outcomes(status, text, chosen)
        elif one.verb == "create":
            keys, said = with_keys(one)
            yield ("create, as recorded: no keys", one, note_case(one, keys, one.body), dict.fromkeys(keys, "unknown"))
            text = json.dumps(said)
            yield ("create, with keys", one, note_case(one, keys, text),
                   outcomes(one.status, text, keys, "objectWriteTraceId"))
            yield ("create, with the text instead", one, note_case(one, keys, with_text(said)),
                   outcomes(one.status, text, keys, "objectWriteTraceId"))
            for how, status, body in damaged(said, keys, "objectWriteTraceId") if len(keys) > 1 else []:
                text = json.dumps(body)
                yield (f"create, {how}", one, note_case(one, keys, text, status),
                       outcomes(status, text, keys, "objectWriteTraceId"))
        elif one.verb == "archive":
            ids = [record["id"] for record in one.sent["inputs"]]
            operations = [{"id": id, "action": "remove_note", "kind": "contact", "subject": "1", "value": id}
                          for id in ids]
            yield ("archive, as recorded", one,
                   {"do": "apply", "operations": operations, "answers": [one.answer("/batch/archive")]},
                   outcomes(one.status, one.body, ids))


def request_fault(what: str, one, got: dict) -> str:
    """What was recorded as sent, and what we sent, must agree where we write what was written then."""
    sent = json.loads(got["requests"][-1]["body"])["inputs"]
    if what.startswith("archive"):
        return "" if sent == one.sent["inputs"] else "another request than the recorded one"
    if not what.startswith("update"):
        return ""
    recorded = {record["id"]: record["properties"] for record in one.sent["inputs"]}
    for record in sent:
        if not record["properties"].items() <= recorded.get(record["id"], {}).items():
            return f"record {record['id']} was sent otherwise than recorded"
    return ""


def created_fault(what: str, case: dict, got: dict) -> str:
    """What is called done must carry the id that the answer gives for that very key."""
    if not what.startswith("create"):
        return ""
    results = json.loads(case["answers"][0]["body"]).get("results", [])
    ids = {result["objectWriteTraceId"]: result["id"] for result in results if "objectWriteTraceId" in result}
    for result in results:
        text = result["properties"].get("hs_note_body", "")
        ids |= {outcome["id"]: result["id"] for outcome in got["outcomes"] if text.endswith(marker(outcome["id"]))}
    for outcome in got["outcomes"]:
        if outcome["became"] == "done" and outcome.get("created") != ids.get(outcome["id"]):
            return f"{outcome['id']} is said to have made {outcome.get('created')}"
    return ""


def check_writes(ours: Ours, vendor: Vendor) -> Report:
    report = Report("Recorded answers to writes, item by item (recorded, and derived from them by the schema of 207)",
                    ["answer", "answers", "items", "done", "failed", "unknown", "as the answer says"])
    cases = list(writing_cases(vendor.recorded))
    counts = {}
    for (what, one, case, expected), got in zip(cases, ours.answer([case for _, _, case, _ in cases])):
        count = counts.setdefault(what, Counter())
        count["answers"] += 1
        for outcome in got["outcomes"]:
            count["items"] += 1
            count[outcome["became"]] += 1
            count["right"] += outcome["became"] == expected[outcome["id"]]
            if outcome["became"] != expected[outcome["id"]]:
                report.complain(f"{what}, line {one.line}: item {outcome['id']} became {outcome['became']}, "
                                f"the answer says {expected[outcome['id']]}")
        if len(got["outcomes"]) != len(expected) or got["unasked"]:
            report.complain(f"{what}, line {one.line}: not every item has an outcome")
        for fault in (request_fault(what, one, got), created_fault(what, case, got)):
            if fault:
                report.complain(f"{what}, line {one.line}: {fault}")
    for what, count in counts.items():
        report.row(what, *(count[name] for name in ("answers", "items", "done", "failed", "unknown", "right")))
    return report
