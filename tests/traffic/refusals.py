"""Recorded, quoted and documented answers: is each taken for what it is, and are refusals for haste waited out?"""
import json
from collections import Counter

import recordings
import vendor
from ours import Ours, Report

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
