"""Recorded, quoted and documented answers: is each taken for what it is, and are refusals for haste waited out?"""
import json
from collections import Counter

import recordings
from ours import Ours, Report
from vendor import OURS, WAIT, Vendor, at, told

TOO_LONG = 60  # seconds that nobody waits for within one pull


def met_answers(vendor: Vendor):
    """(source, status, body, headers, purpose)"""
    for one in vendor.recorded:
        yield "recorded", one.status, one.body, one.headers, vendor.purpose(one)
    for status, body in recordings.quotes(vendor.name):
        for purpose in ("page", "write"):
            yield "quoted", status, body, {}, purpose
    for one in vendor.file["documented"]:
        body = one["body"] if isinstance(one["body"], str) else json.dumps(one["body"])
        for purpose in ("page", "by_id", "write"):
            yield "documented", one["status"], body, one.get("headers", {}), purpose


def check_refusals(ours: Ours, vendor: Vendor) -> Report:
    report = Report(f"{vendor.name}: answers, classified", ["source", "status", "calls itself", "while", "answers",
                                                            "with Retry-After", "by the documents", "ours", "waits", "limit"])
    met = [(*one, meant) for one in met_answers(vendor) if (meant := vendor.meaning(one[1], one[2], one[4]))]
    verdicts = ours.answer([{"do": "classify", "purpose": purpose, "answer": {"status": status, "headers": headers,
                                                                             "body": body}}
                            for _, status, body, headers, purpose, _ in met])
    table = Counter()
    for (source, status, body, headers, purpose, expected), got in zip(met, verdicts):
        what, wait = OURS.get(got["action"], got["action"]), got.get("wait", 0)
        told_when = any(name.lower() == "retry-after" for name in headers)
        limit = vendor.file["limits"].get(got["budget"], got["budget"])
        called = vendor.calls_itself(body)[:40] if status >= 400 else ""
        table[(source, status, called or "-", purpose, told_when, expected.what, what, wait, limit)] += 1
        fault = fault_of(expected, what, wait, limit)
        if not fault and status >= 400 and at(told(body), vendor.file["words"]) and not got["words"]:
            fault = "the vendor's own words are lost"
        if fault:
            report.complain(f"{source} {status} {called} ({purpose}): {fault}")
    for key, times in sorted(table.items()):
        source, status, called, purpose, told_when, expected, what, wait, limit = key
        report.row(source, status, called, purpose, times, times if told_when else 0, expected, what, f"{wait} s", limit)
    refused = [one for one in vendor.recorded if one.status >= 400]
    if len(refused) < vendor.file["least_refused"]:
        report.complain(f"only {len(refused)} recorded answers are refusals; there are {vendor.file['least_refused']}")
    check_patience(ours, vendor, report)
    return report


def fault_of(expected, what: str, wait: int, limit: str) -> str:
    if what != expected.what:
        return f"\"{expected.what}\" by the documents, \"{what}\" by us"
    if what != WAIT:
        return ""
    if expected.limit is not None and expected.limit != limit:
        return f"we wait for the limit \"{limit}\", which is \"{expected.limit}\""
    return "" if expected.least <= wait <= expected.most else f"waits {wait} s, not {expected.least} to {expected.most}"


def throttled(vendor: Vendor):
    """(answer, what it means): recorded ones that ask for patience, or, where there are none, those of the documents."""
    recorded = [(one.answer(""), vendor.meaning(one.status, one.body, "page")) for one in vendor.recorded if one.status == 429]
    if recorded:
        return recorded
    documented = [{"to": "", **one, "body": one["body"] if isinstance(one["body"], str) else json.dumps(one["body"])}
                  for one in vendor.file["documented"] if one["status"] < 500]
    met = [(answer, vendor.meaning(answer["status"], answer["body"], "page")) for answer in documented]
    return [(answer, meant) for answer, meant in met if meant and meant.what == WAIT and meant.least]


def check_patience(ours: Ours, vendor: Vendor, report: Report):
    """Who is refused for haste asks again after a while, and then reads what was recorded, and writes once; what would take
    too long is put off, and nothing is sent."""
    pages = [(one, rule, way) for one in vendor.recorded for rule in [vendor.rule(one)] if rule
             for way in rule["as"] if vendor.file["ways"][way]["do"] == "pull" and vendor.records(one, rule)]
    taking_back = {"id": "1", "action": "remove_note", "kind": "contact", "subject": "1", "value": "1"}
    write = vendor.file["patient_write"]
    cases, expected = [], []
    for number, (refused, meant) in enumerate(throttled(vendor)):
        one, rule, way = pages[number * 7 % len(pages)]
        how = vendor.file["ways"][way]
        cases.append({"do": "pull", "mode": how["mode"], "stream": rule["stream"], "answers": [
            {**refused, "to": how["to"]}, one.answer(how["to"], vendor.body(one, rule))]})
        cases.append({"do": "apply", "operations": [taking_back], "answers": [
            {**refused, "to": write["to"]}, {"to": write["to"], **write["then"]}]})
        told = [vendor.facts(record) for record in vendor.records(one, rule)]
        expected.append((meant, sorted({facts.id for facts in told if not facts.gone})))
    answers, waited = ours.answer(cases), Counter()
    for (meant, ids), read, wrote in zip(expected, answers[::2], answers[1::2]):
        became = [outcome["became"] for outcome in wrote["outcomes"]]
        if meant.least >= TOO_LONG:
            kind, right = "put off", read.get("error", {}).get("code") == "remote.rate_limited" and became == ["not_sent"]
        else:
            came = sorted({record["id"] for record in read.get("records", [])}) == ids
            inside = all(meant.least * 1000 <= wait <= meant.most * 1000 for wait in (read["waited_ms"], wrote["waited_ms"]))
            kind, right = "asked again, all there", came and inside and became == ["done"]
        waited[kind] += right
        if not right:
            report.complain(f"after a refusal (not {kind}): read {read.get('error', 'without error')} after "
                            f"{read['waited_ms']} ms, wrote {became} after {wrote['waited_ms']} ms")
    for kind, times in sorted(waited.items()):
        report.row("refused", "first", "and then", "read, write", times, 0, kind, "", "", "")
