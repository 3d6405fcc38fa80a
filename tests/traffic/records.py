"""Recorded records: do they arrive whole, and how late may the search show them?"""
import re
from collections import Counter

import recordings
from ours import CONNECTOR, Ours, Report

LEAST_MAPPED, MOST_QUARANTINED = 0.99, 0.005


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
    """(way, exchange, case): each answer as the search, the list and the reading by id would meet it."""
    for one in recorded:
        if one.stream is None or one.status not in (200, 201):
            continue
        if one.verb == "search":
            yield "search", one, {"do": "pull", "mode": "increment", "stream": one.stream,
                                  "answers": [one.answer("/search")]}
        else:
            yield "by id", one, {"do": "read", "stream": one.stream, "ids": [record["id"] for record in one.records],
                                 "answers": [one.answer("/batch/read")]}
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


def check_lateness(_: Ours, recorded: list) -> Report:
    """The search shows late what was created: our overlap must be longer than anything was seen to be missing."""
    report = Report("Created, then searched: how long the index is behind", [
        "stream", "records", "missing at first", "missing after at most", "there after at least", "there after at most"])
    lag = re.search(r'"kind": "since".*"lag": "(\d+)s"', CONNECTOR.read_text(encoding="utf-8"))
    overlap = int(lag[1]) if lag else 0
    for stream, times in sorted(recordings.lateness(recorded).items()):
        missing = [gone for gone, _ in times if gone is not None]
        after = [there for gone, there in times if gone is not None and there is not None]
        report.row(stream, len(times), len(missing), *(f"{figure:.0f} s" for figure in (max(missing), min(after),
                                                                                      max(after))))
        if overlap <= max(missing):
            report.complain(f"{stream}: missing {max(missing):.0f} s after it was created, and we ask again for "
                            f"{overlap} s only")
    return report
