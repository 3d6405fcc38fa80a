"""Recorded records: do they arrive whole, and how late may the search show them?"""
import re
from collections import Counter

import recordings
from ours import Ours, Report
from vendor import Vendor

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


def reading_cases(vendor: Vendor):
    """(way, exchange, rule, case): each answer with records, as each request that could be answered so would meet it."""
    for one in vendor.recorded:
        rule = vendor.rule(one)
        for way in rule["as"] if rule else []:
            how = vendor.file["ways"][way]
            case = {"do": how["do"], "stream": rule["stream"], "answers": [one.answer(how["to"], vendor.body(one, rule))]}
            if how["do"] == "pull":
                yield way, one, rule, {**case, "mode": how["mode"]}
            elif vendor.records(one, rule):
                yield way, one, rule, {**case, "ids": [vendor.facts(record).id for record in vendor.records(one, rule)]}


def compare_records(one, way: str, told: list, got: dict, count: Counter, report: Report):
    """`told`: what the answer holds, by its own words."""
    count["answers"] += 1
    count["empty"] += not told
    if "error" in got or got["unasked"]:
        report.complain(f"line {one.line}, as {way}: {got.get('error', {}).get('code', 'it was never asked for')}")
    mapped = {record["id"]: record for record in got.get("records", [])}
    for facts in told:
        count["gone"] += facts.gone
        said_gone = facts.id in got.get("gone", [])
        if facts.gone != said_gone and way != "by id":  # by id whoever is gone is left out, which is held below
            report.complain(f"line {one.line}, as {way}: record {facts.id} " + ("was deleted" if facts.gone else "is alive"))
        if facts.gone:
            continue
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
    extra = set(mapped) - {facts.id for facts in told if not facts.gone}
    if extra:
        report.complain(f"line {one.line}, as {way}: records that nobody sent: {sorted(extra)}")
    count["values"] += sum(value_count(record) for record in mapped.values())
    count["rejects"] += len(got.get("rejects", []))


def check_records(ours: Ours, vendor: Vendor) -> Report:
    report = Report(f"{vendor.name}: recorded records, mapped", ["stream", "read as", "answers", "without records", "records",
                                                                 "mapped", "names", "e-mails", "values", "quarantined",
                                                                 "deleted"])
    cases = list(reading_cases(vendor))
    counts, reasons, read = {}, {}, set()
    for (way, one, rule, _), got in zip(cases, ours.answer([case for *_, case in cases])):
        told = [vendor.facts(record) for record in vendor.records(one, rule)]
        compare_records(one, way, told, got, counts.setdefault((rule["stream"], way), Counter()), report)
        read.add(one.line)
        for reject in got.get("rejects", []):
            reasons.setdefault((reject["at"], reject["why"]), []).append(reject["record"])
    for (stream, way), count in sorted(counts.items()):
        report.row(stream, way, *(count[name] for name in ("answers", "empty", "records", "mapped", "names", "emails",
                                                           "values", "rejects", "gone")))
        if count["mapped"] < LEAST_MAPPED * count["records"]:
            report.complain(f"{stream}, as {way}: {count['mapped']} of {count['records']} came with id, names, e-mails")
        if count["rejects"] > MOST_QUARANTINED * (count["values"] + count["rejects"]):
            report.complain(f"{stream}, as {way}: {count['rejects']} fields are quarantined")
    for (at, why), ids in sorted(reasons.items()):
        report.row("quarantined", f"{len(ids)} times: {at}", why, "for instance", ids[0], "", "", "", "", "", "")
    report.row("recorded", "in all", len(vendor.recorded), "", "", "", "", "", "", "", "")
    for rule in vendor.file["answers"]:
        if not any(rule is met for _, _, met, _ in cases):
            report.complain(f"no recorded answer is one of {rule['request']}")
    least = vendor.file["least"]
    if len(read) < least:
        report.complain(f"only {len(read)} answers with records were read; there are {least}")
    return report


def check_lateness(_: Ours, vendor: Vendor) -> Report:
    """HubSpot's search shows late what was created: our overlap must be longer than anything was seen to be missing."""
    report = Report("Created, then searched: how long the index is behind", [
        "stream", "records", "missing at first", "missing after at most", "there after at least", "there after at most"])
    lag = re.search(r'"kind": "since".*"lag": "(\d+)s"', vendor.connector.read_text(encoding="utf-8"))
    overlap = int(lag[1]) if lag else 0
    for stream, times in sorted(recordings.lateness(vendor.recorded).items()):
        missing = [gone for gone, _ in times if gone is not None]
        after = [there for gone, there in times if gone is not None and there is not None]
        report.row(stream, len(times), len(missing), *(f"{figure:.0f} s" for figure in (max(missing), min(after),
                                                                                      max(after))))
        if overlap <= max(missing):
            report.complain(f"{stream}: missing {max(missing):.0f} s after it was created, and we ask again for "
                            f"{overlap} s only")
    return report
