"""Holds what our program made of recorded answers against what the answers say.

    recorded.py --program traffic_answers [records|lateness|writes|refusals|breakage]...

Each part prints its table and then what is wrong, one line each, with ids and never with anything personal. Exits 1 if
something is wrong, 77 where the recordings are absent. `breakage` breaks the connector file in known places and is
content only if the other parts complain about each.
"""
import argparse
import sys
import tempfile
from pathlib import Path

import recordings
from ours import CONNECTOR, Ours, Report
from records import check_lateness, check_records
from refusals import check_refusals
from writes import check_writes

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
    ("results are matched by their order", '"results": {"items": "/results", "match": {"key": "/objectWriteTraceId", '
     '"marker": "/properties/hs_note_body"}', '"results": {"items": "/results", "match": "order"', "writes"),
    ("what a batch made is not told", '"marker": "/properties/hs_note_body"}, "id": "/id"',
     '"marker": "/properties/hs_note_body"}, "id": "/archived"', "writes"),
    ("our marker is looked for elsewhere", '"marker": "/properties/hs_note_body"', '"marker": "/properties/hs_body"',
     "writes"),
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


PARTS = {"records": check_records, "lateness": check_lateness, "writes": check_writes, "refusals": check_refusals}


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
