"""Holds what our program made of recorded answers against what the answers say.

    recorded.py --program traffic_answers [records|writes|refusals|breakage]...

Each part prints its table and then what is wrong, one line each, with ids and never with anything personal. Exits 1 if
something is wrong, 77 where the recordings are absent. `breakage` breaks the connector file in known places and is
content only if the other parts complain about each.
"""
import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import recordings
import vendor

HERE = Path(__file__).resolve().parent
CONNECTOR = HERE.parents[1] / "connectors" / "hubspot" / "connector.json"
LEAST_MAPPED, MOST_QUARANTINED = 0.99, 0.005
KINDS = {"contacts": "contact", "companies": "company", "members": "contact"}


class Ours:
    """The program under test, with one connector file."""

    def __init__(self, program: str, connector: Path):
        self.command = [program, str(connector), str(HERE / "crm.json")]

    def answer(self, cases: list) -> list:
        text = "".join(json.dumps(case) + "\n" for case in cases)
        done = subprocess.run(self.command, input=text, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{self.command[0]} exited {done.returncode}: {done.stderr.strip()[:400]}")
        return [json.loads(line) for line in done.stdout.splitlines()]


class Report:
    def __init__(self, title: str, columns: list):
        self.title, self.rows, self.wrong = title, [columns], []

    def row(self, *cells):
        self.rows.append([str(cell) for cell in cells])

    def complain(self, sentence: str):
        self.wrong.append(sentence)

    def print(self):
        widths = [max(len(row[i]) for row in self.rows) for i in range(len(self.rows[0]))]
        print(f"\n{self.title}")
        for row in self.rows:
            print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())
        for sentence in self.wrong[:20]:
            print("  WRONG: " + sentence)
        if len(self.wrong) > 20:
            print(f"  and {len(self.wrong) - 20} more")


# records ----------------------------------------------------------------------------------------------------------

def missing(facts: recordings.Facts, got: dict) -> list:
    """What the answer holds and the mapped record does not, by name."""
    lacks = []
    if not facts.names <= {got.get(name) for name in ("first_name", "last_name", "name")}:
        lacks.append("name")
    if not facts.emails <= set(got.get("emails", [])):
        lacks.append("e-mail")
    for name in ("created", "changed"):
        if getattr(facts, name) != recordings.moment(got.get(name)):
            lacks.append(name)
    return lacks


def value_count(record: dict) -> int:
    """Fields with a value; those that are there to be written only stand there a second time."""
    own = [name for name in record.get("custom", {}) if not name.startswith("put_")]
    return sum(1 for name in record if name != "custom") + len(own)


def reading_cases(recorded: list):
    """(way, exchange, case): each answer as the search and as the list would meet it."""
    for one in recorded:
        if one.stream is None or one.status not in (200, 201):
            continue
        if one.verb == "search":
            yield "search", one, {"do": "pull", "mode": "increment", "stream": one.stream,
                                  "answers": [one.answer("/search")]}
        yield "list", one, {"do": "pull", "mode": "full", "stream": one.stream,
                            "answers": [one.answer("?limit=")]}


def compare_records(one, way: str, got: dict, count: Counter, report: Report, reasons: dict):
    count["answers"] += 1
    count["empty"] += not one.records
    if "error" in got or got["unasked"]:
        report.complain(f"line {one.line}, as {way}: {got.get('error', {}).get('code', 'it was never asked for')}")
    mapped = {record["id"]: record for record in got.get("records", [])}
    for record in one.records:
        facts = recordings.facts(record)
        count["records"] += 1
        if facts.id not in mapped:
            report.complain(f"line {one.line}, as {way}: record {facts.id} is not there")
            continue
        lacks = missing(facts, mapped[facts.id])
        count["mapped"] += not {"name", "e-mail"} & set(lacks)
        count["names"] += len(facts.names)
        count["emails"] += len(facts.emails)
        if lacks:
            report.complain(f"line {one.line}, as {way}: record {facts.id} lacks {', '.join(lacks)}")
    extra = set(mapped) - {record["id"] for record in one.records}
    if extra:
        report.complain(f"line {one.line}, as {way}: records that nobody sent: {sorted(extra)}")
    count["values"] += sum(value_count(record) for record in mapped.values())
    for reject in got.get("rejects", []):
        count["rejects"] += 1
        reasons.setdefault((reject["at"], reject["why"]), []).append(reject["record"])


def check_records(ours: Ours, recorded: list) -> Report:
    report = Report("Recorded records, mapped", ["stream", "read as", "answers", "without records", "records", "mapped",
                                                 "names", "e-mails", "values", "quarantined"])
    cases = list(reading_cases(recorded))
    counts, reasons = {}, {}
    for (way, one, _), got in zip(cases, ours.answer([case for _, _, case in cases])):
        compare_records(one, way, got, counts.setdefault((one.stream, way), Counter()), report, reasons)
    for (stream, way), count in sorted(counts.items()):
        report.row(stream, way, *(count[name] for name in ("answers", "empty", "records", "mapped", "names", "emails",
                                                           "values", "rejects")))
        if count["mapped"] < LEAST_MAPPED * count["records"]:
            report.complain(f"{stream}, as {way}: {count['mapped']} of {count['records']} came with id, names, e-mails")
        if count["rejects"] > MOST_QUARANTINED * (count["values"] + count["rejects"]):
            report.complain(f"{stream}, as {way}: {count['rejects']} fields are quarantined")
    for (at, why), ids in sorted(reasons.items()):
        report.row("quarantined", f"{len(ids)} times: {at}", why, "for instance", ids[0], "", "", "", "", "")
    pages = sum(counts[key]["answers"] for key in counts if key[1] == "search" and key[0] != "members")
    if pages <= 430:
        report.complain(f"only {pages} search pages of contacts and companies were read")
    return report


# writes -----------------------------------------------------------------------------------------------------------

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


def note_case(one, keys: list, body: str, status: int = 0) -> dict:
    operations = [{"id": key, "action": "note", "kind": "contact", "subject": str(1000 + i), "body": "a note"}
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


def documented_case(one):
    """The documents' own example of a batch that partly failed: the error names its key, the result does not."""
    body = json.dumps({
        "status": "COMPLETE", "numErrors": 1,
        "results": [{"id": "1145814089", "properties": {"hs_object_id": "1145814089"}, "archived": False}],
        "errors": [{"status": "error", "category": "VALIDATION_ERROR", "message": "Property values were not valid",
                    "context": {"objectWriteTraceId": ["549b1c2a9351"]}}]})
    keys = ["549b1c2a9350", "549b1c2a9351"]
    return ("create, as the documents show 207", one, note_case(one, keys, body, 207),
            vendor.outcomes(207, body, keys, "objectWriteTraceId"))


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
                   vendor.outcomes(one.status, one.body, chosen))
            for how, status, body in damaged(one.parsed, chosen, "ids") if len(chosen) > 1 else []:
                text = json.dumps(body)
                yield f"update, {how}", one, update_case(one, status, text), vendor.outcomes(status, text, chosen)
        elif one.verb == "create":
            keys, said = with_keys(one)
            yield ("create, as recorded: no keys", one, note_case(one, keys, one.body), dict.fromkeys(keys, "unknown"))
            text = json.dumps(said)
            yield ("create, with keys", one, note_case(one, keys, text),
                   vendor.outcomes(one.status, text, keys, "objectWriteTraceId"))
            for how, status, body in damaged(said, keys, "objectWriteTraceId") if len(keys) > 1 else []:
                text = json.dumps(body)
                yield (f"create, {how}", one, note_case(one, keys, text, status),
                       vendor.outcomes(status, text, keys, "objectWriteTraceId"))
        elif one.verb == "archive":
            ids = [record["id"] for record in one.sent["inputs"]]
            operations = [{"id": id, "action": "remove_note", "kind": "contact", "subject": "1", "value": id}
                          for id in ids]
            yield ("archive, as recorded", one,
                   {"do": "apply", "operations": operations, "answers": [one.answer("/batch/archive")]},
                   vendor.outcomes(one.status, one.body, ids))


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
    for outcome in got["outcomes"]:
        if outcome["became"] == "done" and outcome.get("created") != ids.get(outcome["id"]):
            return f"{outcome['id']} is said to have made {outcome.get('created')}"
    return ""


def check_writes(ours: Ours, recorded: list) -> Report:
    report = Report("Recorded answers to writes, item by item (recorded, and derived from them by the schema of 207)",
                    ["answer", "answers", "items", "done", "failed", "unknown", "as the answer says"])
    cases = list(writing_cases(recorded))
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


# refusals ---------------------------------------------------------------------------------------------------------

DOCUMENTED = [  # forms that the documents and schemas name, and nobody recorded
    (429, {"status": "error", "message": "You have reached your daily limit.", "errorType": "RATE_LIMIT",
           "policyName": "DAILY"}),
    (429, {"status": "error", "message": "You have reached your ten_secondly_rolling limit.", "errorType": "RATE_LIMIT",
           "policyName": "TEN_SECONDLY_ROLLING"}),
    (403, {"status": "error", "message": "This app hasn't been granted all required scopes to make this call.",
           "category": "MISSING_SCOPES"}),
    (401, {"status": "error", "message": "Authentication credentials not found.",
           "category": "INVALID_AUTHENTICATION"}),
    (400, {"status": "error", "message": "Invalid input JSON", "category": "VALIDATION_ERROR"}),
    (404, {"status": "error", "message": "resource not found", "category": "OBJECT_NOT_FOUND"}),
    (414, {}),
    (423, {"status": "error", "message": "The resource is locked."}),
    (477, {"status": "error", "message": "Migration in progress"}),
    (500, {"status": "error", "message": "internal error"}),
    (502, {}), (503, {}), (504, {}), (521, {}), (522, {}), (523, {}), (524, {}),
]


def purpose_of(one) -> str:
    if one.verb == "search" or "/lists" in one.path and one.method == "GET":
        return "page"
    if one.method == "GET":
        return "by_id" if "/contact/email/" in one.path else "other"
    return "write"


def met_answers(recorded: list):
    """(source, status, body, headers, purpose)"""
    for one in recorded:
        if one.status >= 400 or one.stream:
            yield "recorded", one.status, one.body, one.headers, purpose_of(one)
    for status, body in recordings.quotes():
        for purpose in ("page", "write"):
            yield "quoted", status, body, {}, purpose
    for status, body in DOCUMENTED:
        for purpose in ("page", "write"):
            yield "documented", status, json.dumps(body), {}, purpose


def check_refusals(ours: Ours, recorded: list) -> Report:
    report = Report("Answers, classified", ["source", "status", "calls itself", "while", "answers", "with Retry-After",
                                            "by the documents", "ours", "waits", "limit"])
    met = list(met_answers(recorded))
    verdicts = ours.answer([{"do": "classify", "purpose": purpose, "answer": {"status": status, "headers": headers,
                                                                             "body": body}}
                            for _, status, body, headers, purpose in met])
    table = Counter()
    for (source, status, body, headers, purpose), got in zip(met, verdicts):
        expected = vendor.meaning(status, body, purpose)
        what, wait = vendor.OURS.get(got["action"], got["action"]), got.get("wait", 0)
        told = any(name.lower() == "retry-after" for name in headers)
        limit = {"search": "second"}.get(got["budget"], got["budget"])
        name = f"{source} {status} {vendor.category(body)} ({purpose})"
        table[(source, status, vendor.category(body) or "-", purpose, told, expected.what, what, wait, limit)] += 1
        if what != expected.what:
            report.complain(f"{name}: \"{expected.what}\" by the documents, \"{what}\" by us")
        elif what == vendor.WAIT and (expected.limit != limit or not expected.least <= wait <= expected.most):
            report.complain(f"{name}: waits {wait} s for the limit \"{limit}\", which is \"{expected.limit}\"")
        if status >= 400 and vendor.told(body).get("message") and not got["words"]:
            report.complain(f"{name}: the vendor's own words are lost")
    for key, times in sorted(table.items()):
        source, status, called, purpose, told, expected, what, wait, limit = key
        report.row(source, status, called, purpose, times, times if told else 0, expected, what, f"{wait} s", limit)
    throttled = [one for one in recorded if one.status == 429]
    if len(throttled) < 69 or any("retry-after" in map(str.lower, one.headers) for one in throttled):
        report.complain(f"{len(throttled)} recorded answers are 429, and some bring Retry-After")
    check_patience(ours, recorded, throttled, report)
    return report


def check_patience(ours: Ours, recorded: list, throttled: list, report: Report):
    """A refused search is asked again a second later and then brings what was recorded next; a refused write, too."""
    cases, pages = [], []
    for refused in throttled:
        page = next(one for one in recorded[refused.line:] + recorded if one.stream == refused.stream and
                    one.verb == "search" and one.status == 200 and one.records)
        pages.append(page)
        cases.append({"do": "pull", "mode": "increment", "stream": refused.stream,
                      "answers": [refused.answer("/search"), page.answer("/search")]})
        cases.append({"do": "apply", "operations": [{"id": "1", "action": "remove_note", "kind": "contact",
                                                     "subject": "1", "value": "1"}],
                      "answers": [refused.answer("/batch/archive"), {"to": "/batch/archive", "status": 204}]})
    answers = ours.answer(cases)
    patient = 0
    for refused, page, read, wrote in zip(throttled, pages, answers[::2], answers[1::2]):
        came = [record["id"] for record in read.get("records", [])] == [record["id"] for record in page.records]
        once = [outcome["became"] for outcome in wrote["outcomes"]] == ["done"]
        if came and once and 1000 <= read["waited_ms"] <= 10000 and 1000 <= wrote["waited_ms"] <= 10000:
            patient += 1
        else:
            report.complain(f"line {refused.line}: after the refusal the page or the write did not come through")
    report.row("recorded", 429, "and then 200, 204", "both", patient, 0, "asked again, all there", "", "", "")


# breakage ---------------------------------------------------------------------------------------------------------

BREAKAGE = [  # what is broken, how, and the part that must complain
    ("the e-mail of contacts is forgotten", '{"all": ["/properties/email", ', '{"all": [', "records"),
    ("the last name is the first", '"last_name": "/properties/lastname"', '"last_name": "/properties/firstname"',
     "records"),
    ("the name of companies is misspelt", '"id": "/id", "name": "/properties/name"',
     '"id": "/id", "name": "/properties/nam"', "records"),
    ("a contact's id is taken elsewhere", '"id": "/id", "first_name": "/properties/firstname"',
     '"id": "/properties/hs_pipeline", "first_name": "/properties/firstname"', "records"),
    ("times are taken for numbers", '"changed": [{"from": "/properties/lastmodifieddate", "form": ["rfc3339", ',
     '"changed": [{"from": "/properties/lastmodifieddate", "form": [', "records"),
    ("errors of a batch are not looked at", '"errors": {"items": "/errors", "match": {"id": "/context/ids"}',
     '"errors": {"items": "/failures", "match": {"id": "/context/ids"}', "writes"),
    ("results are matched by their order", '"results": {"items": "/results", "match": {"key": "/objectWriteTraceId"}',
     '"results": {"items": "/results", "match": "order"', "writes"),
    ("what a batch made is not told", '"match": {"key": "/objectWriteTraceId"}, "id": "/id"',
     '"match": {"key": "/objectWriteTraceId"}, "id": "/archived"', "writes"),
    ("the limit of a second is taken for the day's", '{"match": "(?i)daily"}', '{"match": "(?i)limit"}', "refusals"),
    ("going too fast ends the pull", '"do": "throttled", "budget": "search"', '"do": "stop_stream", "budget": "search"',
     "refusals"),
    ("the vendor's words are looked for elsewhere", '"message": ["/message"]', '"message": ["/text"]', "refusals"),
]


def check_breakage(program: str, recorded: list) -> Report:
    report = Report("Broken on purpose", ["what", "part", "complaints", "the first of them"])
    text = CONNECTOR.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        for what, here, instead, part in BREAKAGE:
            if here not in text:
                report.complain(f"connector.json has no \"{here}\" any more: say anew how to break \"{what}\"")
                continue
            broken = Path(folder) / "connector.json"
            broken.write_text(text.replace(here, instead), encoding="utf-8")
            wrong = PARTS[part](Ours(program, broken), recorded).wrong
            report.row(what, part, len(wrong), wrong[0] if wrong else "")
            if not wrong:
                report.complain(f"nobody saw that {what}")
    return report


PARTS = {"records": check_records, "writes": check_writes, "refusals": check_refusals}


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--program", required=True)
    options.add_argument("parts", nargs="*")
    chosen = options.parse_args()
    recorded = recordings.exchanges()
    if not recorded:
        print("skipped: the recorded traffic is absent (../shared/vendor/traffic)")
        return 77
    wrong = 0
    for part in chosen.parts or [*PARTS, "breakage"]:
        report = (check_breakage(chosen.program, recorded) if part == "breakage"
                  else PARTS[part](Ours(chosen.program, CONNECTOR), recorded))
        report.print()
        wrong += len(report.wrong)
    print(f"\n{wrong} complaints" if wrong else "\nall as the answers say")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
