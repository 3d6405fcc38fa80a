"""Holds what our program made of recorded answers against what the answers say.

    recorded.py --program traffic_answers [--vendor NAME]... [records|described|lateness|writes|made|refusals|breakage]...

Each part prints a table per vendor and then what is wrong, one line each, with ids and never with anything personal. Exits 1
if something is wrong, 77 where the recordings are absent. `breakage` breaks the connector files in known places and is
content only if the other parts complain about each.
"""
import argparse
import sys
import tempfile
from pathlib import Path

from described import check_described
from made import check_made
from ours import Ours, Report
from records import check_lateness, check_records
from refusals import check_refusals
from vendor import Vendor, vendors
from writes import check_writes

PARTS = {"records": check_records, "described": check_described, "lateness": check_lateness, "writes": check_writes,
         "made": check_made, "refusals": check_refusals}


def check_breakage(program: str, vendor: Vendor) -> Report:
    report = Report(f"{vendor.name}: broken on purpose", ["what", "part", "complaints", "the first of them"])
    text = vendor.connector.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        for case in vendor.file["breakage"]:
            if case["here"] not in text:
                report.complain(f"connector.json has no \"{case['here']}\" any more: say anew how to break \"{case['what']}\"")
                continue
            broken = Path(folder) / "connector.json"
            broken.write_text(text.replace(case["here"], case["instead"]), encoding="utf-8")
            wrong = PARTS[case["part"]](Ours(program, broken, vendor), vendor).wrong
            report.row(case["what"], case["part"], len(wrong), wrong[0] if wrong else "")
            if not wrong:
                report.complain(f"nobody saw that {case['what']}")
    return report


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--program", required=True)
    options.add_argument("--vendor", action="append")
    options.add_argument("parts", nargs="*")
    chosen = options.parse_args()
    there = [vendor for vendor in vendors() if not chosen.vendor or vendor.name in chosen.vendor]
    if not all(vendor.recorded for vendor in there):
        print("skipped: the recorded traffic is absent (../shared/vendor/traffic)")
        return 77
    wrong = 0
    for part in chosen.parts or [*PARTS, "breakage"]:
        for vendor in there:
            if part != "breakage" and part not in vendor.file["parts"]:
                continue
            report = (check_breakage(chosen.program, vendor) if part == "breakage"
                      else PARTS[part](Ours(chosen.program, vendor.connector, vendor), vendor))
            report.print()
            wrong += len(report.wrong)
    print(f"\n{wrong} complaints" if wrong else "\nall as the answers say")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
