"""Do the fields that we ask for exist? Some vendors were asked, while they were recorded, which fields a kind of record has."""
import re
import urllib.parse

from ours import Ours, Report
from vendor import Vendor, at


def fields_asked(requests: list, pattern: str) -> set:
    """Names in the addresses of our requests."""
    found = set()
    for request in requests:
        for names in re.findall(pattern, urllib.parse.unquote(request["url"])):
            found |= {name.strip() for name in names.split(",")}
    return found


def check_described(ours: Ours, vendor: Vendor) -> Report:
    report = Report(f"{vendor.name}: fields we ask for, and what the recorded descriptions have", [
        "stream", "descriptions", "fields described", "asked for", "described", "known not to be"])
    wanted = vendor.file["described"]
    answers = ours.answer([{"do": "pull", "mode": "full", "stream": one["stream"], "answers": []} for one in wanted])
    for one, got in zip(wanted, answers):
        told = [{at(field, one["name"]) for field in at(answer.parsed, one["fields"])} for answer in vendor.recorded
                if re.fullmatch(one["request"], answer.request) and answer.status == 200]
        asked = fields_asked(got["requests"], one["asked"])
        if not told or not asked:
            report.complain(f"{one['stream']}: {len(told)} descriptions, {len(asked)} fields asked for")
            continue
        there = set.intersection(*told)
        report.row(one["stream"], len(told), len(there), len(asked), len(asked & there), ", ".join(sorted(asked - there)))
        for name in sorted(asked - there - set(one["but"])):
            report.complain(f"{one['stream']}: {name} is asked for, and not every description has it")
        for name in sorted(set(one["but"]) - (asked - there)):
            report.complain(f"{one['stream']}: {name} needs no excuse: it is not asked for, or described after all")
    return report
